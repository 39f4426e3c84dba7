//! What an export is made of.

use std::collections::BTreeMap;

use cen_observed::{Observed, owner_of};
use cen_topology::{Account, AccountId, AccountName, TopologyName};

/// What an export is made of.
pub(crate) struct Source<'a> {
    /// The name of the file's topology.
    pub(crate) name: &'a TopologyName,
    pub(crate) accounts: &'a BTreeMap<AccountName, Account>,
    pub(crate) observed: &'a Observed,
}

impl Source<'_> {
    /// Tells whether tags are the mark of the file's topology.
    pub(crate) fn owns(&self, tags: &BTreeMap<String, String>) -> bool {
        owner_of(tags) == Some(self.name.as_str())
    }

    /// Returns the named account of this id.
    pub(crate) fn account(&self, id: &AccountId) -> Option<&AccountName> {
        self.accounts
            .iter()
            .find(|(_, account)| account.id == *id)
            .map(|(name, _)| name)
    }
}
