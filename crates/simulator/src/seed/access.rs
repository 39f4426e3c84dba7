//! Keys, roles and identity providers in a seed file.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer};

use crate::seed::document::SeedAccount;
use crate::seed::error::SeedError;
use crate::seed::value::{SeedTime, one_or_many};
use crate::world::{Account, IdentityProvider, Key, Policy, Role, TokenTrust};

/// The longest session of a role that does not say, in seconds: that of a new role of the cloud.
const LONGEST: u64 = 3600;

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

impl Account {
    /// Adds the keys, roles and identity providers of a seed, in place of those that have the same names.
    pub(super) fn add_access(
        &mut self,
        seed: &SeedAccount,
        now: Timestamp,
    ) -> Result<(), SeedError> {
        for key in &seed.keys {
            self.keys.insert(key.id.clone(), key.made(now)?);
        }
        for role in &seed.roles {
            self.roles.insert(role.name.clone(), role.made(self, seed)?);
        }
        for provider in &seed.identity_providers {
            self.providers.retain(|held| held.name != provider.name);
            self.providers.push(provider.clone());
        }
        Ok(())
    }
}

impl SeedKey {
    fn made(&self, now: Timestamp) -> Result<Key, SeedError> {
        if self.expires.is_some() && self.token.is_none() {
            return Err(SeedError::new(format!(
                "the access key {} has no token that could expire",
                self.id
            )));
        }
        Ok(Key {
            secret: self.secret.clone(),
            token: self.token.clone(),
            ends: self.expires.as_ref().map(|time| time.from(now)),
            user: self.user.clone(),
            policy: self.policy.clone(),
            is_disabled: self.disabled,
        })
    }
}

impl SeedRole {
    fn made(&self, account: &Account, seed: &SeedAccount) -> Result<Role, SeedError> {
        let known = seed.identity_providers.iter().chain(&account.providers);
        let known: Vec<_> = known
            .map(|provider: &IdentityProvider| &provider.name)
            .collect();
        let is_unknown = |trust: &&TokenTrust| !known.contains(&&trust.provider);
        if let Some(trust) = self.trusts_tokens.iter().find(is_unknown) {
            return Err(SeedError::new(format!(
                "the role {} trusts tokens of `{}`, which account {} does not know",
                self.name, trust.provider, seed.id
            )));
        }
        Ok(Role {
            trusts: self.trusts.clone(),
            trusts_tokens: self.trusts_tokens.clone(),
            external_id: self.external_id.clone(),
            longest: self.max_session_seconds.unwrap_or(LONGEST),
            life_ms: self
                .credential_life
                .and_then(|life| u64::try_from(life.as_millis()).ok()),
            policy: self.policy.clone(),
        })
    }
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
