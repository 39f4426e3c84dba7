//! Health checks of the lines behind VBRs.

use std::net::Ipv4Addr;

use serde::Serialize;
use serde_json::json;

use crate::call::{Answer, Call, ListAnswer};
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::text_rule::DESCRIPTION;
use crate::world::HealthCheck;
use crate::world::{Network, NetworkKind};
use crate::world::{Next, ResourceKey};

/// Sets a health check up, or changes it. It is listed at once; while it is being set up, no other change of it is taken.
pub(crate) fn enable_cen_vbr_health_check(call: &mut Call<'_>) -> Answer {
    let cen_id = call.cen_id()?;
    let vbr = call.parameters.required("VbrInstanceId")?.to_owned();
    let check = health_check(call)?;
    call.free_cen(&cen_id)?;
    let network = attached(call, &cen_id, &vbr)?;
    let cen = call.own_cen(&cen_id)?;
    let in_region = |id: &str| {
        call.world
            .networks
            .get(id)
            .is_some_and(|other| other.region == network.region)
    };
    let mut others = cen
        .routing
        .health_checks
        .iter()
        .filter(|(other, _)| **other != vbr && in_region(other));
    if others.any(|(_, other)| other.target_ip == check.target_ip) {
        return Err(Refusal::new(
            400,
            "RouteConflict",
            "The route of the health check exists already.",
        ));
    }
    let before = cen.routing.health_checks.get(&vbr);
    let is_new = before.is_none();
    let check = HealthCheck {
        source_ip: source(call, before)?,
        ..check
    };
    if check.source_ip == check.target_ip {
        return Err(Refusal::new(
            400,
            "Illegal.SourceIpOrTargetIp",
            "The specified source or target IP is illegal.",
        ));
    }
    if let Some(routing) = call.world.routing(&cen_id) {
        routing.health_checks.insert(vbr.clone(), check);
    }
    if is_new {
        call.begin(
            ResourceKey::HealthCheck { cen: cen_id, vbr },
            PacedChange::HealthCheck,
            Next::Effective,
        );
    }
    Ok(json!({}))
}

/// Returns the source address: the one that is asked for, else the one that the check has, else one that the API chooses. Which one it chooses is not
/// documented, only its range.
fn source(call: &Call<'_>, before: Option<&HealthCheck>) -> Result<String, Refusal> {
    match call.parameters.get("HealthCheckSourceIp") {
        Some(text) => Ok(address(text)?.to_string()),
        None => Ok(before.map_or_else(
            || "100.96.0.1".to_owned(),
            |before| before.source_ip.clone(),
        )),
    }
}

/// Returns the health check that the parameters describe, without its source address.
fn health_check(call: &Call<'_>) -> Result<HealthCheck, Refusal> {
    let parameters = call.parameters;
    let target = address(parameters.required("HealthCheckTargetIp")?)?;
    let within = |name: &str, least: u64, most: u64, default: u64| match parameters
        .number(name)?
        .unwrap_or(default)
    {
        number if (least..=most).contains(&number) => Ok(number),
        _ => Err(Refusal::invalid(name)),
    };
    Ok(HealthCheck {
        source_ip: String::new(),
        target_ip: target.to_string(),
        interval: within("HealthCheckInterval", 2, 3, 2)?,
        threshold: within("HealthyThreshold", 3, 8, 8)?,
        only: parameters.boolean("HealthCheckOnly")?.unwrap_or(false),
        description: call.text("Description", &DESCRIPTION)?.unwrap_or_default(),
    })
}

fn address(text: &str) -> Result<Ipv4Addr, Refusal> {
    text.parse().map_err(|_| {
        Refusal::new(
            400,
            "InvalidIpAddress",
            "The specified IP address is not valid.",
        )
    })
}

/// Takes a health check away. One that is not there succeeds: the reference has no code for it.
pub(crate) fn disable_cen_vbr_health_check(call: &mut Call<'_>) -> Answer {
    let cen = call.cen_id()?;
    let vbr = call.parameters.required("VbrInstanceId")?.to_owned();
    call.free_cen(&cen)?;
    attached(call, &cen, &vbr)?;
    if call.own_cen(&cen)?.routing.health_checks.contains_key(&vbr) {
        call.begin(
            ResourceKey::HealthCheck { cen, vbr },
            PacedChange::HealthCheck,
            Next::Gone,
        );
    }
    Ok(json!({}))
}

/// The VBR that the parameters name, which must rest on the CEN, and whose health check must not be under way.
fn attached<'a>(call: &'a Call<'_>, cen: &str, vbr: &str) -> Result<&'a Network, Refusal> {
    let region = call.parameters.required("VbrInstanceRegionId")?;
    let owner = call
        .parameters
        .get("VbrInstanceOwnerId")
        .unwrap_or(call.caller);
    let fits = |network: &&Network| {
        network.kind == NetworkKind::Vbr && network.region == region && network.owner == owner
    };
    let absent = || {
        Refusal::new(
            409,
            "InvalidOperation.VbrNotAttachedToCen",
            "The VBR is not attached to the CEN instance.",
        )
    };
    let network = call
        .world
        .networks
        .get(vbr)
        .filter(fits)
        .ok_or_else(absent)?;
    let child = call.own_cen(cen)?.children.get(vbr).ok_or_else(absent)?;
    // Clients retry this code, and take an attachment that is under way for none.
    if child.status == "Attaching" {
        return Err(absent());
    }
    if child.status != "Attached" {
        let message = "The attachment of the VBR is not in a valid state for the operation.";
        return Err(Refusal::new(
            409,
            "InvalidOperation.VbrCenAttachmentStatus",
            message,
        ));
    }
    if call.world.is_on_its_way(&ResourceKey::HealthCheck {
        cen: cen.to_owned(),
        vbr: vbr.to_owned(),
    }) {
        let message = "The status of the instance does not support the operation.";
        return Err(Refusal::new(409, "InstanceStatus.NotSupport", message));
    }
    Ok(network)
}

/// Returns the health checks of a region, on one CEN or on every CEN of the caller's.
pub(crate) fn describe_cen_vbr_health_check(call: &mut Call<'_>) -> ListAnswer {
    let parameters = call.parameters;
    let page = parameters.page()?;
    let region = parameters.required("VbrInstanceRegionId")?;
    let wanted = parameters.get("CenId");
    if let Some(id) = wanted {
        call.listed_cen(id)?;
    }
    let fits = |name: &str, value: &str| parameters.fits(name, value);
    let is_wanted = |vbr: &str| {
        let network = call.world.networks.get(vbr);
        fits("VbrInstanceId", vbr)
            && network.is_some_and(|network| {
                network.region == region && fits("VbrInstanceOwnerId", &network.owner)
            })
    };
    let own = call.own_cens().filter(|(id, _)| fits("CenId", id));
    let checks = own.flat_map(|(id, cen)| {
        let checks = cen.routing.health_checks.iter();
        checks.map(move |(vbr, check)| (id, vbr, check))
    });
    let answer = page.answer(
        ("VbrHealthChecks", "VbrHealthCheck"),
        checks.filter(|(_, vbr, _)| is_wanted(vbr)),
        |(id, vbr, check)| row(id, vbr, region, check),
    );
    let shown = |cen: &str| wanted.is_none_or(|wanted| wanted == cen);
    call.world
        .count_read(|key| matches!(key, ResourceKey::HealthCheck { cen, .. } if shown(cen)));
    Ok(answer)
}

fn row(cen: &str, vbr: &str, region: &str, check: &HealthCheck) -> impl Serialize {
    object! {
        "CenId": cen,
        "VbrInstanceId": vbr,
        "VbrInstanceRegionId": region,
        "HealthCheckSourceIp": &check.source_ip,
        "HealthCheckTargetIp": &check.target_ip,
        "HealthCheckInterval": &check.interval,
        "HealthyThreshold": &check.threshold,
        "HealthCheckOnly": &check.only,
        "Description": &check.description,
    }
}
