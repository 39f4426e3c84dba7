//! What AttachCenChildInstance does in a region of transit routers, if it is assumed to attach to one.

use super::access::{RouterPlace, bad};
use super::attachments::attach;
use super::targets::{Target, target_is_ready};
use crate::call::{Answer, Call};
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{
    AttachedTo, AttachedVbr, AttachedVpc, Attachment, NetworkKind, Tags, ZoneMapping,
};
use crate::zones::router_zones;

/// The most zones that are chosen.
const MOST_ZONES: usize = 2;

/// Attaches a network to a router of the Enterprise Edition that is made for it. It is in no route
/// table, and a VPC is entered through the first vSwitches that will do.
pub(crate) fn attach_to_new_router(
    call: &mut Call<'_>,
    place: RouterPlace,
    network: &str,
) -> Answer {
    let target = Target {
        place,
        is_new: true,
    };
    target_is_ready(call, &target, 409)?;
    let order = "PayByCenOwner".to_owned();
    let kind = call.world.networks.get(network).map(|held| held.kind);
    let to = match kind {
        Some(NetworkKind::Vpc) => AttachedTo::Vpc(AttachedVpc {
            vpc: network.to_owned(),
            zones: zones(call, &target.place.region, network)?,
            leaving: Vec::new(),
            order,
            appliance_mode: false,
            ipv6: false,
            service: String::new(),
        }),
        Some(NetworkKind::Vbr) => AttachedTo::Vbr(AttachedVbr {
            vbr: network.to_owned(),
            order,
        }),
        Some(NetworkKind::Ccn) | None => return Err(unsupported()),
    };
    let attachment = Attachment {
        region: target.place.region.clone(),
        to,
        name: String::new(),
        description: String::new(),
        status: "Attaching".to_owned(),
        tags: Tags::new(),
        created: call.now,
        publishes: false,
    };
    attach(call, &target, attachment, PacedChange::Attach);
    Ok(serde_json::json!({}))
}

fn zones(call: &mut Call<'_>, region: &str, vpc: &str) -> Result<Vec<ZoneMapping>, Refusal> {
    let mut chosen: Vec<(String, String)> = Vec::new();
    for (id, vswitch) in call.world.vswitches_of(vpc) {
        let is_free = vswitch.status == "Available" && call.world.free_addresses(id, vswitch) > 0;
        let is_new = chosen.iter().all(|(zone, _)| *zone != vswitch.zone);
        let is_sold = router_zones(region).contains(&vswitch.zone);
        if is_free && is_new && is_sold && chosen.len() < MOST_ZONES {
            chosen.push((vswitch.zone.clone(), id.clone()));
        }
    }
    if chosen.is_empty() {
        return Err(unsupported());
    }
    let mapping = |(zone, vswitch)| ZoneMapping {
        zone,
        vswitch,
        interface: call.world.new_id("eni"),
    };
    Ok(chosen.into_iter().map(mapping).collect())
}

/// The region takes no network this way.
pub(crate) fn unsupported() -> Refusal {
    bad(
        "OperationFailed.InvalidTransitRouter",
        "Operation failed because the transit router is not supported.",
    )
}
