//! The rules for calls of Basic Edition transit routers.

mod bandwidth;
mod replace;
mod room;
mod routes;

pub(in crate::order) use room::Room;

use cen_topology::{CenName, InstanceId, NetworkName, RegionId};

use crate::order::Rules;
use crate::order::graph::Firsts;
use crate::order::index::IndexKey;
use cen_action::{
    Action, Address, Call, Ref, WaitReason,
    call::{AttachInstance, AttachmentCall, CenCall, ChangeKind, DetachInstance, Noun, VpcCall},
};

impl Rules<'_> {
    /// Lists what an action waits for.
    pub(in crate::order) fn firsts_of(&self, action: &Action) -> Firsts {
        let mut firsts = Firsts::new();
        match &action.call {
            Call::Vpc(call) => self.before_vpc_call(call, &mut firsts),
            Call::Cen(call) => self.before_cen_call(action, call, &mut firsts),
            Call::Attachment(call) => self.before_attachment_call(action, call, &mut firsts),
            Call::Package(call) => self.before_package_call(action, call, &mut firsts),
            Call::Route(call) => self.before_route_call(action, call, &mut firsts),
            Call::Router(call) => self.before_router_call(action, call, &mut firsts),
        }
        firsts
    }

    fn before_vpc_call(&self, call: &VpcCall, firsts: &mut Firsts) {
        match call {
            VpcCall::CreateVpc(_) => self.accounts_ready(firsts),
            VpcCall::MarkVpc(_) | VpcCall::ModifyVpc(_) | VpcCall::UnmarkVpc(_) => {}
            VpcCall::DeleteVpc(delete) => {
                self.all(IndexKey::Frees(&delete.vpc), WaitReason::VpcUnused, firsts);
                self.successor_attached(&delete.vpc, firsts);
            }
        }
    }

    /// A VPC whose key the file gives to another network is deleted when that one is attached.
    fn successor_attached(&self, vpc: &InstanceId, firsts: &mut Firsts) {
        let Some(key) = self.comparison.network_mark(vpc).map(NetworkName::from) else {
            return;
        };
        for (cen, _) in self.comparison.desired.cens.iter() {
            let attachment = Address::Attachment {
                cen: cen.clone(),
                network: key.clone(),
            };
            let attach = (ChangeKind::Create, Noun::Attachment);
            self.first(attach, &attachment, WaitReason::SuccessorInUse, firsts);
        }
    }

    fn before_cen_call(&self, action: &Action, call: &CenCall, firsts: &mut Firsts) {
        match call {
            CenCall::CreateCen(_) => self.accounts_ready(firsts),
            CenCall::MarkCen(_) => {}
            CenCall::ModifyCen(_) | CenCall::TagCen(_) | CenCall::UntagCen(_) => {
                if let Some(cen) = action.address.cen() {
                    self.owned(cen, firsts);
                }
            }
            CenCall::DeleteCen(delete) => {
                self.all(IndexKey::Empties(&delete.cen), WaitReason::CenEmpty, firsts);
            }
        }
    }

    fn before_attachment_call(&self, action: &Action, call: &AttachmentCall, firsts: &mut Firsts) {
        let (Some(cen), Some(network)) = (action.address.cen(), action.address.network()) else {
            return;
        };
        match call {
            AttachmentCall::GrantInstance(_) => {
                self.cen(cen, firsts);
                self.network(network, firsts);
            }
            AttachmentCall::AttachInstance(attach) => {
                self.before_attaching(cen, network, attach, firsts);
            }
            AttachmentCall::DetachInstance(detach) => self.before_detaching(cen, detach, firsts),
            AttachmentCall::RevokeInstance(_) => {
                let attachment = Address::Attachment {
                    cen: cen.clone(),
                    network: network.clone(),
                };
                let detach = (ChangeKind::Remove, Noun::Attachment);
                self.first(detach, &attachment, WaitReason::Detached, firsts);
                self.owned(cen, firsts);
            }
        }
    }

    /// A network is attached after it was granted, and after it was detached from where it was.
    fn before_attaching(
        &self,
        cen: &CenName,
        network: &NetworkName,
        attach: &AttachInstance,
        firsts: &mut Firsts,
    ) {
        self.granted(cen, network, WaitReason::Granted, firsts);
        self.cen(cen, firsts);
        self.network(network, firsts);
        if let Ref::Known(id) = &attach.instance {
            self.all(IndexKey::Detaches(id), WaitReason::LeavesOldCen, firsts);
        }
        self.room_for(cen, network, &attach.region, firsts);
    }

    /// Waits for what leaves a CEN and frees the range or the place that a network needs.
    pub(in crate::order) fn room_for(
        &self,
        cen: &CenName,
        network: &NetworkName,
        region: &RegionId,
        firsts: &mut Firsts,
    ) {
        self.room
            .before_attaching(self.comparison, (cen, network), region, firsts);
    }

    /// Waits for the grant of a network to a CEN.
    pub(in crate::order) fn granted(
        &self,
        cen: &CenName,
        network: &NetworkName,
        why: WaitReason,
        firsts: &mut Firsts,
    ) {
        let grant = Address::Grant {
            cen: cen.clone(),
            network: network.clone(),
        };
        self.first((ChangeKind::Create, Noun::Grant), &grant, why, firsts);
    }

    /// What a CEN has set up for a network, or for a region in which no network stays, is taken
    /// away before the network leaves. A network that only arrives does not count: it may come
    /// later. Nothing leaves a CEN before the CEN is ours.
    fn before_detaching(&self, cen: &CenName, detach: &DetachInstance, firsts: &mut Firsts) {
        self.owned(cen, firsts);
        self.room.before_detaching(cen, &detach.region, firsts);
        if !self.comparison.keeps_network_in(cen, &detach.region) {
            let lowers = IndexKey::LowersIn(cen, &detach.region);
            self.all(lowers, WaitReason::BandwidthGivenBack, firsts);
        }
        let of_network = IndexKey::LeavesRoutesOf(&detach.cen, &detach.instance);
        let of_region = IndexKey::LeavesRoutesIn(&detach.cen, &detach.region);
        self.all(of_network, WaitReason::RoutesTakenAway, firsts);
        self.all(of_region, WaitReason::RoutesTakenAway, firsts);
    }
}
