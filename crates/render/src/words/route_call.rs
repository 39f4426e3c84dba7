//! The words of what a CEN does with routes.

use cen_plan::RouteCall;
use cen_topology::{HealthCheck, InstanceId, RouteMap, RouteMapPlace};

use crate::words::reference::reference;
use crate::words::route_map::{route_map_text, way};

/// What a call does.
pub(crate) fn call_text(call: &RouteCall) -> String {
    match call {
        RouteCall::PublishRoute {
            vpc, region, cidr, ..
        } => format!("publish {cidr} of VPC {} in {region}", reference(vpc)),
        RouteCall::WithdrawRoute {
            vpc, region, cidr, ..
        } => format!("withdraw {cidr} of VPC {vpc} in {region}"),
        RouteCall::EnableHealthCheck {
            vbr,
            region,
            from: None,
            to,
            ..
        } => {
            let source = to
                .source
                .map_or(String::new(), |source| format!("from {source}, "));
            let HealthCheck {
                target,
                interval,
                threshold,
                ..
            } = to;
            let vbr = reference(vbr);
            format!(
                "check the line of VBR {vbr} in {region}: to {target}, {source}every {interval} s, threshold {threshold} packets"
            )
        }
        RouteCall::EnableHealthCheck {
            from: Some(from),
            to,
            ..
        } => health_check_edits(from, to),
        RouteCall::RoutePrivateZone {
            access,
            vpc,
            region,
            ..
        } => {
            format!(
                "reach PrivateZone from {access} through VPC {} in {region}",
                reference(vpc)
            )
        }
        RouteCall::UnroutePrivateZone { access, vpc, .. } => {
            format!("reach PrivateZone from {access} through VPC {vpc} no more")
        }
        RouteCall::RouteService {
            access,
            cidr,
            vpc,
            region,
            ..
        } => {
            format!(
                "reach the service {cidr} from {access} through VPC {} in {region}",
                reference(vpc)
            )
        }
        RouteCall::UnrouteService {
            access, host, vpc, ..
        } => format!("reach the service {host} from {access} through VPC {vpc} no more"),
        RouteCall::CreateRouteMap { place, map, .. } => {
            route_map_text(place, &map.renamed(reference))
        }
        RouteCall::ModifyRouteMap {
            from_place,
            from,
            place,
            map,
            ..
        } => route_map_edits(from_place, from.as_deref(), place, &map.renamed(reference)),
        RouteCall::DeleteRouteMap { id, place, .. } => {
            format!("remove {id}, priority {} {}", place.priority, way(place))
        }
        RouteCall::DisableHealthCheck { vbr, region, .. } => {
            format!("check the line of VBR {vbr} in {region} no more")
        }
    }
}

/// What a route map says now and afterwards; of one that is only numbered anew its two numbers.
fn route_map_edits(
    from_place: &RouteMapPlace,
    from: Option<&RouteMap<InstanceId>>,
    place: &RouteMapPlace,
    map: &RouteMap<String>,
) -> String {
    let from = from.map(|from| from.renamed(InstanceId::to_string));
    match from {
        Some(from) if from == *map => format!(
            "priority: {} → {} {}",
            from_place.priority,
            place.priority,
            way(place)
        ),
        Some(from) => format!(
            "{} → {}",
            route_map_text(from_place, &from),
            route_map_text(place, map)
        ),
        None => format!("what no file can say → {}", route_map_text(place, map)),
    }
}

fn health_check_edits(from: &HealthCheck, to: &HealthCheck) -> String {
    let source = |check: &HealthCheck| {
        check
            .source
            .map_or("the cloud's choice".to_owned(), |source| source.to_string())
    };
    let edits = [
        ("target", from.target.to_string(), to.target.to_string()),
        ("source", source(from), source(to)),
        (
            "interval",
            format!("{} s", from.interval),
            format!("{} s", to.interval),
        ),
        (
            "threshold",
            format!("{} packets", from.threshold),
            format!("{} packets", to.threshold),
        ),
    ];
    let edits = edits
        .iter()
        .filter(|(_, from, to)| from != to)
        .map(|(what, from, to)| format!("{what}: {from} → {to}"));
    edits.collect::<Vec<_>>().join(", ")
}

/// A kind of action: its place in the summary, and its word for one and for many.
pub(crate) fn kind(call: &RouteCall) -> (u8, &'static str, &'static str) {
    match call {
        RouteCall::PublishRoute { .. } => (20, "route to publish", "routes to publish"),
        RouteCall::WithdrawRoute { .. } => (21, "route to withdraw", "routes to withdraw"),
        RouteCall::EnableHealthCheck { from: None, .. } => {
            (22, "health check to set up", "health checks to set up")
        }
        RouteCall::EnableHealthCheck { from: Some(_), .. } => {
            (23, "health check to change", "health checks to change")
        }
        RouteCall::DisableHealthCheck { .. } => {
            (24, "health check to remove", "health checks to remove")
        }
        RouteCall::RoutePrivateZone { .. } => (
            25,
            "access to PrivateZone to set up",
            "accesses to PrivateZone to set up",
        ),
        RouteCall::UnroutePrivateZone { .. } => (
            26,
            "access to PrivateZone to remove",
            "accesses to PrivateZone to remove",
        ),
        RouteCall::RouteService { .. } => (
            27,
            "access to a service to set up",
            "accesses to services to set up",
        ),
        RouteCall::UnrouteService { .. } => (
            28,
            "access to a service to remove",
            "accesses to services to remove",
        ),
        RouteCall::CreateRouteMap { .. } => (29, "route map to add", "route maps to add"),
        RouteCall::ModifyRouteMap { .. } => (30, "route map to change", "route maps to change"),
        RouteCall::DeleteRouteMap { .. } => (31, "route map to remove", "route maps to remove"),
    }
}
