//! What two files cannot tell, and only a look at the cloud can.

use cen_topology::{Network, Package, Selector, Topology};

/// Everything that a plan from file to file takes for granted.
pub(super) fn unknown(old: &Topology, new: &Topology) -> Vec<String> {
    let mut unknown =
        vec!["whether the cloud is as the old file says, and which regions have Enterprise Edition transit routers".to_owned()];
    if old.name != new.name {
        unknown.push(format!("what becomes of all that `{}` owns: the new file is of another name and owns none of it", old.name));
    }
    let attached = || {
        new.cens
            .values()
            .flat_map(|cen| &cen.attach)
            .filter_map(|key| Some((key, new.networks.get(key)?)))
    };
    let looked_up = attached().filter_map(|(key, network)| match &network.selector {
        Selector::Name(name) => Some(format!(
            "network `{key}`: which one is named `{name}`, and whether exactly one is"
        )),
        Selector::Id(_) | Selector::Managed { .. } => None,
    });
    unknown.extend(looked_up);
    let is_elsewhere = |network: &Network| !matches!(network.selector, Selector::Managed { .. });
    if attached().any(|(_, network)| is_elsewhere(network)) {
        unknown.push("the address ranges of networks that are not made here: of two equal ones on a CEN one would be held".to_owned());
    }
    for (key, cen) in &new.cens {
        let is_new = |id| !old.cens.values().any(|other| other.id.as_ref() == Some(id));
        unknown.extend(
            cen.id
                .as_ref()
                .filter(|id| is_new(id))
                .map(|id| format!("cen `{key}`: what hangs on {id} already")),
        );
        let existing = cen
            .bandwidth
            .values()
            .filter_map(|group| match &group.package {
                Package::Existing(id) => Some(id),
                Package::Bought { .. } => None,
            });
        unknown.extend(
            existing.map(|id| format!("package {id}: its size and areas, and whether it is free")),
        );
        if cen
            .routes
            .publish
            .as_ref()
            .is_some_and(|publish| !publish.is_empty())
        {
            unknown.push(format!(
                "cen `{key}`: whether its networks have the routes that are to be published"
            ));
        }
    }
    let strange: std::collections::BTreeSet<_> = attached()
        .map(|(_, network)| &network.region)
        .filter(|region| cen_topology::documented_area_of(region).is_none())
        .collect();
    unknown.extend(
        strange
            .into_iter()
            .map(|region| format!("the area of {region}, which the built-in table does not know")),
    );
    unknown
}
