//! Networks on transit routers.

use std::collections::BTreeMap;

use cen_topology::{AccountName, CenId, CenName, InstanceId, NetworkName, VswitchId, ZoneId};
use ipnet::Ipv4Net;

use crate::lower::Lowering;
use crate::lower::enterprise::table::Attached;
use crate::lower::references::{cen_ref, instance_ref, marks};
use cen_action::{
    ActionId, Address, HeldDifference, HoldReason, Ref, TableEnd,
    call::{
        AttachToRouter, CreateVswitch, DetachFromRouter, GrantToRouter, Noun, RevokeFromRouter,
    },
};
use cen_diff::{Entrance, Entrances, entrances, vswitch_mark};
use cen_observed::{SeenAttachment, SeenTransit};

impl Lowering<'_> {
    /// Returns why a network cannot be attached to a transit router.
    pub(in crate::lower) fn why_not_on_router(
        &self,
        cen: &CenName,
        network: &NetworkName,
    ) -> Option<HoldReason> {
        let wanted = &self.comparison.desired.networks[network];
        self.why_no_router(cen, &wanted.region, &wanted.account)
            .or_else(|| entrances(self.comparison, cen, network).err())
    }

    /// Allows the routers of a CEN to attach a network of another account.
    pub(in crate::lower) fn grant_to_router(&mut self, cen: &CenName, network: &NetworkName) {
        let comparison = self.comparison;
        let desired = comparison.desired;
        let wanted = &desired.networks[network];
        self.open_service(&wanted.account);
        let grant = GrantToRouter {
            kind: wanted.kind,
            instance: instance_ref(comparison, network),
            region: wanted.region.clone(),
            cen: cen_ref(comparison, cen),
            cen_owner: desired.account(&desired.cens[cen].account).id.clone(),
        };
        let address = Address::Grant {
            cen: cen.clone(),
            network: network.clone(),
        };
        self.push(address, &wanted.account, grant);
    }

    /// Attaches a network to the router of its region, and makes the router and the vSwitches if
    /// they are not there.
    pub(in crate::lower) fn attach_to_router(&mut self, cen: &CenName, network: &NetworkName) {
        let comparison = self.comparison;
        let desired = comparison.desired;
        let wanted = &desired.networks[network];
        let options = desired.cens[cen].attachment(network);
        let Some(account) = comparison.cen_account(cen) else {
            return;
        };
        self.open_service(account);
        self.open_service(&wanted.account);
        let router = self.router(cen, &wanted.region);
        let ways = entrances(comparison, cen, network).unwrap_or_default();
        let vswitches = self.vswitches(network, &ways);
        let address = Address::Attachment {
            cen: cen.clone(),
            network: network.clone(),
        };
        let attach = AttachToRouter {
            cen: cen_ref(comparison, cen),
            router: router.clone(),
            kind: wanted.kind,
            instance: instance_ref(comparison, network),
            region: wanted.region.clone(),
            owner: desired.account(&wanted.account).id.clone(),
            vswitches,
            synced: options.synced,
            appliance: options.appliance,
        };
        let attachment = Ref::OutputOf(ActionId::of("attach", &address));
        self.push(address, account, attach);
        let attached = Attached {
            cen,
            region: &wanted.region,
            router,
            attachment,
            end: TableEnd::Network(network.clone()),
        };
        self.use_default_table(&attached);
    }

    /// Returns the vSwitches of these ways into a VPC, and makes those that are not there.
    pub(super) fn vswitches(
        &mut self,
        network: &NetworkName,
        ways: &Entrances,
    ) -> BTreeMap<ZoneId, Ref<VswitchId>> {
        let mut vswitches = BTreeMap::new();
        for (zone, way) in ways {
            let vswitch = match way {
                Entrance::Existing(id) => Ref::Known(id.clone()),
                Entrance::New(cidr) => self.make_vswitch(network, zone, *cidr),
            };
            vswitches.insert(zone.clone(), vswitch);
        }
        vswitches
    }

    fn make_vswitch(
        &mut self,
        network: &NetworkName,
        zone: &ZoneId,
        cidr: Ipv4Net,
    ) -> Ref<VswitchId> {
        let comparison = self.comparison;
        let wanted = &comparison.desired.networks[network];
        let address = Address::Vswitch {
            network: network.clone(),
            zone: zone.clone(),
        };
        let made = Ref::OutputOf(ActionId::of("vswitch", &address));
        if !self.creates(Noun::Vswitch, &address) {
            let create = CreateVswitch {
                vpc: instance_ref(comparison, network),
                region: wanted.region.clone(),
                zone: zone.clone(),
                cidr,
                tags: marks(comparison, &vswitch_mark(network, zone)),
            };
            self.push(address, &wanted.account, create);
        }
        made
    }

    /// Takes a network off its router.
    pub(in crate::lower) fn detach_from_router(
        &mut self,
        address: Address,
        (cen, instance): (CenId, InstanceId),
        seen: &SeenAttachment,
        transit: &SeenTransit,
    ) {
        let Address::Attachment { cen: name, network } = &address else {
            return;
        };
        let Some(account) = self.comparison.cen_account(name) else {
            return;
        };
        if let Some(reason) = self.why_router_is_busy(name, &seen.region) {
            return self.hold(address, HeldDifference::Extra, reason);
        }
        if let Some(entry) = self.leads_to(name, &transit.id) {
            return self.keep(address, entry);
        }
        let end = TableEnd::Network(network.clone());
        self.leave_tables(name, (&seen.region, end), &transit.id, &transit.tables);
        let detach = DetachFromRouter {
            cen,
            attachment: transit.id.clone(),
            kind: seen.kind,
            instance,
            region: seen.region.clone(),
            owner: seen.owner.clone(),
        };
        self.push(address, account, detach);
    }

    /// Takes the permission to attach a network back.
    pub(in crate::lower) fn revoke_from_router(
        &mut self,
        address: Address,
        owner: &AccountName,
        (cen, cen_owner): (CenId, &AccountName),
        (instance, attached): (InstanceId, &SeenAttachment),
    ) {
        let revoke = RevokeFromRouter {
            kind: attached.kind,
            instance,
            region: attached.region.clone(),
            cen,
            cen_owner: self.comparison.desired.account(cen_owner).id.clone(),
        };
        self.push(address, owner, revoke);
    }
}
