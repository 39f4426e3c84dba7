//! What a world begins with, as a file says it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::area::area_of;
use crate::routing::Routing;
use crate::seed_routes::SeedRoute;
use crate::world::{Cen, Charge, Edition, Key, Kind, Network, Package, PackageState, Quotas, Router, Tags, World};

/// What must exist: whatever of it a world lacks is added.
///
/// In ids, names and CIDRs `{region}` stands for the region, and `{000..039}` for each number of that range.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Seed {
    /// The accounts.
    pub accounts: Vec<SeedAccount>,
    /// The vendor's quotas, which are off unless they are written; `{}` stands for the vendor's numbers.
    pub quotas: Option<Quotas>,
}

/// An account and what it owns.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeedAccount {
    /// Its UID.
    #[serde(deserialize_with = "digits")]
    pub id: String,
    /// Its access keys; without one, one is made up.
    #[serde(default)]
    pub keys: Vec<SeedKey>,
    /// Its VPCs.
    #[serde(default)]
    pub vpcs: Vec<SeedNetwork>,
    /// Its VBRs.
    #[serde(default)]
    pub vbrs: Vec<SeedNetwork>,
    /// Its CCNs.
    #[serde(default)]
    pub ccns: Vec<SeedNetwork>,
    /// Its CENs.
    #[serde(default)]
    pub cens: Vec<SeedCen>,
    /// Its bandwidth packages.
    #[serde(default)]
    pub packages: Vec<SeedPackage>,
}

/// An access key. Its secret is made up, and worth nothing anywhere else.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedKey {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Its security token, if it is a temporary key.
    #[serde(default)]
    pub token: Option<String>,
}

/// A network instance, or many.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedNetwork {
    /// Its id. Without one the network must have a name, and gets an id unless the region has one of that name already.
    pub id: Option<String>,
    /// Its region, or several.
    #[serde(deserialize_with = "one_or_many")]
    pub region: Vec<String>,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// Its address range; without one it gets one of its own.
    pub cidr: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
    /// The custom routes of a VPC; if this stands for many, they all have the same. Nothing is filled in in them.
    #[serde(default)]
    pub routes: Vec<SeedRoute>,
}

/// A CEN.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeedCen {
    /// Its id.
    pub id: String,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
    /// The regions that have an Enterprise Edition transit router.
    #[serde(default)]
    pub enterprise: Vec<String>,
}

/// A bandwidth package.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedPackage {
    /// Its id.
    pub id: String,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its size.
    pub mbps: u32,
    /// The areas it joins.
    pub areas: [String; 2],
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
}

/// Why a seed cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SeedError(pub(crate) String);

impl std::fmt::Debug for SeedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeedKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Seed {
    /// Reads a seed file.
    ///
    /// # Errors
    /// [`SeedError`] with the line, if the text is not a seed.
    pub fn parse(text: &str) -> Result<Self, SeedError> {
        serde_yaml::from_str(text).map_err(|error| SeedError(without_value(&error.to_string())))
    }
}

impl World {
    /// A world that holds what a seed says.
    ///
    /// # Errors
    /// [`SeedError`] if the seed contradicts itself.
    pub fn from_seed(seed: &Seed, now: Timestamp) -> Result<Self, SeedError> {
        let mut world = Self::default();
        world.complete(seed, now)?;
        Ok(world)
    }

    /// Adds what a seed says and this world lacks; changes nothing that is there. Safe to run again.
    ///
    /// # Errors
    /// [`SeedError`] if the seed contradicts itself or the world; the world may then hold a part of it.
    pub fn complete(&mut self, seed: &Seed, now: Timestamp) -> Result<(), SeedError> {
        if seed.quotas.is_some() {
            self.quotas.clone_from(&seed.quotas);
        }
        for account in &seed.accounts {
            self.add_keys(account)?;
            for (kind, networks) in [(Kind::Vpc, &account.vpcs), (Kind::Vbr, &account.vbrs), (Kind::Ccn, &account.ccns)] {
                for network in networks {
                    self.add_networks(&account.id, kind, network, now)?;
                }
            }
            account.cens.iter().for_each(|cen| self.add_cen(&account.id, cen, now));
            for package in &account.packages {
                self.add_package(&account.id, package, now)?;
            }
        }
        Ok(())
    }

    /// The access key that an account's requests are to be signed with: its id, its secret, and its token if it is a temporary one.
    pub fn access_key(&self, account: &str) -> Option<(&str, &str, Option<&str>)> {
        let (id, key) = self.accounts.get(account)?.keys.first_key_value()?;
        Some((id, &key.secret, key.token.as_deref()))
    }

    /// The ids of the accounts, in order.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        self.accounts.keys().map(String::as_str)
    }

    fn add_keys(&mut self, account: &SeedAccount) -> Result<(), SeedError> {
        let held = self.accounts.entry(account.id.clone()).or_default();
        for key in &account.keys {
            held.keys.insert(key.id.clone(), Key { secret: key.secret.clone(), token: key.token.clone() });
        }
        if held.keys.is_empty() {
            let secret = format!("made-up-for-{}", account.id);
            held.keys.insert(format!("LTAIsimulated{}", account.id), Key { secret, token: None });
        }
        let shared = |key: &&SeedKey| self.accounts.iter().any(|(id, other)| *id != account.id && other.keys.contains_key(&key.id));
        match account.keys.iter().find(shared) {
            Some(key) => Err(SeedError(format!("the access key {} belongs to two accounts", key.id))),
            None => Ok(()),
        }
    }

    fn add_networks(&mut self, owner: &str, kind: Kind, seed: &SeedNetwork, now: Timestamp) -> Result<(), SeedError> {
        let mut given = std::collections::BTreeSet::new();
        for region in &seed.region {
            if area_of(region).is_none() {
                return Err(SeedError(format!("unknown region `{region}`")));
            }
            for number in numbers([seed.id.as_deref(), Some(&seed.name), seed.cidr.as_deref()])? {
                let fill = |text: &str| fill(text, region, number.as_deref());
                let id = seed.id.as_deref().map(fill);
                if id.as_ref().is_some_and(|id| !given.insert(id.clone())) {
                    return Err(SeedError(format!("the id `{}` stands for several networks", id.unwrap_or_default())));
                }
                let (name, cidr) = (fill(&seed.name), seed.cidr.as_deref().map(fill));
                self.add_network(Named { owner, kind, region, id, name, cidr }, seed, now)?;
            }
        }
        Ok(())
    }

    fn add_network(&mut self, named: Named<'_>, seed: &SeedNetwork, now: Timestamp) -> Result<(), SeedError> {
        let Named { owner, kind, region, id, name, cidr } = named;
        let is_it = |network: &Network| network.kind == kind && network.owner == owner && network.region == region && network.name == name;
        let id = match id {
            Some(id) if self.networks.contains_key(&id) => return self.add_routes(&id, &seed.routes),
            Some(id) => id,
            None if name.is_empty() => return Err(SeedError(format!("a network of account {owner} has neither an id nor a name"))),
            None => match self.networks.iter().find(|(_, network)| is_it(network)).map(|(id, _)| id.clone()) {
                Some(id) => return self.add_routes(&id, &seed.routes),
                None => self.new_id(&kind.as_str().to_lowercase()),
            },
        };
        let cidr = match (kind, cidr) {
            (_, Some(cidr)) => cidr.parse::<ipnet::Ipv4Net>().map_err(|_| SeedError(format!("`{cidr}` is no CIDR")))?.to_string(),
            (Kind::Vbr, None) => String::new(),
            (Kind::Vpc | Kind::Ccn, None) => self.cidr_of_its_own(),
        };
        let status = if kind == Kind::Vbr { "active" } else { "Available" };
        let network = Network {
            kind,
            owner: owner.to_owned(),
            region: region.to_owned(),
            name,
            description: seed.description.clone(),
            cidr,
            status: status.to_owned(),
            tags: seed.tags.clone(),
            created: now,
            routes: BTreeMap::new(),
        };
        self.networks.insert(id.clone(), network);
        self.add_routes(&id, &seed.routes)
    }

    fn cidr_of_its_own(&self) -> String {
        let number = self.networks.len() % 65_536;
        format!("10.{}.{}.0/24", number / 256, number % 256)
    }

    fn add_cen(&mut self, owner: &str, seed: &SeedCen, now: Timestamp) {
        if self.cens.contains_key(&seed.id) {
            return;
        }
        let mut routers = BTreeMap::new();
        for region in &seed.enterprise {
            let id = self.new_id("tr");
            routers.insert(region.clone(), Router { id, edition: Edition::Enterprise, created: now });
        }
        let cen = Cen {
            owner: owner.to_owned(),
            name: seed.name.clone(),
            description: seed.description.clone(),
            status: "Active".to_owned(),
            tags: seed.tags.clone(),
            created: now,
            children: BTreeMap::new(),
            limits: BTreeMap::new(),
            routers,
            routing: Routing::default(),
            resource_group: None,
        };
        self.cens.insert(seed.id.clone(), cen);
    }

    fn add_package(&mut self, owner: &str, seed: &SeedPackage, now: Timestamp) -> Result<(), SeedError> {
        let areas = seed.areas.clone().map(|area| area.to_lowercase());
        if !crate::area::is_offered(&areas[0], &areas[1]) {
            return Err(SeedError(format!("no packages are sold between {} and {}", areas[0], areas[1])));
        }
        let package = Package {
            owner: owner.to_owned(),
            name: seed.name.clone(),
            description: String::new(),
            mbps: seed.mbps,
            areas,
            charge: Charge::Postpay,
            state: PackageState::Idle,
            business_status: "Normal".to_owned(),
            cen: None,
            tags: seed.tags.clone(),
            created: now,
            expires: None,
            resource_group: None,
        };
        self.packages.entry(seed.id.clone()).or_insert(package);
        Ok(())
    }
}

/// A network whose patterns are filled in.
struct Named<'a> {
    owner: &'a str,
    kind: Kind,
    region: &'a str,
    id: Option<String>,
    name: String,
    cidr: Option<String>,
}

/// The message of the YAML reader without the value that it repeats, which may be a key's secret.
fn without_value(message: &str) -> String {
    let value = ["invalid type: ", "invalid value: "].into_iter().find_map(|kind| {
        let start = message.find(kind)? + kind.len();
        Some(start + message[start..].find(['"', '`'])?..start + message[start..].rfind(", expected ")?)
    });
    match value.filter(|value| value.start < value.end) {
        Some(value) => format!("{}{}", message[..value.start].trim_end(), &message[value.end..]),
        None => message.to_owned(),
    }
}

/// The numbers that the first `{000..039}` of some texts stands for; one nothing if there is none.
fn numbers(texts: [Option<&str>; 3]) -> Result<Vec<Option<String>>, SeedError> {
    let Some(range) = texts.into_iter().flatten().find_map(range) else { return Ok(vec![None]) };
    let (first, last) = range.split_once("..").unwrap_or_default();
    let width = first.len();
    match (first.parse::<u32>(), last.parse::<u32>()) {
        (Ok(low), Ok(high)) if low <= high && high - low < 100_000 => Ok((low..=high).map(|n| Some(format!("{n:0width$}"))).collect()),
        _ => Err(SeedError(format!("`{{{range}}}` is no range such as `{{000..039}}`"))),
    }
}

/// What stands between the braces of the first range in a text.
fn range(text: &str) -> Option<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).find(|inner| inner.contains(".."))
}

fn fill(text: &str, region: &str, number: Option<&str>) -> String {
    let filled = text.replace("{region}", region);
    match (range(&filled), number) {
        (Some(range), Some(number)) => filled.replace(&format!("{{{range}}}"), number),
        _ => filled.clone(),
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Digits {
    Number(u64),
    Text(String),
}

fn digits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = match Digits::deserialize(deserializer)? {
        Digits::Number(number) => number.to_string(),
        Digits::Text(text) => text,
    };
    match text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Err(serde::de::Error::custom("an account id must be digits")),
        false => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(text: &str) -> Result<World, SeedError> {
        World::from_seed(&Seed::parse(text)?, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_seed_file_of_the_manual_is_understood() {
        let text = r#"
accounts:
  - id: "1000000000000001"
    keys: [{ id: LTAIfakeA0000001, secret: secretA }]
    vpcs:
      - { id: vpc-a1, region: cn-hangzhou, name: hub, cidr: 10.1.0.0/16 }
      - { id: "vpc-a-{region}-{000..039}", region: [cn-hangzhou, cn-shanghai] }
    vbrs: [{ id: vbr-a1, region: cn-beijing, name: idc }]
    ccns: [{ id: ccn-a1, region: ccn-cn-shanghai }]
"#;
        let world = world(text).unwrap();
        assert_eq!(world.networks.len(), 1 + 80 + 2);
        assert_eq!(world.networks["vpc-a-cn-shanghai-039"].region, "cn-shanghai");
        let cidrs: std::collections::BTreeSet<_> = world.networks.values().map(|network| &network.cidr).collect();
        assert_eq!(cidrs.len(), 1 + 80 + 2, "each network has a range of its own, and the VBR has none");
        assert!(world.quotas.is_none());
    }

    #[test]
    fn completing_again_changes_nothing() {
        let seed =
            Seed::parse("accounts: [{ id: 7, vpcs: [{ region: cn-hangzhou, name: hub }, { id: v, region: cn-hangzhou }] }]").unwrap();
        let mut world = World::from_seed(&seed, Timestamp::UNIX_EPOCH).unwrap();
        let before = world.clone();
        world.complete(&seed, Timestamp::MAX).unwrap();
        assert_eq!(world, before);
    }

    #[test]
    fn what_is_no_seed_is_refused_in_words() {
        for (text, part) in [
            ("accounts: [{ id: x }]", "digits"),
            ("accounts: [{ id: 7, vpc: [] }]", "vpc"),
            ("accounts: [{ id: 7, keys: canary }]", "invalid type: string, expected a sequence"),
            ("accounts: [{ id: 7, keys: ['canary, expected \"'] }]", "invalid type: string, expected"),
            ("accounts: [{ id: 7, vpcs: [{ id: v, region: mars-1 }] }]", "mars-1"),
            ("accounts: [{ id: 7, vpcs: [{ id: v, region: [cn-hangzhou, cn-beijing] }] }]", "several"),
            ("accounts: [{ id: 7, vpcs: [{ region: cn-hangzhou }] }]", "neither"),
            ("accounts: [{ id: 7, vpcs: [{ id: 'v{9..1}', region: cn-hangzhou }] }]", "range"),
            ("accounts: [{ id: 7, vpcs: [{ id: v, region: cn-hangzhou, cidr: x }] }]", "CIDR"),
            ("accounts: [{ id: 7, keys: [{ id: k, secret: canary }] }, { id: 8, keys: [{ id: k, secret: canary }] }]", "two accounts"),
        ] {
            let error = world(text).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("canary"), "{text}: {error}");
        }
    }
}
