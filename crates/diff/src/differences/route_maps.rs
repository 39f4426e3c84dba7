//! Route maps: missing, otherwise, at another priority, or not wanted any more.

use std::collections::BTreeMap;

use cen_topology::{Cen, CenId, CenName, NetworkName, RouteMap, RouteMapPlace};

use crate::comparison::Comparison;
use crate::differences::{Change, Difference, Extra};
use cen_action::{Address, HeldDifference, HoldReason};
use cen_observed::{Inside, SeenRouteMap};

fn address(cen: &CenName, place: &RouteMapPlace) -> Address {
    Address::RouteMap {
        cen: cen.clone(),
        place: place.clone(),
    }
}

/// What is missing, and what is otherwise than in the file. One that the file ignores is left as it is.
pub(super) fn diff(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: &Cen,
    found: &mut Vec<Difference>,
) {
    let moves = moves(comparison, name, cen);
    for (place, wanted) in cen.routes.route_maps.iter().flatten() {
        let there = comparison.inside(name).and_then(|inside| {
            inside
                .routes
                .route_maps
                .get_key_value(moves.get(place).copied().unwrap_or(place))
        });
        let Some((from, seen)) = there else {
            found.push(Difference::Missing(address(name, place)));
            continue;
        };
        let is_so = from == place && says(comparison, wanted, seen);
        if comparison.ignores_id(name, seen.id.as_str()) || (is_so && seen.status != "Deleting") {
            continue;
        }
        if seen.status != "Active" {
            let reason = HoldReason::busy(&seen.status);
            let held = HeldDifference::Changed;
            found.push(Difference::held(address(name, place), held, reason));
            continue;
        }
        let id = comparison
            .cen_id(name)
            .filter(|_| keeps_words(wanted, seen));
        match id {
            Some(cen) => {
                let extra = Extra::RouteMap {
                    cen: cen.clone(),
                    id: seen.id.clone(),
                };
                found.push(Difference::Extra(address(name, from), extra));
                found.push(Difference::Missing(address(name, place)));
            }
            None => {
                let from = from.clone();
                let seen = Box::new(seen.clone());
                let change = Change::RouteMap { from, seen };
                found.push(Difference::Changed(address(name, place), change));
            }
        }
    }
}

/// Tells whether a route map would keep something that the file does not say if it were changed in place: ModifyCenRouteMap keeps the words and numbers
/// that are not sent, and an empty one is not sent. It is replaced then.
fn keeps_words(wanted: &RouteMap<NetworkName>, seen: &SeenRouteMap) -> bool {
    let Some(map) = seen.map() else {
        return true;
    };
    let loses_description = wanted.description.is_empty() && !map.description.is_empty();
    loses_description || (wanted.next.is_none() && map.next.is_some())
}

/// What is there and the file does not have, if it manages route maps; all of it, if the CEN leaves the file.
pub(super) fn diff_extras(
    comparison: &Comparison<'_>,
    name: &CenName,
    (id, inside): (&CenId, &Inside),
    cen: Option<&Cen>,
    found: &mut Vec<Difference>,
) {
    let wanted = cen.map(|cen| cen.routes.route_maps.as_ref());
    let moves = cen
        .map(|cen| moves(comparison, name, cen))
        .unwrap_or_default();
    let stays = |place: &RouteMapPlace| {
        wanted == Some(None)
            || wanted
                .flatten()
                .is_some_and(|maps| maps.contains_key(place))
            || moves.values().any(|from| *from == place)
    };
    for (place, seen) in &inside.routes.route_maps {
        if stays(place) || comparison.ignores_id(name, seen.id.as_str()) {
            continue;
        }
        found.push(match seen.status.as_str() {
            "Active" => Difference::Extra(
                address(name, place),
                Extra::RouteMap {
                    cen: id.clone(),
                    id: seen.id.clone(),
                },
            ),
            status => Difference::held(
                address(name, place),
                HeldDifference::Extra,
                HoldReason::busy(status),
            ),
        });
    }
}

/// The places of the file that nothing has yet, each with the one of the cloud whose route map says the same and only needs another priority.
/// So a rule that is numbered anew is never gone for a moment.
fn moves<'a>(
    comparison: &'a Comparison<'_>,
    name: &CenName,
    cen: &'a Cen,
) -> BTreeMap<&'a RouteMapPlace, &'a RouteMapPlace> {
    let mut moves = BTreeMap::new();
    let (Some(wanted), Some(inside)) = (&cen.routes.route_maps, comparison.inside(name)) else {
        return moves;
    };
    let seen = &inside.routes.route_maps;
    let is_free = |place: &RouteMapPlace, seen: &SeenRouteMap| {
        !wanted.contains_key(place)
            && seen.status == "Active"
            && !comparison.ignores_id(name, seen.id.as_str())
    };
    let mut free: Vec<_> = seen
        .iter()
        .filter(|(place, seen)| is_free(place, seen))
        .collect();
    for (to, map) in wanted
        .iter()
        .filter(|(place, _)| !seen.contains_key(*place))
    {
        let fits = |(from, seen): &(&RouteMapPlace, &SeenRouteMap)| {
            (&from.region, from.direction) == (&to.region, to.direction)
                && says(comparison, map, seen)
        };
        if let Some(at) = free.iter().position(fits) {
            moves.insert(to, free.remove(at).0);
        }
    }
    moves
}

/// Tells whether a route map says what the file wants. A network that is not there yet is none that it could name.
fn says(comparison: &Comparison<'_>, wanted: &RouteMap<NetworkName>, seen: &SeenRouteMap) -> bool {
    let wanted = wanted.renamed(|network| comparison.resolved.networks.get(network));
    seen.map().is_some_and(|map| map.renamed(Some) == wanted)
}
