//! The networks on a CEN, as they are listed.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use crate::call::{Answer, Call, ListAnswer, minutes, uid};
use crate::cbn::children::named;
use crate::object::object;
use crate::refusal::Refusal;
use crate::world::ResourceKey;
use crate::world::{Attachment, Cen, Child, ChildrenList, Network, NetworkKind, World};

pub(crate) fn describe_cen_attached_child_instances(call: &mut Call<'_>) -> ListAnswer {
    let id = call.cen_id()?;
    let page = call.parameters.page()?;
    let cen = call.listed_cen(&id)?;
    let region = call.parameters.get("ChildInstanceRegionId");
    let kind = call.parameters.get("ChildInstanceType");
    let fits = |network: &Network| {
        region.is_none_or(|region| network.region == region)
            && kind.is_none_or(|kind| kind.eq_ignore_ascii_case(network.kind.as_str()))
    };
    let networks = &call.world.networks;
    let is_whole = region.is_none() && kind.is_none();
    let found = cen.into_iter().flat_map(|cen| &cen.children);
    let found = found.filter(|(id, _)| is_whole || networks.get(*id).is_some_and(fits));
    let found = found.map(|(id, child)| Shown::Child(id, child));
    let attached = (call.world.assumptions.children_list == ChildrenList::All)
        .then(|| attached(call.world, cen, fits));
    let (shown, total) = page.cut(found.chain(attached.into_iter().flatten()));
    // A world that was written by hand may lack a network.
    let rows = shown.into_iter().filter_map(|shown| match shown {
        Shown::Child(network, child) => Some(row(
            &id,
            network,
            networks.get(network)?,
            &child.service,
            (child.attached, &child.status),
        )),
        Shown::Attached(attachment, network) => {
            let state = (attachment.created, &*attachment.status);
            Some(row(&id, network, networks.get(network)?, "", state))
        }
    });
    let rows: Vec<_> = rows.collect();
    let answer = page.numbered("ChildInstances", object! { "ChildInstance": rows }, total);
    call.world
        .count_read(|key| matches!(key, ResourceKey::Child { cen, .. } if *cen == id));
    Ok(answer)
}

/// A network on a CEN, as this list shows it.
enum Shown<'a> {
    Child(&'a str, &'a Child),
    /// One on a router of the Enterprise Edition.
    Attached(&'a Attachment, &'a str),
}

/// Returns the networks on routers of the Enterprise Edition.
fn attached<'a>(
    world: &'a World,
    cen: Option<&'a Cen>,
    fits: impl Fn(&Network) -> bool,
) -> impl Iterator<Item = Shown<'a>> {
    let attachments = cen.into_iter().flat_map(|cen| cen.attachments.values());
    attachments.filter_map(move |attachment| {
        let id = attachment.network()?;
        let network = world.networks.get(id)?;
        fits(network).then_some(Shown::Attached(attachment, id))
    })
}

fn row(
    cen: &str,
    id: &str,
    network: &Network,
    service: &str,
    (attached, status): (Timestamp, &str),
) -> impl Serialize {
    object! {
        "CenId": cen,
        "ChildInstanceId": id,
        "ChildInstanceType": network.kind.as_str(),
        "ChildInstanceRegionId": &network.region,
        "ChildInstanceOwnerId": uid(&network.owner),
        "ChildInstanceAttachTime": minutes(attached),
        "ManagedService": service,
        "Status": status,
    }
}

pub(crate) fn describe_cen_attached_child_instance_attribute(call: &mut Call<'_>) -> Answer {
    let id = call.cen_id()?;
    let named = named(call)?;
    let cen = call.own_cen(&id)?;
    let fits = |network: &&Network| network.kind == named.kind && network.region == named.region;
    let network = call
        .world
        .networks
        .get(named.id)
        .filter(fits)
        .ok_or_else(Refusal::unknown_child)?;
    let child = cen.children.get(named.id).ok_or_else(|| {
        if cen.former.contains_key(named.id) {
            Refusal::unknown_child()
        } else {
            Refusal::never_attached()
        }
    })?;
    let state = (child.attached, &*child.status);
    let mut answer = json!(row(&id, named.id, network, &child.service, state));
    answer["ChildInstanceName"] = network.name.clone().into();
    if network.kind == NetworkKind::Vpc {
        answer["ChildInstanceAttributes"] = json!({
            "CidrBlock": network.cidr,
            "Ipv6CidrBlock": "",
            "SecondaryCidrBlocks": { "secondaryCidrBlock": [] },
            "Ipv6CidrBlocks": { "ipv6CidrBlock": [] },
        });
    }
    let network = named.id.to_owned();
    call.world.count_read(|key| {
        *key == ResourceKey::Child {
            cen: id.clone(),
            network: network.clone(),
        }
    });
    Ok(answer)
}
