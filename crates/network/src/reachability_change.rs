//! The pairs of networks that gain or lose reachability by a plan, or whose bandwidth changes.
//!
//! Networks in one region that are on the same CEN before and on the same CEN afterwards change alike. So classes of networks
//! are compared, not pairs, and hundreds of networks make a few lines.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{CenName, NetworkName, RegionId};
use serde::{Deserialize, Serialize};

use crate::{Link, NetworkView};

/// A group of pairs of networks that all change in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachabilityChange {
    /// The CEN that joins them afterwards, or joined them before.
    pub cen: CenName,
    /// Where the networks of each side are; twice the same region for pairs inside one.
    pub regions: [RegionId; 2],
    /// What a pair may exchange now.
    pub before: Link,
    /// What a pair may exchange when the plan is carried out.
    pub after: Link,
    /// How many pairs there are.
    pub pairs: usize,
    /// The networks of each side that take part. Inside one region the first side are those that come or go, and a network may stand on
    /// both sides.
    pub networks: [BTreeSet<NetworkName>; 2],
    /// Whether the CEN has route maps in these regions, which may keep some of the pairs apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub filtered: bool,
}

/// Networks that change alike: their region, and the CEN that they are on before and afterwards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Class<'a> {
    region: &'a RegionId,
    before: Option<&'a CenName>,
    after: Option<&'a CenName>,
}

impl Class<'_> {
    fn moves(&self) -> bool {
        self.before != self.after
    }
}

/// Lists the pairs of networks whose reachability or bandwidth changes, grouped. It ignores equal address ranges: a plan attaches none.
pub fn reachability_changes(before: &NetworkView, after: &NetworkView) -> Vec<ReachabilityChange> {
    let classes = classes(before, after);
    let mut changes = BTreeMap::new();
    for (index, one) in classes.iter().enumerate() {
        for other in &classes[index..] {
            compare([before, after], one, other, &mut changes);
        }
    }
    changes.into_values().collect()
}

type Members<'a> = (Class<'a>, BTreeSet<&'a NetworkName>);

/// Returns the classes of networks that are on a CEN before or afterwards, sorted by region.
fn classes<'a>(before: &'a NetworkView, after: &'a NetworkView) -> Vec<Members<'a>> {
    let mut classes: BTreeMap<Class<'a>, BTreeSet<&'a NetworkName>> = BTreeMap::new();
    let names: BTreeSet<_> = before
        .networks
        .keys()
        .chain(after.networks.keys())
        .collect();
    for name in names {
        let [was, is] = [before, after].map(|view| view.networks.get(name));
        let Some(either) = is.or(was) else { continue };
        let class = Class {
            region: &either.region,
            before: was.and_then(|was| was.cen.as_ref()),
            after: is.and_then(|is| is.cen.as_ref()),
        };
        if class.before.is_some() || class.after.is_some() {
            classes.entry(class).or_default().insert(name);
        }
    }
    classes.into_iter().collect()
}

/// The key by which changes are told apart and sorted: losses stand first.
type ChangeOrder<'a> = (bool, &'a CenName, [&'a RegionId; 2], Link, Link);

fn compare<'a>(
    [before, after]: [&NetworkView; 2],
    one: &Members<'a>,
    other: &Members<'a>,
    changes: &mut BTreeMap<ChangeOrder<'a>, ReachabilityChange>,
) {
    let regions = [one.0.region, other.0.region];
    let was = link(before, [one.0.before, other.0.before], regions);
    let is = link(after, [one.0.after, other.0.after], regions);
    let pairs = pairs(one, other);
    let joins = if is == Link::None {
        one.0.before
    } else {
        one.0.after
    };
    let Some(cen) = joins.filter(|_| was != is && pairs > 0) else {
        return;
    };
    let is_inside = one.0.region == other.0.region;
    let (one, other) = if is_inside && other.0.moves() && !one.0.moves() {
        (other, one)
    } else {
        (one, other)
    };
    let regions = [one.0.region, other.0.region];
    let joins = if is == Link::None { before } else { after };
    let change = changes
        .entry((is > was, cen, regions, was, is))
        .or_insert_with(|| ReachabilityChange {
            cen: cen.clone(),
            regions: regions.map(RegionId::clone),
            before: was,
            after: is,
            pairs: 0,
            networks: [BTreeSet::new(), BTreeSet::new()],
            filtered: is_filtered(joins, cen, regions),
        });
    change.pairs += pairs;
    for (side, members) in change.networks.iter_mut().zip([&one.1, &other.1]) {
        side.extend(members.iter().map(|name| (*name).clone()));
    }
}

/// Returns what networks of two regions may exchange that are on these CENs.
fn link(view: &NetworkView, on: [Option<&CenName>; 2], regions: [&RegionId; 2]) -> Link {
    let cen = on[0].filter(|one| Some(*one) == on[1]);
    let cen = cen.and_then(|cen| view.cens.get(cen));
    cen.map_or(Link::None, |cen| cen.link(regions[0], regions[1]))
}

/// Counts the pairs of networks of two classes.
fn pairs(one: &Members<'_>, other: &Members<'_>) -> usize {
    if one.0 == other.0 {
        one.1.len() * (one.1.len() - 1) / 2
    } else {
        one.1.len() * other.1.len()
    }
}

/// Tells whether a CEN has route maps in one of two regions.
fn is_filtered(view: &NetworkView, cen: &CenName, regions: [&RegionId; 2]) -> bool {
    view.cens.get(cen).is_some_and(|cen| {
        let mut places = cen.route_maps.keys();
        places.any(|place| regions.contains(&&place.region))
    })
}
