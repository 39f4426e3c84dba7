//! What the route tables of transit routers hold: their static entries, and what they learn.
//!
//! Source: reference §9. A link brings the routes of the table that it is associated with at its other end, if it publishes.

use std::collections::BTreeSet;

use sha1::{Digest as _, Sha1};

use crate::world::{
    AttachedTo, Attachment, Cen, Publish, StaticEntry, Table, TableKey, Transitive, World,
};

/// An entry of a route table.
pub(crate) struct RouterEntry<'a> {
    pub(crate) id: String,
    pub(crate) cidr: String,
    /// The attachment that it leads to; none if packets are dropped.
    pub(crate) next_hop: Option<&'a str>,
    /// The static entry that it is, if it was not learned.
    pub(crate) fixed: Option<&'a StaticEntry>,
    /// The attachment that the route comes from.
    pub(crate) origin: Option<&'a str>,
    pub(crate) status: String,
}

/// A route that an attachment brings.
struct Route<'a> {
    cidr: String,
    origin: &'a str,
}

/// Returns the entries of a table: the static ones, then the learned ones. Of equal destinations a static
/// entry wins, then the attachment with the lowest id.
pub(crate) fn entries<'a>(
    world: &'a World,
    key: &TableKey,
    table: &'a Table,
) -> Vec<RouterEntry<'a>> {
    let Some(cen) = world.cens.get(&key.cen) else {
        return Vec::new();
    };
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut entries = Vec::new();
    for (id, entry) in &table.entries {
        seen.insert(entry.cidr.clone());
        entries.push(RouterEntry {
            id: id.clone(),
            cidr: entry.cidr.clone(),
            next_hop: entry.next_hop.as_deref(),
            fixed: Some(entry),
            origin: None,
            status: entry.status.clone(),
        });
    }
    for (attachment, route) in learned(world, cen, &key.region, table, &mut BTreeSet::new()) {
        let is_first = seen.insert(route.cidr.clone());
        entries.push(RouterEntry {
            id: learned_id(&key.id, attachment, &route.cidr),
            cidr: route.cidr,
            next_hop: Some(attachment),
            fixed: None,
            origin: Some(route.origin),
            status: if is_first { "Active" } else { "Rejected" }.to_owned(),
        });
    }
    entries
}

/// Returns the id of a learned entry, the same each time.
fn learned_id(table: &str, attachment: &str, cidr: &str) -> String {
    let hash = Sha1::digest(format!("{table}/{attachment}/{cidr}"));
    format!("rte-{}", &hex::encode(hash)[..18])
}

/// Returns what a table learns, with the attachment that it comes over.
fn learned<'a>(
    world: &'a World,
    cen: &'a Cen,
    region: &str,
    table: &'a Table,
    passed: &mut BTreeSet<&'a str>,
) -> Vec<(&'a str, Route<'a>)> {
    let mut routes = Vec::new();
    for (id, status) in &table.propagations {
        let attachment = cen.attachments.get(id);
        let attachment = attachment.filter(|attachment| {
            status == "Active" && matches!(attachment.status.as_str(), "Attached" | "Modifying")
        });
        let Some(attachment) = attachment else {
            continue;
        };
        let brought = brought(world, cen, region, (id, attachment), passed);
        routes.extend(brought.into_iter().map(|route| (id.as_str(), route)));
    }
    routes
}

/// Returns the routes that an attachment brings to the router of a region.
fn brought<'a>(
    world: &'a World,
    cen: &'a Cen,
    region: &str,
    (id, attachment): (&'a str, &'a Attachment),
    passed: &mut BTreeSet<&'a str>,
) -> Vec<Route<'a>> {
    let own_range = |network: &str| {
        let network = world.networks.get(network);
        let cidr = network.map(|network| network.cidr.clone());
        let route = |cidr| Route { cidr, origin: id };
        cidr.filter(|cidr| !cidr.is_empty()).map(route)
    };
    let link = match &attachment.to {
        AttachedTo::Vpc(attached) => return own_range(&attached.vpc).into_iter().collect(),
        AttachedTo::Vbr(attached) => return own_range(&attached.vbr).into_iter().collect(),
        AttachedTo::Peer(link) => link,
    };
    let is_maker = attachment.region == region;
    let one_way = world.assumptions.publish == Publish::OneWay;
    if !attachment.publishes || (one_way && is_maker) || !passed.insert(id) {
        return Vec::new();
    }
    let other = if is_maker {
        &link.peer_region
    } else {
        &attachment.region
    };
    let routes = published(world, cen, other, id, passed);
    passed.remove(id);
    routes
}

/// Returns what the router of a region publishes over a link: the table that the link is associated with there.
fn published<'a>(
    world: &'a World,
    cen: &'a Cen,
    region: &str,
    link: &str,
    passed: &mut BTreeSet<&'a str>,
) -> Vec<Route<'a>> {
    let router = cen.routers.get(region);
    let mut tables = router.into_iter().flat_map(|router| router.tables.values());
    let is_associated = |table: &&Table| {
        let status = table.associations.get(link);
        status.is_some_and(|status| status == "Active")
    };
    let Some(table) = tables.find(is_associated) else {
        return Vec::new();
    };
    let is_link = |id: &str| {
        let attachment = cen.attachments.get(id);
        attachment.is_some_and(|attachment| attachment.link().is_some())
    };
    let passes =
        |id: &str| id != link && (world.assumptions.transitive == Transitive::Yes || !is_link(id));
    let learned = learned(world, cen, region, table, passed);
    let learned = learned
        .into_iter()
        .filter(|(id, _)| passes(id))
        .map(|(_, route)| route);
    let fixed = table.entries.values().filter_map(|entry| {
        let origin = entry.next_hop.as_deref().filter(|next| passes(next))?;
        Some(Route {
            cidr: entry.cidr.clone(),
            origin,
        })
    });
    fixed.chain(learned).collect()
}
