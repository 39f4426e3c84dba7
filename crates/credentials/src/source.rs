//! What a credential comes from, as data.

use jiff::Timestamp;

use crate::role::account_of_role;
use crate::secret::Secret;

/// What a credential comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A key that is there.
    AccessKey(AccessKey),
    /// A role that another credential assumes.
    Role(Role),
    /// The role of the ECS instance that this runs on.
    Metadata(Metadata),
    /// A role that the token of an identity provider assumes.
    Oidc(Oidc),
    /// A command that prints a key.
    External(External),
    /// An address that answers with a key.
    Uri(Uri),
}

/// A key, with its token if it is a temporary one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// Where it was found, for people.
    pub origin: String,
    /// Its id.
    pub access_key_id: String,
    /// Its secret.
    pub secret: Secret,
    /// Its token.
    pub token: Option<Secret>,
    /// When it ends, where that is written beside it.
    pub ends: Option<Timestamp>,
}

/// How a role is used: its name, and the parameters with which it is assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The full name of the role, such as `acs:ram::1250000000000001:role/cen`.
    pub role_arn: String,
    /// The name of the session, which the role's account sees in its audit log.
    pub name: String,
    /// How long a credential lives; none for the API's default of an hour.
    pub seconds: Option<u32>,
    /// A policy that takes away some of what the role may do.
    pub policy: Option<String>,
    /// The host that is asked, where it is not the usual one.
    pub sts_host: Option<String>,
}

/// A role that another credential assumes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Where it was found, for people.
    pub origin: String,
    /// Whose credential assumes it.
    pub base: Box<Source>,
    /// The role.
    pub session: Session,
    /// What the role's trust policy may ask for.
    pub external_id: Option<String>,
}

/// The role of the ECS instance that this runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Where it was found, for people.
    pub origin: String,
    /// The name of the role; none to ask the instance.
    pub role_name: Option<String>,
    /// Whether the older form of the service, without a token, may be used where the newer fails.
    pub is_v1_allowed: bool,
}

/// A role that the token of an identity provider assumes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oidc {
    /// Where it was found, for people.
    pub origin: String,
    /// The full name of the identity provider.
    pub provider_arn: String,
    /// The file with the token, which is read at each renewal.
    pub token_file: String,
    /// The role.
    pub session: Session,
}

/// A command that prints a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    /// Where it was found, for people.
    pub origin: String,
    /// The command as it is written. It may hold secrets.
    pub command: Secret,
}

/// An address that answers with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri {
    /// Where it was found, for people.
    pub origin: String,
    /// The address. It may hold secrets.
    pub address: Secret,
}

impl Source {
    /// Returns where it was found, for people.
    pub fn origin(&self) -> &str {
        match self {
            Self::AccessKey(key) => &key.origin,
            Self::Role(role) => &role.origin,
            Self::Metadata(metadata) => &metadata.origin,
            Self::Oidc(oidc) => &oidc.origin,
            Self::External(external) => &external.origin,
            Self::Uri(uri) => &uri.origin,
        }
    }

    /// Returns the id of the account, where the name of a role tells it.
    pub fn account(&self) -> Option<&str> {
        let session = match self {
            Self::Role(role) => &role.session,
            Self::Oidc(oidc) => &oidc.session,
            Self::AccessKey(_) | Self::Metadata(_) | Self::External(_) | Self::Uri(_) => {
                return None;
            }
        };
        account_of_role(&session.role_arn)
    }
}
