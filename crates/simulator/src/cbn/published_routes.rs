//! The routes of attached networks, and which of them are published to the CEN.

use ipnet::Ipv4Net;
use serde::Serialize;
use serde_json::json;

use crate::area::area_of;
use crate::call::{Answer, Call, ListAnswer};
use crate::cbn::network_routes::{CenRoutes, TableRoute, table_id};
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{Child, Network, NetworkKind, World};
use crate::world::{Next, ResourceKey};

/// The network that the parameters name, on the CEN that they name.
struct Attached<'a> {
    child: &'a Child,
    table_id: String,
    routes: Vec<TableRoute<'a>>,
}

/// What is to become of a route.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Publication {
    Published,
    Withdrawn,
}

pub(crate) fn publish_route_entries(call: &mut Call<'_>) -> Answer {
    change(call, Publication::Published)
}

pub(crate) fn withdraw_published_route_entries(call: &mut Call<'_>) -> Answer {
    change(call, Publication::Withdrawn)
}

/// Publishes or withdraws a route. The parameters name no owner, so it is taken to be the CEN's owner who calls, for any network on the CEN.
/// A route that is as wanted already stays so, and the call succeeds: the reference has no code for it.
fn change(call: &mut Call<'_>, wanted: Publication) -> Answer {
    let cen = call.cen_id()?;
    let kind = kind(call, &[NetworkKind::Vpc, NetworkKind::Vbr])?;
    let cidr = cidr(call.parameters.required("DestinationCidrBlock")?)?;
    let network = call.parameters.required("ChildInstanceId")?.to_owned();
    let wanted_table = call.parameters.required("ChildInstanceRouteTableId")?;
    if !cen.starts_with("cen-") {
        return Err(Refusal::new(
            400,
            "ParameterIllegal.CenInstanceId",
            "The specified CEN instance id is illegal.",
        ));
    }
    let Attached {
        child,
        table_id,
        routes,
    } = attached(call, &cen, kind)?;
    call.free_cen(&cen)?;
    if child.status != "Attached" {
        return Err(Refusal::child_status());
    }
    let route = routes
        .into_iter()
        .find(|route| route.cidr == cidr && wanted_table == table_id)
        .ok_or_else(no_route)?;
    if !route.operational {
        let message = "The next hop type of the route does not support the operation.";
        return Err(Refusal::new(
            400,
            "InvalidOperation.UnsupportnexthopType",
            message,
        ));
    }
    let key = ResourceKey::Route { cen, network, cidr };
    if call.world.is_on_its_way(&key) {
        return Err(Refusal::child_status());
    }
    if route.offered != (wanted == Publication::Published) {
        call.begin(
            key,
            PacedChange::Route,
            if wanted == Publication::Published {
                Next::Effective
            } else {
                Next::Gone
            },
        );
    }
    Ok(json!({}))
}

pub(crate) fn describe_published_route_entries(call: &mut Call<'_>) -> ListAnswer {
    let cen = call.cen_id()?;
    let page = call.parameters.page()?;
    let kind = kind(
        call,
        &[NetworkKind::Vpc, NetworkKind::Vbr, NetworkKind::Ccn],
    )?;
    let wanted = call
        .parameters
        .get("DestinationCidrBlock")
        .map(cidr)
        .transpose()?;
    let names = ("PublishedRouteEntries", "PublishedRouteEntry");
    if call.listed_cen(&cen)?.is_none() {
        return Ok(page.answer(names, [(); 0], |nothing| nothing));
    }
    let Attached {
        table_id,
        mut routes,
        ..
    } = attached(call, &cen, kind)?;
    let here = call
        .parameters
        .get("ChildInstanceRouteTableId")
        .is_none_or(|wanted| wanted == table_id);
    routes.retain(|route| here && wanted.as_ref().is_none_or(|wanted| wanted == route.cidr));
    if wanted.is_some() && routes.is_empty() {
        return Err(no_route());
    }
    let answer = page.answer(names, &routes, |route| row(call.world, route, &table_id));
    let id = call.parameters.required("ChildInstanceId")?;
    call.world.count_read(|key| matches!(key, ResourceKey::Route { cen: on, network, .. } if *on == cen && network == id));
    Ok(answer)
}

fn row<'a>(
    world: &'a World,
    route: &TableRoute<'a>,
    table_id: &'a str,
) -> impl Serialize + use<'a> {
    object! {
        "ChildInstanceRouteTableId": table_id,
        "DestinationCidrBlock": route.cidr,
        "NextHopType": route.next_hop_type,
        "NextHopId": route.next_hop,
        "RouteType": route.origin,
        "OperationalMode": route.operational,
        "PublishStatus": route.publish_status(),
        "Conflicts": object! { "Conflict": conflicts(world, route) },
    }
}

/// Returns the network that publishes the destination of a route in its place, as answers show it.
pub(crate) fn conflicts<'a>(
    world: &'a World,
    route: &TableRoute<'a>,
) -> Vec<impl Serialize + use<'a>> {
    conflict(world, route)
        .map(conflict_row)
        .into_iter()
        .collect()
}

/// The destination of a route, and the network that publishes it in its place.
type Conflict<'a> = (&'a str, &'a str, &'a Network);

fn conflict<'a>(world: &'a World, route: &TableRoute<'a>) -> Option<Conflict<'a>> {
    let id = route.conflict?;
    Some((route.cidr, id, world.networks.get(id)?))
}

fn conflict_row((cidr, id, network): Conflict<'_>) -> impl Serialize {
    object! {
        "DestinationCidrBlock": cidr,
        "InstanceId": id,
        "InstanceType": network.kind.as_str(),
        "RegionId": &network.region,
        "Status": "conflict",
    }
}

/// Lists the routes of a network, on whichever CEN it is, that another network publishes in its place.
pub(crate) fn describe_route_conflict(call: &mut Call<'_>) -> ListAnswer {
    let parameters = call.parameters;
    let page = parameters.page()?;
    let id = parameters.required("ChildInstanceId")?;
    let region = parameters.required("ChildInstanceRegionId")?;
    let wanted_table = parameters.required("ChildInstanceRouteTableId")?;
    let kind = NetworkKind::of(parameters.required("ChildInstanceType")?);
    let wanted = parameters
        .get("DestinationCidrBlock")
        .map(cidr)
        .transpose()?;
    let is_it = |network: &&Network| {
        network.region == region
            && Some(network.kind) == kind
            && table_id(id, network) == wanted_table
    };
    let found = call.world.networks.get(id).filter(is_it);
    let cen = found
        .and_then(|_| call.index.child(call.world, id))
        .and_then(|(cen, _)| Some((cen, call.own_cen(cen).ok()?)));
    let routes = cen.map_or_else(Vec::new, |(cen_id, cen)| {
        CenRoutes::in_index(call, cen_id, cen).table(call.world, cen, id)
    });
    let found = routes
        .iter()
        .filter(|route| wanted.as_ref().is_none_or(|wanted| wanted == route.cidr))
        .filter_map(|route| conflict(call.world, route));
    Ok(page.answer(("RouteConflicts", "RouteConflict"), found, conflict_row))
}

fn attached<'a>(
    call: &'a Call<'_>,
    cen_id: &str,
    kind: NetworkKind,
) -> Result<Attached<'a>, Refusal> {
    let id = call.parameters.required("ChildInstanceId")?;
    let region = call.parameters.required("ChildInstanceRegionId")?;
    if area_of(region).is_none() {
        return Err(Refusal::new(
            400,
            "ParameterIllegal.ChildInstanceRegionId",
            "The specified region of the child instance is illegal.",
        ));
    }
    let cen = call.own_cen(cen_id)?;
    let absent = || Refusal::new(404, "Instance.NotExist", "The instance is not exist.");
    let fits = |network: &&Network| network.kind == kind && network.region == region;
    let network = call
        .world
        .networks
        .get(id)
        .filter(fits)
        .ok_or_else(absent)?;
    let child = cen.children.get(id).ok_or_else(absent)?;
    Ok(Attached {
        child,
        table_id: table_id(id, network),
        routes: CenRoutes::in_index(call, cen_id, cen).table(call.world, cen, id),
    })
}

fn kind(call: &Call<'_>, kinds: &[NetworkKind]) -> Result<NetworkKind, Refusal> {
    let illegal = || {
        Refusal::new(
            400,
            "ParameterIllegal.ChildInstanceType",
            "The specified child instance type is illegal.",
        )
    };
    NetworkKind::of(call.parameters.required("ChildInstanceType")?)
        .filter(|kind| kinds.contains(kind))
        .ok_or_else(illegal)
}

fn cidr(text: &str) -> Result<String, Refusal> {
    text.parse::<Ipv4Net>()
        .map(|net| net.to_string())
        .map_err(|_| Refusal::invalid("DestinationCidrBlock"))
}

fn no_route() -> Refusal {
    Refusal::new(
        400,
        "InvalidOperation.NotFoundRoute",
        "The specified route is not found.",
    )
}
