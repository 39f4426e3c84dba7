//! The transit router service, which each account opens once, and where it is offered.

use serde_json::json;

use super::access::bad;
use crate::area::area_of;
use crate::call::{Answer, Call};
use crate::ram;
use crate::refusal::Refusal;
use crate::zones::router_zones;

pub(crate) fn check_transit_router_service(call: &mut Call<'_>) -> Answer {
    match call.has_service(call.caller) {
        true => Ok(json!({ "Enabled": "true" })),
        false => Err(bad(
            "USER_NOT_OPEN_TR_SERVICE",
            "The user has not open transit router service.",
        )),
    }
}

/// Opens the service and makes the service-linked role. One that is open already is refused with the code that clients read; the table
/// names `Order.Opened`. Source: reference §3, facts §1.
pub(crate) fn open_transit_router_service(call: &mut Call<'_>) -> Answer {
    if call.has_service(call.caller) {
        return Err(bad("ORDER.OPEND", "The service has been opened already."));
    }
    ram::make_role_of(call)?;
    let order = call.world.new_id("order").replace("order-", "2");
    if let Some(account) = call.world.accounts.get_mut(call.caller) {
        account.router_service = true;
    }
    Ok(json!({ "OrderId": order }))
}

/// Lists the zones that transit routers can enter: none where the Enterprise Edition is not sold.
pub(crate) fn list_transit_router_available_resource(call: &mut Call<'_>) -> Answer {
    let region = call.parameters.required("RegionId")?;
    call.parameters.boolean("SupportMulticast")?;
    if area_of(region).is_none() {
        return Err(Refusal::invalid("RegionId"));
    }
    let is_sold = call.world.editions.sell_enterprise(region);
    let zones = if is_sold {
        router_zones(region)
    } else {
        Vec::new()
    };
    let (first, others) = zones.split_at(zones.len().min(1));
    Ok(json!({
        "AvailableZones": zones,
        "MasterZones": first,
        "SlaveZones": others,
        "SupportMulticast": is_sold,
    }))
}
