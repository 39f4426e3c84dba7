//! Rules of route maps: their place, their action, and which parts fit together.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::attached::NamedCen;
use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::{CommunityEdit, RouteEdit, RouteMap};

impl<'a> Rules<'a> {
    pub(super) fn route_maps(&mut self, cen: NamedCen<'a>) {
        let mut seen = BTreeMap::new();
        let section = Path::new(&["cens", cen.0, "route-maps"]);
        for (at, map) in cen.1.route_maps.iter().flatten().enumerate() {
            let path = section.item(at);
            self.route_map(cen, map, &path);
            let Some(priority) = map.priority else {
                continue;
            };
            let place = (map.r#in.as_ref(), map.out.as_ref(), priority);
            if place.0.is_none() && place.1.is_none() {
                continue;
            }
            let span = self.span(&path.key("priority"));
            let Some(first) = seen.insert(place, span.clone()) else {
                continue;
            };
            let message =
                format!("two route maps of one region and direction have priority {priority}");
            let help = "give each route map a priority of its own";
            self.error_twice(Code::RouteMap, [first, span], message, help);
        }
    }

    fn route_map(&mut self, cen: NamedCen<'_>, map: &RouteMap, path: &Path<'_>) {
        self.one_of(path, ("in", map.r#in.is_some()), ("out", map.out.is_some()));
        for (key, region) in [("in", &map.r#in), ("out", &map.out)] {
            if let Some(region) = region {
                self.region_on_cen(cen, region, &path.key(key));
            }
        }
        self.within(path, "priority", map.priority, 1..=100);
        self.within(path, "next", map.next, 1..=100);
        let is_known = |action: &&String| ["permit", "deny"].contains(&action.as_str());
        if let Some(action) = map.action.as_ref().filter(|action| !is_known(action)) {
            let message = format!("`{action}` is not an action of a route map");
            let span = self.span(&path.key("action"));
            self.error(Code::RouteMap, span, message, "write `permit` or `deny`");
        }
        self.description(map.description.as_deref(), &path.key("description"));
        self.conditions(cen, map, path);
        self.route_edit(map.set.as_ref(), &path.key("set"));
        self.fitting(map, path);
    }

    /// Reports parts that make no sense together.
    fn fitting(&mut self, map: &RouteMap, path: &Path<'_>) {
        let is_denied = map.action.as_deref() == Some("deny");
        for (key, is_there) in [("set", map.set.is_some()), ("next", map.next.is_some())] {
            if is_denied && is_there {
                let message = format!("`{key}` has no effect on routes that are denied");
                let help = format!("remove `{key}`, or write `action: permit`");
                self.error(Code::RouteMap, self.key(&path.key(key)), message, help);
            }
        }
        let Some(region) = &map.r#in else { return };
        if map.to.is_some() {
            let message = "`to` has no effect on routes that enter a region";
            let help = "write `out` instead of `in`, or remove `to`";
            self.warn(Code::RouteMap, self.key(&path.key("to")), message, help);
        }
        self.own_routes(map, region, path);
    }

    /// Reports a longer path for routes of other regions (CreateCenRouteMap refuses it:
    /// `Invid.Parameter`).
    fn own_routes(&mut self, map: &RouteMap, region: &String, path: &Path<'_>) {
        if map.set.as_ref().is_none_or(|set| set.prepend.is_none()) {
            return;
        }
        let regions = map.from.as_ref().and_then(|from| from.regions.as_ref());
        let from = path.key("from");
        let is_certain = match (&map.from, regions) {
            (_, Some(_)) => self.is_complete(&from.key("regions")),
            (Some(_), None) => self.is_complete(&from),
            (None, None) => self.is_complete(path),
        };
        if is_certain && regions.is_none_or(|regions| *regions != [region.as_str()]) {
            let span = self.key(&path.key("set").key("prepend"));
            let message = format!(
                "`prepend` on routes that enter `{region}` is for routes of `{region}` only"
            );
            let help = format!("write `from: {{ regions: [{region}] }}`");
            self.error(Code::RouteMap, span, message, help);
        }
    }

    fn route_edit(&mut self, edit: Option<&RouteEdit>, path: &Path<'_>) {
        let Some(RouteEdit {
            preference,
            prepend,
            communities,
        }) = edit
        else {
            return;
        };
        self.within(path, "preference", *preference, 1..=100);
        self.as_numbers(prepend.as_ref(), &path.key("prepend"));
        let Some(CommunityEdit { add, replace }) = communities else {
            return;
        };
        let path = path.key("communities");
        self.one_of(
            &path,
            ("add", add.is_some()),
            ("replace", replace.is_some()),
        );
        for (key, list) in [("add", add), ("replace", replace)] {
            self.communities(list.as_ref(), &path.key(key));
        }
    }

    /// Reports two keys of which not exactly one is written.
    pub(super) fn one_of(&mut self, path: &Path<'_>, one: (&str, bool), other: (&str, bool)) {
        if !one.1 && !other.1 && self.is_complete(path) {
            let message = format!("neither `{}` nor `{}` is written", one.0, other.0);
            let help = format!("write one of the two: `{}` or `{}`", one.0, other.0);
            self.error(Code::RouteMap, self.span(path), message, help);
        }
        self.not_both(path, one, other);
    }

    /// Reports two keys that are both written.
    pub(super) fn not_both(&mut self, path: &Path<'_>, one: (&str, bool), other: (&str, bool)) {
        if one.1 && other.1 {
            let message = format!("`{}` and `{}` are both written", one.0, other.0);
            let help = format!("write one of the two: `{}` or `{}`", one.0, other.0);
            self.error(Code::RouteMap, self.span(path), message, help);
        }
    }

    fn within(
        &mut self,
        path: &Path<'_>,
        key: &str,
        number: Option<u64>,
        range: RangeInclusive<u64>,
    ) {
        if number.is_some_and(|number| !range.contains(&number)) {
            let message = format!(
                "`{key}` is a number from {} to {}",
                range.start(),
                range.end()
            );
            let help = "choose a number in that range";
            self.error(Code::RouteMap, self.span(&path.key(key)), message, help);
        }
    }
}
