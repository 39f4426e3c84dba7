//! Keeps the credential of a source, and renews it before it ends, once for all who wait.

use std::sync::Arc;

use cen_cloud::{Credential, CredentialProvider, ProviderError, Signer};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::fetch::{Context, Fetched, fetch};
use crate::problem::{CredentialError, CredentialProblem};
use crate::source::Source;

/// How long before its end a credential is renewed. One of a short life is renewed in the last quarter of it.
const AHEAD: SignedDuration = SignedDuration::from_mins(15);

/// How long a failed renewal is not tried again, while the old credential lives.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// Gives the credential of one source. Those who ask at the same time share one renewal.
pub struct Provider {
    source: Source,
    /// The provider of the credential that assumes the role, if the source is a role.
    base: Option<Arc<Provider>>,
    context: Context,
    number: usize,
    /// Whoever renews holds the lock, so that all others wait for the new credential.
    held: Mutex<Option<Held>>,
}

/// A credential that has been obtained.
struct Held {
    credential: Arc<Credential>,
    ends: Option<Timestamp>,
    /// When to ask for the next one.
    renews: Option<Timestamp>,
    /// The account; none for a plain key, which the caller checks.
    account: Option<String>,
}

impl Provider {
    /// Returns a provider of this source, the `number`-th of its pool.
    pub(crate) fn new(
        source: Source,
        base: Option<Arc<Self>>,
        context: Context,
        number: usize,
    ) -> Self {
        Self {
            source,
            base,
            context,
            number,
            held: Mutex::default(),
        }
    }

    /// Returns the source.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Names what the credentials come from: a plain key by its id, everything else by its place in the pool.
    pub fn id(&self) -> String {
        match &self.source {
            Source::AccessKey(key) => key.access_key_id.clone(),
            Source::Role(_)
            | Source::Metadata(_)
            | Source::Oidc(_)
            | Source::External(_)
            | Source::Uri(_) => format!("source {}", self.number),
        }
    }

    /// Returns a credential that is valid now, and when it ends. It is renewed first if it ends soon; if that fails, the old one is kept
    /// as long as it lives.
    ///
    /// # Errors
    /// [`CredentialError`] if there is none.
    pub async fn current(&self) -> Result<(Arc<Credential>, Option<Timestamp>), CredentialError> {
        let mut held = self.held.lock().await;
        let now = self.context.clock.now();
        let is_due = |held: &Held| held.renews.is_some_and(|renews| renews <= now);
        if held.as_ref().is_none_or(is_due) {
            self.renew(&mut held, now).await?;
        }
        let held = held.as_ref().expect("it was just obtained");
        Ok((Arc::clone(&held.credential), held.ends))
    }

    /// Returns another credential in place of one that the server says has expired; none if the source has no other.
    ///
    /// # Errors
    /// [`CredentialError`] if a new one could not be obtained.
    pub async fn replacement(
        &self,
        expired: &Credential,
    ) -> Result<Option<Arc<Credential>>, CredentialError> {
        if matches!(self.source, Source::AccessKey(_)) {
            return Ok(None);
        }
        let mut held = self.held.lock().await;
        let is_same = |held: &Held| *held.credential == *expired;
        if held.as_ref().is_none_or(is_same) {
            let account = held.as_ref().and_then(|held| held.account.clone());
            let new = self.obtain(account).await.map_err(|e| self.error(e))?;
            *held = Some(new);
        }
        Ok(held.as_ref().map(|held| Arc::clone(&held.credential)))
    }

    /// Obtains a new credential. Keeps the old one if that fails while it lives.
    async fn renew(&self, held: &mut Option<Held>, now: Timestamp) -> Result<(), CredentialError> {
        let account = held.as_ref().and_then(|held| held.account.clone());
        let problem = match self.obtain(account).await {
            Ok(new) => {
                *held = Some(new);
                return Ok(());
            }
            Err(problem) => problem,
        };
        let Some((old, ends)) = held.as_mut().and_then(|old| {
            let ends = old.ends?;
            Some((old, ends))
        }) else {
            return Err(self.error(problem));
        };
        if ends <= now {
            let reason = Box::new(problem);
            return Err(self.error(CredentialProblem::NotRenewed { at: ends, reason }));
        }
        tracing::warn!(
            "{}: the credential ends at {ends} and could not be renewed yet: {problem}; hint: {}",
            self.source.origin(),
            problem.next_step(),
        );
        old.renews = Some(now.checked_add(PAUSE).unwrap_or(ends).min(ends));
        Ok(())
    }

    /// Obtains a credential, and proves that it belongs to the account of the one before, or of the role.
    async fn obtain(&self, account: Option<String>) -> Result<Held, CredentialProblem> {
        if let Some(base) = &self.base {
            // Asked here, its problem keeps its next step; within the call of the role it would be a text.
            let ready = Box::pin(base.current()).await;
            ready.map_err(|error| self.of_base(error))?;
        }
        let base = self.base.clone().map(|base| {
            let base: Arc<dyn CredentialProvider> = Arc::new(AccountProvider::of(base));
            Signer::from(base)
        });
        let fetched = Box::pin(fetch(&self.source, base, &self.context)).await?;
        let now = self.context.clock.now();
        if let Some(at) = fetched.ends.filter(|ends| *ends <= now) {
            return Err(match &self.source {
                Source::AccessKey(_) => CredentialProblem::Ended { at },
                Source::Role(_)
                | Source::Metadata(_)
                | Source::Oidc(_)
                | Source::External(_)
                | Source::Uri(_) => CredentialProblem::EndedAtOnce { at, now },
            });
        }
        let account = match &self.source {
            Source::AccessKey(_) => None,
            source => Some(self.prove(source, &fetched, account).await?),
        };
        tracing::debug!(source = self.source.origin(), ends = ?fetched.ends, "credential obtained");
        Ok(Held {
            credential: Arc::new(fetched.credential),
            ends: fetched.ends,
            renews: fetched.ends.map(|ends| renewal(now, ends)),
            account,
        })
    }

    /// Asks whose a credential is. Returns the account, which must be the expected one.
    async fn prove(
        &self,
        source: &Source,
        fetched: &Fetched,
        before: Option<String>,
    ) -> Result<String, CredentialProblem> {
        let expected = before.or_else(|| source.account().map(str::to_owned));
        let client = self.context.client(fetched.credential.clone(), None);
        let identity = client.get_caller_identity().await;
        let actual = identity
            .map_err(|error| CredentialProblem::NotTold {
                error: Box::new(error),
            })?
            .account_id;
        match expected {
            Some(expected) if expected != actual => {
                Err(CredentialProblem::OtherAccount { expected, actual })
            }
            Some(_) | None => Ok(actual),
        }
    }

    /// Returns the problem of the credential that assumes the role, with its origin unless that of the role names it.
    fn of_base(&self, error: CredentialError) -> CredentialProblem {
        if self.source.origin().ends_with(&error.origin) {
            error.problem
        } else {
            CredentialProblem::OfBase {
                error: Box::new(error),
            }
        }
    }

    fn error(&self, problem: CredentialProblem) -> CredentialError {
        CredentialError {
            origin: self.source.origin().to_owned(),
            problem,
        }
    }
}

/// When to renew a credential that was obtained now.
fn renewal(now: Timestamp, ends: Timestamp) -> Timestamp {
    let ahead = (ends.duration_since(now) / 4).min(AHEAD);
    ends.checked_sub(ahead).unwrap_or(ends)
}

/// The credentials of a provider, for an account that messages name.
pub struct AccountProvider {
    provider: Arc<Provider>,
    /// What messages begin with: `account `x`: `, or nothing.
    prefix: String,
}

impl AccountProvider {
    /// Returns the credentials of a provider for the account of this name.
    pub fn new(provider: Arc<Provider>, account: &str) -> Self {
        Self {
            provider,
            prefix: format!("account `{account}`: "),
        }
    }

    fn of(provider: Arc<Provider>) -> Self {
        Self {
            provider,
            prefix: String::new(),
        }
    }

    fn told(&self, error: &CredentialError) -> ProviderError {
        ProviderError {
            message: format!("{}{error}; {}", self.prefix, error.problem.next_step()),
            may_pass: error.problem.may_pass(),
        }
    }
}

impl CredentialProvider for AccountProvider {
    fn id(&self) -> String {
        self.provider.id()
    }

    fn credential(&self) -> BoxFuture<'_, Result<Arc<Credential>, ProviderError>> {
        Box::pin(async {
            let current = self.provider.current().await;
            current
                .map(|(credential, _)| credential)
                .map_err(|error| self.told(&error))
        })
    }

    fn replacement<'a>(
        &'a self,
        expired: &'a Credential,
    ) -> BoxFuture<'a, Result<Option<Arc<Credential>>, ProviderError>> {
        Box::pin(async {
            let other = self.provider.replacement(expired).await;
            other.map_err(|error| self.told(&error))
        })
    }
}
