//! Finds the gap that hides a network, an instance, a region, or what a CEN has.

use cen_action::Address;
use cen_observed::{Gap, SeenAttachment};
use cen_topology::{CenName, InstanceId, Mbps, Network, NetworkName, RegionId};

use crate::comparison::Comparison;
use crate::differences::gaps::Gaps;
use crate::differences::{Difference, Extra, address};

impl<'a> Gaps<'a> {
    /// Returns the gap over the transit router of a region that a difference is about. A CEN that is
    /// to go is about all of its regions.
    pub(super) fn of_router(&self, difference: &Difference) -> Option<&'a Gap> {
        let address = address(difference);
        let cen = address.cen()?;
        let id = self.comparison.cen_id(cen)?;
        let observed = self.comparison.observed;
        if let Difference::Extra(_, Extra::Cen { .. }) = difference {
            return observed.gap_of_routers(id);
        }
        let regions = self.regions(&address);
        regions
            .iter()
            .find_map(|region| observed.gap_of_router(id, region))
    }

    /// Returns the gap that hides the area of a region in which something is to be attached or joined.
    pub(super) fn of_area(&self, difference: &Difference) -> Option<&'a Gap> {
        let gap = self.comparison.observed.gap_of_areas()?;
        let is_arrival = match difference {
            Difference::Missing(_) | Difference::Held(_) => true,
            Difference::Limit { to, .. } => *to > Mbps(0),
            Difference::Unmarked(_) | Difference::Changed(..) | Difference::Extra(..) => false,
        };
        let mut regions = self.regions(&address(difference)).into_iter();
        let is_unknown = regions.any(|region| self.comparison.area_of(&region).is_none());
        (is_arrival && is_unknown).then_some(gap)
    }

    /// Returns the regions whose transit routers a part has to do with.
    fn regions(&self, address: &Address) -> Vec<RegionId> {
        match address {
            Address::Limit { pair, .. } => pair.regions().map(RegionId::clone).into(),
            Address::Router { region, .. }
            | Address::TableAssociation { region, .. }
            | Address::TablePropagation { region, .. } => vec![region.clone()],
            Address::Grant { cen, network } | Address::Attachment { cen, network } => {
                let written = self.comparison.desired.networks.get(network);
                let seen = self.comparison.inside(cen).into_iter();
                let mut seen = seen.flat_map(|inside| &inside.attachments);
                let is_it = |instance| self.comparison.network_label(instance) == *network;
                let seen = seen.find(|(instance, _)| is_it(instance));
                let seen = seen.map(|(_, seen)| seen.region.clone());
                let written = written.map(|written| written.region.clone());
                written.into_iter().chain(seen).collect()
            }
            Address::Network { .. }
            | Address::Cen { .. }
            | Address::Package { .. }
            | Address::Association { .. }
            | Address::Route { .. }
            | Address::HealthCheck { .. }
            | Address::PrivateZone { .. }
            | Address::Service { .. }
            | Address::RouteMap { .. }
            | Address::RouterService { .. }
            | Address::Vswitch { .. }
            | Address::Extra { .. } => Vec::new(),
        }
    }

    /// Returns the gap that hides which instance a network of the file is.
    pub(super) fn of_network(&self, network: &NetworkName) -> Option<&'a Gap> {
        let Network {
            kind,
            account,
            region,
            ..
        } = self.comparison.desired.networks.get(network)?;
        self.comparison
            .observed
            .gap_of_networks(*kind, region, |owner| owner == account)
    }

    /// The gap that hides which network of the file an instance is, if it is one. Where an instance is that hangs on no CEN is not known.
    pub(super) fn of_instance(&self, cen: &CenName, instance: &InstanceId) -> Option<&'a Gap> {
        let Comparison { observed, .. } = self.comparison;
        if observed.networks.contains_key(instance) {
            return None;
        }
        match self
            .comparison
            .inside(cen)
            .and_then(|inside| inside.attachments.get(instance))
        {
            Some(seen) => self.of_place(seen),
            None => observed.gap_of_any_networks(),
        }
    }

    fn of_place(&self, seen: &SeenAttachment) -> Option<&'a Gap> {
        let Comparison {
            observed, desired, ..
        } = self.comparison;
        observed.gap_of_networks(seen.kind, &seen.region, |owner| {
            desired
                .accounts
                .get(owner)
                .is_some_and(|account| account.id == seen.owner)
        })
    }

    /// Returns the gap behind which a network may still be attached: it has to leave there first.
    pub(super) fn of_old_cen(&self, network: &NetworkName) -> Option<&'a Gap> {
        let Comparison {
            observed, resolved, ..
        } = self.comparison;
        let is_seen = |instance| {
            observed
                .cens
                .values()
                .filter_map(|cen| cen.inside.as_ref())
                .any(|inside| inside.attachments.contains_key(instance))
        };
        // A network that does not exist yet is attached nowhere.
        let instance = resolved.networks.get(network)?;
        let region = &self.comparison.desired.networks.get(network)?.region;
        observed
            .gap_of_attachments(region)
            .filter(|_| !is_seen(instance))
    }

    /// Returns the gap that hides the address ranges of what is attached to a CEN: a new network may have the same.
    pub(super) fn of_neighbour(&self, cen: &CenName) -> Option<&'a Gap> {
        let attachments = &self.comparison.inside(cen)?.attachments;
        attachments
            .keys()
            .find_map(|instance| self.of_instance(cen, instance))
    }

    /// Returns the gap over the CEN that a network is to move to: it would leave this CEN and not arrive on the other.
    pub(super) fn of_next_cen(&self, instance: &InstanceId) -> Option<&'a Gap> {
        let Comparison {
            desired, resolved, ..
        } = self.comparison;
        let wants = |cen: &CenName| {
            let mut attach = desired
                .cens
                .get(cen)
                .into_iter()
                .flat_map(|cen| &cen.attach);
            attach.any(|network| resolved.networks.get(network) == Some(instance))
        };
        self.hidden
            .iter()
            .find(|(cen, _)| wants(cen))
            .map(|(_, gap)| *gap)
    }

    /// Returns the gap that hides a network that a route map names.
    pub(super) fn of_route_map(&self, address: &Address) -> Option<&'a Gap> {
        let Address::RouteMap { cen, place } = address else {
            return None;
        };
        let map = self
            .comparison
            .desired
            .cens
            .get(cen)?
            .routes
            .route_maps
            .as_ref()?
            .get(place)?;
        map.networks().find_map(|network| self.of_network(network))
    }
}
