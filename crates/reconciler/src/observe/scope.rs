//! Says what a look must cover beyond what the topology names.

use std::collections::BTreeSet;

use cen_action::Call;
use cen_plan::Plan;
use cen_topology::{AccountId, AccountName, RegionId, Topology};

use crate::journal::{Needed, place};

/// What a look must cover beyond what the topology names, because a plan changes it, or because a
/// run that did not finish left it behind. The default covers nothing more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The accounts whose CENs and packages must be readable. Others may deny it if the file has no
    /// CEN in them.
    pub(super) owners: BTreeSet<AccountName>,
    /// The accounts and regions whose VPCs are listed although the file may not name them.
    places: BTreeSet<(AccountId, RegionId)>,
    /// Those of them whose vSwitches are listed too.
    entered: BTreeSet<(AccountId, RegionId)>,
    /// Shows nothing else of the accounts.
    pub(super) is_narrow: bool,
}

impl Scope {
    /// Returns the scope of a look at the objects of a plan. Where the plan changes CENs or
    /// packages, they must be read: a credential that may not list them is a gap, although the file
    /// has no CEN in that account any more. Where it changes VPCs, they are listed, although the
    /// file may not name the region any more; and where transit routers enter them, their vSwitches.
    pub fn about(plan: &Plan, topology: &Topology) -> Self {
        let id = |name: &AccountName| topology.accounts.get(name).map(|account| &account.id);
        let actions = || plan.steps.iter().map(|step| &step.action);
        let of_routers = actions().filter(|action| matches!(action.call, Call::Router(_)));
        Self {
            owners: plan.owners(),
            places: actions().filter_map(|action| place(action, id)).collect(),
            entered: of_routers.filter_map(|action| place(action, id)).collect(),
            is_narrow: false,
        }
    }

    /// Returns the scope of a look after the runs of a journal: where runs that did not finish, or
    /// could not see everything, changed VPCs. A VPC that such a run detached and did not delete is
    /// in a region that neither the file nor a CEN may name any more.
    pub fn left_by(journal: &Needed) -> Self {
        let places: BTreeSet<_> = journal.places().cloned().collect();
        Self {
            owners: BTreeSet::new(),
            entered: places.clone(),
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
        self.entered.extend(other.entered.iter().cloned());
        self.is_narrow &= other.is_narrow;
        self
    }

    /// Lists the places whose VPCs are listed, of accounts that the topology has.
    pub(super) fn places<'a>(
        &'a self,
        topology: &'a Topology,
    ) -> impl Iterator<Item = (&'a AccountName, &'a RegionId)> {
        named(&self.places, topology)
    }

    /// Lists the places whose vSwitches are listed, of accounts that the topology has.
    pub(super) fn entered<'a>(
        &'a self,
        topology: &'a Topology,
    ) -> impl Iterator<Item = (&'a AccountName, &'a RegionId)> {
        named(&self.entered, topology)
    }
}

fn named<'a>(
    places: &'a BTreeSet<(AccountId, RegionId)>,
    topology: &'a Topology,
) -> impl Iterator<Item = (&'a AccountName, &'a RegionId)> {
    let owner = |id: &AccountId| {
        let mut accounts = topology.accounts.iter();
        accounts.find(|(_, account)| account.id == *id)
    };
    let places = places.iter();
    places.filter_map(move |(id, region)| Some((owner(id)?.0, region)))
}
