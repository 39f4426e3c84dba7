//! The view of what a plan leaves behind: what was there, with the actions of the plan carried out.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountName, AreaPair, CenName, InstanceId, Mbps, NetworkKind, NetworkName, PackageId,
};

use crate::{JoinedCen, JoinedNetwork, JoinedPackage, JoinedRouter, NetworkView};
use cen_action::{
    Action, Call, Ref, Step,
    call::{AttachmentCall, CenCall, CreateVpc, PackageCall, RouteCall, RouterCall, VpcCall},
};

impl NetworkView {
    /// Returns what will be there when these steps are carried out. What is held stays as it is.
    pub fn after(&self, steps: &[Step]) -> Self {
        let names = self
            .networks
            .iter()
            .filter_map(|(name, network)| Some((network.id.clone()?, name.clone())));
        let mut future = Future {
            names: names.collect(),
            bought: BTreeMap::new(),
            view: self.clone(),
        };
        future.view.attaching.clear();
        steps.iter().for_each(|step| future.carry_out(&step.action));
        future.view
    }
}

struct Future {
    view: NetworkView,
    names: BTreeMap<InstanceId, NetworkName>,
    /// The packages that are bought on the way.
    bought: BTreeMap<(CenName, AreaPair), Mbps>,
}

impl Future {
    fn carry_out(&mut self, action: &Action) {
        match &action.call {
            Call::Vpc(call) => self.vpc(action, call),
            Call::Cen(call) => self.cen(action, call),
            Call::Attachment(call) => self.attachment(action, call),
            Call::Package(call) => self.package(action, call),
            Call::Route(call) => self.route(action, call),
            Call::Router(call) => self.router(action, call),
        }
    }

    fn vpc(&mut self, action: &Action, call: &VpcCall) {
        match call {
            VpcCall::CreateVpc(create) => {
                if let Some(name) = action.address.network() {
                    let made = new_vpc(&action.account, create);
                    self.view.networks.insert(name.clone(), made);
                }
            }
            VpcCall::MarkVpc(_) | VpcCall::ModifyVpc(_) | VpcCall::UnmarkVpc(_) => {}
            VpcCall::DeleteVpc(delete) => {
                if let Some(name) = self.names.get(&delete.vpc) {
                    self.view.networks.remove(name);
                }
            }
        }
    }

    fn cen(&mut self, action: &Action, call: &CenCall) {
        let (Some(name), cens) = (action.address.cen(), &mut self.view.cens) else {
            return;
        };
        match call {
            CenCall::CreateCen(create) => {
                cens.insert(name.clone(), new_cen(&action.account, &create.name));
            }
            CenCall::ModifyCen(modify) => {
                if let (Some(cen), Some(edit)) = (cens.get_mut(name), &modify.name) {
                    cen.display_name.clone_from(&edit.to);
                }
            }
            CenCall::DeleteCen(_) => {
                cens.remove(name);
            }
            CenCall::MarkCen(_) | CenCall::TagCen(_) | CenCall::UntagCen(_) => {}
        }
    }

    fn attachment(&mut self, action: &Action, call: &AttachmentCall) {
        match call {
            AttachmentCall::AttachInstance(_) => {
                let name = action.address.network();
                if let Some(network) = name.and_then(|name| self.view.networks.get_mut(name)) {
                    network.cen = action.address.cen().cloned();
                }
            }
            AttachmentCall::DetachInstance(detach) => {
                let name = self.names.get(&detach.instance);
                if let Some(network) = name.and_then(|name| self.view.networks.get_mut(name)) {
                    network.cen = None;
                }
            }
            AttachmentCall::GrantInstance(_) | AttachmentCall::RevokeInstance(_) => {}
        }
    }

    fn router(&mut self, action: &Action, call: &RouterCall) {
        let cen = action.address.cen();
        let (name, attached) = if matches!(call, RouterCall::AttachToRouter(_)) {
            (action.address.network(), cen)
        } else if let RouterCall::DetachFromRouter(detach) = call {
            (self.names.get(&detach.instance), None)
        } else {
            (None, None)
        };
        if let Some(network) = name.and_then(|name| self.view.networks.get_mut(name)) {
            network.cen = attached.cloned();
        }
        if let Some(cen) = cen.and_then(|cen| self.view.cens.get_mut(cen)) {
            carry_out_on_routers(cen, call);
        }
    }

    fn package(&mut self, action: &Action, call: &PackageCall) {
        let Some(name) = action.address.cen() else {
            return;
        };
        let areas = action.address.areas();
        match call {
            PackageCall::CreatePackage(create) => {
                let key = (name.clone(), create.areas);
                self.bought.insert(key, create.mbps);
            }
            PackageCall::ResizePackage(resize) => self.resize(&resize.package, resize.to),
            PackageCall::AssociatePackage(associate) => {
                let Some(areas) = areas else { return };
                let joined = self.joined_package(&associate.package, name, areas);
                if let Some(cen) = self.view.cens.get_mut(name) {
                    cen.packages.insert(areas, joined);
                }
            }
            PackageCall::UnassociatePackage(_) => {
                let Some(areas) = areas else { return };
                if let Some(cen) = self.view.cens.get_mut(name) {
                    cen.packages.remove(&areas);
                }
            }
            PackageCall::SetLimit(limit) => {
                if let Some(cen) = self.view.cens.get_mut(name) {
                    cen.set_limit(&limit.pair, limit.to);
                }
            }
            PackageCall::MarkPackage(_)
            | PackageCall::UnmarkPackage(_)
            | PackageCall::DeletePackage(_) => {}
        }
    }

    fn resize(&mut self, package: &PackageId, to: Mbps) {
        self.view.sizes.insert(package.clone(), to);
        let cens = self.view.cens.values_mut();
        let mut packages = cens.flat_map(|cen| cen.packages.values_mut());
        if let Some(resized) = packages.find(|seen| seen.id.as_ref() == Some(package)) {
            resized.mbps = Some(to);
        }
    }

    fn joined_package(
        &self,
        package: &Ref<PackageId>,
        cen: &CenName,
        areas: AreaPair,
    ) -> JoinedPackage {
        let (id, mbps) = match package {
            Ref::Known(id) => (Some(id.clone()), self.view.sizes.get(id)),
            Ref::OutputOf(_) => (None, self.bought.get(&(cen.clone(), areas))),
        };
        JoinedPackage {
            id,
            mbps: mbps.copied(),
            locked: None,
        }
    }

    fn route(&mut self, action: &Action, call: &RouteCall) {
        let (gone, come) = match call {
            RouteCall::CreateRouteMap(create) => (None, Some((&create.place, &create.map))),
            RouteCall::ModifyRouteMap(modify) => {
                (Some(&modify.from_place), Some((&modify.place, &modify.map)))
            }
            RouteCall::DeleteRouteMap(delete) => (Some(&delete.place), None),
            RouteCall::PublishRoute(_)
            | RouteCall::WithdrawRoute(_)
            | RouteCall::EnableHealthCheck(_)
            | RouteCall::DisableHealthCheck(_)
            | RouteCall::RoutePrivateZone(_)
            | RouteCall::UnroutePrivateZone(_)
            | RouteCall::RouteService(_)
            | RouteCall::UnrouteService(_) => return,
        };
        let come = come.map(|(place, map)| {
            (
                place.clone(),
                Some(map.renamed(|network| self.name(network))),
            )
        });
        let cen = action.address.cen();
        if let Some(cen) = cen.and_then(|cen| self.view.cens.get_mut(cen)) {
            gone.and_then(|place| cen.route_maps.remove(place));
            cen.route_maps.extend(come);
        }
    }

    /// Returns what a network goes by. One that is made on the way is called as the action that
    /// makes it.
    fn name(&self, network: &Ref<InstanceId>) -> NetworkName {
        match network {
            Ref::Known(id) => {
                let named = self.names.get(id).cloned();
                named.unwrap_or_else(|| NetworkName::from(id.as_str()))
            }
            Ref::OutputOf(action) => {
                let (_, name) = action.as_str().split_once('/').unwrap_or_default();
                NetworkName::from(name)
            }
        }
    }
}

/// Does what a call does to the routers and links of a CEN.
fn carry_out_on_routers(cen: &mut JoinedCen, call: &RouterCall) {
    match call {
        RouterCall::CreateLink(create) => cen.set_link(&create.pair, &create.state),
        RouterCall::ModifyLink(modify) => cen.set_link(&modify.pair, &modify.to),
        RouterCall::DeleteLink(delete) => cen.clear_link(&delete.pair),
        RouterCall::AssociateTable(associate) => {
            cen.apart
                .remove(&(associate.region.clone(), associate.end.clone()));
        }
        RouterCall::CreateRouter(create) => {
            let (id, name) = (None, create.name.clone());
            let router = JoinedRouter {
                id,
                name,
                ..JoinedRouter::default()
            };
            cen.routers.insert(create.region.clone(), router);
        }
        RouterCall::DeleteRouter(delete) => {
            cen.routers.remove(&delete.region);
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
        | RouterCall::DissociateTable(_)
        | RouterCall::PropagateRoutes(_)
        | RouterCall::UnpropagateRoutes(_) => {}
    }
}

fn new_vpc(account: &AccountName, create: &CreateVpc) -> JoinedNetwork {
    JoinedNetwork {
        kind: NetworkKind::Vpc,
        account: account.clone(),
        region: create.region.clone(),
        id: None,
        ranges: create.cidr.parse().ok().map(|range| vec![range]),
        cen: None,
    }
}

/// Returns a CEN with nothing on it.
pub(super) fn new_cen(account: &AccountName, display_name: &str) -> JoinedCen {
    JoinedCen {
        account: account.clone(),
        id: None,
        display_name: display_name.to_owned(),
        is_full: false,
        packages: BTreeMap::new(),
        limits: BTreeMap::new(),
        route_maps: BTreeMap::new(),
        may_have_route_maps: false,
        traffic: BTreeSet::new(),
        routers: BTreeMap::new(),
        apart: BTreeSet::new(),
        in_other_tables: BTreeSet::new(),
        links: BTreeSet::new(),
    }
}
