//! Which route tables learn the routes of an attachment.

use serde_json::json;

use super::access::bad;
use super::associations::{Pair, joined, not_ready};
use super::attachments::ends_dry_run;
use crate::call::{Answer, Call, ListAnswer};
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{Next, ResourceKey};

fn key(pair: &Pair) -> ResourceKey {
    ResourceKey::Propagation {
        table: pair.table.clone(),
        attachment: pair.attachment.clone(),
    }
}

fn unsupported(code: &str) -> Refusal {
    bad(
        code,
        "The specified attachment or routeTable  is not supported by this operation.",
    )
}

fn status(call: &mut Call<'_>, pair: &Pair) -> Option<String> {
    let table = call.table_mut(&pair.table)?;
    table.propagations.get(&pair.attachment).cloned()
}

fn set(call: &mut Call<'_>, pair: &Pair, status: &str) {
    if let Some(table) = call.table_mut(&pair.table) {
        table
            .propagations
            .insert(pair.attachment.clone(), status.to_owned());
    }
}

pub(crate) fn enable_transit_router_route_table_propagation(call: &mut Call<'_>) -> Answer {
    let code = "OperationUnsupported.EnablePropagation";
    let pair = Pair::of(call, [404, 404])?;
    pair.is_ready(call, code)?;
    match status(call, &pair).as_deref() {
        None => {}
        Some("Active") => return Err(unsupported(code)),
        Some(_) => return Err(not_ready()),
    }
    ends_dry_run(call, true)?;
    set(call, &pair, "Enabling");
    let next = Next::Status("Active".to_owned());
    call.begin(key(&pair), PacedChange::Association, next);
    Ok(json!({}))
}

pub(crate) fn disable_transit_router_route_table_propagation(call: &mut Call<'_>) -> Answer {
    let code = "OperationUnsupported.DisablePropagation";
    let pair = Pair::of(call, [400, 404])?;
    pair.is_ready(call, code)?;
    match status(call, &pair).as_deref() {
        Some("Active") => {}
        None => return Err(unsupported(code)),
        Some(_) => return Err(not_ready()),
    }
    ends_dry_run(call, true)?;
    set(call, &pair, "Disabling");
    call.begin(key(&pair), PacedChange::Association, Next::Gone);
    Ok(json!({}))
}

pub(crate) fn list_transit_router_route_table_propagations(call: &mut Call<'_>) -> ListAnswer {
    call.parameters.required("TransitRouterRouteTableId")?;
    let answer = joined(call, "TransitRouterPropagations", |table| {
        &table.propagations
    })?;
    call.world
        .count_read(|key| matches!(key, ResourceKey::Propagation { .. }));
    Ok(answer)
}
