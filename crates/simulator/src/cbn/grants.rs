//! Grants as CBN shows them: to the CEN's owner, and to the network's owner.

use serde_json::{Value, json};

use crate::call::{Answer, Call, minutes, uid};
use crate::refusal::Refusal;
use crate::world::{AttachedTo, Grant, Network, NetworkKind, World};

/// Bad parameters are no error here: the answer then has only a RequestId.
pub(crate) fn describe_grant_rules_to_cen(call: &mut Call<'_>) -> Answer {
    let parameters = call.parameters;
    let (Some(id), Some(kind)) = (
        parameters.get("CenId"),
        parameters.get("ProductType").and_then(NetworkKind::of),
    ) else {
        return Ok(json!({}));
    };
    if call.own_cen(id).is_err() {
        return Ok(json!({}));
    }
    // No VPC has IPv6.
    if parameters
        .get("EnabledIpv6")
        .is_some_and(|enabled| enabled.eq_ignore_ascii_case("true"))
    {
        return token_page(call, Vec::new());
    }
    let region = parameters.get("RegionId");
    let instance = parameters.get("ChildInstanceId");
    let owner = parameters.get("ChildInstanceOwnerId");
    let fits = |grant: &Grant, network: &Network| {
        network.kind == kind
            && instance.is_none_or(|instance| grant.network == instance)
            && owner.is_none_or(|owner| network.owner == owner)
            && region.is_none_or(|region| network.region == region)
    };
    let mut rows = Vec::new();
    for grant in call.world.grants.iter().filter(|grant| grant.cen == id) {
        if let Some(network) = call
            .world
            .networks
            .get(&grant.network)
            .filter(|network| fits(grant, network))
        {
            rows.push(row(call.world, grant, network));
        }
    }
    token_page(call, rows)
}

fn row(world: &World, grant: &Grant, network: &Network) -> Value {
    json!({
        "CenId": grant.cen,
        "CenOwnerId": uid(&grant.cen_owner),
        "ChildInstanceId": grant.network,
        "ChildInstanceOwnerId": uid(&network.owner),
        "ChildInstanceRegionId": network.region,
        "ChildInstanceType": network.kind.as_str(),
        "CreateTime": grant.created.as_millisecond(),
        "OrderType": grant.order,
        "EffectiveOrderType": effective_order(world, grant),
    })
}

/// Who pays now: what the attachment says, and without one what the grant says.
fn effective_order<'a>(world: &'a World, grant: &'a Grant) -> &'a str {
    let mut attached = world.attachments_of(&grant.network);
    let attached = attached.find(|(cen, _)| *cen == grant.cen);
    match attached.map(|(_, attachment)| &attachment.to) {
        Some(AttachedTo::Vpc(attached)) => &attached.order,
        Some(AttachedTo::Vbr(attached)) => &attached.order,
        Some(AttachedTo::Peer(_)) | None => &grant.order,
    }
}

/// Returns a list in the pages of `MaxResults` and `NextToken`; without `MaxResults` everything is in one answer.
fn token_page(call: &Call<'_>, rows: Vec<Value>) -> Answer {
    let mut answer = paged(call, rows)?;
    let rows = answer["GrantRules"].take();
    answer["GrantRules"] = json!({ "GrantRule": rows });
    Ok(answer)
}

/// Returns the same with the list as a plain array.
fn paged(call: &Call<'_>, rows: Vec<Value>) -> Answer {
    let first = call.parameters.number("NextToken")?.unwrap_or(0);
    let size = call.parameters.number("MaxResults")?.unwrap_or(u64::MAX);
    if size == 0 || (size > 100 && size != u64::MAX) {
        return Err(Refusal::invalid("MaxResults"));
    }
    let total = rows.len();
    let first = usize::try_from(first).unwrap_or(total);
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let shown: Vec<_> = rows.into_iter().skip(first).take(size).collect();
    let end = first.saturating_add(shown.len());
    let next = if end < total {
        end.to_string()
    } else {
        String::new()
    };
    let shown_size = if size == usize::MAX { total } else { size };
    Ok(
        json!({ "GrantRules": shown, "MaxResults": shown_size, "NextToken": next, "TotalCount": total }),
    )
}

/// Returns what a network's owner has granted, as a plain array.
pub(crate) fn describe_grant_rules_to_resource(call: &mut Call<'_>) -> Answer {
    let id = call.parameters.required("ResourceId")?;
    call.parameters.required("ProductType")?;
    let region = call.parameters.get("RegionId");
    let is_it = |network: &Network| {
        network.owner == call.caller && region.is_none_or(|region| network.region == region)
    };
    let is_own = call.world.networks.get(id).is_some_and(is_it);
    let grants = call
        .world
        .grants
        .iter()
        .filter(|grant| is_own && grant.network == id);
    let rows = grants.map(|grant| {
        json!({
            "CenId": grant.cen,
            "CenOwnerId": uid(&grant.cen_owner),
            "CreateTime": minutes(grant.created),
            "OrderType": grant.order,
            "EffectiveOrderType": effective_order(call.world, grant),
        })
    });
    paged(call, rows.collect())
}
