//! Accounts, their access keys and their roles.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::world::policy::Policy;
use crate::world::role::{IdentityProvider, Role};

/// An account and its access keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The keys, by their ids.
    pub(crate) keys: BTreeMap<String, StoredKey>,
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
    /// Its roles, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) roles: BTreeMap<String, Role>,
    /// The identity providers that it knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) providers: Vec<IdentityProvider>,
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
            roles: BTreeMap::new(),
            providers: Vec::new(),
        }
    }
}

/// An access key: made up, worth nothing anywhere else.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredKey {
    pub(crate) secret: String,
    /// The security token, if the key is a temporary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
    /// When the token ends, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ends: Option<Timestamp>,
    /// The user whose key it is; none for the account itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
    /// What it may do; everything if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<Policy>,
    /// Whether it is switched off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_disabled: bool,
}

impl std::fmt::Debug for StoredKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}
