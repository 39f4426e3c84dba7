//! Roles, who may assume them, and the identity providers that an account knows.

use serde::{Deserialize, Serialize};

use crate::world::policy::Policy;

/// A role of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    /// Who may assume it: ids of accounts, or full names of users and roles, or names of services.
    pub(crate) trusts: Vec<String>,
    /// Whose tokens may assume it.
    pub(crate) trusts_tokens: Vec<TokenTrust>,
    /// What the one who assumes it must say.
    pub(crate) external_id: Option<String>,
    /// Its longest session, in seconds.
    pub(crate) longest: u64,
    /// How long its credentials live whatever is asked for, in milliseconds.
    pub(crate) life_ms: Option<u64>,
    /// What it may do; everything if there is none.
    pub(crate) policy: Option<Policy>,
}

/// Tokens that may assume a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenTrust {
    /// The name of the identity provider.
    pub provider: String,
    /// The subject of the token, in which `*` stands for anything.
    pub subject: String,
}

/// An identity provider that an account knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Its name.
    pub name: String,
    /// Its issuer, an `https://` URL.
    pub issuer: String,
    /// The audiences whose tokens are taken.
    pub audiences: Vec<String>,
}

/// Returns account and name of the role in a full name such as `acs:ram::1250000000000001:role/cen`.
pub(crate) fn role_of(arn: &str) -> Option<(&str, &str)> {
    let (account, name) = arn.strip_prefix("acs:ram::")?.split_once(":role/")?;
    let is_account = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    (is_account && !name.is_empty()).then_some((account, name))
}
