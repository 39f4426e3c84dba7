//! What calls on routes rely on.

use cen_topology::{CenId, InstanceId, RegionId, RouteMap, RouteMapPlace, SharedText};
use ipnet::Ipv4Net;

use crate::Outputs;
use crate::attribute::Attribute;
use crate::effect::{Effect, known, relies_on_cen, sets, with};
use crate::value::{self, ABSENT};
use cen_action::{
    Address, Ref,
    call::{
        CreateRouteMap, DeleteRouteMap, DisableHealthCheck, EnableHealthCheck, ModifyRouteMap,
        PublishRoute, RouteCall, RoutePrivateZone, RouteService, UnroutePrivateZone,
        UnrouteService, WithdrawRoute,
    },
};

/// Returns what a call on routes relies on.
pub(super) fn of_route(address: &Address, call: &RouteCall, outputs: &Outputs) -> Vec<Effect> {
    let mut effects = of_route_alone(address, call, outputs);
    effects.extend(relies_on_cen(&cen_of(call)));
    effects
}

/// Returns the CEN that a route call changes.
fn cen_of(call: &RouteCall) -> Ref<CenId> {
    match call {
        RouteCall::PublishRoute(PublishRoute { cen, .. })
        | RouteCall::EnableHealthCheck(EnableHealthCheck { cen, .. })
        | RouteCall::RoutePrivateZone(RoutePrivateZone { cen, .. })
        | RouteCall::RouteService(RouteService { cen, .. })
        | RouteCall::CreateRouteMap(CreateRouteMap { cen, .. }) => cen.clone(),
        RouteCall::WithdrawRoute(WithdrawRoute { cen, .. })
        | RouteCall::DisableHealthCheck(DisableHealthCheck { cen, .. })
        | RouteCall::UnroutePrivateZone(UnroutePrivateZone { cen, .. })
        | RouteCall::UnrouteService(UnrouteService { cen, .. })
        | RouteCall::ModifyRouteMap(ModifyRouteMap { cen, .. })
        | RouteCall::DeleteRouteMap(DeleteRouteMap { cen, .. }) => known(cen),
    }
}

fn published(cen: SharedText, vpc: SharedText, cidr: &Ipv4Net) -> Attribute {
    Attribute::Published {
        cen,
        vpc,
        cidr: cidr.to_string(),
    }
}

fn zone(cen: SharedText, access: &RegionId) -> Attribute {
    Attribute::Zone {
        cen,
        access: access.shared(),
    }
}

fn service(cen: SharedText, access: &RegionId, cidr: String) -> Attribute {
    Attribute::Service {
        cen,
        access: access.shared(),
        cidr,
    }
}

fn of_enabled_check(enable: &EnableHealthCheck, outputs: &Outputs) -> Vec<Effect> {
    let (cen, vbr) = (outputs.id(&enable.cen), outputs.id(&enable.vbr));
    let source = enable.to.source.map(|source| {
        let (cen, vbr) = (cen.clone(), vbr.clone());
        sets(Attribute::HealthSource { cen, vbr }, source.to_string())
    });
    let check = Attribute::HealthCheck { cen, vbr };
    with(sets(check, value::health_check(&enable.to)), source)
}

/// Returns what becomes of a route map that changes: it leaves its place if it gets another priority.
fn of_changed_map(modify: &ModifyRouteMap, outputs: &Outputs) -> Vec<Effect> {
    let cen = modify.cen.shared();
    let left = Attribute::RouteMap {
        cen: cen.clone(),
        place: modify.from_place.clone(),
    };
    let moved = (modify.from_place != modify.place).then(|| sets(left, ABSENT));
    with(says(cen, &modify.place, &modify.map, outputs), moved)
}

fn of_route_alone(address: &Address, call: &RouteCall, outputs: &Outputs) -> Vec<Effect> {
    match call {
        RouteCall::PublishRoute(PublishRoute { cen, vpc, cidr, .. }) => vec![sets(
            published(outputs.id(cen), outputs.id(vpc), cidr),
            true,
        )],
        RouteCall::WithdrawRoute(WithdrawRoute { cen, vpc, cidr, .. }) => {
            vec![sets(published(cen.shared(), vpc.shared(), cidr), false)]
        }
        RouteCall::EnableHealthCheck(enable) => of_enabled_check(enable, outputs),
        RouteCall::DisableHealthCheck(DisableHealthCheck { cen, vbr, .. }) => {
            let (cen, vbr) = (cen.shared(), vbr.shared());
            vec![sets(Attribute::HealthCheck { cen, vbr }, ABSENT)]
        }
        RouteCall::RoutePrivateZone(RoutePrivateZone {
            cen, access, vpc, ..
        }) => vec![sets(zone(outputs.id(cen), access), &*outputs.id(vpc))],
        RouteCall::UnroutePrivateZone(UnroutePrivateZone { cen, access, .. }) => {
            vec![sets(zone(cen.shared(), access), ABSENT)]
        }
        RouteCall::RouteService(RouteService {
            cen,
            access,
            cidr,
            vpc,
            ..
        }) => {
            let service = service(outputs.id(cen), access, range(address, cidr));
            vec![sets(service, &*outputs.id(vpc))]
        }
        RouteCall::UnrouteService(UnrouteService {
            cen, access, host, ..
        }) => {
            let service = service(cen.shared(), access, range(address, host));
            vec![sets(service, ABSENT)]
        }
        RouteCall::CreateRouteMap(CreateRouteMap { cen, place, map }) => {
            vec![says(outputs.id(cen), place, map, outputs)]
        }
        RouteCall::ModifyRouteMap(modify) => of_changed_map(modify, outputs),
        RouteCall::DeleteRouteMap(DeleteRouteMap { cen, place, .. }) => {
            let (cen, place) = (cen.shared(), place.clone());
            vec![sets(Attribute::RouteMap { cen, place }, ABSENT)]
        }
    }
}

/// Returns the range of a service. The call that takes a service away names it by its host; its address has the range.
fn range(address: &Address, otherwise: &dyn std::fmt::Display) -> String {
    if let Address::Service { cidr, .. } = address {
        return cidr.to_string();
    }
    otherwise.to_string()
}

/// Returns the effect that a route map says this.
fn says(
    cen: SharedText,
    place: &RouteMapPlace,
    map: &RouteMap<Ref<InstanceId>>,
    outputs: &Outputs,
) -> Effect {
    let map = value::route_map(&map.renamed(|network| outputs.id(network)));
    let place = place.clone();
    sets(Attribute::RouteMap { cen, place }, map)
}
