//! Grants as CBN shows them: to the CEN's owner, and to the network's owner.

use serde::Serialize;

use crate::call::{Call, ListAnswer, minutes, uid};
use crate::object::object;
use crate::response::Body;
use crate::world::{AttachedTo, Grant, Network, NetworkKind};

/// Bad parameters are no error here: the answer then has only a RequestId.
pub(crate) fn describe_grant_rules_to_cen(call: &mut Call<'_>) -> ListAnswer {
    let parameters = call.parameters;
    let (Some(id), Some(kind)) = (
        parameters.get("CenId"),
        parameters.get("ProductType").and_then(NetworkKind::of),
    ) else {
        return Ok(Body::default());
    };
    if call.own_cen(id).is_err() {
        return Ok(Body::default());
    }
    // No VPC has IPv6.
    if parameters
        .get("EnabledIpv6")
        .is_some_and(|enabled| enabled.eq_ignore_ascii_case("true"))
    {
        return token_page(call, std::iter::empty());
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
    let grants = call.world.grants.values().filter(|grant| grant.cen == id);
    let found = grants.filter_map(|grant| {
        let network = call.world.networks.get(&grant.network)?;
        fits(grant, network).then_some((grant, network))
    });
    token_page(call, found)
}

fn row<'a>(call: &'a Call<'_>, grant: &'a Grant, network: &'a Network) -> impl Serialize {
    object! {
        "CenId": &grant.cen,
        "CenOwnerId": uid(&grant.cen_owner),
        "ChildInstanceId": &grant.network,
        "ChildInstanceOwnerId": uid(&network.owner),
        "ChildInstanceRegionId": &network.region,
        "ChildInstanceType": network.kind.as_str(),
        "CreateTime": grant.created.as_millisecond(),
        "OrderType": &grant.order,
        "EffectiveOrderType": effective_order(call, grant),
    }
}

/// Who pays now: what the attachment says, and without one what the grant says.
fn effective_order<'a>(call: &'a Call<'_>, grant: &'a Grant) -> &'a str {
    let mut attached = call.index.attachments_of(call.world, &grant.network);
    let attached = attached.find(|(cen, _)| *cen == grant.cen);
    match attached.map(|(_, attachment)| &attachment.to) {
        Some(AttachedTo::Vpc(attached)) => &attached.order,
        Some(AttachedTo::Vbr(attached)) => &attached.order,
        Some(AttachedTo::Peer(_)) | None => &grant.order,
    }
}

/// Returns a list in the pages of `MaxResults` and `NextToken`; without `MaxResults` everything is in one answer.
fn token_page<'a>(
    call: &Call<'_>,
    found: impl Iterator<Item = (&'a Grant, &'a Network)>,
) -> ListAnswer {
    let page = call.parameters.token_page_or_all()?;
    let shown = page.rows(found, |(grant, network)| row(call, grant, network));
    Ok(page.numbered("GrantRules", object! { "GrantRule": &shown.rows }, &shown))
}

/// Returns what a network's owner has granted, as a plain array.
pub(crate) fn describe_grant_rules_to_resource(call: &mut Call<'_>) -> ListAnswer {
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
        .values()
        .filter(|grant| is_own && grant.network == id);
    let page = call.parameters.token_page_or_all()?;
    Ok(page.answer("GrantRules", grants, |grant| {
        object! {
            "CenId": &grant.cen,
            "CenOwnerId": uid(&grant.cen_owner),
            "CreateTime": minutes(grant.created),
            "OrderType": &grant.order,
            "EffectiveOrderType": effective_order(call, grant),
        }
    }))
}
