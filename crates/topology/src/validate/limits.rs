//! Rules of limits: the bandwidth between two regions.

use std::collections::BTreeSet;
use std::ops::Range;

use super::bandwidth::Bounds;
use super::path::Path;
use super::rules::Rules;
use crate::area::{AreaPair, area_of, documented_area_of};
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Group, Limit};
use crate::names::RegionId;
use crate::region_pair::RegionPair;

impl Rules<'_> {
    pub(super) fn limits(&mut self, group: &Group, bounds: &mut Bounds<'_>, path: &Path<'_>) {
        for (at, limit) in group.limits.iter().enumerate() {
            let path = path.item(at);
            self.limit_size(limit, &path);
            let Some(pairs) = limit.pairs() else {
                self.limit_regions(limit, &path);
                continue;
            };
            let span = self.span(&path);
            self.reachable(&pairs, bounds, &span);
            for pair in pairs {
                self.fits_areas(&pair, bounds.areas, &span);
                self.pair_once(pair, bounds, &span);
            }
        }
    }

    fn limit_size(&mut self, limit: &Limit, path: &Path<'_>) {
        if limit.mbps.is_some_and(|mbps| !(1..=10_000).contains(&mbps)) {
            let span = self.span(&path.key("mbps"));
            let help = "choose a size in that range";
            self.error(Code::Limit, span, "a limit has 1 to 10000 Mbps", help);
        }
    }

    /// Reports a limit that names no pair of regions, unless its regions were removed.
    fn limit_regions(&mut self, limit: &Limit, path: &Path<'_>) {
        let is_certain = match (&limit.between, &limit.among) {
            (Some(_), Some(_)) => true,
            (Some(_), None) => self.is_complete(&path.key("between")),
            (None, Some(_)) => self.is_complete(&path.key("among")),
            (None, None) => self.is_complete(path),
        };
        if is_certain {
            let message =
                "a limit needs `between` with two regions, or `among` with several different ones";
            self.error(
                Code::Limit,
                self.span(path),
                message,
                "write one of the two",
            );
        }
    }

    fn reachable(&mut self, pairs: &[RegionPair], bounds: &Bounds<'_>, span: &Range<usize>) {
        let Some(regions) = &bounds.regions else {
            return;
        };
        let listed: BTreeSet<&RegionId> = pairs.iter().flat_map(RegionPair::regions).collect();
        for region in listed
            .into_iter()
            .filter(|region| !regions.contains(region.as_str()))
        {
            let message = format!("no network in `{region}` is attached");
            let help = "attach a network there, or remove the limit";
            self.error(Code::NotAttached, span.clone(), message, help);
        }
    }

    /// Reports a limit whose regions lie in other areas than those of its group. Where no document
    /// names the area of a region, the cloud may know better: then it is a warning.
    fn fits_areas(&mut self, pair: &RegionPair, areas: Option<AreaPair>, span: &Range<usize>) {
        let (Some(areas), Some(actual)) = (areas, joined(pair, area_of)) else {
            return;
        };
        if actual == areas {
            return;
        }
        let (one, other) = (actual.first(), actual.second());
        let (is, should) = (position(actual), position(areas));
        let message = format!("{pair} is {is}, but its group is for pairs {should}");
        let help = format!("move the limit to a group `areas: [{one}, {other}]`");
        let problem = Diagnostic::error(Code::AreaMismatch, message, span.clone(), help);
        let is_documented = joined(pair, documented_area_of).is_some();
        let severity = if is_documented {
            Severity::Error
        } else {
            Severity::Warning
        };
        self.problems.push(Diagnostic {
            severity,
            ..problem
        });
    }

    fn pair_once(&mut self, pair: RegionPair, bounds: &mut Bounds<'_>, span: &Range<usize>) {
        let Some(first) = bounds.pairs.get(&pair).cloned() else {
            bounds.pairs.insert(pair, span.clone());
            return;
        };
        let message = format!("{pair} has two limits");
        self.error_twice(
            Code::PairTwice,
            [first, span.clone()],
            message,
            "keep one of them",
        );
    }
}

/// Says where pairs of regions of these areas are.
fn position(areas: AreaPair) -> String {
    let (one, other) = (areas.first(), areas.second());
    if one == other {
        format!("within {one}")
    } else {
        format!("between {one} and {other}")
    }
}

/// Returns the areas of both regions, as far as the function knows them.
fn joined(
    pair: &RegionPair,
    area: impl Fn(&RegionId) -> Option<crate::area::Area>,
) -> Option<AreaPair> {
    Some(AreaPair::new(area(pair.first())?, area(pair.second())?))
}
