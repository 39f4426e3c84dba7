//! vSwitches, through which transit routers enter a VPC.
//!
//! Source of the fields: the vendor's SDK of VPC 7.2.2. The reference has no codes for these operations: those are used that it has for
//! VPCs, vSwitches and their ranges elsewhere, and where it has none, ones of their kind.

use ipnet::Ipv4Net;
use serde::Serialize;
use serde_json::json;

use crate::call::{Answer, Call, ListAnswer, seconds, tag_list, uid};
use crate::cbn::resource_groups::DEFAULT_GROUP;
use crate::object::object;
use crate::pace::PacedChange;
use crate::parameters::tags_match;
use crate::refusal::Refusal;
use crate::text_rule::{DESCRIPTION, VPC_NAME};
use crate::vpc::parameters::{dry_run, region};
use crate::vpc::vpcs::{is_table_of, own_vpc, table_id};
use crate::world::{Network, Next, ResourceKey, VSwitch};
use crate::zones::zones;

/// The masks that a vSwitch may have. Source: facts §2.
const MASKS: std::ops::RangeInclusive<u8> = 16..=29;

pub(crate) fn create_vswitch(call: &mut Call<'_>) -> Answer {
    let vpc_id = call.parameters.required("VpcId")?.to_owned();
    let zone = call.parameters.required("ZoneId")?.to_owned();
    let vpc = own_vpc(call, &vpc_id)?;
    if vpc.status != "Available" {
        return Err(Refusal::new(
            400,
            "IncorrectVpcStatus",
            "The VPC is not in a valid state for the operation.",
        ));
    }
    if !zones(&vpc.region).contains(&zone) {
        return Err(Refusal::new(
            404,
            "InvalidZoneId.NotFound",
            "The specified zone does not exist.",
        ));
    }
    let cidr = new_range(call, &vpc_id, vpc)?;
    let vswitch = VSwitch {
        vpc: vpc_id,
        zone,
        cidr,
        name: call.text("VSwitchName", &VPC_NAME)?.unwrap_or_default(),
        description: call.text("Description", &DESCRIPTION)?.unwrap_or_default(),
        status: "Pending".to_owned(),
        tags: call.parameters.tags()?,
        created: call.now,
        is_default: false,
        taken: 0,
    };
    let id = call.world.new_id("vsw");
    call.world.vswitches.insert(id.clone(), vswitch);
    let next = Next::Status("Available".to_owned());
    call.begin(ResourceKey::VSwitch(id.clone()), PacedChange::Vpc, next);
    Ok(json!({ "VSwitchId": id }))
}

/// Returns the range of a new vSwitch: `CidrBlock`, or the first free one of the mask in `CidrMask`.
fn new_range(call: &Call<'_>, vpc_id: &str, vpc: &Network) -> Result<Ipv4Net, Refusal> {
    let whole: Ipv4Net = vpc.cidr.parse().map_err(|_| malformed())?;
    let is_free = |range: &Ipv4Net| {
        let mut held = call.world.vswitches_of(vpc_id);
        held.all(|(_, other)| !other.cidr.contains(range) && !range.contains(&other.cidr))
    };
    let Some(text) = call.parameters.get("CidrBlock") else {
        let mask = call.parameters.number("CidrMask")?;
        let mask = mask.ok_or_else(|| Refusal::missing("CidrBlock"))?;
        let mask = u8::try_from(mask).map_err(|_| Refusal::invalid("CidrMask"))?;
        let subnets = Some(mask).filter(|mask| MASKS.contains(mask));
        let mut subnets = subnets
            .and_then(|mask| whole.subnets(mask).ok())
            .ok_or_else(|| Refusal::invalid("CidrMask"))?;
        return subnets.find(is_free).ok_or_else(overlapped);
    };
    let range: Ipv4Net = text.parse().map_err(|_| malformed())?;
    if range.trunc() != range || !MASKS.contains(&range.prefix_len()) {
        return Err(malformed());
    }
    if !whole.contains(&range) {
        return Err(Refusal::new(
            400,
            "InvalidCidrBlock",
            "The range is not within that of the VPC.",
        ));
    }
    if vpc.routes.contains_key(&range.to_string()) {
        return Err(Refusal::new(
            400,
            "InvalidCidrBlock",
            "The range is the destination of a route of the VPC.",
        ));
    }
    match is_free(&range) {
        true => Ok(range),
        false => Err(overlapped()),
    }
}

fn malformed() -> Refusal {
    Refusal::new(
        400,
        "InvalidCidrBlock.Malformed",
        "Specified CIDR block is not valid.",
    )
}

fn overlapped() -> Refusal {
    Refusal::new(
        400,
        "InvalidCidrBlock.Overlapped",
        "The range overlaps that of another vSwitch of the VPC.",
    )
}

/// Returns a vSwitch of the caller's own, in the region of the call where that names one, and its VPC.
fn own_vswitch<'a>(call: &'a Call<'_>, id: &str) -> Option<(&'a VSwitch, &'a Network)> {
    let region = call.parameters.get("RegionId");
    let vswitch = call.world.vswitches.get(id)?;
    let vpc = call.world.networks.get(&vswitch.vpc)?;
    let is_it = vpc.owner == call.caller && region.is_none_or(|region| vpc.region == region);
    is_it.then_some((vswitch, vpc))
}

fn no_vswitch() -> Refusal {
    Refusal::new(
        404,
        "InvalidVSwitchId.NotFound",
        "The specified VSwitchId is not found.",
    )
}

pub(crate) fn modify_vswitch_attribute(call: &mut Call<'_>) -> Answer {
    let id = call.parameters.required("VSwitchId")?.to_owned();
    let (vswitch, _) = own_vswitch(call, &id).ok_or_else(no_vswitch)?;
    if vswitch.status != "Available" {
        return Err(busy());
    }
    let name = call.text("VSwitchName", &VPC_NAME)?;
    let description = call.text("Description", &DESCRIPTION)?;
    if let Some(vswitch) = call.world.vswitches.get_mut(&id) {
        vswitch.name = name.unwrap_or_else(|| vswitch.name.clone());
        vswitch.description = description.unwrap_or_else(|| vswitch.description.clone());
    }
    Ok(json!({}))
}

fn busy() -> Refusal {
    Refusal::new(
        400,
        "IncorrectVSwitchStatus",
        "The current status of the vSwitch does not support the operation.",
    )
}

/// Deletes a vSwitch that nothing is in. It is gone when the call returns.
pub(crate) fn delete_vswitch(call: &mut Call<'_>) -> Answer {
    let id = call.parameters.required("VSwitchId")?.to_owned();
    let (vswitch, _) = own_vswitch(call, &id).ok_or_else(no_vswitch)?;
    if vswitch.status != "Available" {
        return Err(busy());
    }
    if vswitch.taken + call.world.interfaces_in(&id) > 0 {
        return Err(Refusal::new(
            400,
            "DependencyViolation",
            "There are still network interfaces in the vSwitch.",
        ));
    }
    dry_run(call)?;
    call.world.vswitches.remove(&id);
    Ok(json!({}))
}

pub(crate) fn describe_vswitches(call: &mut Call<'_>) -> ListAnswer {
    let parameters = call.parameters;
    let wanted_vpc = parameters.get("VpcId");
    let wanted_region = match wanted_vpc {
        Some(_) if parameters.get("RegionId").is_none() => None,
        _ => Some(region(call)?),
    };
    let page = parameters.page()?;
    dry_run(call)?;
    let tags = parameters.tag_filters("Tag");
    let only_default = parameters.boolean("IsDefault")?;
    // Nobody else's vSwitch is shown, none has IPv6, and all are in the system table and the default group.
    let nothing = parameters.boolean("EnableIpv6")?.unwrap_or(false)
        || parameters
            .get("VSwitchOwnerId")
            .is_some_and(|owner| owner != call.caller)
        || parameters
            .get("ResourceGroupId")
            .is_some_and(|group| group != DEFAULT_GROUP);
    let [vpc, id, name, zone] =
        ["VpcId", "VSwitchId", "VSwitchName", "ZoneId"].map(|name| parameters.wanted(name));
    let table = parameters.get("RouteTableId");
    let fits = |held: &str, vswitch: &VSwitch| {
        !nothing
            && vpc.fits(&vswitch.vpc)
            && id.fits(held)
            && name.fits(&vswitch.name)
            && zone.fits(&vswitch.zone)
            && table.is_none_or(|table| is_table_of(table, &vswitch.vpc))
            && only_default.is_none_or(|wanted| wanted == vswitch.is_default)
            && tags_match(&tags, &vswitch.tags)
    };
    let is_here = |vpc: &Network| {
        let region = wanted_region.as_ref();
        vpc.owner == call.caller && region.is_none_or(|region| vpc.region == *region)
    };
    let (vswitches, networks) = (&call.world.vswitches, &call.world.networks);
    let is_found = |(id, vswitch): &(&String, &VSwitch)| {
        fits(id, vswitch) && networks.get(&vswitch.vpc).is_some_and(is_here)
    };
    let found = call.found(|| vswitches.iter().filter(is_found).map(|(id, _)| id.clone()));
    let shown = found.iter().map(|id| (id, &vswitches[id]));
    let answer = page.answer(("VSwitches", "VSwitch"), shown, |(id, vswitch)| {
        let vpc = &networks[&vswitch.vpc];
        let interfaces = call.index.interfaces_in(call.world, id);
        row(id, vswitch, vpc, vswitch.free_addresses(interfaces))
    });
    call.world
        .count_read(|key| matches!(key, ResourceKey::VSwitch(_)));
    Ok(answer)
}

fn row(id: &str, vswitch: &VSwitch, vpc: &Network, free_addresses: u64) -> impl Serialize {
    object! {
        "VSwitchId": id,
        "VpcId": &vswitch.vpc,
        "ZoneId": &vswitch.zone,
        "CidrBlock": vswitch.cidr.to_string(),
        "AvailableIpAddressCount": free_addresses,
        "VSwitchName": &vswitch.name,
        "Description": &vswitch.description,
        "Status": &vswitch.status,
        "CreationTime": seconds(vswitch.created),
        "IsDefault": &vswitch.is_default,
        "OwnerId": uid(&vpc.owner),
        "ResourceGroupId": DEFAULT_GROUP,
        "RouteTable": object! { "RouteTableId": table_id(&vswitch.vpc), "RouteTableType": "System" },
        "NetworkAclId": "",
        "ShareType": "",
        "EnabledIpv6": false,
        "Ipv6CidrBlock": "",
        "Tags": tag_list(&vswitch.tags),
    }
}

/// Clients take an answer without an id for a vSwitch that is gone, and read the code too.
pub(crate) fn describe_vswitch_attributes(call: &mut Call<'_>) -> Answer {
    let id = call.parameters.required("VSwitchId")?.to_owned();
    dry_run(call)?;
    let (vswitch, vpc) = own_vswitch(call, &id).ok_or_else(no_vswitch)?;
    let free_addresses = call.world.free_addresses(&id, vswitch);
    let answer = json!(row(&id, vswitch, vpc, free_addresses));
    call.world
        .count_read(|key| *key == ResourceKey::VSwitch(id.clone()));
    Ok(answer)
}
