//! The networks on a CEN.

use std::collections::BTreeSet;

use serde_json::json;

use crate::area::area_of;
use crate::call::{Answer, Call};
use crate::cbn::router::access::RouterPlace;
use crate::cbn::router::convert;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{
    Cen, Child, Edition, EqualRanges, Network, NetworkKind, OldAttach, Protection, Router,
};
use crate::world::{Next, ResourceKey};

/// The network that the parameters name, as the API finds it: by id, type, region and owner.
pub(super) struct ChildNames<'a> {
    pub(super) id: &'a str,
    pub(super) kind: NetworkKind,
    pub(super) region: &'a str,
    owner: &'a str,
}

pub(super) fn named<'a>(call: &Call<'a>) -> Result<ChildNames<'a>, Refusal> {
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
