//! The routes in the table of a VPC, those that a transit router writes into it among them.
//!
//! Source of the fields: the vendor's SDK of VPC 7.2.2.

use ipnet::Ipv4Net;
use serde::Serialize;

use crate::call::{Call, ListAnswer, seconds};
use crate::cbn::router::learned;
use crate::object::object;
use crate::page::TokenRows;
use crate::refusal::Refusal;
use crate::response::Body;
use crate::vpc::parameters::region;
use crate::vpc::vpcs::is_table_of;
use crate::world::{Attachment, Cen, Network, NetworkKind, ResourceKey, SyncStatic, TableKey};

/// Where a route leads. The range of a vSwitch becomes a text only in a row.
#[derive(Clone, Copy)]
enum Destination<'a> {
    Range(Ipv4Net),
    Text(&'a str),
}

impl Destination<'_> {
    fn fits(self, wanted: Option<&str>) -> bool {
        wanted.is_none_or(|wanted| match self {
            Self::Range(range) => wanted.parse() == Ok(range),
            Self::Text(text) => text == wanted,
        })
    }

    fn text(self) -> String {
        match self {
            Self::Range(range) => range.to_string(),
            Self::Text(text) => text.to_owned(),
        }
    }
}

/// A route as it is listed.
struct Shown<'a> {
    cidr: Destination<'a>,
    /// `System` or `Custom`.
    kind: &'static str,
    next_hop_type: &'a str,
    next_hop: &'a str,
    status: &'a str,
}

pub(crate) fn describe_route_entry_list(call: &mut Call<'_>) -> ListAnswer {
    let region = region(call)?;
    let table = call.parameters.required("RouteTableId")?.to_owned();
    let page = call.parameters.max_result_page(10)?;
    let is_it = |(id, network): &(&String, &Network)| {
        network.kind == NetworkKind::Vpc
            && network.owner == call.caller
            && network.region == region
            && is_table_of(&table, id)
    };
    let held = call.world.networks.iter().find(is_it);
    let (id, network) = held.ok_or_else(|| {
        Refusal::new(
            404,
            "InvalidRouteTableId.NotFound",
            "The specified RouteTableId is not found.",
        )
    })?;
    let wanted = |name| call.parameters.wanted(name);
    let cidr = call.parameters.get("DestinationCidrBlock");
    let [next_hop, next_hop_type, kind] =
        ["NextHopId", "NextHopType", "RouteEntryType"].map(wanted);
    let found = routes(call, id, network).filter(|route| {
        route.cidr.fits(cidr)
            && next_hop.fits(route.next_hop)
            && next_hop_type.fits(route.next_hop_type)
            && kind.fits(route.kind)
    });
    let TokenRows { rows, next, total } = page.rows(found, |route| row(&table, network, route));
    let rows = object! { "RouteEntry": rows };
    let answer = Body::of(&object! { "RouteEntrys": rows, "NextToken": next, "TotalCount": total });
    let id = id.clone();
    call.world
        .count_read(|key| matches!(key, ResourceKey::VpcRoute { vpc, .. } if *vpc == id));
    Ok(answer)
}

/// Returns the system routes, the custom ones, and then what transit routers synchronize.
fn routes<'a>(
    call: &'a Call<'_>,
    id: &'a str,
    network: &'a Network,
) -> impl Iterator<Item = Shown<'a>> {
    let system = |cidr| Shown {
        cidr,
        kind: "System",
        next_hop_type: "local",
        next_hop: "",
        status: "Available",
    };
    let vswitches = call.world.vswitches_of(id);
    let mut vswitches = vswitches
        .map(move |(_, vswitch)| system(Destination::Range(vswitch.cidr)))
        .peekable();
    let whole = match vswitches.peek() {
        Some(_) => None,
        None => Some(system(Destination::Text(&network.cidr))),
    };
    let custom = network.routes.iter().map(|(cidr, route)| Shown {
        cidr: Destination::Text(cidr),
        kind: "Custom",
        next_hop_type: &route.next_hop_type,
        next_hop: &route.next_hop,
        status: &route.status,
    });
    let attachments = call.world.cens.iter().flat_map(|(id, cen)| {
        let attachments = cen.attachments.iter();
        attachments.map(move |attachment| ((id.as_str(), cen), attachment))
    });
    let publishing =
        attachments.filter(move |(_, (_, made))| made.publishes && made.network() == Some(id));
    let synced = publishing.flat_map(|(cen, (id, attachment))| synced(call, cen, (id, attachment)));
    vswitches.chain(whole).chain(custom).chain(synced)
}

/// Returns what the table that an attachment is associated with brings into its VPC.
fn synced<'a>(
    call: &'a Call<'_>,
    (cen_id, cen): (&str, &'a Cen),
    (id, attachment): (&'a str, &Attachment),
) -> impl Iterator<Item = Shown<'a>> {
    let router = cen.routers.get(&attachment.region);
    let mut tables = router.into_iter().flat_map(|router| &router.tables);
    let is_associated = |table: &crate::world::Table| {
        table
            .associations
            .get(id)
            .is_some_and(|status| status == "Active")
    };
    let associated = tables.find(|(_, table)| is_associated(table));
    let entries = associated.map(|(table_id, table)| {
        let key = TableKey {
            cen: cen_id.to_owned(),
            region: attachment.region.clone(),
            id: table_id.clone(),
        };
        learned::entries(call.world, &key, table)
    });
    let with_static = call.world.assumptions.sync_static == SyncStatic::Yes;
    entries
        .into_iter()
        .flatten()
        .filter(move |entry| entry.status == "Active" && (with_static || entry.fixed.is_none()))
        .filter(move |entry| entry.next_hop.is_some_and(|next| next != id))
        .map(move |entry| Shown {
            cidr: Destination::Text(entry.cidr),
            kind: "Custom",
            next_hop_type: "Attachment",
            next_hop: id,
            status: "Available",
        })
}

fn row(table: &str, network: &Network, route: Shown<'_>) -> impl Serialize {
    let hop = object! {
        "Enabled": 1,
        "NextHopId": route.next_hop,
        "NextHopRegionId": &network.region,
        "NextHopRelatedInfo": object! { "InstanceId": "", "InstanceType": "", "RegionId": "" },
        "NextHopType": route.next_hop_type,
        "Weight": 0,
    };
    object! {
        "Description": "",
        "DestinationCidrBlock": route.cidr.text(),
        "GmtModified": seconds(network.created),
        "IpVersion": "IPv4",
        "NextHops": object! { "NextHop": [hop] },
        "Origin": "",
        "RouteEntryId": "",
        "RouteEntryName": "",
        "RouteTableId": table,
        "ServiceType": "",
        "Status": route.status,
        "Type": route.kind,
    }
}
