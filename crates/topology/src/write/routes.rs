//! What a CEN does with routes, in the file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::ServiceNotes;
use super::lines::{LONGEST_LINE, behind, line, list};
use crate::model::{
    Choice, CommunityEdit, Condition, Direction, HealthCheck, RouteEnd, RouteMap, RouteMapPlace,
    RouteType, Routes,
};
use crate::names::{NetworkName, RegionId};
use crate::scalar::scalar;

pub(super) fn routes(out: &mut String, routes: &Routes, notes: Option<&ServiceNotes>) {
    if let Some(publish) = &routes.publish {
        head(out, "publish", publish.is_empty(), "{}");
        publish.iter().for_each(|(network, cidrs)| {
            list(out, "      ", &scalar(network.as_str()), texts(cidrs))
        });
    }
    if let Some(checks) = &routes.health_checks {
        head(out, "health-checks", checks.is_empty(), "{}");
        for (network, check) in checks {
            line(
                out,
                &format!(
                    "      {}: {}",
                    scalar(network.as_str()),
                    flow(health_check(check))
                ),
            );
        }
    }
    if let Some(zones) = &routes.private_zone {
        head(out, "private-zone", zones.is_empty(), "[]");
        for (host, from) in grouped(zones.iter().map(|(from, host)| (host, from))) {
            item(
                out,
                &[("host", scalar(host.as_str())), ("from", from)],
                None,
            );
        }
    }
    if let Some(services) = &routes.services {
        head(out, "services", services.is_empty(), "[]");
        let services = services
            .iter()
            .flat_map(|(from, all)| all.iter().map(move |(range, via)| ((*range, via), from)));
        for ((range, via), from) in grouped(services) {
            let note = notes.and_then(|notes| notes.get(&(range, via.clone())));
            item(
                out,
                &[
                    ("host", host(range)),
                    ("via", scalar(via.as_str())),
                    ("from", from),
                ],
                note,
            );
        }
    }
    if let Some(maps) = &routes.route_maps {
        head(out, "route-maps", maps.is_empty(), "[]");
        maps.iter()
            .for_each(|(place, map)| item(out, &route_map(place, map), None));
    }
}

fn head(out: &mut String, section: &str, is_empty: bool, nothing: &str) {
    match is_empty {
        true => line(out, &format!("    {section}: {nothing}")),
        false => line(out, &format!("    {section}:")),
    }
}

/// Fields of a mapping, in order.
type Fields = Vec<(&'static str, String)>;

fn flow(fields: Fields) -> String {
    let fields: Vec<_> = fields
        .iter()
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    format!("{{ {} }}", fields.join(", "))
}

/// An item of a section, on one line if it is not too long for that.
fn item(out: &mut String, fields: &[(&'static str, String)], note: Option<&String>) {
    let short = format!("      - {}", flow(fields.to_vec()));
    if short.chars().count() <= LONGEST_LINE {
        return line(out, &format!("{short}{}", behind(note)));
    }
    for (at, (key, value)) in fields.iter().enumerate() {
        let dash = if at == 0 { "- " } else { "  " };
        let note = note.filter(|_| at == 0);
        line(out, &format!("      {dash}{key}: {value}{}", behind(note)));
    }
}

/// From where each thing is reached.
fn grouped<'a, K: Ord>(accesses: impl Iterator<Item = (K, &'a RegionId)>) -> BTreeMap<K, String> {
    let mut groups: BTreeMap<K, BTreeSet<&RegionId>> = BTreeMap::new();
    for (key, from) in accesses {
        groups.entry(key).or_default().insert(from);
    }
    groups
        .into_iter()
        .map(|(key, regions)| (key, words(regions)))
        .collect()
}

/// A range that is one address is written as that.
fn host(range: Ipv4Net) -> String {
    if range.prefix_len() == 32 {
        range.addr().to_string()
    } else {
        range.to_string()
    }
}

fn health_check(check: &HealthCheck) -> Fields {
    let number = |number: u32, default: u32| (number != default).then(|| number.to_string());
    let source = check.source.as_ref().map(Ipv4Addr::to_string);
    let fields = [
        ("target", Some(check.target.to_string())),
        ("source", source),
        ("interval", number(check.interval, HealthCheck::INTERVAL)),
        ("threshold", number(check.threshold, HealthCheck::THRESHOLD)),
    ];
    written(fields)
}

fn route_map(place: &RouteMapPlace, map: &RouteMap<NetworkName>) -> Fields {
    let direction = match place.direction {
        Direction::In => "in",
        Direction::Out => "out",
    };
    written([
        (direction, Some(scalar(place.region.as_str()))),
        ("priority", Some(place.priority.to_string())),
        (
            "action",
            Some(if map.permit { "permit" } else { "deny" }.to_owned()),
        ),
        (
            "description",
            Some(&map.description)
                .filter(|text| !text.is_empty())
                .map(|text| scalar(text)),
        ),
        ("from", mapping(end(&map.from))),
        ("to", mapping(end(&map.to))),
        (
            "types",
            some(map.types.iter().map(|kind| RouteType::as_str(*kind))),
        ),
        (
            "cidrs",
            condition(map.cidrs.as_ref(), |ranges| numbers(ranges)),
        ),
        (
            "as-path",
            condition(map.as_path.as_ref(), |path| numbers(path)),
        ),
        (
            "communities",
            condition(map.communities.as_ref(), |these| words(these)),
        ),
        ("set", mapping(edit(map))),
        ("next", map.next.map(|next| next.to_string())),
    ])
}

fn end(end: &RouteEnd<NetworkName>) -> Fields {
    let choice = |wanted: bool| {
        let choice = end
            .networks
            .as_ref()
            .filter(|Choice { reversed, .. }| *reversed == wanted);
        choice.map(|choice| words(&choice.networks))
    };
    written([
        ("networks", choice(false)),
        ("other-than", choice(true)),
        (
            "kinds",
            some(end.kinds.iter().map(|kind| kind.as_str().to_lowercase())),
        ),
        ("regions", some(&end.regions)),
        ("tables", some(&end.tables)),
    ])
}

fn edit(map: &RouteMap<NetworkName>) -> Fields {
    let communities = map.edit_communities.as_ref().map(
        |CommunityEdit {
             communities,
             replace,
         }| {
            let way = if *replace { "replace" } else { "add" };
            flow(vec![(way, words(communities))])
        },
    );
    let preference = Some(map.preference)
        .filter(|preference| *preference != RouteMap::<NetworkName>::PREFERENCE);
    written([
        (
            "preference",
            preference.map(|preference| preference.to_string()),
        ),
        (
            "prepend",
            Some(&map.prepend)
                .filter(|numbers| !numbers.is_empty())
                .map(numbers),
        ),
        ("communities", communities),
    ])
}

fn condition<C>(condition: Option<&Condition<C>>, items: impl Fn(&C) -> String) -> Option<String> {
    condition.map(|found| {
        flow(vec![(
            if found.exactly { "exactly" } else { "include" },
            items(&found.items),
        )])
    })
}

fn written<const N: usize>(fields: [(&'static str, Option<String>); N]) -> Fields {
    fields
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

fn mapping(fields: Fields) -> Option<String> {
    (!fields.is_empty()).then(|| flow(fields))
}

fn texts(items: impl IntoIterator<Item: Display>) -> Vec<String> {
    items.into_iter().map(|item| item.to_string()).collect()
}

/// Numbers and ranges need no quotes.
fn numbers(items: impl IntoIterator<Item: Display>) -> String {
    format!("[{}]", texts(items).join(", "))
}

fn words(items: impl IntoIterator<Item: Display>) -> String {
    let items: Vec<_> = texts(items).iter().map(|item| scalar(item)).collect();
    format!("[{}]", items.join(", "))
}

fn some(items: impl IntoIterator<Item: Display>) -> Option<String> {
    let mut items = items.into_iter().peekable();
    items.peek().is_some().then(|| words(items))
}
