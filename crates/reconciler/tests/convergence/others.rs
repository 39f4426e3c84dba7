//! Checks that a file changes nothing outside it: networks that it does not manage, and CENs and
//! packages without its mark.

use std::collections::BTreeMap;

use cen_observed::TOPOLOGY_TAG;
use cen_simulator::Simulator;
use serde_json::Value;

use crate::networks::ADOPTABLE;

/// The attributes of an object that change neither by themselves nor by attaching or associating
/// it.
const LASTING: [(&str, &[&str]); 3] = [
    (
        "networks",
        &[
            "owner",
            "region",
            "name",
            "description",
            "cidr",
            "tags",
            "routes",
        ],
    ),
    (
        "cens",
        &[
            "owner",
            "name",
            "description",
            "tags",
            "children",
            "limits",
            "routing",
        ],
    ),
    (
        "packages",
        &["owner", "name", "description", "mbps", "tags"],
    ),
];

/// By section and id.
#[derive(PartialEq, Eq)]
pub(crate) struct Others(BTreeMap<String, Value>);

impl Others {
    pub(crate) fn of(simulator: &Simulator) -> Self {
        let world = simulator.look(|world| serde_json::to_value(world).unwrap());
        let things = LASTING.iter().flat_map(|(section, names)| {
            let things = world[section].as_object().into_iter().flatten();
            let strange = things.filter(|(_, thing)| {
                thing["tags"]
                    .get(TOPOLOGY_TAG)
                    .is_none_or(|topology| topology != "random")
            });
            strange.map(move |(id, thing)| {
                (
                    id.clone(),
                    names.iter().map(|name| thing[*name].clone()).collect(),
                )
            })
        });
        Self(things.collect())
    }

    /// Checks that nothing is gone or changed, apart from objects that a file has adopted.
    pub(crate) fn same(&self, simulator: &Simulator) -> Result<(), String> {
        let now = Self::of(simulator);
        let mut kept = self
            .0
            .iter()
            .filter(|(id, _)| now.0.contains_key(*id) || !ADOPTABLE.contains(&id.as_str()));
        let other = kept.find(|(id, thing)| now.0.get(*id) != Some(thing));
        other.map_or(Ok(()), |(id, thing)| {
            Err(format!(
                "{id} was none of our business: {thing} has become {:?}",
                now.0.get(id)
            ))
        })
    }
}
