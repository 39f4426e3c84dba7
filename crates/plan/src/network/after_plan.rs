//! The view of what a plan leaves: its actions, carried out on a view of what is there. What is held stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountName, AreaPair, CenName, InstanceId, Mbps, NetworkKind, NetworkName, RouteMap,
};

use crate::action::{Action, Address, Call, Ref, RouteCall};
use crate::network::{Fabric, JoinedCen, JoinedNetwork, JoinedPackage};
use crate::step::Step;

impl Fabric {
    /// What these steps leave of it.
    pub fn after(&self, steps: &[Step]) -> Self {
        let named = self
            .networks
            .iter()
            .filter_map(|(name, network)| Some((network.id.clone()?, name.clone())));
        let mut future = Future {
            names: named.collect(),
            bought: BTreeMap::new(),
            fabric: self.clone(),
        };
        steps.iter().for_each(|step| future.carry_out(&step.action));
        future.fabric
    }
}

/// A view that is being changed.
struct Future {
    fabric: Fabric,
    /// What each network of the cloud is called.
    names: BTreeMap<InstanceId, NetworkName>,
    /// The packages that are bought on the way.
    bought: BTreeMap<(CenName, AreaPair), Mbps>,
}

impl Future {
    fn carry_out(&mut self, action: &Action) {
        match (&action.call, &action.address) {
            (Call::CreateVpc { .. } | Call::DeleteVpc { .. }, _) => self.make_or_delete(action),
            (Call::CreateCen { name, .. }, Address::Cen { cen }) => {
                self.fabric
                    .cens
                    .insert(cen.clone(), new_cen(&action.account, name));
            }
            (Call::DeleteCen { .. }, Address::Cen { cen }) => drop(self.fabric.cens.remove(cen)),
            (
                Call::ModifyCen {
                    name: Some(edit), ..
                },
                Address::Cen { cen },
            ) => {
                if let Some(cen) = self.fabric.cens.get_mut(cen) {
                    cen.display_name.clone_from(&edit.to);
                }
            }
            (Call::AttachInstance { .. }, Address::Attachment { cen, network }) => {
                if let Some(network) = self.fabric.networks.get_mut(network) {
                    network.cen = Some(cen.clone());
                }
            }
            (Call::DetachInstance { instance, .. }, _) => {
                if let Some(network) = self
                    .names
                    .get(instance)
                    .and_then(|name| self.fabric.networks.get_mut(name))
                {
                    network.cen = None;
                }
            }
            (Call::Route(call), Address::RouteMap { cen, .. }) => self.map_routes(cen, call),
            (_, Address::Package { .. } | Address::Association { .. } | Address::Limit { .. }) => {
                self.bandwidth(action)
            }
            _ => {}
        }
    }

    fn make_or_delete(&mut self, action: &Action) {
        match (&action.call, &action.address) {
            (Call::CreateVpc { region, cidr, .. }, Address::Network { network }) => {
                let (account, region, ranges) = (
                    action.account.clone(),
                    region.clone(),
                    cidr.parse().ok().map(|range| vec![range]),
                );
                let made = JoinedNetwork {
                    kind: NetworkKind::Vpc,
                    account,
                    region,
                    id: None,
                    ranges,
                    cen: None,
                };
                self.fabric.networks.insert(network.clone(), made);
            }
            (Call::DeleteVpc { vpc, .. }, _) => {
                self.names
                    .get(vpc)
                    .and_then(|name| self.fabric.networks.remove(name));
            }
            _ => {}
        }
    }

    fn map_routes(&mut self, cen: &CenName, call: &RouteCall) {
        let renamed =
            |map: &RouteMap<Ref<InstanceId>>| Some(map.renamed(|network| self.name(network)));
        let (gone, come) = match call {
            RouteCall::CreateRouteMap { place, map, .. } => {
                (None, Some((place.clone(), renamed(map))))
            }
            RouteCall::ModifyRouteMap {
                from_place,
                place,
                map,
                ..
            } => (Some(from_place), Some((place.clone(), renamed(map)))),
            RouteCall::DeleteRouteMap { place, .. } => (Some(place), None),
            _ => return,
        };
        let Some(cen) = self.fabric.cens.get_mut(cen) else {
            return;
        };
        gone.and_then(|place| cen.route_maps.remove(place));
        cen.route_maps.extend(come);
    }

    /// What a network goes by. One that is made on the way is called as the action that makes it.
    fn name(&self, network: &Ref<InstanceId>) -> NetworkName {
        match network {
            Ref::Known(id) => self
                .names
                .get(id)
                .cloned()
                .unwrap_or_else(|| NetworkName::from(id.as_str())),
            Ref::OutputOf(action) => NetworkName::from(
                action
                    .as_str()
                    .split_once('/')
                    .map_or(action.as_str(), |(_, name)| name),
            ),
        }
    }

    fn bandwidth(&mut self, action: &Action) {
        match (&action.call, &action.address) {
            (Call::CreatePackage { mbps, .. }, Address::Package { cen, areas }) => {
                self.bought.insert((cen.clone(), *areas), *mbps);
            }
            (Call::ResizePackage { package, to, .. }, _) => {
                self.fabric.sizes.insert(package.clone(), *to);
                let mut packages = self
                    .fabric
                    .cens
                    .values_mut()
                    .flat_map(|cen| cen.packages.values_mut());
                if let Some(resized) = packages.find(|resized| resized.id.as_ref() == Some(package))
                {
                    resized.mbps = Some(*to);
                }
            }
            (Call::AssociatePackage { package, .. }, Address::Association { cen, areas }) => {
                let joined = self.package(package, cen, *areas);
                if let Some(cen) = self.fabric.cens.get_mut(cen) {
                    cen.packages.insert(*areas, joined);
                }
            }
            (Call::UnassociatePackage { .. }, Address::Association { cen, areas }) => {
                self.fabric
                    .cens
                    .get_mut(cen)
                    .and_then(|cen| cen.packages.remove(areas));
            }
            (Call::SetLimit { pair, to, .. }, Address::Limit { cen, .. }) => {
                let Some(cen) = self.fabric.cens.get_mut(cen) else {
                    return;
                };
                match *to > Mbps(0) {
                    true => drop(cen.limits.insert(pair.clone(), *to)),
                    false => drop(cen.limits.remove(pair)),
                }
            }
            _ => {}
        }
    }

    fn package(
        &self,
        package: &Ref<cen_topology::PackageId>,
        cen: &CenName,
        areas: AreaPair,
    ) -> JoinedPackage {
        match package {
            Ref::Known(id) => JoinedPackage {
                id: Some(id.clone()),
                mbps: self.fabric.sizes.get(id).copied(),
                locked: None,
            },
            Ref::OutputOf(_) => JoinedPackage {
                id: None,
                mbps: self.bought.get(&(cen.clone(), areas)).copied(),
                locked: None,
            },
        }
    }
}

/// A CEN with nothing on it.
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
        enterprise: BTreeSet::new(),
    }
}
