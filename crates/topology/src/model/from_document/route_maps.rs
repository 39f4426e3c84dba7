//! Route maps, from the document to the model.

use std::collections::BTreeSet;

use super::optional::optional;
use crate::document::{self, Condition};
use crate::literal;
use crate::model::{
    self, Choice, Community, CommunityEdit, Direction, RouteEnd, RouteMap, RouteMapPlace, RouteType,
};
use crate::names::{NetworkKind, NetworkName};

pub(super) fn route_map(
    written: &document::RouteMap,
) -> Option<(RouteMapPlace, RouteMap<NetworkName>)> {
    let (direction, region) = match (&written.r#in, &written.out) {
        (Some(region), None) => (Direction::In, region),
        (None, Some(region)) => (Direction::Out, region),
        _ => return None,
    };
    let place = RouteMapPlace {
        region: region.as_str().into(),
        direction,
        priority: u32::try_from(written.priority?).ok()?,
    };
    let set = written.set.as_ref();
    let map = RouteMap {
        permit: written.action.as_deref()? == "permit",
        description: written.description.clone().unwrap_or_default(),
        from: optional(written.from.as_ref(), end)?.unwrap_or_default(),
        to: optional(written.to.as_ref(), end)?.unwrap_or_default(),
        types: each(written.types.as_deref(), |word| RouteType::parse(word))?,
        cidrs: condition(written.cidrs.as_ref(), |range| literal::range(range))?,
        as_path: condition(written.as_path.as_ref(), number)?,
        communities: condition(written.communities.as_ref(), |text| Community::parse(text))?,
        preference: optional(set.and_then(|set| set.preference.as_ref()), number)?
            .unwrap_or(RouteMap::<NetworkName>::PREFERENCE),
        prepend: each(set.and_then(|set| set.prepend.as_deref()), number)?,
        edit_communities: optional(set.and_then(|set| set.communities.as_ref()), edit)?,
        next: optional(written.next.as_ref(), number)?,
    };
    Some((place, map))
}

fn number(written: &u64) -> Option<u32> {
    u32::try_from(*written).ok()
}

/// Builds the items of a list; a list that is not written has none.
fn each<T, U, C: FromIterator<U>>(
    written: Option<&[T]>,
    item: impl Fn(&T) -> Option<U>,
) -> Option<C> {
    written.unwrap_or_default().iter().map(item).collect()
}

fn condition<T, U, C: FromIterator<U>>(
    written: Option<&Condition<T>>,
    item: impl Fn(&T) -> Option<U>,
) -> Option<Option<model::Condition<C>>> {
    optional(written, |written| {
        let (items, exactly) = match (&written.include, &written.exactly) {
            (Some(items), None) => (items, false),
            (None, Some(items)) => (items, true),
            _ => return None,
        };
        Some(model::Condition {
            items: each(Some(items), item)?,
            exactly,
        })
    })
}

fn end(written: &document::RouteEnd) -> Option<RouteEnd<NetworkName>> {
    let choice = match (&written.networks, &written.other_than) {
        (None, None) => None,
        (Some(networks), None) => Some((networks, false)),
        (None, Some(networks)) => Some((networks, true)),
        (Some(_), Some(_)) => return None,
    };
    let named = |(networks, reversed): (&Vec<String>, bool)| {
        let networks: BTreeSet<NetworkName> =
            networks.iter().map(|name| name.as_str().into()).collect();
        Choice { networks, reversed }
    };
    Some(RouteEnd {
        networks: choice.map(named),
        kinds: each(written.kinds.as_deref(), |word| NetworkKind::parse(word))?,
        regions: each(written.regions.as_deref(), |region| {
            Some(region.as_str().into())
        })?,
        tables: each(written.tables.as_deref(), |table| Some(table.clone()))?,
    })
}

fn edit(written: &document::CommunityEdit) -> Option<CommunityEdit> {
    let (communities, replace) = match (&written.add, &written.replace) {
        (Some(communities), None) => (communities, false),
        (None, Some(communities)) => (communities, true),
        _ => return None,
    };
    Some(CommunityEdit {
        communities: each(Some(communities), |text| Community::parse(text))?,
        replace,
    })
}
