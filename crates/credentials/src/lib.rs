//! Where an account's credential comes from: the environment, the profiles of the vendor's command line tool, roles, the metadata of an
//! instance, other commands and URIs; and the renewal of a credential before it ends.
//!
//! A [`Source`] is what was found, as data: nothing has been asked yet. A [`Pool`] turns sources into providers, which obtain a credential
//! when one is needed and renew it. Two accounts with the same source share one provider.
//!
//! The file of the vendor's tool is read and never written.

mod environment;
mod fetch;
mod pool;
mod problem;
mod profiles;
mod provider;
mod role;
mod secret;
mod source;

pub use environment::{EnvironmentError, Variables, from_environment, from_instance};
pub use fetch::Context;
pub use pool::Pool;
pub use problem::{CredentialError, CredentialProblem};
pub use profiles::{ProfileError, Profiles};
pub use provider::{AccountProvider, Provider};
pub use role::account_of_role;
pub use secret::Secret;
pub use source::{AccessKey, External, Metadata, Oidc, Role, Session, Source, Uri};
