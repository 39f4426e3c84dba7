//! Which edition of transit routers a region of a CEN has, or gets with its first network: nothing
//! else decides it.

use cen_topology::{Cen, CenName, RegionId};

use crate::comparison::Comparison;
use cen_observed::{Edition, GapScope};

/// The edition of a region of a CEN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RegionEdition {
    /// It has an edition, or will have it.
    Known(Edition),
    /// That was not read.
    Unread(GapScope),
}

/// Returns the edition of a region of a CEN. The first rule that fits decides:
///
/// 1. the transit router that the CEN has there;
/// 2. areas of CCNs have the Basic Edition only;
/// 3. networks that are attached there;
/// 4. what the cloud offers in the region, in which zones: none is the Basic Edition;
/// 5. without a cloud, the Enterprise Edition, unless the CEN has the Basic Edition elsewhere or the
///    file has settings of it that only the Basic Edition knows.
pub(crate) fn edition_of(
    comparison: &Comparison<'_>,
    cen: &CenName,
    region: &RegionId,
) -> RegionEdition {
    let inside = comparison.inside(cen);
    if let Some(edition) = inside.and_then(|inside| inside.edition(region)) {
        return RegionEdition::Known(edition);
    }
    if region.as_str().starts_with("ccn-") {
        return RegionEdition::Known(Edition::Basic);
    }
    let attachments = inside.into_iter().flat_map(|inside| &inside.attachments);
    let mut there = attachments.filter(|(_, seen)| seen.region == *region);
    if let Some((_, seen)) = there.next() {
        return RegionEdition::Known(match seen.transit {
            Some(_) => Edition::Enterprise,
            None => Edition::Basic,
        });
    }
    match comparison.observed.offers.get(region) {
        Some(zones) if zones.is_empty() => RegionEdition::Known(Edition::Basic),
        Some(_) => RegionEdition::Known(Edition::Enterprise),
        None if comparison.observed.is_imagined => RegionEdition::Known(assumed(comparison, cen)),
        None => RegionEdition::Unread(GapScope::Offers {
            region: region.clone(),
        }),
    }
}

/// Returns the edition that a new region of a CEN is taken to have without a cloud.
fn assumed(comparison: &Comparison<'_>, cen: &CenName) -> Edition {
    let inside = comparison.inside(cen).into_iter();
    let mut attached = inside.flat_map(|inside| inside.attachments.values());
    let has_basic =
        attached.any(|seen| seen.transit.is_none() && !seen.region.as_str().starts_with("ccn-"));
    let wanted = comparison.desired.cens.get(cen);
    match has_basic || wanted.is_some_and(Cen::needs_basic_edition) {
        true => Edition::Basic,
        false => Edition::Enterprise,
    }
}

/// Tells whether a region of a CEN has the Enterprise Edition for certain.
pub fn is_enterprise(comparison: &Comparison<'_>, cen: &CenName, region: &RegionId) -> bool {
    edition_of(comparison, cen, region) == RegionEdition::Known(Edition::Enterprise)
}

/// Returns what was not read, if that hides the edition of a region.
pub fn unread(comparison: &Comparison<'_>, cen: &CenName, region: &RegionId) -> Option<GapScope> {
    match edition_of(comparison, cen, region) {
        RegionEdition::Unread(scope) => Some(scope),
        RegionEdition::Known(Edition::Basic | Edition::Enterprise) => None,
    }
}
