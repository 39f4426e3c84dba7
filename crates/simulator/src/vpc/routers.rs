//! Virtual border routers.

use serde::Serialize;

use crate::call::{Call, ListAnswer, seconds, uid};
use crate::cbn::resource_groups::DEFAULT_GROUP;
use crate::object::{EMPTY, Each, Object, object};
use crate::parameters::{Filter, tags_match};
use crate::vpc::parameters::region;
use crate::world::{Attachment, Child, Network, NetworkKind, World};

pub(crate) fn describe_virtual_border_routers(call: &mut Call<'_>) -> ListAnswer {
    let region = region(call)?;
    let page = call.parameters.page()?;
    call.parameters.boolean("IncludeCrossAccountVbr")?;
    let filters = call.parameters.filters(&[
        "VbrId",
        "Name",
        "Status",
        "PhysicalConnectionId",
        "AccessPointId",
        "Type",
    ])?;
    let tags = call.parameters.tag_filters("Tags");
    let in_group = call
        .parameters
        .get("ResourceGroupId")
        .is_none_or(|group| group == DEFAULT_GROUP);
    let is_here = |network: &Network| {
        let is_own = network.kind == NetworkKind::Vbr
            && network.owner == call.caller
            && network.region == region;
        is_own && in_group && tags_match(&tags, &network.tags)
    };
    let holds = |id: &str, network: &Network, key: &str, value: &str| match key {
        "VbrId" => value == id,
        "Name" => value == network.name,
        "Status" => value == network.status,
        _ => false,
    };
    let fits = |id: &str, network: &Network| {
        let fits = |filter: &Filter| filter.any(|value| holds(id, network, &filter.key, value));
        filters.iter().all(fits)
    };
    let networks = call.world.networks.iter();
    Ok(page.answer(
        ("VirtualBorderRouterSet", "VirtualBorderRouterType"),
        networks.filter(|(id, network)| is_here(network) && fits(id, network)),
        |(id, network)| row(call, id, network),
    ))
}

/// What the answer has of the line behind a router. There are no lines here: texts are empty, numbers are 0.
const LINE_TEXTS: [&str; 24] = [
    "AccessPointId",
    "ActivationTime",
    "CircuitCode",
    "CloudBoxInstanceId",
    "EccId",
    "EcrAttatchStatus",
    "EcrId",
    "EcrOwnerId",
    "LocalGatewayIp",
    "LocalIpv6GatewayIp",
    "PConnVbrChargeType",
    "PConnVbrExpireTime",
    "PeerGatewayIp",
    "PeerIpv6GatewayIp",
    "PeeringIpv6SubnetMask",
    "PeeringSubnetMask",
    "PhysicalConnectionBusinessStatus",
    "PhysicalConnectionId",
    "PhysicalConnectionOwnerUid",
    "PhysicalConnectionStatus",
    "RecoveryTime",
    "TerminationTime",
    "Type",
    "VlanInterfaceId",
];
const LINE_NUMBERS: [&str; 5] = [
    "Bandwidth",
    "DetectMultiplier",
    "MinRxInterval",
    "MinTxInterval",
    "Mtu",
];

fn row(call: &Call<'_>, id: &str, network: &Network) -> impl Serialize {
    let texts = || LINE_TEXTS.into_iter().map(|name| (name, ""));
    let numbers = || LINE_NUMBERS.into_iter().map(|name| (name, 0));
    object! {
        "VbrId": id,
        "Name": &network.name,
        "Description": &network.description,
        "Status": &network.status,
        "CreationTime": seconds(network.created),
        "ResourceGroupId": DEFAULT_GROUP,
        "RouteTableId": id.replacen("vbr-", "vtb-", 1),
        "VlanId": 1,
        "EnableIpv6": false,
        "SitelinkEnable": false,
        "AssociatedCens": associated_cens(
            call.world,
            call.index.child(call.world, id),
            call.index.attachments_of(call.world, id),
        ),
        "AssociatedPhysicalConnections": object! { "AssociatedPhysicalConnection": EMPTY },
        "Tags": object! { "Tags": crate::call::tag_rows(&network.tags) },
        ..Object(Each(texts, Each(numbers, ())))
    }
}

/// Returns the CENs that a network hangs on, as the answers of VPC show them.
pub(crate) fn associated_cens<'a, I: Iterator<Item = (&'a str, &'a Attachment)>>(
    world: &World,
    child: Option<(&'a str, &'a Child)>,
    attachments: I,
) -> impl Serialize + use<'a, I> {
    let row = |(cen, status): (&'a str, &'a str)| {
        let owner = world.cens.get(cen).map(|cen| uid(&cen.owner));
        object! { "CenId": cen, "CenOwnerId": owner, "CenStatus": status }
    };
    let child = child.map(|(cen, child)| (cen, &*child.status));
    let attached = attachments.map(|(cen, attachment)| (cen, &*attachment.status));
    let rows: Vec<_> = child.into_iter().chain(attached).map(row).collect();
    object! { "AssociatedCen": rows }
}
