//! Random files of one network. Each is written as text and parsed by `cen`, so a person could have
//! written it.

use std::collections::{BTreeMap, BTreeSet};

use cen_diff::Adopt;
use cen_topology::{AreaPair, RegionId, Topology, area_of, parse};
use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::networks::{ACCOUNTS, Kind, NAMED_CEN, Network, OLD_CEN, POOLS, anchor};
use crate::routes::{add_routes, managed};
use crate::sale::Sale;

/// The CENs that a file may have, and the account that owns each at first.
pub(crate) const CENS: [(&str, usize); 2] = [("main", 0), ("side", 1)];

/// One state of the file.
pub(crate) struct File {
    /// The text, which is JSON and so YAML.
    pub(crate) document: Value,
    pub(crate) topology: Topology,
    /// Whether it is carried out with `--adopt`.
    pub(crate) adopt: Adopt,
}

/// The common choices of all files of a life.
struct Habits<'a> {
    sale: &'a Sale,
    origin: Origin,
    /// The route sections that they have.
    managed: Vec<bool>,
}

/// The origin of CEN `main`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Made,
    /// The first files name an id.
    TakenById,
    TakenByName,
}

/// The first file, and the changed files after it.
pub(crate) fn files(networks: &[Network], sale: &Sale, random: &mut Rng) -> Vec<File> {
    let origin = match random.u8(..8) {
        0 => Origin::TakenById,
        1 => Origin::TakenByName,
        _ => Origin::Made,
    };
    let mut managed = managed(random);
    if sale.is_enterprise() {
        // Routers of the Enterprise Edition have none of these settings.
        managed.fill(false);
    }
    let habits = Habits {
        sale,
        origin,
        managed,
    };
    (0..if random.u8(..4) == 0 { 3 } else { 2 })
        .map(|at| file(networks, &habits, at, random))
        .collect()
}

fn file(networks: &[Network], habits: &Habits<'_>, at: usize, random: &mut Rng) -> File {
    // A network may leave the file.
    let stays = |network: &&Network, random: &mut Rng| match network.is_made() {
        true => random.u8(..4) > 0,
        false => random.u8(..8) > 0,
    };
    let there: Vec<_> = networks
        .iter()
        .filter(|network| stays(network, random))
        .collect();
    let mut document = json!({ "version": 1, "name": "random", "accounts": {}, "vpcs": {}, "vbrs": {}, "ccns": {}, "cens": {} });
    for (name, id) in ACCOUNTS {
        document["accounts"][name] = json!({ "id": id });
    }
    for network in &there {
        document[network.section()][&network.key] = network.block(habits.sale, random);
    }
    for network in networks.iter().filter(|network| network.is_made()) {
        let (key, block) = anchor(network);
        document["vpcs"][key] = block;
    }
    document["cens"] = cens(&there, habits, at, random).into();
    protect(&mut document, random);
    let text = document.to_string();
    let topology = parse(&text)
        .unwrap_or_else(|problems| panic!("no file: {problems:?}\n{text}"))
        .topology;
    File {
        document,
        topology,
        adopt: if habits.origin == Origin::TakenByName {
            Adopt::Yes
        } else {
            Adopt::No
        },
    }
}

fn cens(
    there: &[&Network],
    Habits {
        sale,
        origin,
        managed,
    }: &Habits<'_>,
    at: usize,
    random: &mut Rng,
) -> Map<String, Value> {
    let places = places(there, random);
    let mut pools: Vec<_> = POOLS.to_vec();
    let mut cens = Map::new();
    for (place, (name, first_owner)) in CENS.into_iter().enumerate() {
        let attach: Vec<_> = there
            .iter()
            .zip(&places)
            .filter(|(_, on)| **on == place)
            .map(|(network, _)| *network)
            .collect();
        if attach.is_empty() && random.bool() {
            continue;
        }
        // An adopted CEN stays with its account.
        let moves = (name == "side" || *origin == Origin::Made) && random.u8(..8) == 0;
        let owner = if moves { 1 - first_owner } else { first_owner };
        let mut cen = Site {
            sale,
            name,
            owner,
            attach: &attach,
            managed,
        }
        .block(&mut pools, random);
        match origin {
            Origin::TakenById if name == "main" && at == 0 => cen["id"] = json!(OLD_CEN),
            Origin::TakenByName if name == "main" => cen["name"] = json!(NAMED_CEN),
            _ => {}
        }
        cens.insert(name.to_owned(), cen);
    }
    cens
}

/// Draws the CEN of each network; the number after the last CEN is none. Networks with one range
/// are never on one CEN.
fn places(there: &[&Network], random: &mut Rng) -> Vec<usize> {
    let nowhere = CENS.len();
    let mut places: Vec<_> = there.iter().map(|_| random.usize(..=nowhere)).collect();
    for (at, network) in there.iter().enumerate() {
        let other = there
            .iter()
            .position(|other| network.twin.as_ref() == Some(&other.key));
        if other.is_some_and(|other| places[other] == places[at]) {
            places[at] = nowhere;
        }
    }
    places
}

/// One CEN of a file.
pub(crate) struct Site<'a> {
    sale: &'a Sale,
    pub(crate) name: &'a str,
    pub(crate) owner: usize,
    pub(crate) attach: &'a [&'a Network],
    managed: &'a [bool],
}

impl Site<'_> {
    fn block(
        &self,
        pools: &mut Vec<(&'static str, [&'static str; 2], &'static str)>,
        random: &mut Rng,
    ) -> Value {
        let keys: Vec<_> = self.attach.iter().map(|network| &network.key).collect();
        let mut cen = json!({ "account": ACCOUNTS[self.owner].0, "attach": keys });
        if random.bool() {
            cen["name"] = json!(format!("{} network", self.name));
        }
        if random.u8(..3) == 0 {
            cen["description"] = json!(random.choice(["", "all of it", "some of it"]));
        }
        if random.u8(..3) == 0 {
            cen["tags"] = random
                .choice([
                    json!({}),
                    json!({ "env": "prod" }),
                    json!({ "env": "test", "team": "net" }),
                ])
                .unwrap();
        }
        let ignored = self.ignored(random);
        cen["bandwidth"] = self.groups(&ignored, pools, random);
        if !ignored.is_empty() {
            cen["ignore"] = json!(ignored);
        }
        add_routes(&mut cen, self, self.managed, random);
        self.sale.add_to_cen(&mut cen, self, random);
        cen
    }

    /// The regions of its VPCs and lines.
    pub(crate) fn regions(&self) -> Vec<&'static str> {
        let plain = self
            .attach
            .iter()
            .filter(|network| network.kind != Kind::Ccn);
        plain
            .map(|network| network.region)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    fn pairs(&self) -> Vec<[&'static str; 2]> {
        let mut regions = self.regions();
        if self.sale.is_enterprise() {
            let areas = self.attach.iter().map(|network| network.region);
            regions.extend(areas.filter(|region| region.starts_with("ccn-")));
            regions.sort_unstable();
        }
        let of = |(at, one): (usize, &&'static str)| {
            regions[at + 1..]
                .iter()
                .map(|other| [*one, *other])
                .collect::<Vec<_>>()
        };
        regions.iter().enumerate().flat_map(of).collect()
    }

    /// The objects that the file ignores: networks from before, and a pair of regions.
    fn ignored(&self, random: &mut Rng) -> Vec<String> {
        let legacy = (random.u8(..3) == 0).then(|| "vpc-legacy*".to_owned());
        let pair = random
            .choice(self.pairs())
            .filter(|_| random.u8(..5) == 0)
            .map(|pair| pair.join("/"));
        legacy.into_iter().chain(pair).collect()
    }

    /// Generates limits between regions with attachments. Packages often have no spare bandwidth,
    /// so that every increase needs the decreases before it.
    fn groups(
        &self,
        ignored: &[String],
        pools: &mut Vec<(&'static str, [&'static str; 2], &'static str)>,
        random: &mut Rng,
    ) -> Value {
        let mut groups: BTreeMap<AreaPair, Vec<([&str; 2], u32)>> = BTreeMap::new();
        for pair in self
            .pairs()
            .into_iter()
            .filter(|pair| !ignored.contains(&pair.join("/")))
        {
            let mbps = random.u32(0..=8);
            if mbps > 0 {
                let [one, other] = pair.map(|region| area_of(&RegionId::new(region)).unwrap());
                groups
                    .entry(AreaPair::new(one, other))
                    .or_default()
                    .push((pair, mbps));
            }
        }
        let group = |(areas, limits): (AreaPair, Vec<([&str; 2], u32)>)| {
            let sum: u32 = limits.iter().map(|(_, mbps)| mbps).sum();
            let (one, other) = (areas.first(), areas.second());
            let areas = [one.as_str(), other.as_str()];
            let pairs: Vec<_> = limits.iter().map(|(pair, _)| *pair).collect();
            let written: Vec<_> = limits
                .iter()
                .map(|(pair, mbps)| json!({ "between": pair, "mbps": mbps }))
                .collect();
            if let Some(mut group) = self.sale.traffic(&pairs, random) {
                group["limits"] = json!(written);
                return group;
            }
            json!({ "areas": areas, "package": self.package(areas, sum, pools, random), "limits": written })
        };
        groups.into_iter().map(group).collect::<Vec<_>>().into()
    }

    fn package(
        &self,
        areas: [&str; 2],
        sum: u32,
        pools: &mut Vec<(&'static str, [&'static str; 2], &'static str)>,
        random: &mut Rng,
    ) -> Value {
        let fits = |(owner, of, _): &(&str, [&str; 2], &str)| {
            *owner == ACCOUNTS[self.owner].0 && *of == areas
        };
        let pool = pools.iter().position(fits).filter(|_| random.u8(..4) == 0);
        if let Some(at) = pool {
            return json!({ "id": pools.remove(at).2 });
        }
        let mbps = (sum + random.u32(0..=4)).max(2);
        match random.u8(..4) {
            0 => {
                json!({ "mbps": mbps, "charge": "prepaid", "months": random.choice([1, 3, 12]), "auto-renew": random.bool() })
            }
            _ => json!({ "mbps": mbps, "charge": "postpaid" }),
        }
    }
}

/// Protects one of its CENs or attached networks now and then.
fn protect(document: &mut Value, random: &mut Rng) {
    if random.u8(..8) > 0 {
        return;
    }
    let cens = document["cens"].as_object().into_iter().flatten();
    let names = cens.flat_map(|(name, cen)| {
        let attach = cen["attach"].as_array().into_iter().flatten();
        [json!(name)]
            .into_iter()
            .chain(attach.cloned())
            .collect::<Vec<_>>()
    });
    if let Some(name) = random.choice(names.collect::<Vec<_>>()) {
        document["protect"] = json!([name]);
    }
}
