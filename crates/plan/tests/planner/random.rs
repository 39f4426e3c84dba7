//! Random topologies: networks of every kind, CENs of two accounts, bandwidth, and route settings.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    Account, Area, AreaPair, Bandwidth, Cen, Charge, Choice, Direction, HealthCheck, Ignore,
    InstanceId, Mbps, Network, NetworkKind, NetworkName, Package, RegionId, RegionPair, RouteEnd,
    RouteMap, RouteMapPlace, Routes, Selector, Topology,
};
use ipnet::Ipv4Net;
use proptest::prelude::*;

/// The regions of the VPCs, one in each.
pub(crate) const REGIONS: [(&str, Area); 4] = [
    ("cn-beijing", Area::China),
    ("cn-hangzhou", Area::China),
    ("eu-central-1", Area::Europe),
    ("eu-west-1", Area::Europe),
];
/// Other networks that may be attached: a VBR in the region of a VPC, and a CCN. Their keys sort
/// after those of the VPCs.
const OTHERS: [(&str, NetworkKind, &str); 2] = [
    ("shops", NetworkKind::Ccn, "ccn-cn-shanghai"),
    ("wire", NetworkKind::Vbr, "cn-beijing"),
];
/// The CENs that a topology may have, and the account that owns each.
pub(crate) const CENS: [(&str, &str); 2] = [("main", "a"), ("side", "b")];
/// A package bought elsewhere that any CEN of account `a` may use.
pub(crate) const POOL: &str = "cenbwp-pool";
/// The pattern of ids that every CEN ignores.
pub(crate) const IGNORED: &str = "vpc-legacy*";

/// The place of a network, and its key.
pub(crate) struct Place {
    pub(crate) name: NetworkName,
    pub(crate) id: InstanceId,
    pub(crate) kind: NetworkKind,
    pub(crate) region: &'static str,
}

/// Every network that a topology may have.
pub(crate) fn places() -> Vec<Place> {
    let vpcs = REGIONS.map(|(region, _)| (format!("net-{region}"), NetworkKind::Vpc, region));
    let others = OTHERS.map(|(name, kind, region)| (name.to_owned(), kind, region));
    let place = |(name, kind, region): (String, NetworkKind, &'static str)| {
        let id = match kind {
            NetworkKind::Vpc => format!("vpc-{region}"),
            NetworkKind::Vbr | NetworkKind::Ccn => {
                format!("{}-{name}", kind.as_str().to_lowercase())
            }
        };
        Place {
            name: NetworkName::new(name),
            id: InstanceId::new(id),
            kind,
            region,
        }
    };
    vpcs.into_iter().chain(others).map(place).collect()
}

/// The random choices for one network of a topology.
#[derive(Clone, Copy, Debug)]
struct Shape {
    foreign: bool,
    managed: bool,
    /// The index of its CEN. An index past the end stands for none.
    place: usize,
}

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let shape = (any::<bool>(), any::<bool>(), 0usize..=CENS.len());
    let shape = shape.prop_map(|(foreign, managed, place)| Shape {
        foreign,
        managed,
        place,
    });
    prop::collection::vec(shape, REGIONS.len() + OTHERS.len())
}

/// Generates topologies: networks of every kind, on one of two CENs of two accounts or on none;
/// limits between regions with attachments; packages bought here, postpaid or prepaid, with room to
/// spare or without, or from the pool; and settings of each route section.
pub(crate) fn topologies() -> impl Strategy<Value = Topology> {
    (shapes(), variations()).prop_map(|(shapes, varied)| topology(&shapes, &varied))
}

/// The random choices for one CEN of a topology.
#[derive(Clone, Debug)]
struct Variation {
    /// The bandwidth of each pair of regions.
    limits: Vec<u32>,
    /// The unused bandwidth of its packages.
    room: u32,
    /// Whether it takes a package from the pool.
    pooled: bool,
    /// Whether its packages are prepaid.
    prepaid: bool,
    /// Whether custom routes are published to it.
    published: bool,
    /// The content of its route maps, for each priority.
    maps: Vec<u8>,
    /// The target of the health check of a VBR; 0 stands for no check.
    check: u8,
    /// Whether it has access to PrivateZone.
    zone: bool,
    /// The service that other regions reach; 0 stands for none.
    service: u8,
}

fn variations() -> impl Strategy<Value = Vec<Variation>> {
    let bandwidth = (
        prop::collection::vec(0u32..=8, 6),
        0u32..=4,
        any::<bool>(),
        any::<bool>(),
    );
    let routes = (
        any::<bool>(),
        prop::collection::vec(0u8..=4, 3),
        0u8..=2,
        any::<bool>(),
        0u8..=2,
    );
    let variation = (bandwidth, routes).prop_map(
        |((limits, room, pooled, prepaid), (published, maps, check, zone, service))| Variation {
            limits,
            room,
            pooled,
            prepaid,
            published,
            maps,
            check,
            zone,
            service,
        },
    );
    prop::collection::vec(variation, CENS.len())
}

/// Generates two topologies of one name over the same networks. Each network has the same owner in
/// both.
pub(crate) fn pairs_of_topologies() -> impl Strategy<Value = (Topology, Topology)> {
    (shapes(), shapes(), variations(), variations()).prop_map(|(first, second, one, other)| {
        let second: Vec<_> = first
            .iter()
            .zip(second)
            .map(|(first, second)| Shape {
                place: second.place,
                ..*first
            })
            .collect();
        (topology(&first, &one), topology(&second, &other))
    })
}

fn topology(shapes: &[Shape], varied: &[Variation]) -> Topology {
    let account = |id: &str| Account {
        id: id.into(),
        profile: None,
        role: None,
    };
    let networks = shapes
        .iter()
        .zip(places())
        .enumerate()
        .map(|(number, (shape, place))| {
            let selector = match shape.managed && place.kind == NetworkKind::Vpc {
                true => Selector::Managed {
                    cidr: format!("10.{number}.0.0/16").parse().unwrap(),
                    description: None,
                },
                false => Selector::Id(place.id),
            };
            let owner = if shape.foreign { "b" } else { "a" };
            (
                place.name,
                Network {
                    kind: place.kind,
                    account: owner.into(),
                    region: place.region.into(),
                    selector,
                    vswitches: Default::default(),
                },
            )
        });
    let mut desired = Topology {
        name: "random".into(),
        renames: Default::default(),
        accounts: [("a".into(), account("1")), ("b".into(), account("2"))].into(),
        networks: networks.collect(),
        cens: BTreeMap::new(),
        protect: BTreeSet::new(),
        acknowledge: Vec::new(),
    };
    for (index, ((name, owner), varied)) in CENS.into_iter().zip(varied).enumerate() {
        let on = |(shape, place): (&Shape, Place)| (shape.place == index).then_some(place.name);
        let attach: BTreeSet<_> = shapes.iter().zip(places()).filter_map(on).collect();
        if !attach.is_empty() {
            let cen = cen(&desired, (name, owner), attach, varied);
            desired.cens.insert(name.into(), cen);
        }
    }
    desired
}

fn cen(
    desired: &Topology,
    (name, owner): (&str, &str),
    attach: BTreeSet<NetworkName>,
    varied: &Variation,
) -> Cen {
    let bandwidth = groups(desired, &attach, varied, owner == "a");
    let routes = Routes {
        publish: Some(if varied.published {
            publish(desired, &attach)
        } else {
            BTreeMap::new()
        }),
        health_checks: Some(health_checks(desired, &attach, varied.check)),
        private_zone: Some(if varied.zone {
            private_zone(desired, &attach)
        } else {
            BTreeMap::new()
        }),
        services: Some(services(desired, &attach, varied.service)),
        route_maps: Some(route_maps(desired, &attach, &varied.maps)),
    };
    Cen {
        account: owner.into(),
        id: None,
        display_name: name.to_owned(),
        description: None,
        tags: None,
        attach,
        bandwidth,
        traffic: Default::default(),
        attachments: Default::default(),
        routers: Default::default(),
        ignore: vec![Ignore::Id(IGNORED.to_owned())],
        routes,
    }
}

/// Returns the networks of one kind among these.
fn of_kind<'a>(
    desired: &'a Topology,
    attach: &'a BTreeSet<NetworkName>,
    kind: NetworkKind,
) -> impl Iterator<Item = &'a NetworkName> {
    attach
        .iter()
        .filter(move |name| desired.networks[*name].kind == kind)
}

fn health_checks(
    desired: &Topology,
    attach: &BTreeSet<NetworkName>,
    check: u8,
) -> BTreeMap<NetworkName, HealthCheck> {
    let (interval, threshold) = (HealthCheck::INTERVAL, HealthCheck::THRESHOLD);
    let to = HealthCheck {
        target: [10, 255, 0, check].into(),
        source: None,
        interval,
        threshold,
    };
    of_kind(desired, attach, NetworkKind::Vbr)
        .filter(|_| check > 0)
        .map(|vbr| (vbr.clone(), to))
        .collect()
}

/// Returns access to PrivateZone through the first VPC, from its own region and from areas of CCNs.
fn private_zone(
    desired: &Topology,
    attach: &BTreeSet<NetworkName>,
) -> BTreeMap<RegionId, NetworkName> {
    let Some(host) = of_kind(desired, attach, NetworkKind::Vpc).next() else {
        return BTreeMap::new();
    };
    let ccns = of_kind(desired, attach, NetworkKind::Ccn);
    [host]
        .into_iter()
        .chain(ccns)
        .map(|network| (desired.networks[network].region.clone(), host.clone()))
        .collect()
}

/// Returns access to a service, or to a wider range that contains it, through the last VPC and from
/// the regions of all others.
fn services(
    desired: &Topology,
    attach: &BTreeSet<NetworkName>,
    service: u8,
) -> BTreeMap<RegionId, BTreeMap<Ipv4Net, NetworkName>> {
    let Some(host) = of_kind(desired, attach, NetworkKind::Vpc).last() else {
        return BTreeMap::new();
    };
    let range: Ipv4Net = if service == 1 {
        "100.118.28.52/32"
    } else {
        "100.118.28.0/24"
    }
    .parse()
    .unwrap();
    let regions: BTreeSet<_> = attach
        .iter()
        .map(|network| &desired.networks[network].region)
        .collect();
    let others = regions
        .into_iter()
        .filter(|region| service > 0 && **region != desired.networks[host].region);
    others
        .map(|region| (region.clone(), [(range, host.clone())].into()))
        .collect()
}

/// Returns the route maps for the region of the first network, one for each number that is not 0.
/// Equal numbers give equal content.
fn route_maps(
    desired: &Topology,
    attach: &BTreeSet<NetworkName>,
    maps: &[u8],
) -> BTreeMap<RouteMapPlace, RouteMap<NetworkName>> {
    let first = attach.first().unwrap();
    let region = &desired.networks[first].region;
    let is_area = desired.networks[first].kind == NetworkKind::Ccn;
    let one = |(at, what): (usize, &u8)| {
        let priority = u32::try_from(at + 1).unwrap();
        let networks = (*what > 1).then(|| Choice {
            networks: [first.clone(), attach.last().unwrap().clone()].into(),
            reversed: *what == 4,
        });
        let map = RouteMap {
            permit: *what == 3,
            description: String::new(),
            from: RouteEnd {
                networks,
                ..RouteEnd::default()
            },
            to: RouteEnd::default(),
            types: BTreeSet::new(),
            cidrs: None,
            as_path: None,
            communities: None,
            preference: if *what == 3 {
                20
            } else {
                RouteMap::<NetworkName>::PREFERENCE
            },
            prepend: Vec::new(),
            edit_communities: None,
            next: None,
        };
        (*what > 0 && !is_area).then(|| {
            (
                RouteMapPlace {
                    region: region.clone(),
                    direction: Direction::In,
                    priority,
                },
                map,
            )
        })
    };
    maps.iter().enumerate().filter_map(one).collect()
}

/// Returns the custom route of each VPC that is not managed.
fn publish(
    desired: &Topology,
    attach: &BTreeSet<NetworkName>,
) -> BTreeMap<NetworkName, BTreeSet<Ipv4Net>> {
    let vpcs = of_kind(desired, attach, NetworkKind::Vpc);
    let there = vpcs.filter(|name| matches!(desired.networks[*name].selector, Selector::Id(_)));
    there
        .map(|name| {
            (
                name.clone(),
                [custom_route(&desired.networks[name].region)].into(),
            )
        })
        .collect()
}

/// Returns the only custom route of a VPC.
pub(crate) fn custom_route(region: &RegionId) -> Ipv4Net {
    let number = REGIONS
        .iter()
        .position(|(name, _)| *name == region.as_str())
        .unwrap();
    format!("192.168.{number}.0/24").parse().unwrap()
}

fn groups(
    desired: &Topology,
    attach: &BTreeSet<NetworkName>,
    varied: &Variation,
    may_pool: bool,
) -> BTreeMap<AreaPair, Bandwidth> {
    let attached = |region: &str| {
        attach
            .iter()
            .any(|network| desired.networks[network].region.as_str() == region)
    };
    let charge = if varied.prepaid {
        Charge::Prepaid {
            months: 1,
            auto_renew: false,
        }
    } else {
        Charge::Postpaid
    };
    let mut groups: BTreeMap<AreaPair, Bandwidth> = BTreeMap::new();
    for ((pair, areas), &mbps) in pairs().into_iter().zip(&varied.limits) {
        if mbps > 0
            && pair
                .regions()
                .iter()
                .all(|region| attached(region.as_str()))
        {
            let package = Package::Bought {
                mbps: Mbps(2),
                charge,
            };
            let group = groups.entry(areas).or_insert(Bandwidth {
                package,
                limits: BTreeMap::new(),
            });
            group.limits.insert(pair, Mbps(mbps));
        }
    }
    for (areas, group) in &mut groups {
        let sum: Mbps = group.limits.values().copied().sum();
        // Often a package has no spare bandwidth, so that every increase needs the decreases before
        // it.
        group.package =
            match varied.pooled && may_pool && *areas == AreaPair::new(Area::China, Area::Europe) {
                true => Package::Existing(POOL.into()),
                false => Package::Bought {
                    mbps: Mbps((sum.0 + varied.room).max(2)),
                    charge,
                },
            };
    }
    groups
}

pub(crate) fn pairs() -> Vec<(RegionPair, AreaPair)> {
    let mut pairs = Vec::new();
    for (index, (one, first)) in REGIONS.into_iter().enumerate() {
        for (other, second) in REGIONS.into_iter().skip(index + 1) {
            pairs.push((
                RegionPair::new(one.into(), other.into()).unwrap(),
                AreaPair::new(first, second),
            ));
        }
    }
    pairs
}
