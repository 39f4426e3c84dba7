//! Seeds become worlds: whatever a seed says and a world lacks is added.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::area::area_of;
use crate::seed::access::SeedKey;
use crate::seed::document::{Seed, SeedAccount, SeedNetwork};
use crate::seed::error::SeedError;
use crate::seed::fill::around;
use crate::seed::routes::SeedRoute;
use crate::world::{Account, Network, NetworkKind, StoredKey, World};

/// The most networks that a seed may bring.
const MOST_NETWORKS: usize = 200_000;

/// An access key of a world, as a client needs it.
#[derive(Clone, Copy)]
pub struct AccessKey<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its secret.
    pub secret: &'a str,
    /// Its token, if it is a temporary one.
    pub token: Option<&'a str>,
    /// The user whose key it is; none for the account itself.
    pub user: Option<&'a str>,
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
            self.quotas_are_set = true;
        }
        if let Some(raised) = seed.raised.as_ref().filter(|_| !self.quotas_are_set) {
            self.quotas = self.quotas.take().map(|quotas| quotas.or_more(raised));
        }
        if let Some(rules) = &seed.rules {
            self.rules.change().clone_from(rules);
            self.rules_are_set = true;
        }
        if seed.is_rehearsal && !self.rules_are_set {
            self.rules.change().grant_interval_ms = 0;
        }
        if !seed.prices.is_empty() {
            self.prices.change().clone_from(&seed.prices);
        }
        if let Some(editions) = seed.editions {
            self.editions = editions;
        }
        seed.assume
            .iter()
            .for_each(|assumption| self.assumptions.change().assume(assumption));
        for account in &seed.accounts {
            self.add_keys(account, now)?;
            for (kind, networks) in [
                (NetworkKind::Vpc, &account.vpcs),
                (NetworkKind::Vbr, &account.vbrs),
                (NetworkKind::Ccn, &account.ccns),
            ] {
                for network in networks {
                    known_regions(network, &seed.regions)?;
                    let named = self.add_networks(&account.id, kind, network, now)?;
                    if seed.fills_vswitches
                        && kind == NetworkKind::Vpc
                        && network.vswitches.is_none()
                    {
                        named
                            .iter()
                            .for_each(|vpc| self.fill_vswitches(vpc, network, now));
                    }
                }
            }
        }
        // Networks of any account may be on a CEN.
        for account in &seed.accounts {
            for cen in &account.cens {
                self.add_cen(&account.id, cen, now)?;
            }
            for package in &account.packages {
                self.add_package(&account.id, package, now)?;
            }
        }
        Ok(())
    }

    /// Returns the access key that an account's requests are to be signed with: its id, its secret, and its token if it is a temporary one.
    pub fn access_key(&self, account: &str) -> Option<(&str, &str, Option<&str>)> {
        let key = self.access_keys(account).next()?;
        Some((key.id, key.secret, key.token))
    }

    /// Returns the access keys of an account; those of the account itself come first.
    pub fn access_keys(&self, account: &str) -> impl Iterator<Item = AccessKey<'_>> {
        let held = self.accounts.get(account).into_iter();
        let mut keys: Vec<_> = held.flat_map(|account| &account.keys).collect();
        keys.sort_by_key(|(_, key)| key.user.is_some());
        keys.into_iter().map(|(id, key)| AccessKey {
            id,
            secret: &key.secret,
            token: key.token.as_deref(),
            user: key.user.as_deref(),
        })
    }

    /// Returns the ids of the accounts, in order.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        self.accounts.keys().map(String::as_str)
    }

    fn add_keys(&mut self, account: &SeedAccount, now: Timestamp) -> Result<(), SeedError> {
        let held = self
            .accounts
            .get_or_insert_with(&account.id, Account::default);
        held.vbr_grants |= account.vbr_grants;
        held.router_service |= account.router_service;
        held.role = account.role.or(held.role);
        held.may_make_roles = account.may_make_roles.unwrap_or(held.may_make_roles);
        held.postpaid = account.postpaid.unwrap_or(held.postpaid);
        held.cross_border = account.cross_border.unwrap_or(held.cross_border);
        held.add_access(account, now)?;
        if held.keys.is_empty() {
            let secret = format!("made-up-for-{}", account.id);
            held.keys.insert(
                format!("LTAIsimulated{}", account.id),
                StoredKey {
                    secret,
                    ..StoredKey::default()
                },
            );
        }
        let shared = |key: &&SeedKey| {
            self.accounts
                .iter()
                .any(|(id, other)| *id != account.id && other.keys.contains_key(&key.id))
        };
        match account.keys.iter().find(shared) {
            Some(key) => Err(SeedError::new(format!(
                "the access key {} belongs to two accounts",
                key.id
            ))),
            None => Ok(()),
        }
    }

    /// Adds the networks that a line stands for; returns the ids of those that were lacking.
    fn add_networks(
        &mut self,
        owner: &str,
        kind: NetworkKind,
        seed: &SeedNetwork,
        now: Timestamp,
    ) -> Result<Vec<String>, SeedError> {
        let (mut given, mut added) = (BTreeSet::new(), Vec::new());
        for region in &seed.region {
            for number in numbers([seed.id.as_deref(), Some(&seed.name), seed.cidr.as_deref()])? {
                let fill = |text: &str| fill(text, region, number.as_deref());
                let id = seed.id.as_deref().map(fill);
                if id.as_ref().is_some_and(|id| !given.insert(id.clone())) {
                    return Err(SeedError::new(format!(
                        "the id `{}` stands for several networks",
                        id.unwrap_or_default()
                    )));
                }
                if self.networks.len() >= MOST_NETWORKS {
                    return Err(SeedError::new(format!(
                        "a world holds at most {MOST_NETWORKS} networks"
                    )));
                }
                let (name, cidr) = (fill(&seed.name), seed.cidr.as_deref().map(fill));
                let named = FilledNetwork {
                    owner,
                    kind,
                    region,
                    id,
                    name,
                    cidr,
                };
                added.extend(self.add_network(named, seed, now)?);
            }
        }
        Ok(added)
    }

    /// Adds a network, or what one that is there lacks; returns its id if it was lacking.
    fn add_network(
        &mut self,
        named: FilledNetwork<'_>,
        seed: &SeedNetwork,
        now: Timestamp,
    ) -> Result<Option<String>, SeedError> {
        let id = match named.id.clone().or_else(|| self.id_of_named(&named)) {
            Some(id) if self.networks.contains_key(&id) => {
                self.add_inner(&id, seed, now)?;
                return Ok(None);
            }
            Some(id) => id,
            None if named.name.is_empty() => {
                return Err(SeedError::new(format!(
                    "a network of account {} has neither an id nor a name",
                    named.owner
                )));
            }
            None => self.new_id(&named.kind.as_str().to_lowercase()),
        };
        let network = self.seeded_network(named, seed, now)?;
        self.networks.insert(id.clone(), network);
        self.add_inner(&id, seed, now)?;
        Ok(Some(id))
    }

    /// Finds a network by its name; none if the seed gives no name.
    fn id_of_named(&self, named: &FilledNetwork<'_>) -> Option<String> {
        let is_it = |network: &Network| {
            network.kind == named.kind
                && network.owner == named.owner
                && network.region == named.region
                && network.name == named.name
        };
        let mut networks = self.networks.iter().filter(|_| !named.name.is_empty());
        let found = networks.find(|(_, network)| is_it(network));
        found.map(|(id, _)| id.clone())
    }

    /// Makes a network, with the usual values of what the seed leaves out.
    fn seeded_network(
        &self,
        named: FilledNetwork<'_>,
        seed: &SeedNetwork,
        now: Timestamp,
    ) -> Result<Network, SeedError> {
        let kind = named.kind;
        let cidr = match (kind, named.cidr) {
            (_, Some(cidr)) => parsed_range(&cidr)?,
            (NetworkKind::Vbr, None) => String::new(),
            (NetworkKind::Vpc | NetworkKind::Ccn, None) => match around(&seed.around) {
                Some(range) => range.to_string(),
                None => self.cidr_of_its_own(&seed.routes),
            },
        };
        let usual = match kind {
            NetworkKind::Vbr => "active",
            NetworkKind::Vpc | NetworkKind::Ccn => "Available",
        };
        Ok(Network {
            kind,
            owner: named.owner.to_owned(),
            region: named.region.to_owned(),
            name: named.name,
            description: seed.description.clone(),
            cidr,
            status: seed.status.clone().unwrap_or_else(|| usual.to_owned()),
            tags: seed.tags.clone(),
            created: now,
            is_default: seed.is_default && kind == NetworkKind::Vpc,
            user_cidrs: Vec::new(),
            resource_group: None,
            last_grant: None,
            routes: BTreeMap::new(),
        })
    }

    /// Adds the routes and vSwitches that a network lacks.
    fn add_inner(&mut self, id: &str, seed: &SeedNetwork, now: Timestamp) -> Result<(), SeedError> {
        self.add_routes(id, &seed.routes)?;
        match seed.vswitches.as_deref() {
            None | Some([]) => Ok(()),
            Some(vswitches) => self.add_vswitches(id, vswitches, now),
        }
    }

    /// Returns a range that the network's routes do not lead to.
    fn cidr_of_its_own(&self, routes: &[SeedRoute]) -> String {
        let first = self.networks.len();
        let ranges = (first..=first + routes.len())
            .map(|number| format!("10.{}.{}.0/24", number / 256 % 256, number % 256));
        ranges
            .into_iter()
            .find(|range| routes.iter().all(|route| route.cidr != *range))
            .unwrap_or_default()
    }
}

/// Each region of a network is one that CEN is offered in, or one that the seed declares.
fn known_regions(network: &SeedNetwork, declared: &[String]) -> Result<(), SeedError> {
    match network
        .region
        .iter()
        .find(|region| area_of(region).is_none() && !declared.contains(region))
    {
        Some(region) => Err(SeedError::new(format!("unknown region `{region}`"))),
        None => Ok(()),
    }
}

/// A network whose patterns are filled in.
struct FilledNetwork<'a> {
    owner: &'a str,
    kind: NetworkKind,
    region: &'a str,
    id: Option<String>,
    name: String,
    cidr: Option<String>,
}

/// Returns the numbers that the first `{000..039}` of some texts stands for; one nothing if there is none.
fn numbers(texts: [Option<&str>; 3]) -> Result<Vec<Option<String>>, SeedError> {
    let Some(range) = texts.into_iter().flatten().find_map(range) else {
        return Ok(vec![None]);
    };
    let (first, last) = range.split_once("..").unwrap_or_default();
    let width = first.len();
    match (first.parse::<u32>(), last.parse::<u32>()) {
        (Ok(low), Ok(high)) if low <= high && high - low < 100_000 => {
            Ok((low..=high).map(|n| Some(format!("{n:0width$}"))).collect())
        }
        _ => Err(SeedError::new(format!(
            "`{{{range}}}` is no range such as `{{000..039}}`"
        ))),
    }
}

/// Returns what stands between the braces of the first range in a text.
fn range(text: &str) -> Option<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .find(|inner| inner.contains(".."))
}

fn fill(text: &str, region: &str, number: Option<&str>) -> String {
    let filled = text.replace("{region}", region);
    match (range(&filled), number) {
        (Some(range), Some(number)) => filled.replace(&format!("{{{range}}}"), number),
        _ => filled.clone(),
    }
}

/// Parses a range.
fn parsed_range(cidr: &str) -> Result<String, SeedError> {
    let range = cidr.parse::<ipnet::Ipv4Net>();
    let range = range.map_err(|_| SeedError::new(format!("`{cidr}` is no CIDR")))?;
    Ok(range.to_string())
}
