//! Random topologies: networks, CENs of two accounts, bandwidth, routes.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    Account, Area, AreaPair, Bandwidth, Cen, Charge, Choice, Direction, InstanceId, Mbps, Network, NetworkKind, NetworkName, Package,
    RegionId, RegionPair, RouteEnd, RouteMap, RouteMapPlace, Routes, Selector, Topology,
};
use ipnet::Ipv4Net;
use proptest::prelude::*;

pub(crate) const REGIONS: [(&str, Area); 4] =
    [("cn-beijing", Area::China), ("cn-hangzhou", Area::China), ("eu-central-1", Area::Europe), ("eu-west-1", Area::Europe)];

/// The CENs that a topology may have, and the account that owns each.
pub(crate) const CENS: [(&str, &str); 2] = [("main", "a"), ("side", "b")];
/// A package bought elsewhere that any CEN of account `a` may use.
pub(crate) const POOL: &str = "cenbwp-pool";

/// What one network of a topology is like.
#[derive(Clone, Copy, Debug)]
struct Shape {
    foreign: bool,
    managed: bool,
    /// The CEN that it is on; none if past the last.
    place: usize,
}

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let shape = (any::<bool>(), any::<bool>(), 0usize..=CENS.len());
    prop::collection::vec(shape.prop_map(|(foreign, managed, place)| Shape { foreign, managed, place }), REGIONS.len())
}

/// One network in each region, on one of two CENs of two accounts or on none; limits between regions that are attached; packages bought
/// here, with room to spare or without, or from the pool.
pub(crate) fn topologies() -> impl Strategy<Value = Topology> {
    (shapes(), variations()).prop_map(|(shapes, varied)| topology(&shapes, &varied))
}

/// Limits for each CEN, room in its packages, whether it takes one from the pool, whether it learns custom routes, and what its route maps
/// of each priority say.
type Varied = Vec<(Vec<u32>, u32, bool, bool, Vec<u8>)>;

fn variations() -> impl Strategy<Value = Varied> {
    let limits = prop::collection::vec(0u32..=8, 6);
    prop::collection::vec((limits, 0u32..=4, any::<bool>(), any::<bool>(), prop::collection::vec(0u8..=4, 3)), CENS.len())
}

/// Two topologies of one name over the same networks of the same owners: a network belongs to somebody, whatever the file says.
pub(crate) fn pairs_of_topologies() -> impl Strategy<Value = (Topology, Topology)> {
    (shapes(), shapes(), variations(), variations()).prop_map(|(first, second, one, other)| {
        let second: Vec<_> = first.iter().zip(second).map(|(first, second)| Shape { place: second.place, ..*first }).collect();
        (topology(&first, &one), topology(&second, &other))
    })
}

fn topology(shapes: &[Shape], varied: &Varied) -> Topology {
    let account = |id: &str| Account { id: id.into(), profile: None };
    let mut desired = Topology {
        name: "random".into(),
        accounts: [("a".into(), account("1")), ("b".into(), account("2"))].into(),
        networks: BTreeMap::new(),
        cens: BTreeMap::new(),
        protect: BTreeSet::new(),
        acknowledge: Vec::new(),
    };
    for (number, (shape, (region, _))) in shapes.iter().zip(REGIONS).enumerate() {
        let name = NetworkName::new(format!("net-{region}"));
        let selector = match shape.managed {
            true => Selector::Managed { cidr: format!("10.{number}.0.0/16").parse().unwrap(), description: None },
            false => Selector::Id(InstanceId::new(format!("vpc-{region}"))),
        };
        let owner = if shape.foreign { "b" } else { "a" };
        desired.networks.insert(name, Network { kind: NetworkKind::Vpc, account: owner.into(), region: region.into(), selector });
    }
    for (index, ((name, owner), (limits, room, pooled, published, maps))) in CENS.into_iter().zip(varied).enumerate() {
        let on = |(shape, (region, _)): (&Shape, (&str, Area))| (shape.place == index).then(|| NetworkName::new(format!("net-{region}")));
        let attach: BTreeSet<_> = shapes.iter().zip(REGIONS).filter_map(on).collect();
        if attach.is_empty() {
            continue;
        }
        let bandwidth = groups(&desired, &attach, limits, *room, *pooled && owner == "a");
        let publish = Some(if *published { publish(&desired, &attach) } else { BTreeMap::new() });
        let cen = Cen {
            account: owner.into(),
            id: None,
            display_name: name.to_owned(),
            description: None,
            tags: None,
            attach,
            bandwidth,
            ignore: Vec::new(),
            routes: Routes { publish, ..Routes::default() },
        };
        let route_maps = Some(route_maps(&desired, &cen.attach, maps));
        desired.cens.insert(name.into(), Cen { routes: Routes { route_maps, ..cen.routes }, ..cen });
    }
    desired
}

/// The route maps of the region of the first network, one for each number that is not 0; equal numbers say the same.
fn route_maps(desired: &Topology, attach: &BTreeSet<NetworkName>, maps: &[u8]) -> BTreeMap<RouteMapPlace, RouteMap<NetworkName>> {
    let first = attach.first().unwrap();
    let region = &desired.networks[first].region;
    let one = |(at, what): (usize, &u8)| {
        let priority = u32::try_from(at + 1).unwrap();
        let networks =
            (*what > 1).then(|| Choice { networks: [first.clone(), attach.last().unwrap().clone()].into(), reversed: *what == 4 });
        let map = RouteMap {
            permit: *what == 3,
            description: String::new(),
            from: RouteEnd { networks, ..RouteEnd::default() },
            to: RouteEnd::default(),
            types: BTreeSet::new(),
            cidrs: None,
            as_path: None,
            communities: None,
            preference: if *what == 3 { 20 } else { RouteMap::<NetworkName>::PREFERENCE },
            prepend: Vec::new(),
            edit_communities: None,
            next: None,
        };
        (*what > 0).then(|| (RouteMapPlace { region: region.clone(), direction: Direction::In, priority }, map))
    };
    maps.iter().enumerate().filter_map(one).collect()
}

/// The custom route of each network that is not made here.
fn publish(desired: &Topology, attach: &BTreeSet<NetworkName>) -> BTreeMap<NetworkName, BTreeSet<Ipv4Net>> {
    let there = |name: &&NetworkName| matches!(desired.networks[*name].selector, Selector::Id(_));
    attach.iter().filter(there).map(|name| (name.clone(), [custom_route(&desired.networks[name].region)].into())).collect()
}

/// The only custom route of a network that is not made here.
pub(crate) fn custom_route(region: &RegionId) -> Ipv4Net {
    let number = REGIONS.iter().position(|(name, _)| *name == region.as_str()).unwrap();
    format!("192.168.{number}.0/24").parse().unwrap()
}

fn groups(desired: &Topology, attach: &BTreeSet<NetworkName>, limits: &[u32], room: u32, pooled: bool) -> BTreeMap<AreaPair, Bandwidth> {
    let attached = |region: &str| attach.iter().any(|network| desired.networks[network].region.as_str() == region);
    let mut groups: BTreeMap<AreaPair, Bandwidth> = BTreeMap::new();
    for ((pair, areas), &mbps) in pairs().into_iter().zip(limits) {
        if mbps > 0 && pair.regions().iter().all(|region| attached(region.as_str())) {
            let package = Package::Bought { mbps: Mbps(2), charge: Charge::Postpaid };
            let group = groups.entry(areas).or_insert(Bandwidth { package, limits: BTreeMap::new() });
            group.limits.insert(pair, Mbps(mbps));
        }
    }
    for (areas, group) in &mut groups {
        let sum: Mbps = group.limits.values().copied().sum();
        // Often a package is no larger than it must be, so that every raise needs the decreases before it.
        group.package = match pooled && *areas == AreaPair::new(Area::China, Area::Europe) {
            true => Package::Existing(POOL.into()),
            false => Package::Bought { mbps: Mbps((sum.0 + room).max(2)), charge: Charge::Postpaid },
        };
    }
    groups
}

pub(crate) fn pairs() -> Vec<(RegionPair, AreaPair)> {
    let mut pairs = Vec::new();
    for (index, (one, first)) in REGIONS.into_iter().enumerate() {
        for (other, second) in REGIONS.into_iter().skip(index + 1) {
            pairs.push((RegionPair::new(one.into(), other.into()).unwrap(), AreaPair::new(first, second)));
        }
    }
    pairs
}
