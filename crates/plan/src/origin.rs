//! Where a plan comes from.

use std::collections::BTreeMap;

use cen_topology::{AccountId, AccountName, Topology};
use serde::{Deserialize, Serialize};

/// Where a plan comes from, with everything that carrying it out elsewhere needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The cloud that it was made for, such as `the cloud`.
    pub target: String,
    /// The accounts of the topology and their ids.
    pub accounts: BTreeMap<AccountName, AccountId>,
    /// Whether what carries no mark was taken over by its display name.
    pub adopt: bool,
    /// The lines of the topology file.
    pub file: Vec<String>,
}

impl Origin {
    /// The origin of a plan for a cloud, made of this topology, which is what `source` says.
    pub fn new(target: String, topology: &Topology, source: &str, adopt: bool) -> Self {
        Self {
            target,
            accounts: accounts(topology),
            adopt,
            file: source.lines().map(str::to_owned).collect(),
        }
    }
}

/// Returns the accounts of a topology and their ids.
pub(crate) fn accounts(topology: &Topology) -> BTreeMap<AccountName, AccountId> {
    topology
        .accounts
        .iter()
        .map(|(name, account)| (name.clone(), account.id.clone()))
        .collect()
}
