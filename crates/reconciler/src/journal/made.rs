//! The objects that runs made and did not delete, and how they bought packages. Only the journal knows
//! the objects in an account that left the file: without the account there is no credential, so no
//! look at the cloud can find them.

use std::collections::BTreeMap;

use cen_action::call::{CenCall, Creation, PackageCall, VpcCall};
use cen_action::{Action, ActionId, Address, Call};
use cen_plan::{Concern, Notice};
use cen_topology::{AccountId, AccountName, Charge, Topology};

use crate::journal::record::{Concluded, Intent, Kept, OutcomeKind};

/// The CENs, packages and VPCs that runs made and that none of them deleted, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Made {
    /// The creations and deletions without an outcome, by run and action.
    asked: BTreeMap<(String, ActionId), Asked>,
    objects: BTreeMap<String, MadeObject>,
    /// How each package was last bought, by its address.
    bought: BTreeMap<String, Charge>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct MadeObject {
    address: Address,
    account: AccountName,
    owner: AccountId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    account: AccountName,
    what: Wanted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// Something that stays until it is deleted, with its owner, if that is known, and how it is paid.
    Creation(Address, Option<AccountId>, Option<Charge>),
    /// The object of this id is to be deleted, or is to lose our mark.
    Deletion(String),
}

impl Made {
    /// Notes that an action is about to be executed. `owner` is the id of its account.
    pub(super) fn intend(&mut self, intent: &Intent, owner: Option<&AccountId>) {
        let action = &intent.action;
        if let Some(what) = wanted(action, owner) {
            let account = action.account.clone();
            let key = (intent.run.clone(), action.id.clone());
            self.asked.insert(key, Asked { account, what });
        }
    }

    /// Notes an outcome.
    pub(super) fn conclude(&mut self, concluded: &Concluded) {
        if concluded.outcome != OutcomeKind::Done {
            return;
        }
        let key = (concluded.run.clone(), concluded.action.clone());
        let Some(Asked { account, what }) = self.asked.remove(&key) else {
            return;
        };
        match what {
            Wanted::Deletion(id) => drop(self.objects.remove(&id)),
            Wanted::Creation(address, owner, charge) => {
                if let Some(charge) = charge {
                    // The id of a purchase is the address of its package.
                    self.bought.insert(concluded.action.to_string(), charge);
                }
                if let Some((id, owner)) = concluded.output.clone().zip(owner) {
                    let object = MadeObject {
                        address,
                        account,
                        owner,
                    };
                    self.objects.insert(id, object);
                }
            }
        }
    }

    /// Forgets the actions without an outcome for which this is false: they will get none.
    pub(super) fn keep_asked(&mut self, may_end: impl Fn(&str, &AccountName, &ActionId) -> bool) {
        self.asked
            .retain(|(run, action), asked| may_end(run, &asked.account, action));
    }

    /// Returns a notice for each object whose account no entry of the file has. An object that
    /// somebody else has deleted since is among them.
    pub(super) fn left_behind(&self, topology: &Topology) -> Vec<Notice> {
        let is_gone =
            |owner: &AccountId| topology.accounts.values().all(|known| known.id != *owner);
        let left = self.objects.iter().filter(|(_, it)| is_gone(&it.owner));
        let notice = |(id, it): (&String, &MadeObject)| Notice {
            address: it.address.clone(),
            concern: Concern::LeftBehind {
                id: id.clone(),
                account: it.account.clone(),
                owner: it.owner.clone(),
            },
        };
        left.map(notice).collect()
    }

    /// Returns how each package was last bought, by its address.
    pub(super) fn bought(&self) -> &BTreeMap<String, Charge> {
        &self.bought
    }

    /// Adds an object that a rotation kept.
    pub(super) fn restore(
        &mut self,
        id: String,
        address: Address,
        (account, owner): (AccountName, AccountId),
    ) {
        let object = MadeObject {
            address,
            account,
            owner,
        };
        self.objects.insert(id, object);
    }

    /// Adds a purchase that a rotation kept.
    pub(super) fn restore_purchase(&mut self, address: String, charge: Charge) {
        self.bought.insert(address, charge);
    }

    /// Returns how many things it holds in memory.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.asked.len() + self.objects.len() + self.bought.len()
    }

    /// Lists what a rotation must keep.
    pub(super) fn kept(&self) -> impl Iterator<Item = Kept> {
        let objects = self.objects.iter().map(|(id, it)| Kept::Made {
            id: id.clone(),
            address: it.address.clone(),
            account: it.account.clone(),
            owner: it.owner.clone(),
        });
        let bought = self.bought.iter().map(|(address, charge)| Kept::Bought {
            address: address.clone(),
            charge: *charge,
        });
        objects.chain(bought)
    }
}

/// Returns what an action makes or deletes, if it is something that stays until it is deleted.
fn wanted(action: &Action, owner: Option<&AccountId>) -> Option<Wanted> {
    if let Some(id) = deleted(&action.call) {
        return Some(Wanted::Deletion(id));
    }
    let creation =
        || Wanted::Creation(action.address.clone(), owner.cloned(), charge(&action.call));
    is_kept(&action.call).then(creation)
}

/// Tells whether a call makes something that stays until it is deleted. A vSwitch goes with its VPC.
fn is_kept(call: &Call) -> bool {
    match call.traits().creation {
        Some(Creation::Cen(_) | Creation::Package(_) | Creation::Vpc(..)) => true,
        Some(Creation::Vswitch(..)) | None => false,
    }
}

/// Returns how a call pays for the package that it buys.
fn charge(call: &Call) -> Option<Charge> {
    match call {
        Call::Package(PackageCall::CreatePackage(create)) => Some(create.charge),
        Call::Package(_)
        | Call::Cen(_)
        | Call::Vpc(_)
        | Call::Attachment(_)
        | Call::Route(_)
        | Call::Router(_) => None,
    }
}

/// Returns the id of what a call deletes, or takes our mark from.
fn deleted(call: &Call) -> Option<String> {
    match call {
        Call::Cen(CenCall::DeleteCen(delete)) => Some(delete.cen.to_string()),
        Call::Package(PackageCall::DeletePackage(delete)) => Some(delete.package.to_string()),
        Call::Package(PackageCall::UnmarkPackage(unmark)) => Some(unmark.package.to_string()),
        Call::Vpc(VpcCall::DeleteVpc(delete)) => Some(delete.vpc.to_string()),
        Call::Vpc(VpcCall::UnmarkVpc(unmark)) => Some(unmark.vpc.to_string()),
        Call::Cen(_)
        | Call::Package(_)
        | Call::Vpc(_)
        | Call::Attachment(_)
        | Call::Route(_)
        | Call::Router(_) => None,
    }
}
