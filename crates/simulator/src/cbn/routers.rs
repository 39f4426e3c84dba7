//! Transit routers, which tell a region's edition.

use serde_json::{Value, json};

use crate::call::{Answer, Call, minutes, uid};
use crate::parameters::tags_match;
use crate::world::{Edition, Tags};

pub(crate) fn list_transit_routers(call: &mut Call<'_>) -> Answer {
    let parameters = call.parameters;
    let page = parameters.page()?;
    let wanted = parameters.get("CenId");
    if let Some(id) = wanted {
        call.listed_cen(id)?;
    }
    let fits = |name: &str, value: &str| parameters.get(name).is_none_or(|wanted| wanted == value);
    // No router has a name or carries a tag.
    let wants_tags = !tags_match(&parameters.tag_filters("Tag"), &Tags::new());
    let mut rows: Vec<Value> = Vec::new();
    for (id, cen) in
        call.world.cens.iter().filter(|(id, cen)| {
            cen.owner == call.caller && wanted.is_none_or(|wanted| *id == wanted)
        })
    {
        for (region, router) in &cen.routers {
            let edition = if router.edition == Edition::Basic {
                "Basic"
            } else {
                "Enterprise"
            };
            if !wants_tags
                && fits("RegionId", region)
                && fits("TransitRouterId", &router.id)
                && fits("TransitRouterName", "")
                && fits("Type", edition)
                && fits("Status", "Active")
            {
                rows.push(json!({
                    "AliUid": uid(&cen.owner),
                    "CenId": id,
                    "CreationTime": minutes(router.created),
                    "RegionId": region,
                    "Status": "Active",
                    "SupportMulticast": false,
                    "TransitRouterCidrList": [],
                    "TransitRouterDescription": "",
                    "TransitRouterId": router.id,
                    "TransitRouterName": "",
                    "Type": edition,
                    "Tags": [],
                }));
            }
        }
    }
    let (shown, total) = page.of(rows);
    Ok(
        json!({ "TransitRouters": shown, "PageNumber": page.number, "PageSize": page.size, "TotalCount": total }),
    )
}
