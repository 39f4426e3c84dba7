//! Route settings of random files. `cen` does not manage a section that is not written. So all
//! files of a life have a section or none has it: otherwise a network that another user's routes
//! need could not be detached.

use std::collections::BTreeSet;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::files::Site;
use crate::networks::{Kind, Network};

type Section = fn(&Site<'_>, &mut Rng) -> Value;

const SECTIONS: [(&str, Section); 5] = [
    ("publish", publish),
    ("health-checks", health_checks),
    ("private-zone", private_zone),
    ("services", services),
    ("route-maps", route_maps),
];

/// The sections that the files of one life have.
pub(crate) fn managed(random: &mut Rng) -> Vec<bool> {
    SECTIONS.iter().map(|_| random.bool()).collect()
}

pub(crate) fn add_routes(cen: &mut Value, site: &Site<'_>, managed: &[bool], random: &mut Rng) {
    for ((name, section), _) in SECTIONS
        .iter()
        .zip(managed)
        .filter(|(_, is_managed)| **is_managed)
    {
        // An empty section removes everything.
        cen[*name] = section(site, random);
    }
}

/// Each route is published once in a CEN.
fn publish(site: &Site<'_>, random: &mut Rng) -> Value {
    let (mut taken, mut published) = (BTreeSet::new(), Map::new());
    for network in site.attach {
        let routes: Vec<_> = network
            .routes()
            .into_iter()
            .filter(|route| random.bool() && taken.insert(route.clone()))
            .collect();
        if !routes.is_empty() {
            published.insert(network.key.clone(), json!(routes));
        }
    }
    published.into()
}

fn health_checks(site: &Site<'_>, random: &mut Rng) -> Value {
    let mut checks = Map::new();
    for line in site
        .attach
        .iter()
        .filter(|network| network.kind == Kind::Vbr)
    {
        if random.u8(..4) == 0 {
            continue;
        }
        let mut check = json!({ "target": random.choice(["10.255.0.1", "10.255.0.2"]) });
        if random.bool() {
            check["source"] = json!("10.255.0.9");
        }
        if random.bool() {
            check["interval"] = json!(random.u8(2..=3));
            check["threshold"] = json!(random.u8(3..=8));
        }
        checks.insert(line.key.clone(), check);
    }
    checks.into()
}

fn vpcs<'a>(site: &Site<'a>) -> Vec<&'a Network> {
    site.attach
        .iter()
        .filter(|network| network.kind == Kind::Vpc)
        .copied()
        .collect()
}

fn ccn_area(site: &Site<'_>) -> Option<&'static str> {
    site.attach
        .iter()
        .find(|network| network.kind == Kind::Ccn)
        .map(|network| network.region)
}

/// A region reaches PrivateZone through one VPC of its own; an area of CCNs through any.
fn private_zone(site: &Site<'_>, random: &mut Rng) -> Value {
    let mut free: BTreeSet<_> = site.regions().into_iter().chain(ccn_area(site)).collect();
    let mut zones = Vec::new();
    for host in vpcs(site) {
        let from: Vec<_> = [Some(host.region), ccn_area(site)]
            .into_iter()
            .flatten()
            .filter(|region| random.bool() && free.remove(region))
            .collect();
        if !from.is_empty() {
            zones.push(json!({ "host": host.key, "from": from }));
        }
    }
    zones.into()
}

/// The services of one region do not overlap, so each appears once.
fn services(site: &Site<'_>, random: &mut Rng) -> Value {
    let mut services = Vec::new();
    for host in ["100.64.1.0/24", "100.100.2.136"] {
        let Some(via) = random.choice(vpcs(site)).filter(|_| random.u8(..3) > 0) else {
            continue;
        };
        let places = site
            .regions()
            .into_iter()
            .chain(ccn_area(site))
            .filter(|region| *region != via.region);
        let from: Vec<_> = places.filter(|_| random.bool()).collect();
        if !from.is_empty() {
            services.push(json!({ "host": host, "via": via.key, "from": from }));
        }
    }
    services.into()
}

/// Up to three route maps in one or two regions. Often only the priority changes.
fn route_maps(site: &Site<'_>, random: &mut Rng) -> Value {
    let (mut maps, mut taken) = (Vec::new(), BTreeSet::new());
    for _ in 0..random.u8(..4) {
        let Some(region) = random.choice(site.regions()) else {
            break;
        };
        let (direction, priority) = (*random.choice(&["in", "out"]).unwrap(), random.u8(1..=4));
        if taken.insert((region, direction, priority)) {
            let mut map = route_map(site, region, random);
            map[direction] = json!(region);
            map["priority"] = json!(priority);
            maps.push(map);
        }
    }
    maps.into()
}

fn route_map(site: &Site<'_>, region: &str, random: &mut Rng) -> Value {
    let network = random.choice(site.attach).map(|network| &network.key);
    match random.u8(..5) {
        0 => json!({ "action": "deny" }),
        1 => json!({ "action": "permit", "from": { "networks": [network] } }),
        2 => {
            json!({ "action": "deny", "from": { "other-than": [network] }, "cidrs": { "exactly": ["0.0.0.0/0"] } })
        }
        3 => {
            json!({ "action": "permit", "from": { "regions": [region] }, "set": { "preference": 20, "prepend": [65001] } })
        }
        _ => {
            json!({ "action": "permit", "types": ["custom"], "communities": { "include": ["65501:1"] }, "set": { "communities": { "add": ["65501:2"] } } })
        }
    }
}
