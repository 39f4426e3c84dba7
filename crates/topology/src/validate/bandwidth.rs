//! Rules of bandwidth groups: their areas, and the sum of their limits.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::attached::NamedCen;
use super::path::Path;
use super::rules::Rules;
use crate::area::{Area, AreaPair};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::document::{Group, Limit};
use crate::region_pair::RegionPair;

/// The most limits that are shown beside a package that is too small for them.
const SHOWN_LIMITS: usize = 8;

/// What the limits of one CEN are compared with.
pub(super) struct Bounds<'a> {
    /// The regions in which a network is attached; none if the file does not tell.
    pub(super) regions: Option<BTreeSet<&'a str>>,
    /// The areas of the group; none if they are wrong.
    pub(super) areas: Option<AreaPair>,
    /// The places of the pairs of regions so far.
    pub(super) pairs: BTreeMap<RegionPair, Range<usize>>,
}

impl<'a> Rules<'a> {
    pub(super) fn bandwidth(&mut self) {
        for (name, cen) in self.document.cens.iter().flatten() {
            self.groups((name, cen));
        }
    }

    fn groups(&mut self, cen: NamedCen<'a>) {
        let mut areas = BTreeMap::new();
        let mut bounds = Bounds {
            regions: self.regions(cen),
            areas: None,
            pairs: BTreeMap::new(),
        };
        for (at, group) in cen.1.bandwidth.iter().enumerate() {
            let path = Path::new(&["cens", cen.0, "bandwidth"]).item(at);
            bounds.areas = self.areas(group, &path.key("areas"));
            let span = self.span(&path.key("areas"));
            let first = bounds
                .areas
                .and_then(|pair| areas.insert(pair, span.clone()));
            if let Some(first) = first {
                let message = format!("two groups of `{}` have the same areas", cen.0);
                let help = "put all limits of the two areas into one group";
                self.error_twice(Code::AreasTwice, [first, span], message, help);
            }
            self.package(group.package.as_ref(), &path.key("package"));
            self.limits(group, &mut bounds, &path.key("limits"));
            self.sum(group, &path);
        }
    }

    fn areas(&mut self, group: &Group, path: &Path<'_>) -> Option<AreaPair> {
        let written = group.areas.as_ref()?;
        let areas: Vec<Option<Area>> = written
            .iter()
            .enumerate()
            .map(|(at, text)| self.area(text, &path.item(at)))
            .collect();
        match areas.as_slice() {
            [one, other] => Some(AreaPair::new((*one)?, (*other)?)),
            _ if !self.is_complete(path) => None,
            _ => {
                let message = "a group has two areas";
                let help = "write both areas; for one area, write it twice";
                self.error(Code::Areas, self.span(path), message, help);
                None
            }
        }
    }

    /// Returns the area that a text names. Warns of one that this version does not know: the cloud
    /// decides whether it exists.
    fn area(&mut self, text: &str, path: &Path<'_>) -> Option<Area> {
        let known = Area::KNOWN
            .iter()
            .map(Area::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        let Some(area) = Area::parse(text) else {
            let message = format!("`{text}` cannot be the name of an area");
            let help = format!("known here: {known}");
            self.error(Code::Areas, self.span(path), message, help);
            return None;
        };
        if !area.is_known() {
            // No hint at a similar name: `south-america` is not a mistake for `north-america`.
            let message = format!("area `{text}` is not in the built-in table");
            let help = format!("known here: {known}; if `{text}` exists, ignore this");
            self.warn(Code::Areas, self.span(path), message, help);
        }
        Some(area)
    }

    /// Reports limits that together exceed their package.
    fn sum(&mut self, group: &Group, path: &Path<'_>) {
        let shares = group.limits.iter().map(|limit| share(limit).1);
        let sum = shares.fold(0, u64::saturating_add);
        let package = group.package.as_ref().and_then(|package| package.mbps);
        let Some(mbps) = package.filter(|mbps| sum > *mbps) else {
            return;
        };
        let message = format!("limits of {sum} Mbps exceed their package of {mbps} Mbps");
        let place = self.span(&path.key("package").key("mbps"));
        let help = "raise the package or lower limits";
        let mut problem = Diagnostic::error(Code::OverAllocated, message, place, help);
        for (at, limit) in group.limits.iter().enumerate().take(SHOWN_LIMITS) {
            let text = match share(limit) {
                (0, _) => continue,
                (1, all) => format!("{all} Mbps"),
                (pairs, all) => {
                    let each = limit.mbps.unwrap_or_default();
                    format!("{pairs} pairs of {each} Mbps are {all} Mbps")
                }
            };
            problem = problem.also(self.span(&path.key("limits").item(at).key("mbps")), &text);
        }
        self.problems.push(problem);
    }
}

/// Returns the number of pairs of a limit, and the bandwidth of all of them.
fn share(limit: &Limit) -> (u64, u64) {
    let pairs = limit.pairs().map_or(0, |pairs| pairs.len() as u64);
    (pairs, limit.mbps.unwrap_or_default().saturating_mul(pairs))
}
