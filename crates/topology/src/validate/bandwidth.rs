//! Rules of bandwidth: areas, packages, limits and the sums between them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Rules;
use crate::area::area_of;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::document::{Cen, Group, Limit, Package};
use crate::names::{Area, AreaPair, RegionId, RegionPair};
use crate::suggest::suggest;

/// Limits that are shown beside a package that is too small for them.
const SHOWN_LIMITS: usize = 8;

/// What the limits of a group are held against.
struct Bounds<'a> {
    /// The areas of the group; none, if they are wrong themselves.
    areas: Option<AreaPair>,
    /// The regions in which something is attached; none, if that cannot be told.
    regions: Option<&'a BTreeSet<&'a str>>,
}

impl<'a> Rules<'a> {
    pub(super) fn bandwidth(&mut self) {
        for (name, cen) in &self.document.cens {
            let (mut areas, mut pairs) = (BTreeMap::new(), BTreeMap::new());
            let regions = self.regions(name, cen);
            for (at, group) in cen.bandwidth.iter().enumerate() {
                let at = at.to_string();
                let path = ["cens", name, "bandwidth", &at];
                let span = self.span(&[&path[..], &["areas"]].concat());
                let pair = self.areas(group, &path);
                if let Some(first) = pair.and_then(|pair| areas.insert(pair, span.clone())) {
                    let message = format!("the areas of `{name}` stand twice");
                    self.error_twice(
                        Code::AreasTwice,
                        [first, span],
                        message,
                        "put the limits into one group",
                    );
                }
                self.package(&group.package, &[&path[..], &["package"]].concat());
                self.limits(
                    group,
                    &Bounds {
                        areas: pair,
                        regions: regions.as_ref(),
                    },
                    &path,
                    &mut pairs,
                );
                self.sum(group, &path);
            }
        }
    }

    /// The regions in which this CEN has something attached; none, if one of its networks is not known or parts of it were left out.
    pub(super) fn regions(&self, name: &str, cen: &Cen) -> Option<BTreeSet<&'a str>> {
        let written = self
            .tree
            .at(&["cens", name])
            .filter(|cen| !cen.is_incomplete)?;
        if written
            .get("attach")
            .is_some_and(|attach| attach.is_incomplete)
        {
            return None;
        }
        let regions: BTreeMap<&str, &str> = self
            .every_network()
            .map(|(_, name, network)| (name, network.region.as_str()))
            .collect();
        cen.attach
            .iter()
            .map(|network| regions.get(network.as_str()).copied())
            .collect()
    }

    fn areas(&mut self, group: &Group, path: &[&str]) -> Option<AreaPair> {
        let path = [path, &["areas"]].concat();
        for (at, area) in group
            .areas
            .iter()
            .enumerate()
            .filter(|(_, area)| Area::parse(area).is_none())
        {
            let span = self.tree.span_of(&[&path[..], &[&at.to_string()]].concat());
            let help = suggest(area, Area::ALL.iter().map(|area| area.as_str()));
            self.problems.push(Diagnostic::error(
                Code::Areas,
                format!("unknown area `{area}`"),
                span,
                help,
            ));
        }
        match group.areas.as_slice() {
            [one, other] => Some(AreaPair::new(Area::parse(one)?, Area::parse(other)?)),
            // One of them was left out.
            _ if self.tree.at(&path).is_none_or(|areas| areas.is_incomplete) => None,
            _ => {
                self.error(
                    Code::Areas,
                    self.span(&path),
                    "a group joins two areas",
                    "for one area write it twice",
                );
                None
            }
        }
    }

    fn package(&mut self, package: &Package, path: &[&str]) {
        let bought = package.mbps.is_some()
            || package.charge.is_some()
            || package.months.is_some()
            || package.auto_renew.is_some();
        if package.id.is_none() {
            self.size(package, path);
            self.charge(package, path);
        } else if bought {
            let message = "a package bought elsewhere takes only its `id`";
            self.error(
                Code::Package,
                self.span(path),
                message,
                "remove the other keys, or `id`",
            );
        }
    }

    fn size(&mut self, package: &Package, path: &[&str]) {
        let written = self.span(&[path, &["mbps"]].concat());
        match package.mbps {
            None => {
                let message = "a package needs `mbps`, or the `id` of one bought elsewhere";
                self.error(
                    Code::Package,
                    self.span(path),
                    message,
                    "write `mbps` and `charge`",
                );
            }
            Some(2..=10_000) => {}
            Some(_) => self.error(
                Code::Package,
                written,
                "a package has 2 to 10000 Mbps",
                "choose a size in that range",
            ),
        }
    }

    fn charge(&mut self, package: &Package, path: &[&str]) {
        let written = self.span(&[path, &["charge"]].concat());
        let term = [
            ("months", package.months.is_some()),
            ("auto-renew", package.auto_renew.is_some()),
        ];
        match package.charge.as_deref() {
            None => {
                let help = "write `charge: postpaid` or `charge: prepaid`";
                self.error(
                    Code::Package,
                    self.span(path),
                    "a package bought here needs `charge`",
                    help,
                );
            }
            Some("postpaid") => {
                for (key, _) in term.into_iter().filter(|(_, is_written)| *is_written) {
                    let message = format!("`{key}` belongs to prepaid packages");
                    self.error(
                        Code::Package,
                        self.key(&[path, &[key]].concat()),
                        message,
                        "remove it",
                    );
                }
            }
            Some("prepaid") if matches!(package.months, Some(1 | 2 | 3 | 6 | 12 | 24 | 36)) => {}
            Some("prepaid") => {
                let span = if package.months.is_some() {
                    self.span(&[path, &["months"]].concat())
                } else {
                    self.span(path)
                };
                self.error(
                    Code::Package,
                    span,
                    "a prepaid package is bought for 1, 2, 3, 6, 12, 24 or 36 months",
                    "write `months`",
                );
            }
            Some(_) => self.error(
                Code::Package,
                written,
                "`charge` is `postpaid` or `prepaid`",
                "write one of them",
            ),
        }
    }

    /// `pairs` has the place of each pair that the CEN has so far.
    fn limits(
        &mut self,
        group: &Group,
        bounds: &Bounds<'_>,
        path: &[&str],
        pairs: &mut BTreeMap<RegionPair, Range<usize>>,
    ) {
        for (at, limit) in group.limits.iter().enumerate() {
            let at = at.to_string();
            let path = [path, &["limits", &at]].concat();
            let span = self.span(&path);
            if !(1..=10_000).contains(&limit.mbps) {
                let span = self.span(&[&path[..], &["mbps"]].concat());
                self.error(
                    Code::Limit,
                    span,
                    "a limit has 1 to 10000 Mbps",
                    "choose a size in that range",
                );
            }
            let Some(found) = limit.pairs() else {
                let message =
                    "a limit needs two regions `between`, or several different ones `among`";
                self.error(Code::Limit, span, message, "write one of the two");
                continue;
            };
            self.reachable(&found, bounds, &span);
            for pair in found {
                self.fits_areas(&pair, bounds, &span);
                match pairs.get(&pair).cloned() {
                    Some(first) => self.error_twice(
                        Code::PairTwice,
                        [first, span.clone()],
                        format!("{pair} stands twice"),
                        "keep one of them",
                    ),
                    None => drop(pairs.insert(pair, span.clone())),
                }
            }
        }
    }

    fn reachable(&mut self, pairs: &[RegionPair], bounds: &Bounds<'_>, span: &Range<usize>) {
        let Some(regions) = bounds.regions else {
            return;
        };
        let listed: BTreeSet<&RegionId> = pairs.iter().flat_map(RegionPair::regions).collect();
        for region in listed
            .into_iter()
            .filter(|region| !regions.contains(region.as_str()))
        {
            let message = format!("nothing in `{region}` is attached");
            self.error(
                Code::NotAttached,
                span.clone(),
                message,
                "attach a network there, or remove the limit",
            );
        }
    }

    fn fits_areas(&mut self, pair: &RegionPair, bounds: &Bounds<'_>, span: &Range<usize>) {
        let actual = area_of(pair.first())
            .zip(area_of(pair.second()))
            .map(|(one, other)| AreaPair::new(one, other));
        let (Some(actual), Some(areas)) = (actual, bounds.areas) else {
            return;
        };
        if actual != areas {
            let message = format!("{pair} needs {actual}, not {areas}");
            self.error(
                Code::AreaMismatch,
                span.clone(),
                message,
                "move the limit to the group of its areas",
            );
        }
    }

    fn sum(&mut self, group: &Group, path: &[&str]) {
        let share = |limit: &Limit| {
            let pairs = limit.pairs().map_or(0, |pairs| pairs.len() as u64);
            (pairs, limit.mbps.saturating_mul(pairs))
        };
        let sum = group
            .limits
            .iter()
            .fold(0_u64, |sum, limit| sum.saturating_add(share(limit).1));
        let Some(mbps) = group.package.mbps.filter(|mbps| sum > *mbps) else {
            return;
        };
        let message = format!("limits of {sum} Mbps exceed their package of {mbps} Mbps");
        let place = self.span(&[path, &["package", "mbps"]].concat());
        let mut problem = Diagnostic::error(
            Code::OverAllocated,
            message,
            place,
            "raise the package or lower limits",
        );
        for (at, limit) in group.limits.iter().enumerate().take(SHOWN_LIMITS) {
            let text = match share(limit) {
                (0, _) => continue,
                (1, all) => format!("{all} Mbps"),
                (pairs, all) => format!("{pairs} pairs with {} Mbps are {all} Mbps", limit.mbps),
            };
            problem = problem.also(
                self.span(&[path, &["limits", &at.to_string(), "mbps"]].concat()),
                &text,
            );
        }
        self.problems.push(problem);
    }
}
