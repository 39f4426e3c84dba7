//! The areas of regions that the vendor does not document.

use std::collections::BTreeMap;

use cen_topology::{Area, RegionId, Topology, area_of, documented_area_of};

/// Assumes the areas of regions that the vendor does not document: what their limits say, else what
/// the built-in table says, else any.
pub(super) fn areas(topology: &Topology) -> BTreeMap<RegionId, Area> {
    let unknown = topology
        .networks
        .values()
        .map(|network| &network.region)
        .filter(|region| documented_area_of(region).is_none());
    let groups = || topology.cens.values().flat_map(|cen| &cen.bandwidth);
    let told = |region| {
        groups().find_map(|(areas, group)| {
            let pair = group
                .limits
                .keys()
                .find(|pair| pair.regions().contains(&region))?;
            let other = pair
                .regions()
                .into_iter()
                .find(|other| *other != region)
                .and_then(area_of);
            Some(if other == Some(areas.first()) {
                areas.second()
            } else {
                areas.first()
            })
        })
    };
    let assumed = |region| {
        told(region)
            .or_else(|| area_of(region))
            .unwrap_or(Area::China)
    };
    unknown
        .map(|region| (region.clone(), assumed(region)))
        .collect()
}
