//! Finds the networks of the file that are on a CEN of somebody else: attaching them would be
//! refused after other things were paid for.

use std::collections::{BTreeMap, BTreeSet};

use cen_diff::wanted_instances;
use cen_observed::{Observed, SeenCen};
use cen_topology::{CenId, InstanceId, Topology};
use futures::future::join_all;

use crate::clients::Clients;
use crate::observe::cens::owns;
use crate::observe::networks;
use crate::read_cache::ReadCache;
use crate::retry::read;

/// Returns the networks that are not attached as the file wants, with the CENs of others that they
/// are on. Only CENs of the file's accounts can be read; one that cannot be read is skipped,
/// because its owner need not allow it. That a network is on a CEN of another account is told by
/// its own listing; for a VPC without the id of the CEN, which is empty then.
pub(super) async fn look(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    observed: &Observed,
) -> BTreeMap<InstanceId, CenId> {
    let (ours, others): (Vec<_>, Vec<_>) = observed
        .cens
        .iter()
        .partition(|(id, cen)| owns(topology, id.as_str(), &cen.tags));
    let attached: BTreeSet<_> = ours
        .into_iter()
        .filter_map(|(_, cen)| cen.inside.as_ref())
        .flat_map(|inside| inside.attachments.keys())
        .collect();
    let missing: BTreeSet<_> = wanted_instances(topology, observed)
        .into_iter()
        .filter(|instance| !attached.contains(instance))
        .collect();
    let others = others.into_iter().filter(|_| !missing.is_empty());
    let looked =
        join_all(others.map(async |(id, cen)| (id, children(id, cen, clients, cache).await))).await;
    let found = looked
        .into_iter()
        .flat_map(|(id, children)| children.into_iter().map(move |child| (child, id.clone())));
    let found = found.filter(|(child, _)| missing.contains(child));
    let mut found: BTreeMap<_, _> = found.collect();
    let unknown: BTreeSet<_> = missing
        .iter()
        .filter(|instance| !found.contains_key(*instance))
        .collect();
    let told = networks::joined(topology, clients, cache, observed, &unknown).await;
    let is_ours = |cen: &CenId| {
        let seen = observed.cens.get(cen);
        seen.is_some_and(|seen| owns(topology, cen.as_str(), &seen.tags))
    };
    found.extend(told.into_iter().filter(|(_, cen)| !is_ours(cen)));
    found
}

async fn children(
    id: &CenId,
    cen: &SeenCen,
    clients: &Clients,
    cache: &ReadCache,
) -> Vec<InstanceId> {
    if let Some(inside) = &cen.inside {
        return inside.attachments.keys().cloned().collect();
    }
    let client = clients.of(&cen.account);
    let ask = async || {
        read(async || {
            client
                .describe_cen_attached_child_instances(id.as_str())
                .await
        })
        .await
    };
    let rows = cache
        .children
        .once(id.to_string(), ask)
        .await
        .unwrap_or_default();
    rows.into_iter()
        .map(|row| InstanceId::new(row.child_instance_id))
        .collect()
}
