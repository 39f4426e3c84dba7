//! Evaluates the route maps of a CEN: do they let the routes of one network through to another?
//!
//! Routes come into the gateway of their network's region, go out of it, into that of the other region, and out of that. At each of these places
//! the route maps are asked by priority, and the first that fits decides; what fits none passes.

use cen_topology::{Direction, NetworkName, RegionId, RouteEnd, RouteMap, RouteMapPlace};

use crate::{JoinedCen, JoinedNetwork};

/// The answer of the route maps for the routes of one network on their way to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RouteVerdict {
    /// All routes pass.
    Permit,
    /// Some routes may be denied: a route map has conditions besides the two networks.
    Uncertain,
    /// No route passes: the route map at this place denies them all.
    Deny(RouteMapPlace),
}

/// A network and its name.
pub(crate) type NamedNetwork<'a> = (&'a NetworkName, &'a JoinedNetwork);

/// Evaluates the route maps on the way from one network to another.
pub(crate) fn route_verdict(
    cen: &JoinedCen,
    from: NamedNetwork<'_>,
    to: NamedNetwork<'_>,
) -> RouteVerdict {
    let (here, there) = (&from.1.region, &to.1.region);
    let mut gates = vec![(here, Direction::In), (here, Direction::Out)];
    if here != there {
        gates.extend([(there, Direction::In), (there, Direction::Out)]);
    }
    let mut worst = RouteVerdict::Permit;
    for (region, direction) in gates {
        match at_gate(cen, region, direction, from, to) {
            RouteVerdict::Permit => {}
            RouteVerdict::Uncertain => worst = RouteVerdict::Uncertain,
            RouteVerdict::Deny(place) => return RouteVerdict::Deny(place),
        }
    }
    worst
}

fn at_gate(
    cen: &JoinedCen,
    region: &RegionId,
    direction: Direction,
    from: NamedNetwork<'_>,
    to: NamedNetwork<'_>,
) -> RouteVerdict {
    let maps = cen
        .route_maps
        .iter()
        .filter(|(place, _)| place.region == *region && place.direction == direction);
    let (mut may_pass, mut may_be_kept, mut next) = (false, false, 0);
    for (place, map) in maps {
        if place.priority < next {
            continue;
        }
        let (fit, permit) = match map {
            Some(map) => (fits(map, place, from, to), map.permit),
            None => (Fit::Perhaps, false),
        };
        match (fit, permit) {
            (Fit::No, _) => {}
            (Fit::Perhaps, _) => {
                may_be_kept |= !permit;
                // A route map that we could not read may also permit.
                may_pass |= permit || map.is_none();
            }
            (Fit::Yes, false) if may_pass => return RouteVerdict::Uncertain,
            (Fit::Yes, false) => return RouteVerdict::Deny(place.clone()),
            (Fit::Yes, true) => match map.as_ref().and_then(|map| map.next) {
                Some(priority) => next = next.max(priority),
                None => break,
            },
        }
    }
    if may_be_kept {
        RouteVerdict::Uncertain
    } else {
        RouteVerdict::Permit
    }
}

/// The share of the routes that a route map matches: none, perhaps some, or all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Perhaps,
    Yes,
}

/// Returns the share of the routes from one network to another that a route map matches.
fn fits(
    map: &RouteMap<NetworkName>,
    place: &RouteMapPlace,
    from: NamedNetwork<'_>,
    to: NamedNetwork<'_>,
) -> Fit {
    let asks_for_more = !map.types.is_empty()
        || map.cidrs.is_some()
        || map.as_path.is_some()
        || map.communities.is_some();
    // The API does not document how `to` matches inbound routes, or routes that go on to another region.
    let is_last = place.direction == Direction::Out && place.region == to.1.region;
    let to = if is_last || is_open(&map.to) {
        end_fits(&map.to, to)
    } else {
        Fit::Perhaps
    };
    let ends = end_fits(&map.from, from).min(to);
    if asks_for_more {
        ends.min(Fit::Perhaps)
    } else {
        ends
    }
}

fn is_open(end: &RouteEnd<NetworkName>) -> bool {
    *end == RouteEnd::default()
}

fn end_fits(end: &RouteEnd<NetworkName>, (name, network): NamedNetwork<'_>) -> Fit {
    let is_named = end
        .networks
        .as_ref()
        .is_none_or(|choice| choice.networks.contains(name) != choice.reversed);
    let is_of_kind = end.kinds.is_empty() || end.kinds.contains(&network.kind);
    let is_there = end.regions.is_empty() || end.regions.contains(&network.region);
    match (is_named && is_of_kind && is_there, end.tables.is_empty()) {
        (false, _) => Fit::No,
        (true, false) => Fit::Perhaps,
        (true, true) => Fit::Yes,
    }
}
