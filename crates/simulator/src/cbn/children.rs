//! The networks on a CEN.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use crate::area::area_of;
use crate::call::{Answer, Call, ListAnswer, minutes, uid};
use crate::cbn::router::access::RouterPlace;
use crate::cbn::router::convert;
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{
    Attachment, Cen, Child, ChildrenList, Edition, EqualRanges, Network, NetworkKind, OldAttach,
    Protection, Router, World,
};
use crate::world::{Next, ResourceKey};

/// The network that the parameters name, as the API finds it: by id, type, region and owner.
struct ChildNames<'a> {
    id: &'a str,
    kind: NetworkKind,
    region: &'a str,
    owner: &'a str,
}

fn named<'a>(call: &Call<'a>) -> Result<ChildNames<'a>, Refusal> {
    let parameters = call.parameters;
    let id = parameters.required("ChildInstanceId")?;
    let region = parameters.required("ChildInstanceRegionId")?;
    let kind = NetworkKind::of(parameters.required("ChildInstanceType")?).ok_or_else(|| {
        Refusal::new(
            400,
            "InstanceType.NotSupport",
            "The specified instance type is not supported.",
        )
    })?;
    Ok(ChildNames {
        id,
        kind,
        region,
        owner: parameters
            .get("ChildInstanceOwnerId")
            .unwrap_or(call.caller),
    })
}

fn network<'a>(call: &'a Call<'_>, named: &ChildNames<'_>) -> Result<&'a Network, Refusal> {
    if !call.world.accounts.contains_key(named.owner) {
        return Err(Refusal::new(
            404,
            "Bid.NotFound",
            "The specified bid is not found.",
        ));
    }
    let is_it = |network: &&Network| {
        network.kind == named.kind && network.region == named.region && network.owner == named.owner
    };
    call.world
        .networks
        .get(named.id)
        .filter(is_it)
        .ok_or_else(Refusal::no_instance)
}

pub(crate) fn attach_cen_child_instance(call: &mut Call<'_>) -> Answer {
    let id = call.cen_id()?;
    let named = named(call)?;
    call.own_cen(&id)?;
    let network = network(call, &named)?;
    if area_of(named.region).is_none() {
        return Err(Refusal::invalid("ChildInstanceRegionId"));
    }
    check_permission(call, &id, &named, network)?;
    let cen = call.free_cen(&id)?;
    check_router(cen, named.region)?;
    if call.world.child(named.id).is_some() {
        return Err(Refusal::child_status());
    }
    check_network(network)?;
    check_range(call, cen, network)?;
    check_quotas(call, &id, named.region)?;
    if !cen.routers.contains_key(named.region) && call.world.editions.sell_enterprise(named.region)
    {
        match call.world.assumptions.old_attach {
            OldAttach::Basic => {}
            OldAttach::Refuse => return Err(convert::unsupported()),
            OldAttach::Convert => {
                let region = named.region.to_owned();
                return convert::attach_to_new_router(
                    call,
                    RouterPlace { cen: id, region },
                    named.id,
                );
            }
        }
    }
    let (network, region) = (named.id.to_owned(), named.region.to_owned());
    let router = call.world.new_id("tr");
    let now = call.now;
    if let Some(cen) = call.world.cens.get_mut(&id) {
        cen.children
            .insert(network.clone(), Child::new("Attaching", now));
        cen.routers
            .get_or_insert_with(&region, || Router::basic(router, now));
    }
    call.begin(
        ResourceKey::Child { cen: id, network },
        PacedChange::Attach,
        Next::Status("Attached".to_owned()),
    );
    Ok(json!({}))
}

/// The network must be free, and the CEN's owner must have it or be granted it.
fn check_permission(
    call: &Call<'_>,
    cen: &str,
    named: &ChildNames<'_>,
    network: &Network,
) -> Result<(), Refusal> {
    let child = call.world.child(named.id);
    if child.is_some_and(|(_, child)| child.status == "Attached") {
        return Err(Refusal::new(
            409,
            "InvalidOperation.ChildInstanceAlreadyAttached",
            "The child instance is already attached to a CEN instance.",
        ));
    }
    let mut attached = call.world.attachments_of(named.id);
    if attached.any(|(held, _)| held == cen) {
        return Err(Refusal::new(
            409,
            "InvalidOperation.ChildInstanceAlreadyAttached",
            "The child instance is already attached to a CEN instance.",
        ));
    }
    let mut attached = call.world.attachments_of(named.id);
    if attached.any(|(_, attachment)| attachment.publishes) {
        return Err(Refusal::new(
            409,
            "InvalidOperation.CenAlreadyAutoPubilshRouteToInstance",
            "Operation is invalid because other cen has already auto published route to this instance.",
        ));
    }
    let granted = call.world.grant(named.id, cen);
    if network.owner == call.caller || granted.is_some_and(|grant| grant.effective) {
        return Ok(());
    }
    Err(Refusal::new(
        409,
        "Forbbiden.AttachChildInstanceAcrossUid",
        "The specified child-instance is not authorized to CEN.",
    ))
}

/// The CEN must take networks through Basic Edition transit routers in this region.
fn check_router(cen: &Cen, region: &str) -> Result<(), Refusal> {
    if cen.protection == Protection::Full {
        return Err(Refusal::full_level());
    }
    match cen.routers.get(region).map(|router| router.edition) {
        Some(Edition::Enterprise) => Err(Refusal::new(
            400,
            "OperationFailed.InvalidTransitRouter",
            "The transit router of the region does not support the operation.",
        )),
        Some(Edition::Basic) | None => Ok(()),
    }
}

/// The network must be in a state in which it can be attached.
fn check_network(network: &Network) -> Result<(), Refusal> {
    match network.kind {
        NetworkKind::Vpc if network.status != "Available" => Err(Refusal::new(
            400,
            "OperationFailed.InvalidVpcStatus",
            "The VPC is not in a stable state.",
        )),
        NetworkKind::Vbr if network.status != "active" => Err(Refusal::child_status()),
        NetworkKind::Vpc | NetworkKind::Vbr | NetworkKind::Ccn => Ok(()),
    }
}

/// Refuses a range that another network on the CEN has, if the world's rules say so. By default the network is attached, and its route
/// conflicts.
fn check_range(call: &Call<'_>, cen: &Cen, network: &Network) -> Result<(), Refusal> {
    let mut others = cen
        .children
        .keys()
        .filter_map(|id| call.world.networks.get(id));
    let is_taken = !network.cidr.is_empty() && others.any(|other| other.cidr == network.cidr);
    match call.world.rules.equal_ranges {
        EqualRanges::Refuse if is_taken => Err(Refusal::new(
            403,
            "Forbidden.AttachChildInstance",
            "Another network on the CEN instance has the same address range.",
        )),
        EqualRanges::Refuse | EqualRanges::Conflict => Ok(()),
    }
}

fn check_quotas(call: &Call<'_>, cen: &str, region: &str) -> Result<(), Refusal> {
    let Some((quotas, cen)) = call.world.quotas.as_ref().zip(call.world.cens.get(cen)) else {
        return Ok(());
    };
    let regions: Vec<_> = cen
        .children
        .keys()
        .filter_map(|id| Some(call.world.networks.get(id)?.region.as_str()))
        .collect();
    let here = regions.iter().filter(|other| **other == region).count();
    let others: BTreeSet<_> = regions.iter().filter(|other| **other != region).collect();
    if here >= quotas.attachments || (here == 0 && others.len() >= quotas.regions) {
        // The code for these quotas is not documented; this is the general one for an attachment that is not allowed.
        return Err(Refusal::new(
            403,
            "Forbidden.AttachChildInstance",
            "The number of attached child instances exceeds the quota.",
        ));
    }
    Ok(())
}

/// Detaches a network. That it is the last one of its region is no hindrance, and the limits of the region stay as they are. Source:
/// reference, conflict matrix.
pub(crate) fn detach_cen_child_instance(call: &mut Call<'_>) -> Answer {
    let id = call.cen_id()?;
    let named = named(call)?;
    let cen = detachable_from(call, &id, &named)?;
    let router = cen.routers.get(named.region);
    if router.is_some_and(|router| router.edition == Edition::Enterprise) {
        return Err(Refusal::new(
            400,
            "Forbidden.TypeInvalid",
            "Only Basic Edition transit routers are supported.",
        ));
    }
    let child = cen
        .children
        .get(named.id)
        .ok_or_else(Refusal::no_instance)?;
    if cen.status != "Active" {
        return Err(Refusal::cen_status());
    }
    if call.blocking && call.world.is_changing(&id) {
        return Err(Refusal::blocking());
    }
    if child.status != "Attached" {
        return Err(Refusal::child_status());
    }
    check_unused(cen, child, named.id)?;
    let network = named.id.to_owned();
    if let Some(child) = call
        .world
        .cens
        .get_mut(&id)
        .and_then(|cen| cen.children.get_mut(&network))
    {
        child.status = "Detaching".to_owned();
    }
    call.begin(
        ResourceKey::Child { cen: id, network },
        PacedChange::Detach,
        Next::Gone,
    );
    Ok(json!({}))
}

/// Returns the CEN in question, if the caller owns it, or owns the network and names the CEN's owner.
fn detachable_from<'a>(
    call: &'a Call<'_>,
    id: &str,
    named: &ChildNames<'_>,
) -> Result<&'a Cen, Refusal> {
    let cen_owner = call.parameters.get("CenOwnerId").unwrap_or(call.caller);
    let cen = call.world.cens.get(id);
    let cen = cen
        .filter(|cen| cen.owner == cen_owner)
        .ok_or_else(Refusal::no_cen)?;
    let is_it = |network: &&Network| network.kind == named.kind && network.region == named.region;
    let network = call.world.networks.get(named.id);
    let network = network.filter(is_it).ok_or_else(Refusal::no_instance)?;
    if cen_owner != call.caller && network.owner != call.caller {
        return Err(Refusal::no_cen());
    }
    Ok(cen)
}

/// Nothing may keep the network on the CEN: neither a cloud service nor an access to PrivateZone that it hosts.
fn check_unused(cen: &Cen, child: &Child, id: &str) -> Result<(), Refusal> {
    if !child.service.is_empty() {
        return Err(Refusal::new(
            400,
            "OperationNotPermitted.AttachmentManagedByCloudService",
            "The attachment is managed by a cloud service.",
        ));
    }
    let mut hosted = cen
        .routing
        .zones
        .values()
        .filter(|zone| zone.host_vpc == id)
        .peekable();
    if hosted.peek().is_none() {
        return Ok(());
    }
    // Clients that withdraw the access first retry this code until it is withdrawn.
    if hosted.all(|zone| zone.status == "Deleting") {
        return Err(Refusal::blocking());
    }
    Err(Refusal::new(
        400,
        "Forbidden.PrivatezoneRouteExisted",
        "The VPC still hosts an access to PrivateZone.",
    ))
}

pub(crate) fn describe_cen_attached_child_instances(call: &mut Call<'_>) -> ListAnswer {
    let id = call.cen_id()?;
    let page = call.parameters.page()?;
    let cen = call.listed_cen(&id)?;
    let region = call.parameters.get("ChildInstanceRegionId");
    let kind = call.parameters.get("ChildInstanceType");
    let fits = |network: &Network| {
        region.is_none_or(|region| network.region == region)
            && kind.is_none_or(|kind| kind.eq_ignore_ascii_case(network.kind.as_str()))
    };
    let networks = &call.world.networks;
    let is_whole = region.is_none() && kind.is_none();
    let found = cen.into_iter().flat_map(|cen| &cen.children);
    let found = found.filter(|(id, _)| is_whole || networks.get(*id).is_some_and(fits));
    let found = found.map(|(id, child)| Shown::Child(id, child));
    let attached = (call.world.assumptions.children_list == ChildrenList::All)
        .then(|| attached(call.world, cen, fits));
    let (shown, total) = page.cut(found.chain(attached.into_iter().flatten()));
    // A world that was written by hand may lack a network.
    let rows = shown.into_iter().filter_map(|shown| match shown {
        Shown::Child(network, child) => Some(row(
            &id,
            network,
            networks.get(network)?,
            &child.service,
            (child.attached, &child.status),
        )),
        Shown::Attached(attachment, network) => {
            let state = (attachment.created, &*attachment.status);
            Some(row(&id, network, networks.get(network)?, "", state))
        }
    });
    let rows: Vec<_> = rows.collect();
    let answer = page.numbered("ChildInstances", object! { "ChildInstance": rows }, total);
    call.world
        .count_read(|key| matches!(key, ResourceKey::Child { cen, .. } if *cen == id));
    Ok(answer)
}

/// A network on a CEN, as this list shows it.
enum Shown<'a> {
    Child(&'a str, &'a Child),
    /// One on a router of the Enterprise Edition.
    Attached(&'a Attachment, &'a str),
}

/// Returns the networks on routers of the Enterprise Edition.
fn attached<'a>(
    world: &'a World,
    cen: Option<&'a Cen>,
    fits: impl Fn(&Network) -> bool,
) -> impl Iterator<Item = Shown<'a>> {
    let attachments = cen.into_iter().flat_map(|cen| cen.attachments.values());
    attachments.filter_map(move |attachment| {
        let id = attachment.network()?;
        let network = world.networks.get(id)?;
        fits(network).then_some(Shown::Attached(attachment, id))
    })
}

fn row(
    cen: &str,
    id: &str,
    network: &Network,
    service: &str,
    (attached, status): (Timestamp, &str),
) -> impl Serialize {
    object! {
        "CenId": cen,
        "ChildInstanceId": id,
        "ChildInstanceType": network.kind.as_str(),
        "ChildInstanceRegionId": &network.region,
        "ChildInstanceOwnerId": uid(&network.owner),
        "ChildInstanceAttachTime": minutes(attached),
        "ManagedService": service,
        "Status": status,
    }
}

pub(crate) fn describe_cen_attached_child_instance_attribute(call: &mut Call<'_>) -> Answer {
    let id = call.cen_id()?;
    let named = named(call)?;
    let cen = call.own_cen(&id)?;
    let fits = |network: &&Network| network.kind == named.kind && network.region == named.region;
    let network = call
        .world
        .networks
        .get(named.id)
        .filter(fits)
        .ok_or_else(Refusal::unknown_child)?;
    let child = cen.children.get(named.id).ok_or_else(|| {
        if cen.former.contains_key(named.id) {
            Refusal::unknown_child()
        } else {
            Refusal::never_attached()
        }
    })?;
    let state = (child.attached, &*child.status);
    let mut answer = json!(row(&id, named.id, network, &child.service, state));
    answer["ChildInstanceName"] = network.name.clone().into();
    if network.kind == NetworkKind::Vpc {
        answer["ChildInstanceAttributes"] = json!({
            "CidrBlock": network.cidr,
            "Ipv6CidrBlock": "",
            "SecondaryCidrBlocks": { "secondaryCidrBlock": [] },
            "Ipv6CidrBlocks": { "ipv6CidrBlock": [] },
        });
    }
    let network = named.id.to_owned();
    call.world.count_read(|key| {
        *key == ResourceKey::Child {
            cen: id.clone(),
            network: network.clone(),
        }
    });
    Ok(answer)
}
