//! Reads everything that accounts have on CENs, without a topology file, for an export.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::{Gap, GapScope, Observed};
use cen_topology::{
    Account, AccountName, Area, AreaPair, Bandwidth, Cen, CenId, CenName, Mbps, Network,
    NetworkKind, NetworkName, Package, RegionId, RegionPair, Routes, Selector, Topology,
    documented_area_of,
};
use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, join_all};

use crate::clients::Clients;
use crate::observe::networks::Known;
use crate::observe::{Scope, areas, cens, gap, merge, networks};
use crate::read_cache::ReadCache;
use crate::retry::read;
use crate::rows::Wanted;

/// Reads the CENs and packages of these accounts, the content of every CEN, and the networks of
/// these accounts in each region in which they have an attached network.
///
/// Costs ⌈n/50⌉ calls for each account's CENs, twice, and once for its packages; for each CEN ⌈n/50⌉ for its children, limits, transit
/// routers, route maps, accesses to PrivateZone and to services, and grants of each kind, once for each region with a VBR for their health
/// checks, and ⌈n/50⌉ for each attached VPC for its routes; for each kind, account and region with something attached ⌈n/50⌉ for the networks there. Changes
/// nothing, so it is safe to run again.
pub fn survey<'a>(
    accounts: &'a BTreeMap<AccountName, Account>,
    clients: &'a Clients,
) -> LocalBoxFuture<'a, Observed> {
    survey_all(accounts, clients).boxed_local()
}

async fn survey_all(accounts: &BTreeMap<AccountName, Account>, clients: &Clients) -> Observed {
    let cache = ReadCache::default();
    let (mut everything, gaps) = every_cen(accounts, clients).await;
    let mut observed = cens::look(&everything, clients, &cache, &Scope::default()).await;
    // The second listing of the same CENs reports the same gaps.
    observed.gaps.extend(
        gaps.into_iter()
            .filter(|gap| !observed.gaps.contains(gap))
            .collect::<Vec<_>>(),
    );
    everything.networks = attached(accounts, &observed);
    add_unknown_regions(&mut everything, &observed);
    let unknown = Known::default();
    let (networks, areas) = tokio::join!(
        networks::look(&everything, clients, &cache, &unknown),
        areas(&everything, clients, &cache)
    );
    let networks = networks::pick(&networks, &Wanted::All);
    let more = merge([networks].into_iter().chain(areas));
    observed.networks = more.networks;
    observed.areas = more.areas;
    observed.gaps.extend(more.gaps);
    observed
}

/// Returns a topology that names every CEN of these accounts, and a network of each kind, because
/// the grants of a kind are read only if the file has such a network.
async fn every_cen(
    accounts: &BTreeMap<AccountName, Account>,
    clients: &Clients,
) -> (Topology, Vec<Gap>) {
    let listed = join_all(accounts.keys().map(async |account| {
        let client = clients.of(account);
        (account, read(async || client.describe_cens().await).await)
    }));
    let (mut cens, mut gaps) = (BTreeMap::new(), Vec::new());
    for (account, rows) in listed.await {
        // The packages of an account without a CEN are read too.
        cens.insert(CenName::from(account.as_str()), cen(account, None));
        match rows {
            Ok(rows) => cens.extend(rows.into_iter().map(|row| {
                let id = CenId::new(row.cen_id);
                (
                    CenName::new(format!("{account}/{id}")),
                    cen(account, Some(id)),
                )
            })),
            Err(error) => gaps.extend(
                gap(
                    GapScope::Cens {
                        account: account.clone(),
                    },
                    &error,
                )
                .gaps,
            ),
        }
    }
    let networks = accounts.keys().next().map(|account| {
        let kinds = [NetworkKind::Vpc, NetworkKind::Vbr, NetworkKind::Ccn];
        kinds.map(|kind| {
            (
                NetworkName::from(kind.as_str()),
                network(kind, account, &"".into()),
            )
        })
    });
    let networks = networks.into_iter().flatten().collect();
    let topology = Topology {
        name: "".into(),
        renames: Default::default(),
        accounts: accounts.clone(),
        networks,
        cens,
        protect: BTreeSet::new(),
        acknowledge: Vec::new(),
    };
    (topology, gaps)
}

fn cen(account: &AccountName, id: Option<CenId>) -> Cen {
    Cen {
        account: account.clone(),
        id,
        display_name: String::new(),
        description: None,
        tags: None,
        attach: BTreeSet::new(),
        bandwidth: BTreeMap::new(),
        traffic: BTreeMap::new(),
        attachments: BTreeMap::new(),
        routers: BTreeMap::new(),
        ignore: Vec::new(),
        routes: Routes::nothing(),
    }
}

fn network(kind: NetworkKind, account: &AccountName, region: &RegionId) -> Network {
    Network {
        kind,
        account: account.clone(),
        region: region.clone(),
        selector: Selector::Name(String::new()),
        vswitches: Default::default(),
    }
}

/// Returns a network of each kind for each account and region in which the account has an attached
/// network.
fn attached(
    accounts: &BTreeMap<AccountName, Account>,
    observed: &Observed,
) -> BTreeMap<NetworkName, Network> {
    let names: BTreeMap<_, _> = accounts
        .iter()
        .map(|(name, account)| (&account.id, name))
        .collect();
    let attachments = observed
        .cens
        .values()
        .filter_map(|cen| cen.inside.as_ref())
        .flat_map(|inside| inside.attachments.values());
    let places: BTreeSet<_> = attachments
        .filter_map(|seen| Some((seen.kind, *names.get(&seen.owner)?, &seen.region)))
        .collect();
    let named = |(kind, account, region): (NetworkKind, &AccountName, &RegionId)| {
        (
            NetworkName::new(format!("{kind}/{account}/{region}")),
            network(kind, account, region),
        )
    };
    places.into_iter().map(named).collect()
}

/// Adds limits whose regions have no documented area, so that their areas are read.
fn add_unknown_regions(everything: &mut Topology, observed: &Observed) {
    let limits = observed
        .cens
        .values()
        .filter_map(|cen| cen.inside.as_ref())
        .flat_map(|inside| inside.limits.keys());
    let unknown: BTreeMap<RegionPair, Mbps> = limits
        .filter(|pair| {
            pair.regions()
                .iter()
                .any(|region| documented_area_of(region).is_none())
        })
        .map(|pair| (pair.clone(), Mbps(0)))
        .collect();
    if let Some(cen) = everything.cens.values_mut().next() {
        let group = Bandwidth {
            package: Package::Existing("".into()),
            limits: unknown,
        };
        cen.bandwidth
            .insert(AreaPair::new(Area::China, Area::China), group);
    }
}
