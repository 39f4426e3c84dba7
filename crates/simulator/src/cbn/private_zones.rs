//! Access to PrivateZone: from which region, through which VPC.

use serde_json::json;

use crate::area::area_of;
use crate::call::{Answer, Call, ListAnswer};
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::ZoneRoute;
use crate::world::{Cen, NetworkKind, World};
use crate::world::{Next, ResourceKey};

/// The servers that answer for PrivateZone. The reference has the field and no value for it: these are the ones that VPCs are known to use.
const SERVERS: &str = "100.100.2.136,100.100.2.138";

/// Every VPC counts as associated with a PrivateZone, and every account as having authorised the service: the simulator has neither.
pub(crate) fn route_private_zone_in_cen_to_vpc(call: &mut Call<'_>) -> Answer {
    let cen_id = call.cen_id()?;
    let parameters = call.parameters;
    let access = parameters.required("AccessRegionId")?.to_owned();
    let host_region = parameters.required("HostRegionId")?.to_owned();
    let host_vpc = parameters.required("HostVpcId")?.to_owned();
    if area_of(&access).is_none() {
        return Err(Refusal::invalid("AccessRegionId"));
    }
    let cen = call.free_cen(&cen_id)?;
    if !access.starts_with("ccn-") && access != host_region {
        let message = "The access region must be the host region.";
        return Err(Refusal::new(
            400,
            "OperationUnsupported.CrossRegionNotSupport",
            message,
        ));
    }
    check_host(call.world, cen, &host_region, &host_vpc)?;
    if access.starts_with("ccn-") && !has_ccn(call.world, cen, &access) {
        return Err(no_ccn());
    }
    if cen.routing.zones.contains_key(&access) {
        let message = "The access to PrivateZone is configured already.";
        return Err(Refusal::new(
            409,
            "InvalidOperation.PrivatezoneRouteExisted",
            message,
        ));
    }
    let zone = ZoneRoute {
        host_region,
        host_vpc,
        status: "Creating".to_owned(),
    };
    if let Some(routing) = call.world.routing(&cen_id) {
        routing.zones.insert(access.clone(), zone);
    }
    call.begin(
        ResourceKey::ZoneRoute {
            cen: cen_id,
            access,
        },
        PacedChange::PrivateZone,
        Next::Status("Active".to_owned()),
    );
    Ok(json!({}))
}

/// The host must be an attached VPC of its region. The reference leaves the status of the first code open; it is taken to be its siblings'.
fn check_host(world: &World, cen: &Cen, region: &str, vpc: &str) -> Result<(), Refusal> {
    let conflict = |code: &str, message: &str| Err(Refusal::new(409, code, message));
    if !cen
        .children
        .keys()
        .filter_map(|id| world.networks.get(id))
        .any(|network| network.region == region)
    {
        return conflict(
            "InvalidOperation.NoChildInstanceEitherRegion",
            "No child instance is attached in either region.",
        );
    }
    let attached = cen
        .children
        .get(vpc)
        .filter(|child| child.status == "Attached")
        .and_then(|_| world.networks.get(vpc));
    match attached.filter(|network| network.kind == NetworkKind::Vpc) {
        None => conflict(
            "InvalidOperation.VpcNotAttachedToCen",
            "The VPC is not attached to the CEN instance.",
        ),
        Some(network) if network.region != region => conflict(
            "InvalidOperation.UnmatchRouteInVpcRegion",
            "The VPC is not in the host region.",
        ),
        Some(_) => Ok(()),
    }
}

/// Tells whether a CCN is attached in this area.
pub(crate) fn has_ccn(world: &World, cen: &Cen, area: &str) -> bool {
    cen.children
        .keys()
        .filter_map(|id| world.networks.get(id))
        .any(|network| network.kind == NetworkKind::Ccn && network.region == area)
}

/// The access region is an area of CCNs, and none is attached there.
pub(crate) fn no_ccn() -> Refusal {
    Refusal::new(
        400,
        "ParameterIllegal.AccessRegionIdNoCCN",
        "No CCN of the access region is attached to the CEN instance.",
    )
}

/// Returns an access that is not there succeeds: the reference has no code for it. One that is under way counts as a CEN that is.
pub(crate) fn unroute_private_zone_in_cen_to_vpc(call: &mut Call<'_>) -> Answer {
    let cen = call.cen_id()?;
    let access = call.parameters.required("AccessRegionId")?.to_owned();
    call.free_cen(&cen)?;
    let Some(zone) = call
        .world
        .routing(&cen)
        .and_then(|routing| routing.zones.get_mut(&access))
    else {
        return Ok(json!({}));
    };
    if zone.status != "Active" {
        return Err(Refusal::cen_status());
    }
    zone.status = "Deleting".to_owned();
    call.begin(
        ResourceKey::ZoneRoute { cen, access },
        PacedChange::PrivateZone,
        Next::Gone,
    );
    Ok(json!({}))
}

pub(crate) fn describe_cen_private_zone_routes(call: &mut Call<'_>) -> ListAnswer {
    let cen = call.cen_id()?;
    let page = call.parameters.page()?;
    let fits = |name: &str, value: &str| call.parameters.fits(name, value);
    let listed = call.listed_cen(&cen)?;
    let zones = listed.into_iter().flat_map(|cen| &cen.routing.zones);
    let zones = zones.filter(|(access, zone)| {
        fits("AccessRegionId", access) && fits("HostRegionId", &zone.host_region)
    });
    let names = ("PrivateZoneInfos", "PrivateZoneInfo");
    let answer = page.answer(names, zones, |(access, zone)| {
        object! {
            "AccessRegionId": access,
            "HostRegionId": &zone.host_region,
            "HostVpcId": &zone.host_vpc,
            "Status": &zone.status,
        }
    });
    let answer = answer
        .with("CenId", &cen)
        .with("PrivateZoneDnsServers", SERVERS);
    call.world
        .count_read(|key| matches!(key, ResourceKey::ZoneRoute { cen: on, .. } if *on == cen));
    Ok(answer)
}
