//! The view of what a plan began with, from the plan alone: what the file says, with the actions of
//! the plan undone. What is held is taken to be as the file says.

use cen_topology::{AccountId, CenName, InstanceId, NetworkKind, NetworkName, RegionId, Topology};

use crate::of_observed::account;
use crate::{JoinedCen, JoinedNetwork, JoinedPackage, JoinedRouter, NetworkView, after_plan};
use cen_action::{
    Action, Call, Ref, Step,
    call::{
        AttachmentCall, CenCall, DetachFromRouter, DetachInstance, PackageCall, RouteCall,
        RouterCall, VpcCall,
    },
};

impl NetworkView {
    /// Returns what was there when these steps were planned for a topology.
    pub fn before(desired: &Topology, steps: &[Step]) -> Self {
        let mut view = Self::written(desired);
        for step in steps.iter().rev() {
            view.undo(desired, &step.action);
        }
        view
    }

    fn undo(&mut self, desired: &Topology, action: &Action) {
        match &action.call {
            Call::Vpc(call) => self.undo_vpc(action, call),
            Call::Cen(call) => self.undo_cen(action, call),
            Call::Attachment(call) => self.undo_attachment(desired, action, call),
            Call::Package(call) => self.undo_package(action, call),
            Call::Route(call) => self.undo_route(action, call),
            Call::Router(call) => self.undo_router(desired, action, call),
        }
    }

    fn undo_vpc(&mut self, action: &Action, call: &VpcCall) {
        match (call, action.address.network()) {
            (VpcCall::CreateVpc(_), Some(name)) => {
                self.networks.remove(name);
            }
            (
                VpcCall::CreateVpc(_)
                | VpcCall::ModifyVpc(_)
                | VpcCall::MarkVpc(_)
                | VpcCall::UnmarkVpc(_)
                | VpcCall::DeleteVpc(_),
                _,
            ) => {}
        }
    }

    fn undo_cen(&mut self, action: &Action, call: &CenCall) {
        let Some(name) = action.address.cen() else {
            return;
        };
        match call {
            CenCall::CreateCen(_) => {
                self.cens.remove(name);
            }
            CenCall::ModifyCen(modify) => {
                if let (Some(cen), Some(edit)) = (self.cens.get_mut(name), &modify.name) {
                    cen.display_name.clone_from(&edit.from);
                }
            }
            CenCall::DeleteCen(_) => {
                let back = after_plan::new_cen(&action.account, name.as_str());
                self.cens.insert(name.clone(), back);
            }
            CenCall::MarkCen(_) | CenCall::TagCen(_) | CenCall::UntagCen(_) => {}
        }
    }

    fn undo_attachment(&mut self, desired: &Topology, action: &Action, call: &AttachmentCall) {
        let (Some(cen), Some(name)) = (action.address.cen(), action.address.network()) else {
            return;
        };
        match call {
            AttachmentCall::AttachInstance(_) => self.undo_attach(name),
            AttachmentCall::DetachInstance(detach) => {
                let DetachInstance { kind, owner, .. } = detach;
                let left = || left(desired, (*kind, owner), &detach.region, &detach.instance);
                self.undo_detach(cen, name, left);
            }
            AttachmentCall::GrantInstance(_) | AttachmentCall::RevokeInstance(_) => {}
        }
    }

    fn undo_router(&mut self, desired: &Topology, action: &Action, call: &RouterCall) {
        let Some(name) = action.address.cen() else {
            return;
        };
        let network = action.address.network();
        if let (RouterCall::AttachToRouter(_), Some(network)) = (call, network) {
            self.undo_attach(network);
        }
        if let (RouterCall::DetachFromRouter(detach), Some(network)) = (call, network) {
            let left = || {
                let DetachFromRouter { kind, owner, .. } = detach;
                left(desired, (*kind, owner), &detach.region, &detach.instance)
            };
            self.undo_detach(name, network, left);
        }
        if let Some(cen) = self.cens.get_mut(name) {
            undo_on_routers(cen, call);
        }
    }

    fn undo_attach(&mut self, name: &NetworkName) {
        if let Some(network) = self.networks.get_mut(name) {
            network.cen = None;
        }
    }

    fn undo_detach(
        &mut self,
        cen: &CenName,
        name: &NetworkName,
        left: impl FnOnce() -> JoinedNetwork,
    ) {
        let network = self.networks.entry(name.clone()).or_insert_with(left);
        network.cen = Some(cen.clone());
    }

    fn undo_package(&mut self, action: &Action, call: &PackageCall) {
        let cen = action.address.cen().and_then(|cen| self.cens.get_mut(cen));
        let (Some(cen), areas) = (cen, action.address.areas()) else {
            return;
        };
        match call {
            PackageCall::ResizePackage(resize) => {
                if let Some(package) = areas.and_then(|areas| cen.packages.get_mut(&areas)) {
                    package.mbps = Some(resize.from);
                }
            }
            PackageCall::AssociatePackage(associate) => {
                // An unassociation that came earlier may have put the other package back already.
                let joined = areas.and_then(|areas| cen.packages.remove(&areas));
                let mbps = joined.and_then(|joined| joined.mbps);
                if let (Some(mbps), Ref::Known(id)) = (mbps, &associate.package) {
                    self.sizes.insert(id.clone(), mbps);
                }
            }
            PackageCall::UnassociatePackage(unassociate) => {
                let back = JoinedPackage {
                    id: Some(unassociate.package.clone()),
                    mbps: self.sizes.get(&unassociate.package).copied(),
                    locked: None,
                };
                cen.packages.extend(areas.map(|areas| (areas, back)));
            }
            PackageCall::SetLimit(limit) => cen.set_limit(&limit.pair, limit.from),
            PackageCall::CreatePackage(_)
            | PackageCall::MarkPackage(_)
            | PackageCall::UnmarkPackage(_)
            | PackageCall::DeletePackage(_) => {}
        }
    }

    /// The plan knows of a route map that it deletes no more than where it stood.
    fn undo_route(&mut self, action: &Action, call: &RouteCall) {
        let (gone, back) = match call {
            RouteCall::CreateRouteMap(create) => (Some(&create.place), None),
            RouteCall::ModifyRouteMap(modify) => {
                let from = modify.from.as_ref();
                let from = from.map(|map| map.renamed(|network| self.name_of(network)));
                (Some(&modify.place), Some((modify.from_place.clone(), from)))
            }
            RouteCall::DeleteRouteMap(delete) => (None, Some((delete.place.clone(), None))),
            RouteCall::PublishRoute(_)
            | RouteCall::WithdrawRoute(_)
            | RouteCall::EnableHealthCheck(_)
            | RouteCall::DisableHealthCheck(_)
            | RouteCall::RoutePrivateZone(_)
            | RouteCall::UnroutePrivateZone(_)
            | RouteCall::RouteService(_)
            | RouteCall::UnrouteService(_) => return,
        };
        if let Some(cen) = action.address.cen().and_then(|cen| self.cens.get_mut(cen)) {
            gone.and_then(|place| cen.route_maps.remove(place));
            cen.route_maps.extend(back);
        }
    }
}

/// Undoes what a call does to the routers and links of a CEN.
fn undo_on_routers(cen: &mut JoinedCen, call: &RouterCall) {
    match call {
        RouterCall::CreateLink(create) => cen.clear_link(&create.pair),
        RouterCall::ModifyLink(modify) => cen.set_link(&modify.pair, &modify.from),
        RouterCall::DeleteLink(delete) => cen.set_link(&delete.pair, &delete.from),
        RouterCall::CreateRouter(create) => {
            cen.routers.remove(&create.region);
        }
        RouterCall::DeleteRouter(delete) => {
            let (id, name) = (Some(delete.router.clone()), None);
            let router = JoinedRouter {
                id,
                name,
                ..JoinedRouter::default()
            };
            cen.routers.insert(delete.region.clone(), router);
        }
        RouterCall::OpenService(_)
        | RouterCall::CreateServiceRole(_)
        | RouterCall::ModifyRouter(_)
        | RouterCall::TagRouter(_)
        | RouterCall::UntagRouter(_)
        | RouterCall::CreateVswitch(_)
        | RouterCall::DeleteVswitch(_)
        | RouterCall::GrantToRouter(_)
        | RouterCall::RevokeFromRouter(_)
        | RouterCall::AttachToRouter(_)
        | RouterCall::ChangeZones(_)
        | RouterCall::ModifyAttachment(_)
        | RouterCall::DetachFromRouter(_)
        | RouterCall::AssociateTable(_)
        | RouterCall::DissociateTable(_)
        | RouterCall::PropagateRoutes(_)
        | RouterCall::UnpropagateRoutes(_) => {}
    }
}

/// Returns a network that the plan detaches and the file does not have.
fn left(
    desired: &Topology,
    (kind, owner): (NetworkKind, &AccountId),
    region: &RegionId,
    instance: &InstanceId,
) -> JoinedNetwork {
    JoinedNetwork {
        kind,
        account: account(desired, owner),
        region: region.clone(),
        id: Some(instance.clone()),
        ranges: None,
        cen: None,
    }
}
