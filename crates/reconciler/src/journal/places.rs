//! Where runs that did not finish, or could not see everything, changed VPCs.

use std::collections::BTreeSet;

use cen_action::Action;
use cen_topology::{AccountId, AccountName, RegionId};

use crate::journal::record::{Counts, Ended};

/// The accounts and regions in which VPCs were changed since the last run that left nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places(BTreeSet<(AccountId, RegionId)>);

impl Places {
    /// Notes that an action is about to be executed. `id` returns the id of an account of its run.
    pub(super) fn intend<'a>(
        &mut self,
        action: &'a Action,
        id: impl Fn(&AccountName) -> Option<&'a AccountId>,
    ) {
        self.0.extend(place(action, id));
    }

    /// Notes that a run has ended. A run that has done and seen everything has also found what runs
    /// before it left.
    pub(super) fn end(&mut self, ended: &Ended) {
        if has_left_nothing(ended) {
            self.0.clear();
        }
    }

    /// Adds what a rotation kept.
    pub(super) fn restore(&mut self, account: AccountId, region: RegionId) {
        self.0.insert((account, region));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(AccountId, RegionId)> {
        self.0.iter()
    }
}

/// Returns the account and the region of the VPC that an action is about. `id` returns the id of an
/// account.
pub(crate) fn place<'a>(
    action: &'a Action,
    id: impl Fn(&AccountName) -> Option<&'a AccountId>,
) -> Option<(AccountId, RegionId)> {
    let place = action.call.traits().place?;
    let owner = place.owner.or_else(|| id(&action.account))?;
    Some((owner.clone(), place.region.clone()))
}

/// Tells whether a run saw everything and did everything of its plan.
fn has_left_nothing(ended: &Ended) -> bool {
    let is_all_done = |counts: Counts| {
        let Counts {
            done: _,
            failed,
            skipped,
            unknown,
            not_started,
        } = counts;
        failed + skipped + unknown + not_started == 0
    };
    ended.gaps == 0 && ended.counts.is_some_and(is_all_done)
}
