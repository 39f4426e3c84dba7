//! Accounts and their access keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An account and its access keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The keys, by their ids.
    pub(crate) keys: BTreeMap<String, Key>,
    /// Whether it may grant VBRs to CENs of other accounts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) vbr_grants: bool,
    /// Whether the vendor lets it buy post-paid packages.
    #[serde(default = "allowed")]
    pub(crate) postpaid: bool,
    /// Whether the vendor lets it buy packages across the border of China.
    #[serde(default = "allowed")]
    pub(crate) cross_border: bool,
    /// Whether the transit router service is open in it.
    #[serde(default)]
    pub(crate) router_service: bool,
    /// Whether it has the service-linked role of CEN; none if nothing has said so yet.
    #[serde(default)]
    pub(crate) role: Option<bool>,
    /// Whether its keys may make service-linked roles.
    #[serde(default = "allowed")]
    pub(crate) may_make_roles: bool,
}

fn allowed() -> bool {
    true
}

impl Default for Account {
    fn default() -> Self {
        Self {
            keys: BTreeMap::new(),
            vbr_grants: false,
            postpaid: true,
            cross_border: true,
            router_service: false,
            role: None,
            may_make_roles: true,
        }
    }
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
