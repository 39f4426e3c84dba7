//! Rules of the conditions of route maps, and of the lists in them.

use super::attached::NamedCen;
use super::ids::is_id;
use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::{Condition, RouteEnd, RouteMap};
use crate::model::{Community, RouteType};
use crate::names::NetworkKind;
use crate::symbols::NETWORKS;

/// The longest list of a route map (CreateCenRouteMap).
const LONGEST: usize = 32;

impl Rules<'_> {
    pub(super) fn conditions(&mut self, cen: NamedCen<'_>, map: &RouteMap, path: &Path<'_>) {
        for (key, end) in [("from", &map.from), ("to", &map.to)] {
            if let Some(end) = end {
                self.route_end(cen, end, &path.key(key));
            }
        }
        let is_type = |word: &str| RouteType::ALL.iter().any(|known| known.as_str() == word);
        self.words(
            map.types.as_ref(),
            &path.key("types"),
            is_type,
            "system, custom, bgp",
        );
        self.condition(map.cidrs.as_ref(), &path.key("cidrs"), Self::ranges);
        self.condition(map.as_path.as_ref(), &path.key("as-path"), Self::as_numbers);
        self.condition(
            map.communities.as_ref(),
            &path.key("communities"),
            Self::communities,
        );
    }

    fn condition<T>(
        &mut self,
        condition: Option<&Condition<T>>,
        path: &Path<'_>,
        check: impl Fn(&mut Self, Option<&Vec<T>>, &Path<'_>),
    ) {
        let Some(Condition { include, exactly }) = condition else {
            return;
        };
        self.one_of(
            path,
            ("include", include.is_some()),
            ("exactly", exactly.is_some()),
        );
        check(self, include.as_ref(), &path.key("include"));
        check(self, exactly.as_ref(), &path.key("exactly"));
    }

    fn route_end(&mut self, cen: NamedCen<'_>, end: &RouteEnd, path: &Path<'_>) {
        let (networks, others) = (end.networks.is_some(), end.other_than.is_some());
        self.not_both(path, ("networks", networks), ("other-than", others));
        for (key, list) in [("networks", &end.networks), ("other-than", &end.other_than)] {
            let path = path.key(key);
            for (at, name) in self.list(list.as_ref(), &path) {
                self.on_cen(cen, name, NETWORKS, &path.item(at));
            }
        }
        let is_kind = |word: &str| {
            NetworkKind::parse(word).is_some_and(|kind| kind.as_str().to_ascii_lowercase() == word)
        };
        self.words(
            end.kinds.as_ref(),
            &path.key("kinds"),
            is_kind,
            "vpc, vbr, ccn",
        );
        let regions = path.key("regions");
        for (at, region) in self.list(end.regions.as_ref(), &regions) {
            self.region_on_cen(cen, region, &regions.item(at));
        }
        self.tables(end.tables.as_ref(), &path.key("tables"));
    }

    fn tables(&mut self, tables: Option<&Vec<String>>, path: &Path<'_>) {
        for (at, table) in self.list(tables, path) {
            if !is_id(table, "vtb-") {
                let message = format!("`{table}` is not the id of a route table");
                let help = "the id of a route table is `vtb-` followed by letters and digits";
                self.error(Code::IdForm, self.span(&path.item(at)), message, help);
            }
        }
    }

    fn ranges(&mut self, ranges: Option<&Vec<String>>, path: &Path<'_>) {
        for (at, range) in self.list(ranges, path) {
            self.range(range, &path.item(at));
        }
    }

    pub(super) fn as_numbers(&mut self, numbers: Option<&Vec<u64>>, path: &Path<'_>) {
        for (at, number) in self.list(numbers, path) {
            if !(1..=u64::from(u32::MAX)).contains(number) {
                let message = format!("{number} is not the number of an autonomous system");
                let help = "write a number from 1 to 4294967295";
                self.error(Code::RouteMap, self.span(&path.item(at)), message, help);
            }
        }
    }

    pub(super) fn communities(&mut self, communities: Option<&Vec<String>>, path: &Path<'_>) {
        for (at, text) in self.list(communities, path) {
            if Community::parse(text).is_none() {
                let message = format!("`{text}` is not a community");
                let help = "write two numbers from 1 to 65535, such as `65501:1`";
                self.error(Code::RouteMap, self.span(&path.item(at)), message, help);
            }
        }
    }

    fn words(
        &mut self,
        words: Option<&Vec<String>>,
        path: &Path<'_>,
        is_known: impl Fn(&str) -> bool,
        known: &str,
    ) {
        for (at, word) in self.list(words, path) {
            if !is_known(word) {
                let message = format!("`{word}` cannot be used here");
                let help = format!("write one of {known}");
                self.error(Code::RouteMap, self.span(&path.item(at)), message, help);
            }
        }
    }

    /// Returns the items of a list with their positions. Reports a list that is empty or too long.
    fn list<'t, T>(
        &mut self,
        list: Option<&'t Vec<T>>,
        path: &Path<'_>,
    ) -> impl Iterator<Item = (usize, &'t T)> + use<'t, T> {
        let items = list.map(Vec::as_slice).unwrap_or_default();
        if list.is_some() && items.is_empty() && self.is_complete(path) {
            let help = "name something, or remove the key";
            self.error(Code::RouteMap, self.span(path), "the list is empty", help);
        }
        if items.len() > LONGEST {
            let message = format!("the list has {} entries, more than {LONGEST}", items.len());
            let help = "write a second route map for the rest";
            self.error(Code::RouteMap, self.key(path), message, help);
        }
        items.iter().enumerate()
    }
}
