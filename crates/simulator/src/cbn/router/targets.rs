//! Where an attachment is to be made, and the network that is to be attached there.

use super::access::{RouterPlace, bad, not_full};
use super::routers;
use crate::area::area_of;
use crate::call::Call;
use crate::ram::has_role;
use crate::refusal::Refusal;
use crate::world::{Edition, MissingGrant, Network, NetworkKind};

/// Where an attachment is to be made, and whether the router has to be made first.
pub(super) struct Target {
    pub(super) place: RouterPlace,
    pub(super) is_new: bool,
}

/// Returns the router that `TransitRouterId` names, or `CenId` and `RegionId` together. With the latter one
/// that is not there is made, if `makes_it` says so.
pub(super) fn target(call: &Call<'_>, makes_it: bool) -> Result<Target, Refusal> {
    let parameters = call.parameters;
    let (cen, region) = (parameters.get("CenId"), parameters.get("RegionId"));
    let existing = |place| Target {
        place,
        is_new: false,
    };
    if let Some(id) = parameters.get("TransitRouterId") {
        let fits = |place: &RouterPlace| cen.is_none_or(|cen| place.cen == cen);
        let place = call.place_of(id).filter(fits).ok_or_else(no_router)?;
        if region.is_some_and(|region| place.region != region) {
            return Err(bad(
                "IllegalParam.TransitRouterRegionId",
                "TransitRouterRegionId is illegal.",
            ));
        }
        return Ok(existing(place));
    }
    let (Some(cen), Some(region)) = (cen, region) else {
        return Err(bad(
            "MissingParam.CenIdOrRegionId",
            "Either CenId or RegionId must be specified.",
        ));
    };
    let held = call
        .own_cen(cen)
        .map_err(|_| bad("InvalidCenId.NotFound", "CenId is not found."))?;
    let place = RouterPlace {
        cen: cen.to_owned(),
        region: region.to_owned(),
    };
    if held.routers.contains_key(region) {
        return Ok(existing(place));
    }
    if area_of(region).is_none() {
        return Err(bad(
            "IllegalParam.RegionId",
            "The Specified Parameter RegionId is illegal",
        ));
    }
    if !makes_it {
        return Err(no_router());
    }
    if !call.world.editions.sell_enterprise(region) {
        return Err(unsupported_region());
    }
    Ok(Target {
        place,
        is_new: true,
    })
}

fn no_router() -> Refusal {
    bad(
        "InvalidTransitRouterId.NotFound",
        "The specified  TransitRouterId is not found.",
    )
}

pub(super) fn unsupported_region() -> Refusal {
    bad(
        "OperationUnsupported.TransitRouterRegionId",
        "The specified TransitRouterRegion does not support the operation.",
    )
}

pub(super) fn wrong_edition() -> Refusal {
    bad(
        "OperationUnsupported.TransitRouterType",
        "The operation is not supported because of the wrong transitRouter type.",
    )
}

/// Refuses a target that takes no attachment now. `status` is the HTTP status for a CEN that is not
/// Active, which is not the same for all kinds.
pub(super) fn target_is_ready(
    call: &Call<'_>,
    target: &Target,
    status: u16,
) -> Result<(), Refusal> {
    let place = &target.place;
    let cen = call.own_cen(&place.cen)?;
    call.service_is_open()?;
    not_full(cen)?;
    if target.is_new {
        call.cen_is_free(&place.cen)?;
    }
    call.router_is_free(place)?;
    let router = call.router_at(place);
    if router.is_some_and(|router| router.edition == Edition::Basic) {
        return Err(wrong_edition());
    }
    if cen.status != "Active" {
        return Err(Refusal {
            status,
            ..Refusal::cen_status()
        });
    }
    match router.is_none_or(|router| router.status == "Active") {
        true => Ok(()),
        false => Err(routers::status()),
    }
}

/// Returns the network to attach, which must be the caller's or granted to the CEN, in the router's region.
pub(super) fn granted_network<'a>(
    call: &'a Call<'_>,
    place: &RouterPlace,
    id: &str,
    kind: NetworkKind,
    owner: &str,
) -> Result<&'a Network, Refusal> {
    let is_it = |network: &&Network| network.kind == kind && network.owner == owner;
    let network = call.world.networks.get(id).filter(is_it);
    let network = network.ok_or_else(|| no_network(kind))?;
    if network.region != place.region {
        return Err(unsupported_region());
    }
    if owner == call.caller {
        return Ok(network);
    }
    let granted = call.world.grant(id, &place.cen);
    if !granted.is_some_and(|grant| grant.effective) {
        return Err(not_granted(call));
    }
    if !call.has_service(owner) {
        return Err(bad(
            "Forbidden.ResourceOwnerTransitRouterServiceNotOpen",
            "The resource owner user has not opened transit router service.",
        ));
    }
    Ok(network)
}

/// The tables of the operations have no code for this: it is of their kind.
fn no_network(kind: NetworkKind) -> Refusal {
    match kind {
        NetworkKind::Vbr => Refusal::new(
            404,
            "InvalidVbr.NotFound",
            "The specified virtual border router does not exist.",
        ),
        NetworkKind::Vpc | NetworkKind::Ccn => {
            bad("InvalidVpcId.NotFound", "The specified VpcId is not found.")
        }
    }
}

fn not_granted(call: &Call<'_>) -> Refusal {
    match call.world.assumptions.missing_grant {
        MissingGrant::AcrossUid => Refusal::new(
            409,
            "Forbbiden.AttachChildInstanceAcrossUid",
            "The specified child-instance is not authorized to CEN.",
        ),
        MissingGrant::NotFound => Refusal::new(
            404,
            "InvalidInstanceId.NotFound",
            "The specified instance does not exist.",
        ),
    }
}

/// Who pays for an attachment of a network: what its grant says, and the CEN's owner for an own one.
pub(super) fn order_of_grant(call: &Call<'_>, network: &str, cen: &str) -> String {
    let granted = call.world.grant(network, cen);
    granted.map_or_else(|| "PayByCenOwner".to_owned(), |grant| grant.order.clone())
}

/// Refuses who may not make the service-linked role that is missing. Kinds other than VPCs name its policy.
pub(super) fn role_by_policy(call: &Call<'_>, owner: &str) -> Result<(), Refusal> {
    if has_role(call, owner) {
        return Ok(());
    }
    Err(bad(
        "NoPermission.AliyunServiceRolePolicyForCEN",
        "You are not authorized to create the service linked role. Role Name: AliyunServiceRolePolicyForCEN. Service Name: cen.aliyuncs.com. \
         Make sure that the user has been granted the ram:CreateServiceLinkedRole permission.",
    ))
}
