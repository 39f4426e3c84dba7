//! Route maps: kept, shown and walked through their states, but not applied to any route.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use crate::area::area_of;
use crate::call::{Answer, Call, ListAnswer};
use crate::object::{Each, Object, object};
use crate::pace::PacedChange;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::text_rule::DESCRIPTION;
use crate::world::{Next, ResourceKey, RouteMap, RouteMapSettings, UnsentScalars};

/// The parameters that are words, with the words that may be given; any if none are documented.
const WORDS: [(&str, &[&str]); 6] = [
    ("AsPathMatchMode", &["Include", "Complete"]),
    ("CidrMatchMode", &["Include", "Complete"]),
    ("CommunityMatchMode", &["Include", "Complete"]),
    ("CommunityOperateMode", &["Additive", "Replace"]),
    ("MapResult", &["Permit", "Deny"]),
    ("MatchAddressType", &[]),
];

const FLAGS: [&str; 2] = [
    "DestinationInstanceIdsReverseMatch",
    "SourceInstanceIdsReverseMatch",
];

/// The parameters that are lists, with the name of an item in an answer.
const LISTS: [(&str, &str); 14] = [
    (
        "DestinationChildInstanceTypes",
        "DestinationChildInstanceType",
    ),
    ("DestinationCidrBlocks", "DestinationCidrBlock"),
    ("DestinationInstanceIds", "DestinationInstanceId"),
    ("DestinationRegionIds", "DestinationRegionId"),
    ("DestinationRouteTableIds", "DestinationRouteTableId"),
    ("MatchAsns", "MatchAsn"),
    ("MatchCommunitySet", "MatchCommunity"),
    ("OperateCommunitySet", "OperateCommunity"),
    ("PrependAsPath", "AsPath"),
    ("RouteTypes", "RouteType"),
    ("SourceChildInstanceTypes", "SourceChildInstanceType"),
    ("SourceInstanceIds", "SourceInstanceId"),
    ("SourceRegionIds", "SourceRegionId"),
    ("SourceRouteTableIds", "SourceRouteTableId"),
];

pub(crate) fn create_cen_route_map(call: &mut Call<'_>) -> Answer {
    let cen = call.cen_id()?;
    let region = region(call)?;
    let direction = call.parameters.required("TransmitDirection")?.to_owned();
    if !["RegionIn", "RegionOut"].contains(&direction.as_str()) {
        return Err(Refusal::invalid("TransmitDirection"));
    }
    let settings = settings(call)?;
    call.free_cen(&cen)?;
    let router_table = call
        .parameters
        .get("TransitRouterRouteTableId")
        .unwrap_or_default()
        .to_owned();
    let route_map = RouteMap {
        region,
        direction,
        router_table,
        status: "Creating".to_owned(),
        settings,
    };
    check_priority(call, &cen, None, &route_map)?;
    let id = call.world.new_id("cenrmap");
    if let Some(routing) = call.world.routing(&cen) {
        routing.route_maps.insert(id.clone(), route_map);
    }
    call.begin(
        ResourceKey::RouteMap {
            cen,
            id: id.clone(),
        },
        PacedChange::RouteMap,
        Next::Status("Active".to_owned()),
    );
    Ok(json!({ "RouteMapId": id }))
}

/// Changes a route map. Lists are replaced, since a list that is left out could not be emptied in any other way. Words, flags and numbers that
/// are left out stay: third-party clients send only those that they change.
pub(crate) fn modify_cen_route_map(call: &mut Call<'_>) -> Answer {
    let (cen, id) = (
        call.cen_id()?,
        call.parameters.required("RouteMapId")?.to_owned(),
    );
    let settings = settings(call)?;
    let mut route_map = free_route_map(call, &cen, &id)?;
    if route_map.status != "Active" {
        return Err(Refusal::blocking());
    }
    route_map.settings = match call.world.rules.unsent_scalars {
        UnsentScalars::Keep => settings.over(route_map.settings),
        UnsentScalars::Clear => settings,
    };
    route_map.status = "Modifying".to_owned();
    check_priority(call, &cen, Some(&id), &route_map)?;
    if let Some(routing) = call.world.routing(&cen) {
        routing.route_maps.insert(id.clone(), route_map);
    }
    call.begin(
        ResourceKey::RouteMap { cen, id },
        PacedChange::RouteMap,
        Next::Status("Active".to_owned()),
    );
    Ok(json!({}))
}

pub(crate) fn delete_cen_route_map(call: &mut Call<'_>) -> Answer {
    let (cen, id) = (
        call.cen_id()?,
        call.parameters.required("RouteMapId")?.to_owned(),
    );
    let mut route_map = free_route_map(call, &cen, &id)?;
    if route_map.status != "Active" {
        return Err(Refusal::new(
            400,
            "IncorrectStatus.RouteMap",
            "The route map is not in a valid state for the operation.",
        ));
    }
    route_map.status = "Deleting".to_owned();
    if let Some(routing) = call.world.routing(&cen) {
        routing.route_maps.insert(id.clone(), route_map);
    }
    call.begin(
        ResourceKey::RouteMap { cen, id },
        PacedChange::RouteMap,
        Next::Gone,
    );
    Ok(json!({}))
}

/// Returns the route map in `RouteMapId` and `CenRegionId`, of a CEN that may be changed. No code is documented for one that is not there: the general
/// one for an instance is answered.
fn free_route_map(call: &Call<'_>, cen: &str, id: &str) -> Result<RouteMap, Refusal> {
    let region = region(call)?;
    let route_map = call
        .own_cen(cen)?
        .routing
        .route_maps
        .get(id)
        .filter(|route_map| route_map.region == region);
    let route_map = route_map.cloned().ok_or_else(Refusal::no_instance)?;
    call.free_cen(cen)?;
    Ok(route_map)
}

/// A priority belongs to one route map of a region and a direction. The code for a second one is not documented.
fn check_priority(
    call: &Call<'_>,
    cen: &str,
    id: Option<&str>,
    route_map: &RouteMap,
) -> Result<(), Refusal> {
    let place = |of: &RouteMap| {
        (
            of.region.clone(),
            of.direction.clone(),
            of.settings.priority,
        )
    };
    let others = call
        .own_cen(cen)?
        .routing
        .route_maps
        .iter()
        .filter(|(other, _)| Some(other.as_str()) != id);
    match others
        .map(|(_, other)| place(other))
        .any(|taken| taken == place(route_map))
    {
        true => Err(Refusal::invalid("Priority")),
        false => Ok(()),
    }
}

fn region(call: &Call<'_>) -> Result<String, Refusal> {
    let region = call.parameters.required("CenRegionId")?;
    area_of(region)
        .map(|_| region.to_owned())
        .ok_or_else(|| Refusal::invalid("CenRegionId"))
}

fn settings(call: &Call<'_>) -> Result<RouteMapSettings, Refusal> {
    let parameters = call.parameters;
    parameters.required("MapResult")?;
    let priority = hundred(parameters, "Priority")?.ok_or_else(|| Refusal::missing("Priority"))?;
    let mut words = BTreeMap::new();
    for (name, known) in WORDS {
        let Some(word) = parameters.get(name) else {
            continue;
        };
        if !known.is_empty() && !known.contains(&word) {
            return Err(Refusal::invalid(name));
        }
        words.insert(name.to_owned(), word.to_owned());
    }
    let mut flags = BTreeMap::new();
    for name in FLAGS {
        flags.extend(
            parameters
                .boolean(name)?
                .map(|flag| (name.to_owned(), flag)),
        );
    }
    let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
    Ok(RouteMapSettings {
        priority,
        preference: hundred(parameters, "Preference")?,
        next_priority: hundred(parameters, "NextPriority")?,
        description: call.text("Description", &DESCRIPTION)?,
        words,
        flags,
        lists: LISTS
            .iter()
            .map(|(name, _)| ((*name).to_owned(), owned(parameters.list(name))))
            .collect(),
    })
}

/// Returns a number from 1 to 100, if it is there.
fn hundred(parameters: &Parameters, name: &str) -> Result<Option<u64>, Refusal> {
    match parameters.number(name)? {
        Some(number) if !(1..=100).contains(&number) => Err(Refusal::invalid(name)),
        number => Ok(number),
    }
}

pub(crate) fn describe_cen_route_maps(call: &mut Call<'_>) -> ListAnswer {
    let cen = call.cen_id()?;
    let page = call.parameters.page()?;
    let fits = |name: &str, value: &str| call.parameters.fits(name, value);
    let is_wanted = |id: &str, route_map: &RouteMap| {
        fits("RouteMapId", id)
            && fits("CenRegionId", &route_map.region)
            && fits("TransmitDirection", &route_map.direction)
            && fits("TransitRouterRouteTableId", &route_map.router_table)
    };
    let listed = call.listed_cen(&cen)?;
    let route_maps = listed
        .into_iter()
        .flat_map(|cen| &cen.routing.route_maps)
        .filter(|(id, route_map)| is_wanted(id, route_map));
    let names = ("RouteMaps", "RouteMap");
    let answer = page.answer(names, route_maps, |(id, held)| row(&cen, id, held));
    call.world
        .count_read(|key| matches!(key, ResourceKey::RouteMap { cen: on, .. } if *on == cen));
    Ok(answer)
}

fn row<'a>(cen: &'a str, id: &'a str, route_map: &'a RouteMap) -> impl Serialize {
    let settings = &route_map.settings;
    // Without one, 50 applies, and no answer says so.
    let numbers = [
        ("Preference", settings.preference),
        ("NextPriority", settings.next_priority),
    ];
    let numbers = move || {
        let given = numbers.into_iter();
        given.filter_map(|(name, number)| Some((name, number?)))
    };
    let word = |name| settings.words.get(name).map_or("", String::as_str);
    let words = move || WORDS.into_iter().map(move |(name, _)| (name, word(name)));
    let flag = |name| settings.flags.get(name).copied().unwrap_or_default();
    let flags = move || FLAGS.into_iter().map(move |name| (name, flag(name)));
    let list = |name| settings.lists.get(name).map_or(&[][..], Vec::as_slice);
    let lists = move || {
        let lists = LISTS.into_iter();
        lists.map(move |(name, item)| (name, object! { item: list(name) }))
    };
    object! {
        "CenId": cen,
        "CenRegionId": &route_map.region,
        "RouteMapId": id,
        "TransmitDirection": &route_map.direction,
        "TransitRouterRouteTableId": &route_map.router_table,
        "Status": &route_map.status,
        "Priority": settings.priority,
        "Description": settings.description.as_deref().unwrap_or_default(),
        ..Object(Each(numbers, Each(words, Each(flags, Each(lists, ())))))
    }
}
