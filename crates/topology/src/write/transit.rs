//! vSwitches, and settings of attachments and routers, in the file.

use std::collections::BTreeMap;

use super::lines::line;
use crate::model::{AttachmentOptions, Router, Vswitches};
use crate::names::{NetworkName, RegionId};
use crate::scalar::scalar;

/// Returns the field of a network that names its vSwitches; none if cen chooses them.
pub(super) fn vswitches(vswitches: &Vswitches) -> Option<String> {
    let items: Vec<String> = match vswitches {
        Vswitches::Chosen => return None,
        Vswitches::Pinned(ids) => ids.iter().map(|id| scalar(id.as_str())).collect(),
        Vswitches::Made(ranges) => ranges
            .iter()
            .map(|(zone, cidr)| format!("{{ zone: {}, cidr: {cidr} }}", scalar(zone.as_str())))
            .collect(),
    };
    Some(format!("vswitches: [{}]", items.join(", ")))
}

/// Writes the settings of attachments that are not the default ones.
pub(super) fn attachments(
    out: &mut String,
    attachments: &BTreeMap<NetworkName, AttachmentOptions>,
) {
    let rows: Vec<(&str, Vec<String>)> = attachments
        .iter()
        .map(|(network, options)| (network.as_str(), settings(*options)))
        .collect();
    section(out, "attachments", rows);
}

fn settings(options: AttachmentOptions) -> Vec<String> {
    let routes = (!options.synced).then(|| "routes: own".to_owned());
    let appliance = options.appliance.then(|| "appliance: true".to_owned());
    routes.into_iter().chain(appliance).collect()
}

/// Writes the texts of transit routers.
pub(super) fn routers(out: &mut String, routers: &BTreeMap<RegionId, Router>) {
    let rows: Vec<(&str, Vec<String>)> = routers
        .iter()
        .map(|(region, router)| (region.as_str(), texts(router)))
        .collect();
    section(out, "routers", rows);
}

fn texts(router: &Router) -> Vec<String> {
    let text = |key: &str, text: &Option<String>| {
        let text = text.as_ref()?;
        Some(format!("{key}: {}", scalar(text)))
    };
    let tags = router.tags.as_ref().map(|tags| {
        let tags = tags
            .iter()
            .map(|(key, value)| format!("{}: {}", scalar(key), scalar(value)));
        format!("tags: {{ {} }}", tags.collect::<Vec<_>>().join(", "))
    });
    let texts = [
        text("name", &router.name),
        text("description", &router.description),
        tags,
    ];
    texts.into_iter().flatten().collect()
}

/// Writes a section with a line for each key; nothing for an empty one.
fn section(out: &mut String, key: &str, rows: Vec<(&str, Vec<String>)>) {
    if rows.is_empty() {
        return;
    }
    line(out, &format!("    {key}:"));
    for (name, fields) in rows {
        let fields = match fields.is_empty() {
            true => "{}".to_owned(),
            false => format!("{{ {} }}", fields.join(", ")),
        };
        line(out, &format!("      {}: {fields}", scalar(name)));
    }
}
