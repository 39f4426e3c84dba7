//! Rules of bandwidth: areas, packages, limits and the sums between them.

use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use crate::area::area_of;
use crate::build;
use crate::diagnostic::{Code, suggest};
use crate::document::{Cen, Group, Package};
use crate::names::{Area, AreaPair, RegionId, RegionPair};

impl Rules<'_> {
    pub(super) fn bandwidth(&mut self) {
        for (name, cen) in &self.document.cens {
            let mut areas = BTreeMap::new();
            let mut pairs = BTreeMap::new();
            for (at, group) in cen.bandwidth.iter().enumerate() {
                let at = at.to_string();
                let path = ["cens", name, "bandwidth", &at];
                let pair = self.areas(group, &path);
                if let Some(first) = pair.and_then(|pair| areas.insert(pair, at.clone())) {
                    let message = format!("the areas of `{name}` stand twice");
                    let first = ["cens", name, "bandwidth", &first, "areas"];
                    self.error_twice(Code::AreasTwice, &[&path[..], &["areas"]].concat(), &first, message, "put the limits into one group");
                }
                self.package(&group.package, &[&path[..], &["package"]].concat());
                self.limits(cen, group, pair, &path, &mut pairs);
            }
        }
    }

    fn areas(&mut self, group: &Group, path: &[&str]) -> Option<AreaPair> {
        for (at, area) in group.areas.iter().enumerate().filter(|(_, area)| Area::parse(area).is_none()) {
            let at = at.to_string();
            let path = [path, &["areas", &at]].concat();
            let help = suggest(area, Area::ALL.iter().map(|area| area.as_str()));
            self.error(Code::Areas, &path, format!("unknown area `{area}`"), help);
        }
        let [one, other] = group.areas.as_slice() else {
            self.error(Code::Areas, &[path, &["areas"]].concat(), "a group joins two areas".into(), "for one area write it twice");
            return None;
        };
        Some(AreaPair::new(Area::parse(one)?, Area::parse(other)?))
    }

    fn package(&mut self, package: &Package, path: &[&str]) {
        let bought = package.mbps.is_some() || package.charge.is_some() || package.months.is_some() || package.auto_renew.is_some();
        let prepaid = package.charge.as_deref() == Some("prepaid");
        let term = package.months.is_some() || package.auto_renew.is_some();
        let mut refuse = |message: &str, help: &str| self.error(Code::Package, path, message.to_owned(), help);
        if package.id.is_some() {
            if bought {
                refuse("a package bought elsewhere takes only its `id`", "remove the other keys, or `id`");
            }
            return;
        }
        match package.mbps {
            None => refuse("a package needs `mbps`, or the `id` of one bought elsewhere", "write `mbps` and `charge`"),
            Some(2..=10_000) => {}
            Some(_) => refuse("a package has 2 to 10000 Mbps", "choose a size in that range"),
        }
        match package.charge.as_deref() {
            None => refuse("a package bought here needs `charge`", "write `charge: postpaid` or `charge: prepaid`"),
            Some("postpaid") if term => refuse("`months` and `auto-renew` belong to prepaid packages", "remove them"),
            Some("postpaid" | "prepaid") => {}
            Some(_) => refuse("`charge` is `postpaid` or `prepaid`", "write one of them"),
        }
        if prepaid && !matches!(package.months, Some(1 | 2 | 3 | 6 | 12 | 24 | 36)) {
            refuse("a prepaid package is bought for 1, 2, 3, 6, 12, 24 or 36 months", "write `months`");
        }
    }

    fn limits(&mut self, cen: &Cen, group: &Group, areas: Option<AreaPair>, path: &[&str], pairs: &mut BTreeMap<RegionPair, Vec<String>>) {
        let regions: BTreeSet<&str> = self
            .every_network()
            .iter()
            .filter(|(_, name, _)| cen.attach.iter().any(|to| to == name))
            .map(|(.., network)| network.region.as_str())
            .collect();
        let mut sum = 0_u64;
        for (at, limit) in group.limits.iter().enumerate() {
            let at = at.to_string();
            let path = [path, &["limits", &at]].concat();
            if !(1..=10_000).contains(&limit.mbps) {
                self.error(
                    Code::Limit,
                    &[&path[..], &["mbps"]].concat(),
                    "a limit has 1 to 10000 Mbps".into(),
                    "choose a size in that range",
                );
            }
            let Some(found) = build::pairs(limit) else {
                self.error(
                    Code::Limit,
                    &path,
                    "a limit needs two regions `between`, or several different ones `among`".into(),
                    "write one of the two",
                );
                continue;
            };
            let listed: BTreeSet<&RegionId> = found.iter().flat_map(RegionPair::regions).collect();
            for region in listed.into_iter().filter(|region| !regions.contains(region.as_str())) {
                self.error(
                    Code::NotAttached,
                    &path,
                    format!("nothing in `{region}` is attached"),
                    "attach a network there, or remove the limit",
                );
            }
            for pair in found {
                sum = sum.saturating_add(limit.mbps);
                let actual = area_of(pair.first()).zip(area_of(pair.second())).map(|(one, other)| AreaPair::new(one, other));
                if let (Some(actual), Some(areas)) = (actual, areas.filter(|areas| Some(*areas) != actual)) {
                    self.error(
                        Code::AreaMismatch,
                        &path,
                        format!("{pair} needs {actual}, not {areas}"),
                        "move the limit to the group of its areas",
                    );
                }
                match pairs.get(&pair).cloned() {
                    Some(first) => {
                        let first: Vec<&str> = first.iter().map(String::as_str).collect();
                        self.error_twice(Code::PairTwice, &path, &first, format!("{pair} stands twice"), "keep one of them");
                    }
                    None => drop(pairs.insert(pair, path.iter().map(|step| (*step).to_owned()).collect())),
                }
            }
        }
        if let Some(mbps) = group.package.mbps.filter(|mbps| sum > *mbps) {
            let message = format!("limits of {sum} Mbps exceed their package of {mbps} Mbps");
            self.error(Code::OverAllocated, &[path, &["package", "mbps"]].concat(), message, "raise the package or lower limits");
        }
    }
}
