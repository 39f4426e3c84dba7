//! Checks that each credential belongs to the account in the file, before anything else: a wrong
//! one would read and change another company's network.

use cen_cloud::{Error, ErrorKind};
use cen_topology::{AccountName, Topology};
use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, join_all};

use crate::clients::Clients;
use crate::read_cache::ReadCache;
use crate::retry::first_read;

/// Why an account's credential cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityProblem {
    /// It belongs to another account.
    #[error(
        "account `{account}`: the file says {declared}, but the credential belongs to {actual}"
    )]
    OtherAccount {
        /// The account's name in the file.
        account: AccountName,
        /// The id in the file.
        declared: String,
        /// The id behind the credential.
        actual: String,
    },
    /// The cloud did not say whose it is.
    #[error(
        "account `{account}` ({declared}): the cloud does not say whose the credential is: {error}"
    )]
    NotTold {
        /// The account's name in the file.
        account: AccountName,
        /// The id in the file.
        declared: String,
        /// What it said instead.
        error: Error,
    },
}

impl IdentityProblem {
    /// Returns what to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::OtherAccount { .. } => "correct `id` in the file, or name the right `profile`",
            Self::NotTold { error, .. } => match error.kind {
                _ if error.http_status.is_some() && error.code.is_empty() => {
                    "what answers there is not the API: check the endpoint, and the proxy if there is one"
                }
                ErrorKind::NotSent | ErrorKind::Unknown => {
                    "check the endpoint and the network, and that the server is running"
                }
                _ if error.code.starts_with("Signature") => {
                    "the access key's secret is wrong: correct it in the profile or the environment"
                }
                _ if error.code.contains("SecurityToken") => {
                    "the security token has expired or belongs to another access key: get a new one for the profile or the environment"
                }
                _ if error.code.contains("AccessKey") => {
                    "the access key does not exist or is disabled: correct it in the profile or the environment"
                }
                _ if error.code.contains("TimeStamp") || error.code.contains("Timestamp") => {
                    "this machine's clock is wrong: set it, then run again"
                }
                ErrorKind::Throttled | ErrorKind::Busy | ErrorKind::Locked => {
                    "too much is asked in this account's name at this moment: wait a little and run again"
                }
                _ => "check the access key of that account's profile",
            },
        }
    }
}

/// Checks the credentials of all accounts at the same time.
///
/// # Errors
/// Every account whose credential belongs to another account, or could not be checked.
pub async fn verify_identities(
    topology: &Topology,
    clients: &Clients,
) -> Result<(), Vec<IdentityProblem>> {
    verify_identities_sharing(topology, clients, &ReadCache::default()).await
}

/// Checks the credentials as [`verify_identities`] does, without asking again what the cache holds.
///
/// # Errors
/// As [`verify_identities`].
pub fn verify_identities_sharing<'a>(
    topology: &'a Topology,
    clients: &'a Clients,
    cache: &'a ReadCache,
) -> LocalBoxFuture<'a, Result<(), Vec<IdentityProblem>>> {
    verify_all(topology, clients, cache).boxed_local()
}

async fn verify_all(
    topology: &Topology,
    clients: &Clients,
    cache: &ReadCache,
) -> Result<(), Vec<IdentityProblem>> {
    let checks = clients.iter().map(async |(account, client)| {
        let declared = topology.account(account).id.as_str();
        let ask = async || first_read(async || client.get_caller_identity().await).await;
        match cache.identities.once(client.credential_id(), ask).await {
            Ok(identity) if identity.account_id == declared => None,
            Ok(identity) => {
                let (declared, actual) = (declared.to_owned(), identity.account_id);
                Some(IdentityProblem::OtherAccount {
                    account: account.clone(),
                    declared,
                    actual,
                })
            }
            Err(error) => Some(IdentityProblem::NotTold {
                account: account.clone(),
                declared: declared.to_owned(),
                error,
            }),
        }
    });
    let problems: Vec<_> = join_all(checks).await.into_iter().flatten().collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
