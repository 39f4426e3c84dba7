//! Virtual border routers.

use serde_json::{Value, json};

use crate::call::{Answer, Call, listing, seconds, uid};
use crate::vpc::vpcs::region;
use crate::world::{Kind, Network};

pub(crate) fn describe_virtual_border_routers(call: &mut Call<'_>) -> Answer {
    let region = region(call)?;
    let page = call.parameters.page()?;
    let filters = call.parameters.filters(&["VbrId", "Name", "Status", "PhysicalConnectionId", "AccessPointId", "Type"])?;
    let is_here = |network: &Network| network.kind == Kind::Vbr && network.owner == call.caller && network.region == region;
    let mut rows = Vec::new();
    for (id, network) in call.world.networks.iter().filter(|(_, network)| is_here(network)) {
        let holds = |key: &str, value: &String| match key {
            "VbrId" => value == id,
            "Name" => *value == network.name,
            "Status" => *value == network.status,
            _ => false,
        };
        if filters.iter().all(|filter| filter.values.iter().any(|value| holds(&filter.key, value))) {
            rows.push(row(call, id, network));
        }
    }
    Ok(listing("VirtualBorderRouterSet", "VirtualBorderRouterType", page, rows))
}

fn row(call: &Call<'_>, id: &str, network: &Network) -> Value {
    let mut row = json!({
        "VbrId": id,
        "Name": network.name,
        "Description": network.description,
        "Status": network.status,
        "CreationTime": seconds(network.created),
        "ResourceGroupId": "rg-default",
        "RouteTableId": id.replacen("vbr-", "vtb-", 1),
        "VlanId": 1,
        "Tags": { "Tags": crate::call::tag_rows(&network.tags) },
    });
    if let Some((cen, child)) = call.world.child(id) {
        let owner = call.world.cens.get(cen).map(|cen| uid(&cen.owner));
        row["AssociatedCens"] = json!({ "AssociatedCen": [{ "CenId": cen, "CenOwnerId": owner, "CenStatus": child.status }] });
    }
    row
}
