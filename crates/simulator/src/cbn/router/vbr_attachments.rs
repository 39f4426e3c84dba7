//! Border routers attached to transit routers.

use serde::Serialize;
use serde_json::json;

use super::access::bad;
use super::attachment_lists::{AttachmentFilter, Listed, count_read, list, router_id};
use super::attachments::{
    attach, changeable, described, ends_dry_run, legacy_uses, modify, new_order, take_texts,
};
use super::deletions::{self, Deletion};
use super::targets::{granted_network, order_of_grant, role_by_policy, target, target_is_ready};
use crate::call::{Answer, Call, ListAnswer, minutes, tag_rows, uid};
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{AttachedTo, AttachedVbr, NetworkKind};

fn is_vbr(to: &AttachedTo) -> bool {
    matches!(to, AttachedTo::Vbr(_))
}

pub(crate) fn create_transit_router_vbr_attachment(call: &mut Call<'_>) -> Answer {
    let vbr = call.parameters.required("VbrId")?.to_owned();
    let target = target(call, true)?;
    let place = target.place.clone();
    target_is_ready(call, &target, 400)?;
    let owner = call.parameters.get("VbrOwnerId").unwrap_or(call.caller);
    granted_network(call, &place, &vbr, NetworkKind::Vbr, owner)?;
    role_by_policy(call, owner)?;
    check_vbr(call, &place.cen, &vbr)?;
    let order = order_of_grant(call, &vbr, &place.cen);
    let attached = AttachedTo::Vbr(AttachedVbr { vbr, order });
    let attachment = described(call, &place, attached)?;
    if let Some(answer) = ends_dry_run(call, false)? {
        return Ok(answer);
    }
    let id = attach(call, &target, attachment, PacedChange::Attach);
    legacy_uses(call, &place, &id)?;
    Ok(json!({ "TransitRouterAttachmentId": id }))
}

/// The border router must be active, and not be on this CEN already.
fn check_vbr(call: &Call<'_>, cen: &str, vbr: &str) -> Result<(), Refusal> {
    let network = call.world.networks.get(vbr);
    let mut others = call.world.attachments_of(vbr);
    let child = call.world.child(vbr);
    if network.is_none_or(|network| network.status != "active")
        || others.any(|(_, other)| other.status != "Attached")
        || child.is_some_and(|(_, child)| child.status != "Attached")
    {
        return Err(bad(
            "IncorrectStatus.VbrResource",
            "The resource is not in a valid state for the attachment operation.",
        ));
    }
    let mut held = call.world.attachments_of(vbr);
    match held.any(|(held, _)| held == cen) {
        true => Err(bad(
            "QuotaFull.ChildInstanceRelatedCen",
            "The childinstance has exceed the quota of the times that a childinstance can be attached as an attachment.",
        )),
        false => Ok(()),
    }
}

pub(crate) fn update_transit_router_vbr_attachment_attribute(call: &mut Call<'_>) -> Answer {
    let mut held = changeable(call, is_vbr, "IncorrectStatus.TransitRouterAttachment")?;
    let order = new_order(call, &held)?;
    take_texts(call, &mut held.attachment)?;
    if let AttachedTo::Vbr(attached) = &mut held.attachment.to {
        attached.order = order.unwrap_or_else(|| attached.order.clone());
    }
    ends_dry_run(call, true)?;
    modify(call, held, PacedChange::Attach)
}

pub(crate) fn delete_transit_router_vbr_attachment(call: &mut Call<'_>) -> Answer {
    let deletion = Deletion {
        is_kind: is_vbr,
        busy: "IncorrectStatus.Status",
        routed: "InstanceReferenced.VpcRouteEntry",
        change: PacedChange::Detach,
    };
    deletions::delete(call, &deletion)
}

pub(crate) fn list_transit_router_vbr_attachments(call: &mut Call<'_>) -> ListAnswer {
    let found = |filter: &AttachmentFilter<'_>, listed| {
        let Listed { attachment, .. } = listed;
        let AttachedTo::Vbr(attached) = &attachment.to else {
            return None;
        };
        let fits = filter.fits(&attachment.region, listed);
        fits.then_some((listed, attached))
    };
    let answer = list(call, found, |(listed, attached)| {
        row(call, listed, attached)
    })?;
    count_read(call);
    Ok(answer)
}

fn row(call: &Call<'_>, listed: Listed<'_>, attached: &AttachedVbr) -> impl Serialize {
    let Listed {
        cen,
        id,
        attachment,
    } = listed;
    let network = call.world.networks.get(&attached.vbr);
    let owner = network.map_or("", |network| &network.owner);
    object! {
        "CenId": cen,
        "TransitRouterId": router_id(call, cen, &attachment.region),
        "TransitRouterAttachmentId": id,
        "TransitRouterAttachmentName": &attachment.name,
        "TransitRouterAttachmentDescription": &attachment.description,
        "Status": &attachment.status,
        "CreationTime": minutes(attachment.created),
        "ResourceType": "VBR",
        "VbrId": &attached.vbr,
        "VbrOwnerId": uid(owner),
        "VbrRegionId": &attachment.region,
        "AutoPublishRouteEnabled": &attachment.publishes,
        "OrderType": &attached.order,
        "Tags": tag_rows(&attachment.tags),
    }
}
