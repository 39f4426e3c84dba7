//! The actions that bring into being what is missing.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountName, AreaPair, CenName, InstanceId, NetworkName, Package, Selector, Topology, VswitchId,
};

use crate::lower::basic::routes;
use crate::lower::references::{cen_ref, instance_ref, marks, package_ref};
use cen_action::{
    Action, Address, Call,
    call::{
        AssociatePackage, AttachInstance, CreateCen, CreatePackage, CreateVpc, GrantInstance,
        MarkCen, MarkPackage, MarkVpc,
    },
};
use cen_diff::{Comparison, package_mark, package_name};
use cen_observed::{NAME_TAG, is_owned, owner_of};

/// Returns the action that brings into being what is missing; none for what no single call creates.
pub(in crate::lower) fn create(comparison: &Comparison<'_>, address: Address) -> Option<Action> {
    let call = match &address {
        Address::Network { network } => create_vpc(comparison, network)?,
        Address::Cen { cen } => create_cen(comparison, cen),
        Address::Grant { cen, network } => grant(comparison, cen, network),
        Address::Attachment { cen, network } => attach(comparison, cen, network),
        Address::Package { cen, areas } => create_package(comparison, cen, *areas)?,
        Address::Association { cen, areas } => associate(comparison, cen, *areas),
        Address::Route { cen, network, cidr } => routes::publish(comparison, cen, network, *cidr),
        Address::HealthCheck { cen, network } => {
            let checks = &comparison.desired.cens.get(cen)?.routes.health_checks;
            let to = checks.as_ref()?.get(network)?;
            routes::check_health(comparison, (cen, network), None, *to)
        }
        Address::PrivateZone { region, .. } => routes::reach_zone(comparison, &address, region)?,
        Address::Service { region, cidr, .. } => {
            routes::reach_service(comparison, &address, region, *cidr)?
        }
        Address::RouteMap { cen, place } => routes::add_route_map(comparison, cen, place)?,
        Address::Limit { .. }
        | Address::RouterService { .. }
        | Address::Router { .. }
        | Address::Vswitch { .. }
        | Address::TableAssociation { .. }
        | Address::TablePropagation { .. }
        | Address::Extra { .. } => return None,
    };
    let account = signer(comparison, &address, call.traits().is_lenders)?;
    Some(Action::new(address, account, call))
}

/// Returns the account that signs for a part: the owner of its network, or that of its CEN.
fn signer<'a>(
    comparison: &Comparison<'a>,
    address: &Address,
    is_lender: bool,
) -> Option<&'a AccountName> {
    match address.network().filter(|_| is_lender) {
        Some(network) => Some(&comparison.desired.networks.get(network)?.account),
        None => comparison.cen_account(address.cen()?),
    }
}

/// Returns the action that marks what is there as ours.
pub(in crate::lower) fn mark(comparison: &Comparison<'_>, address: Address) -> Option<Action> {
    let (cen, call) = match &address {
        Address::Network { network } => return mark_vpc(comparison, network),
        Address::Cen { cen } => {
            let tags = marks(comparison, cen.as_str());
            let id = comparison.cen_id(cen)?.clone();
            let was = earlier(comparison, &comparison.seen_cen(cen)?.tags);
            (cen, Call::from(MarkCen { cen: id, tags, was }))
        }
        Address::Package { cen, areas } => {
            let (id, seen) = comparison.seen_package(cen, *areas)?;
            let tags = marks(comparison, &package_mark(cen, *areas));
            let (package, was) = (id.clone(), earlier(comparison, &seen.tags));
            (cen, MarkPackage { package, tags, was }.into())
        }
        Address::Grant { .. }
        | Address::Attachment { .. }
        | Address::Association { .. }
        | Address::Limit { .. }
        | Address::Route { .. }
        | Address::HealthCheck { .. }
        | Address::PrivateZone { .. }
        | Address::Service { .. }
        | Address::RouteMap { .. }
        | Address::RouterService { .. }
        | Address::Router { .. }
        | Address::Vswitch { .. }
        | Address::TableAssociation { .. }
        | Address::TablePropagation { .. }
        | Address::Extra { .. } => return None,
    };
    let account = comparison.cen_account(cen)?.clone();
    Some(Action::new(address, &account, call))
}

/// Returns the key in a mark of this topology, after the topology's name if that was another one; none if the tags have no such mark.
fn earlier(comparison: &Comparison<'_>, tags: &BTreeMap<String, String>) -> Option<String> {
    let owner = owner_of(tags).filter(|_| is_owned(tags, comparison.desired))?;
    let part = tags.get(NAME_TAG)?;
    match owner == comparison.desired.name.as_str() {
        true => Some(part.clone()),
        false => Some(format!("{owner}: {part}")),
    }
}

/// Returns the vSwitches of a VPC that carry the name that this topology had before.
fn vswitches_of_earlier_name(comparison: &Comparison<'_>, vpc: &InstanceId) -> BTreeSet<VswitchId> {
    let desired = comparison.desired;
    let all = comparison.observed.vswitches.iter();
    let renamed = all.filter(|(_, seen)| {
        seen.vpc == *vpc
            && is_owned(&seen.tags, desired)
            && owner_of(&seen.tags) != Some(desired.name.as_str())
    });
    renamed.map(|(id, _)| id.clone()).collect()
}

/// Returns the action that marks a VPC of ours under the key that it has now.
fn mark_vpc(comparison: &Comparison<'_>, name: &NetworkName) -> Option<Action> {
    let wanted = &comparison.desired.networks[name];
    let vpc = comparison.resolved.networks.get(name)?;
    let seen = comparison.observed.networks.get(vpc)?;
    let mark = MarkVpc {
        region: wanted.region.clone(),
        vpc: vpc.clone(),
        tags: marks(comparison, name.as_str()),
        vswitches: vswitches_of_earlier_name(comparison, vpc),
        was: earlier(comparison, &seen.tags)?,
    };
    let address = Address::Network {
        network: name.clone(),
    };
    Some(Action::new(address, &wanted.account, mark))
}

fn create_vpc(comparison: &Comparison<'_>, name: &NetworkName) -> Option<Call> {
    let network = &comparison.desired.networks[name];
    let Selector::Managed { cidr, description } = &network.selector else {
        return None;
    };
    let create = CreateVpc {
        region: network.region.clone(),
        name: name.to_string(),
        cidr: cidr.to_string(),
        description: description.clone(),
        tags: marks(comparison, name.as_str()),
    };
    Some(create.into())
}

fn create_cen(comparison: &Comparison<'_>, name: &CenName) -> Call {
    let cen = &comparison.desired.cens[name];
    let mut tags = marks(comparison, name.as_str());
    tags.extend(cen.tags.clone().unwrap_or_default());
    let create = CreateCen {
        name: cen.display_name.clone(),
        description: cen.description.clone(),
        tags,
    };
    create.into()
}

fn grant(comparison: &Comparison<'_>, cen: &CenName, network: &NetworkName) -> Call {
    let Topology { networks, cens, .. } = comparison.desired;
    let grant = GrantInstance {
        kind: networks[network].kind,
        instance: instance_ref(comparison, network),
        region: networks[network].region.clone(),
        cen: cen_ref(comparison, cen),
        cen_owner: comparison.desired.account(&cens[cen].account).id.clone(),
    };
    grant.into()
}

fn attach(comparison: &Comparison<'_>, cen: &CenName, network: &NetworkName) -> Call {
    let wanted = &comparison.desired.networks[network];
    let attach = AttachInstance {
        cen: cen_ref(comparison, cen),
        kind: wanted.kind,
        instance: instance_ref(comparison, network),
        region: wanted.region.clone(),
        owner: comparison.desired.account(&wanted.account).id.clone(),
    };
    attach.into()
}

fn create_package(comparison: &Comparison<'_>, name: &CenName, areas: AreaPair) -> Option<Call> {
    let cen = &comparison.desired.cens[name];
    let Package::Bought { mbps, charge } = &cen.bandwidth[&areas].package else {
        return None;
    };
    let create = CreatePackage {
        name: package_name(name, areas),
        areas,
        mbps: *mbps,
        charge: *charge,
        tags: marks(comparison, &package_mark(name, areas)),
    };
    Some(create.into())
}

fn associate(comparison: &Comparison<'_>, cen: &CenName, areas: AreaPair) -> Call {
    let associate = AssociatePackage {
        package: package_ref(comparison, cen, areas),
        cen: cen_ref(comparison, cen),
    };
    associate.into()
}
