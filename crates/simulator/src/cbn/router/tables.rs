//! Route tables of transit routers.

use serde::Serialize;
use serde_json::json;

use super::access::{RouterPlace, bad};
use super::attachments::ends_dry_run;
use crate::call::{Answer, Call, ListAnswer, minutes, tag_rows};
use crate::object::object;
use crate::pace::PacedChange;
use crate::parameters::tags_match;
use crate::refusal::Refusal;
use crate::text_rule::{DESCRIPTION, NAME};
use crate::world::{Edition, Next, ResourceKey, Table, TableKey};

/// The most values of a list parameter.
const MOST_VALUES: usize = 20;

pub(crate) fn create_transit_router_route_table(call: &mut Call<'_>) -> Answer {
    let id = call.parameters.get("TransitRouterId").ok_or_else(|| {
        bad(
            "MissingParam.TransitRouterId",
            "The parameter TransitrouterId is mandatory.",
        )
    })?;
    let place = call.place_of(id).ok_or_else(no_router)?;
    call.router_is_free(&place)?;
    check_router(call, &place)?;
    let table = Table {
        name: call
            .text("TransitRouterRouteTableName", &NAME)?
            .unwrap_or_default(),
        description: call
            .text("TransitRouterRouteTableDescription", &DESCRIPTION)?
            .unwrap_or_default(),
        status: "Creating".to_owned(),
        tags: call.parameters.tags()?,
        multi_region_ecmp: ecmp(call)?.unwrap_or(false),
        ..Table::new(call.now, false)
    };
    if let Some(answer) = ends_dry_run(call, false)? {
        return Ok(answer);
    }
    let id = call.world.new_id("vtb");
    if let Some(router) = call.router_at_mut(&place) {
        router.tables.insert(id.clone(), table);
    }
    let key = TableKey {
        cen: place.cen,
        region: place.region,
        id: id.clone(),
    };
    let next = Next::Status("Active".to_owned());
    call.begin(ResourceKey::Table(key), PacedChange::Table, next);
    Ok(json!({ "TransitRouterRouteTableId": id }))
}

fn no_router() -> Refusal {
    bad(
        "InvalidTransitRouterId.NotFound",
        "The specified  TransitRouterId is not found.",
    )
}

fn check_router(call: &Call<'_>, place: &RouterPlace) -> Result<(), Refusal> {
    let router = call.router_at(place).ok_or_else(no_router)?;
    match router.edition {
        Edition::Basic if place.region.starts_with("ccn-") => Err(bad(
            "OperationFailed.CCNTrNotSupport",
            "Operation failed because the transit router of a CCN does not support it.",
        )),
        Edition::Basic => Err(bad(
            "OperationFailed.BasicTrNotSupport",
            "Operation failed because the transit router of the Basic Edition does not support it.",
        )),
        Edition::Enterprise if router.status != "Active" => Err(bad(
            "IncorrectStatus.TransitRouter",
            "The status of TransitRouter is incorrect.",
        )),
        Edition::Enterprise => Ok(()),
    }
}

/// `RouteTableOptions.MultiRegionECMP`, if it is there.
fn ecmp(call: &Call<'_>) -> Result<Option<bool>, Refusal> {
    match call.parameters.get("RouteTableOptions.MultiRegionECMP") {
        None => Ok(None),
        Some("enable") => Ok(Some(true)),
        Some("disable") => Ok(Some(false)),
        Some(_) => Err(bad(
            "OperationUnsupported.MultiRegionEcmp",
            "The specified MultiRegionECMP is not supported.",
        )),
    }
}

/// Returns the table in `TransitRouterRouteTableId`.
fn named(call: &Call<'_>) -> Result<TableKey, Refusal> {
    let id = call
        .parameters
        .get("TransitRouterRouteTableId")
        .ok_or_else(|| {
            bad(
                "MissingParam.TransitRouterRouteTableId",
                "The parameter TransitRouterRouteTableId is mandatory.",
            )
        })?;
    call.table(id).map(|(key, _)| key).ok_or_else(no_table)
}

pub(super) fn no_table() -> Refusal {
    bad(
        "InvalidTransitRouterRouteTableId.NotFound",
        "TransitRouterRouteTableId is not found.",
    )
}

/// Returns the place of a table's router.
pub(super) fn place_of(key: &TableKey) -> RouterPlace {
    RouterPlace {
        cen: key.cen.clone(),
        region: key.region.clone(),
    }
}

pub(crate) fn update_transit_router_route_table(call: &mut Call<'_>) -> Answer {
    let key = named(call)?;
    call.router_is_free(&place_of(&key))?;
    let name = call.text("TransitRouterRouteTableName", &NAME)?;
    let description = call.text("TransitRouterRouteTableDescription", &DESCRIPTION)?;
    let ecmp = ecmp(call)?;
    // The table of the operation has no code for this; clients retry this one. Source: reference §12.
    if call
        .table_mut(&key)
        .is_none_or(|table| table.status != "Active")
    {
        return Err(bad(
            "IncorrectStatus.Status",
            "The TransitRouterRouteTable or TransitRouterAttachment Status is illegal.",
        ));
    }
    ends_dry_run(call, true)?;
    if let Some(table) = call.table_mut(&key) {
        table.name = name.unwrap_or_else(|| table.name.clone());
        table.description = description.unwrap_or_else(|| table.description.clone());
        table.multi_region_ecmp = ecmp.unwrap_or(table.multi_region_ecmp);
    }
    Ok(json!({}))
}

pub(crate) fn delete_transit_router_route_table(call: &mut Call<'_>) -> Answer {
    let key = named(call)?;
    call.router_is_free(&place_of(&key))?;
    let table = call.table_mut(&key).ok_or_else(no_table)?;
    check_unused(table)?;
    ends_dry_run(call, true)?;
    if let Some(table) = call.table_mut(&key) {
        table.status = "Deleting".to_owned();
    }
    call.begin(ResourceKey::Table(key), PacedChange::Table, Next::Gone);
    Ok(json!({}))
}

/// Nothing may use a table that is deleted.
fn check_unused(table: &Table) -> Result<(), Refusal> {
    let (code, message) = if table.is_system {
        (
            "OperationFailed.DeleteSystemRouteTable",
            "Operation failed because You are not allowed to Delete System Transit Route Table.",
        )
    } else if table.status != "Active" {
        (
            "IncorrectStatus.TransitRouterRouteTable",
            "TransitRouterRouteTable status is invalid.",
        )
    } else if !table.associations.is_empty() {
        (
            "OperationFailed.DeleteRouteTableWithAssociation",
            "Operation failed because you are not allowed to delete  TransitRouterRouteTable with association",
        )
    } else if !table.propagations.is_empty() {
        (
            "OperationFailed.DeleteRouteTableWithPropagation",
            "Operation failed because you are not allowed to delete  transit router route table with propagation",
        )
    } else if !table.entries.is_empty() {
        (
            "OperationFailed.DeleteRouteTableWithRouteEntry",
            "Operation failed because you are not allowed to delete  transit touter route table with route entry",
        )
    } else {
        return Ok(());
    };
    Err(bad(code, message))
}

/// What a list of tables asks for.
struct TableFilter<'a> {
    router: Option<&'a str>,
    ids: Vec<&'a str>,
    names: Vec<&'a str>,
    kind: Option<&'a str>,
    status: Option<&'a str>,
    ecmp: Option<&'a str>,
    tags: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> TableFilter<'a> {
    fn of(call: &Call<'a>) -> Result<Self, Refusal> {
        let parameters = call.parameters;
        let router = parameters.get("TransitRouterId");
        let ids = parameters.list("TransitRouterRouteTableIds");
        let names = parameters.list("TransitRouterRouteTableNames");
        for (name, values) in [
            ("TransitRouterRouteTableIds", &ids),
            ("TransitRouterRouteTableNames", &names),
        ] {
            if values.len() > MOST_VALUES {
                return Err(Refusal::invalid(name));
            }
        }
        match router {
            None if ids.is_empty() => {
                return Err(bad(
                    "MissingParam.TransitRouterIdOrTransitRouterRouteTables",
                    "Either TransitRouterId or TransitRouterRouteTables must be specified.",
                ));
            }
            Some(id) if call.place_of(id).is_none() => return Err(no_router()),
            Some(_) | None => {}
        }
        Ok(Self {
            router,
            ids,
            names,
            kind: parameters.get("TransitRouterRouteTableType"),
            status: parameters.get("TransitRouterRouteTableStatus"),
            ecmp: parameters.get("RouteTableOptions.MultiRegionECMP"),
            tags: parameters.tag_filters("Tag"),
        })
    }

    fn fits(&self, router: &str, id: &str, table: &Table) -> bool {
        let is = |wanted: Option<&str>, held: &str| wanted.is_none_or(|wanted| wanted == held);
        is(self.router, router)
            && is(self.kind, kind(table))
            && is(self.status, &table.status)
            && is(self.ecmp, ecmp_word(table))
            && (self.ids.is_empty() || self.ids.contains(&id))
            && (self.names.is_empty() || self.names.contains(&table.name.as_str()))
            && tags_match(&self.tags, &table.tags)
    }
}

fn kind(table: &Table) -> &'static str {
    if table.is_system { "System" } else { "Custom" }
}

fn ecmp_word(table: &Table) -> &'static str {
    if table.multi_region_ecmp {
        "enable"
    } else {
        "disable"
    }
}

pub(crate) fn list_transit_router_route_tables(call: &mut Call<'_>) -> ListAnswer {
    let page = call.parameters.token_page(20)?;
    let wanted = TableFilter::of(call)?;
    let routers = call.own_cens().flat_map(|(_, cen)| &cen.routers);
    let tables = routers.flat_map(|(region, router)| {
        let tables = router.tables.iter();
        tables.map(move |(id, table)| (region, router, id, table))
    });
    let found = tables.filter(|(_, router, id, table)| wanted.fits(&router.id, id, table));
    let answer = page.answer(
        "TransitRouterRouteTables",
        found,
        |(region, router, id, table)| row(id, table, region, &router.id),
    );
    call.world
        .count_read(|key| matches!(key, ResourceKey::Table(_)));
    Ok(answer)
}

fn row(id: &str, table: &Table, region: &str, router: &str) -> impl Serialize {
    object! {
        "TransitRouterRouteTableId": id,
        "TransitRouterRouteTableName": &table.name,
        "TransitRouterRouteTableDescription": &table.description,
        "TransitRouterRouteTableStatus": &table.status,
        "TransitRouterRouteTableType": kind(table),
        "CreateTime": minutes(table.created),
        "RouteTableOptions": object! { "MultiRegionECMP": ecmp_word(table) },
        "RegionId": region,
        "TransitRouterId": router,
        "Tags": tag_rows(&table.tags),
    }
}
