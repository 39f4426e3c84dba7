//! The networks of one life: their owners, and how files select them; and the cloud before the
//! first file.

use std::collections::BTreeMap;

use cen_simulator::{
    Editions, Quotas, Seed, SeedAccount, SeedCen, SeedNetwork, SeedPackage, SeedRoute,
};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::sale::Sale;

/// The accounts, and their ids.
pub(crate) const ACCOUNTS: [(&str, &str); 2] =
    [("a", "1250000000000001"), ("b", "1250000000000002")];

/// A CEN of account `a` that a file may adopt by its id, and one that it may adopt by its display
/// name.
pub(crate) const OLD_CEN: &str = "cen-old";
pub(crate) const NAMED_CEN: &str = "named network";

/// Packages that were bought elsewhere and that a file may name: account, areas, id.
pub(crate) const POOLS: [(&str, [&str; 2], &str); 3] = [
    ("a", ["china", "europe"], "cenbwp-pool-a"),
    ("b", ["china", "europe"], "cenbwp-pool-b"),
    ("a", ["china", "china"], "cenbwp-home-a"),
];

/// Objects without a mark that may get one.
pub(crate) const ADOPTABLE: [&str; 3] = [OLD_CEN, "cen-named", "cenbwp-named"];

/// The regions that VPCs are in.
const REGIONS: [&str; 5] = [
    "cn-beijing",
    "cn-hangzhou",
    "eu-central-1",
    "eu-west-1",
    "cn-hangzhou",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Vpc,
    Vbr,
    Ccn,
}

/// How files select it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    ById,
    ByName,
    /// It is managed by the file.
    Made,
}

/// A network. It does not depend on the file.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    pub(crate) key: String,
    pub(crate) kind: Kind,
    pub(crate) account: usize,
    pub(crate) region: &'static str,
    pub(crate) number: usize,
    found: Found,
    /// Its address range, if another network has it too.
    range: Option<String>,
    /// The key of that network.
    pub(crate) twin: Option<String>,
}

/// The networks of one life.
pub(crate) fn networks(random: &mut Rng) -> Vec<Network> {
    let mut networks: Vec<_> = REGIONS
        .iter()
        .enumerate()
        .map(|(number, region)| vpc(number, region, random))
        .collect();
    let account = |random: &mut Rng| random.usize(..2);
    let other = |kind, key: &str, region, account, number| Network {
        key: key.to_owned(),
        kind,
        account,
        region,
        number,
        found: Found::ById,
        range: None,
        twin: None,
    };
    if random.u8(..3) > 0 {
        networks.push(other(Kind::Vbr, "idc", "cn-beijing", account(random), 5));
    }
    if random.u8(..3) > 0 {
        networks.push(other(
            Kind::Ccn,
            "stores",
            "ccn-cn-shanghai",
            account(random),
            6,
        ));
    }
    if random.u8(..3) == 0 {
        add_twin(&mut networks, random);
    }
    networks
}

/// Adds a VPC that has the range of another one, so that the one may only come where the other is
/// not.
fn add_twin(networks: &mut Vec<Network>, random: &mut Rng) {
    let number = random.usize(..REGIONS.len());
    let first = &mut networks[number];
    let range = first.made_range(20);
    first.range = Some(range.clone());
    let twin = Network {
        key: "twin".to_owned(),
        kind: Kind::Vpc,
        account: random.usize(..2),
        region: REGIONS[random.usize(..REGIONS.len())],
        number: 7,
        found: Found::ById,
        range: Some(range),
        twin: Some(first.key.clone()),
    };
    networks.push(twin);
}

fn vpc(number: usize, region: &'static str, random: &mut Rng) -> Network {
    let found = match random.u8(..6) {
        0 | 1 => Found::Made,
        2 => Found::ByName,
        _ => Found::ById,
    };
    Network {
        key: format!("net-{number}"),
        kind: Kind::Vpc,
        account: random.usize(..2),
        region,
        number,
        found,
        range: None,
        twin: None,
    }
}

impl Network {
    pub(crate) fn is_made(&self) -> bool {
        self.found == Found::Made
    }

    /// Returns its section in a file.
    pub(crate) fn section(&self) -> &'static str {
        match self.kind {
            Kind::Vpc => "vpcs",
            Kind::Vbr => "vbrs",
            Kind::Ccn => "ccns",
        }
    }

    /// Returns its id, unless it is managed.
    pub(crate) fn id(&self) -> String {
        let section = self.section();
        format!("{}-{}", &section[..section.len() - 1], self.number)
    }

    /// Returns its entry in a file.
    pub(crate) fn block(&self, sale: &Sale, random: &mut Rng) -> Value {
        let mut block = json!({ "account": ACCOUNTS[self.account].0, "region": self.region });
        match self.found {
            Found::ById => block["id"] = json!(self.id()),
            Found::ByName => block["name"] = json!(self.key),
            Found::Made => {
                // A change of its range would be held.
                let is_otherwise = random.u8(..16) == 0 && !sale.is_enterprise();
                let net = if is_otherwise { 21 } else { 20 };
                block["cidr"] = json!(self.made_range(net));
                if random.bool() {
                    block["description"] = json!(random.choice(["", "first", "second"]));
                }
            }
        }
        sale.add_entrances(&mut block, self, random);
        block
    }

    /// Returns the range that the file makes it with.
    fn made_range(&self, net: u8) -> String {
        format!("172.{net}.{}.0/24", self.number)
    }

    /// Returns its custom routes, which can all be published. Another network has the last one too.
    pub(crate) fn routes(&self) -> Vec<String> {
        match (self.kind, self.found) {
            (Kind::Vpc, Found::ById | Found::ByName) => vec![
                format!("192.168.{}.0/24", self.number),
                "192.168.100.0/24".to_owned(),
            ],
            _ => Vec::new(),
        }
    }
}

/// Returns a network of the same account and region that every file has and none attaches. So a
/// file without the managed network still looks into this region.
pub(crate) fn anchor(network: &Network) -> (String, Value) {
    let (account, region) = (ACCOUNTS[network.account].0, network.region);
    let block = json!({ "account": account, "region": region, "id": anchor_id(network) });
    (format!("anchor-{account}-{region}"), block)
}

fn anchor_id(network: &Network) -> String {
    format!(
        "vpc-anchor-{}-{}",
        ACCOUNTS[network.account].0, network.region
    )
}

/// Returns the world before the first apply. With several pages, one region has many networks of
/// other users.
pub(crate) fn seed(networks: &[Network], many: bool) -> Seed {
    let accounts = [0, 1].map(|account| {
        let own: Vec<_> = networks
            .iter()
            .filter(|network| network.account == account)
            .collect();
        let there = |kind| {
            own.iter()
                .filter(move |network| network.kind == kind && !network.is_made())
                .map(|network| seed_of(network))
                .collect()
        };
        let mut vpcs: Vec<_> = there(Kind::Vpc);
        vpcs.extend(
            own.iter()
                .filter(|network| network.is_made())
                .map(|network| plain(anchor_id(network), network.region)),
        );
        vpcs.push(plain(
            format!("vpc-legacy-{}", ACCOUNTS[account].0),
            "cn-hangzhou",
        ));
        if many && account == 0 {
            vpcs.push(plain("vpc-others-{00..59}".to_owned(), "cn-beijing"));
        }
        let id = ACCOUNTS[account].1.to_owned();
        let (cens, packages) = if account == 0 {
            (cens(), packages("a"))
        } else {
            (Vec::new(), packages("b"))
        };
        SeedAccount {
            id,
            vbr_grants: true,
            vpcs,
            vbrs: there(Kind::Vbr),
            ccns: there(Kind::Ccn),
            cens,
            packages,
            ..SeedAccount::default()
        }
    });
    Seed {
        accounts: accounts.into(),
        editions: Some(Editions::Basic),
        quotas: Some(Quotas::UNLIMITED),
        ..Seed::default()
    }
}

fn plain(id: String, region: &str) -> SeedNetwork {
    SeedNetwork {
        id: Some(id),
        region: vec![region.to_owned()],
        ..SeedNetwork::default()
    }
}

fn seed_of(network: &Network) -> SeedNetwork {
    let route = |(number, cidr): (usize, String)| {
        let (next_hop_type, next_hop) = ("Instance".to_owned(), format!("i-{number}"));
        SeedRoute {
            cidr,
            next_hop_type,
            next_hop,
        }
    };
    let routes = network
        .routes()
        .into_iter()
        .enumerate()
        .map(route)
        .collect();
    SeedNetwork {
        name: network.key.clone(),
        cidr: network.range.clone(),
        routes,
        ..plain(network.id(), network.region)
    }
}

fn cens() -> Vec<SeedCen> {
    let marks = |topology: &str| {
        BTreeMap::from([
            ("cen:topology".to_owned(), topology.to_owned()),
            ("cen:name".to_owned(), "main".to_owned()),
        ])
    };
    let cen = |id: &str, name: &str| SeedCen {
        id: id.to_owned(),
        name: name.to_owned(),
        ..SeedCen::default()
    };
    vec![
        SeedCen {
            description: "from before".to_owned(),
            ..cen(OLD_CEN, "old network")
        },
        cen("cen-named", NAMED_CEN),
        cen("cen-others", "others"),
        SeedCen {
            tags: marks("another"),
            ..cen("cen-theirs", NAMED_CEN)
        },
    ]
}

fn packages(account: &str) -> Vec<SeedPackage> {
    let package = |id: &str, areas: [&str; 2], mbps| {
        let areas = areas.map(str::to_owned);
        SeedPackage {
            id: id.to_owned(),
            name: String::new(),
            mbps,
            areas,
            tags: BTreeMap::new(),
            ..SeedPackage::default()
        }
    };
    let pools = POOLS
        .iter()
        .filter(|(owner, ..)| *owner == account)
        .map(|(_, areas, id)| package(id, *areas, 100));
    let others = ["cenbwp-others", "cenbwp-named"].map(|id| {
        let name = if id == "cenbwp-named" {
            "main-china-europe"
        } else {
            ""
        };
        SeedPackage {
            name: name.to_owned(),
            ..package(id, ["china", "europe"], 20)
        }
    });
    pools
        .chain(others.into_iter().filter(|_| account == "a"))
        .collect()
}
