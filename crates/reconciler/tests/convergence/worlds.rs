//! Random topologies over four networks of two accounts, on two CENs of which each belongs to one of them.

use std::collections::{BTreeMap, BTreeSet};

use cen_simulator::{Seed, SeedAccount, SeedNetwork, SeedPackage};
use cen_topology::{
    Account, AreaPair, Bandwidth, Cen, Charge, InstanceId, Mbps, Network, NetworkKind, NetworkName, Package, RegionPair, Routes, Selector,
    Topology, area_of,
};
use fastrand::Rng;

const REGIONS: [&str; 4] = ["cn-beijing", "cn-hangzhou", "eu-central-1", "eu-west-1"];
/// The CENs that a topology may have, and the account that owns each.
const CENS: [(&str, &str); 2] = [("main", "a"), ("side", "b")];
/// The ids of accounts `a` and `b`.
const IDS: [&str; 2] = ["1250000000000001", "1250000000000002"];
/// A package bought elsewhere, which CEN `main` may use.
const POOL: &str = "cenbwp-pool";

/// What stays the same about a network, whatever the file says.
#[derive(Clone, Copy)]
struct Shape {
    foreign: bool,
    managed: bool,
}

/// The file as it is first and as it is then.
pub(crate) fn pair_of_topologies(random: &mut Rng) -> [Topology; 2] {
    let shapes = REGIONS.map(|_| Shape { foreign: random.bool(), managed: random.u8(..4) == 0 });
    [topology(&shapes, random), topology(&shapes, random)]
}

/// What exists before anything is applied, with many networks of somebody's in one of the regions if there are to be several pages.
pub(crate) fn seed(topology: &Topology, many: bool) -> Seed {
    let mut accounts: Vec<_> = IDS.map(|id| SeedAccount { id: id.to_owned(), vbr_grants: true, ..SeedAccount::default() }).into();
    for network in topology.networks.values() {
        if let Selector::Id(id) = &network.selector {
            let owner = usize::from(network.account.as_str() == "b");
            let region = vec![network.region.to_string()];
            accounts[owner].vpcs.push(SeedNetwork { id: Some(id.to_string()), region, ..SeedNetwork::default() });
        }
    }
    if many {
        let id = Some("vpc-others-{00..59}".to_owned());
        accounts[0].vpcs.push(SeedNetwork { id, region: vec![REGIONS[0].to_owned()], ..SeedNetwork::default() });
    }
    let areas = ["china".to_owned(), "europe".to_owned()];
    accounts[0].packages.push(SeedPackage { id: POOL.to_owned(), name: String::new(), mbps: 100, areas, tags: BTreeMap::new() });
    Seed { accounts, ..Seed::default() }
}

fn topology(shapes: &[Shape], random: &mut Rng) -> Topology {
    let account = |id: &str| Account { id: id.into(), profile: None };
    let mut topology = Topology {
        name: "random".into(),
        accounts: [("a".into(), account(IDS[0])), ("b".into(), account(IDS[1]))].into(),
        networks: shapes.iter().zip(REGIONS).enumerate().map(|(number, (shape, region))| network(number, *shape, region)).collect(),
        cens: BTreeMap::new(),
        protect: BTreeSet::new(),
        acknowledge: Vec::new(),
    };
    let places: Vec<usize> = REGIONS.iter().map(|_| random.usize(..=CENS.len())).collect();
    for (index, (name, owner)) in CENS.into_iter().enumerate() {
        let on = REGIONS.iter().zip(&places).filter(|(_, place)| **place == index);
        let attach: BTreeSet<_> = on.map(|(region, _)| network_name(region)).collect();
        if attach.is_empty() {
            continue;
        }
        let cen = Cen {
            account: owner.into(),
            id: None,
            display_name: if random.bool() { name.to_owned() } else { format!("{name} network") },
            description: None,
            tags: None,
            bandwidth: groups(&topology, &attach, owner == "a", random),
            attach,
            ignore: Vec::new(),
            routes: Routes::default(),
        };
        topology.cens.insert(name.into(), cen);
    }
    topology
}

fn network_name(region: &str) -> NetworkName {
    NetworkName::new(format!("net-{region}"))
}

fn network(number: usize, shape: Shape, region: &str) -> (NetworkName, Network) {
    let selector = match shape.managed {
        true => Selector::Managed { cidr: format!("172.20.{number}.0/24").parse().unwrap(), description: None },
        false => Selector::Id(InstanceId::new(format!("vpc-{region}"))),
    };
    let owner = if shape.foreign { "b" } else { "a" };
    (network_name(region), Network { kind: NetworkKind::Vpc, account: owner.into(), region: region.into(), selector })
}

/// Limits between regions that are attached; packages often no larger than they must be, so that every raise needs the decreases before it.
fn groups(topology: &Topology, attach: &BTreeSet<NetworkName>, may_use_pool: bool, random: &mut Rng) -> BTreeMap<AreaPair, Bandwidth> {
    let regions: Vec<_> = attach.iter().map(|network| &topology.networks[network].region).collect();
    let mut groups: BTreeMap<AreaPair, Bandwidth> = BTreeMap::new();
    for (index, one) in regions.iter().enumerate() {
        for other in &regions[index + 1..] {
            let mbps = random.u32(0..=8);
            if mbps > 0 {
                let areas = AreaPair::new(area_of(one).unwrap(), area_of(other).unwrap());
                let package = Package::Bought { mbps: Mbps(2), charge: Charge::Postpaid };
                let group = groups.entry(areas).or_insert(Bandwidth { package, limits: BTreeMap::new() });
                group.limits.insert(RegionPair::new((*one).clone(), (*other).clone()).unwrap(), Mbps(mbps));
            }
        }
    }
    for (areas, group) in &mut groups {
        let is_pooled = may_use_pool && areas.first() != areas.second() && random.u8(..4) == 0;
        let sum: Mbps = group.limits.values().copied().sum();
        group.package = match is_pooled {
            true => Package::Existing(POOL.into()),
            false => Package::Bought { mbps: Mbps((sum.0 + random.u32(0..=4)).max(2)), charge: Charge::Postpaid },
        };
    }
    groups
}
