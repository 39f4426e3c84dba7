//! The transit routers that something is to leave.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::{Edition, Inside, Observed};
use cen_topology::{Cen, CenId, InstanceId, RegionId, Topology};

use crate::resolve::{Adopt, Resolved, resolve};

/// Returns the Enterprise routers of CENs of a file that a network or a link is to leave, some or all.
/// What else is on them decides whether it can.
pub fn routers_that_lose(
    desired: &Topology,
    observed: &Observed,
    all: bool,
) -> BTreeMap<CenId, BTreeSet<RegionId>> {
    let resolved = resolve(desired, observed, Adopt::Yes);
    let Ok(resolved) = resolved.or_else(|_| resolve(desired, observed, Adopt::No)) else {
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
