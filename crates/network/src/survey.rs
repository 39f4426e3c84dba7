//! What [`reach`] answers for every pair of networks, taken apart: its size grows with the networks and regions, not with the pairs.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{CenName, NetworkKind, NetworkName, RegionId, RegionPair, RouteMapPlace};

use crate::reach::{Note, Obstacle, Share, reach};
use crate::route_policy::{NamedNetwork, RouteVerdict, route_verdict};
use crate::{JoinedCen, Link, NetworkView};
use cen_action::TableEnd;

/// The answers for all pairs of networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// What is in the way of one network, with every other network of its CEN.
    pub networks: BTreeMap<NetworkName, AtNetwork>,
    /// What two regions of a CEN exchange, and what is in the way of all their networks.
    pub regions: BTreeMap<(CenName, RegionPair), BetweenRegions>,
    /// What the route maps do.
    pub filtered: Vec<Filtered>,
    /// The CENs that may have route maps which were not looked at.
    pub unread_route_maps: BTreeSet<CenName>,
}

/// What is known about one network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtNetwork {
    /// The CEN that it is on.
    pub cen: Option<CenName>,
    /// What is in its way.
    pub obstacles: Vec<Obstacle>,
    /// What else there is to know.
    pub notes: Vec<Note>,
}

/// What is known about two regions of a CEN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BetweenRegions {
    /// What their networks exchange if nothing is in the way.
    pub link: Link,
    /// The package that the bandwidth comes from.
    pub package: Option<Share>,
    /// What is in the way.
    pub obstacles: Vec<Obstacle>,
}

/// Networks whose routes a route map keeps from other networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filtered {
    /// The networks whose routes it keeps back.
    pub from: Vec<NetworkName>,
    /// The networks that do not learn them.
    pub to: Vec<NetworkName>,
    /// The route map; none if it may keep back some of the routes only.
    pub place: Option<RouteMapPlace>,
}

/// Takes apart the answers for all pairs of networks.
pub fn survey(view: &NetworkView) -> Survey {
    let mut answer = Survey::default();
    for (name, network) in &view.networks {
        let cen = network.cen.clone();
        answer.networks.insert(
            name.clone(),
            AtNetwork {
                cen,
                ..AtNetwork::default()
            },
        );
    }
    for (name, cen) in &view.cens {
        let attached: Vec<_> = view.attached(name).collect();
        for (network, _) in &attached {
            at_network(view, network, &attached, &mut answer);
        }
        between_regions(view, name, &attached, &mut answer);
        answer.filtered.extend(filtered(cen, &attached));
        if cen.may_have_route_maps {
            answer.unread_route_maps.insert(name.clone());
        }
    }
    answer
}

/// Adds what is in the way of one network, as the answer for it and any other network of its CEN has it.
fn at_network(
    view: &NetworkView,
    name: &NetworkName,
    attached: &[NamedNetwork<'_>],
    answer: &mut Survey,
) {
    let other = attached.iter().find(|(other, _)| *other != name);
    let found = other.and_then(|(other, _)| reach(view, [name, other]));
    let (Some(found), Some(at)) = (found, answer.networks.get_mut(name)) else {
        return;
    };
    let own = |obstacle: &Obstacle| match obstacle {
        Obstacle::Range { network, .. }
        | Obstacle::Attaching { network, .. }
        | Obstacle::OutOfService { network, .. } => network == name,
        Obstacle::NotInTable { end, .. } | Obstacle::OtherTable { end, .. } => {
            *end == TableEnd::Network(name.clone())
        }
        Obstacle::NotMade { .. }
        | Obstacle::NotAttached { .. }
        | Obstacle::TwoCens { .. }
        | Obstacle::NoPackage { .. }
        | Obstacle::Locked { .. }
        | Obstacle::NoLimit { .. }
        | Obstacle::RouteMap { .. } => false,
    };
    at.obstacles = found.obstacles.into_iter().filter(own).collect();
    if view.networks[name].ranges.is_none() {
        at.notes.push(Note::RangesUnknown {
            networks: vec![name.clone()],
        });
    }
}

/// Adds what is between each two regions of a CEN, as the answer for any two of their networks has it.
fn between_regions(
    view: &NetworkView,
    name: &CenName,
    attached: &[NamedNetwork<'_>],
    answer: &mut Survey,
) {
    let first: BTreeMap<&RegionId, &NetworkName> = attached
        .iter()
        .rev()
        .map(|(network, joined)| (&joined.region, *network))
        .collect();
    let first: Vec<_> = first.into_iter().collect();
    for (index, (one, here)) in first.iter().enumerate() {
        for (other, there) in &first[index + 1..] {
            let pair = RegionPair::new((*one).clone(), (*other).clone());
            let found = pair.zip(reach(view, [here, there]));
            let Some((pair, found)) = found else {
                continue;
            };
            let obstacles = found.obstacles.into_iter().filter(is_between_regions);
            let between = BetweenRegions {
                link: view.cens[name].link(one, other),
                package: found.package,
                obstacles: obstacles.collect(),
            };
            answer.regions.insert((name.clone(), pair), between);
        }
    }
}

/// Returns whether an obstacle is in the way of all networks of two regions.
fn is_between_regions(obstacle: &Obstacle) -> bool {
    match obstacle {
        Obstacle::NoPackage { .. } | Obstacle::Locked { .. } | Obstacle::NoLimit { .. } => true,
        Obstacle::NotInTable { end, .. } | Obstacle::OtherTable { end, .. } => {
            matches!(end, TableEnd::Region(_))
        }
        Obstacle::NotMade { .. }
        | Obstacle::NotAttached { .. }
        | Obstacle::TwoCens { .. }
        | Obstacle::Attaching { .. }
        | Obstacle::OutOfService { .. }
        | Obstacle::Range { .. }
        | Obstacle::RouteMap { .. } => false,
    }
}

/// Evaluates the route maps of a CEN. Networks that no route map tells apart are evaluated once.
fn filtered(cen: &JoinedCen, attached: &[NamedNetwork<'_>]) -> Vec<Filtered> {
    let mut alike: BTreeMap<Traits<'_>, Vec<NamedNetwork<'_>>> = BTreeMap::new();
    for network in attached.iter().filter(|_| !cen.route_maps.is_empty()) {
        alike
            .entry(traits(cen, *network))
            .or_default()
            .push(*network);
    }
    let names =
        |networks: &[NamedNetwork<'_>]| networks.iter().map(|(name, _)| (*name).clone()).collect();
    let mut found = Vec::new();
    for from in alike.values() {
        for to in alike.values() {
            let place = match route_verdict(cen, from[0], to[0]) {
                RouteVerdict::Permit => continue,
                RouteVerdict::Uncertain => None,
                RouteVerdict::Deny(place) => Some(place),
            };
            found.push(Filtered {
                from: names(from),
                to: names(to),
                place,
            });
        }
    }
    found
}

/// Everything by which a route map can tell two networks apart.
type Traits<'a> = (&'a RegionId, NetworkKind, Vec<[bool; 2]>);

fn traits<'a>(cen: &JoinedCen, (name, network): NamedNetwork<'a>) -> Traits<'a> {
    let maps = cen.route_maps.values().flatten();
    let named = maps.map(|map| {
        [&map.from, &map.to].map(|end| {
            let choice = end.networks.as_ref();
            choice.is_some_and(|choice| choice.networks.contains(name))
        })
    });
    (&network.region, network.kind, named.collect())
}
