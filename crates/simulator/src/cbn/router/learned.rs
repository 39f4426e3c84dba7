//! What the route tables of transit routers hold: their static entries, and what they learn.
//!
//! Source: reference §9. A link brings the routes of the table that it is associated with at its other end, if it publishes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use sha1::{Digest as _, Sha1};

use crate::world::{
    Attachment, Cen, Link, Publish, StaticEntry, Table, TableKey, Transitive, World,
};

/// An entry of a route table.
#[derive(Clone, Copy)]
pub(crate) struct RouterEntry<'a> {
    pub(crate) cidr: &'a str,
    /// The attachment that it leads to; none if packets are dropped.
    pub(crate) next_hop: Option<&'a str>,
    /// The static entry that it is, with its id, if it was not learned.
    pub(crate) fixed: Option<(&'a str, &'a StaticEntry)>,
    /// The attachment that the route comes from.
    pub(crate) origin: Option<&'a str>,
    pub(crate) status: &'a str,
}

impl<'a> RouterEntry<'a> {
    /// Returns its id in this table. That of a learned entry is made anew each time, and is always the same.
    pub(crate) fn id(&self, table: &str) -> Cow<'a, str> {
        match self.fixed {
            Some((id, _)) => id.into(),
            None => learned_id(table, self.next_hop.unwrap_or_default(), self.cidr).into(),
        }
    }
}

/// A route that an attachment brings.
struct Route<'a> {
    cidr: &'a str,
    origin: &'a str,
}

/// A route that a table learned.
pub(crate) struct LearnedRoute {
    attachment: String,
    cidr: String,
    origin: String,
    /// Whether no other route to its destination comes before it.
    is_active: bool,
}

impl LearnedRoute {
    /// Returns the entry that it is.
    pub(crate) fn entry(&self) -> RouterEntry<'_> {
        RouterEntry {
            cidr: &self.cidr,
            next_hop: Some(&self.attachment),
            fixed: None,
            origin: Some(&self.origin),
            status: learned_status(self.is_active),
        }
    }
}

fn learned_status(is_active: bool) -> &'static str {
    if is_active { "Active" } else { "Rejected" }
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
    let mut seen: HashSet<&str> = fixed(table).map(|entry| entry.cidr).collect();
    let learned = learned(world, cen, &key.region, table, &mut BTreeSet::new());
    let learned = learned.into_iter().map(|(attachment, route)| RouterEntry {
        cidr: route.cidr,
        next_hop: Some(attachment),
        fixed: None,
        origin: Some(route.origin),
        status: learned_status(seen.insert(route.cidr)),
    });
    fixed(table).chain(learned).collect()
}

/// Returns the static entries of a table.
pub(crate) fn fixed(table: &Table) -> impl Iterator<Item = RouterEntry<'_>> {
    table.entries.iter().map(|(id, entry)| RouterEntry {
        cidr: &entry.cidr,
        next_hop: entry.next_hop.as_deref(),
        fixed: Some((id, entry)),
        origin: None,
        status: &entry.status,
    })
}

/// Returns the learned entries of a table, to be kept as long as the world does not change.
pub(crate) fn kept(world: &World, key: &TableKey, table: &Table) -> Vec<LearnedRoute> {
    let entries = entries(world, key, table).into_iter();
    let learned = entries.filter(|entry| entry.fixed.is_none());
    learned
        .map(|entry| LearnedRoute {
            attachment: entry.next_hop.unwrap_or_default().to_owned(),
            cidr: entry.cidr.to_owned(),
            origin: entry.origin.unwrap_or_default().to_owned(),
            is_active: entry.status == "Active",
        })
        .collect()
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
        let link = attachment.link();
        let brought =
            link.map(|link| over_link(world, cen, region, (id, attachment, link), passed));
        let brought = brought.unwrap_or_default();
        let own = own_range(world, id, attachment);
        routes.extend(
            own.into_iter()
                .chain(brought)
                .map(|route| (id.as_str(), route)),
        );
    }
    routes
}

/// Returns the route to the network that an attachment attaches.
fn own_range<'a>(world: &'a World, id: &'a str, attachment: &Attachment) -> Option<Route<'a>> {
    let network = world.networks.get(attachment.network()?)?;
    let route = Route {
        cidr: &network.cidr,
        origin: id,
    };
    (!network.cidr.is_empty()).then_some(route)
}

/// Returns the routes that a link brings to the router of a region.
fn over_link<'a>(
    world: &'a World,
    cen: &'a Cen,
    region: &str,
    (id, attachment, link): (&'a str, &'a Attachment, &'a Link),
    passed: &mut BTreeSet<&'a str>,
) -> Vec<Route<'a>> {
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
            cidr: &entry.cidr,
            origin,
        })
    });
    fixed.chain(learned).collect()
}
