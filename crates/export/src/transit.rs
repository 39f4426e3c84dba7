//! What only transit routers of the Enterprise Edition have, as the file says it: settings of
//! attachments, links that are billed by the GB, and texts of routers. The file says nothing of the
//! default route table, and can say nothing else of route tables: what is not in the default table
//! is left alone.

use std::collections::BTreeMap;

use cen_observed::{
    Edition, Inside, LinkCharge, SeenAttachment, SeenLimit, SeenLink, SeenRouter, SeenTransit,
    TableUse,
};
use cen_topology::{
    AttachmentOptions, LinkQuality, RegionId, RegionPair, RouteTableId, Router, TrafficLimit,
};

use crate::expressible::{can_be_description, can_be_name, can_be_tags};

/// Returns the settings of an attachment; none on a router of the Basic Edition.
pub(crate) fn options(seen: &SeenAttachment) -> Option<AttachmentOptions> {
    seen.transit.as_ref().map(|transit| AttachmentOptions {
        synced: transit.synced,
        appliance: transit.appliance,
    })
}

/// Returns why no file can say how a network is attached: the route tables are not those that a
/// file means.
pub(crate) fn why_not_attached(inside: &Inside, seen: &SeenAttachment) -> Option<String> {
    let SeenTransit { tables, .. } = seen.transit.as_ref()?;
    not_default(inside, &seen.region, tables)
}

/// Returns why no file can say a link: its route tables or its settings are not those that a file
/// means.
pub(crate) fn why_not_linked(
    inside: &Inside,
    pair: &RegionPair,
    seen: &SeenLimit,
) -> Option<String> {
    let link = seen.link.as_ref()?;
    if seen.status == "Detaching" {
        return Some("it is being deleted".to_owned());
    }
    if link.charge.is_none() || link.quality.is_none() {
        return Some("its charge or its quality is not one that a file can say".to_owned());
    }
    if !link.publishes {
        return Some("it does not tell the routes of one end to the other".to_owned());
    }
    let is_enterprise = |region: &&RegionId| inside.edition(region) == Some(Edition::Enterprise);
    let none = TableUse::default();
    let regions = pair.regions().into_iter().filter(is_enterprise);
    let mut reasons = regions.filter_map(|region| {
        let tables = link.tables.get(region).unwrap_or(&none);
        not_default(inside, region, tables)
    });
    reasons.next()
}

/// Returns why no file can say these route tables; none for the default table alone.
fn not_default(inside: &Inside, region: &RegionId, tables: &TableUse) -> Option<String> {
    let default = inside
        .routers
        .get(region)
        .and_then(|router| router.default_table.as_ref());
    let associated = tables.associated.as_ref();
    let is_only =
        |table: &RouteTableId| associated == Some(table) && tables.propagated.iter().eq([table]);
    let word = |text: &str| Some(format!("{text} {region}, which no file can say"));
    match default {
        Some(table) if is_only(table) => None,
        Some(_) | None if associated.is_none() => word("it is in no route table of"),
        Some(_) | None => word("it does not use the default route table alone in"),
    }
}

/// Returns a link that is billed by the GB; none for one that a package pays for.
pub(crate) fn traffic(seen: &SeenLimit) -> Option<TrafficLimit> {
    let SeenLink {
        charge, quality, ..
    } = seen.link.as_ref()?;
    (*charge == Some(LinkCharge::Traffic)).then(|| TrafficLimit {
        mbps: seen.mbps,
        link: quality.unwrap_or(LinkQuality::Gold),
    })
}

/// Returns the texts of a router as far as a file can say them, and a note for those that it
/// cannot; none for a router without texts.
pub(crate) fn router(region: &RegionId, seen: &SeenRouter) -> (Option<Router>, Vec<String>) {
    let mut notes = Vec::new();
    let mut said = |what: &str, is_said: bool| {
        if !is_said {
            notes.push(format!(
                "The {what} of the transit router in {region} is not one that a file can say, and is left as it is."
            ));
        }
        is_said
    };
    let tags = own_tags(&seen.tags);
    let some = |text: &String| (!text.is_empty()).then(|| text.clone());
    let router = Router {
        name: some(&seen.name).filter(|name| said("name", can_be_name(name))),
        description: some(&seen.description)
            .filter(|text| said("description", can_be_description(text))),
        tags: Some(tags).filter(|tags| !tags.is_empty() && said("tags", can_be_tags(tags))),
    };
    ((router != Router::default()).then_some(router), notes)
}

/// Returns the tags that users set: the cloud adds others.
fn own_tags(tags: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let is_own = |key: &str| {
        !["cen:", "acs:", "aliyun"]
            .iter()
            .any(|prefix| key.starts_with(prefix))
    };
    tags.iter()
        .filter(|(key, _)| is_own(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}
