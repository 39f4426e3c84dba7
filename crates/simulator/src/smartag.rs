//! Smart Access Gateway 2018-03-13: cloud connect networks and their grants.

use serde::Serialize;

use crate::call::{Answer, Call, ListAnswer, tag_list, uid};
use crate::cbn::resource_groups::DEFAULT_GROUP;
use crate::object::object;
use crate::parameters::tags_match;
use crate::refusal::Refusal;
use crate::vpc::grants::{grant, revoke};
use crate::world::{Network, NetworkKind};

/// Returns the region of a call: a CCN's area `ccn-cn-shanghai` is served in the region it is named after.
fn is_in_region(call: &Call<'_>, network: &Network) -> Result<bool, Refusal> {
    let region = call.parameters.required("RegionId")?;
    Ok(plain(region) == plain(&network.region))
}

fn plain(region: &str) -> &str {
    region.strip_prefix("ccn-").unwrap_or(region)
}

/// Returns the id of a CCN of the caller's own.
fn own_ccn(call: &Call<'_>, parameter: &str) -> Result<String, Refusal> {
    let id = call.parameters.required(parameter)?;
    let absent = || {
        Refusal::new(
            404,
            "ParameterCcnInstanceId",
            "The specified CCN instance id does not exist.",
        )
    };
    let network = call
        .world
        .networks
        .get(id)
        .filter(|network| network.kind == NetworkKind::Ccn && network.owner == call.caller);
    let network = network.ok_or_else(absent)?;
    if is_in_region(call, network)? {
        Ok(id.to_owned())
    } else {
        Err(absent())
    }
}

pub(crate) fn grant_instance_to_cbn(call: &mut Call<'_>) -> Answer {
    let id = own_ccn(call, "CcnInstanceId")?;
    let cen = call.parameters.required("CenInstanceId")?.to_owned();
    let owner = call.parameters.required("CenUid")?.to_owned();
    // Who pays for the traffic makes no difference here.
    call.parameters.boolean("GrantTrafficService")?;
    grant(call, id, cen, owner)
}

pub(crate) fn revoke_instance_from_cbn(call: &mut Call<'_>) -> Answer {
    let id = own_ccn(call, "CcnInstanceId")?;
    let cen = call.parameters.required("CenInstanceId")?.to_owned();
    revoke(call, &id, &cen)
}

pub(crate) fn describe_grant_rules(call: &mut Call<'_>) -> ListAnswer {
    let id = own_ccn(call, "AssociatedCcnId")?;
    let page = call.parameters.page()?;
    let region = call
        .world
        .networks
        .get(&id)
        .map(|network| network.region.clone());
    let found = call
        .world
        .grants
        .values()
        .filter(|grant| grant.network == id);
    Ok(page.answer(("GrantRules", "GrantRule"), found, |grant| {
        object! {
            "CcnInstanceId": &id,
            "CcnUid": uid(call.caller),
            "CenInstanceId": &grant.cen,
            "CenUid": uid(&grant.cen_owner),
            "GmtCreate": grant.created.as_millisecond(),
            "GmtModified": grant.created.as_millisecond(),
            "GrantRuleId": format!("{}-{}", grant.network, grant.cen),
            "GrantTrafficService": false,
            "RegionId": &region,
        }
    }))
}

pub(crate) fn describe_cloud_connect_networks(call: &mut Call<'_>) -> ListAnswer {
    let page = call.parameters.page()?;
    let wanted = call.parameters.get("CcnId");
    let name = call.parameters.get("Name");
    let tags = call.parameters.tag_filters("Tag");
    let fits = |id: &str, network: &Network| {
        network.kind == NetworkKind::Ccn
            && network.owner == call.caller
            && wanted.is_none_or(|wanted| wanted == id)
            && name.is_none_or(|name| network.name == name)
            && tags_match(&tags, &network.tags)
    };
    let networks = call.world.networks.iter();
    let found = networks.filter(|(id, network)| fits(id, network));
    let region = match call.parameters.required("RegionId") {
        // Where there is nothing to list, the region is not asked for.
        Err(refusal) if found.clone().next().is_some() => return Err(refusal),
        region => plain(region.unwrap_or_default()),
    };
    Ok(page.answer(
        ("CloudConnectNetworks", "CloudConnectNetwork"),
        found.filter(|(_, network)| plain(&network.region) == region),
        |(id, network)| row(call, id, network),
    ))
}

fn row(call: &Call<'_>, id: &str, network: &Network) -> impl Serialize {
    let attached = call.index.child(call.world, id);
    let owner = attached
        .and_then(|(cen, _)| call.world.cens.get(cen))
        .map(|cen| cen.owner.as_str());
    object! {
        "CcnId": id,
        "Name": &network.name,
        "Description": &network.description,
        "CidrBlock": &network.cidr,
        "CreateTime": network.created.as_millisecond(),
        "AssociatedCenId": attached.map(|(cen, _)| cen).unwrap_or_default(),
        "AssociatedCenOwnerId": owner.unwrap_or_default(),
        "AssociatedCenStatus": attached.map(|(_, child)| child.status.as_str()).unwrap_or_default(),
        "CenStatusErrorCode": "",
        "CenStatusErrorMessage": "",
        "InterworkingStatus": "",
        "NewAgw": false,
        "ProcessingCenId": "",
        "SnatCidrBlock": "",
        "Subnet": "",
        "AssociatedCloudBoxCount": "0",
        "AvailableCloudBoxCount": "0",
        "ResourceGroupId": DEFAULT_GROUP,
        "Tags": tag_list(&network.tags),
    }
}
