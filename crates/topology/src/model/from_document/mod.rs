//! Builds the model from a document that breaks no rule.
//!
//! Every function returns none if the document breaks a rule after all.

mod bandwidth;
mod optional;
mod route_maps;
mod routes;
mod transit;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::hash::Hash;

use foldhash::HashSet;
use optional::optional;

use crate::document::{self, Document};
use crate::literal::{date, range};
use crate::model::{
    Account, Acknowledgement, AssumedRole, Cen, DriftClass, Ignore, Network, Renames, Selector,
    Topology,
};
use crate::names::{
    AccountId, AccountName, CenName, NetworkKind, NetworkName, RegionId, TopologyName,
};
use crate::region_pair::RegionPair;

pub(crate) fn topology(document: Document) -> Option<Topology> {
    let blocks = [
        (NetworkKind::Vpc, document.vpcs),
        (NetworkKind::Vbr, document.vbrs),
        (NetworkKind::Ccn, document.ccns),
    ];
    let was = document.was.as_deref();
    let mut renames = Renames {
        topology: was.map(TopologyName::from),
        ..Renames::default()
    };
    let mut networks: BTreeMap<NetworkName, Network> = BTreeMap::new();
    let mut shared = Shared::default();
    for (kind, block) in blocks {
        for (name, written) in block {
            let was = written.was.as_deref().map(NetworkName::from);
            let renamed = was.map(|was| (NetworkName::new(name.clone()), was));
            renames.networks.extend(renamed);
            networks.insert(NetworkName::new(name), network(kind, written, &mut shared)?);
        }
    }
    let cens = document.cens?;
    for (name, written) in &cens {
        renames_of_cen(&CenName::new(name.clone()), written, &mut renames);
    }
    let cens = cens
        .into_iter()
        .map(|(name, written)| Some((name.as_str().into(), cen(&name, written, &networks)?)));
    let cens = cens.collect::<Option<_>>()?;
    let acknowledge = document.acknowledge.into_iter();
    Some(Topology {
        name: document.name?.as_str().into(),
        renames,
        accounts: document
            .accounts?
            .into_iter()
            .map(account)
            .collect::<Option<_>>()?,
        networks,
        cens,
        protect: document.protect.into_iter().collect(),
        acknowledge: acknowledge.map(acknowledgement).collect::<Option<_>>()?,
    })
}

/// Adds what a CEN and its groups were before.
fn renames_of_cen(name: &CenName, written: &document::Cen, renames: &mut Renames) {
    let was = written.was.as_deref().map(CenName::from);
    renames.cens.extend(was.map(|was| (name.clone(), was)));
    for group in &written.bandwidth {
        let was = group.was.as_deref().map(CenName::from);
        let areas = bandwidth::areas(group);
        let renamed = areas
            .zip(was)
            .map(|(areas, was)| ((name.clone(), areas), was));
        renames.groups.extend(renamed);
    }
}

fn account((name, written): (String, document::Account)) -> Option<(AccountName, Account)> {
    let account = Account {
        id: AccountId::parse(&written.id?)?,
        profile: written.profile,
        role: written.role.map(|arn| AssumedRole {
            arn,
            via: written.via,
            external_id: written.external_id,
            session_name: written.session_name,
            session_seconds: written
                .session_seconds
                .and_then(|seconds| seconds.try_into().ok()),
        }),
    };
    Some((name.as_str().into(), account))
}

fn acknowledgement(written: document::Acknowledgement) -> Option<Acknowledgement> {
    Some(Acknowledgement {
        drift: written.drift?,
        class: optional(written.class.as_ref(), |class| DriftClass::parse(class))?,
        until: date(&written.until?)?,
        why: written.why?,
    })
}

/// The accounts and regions of networks so far: thousands of networks share a few names.
#[derive(Default)]
struct Shared {
    accounts: HashSet<AccountName>,
    regions: HashSet<RegionId>,
}

/// Returns a name that shares its text with an earlier one.
fn share<T: From<String> + Borrow<str> + Clone + Eq + Hash>(
    names: &mut HashSet<T>,
    name: String,
) -> T {
    if let Some(known) = names.get(name.as_str()) {
        return known.clone();
    }
    let name = T::from(name);
    names.insert(name.clone());
    name
}

fn network(kind: NetworkKind, written: document::Network, shared: &mut Shared) -> Option<Network> {
    let selector = match (written.id, written.name, written.cidr) {
        (Some(id), None, None) => Selector::Id(id.as_str().into()),
        (None, Some(name), None) => Selector::Name(name),
        (None, None, Some(cidr)) => Selector::Managed {
            cidr: range(&cidr)?,
            description: written.description,
        },
        _ => return None,
    };
    Some(Network {
        kind,
        account: share(&mut shared.accounts, written.account?),
        region: share(&mut shared.regions, written.region?),
        selector,
        vswitches: transit::vswitches(written.vswitches.as_deref())?,
    })
}

fn cen(
    name: &str,
    written: document::Cen,
    networks: &BTreeMap<NetworkName, Network>,
) -> Option<Cen> {
    let network = |name: &String| {
        let known = networks.get_key_value(name.as_str());
        known.map_or_else(|| name.as_str().into(), |(name, _)| name.clone())
    };
    Some(Cen {
        account: written.account.as_deref()?.into(),
        routes: routes::routes(&written)?,
        id: written.id.map(|id| id.as_str().into()),
        display_name: written.name.unwrap_or_else(|| name.to_owned()),
        description: written.description,
        tags: written.tags,
        attach: written.attach.iter().map(network).collect(),
        bandwidth: bandwidth::packages(&written.bandwidth)?,
        traffic: bandwidth::traffic(&written.bandwidth)?,
        attachments: transit::attachments(&written.attachments),
        routers: transit::routers(written.routers),
        ignore: written
            .ignore
            .iter()
            .map(|entry| ignore(entry))
            .collect::<Option<_>>()?,
    })
}

fn ignore(entry: &str) -> Option<Ignore> {
    match entry.split_once('/') {
        Some((one, other)) => RegionPair::new(one.into(), other.into()).map(Ignore::Pair),
        None => Some(Ignore::Id(entry.to_owned())),
    }
}
