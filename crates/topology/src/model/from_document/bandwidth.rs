//! Bandwidth groups, from the document to the model.

use std::collections::BTreeMap;

use crate::area::{Area, AreaPair};
use crate::document::{self, Limit};
use crate::model::{Bandwidth, Charge, LinkQuality, Package, TrafficLimit};
use crate::names::Mbps;
use crate::region_pair::RegionPair;

/// Returns the groups with packages.
pub(super) fn packages(groups: &[document::Group]) -> Option<BTreeMap<AreaPair, Bandwidth>> {
    groups
        .iter()
        .filter(|group| group.charge.is_none())
        .map(group)
        .collect()
}

/// Returns the limits of the groups that are billed by the GB.
pub(super) fn traffic(groups: &[document::Group]) -> Option<BTreeMap<RegionPair, TrafficLimit>> {
    let mut all = BTreeMap::new();
    for group in groups.iter().filter(|group| group.charge.is_some()) {
        let link = group
            .link
            .as_deref()
            .map_or(Some(LinkQuality::Gold), LinkQuality::parse)?;
        let limits = limits(&group.limits)?.into_iter();
        all.extend(limits.map(|(pair, mbps)| (pair, TrafficLimit { mbps, link })));
    }
    Some(all)
}

/// Returns the areas of a group; none for one that is billed by the GB.
pub(super) fn areas(written: &document::Group) -> Option<AreaPair> {
    let [one, other] = written.areas.as_deref()? else {
        return None;
    };
    Some(AreaPair::new(Area::parse(one)?, Area::parse(other)?))
}

fn group(written: &document::Group) -> Option<(AreaPair, Bandwidth)> {
    let areas = areas(written)?;
    let package = package(written.package.as_ref()?)?;
    Some((
        areas,
        Bandwidth {
            package,
            limits: limits(&written.limits)?,
        },
    ))
}

fn limits(written: &[Limit]) -> Option<BTreeMap<RegionPair, Mbps>> {
    let mut limits = BTreeMap::new();
    for limit in written {
        let mbps = Mbps(u32::try_from(limit.mbps?).ok()?);
        limits.extend(limit.pairs()?.into_iter().map(|pair| (pair, mbps)));
    }
    Some(limits)
}

fn package(written: &document::Package) -> Option<Package> {
    if let Some(id) = &written.id {
        return Some(Package::Existing(id.as_str().into()));
    }
    let charge = match written.charge.as_deref()? {
        "prepaid" => Charge::Prepaid {
            months: u32::try_from(written.months?).ok()?,
            auto_renew: written.auto_renew.unwrap_or(false),
        },
        _ => Charge::Postpaid,
    };
    Some(Package::Bought {
        mbps: Mbps(u32::try_from(written.mbps?).ok()?),
        charge,
    })
}
