//! What must never happen, looked for after every write.

use std::collections::{BTreeMap, BTreeSet};

use cen_plan::{Call, Plan, Ref};
use cen_simulator::{Entry, EntryKind};
use cen_topology::Mbps;

use crate::seen::Seen;

/// Refusals that show that calls were made in a wrong order: in the right one there is no way to meet them.
const WRONG_ORDER: [&str; 4] = [
    "InvalidOperation.BwpBandwidthExceeded",
    "InvalidOperation.AttachedChildInstanceExist",
    "IdempotenceParam.NotMatch",
    "IdempotentParameterMismatch",
];

/// A write that had its effect, or was refused by the cloud itself.
pub(crate) fn reached_the_cloud(entry: &Entry) -> bool {
    entry.access == EntryKind::Write && entry.fault != "cut-before" && entry.fault != entry.code.as_str()
        || entry.access == EntryKind::Write && entry.fault.is_empty()
}

/// What a write broke, in words.
pub(crate) fn broken_by(entry: &Entry, seen: &Seen, removals: &BTreeSet<String>) -> Option<String> {
    if WRONG_ORDER.contains(&entry.code.as_str()) || attached_ungranted(entry, seen) {
        return Some(format!("{} was refused with {}", entry.action, entry.code));
    }
    let removal = removal_of(entry).filter(|removal| entry.code.is_empty() && !removals.contains(removal));
    removal
        .map(|removal| format!("no plan contains `{removal}`"))
        .or_else(|| twice(seen))
        .or_else(|| over_a_cap(seen))
        .or_else(|| ungranted(seen))
}

/// Two things with one mark: of packages, two purchases for one need.
fn twice(seen: &Seen) -> Option<String> {
    let mut marks = BTreeSet::new();
    seen.marks().find(|mark| !marks.insert(mark.clone())).map(|mark| format!("there are two of {mark}"))
}

fn over_a_cap(seen: &Seen) -> Option<String> {
    let mut used: BTreeMap<&str, u32> = BTreeMap::new();
    for limit in seen.cens.values().flat_map(|cen| cen.limits.values()) {
        *used.entry(&limit.package).or_default() += limit.mbps;
    }
    let over = |(id, used): &(&&str, &u32)| seen.packages.get(**id).is_none_or(|package| **used > package.mbps);
    used.iter().find(over).map(|(id, used)| format!("{used} Mbps are used of {id}"))
}

fn ungranted(seen: &Seen) -> Option<String> {
    let children = seen.cens.iter().flat_map(|(id, cen)| cen.children.keys().map(move |child| (id, cen, child)));
    let foreign = children.filter(|(_, cen, child)| seen.networks.get(*child).is_some_and(|network| network.owner != cen.owner));
    let ungranted = foreign.filter(|(id, _, child)| !seen.grants.iter().any(|grant| grant.network == **child && grant.cen == **id));
    ungranted.map(|(id, _, child)| format!("{child} is on {id} without a grant")).next()
}

/// An attachment that was refused because nobody granted it. A grant that has not taken effect yet is no such case.
fn attached_ungranted(entry: &Entry, seen: &Seen) -> bool {
    let granted =
        |grant: &crate::seen::Grant| grant.network == entry.parameters["ChildInstanceId"] && grant.cen == entry.parameters["CenId"];
    entry.code == "Forbbiden.AttachChildInstanceAcrossUid" && !seen.grants.iter().any(granted)
}

/// What a request takes away; none if it takes nothing away.
fn removal_of(entry: &Entry) -> Option<String> {
    let names: &[&str] = match entry.action.as_str() {
        "DetachCenChildInstance" => &["CenId", "ChildInstanceId"],
        "RevokeInstanceFromCen" => &["CenId", "InstanceId"],
        "UnassociateCenBandwidthPackage" => &["CenId", "CenBandwidthPackageId"],
        "DeleteCenBandwidthPackage" => &["CenBandwidthPackageId"],
        "DeleteCen" => &["CenId"],
        "DeleteVpc" => &["VpcId"],
        "SetCenInterRegionBandwidthLimit" if entry.parameters["BandwidthLimit"] == "0" => &["CenId", "LocalRegionId", "OppositeRegionId"],
        _ => return None,
    };
    let values: Vec<_> = names.iter().map(|name| entry.parameters[*name].as_str()).collect();
    Some(format!("{} {}", entry.action, values.join(" ")))
}

/// What a plan takes away, as requests do it.
pub(crate) fn removals(plan: &Plan) -> BTreeSet<String> {
    let removal = |call: &Call| match call {
        Call::DetachInstance { cen, instance, .. } => Some(format!("DetachCenChildInstance {cen} {instance}")),
        Call::RevokeInstance { cen, instance, .. } => Some(format!("RevokeInstanceFromCen {cen} {instance}")),
        Call::UnassociatePackage { package, cen } => Some(format!("UnassociateCenBandwidthPackage {cen} {package}")),
        Call::DeletePackage { package } => Some(format!("DeleteCenBandwidthPackage {package}")),
        Call::DeleteCen { cen } => Some(format!("DeleteCen {cen}")),
        Call::DeleteVpc { vpc, .. } => Some(format!("DeleteVpc {vpc}")),
        Call::SetLimit { cen: Ref::Known(cen), pair, to: Mbps(0), .. } => {
            Some(format!("SetCenInterRegionBandwidthLimit {cen} {} {}", pair.first(), pair.second()))
        }
        _ => None,
    };
    plan.steps.iter().filter_map(|step| removal(&step.action.call)).collect()
}
