//! Removes parts of a topology, so that the rest can be planned without them.

use std::collections::BTreeSet;

use crate::area::AreaPair;
use crate::model::Routes;
use crate::model::{Cen, Ignore, Package, Selector, Topology};
use crate::names::{CenName, NetworkName};

/// Parts of a topology.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Networks.
    pub networks: BTreeSet<NetworkName>,
    /// CENs.
    pub cens: BTreeSet<CenName>,
    /// Bandwidth groups of CENs.
    pub packages: BTreeSet<(CenName, AreaPair)>,
}

impl Topology {
    /// Returns the topology without these parts. Nothing is wanted of them, and what the cloud has of
    /// them on a CEN is ignored. A routes section that names one of them is not managed.
    #[must_use]
    pub fn without(&self, parts: &Parts) -> Self {
        let mut rest = self.clone();
        rest.networks
            .retain(|name, _| !parts.networks.contains(name));
        rest.cens.retain(|name, _| !parts.cens.contains(name));
        for (name, cen) in &mut rest.cens {
            let removed = parts
                .networks
                .iter()
                .filter_map(|network| self.networks.get(network));
            cen.ignore
                .extend(removed.filter_map(|network| match &network.selector {
                    Selector::Id(id) => Some(Ignore::Id(id.to_string())),
                    Selector::Name(_) | Selector::Managed { .. } => None,
                }));
            cen.attach
                .retain(|network| !parts.networks.contains(network));
            cen.attachments
                .retain(|network, _| !parts.networks.contains(network));
            remove_packages(cen, |areas| parts.packages.contains(&(name.clone(), areas)));
            cen.routes.remove(&parts.networks);
        }
        rest
    }
}

fn remove_packages(cen: &mut Cen, is_removed: impl Fn(AreaPair) -> bool) {
    let (ignore, bandwidth) = (&mut cen.ignore, &mut cen.bandwidth);
    for (_, group) in bandwidth.iter().filter(|(areas, _)| is_removed(**areas)) {
        ignore.extend(group.limits.keys().cloned().map(Ignore::Pair));
        if let Package::Existing(id) = &group.package {
            ignore.push(Ignore::Id(id.to_string()));
        }
    }
    bandwidth.retain(|areas, _| !is_removed(*areas));
}

impl Routes {
    /// Removes the sections that name one of these networks.
    fn remove(&mut self, networks: &BTreeSet<NetworkName>) {
        let named = |name: &NetworkName| networks.contains(name);
        self.publish.take_if(|publish| publish.keys().any(named));
        self.health_checks
            .take_if(|checks| checks.keys().any(named));
        self.private_zone.take_if(|zones| zones.values().any(named));
        self.services.take_if(|services| {
            services
                .values()
                .flat_map(|ranges| ranges.values())
                .any(named)
        });
        self.route_maps
            .take_if(|maps| maps.values().flat_map(|map| map.networks()).any(named));
    }
}
