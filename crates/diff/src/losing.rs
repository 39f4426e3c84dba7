//! The CENs and the transit routers that something is to leave.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::{Edition, Inside, Observed};
use cen_topology::{Cen, CenId, CenName, InstanceId, RegionId, Topology};

use crate::resolve::{Adopt, Resolved, resolve};

/// Returns the CENs of a file that VPCs are to leave, all or some, and whose access to PrivateZone or to services the file does not manage.
pub fn cens_that_lose_networks(
    desired: &Topology,
    observed: &Observed,
    all: bool,
) -> BTreeSet<CenId> {
    let Some(resolved) = resolved(desired, observed) else {
        return BTreeSet::new();
    };
    let loses = |(name, id): &(&CenName, &CenId)| {
        let cen = &desired.cens[*name];
        let stays = |instance: &InstanceId| {
            let wanted = resolved.names.get(instance);
            wanted.is_some_and(|key| cen.attach.contains(key))
                || cen
                    .ignore
                    .iter()
                    .any(|ignore| ignore.covers_id(instance.as_str()))
        };
        let inside = observed.cens.get(*id).and_then(|seen| seen.inside.as_ref());
        let mut attachments = inside.into_iter().flat_map(|inside| &inside.attachments);
        (cen.routes.private_zone.is_none() || cen.routes.services.is_none())
            && attachments.any(|(instance, _)| all || !stays(instance))
    };
    let losing = resolved.cens.iter().filter(loses);
    losing.map(|(_, id)| id.clone()).collect()
}

/// Returns the Enterprise routers of CENs of a file that a network or a link is to leave, some or all.
/// What else is on them decides whether it can.
pub fn routers_that_lose(
    desired: &Topology,
    observed: &Observed,
    all: bool,
) -> BTreeMap<CenId, BTreeSet<RegionId>> {
    let Some(resolved) = resolved(desired, observed) else {
        return BTreeMap::new();
    };
    let stay = resolved.cens.iter().map(|(name, id)| {
        let cen = desired.cens.get(name).filter(|_| !all);
        (cen, id)
    });
    let leave = resolved.leaving.values().map(|id| (None, id));
    let mut losing = BTreeMap::new();
    for (cen, id) in stay.chain(leave) {
        let inside = observed.cens.get(id).and_then(|seen| seen.inside.as_ref());
        let Some(inside) = inside else { continue };
        let regions = regions(desired, &resolved, cen, inside);
        if !regions.is_empty() {
            losing.insert(id.clone(), regions);
        }
    }
    losing
}

/// Finds what the file names, things without a mark included where that is possible; none if something cannot be found.
fn resolved(desired: &Topology, observed: &Observed) -> Option<Resolved> {
    let adopting = resolve(desired, observed, Adopt::Yes);
    adopting
        .or_else(|_| resolve(desired, observed, Adopt::No))
        .ok()
}

/// Returns the regions of a CEN whose router loses something: all of them if the file has no such CEN.
fn regions(
    desired: &Topology,
    resolved: &Resolved,
    cen: Option<&Cen>,
    inside: &Inside,
) -> BTreeSet<RegionId> {
    let routers = inside.routers.iter();
    let routers = routers.filter(|(_, router)| router.edition == Edition::Enterprise);
    let Some(cen) = cen else {
        return routers.map(|(region, _)| region.clone()).collect();
    };
    let stays = |instance: &InstanceId| {
        let named = resolved.names.get(instance);
        named.is_some_and(|name| cen.attach.contains(name))
    };
    let loses = |region: &RegionId| {
        let mut attached = inside.attachments.iter();
        let mut links = inside.limits.keys();
        let mut wanted = cen.attach.iter();
        attached.any(|(instance, seen)| seen.region == *region && !stays(instance))
            || links.any(|pair| {
                let is_written = cen.limits().any(|(written, ..)| written == pair);
                pair.regions().contains(&region) && !is_written
            })
            || !wanted.any(|network| desired.networks[network].region == *region)
    };
    routers
        .map(|(region, _)| region)
        .filter(|region| loses(region))
        .cloned()
        .collect()
}
