//! An access key, held so that it cannot be printed.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

/// An access key, with a security token if it is a temporary one. `Debug` shows neither secret nor token.
#[derive(Clone)]
pub struct Credential {
    access_key_id: String,
    secret: SecretString,
    security_token: Option<SecretString>,
}

impl Credential {
    /// Returns a credential of these parts.
    pub fn new(
        access_key_id: impl Into<String>,
        secret: impl Into<String>,
        security_token: Option<String>,
    ) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret: secret.into().into(),
            security_token: security_token.map(Into::into),
        }
    }

    /// Returns the id of the key, which is no secret.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    pub(crate) fn secret(&self) -> &str {
        self.secret.expose_secret()
    }

    pub(crate) fn security_token(&self) -> Option<&str> {
        self.security_token
            .as_ref()
            .map(|token| token.expose_secret())
    }
}

/// The same key, secret and token.
impl PartialEq for Credential {
    fn eq(&self, other: &Self) -> bool {
        self.access_key_id == other.access_key_id
            && self.secret() == other.secret()
            && self.security_token() == other.security_token()
    }
}

impl Eq for Credential {}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!(
            "{:?}",
            Credential::new("LTAI", "canary", Some("canary".to_owned()))
        );
        assert!(
            shown.contains("LTAI") && !shown.contains("canary"),
            "{shown}"
        );
    }
}
