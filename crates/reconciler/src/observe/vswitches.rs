//! The vSwitches of VPCs: where some may be, and what is there.

use std::collections::BTreeSet;

use cen_cloud::VSwitch;
use cen_diff::instance_of;
use cen_observed::{Edition, GapScope, Observed, SeenTransit, SeenVswitch, is_owned};
use cen_topology::{
    AccountName, InstanceId, NetworkKind, RegionId, Topology, VswitchId, Vswitches, ZoneId,
};
use futures::future::join_all;

use crate::clients::Clients;
use crate::observe::{gap, merge};
use crate::read_cache::ReadCache;
use crate::retry::read;
use crate::rows::{Rows, Wanted};

/// Accounts and regions whose vSwitches are listed.
pub(super) type Places<'a> = BTreeSet<(&'a AccountName, &'a RegionId)>;

/// Returns the places with a VPC that this topology has made and that may have vSwitches of this
/// topology: it is attached to an Enterprise router, or to nothing any more.
pub(super) fn managed_places<'a>(topology: &'a Topology, observed: &'a Observed) -> Places<'a> {
    let ours = observed.networks.iter().filter(|(_, seen)| {
        seen.kind == NetworkKind::Vpc
            && is_owned(&seen.tags, topology)
            && topology.accounts.contains_key(&seen.account)
    });
    let may_have = |id: &InstanceId| {
        let insides = observed.cens.values().filter_map(|cen| cen.inside.as_ref());
        let mut on_basic = insides
            .filter_map(|inside| inside.attachments.get(id))
            .filter(|seen| seen.transit.is_none());
        on_basic.next().is_none()
    };
    ours.filter(|(id, _)| may_have(id))
        .map(|(_, seen)| (&seen.account, &seen.region))
        .collect()
}

/// Returns the places with a VPC that is on a router and that the file does not attach there: the
/// vSwitches that were made for it may be of no use any more.
pub(super) fn left_places<'a>(topology: &'a Topology, observed: &'a Observed) -> Places<'a> {
    let insides = observed.cens.values().filter_map(|cen| cen.inside.as_ref());
    let attached: BTreeSet<_> = topology
        .cens
        .values()
        .flat_map(|cen| &cen.attach)
        .filter_map(|network| instance_of(topology, observed, network))
        .collect();
    let leaving = insides.flat_map(|inside| &inside.attachments);
    leaving
        .filter(|(instance, seen)| {
            let is_entered = |transit: &SeenTransit| !transit.vswitches.is_empty();
            seen.transit.as_ref().is_some_and(is_entered) && !attached.contains(*instance)
        })
        .filter_map(|(_, seen)| {
            let mut accounts = topology.accounts.iter();
            let (owner, _) = accounts.find(|(_, account)| account.id == seen.owner)?;
            Some((owner, &seen.region))
        })
        .collect()
}

/// Returns the places with a VPC of the file that no CEN of the file attaches, and that may have
/// vSwitches from when it was attached: the file says some, or there are Enterprise routers, or
/// `comes`: there will be some.
pub(super) fn unattached_places<'a>(
    topology: &'a Topology,
    observed: &Observed,
    comes: bool,
) -> Places<'a> {
    let insides = observed.cens.values().filter_map(|cen| cen.inside.as_ref());
    let mut routers = insides.flat_map(|inside| inside.routers.values());
    let is_used = comes || routers.any(|router| router.edition == Edition::Enterprise);
    let attached: BTreeSet<_> = topology.cens.values().flat_map(|cen| &cen.attach).collect();
    let networks = topology.networks.iter().filter(|(name, network)| {
        let may_have = is_used || network.vswitches != Vswitches::Chosen;
        network.kind == NetworkKind::Vpc && may_have && !attached.contains(name)
    });
    networks
        .map(|(_, network)| (&network.account, &network.region))
        .collect()
}

/// Reads the vSwitches of every VPC of the file, and of every VPC on a router: if everything is to leave, those
/// that were made here go too. Where routers are used, they may also be in a VPC that has left its CEN and
/// then the file, so every place is read that has a VPC.
pub(super) async fn look_at_all(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
    observed: &Observed,
) -> Observed {
    let nothing_stays = topology.emptied();
    let mut places = left_places(&nothing_stays, observed);
    let are_used = !places.is_empty();
    let networks = topology.networks.values().filter(|network| {
        let may_have = are_used || network.vswitches != Vswitches::Chosen;
        network.kind == NetworkKind::Vpc && may_have
    });
    places.extend(networks.map(|network| (&network.account, &network.region)));
    let seen = observed.networks.values();
    let vpcs = seen.filter(|seen| are_used && seen.kind == NetworkKind::Vpc);
    let known = vpcs.filter(|seen| topology.accounts.contains_key(&seen.account));
    places.extend(known.map(|seen| (&seen.account, &seen.region)));
    let vswitches = places
        .into_iter()
        .map(|place| list(place, &Wanted::All, topology, clients, cache));
    merge(join_all(vswitches).await)
}

/// Lists the vSwitches of a place that are wanted.
pub(super) async fn list(
    (account, region): (&AccountName, &RegionId),
    wanted: &Wanted<'_>,
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Observed {
    let client = clients.of(account);
    let principal = cache.principal(client, &topology.account(account).id).await;
    let ask = async || {
        let rows = read(async || client.describe_vswitches(region.as_str()).await);
        rows.await.map(Rows::new)
    };
    match cache
        .vswitches
        .shared((principal, region.clone()), ask)
        .await
    {
        Ok(rows) => Observed {
            vswitches: rows
                .pick(wanted)
                .into_iter()
                .map(|row| vswitch(account, region, row.clone()))
                .collect(),
            ..Observed::default()
        },
        Err(error) => {
            let scope = GapScope::Vswitches {
                account: account.clone(),
                region: region.clone(),
            };
            gap(scope, &error)
        }
    }
}

fn vswitch(account: &AccountName, region: &RegionId, row: VSwitch) -> (VswitchId, SeenVswitch) {
    let seen = SeenVswitch {
        account: account.clone(),
        region: region.clone(),
        vpc: InstanceId::new(row.vpc_id),
        zone: ZoneId::new(row.zone_id),
        cidr: row.cidr_block.parse().ok(),
        free: row.available_ip_address_count.map(u64::from),
        status: row.status.as_str().to_owned(),
        tags: row.tags,
    };
    (VswitchId::new(row.vswitch_id), seen)
}
