//! Keys, roles and identity providers in a seed file.

use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer};

use crate::seed::value::{SeedTime, one_or_many};
use crate::world::{Policy, TokenTrust};

/// An access key. Its secret is made up, and worth nothing anywhere else.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedKey {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Its security token, if it is a temporary key.
    #[serde(default)]
    pub token: Option<String>,
    /// When the token ends, such as `2026-12-31T16:00:00Z` or `1h`; `-1s` is over.
    #[serde(default)]
    pub expires: Option<SeedTime>,
    /// The RAM user whose key it is; without one it is a key of the account itself, which cannot assume roles.
    #[serde(default)]
    pub user: Option<String>,
    /// What it may do, as RAM writes it; everything if there is none.
    #[serde(default)]
    pub policy: Option<Policy>,
    /// Whether it is switched off.
    #[serde(default)]
    pub disabled: bool,
}

/// A role.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeedRole {
    /// Its name.
    pub name: String,
    /// Who may assume it: ids of accounts, full names of users and roles, or services such as `ecs.aliyuncs.com`.
    #[serde(default, deserialize_with = "one_or_many")]
    pub trusts: Vec<String>,
    /// Whose tokens may assume it.
    #[serde(default)]
    pub trusts_tokens: Vec<TokenTrust>,
    /// What the one who assumes it must say.
    pub external_id: Option<String>,
    /// Its longest session, in seconds.
    pub max_session_seconds: Option<u64>,
    /// How long its credentials live whatever is asked for, such as `2s`: so a run of seconds sees many renewals.
    #[serde(default, deserialize_with = "life")]
    pub credential_life: Option<Duration>,
    /// What it may do, as RAM writes it; everything if there is none.
    pub policy: Option<Policy>,
}

fn life<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let life = text.parse::<SignedDuration>().ok();
    life.and_then(|life| Duration::try_from(life).ok())
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom("a time such as `2s` is wanted"))
}

impl std::fmt::Debug for SeedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeedKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
