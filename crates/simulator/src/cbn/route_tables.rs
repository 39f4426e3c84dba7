//! The routes that a network on a CEN has, and those that a region of it has.
//!
//! What is published reaches every network and every region of the CEN, whatever the bandwidth between them. Route maps are kept but not
//! applied.

use serde_json::{Value, json};

use crate::call::{Answer, Call, listing};
use crate::cbn::network_routes::{CenRoutes, TableRoute, table_id};
use crate::cbn::published_routes::conflicts;
use crate::parameters::{Page, Parameters};
use crate::refusal::Refusal;
use crate::world::ResourceKey;
use crate::world::{Cen, Child, Network, NetworkKind, World};

/// The states of a route. Source: the `Status` of both listings.
const STATUSES: [&str; 5] = ["Active", "Candidate", "Rejected", "Prohibited", "All"];

/// A published route, and the network that it leads to.
struct Learned<'a> {
    route: TableRoute<'a>,
    via: &'a str,
    network: &'a Network,
}

pub(crate) fn describe_cen_child_instance_route_entries(call: &mut Call<'_>) -> Answer {
    let cen_id = call.cen_id()?;
    let page = call.parameters.page_of_at_most(500)?;
    let id = call.parameters.required("ChildInstanceId")?;
    let kind = call.parameters.required("ChildInstanceType")?;
    let kind = NetworkKind::of(kind).ok_or_else(|| Refusal::invalid("ChildInstanceType"))?;
    let region = call.parameters.get("ChildInstanceRegionId");
    let Some(cen) = call.listed_cen(&cen_id)? else {
        return entries(call.parameters, page, Vec::new());
    };
    let fits = |network: &&Network| {
        network.kind == kind && region.is_none_or(|region| network.region == region)
    };
    let network = call
        .world
        .networks
        .get(id)
        .filter(fits)
        .ok_or_else(Refusal::no_instance)?;
    let child = cen.children.get(id).ok_or_else(Refusal::no_instance)?;
    let table_id = table_id(id, network);
    let mut rows = Vec::new();
    if call
        .parameters
        .get("ChildInstanceRouteTableId")
        .is_none_or(|wanted| wanted == table_id)
    {
        rows = child_rows(call.world, cen, (id, network, child));
    }
    for row in &mut rows {
        row["RouteTableId"] = table_id.clone().into();
    }
    call.world
        .count_read(|key| matches!(key, ResourceKey::Route { cen, .. } if *cen == cen_id));
    entries(call.parameters, page, rows)
}

/// Returns what a network has of its own, then what it learned. A destination of its own it learns from nobody.
fn child_rows(
    world: &World,
    cen: &Cen,
    (id, network, child): (&str, &Network, &Child),
) -> Vec<Value> {
    let routes = CenRoutes::of(world, cen);
    let own = routes.table(id);
    let is_new = |learned: &Learned<'_>| {
        learned.via != id && own.iter().all(|route| route.cidr != learned.route.cidr)
    };
    // While it is being attached or detached, a network learns nothing.
    let learned = published(&routes)
        .into_iter()
        .filter(|learned| child.status == "Attached" && is_new(learned));
    let mut rows: Vec<_> = own
        .iter()
        .map(|route| own_row(world, route, &network.region))
        .collect();
    rows.extend(learned.map(|learned| learned_row(&learned)));
    rows
}

fn own_row(world: &World, route: &TableRoute<'_>, region: &str) -> Value {
    let mut row = bare_row(route.cidr, route.origin);
    row["NextHopType"] = route.next_hop_type.into();
    row["NextHopInstanceId"] = route.next_hop.into();
    row["NextHopRegionId"] = region.into();
    row["OperationalMode"] = route.operational.into();
    row["PublishStatus"] = route.publish_status().into();
    row["Conflicts"] = json!({ "Conflict": conflicts(world, route) });
    row
}

fn learned_row(learned: &Learned<'_>) -> Value {
    let mut row = next_hop_row(learned, "CEN");
    row["OperationalMode"] = false.into();
    row["PublishStatus"] = "NonPublished".into();
    row["Conflicts"] = json!({ "Conflict": [] });
    row
}

pub(crate) fn describe_cen_region_domain_route_entries(call: &mut Call<'_>) -> Answer {
    let cen_id = call.cen_id()?;
    let page = call.parameters.page_of_at_most(500)?;
    let region = call.parameters.required("CenRegionId")?;
    let listed = call.listed_cen(&cen_id)?;
    // A region in which nothing is attached has no transit router, and no routes.
    let rows = match listed.filter(|cen| cen.routers.contains_key(region)) {
        Some(cen) => published(&CenRoutes::of(call.world, cen)),
        None => Vec::new(),
    };
    let rows = rows
        .iter()
        .map(|learned| domain_row(learned, region))
        .collect();
    call.world
        .count_read(|key| matches!(key, ResourceKey::Route { cen, .. } if *cen == cen_id));
    entries(call.parameters, page, rows)
}

fn domain_row(learned: &Learned<'_>, region: &str) -> Value {
    let mut row = next_hop_row(
        learned,
        if learned.network.region == region {
            learned.route.origin
        } else {
            "CEN"
        },
    );
    row["Preference"] = 50.into();
    row["ToOtherRegionStatus"] = "Active".into();
    row["CenOutRouteMapRecords"] = json!({ "CenOutRouteMapRecord": [] });
    row
}

fn next_hop_row(learned: &Learned<'_>, origin: &str) -> Value {
    let mut row = bare_row(learned.route.cidr, origin);
    row["NextHopType"] = learned.network.kind.as_str().into();
    row["NextHopInstanceId"] = learned.via.into();
    row["NextHopRegionId"] = learned.network.region.clone().into();
    row
}

fn bare_row(cidr: &str, origin: &str) -> Value {
    json!({
        "DestinationCidrBlock": cidr,
        "Type": origin,
        "Status": "Active",
        "AsPaths": { "AsPath": [] },
        "Communities": { "Community": [] },
        "CenRouteMapRecords": { "CenRouteMapRecord": [] },
    })
}

/// Returns every route that is published to a CEN.
fn published<'a>(routes: &CenRoutes<'a>) -> Vec<Learned<'a>> {
    let learned = routes.published();
    learned
        .map(|(via, network, route)| Learned {
            route,
            via,
            network,
        })
        .collect()
}

/// The page of the rows that have the `Status` that is asked for: by default all, of which each is Active.
fn entries(parameters: &Parameters, page: Page, rows: Vec<Value>) -> Answer {
    let status = parameters.get("Status").unwrap_or("All");
    if !STATUSES.contains(&status) {
        return Err(Refusal::invalid("Status"));
    }
    let rows = if ["Active", "All"].contains(&status) {
        rows
    } else {
        Vec::new()
    };
    Ok(listing("CenRouteEntries", "CenRouteEntry", page, rows))
}
