//! Whether the route maps of a CEN let the routes of one network through to another.
//!
//! Routes come into the gateway of their network's region, go out of it, into that of the other region, and out of that. At each of these places
//! the route maps are asked by priority, and the first that fits decides; what fits none passes.

use cen_topology::{Direction, NetworkName, RegionId, RouteEnd, RouteMap, RouteMapPlace};

use crate::{JoinedCen, JoinedNetwork};

/// What becomes of the routes of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Passage {
    /// All of them are let through.
    Free,
    /// Some may be kept back: a route map asks for more than whose they are.
    Perhaps,
    /// None is let through, because of the route map that stands here.
    Blocked(RouteMapPlace),
}

/// A network and its name.
pub(crate) type Named<'a> = (&'a NetworkName, &'a JoinedNetwork);

/// What becomes of the routes of one network on their way to another.
pub(crate) fn passage(cen: &JoinedCen, from: Named<'_>, to: Named<'_>) -> Passage {
    let (here, there) = (&from.1.region, &to.1.region);
    let mut gates = vec![(here, Direction::In), (here, Direction::Out)];
    if here != there {
        gates.extend([(there, Direction::In), (there, Direction::Out)]);
    }
    let mut worst = Passage::Free;
    for (region, direction) in gates {
        match at_gate(cen, region, direction, from, to) {
            Passage::Free => {}
            Passage::Perhaps => worst = Passage::Perhaps,
            Passage::Blocked(place) => return Passage::Blocked(place),
        }
    }
    worst
}

fn at_gate(
    cen: &JoinedCen,
    region: &RegionId,
    direction: Direction,
    from: Named<'_>,
    to: Named<'_>,
) -> Passage {
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
                // What is not known to be anything may permit as well.
                may_pass |= permit || map.is_none();
            }
            (Fit::Yes, false) if may_pass => return Passage::Perhaps,
            (Fit::Yes, false) => return Passage::Blocked(place.clone()),
            (Fit::Yes, true) => match map.as_ref().and_then(|map| map.next) {
                Some(priority) => next = next.max(priority),
                None => break,
            },
        }
    }
    if may_be_kept {
        Passage::Perhaps
    } else {
        Passage::Free
    }
}

/// Whether a route map speaks of the routes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Perhaps,
    Yes,
}

/// Whether a route map speaks of all routes of one network to another, of none, or perhaps of some.
fn fits(map: &RouteMap<NetworkName>, place: &RouteMapPlace, from: Named<'_>, to: Named<'_>) -> Fit {
    let asks_for_more = !map.types.is_empty()
        || map.cidrs.is_some()
        || map.as_path.is_some()
        || map.communities.is_some();
    // Nothing tells how the end of a route is judged that goes on to another region, or that only comes in.
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

fn end_fits(end: &RouteEnd<NetworkName>, (name, network): Named<'_>) -> Fit {
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
