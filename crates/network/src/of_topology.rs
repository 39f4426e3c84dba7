//! The view of a topology file: what will be there when it is carried out.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    Bandwidth, Cen, CenName, Network, NetworkKind, NetworkName, Package, RegionId, Selector,
    Topology,
};

use crate::{JoinedCen, JoinedNetwork, JoinedPackage, JoinedRouter, NetworkView};

impl NetworkView {
    /// Returns what a file says. The address ranges of networks that are made elsewhere are not known.
    pub fn written(desired: &Topology) -> Self {
        let mut on: BTreeMap<&NetworkName, &CenName> = BTreeMap::new();
        for (name, cen) in &desired.cens {
            on.extend(cen.attach.iter().map(|network| (network, name)));
        }
        let network = |(name, network): (&NetworkName, &Network)| {
            (
                name.clone(),
                written_network(network, on.get(name).copied()),
            )
        };
        let cen = |(name, cen): (&CenName, &Cen)| (name.clone(), written_cen(desired, cen));
        let networks = desired.networks.iter().map(network).collect();
        Self {
            networks,
            cens: desired.cens.iter().map(cen).collect(),
            areas: BTreeMap::new(),
            sizes: BTreeMap::new(),
            attaching: BTreeMap::new(),
            out_of_service: BTreeMap::new(),
        }
    }
}

fn written_network(network: &Network, cen: Option<&CenName>) -> JoinedNetwork {
    let (id, ranges) = match &network.selector {
        Selector::Id(id) => (Some(id.clone()), None),
        Selector::Name(_) => (None, None),
        Selector::Managed { cidr, .. } => (None, Some(vec![*cidr])),
    };
    let (account, region) = (network.account.clone(), network.region.clone());
    JoinedNetwork {
        kind: network.kind,
        account,
        region,
        id,
        ranges,
        cen: cen.cloned(),
    }
}

fn written_cen(desired: &Topology, cen: &Cen) -> JoinedCen {
    JoinedCen {
        account: cen.account.clone(),
        id: cen.id.clone(),
        display_name: cen.display_name.clone(),
        is_full: false,
        packages: cen
            .bandwidth
            .iter()
            .map(|(areas, group)| (*areas, written_package(group)))
            .collect(),
        limits: cen
            .limits()
            .map(|(pair, mbps, _)| (pair.clone(), mbps))
            .collect(),
        route_maps: cen
            .routes
            .route_maps
            .iter()
            .flatten()
            .map(|(place, map)| (place.clone(), Some(map.clone())))
            .collect(),
        may_have_route_maps: false,
        traffic: cen.traffic.keys().cloned().collect(),
        routers: written_routers(desired, cen),
        apart: BTreeSet::new(),
        in_other_tables: BTreeSet::new(),
        links: BTreeSet::new(),
    }
}

/// Returns a router for each region where networks are attached, except areas of CCNs, which have none with route tables.
fn written_routers(desired: &Topology, cen: &Cen) -> BTreeMap<RegionId, JoinedRouter> {
    let regions = cen
        .attach
        .iter()
        .filter_map(|network| desired.networks.get(network))
        .filter(|network| network.kind != NetworkKind::Ccn)
        .map(|network| &network.region);
    let router = |region: &RegionId| JoinedRouter {
        id: None,
        name: cen
            .routers
            .get(region)
            .and_then(|router| router.name.clone()),
        entries: BTreeMap::new(),
    };
    regions
        .map(|region| (region.clone(), router(region)))
        .collect()
}

fn written_package(group: &Bandwidth) -> JoinedPackage {
    match &group.package {
        Package::Bought { mbps, .. } => JoinedPackage {
            id: None,
            mbps: Some(*mbps),
            locked: None,
        },
        Package::Existing(id) => JoinedPackage {
            id: Some(id.clone()),
            mbps: None,
            locked: None,
        },
    }
}
