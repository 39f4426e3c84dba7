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
use crate::model::LinkQuality;
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
            self.group_charge(group, &path);
            self.package(group.package.as_ref(), &path.key("package"));
            self.limits(group, &mut bounds, &path.key("limits"));
            self.sum(group, &path);
        }
    }

    /// Reports a group that does not say how it is paid for, or says two things.
    fn group_charge(&mut self, group: &Group, path: &Path<'_>) {
        let is_traffic = group.charge.as_deref() == Some("traffic");
        let wrong = |key, message: &str, help: &str| (key, message.to_owned(), help.to_owned());
        let found = if group.charge.is_some() && !is_traffic {
            let help = "write `traffic`, or write the charge of a package into `package`";
            Some(wrong("charge", "`charge` of a group is `traffic`", help))
        } else if is_traffic && group.package.is_some() {
            let message = "a group has a package, or is billed by traffic, not both";
            Some(wrong("package", message, "remove `package` or `charge`"))
        } else if is_traffic && group.areas.is_some() {
            let message = "a group that is billed by traffic has no areas";
            Some(wrong("areas", message, "remove `areas`"))
        } else if !is_traffic && group.link.is_some() {
            let message = "only links that are billed by traffic have a quality";
            let help = "remove `link`, or write `charge: traffic` in place of the package";
            Some(wrong("link", message, help))
        } else {
            None
        };
        if let Some((key, message, help)) = found {
            self.error(Code::GroupCharge, self.key(&path.key(key)), message, help);
        }
        self.link_quality(group, path);
        self.group_parts(group, path);
        if is_traffic {
            self.traffic_regions(group, &path.key("limits"));
        }
    }

    fn link_quality(&mut self, group: &Group, path: &Path<'_>) {
        let quality = group.link.as_deref();
        if quality.is_some_and(|quality| LinkQuality::parse(quality).is_none()) {
            let message = "`link` of a group is `gold` or `platinum`";
            let span = self.span(&path.key("link"));
            self.error(Code::GroupCharge, span, message, "write one of the two");
        }
    }

    /// Reports what a group with a package lacks.
    fn group_parts(&mut self, group: &Group, path: &Path<'_>) {
        if group.charge.is_some() || !self.is_complete(path) {
            return;
        }
        if group.package.is_none() {
            let message = "a group needs `package`, or `charge: traffic`";
            let help = "write `package: { mbps: …, charge: postpaid }`, or `charge: traffic`";
            self.error(
                Code::GroupCharge,
                self.first_key(group, path),
                message,
                help,
            );
        } else if group.areas.is_none() {
            let message = "a group with a package needs `areas`";
            let help = "write both areas; for one area, write it twice";
            self.error(Code::Areas, self.first_key(group, path), message, help);
        }
    }

    /// Returns the place of a group: one of its keys if it has any of these.
    fn first_key(&self, group: &Group, path: &Path<'_>) -> Range<usize> {
        let keys = [
            ("areas", group.areas.is_some()),
            ("package", group.package.is_some()),
        ];
        let written = keys.into_iter().find(|(_, is_written)| *is_written);
        written.map_or_else(|| self.span(path), |(key, _)| self.key(&path.key(key)))
    }

    /// Reports areas of CCNs: their Basic Edition routers are joined by packages only.
    fn traffic_regions(&mut self, group: &Group, path: &Path<'_>) {
        for (at, limit) in group.limits.iter().enumerate() {
            let regions = limit.between.iter().chain(&limit.among).flatten();
            let Some(area) = regions
                .into_iter()
                .find(|region| region.starts_with("ccn-"))
            else {
                continue;
            };
            let message = format!("`{area}` cannot be joined by traffic");
            let help =
                "areas of CCNs are joined by a package: write the limit into a group with one";
            self.error(Code::GroupCharge, self.span(&path.item(at)), message, help);
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
