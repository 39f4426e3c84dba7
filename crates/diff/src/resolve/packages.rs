//! Finds bandwidth packages by their ids or marks.

use cen_topology::{AreaPair, Cen, CenName, Charge, Package, PackageId, Topology};

use crate::resolve::marked::ListedMarks;
use crate::resolve::{Adopt, Resolved, one_of};
use cen_action::{Address, ProblemKind, SearchedPlace, Wanted};
use cen_observed::{NAME_TAG, Observed, SeenPackage, is_marked, is_owned, owner_of, was_marked};

/// Returns the value of a package's `cen:name` tag.
pub fn package_mark(cen: &CenName, areas: AreaPair) -> String {
    format!("{cen}/{areas}")
}

/// Returns the display name that a package is bought with.
pub fn package_name(cen: &CenName, areas: AreaPair) -> String {
    package_mark(cen, areas).replace('/', "-")
}

/// A bandwidth group of the file.
pub(super) struct BandwidthGroup<'a> {
    pub(super) key: &'a CenName,
    pub(super) cen: &'a Cen,
    pub(super) areas: AreaPair,
    pub(super) package: &'a Package,
    /// What was found so far, the CEN among it.
    pub(super) resolved: &'a Resolved,
}

/// Finds the package behind a bandwidth group; none for one that is not bought yet or was not seen.
pub(super) fn find_package(
    (desired, observed): (&Topology, &Observed),
    marks: &ListedMarks<'_>,
    group: BandwidthGroup<'_>,
    adopt: Adopt,
) -> Result<Option<PackageId>, ProblemKind> {
    if observed.gap_of_packages(&group.cen.account).is_some() {
        return Ok(None);
    }
    match group.package {
        Package::Existing(id) => find_existing(desired, observed, &group, id),
        Package::Bought { .. } => find_bought((desired, observed), marks, &group, adopt),
    }
}

/// Finds a package that the file buys: by its mark, by the mark that it had before, under another key, or, to adopt it, by its name.
fn find_bought(
    (desired, observed): (&Topology, &Observed),
    marks: &ListedMarks<'_>,
    group: &BandwidthGroup<'_>,
    adopt: Adopt,
) -> Result<Option<PackageId>, ProblemKind> {
    let BandwidthGroup {
        key, cen, areas, ..
    } = *group;
    let mark = package_mark(key, areas);
    let is_marked = |seen: &SeenPackage| is_marked(&seen.tags, desired.name.as_str(), &mark);
    let marked = marks.packages.named(&mark);
    let marked = marked.filter(|(_, seen)| seen.account == cen.account && is_marked(seen));
    let marked: Vec<_> = marked.map(|(id, _)| id.clone()).collect();
    let marked = match marked.is_empty() {
        true => renamed_packages(desired, marks, group),
        false => marked,
    };
    if !marked.is_empty() {
        return one_of(marked);
    }
    if let Some(id) = package_under_another_key(desired, observed, group) {
        return Ok(Some(id));
    }
    match adopt {
        Adopt::Yes => one_of(unmarked_packages(observed, group)),
        Adopt::No => Ok(None),
    }
}

/// Lists the packages without a mark that have the name and the areas of a group.
fn unmarked_packages(observed: &Observed, group: &BandwidthGroup<'_>) -> Vec<PackageId> {
    let is_it = |seen: &SeenPackage| {
        seen.account == group.cen.account
            && owner_of(&seen.tags).is_none()
            && seen.name == package_name(group.key, group.areas)
            && seen.areas == Some(group.areas)
    };
    let packages = observed.packages.iter();
    let unmarked = packages.filter(|(_, seen)| is_it(seen));
    unmarked.map(|(id, _)| id.clone()).collect()
}

/// Finds a package that the file names by its id.
fn find_existing(
    desired: &Topology,
    observed: &Observed,
    group: &BandwidthGroup<'_>,
    id: &PackageId,
) -> Result<Option<PackageId>, ProblemKind> {
    let (cen, areas) = (group.cen, group.areas);
    let place = SearchedPlace::of_account(desired, &cen.account);
    let seen = observed
        .packages
        .get(id)
        .filter(|seen| seen.account == cen.account);
    let seen = seen.ok_or_else(|| ProblemKind::NotFound {
        wanted: Wanted::Package { id: id.clone() },
        place,
    })?;
    let is_foreign = owner_of(&seen.tags).is_some_and(|owner| !desired.is_called(owner));
    match seen.areas {
        _ if is_foreign => Ok(Some(id.clone())),
        Some(real) if real == areas => Ok(Some(id.clone())),
        areas => Err(ProblemKind::OtherAreas {
            package: id.clone(),
            areas,
        }),
    }
}

/// Lists the packages of an account that were this group of the file before it was renamed.
fn renamed_packages(
    desired: &Topology,
    marks: &ListedMarks<'_>,
    group: &BandwidthGroup<'_>,
) -> Vec<PackageId> {
    let was = desired
        .group_was(group.key, group.areas)
        .map(|was| package_mark(was, group.areas));
    let mark = package_mark(group.key, group.areas);
    let renamed = |seen: &SeenPackage| was_marked(&seen.tags, desired, &mark, was.as_deref());
    let found = marks
        .packages
        .named_either(&mark, was.as_deref())
        .into_iter();
    found
        .filter(|(_, seen)| seen.account == group.cen.account && renamed(seen))
        .map(|(id, _)| id.clone())
        .collect()
}

/// Finds our package for a group whose CEN has a new key: it serves this CEN, or its prepaid term has not ended, and the file has nothing
/// under its mark any more. So a new key does not make `cen` buy a second package.
fn package_under_another_key(
    desired: &Topology,
    observed: &Observed,
    group: &BandwidthGroup<'_>,
) -> Option<PackageId> {
    let Package::Bought { charge, .. } = group.package else {
        return None;
    };
    let here = group.resolved.cens.get(group.key);
    let is_in_file = |seen: &SeenPackage| {
        let mark = seen.tags.get(NAME_TAG);
        let groups = desired.cens.iter().flat_map(|(key, cen)| {
            let areas = cen.bandwidth.keys();
            areas.map(move |areas| package_mark(key, *areas))
        });
        let mut groups = groups;
        groups.any(|name| mark == Some(&name))
    };
    let ours = observed.packages.iter().filter(|(id, seen)| {
        is_owned(&seen.tags, desired)
            && seen.account == group.cen.account
            && seen.areas == Some(group.areas)
            && !is_in_file(seen)
            && !group.resolved.packages.values().any(|taken| taken == *id)
    });
    let serves = |seen: &SeenPackage| here.is_some() && seen.cen.as_ref() == here;
    let is_paid = |seen: &SeenPackage| {
        seen.charge == "PREPAY"
            && seen.business_status == "Normal"
            && matches!(charge, Charge::Prepaid { .. })
    };
    let fits = ours.filter(|(_, seen)| serves(seen) || is_paid(seen));
    let first = fits.min_by_key(|(id, seen)| (!serves(seen), (*id).clone()));
    first.map(|(id, _)| id.clone())
}

pub(super) fn package_address((cen, areas): &(CenName, AreaPair)) -> Address {
    Address::Package {
        cen: cen.clone(),
        areas: *areas,
    }
}
