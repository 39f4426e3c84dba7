//! What the cloud of one life sells outside of CCN areas, and what files say of it: the Basic Edition
//! of transit routers, or the Enterprise Edition with an answer to each open question.

use cen_simulator::{Assumption, Assumptions, Editions, Seed, SeedNetwork, SeedVSwitch};
use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::files::Site;
use crate::networks::{Kind, Network};

/// What a cloud sells.
pub(crate) struct Sale {
    editions: Editions,
    assume: Vec<Assumption>,
    /// Whether an attachment with one zone is refused where there are several.
    refuses_one_zone: bool,
}

/// The second number of the ranges of VPCs that no file attaches.
const LEGACY: usize = 100;

impl Sale {
    /// Draws what the cloud of a life sells.
    pub(crate) fn draw(random: &mut Rng) -> Self {
        if random.bool() {
            return Self {
                editions: Editions::Basic,
                assume: Vec::new(),
                refuses_one_zone: false,
            };
        }
        let mut words = Vec::new();
        for (name, choices) in Assumptions::KNOWN {
            let choice = match random.u8(..3) {
                0 => random.choice(*choices).unwrap(),
                _ => &choices[0],
            };
            words.push(format!("{name}={choice}"));
        }
        Self {
            editions: Editions::Enterprise,
            refuses_one_zone: words.iter().any(|word| word == "one-zone=refuse"),
            assume: words.iter().map(|word| word.parse().unwrap()).collect(),
        }
    }

    pub(crate) fn is_enterprise(&self) -> bool {
        self.editions == Editions::Enterprise
    }

    /// Has a seed sell it. Some accounts have opened the service before.
    pub(crate) fn add_to(&self, seed: &mut Seed, random: &mut Rng) {
        seed.editions = Some(self.editions);
        seed.assume.clone_from(&self.assume);
        if !self.is_enterprise() {
            return;
        }
        let mut known = Vec::new();
        for account in &mut seed.accounts {
            account.router_service = random.bool();
            for vpc in &mut account.vpcs {
                let id = vpc.id.clone().unwrap_or_default();
                if id.contains('{') || known.contains(&id) {
                    continue;
                }
                add_vswitches(vpc, LEGACY + known.len());
                known.push(id);
            }
        }
    }

    /// Writes where a router enters a VPC, now and then.
    pub(crate) fn add_entrances(&self, block: &mut Value, network: &Network, random: &mut Rng) {
        if !self.is_enterprise() || network.kind != Kind::Vpc || random.bool() {
            return;
        }
        let [first, second, _] = zones(network.region);
        let id = network.id();
        let vswitch = |letter: char| format!("vsw-{}-{letter}", id.trim_start_matches("vpc-"));
        let made = |range: [&str; 2]| json!([{ "zone": first, "cidr": range[0] }, { "zone": second, "cidr": range[1] }]);
        block["vswitches"] = match random.u8(..4) {
            _ if network.is_made() => {
                // What is made stays as it is: these are the ranges that are chosen too.
                let at = |host: u8| format!("172.20.{}.{host}/28", network.number);
                made([&at(224), &at(240)])
            }
            0 => json!([vswitch('a'), vswitch('b')]),
            1 => json!([vswitch('a'), vswitch('c')]),
            2 if !self.refuses_one_zone => json!([vswitch(if random.bool() { 'a' } else { 'c' })]),
            _ => {
                let at = |host: u8| format!("10.{}.200.{host}/28", network.number);
                made([&at(0), &at(16)])
            }
        };
    }

    /// Writes what only the Enterprise Edition has into a CEN.
    pub(crate) fn add_to_cen(&self, cen: &mut Value, site: &Site<'_>, random: &mut Rng) {
        if !self.is_enterprise() {
            return;
        }
        let mut options = Map::new();
        let inside = site
            .attach
            .iter()
            .filter(|network| network.kind != Kind::Ccn);
        for network in inside {
            if random.u8(..3) > 0 {
                continue;
            }
            let routes = random.choice(["own", "synced"]).unwrap();
            let mut option = json!({ "routes": routes });
            if network.kind == Kind::Vpc {
                option["appliance"] = json!(random.bool());
            }
            options.insert(network.key.clone(), option);
        }
        cen["attachments"] = options.into();
        let mut routers = Map::new();
        for region in site.regions() {
            if random.u8(..3) > 0 {
                continue;
            }
            let mut texts = json!({});
            if random.bool() {
                texts["name"] = json!(random.choice(["one", "other"]));
            }
            if random.bool() {
                texts["description"] = json!(random.choice(["here", "there"]));
            }
            if random.bool() {
                texts["tags"] = random
                    .choice([json!({}), json!({ "env": "prod" })])
                    .unwrap();
            }
            routers.insert(region.to_owned(), texts);
        }
        cen["routers"] = routers.into();
    }

    /// Draws how the links of two areas are paid for: a group billed by the GB, or none for a package.
    pub(crate) fn traffic(&self, pairs: &[[&str; 2]], random: &mut Rng) -> Option<Value> {
        let is_ccn = |pair: &[&str; 2]| pair.iter().any(|region| region.starts_with("ccn-"));
        if !self.is_enterprise() || pairs.iter().any(is_ccn) || random.u8(..3) > 0 {
            return None;
        }
        Some(json!({ "charge": "traffic", "link": random.choice(["gold", "platinum"]) }))
    }
}

/// Returns three zones of a region. No router enters the last.
fn zones(region: &str) -> [String; 3] {
    let letters = match region {
        "cn-hangzhou" => ["b", "h", "z"],
        _ => ["a", "b", "z"],
    };
    let hyphen = if region.ends_with(|last: char| last.is_ascii_digit()) {
        ""
    } else {
        "-"
    };
    letters.map(|letter| format!("{region}{hyphen}{letter}"))
}

/// Gives a VPC vSwitches in three zones. The smaller one of the second zone is the better one.
fn add_vswitches(vpc: &mut SeedNetwork, number: usize) {
    let id = vpc.id.clone().unwrap_or_default();
    let number = match id.strip_prefix("vpc-").and_then(|id| id.parse().ok()) {
        Some(own) => own,
        None => number,
    };
    let [first, second, without] = zones(&vpc.region[0]);
    let places = [
        ('a', first, "0.0/24"),
        ('b', second.clone(), "1.0/24"),
        ('c', second, "2.0/28"),
        ('z', without, "3.0/28"),
    ];
    vpc.cidr = Some(format!("10.{number}.0.0/16"));
    let vswitches = places
        .into_iter()
        .map(|(letter, zone, range)| SeedVSwitch {
            id: Some(format!("vsw-{}-{letter}", id.trim_start_matches("vpc-"))),
            zone,
            cidr: format!("10.{number}.{range}"),
            name: String::new(),
            taken: 0,
            status: None,
            tags: Default::default(),
        })
        .collect();
    vpc.vswitches = Some(vswitches);
}
