//! Grants of networks to CENs of other accounts, by the network's owner in the network's region.

use serde_json::json;

use crate::call::{Answer, Call, ListAnswer, seconds, uid};
use crate::cbn::resource_groups::DEFAULT_GROUP;
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::vpc::parameters::region;
use crate::world::{Grant, NetworkKind};
use crate::world::{Next, ResourceKey};

/// What a grant or a revocation names.
struct GrantNames {
    instance: String,
    cen: String,
    cen_owner: String,
}

fn named(call: &Call<'_>, kinds: &[NetworkKind]) -> Result<GrantNames, Refusal> {
    let parameters = call.parameters;
    let region = region(call)?;
    let missing_cen = || {
        Refusal::new(
            400,
            "MissingParam.CenInstanceId",
            "The CEN instance id is missing.",
        )
    };
    let cen = parameters.get("CenId").ok_or_else(missing_cen)?.to_owned();
    let cen_owner = parameters.required("CenOwnerId")?.to_owned();
    let instance = parameters.required("InstanceId")?.to_owned();
    let bad_type = || {
        Refusal::new(
            404,
            "InstanceType.Invalid",
            "The specified instance type is invalid.",
        )
    };
    let kind = NetworkKind::of(parameters.required("InstanceType")?)
        .filter(|kind| kinds.contains(kind))
        .ok_or_else(bad_type)?;
    if !cen.starts_with("cen-") {
        return Err(Refusal::new(
            400,
            "IllegalParam.CenInstanceId",
            "The specified CEN instance id is illegal.",
        ));
    }
    let network = call.world.networks.get(&instance);
    let is_own = network.is_some_and(|network| {
        network.kind == kind && network.owner == call.caller && network.region == region
    });
    if !is_own && kind == NetworkKind::Vbr && network.is_none() {
        return Err(Refusal::new(
            404,
            "InvalidVbr.NotFound",
            "The specified virtual border router does not exist.",
        ));
    }
    if !is_own {
        return Err(no_instance());
    }
    Ok(GrantNames {
        instance,
        cen,
        cen_owner,
    })
}

fn no_instance() -> Refusal {
    Refusal::new(
        404,
        "InvalidInstanceId.NotFound",
        "The specified instance does not exist.",
    )
}

/// VBRs may be granted by accounts that the vendor has allowed to; VPCs by any.
pub(crate) fn grant_instance_to_cen(call: &mut Call<'_>) -> Answer {
    let GrantNames {
        instance,
        cen,
        cen_owner,
    } = named(call, &[NetworkKind::Vpc, NetworkKind::Vbr])?;
    let is_vbr = call
        .world
        .networks
        .get(&instance)
        .is_some_and(|network| network.kind == NetworkKind::Vbr);
    let is_allowed = call
        .world
        .accounts
        .get(call.caller)
        .is_some_and(|account| account.vbr_grants);
    if is_vbr && !is_allowed && cen_owner != call.caller {
        return Err(Refusal::new(
            400,
            "Invalid.Grant",
            "The specified VBR cannot be granted to a CEN of another account.",
        ));
    }
    grant(call, instance, cen, cen_owner)
}

/// Gives a grant. One that is there already is left as it is.
pub(crate) fn grant(
    call: &mut Call<'_>,
    network: String,
    cen: String,
    cen_owner: String,
) -> Answer {
    let owned = call
        .world
        .cens
        .get(&cen)
        .is_some_and(|cen| cen.owner == cen_owner);
    if !owned {
        return Err(Refusal::new(
            400,
            "IllegalParam.CenInstanceId",
            "The specified CEN instance id is illegal.",
        ));
    }
    if call.world.grant(&network, &cen).is_some() {
        return Ok(json!({}));
    }
    let held = call.world.grants.of_group(&network).count();
    if call
        .world
        .quotas
        .as_ref()
        .is_some_and(|quotas| held >= quotas.grants)
    {
        return Err(Refusal::new(
            404,
            "QuotaExceeded.CbnGrantRules",
            "The number of grant rules exceeds the quota.",
        ));
    }
    call.take_grant_turn(&network)?;
    let created = call.now;
    let grant = Grant {
        network: network.clone(),
        cen: cen.clone(),
        cen_owner,
        created,
        effective: false,
        order: "PayByCenOwner".to_owned(),
    };
    call.world
        .grants
        .insert(Grant::key_of(&network, &cen), grant);
    call.begin(
        ResourceKey::Grant { network, cen },
        PacedChange::Grant,
        Next::Effective,
    );
    Ok(json!({}))
}

pub(crate) fn revoke_instance_from_cen(call: &mut Call<'_>) -> Answer {
    let GrantNames { instance, cen, .. } = named(
        call,
        &[NetworkKind::Vpc, NetworkKind::Vbr, NetworkKind::Ccn],
    )?;
    revoke(call, &instance, &cen)
}

/// Takes a grant back. The network must be detached before.
pub(crate) fn revoke(call: &mut Call<'_>, network: &str, cen: &str) -> Answer {
    if call.world.hangs_on(network, cen) {
        return Err(Refusal::new(
            400,
            "IncorrectStatus",
            "The current status of the resource does not support this operation.",
        ));
    }
    if call.world.grant(network, cen).is_none() {
        return Err(no_instance());
    }
    call.take_grant_turn(network)?;
    call.world.grants.remove(&Grant::key_of(network, cen));
    Ok(json!({}))
}

pub(crate) fn describe_grant_rules_to_cen(call: &mut Call<'_>) -> ListAnswer {
    let region = region(call)?;
    let page = call.parameters.page()?;
    let id = call.parameters.required("InstanceId")?;
    let bad_type = || {
        Refusal::new(
            404,
            "InstanceType.Invalid",
            "The specified instance type is invalid.",
        )
    };
    let kind = NetworkKind::of(call.parameters.required("InstanceType")?).ok_or_else(bad_type)?;
    let network = call.world.networks.get(id);
    let is_own = network.is_some_and(|network| {
        network.kind == kind && network.owner == call.caller && network.region == region
    });
    // A network that is deleted has no grants, and its list is empty.
    if !is_own && !call.world.is_gone(id, call.caller) {
        return Err(no_instance());
    }
    let in_group = call
        .parameters
        .get("ResourceGroupId")
        .is_none_or(|group| group == DEFAULT_GROUP);
    let grants = call.world.grants.values();
    let found = grants.filter(|grant| is_own && in_group && grant.network == id);
    Ok(page.answer(
        ("CenGrantRules", "CbnGrantRule"),
        found,
        |grant| object! { "CenInstanceId": &grant.cen, "CenOwnerId": uid(&grant.cen_owner), "CreationTime": seconds(grant.created) },
    ))
}
