//! Who signs a client's requests: one credential, a provider that renews its credential, or nobody.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};

use crate::credentials::Credential;

/// How many credentials a signer remembers, to mask them in what a server repeats.
const REMEMBERED: usize = 4;

/// Gives the credential that signs the next request, and renews it before it ends.
pub trait CredentialProvider: Send + Sync {
    /// Names what the credentials come from. It stays the same while they belong to the same user or role.
    fn id(&self) -> String;

    /// Returns a credential that is valid now.
    ///
    /// # Errors
    /// [`ProviderError`] if there is none.
    fn credential(&self) -> BoxFuture<'_, Result<Arc<Credential>, ProviderError>>;

    /// Returns another credential in place of one that the server says has expired; none if there is no other.
    ///
    /// # Errors
    /// [`ProviderError`] if a new one could not be obtained.
    fn replacement<'a>(
        &'a self,
        expired: &'a Credential,
    ) -> BoxFuture<'a, Result<Option<Arc<Credential>>, ProviderError>>;
}

/// Why a provider has no credential. The message holds no secret and tells what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ProviderError {
    /// What went wrong, and the next step.
    pub message: String,
    /// Whether it may pass by itself, such as a network that is down.
    pub may_pass: bool,
}

/// Signs the requests of a client.
pub struct Signer {
    kind: SignedBy,
    /// The credentials that signed last, newest last.
    used: Mutex<VecDeque<Arc<Credential>>>,
}

enum SignedBy {
    One(Arc<Credential>),
    Provider(Arc<dyn CredentialProvider>),
    /// Requests are not signed; these texts in them are secrets.
    None(Vec<SecretString>),
}

impl Signer {
    /// Returns a signer that signs nothing, for the operations that take unsigned requests. `secrets` are masked in what a server repeats.
    pub fn nobody(secrets: Vec<SecretString>) -> Self {
        Self::of(SignedBy::None(secrets))
    }

    fn of(kind: SignedBy) -> Self {
        Self {
            kind,
            used: Mutex::default(),
        }
    }

    /// Names what the credentials come from: the id of the key, or of the provider; empty for nobody.
    pub(crate) fn id(&self) -> String {
        match &self.kind {
            SignedBy::One(credential) => credential.access_key_id().to_owned(),
            SignedBy::Provider(provider) => provider.id(),
            SignedBy::None(_) => String::new(),
        }
    }

    /// Returns the credential for the next request; none if requests are not signed.
    pub(crate) async fn credential(&self) -> Result<Option<Arc<Credential>>, ProviderError> {
        match &self.kind {
            SignedBy::One(credential) => Ok(Some(Arc::clone(credential))),
            SignedBy::Provider(provider) => Ok(Some(self.remember(provider.credential().await?))),
            SignedBy::None(_) => Ok(None),
        }
    }

    /// Returns another credential in place of an expired one; none if there is no other.
    pub(crate) async fn replacement(
        &self,
        expired: &Credential,
    ) -> Result<Option<Arc<Credential>>, ProviderError> {
        match &self.kind {
            SignedBy::Provider(provider) => {
                let other = provider.replacement(expired).await?;
                Ok(other.map(|credential| self.remember(credential)))
            }
            SignedBy::One(_) | SignedBy::None(_) => Ok(None),
        }
    }

    fn remember(&self, credential: Arc<Credential>) -> Arc<Credential> {
        // Poisoning is harmless: each change leaves a valid list.
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if !used.contains(&credential) {
            if used.len() == REMEMBERED {
                used.pop_front();
            }
            used.push_back(Arc::clone(&credential));
        }
        credential
    }

    /// Lets `mask` work on the secrets that a server may have been sent.
    pub(crate) fn with_secrets<T>(&self, mask: impl FnOnce(&[&str]) -> T) -> T {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let one = match &self.kind {
            SignedBy::One(credential) => Some(credential),
            SignedBy::Provider(_) | SignedBy::None(_) => None,
        };
        let of_credentials = one
            .into_iter()
            .chain(used.iter())
            .flat_map(|credential| [Some(credential.secret()), credential.security_token()])
            .flatten();
        let others = match &self.kind {
            SignedBy::None(secrets) => secrets.as_slice(),
            SignedBy::One(_) | SignedBy::Provider(_) => &[],
        };
        let others = others.iter().map(|secret| secret.expose_secret());
        mask(&of_credentials.chain(others).collect::<Vec<_>>())
    }
}

impl From<Credential> for Signer {
    fn from(credential: Credential) -> Self {
        Self::of(SignedBy::One(Arc::new(credential)))
    }
}

impl From<Arc<dyn CredentialProvider>> for Signer {
    fn from(provider: Arc<dyn CredentialProvider>) -> Self {
        Self::of(SignedBy::Provider(provider))
    }
}
