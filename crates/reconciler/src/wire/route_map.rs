//! Translates route maps between the API and the topology language.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use cen_cloud::{RouteMap as Row, RouteMapSettings};
use cen_observed::RouteMapContent;
use cen_topology::{
    Choice, Community, CommunityEdit, Condition, Direction, InstanceId, NetworkKind, RegionId,
    RouteEnd, RouteMap, RouteMapPlace, RouteType,
};
use ipnet::Ipv4Net;
use serde_json::Value;

/// The highest priority number of a user's route map; the system's own come after it.
const LAST: u32 = 100;

/// Returns the API's word for a direction.
pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "RegionIn",
        Direction::Out => "RegionOut",
    }
}

/// Returns the place of a route map; none for one of the system's own.
pub(crate) fn place(row: &Row) -> Option<RouteMapPlace> {
    let direction = [Direction::In, Direction::Out]
        .into_iter()
        .find(|known| direction(*known) == row.transmit_direction)?;
    let priority = row.settings.priority;
    (1..=LAST).contains(&priority).then(|| RouteMapPlace {
        region: RegionId::new(&*row.cen_region_id),
        direction,
        priority,
    })
}

/// Returns what a route map says.
pub(crate) fn content(settings: &RouteMapSettings) -> RouteMapContent {
    match read(settings) {
        Some(map) => RouteMapContent::Expressible(Box::new(map)),
        None => RouteMapContent::NotExpressible(everything(settings)),
    }
}

/// Returns everything that the cloud says of a route map, by the API's names. What is empty says nothing.
fn everything(settings: &RouteMapSettings) -> BTreeMap<String, Value> {
    let Ok(Value::Object(said)) = serde_json::to_value(settings) else {
        unreachable!("settings are a struct with text keys");
    };
    let is_empty = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    };
    said.into_iter()
        .filter(|(_, value)| !is_empty(value))
        .collect()
}

/// Returns what a route map says; none if no topology file can say it.
pub(crate) fn read(settings: &RouteMapSettings) -> Option<RouteMap<InstanceId>> {
    // A file cannot name an address type: without one, a route map matches every type.
    if !settings.match_address_type.is_empty() {
        return None;
    }
    Some(RouteMap {
        permit: match settings.map_result.as_str() {
            "Permit" => true,
            "Deny" => false,
            _ => return None,
        },
        description: settings.description.clone(),
        from: source(settings)?,
        to: destination(settings)?,
        types: each(&settings.route_types, RouteType::parse)?,
        cidrs: condition(
            &settings.destination_cidr_blocks,
            &settings.cidr_match_mode,
            |text| text.parse::<Ipv4Net>().ok(),
        )?,
        as_path: condition(&settings.match_asns, &settings.as_path_match_mode, |text| {
            text.parse().ok()
        })?,
        communities: condition(
            &settings.match_community_set,
            &settings.community_match_mode,
            Community::parse,
        )?,
        preference: settings
            .preference
            .filter(|preference| *preference > 0)
            .unwrap_or(RouteMap::<InstanceId>::PREFERENCE),
        prepend: each(&settings.prepend_as_path, |text| text.parse().ok())?,
        edit_communities: edit(settings)?,
        next: settings.next_priority.filter(|next| *next > 0),
    })
}

fn source(settings: &RouteMapSettings) -> Option<RouteEnd<InstanceId>> {
    Some(RouteEnd {
        networks: choice(
            &settings.source_instance_ids,
            settings.source_instance_ids_reverse_match,
        ),
        kinds: each(&settings.source_child_instance_types, NetworkKind::parse)?,
        regions: regions(&settings.source_region_ids),
        tables: settings.source_route_table_ids.iter().cloned().collect(),
    })
}

fn destination(settings: &RouteMapSettings) -> Option<RouteEnd<InstanceId>> {
    let types = &settings.destination_child_instance_types;
    let tables = &settings.destination_route_table_ids;
    Some(RouteEnd {
        networks: choice(
            &settings.destination_instance_ids,
            settings.destination_instance_ids_reverse_match,
        ),
        kinds: each(types, NetworkKind::parse)?,
        regions: regions(&settings.destination_region_ids),
        tables: tables.iter().cloned().collect(),
    })
}

fn regions(ids: &[String]) -> BTreeSet<RegionId> {
    ids.iter().map(|id| RegionId::new(id.as_str())).collect()
}

fn each<T, C: FromIterator<T>>(written: &[String], parse: impl Fn(&str) -> Option<T>) -> Option<C> {
    written.iter().map(|text| parse(text)).collect()
}

fn choice(ids: &[String], reversed: bool) -> Option<Choice<InstanceId>> {
    (!ids.is_empty()).then(|| Choice {
        networks: ids.iter().map(|id| InstanceId::new(id.as_str())).collect(),
        reversed,
    })
}

/// Returns a condition: `Some(None)` if there is none, `None` if a file cannot express it.
fn condition<T, C: FromIterator<T>>(
    written: &[String],
    mode: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<Option<Condition<C>>> {
    if written.is_empty() {
        return Some(None);
    }
    let exactly = match mode {
        "Include" => false,
        "Complete" => true,
        _ => return None,
    };
    Some(Some(Condition {
        items: each(written, parse)?,
        exactly,
    }))
}

fn edit(settings: &RouteMapSettings) -> Option<Option<CommunityEdit>> {
    if settings.operate_community_set.is_empty() {
        return Some(None);
    }
    let replace = match settings.community_operate_mode.as_str() {
        "Additive" => false,
        "Replace" => true,
        _ => return None,
    };
    Some(Some(CommunityEdit {
        communities: each(&settings.operate_community_set, Community::parse)?,
        replace,
    }))
}

/// Returns the settings to send for a route map.
pub(crate) fn written(place: &RouteMapPlace, map: &RouteMap<InstanceId>) -> RouteMapSettings {
    let reversed =
        |end: &RouteEnd<InstanceId>| end.networks.as_ref().is_some_and(|choice| choice.reversed);
    let edit = map.edit_communities.as_ref();
    RouteMapSettings {
        priority: place.priority,
        map_result: if map.permit { "Permit" } else { "Deny" }.to_owned(),
        description: map.description.clone(),
        next_priority: map.next,
        preference: Some(map.preference)
            .filter(|preference| *preference != RouteMap::<InstanceId>::PREFERENCE),
        as_path_match_mode: mode(map.as_path.as_ref()),
        cidr_match_mode: mode(map.cidrs.as_ref()),
        community_match_mode: mode(map.communities.as_ref()),
        community_operate_mode: edit
            .map_or("", |edit| if edit.replace { "Replace" } else { "Additive" })
            .to_owned(),
        match_address_type: String::new(),
        destination_child_instance_types: list(&map.to.kinds),
        destination_cidr_blocks: map
            .cidrs
            .as_ref()
            .map(|cidrs| list(&cidrs.items))
            .unwrap_or_default(),
        destination_instance_ids: ids(&map.to),
        destination_instance_ids_reverse_match: reversed(&map.to),
        destination_region_ids: list(&map.to.regions),
        destination_route_table_ids: list(&map.to.tables),
        match_asns: map
            .as_path
            .as_ref()
            .map(|path| list(&path.items))
            .unwrap_or_default(),
        match_community_set: map
            .communities
            .as_ref()
            .map(|these| list(&these.items))
            .unwrap_or_default(),
        operate_community_set: edit.map(|edit| list(&edit.communities)).unwrap_or_default(),
        prepend_as_path: list(&map.prepend),
        route_types: map
            .types
            .iter()
            .map(|kind| wire_type(*kind).to_owned())
            .collect(),
        source_child_instance_types: list(&map.from.kinds),
        source_instance_ids: ids(&map.from),
        source_instance_ids_reverse_match: reversed(&map.from),
        source_region_ids: list(&map.from.regions),
        source_route_table_ids: list(&map.from.tables),
        ..RouteMapSettings::default()
    }
}

fn wire_type(kind: RouteType) -> &'static str {
    match kind {
        RouteType::System => "System",
        RouteType::Custom => "Custom",
        RouteType::Bgp => "BGP",
    }
}

fn mode<T>(condition: Option<&Condition<T>>) -> String {
    condition
        .map_or("", |condition| {
            if condition.exactly {
                "Complete"
            } else {
                "Include"
            }
        })
        .to_owned()
}

fn ids(end: &RouteEnd<InstanceId>) -> Vec<String> {
    end.networks
        .as_ref()
        .map(|choice| list(&choice.networks))
        .unwrap_or_default()
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> Vec<String> {
    items.into_iter().map(|item| item.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> RouteMap<InstanceId> {
        let end = |reversed| RouteEnd {
            networks: Some(Choice {
                networks: ["vpc-1".into(), "vbr-1".into()].into(),
                reversed,
            }),
            kinds: [NetworkKind::Vbr].into(),
            regions: ["cn-beijing".into()].into(),
            tables: ["vtb-1".to_owned()].into(),
        };
        RouteMap {
            permit: true,
            description: "all".to_owned(),
            from: end(true),
            to: end(false),
            types: RouteType::ALL.into(),
            cidrs: Some(Condition {
                items: ["10.0.0.0/8".parse().unwrap()].into(),
                exactly: true,
            }),
            as_path: Some(Condition {
                items: vec![65502, 65501],
                exactly: false,
            }),
            communities: Some(Condition {
                items: [Community::parse("65501:1").unwrap()].into(),
                exactly: false,
            }),
            preference: 20,
            prepend: vec![65501, 65501],
            edit_communities: Some(CommunityEdit {
                communities: [Community::parse("1:2").unwrap()].into(),
                replace: true,
            }),
            next: Some(30),
        }
    }

    fn nothing() -> RouteMap<InstanceId> {
        read(&RouteMapSettings {
            map_result: "Deny".to_owned(),
            ..RouteMapSettings::default()
        })
        .unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let place = RouteMapPlace {
            region: "cn-hangzhou".into(),
            direction: Direction::In,
            priority: 7,
        };
        for map in [everything(), nothing()] {
            let settings = written(&place, &map);
            assert_eq!((settings.priority, read(&settings)), (7, Some(map)));
        }
    }

    #[test]
    fn what_no_file_can_say_is_not_half_said() {
        let place = RouteMapPlace {
            region: "cn-hangzhou".into(),
            direction: Direction::In,
            priority: 7,
        };
        let changes: [fn(&mut RouteMapSettings); 5] = [
            |settings| settings.match_address_type = "IPv6".to_owned(),
            |settings| settings.source_child_instance_types.push("VPN".to_owned()),
            |settings| {
                settings
                    .destination_cidr_blocks
                    .push("2001:db8::/32".to_owned())
            },
            |settings| settings.community_match_mode = "Contain".to_owned(),
            |settings| settings.match_community_set.push("0:1".to_owned()),
        ];
        for change in changes {
            let mut settings = written(&place, &everything());
            change(&mut settings);
            assert_eq!(read(&settings), None, "{settings:?}");
        }
    }

    #[test]
    fn two_route_maps_that_no_file_can_say_differ_if_the_cloud_says_something_else_of_them() {
        let of = |change: fn(&mut RouteMapSettings)| {
            let mut settings = RouteMapSettings {
                map_result: "Deny".to_owned(),
                match_address_type: "IPv6".to_owned(),
                ..RouteMapSettings::default()
            };
            change(&mut settings);
            content(&settings)
        };
        let changes: [fn(&mut RouteMapSettings); 4] = [
            |_| {},
            |settings| settings.map_result = "Permit".to_owned(),
            |settings| settings.source_instance_ids_reverse_match = true,
            |settings| drop(settings.others.insert("Gateway".to_owned(), "gw-1".into())),
        ];
        for (at, one) in changes.iter().enumerate() {
            for (other_at, other) in changes.iter().enumerate() {
                assert_eq!(of(*one) == of(*other), at == other_at, "{at} {other_at}");
            }
        }
        assert_eq!(
            of(changes[0]),
            RouteMapContent::NotExpressible(
                [
                    ("MapResult".to_owned(), "Deny".into()),
                    ("MatchAddressType".to_owned(), "IPv6".into()),
                    ("Priority".to_owned(), 0.into()),
                ]
                .into()
            )
        );
    }

    #[test]
    fn the_systems_own_have_no_place() {
        let settings = RouteMapSettings {
            priority: 5000,
            ..RouteMapSettings::default()
        };
        let row = Row {
            route_map_id: "cenrmap-1".to_owned(),
            cen_id: String::new(),
            cen_region_id: "cn-hangzhou".to_owned(),
            transmit_direction: "RegionOut".to_owned(),
            transit_router_route_table_id: String::new(),
            status: "Active".to_owned(),
            settings,
        };
        assert_eq!(place(&row), None);
        let settings = RouteMapSettings {
            priority: 100,
            ..RouteMapSettings::default()
        };
        assert_eq!(
            place(&Row { settings, ..row })
                .map(|place| place.to_string())
                .as_deref(),
            Some("cn-hangzhou/out/100")
        );
    }
}
