//! Transit routers themselves, which tell a region's edition.

use serde::Serialize;
use serde_json::json;

use super::access::{RouterPlace, bad, not_full};
use crate::area::area_of;
use crate::call::{Answer, Call, ListAnswer, minutes, tag_rows, uid};
use crate::object::{EMPTY, object};
use crate::pace::PacedChange;
use crate::parameters::tags_match;
use crate::refusal::Refusal;
use crate::text_rule::{DESCRIPTION, NAME};
use crate::world::{Cen, Edition, Next, ResourceKey, Router, Table};

pub(crate) fn create_transit_router(call: &mut Call<'_>) -> Answer {
    let place = RouterPlace {
        cen: call.cen_id()?,
        region: call.parameters.required("RegionId")?.to_owned(),
    };
    let cen = call.own_cen(&place.cen)?;
    if area_of(&place.region).is_none() {
        return Err(bad("IllegalParam.RegionId", "RegionId is illegal."));
    }
    call.service_is_open()?;
    call.cen_is_free(&place.cen)?;
    check_new(call, cen, &place)?;
    let name = call.text("TransitRouterName", &NAME)?.unwrap_or_default();
    let description = call.text("TransitRouterDescription", &DESCRIPTION)?;
    let tags = call.parameters.tags()?;
    let multicast = call.parameters.boolean("SupportMulticast")?;
    call.end_of_dry_run()?;
    let id = make(call, &place);
    if let Some(router) = call.router_at_mut(&place) {
        router.name = name;
        router.description = description.unwrap_or_default();
        router.tags = tags;
        router.multicast = multicast.unwrap_or(false);
    }
    Ok(json!({ "TransitRouterId": id }))
}

/// Refuses a router that the CEN cannot have in this region.
fn check_new(call: &Call<'_>, cen: &Cen, place: &RouterPlace) -> Result<(), Refusal> {
    // The table of the operation has no code for this; clients retry this one. Source: reference §12.
    if cen.status != "Active" {
        return Err(bad(
            "IncorrectStatus.Status",
            "The status of the CEN instance is incorrect.",
        ));
    }
    not_full(cen)?;
    if cen.routers.contains_key(&place.region) {
        return Err(bad(
            "InstanceExist.TransitRouterInstance",
            "The instance already exists.",
        ));
    }
    if !call.world.editions.sell_enterprise(&place.region) {
        return Err(bad(
            "OperationUnsupported.RegionId",
            "The specified Region does not support the operation.",
        ));
    }
    if call
        .world
        .packages_of(&place.cen)
        .any(|(_, package)| package.pays_by_95)
    {
        return Err(bad(
            "OperationFailed.PostPay95BwpNotAllowEnterpriseTr",
            "A bandwidth package that is paid by the 95th percentile does not allow it.",
        ));
    }
    // Address ranges of routers are beyond this simulator, which says so. Clients send an empty list too.
    let ranges = call.parameters.get("TransitRouterCidrList");
    if ranges.is_some_and(|ranges| ranges.trim() != "[]") {
        return Err(bad(
            "OperationUnsupported.TransitRouterCidrList",
            "The TransitRouterCidrList is not support in the specified Region.",
        ));
    }
    Ok(())
}

/// Makes a router of the Enterprise Edition, which becomes Active, and returns its id.
pub(crate) fn make(call: &mut Call<'_>, place: &RouterPlace) -> String {
    let (id, table) = (call.world.new_id("tr"), call.world.new_id("vtb"));
    let router = Router {
        status: "Creating".to_owned(),
        ..Router::enterprise(id.clone(), table, call.now)
    };
    if let Some(cen) = call.world.cens.get_mut(&place.cen) {
        cen.routers.insert(place.region.clone(), router);
    }
    begin(call, place, Next::Status("Active".to_owned()));
    id
}

fn begin(call: &mut Call<'_>, place: &RouterPlace, next: Next) {
    let RouterPlace { cen, region } = place.clone();
    call.begin(
        ResourceKey::Router { cen, region },
        PacedChange::Router,
        next,
    );
}

pub(crate) fn update_transit_router(call: &mut Call<'_>) -> Answer {
    let region = call.parameters.required("RegionId")?;
    let id = call.parameters.required("TransitRouterId")?;
    let place = call
        .place_of(id)
        .filter(|place| place.region == region)
        .ok_or_else(|| {
            bad(
                "OperationUnsupported.RegionId",
                "The specified Region does not support the operation.",
            )
        })?;
    call.router_is_free(&place)?;
    let router = call.router_at(&place);
    if router.is_none_or(|router| router.status != "Active") {
        return Err(status());
    }
    let name = call.text("TransitRouterName", &NAME)?;
    let description = call.text("TransitRouterDescription", &DESCRIPTION)?;
    if call.is_dry_run()? {
        return Ok(json!({}));
    }
    if let Some(router) = call.router_at_mut(&place) {
        router.name = name.unwrap_or_else(|| router.name.clone());
        router.description = description.unwrap_or_else(|| router.description.clone());
        router.status = "Modifying".to_owned();
    }
    begin(call, &place, Next::Status("Active".to_owned()));
    Ok(json!({}))
}

/// The router is in no state in which it can be changed.
pub(super) fn status() -> Refusal {
    bad(
        "IncorrectStatus.TransitRouterInstance",
        "The status of TransitRouter is incorrect.",
    )
}

pub(crate) fn delete_transit_router(call: &mut Call<'_>) -> Answer {
    let id = call.parameters.required("TransitRouterId")?;
    // The table names InvalidTransitRouterInstance.NotFound; clients read this one. Source: reference §12.
    let place = call.place_of(id).ok_or_else(Refusal::unknown_child)?;
    call.cen_is_free(&place.cen)?;
    call.router_is_free(&place)?;
    check_unused(call, &place)?;
    call.end_of_dry_run()?;
    if let Some(router) = call.router_at_mut(&place) {
        router.status = "Deleting".to_owned();
    }
    begin(call, &place, Next::Gone);
    Ok(json!({}))
}

/// Nothing may depend on a router that is deleted.
fn check_unused(call: &Call<'_>, place: &RouterPlace) -> Result<(), Refusal> {
    let cen = call.own_cen(&place.cen)?;
    let router = cen.routers.get(&place.region).ok_or_else(status)?;
    if cen.status != "Active" {
        return Err(bad(
            "IncorrectStatus.CenInstance",
            "The status of CenInstance is incorrect.",
        ));
    }
    if router.status != "Active" {
        return Err(status());
    }
    if is_attached(call, cen, &place.region) {
        let message = "Operation is invalid because an attached child instance exists.";
        let code = "InvalidOperation.AttachedChildInstanceExist";
        return Err(Refusal::new(409, code, message));
    }
    if cen
        .limits
        .values()
        .any(|limit| limit.local == place.region || limit.opposite == place.region)
    {
        return Err(bad(
            "OperationFailed.BandwidthLimitExist",
            "Operation is invalid because a bandwidth limit exist.",
        ));
    }
    let services = cen.routing.services.values();
    let mut services = services.flat_map(|service| [&service.access_region, &service.host_region]);
    if services.any(|region| *region == place.region) {
        return Err(bad(
            "OperationFailed.CloudRouteExist",
            "Operation failed because cloud route exists.",
        ));
    }
    let in_use = |table: &Table| !table.is_system || !table.entries.is_empty();
    if router.tables.values().any(in_use) {
        return Err(bad(
            "OperationFailed.DeleteTransitRouter",
            "Operation failed because TransitRouterRouteTable or TransitRouterRouteEntry or BandwidthTransitRegion exists.",
        ));
    }
    Ok(())
}

/// Tells whether anything of either edition is attached in a region.
fn is_attached(call: &Call<'_>, cen: &Cen, region: &str) -> bool {
    let is_here = |id: &String| {
        let network = call.world.networks.get(id);
        network.is_some_and(|network| network.region == region)
    };
    cen.children.keys().any(is_here)
        || cen
            .attachments
            .values()
            .any(|attachment| attachment.is_at(region))
}

pub(crate) fn list_transit_routers(call: &mut Call<'_>) -> ListAnswer {
    let parameters = call.parameters;
    let page = parameters.page()?;
    let wanted = parameters.get("CenId");
    if ["CenId", "TransitRouterId", "RegionId"]
        .iter()
        .all(|name| parameters.get(name).is_none())
    {
        return Err(bad(
            "InvalidParameterCombination.TransitRouter",
            "Region ID is required if no TransitRouterId or CenId specified.",
        ));
    }
    if let Some(id) = wanted {
        call.listed_cen(id)?;
    }
    let fits = |name: &str, value: &str| parameters.fits(name, value);
    let tags = parameters.tag_filters("Tag");
    let is_wanted = |region: &str, router: &Router| {
        fits("RegionId", region)
            && fits("TransitRouterId", &router.id)
            && fits("TransitRouterName", &router.name)
            && fits("Type", edition(router))
            && fits("Status", &router.status)
            && tags_match(&tags, &router.tags)
    };
    let found = call.found(|| {
        let own = call.own_cens().filter(|(id, _)| fits("CenId", id));
        own.flat_map(|(id, cen)| {
            let routers = cen.routers.iter();
            let found = routers.filter(|(region, router)| is_wanted(region, router));
            found.map(|(region, _)| (id.clone(), region.clone()))
        })
    });
    let answer = page.plain_answer("TransitRouters", &*found, |(id, region)| {
        let cen = &call.world.cens[id];
        row(id, cen, region, &cen.routers[region])
    });
    call.world
        .count_read(|key| matches!(key, ResourceKey::Router { .. }));
    Ok(answer)
}

fn edition(router: &Router) -> &'static str {
    match router.edition {
        Edition::Basic => "Basic",
        Edition::Enterprise => "Enterprise",
    }
}

fn row(id: &str, cen: &Cen, region: &str, router: &Router) -> impl Serialize {
    object! {
        "AliUid": uid(&cen.owner),
        "CenId": id,
        "CreationTime": minutes(router.created),
        "RegionId": region,
        "Status": &router.status,
        "SupportMulticast": &router.multicast,
        "TransitRouterCidrList": EMPTY,
        "TransitRouterDescription": &router.description,
        "TransitRouterId": &router.id,
        "TransitRouterName": &router.name,
        "Type": edition(router),
        "Tags": tag_rows(&router.tags),
    }
}
