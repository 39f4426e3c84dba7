//! Reasons why a network cannot be attached, or a package associated.

use cen_action::{Address, Blocker, HoldReason, call::Noun};
use cen_diff::{Comparison, is_enterprise, unread};
use cen_observed::owner_of;
use cen_topology::{AreaPair, CenId, CenName, InstanceId, NetworkName, TopologyName};

use crate::lower::Lowering;

impl Lowering<'_> {
    /// Tells whether a network of the file is attached to an Enterprise Edition router.
    pub(super) fn is_on_router(&self, cen: &CenName, network: &NetworkName) -> bool {
        let region = &self.comparison.desired.networks[network].region;
        is_enterprise(self.comparison, cen, region)
    }

    pub(super) fn why_not_attach(
        &self,
        cen: &CenName,
        network: &NetworkName,
    ) -> Option<HoldReason> {
        let region = &self.comparison.desired.networks[network].region;
        let hidden = unread(self.comparison, cen, region).map(|scope| HoldReason::Gap { scope });
        let refused = || self.why_not_on_router(cen, network);
        if let Some(reason) =
            hidden.or_else(|| refused().filter(|_| self.is_on_router(cen, network)))
        {
            return Some(reason);
        }
        let instance = self.comparison.resolved.networks.get(network)?;
        let seen = self.comparison.observed.networks.get(instance);
        // The cloud refuses it until the line is up again.
        if let Some(seen) = seen.filter(|seen| seen.is_out_of_service()) {
            return Some(HoldReason::busy(&seen.status));
        }
        let is_ours = |other: &CenId| {
            self.comparison
                .resolved
                .cens
                .values()
                .any(|ours| ours == other)
        };
        if let Some(other) = self
            .comparison
            .observed
            .elsewhere
            .get(instance)
            .filter(|other| !is_ours(other))
        {
            return Some(self.attached_elsewhere(instance, other));
        }
        if self.attached.contains(instance)
            && let Some((other, _)) = attached_elsewhere(self.comparison, cen, instance)
        {
            let there = Address::Attachment {
                cen: other.clone(),
                network: network.clone(),
            };
            if !self.removes(Noun::Attachment, &there) {
                return Some(HoldReason::waits(Blocker::Stays { address: there }));
            }
        }
        None
    }

    /// Returns why a network cannot be attached: another one stays on the CEN that the file does not have and whose range it has.
    pub(super) fn range_that_stays(
        &self,
        cen: &CenName,
        network: &NetworkName,
    ) -> Option<HoldReason> {
        let attached = self.comparison.inside(cen)?.attachments.keys();
        let wanted = &self.comparison.desired.cens.get(cen)?.attach;
        let is_wanted = |instance| {
            let name = self.comparison.resolved.names.get(instance);
            name.is_some_and(|name| wanted.contains(name))
        };
        let mut staying = attached
            .filter(|instance| !self.planned.detached.contains(*instance) && !is_wanted(*instance));
        staying.find_map(|instance| {
            let range = self.comparison.range_taken(cen, instance, network)?;
            Some(HoldReason::SameAddressRange {
                network: self.comparison.network_label(instance),
                range,
                attached: false,
            })
        })
    }

    /// Returns the reason that a network is on a CEN of somebody else.
    fn attached_elsewhere(&self, instance: &InstanceId, cen: &CenId) -> HoldReason {
        let seen = self.comparison.observed.cens.get(cen);
        let owner = seen.and_then(|seen| owner_of(&seen.tags));
        HoldReason::AttachedElsewhere {
            instance: instance.clone(),
            cen: cen.clone(),
            owner: owner.map(TopologyName::from),
        }
    }

    pub(super) fn why_not_associate(&self, cen: &CenName, areas: AreaPair) -> Option<HoldReason> {
        let stays = |cen: &CenName| {
            let cen = cen.clone();
            let address = Address::Association { cen, areas };
            (!self.removes(Noun::Association, &address))
                .then(|| HoldReason::waits(Blocker::Stays { address }))
        };
        if self.comparison.is_replaced(cen, areas)
            && let Some(reason) = stays(cen)
        {
            return Some(reason);
        }
        let (_, seen) = self.comparison.seen_package(cen, areas)?;
        let here = self.comparison.cen_id(cen);
        let resolved = self.comparison.resolved;
        let other = resolved
            .cens
            .iter()
            .chain(&resolved.leaving)
            .find(|(_, other)| seen.cen.as_ref() == Some(*other) && Some(*other) != here)?;
        stays(other.0)
    }
}

/// Another CEN of ours that a network is attached to, and how.
fn attached_elsewhere<'a>(
    comparison: &'a Comparison<'_>,
    cen: &CenName,
    instance: &InstanceId,
) -> Option<(&'a CenName, &'a cen_observed::SeenAttachment)> {
    let ours = comparison
        .resolved
        .cens
        .iter()
        .chain(&comparison.resolved.leaving);
    ours.filter(|(name, _)| *name != cen)
        .find_map(|(name, _)| Some((name, comparison.inside(name)?.attachments.get(instance)?)))
}
