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

/// Why there is no credential.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// Only one half of an access key is there.
    #[error("`{present}` is set, but `{missing}` is not")]
    Half {
        /// The variable that is set.
        present: &'static str,
        /// The variable that is not.
        missing: &'static str,
    },
}

/// The names under which the vendor's tools look for an access key in the environment: id, secret, token.
const VARIABLES: [[&str; 3]; 2] = [
    [
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        "ALIBABA_CLOUD_SECURITY_TOKEN",
    ],
    [
        "ALICLOUD_ACCESS_KEY",
        "ALICLOUD_SECRET_KEY",
        "ALICLOUD_SECURITY_TOKEN",
    ],
];

impl Credential {
    /// A credential of these parts.
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

    /// The credential of the environment, read through `variable`; none if there is none. An empty variable counts as not set.
    ///
    /// # Errors
    /// [`CredentialError::Half`] if an id stands there without its secret, or the other way round.
    pub fn from_environment(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, CredentialError> {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        for [id_name, secret_name, token_name] in VARIABLES {
            match (set(id_name), set(secret_name)) {
                (Some(id), Some(secret)) => {
                    return Ok(Some(Self::new(id, secret, set(token_name))));
                }
                (Some(_), None) => {
                    return Err(CredentialError::Half {
                        present: id_name,
                        missing: secret_name,
                    });
                }
                (None, Some(_)) => {
                    return Err(CredentialError::Half {
                        present: secret_name,
                        missing: id_name,
                    });
                }
                (None, None) => {}
            }
        }
        Ok(None)
    }

    /// The id of the key, which is no secret.
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

    fn from(variables: &[(&str, &str)]) -> Result<Option<Credential>, CredentialError> {
        Credential::from_environment(|name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn both_generations_of_names_are_read_and_the_newer_wins() {
        let old = [("ALICLOUD_ACCESS_KEY", "old"), ("ALICLOUD_SECRET_KEY", "s")];
        assert_eq!(from(&old).unwrap().unwrap().access_key_id(), "old");
        let both = [
            old[0],
            old[1],
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "new"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s"),
        ];
        assert_eq!(from(&both).unwrap().unwrap().access_key_id(), "new");
        assert!(from(&[]).unwrap().is_none());
    }

    #[test]
    fn half_a_key_is_an_error_that_names_the_missing_half() {
        let error = from(&[("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "canary")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`ALIBABA_CLOUD_ACCESS_KEY_SECRET` is set, but `ALIBABA_CLOUD_ACCESS_KEY_ID` is not"
        );
    }

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
