//! The words of what a CEN does with routes.

use cen_action::call::{EnableHealthCheck, ModifyRouteMap, RouteCall};
use cen_topology::{HealthCheck, InstanceId};

use crate::words::reference::reference;
use crate::words::route_map::{route_map_text, way};

/// Says what a call does.
pub(crate) fn call_text(call: &RouteCall) -> String {
    match call {
        RouteCall::PublishRoute(publish) => {
            let (cidr, vpc) = (publish.cidr, reference(&publish.vpc));
            format!("publish {cidr} of VPC {vpc} in {}", publish.region)
        }
        RouteCall::WithdrawRoute(withdraw) => {
            let (cidr, vpc) = (withdraw.cidr, &withdraw.vpc);
            format!("withdraw {cidr} of VPC {vpc} in {}", withdraw.region)
        }
        RouteCall::EnableHealthCheck(enable) => match &enable.from {
            None => new_health_check(enable),
            Some(from) => health_check_edits(from, &enable.to),
        },
        RouteCall::DisableHealthCheck(disable) => {
            let (vbr, region) = (&disable.vbr, &disable.region);
            format!("check the line of VBR {vbr} in {region} no more")
        }
        RouteCall::RoutePrivateZone(route) => {
            let (access, vpc) = (&route.access, reference(&route.vpc));
            format!(
                "reach PrivateZone from {access} through VPC {vpc} in {}",
                route.region
            )
        }
        RouteCall::UnroutePrivateZone(unroute) => {
            let (access, vpc) = (&unroute.access, &unroute.vpc);
            format!("reach PrivateZone from {access} through VPC {vpc} no more")
        }
        RouteCall::RouteService(route) => {
            let (cidr, access, region) = (route.cidr, &route.access, &route.region);
            let vpc = reference(&route.vpc);
            format!("reach the service {cidr} from {access} through VPC {vpc} in {region}")
        }
        RouteCall::UnrouteService(unroute) => {
            let (host, access, vpc) = (&unroute.host, &unroute.access, &unroute.vpc);
            format!("reach the service {host} from {access} through VPC {vpc} no more")
        }
        RouteCall::CreateRouteMap(create) => {
            route_map_text(&create.place, &create.map.renamed(reference))
        }
        RouteCall::ModifyRouteMap(modify) => route_map_edits(modify),
        RouteCall::DeleteRouteMap(delete) => {
            let (id, place) = (&delete.id, &delete.place);
            format!("remove {id}, priority {} {}", place.priority, way(place))
        }
    }
}

fn new_health_check(enable: &EnableHealthCheck) -> String {
    let (vbr, region) = (reference(&enable.vbr), &enable.region);
    let HealthCheck {
        target,
        source,
        interval,
        threshold,
    } = &enable.to;
    let source = source.map_or(String::new(), |source| format!("from {source}, "));
    format!(
        "check the line of VBR {vbr} in {region}: to {target}, {source}every {interval} s, threshold {threshold} packets"
    )
}

/// Says what a route map does now and afterwards; of one that only gets another priority, both
/// priorities.
fn route_map_edits(modify: &ModifyRouteMap) -> String {
    let (from_place, place) = (&modify.from_place, &modify.place);
    let map = modify.map.renamed(reference);
    let from = modify.from.as_ref();
    match from.map(|from| from.renamed(InstanceId::to_string)) {
        Some(from) if from == map => format!(
            "priority: {} → {} {}",
            from_place.priority,
            place.priority,
            way(place)
        ),
        Some(from) => format!(
            "{} → {}",
            route_map_text(from_place, &from),
            route_map_text(place, &map)
        ),
        None => format!("what no file can say → {}", route_map_text(place, &map)),
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
