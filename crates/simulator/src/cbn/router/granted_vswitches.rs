//! The vSwitches of networks that other accounts have granted.

use crate::call::{Call, ListAnswer};
use crate::object::object;
use crate::world::{Network, NetworkKind};

/// Returns the vSwitches of a granted and attached VPC, for the owner of the CEN.
pub(crate) fn list_grant_vswitches_to_cen(call: &mut Call<'_>) -> ListAnswer {
    let region = call.parameters.required("RegionId")?;
    let cen = call.cen_id()?;
    let vpc = call.parameters.required("VpcId")?;
    let page = call.parameters.page()?;
    let zone = call.parameters.get("ZoneId");
    let has_ipv6 = call.parameters.boolean("EnabledIpv6")?.unwrap_or(false);
    let held = call.own_cen(&cen)?;
    let is_here = |network: &Network| network.kind == NetworkKind::Vpc && network.region == region;
    let network = call.world.networks.get(vpc);
    let is_attached = held.children.contains_key(vpc)
        || held
            .attachments
            .values()
            .any(|attachment| attachment.network() == Some(vpc));
    let may_see = |network: &Network| {
        let granted = call.world.grant(vpc, &cen);
        network.owner == call.caller || (is_attached && granted.is_some())
    };
    let is_shown = network.is_some_and(|network| is_here(network) && may_see(network)) && !has_ipv6;
    let found = call
        .world
        .vswitches_of(vpc)
        .filter(|(_, vswitch)| is_shown && zone.is_none_or(|zone| vswitch.zone == zone));
    Ok(page.plain_answer(
        "VSwitches",
        found,
        |(id, vswitch)| object! { "VpcId": vpc, "ZoneId": &vswitch.zone, "VSwitchId": id, "VSwitchName": &vswitch.name },
    ))
}
