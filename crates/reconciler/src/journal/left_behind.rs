//! Finds in a journal what was made in accounts that the file does not have any more. No look at the
//! cloud can find it: without the account there is no credential.

use std::collections::BTreeMap;

use cen_action::call::{CenCall, Creation, PackageCall, VpcCall};
use cen_action::{Action, ActionId, Call};
use cen_plan::{Concern, Notice};
use cen_topology::{AccountId, AccountName, Topology};

use crate::journal::record::{Concluded, OutcomeKind, Record};

/// Returns a notice for each CEN, package and VPC that these records made, that none of them deleted,
/// and whose account no entry of the file has. What somebody else has deleted since is told too.
pub fn left_behind(records: &[Record], topology: &Topology) -> Vec<Notice> {
    let mut made = Made::default();
    records.iter().for_each(|record| made.take(record));
    let is_gone = |owner: &AccountId| topology.accounts.values().all(|known| known.id != *owner);
    let left = made
        .objects
        .into_iter()
        .filter(|(_, it)| is_gone(&it.owner));
    let notice = |(id, it): (String, MadeObject)| Notice {
        address: it.action.address,
        concern: Concern::LeftBehind {
            id,
            account: it.action.account,
            owner: it.owner,
        },
    };
    left.map(notice).collect()
}

/// What the records so far have made, by id.
#[derive(Default)]
struct Made<'a> {
    accounts: BTreeMap<&'a str, &'a BTreeMap<AccountName, AccountId>>,
    asked: BTreeMap<(&'a str, &'a ActionId), &'a Action>,
    objects: BTreeMap<String, MadeObject>,
}

struct MadeObject {
    action: Action,
    owner: AccountId,
}

impl<'a> Made<'a> {
    fn take(&mut self, record: &'a Record) {
        match record {
            Record::Started(started) => {
                self.accounts.insert(&started.run, &started.accounts);
            }
            Record::Intent(intent) => {
                let key = (intent.run.as_str(), &intent.action.id);
                self.asked.insert(key, &intent.action);
            }
            Record::Concluded(concluded) if concluded.outcome == OutcomeKind::Done => {
                self.conclude(concluded);
            }
            Record::Concluded(_) | Record::Accepted(_) | Record::Ended(_) => {}
        }
    }

    fn conclude(&mut self, concluded: &'a Concluded) {
        let run = concluded.run.as_str();
        let Some(action) = self.asked.get(&(run, &concluded.action)) else {
            return;
        };
        if let Some(gone) = deleted(&action.call) {
            self.objects.remove(&gone);
            return;
        }
        let owner = self
            .accounts
            .get(run)
            .and_then(|all| all.get(&action.account));
        if let Some((id, owner)) = concluded.output.as_ref().zip(owner)
            && is_kept(&action.call)
        {
            let (action, owner) = ((*action).clone(), owner.clone());
            self.objects
                .insert(id.clone(), MadeObject { action, owner });
        }
    }
}

/// Tells whether a call makes something that stays until it is deleted. A vSwitch goes with its VPC.
fn is_kept(call: &Call) -> bool {
    match call.traits().creation {
        Some(Creation::Cen(_) | Creation::Package(_) | Creation::Vpc(..)) => true,
        Some(Creation::Vswitch(..)) | None => false,
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
