//! A look at a cloud as a file, for later comparisons.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{AccountId, AccountName, Topology, TopologyName};
use serde::{Deserialize, Serialize};

use crate::document::coverage::coverage;
use crate::document::read::{FileError, read};
use crate::origin::accounts;
use cen_observed::{Coverage, Gap, GapScope, Observed};

/// The version of a snapshot's JSON form.
pub const SNAPSHOT_VERSION: u32 = 2;

const KIND: &str = "cen-snapshot";

/// One look at the cloud, kept for later comparisons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Always `cen-snapshot`.
    pub kind: String,
    /// The version of this form, [`SNAPSHOT_VERSION`].
    pub version: u32,
    /// Whose look it was.
    pub topology: TopologyName,
    /// The cloud that was looked at.
    pub target: String,
    /// When, as RFC 3339 has it.
    pub taken: String,
    /// The accounts of the topology and their ids.
    pub accounts: BTreeMap<AccountName, AccountId>,
    /// What was read.
    pub looked_at: BTreeSet<Coverage>,
    /// What was seen.
    pub observed: Observed,
}

/// Reads a snapshot.
///
/// # Errors
/// [`FileError`] for anything that this version of `cen` would not have written.
pub fn read_snapshot(text: &[u8]) -> Result<Snapshot, FileError> {
    read(text, KIND, SNAPSHOT_VERSION)
}

impl Snapshot {
    /// Returns what was seen of a cloud at a time, for this topology.
    pub fn new(target: String, taken: String, topology: &Topology, observed: Observed) -> Self {
        Self {
            kind: KIND.to_owned(),
            version: SNAPSHOT_VERSION,
            topology: topology.name.clone(),
            target,
            taken,
            accounts: accounts(topology),
            looked_at: coverage(topology),
            observed,
        }
    }

    /// Returns what the snapshot shows to a topology. What it does not cover is a gap. Objects of accounts that the topology does not have are left
    /// out, because nothing can be done in their name.
    pub fn observed_for(&self, topology: &Topology) -> Observed {
        let mut observed = self.observed.clone();
        observed
            .networks
            .retain(|_, seen| topology.accounts.contains_key(&seen.account));
        observed
            .cens
            .retain(|_, seen| topology.accounts.contains_key(&seen.account));
        observed
            .packages
            .retain(|_, seen| topology.accounts.contains_key(&seen.account));
        let unseen = coverage(topology)
            .into_iter()
            .filter(|part| !self.looked_at.contains(part));
        observed.gaps.extend(unseen.map(|covers| Gap {
            scope: GapScope::NotCovered { covers },
            error: None,
        }));
        let otherwise = topology
            .accounts
            .iter()
            .filter(|(name, account)| self.accounts.get(*name) != Some(&account.id));
        observed.gaps.extend(otherwise.map(|(name, account)| Gap {
            scope: GapScope::UnknownAccount {
                account: name.clone(),
                id: account.id.clone(),
            },
            error: None,
        }));
        observed
    }
}
