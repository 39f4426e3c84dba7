//! Keys, roles and identity providers of a seed become those of a world.

use jiff::Timestamp;

use crate::seed::access::{SeedKey, SeedRole};
use crate::seed::document::SeedAccount;
use crate::seed::error::SeedError;
use crate::world::{Account, IdentityProvider, Role, StoredKey, TokenTrust};

/// The longest session of a role that does not say, in seconds: that of a new role of the cloud.
const LONGEST: u64 = 3600;

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
    fn made(&self, now: Timestamp) -> Result<StoredKey, SeedError> {
        if self.expires.is_some() && self.token.is_none() {
            return Err(SeedError::new(format!(
                "the access key {} has no token that could expire",
                self.id
            )));
        }
        Ok(StoredKey {
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
