//! The entries of route tables.

use ipnet::Ipv4Net;
use serde_json::json;

use super::access::bad;
use super::attachments::ends_dry_run;
use super::learned;
use super::tables::{no_table, place_of};
use crate::call::{Answer, Call};
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::text_rule::{DESCRIPTION, NAME};
use crate::world::{Next, ResourceKey, StaticEntry, TableKey};

pub(crate) fn create_transit_router_route_entry(call: &mut Call<'_>) -> Answer {
    let table = call.parameters.required("TransitRouterRouteTableId")?;
    let (key, _) = call.table(table).ok_or_else(no_table)?;
    call.router_is_free(&place_of(&key))?;
    let (_, table) = call.table(&key.id).ok_or_else(no_table)?;
    if table.status != "Active" {
        return Err(bad(
            "IncorrectStatus.TransitRouterRouteTable",
            "TransitRouterRouteTable status is invalid.",
        ));
    }
    let cidr = destination(call)?;
    let next_hop = next_hop(call, &key)?;
    if let Some(held) = table.entries.values().find(|entry| entry.cidr == cidr) {
        return Err(exists(held));
    }
    let entry = StaticEntry {
        cidr,
        next_hop,
        name: call
            .text("TransitRouterRouteEntryName", &NAME)?
            .unwrap_or_default(),
        description: call
            .text("TransitRouterRouteEntryDescription", &DESCRIPTION)?
            .unwrap_or_default(),
        status: "Creating".to_owned(),
        created: call.now,
    };
    ends_dry_run(call, true)?;
    let id = call.world.new_id("rte");
    if let Some(table) = call.table_mut(&key) {
        table.entries.insert(id.clone(), entry);
    }
    let of = ResourceKey::Entry {
        table: key,
        id: id.clone(),
    };
    call.begin(of, PacedChange::Entry, Next::Status("Active".to_owned()));
    Ok(json!({ "TransitRouterRouteEntryId": id }))
}

/// An entry that is on its way out may make room soon: clients retry that code.
fn exists(held: &StaticEntry) -> Refusal {
    match held.status.as_str() {
        "Deleting" => bad(
            "OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock",
            "Operation failed because Create RouteEntry with same destination cidrblock does not support.",
        ),
        _ => bad(
            "InstanceExist.TransitRouterRouteEntry",
            "The instance TransitRouterRouteEntry already exists.",
        ),
    }
}

fn destination(call: &Call<'_>) -> Result<String, Refusal> {
    let text = call
        .parameters
        .required("TransitRouterRouteEntryDestinationCidrBlock")?;
    let range: Option<Ipv4Net> = text.parse().ok();
    match range.filter(|range| range.trunc() == *range) {
        Some(range) => Ok(range.to_string()),
        None => Err(bad(
            "IllegalParam.TransitRouterDestinationCidrBlock",
            "TransitRouterDestinationCidrBlock is illegal.",
        )),
    }
}

/// Returns the attachment at the table's router that an entry leads to; none for a black hole.
fn next_hop(call: &Call<'_>, table: &TableKey) -> Result<Option<String>, Refusal> {
    let kind = call
        .parameters
        .required("TransitRouterRouteEntryNextHopType")?;
    let id = call.parameters.get("TransitRouterRouteEntryNextHopId");
    match (kind, id) {
        ("BlackHole", None) => Ok(None),
        ("BlackHole", Some(_)) => Err(bad(
            "ParamExclusive.NextHopTypeBlackHoleAndNextHopId",
            "TransitRouterRouteEntryNextHopType(BlackHole) and TransitRouterRouteEntryNextHopId is mutually exclusive.",
        )),
        ("Attachment", None) => Err(bad(
            "MissingParam.TransitRouterRouteEntryNextHopId",
            "The parameter TransitRouterRouteEntryNextHopId is mandatory",
        )),
        ("Attachment", Some(id)) => {
            let held = call.attachment(id);
            let is_here = held.is_some_and(|(cen, attachment)| {
                cen == table.cen && attachment.is_at(&table.region)
            });
            match is_here {
                true => Ok(Some(id.to_owned())),
                false => Err(bad(
                    "InvalidTransitRouterRouteEntryNextHopId.NotFound",
                    "TransitRouterRouteEntryNextHopId is not found",
                )),
            }
        }
        _ => Err(bad(
            "IllegalParam.NextHopType",
            "The NextHopType is illegal.",
        )),
    }
}

/// Returns the table that holds a static entry.
fn table_of(call: &Call<'_>, entry: &str) -> Option<TableKey> {
    let own = call.own_cens();
    let mut tables = own.flat_map(|(cen, held)| {
        held.routers.iter().flat_map(move |(region, router)| {
            let tables = router.tables.iter();
            tables.map(move |(id, table)| (cen, region, id, table))
        })
    });
    tables
        .find(|(_, _, _, table)| table.entries.contains_key(entry))
        .map(|(cen, region, id, _)| TableKey {
            cen: cen.clone(),
            region: region.clone(),
            id: id.clone(),
        })
}

fn no_entry() -> Refusal {
    bad(
        "IllegalParam.TransitRouterRouteEntryId",
        "TransitRouterRouteEntryId is not found.",
    )
}

pub(crate) fn update_transit_router_route_entry(call: &mut Call<'_>) -> Answer {
    let id = call
        .parameters
        .required("TransitRouterRouteEntryId")?
        .to_owned();
    let key = table_of(call, &id).ok_or_else(no_entry)?;
    call.router_is_free(&place_of(&key))?;
    let name = call.text("TransitRouterRouteEntryName", &NAME)?;
    let description = call.text("TransitRouterRouteEntryDescription", &DESCRIPTION)?;
    ends_dry_run(call, true)?;
    let table = call.table_mut(&key);
    let entry = table.and_then(|table| table.entries.get_mut(&id));
    let entry = entry.ok_or_else(no_entry)?;
    if entry.status != "Active" {
        return Err(bad(
            "IncorrectStatus.Status",
            "The status of the route entry is incorrect.",
        ));
    }
    entry.name = name.unwrap_or_else(|| entry.name.clone());
    entry.description = description.unwrap_or_else(|| entry.description.clone());
    Ok(json!({}))
}

pub(crate) fn delete_transit_router_route_entry(call: &mut Call<'_>) -> Answer {
    let (key, id) = to_delete(call)?;
    call.router_is_free(&place_of(&key))?;
    if let Some(answer) = ends_dry_run(call, false)? {
        return Ok(answer);
    }
    let table = call.table_mut(&key);
    let entry = table.and_then(|table| table.entries.get_mut(&id));
    let entry = entry.ok_or_else(no_entry)?;
    if entry.status != "Active" {
        return Err(bad(
            "IncorrectStatus.Status",
            "The status of the route entry is incorrect.",
        ));
    }
    entry.status = "Deleting".to_owned();
    let of = ResourceKey::Entry { table: key, id };
    call.begin(of, PacedChange::Entry, Next::Gone);
    Ok(json!({}))
}

/// Returns the static entry to delete: by its id alone, or by table, destination and next hop. The next hop
/// may stand beside the id, as clients send it.
fn to_delete(call: &Call<'_>) -> Result<(TableKey, String), Refusal> {
    let parameters = call.parameters;
    let table = parameters.get("TransitRouterRouteTableId");
    let cidr = parameters.get("TransitRouterRouteEntryDestinationCidrBlock");
    if let Some(id) = parameters.get("TransitRouterRouteEntryId") {
        if table.is_some() || cidr.is_some() {
            return Err(bad(
                "ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock",
                "RouteEntryId and TransitRouterRouteTableIdOrDestCidrBlock is mutually exclusive.",
            ));
        }
        return match table_of(call, id) {
            Some(key) => Ok((key, id.to_owned())),
            None if is_learned(call, id) => Err(automatic()),
            None => Err(no_entry()),
        };
    }
    let (Some(table), Some(cidr)) = (table, cidr) else {
        return Err(no_entry());
    };
    let (key, table) = call.table(table).ok_or_else(no_table)?;
    let next = parameters.get("TransitRouterRouteEntryNextHopId");
    let fits = |entry: &StaticEntry| {
        entry.cidr == cidr && next.is_none_or(|next| entry.next_hop.as_deref() == Some(next))
    };
    let found = table.entries.iter().find(|(_, entry)| fits(entry));
    match found {
        Some((id, _)) => Ok((key, id.clone())),
        None if learned::entries(call.world, &key, table)
            .iter()
            .any(|entry| entry.cidr == cidr) =>
        {
            Err(automatic())
        }
        None => Err(bad(
            "InvalidDestinationCidrBlock.NotFound",
            "DestinationCidrBlock is not found.",
        )),
    }
}

fn automatic() -> Refusal {
    bad(
        "OperationFailed.DeleteTransitRouterRouteEntry",
        "Operation failed because this route entry is created automatically.",
    )
}

/// Tells whether a table of the caller's learned the entry with this id.
fn is_learned(call: &Call<'_>, entry_id: &str) -> bool {
    call.own_cens().any(|(cen, held)| {
        held.routers.iter().any(|(region, router)| {
            router.tables.iter().any(|(id, table)| {
                let key = TableKey {
                    cen: cen.clone(),
                    region: region.clone(),
                    id: id.clone(),
                };
                let entries = learned::entries(call.world, &key, table);
                entries.iter().any(|entry| entry.id(id) == entry_id)
            })
        })
    })
}
