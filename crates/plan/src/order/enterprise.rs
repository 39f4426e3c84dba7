//! The rules for calls of Enterprise Edition transit routers.

use cen_topology::{AccountName, CenName, NetworkName, RegionId, RegionPair};

use crate::order::Rules;
use crate::order::graph::Firsts;
use crate::order::index::IndexKey;
use cen_action::{
    Action, Address, Ref, TableEnd, WaitReason,
    call::{AttachToRouter, ChangeKind, CreateLink, ModifyLink, Noun, RouterCall},
};

impl Rules<'_> {
    /// Lists what a call on a transit router waits for.
    pub(super) fn before_router_call(
        &self,
        action: &Action,
        call: &RouterCall,
        firsts: &mut Firsts,
    ) {
        match call {
            RouterCall::OpenService(_) | RouterCall::CreateServiceRole(_) => {}
            RouterCall::CreateVswitch(_) => {
                self.accounts_ready(firsts);
                if let Some(network) = action.address.network() {
                    self.network(network, firsts);
                }
            }
            RouterCall::DeleteVswitch(delete) => {
                self.all(
                    IndexKey::Detaches(&delete.vpc),
                    WaitReason::Detached,
                    firsts,
                );
                self.all(
                    IndexKey::ChangesZones(&delete.vpc),
                    WaitReason::Detached,
                    firsts,
                );
            }
            RouterCall::CreateRouter(_)
            | RouterCall::ModifyRouter(_)
            | RouterCall::TagRouter(_)
            | RouterCall::UntagRouter(_)
            | RouterCall::DeleteRouter(_)
            | RouterCall::GrantToRouter(_)
            | RouterCall::RevokeFromRouter(_)
            | RouterCall::AttachToRouter(_)
            | RouterCall::ChangeZones(_)
            | RouterCall::ModifyAttachment(_)
            | RouterCall::DetachFromRouter(_)
            | RouterCall::CreateLink(_)
            | RouterCall::ModifyLink(_)
            | RouterCall::DeleteLink(_)
            | RouterCall::AssociateTable(_)
            | RouterCall::DissociateTable(_)
            | RouterCall::PropagateRoutes(_)
            | RouterCall::UnpropagateRoutes(_) => {
                if let Some(cen) = action.address.cen() {
                    self.before_call_on_cen(cen, action, call, firsts);
                }
            }
        }
    }

    fn before_call_on_cen(
        &self,
        cen: &CenName,
        action: &Action,
        call: &RouterCall,
        firsts: &mut Firsts,
    ) {
        self.cen(cen, firsts);
        match (call, action.address.network()) {
            (RouterCall::CreateRouter(_), _) => {
                self.service_open(&action.account, firsts);
                self.accounts_ready(firsts);
            }
            (RouterCall::DeleteRouter(delete), _) => {
                let leaves = IndexKey::LeavesRouter(cen, &delete.region);
                self.all(leaves, WaitReason::RouterEmpty, firsts);
            }
            (RouterCall::GrantToRouter(_), Some(network)) => {
                self.service_open(&action.account, firsts);
                self.accounts_ready(firsts);
                self.network(network, firsts);
            }
            (RouterCall::RevokeFromRouter(_), Some(network)) => {
                let detach = (ChangeKind::Remove, Noun::Attachment);
                let address = attachment(cen, network);
                self.first(detach, &address, WaitReason::Detached, firsts);
            }
            (RouterCall::AttachToRouter(attach), Some(network)) => {
                self.before_attaching_to_router(cen, network, attach, firsts);
            }
            (RouterCall::ChangeZones(change), Some(network)) => {
                for zone in change.add.keys() {
                    self.vswitch(network, zone, firsts);
                }
            }
            (RouterCall::DetachFromRouter(detach), Some(network)) => {
                let end = TableEnd::Network(network.clone());
                self.leaves_tables(cen, &detach.region, &end, firsts);
                self.region_kept(cen, &detach.region, firsts);
            }
            (RouterCall::CreateLink(create), _) => {
                self.service_open(&action.account, firsts);
                self.before_linking(cen, create, firsts);
            }
            (RouterCall::ModifyLink(modify), _) => self.before_changing_link(cen, modify, firsts),
            (RouterCall::DeleteLink(delete), _) => {
                self.link_leaves_tables(cen, &delete.pair, firsts);
            }
            (RouterCall::AssociateTable(associate), _) => {
                self.end_attached(cen, &associate.region, &associate.end, firsts);
            }
            (RouterCall::PropagateRoutes(propagate), _) => {
                self.end_attached(cen, &propagate.region, &propagate.end, firsts);
            }
            (RouterCall::DissociateTable(dissociate), _) => {
                // Whether the cloud takes them in any order is not known: this one is right in any case.
                let ends = IndexKey::Unpropagates(cen, &dissociate.region, &dissociate.end);
                self.all(ends, WaitReason::TablesLeft, firsts);
            }
            (
                RouterCall::RevokeFromRouter(_)
                | RouterCall::AttachToRouter(_)
                | RouterCall::ChangeZones(_)
                | RouterCall::DetachFromRouter(_)
                | RouterCall::GrantToRouter(_),
                None,
            )
            | (
                RouterCall::OpenService(_)
                | RouterCall::CreateServiceRole(_)
                | RouterCall::ModifyRouter(_)
                | RouterCall::TagRouter(_)
                | RouterCall::UntagRouter(_)
                | RouterCall::CreateVswitch(_)
                | RouterCall::DeleteVswitch(_)
                | RouterCall::ModifyAttachment(_)
                | RouterCall::UnpropagateRoutes(_),
                _,
            ) => {}
        }
    }

    /// The last networks of a region leave after those that come in their place are attached, and
    /// known to the default table.
    pub(super) fn region_kept(&self, cen: &CenName, region: &RegionId, firsts: &mut Firsts) {
        let mut kept = Firsts::new();
        self.room.before_detaching(cen, region, &mut kept);
        for (place, why) in kept {
            firsts.extend([(place, why)]);
            let Some(network) = self.actions[place].address.network() else {
                continue;
            };
            let end = TableEnd::Network(network.clone());
            let association = Address::TableAssociation {
                cen: cen.clone(),
                region: region.clone(),
                end: end.clone(),
            };
            let propagation = Address::TablePropagation {
                cen: cen.clone(),
                region: region.clone(),
                table: "system".into(),
                end,
            };
            let uses = [association, propagation];
            for address in uses {
                self.first((ChangeKind::Create, Noun::TableUse), &address, why, firsts);
            }
        }
    }

    /// Waits until every account that takes part is ready to. An account that may not open its
    /// service leaves nothing half built then.
    pub(super) fn accounts_ready(&self, firsts: &mut Firsts) {
        self.all(IndexKey::ReadiesAccount, WaitReason::AccountsReady, firsts);
    }

    /// Waits until an account has the transit router service.
    fn service_open(&self, account: &AccountName, firsts: &mut Firsts) {
        let address = Address::RouterService {
            account: account.clone(),
        };
        for noun in [Noun::RouterService, Noun::ServiceRole] {
            let open = (ChangeKind::Create, noun);
            self.first(open, &address, WaitReason::ServiceOpen, firsts);
        }
    }

    /// Waits until a region has its router.
    pub(super) fn router(&self, cen: &CenName, region: &RegionId, firsts: &mut Firsts) {
        let address = Address::Router {
            cen: cen.clone(),
            region: region.clone(),
        };
        let create = (ChangeKind::Create, Noun::Router);
        self.first(create, &address, WaitReason::RouterActive, firsts);
    }

    /// Waits until a vSwitch that is made here can be used.
    fn vswitch(&self, network: &NetworkName, zone: &cen_topology::ZoneId, firsts: &mut Firsts) {
        let address = Address::Vswitch {
            network: network.clone(),
            zone: zone.clone(),
        };
        let create = (ChangeKind::Create, Noun::Vswitch);
        self.first(create, &address, WaitReason::VswitchAvailable, firsts);
    }

    /// A network is attached to a router that is there, through vSwitches that are there, after it
    /// was granted and after it left where it was.
    fn before_attaching_to_router(
        &self,
        cen: &CenName,
        network: &NetworkName,
        attach: &AttachToRouter,
        firsts: &mut Firsts,
    ) {
        self.granted(cen, network, WaitReason::Granted, firsts);
        self.router(cen, &attach.region, firsts);
        self.network(network, firsts);
        let owner = self.comparison.desired.networks.get(network);
        if let Some(owner) = owner.map(|network| &network.account) {
            self.service_open(owner, firsts);
        }
        for zone in attach.vswitches.keys() {
            self.vswitch(network, zone, firsts);
        }
        if let Ref::Known(id) = &attach.instance {
            self.all(IndexKey::Detaches(id), WaitReason::LeavesOldCen, firsts);
        }
        self.room_for(cen, network, &attach.region, firsts);
    }

    /// A link needs both routers, and its share of a package. A Basic router comes with the first
    /// network of its region.
    fn before_linking(&self, cen: &CenName, create: &CreateLink, firsts: &mut Firsts) {
        for end in [&create.from, &create.to] {
            self.router(cen, &end.region, firsts);
            // Nothing is bought for regions whose networks are refused.
            if end.router.is_none() || !create.state.billing.is_traffic() {
                let attaches = IndexKey::AttachesIn(cen, &end.region);
                self.all(attaches, WaitReason::RegionsAttached, firsts);
            }
        }
        let address = Address::Limit {
            cen: cen.clone(),
            pair: create.pair.clone(),
        };
        let delete = (ChangeKind::Remove, Noun::Limit);
        self.first(delete, &address, WaitReason::PairHasOneLink, firsts);
        if !create.state.billing.is_traffic() {
            self.under_package(cen, &create.pair, firsts);
        }
    }

    /// A link that takes more of a package waits like a limit that is raised.
    fn before_changing_link(&self, cen: &CenName, modify: &ModifyLink, firsts: &mut Firsts) {
        if modify.to.share() > modify.from.share() {
            self.under_package(cen, &modify.pair, firsts);
        }
    }

    /// A link leaves the tables of both ends before it is deleted.
    fn link_leaves_tables(&self, cen: &CenName, pair: &RegionPair, firsts: &mut Firsts) {
        let ends = [(pair.first(), pair.second()), (pair.second(), pair.first())];
        for (here, there) in ends {
            let end = TableEnd::Region(there.clone());
            self.leaves_tables(cen, here, &end, firsts);
        }
    }

    fn leaves_tables(&self, cen: &CenName, region: &RegionId, end: &TableEnd, firsts: &mut Firsts) {
        let leaves = IndexKey::LeavesTables(cen, region, end);
        self.all(leaves, WaitReason::TablesLeft, firsts);
    }

    /// A table knows what is attached.
    fn end_attached(&self, cen: &CenName, here: &RegionId, end: &TableEnd, firsts: &mut Firsts) {
        let create = |noun| (ChangeKind::Create, noun);
        match end {
            TableEnd::Network(network) => {
                let address = attachment(cen, network);
                let why = WaitReason::NetworksAttached;
                self.first(create(Noun::Attachment), &address, why, firsts);
            }
            TableEnd::Region(there) => {
                if let Some(pair) = RegionPair::new(here.clone(), there.clone()) {
                    let address = Address::Limit {
                        cen: cen.clone(),
                        pair,
                    };
                    let why = WaitReason::LinkAttached;
                    self.first(create(Noun::Limit), &address, why, firsts);
                }
            }
        }
    }
}

fn attachment(cen: &CenName, network: &NetworkName) -> Address {
    Address::Attachment {
        cen: cen.clone(),
        network: network.clone(),
    }
}
