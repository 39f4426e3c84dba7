//! VPCs and their route tables.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;
use serde::Serialize;
use serde_json::json;

use crate::call::{Answer, Call, ListAnswer, seconds, tag_list, uid};
use crate::cbn::resource_groups::resource_group;
use crate::object::{EMPTY, object};
use crate::pace::PacedChange;
use crate::parameters::tags_match;
use crate::refusal::Refusal;
use crate::text_rule::{DESCRIPTION, VPC_NAME};
use crate::vpc::parameters::{dry_run, region};
use crate::vpc::routers::associated_cens;
use crate::world::{Network, NetworkKind, Next, ResourceKey, World};

/// Ranges that a VPC may not lie in.
const FORBIDDEN: [&str; 4] = [
    "100.64.0.0/10",
    "224.0.0.0/4",
    "127.0.0.0/8",
    "169.254.0.0/16",
];

/// IPv6 and address pools are beyond this simulator, which says so rather than answer as if they were there.
fn without_ipv6_or_pools(call: &Call<'_>) -> Result<(), Refusal> {
    call.parameters.boolean("EnableDnsHostname")?;
    let enabled = call
        .parameters
        .boolean("EnableIpv6")?
        .or(call.parameters.boolean("EnableIPv6")?)
        .unwrap_or(false);
    let pools = [
        "Ipv4CidrMask",
        "Ipv4IpamPoolId",
        "Ipv6CidrBlock",
        "Ipv6CidrMask",
        "Ipv6IpamPoolId",
    ];
    match pools
        .into_iter()
        .find(|name| call.parameters.get(name).is_some())
        .or(enabled.then_some("EnableIpv6"))
    {
        Some(name) => Err(Refusal::new(
            400,
            "UnsupportedParameter",
            format!("The parameter {name} is not supported."),
        )),
        None => Ok(()),
    }
}

/// `UserCidr`: up to three ranges, with commas between them.
fn user_cidrs(call: &Call<'_>) -> Result<Vec<String>, Refusal> {
    let ranges: Vec<_> = call
        .parameters
        .get("UserCidr")
        .map(|text| text.split(',').map(str::trim).collect())
        .unwrap_or_default();
    match ranges.len() <= 3 && ranges.iter().all(|range| range.parse::<Ipv4Net>().is_ok()) {
        true => Ok(ranges.into_iter().map(str::to_owned).collect()),
        false => Err(Refusal::invalid("UserCidr")),
    }
}

pub(crate) fn create_vpc(call: &mut Call<'_>) -> Answer {
    let network = new_vpc(call)?;
    dry_run(call)?;
    let id = call.world.new_id("vpc");
    let group = group_of(&network).to_owned();
    call.world.networks.insert(id.clone(), network);
    call.begin(
        ResourceKey::Vpc(id.clone()),
        PacedChange::Vpc,
        Next::Status("Available".to_owned()),
    );
    Ok(
        json!({ "VpcId": id, "VRouterId": router_id(&id), "RouteTableId": table_id(&id), "ResourceGroupId": group }),
    )
}

/// Returns the VPC that the parameters describe.
fn new_vpc(call: &Call<'_>) -> Result<Network, Refusal> {
    without_ipv6_or_pools(call)?;
    Ok(Network {
        kind: NetworkKind::Vpc,
        owner: call.caller.to_owned(),
        region: region(call)?,
        name: call.text("VpcName", &VPC_NAME)?.unwrap_or_default(),
        description: call.text("Description", &DESCRIPTION)?.unwrap_or_default(),
        cidr: cidr(call.parameters.get("CidrBlock").unwrap_or("172.16.0.0/12"))?,
        status: "Pending".to_owned(),
        tags: call.parameters.tags()?,
        created: call.now,
        is_default: false,
        user_cidrs: user_cidrs(call)?,
        resource_group: call.parameters.get("ResourceGroupId").map(str::to_owned),
        last_grant: None,
        routes: BTreeMap::new(),
    })
}

fn cidr(text: &str) -> Result<String, Refusal> {
    let malformed = || {
        Refusal::new(
            400,
            "InvalidCidrBlock.Malformed",
            "The specified CidrBlock is not valid.",
        )
    };
    let net: Ipv4Net = text.parse().map_err(|_| malformed())?;
    let forbidden = FORBIDDEN
        .iter()
        .filter_map(|text| text.parse::<Ipv4Net>().ok())
        .any(|range| range.contains(&net));
    if forbidden || net.trunc() != net || !(8..=28).contains(&net.prefix_len()) {
        return Err(malformed());
    }
    Ok(net.to_string())
}

fn group_of(network: &Network) -> &str {
    resource_group(&network.resource_group)
}

fn router_id(vpc: &str) -> String {
    vpc.replacen("vpc-", "vrt-", 1)
}

pub(super) fn table_id(vpc: &str) -> String {
    vpc.replacen("vpc-", "vtb-", 1)
}

/// Tells whether a table is that of a VPC, without making the id of the VPC's table.
pub(super) fn is_table_of(table: &str, vpc: &str) -> bool {
    match vpc.split_once("vpc-") {
        Some((before, after)) => {
            let rest = table.strip_prefix(before);
            rest.and_then(|rest| rest.strip_prefix("vtb-")) == Some(after)
        }
        None => table == vpc,
    }
}

/// Returns a VPC of the caller's own, in the region of the call where that names one.
pub(super) fn own_vpc<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Network, Refusal> {
    let region = call.parameters.get("RegionId");
    let is_it = |network: &&Network| {
        network.kind == NetworkKind::Vpc
            && network.owner == call.caller
            && region.is_none_or(|region| network.region == region)
    };
    let absent = || {
        Refusal::new(
            404,
            "InvalidVpcID.NotFound",
            "The specified VPC does not exist.",
        )
    };
    call.world.networks.get(id).filter(is_it).ok_or_else(absent)
}

pub(crate) fn modify_vpc_attribute(call: &mut Call<'_>) -> Answer {
    let id = call.parameters.required("VpcId")?.to_owned();
    if own_vpc(call, &id)?.status != "Available" {
        return Err(Refusal::new(
            400,
            "IncorrectVpcStatus",
            "The VPC is not in a valid state for the operation.",
        ));
    }
    without_ipv6_or_pools(call)?;
    let name = call.text("VpcName", &VPC_NAME)?;
    let description = call.text("Description", &DESCRIPTION)?;
    let range = call.parameters.get("CidrBlock").map(cidr).transpose()?;
    let whole: Option<Ipv4Net> = range.as_ref().and_then(|range| range.parse().ok());
    let is_outside = |whole: Ipv4Net| {
        let mut held = call.world.vswitches_of(&id);
        held.any(|(_, vswitch)| !whole.contains(&vswitch.cidr))
    };
    if whole.is_some_and(is_outside) {
        return Err(Refusal::new(
            400,
            "DependencyViolation.VSwitch",
            "A vSwitch of the VPC is not within the range.",
        ));
    }
    if let Some(network) = call.world.networks.get_mut(&id) {
        network.name = name.unwrap_or_else(|| network.name.clone());
        network.description = description.unwrap_or_else(|| network.description.clone());
        network.cidr = range.unwrap_or_else(|| network.cidr.clone());
    }
    Ok(json!({}))
}

pub(crate) fn delete_vpc(call: &mut Call<'_>) -> Answer {
    let id = call.parameters.required("VpcId")?.to_owned();
    if own_vpc(call, &id)?.status != "Available" {
        return Err(Refusal::new(
            400,
            "IncorrectVpcStatus",
            "The VPC is not in a valid state for the operation.",
        ));
    }
    if call.world.child(&id).is_some() || call.world.attachments_of(&id).next().is_some() {
        return Err(Refusal::new(
            400,
            "DependencyViolation.CEN",
            "The VPC is attached to a CEN instance.",
        ));
    }
    // Not even `ForceDelete` takes vSwitches with it here.
    call.parameters.boolean("ForceDelete")?;
    if call.world.vswitches_of(&id).next().is_some() {
        return Err(Refusal::new(
            400,
            "DependencyViolation.VSwitch",
            "The VPC still has vSwitches.",
        ));
    }
    dry_run(call)?;
    // A VPC is gone when the call returns, and the grants that it gave go with it.
    call.world.networks.remove(&id);
    call.world.gone.insert(id.clone(), call.caller.to_owned());
    let granted = call.world.grants.of_group(&id);
    let granted: Vec<_> = granted.map(|(key, _)| key.clone()).collect();
    for key in granted {
        call.world.grants.remove(&key);
    }
    Ok(json!({}))
}

pub(crate) fn describe_vpcs(call: &mut Call<'_>) -> ListAnswer {
    let region = region(call)?;
    let page = call.parameters.page()?;
    let wanted = VpcFilter::of(call)?;
    dry_run(call)?;
    let is_here = |network: &Network| {
        network.kind == NetworkKind::Vpc && network.owner == call.caller && network.region == region
    };
    let (world, index) = (&*call.world, call.index);
    let fits = |(id, network): &(&String, &Network)| is_here(network) && wanted.fits(id, network);
    let found = call.found(|| world.networks.iter().filter(fits).map(|(id, _)| id.clone()));
    let shown = found.iter().map(|id| (id, &world.networks[id]));
    let is_attached = |id: &str| {
        let child = index.child(world, id).map(|(_, child)| &child.status);
        let attachments = index
            .attachments_of(world, id)
            .map(|(_, made)| &made.status);
        let mut statuses = child.into_iter().chain(attachments);
        statuses.any(|status| status == "Attached")
    };
    let answer = page.answer(("Vpcs", "Vpc"), shown, |(id, network)| {
        row(id, network, is_attached(id), vswitch_ids(world, id))
    });
    call.world
        .count_read(|key| matches!(key, ResourceKey::Vpc(_)));
    Ok(answer)
}

/// What a listing of VPCs asks for.
struct VpcFilter<'a> {
    ids: Option<Vec<&'a str>>,
    name: Option<&'a str>,
    group: Option<&'a str>,
    tags: Vec<(&'a str, Option<&'a str>)>,
    default_only: bool,
    /// Something that no VPC here has.
    nothing: bool,
}

impl<'a> VpcFilter<'a> {
    fn of(call: &Call<'a>) -> Result<Self, Refusal> {
        let parameters = call.parameters;
        let ids: Option<Vec<_>> = parameters
            .get("VpcId")
            .map(|ids| ids.split(',').map(str::trim).collect());
        if ids.as_ref().is_some_and(|ids| ids.len() > 20) {
            return Err(Refusal::invalid("VpcId"));
        }
        // Nobody else's VPC is shown, and none has IPv6 or a set of DHCP options.
        let other_owner = parameters
            .get("VpcOwnerId")
            .is_some_and(|owner| owner != call.caller);
        let has_ipv6 = parameters.boolean("EnableIpv6")?.unwrap_or(false);
        Ok(Self {
            ids,
            name: parameters.get("VpcName"),
            group: parameters.get("ResourceGroupId"),
            tags: parameters.tag_filters("Tag"),
            default_only: parameters.boolean("IsDefault")?.unwrap_or(false),
            nothing: other_owner || has_ipv6 || parameters.get("DhcpOptionsSetId").is_some(),
        })
    }

    fn fits(&self, id: &str, network: &Network) -> bool {
        !self.nothing
            && self.ids.as_ref().is_none_or(|ids| ids.contains(&id))
            && self.name.is_none_or(|name| network.name == name)
            && self.group.is_none_or(|group| group == group_of(network))
            && (network.is_default || !self.default_only)
            && tags_match(&self.tags, &network.tags)
    }
}

/// Returns the ids of the vSwitches of a VPC.
fn vswitch_ids<'a>(world: &'a World, vpc: &str) -> Vec<&'a str> {
    world.vswitches_of(vpc).map(|(id, _)| id.as_str()).collect()
}

fn row(id: &str, network: &Network, attached: bool, vswitches: Vec<&str>) -> impl Serialize {
    object! {
        "VpcId": id,
        "VpcName": &network.name,
        "Description": &network.description,
        "CidrBlock": &network.cidr,
        "SecondaryCidrBlocks": object! { "SecondaryCidrBlock": EMPTY },
        "UserCidrs": object! { "UserCidr": &network.user_cidrs },
        "Ipv6CidrBlock": "",
        "Ipv6CidrBlocks": object! { "Ipv6CidrBlock": EMPTY },
        "Status": &network.status,
        "RegionId": &network.region,
        "OwnerId": uid(&network.owner),
        "IsDefault": &network.is_default,
        "EnabledIpv6": false,
        "DhcpOptionsSetId": "",
        "DhcpOptionsSetStatus": "",
        "DnsHostnameStatus": "DISABLED",
        "VRouterId": router_id(id),
        "RouterTableIds": object! { "RouterTableIds": [table_id(id)] },
        "VSwitchIds": object! { "VSwitchId": vswitches },
        "NatGatewayIds": object! { "NatGatewayIds": EMPTY },
        "CenStatus": if attached { "Attached" } else { "" },
        "CreationTime": seconds(network.created),
        "ResourceGroupId": group_of(network),
        "Tags": tag_list(&network.tags),
    }
}

pub(crate) fn describe_vpc_attribute(call: &mut Call<'_>) -> Answer {
    let id = call.parameters.required("VpcId")?.to_owned();
    let network = own_vpc(call, &id)?;
    let attached = call.world.is_attached(&id);
    let mut answer = json!(row(&id, network, attached, vswitch_ids(call.world, &id)));
    answer["AssociatedCens"] = if attached {
        let (child, attachments) = (call.world.child(&id), call.world.attachments_of(&id));
        json!(associated_cens(call.world, child, attachments))
    } else {
        json!({ "AssociatedCen": [] })
    };
    answer["AssociatedPropagationSources"] = json!({ "AssociatedPropagationSources": [] });
    answer["CloudResources"] = json!({ "CloudResourceSetType": [] });
    answer["ClassicLinkEnabled"] = false.into();
    answer["SupportIpv4Gateway"] = false.into();
    answer["Ipv4GatewayId"] = "".into();
    if let Some(fields) = answer.as_object_mut() {
        ["CenStatus", "NatGatewayIds", "RouterTableIds"]
            .iter()
            .for_each(|name| drop(fields.remove(*name)));
    }
    call.world
        .count_read(|key| *key == ResourceKey::Vpc(id.clone()));
    Ok(answer)
}

/// Each VPC has its system route table. A client of the vendor's wants `Code` to be `200`.
pub(crate) fn describe_route_table_list(call: &mut Call<'_>) -> ListAnswer {
    let region = region(call)?;
    let page = call.parameters.page()?;
    let wanted = call.parameters.get("VpcId");
    let table = call.parameters.get("RouteTableId");
    let is_here = |network: &Network| {
        network.kind == NetworkKind::Vpc && network.owner == call.caller && network.region == region
    };
    let found = call.world.networks.iter().filter(|(id, network)| {
        is_here(network)
            && wanted.is_none_or(|wanted| wanted == *id)
            && table.is_none_or(|table| is_table_of(table, id))
    });
    let names = ("RouterTableList", "RouterTableListType");
    let answer = page.answer(names, found, |(id, network)| table_row(call, id, network));
    Ok(answer
        .with("Code", "200")
        .with("Message", "successful")
        .with("Success", true))
}

fn table_row(call: &Call<'_>, id: &str, network: &Network) -> impl Serialize {
    object! {
        "VpcId": id,
        "RouteTableId": table_id(id),
        "RouterId": router_id(id),
        "RouterType": "VRouter",
        "RouteTableType": "System",
        "RouteTableName": "",
        "Description": "",
        "OwnerId": uid(&network.owner),
        "CreationTime": seconds(network.created),
        "Status": "Available",
        "AssociateType": "VSwitch",
        "VSwitchIds": object! { "VSwitchId": vswitch_ids(call.world, id) },
        "Tags": object! { "Tag": EMPTY },
        "ResourceGroupId": group_of(network),
    }
}
