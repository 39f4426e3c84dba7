//! Finds the networks of the file that are on a CEN of somebody else: attaching them would be
//! refused after other things were paid for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cen_cloud::{Cen, Client};
use cen_diff::wanted_instances;
use cen_observed::Observed;
use cen_topology::{CenId, InstanceId, Topology};
use futures::future::join_all;

use crate::clients::Clients;
use crate::observe::cens::{self, owns};
use crate::observe::{Scope, merge, networks};
use crate::read_cache::ReadCache;
use crate::retry::read;
use crate::rows::{Key, Wanted};

/// Returns the networks that are not attached as the file wants, with the CENs of others that they
/// are on. Only CENs of the file's accounts can be read; one that cannot be read is skipped,
/// because its owner need not allow it. That a network is on a CEN of another account is told by
/// its own listing; for a VPC without the id of the CEN, which is empty then.
pub(super) async fn look(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    scope: &Scope,
    observed: &Observed,
) -> Observed {
    let missing = missing(topology, observed);
    if missing.is_empty() {
        return Observed::default();
    }
    let mut found = match scope.is_narrow {
        true => look_up(&missing, topology, clients, cache, observed).await,
        false => search(&missing, topology, clients, cache, observed).await,
    };
    let unknown: BTreeSet<_> = missing
        .iter()
        .filter(|instance| !found.elsewhere.contains_key(*instance))
        .collect();
    let told = networks::joined(topology, clients, cache, observed, &unknown).await;
    found.elsewhere.extend(told);
    let is_ours = |cen: &CenId| {
        let seen = observed.cens.get(cen);
        seen.is_some_and(|seen| owns(topology, cen.as_str(), &seen.tags))
    };
    found.elsewhere.retain(|_, cen| !is_ours(cen));
    found
}

/// Returns the networks that the file attaches and that are on none of its CENs.
fn missing(topology: &Topology, observed: &Observed) -> BTreeSet<InstanceId> {
    let ours = observed
        .cens
        .iter()
        .filter(|(id, cen)| owns(topology, id.as_str(), &cen.tags));
    let attached: BTreeSet<_> = ours
        .filter_map(|(_, cen)| cen.inside.as_ref())
        .flat_map(|inside| inside.attachments.keys())
        .collect();
    let wanted = wanted_instances(topology, observed).into_iter();
    wanted
        .filter(|instance| !attached.contains(instance))
        .collect()
}

/// Searches the other CENs of an observation for networks.
async fn search(
    missing: &BTreeSet<InstanceId>,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    observed: &Observed,
) -> Observed {
    let cens = observed.cens.iter();
    let others = cens.filter(|(id, cen)| !owns(topology, id.as_str(), &cen.tags));
    let looked = join_all(others.map(async |(id, cen)| {
        let children = match &cen.inside {
            Some(inside) => inside.attachments.keys().cloned().collect(),
            None => children(id.as_str(), clients.of(&cen.account), cache).await,
        };
        (id.clone(), children)
    }));
    let found = with_their_cens(looked.await);
    Observed {
        elsewhere: found.filter(|(child, _)| missing.contains(child)).collect(),
        ..Observed::default()
    }
}

/// Finds networks among those of all CENs of the file's accounts, which are read once for all looks
/// that share the cache. Returns the CENs too, because a narrow observation does not have them.
async fn look_up(
    missing: &BTreeSet<InstanceId>,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    observed: &Observed,
) -> Observed {
    let looked = join_all(topology.accounts.keys().map(async |account| {
        let client = clients.of(account);
        let principal = cache.principal(client, &topology.account(account).id).await;
        let rows = cens::list(client, cache, &principal).await.ok()?;
        let ask = async || Ok(homes(&rows.pick(&Wanted::All), client, cache).await);
        let homes = cache.homes.shared(principal, ask).await.ok()?;
        let found = missing.iter().filter_map(|instance| {
            let cen = homes.get(instance)?;
            Some((instance.clone(), cen.clone()))
        });
        let elsewhere: BTreeMap<_, _> = found.collect();
        let others = elsewhere.values().map(|cen| Key::Id(cen.as_str()));
        let others = rows.pick(&Wanted::Only(others.collect())).into_iter();
        let others = others.filter(|row| !observed.cens.contains_key(&*row.cen_id));
        let seen = |row: &Cen| (CenId::new(&*row.cen_id), cens::outside(account, row));
        Some(Observed {
            cens: others.map(seen).collect(),
            elsewhere,
            ..Observed::default()
        })
    }));
    merge(looked.await.into_iter().flatten())
}

/// Returns the networks on these CENs, each with its CEN.
async fn homes(cens: &[&Cen], client: &Client, cache: &ReadCache) -> HashMap<InstanceId, CenId> {
    let looked = join_all(cens.iter().map(async |cen| {
        let children = children(&cen.cen_id, client, cache).await;
        (CenId::new(&*cen.cen_id), children)
    }));
    with_their_cens(looked.await).collect()
}

/// Lists the networks of these CENs, each with its CEN.
fn with_their_cens(
    cens: Vec<(CenId, Vec<InstanceId>)>,
) -> impl Iterator<Item = (InstanceId, CenId)> {
    cens.into_iter().flat_map(|(id, children)| {
        let children = children.into_iter();
        children.map(move |child| (child, id.clone()))
    })
}

/// Returns the networks on a CEN; none if it cannot be read.
async fn children(id: &str, client: &Client, cache: &ReadCache) -> Vec<InstanceId> {
    let ask = async || read(async || client.describe_cen_attached_child_instances(id).await).await;
    let rows = cache.children.shared(id.to_owned(), ask).await;
    let rows = rows.as_deref().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| InstanceId::new(&*row.child_instance_id))
        .collect()
}
