//! Rules of route maps.

use std::collections::BTreeMap;

use super::Rules;
use crate::code::Code;
use crate::document::{Cen, CommunityEdit, Condition, RouteEdit, RouteEnd, RouteMap};
use crate::model::{Community, RouteType};
use crate::names::NetworkKind;
use crate::symbols::NETWORKS;

/// The longest list of a route map (CreateCenRouteMap).
const LONGEST: usize = 32;

/// A CEN with its name.
type Site<'a> = (&'a str, &'a Cen);

impl<'a> Rules<'a> {
    pub(super) fn route_maps(&mut self, name: &'a str, cen: &'a Cen) {
        let mut seen = BTreeMap::new();
        for (at, map) in cen.route_maps.iter().flatten().enumerate() {
            let at = at.to_string();
            let path = ["cens", name, "route-maps", &at];
            self.route_map((name, cen), map, &path);
            let place = (map.r#in.as_ref(), map.out.as_ref(), map.priority);
            let span = self.span(&[&path[..], &["priority"]].concat());
            let Some(first) = seen.insert(place, span.clone()) else {
                continue;
            };
            let message = format!(
                "priority {} stands twice for one region and direction",
                map.priority
            );
            self.error_twice(
                Code::RouteMap,
                [first, span],
                message,
                "give each route map a priority of its own",
            );
        }
    }

    fn route_map(&mut self, cen: Site<'_>, map: &RouteMap, path: &[&str]) {
        self.either(
            path,
            ("in", map.r#in.is_some()),
            ("out", map.out.is_some()),
            true,
        );
        for (key, region) in [("in", &map.r#in), ("out", &map.out)] {
            region
                .iter()
                .for_each(|region| self.region_on_cen(cen, region, &[path, &[key]].concat()));
        }
        self.within(path, "priority", Some(map.priority), 1..=100);
        self.within(path, "next", map.next, 1..=100);
        if !["permit", "deny"].contains(&map.action.as_str()) {
            let message = format!("`{}` is not what a route map does", map.action);
            self.error(
                Code::RouteMap,
                self.span(&[path, &["action"]].concat()),
                message,
                "write `permit` or `deny`",
            );
        }
        self.description(map.description.as_ref(), &[path, &["description"]].concat());
        for (key, end) in [("from", &map.from), ("to", &map.to)] {
            self.route_end(cen, end.as_ref(), &[path, &[key]].concat());
        }
        self.conditions(map, path);
        self.route_edit(map.set.as_ref(), &[path, &["set"]].concat());
        self.fitting(map, path);
    }

    /// Parts that make no sense together.
    fn fitting(&mut self, map: &RouteMap, path: &[&str]) {
        let denied = map.action == "deny";
        for (key, is_there) in [("set", map.set.is_some()), ("next", map.next.is_some())] {
            if denied && is_there {
                let span = self.key(&[path, &[key]].concat());
                self.error(
                    Code::RouteMap,
                    span,
                    "nothing becomes of a route that is denied",
                    format!("remove `{key}`, or permit it"),
                );
            }
        }
        let Some(region) = map.r#in.as_ref() else {
            return;
        };
        if map.to.is_some() {
            let message = "where a route goes is not asked of one that comes in".to_owned();
            self.warn(
                Code::RouteMap,
                self.key(&[path, &["to"]].concat()),
                message,
                "write `out` instead of `in`, or remove `to`",
            );
        }
        // CreateCenRouteMap refuses it: `Invid.Parameter`.
        let own = map
            .from
            .as_ref()
            .and_then(|from| from.regions.as_ref())
            .is_some_and(|regions| regions == std::slice::from_ref(region));
        if map.set.as_ref().is_some_and(|set| set.prepend.is_some()) && !own {
            let span = self.key(&[path, &["set", "prepend"]].concat());
            let message = format!(
                "a path that comes into `{region}` is lengthened for routes of `{region}` only"
            );
            self.error(
                Code::RouteMap,
                span,
                message,
                format!("write `from: {{ regions: [{region}] }}`"),
            );
        }
    }

    fn conditions(&mut self, map: &RouteMap, path: &[&str]) {
        let types = [path, &["types"]].concat();
        self.words(
            map.types.as_ref(),
            &types,
            |word| RouteType::parse(word).is_some_and(|known| known.as_str() == word),
            "system, custom, bgp",
        );
        let cidrs = [path, &["cidrs"]].concat();
        self.condition(map.cidrs.as_ref(), &cidrs, |rules, range, path| {
            rules.range(range, path);
        });
        let as_path = [path, &["as-path"]].concat();
        self.condition(map.as_path.as_ref(), &as_path, |rules, number, path| {
            rules.as_number(*number, path)
        });
        let communities = [path, &["communities"]].concat();
        self.condition(
            map.communities.as_ref(),
            &communities,
            |rules, text, path| rules.community(text, path),
        );
    }

    fn condition<T>(
        &mut self,
        condition: Option<&Condition<T>>,
        path: &[&str],
        check: impl Fn(&mut Self, &T, &[&str]),
    ) {
        let Some(Condition { include, exactly }) = condition else {
            return;
        };
        self.either(
            path,
            ("include", include.is_some()),
            ("exactly", exactly.is_some()),
            true,
        );
        for (key, list) in [("include", include), ("exactly", exactly)] {
            self.list(list.as_ref(), &[path, &[key]].concat(), &check);
        }
    }

    fn route_end(&mut self, cen: Site<'_>, end: Option<&RouteEnd>, path: &[&str]) {
        let Some(end) = end else { return };
        self.either(
            path,
            ("networks", end.networks.is_some()),
            ("other-than", end.other_than.is_some()),
            false,
        );
        for (key, list) in [("networks", &end.networks), ("other-than", &end.other_than)] {
            let path = [path, &[key]].concat();
            self.list(
                list.as_ref(),
                &path,
                &|rules: &mut Self, name: &String, path: &[&str]| {
                    rules.on_cen_among(cen, name, NETWORKS, path)
                },
            );
        }
        let is_kind = |word: &str| {
            NetworkKind::parse(word).is_some_and(|kind| kind.as_str().to_ascii_lowercase() == word)
        };
        self.words(
            end.kinds.as_ref(),
            &[path, &["kinds"]].concat(),
            is_kind,
            "vpc, vbr, ccn",
        );
        let regions = [path, &["regions"]].concat();
        self.list(
            end.regions.as_ref(),
            &regions,
            &|rules: &mut Self, region: &String, path: &[&str]| {
                rules.region_on_cen(cen, region, path);
            },
        );
        self.list(
            end.tables.as_ref(),
            &[path, &["tables"]].concat(),
            &|rules: &mut Self, table: &String, path: &[&str]| {
                if !table.strip_prefix("vtb-").is_some_and(|rest| {
                    !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_alphanumeric())
                }) {
                    let message = format!("`{table}` is not the id of a route table");
                    rules.error(
                        Code::IdForm,
                        rules.span(path),
                        message,
                        "the id of a route table is `vtb-` with letters and digits behind it",
                    );
                }
            },
        );
    }

    fn route_edit(&mut self, edit: Option<&RouteEdit>, path: &[&str]) {
        let Some(RouteEdit {
            preference,
            prepend,
            communities,
        }) = edit
        else {
            return;
        };
        self.within(path, "preference", *preference, 1..=100);
        let numbers = [path, &["prepend"]].concat();
        self.list(
            prepend.as_ref(),
            &numbers,
            &|rules: &mut Self, number: &u64, path: &[&str]| rules.as_number(*number, path),
        );
        let Some(CommunityEdit { add, replace }) = communities else {
            return;
        };
        let path = [path, &["communities"]].concat();
        self.either(
            &path,
            ("add", add.is_some()),
            ("replace", replace.is_some()),
            true,
        );
        for (key, list) in [("add", add), ("replace", replace)] {
            let path = [&path[..], &[key]].concat();
            self.list(
                list.as_ref(),
                &path,
                &|rules: &mut Self, text: &String, path: &[&str]| rules.community(text, path),
            );
        }
    }

    /// Two keys of which one stands, or neither if none is needed.
    fn either(&mut self, path: &[&str], one: (&str, bool), other: (&str, bool), needed: bool) {
        let message = match (one.1, other.1) {
            (true, true) => format!("`{}` and `{}` stand side by side", one.0, other.0),
            (false, false) if needed => format!("neither `{}` nor `{}` is there", one.0, other.0),
            _ => return,
        };
        self.error(
            Code::RouteMap,
            self.span(path),
            message,
            format!("write one of the two: `{}` or `{}`", one.0, other.0),
        );
    }

    fn within(
        &mut self,
        path: &[&str],
        key: &str,
        number: Option<u64>,
        range: std::ops::RangeInclusive<u64>,
    ) {
        if number.is_some_and(|number| !range.contains(&number)) {
            let message = format!("`{key}` is {} to {}", range.start(), range.end());
            self.error(
                Code::RouteMap,
                self.span(&[path, &[key]].concat()),
                message,
                "choose a number in that range",
            );
        }
    }

    /// A list that says something, of items that are each good.
    fn list<T>(
        &mut self,
        list: Option<&Vec<T>>,
        path: &[&str],
        check: &impl Fn(&mut Self, &T, &[&str]),
    ) {
        let Some(list) = list else { return };
        if list.is_empty() && self.tree.at(path).is_some_and(|list| !list.is_incomplete) {
            self.error(
                Code::RouteMap,
                self.span(path),
                "an empty list is no condition",
                "name something, or remove the key",
            );
        }
        if list.len() > LONGEST {
            let message = format!("a list of {} is longer than {LONGEST}", list.len());
            self.error(
                Code::RouteMap,
                self.key(path),
                message,
                "write a second route map for the rest",
            );
        }
        for (at, item) in list.iter().enumerate() {
            check(self, item, &[path, &[&at.to_string()]].concat());
        }
    }

    fn words(
        &mut self,
        list: Option<&Vec<String>>,
        path: &[&str],
        is_known: impl Fn(&str) -> bool,
        known: &str,
    ) {
        self.list(list, path, &|rules: &mut Self,
                                word: &String,
                                path: &[&str]| {
            if !is_known(word) {
                rules.error(
                    Code::RouteMap,
                    rules.span(path),
                    format!("`{word}` is not known here"),
                    format!("write one of {known}"),
                );
            }
        });
    }

    fn as_number(&mut self, number: u64, path: &[&str]) {
        if !(1..=u64::from(u32::MAX)).contains(&number) {
            let message = format!("{number} is not the number of an autonomous system");
            self.error(
                Code::RouteMap,
                self.span(path),
                message,
                "write a number from 1 to 4294967295",
            );
        }
    }

    fn community(&mut self, text: &str, path: &[&str]) {
        if Community::parse(text).is_none() {
            let message = format!("`{text}` is not a community");
            self.error(
                Code::RouteMap,
                self.span(path),
                message,
                "write two numbers from 1 to 65535, as `65501:1`",
            );
        }
    }
}
