//! The view of what a plan began with, from the plan alone: what the file says, with the plan's actions undone. What is held is taken to be
//! as the file says.

use cen_topology::{CenName, Mbps, Topology};

use crate::action::{Action, Address, Call, Ref, RouteCall};
use crate::network::of_observed::account;
use crate::network::{Fabric, JoinedNetwork, JoinedPackage, after_plan};
use crate::step::Step;

impl Fabric {
    /// What was there when these steps were planned for a topology.
    pub fn before(desired: &Topology, steps: &[Step]) -> Self {
        let mut fabric = Self::written(desired);
        for step in steps.iter().rev() {
            undo(&mut fabric, desired, &step.action);
        }
        fabric
    }
}

fn undo(fabric: &mut Fabric, desired: &Topology, action: &Action) {
    match (&action.call, &action.address) {
        (Call::CreateVpc { .. }, Address::Network { network }) => {
            drop(fabric.networks.remove(network))
        }
        (Call::CreateCen { .. }, Address::Cen { cen }) => drop(fabric.cens.remove(cen)),
        (Call::DeleteCen { .. }, Address::Cen { cen }) => {
            fabric.cens.insert(
                cen.clone(),
                after_plan::new_cen(&action.account, cen.as_str()),
            );
        }
        (
            Call::ModifyCen {
                name: Some(edit), ..
            },
            Address::Cen { cen },
        ) => {
            if let Some(cen) = fabric.cens.get_mut(cen) {
                cen.display_name.clone_from(&edit.from);
            }
        }
        (Call::AttachInstance { .. }, Address::Attachment { network, .. }) => {
            if let Some(network) = fabric.networks.get_mut(network) {
                network.cen = None;
            }
        }
        (
            Call::DetachInstance {
                kind,
                instance,
                region,
                owner,
                ..
            },
            Address::Attachment { cen, network },
        ) => {
            let (kind, region, account) = (*kind, region.clone(), account(desired, owner));
            let left = JoinedNetwork {
                kind,
                account,
                region,
                id: Some(instance.clone()),
                ranges: None,
                cen: None,
            };
            fabric.networks.entry(network.clone()).or_insert(left).cen = Some(cen.clone());
        }
        (Call::Route(call), Address::RouteMap { cen, .. }) => undo_route_map(fabric, cen, call),
        (_, Address::Package { .. } | Address::Association { .. } | Address::Limit { .. }) => {
            undo_bandwidth(fabric, action)
        }
        _ => {}
    }
}

/// Of one that is deleted the plan knows no more than where it stood.
fn undo_route_map(fabric: &mut Fabric, cen: &CenName, call: &RouteCall) {
    let (gone, back) = match call {
        RouteCall::CreateRouteMap { place, .. } => (Some(place), None),
        RouteCall::ModifyRouteMap {
            from_place,
            from,
            place,
            ..
        } => {
            let from = from
                .as_ref()
                .map(|map| map.renamed(|network| fabric.name_of(network)));
            (Some(place), Some((from_place.clone(), from)))
        }
        RouteCall::DeleteRouteMap { place, .. } => (None, Some((place.clone(), None))),
        _ => return,
    };
    let Some(cen) = fabric.cens.get_mut(cen) else {
        return;
    };
    gone.and_then(|place| cen.route_maps.remove(place));
    cen.route_maps.extend(back);
}

fn undo_bandwidth(fabric: &mut Fabric, action: &Action) {
    let Some(cen) = action
        .address
        .cen()
        .and_then(|cen| fabric.cens.get_mut(cen))
    else {
        return;
    };
    match (&action.call, &action.address) {
        (Call::ResizePackage { from, .. }, Address::Package { areas, .. }) => {
            if let Some(package) = cen.packages.get_mut(areas) {
                package.mbps = Some(*from);
            }
        }
        (Call::AssociatePackage { package, .. }, Address::Association { areas, .. }) => {
            // What was there before may have been put back already by an unassociation that came earlier.
            if let (Some(joined), Ref::Known(id)) = (cen.packages.remove(areas), package) {
                joined
                    .mbps
                    .and_then(|mbps| fabric.sizes.insert(id.clone(), mbps));
            }
        }
        (Call::UnassociatePackage { package, .. }, Address::Association { areas, .. }) => {
            let mbps = fabric.sizes.get(package).copied();
            cen.packages.insert(
                *areas,
                JoinedPackage {
                    id: Some(package.clone()),
                    mbps,
                    locked: None,
                },
            );
        }
        (Call::SetLimit { pair, from, .. }, _) => match *from > Mbps(0) {
            true => drop(cen.limits.insert(pair.clone(), *from)),
            false => drop(cen.limits.remove(pair)),
        },
        _ => {}
    }
}
