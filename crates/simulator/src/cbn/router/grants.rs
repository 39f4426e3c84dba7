//! Grants of networks to transit routers of other accounts, by the network's owner.
//!
//! They and the grants of GrantInstanceToCen are one: each call's grant counts for either edition.

use serde_json::json;

use super::access::bad;
use crate::call::{Answer, Call};
use crate::pace::PacedChange;
use crate::ram::make_role_of;
use crate::refusal::Refusal;
use crate::world::{Grant, GrantKind, NetworkKind, Next, ResourceKey};

/// What a grant or a revocation names.
struct GrantNames {
    instance: String,
    cen: String,
    cen_owner: String,
}

fn named(call: &Call<'_>) -> Result<GrantNames, Refusal> {
    let parameters = call.parameters;
    let cen = call.cen_id()?;
    let cen_owner = parameters.required("CenOwnerId")?;
    let instance = parameters.required("InstanceId")?;
    let kind = kind(call, parameters.required("InstanceType")?)?;
    let region = parameters.get("RegionId");
    let is_own = |network: &crate::world::Network| {
        network.kind == kind
            && network.owner == call.caller
            && region.is_none_or(|region| network.region == region)
    };
    if !call.world.networks.get(instance).is_some_and(is_own) {
        return Err(match kind {
            NetworkKind::Vbr => Refusal::new(
                400,
                "InvalidVbr.NotFound",
                "The specified virtual border router does not exist.",
            ),
            NetworkKind::Vpc | NetworkKind::Ccn => Refusal::new(
                404,
                "InvalidInstanceId.NotFound",
                "The specified instance does not exist.",
            ),
        });
    }
    let held = call.world.cens.get(&cen);
    if held.is_none_or(|held| held.owner != cen_owner) {
        return Err(bad("IllegalParam.CenId", "The specified CenId is illegal."));
    }
    Ok(GrantNames {
        instance: instance.to_owned(),
        cen_owner: cen_owner.to_owned(),
        cen,
    })
}

/// `VPC`, and for a border router `ExpressConnect`, or whatever else is assumed. VPNs and ECRs are
/// beyond this simulator.
fn kind(call: &Call<'_>, text: &str) -> Result<NetworkKind, Refusal> {
    let either = call.world.assumptions.grant_kind == GrantKind::Either;
    match text {
        "VPC" => Ok(NetworkKind::Vpc),
        "ExpressConnect" => Ok(NetworkKind::Vbr),
        "VBR" if either => Ok(NetworkKind::Vbr),
        _ => Err(Refusal::invalid("InstanceType")),
    }
}

/// `OrderType`, by default `PayByCenOwner`.
fn order(call: &Call<'_>) -> Result<String, Refusal> {
    match call.parameters.get("OrderType").unwrap_or("PayByCenOwner") {
        order @ ("PayByCenOwner" | "PayByResourceOwner") => Ok(order.to_owned()),
        _ => Err(Refusal::invalid("OrderType")),
    }
}

fn take_turn_for(call: &mut Call<'_>, network: &str) -> Result<(), Refusal> {
    call.take_grant_turn(network).map_err(|_| {
        bad(
            "OperationFailed.TaskConflict",
            "The operation is too frequent, please wait a moment and try again.",
        )
    })
}

pub(crate) fn grant_instance_to_transit_router(call: &mut Call<'_>) -> Answer {
    let GrantNames {
        instance,
        cen,
        cen_owner,
    } = named(call)?;
    let order = order(call)?;
    call.service_is_open()?;
    check_allowed(call, &instance, &cen_owner)?;
    make_role_of(call)?;
    if call.world.grant(&instance, &cen).is_some() {
        return Ok(json!({}));
    }
    let held = call.world.grants.of_group(&instance).count();
    let quotas = call.world.quotas.as_ref();
    if quotas.is_some_and(|quotas| held >= quotas.grants) {
        return Err(Refusal::new(
            404,
            "QuotaExceeded.CbnGrantRules",
            "cbn grantRules per instance quota exceed",
        ));
    }
    take_turn_for(call, &instance)?;
    let grant = Grant {
        network: instance.clone(),
        cen: cen.clone(),
        cen_owner,
        created: call.now,
        effective: false,
        order,
    };
    call.world
        .grants
        .insert(Grant::key_of(&instance, &cen), grant);
    let key = ResourceKey::Grant {
        network: instance,
        cen,
    };
    call.begin(key, PacedChange::Grant, Next::Effective);
    Ok(json!({}))
}

/// Border routers may be granted by accounts that the vendor has allowed to. The table has no code
/// for the others: it is that of GrantInstanceToCen.
fn check_allowed(call: &Call<'_>, instance: &str, cen_owner: &str) -> Result<(), Refusal> {
    let network = call.world.networks.get(instance);
    let is_vbr = network.is_some_and(|network| network.kind == NetworkKind::Vbr);
    let account = call.world.accounts.get(call.caller);
    let is_allowed = account.is_some_and(|account| account.vbr_grants);
    match is_vbr && !is_allowed && cen_owner != call.caller {
        true => Err(bad("Invalid.Grant", "Can not grant to other owner cen.")),
        false => Ok(()),
    }
}

/// Changes who is to pay; the attachment still says so itself afterwards.
pub(crate) fn modify_grant_instance_to_transit_router(call: &mut Call<'_>) -> Answer {
    let missing = |name: &str| {
        bad(
            &format!("MissingParameter.{name}"),
            "A parameter is missing.",
        )
    };
    let cen = call.parameters.get("CenId");
    let cen = cen.ok_or_else(|| missing("CenId"))?;
    let instance = call.parameters.get("InstanceId");
    let instance = instance.ok_or_else(|| missing("InstanceId"))?;
    call.parameters.required("OrderType")?;
    let order = order(call)?;
    let network = call.world.networks.get(instance);
    let is_own = network.is_some_and(|network| network.owner == call.caller);
    let key = Grant::key_of(instance, cen);
    let grant = call.world.grants.get_mut(&key).filter(|_| is_own);
    let grant = grant.ok_or_else(|| {
        bad(
            "OperationFailed.GrantCrossAccountNotExist",
            "The grant does not exist.",
        )
    })?;
    grant.order = order;
    Ok(json!({}))
}

pub(crate) fn revoke_instance_from_transit_router(call: &mut Call<'_>) -> Answer {
    let GrantNames { instance, cen, .. } = named(call)?;
    if call.world.hangs_on(&instance, &cen) {
        return Err(bad(
            "IncorrectStatus.Cen",
            "The status of Cen is incorrect.",
        ));
    }
    if call.world.grant(&instance, &cen).is_none() {
        return Err(Refusal::new(
            404,
            "InvalidInstanceId.NotFound",
            "The specified instance does not exist.",
        ));
    }
    take_turn_for(call, &instance)?;
    call.world.grants.remove(&Grant::key_of(&instance, &cen));
    Ok(json!({}))
}
