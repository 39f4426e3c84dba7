//! Reads the networks of each kind in each account and region that the topology names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cen_cloud::{CloudConnectNetwork, Error, Tags, VirtualBorderRouter, Vpc};
use cen_observed::{GapScope, Observed, SeenNetwork};
use cen_topology::{AccountName, CenId, InstanceId, NetworkKind, RegionId, Topology};
use futures::future::join_all;

use crate::clients::Clients;
use crate::observe::places::Place;
use crate::observe::{Scope, gap, merge};
use crate::read_cache::ReadCache;
use crate::retry::read;
use crate::rows::{Key, Rows, Wanted};

/// A listing of networks of one kind.
struct NetworkListing<'a> {
    kind: NetworkKind,
    account: &'a AccountName,
    region: &'a RegionId,
    /// Whether the account is known to have the region. Nothing exists in a region that it does not
    /// have.
    is_open: bool,
}

/// A listing, and what it shows.
pub(super) struct Listed<'a> {
    place: NetworkListing<'a>,
    result: Result<Shown, Error>,
}

/// The networks of one kind.
enum Shown {
    Vpcs(Arc<Rows<Vpc>>),
    BorderRouters(Arc<Rows<VirtualBorderRouter>>),
    ConnectNetworks(Arc<Rows<CloudConnectNetwork>>),
}

/// Lists the networks of the places that the file names, but for those that are known.
pub(super) async fn look<'a>(
    topology: &'a Topology,
    clients: &Clients,
    cache: &ReadCache,
    known: &Known<'a>,
) -> Vec<Listed<'a>> {
    let places = &written(topology) - &known.places;
    list_all(places, true, topology, clients, cache).await
}

/// Networks that an earlier look saw, and that nothing has changed since.
#[derive(Default)]
pub(super) struct Known<'a> {
    places: Places<'a>,
    before: Option<&'a Observed>,
}

impl<'a> Known<'a> {
    /// Returns the networks of the file's places where a look before saw all of them, and that this
    /// scope does not cover: no plan of the scope changes a VPC there.
    pub(super) fn of(topology: &'a Topology, before: &'a Observed, scope: &Scope) -> Self {
        let covered: BTreeSet<_> = scope.places(topology).collect();
        let is_known = |(kind, account, region): &(NetworkKind, &AccountName, &RegionId)| {
            let is_hidden = before.gap_of_networks(*kind, region, |owner| owner == *account);
            is_hidden.is_none() && !covered.contains(&(*account, *region))
        };
        Self {
            places: written(topology).into_iter().filter(is_known).collect(),
            before: Some(before),
        }
    }

    /// Returns these networks as they were seen.
    pub(super) fn seen(&self) -> Observed {
        let networks = self.before.into_iter().flat_map(|before| &before.networks);
        let is_known = |(_, seen): &(&InstanceId, &SeenNetwork)| {
            let place = (seen.kind, &seen.account, &seen.region);
            self.places.contains(&place)
        };
        let known = networks.filter(is_known);
        Observed {
            networks: known.map(|(id, seen)| (id.clone(), seen.clone())).collect(),
            ..Observed::default()
        }
    }
}

/// Returns the networks of these listings that are asked for.
pub(super) fn pick(listed: &[Listed<'_>], wanted: &Wanted<'_>) -> Observed {
    merge(listed.iter().map(|listed| listed.pick(wanted)))
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
pub(super) async fn look_elsewhere<'a>(
    topology: &'a Topology,
    seen: &'a Observed,
    clients: &Clients,
    cache: &ReadCache,
    scope: &'a Scope,
) -> Vec<Listed<'a>> {
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

/// Reads the VPCs of these places that the file does not name, to find forgotten ones. An account may
/// not have one of the regions.
pub(super) async fn look_around(
    places: &BTreeSet<Place>,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Observed {
    let places = places.iter();
    let places: Places<'_> = places
        .map(|(account, region)| (NetworkKind::Vpc, account, region))
        .collect();
    let others = &places - &written(topology);
    let listed = list_all(others, false, topology, clients, cache).await;
    pick(&listed, &Wanted::All)
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
    let listed = list_all(places, true, topology, clients, cache).await;
    let wanted = instances.iter().map(|id| Key::Id(id.as_str()));
    let wanted = Wanted::Only(wanted.collect());
    let shown = listed
        .iter()
        .filter_map(|listed| listed.result.as_ref().ok());
    shown.flat_map(|shown| shown.joined(&wanted)).collect()
}

impl Shown {
    /// Returns those of these networks that are on a CEN, each with the CEN's id if the listing shows it.
    fn joined(&self, wanted: &Wanted<'_>) -> Vec<(InstanceId, CenId)> {
        let pair = |id: &str, cen: &str| (InstanceId::new(id), CenId::new(cen));
        match self {
            Self::Vpcs(rows) => {
                let rows = rows.pick(wanted).into_iter();
                let joined = rows.filter(|row| row.cen_status == "Attached");
                joined.map(|row| pair(&row.vpc_id, "")).collect()
            }
            Self::BorderRouters(rows) => {
                let rows = rows.pick(wanted).into_iter();
                let joined = rows.filter_map(|row| {
                    let cen = row.associated_cens.first()?;
                    Some(pair(&row.vbr_id, &cen.cen_id))
                });
                joined.collect()
            }
            Self::ConnectNetworks(rows) => {
                let rows = rows.pick(wanted).into_iter();
                let joined = rows.filter(|row| !row.associated_cen_id.is_empty());
                joined
                    .map(|row| pair(&row.ccn_id, &row.associated_cen_id))
                    .collect()
            }
        }
    }
}

async fn list_all<'a>(
    places: Places<'a>,
    is_open: bool,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Vec<Listed<'a>> {
    join_all(
        places
            .into_iter()
            .map(async |(kind, account, region)| Listed {
                result: list(kind, account, region, topology, clients, cache).await,
                place: NetworkListing {
                    kind,
                    account,
                    region,
                    is_open,
                },
            }),
    )
    .await
}

async fn list(
    kind: NetworkKind,
    account: &AccountName,
    region: &RegionId,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Result<Shown, Error> {
    let client = clients.of(account);
    let principal = cache.principal(client, &topology.account(account).id).await;
    let key = (principal, region.clone());
    let region = region.as_str();
    match kind {
        NetworkKind::Vpc => {
            let rows = read(async || client.describe_vpcs(region).await);
            let ask = async || rows.await.map(Rows::new);
            cache.vpcs.shared(key, ask).await.map(Shown::Vpcs)
        }
        NetworkKind::Vbr => {
            let rows = read(async || client.describe_virtual_border_routers(region).await);
            let ask = async || rows.await.map(Rows::new);
            let shared = cache.border_routers.shared(key, ask).await;
            shared.map(Shown::BorderRouters)
        }
        NetworkKind::Ccn => {
            let rows = read(async || client.describe_cloud_connect_networks(region).await);
            let ask = async || rows.await.map(Rows::new);
            let shared = cache.connect_networks.shared(key, ask).await;
            shared.map(Shown::ConnectNetworks)
        }
    }
}

impl Listed<'_> {
    /// Returns the networks that are asked for, or the gap.
    fn pick(&self, wanted: &Wanted<'_>) -> Observed {
        let place = &self.place;
        let networks = match &self.result {
            Ok(Shown::Vpcs(rows)) => collect(rows.pick(wanted), |row| vpc(place, row)),
            Ok(Shown::BorderRouters(rows)) => {
                collect(rows.pick(wanted), |row| border_router(place, row))
            }
            Ok(Shown::ConnectNetworks(rows)) => {
                collect(rows.pick(wanted), |row| connect_network(place, row))
            }
            Err(error) if error.code == "InvalidRegionId.NotFound" && !place.is_open => {
                return Observed::default();
            }
            Err(error) => {
                let scope = GapScope::Networks {
                    kind: place.kind,
                    account: place.account.clone(),
                    region: place.region.clone(),
                };
                return gap(scope, error);
            }
        };
        Observed {
            networks,
            ..Observed::default()
        }
    }
}

fn collect<T: Clone>(
    rows: Vec<&T>,
    convert: impl Fn(T) -> (InstanceId, SeenNetwork),
) -> BTreeMap<InstanceId, SeenNetwork> {
    rows.into_iter().map(|row| convert(row.clone())).collect()
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
