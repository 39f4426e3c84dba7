//! Changes in place of what is on transit routers.

use std::collections::BTreeMap;

use cen_topology::{AccountName, CenName, InstanceId, NetworkName, VswitchId, ZoneId};

use crate::lower::Lowering;
use crate::lower::enterprise::table::Attached;
use cen_action::{
    Address, Blocker, Call, HeldDifference, HoldReason, Ref, TableEnd,
    call::{
        ChangeZones, DeleteVswitch, ModifyAttachment, ModifyRouter, RouterCall, TagRouter,
        UntagRouter,
    },
};
use cen_diff::{RouterChange, TransitChange, entrances, is_enterprise};
use cen_observed::{SeenAttachment, SeenTransit};

impl Lowering<'_> {
    /// Changes the texts of a router.
    pub(in crate::lower) fn change_router(&mut self, address: Address, change: RouterChange) {
        let Address::Router { cen, region } = address.clone() else {
            return;
        };
        let comparison = self.comparison;
        let Some((id, account)) = comparison.cen_id(&cen).zip(comparison.cen_account(&cen)) else {
            return;
        };
        if let Some(reason) = self.why_router_is_busy(&cen, &region) {
            return self.hold(address, HeldDifference::Changed, reason);
        }
        let (cen, router) = (id.clone(), change.router);
        if change.name.is_some() || change.description.is_some() {
            let modify = ModifyRouter {
                cen: cen.clone(),
                region: region.clone(),
                router: router.clone(),
                name: change.name,
                description: change.description,
            };
            self.push(address.clone(), account, modify);
        }
        if !change.set.is_empty() {
            let tag = TagRouter {
                cen: cen.clone(),
                region: region.clone(),
                router: router.clone(),
                tags: change.set,
            };
            self.push(address.clone(), account, tag);
        }
        if !change.unset.is_empty() {
            let untag = UntagRouter {
                cen,
                region,
                router,
                keys: change.unset,
            };
            self.push(address, account, untag);
        }
    }

    /// Changes how a network is attached.
    pub(in crate::lower) fn change_attachment(&mut self, address: Address, change: TransitChange) {
        let Address::Attachment { cen, network } = address.clone() else {
            return;
        };
        let seen = self.attached(&cen, &network);
        let Some((instance, seen, transit)) = seen else {
            return;
        };
        let wanted = &self.comparison.desired.networks[&network];
        if let Some(reason) = self.why_no_router(&cen, &seen.region, &wanted.account) {
            return self.hold(address, HeldDifference::Changed, reason);
        }
        match change {
            TransitChange::Zones => self.change_zones(address, (&instance, &seen), &transit),
            TransitChange::Settings { synced, appliance } => {
                let comparison = self.comparison;
                let ids = comparison.cen_id(&cen).zip(comparison.cen_account(&cen));
                let Some((id, account)) = ids else { return };
                let modify = ModifyAttachment {
                    cen: id.clone(),
                    attachment: transit.id,
                    kind: seen.kind,
                    instance,
                    region: seen.region,
                    synced,
                    appliance,
                };
                self.push(address, account, modify);
            }
        }
    }

    /// Returns how a network of the file is attached to a transit router.
    fn attached(
        &self,
        cen: &CenName,
        network: &NetworkName,
    ) -> Option<(InstanceId, SeenAttachment, SeenTransit)> {
        let instance = self.comparison.resolved.networks.get(network)?;
        let seen = self.comparison.inside(cen)?.attachments.get(instance)?;
        Some((instance.clone(), seen.clone(), seen.transit.clone()?))
    }

    fn change_zones(
        &mut self,
        address: Address,
        (instance, seen): (&InstanceId, &SeenAttachment),
        transit: &SeenTransit,
    ) {
        let Address::Attachment { cen, network } = &address else {
            return;
        };
        let comparison = self.comparison;
        let ids = comparison.cen_id(cen).zip(comparison.cen_account(cen));
        let Some((id, account)) = ids else { return };
        let ways = match entrances(comparison, cen, network) {
            Ok(ways) => ways,
            Err(reason) => return self.hold(address, HeldDifference::Changed, reason),
        };
        let vswitches = self.vswitches(network, &ways);
        let is_there = |(zone, vswitch): &(&ZoneId, &Ref<VswitchId>)| {
            transit
                .vswitches
                .get(*zone)
                .map(|id| Ref::Known(id.clone()))
                .as_ref()
                == Some(*vswitch)
        };
        let stays = |(zone, id): &(&ZoneId, &VswitchId)| {
            vswitches.get(*zone) == Some(&Ref::Known(VswitchId::clone(id)))
        };
        let add: BTreeMap<_, _> = vswitches
            .iter()
            .filter(|entry| !is_there(entry))
            .map(|(zone, vswitch)| (zone.clone(), vswitch.clone()))
            .collect();
        let remove: BTreeMap<_, _> = transit
            .vswitches
            .iter()
            .filter(|entry| !stays(entry))
            .map(|(zone, id)| (zone.clone(), id.clone()))
            .collect();
        let change = ChangeZones {
            cen: id.clone(),
            attachment: transit.id.clone(),
            instance: instance.clone(),
            region: seen.region.clone(),
            add,
            remove,
        };
        self.push(address, account, change);
    }

    /// Has the default table know what is attached already.
    pub(in crate::lower) fn complete_tables(&mut self, address: &Address) {
        let (Address::TableAssociation { cen, region, end }
        | Address::TablePropagation {
            cen, region, end, ..
        }) = address
        else {
            return;
        };
        let attachment = match end {
            TableEnd::Network(network) => {
                let attached = self.attached(cen, network);
                attached.map(|(_, _, transit)| transit.id)
            }
            TableEnd::Region(other) => self.link_id(cen, region, other),
        };
        let Some(attachment) = attachment.filter(|_| is_enterprise(self.comparison, cen, region))
        else {
            return;
        };
        let attached = Attached {
            cen,
            region,
            router: self.router(cen, region),
            attachment: Ref::Known(attachment),
            end: end.clone(),
        };
        if matches!(address, Address::TableAssociation { .. }) {
            self.associate_table(&attached);
        } else {
            self.propagate_routes(&attached);
        }
    }

    fn link_id(
        &self,
        cen: &CenName,
        here: &cen_topology::RegionId,
        there: &cen_topology::RegionId,
    ) -> Option<cen_topology::AttachmentId> {
        let pair = cen_topology::RegionPair::new(here.clone(), there.clone())?;
        let seen = self.comparison.inside(cen)?.limits.get(&pair)?;
        Some(seen.link.as_ref()?.id.clone())
    }

    /// Deletes a vSwitch that this topology has made, once nothing is attached through it.
    pub(in crate::lower) fn delete_vswitch(
        &mut self,
        address: Address,
        account: &AccountName,
        vswitch: VswitchId,
    ) {
        let Some(seen) = self.comparison.observed.vswitches.get(&vswitch) else {
            return;
        };
        let cens = self.comparison.observed.cens.values();
        let insides = cens.filter_map(|cen| cen.inside.as_ref());
        let uses = |seen: &SeenAttachment| {
            let transit = seen.transit.as_ref();
            transit.is_some_and(|transit| transit.vswitches.values().any(|id| *id == vswitch))
        };
        let is_used = insides
            .filter_map(|inside| inside.attachments.get(&seen.vpc))
            .any(uses);
        if is_used && !self.planned.detached.contains(&seen.vpc) && !self.is_left(&vswitch) {
            let stays = Blocker::StaysAttached {
                instance: seen.vpc.clone(),
            };
            let reason = HoldReason::waits(stays);
            return self.hold(address, HeldDifference::Extra, reason);
        }
        let delete = DeleteVswitch {
            vpc: seen.vpc.clone(),
            region: seen.region.clone(),
            zone: seen.zone.clone(),
            vswitch,
        };
        self.push(address, account, delete);
    }

    /// Tells whether the plan takes a vSwitch off its attachment.
    fn is_left(&self, vswitch: &VswitchId) -> bool {
        let mut removed = self.actions.iter().filter_map(|action| {
            let Call::Router(RouterCall::ChangeZones(change)) = &action.call else {
                return None;
            };
            Some(change.remove.values())
        });
        removed.any(|mut removed| removed.any(|id| id == vswitch))
    }
}
