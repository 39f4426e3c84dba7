//! The words of route maps.

use std::fmt::Display;

use cen_topology::{Choice, Condition, Direction, RouteEnd, RouteMap, RouteMapPlace};

/// Says on one line what a route map does, such as `deny custom routes into cn-hangzhou from networks of kind VBR, priority 10`.
pub(crate) fn route_map_text<N: Ord + Display>(place: &RouteMapPlace, map: &RouteMap<N>) -> String {
    let mut text = format!("{} ", if map.permit { "permit" } else { "deny" });
    text.push_str(&list(" or ", map.types.iter().map(|kind| kind.as_str())));
    text.push_str(if map.types.is_empty() {
        "routes "
    } else {
        " routes "
    });
    text.push_str(&way(place));
    for condition in conditions(map) {
        text.push_str(&condition);
    }
    text.push_str(&format!(", priority {}", place.priority));
    for change in changes(map) {
        text.push_str(", ");
        text.push_str(&change);
    }
    text
}

/// Says which way routes pass a place, such as `into cn-hangzhou`.
pub(crate) fn way(place: &RouteMapPlace) -> String {
    let way = match place.direction {
        Direction::In => "into",
        Direction::Out => "out of",
    };
    format!("{way} {}", place.region)
}

fn conditions<N: Ord + Display>(map: &RouteMap<N>) -> Vec<String> {
    let ends = [("from", &map.from), ("to", &map.to)]
        .into_iter()
        .filter_map(|(word, end)| end_text(word, end));
    let inside = map.cidrs.as_ref().map(|cidrs| {
        format!(
            " {} {}",
            if cidrs.exactly { "for" } else { "inside" },
            list(" or ", &cidrs.items)
        )
    });
    let path = map
        .as_path
        .as_ref()
        .map(|path| format!(" with AS path {}", said(path, &list(" ", &path.items))));
    let communities = map.communities.as_ref().map(|these| {
        format!(
            " with communities {}",
            said(these, &list(" ", &these.items))
        )
    });
    ends.chain(inside).chain(path).chain(communities).collect()
}

/// Says how a condition matches; `what` lists its items.
fn said<T>(condition: &Condition<T>, what: &str) -> String {
    format!(
        "{} {what}",
        if condition.exactly {
            "exactly"
        } else {
            "one of"
        }
    )
}

fn end_text<N: Ord + Display>(word: &str, end: &RouteEnd<N>) -> Option<String> {
    let networks = end
        .networks
        .as_ref()
        .map(|Choice { networks, reversed }| match reversed {
            true => format!("other networks than {}", list(" and ", networks)),
            false => list(" or ", networks),
        });
    let kinds = (!end.kinds.is_empty()).then(|| format!("of kind {}", list(" or ", &end.kinds)));
    let regions = (!end.regions.is_empty()).then(|| format!("in {}", list(" or ", &end.regions)));
    let tables =
        (!end.tables.is_empty()).then(|| format!("with route table {}", list(" or ", &end.tables)));
    let more: Vec<_> = [kinds, regions, tables].into_iter().flatten().collect();
    match (networks, more.is_empty()) {
        (None, true) => None,
        (Some(networks), true) => Some(format!(" {word} {networks}")),
        (networks, false) => Some(format!(
            " {word} {} {}",
            networks.as_deref().unwrap_or("networks"),
            more.join(" ")
        )),
    }
}

fn changes<N: Ord>(map: &RouteMap<N>) -> Vec<String> {
    let preference = (map.preference != RouteMap::<N>::PREFERENCE)
        .then(|| format!("preference {}", map.preference));
    let prepend = (!map.prepend.is_empty()).then(|| format!("prepend {}", list(" ", &map.prepend)));
    let communities = map.edit_communities.as_ref().map(|edit| {
        let verb = if edit.replace {
            "communities become"
        } else {
            "add communities"
        };
        format!("{verb} {}", list(" ", &edit.communities))
    });
    let next = map.next.map(|next| format!("then priority {next}"));
    let description = (!map.description.is_empty()).then(|| format!("{:?}", map.description));
    [preference, prepend, communities, next, description]
        .into_iter()
        .flatten()
        .collect()
}

fn list<T: Display>(between: &str, items: impl IntoIterator<Item = T>) -> String {
    items
        .into_iter()
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(between)
}
