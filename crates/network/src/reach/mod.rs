//! Whether one network can talk to another: along which way, with how much bandwidth, and if not, what is in the way.

mod answer;
mod ranges;

pub use answer::{End, Note, Obstacle, Reach, Share};

use cen_action::TableEnd;
use cen_topology::{CenName, NetworkName, RegionId, RegionPair};

use crate::reach::ranges::ranges;
use crate::route_policy::{NamedNetwork, RouteVerdict, route_verdict};
use crate::static_entries::led_elsewhere;
use crate::{JoinedCen, JoinedNetwork, Link, NetworkView};

/// Tells whether two networks can talk now, and whether the plan that leads from one view to the other changes the answer; none if neither view
/// has both.
pub fn reach_before([now, then]: [&NetworkView; 2], names: [&NetworkName; 2]) -> Option<Reach> {
    let planned = reach(then, names);
    let mut answer = reach(now, names).or_else(|| {
        let missing = names
            .into_iter()
            .filter(|name| !now.networks.contains_key(*name));
        let obstacles = missing
            .map(|network| Obstacle::NotMade {
                network: network.clone(),
            })
            .collect();
        planned.clone().map(|planned| Reach {
            link: Link::None,
            cen: None,
            package: None,
            obstacles,
            notes: Vec::new(),
            ..planned
        })
    })?;
    if let Some(planned) = planned.filter(|planned| planned.link != answer.link) {
        answer.notes.push(Note::Planned { link: planned.link });
    }
    Some(answer)
}

/// Tells whether two networks can talk; none if one of them is not in the view.
pub fn reach(view: &NetworkView, names: [&NetworkName; 2]) -> Option<Reach> {
    let [one, other] = names.map(|name| view.networks.get(name).map(|network| (name, network)));
    let ends = [one?, other?];
    let mut answer = Reach {
        ends: ends.map(|(name, network)| end(view, name, network)),
        cen: None,
        link: Link::None,
        package: None,
        obstacles: Vec::new(),
        notes: Vec::new(),
    };
    match ends.map(|(_, network)| network.cen.as_ref()) {
        [Some(one), Some(other)] if one == other => along(view, one, ends, &mut answer),
        [Some(one), Some(other)] => answer.obstacles.push(Obstacle::TwoCens {
            cens: [one.clone(), other.clone()],
        }),
        [_, _] => {
            let missing = ends.iter().filter(|(_, network)| network.cen.is_none());
            answer
                .obstacles
                .extend(missing.map(|(name, _)| Obstacle::NotAttached {
                    network: (*name).clone(),
                }));
        }
    }
    answer
        .obstacles
        .extend(names.into_iter().flat_map(|name| not_ready(view, name)));
    if !answer.is_reachable() {
        answer.link = Link::None;
    }
    Some(answer)
}

/// Returns what of a network itself is in the way.
fn not_ready(view: &NetworkView, name: &NetworkName) -> impl Iterator<Item = Obstacle> {
    let attaching = view.attaching.get(name).map(|status| Obstacle::Attaching {
        network: name.clone(),
        status: status.clone(),
    });
    let idle = view.out_of_service.get(name);
    let idle = idle.map(|status| Obstacle::OutOfService {
        network: name.clone(),
        status: status.clone(),
    });
    attaching.into_iter().chain(idle)
}

fn end(view: &NetworkView, name: &NetworkName, network: &JoinedNetwork) -> End {
    let JoinedNetwork {
        kind,
        account,
        region,
        cen,
        ..
    } = network.clone();
    End {
        network: name.clone(),
        kind,
        account,
        area: view.area(&region),
        region,
        cen,
    }
}

/// The way along the CEN that both are on.
fn along(view: &NetworkView, name: &CenName, ends: [NamedNetwork<'_>; 2], answer: &mut Reach) {
    let Some(cen) = view.cens.get(name) else {
        return;
    };
    answer.cen = Some(name.clone());
    answer.link = cen.link(&ends[0].1.region, &ends[1].1.region);
    if let Some(regions) = RegionPair::new(ends[0].1.region.clone(), ends[1].1.region.clone()) {
        between(view, cen, regions, answer);
    }
    for (network, joined) in ends {
        let end = TableEnd::Network(network.clone());
        not_in_table(cen, &joined.region, end, answer);
    }
    for [from, to] in [ends, [ends[1], ends[0]]] {
        filtered(cen, from, to, answer);
        let detours = led_elsewhere(cen, from, to).into_iter();
        answer.notes.extend(detours.map(|detour| Note::StaticEntry {
            region: detour.region,
            range: detour.range,
            network: to.0.clone(),
            to: detour.to,
        }));
    }
    if cen.may_have_route_maps && answer.is_reachable() {
        answer.notes.push(Note::RouteMapsUnknown);
    }
    ranges(view, name, cen, ends, answer);
}

/// Adds an obstacle if the default table of a transit router does not know an end.
fn not_in_table(cen: &JoinedCen, region: &RegionId, end: TableEnd, answer: &mut Reach) {
    let at = (region.clone(), end);
    let (is_apart, is_elsewhere) = (cen.apart.contains(&at), cen.in_other_tables.contains(&at));
    let (region, end) = at;
    if is_elsewhere {
        answer.obstacles.push(Obstacle::OtherTable { region, end });
    } else if is_apart {
        answer.obstacles.push(Obstacle::NotInTable { region, end });
    }
}

/// Sets the bandwidth between two regions, or adds the obstacles to it.
fn between(view: &NetworkView, cen: &JoinedCen, regions: RegionPair, answer: &mut Reach) {
    let areas = view.areas_of(&regions);
    for (here, there) in [(0, 1), (1, 0)] {
        let ends = regions.regions();
        let end = TableEnd::Region(ends[there].clone());
        not_in_table(cen, ends[here], end, answer);
    }
    if cen.traffic.contains(&regions) {
        return;
    }
    if answer.link == Link::None {
        let third = third_region(cen, &regions);
        answer
            .notes
            .extend(third.map(|region| Note::OverThirdRegion { region }));
    }
    let package = areas.and_then(|areas| Some((areas, cen.packages.get(&areas)?)));
    if let Some((areas, package)) = package {
        answer.package = Some(Share {
            areas,
            mbps: package.mbps,
            used: view.used(cen, areas),
        });
        if let Some(status) = &package.locked {
            answer.obstacles.push(Obstacle::Locked {
                areas,
                status: status.clone(),
            });
        }
    }
    match (answer.link, package) {
        (Link::None, None) => {
            answer
                .obstacles
                .push(Obstacle::NoPackage { regions, areas });
            answer.notes.push(Note::TestBandwidth);
        }
        (Link::None, Some(_)) => answer.obstacles.push(Obstacle::NoLimit { regions }),
        // A limit proves its package, also one between areas that are not known here.
        (Link::Mbps(_) | Link::Local, _) => {}
    }
}

/// Returns a third region that links join with both.
fn third_region(cen: &JoinedCen, regions: &RegionPair) -> Option<RegionId> {
    let [one, other] = regions.regions();
    let joins = |pair: &RegionPair, end: &RegionId| {
        let regions = pair.regions();
        let third = regions.into_iter().find(|region| *region != end)?;
        pair.regions().contains(&end).then(|| third.clone())
    };
    let mut thirds = cen.links.iter().filter_map(|pair| joins(pair, one));
    thirds.find(|third| {
        let mut pairs = cen.links.iter();
        pairs.any(|pair| joins(pair, other).as_ref() == Some(third))
    })
}

/// Adds an obstacle or a note if route maps keep routes of one network from the other. An answer needs a way back, so one direction is enough.
fn filtered(cen: &JoinedCen, from: NamedNetwork<'_>, to: NamedNetwork<'_>, answer: &mut Reach) {
    match route_verdict(cen, from, to) {
        RouteVerdict::Permit => {}
        RouteVerdict::Uncertain if answer.notes.contains(&Note::RouteMaps) => {}
        RouteVerdict::Uncertain => answer.notes.push(Note::RouteMaps),
        RouteVerdict::Deny(place) => {
            let (network, other) = (from.0.clone(), to.0.clone());
            answer.obstacles.push(Obstacle::RouteMap {
                place,
                network,
                other,
            });
        }
    }
}
