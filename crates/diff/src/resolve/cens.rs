//! Finds CENs by their ids or marks, and those that leave.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{Cen, CenId, CenName, Topology};

use crate::resolve::marked::ListedMarks;
use crate::resolve::{Adopt, Resolved, one_of};
use cen_action::{Address, HoldReason, ProblemKind, SearchedPlace, Wanted};
use cen_observed::{Observed, SeenCen, is_marked, is_owned, owner_of, was_marked};

/// Finds the CEN behind a CEN of the file; none for one that is not there yet or was not seen.
pub(super) fn find_cen(
    (desired, observed): (&Topology, &Observed),
    marks: &ListedMarks<'_>,
    key: &CenName,
    cen: &Cen,
    adopt: Adopt,
) -> Result<Option<CenId>, ProblemKind> {
    let is_marked = |seen: &SeenCen| is_marked(&seen.tags, desired.name.as_str(), key.as_str());
    let marked = marks.cens.named(key.as_str());
    let marked = marked.filter(|(_, seen)| seen.account == cen.account && is_marked(seen));
    let marked: Vec<_> = marked.collect();
    let marked = match marked.is_empty() {
        true => renamed_cens(desired, marks, key, cen),
        false => marked,
    };
    if observed.gap_of_cens(&cen.account).is_some() {
        return Ok(None);
    }
    if let Some(id) = &cen.id {
        let place = SearchedPlace::of_account(desired, &cen.account);
        let seen = observed
            .cens
            .get(id)
            .filter(|seen| seen.account == cen.account);
        seen.ok_or_else(|| ProblemKind::NotFound {
            wanted: Wanted::Cen { id: id.clone() },
            place,
        })?;
        let others = marked.iter().filter(|(other, _)| *other != id);
        let mut used = others.filter(|(other, seen)| !is_empty(observed, other, seen));
        if let Some((other, _)) = used.next() {
            return Err(ProblemKind::Ambiguous {
                candidates: vec![id.to_string(), other.to_string()],
            });
        }
        return Ok(Some(id.clone()));
    }
    if marked.is_empty() && adopt == Adopt::Yes {
        let unmarked = observed
            .cens
            .iter()
            .filter(|(_, seen)| seen.account == cen.account && owner_of(&seen.tags).is_none());
        return one_of(
            unmarked
                .filter(|(_, seen)| seen.name == cen.display_name)
                .map(|(id, _)| id.clone())
                .collect(),
        );
    }
    one_of(survivors(observed, marked))
}

/// Lists the CENs of an account that were this part of the file before it was renamed.
fn renamed_cens<'a>(
    desired: &Topology,
    marks: &ListedMarks<'a>,
    key: &CenName,
    cen: &Cen,
) -> Vec<(&'a CenId, &'a SeenCen)> {
    let was = desired.renames.cens.get(key).map(CenName::as_str);
    let renamed = |seen: &SeenCen| was_marked(&seen.tags, desired, key.as_str(), was);
    let mut found = marks.cens.named_either(key.as_str(), was);
    found.retain(|(_, seen)| seen.account == cen.account && renamed(seen));
    found
}

/// Returns which of several CENs with one mark stay. Machines that run at once may make several. The one with content stays; if none has
/// content, the one with the lowest id. So all runs agree, and the others leave. If several have content, all stay: a person must decide.
fn survivors(observed: &Observed, marked: Vec<(&CenId, &SeenCen)>) -> Vec<CenId> {
    let stays = |(_, seen): &(&CenId, &SeenCen)| seen.status != "Deleting";
    let (staying, going): (Vec<_>, Vec<_>) = marked.into_iter().partition(stays);
    let marked = if staying.is_empty() { going } else { staying };
    let used = marked
        .iter()
        .filter(|(id, seen)| !is_empty(observed, id, seen));
    let used: Vec<CenId> = used.map(|(id, _)| (*id).clone()).collect();
    match used.is_empty() {
        // They are in the order of their ids.
        true => marked
            .into_iter()
            .take(1)
            .map(|(id, _)| id.clone())
            .collect(),
        false => used,
    }
}

/// Tells whether nothing hangs on a CEN. What was not looked into is not known to be empty.
fn is_empty(observed: &Observed, id: &CenId, seen: &SeenCen) -> bool {
    let mut packages = observed.packages.values();
    seen.inside.as_ref().is_some_and(|inside| {
        inside.attachments.is_empty() && inside.limits.is_empty() && inside.routes.count() == 0
    }) && !packages.any(|package| package.cen.as_ref() == Some(id))
}

/// Lists the CENs behind parts of the file that are being deleted.
pub(super) fn being_deleted(
    observed: &Observed,
    resolved: &Resolved,
) -> impl Iterator<Item = (Address, HoldReason)> {
    let deleting = resolved.cens.iter().filter(|(_, id)| {
        let seen = observed.cens.get(*id);
        seen.is_some_and(|cen| cen.status == "Deleting")
    });
    deleting.map(|(name, id)| {
        (
            cen_address(name),
            HoldReason::BeingDeleted { id: id.clone() },
        )
    })
}

/// Lists the CENs that are ours by their mark and that no part of the file is.
pub(super) fn leaving(
    desired: &Topology,
    observed: &Observed,
    claimed: &BTreeMap<CenName, CenId>,
) -> BTreeMap<CenName, CenId> {
    let ours = |tags: &BTreeMap<String, String>| is_owned(tags, desired);
    let claimed: BTreeSet<&CenId> = claimed.values().collect();
    let mut leaving = BTreeMap::new();
    for (id, seen) in observed
        .cens
        .iter()
        .filter(|(id, seen)| ours(&seen.tags) && !claimed.contains(id))
    {
        let name = seen.marked().unwrap_or_else(|| CenName::from(id.as_str()));
        let taken = desired.cens.contains_key(&name) || leaving.contains_key(&name);
        leaving.insert(
            if taken {
                CenName::from(id.as_str())
            } else {
                name
            },
            id.clone(),
        );
    }
    leaving
}

pub(super) fn cen_address(name: &CenName) -> Address {
    Address::Cen { cen: name.clone() }
}
