//! Access to cloud services: which range of 100.64.0.0/10, from which regions, through which VPC.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};
use serde::Serialize;
use serde_json::json;

use crate::area::area_of;
use crate::call::{Answer, Call, ListAnswer};
use crate::cbn::private_zones::{has_ccn, no_ccn};
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::text_rule::DESCRIPTION;
use crate::world::ServiceRoute;
use crate::world::{Cen, Edition, NetworkKind, World};
use crate::world::{Next, ResourceKey};

/// Where cloud services are. Source: the `Host` of ResolveAndRouteServiceInCen.
const SERVICES: &str = "100.64.0.0/10";

/// Routes a service for each of the access regions, or for none.
pub(crate) fn resolve_and_route_service_in_cen(call: &mut Call<'_>) -> Answer {
    let cen_id = call.cen_id()?;
    let parameters = call.parameters;
    let host = parameters.required("Host")?.to_owned();
    let host_region = parameters.required("HostRegionId")?.to_owned();
    let host_vpc = parameters.required("HostVpcId")?.to_owned();
    let access_regions = parameters.list("AccessRegionIds");
    let description = call.text("Description", &DESCRIPTION)?.unwrap_or_default();
    if access_regions.is_empty() {
        return Err(Refusal::missing("AccessRegionIds.1"));
    }
    let net = service_range(&host)?;
    let cen = call.free_cen(&cen_id)?;
    check_host(call.world, cen, &host_region, &host_vpc)?;
    for access in &access_regions {
        check_access(call.world, cen, access, net)?;
    }
    for access in access_regions {
        let service = ServiceRoute {
            access_region: access.to_owned(),
            host_region: host_region.clone(),
            host_vpc: host_vpc.clone(),
            host: host.clone(),
            cidr: net.to_string(),
            description: description.clone(),
            status: "Creating".to_owned(),
        };
        let key = key(access, &host_region, net);
        if let Some(routing) = call.world.routing(&cen_id) {
            routing.services.insert(key.clone(), service);
        }
        call.begin(
            ResourceKey::ServiceRoute {
                cen: cen_id.clone(),
                key,
            },
            PacedChange::RouteService,
            Next::Status("Active".to_owned()),
        );
    }
    Ok(json!({}))
}

fn key(access: &str, host_region: &str, net: Ipv4Net) -> String {
    format!("{access}/{host_region}/{net}")
}

/// Returns the range that a host stands for. A domain name is none: the reference has those for reading only.
fn service_range(host: &str) -> Result<Ipv4Net, Refusal> {
    let illegal = |code: &str| Refusal::new(400, code, "The specified host is illegal.");
    if host.parse::<Ipv6Addr>().is_ok() {
        return Err(illegal("ParameterIllegal.ClouteRouteNotSupportIpv6"));
    }
    if host.parse::<Ipv6Net>().is_ok() {
        return Err(illegal("ParameterIllegal.Ipv6CloudRouteCidrNotAllow"));
    }
    let net = host
        .parse::<Ipv4Addr>()
        .map(Ipv4Net::from)
        .or_else(|_| host.parse::<Ipv4Net>());
    let net = net.map_err(|_| illegal("ParameterIllegal.CloudRouteHost"))?;
    let services: Ipv4Net = SERVICES.parse().expect("the constant is a range");
    if net.trunc() != net || !services.contains(&net) {
        return Err(illegal("ParameterIllegal.ClouteRouteCidrNotAllow"));
    }
    Ok(net)
}

/// The host must be an attached VPC of its region, whose transit router is not an Enterprise one.
fn check_host(world: &World, cen: &Cen, region: &str, vpc: &str) -> Result<(), Refusal> {
    if cen
        .routers
        .get(region)
        .is_some_and(|router| router.edition == Edition::Enterprise)
    {
        let message = "The operation is not supported for the type of the transit router.";
        return Err(Refusal::new(
            400,
            "OperationUnsupported.TransitRouterType",
            message,
        ));
    }
    let attached = cen
        .children
        .get(vpc)
        .filter(|child| child.status == "Attached")
        .and_then(|_| world.networks.get(vpc));
    match attached
        .is_some_and(|network| network.kind == NetworkKind::Vpc && network.region == region)
    {
        true => Ok(()),
        false => Err(Refusal::new(
            400,
            "CloudRoute.VpcNotAttached",
            "The VPC is not attached to the CEN instance.",
        )),
    }
}

/// In one access region, ranges must not overlap; that nothing need be attached there is an assumption.
fn check_access(world: &World, cen: &Cen, access: &str, net: Ipv4Net) -> Result<(), Refusal> {
    if area_of(access).is_none() {
        return Err(Refusal::new(
            400,
            "ParameterIllegal.AccessRegionId",
            "The specified access region is illegal.",
        ));
    }
    if access.starts_with("ccn-") && !has_ccn(world, cen, access) {
        return Err(no_ccn());
    }
    for service in cen
        .routing
        .services
        .values()
        .filter(|service| service.access_region == access)
    {
        let Ok(held) = service.cidr.parse::<Ipv4Net>() else {
            continue;
        };
        if held == net {
            return Err(Refusal::new(
                400,
                "CloudRoute.Exist",
                "The service is routed already.",
            ));
        }
        if held.contains(&net) || net.contains(&held) {
            return Err(Refusal::new(
                400,
                "CloudRoute.Conflict",
                "The service conflicts with another one that is routed.",
            ));
        }
    }
    Ok(())
}

/// Bad parameters, a CEN of somebody else's and a service that is not routed among them, are no error here: nothing is deleted.
pub(crate) fn delete_route_service_in_cen(call: &mut Call<'_>) -> Answer {
    let cen = call.cen_id()?;
    let access = call.parameters.required("AccessRegionId")?;
    let host = call.parameters.required("Host")?;
    let host_region = call.parameters.required("HostRegionId")?;
    let Ok(net) = service_range(host) else {
        return Ok(json!({}));
    };
    let key = key(access, host_region, net);
    let vpc = call.parameters.get("HostVpcId");
    let service = call
        .own_cen(&cen)
        .ok()
        .and_then(|cen| cen.routing.services.get(&key));
    let Some(service) = service.filter(|service| vpc.is_none_or(|vpc| service.host_vpc == vpc))
    else {
        return Ok(json!({}));
    };
    let is_active = service.status == "Active";
    call.free_cen(&cen)?;
    if !is_active {
        let message = "The service route is not in a valid state for the operation.";
        return Err(Refusal::new(
            403,
            "InvalidOperation.CloudRouteStatusNotAllow",
            message,
        ));
    }
    if let Some(service) = call
        .world
        .routing(&cen)
        .and_then(|routing| routing.services.get_mut(&key))
    {
        service.status = "Deleting".to_owned();
    }
    call.begin(
        ResourceKey::ServiceRoute { cen, key },
        PacedChange::RouteService,
        Next::Gone,
    );
    Ok(json!({}))
}

pub(crate) fn describe_route_services_in_cen(call: &mut Call<'_>) -> ListAnswer {
    let cen = call.cen_id()?;
    let page = call.parameters.page()?;
    let fits = |name: &str, value: &str| call.parameters.fits(name, value);
    let is_wanted = |service: &ServiceRoute| {
        fits("AccessRegionId", &service.access_region)
            && fits("HostRegionId", &service.host_region)
            && fits("HostVpcId", &service.host_vpc)
            && (fits("Host", &service.host) || fits("Host", &service.cidr))
    };
    let listed = call.listed_cen(&cen)?;
    let services = listed
        .into_iter()
        .flat_map(|cen| cen.routing.services.values())
        .filter(|service| is_wanted(service));
    let names = ("RouteServiceEntries", "RouteServiceEntry");
    let answer = page.answer(names, services, |service| row(&cen, service));
    call.world
        .count_read(|key| matches!(key, ResourceKey::ServiceRoute { cen: on, .. } if *on == cen));
    Ok(answer)
}

fn row(cen: &str, service: &ServiceRoute) -> impl Serialize {
    object! {
        "CenId": cen,
        "AccessRegionId": &service.access_region,
        "Host": &service.host,
        "HostRegionId": &service.host_region,
        "HostVpcId": &service.host_vpc,
        "Cidrs": object! { "Cidr": [&service.cidr] },
        "Description": &service.description,
        "Status": &service.status,
    }
}
