//! The file as the vendor's tool writes it.

use serde::Deserialize;

use crate::secret::Secret;

/// The file.
#[derive(Deserialize)]
pub(super) struct File {
    pub(super) current: Option<String>,
    pub(super) profiles: Option<Vec<Option<Written>>>,
}

/// A profile. Every field may be missing, or null; fields of no use here are passed over.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    pub(super) name: Option<String>,
    pub(super) mode: Option<String>,
    pub(super) access_key_id: Option<String>,
    pub(super) access_key_secret: Option<Secret>,
    pub(super) sts_token: Option<Secret>,
    /// When cached keys of a login end, in seconds since 1970.
    pub(super) sts_expiration: Option<i64>,
    pub(super) sts_region: Option<String>,
    pub(super) sts_endpoint: Option<String>,
    pub(super) enable_vpc: Option<bool>,
    pub(super) ram_role_name: Option<String>,
    pub(super) ram_role_arn: Option<String>,
    pub(super) ram_session_name: Option<String>,
    pub(super) expired_seconds: Option<u32>,
    pub(super) external_id: Option<String>,
    pub(super) policy: Option<String>,
    pub(super) source_profile: Option<String>,
    pub(super) oidc_provider_arn: Option<String>,
    pub(super) oidc_token_file: Option<String>,
    pub(super) process_command: Option<Secret>,
    pub(super) credentials_uri: Option<Secret>,
}

impl Written {
    /// Its name; empty if it has none.
    pub(super) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }
}
