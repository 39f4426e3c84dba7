//! The actions that bring into being what is missing.

use std::collections::BTreeMap;

use cen_topology::{AreaPair, CenName, NetworkName, Package, Selector};

use crate::action::{Action, ActionId, Address, Call, Ref};
use crate::comparison::Comparison;
use crate::lower::basic::routes;
use crate::lower::references::{cen_ref, instance_ref};
use crate::observed::{NAME_TAG, TOPOLOGY_TAG};
use crate::resolve::{package_mark, package_name};

/// The action that brings into being what is missing; none for what no single call creates.
pub(in crate::lower) fn create(comparison: &Comparison<'_>, address: Address) -> Option<Action> {
    match &address {
        Address::Network { network } => create_vpc(comparison, network, address.clone()),
        Address::Cen { cen } => Some(create_cen(comparison, cen, address.clone())),
        Address::Grant { cen, network } => Some(grant(comparison, cen, network, address.clone())),
        Address::Attachment { cen, network } => {
            Some(attach(comparison, cen, network, address.clone()))
        }
        Address::Package { cen, areas } => create_package(comparison, cen, *areas, address.clone()),
        Address::Association { cen, areas } => {
            let package = match comparison.resolved.packages.get(&(cen.clone(), *areas)) {
                Some(id) => Ref::Known(id.clone()),
                None => Ref::OutputOf(ActionId::of(
                    "package",
                    &Address::Package {
                        cen: cen.clone(),
                        areas: *areas,
                    },
                )),
            };
            let call = Call::AssociatePackage {
                package,
                cen: cen_ref(comparison, cen),
            };
            Some(Action::new(
                address.clone(),
                &comparison.desired.cens[cen].account,
                call,
            ))
        }
        Address::Route { .. }
        | Address::HealthCheck { .. }
        | Address::PrivateZone { .. }
        | Address::Service { .. }
        | Address::RouteMap { .. } => routes::create(comparison, &address),
        Address::Limit { .. } | Address::Extra { .. } => None,
    }
}

/// The action that marks what is there as ours.
pub(in crate::lower) fn mark(comparison: &Comparison<'_>, address: Address) -> Option<Action> {
    let (cen, call) = match &address {
        Address::Cen { cen } => (
            cen,
            Call::MarkCen {
                cen: comparison.cen_id(cen)?.clone(),
                tags: marks(comparison, cen.as_str()),
            },
        ),
        Address::Package { cen, areas } => {
            let (id, _) = comparison.seen_package(cen, *areas)?;
            (
                cen,
                Call::MarkPackage {
                    package: id.clone(),
                    tags: marks(comparison, &package_mark(cen, *areas)),
                },
            )
        }
        Address::Network { .. }
        | Address::Grant { .. }
        | Address::Attachment { .. }
        | Address::Association { .. }
        | Address::Limit { .. }
        | Address::Route { .. }
        | Address::HealthCheck { .. }
        | Address::PrivateZone { .. }
        | Address::Service { .. }
        | Address::RouteMap { .. }
        | Address::Extra { .. } => return None,
    };
    let account = comparison.cen_account(cen)?.clone();
    Some(Action::new(address, &account, call))
}

fn create_vpc(comparison: &Comparison<'_>, name: &NetworkName, address: Address) -> Option<Action> {
    let network = &comparison.desired.networks[name];
    let Selector::Managed { cidr, description } = &network.selector else {
        return None;
    };
    let call = Call::CreateVpc {
        region: network.region.clone(),
        name: name.to_string(),
        cidr: cidr.to_string(),
        description: description.clone(),
        tags: marks(comparison, name.as_str()),
    };
    Some(Action::new(address, &network.account, call))
}

fn create_cen(comparison: &Comparison<'_>, name: &CenName, address: Address) -> Action {
    let cen = &comparison.desired.cens[name];
    let mut tags = marks(comparison, name.as_str());
    tags.extend(cen.tags.clone().unwrap_or_default());
    let call = Call::CreateCen {
        name: cen.display_name.clone(),
        description: cen.description.clone(),
        tags,
    };
    Action::new(address, &cen.account, call)
}

fn grant(
    comparison: &Comparison<'_>,
    cen: &CenName,
    network: &NetworkName,
    address: Address,
) -> Action {
    let wanted = &comparison.desired.networks[network];
    let call = Call::GrantInstance {
        kind: wanted.kind,
        instance: instance_ref(comparison, network),
        region: wanted.region.clone(),
        cen: cen_ref(comparison, cen),
        cen_owner: comparison
            .desired
            .account(&comparison.desired.cens[cen].account)
            .id
            .clone(),
    };
    Action::new(address, &wanted.account, call)
}

fn attach(
    comparison: &Comparison<'_>,
    cen: &CenName,
    network: &NetworkName,
    address: Address,
) -> Action {
    let wanted = &comparison.desired.networks[network];
    let call = Call::AttachInstance {
        cen: cen_ref(comparison, cen),
        kind: wanted.kind,
        instance: instance_ref(comparison, network),
        region: wanted.region.clone(),
        owner: comparison.desired.account(&wanted.account).id.clone(),
    };
    Action::new(address, &comparison.desired.cens[cen].account, call)
}

fn create_package(
    comparison: &Comparison<'_>,
    name: &CenName,
    areas: AreaPair,
    address: Address,
) -> Option<Action> {
    let cen = &comparison.desired.cens[name];
    let Package::Bought { mbps, charge } = &cen.bandwidth[&areas].package else {
        return None;
    };
    let mark = package_mark(name, areas);
    let call = Call::CreatePackage {
        name: package_name(name, areas),
        areas,
        mbps: *mbps,
        charge: *charge,
        tags: marks(comparison, &mark),
    };
    Some(Action::new(address, &cen.account, call))
}

/// The ownership mark of one part of the topology.
fn marks(comparison: &Comparison<'_>, part: &str) -> BTreeMap<String, String> {
    let topology = (TOPOLOGY_TAG.to_owned(), comparison.desired.name.to_string());
    BTreeMap::from([topology, (NAME_TAG.to_owned(), part.to_owned())])
}
