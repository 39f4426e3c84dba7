//! The routes in the table of a VPC, those that a transit router writes into it among them.
//!
//! Source of the fields: the vendor's SDK of VPC 7.2.2.

use serde_json::{Value, json};

use crate::call::{Answer, Call, seconds};
use crate::cbn::router::learned;
use crate::refusal::Refusal;
use crate::vpc::parameters::region;
use crate::vpc::vpcs::table_id;
use crate::world::{Attachment, Cen, Network, NetworkKind, ResourceKey, SyncStatic, TableKey};

/// A route as it is listed.
struct Shown {
    cidr: String,
    /// `System` or `Custom`.
    kind: &'static str,
    next_hop_type: String,
    next_hop: String,
    status: String,
}

pub(crate) fn describe_route_entry_list(call: &mut Call<'_>) -> Answer {
    let region = region(call)?;
    let table = call.parameters.required("RouteTableId")?.to_owned();
    let page = call.parameters.max_result_page(10)?;
    let is_it = |(id, network): &(&String, &Network)| {
        network.kind == NetworkKind::Vpc
            && network.owner == call.caller
            && network.region == region
            && table_id(id) == table
    };
    let held = call.world.networks.iter().find(is_it);
    let (id, network) = held.ok_or_else(|| {
        Refusal::new(
            404,
            "InvalidRouteTableId.NotFound",
            "The specified RouteTableId is not found.",
        )
    })?;
    let fits = |name: &str, value: &str| call.parameters.fits(name, value);
    let rows: Vec<Value> = routes(call, id, network)
        .iter()
        .filter(|route| {
            fits("DestinationCidrBlock", &route.cidr)
                && fits("NextHopId", &route.next_hop)
                && fits("NextHopType", &route.next_hop_type)
                && fits("RouteEntryType", route.kind)
        })
        .map(|route| row(&table, network, route))
        .collect();
    let id = id.clone();
    call.world
        .count_read(|key| matches!(key, ResourceKey::VpcRoute { vpc, .. } if *vpc == id));
    let mut answer = page.answer("RouteEntrys", rows);
    if let Some(fields) = answer.as_object_mut() {
        let rows = fields.remove("RouteEntrys");
        fields.remove("MaxResults");
        fields.insert("RouteEntrys".to_owned(), json!({ "RouteEntry": rows }));
    }
    Ok(answer)
}

/// Returns the system routes, the custom ones, and then what transit routers synchronize.
fn routes(call: &Call<'_>, id: &str, network: &Network) -> Vec<Shown> {
    let system = |cidr: String| Shown {
        cidr,
        kind: "System",
        next_hop_type: "local".to_owned(),
        next_hop: String::new(),
        status: "Available".to_owned(),
    };
    let vswitches = call.world.vswitches_of(id);
    let mut routes: Vec<_> = vswitches
        .map(|(_, vswitch)| system(vswitch.cidr.to_string()))
        .collect();
    if routes.is_empty() {
        routes.push(system(network.cidr.clone()));
    }
    routes.extend(network.routes.iter().map(|(cidr, route)| Shown {
        cidr: cidr.clone(),
        kind: "Custom",
        next_hop_type: route.next_hop_type.clone(),
        next_hop: route.next_hop.clone(),
        status: route.status.clone(),
    }));
    for (cen_id, cen) in &call.world.cens {
        for (attachment_id, attachment) in &cen.attachments {
            if attachment.network() == Some(id) && attachment.publishes {
                routes.extend(synced(call, (cen_id, cen), (attachment_id, attachment)));
            }
        }
    }
    routes
}

/// Returns what the table that an attachment is associated with brings into its VPC.
fn synced(
    call: &Call<'_>,
    (cen_id, cen): (&str, &Cen),
    (id, attachment): (&str, &Attachment),
) -> Vec<Shown> {
    let router = cen.routers.get(&attachment.region);
    let mut tables = router.into_iter().flat_map(|router| &router.tables);
    let is_associated = |table: &crate::world::Table| {
        table
            .associations
            .get(id)
            .is_some_and(|status| status == "Active")
    };
    let Some((table_id, table)) = tables.find(|(_, table)| is_associated(table)) else {
        return Vec::new();
    };
    let key = TableKey {
        cen: cen_id.to_owned(),
        region: attachment.region.clone(),
        id: table_id.clone(),
    };
    let with_static = call.world.assumptions.sync_static == SyncStatic::Yes;
    learned::entries(call.world, &key, table)
        .into_iter()
        .filter(|entry| entry.status == "Active" && (with_static || entry.fixed.is_none()))
        .filter(|entry| entry.next_hop.is_some_and(|next| next != id))
        .map(|entry| Shown {
            cidr: entry.cidr,
            kind: "Custom",
            next_hop_type: "Attachment".to_owned(),
            next_hop: id.to_owned(),
            status: "Available".to_owned(),
        })
        .collect()
}

fn row(table: &str, network: &Network, route: &Shown) -> Value {
    let hop = json!({
        "Enabled": 1,
        "NextHopId": route.next_hop,
        "NextHopRegionId": network.region,
        "NextHopRelatedInfo": { "InstanceId": "", "InstanceType": "", "RegionId": "" },
        "NextHopType": route.next_hop_type,
        "Weight": 0,
    });
    json!({
        "Description": "",
        "DestinationCidrBlock": route.cidr,
        "GmtModified": seconds(network.created),
        "IpVersion": "IPv4",
        "NextHops": { "NextHop": [hop] },
        "Origin": "",
        "RouteEntryId": "",
        "RouteEntryName": "",
        "RouteTableId": table,
        "ServiceType": "",
        "Status": route.status,
        "Type": route.kind,
    })
}
