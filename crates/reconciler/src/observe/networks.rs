//! Reads the networks of each kind in each account and region that the topology names.

use std::collections::{BTreeMap, BTreeSet};

use cen_cloud::{CloudConnectNetwork, Tags, VirtualBorderRouter, Vpc};
use cen_observed::{GapScope, Observed, SeenNetwork};
use cen_topology::{
    AccountName, CenId, InstanceId, NetworkKind, RegionId, Topology, known_regions,
};
use futures::future::join_all;

use crate::clients::Clients;
use crate::observe::{Scope, gap};
use crate::read_cache::ReadCache;
use crate::retry::read;

/// A listing of networks of one kind.
struct NetworkListing<'a> {
    kind: NetworkKind,
    account: &'a AccountName,
    region: &'a RegionId,
    /// Whether the account is known to have the region. Nothing exists in a region that it does not
    /// have.
    is_open: bool,
}

pub(super) async fn look(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Vec<Observed> {
    list_all(written(topology), true, topology, clients, cache).await
}

type Places<'a> = BTreeSet<(NetworkKind, &'a AccountName, &'a RegionId)>;

/// Returns the places that the file names.
fn written(topology: &Topology) -> Places<'_> {
    topology
        .networks
        .values()
        .map(|network| (network.kind, &network.account, &network.region))
        .collect()
}

/// Reads the VPCs of places that the file does not name, but in which one of its accounts has a VPC
/// on its CENs, or that the scope adds: a VPC that cen created and that has left the file shows its
/// mark there. As long as the file is unchanged there is no such place, and this costs nothing.
pub(super) async fn look_elsewhere(
    topology: &Topology,
    seen: &Observed,
    clients: &Clients,
    cache: &ReadCache,
    scope: &Scope,
) -> Vec<Observed> {
    let owners: BTreeMap<_, _> = topology
        .accounts
        .iter()
        .map(|(name, account)| (&account.id, name))
        .collect();
    let attachments = seen
        .cens
        .values()
        .filter_map(|cen| cen.inside.as_ref())
        .flat_map(|inside| &inside.attachments);
    let vpcs = attachments
        .filter(|(_, seen)| seen.kind == NetworkKind::Vpc && seen.managed_service.is_empty());
    let attached =
        vpcs.filter_map(|(_, seen)| Some((seen.kind, *owners.get(&seen.owner)?, &seen.region)));
    let more = scope.places(topology);
    let more = more.map(|(account, region)| (NetworkKind::Vpc, account, region));
    let places: Places<'_> = attached.chain(more).collect();
    list_all(&places - &written(topology), true, topology, clients, cache).await
}

/// Reads the VPCs of all accounts in all other documented regions, to find forgotten ones.
pub(super) async fn look_everywhere(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Vec<Observed> {
    let regions: Vec<_> = known_regions().collect();
    let places = topology.accounts.keys().flat_map(|account| {
        regions
            .iter()
            .map(move |region| (NetworkKind::Vpc, account, region))
    });
    let places: Places<'_> = places.collect();
    list_all(
        &places - &written(topology),
        false,
        topology,
        clients,
        cache,
    )
    .await
}

/// Returns the networks of these that their own listings show on a CEN of any account, each with
/// the id of the CEN, or an empty one for a VPC: its listing only tells that there is one. The
/// listings were read before, so this costs nothing.
pub(super) async fn joined(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    observed: &Observed,
    instances: &BTreeSet<&InstanceId>,
) -> BTreeMap<InstanceId, CenId> {
    let seen = instances.iter().filter_map(|id| observed.networks.get(*id));
    let places: Places<'_> = seen
        .filter_map(|seen| {
            let (account, _) = topology.accounts.get_key_value(&seen.account)?;
            Some((seen.kind, account, &seen.region))
        })
        .collect();
    let listed = join_all(places.into_iter().map(async |(kind, account, region)| {
        let place = NetworkListing {
            kind,
            account,
            region,
            is_open: true,
        };
        joined_in(place, topology, clients, cache).await
    }));
    let all = listed.await.into_iter().flatten();
    all.filter(|(id, _)| instances.contains(id)).collect()
}

async fn joined_in(
    place: NetworkListing<'_>,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Vec<(InstanceId, CenId)> {
    let client = clients.of(place.account);
    let region = place.region.as_str();
    let account = &topology.account(place.account).id;
    let principal = cache.principal(client, account).await;
    let key = (principal, place.region.clone());
    let pair = |id: String, cen: String| (InstanceId::new(id), CenId::new(cen));
    match place.kind {
        NetworkKind::Vpc => {
            let ask = async || read(async || client.describe_vpcs(region).await).await;
            let rows = cache.vpcs.once(key, ask).await.unwrap_or_default();
            let joined = rows.into_iter().filter(|row| row.cen_status == "Attached");
            joined.map(|row| pair(row.vpc_id, String::new())).collect()
        }
        NetworkKind::Vbr => {
            let ask =
                async || read(async || client.describe_virtual_border_routers(region).await).await;
            let rows = cache
                .border_routers
                .once(key, ask)
                .await
                .unwrap_or_default();
            let joined = rows.into_iter().filter_map(|row| {
                let cen = row.associated_cens.into_iter().next()?;
                Some(pair(row.vbr_id, cen.cen_id))
            });
            joined.collect()
        }
        NetworkKind::Ccn => {
            let ask =
                async || read(async || client.describe_cloud_connect_networks(region).await).await;
            let rows = cache
                .connect_networks
                .once(key, ask)
                .await
                .unwrap_or_default();
            let joined = rows
                .into_iter()
                .filter(|row| !row.associated_cen_id.is_empty());
            joined
                .map(|row| pair(row.ccn_id, row.associated_cen_id))
                .collect()
        }
    }
}

async fn list_all(
    places: Places<'_>,
    is_open: bool,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Vec<Observed> {
    join_all(places.into_iter().map(|(kind, account, region)| {
        list(
            NetworkListing {
                kind,
                account,
                region,
                is_open,
            },
            topology,
            clients,
            cache,
        )
    }))
    .await
}

async fn list(
    place: NetworkListing<'_>,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Observed {
    let client = clients.of(place.account);
    let region = place.region.as_str();
    let account = &topology.account(place.account).id;
    let principal = cache.principal(client, account).await;
    let key = (principal, place.region.clone());
    let listed = match place.kind {
        NetworkKind::Vpc => {
            let ask = async || read(async || client.describe_vpcs(region).await).await;
            cache
                .vpcs
                .once(key, ask)
                .await
                .map(|rows| collect(rows, |row| vpc(&place, row)))
        }
        NetworkKind::Vbr => {
            let ask =
                async || read(async || client.describe_virtual_border_routers(region).await).await;
            cache
                .border_routers
                .once(key, ask)
                .await
                .map(|rows| collect(rows, |row| border_router(&place, row)))
        }
        NetworkKind::Ccn => {
            let ask =
                async || read(async || client.describe_cloud_connect_networks(region).await).await;
            cache
                .connect_networks
                .once(key, ask)
                .await
                .map(|rows| collect(rows, |row| connect_network(&place, row)))
        }
    };
    match listed {
        Ok(networks) => Observed {
            networks,
            ..Observed::default()
        },
        Err(error) if error.code == "InvalidRegionId.NotFound" && !place.is_open => {
            Observed::default()
        }
        Err(error) => {
            let scope = GapScope::Networks {
                kind: place.kind,
                account: place.account.clone(),
                region: place.region.clone(),
            };
            gap(scope, &error)
        }
    }
}

fn collect<T>(
    rows: Vec<T>,
    convert: impl Fn(T) -> (InstanceId, SeenNetwork),
) -> BTreeMap<InstanceId, SeenNetwork> {
    rows.into_iter().map(convert).collect()
}

fn vpc(place: &NetworkListing<'_>, row: Vpc) -> (InstanceId, SeenNetwork) {
    let mut cidrs = vec![row.cidr_block];
    cidrs.extend(row.secondary_cidr_blocks);
    let seen = SeenNetwork {
        cidrs,
        status: row.status,
        ..seen(place, row.vpc_name, row.description, row.tags)
    };
    (InstanceId::new(row.vpc_id), seen)
}

fn border_router(
    place: &NetworkListing<'_>,
    row: VirtualBorderRouter,
) -> (InstanceId, SeenNetwork) {
    let seen = SeenNetwork {
        status: row.status,
        ..seen(place, row.name, row.description, row.tags)
    };
    (InstanceId::new(row.vbr_id), seen)
}

/// The listing of CCNs has no status.
fn connect_network(
    place: &NetworkListing<'_>,
    row: CloudConnectNetwork,
) -> (InstanceId, SeenNetwork) {
    (
        InstanceId::new(row.ccn_id),
        seen(place, row.name, row.description, row.tags),
    )
}

/// Returns the attributes that every kind of network has.
fn seen(place: &NetworkListing<'_>, name: String, description: String, tags: Tags) -> SeenNetwork {
    let (kind, account, region) = (place.kind, place.account.clone(), place.region.clone());
    SeenNetwork {
        kind,
        account,
        region,
        name,
        description,
        cidrs: Vec::new(),
        status: String::new(),
        tags,
    }
}
