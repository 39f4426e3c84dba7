//! Tags of CENs, packages, VPCs, vSwitches, and of what transit routers have. The pages of CBN spell the resource types in several ways; all of them are taken.

use serde_json::json;

use crate::call::{Answer, Call, ListAnswer};
use crate::object::object;
use crate::page::TokenPage;
use crate::parameters::{Parameters, tags_match};
use crate::product::Product;
use crate::refusal::Refusal;
use crate::response::Body;
use crate::world::{AttachedTo, Attachment, Cen, NetworkKind, Router, Tags};

/// What carries tags.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carrier {
    Cen,
    Package,
    Vpc,
    Router,
    RouterTable,
    /// An attachment of this kind.
    Attachment(Joined),
    VSwitch,
}

/// What an attachment joins a router with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joined {
    Vpc,
    Vbr,
    Peer,
}

impl Joined {
    fn of(attachment: &Attachment) -> Self {
        match &attachment.to {
            AttachedTo::Vpc(_) => Self::Vpc,
            AttachedTo::Vbr(_) => Self::Vbr,
            AttachedTo::Peer(_) => Self::Peer,
        }
    }
}

fn carrier(call: &Call<'_>) -> Result<(Carrier, String), Refusal> {
    let spelled = call.parameters.required("ResourceType")?;
    let carrier = match spelled.to_ascii_lowercase().as_str() {
        "cen" => Carrier::Cen,
        "bandwidthpackage" => Carrier::Package,
        "vpc" => Carrier::Vpc,
        "vswitch" => Carrier::VSwitch,
        "transitrouter" => Carrier::Router,
        "transitrouterroutetable" => Carrier::RouterTable,
        "transitroutervpcattachment" => Carrier::Attachment(Joined::Vpc),
        "transitroutervbrattachment" => Carrier::Attachment(Joined::Vbr),
        "transitrouterpeerattachment" => Carrier::Attachment(Joined::Peer),
        _ => {
            return Err(Refusal::new(
                400,
                "InstanceType.NotSupport",
                "The specified resource type is not supported.",
            ));
        }
    };
    Ok((carrier, spelled.to_owned()))
}

/// Returns the tags of a resource of the caller's own.
fn tags_of<'a>(
    call: &'a mut Call<'_>,
    carrier: Carrier,
    id: &str,
) -> Result<&'a mut Tags, Refusal> {
    let caller = call.caller;
    match carrier {
        Carrier::Cen => {
            let cen = call
                .world
                .cens
                .get_mut(id)
                .filter(|cen| cen.owner == caller);
            cen.map(|cen| &mut cen.tags).ok_or_else(Refusal::no_cen)
        }
        Carrier::Package => {
            let package = call
                .world
                .packages
                .get_mut(id)
                .filter(|package| package.owner == caller);
            package
                .map(|package| &mut package.tags)
                .ok_or_else(Refusal::no_package)
        }
        Carrier::Vpc => {
            let is_it =
                |kind: NetworkKind, owner: &str| kind == NetworkKind::Vpc && owner == caller;
            let network = call
                .world
                .networks
                .get_mut(id)
                .filter(|network| is_it(network.kind, &network.owner));
            network.map(|network| &mut network.tags).ok_or_else(|| {
                Refusal::new(
                    404,
                    "InvalidResourceId.NotFound",
                    "The specified resource id does not exist.",
                )
            })
        }
        Carrier::VSwitch => {
            let vswitch = call.world.vswitches.get_mut(id);
            let networks = &call.world.networks;
            let is_own = |vpc: &str| networks.get(vpc).is_some_and(|vpc| vpc.owner == caller);
            let vswitch = vswitch.filter(|vswitch| is_own(&vswitch.vpc));
            vswitch.map(|vswitch| &mut vswitch.tags).ok_or_else(|| {
                Refusal::new(
                    404,
                    "InvalidResourceId.NotFound",
                    "The specified resource id does not exist.",
                )
            })
        }
        Carrier::Router | Carrier::RouterTable | Carrier::Attachment(_) => {
            let cens = &mut call.world.cens;
            let mut held =
                cens.filter_mut(|_, cen| cen.owner == caller && carries(cen, carrier, id));
            let tags = held
                .next()
                .and_then(|(_, cen)| router_tags(cen, carrier, id));
            tags.ok_or_else(|| {
                Refusal::new(
                    400,
                    "InvalidInstanceIds.NotFound",
                    "The specified instance ids do not exist.",
                )
            })
        }
    }
}

/// Tells whether what carries these tags is on the transit routers of a CEN.
fn carries(cen: &Cen, carrier: Carrier, id: &str) -> bool {
    match carrier {
        Carrier::Router => cen.routers.values().any(|router| router.id == id),
        Carrier::RouterTable => {
            let mut routers = cen.routers.values();
            routers.any(|router| router.tables.contains_key(id))
        }
        Carrier::Attachment(joined) => {
            let attachment = cen.attachments.get(id);
            attachment.is_some_and(|attachment| Joined::of(attachment) == joined)
        }
        Carrier::Cen | Carrier::Package | Carrier::Vpc | Carrier::VSwitch => false,
    }
}

/// Returns the tags of what is on the transit routers of a CEN.
fn router_tags<'a>(cen: &'a mut Cen, carrier: Carrier, id: &str) -> Option<&'a mut Tags> {
    match carrier {
        Carrier::Router => {
            let mut routers = cen.routers.filter_mut(|_, router| router.id == id);
            routers.next().map(|(_, router)| &mut router.tags)
        }
        Carrier::RouterTable => {
            let has_it = |_: &String, router: &Router| router.tables.contains_key(id);
            let (_, router) = cen.routers.filter_mut(has_it).next()?;
            router.tables.get_mut(id).map(|table| &mut table.tags)
        }
        Carrier::Attachment(_) => {
            let attachment = cen.attachments.get_mut(id);
            attachment.map(|attachment| &mut attachment.tags)
        }
        Carrier::Cen | Carrier::Package | Carrier::Vpc | Carrier::VSwitch => None,
    }
}

/// Returns the ids in `ResourceId.N`, of which there may be 20.
fn resources(call: &Call<'_>) -> Result<Vec<String>, Refusal> {
    let ids: Vec<_> = call
        .parameters
        .list("ResourceId")
        .into_iter()
        .map(str::to_owned)
        .collect();
    match ids.len() {
        0 => Err(Refusal::missing("ResourceId.1")),
        1..=20 => Ok(ids),
        _ => Err(Refusal::invalid("ResourceId")),
    }
}

pub(crate) fn tag_resources(call: &mut Call<'_>) -> Answer {
    let (carrier, _) = carrier(call)?;
    let ids = resources(call)?;
    let tags = call.parameters.tags()?;
    if tags.is_empty() {
        return Err(Refusal::missing("Tag.1.Key"));
    }
    for id in &ids {
        let held = tags_of(call, carrier, id)?;
        if held
            .keys()
            .chain(tags.keys())
            .collect::<std::collections::BTreeSet<_>>()
            .len()
            > 20
        {
            return Err(Refusal::new(
                400,
                "InvalidTagKey",
                "The number of tags exceeds 20.",
            ));
        }
    }
    for id in &ids {
        tags_of(call, carrier, id)?.extend(tags.clone());
    }
    Ok(json!({}))
}

pub(crate) fn untag_resources(call: &mut Call<'_>) -> Answer {
    let (carrier, _) = carrier(call)?;
    let ids = resources(call)?;
    let keys: Vec<_> = call
        .parameters
        .list("TagKey")
        .into_iter()
        .map(str::to_owned)
        .collect();
    let all = keys.is_empty() && call.parameters.boolean("All")?.unwrap_or(false);
    for id in &ids {
        tags_of(call, carrier, id)?;
    }
    for id in &ids {
        tags_of(call, carrier, id)?.retain(|key, _| !all && !keys.contains(key));
    }
    Ok(json!({}))
}

/// Returns what the caller has of a kind, with its tags.
fn carriers<'a>(
    call: &'a Call<'_>,
    carrier: Carrier,
) -> Box<dyn Iterator<Item = (&'a String, &'a Tags)> + 'a> {
    let (world, caller) = (&*call.world, call.caller);
    let own_cens = || call.own_cens().map(|(_, cen)| cen);
    match carrier {
        Carrier::Cen => Box::new(call.own_cens().map(|(id, cen)| (id, &cen.tags))),
        Carrier::Package => {
            let packages = world.packages.iter();
            let own = packages.filter(move |(_, package)| package.owner == caller);
            Box::new(own.map(|(id, package)| (id, &package.tags)))
        }
        Carrier::Vpc => {
            let own = world.networks.iter().filter(move |(_, network)| {
                network.kind == NetworkKind::Vpc && network.owner == caller
            });
            Box::new(own.map(|(id, network)| (id, &network.tags)))
        }
        Carrier::VSwitch => {
            let owner = move |vpc: &str| world.networks.get(vpc).map(|vpc| vpc.owner.as_str());
            let vswitches = world.vswitches.iter();
            let own = vswitches.filter(move |(_, held)| owner(&held.vpc) == Some(caller));
            Box::new(own.map(|(id, vswitch)| (id, &vswitch.tags)))
        }
        Carrier::Router => {
            let routers = own_cens().flat_map(|cen| cen.routers.values());
            Box::new(routers.map(|router| (&router.id, &router.tags)))
        }
        Carrier::RouterTable => {
            let routers = own_cens().flat_map(|cen| cen.routers.values());
            let tables = routers.flat_map(|router| &router.tables);
            Box::new(tables.map(|(id, table)| (id, &table.tags)))
        }
        Carrier::Attachment(joined) => {
            let attachments = own_cens().flat_map(|cen| &cen.attachments);
            let found = attachments.filter(move |(_, made)| Joined::of(made) == joined);
            Box::new(found.map(|(id, attachment)| (id, &attachment.tags)))
        }
    }
}

pub(crate) fn list_tag_resources(call: &mut Call<'_>) -> ListAnswer {
    let (carrier, spelled) = carrier(call)?;
    let ids = call.parameters.list("ResourceId");
    let filters = call.parameters.tag_filters("Tag");
    if ids.is_empty() && filters.is_empty() {
        return Err(Refusal::missing("ResourceId.1"));
    }
    if ids.len() > 20 {
        return Err(Refusal::invalid("ResourceId"));
    }
    let page = page(call.parameters)?;
    let found = call.found(|| {
        let wanted = carriers(call, carrier).filter(|(id, tags)| {
            (ids.is_empty() || ids.contains(&id.as_str())) && tags_match(&filters, tags)
        });
        let tags = wanted.flat_map(|(id, tags)| tags.iter().map(move |tag| (id, tag)));
        tags.map(|(id, (key, value))| (id.clone(), key.clone(), value.clone()))
    });
    let shown = page.rows(&*found, |(id, key, value)| {
        object! { "ResourceId": id, "ResourceType": &spelled, "TagKey": key, "TagValue": value }
    });
    let rows = object! { "TagResource": shown.rows };
    Ok(Body::of(
        &object! { "TagResources": rows, "NextToken": shown.next },
    ))
}

/// Returns the page of tags that is wanted. CBN shows 10 if nothing is said; VPC, which calls the size `MaxResults`, shows 50.
fn page(parameters: &Parameters) -> Result<TokenPage, Refusal> {
    let usual = if parameters.get("Version").and_then(Product::of) == Some(Product::Vpc) {
        50
    } else {
        10
    };
    let size = parameters
        .number("PageSize")?
        .or(parameters.number("MaxResults")?)
        .unwrap_or(usual);
    match (1..=50).contains(&size) {
        true => parameters.token_page_from(Some(size)),
        false => Err(Refusal::invalid("PageSize")),
    }
}
