//! Accounts and their access keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An account and its access keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The keys, by their ids.
    pub(crate) keys: BTreeMap<String, Key>,
    /// Whether it may grant VBRs to CENs of other accounts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) vbr_grants: bool,
}

/// An access key: made up, worth nothing anywhere else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) secret: String,
    /// The security token, if the key is a temporary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}
