//! What the network loses for a while because no order avoids it.

use std::collections::BTreeMap;

use cen_topology::{CenName, InstanceId, Mbps, NetworkName, RegionPair};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::action::call::{Noun, PackageCall, RouterCall};
use crate::action::{Action, ActionId, Address, Call};
use crate::step::Step;

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
}

/// Lists bandwidth that is set to zero and set again, networks that leave one CEN for another, and
/// routes that another network publishes.
pub(crate) fn interruptions(steps: &[Step]) -> Vec<Interruption> {
    let actions = || steps.iter().map(|step| &step.action);
    let gives = actions().rev().filter(|action| !action.is_destructive());
    let given: BTreeMap<Carried<'_>, &Action> = gives
        .filter_map(|action| Some((carried(action)?, action)))
        .collect();
    let depths = depths(steps);
    let interruption = |action: &Action| {
        let again = given.get(&carried(action)?)?;
        Some(Interruption {
            what: interrupted(action)?,
            from: action.id.clone(),
            until: again.id.clone(),
            actions_in_a_row: in_a_row(&depths, &action.id, &again.id),
        })
    };
    let takes = actions().filter(|action| action.is_destructive());
    takes.filter_map(interruption).collect()
}

/// What carries traffic and may be gone for a while.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Carried<'a> {
    Bandwidth(&'a Address),
    Network(&'a InstanceId),
    Route(Ipv4Net),
}

/// Returns what an action sets up or takes away, if it carries traffic.
fn carried(action: &Action) -> Option<Carried<'_>> {
    let traits = action.call.traits();
    match traits.noun {
        Noun::Limit => Some(Carried::Bandwidth(&action.address)),
        Noun::Attachment => traits.network().map(Carried::Network),
        Noun::Route => action.address.cidr().map(Carried::Route),
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
        | Noun::RouteMap
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
    let (cen, network) = action.address.cen().zip(action.address.network())?;
    Some(Interrupted::Network {
        network: network.clone(),
        cen: cen.clone(),
    })
}

/// Returns how many actions follow one another from one action to another, both counted, if each starts as soon as it may.
fn in_a_row(depths: &BTreeMap<&ActionId, usize>, from: &ActionId, until: &ActionId) -> usize {
    let depth = |id| depths.get(id).copied().unwrap_or_default();
    // Two that do not wait for one another may come in any order.
    depth(until).saturating_sub(depth(from)).max(1) + 1
}

/// Returns how many actions must be done one after the other before each action.
fn depths(steps: &[Step]) -> BTreeMap<&ActionId, usize> {
    let mut depths = BTreeMap::new();
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
