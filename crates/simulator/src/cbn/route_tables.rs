//! The routes that a network on a CEN has, and those that a region of it has.
//!
//! What is published reaches every network and every region of the CEN, whatever the bandwidth between them. Route maps are kept but not
//! applied.

use std::collections::HashSet;

use serde::Serialize;
use serde::ser::SerializeMap;

use crate::call::{Call, ListAnswer};
use crate::cbn::network_routes::{CenRoutes, PublishedRoute, TableRoute, table_id};
use crate::cbn::published_routes::conflicts;
use crate::object::{EMPTY, Fields, Object, object};
use crate::page::Page;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::world::ResourceKey;
use crate::world::{Child, Network, NetworkKind, World};

/// The states of a route. Source: the `Status` of both listings.
const STATUSES: [&str; 5] = ["Active", "Candidate", "Rejected", "Prohibited", "All"];

pub(crate) fn describe_cen_child_instance_route_entries(call: &mut Call<'_>) -> ListAnswer {
    let cen_id = call.cen_id()?;
    let page = call.parameters.page_of_at_most(500)?;
    let id = call.parameters.required("ChildInstanceId")?;
    let kind = call.parameters.required("ChildInstanceType")?;
    let kind = NetworkKind::of(kind).ok_or_else(|| Refusal::invalid("ChildInstanceType"))?;
    let region = call.parameters.get("ChildInstanceRegionId");
    let Some(cen) = call.listed_cen(&cen_id)? else {
        let nothing = std::iter::empty::<()>();
        return entries(call.parameters, page, nothing, |nothing| nothing);
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
    let wanted = call.parameters.get("ChildInstanceRouteTableId");
    let routes = wanted
        .is_none_or(|wanted| wanted == table_id)
        .then(|| CenRoutes::in_index(call, &cen_id, cen));
    let found = routes.iter().flat_map(|routes| {
        let own = routes.table(call.world, cen, id);
        child_routes(routes, own, id, child)
    });
    let answer = entries(call.parameters, page, found, |route| {
        let row = match route {
            ChildRoute::Own(route) => Row::Own(own_row(call.world, &route, &network.region)),
            ChildRoute::Learned(route) => Row::Learned(learned_row(call.world, route)),
        };
        object! { "RouteTableId": &table_id, ..Object(row) }
    })?;
    call.world
        .count_read(|key| matches!(key, ResourceKey::Route { cen, .. } if *cen == cen_id));
    Ok(answer)
}

/// A route of a network on a CEN.
enum ChildRoute<'a> {
    Own(TableRoute<'a>),
    Learned(&'a PublishedRoute),
}

/// The fields of a route of a network.
enum Row<O, L> {
    Own(Object<O>),
    Learned(Object<L>),
}

impl<O: Fields, L: Fields> Fields for Row<O, L> {
    fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
        match self {
            Self::Own(row) => row.0.write(object),
            Self::Learned(row) => row.0.write(object),
        }
    }
}

/// Returns what a network has of its own, then what it learned. A destination of its own it learns from nobody.
fn child_routes<'a>(
    routes: &'a CenRoutes,
    own: Vec<TableRoute<'a>>,
    id: &str,
    child: &Child,
) -> impl Iterator<Item = ChildRoute<'a>> {
    let destinations: HashSet<_> = own.iter().map(|route| route.cidr).collect();
    // While it is being attached or detached, a network learns nothing.
    let learned = (child.status == "Attached").then_some(&routes.published);
    let learned = learned
        .into_iter()
        .flatten()
        .filter(move |route| route.via != id && !destinations.contains(&*route.cidr));
    let own = own.into_iter().map(ChildRoute::Own);
    own.chain(learned.map(ChildRoute::Learned))
}

fn own_row<'a>(
    world: &'a World,
    route: &TableRoute<'a>,
    region: &'a str,
) -> Object<impl Fields + use<'a>> {
    object! {
        "NextHopType": route.next_hop_type,
        "NextHopInstanceId": route.next_hop,
        "NextHopRegionId": region,
        "OperationalMode": route.operational,
        "PublishStatus": route.publish_status(),
        "Conflicts": object! { "Conflict": conflicts(world, route) },
        ..bare_row(route.cidr, route.origin)
    }
}

fn learned_row(world: &World, route: &PublishedRoute) -> Object<impl Fields> {
    object! {
        "OperationalMode": false,
        "PublishStatus": "NonPublished",
        "Conflicts": object! { "Conflict": EMPTY },
        ..next_hop_row(world.networks.get(&route.via), route, "CEN")
    }
}

pub(crate) fn describe_cen_region_domain_route_entries(call: &mut Call<'_>) -> ListAnswer {
    let cen_id = call.cen_id()?;
    let page = call.parameters.page_of_at_most(500)?;
    let region = call.parameters.required("CenRegionId")?;
    let listed = call.listed_cen(&cen_id)?;
    // A region in which nothing is attached has no transit router, and no routes.
    let routes = listed
        .filter(|cen| cen.routers.contains_key(region))
        .map(|cen| CenRoutes::in_index(call, &cen_id, cen));
    let published = routes.as_ref().map(|routes| &*routes.published);
    let found = published.unwrap_or_default().iter();
    let answer = entries(call.parameters, page, found, |route| {
        domain_row(call.world, route, region)
    })?;
    call.world
        .count_read(|key| matches!(key, ResourceKey::Route { cen, .. } if *cen == cen_id));
    Ok(answer)
}

fn domain_row(world: &World, route: &PublishedRoute, region: &str) -> impl Serialize {
    let network = world.networks.get(&route.via);
    let is_here = network.is_some_and(|network| network.region == region);
    object! {
        "Preference": 50,
        "ToOtherRegionStatus": "Active",
        "CenOutRouteMapRecords": object! { "CenOutRouteMapRecord": EMPTY },
        ..next_hop_row(network, route, if is_here { route.origin } else { "CEN" })
    }
}

fn next_hop_row(
    network: Option<&Network>,
    route: &PublishedRoute,
    origin: &str,
) -> Object<impl Fields> {
    object! {
        "NextHopType": network.map(|network| network.kind.as_str()),
        "NextHopInstanceId": &route.via,
        "NextHopRegionId": network.map(|network| network.region.as_str()),
        ..bare_row(&route.cidr, origin)
    }
}

fn bare_row(cidr: &str, origin: &str) -> Object<impl Fields> {
    object! {
        "DestinationCidrBlock": cidr,
        "Type": origin,
        "Status": "Active",
        "AsPaths": object! { "AsPath": EMPTY },
        "Communities": object! { "Community": EMPTY },
        "CenRouteMapRecords": object! { "CenRouteMapRecord": EMPTY },
    }
}

/// Returns the page of the routes that have the `Status` that is asked for: by default all, of which each is Active.
fn entries<T, R: Serialize>(
    parameters: &Parameters,
    page: Page,
    found: impl Iterator<Item = T>,
    row: impl FnMut(T) -> R,
) -> ListAnswer {
    let status = parameters.get("Status").unwrap_or("All");
    if !STATUSES.contains(&status) {
        return Err(Refusal::invalid("Status"));
    }
    let most = if ["Active", "All"].contains(&status) {
        usize::MAX
    } else {
        0
    };
    let found = found.take(most);
    Ok(page.answer(("CenRouteEntries", "CenRouteEntry"), found, row))
}
