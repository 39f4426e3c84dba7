//! Credentials from the profiles of the vendor's command line tool, whose file is `~/.aliyun/config.json`. This module is given its text.
//!
//! Only profiles that hold an access key are served. The other modes fetch one from elsewhere; to pass them over in silence, as if there
//! were no profile, might make calls as an account that nobody meant.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::credentials::Credential;
use crate::rpc::printable;

/// How far a name may be from a profile's to be taken for a slip, in edits.
const FARTHEST_SLIP: usize = 2;

/// The profiles of a file, in its order. Holds keys: there is no `Debug` that shows them.
#[derive(Clone)]
pub struct Profiles {
    current: Option<String>,
    profiles: Vec<Profile>,
}

#[derive(Clone)]
struct Profile {
    name: String,
    mode: String,
    access_key_id: String,
    access_key_secret: SecretString,
    sts_token: SecretString,
}

/// Why there is no credential. Texts hold names and positions, and nothing else of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The text is not a file of profiles.
    #[error(
        "the profiles cannot be read: line {line}, column {column} is not what a file of profiles has there"
    )]
    Unreadable {
        /// Where it went wrong, counted from 1; 0 if at no place in particular.
        line: usize,
        /// The column within the line, counted from 1; 0 if at no place in particular.
        column: usize,
    },
    /// No profile has that name.
    #[error("there is no profile `{name}`{}; {}", suggestion(.nearest.as_deref()), listing(.known))]
    NotFound {
        /// The name.
        name: String,
        /// The names that there are, in the file's order.
        known: Vec<String>,
        /// The one that it is most like, if it is much like any.
        nearest: Option<String>,
    },
    /// The profile holds no access key, but tells where to fetch one.
    #[error(
        "profile `{name}` has mode `{mode}`, which is not supported: use a profile of mode `AK` or `StsToken`"
    )]
    Mode {
        /// The profile's name.
        name: String,
        /// Its mode.
        mode: String,
    },
    /// The profile lacks something that its mode needs.
    #[error("profile `{name}` has no `{field}`")]
    Missing {
        /// The profile's name.
        name: String,
        /// The field that is not there, or empty.
        field: &'static str,
    },
}

impl Profiles {
    /// Reads the text of the tool's `config.json`. Fields of no use here are passed over.
    ///
    /// # Errors
    /// [`ProfileError::Unreadable`] with a position, and not with what is there: it may be a secret.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let file: File = serde_json::from_str(text).map_err(|error: serde_json::Error| {
            ProfileError::Unreadable {
                line: error.line(),
                column: error.column(),
            }
        })?;
        let current = file.current.filter(|name| !name.is_empty());
        Ok(Self {
            current,
            profiles: file
                .profiles
                .unwrap_or_default()
                .into_iter()
                .map(Profile::from)
                .collect(),
        })
    }

    /// The names of the profiles, in the file's order.
    pub fn names(&self) -> Vec<&str> {
        self.profiles
            .iter()
            .map(|profile| profile.name.as_str())
            .collect()
    }

    /// The name of the profile that the tool itself uses when it is given none.
    pub fn current(&self) -> Option<&str> {
        self.current.as_deref()
    }

    /// The access key of a profile; of the first, if two have that name.
    ///
    /// # Errors
    /// [`ProfileError`] if there is no such profile, if its mode is neither `AK` nor `StsToken`, or if it lacks a part of its key.
    pub fn credential(&self, name: &str) -> Result<Credential, ProfileError> {
        let profile = self
            .profiles
            .iter()
            .find(|profile| profile.name == name)
            .ok_or_else(|| self.not_found(name))?;
        profile.credential()
    }

    fn not_found(&self, name: &str) -> ProfileError {
        let distance = |known: &&str| strsim::osa_distance(name, known);
        let nearest = self
            .names()
            .into_iter()
            .min_by_key(distance)
            .filter(|known| distance(known) <= FARTHEST_SLIP);
        let known = self.names().into_iter().map(printable).collect();
        ProfileError::NotFound {
            name: printable(name),
            known,
            nearest: nearest.map(printable),
        }
    }
}

impl std::fmt::Debug for Profiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profiles")
            .field("current", &self.current)
            .field("names", &self.names())
            .finish_non_exhaustive()
    }
}

impl Profile {
    fn credential(&self) -> Result<Credential, ProfileError> {
        let secret = |field, value: &SecretString| self.present(field, value.expose_secret());
        let key = |token| {
            let id = self.present("access_key_id", &self.access_key_id)?;
            Ok(Credential::new(
                id,
                secret("access_key_secret", &self.access_key_secret)?,
                token,
            ))
        };
        match self.mode.as_str() {
            "AK" => key(None),
            "StsToken" => key(Some(secret("sts_token", &self.sts_token)?)),
            "" => Err(self.missing("mode")),
            mode => Err(ProfileError::Mode {
                name: printable(&self.name),
                mode: printable(mode),
            }),
        }
    }

    fn present(&self, field: &'static str, value: &str) -> Result<String, ProfileError> {
        if value.is_empty() {
            Err(self.missing(field))
        } else {
            Ok(value.to_owned())
        }
    }

    fn missing(&self, field: &'static str) -> ProfileError {
        ProfileError::Missing {
            name: printable(&self.name),
            field,
        }
    }
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}

fn listing(known: &[String]) -> String {
    if known.is_empty() {
        "the file has none".to_owned()
    } else {
        format!("there are `{}`", known.join("`, `"))
    }
}

/// The file as it is written.
#[derive(Deserialize)]
struct File {
    current: Option<String>,
    profiles: Option<Vec<Written>>,
}

/// A profile as it is written. Every field may be missing, or null.
#[derive(Deserialize)]
struct Written {
    name: Option<String>,
    mode: Option<String>,
    access_key_id: Option<String>,
    access_key_secret: Option<String>,
    sts_token: Option<String>,
}

impl From<Written> for Profile {
    fn from(written: Written) -> Self {
        Self {
            name: written.name.unwrap_or_default(),
            mode: written.mode.unwrap_or_default(),
            access_key_id: written.access_key_id.unwrap_or_default(),
            access_key_secret: written.access_key_secret.unwrap_or_default().into(),
            sts_token: written.sts_token.unwrap_or_default().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Every kind of profile, with a canary wherever the tool keeps a secret.
    fn profiles() -> Profiles {
        let ak = |name, id, secret| json!({"name": name, "mode": "AK", "access_key_id": id, "access_key_secret": secret, "region_id": "cn-hangzhou"});
        let sts = |name, token: Value| json!({"name": name, "mode": "StsToken", "access_key_id": "STS.1", "access_key_secret": "canary", "sts_token": token});
        let file = json!({
            "current": "default",
            "profiles": [
                ak("default", "LTAI1", "canary"),
                ak("no id", "", "canary"),
                ak("no secret", "LTAI1", ""),
                sts("temporary", json!("canary")),
                sts("no token", Value::Null),
                {"name": "role", "mode": "RamRoleArn", "access_key_id": "LTAI1", "access_key_secret": "canary", "ram_role_arn": "canary"},
                {"name": "no mode", "access_key_secret": "canary"},
            ],
            "meta_path": "",
        });
        Profiles::parse(&file.to_string()).unwrap()
    }

    fn refusal(name: &str) -> String {
        let error = profiles().credential(name).unwrap_err();
        assert!(
            !format!("{error:?} {error}").contains("canary"),
            "{error:?}"
        );
        error.to_string()
    }

    #[test]
    fn keys_and_temporary_keys_are_served() {
        let credential = profiles().credential("default").unwrap();
        assert_eq!(
            (
                credential.access_key_id(),
                credential.secret(),
                credential.security_token()
            ),
            ("LTAI1", "canary", None)
        );
        let temporary = profiles().credential("temporary").unwrap();
        assert_eq!(
            (temporary.access_key_id(), temporary.security_token()),
            ("STS.1", Some("canary"))
        );
        assert_eq!(profiles().current(), Some("default"));
        assert_eq!(profiles().names()[..3], ["default", "no id", "no secret"]);
    }

    #[test]
    fn what_a_profile_lacks_is_named() {
        assert_eq!(refusal("no id"), "profile `no id` has no `access_key_id`");
        assert_eq!(
            refusal("no secret"),
            "profile `no secret` has no `access_key_secret`"
        );
        assert_eq!(refusal("no token"), "profile `no token` has no `sts_token`");
        assert_eq!(refusal("no mode"), "profile `no mode` has no `mode`");
    }

    #[test]
    fn every_other_mode_is_refused_by_name() {
        let refused = "profile `role` has mode `RamRoleArn`, which is not supported: use a profile of mode `AK` or `StsToken`";
        assert_eq!(refusal("role"), refused);
        let modes = [
            "EcsRamRole",
            "RamRoleArnWithRoleName",
            "ChainableRamRoleArn",
            "External",
            "CredentialsURI",
            "OIDC",
            "CloudSSO",
            "OAuth",
            "ak",
        ];
        for mode in modes {
            let file = json!({"profiles": [{"name": "p", "mode": mode, "access_key_id": "LTAI1", "access_key_secret": "canary"}]});
            let error = Profiles::parse(&file.to_string())
                .unwrap()
                .credential("p")
                .unwrap_err();
            assert_eq!(
                error,
                ProfileError::Mode {
                    name: "p".to_owned(),
                    mode: mode.to_owned()
                }
            );
        }
    }

    #[test]
    fn an_unknown_profile_is_met_with_those_that_there_are() {
        let all =
            "there are `default`, `no id`, `no secret`, `temporary`, `no token`, `role`, `no mode`";
        assert_eq!(
            refusal("defualt"),
            format!("there is no profile `defualt` (did you mean `default`?); {all}")
        );
        assert_eq!(
            refusal("production"),
            format!("there is no profile `production`; {all}")
        );
        let none = Profiles::parse("{}")
            .unwrap()
            .credential("default")
            .unwrap_err();
        assert_eq!(
            none.to_string(),
            "there is no profile `default`; the file has none"
        );
    }

    #[test]
    fn a_broken_file_is_met_with_a_place_and_nothing_of_what_is_there() {
        for (text, line, column) in [
            ("", 1, 0),
            (
                "{\"profiles\": [\n  {\"access_key_secret\": canary}]}",
                2,
                25,
            ),
            ("{\"profiles\": \"canary\"}", 1, 21),
            (
                "{\"profiles\": [{\"access_key_secret\": [\"canary\"]}]}",
                1,
                36,
            ),
            ("{\"current\": \"a\", \"current\": \"canary\"}", 1, 26),
        ] {
            let error = Profiles::parse(text).map(|_| ()).unwrap_err();
            assert!(
                !format!("{error:?} {error}").contains("canary"),
                "{error:?}"
            );
            assert_eq!(error, ProfileError::Unreadable { line, column }, "{text}");
        }
    }

    #[test]
    fn debug_shows_names_only() {
        let shown = format!("{:?}", profiles());
        assert!(
            shown.contains("temporary") && !shown.contains("canary") && !shown.contains("LTAI1"),
            "{shown}"
        );
    }
}
