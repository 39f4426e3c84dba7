//! What the network loses for a while because no order avoids it.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use cen_topology::{CenName, InstanceId, Mbps, NetworkName, RegionId, RegionPair, RouteMapPlace};
use foldhash::HashMap;
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use cen_action::{
    Action, ActionId, Address, Call, Step,
    call::{ChangeKind, Noun, PackageCall, RouterCall},
};
use cen_diff::Comparison;

/// Something that goes down and comes up again because no order avoids it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interruption {
    /// What goes down.
    pub what: Interrupted,
    /// The action that it begins with.
    pub from: ActionId,
    /// The action that it ends with.
    pub until: ActionId,
    /// How many actions follow one another from the one to the other, both counted, if each starts as soon as it may. How long each takes
    /// depends on the cloud.
    pub actions_in_a_row: usize,
}

/// What goes down for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Interrupted {
    /// The bandwidth between two regions goes down to zero.
    Bandwidth {
        /// The regions.
        pair: RegionPair,
        /// What they have before.
        from: Mbps,
    },
    /// A network is on no CEN.
    Network {
        /// The network.
        network: NetworkName,
        /// The CEN that it leaves.
        cen: CenName,
    },
    /// A route is not published.
    Route {
        /// The destination.
        cidr: Ipv4Net,
    },
    /// A route map is replaced by another one.
    RouteMap {
        /// The CEN.
        cen: CenName,
        /// The region, the direction and the priority.
        place: RouteMapPlace,
    },
    /// A region of a CEN has no network, although bandwidth leads to it.
    Region {
        /// The CEN.
        cen: CenName,
        /// The region.
        region: RegionId,
    },
    /// An address range is on no network of a CEN, until another network brings it.
    Range {
        /// The CEN.
        cen: CenName,
        /// The range.
        range: Ipv4Net,
    },
}

/// Lists bandwidth that is set to zero and set again, networks that leave one CEN for another,
/// routes that another network publishes, and route maps that are replaced; then ranges and regions that have no network meanwhile.
pub(crate) fn interruptions(comparison: &Comparison<'_>, steps: &[Step]) -> Vec<Interruption> {
    let carrying = |action| Some((carried(action)?, action));
    let carriers = || steps.iter().filter_map(|step| carrying(&step.action));
    let (takes, mut gives): (Vec<_>, Vec<_>) =
        carriers().partition(|(_, action)| action.is_destructive());
    if takes.is_empty() {
        gives.clear();
    }
    // Of several that set up the same, the first counts.
    let given: HashMap<Carried<'_>, &Action> = gives.into_iter().rev().collect();
    let depths = LazyCell::new(|| depths(steps));
    let interruption = |(carried, action): (Carried<'_>, &Action)| {
        let again = given.get(&carried)?;
        Some(Interruption {
            what: interrupted(action)?,
            from: action.id.clone(),
            until: again.id.clone(),
            actions_in_a_row: in_a_row(&depths, &action.id, &again.id),
        })
    };
    let mut found: Vec<_> = takes.into_iter().filter_map(interruption).collect();
    let swaps = Swaps::new(comparison, steps);
    for (what, from, until) in swaps.ranges().into_iter().chain(swaps.regions()) {
        found.push(Interruption {
            what,
            from: from.clone(),
            until: until.clone(),
            actions_in_a_row: in_a_row(&depths, from, until),
        });
    }
    found
}

/// Networks that leave and networks that arrive, in the order of the plan.
struct Swaps<'a> {
    comparison: &'a Comparison<'a>,
    leaves: Vec<Moving<'a>>,
    arrives: Vec<Moving<'a>>,
}

/// A network that leaves a CEN, or comes to it.
struct Moving<'a> {
    /// The place in the plan.
    place: usize,
    action: &'a Action,
    cen: &'a CenName,
    region: &'a RegionId,
}

/// What goes down, the action that it begins with and the one that it ends with.
type Swapped<'a> = (Interrupted, &'a ActionId, &'a ActionId);

impl<'a> Swaps<'a> {
    fn new(comparison: &'a Comparison<'a>, steps: &'a [Step]) -> Self {
        let mut swaps = Self {
            comparison,
            leaves: Vec::new(),
            arrives: Vec::new(),
        };
        for (place, action) in steps.iter().map(|step| &step.action).enumerate() {
            let traits = action.call.traits();
            if let Some((cen, region)) = place_of(comparison, action) {
                let moving = Moving {
                    place,
                    action,
                    cen,
                    region,
                };
                match traits.kind {
                    ChangeKind::Remove => swaps.leaves.push(moving),
                    ChangeKind::Create => swaps.arrives.push(moving),
                    ChangeKind::Change => {}
                }
            }
        }
        swaps
    }

    /// Ranges that leave a CEN with one network and come back with another.
    fn ranges(&self) -> Vec<Swapped<'a>> {
        let mut found = Vec::new();
        for comes in &self.arrives {
            let Some(network) = comes.action.address.network() else {
                continue;
            };
            for goes in self.leaves.iter().filter(|goes| goes.cen == comes.cen) {
                let instance = goes.action.call.traits().network();
                let range = instance
                    .and_then(|instance| self.comparison.range_taken(comes.cen, instance, network));
                let cen = comes.cen.clone();
                found.extend(range.map(|range| {
                    let what = Interrupted::Range { cen, range };
                    (what, &goes.action.id, &comes.action.id)
                }));
            }
        }
        found
    }

    /// Regions that all networks leave before the first new one arrives, although the file has bandwidth for them.
    fn regions(&self) -> Vec<Swapped<'a>> {
        let sites = self.leaves.iter().map(|goes| (goes.cen, goes.region));
        let sites: BTreeSet<_> = sites.collect();
        let used = sites
            .into_iter()
            .filter(|(cen, region)| self.is_used(cen, region));
        used.filter_map(|(cen, region)| self.region(cen, region))
            .collect()
    }

    fn region(&self, cen: &'a CenName, region: &'a RegionId) -> Option<Swapped<'a>> {
        let here = |moving: &&Moving<'a>| (moving.cen, moving.region) == (cen, region);
        let goes: Vec<_> = self.leaves.iter().filter(here).collect();
        let first = self.arrives.iter().find(here)?;
        let last = goes.last().filter(|last| last.place < first.place)?;
        let attachments = self.comparison.inside(cen)?.attachments.values();
        let now = attachments.filter(|seen| seen.region == *region).count();
        let (cen, region) = (cen.clone(), region.clone());
        let what = Interrupted::Region { cen, region };
        (now == goes.len()).then_some((what, &last.action.id, &first.action.id))
    }

    /// Tells whether the file has bandwidth for a region, and the CEN has it too.
    fn is_used(&self, cen: &CenName, region: &RegionId) -> bool {
        let wanted = self.comparison.desired.cens.get(cen).into_iter();
        let wanted = wanted.flat_map(|cen| cen.bandwidth.values());
        let mut wanted = wanted.flat_map(|group| group.limits.keys());
        wanted.any(|pair| {
            let inside = self.comparison.inside(cen);
            let seen = inside.and_then(|inside| inside.limits.get(pair));
            pair.regions().contains(&region) && seen.is_some_and(|seen| seen.mbps > Mbps(0))
        })
    }
}

/// Returns the CEN and the region that an action brings a network to, or takes it from.
fn place_of<'a>(
    comparison: &'a Comparison<'_>,
    action: &'a Action,
) -> Option<(&'a CenName, &'a RegionId)> {
    let traits = action.call.traits();
    let cen = action
        .address
        .cen()
        .filter(|_| traits.noun == Noun::Attachment)?;
    let region = match traits.kind {
        ChangeKind::Remove => {
            let attachments = &comparison.inside(cen)?.attachments;
            &attachments.get(traits.network()?)?.region
        }
        ChangeKind::Create | ChangeKind::Change => {
            let network = action.address.network()?;
            &comparison.desired.networks.get(network)?.region
        }
    };
    Some((cen, region))
}

/// What carries traffic and may be gone for a while.
#[derive(PartialEq, Eq, Hash)]
enum Carried<'a> {
    Bandwidth(&'a Address),
    Network(&'a InstanceId),
    Route(Ipv4Net),
    RouteMap(&'a Address),
}

/// Returns what an action sets up or takes away, if it carries traffic.
fn carried(action: &Action) -> Option<Carried<'_>> {
    let traits = action.call.traits();
    match traits.noun {
        Noun::Limit => Some(Carried::Bandwidth(&action.address)),
        Noun::Attachment => traits.network().map(Carried::Network),
        Noun::Route => action.address.cidr().map(Carried::Route),
        Noun::RouteMap => Some(Carried::RouteMap(&action.address)),
        Noun::Vpc
        | Noun::Cen
        | Noun::CenMark
        | Noun::PackageMark
        | Noun::Text
        | Noun::Grant
        | Noun::Package
        | Noun::Association
        | Noun::HealthCheck
        | Noun::PrivateZone
        | Noun::Service
        | Noun::RouterService
        | Noun::ServiceRole
        | Noun::Router
        | Noun::Vswitch
        | Noun::TableUse => None,
    }
}

/// Returns what an action takes down.
fn interrupted(action: &Action) -> Option<Interrupted> {
    if let Call::Package(PackageCall::SetLimit(limit)) = &action.call {
        return Some(Interrupted::Bandwidth {
            pair: limit.pair.clone(),
            from: limit.from,
        });
    }
    if let Call::Router(RouterCall::DeleteLink(link)) = &action.call {
        return Some(Interrupted::Bandwidth {
            pair: link.pair.clone(),
            from: link.from.mbps,
        });
    }
    if let Some(cidr) = action.address.cidr() {
        return Some(Interrupted::Route { cidr });
    }
    if let Address::RouteMap { cen, place } = &action.address {
        let (cen, place) = (cen.clone(), place.clone());
        return Some(Interrupted::RouteMap { cen, place });
    }
    let (cen, network) = action.address.cen().zip(action.address.network())?;
    Some(Interrupted::Network {
        network: network.clone(),
        cen: cen.clone(),
    })
}

/// Returns how many actions follow one another from one action to another, both counted, if each starts as soon as it may.
fn in_a_row(depths: &HashMap<&ActionId, usize>, from: &ActionId, until: &ActionId) -> usize {
    let depth = |id| depths.get(id).copied().unwrap_or_default();
    // Two that do not wait for one another may come in any order.
    depth(until).saturating_sub(depth(from)).max(1) + 1
}

/// Returns how many actions must be done one after the other before each action.
fn depths(steps: &[Step]) -> HashMap<&ActionId, usize> {
    let mut depths = HashMap::default();
    // Each step stands after all that it waits for.
    for step in steps {
        let before = step
            .waits_for
            .keys()
            .filter_map(|first| depths.get(first))
            .max();
        depths.insert(&step.action.id, before.map_or(0, |depth| depth + 1));
    }
    depths
}
