//! VPCs attached to transit routers.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::access::{RouterPlace, bad};
use super::attachment_lists::{AttachmentFilter, Listed, count_read, list, router_id};
use super::attachments::{
    self, attach, changeable, described, ends_dry_run, legacy_uses, modify, new_order, take_texts,
};
use super::deletions::{self, Deletion};
use super::targets::{granted_network, order_of_grant, target, target_is_ready};
use super::zone_mappings::{self, first_mappings, vswitch_status};
use crate::call::{Answer, Call, ListAnswer, minutes, tag_rows, uid};
use crate::object::object;
use crate::pace::PacedChange;
use crate::ram::{has_role, make_role_of};
use crate::refusal::Refusal;
use crate::world::{AttachedTo, AttachedVpc, Attachment, NetworkKind, Protection};

/// The most VPCs with route synchronization of a router. It cannot be raised. Source: facts §1.
const MOST_SYNCED: usize = 50;

fn is_vpc(to: &AttachedTo) -> bool {
    matches!(to, AttachedTo::Vpc(_))
}

pub(crate) fn create_transit_router_vpc_attachment(call: &mut Call<'_>) -> Answer {
    let vpc = call.parameters.required("VpcId")?.to_owned();
    let target = target(call, true)?;
    let place = target.place.clone();
    target_is_ready(call, &target, 409)?;
    let owner = call.parameters.get("VpcOwnerId").unwrap_or(call.caller);
    granted_network(call, &place, &vpc, NetworkKind::Vpc, owner)?;
    check_charge(call)?;
    check_vpc(call, &place, &vpc)?;
    let publishes = call.parameters.boolean("AutoPublishRouteEnabled")?;
    if publishes.unwrap_or(false) {
        check_sync(call, &place, &vpc)?;
    }
    let options = Options::of(call)?;
    let zones = first_mappings(call, &vpc, &place.region)?;
    let attached = AttachedVpc {
        order: order_of_grant(call, &vpc, &place.cen),
        vpc,
        zones,
        leaving: Vec::new(),
        appliance_mode: options.appliance_mode.unwrap_or(false),
        ipv6: false,
        service: String::new(),
    };
    let attachment = described(call, &place, AttachedTo::Vpc(attached))?;
    // The call makes the role of its own account, and needs that of the VPC's.
    if owner == call.caller {
        make_role_of(call)?;
    } else if !has_role(call, owner) {
        return Err(no_role());
    }
    ends_dry_run(call, true)?;
    let id = attach(call, &target, attachment, PacedChange::Attach);
    legacy_uses(call, &place, &id)?;
    Ok(json!({ "TransitRouterAttachmentId": id }))
}

fn no_role() -> Refusal {
    bad(
        "NoPermission.AliyunServiceRoleForCEN",
        "You are not authorized to create the service linked role. Role Name: AliyunServiceRoleForCEN. Service Name: cen.aliyuncs.com. \
         Make sure that the user has been granted the ram:CreateServiceLinkedRole permission.",
    )
}

fn check_charge(call: &Call<'_>) -> Result<(), Refusal> {
    match call.parameters.get("ChargeType") {
        None | Some("POSTPAY") => Ok(()),
        Some(_) => Err(bad(
            "IllegalParam.ChargeType",
            "The specified ChargeType is illegal.",
        )),
    }
}

/// The VPC must be at rest, with all that is in it, and not be on this router already.
fn check_vpc(call: &Call<'_>, place: &RouterPlace, vpc: &str) -> Result<(), Refusal> {
    let busy = |code: &str| {
        bad(
            code,
            "The resource is not in a valid state for the attachment operation.",
        )
    };
    let network = call.world.networks.get(vpc);
    if network.is_none_or(|network| network.status != "Available") {
        return Err(busy("IncorrectStatus.Vpc"));
    }
    let mut held = call.world.attachments_of(vpc);
    if held.any(|(cen, _)| cen == place.cen) {
        return Err(bad(
            "QuotaFull.ChildInstanceRelatedCen",
            "The childinstance has exceed the quota of the times that a childinstance can be attached as an attachment.",
        ));
    }
    let child = call.world.child(vpc);
    let on_full = child
        .and_then(|(cen, _)| call.world.cens.get(cen))
        .is_some_and(|cen| cen.protection == Protection::Full);
    if on_full {
        return Err(bad(
            "InvalidStatus.VpcAttachedFullModeCen",
            "The VPC has been attached to another CEN instance whose protection level is FULL.",
        ));
    }
    let mut others = call.world.attachments_of(vpc);
    if others.any(|(_, other)| other.status != "Attached")
        || child.is_some_and(|(_, child)| child.status != "Attached")
    {
        return Err(busy("IncorrectStatus.VpcResource"));
    }
    if call.world.vpc_table_is_changing(vpc) {
        return Err(bad(
            "IncorrectStatus.VpcRouteTable",
            "The VPC route table is not in a desired state.",
        ));
    }
    let mut vswitches = call.world.vswitches_of(vpc);
    match vswitches.any(|(_, vswitch)| vswitch.status != "Available") {
        true => Err(vswitch_status()),
        false => Ok(()),
    }
}

/// A VPC takes the routes of one CEN only, and a router gives its routes to 50 VPCs.
fn check_sync(call: &Call<'_>, place: &RouterPlace, vpc: &str) -> Result<(), Refusal> {
    let mut others = call.world.attachments_of(vpc);
    let in_other = others.any(|(cen, attachment)| cen != place.cen && attachment.publishes);
    if in_other || call.world.child(vpc).is_some() {
        return Err(bad(
            "InvalidOperation.VpcAutoRoutesPublishInOtherCEN",
            "The specified VPC already has its routes synchronized with another CEN instance.",
        ));
    }
    let cen = call.own_cen(&place.cen)?;
    let is_synced = |attachment: &&Attachment| {
        is_vpc(&attachment.to) && attachment.region == place.region && attachment.publishes
    };
    match cen.attachments.values().filter(is_synced).count() {
        0..MOST_SYNCED => Ok(()),
        _ => Err(bad(
            "QuotaExceeded.VpcAutoRoutesPublishPerTransitRouter",
            "The number of VPCs that have route synchronization enabled has reached the upper limit.",
        )),
    }
}

/// What an attachment is made to do. `TransitRouterVPCAttachmentOptions` is the older name.
#[derive(Default)]
struct Options {
    appliance_mode: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Written {
    appliance_mode_support: Option<String>,
    ipv6_support: Option<String>,
}

impl Options {
    fn of(call: &Call<'_>) -> Result<Self, Refusal> {
        let older = call.parameters.get("TransitRouterVPCAttachmentOptions");
        let newer = call.parameters.get("Options");
        let (name, text) = match (older, newer) {
            (Some(_), Some(_)) => {
                return Err(bad(
                    "ParamExclusive.TransitRouterVPCAttachmentOptionsAndOptions",
                    "TransitRouterVPCAttachmentOptions and Options are mutually exclusive.",
                ));
            }
            (Some(text), None) => ("TransitRouterVPCAttachmentOptions", text),
            (None, Some(text)) => ("Options", text),
            (None, None) => return Ok(Self::default()),
        };
        let written: Written = serde_json::from_str(text).map_err(|_| Refusal::invalid(name))?;
        let appliance_mode = supported(&written.appliance_mode_support, "ApplianceModeSupport")?;
        // No vSwitch has IPv6.
        match supported(&written.ipv6_support, "Ipv6Support")? {
            Some(true) => Err(bad(
                "OperationFailed.VSwitchIpv6CidrNotAllocated",
                "The specified vswitch does not have IPv6 address allocated.",
            )),
            Some(false) | None => Ok(Self { appliance_mode }),
        }
    }
}

/// `enable` or `disable`.
fn supported(text: &Option<String>, name: &str) -> Result<Option<bool>, Refusal> {
    match text.as_deref() {
        None => Ok(None),
        Some("enable") => Ok(Some(true)),
        Some("disable") => Ok(Some(false)),
        Some(_) => Err(bad(
            &format!("InvalidParameter.{name}"),
            &format!("The specified {name} is invalid."),
        )),
    }
}

pub(crate) fn update_transit_router_vpc_attachment_attribute(call: &mut Call<'_>) -> Answer {
    let mut held = changeable(call, is_vpc, "IncorrectStatus.TransitRouterAttachmentId")?;
    let options = Options::of(call)?;
    let order = new_order(call, &held)?;
    let published = held.attachment.publishes;
    take_texts(call, &mut held.attachment)?;
    if held.attachment.publishes && !published {
        let place = RouterPlace {
            cen: held.cen.clone(),
            region: held.attachment.region.clone(),
        };
        let vpc = held.attachment.network().unwrap_or_default();
        check_sync(call, &place, vpc)?;
    }
    if let AttachedTo::Vpc(attached) = &mut held.attachment.to {
        attached.order = order.unwrap_or_else(|| attached.order.clone());
        attached.appliance_mode = options.appliance_mode.unwrap_or(attached.appliance_mode);
    }
    match ends_dry_run(call, false)? {
        Some(answer) => Ok(answer),
        None => modify(call, held, PacedChange::Attach),
    }
}

pub(crate) fn update_transit_router_vpc_attachment_zones(call: &mut Call<'_>) -> Answer {
    let mut held = changeable(call, is_vpc, "IncorrectStatus.TransitRouterAttachment")?;
    let region = held.attachment.region.clone();
    if let AttachedTo::Vpc(attached) = &mut held.attachment.to {
        if call.world.vpc_table_is_changing(&attached.vpc) {
            return Err(bad(
                "IncorrectStatus.VpcRouteEntry",
                "The resource is not in a valid state for the attachment operation.",
            ));
        }
        zone_mappings::change(call, attached, &region)?;
    }
    ends_dry_run(call, true)?;
    modify(call, held, PacedChange::Zones)
}

pub(crate) fn delete_transit_router_vpc_attachment(call: &mut Call<'_>) -> Answer {
    let deletion = Deletion {
        is_kind: is_vpc,
        busy: "IncorrectStatus.Attachment",
        routed: "OperationFailed.AttachmentReferencedVpcRouteEntryExisted",
        change: PacedChange::Detach,
    };
    let vpc = attachments::held(call, is_vpc)?;
    let vpc = vpc.and_then(|held| held.attachment.network().map(str::to_owned));
    if vpc.is_some_and(|vpc| call.world.vpc_table_is_changing(&vpc)) {
        return Err(bad(
            "IncorrectStatus.VpcRouteEntry",
            "The resource is not in a valid state for the attachment operation.",
        ));
    }
    deletions::delete(call, &deletion)
}

pub(crate) fn list_transit_router_vpc_attachments(call: &mut Call<'_>) -> ListAnswer {
    let wanted = ["VpcId", "OrderType", "Status"].map(|name| call.parameters.get(name));
    let found = |filter: &AttachmentFilter<'_>, listed| {
        let Listed { attachment, .. } = listed;
        let AttachedTo::Vpc(attached) = &attachment.to else {
            return None;
        };
        let held = [&attached.vpc, &attached.order, &attachment.status];
        let mut pairs = wanted.iter().zip(held);
        let fits = pairs.all(|(wanted, held)| wanted.is_none_or(|wanted| wanted == held));
        (fits && filter.fits(&attachment.region, listed)).then_some((listed, attached))
    };
    let answer = list(call, found, |(listed, attached)| {
        row(call, listed, attached)
    })?;
    count_read(call);
    Ok(answer)
}

fn row(call: &Call<'_>, listed: Listed<'_>, attached: &AttachedVpc) -> impl Serialize {
    let Listed {
        cen,
        id,
        attachment,
    } = listed;
    let network = call.world.networks.get(&attached.vpc);
    let owner = network.map_or("", |network| &network.owner);
    let support = |is_on: bool| if is_on { "enable" } else { "disable" };
    let zones = attached.zones.iter().map(|mapping| {
        object! {
            "ZoneId": &mapping.zone,
            "VSwitchId": &mapping.vswitch,
            "NetworkInterfaceId": &mapping.interface,
        }
    });
    object! {
        "CenId": cen,
        "TransitRouterId": router_id(call, cen, &attachment.region),
        "TransitRouterAttachmentId": id,
        "TransitRouterAttachmentName": &attachment.name,
        "TransitRouterAttachmentDescription": &attachment.description,
        "Status": &attachment.status,
        "CreationTime": minutes(attachment.created),
        "ResourceType": "VPC",
        "VpcId": &attached.vpc,
        "VpcOwnerId": uid(owner),
        "VpcRegionId": &attachment.region,
        "ZoneMappings": zones.collect::<Vec<_>>(),
        "AutoPublishRouteEnabled": &attachment.publishes,
        "ChargeType": "POSTPAY",
        "OrderType": &attached.order,
        "ManagedService": &attached.service,
        "TransitRouterVPCAttachmentOptions": object! { "Ipv6Support": support(attached.ipv6) },
        "Options": object! {
            "ApplianceModeSupport": support(attached.appliance_mode),
            "Ipv6Support": support(attached.ipv6),
        },
        "Tags": tag_rows(&attachment.tags),
    }
}
