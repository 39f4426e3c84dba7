//! One bandwidth group: its package, the package's being in use, and its limits.

use cen_topology::{
    Area, AreaPair, Bandwidth, Billing, Cen, CenName, Charge, Mbps, Package, PackageId, RegionPair,
};

use crate::comparison::Comparison;
use crate::differences::{Change, Difference};
use crate::resolve::package_mark;
use cen_action::{Address, Blocker, FixedAttribute, HeldDifference, HoldReason, PackageProblem};
use cen_observed::{LinkCharge, SeenLimit, SeenPackage, is_marked, is_owned};

pub(super) fn diff(
    comparison: &Comparison<'_>,
    name: &CenName,
    areas: AreaPair,
    group: &Bandwidth,
    found: &mut Vec<Difference>,
) {
    diff_package(comparison, name, areas, group, found);
    diff_limits(comparison, name, areas, group, found);
}

fn diff_package(
    comparison: &Comparison<'_>,
    name: &CenName,
    areas: AreaPair,
    group: &Bandwidth,
    found: &mut Vec<Difference>,
) {
    let address = Address::Package {
        cen: name.clone(),
        areas,
    };
    let association = Address::Association {
        cen: name.clone(),
        areas,
    };
    let own = comparison.seen_package(name, areas);
    let rival = comparison
        .associated(name, areas)
        .filter(|(id, _)| own.is_none_or(|(own, _)| own != *id));
    if let Some((id, _)) = rival.filter(|(id, _)| comparison.ignores_id(name, id.as_str())) {
        let missing = own.is_none().then_some(address);
        return found.extend(held_for_rival(id, association, missing));
    }
    let Some((id, seen)) = own else {
        found.push(Difference::Missing(address));
        return found.push(Difference::Missing(association));
    };
    if group.package == Package::Existing(id.clone()) && is_owned(&seen.tags, comparison.desired) {
        let change = Change::MarkedPackage { id: id.clone() };
        found.push(Difference::Changed(address.clone(), change));
    }
    if let Package::Bought { mbps, charge } = &group.package {
        let mark = package_mark(name, areas);
        if !is_marked(&seen.tags, comparison.desired.name.as_str(), &mark) {
            found.push(Difference::Unmarked(address.clone()));
        }
        diff_size(comparison, name, &address, (id, seen), *mbps, group, found);
        diff_charge(&address, seen, *charge, found);
    }
    diff_association(comparison, name, association, (id, seen), found);
}

/// Holds an association because a package that the file ignores serves the areas, and with it a package that is missing.
fn held_for_rival(
    rival: &PackageId,
    association: Address,
    package: Option<Address>,
) -> Vec<Difference> {
    let missing = HeldDifference::Missing;
    let problem = PackageProblem::AreasServed { by: rival.clone() };
    let reason = HoldReason::Package { problem };
    let held = Difference::held(association.clone(), missing.clone(), reason);
    let waiting = package.map(|package| {
        let address = association;
        let reason = HoldReason::waits(Blocker::Held { address });
        Difference::held(package, missing, reason)
    });
    [held].into_iter().chain(waiting).collect()
}

fn diff_association(
    comparison: &Comparison<'_>,
    name: &CenName,
    association: Address,
    (id, seen): (&PackageId, &SeenPackage),
    found: &mut Vec<Difference>,
) {
    let here = comparison.resolved.cens.get(name);
    match &seen.cen {
        Some(cen) if Some(cen) == here => {}
        // It serves a CEN of ours that is to give it up: the plan moves it.
        Some(cen)
            if comparison
                .resolved
                .cens
                .values()
                .chain(comparison.resolved.leaving.values())
                .any(|ours| ours == cen) =>
        {
            found.push(Difference::Missing(association));
        }
        Some(other) => found.push(Difference::held(
            association,
            HeldDifference::Missing,
            HoldReason::Package {
                problem: PackageProblem::ServesAnotherCen {
                    package: id.clone(),
                    cen: other.clone(),
                },
            },
        )),
        None if !seen.is_normal() => {
            let problem = not_normal(id, seen);
            found.push(Difference::held(
                association,
                HeldDifference::Missing,
                HoldReason::Package { problem },
            ));
        }
        None => found.push(Difference::Missing(association)),
    }
}

fn not_normal(id: &PackageId, seen: &SeenPackage) -> PackageProblem {
    PackageProblem::NotNormal {
        package: id.clone(),
        status: seen.business_status.clone(),
    }
}

/// A package grows in place, unless it is locked; it shrinks in place unless it leaves China, which the vendor refuses.
fn diff_size(
    comparison: &Comparison<'_>,
    name: &CenName,
    address: &Address,
    (id, seen): (&PackageId, &SeenPackage),
    to: Mbps,
    group: &Bandwidth,
    found: &mut Vec<Difference>,
) {
    let (Address::Package { areas, .. }, true) = (address, seen.mbps != to) else {
        return;
    };
    let from = seen.mbps;
    let held = |reason| {
        Difference::held(
            address.clone(),
            HeldDifference::Bandwidth { from, to },
            reason,
        )
    };
    if to < from && is_cross_border(*areas) {
        let which = FixedAttribute::CrossBorderSize;
        return found.push(held(HoldReason::Attribute { which }));
    }
    if to > from && !seen.is_normal() {
        let problem = not_normal(id, seen);
        return found.push(held(HoldReason::Package { problem }));
    }
    let wanted: Mbps = group.limits.values().copied().sum();
    let taken = Mbps(wanted.0.saturating_add(ignored(comparison, name, *areas).0));
    if taken > to {
        let problem = PackageProblem::TooSmall { taken, size: to };
        return found.push(held(HoldReason::Package { problem }));
    }
    found.push(Difference::Changed(
        address.clone(),
        Change::Size {
            id: id.clone(),
            from,
            to,
        },
    ));
}

/// Tells whether packages of two areas leave China.
pub(super) fn is_cross_border(areas: AreaPair) -> bool {
    (areas.first() == Area::China) != (areas.second() == Area::China)
}

/// Returns what limits that the file leaves alone take of the package of two areas.
pub fn ignored(comparison: &Comparison<'_>, name: &CenName, areas: AreaPair) -> Mbps {
    let limits = comparison
        .inside(name)
        .into_iter()
        .flat_map(|inside| &inside.limits);
    let kept = limits.filter(|(pair, _)| {
        comparison.ignores_pair(name, pair) && comparison.group_of(name, pair) == Some(areas)
    });
    kept.map(|(_, limit)| limit.share()).sum()
}

fn diff_charge(address: &Address, seen: &SeenPackage, charge: Charge, found: &mut Vec<Difference>) {
    let wanted = match charge {
        Charge::Postpaid => "POSTPAY",
        Charge::Prepaid { .. } => "PREPAY",
    };
    if seen.charge != wanted {
        found.push(Difference::held(
            address.clone(),
            HeldDifference::Charge {
                from: seen.charge.clone(),
                to: charge,
            },
            HoldReason::Attribute {
                which: FixedAttribute::Charge,
            },
        ));
    }
}

/// The limits of a group. Under a package that gives way to another they go down to nothing first: limits do not survive the change.
fn diff_limits(
    comparison: &Comparison<'_>,
    name: &CenName,
    areas: AreaPair,
    group: &Bandwidth,
    found: &mut Vec<Difference>,
) {
    let replaced = comparison.is_replaced(name, areas);
    for (pair, &to) in &group.limits {
        let seen = comparison
            .inside(name)
            .and_then(|inside| inside.limits.get(pair));
        let from = seen.map_or(Mbps(0), |limit| limit.mbps);
        let takes_share = seen.is_some_and(|seen| seen.share() > Mbps(0));
        if replaced && takes_share {
            limit(name, pair, (from, Mbps(0)), found);
            limit(name, pair, (Mbps(0), to), found);
        } else if from != to || is_paid_otherwise(seen, Billing::Package(areas)) {
            limit(name, pair, (from, to), found);
        }
    }
}

/// The limits that are billed by the GB.
pub(super) fn diff_traffic(
    comparison: &Comparison<'_>,
    name: &CenName,
    cen: &Cen,
    found: &mut Vec<Difference>,
) {
    for (pair, wanted) in &cen.traffic {
        let seen = comparison
            .inside(name)
            .and_then(|inside| inside.limits.get(pair));
        let from = seen.map_or(Mbps(0), |limit| limit.mbps);
        if from != wanted.mbps || is_paid_otherwise(seen, Billing::Traffic(wanted.link)) {
            limit(name, pair, (from, wanted.mbps), found);
        }
    }
}

fn limit(name: &CenName, pair: &RegionPair, (from, to): (Mbps, Mbps), found: &mut Vec<Difference>) {
    found.push(Difference::Limit {
        cen: name.clone(),
        pair: pair.clone(),
        from,
        to,
    });
}

/// Tells whether a link is paid for otherwise than the file says, or keeps its routes to itself. A
/// limit of the Basic Edition is paid for by a package.
fn is_paid_otherwise(seen: Option<&SeenLimit>, billing: Billing) -> bool {
    let Some(seen) = seen.filter(|seen| seen.mbps > Mbps(0)) else {
        return false;
    };
    let Some(link) = &seen.link else {
        return matches!(billing, Billing::Traffic(_));
    };
    let is_same = match (billing, link.charge) {
        (Billing::Package(_), Some(LinkCharge::Package)) => true,
        (Billing::Traffic(quality), Some(LinkCharge::Traffic)) => link.quality == Some(quality),
        (Billing::Package(_) | Billing::Traffic(_), _) => false,
    };
    !is_same || !link.publishes
}
