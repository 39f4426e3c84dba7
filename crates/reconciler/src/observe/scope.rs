//! Says what a look must cover beyond what the topology names.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::Action;
use cen_plan::Plan;
use cen_topology::{AccountId, AccountName, RegionId, Topology};

use crate::journal::{Counts, Ended, Record};

/// What a look must cover beyond what the topology names, because a plan changes it, or because a
/// run that did not finish left it behind. The default covers nothing more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The accounts whose CENs and packages must be readable. Others may deny it if the file has no
    /// CEN in them.
    pub(super) owners: BTreeSet<AccountName>,
    /// The accounts and regions whose VPCs and vSwitches are listed although the file may not name
    /// them.
    places: BTreeSet<(AccountId, RegionId)>,
    /// Shows nothing else of the accounts.
    pub(super) is_narrow: bool,
}

impl Scope {
    /// Returns the scope of a look at the objects of a plan. Where the plan changes CENs or
    /// packages, they must be read: a credential that may not list them is a gap, although the file
    /// has no CEN in that account any more. Where it changes VPCs, they are listed, although the
    /// file may not name the region any more.
    pub fn about(plan: &Plan, topology: &Topology) -> Self {
        let id = |name: &AccountName| topology.accounts.get(name).map(|account| &account.id);
        let actions = plan.steps.iter().map(|step| &step.action);
        Self {
            owners: plan.owners(),
            places: actions.filter_map(|action| place(action, id)).collect(),
            is_narrow: false,
        }
    }

    /// Returns the scope of a look after the runs in these records of journals: where runs that did
    /// not finish, or could not see everything, changed VPCs. A VPC that such a run detached and did not delete is in a region
    /// that neither the file nor a CEN may name any more.
    pub fn left_by(records: &[Record]) -> Self {
        let mut places = BTreeSet::new();
        let mut runs = BTreeMap::new();
        for record in records {
            match record {
                Record::Started(started) => {
                    runs.insert(started.run.as_str(), &started.accounts);
                }
                Record::Intent(intent) => {
                    let id = |name: &AccountName| runs.get(intent.run.as_str())?.get(name);
                    places.extend(place(&intent.action, id));
                }
                Record::Ended(ended) if has_left_nothing(ended) => places.clear(),
                Record::Ended(_) | Record::Accepted(_) | Record::Concluded(_) => {}
            }
        }
        Self {
            owners: BTreeSet::new(),
            places,
            is_narrow: false,
        }
    }

    /// Returns the scope of a look that shows of the accounts only what concerns the topology: what the
    /// file names, what bears its mark, and what is on its CENs. A plan needs no more. Where many
    /// topologies share an account and a cache, each look then costs what its own topology has, and not
    /// what the account has.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.is_narrow = true;
        self
    }

    /// Returns a scope that covers this one and another.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.owners.extend(other.owners.iter().cloned());
        self.places.extend(other.places.iter().cloned());
        self.is_narrow &= other.is_narrow;
        self
    }

    /// Lists the places of accounts that the topology has.
    pub(super) fn places<'a>(
        &'a self,
        topology: &'a Topology,
    ) -> impl Iterator<Item = (&'a AccountName, &'a RegionId)> {
        let owner = |id: &AccountId| {
            let mut accounts = topology.accounts.iter();
            accounts.find(|(_, account)| account.id == *id)
        };
        let places = self.places.iter();
        places.filter_map(move |(id, region)| Some((owner(id)?.0, region)))
    }
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

/// Returns the account and the region of the VPC that an action is about.
fn place<'a>(
    action: &'a Action,
    id: impl Fn(&AccountName) -> Option<&'a AccountId>,
) -> Option<(AccountId, RegionId)> {
    let place = action.call.traits().place?;
    let owner = place.owner.or_else(|| id(&action.account))?;
    Some((owner.clone(), place.region.clone()))
}
