//! Whether one network can talk to another: along which way, with how much bandwidth, and if not, what is in the way.

use cen_topology::{
    Area, AreaPair, CenName, Mbps, NetworkName, RegionId, RegionPair, RouteMapPlace,
};
use ipnet::Ipv4Net;
use serde::Serialize;

use crate::route_policy::{NamedNetwork, RouteVerdict, route_verdict};
use crate::static_entries::led_elsewhere;
use crate::{EntryHop, JoinedCen, JoinedNetwork, Link, NetworkView};
use cen_action::TableEnd;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// Both ends, as they were asked for.
    pub ends: [End; 2],
    /// The CEN that both are on.
    pub cen: Option<CenName>,
    /// What they may exchange; [`Link::None`] if anything is in the way.
    pub link: Link,
    /// The package that the bandwidth comes from.
    pub package: Option<Share>,
    /// Everything that is in the way.
    pub obstacles: Vec<Obstacle>,
    /// What else there is to know.
    pub notes: Vec<Note>,
}

/// One of the two networks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// What the file calls it.
    pub network: NetworkName,
    /// VPC, VBR or CCN.
    pub kind: cen_topology::NetworkKind,
    /// Whose it is.
    pub account: cen_topology::AccountName,
    /// Where it is.
    pub region: RegionId,
    /// The area of its region, if that is known.
    pub area: Option<Area>,
    /// The CEN that it is on.
    pub cen: Option<CenName>,
}

/// How much of a package is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// What it joins.
    pub areas: AreaPair,
    /// Its size; none for one that the file only names.
    pub mbps: Option<Mbps>,
    /// The sum of the limits under it.
    pub used: Mbps,
}

/// Something that is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "obstacle")]
pub enum Obstacle {
    /// A network is not made yet.
    NotMade {
        /// The network.
        network: NetworkName,
    },
    /// A network is on no CEN.
    NotAttached {
        /// The network.
        network: NetworkName,
    },
    /// A network is being attached.
    Attaching {
        /// The network.
        network: NetworkName,
        /// The cloud's word for it.
        status: String,
    },
    /// A network carries no traffic.
    OutOfService {
        /// The network.
        network: NetworkName,
        /// The cloud's word for its state, such as `terminated`.
        status: String,
    },
    /// The two are on two CENs, which nothing joins.
    TwoCens {
        /// The CEN of each.
        cens: [CenName; 2],
    },
    /// The default route table of a transit router does not know what is attached to it.
    NotInTable {
        /// The region of the router.
        region: RegionId,
        /// What is attached: a network, or the link to another region.
        end: TableEnd,
    },
    /// What is attached to a transit router is looked up in another table than the default one. That
    /// table is not read, so where its packets go is not known.
    OtherTable {
        /// The region of the router.
        region: RegionId,
        /// What is attached: a network, or the link to another region.
        end: TableEnd,
    },
    /// No package joins the areas of the regions.
    NoPackage {
        /// The regions.
        regions: RegionPair,
        /// Their areas, if they are known.
        areas: Option<AreaPair>,
    },
    /// The package carries nothing.
    Locked {
        /// The areas that it joins.
        areas: AreaPair,
        /// The cloud's word for it.
        status: String,
    },
    /// Nothing of the package is given to the two regions.
    NoLimit {
        /// The regions.
        regions: RegionPair,
    },
    /// Another network of the CEN has the same address range, so that one of the two gets no traffic.
    Range {
        /// The network.
        network: NetworkName,
        /// The other one.
        other: NetworkName,
        /// What both have.
        range: Ipv4Net,
    },
    /// A route map keeps every route of one network from the other.
    RouteMap {
        /// Where it stands.
        place: RouteMapPlace,
        /// The network whose routes it keeps back.
        network: NetworkName,
        /// The network that does not learn them.
        other: NetworkName,
    },
}

/// Something that is good to know and not in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "note")]
pub enum Note {
    /// Regions without a package may still exchange 1 kbit/s, for tests (source: the vendor's page on bandwidth).
    TestBandwidth,
    /// Links to a third region may carry routes between the two, which is not documented.
    OverThirdRegion {
        /// The third region.
        region: RegionId,
    },
    /// A static entry of a transit router leads packets for a network elsewhere. Where the router has learnt
    /// a narrower route, that one gets them.
    StaticEntry {
        /// The region of the router.
        region: RegionId,
        /// The packets that it is about.
        range: Ipv4Net,
        /// The network that has the range.
        network: NetworkName,
        /// Where they go instead.
        to: EntryHop,
    },
    /// Route maps of the CEN may keep some routes of one from the other: they ask for more than whose routes they are.
    RouteMaps,
    /// The CEN may have route maps that were not looked at, because the file does not manage them.
    RouteMapsUnknown,
    /// The answer is another one when the plan of the file is carried out.
    Planned {
        /// What they may exchange then.
        link: Link,
    },
    /// Two address ranges overlap: the narrower one gets the traffic.
    Overlap {
        /// Each network and its range, the narrower one last.
        ranges: [(NetworkName, Ipv4Net); 2],
    },
    /// Nothing tells the address ranges of these networks, so that conflicts are not seen.
    RangesUnknown {
        /// The networks.
        networks: Vec<NetworkName>,
    },
}

impl Reach {
    /// Tells whether the two can talk.
    pub fn is_reachable(&self) -> bool {
        self.obstacles.is_empty()
    }
}

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

/// What a transit router's default table does not know is in the way.
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

/// The bandwidth between two regions, and what is missing for it.
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

/// What the route maps do to the routes of one of the two. An answer needs a way back, so one direction is enough to be in the way.
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

/// Networks of the CEN whose ranges get in the way of one of the two.
fn ranges(
    view: &NetworkView,
    name: &CenName,
    cen: &JoinedCen,
    ends: [NamedNetwork<'_>; 2],
    answer: &mut Reach,
) {
    let unknown = ends
        .iter()
        .filter(|(_, network)| network.ranges.is_none())
        .map(|(name, _)| (*name).clone());
    let unknown: Vec<_> = unknown.collect();
    if !unknown.is_empty() && answer.is_reachable() {
        answer.notes.push(Note::RangesUnknown { networks: unknown });
    }
    for (index, (network, joined)) in ends.into_iter().enumerate() {
        // The second end has been held against the first already.
        let others = view
            .attached(name)
            .filter(|(other, _)| *other != network && !(index == 1 && *other == ends[0].0));
        for (other, theirs) in others {
            for (range, their) in shared(joined, theirs) {
                let is_conflict = range == their || cen.is_full;
                let (network, other) = (network.clone(), other.clone());
                match is_conflict {
                    true => answer.obstacles.push(Obstacle::Range {
                        network,
                        other,
                        range: their,
                    }),
                    false if range.contains(&their) => answer.notes.push(Note::Overlap {
                        ranges: [(network, range), (other, their)],
                    }),
                    false => answer.notes.push(Note::Overlap {
                        ranges: [(other, their), (network, range)],
                    }),
                }
            }
        }
    }
}

/// Returns the ranges of two networks that overlap.
fn shared(one: &JoinedNetwork, other: &JoinedNetwork) -> Vec<(Ipv4Net, Ipv4Net)> {
    let theirs = || other.ranges.iter().flatten().copied();
    let overlap = |one: Ipv4Net| {
        theirs()
            .filter(move |other| one.contains(other) || other.contains(&one))
            .map(move |other| (one, other))
    };
    one.ranges
        .iter()
        .flatten()
        .copied()
        .flat_map(overlap)
        .collect()
}
