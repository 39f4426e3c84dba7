//! Sources from the profiles of the vendor's command line tool, whose file is `~/.aliyun/config.json`. This module is given its text.
//!
//! A profile that cannot be used is an error and is never skipped: calls might be signed for the wrong account.

mod file;
mod ini;
mod mode;

use cen_cloud::printable;
use jiff::Timestamp;

use self::file::{File, Written};
use self::mode::Mode;
use crate::environment::Variables;
use crate::source::Source;

/// How far a name may be from a profile's to be taken for a slip, in edits.
const FARTHEST_SLIP: usize = 2;

/// The profiles of a file, in its order. Holds keys: there is no `Debug` that shows them.
#[derive(Clone)]
pub struct Profiles {
    current: Option<String>,
    profiles: Vec<Written>,
}

/// Why a profile is no source. Texts hold names and positions, and nothing else of the file.
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
    /// The mode is not one that is served.
    #[error("profile `{name}` has mode `{mode}`, which is not supported")]
    Mode {
        /// The profile's name.
        name: String,
        /// Its mode.
        mode: String,
    },
    /// The mode is a login of a person, and its keys have ended or were never fetched.
    #[error("profile `{name}` has mode `{mode}`, and holds no key of a login that is still valid")]
    Login {
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
    /// A field is not what it should be.
    #[error("profile `{name}`: `{field}` is not {wanted}")]
    Wrong {
        /// The profile's name.
        name: String,
        /// The field.
        field: &'static str,
        /// What it should be.
        wanted: &'static str,
    },
    /// Profiles refer to each other in a circle.
    #[error("profiles refer to each other in a circle through `source_profile`: `{}`", .names.join("` -> `"))]
    Loop {
        /// The names on the circle; the first is also the last.
        names: Vec<String>,
    },
    /// A variable forbids this mode.
    #[error("profile `{name}` has mode `{mode}`, and `{switch}` forbids it")]
    SwitchedOff {
        /// The profile's name.
        name: String,
        /// Its mode.
        mode: &'static str,
        /// The variable.
        switch: &'static str,
    },
}

/// What a profile is read with, beside the file.
#[derive(Clone, Copy)]
struct Surroundings<'a> {
    variables: Variables<'a>,
    now: Timestamp,
}

impl Profiles {
    /// Reads the text of the tool's `config.json`.
    ///
    /// # Errors
    /// [`ProfileError::Unreadable`] with a position, without the text there, which may be a secret.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let file: File = serde_json::from_str(text).map_err(|error: serde_json::Error| {
            ProfileError::Unreadable {
                line: error.line(),
                column: error.column(),
            }
        })?;
        let profiles = file.profiles.unwrap_or_default();
        Ok(Self {
            current: file.current.filter(|name| !name.is_empty()),
            profiles: profiles.into_iter().flatten().collect(),
        })
    }

    /// Reads the text of the older file of the vendor's SDKs, whose sections are profiles; none is the current one.
    ///
    /// # Errors
    /// [`ProfileError::Unreadable`] with the line, without the text there, which may be a secret.
    pub fn parse_ini(text: &str) -> Result<Self, ProfileError> {
        Ok(Self {
            current: None,
            profiles: ini::sections(text)?,
        })
    }

    /// The names of the profiles, in the file's order.
    pub fn names(&self) -> Vec<&str> {
        self.profiles.iter().map(Written::name).collect()
    }

    /// The name of the profile that the tool itself uses when it is given none.
    pub fn current(&self) -> Option<&str> {
        self.current.as_deref()
    }

    /// Returns the source that a profile describes; the first, if two have that name. `variables` is the environment, which may forbid a
    /// mode, and `now` tells whether the keys of a login are still valid.
    ///
    /// # Errors
    /// [`ProfileError`] if there is no such profile, or it cannot be used.
    pub fn source(
        &self,
        name: &str,
        variables: Variables<'_>,
        now: Timestamp,
    ) -> Result<Source, ProfileError> {
        let surroundings = Surroundings { variables, now };
        self.source_through(name, surroundings, &mut Vec::new())
    }

    /// Returns the source of a profile that those in `path` refer to, each by the one before.
    fn source_through(
        &self,
        name: &str,
        surroundings: Surroundings<'_>,
        path: &mut Vec<String>,
    ) -> Result<Source, ProfileError> {
        let before = path.iter().position(|before| before == name);
        path.push(name.to_owned());
        if let Some(before) = before {
            let names = path.split_off(before);
            let names = names.iter().map(|name| printable(name)).collect();
            return Err(ProfileError::Loop { names });
        }
        let profile = self
            .profiles
            .iter()
            .find(|profile| profile.name() == name)
            .ok_or_else(|| self.not_found(name))?;
        let mode = Mode::of(profile)?;
        let base = match mode.source_profile(profile)? {
            Some(name) => Some(self.source_through(&name, surroundings, path)?),
            None => None,
        };
        mode.source(profile, base, surroundings)
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::environment::NO_EXTERNAL;

    const ROLE: &str = "acs:ram::1250000000000001:role/cen";

    /// Every kind of profile, with a canary wherever the tool keeps a secret.
    fn profiles() -> Profiles {
        let of = |name: &str, mode: &str, more: Value| {
            let mut profile = json!({"name": name, "mode": mode, "region_id": "cn-hangzhou"});
            let fields = profile.as_object_mut().unwrap();
            fields.extend(more.as_object().unwrap().clone());
            profile
        };
        let key = json!({"access_key_id": "LTAI1", "access_key_secret": "canary"});
        let role = |more: &str| {
            let mut role = json!({"access_key_id": "LTAI1", "access_key_secret": "canary", "ram_role_arn": ROLE, "ram_session_name": "ci"});
            if !more.is_empty() {
                role["source_profile"] = json!(more);
            }
            role
        };
        let file = json!({"current": "default", "meta_path": "", "profiles": [
            of("default", "AK", key.clone()),
            of("no id", "AK", json!({"access_key_secret": "canary"})),
            of("no secret", "AK", json!({"access_key_id": "LTAI1", "access_key_secret": ""})),
            of("temporary", "StsToken", json!({"access_key_id": "STS.1", "access_key_secret": "canary", "sts_token": "canary"})),
            of("no token", "StsToken", json!({"access_key_id": "STS.1", "access_key_secret": "canary", "sts_token": null})),
            of("role", "RamRoleArn", role("")),
            of("not a role", "RamRoleArn", json!({"access_key_id": "LTAI1", "access_key_secret": "canary", "ram_role_arn": "canary"})),
            of("chained", "ChainableRamRoleArn", role("role")),
            of("a", "ChainableRamRoleArn", role("b")),
            of("b", "ChainableRamRoleArn", role("a")),
            of("to a", "ChainableRamRoleArn", role("a")),
            of("to nothing", "ChainableRamRoleArn", role("nothing")),
            of("instance", "EcsRamRole", json!({})),
            of("instance role", "RamRoleArnWithRoleName", json!({"ram_role_name": "ecs", "ram_role_arn": ROLE})),
            of("pod", "OIDC", json!({"oidc_provider_arn": "p", "oidc_token_file": "/token", "ram_role_arn": ROLE, "sts_region": "cn-beijing"})),
            of("command", "External", json!({"process_command": "print canary", "access_key_secret": "canary"})),
            of("uri", "CredentialsURI", json!({"credentials_uri": "http://localhost/canary"})),
            of("login", "CloudSSO", json!({"access_key_id": "STS.1", "access_key_secret": "canary", "sts_token": "canary", "sts_expiration": 1767323045})),
            of("bearer", "BearerToken", json!({"bearer_token": "canary"})),
            {"name": "no mode", "access_key_secret": "canary"},
        ]});
        Profiles::parse(&file.to_string()).unwrap()
    }

    fn source_at(name: &str, now: &str) -> Result<Source, ProfileError> {
        let found = profiles().source(name, &|_| None, now.parse().unwrap());
        assert!(!format!("{found:?}").contains("canary"), "{found:?}");
        found
    }

    fn source(name: &str) -> Source {
        source_at(name, "2026-01-02T00:00:00Z").unwrap()
    }

    fn refusal(name: &str) -> String {
        source_at(name, "2026-01-03T00:00:00Z")
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_sections_of_the_older_file_are_profiles() {
        let text = "# keys\n[default]\nenable = true\ntype = access_key\naccess_key_id = LTAI\naccess_key_secret = canary=\n\n\
                    [role]\ntype = ram_role_arn\naccess_key_id = LTAI\naccess_key_secret = canary\n\
                    role_arn = acs:ram::1:role/cen\nrole_session_name = s1\n\
                    [vm]\ntype = ecs_ram_role\nrole_name = cen\n\
                    [old]\ntype = rsa_key_pair\n[half]\ntype = ram_role_arn\naccess_key_id = LTAI\naccess_key_secret = canary\n";
        let profiles = Profiles::parse_ini(text).unwrap();
        let source = |name: &str| profiles.source(name, &|_| None, Timestamp::UNIX_EPOCH);
        let Ok(Source::AccessKey(key)) = source("default") else {
            panic!("it is a key");
        };
        assert_eq!(key.secret.expose(), "canary=");
        let Ok(Source::Role(role)) = source("role") else {
            panic!("it is a role");
        };
        assert_eq!(
            (role.session.role_arn.as_str(), role.session.name.as_str()),
            ("acs:ram::1:role/cen", "s1")
        );
        assert!(matches!(source("vm"), Ok(Source::Metadata(_))));
        let refused = |name: &str| source(name).unwrap_err().to_string();
        assert_eq!(
            refused("old"),
            "profile `old` has mode `rsa_key_pair`, which is not supported"
        );
        assert_eq!(refused("half"), "profile `half` has no `ram_role_arn`");
        for text in ["canary", "[default", "access_key_secret = canary"] {
            let error = Profiles::parse_ini(text).err().unwrap().to_string();
            assert!(
                error.contains("line 1") && !error.contains("canary"),
                "{error}"
            );
        }
    }

    #[test]
    fn every_mode_is_read() {
        let Source::AccessKey(key) = source("default") else {
            panic!()
        };
        assert_eq!(
            (key.access_key_id.as_str(), key.secret.expose(), key.token),
            ("LTAI1", "canary", None)
        );
        let Source::AccessKey(key) = source("temporary") else {
            panic!()
        };
        assert_eq!(key.token.unwrap().expose(), "canary");
        let Source::Role(role) = source("role") else {
            panic!()
        };
        assert_eq!(
            (role.session.role_arn.as_str(), role.session.name.as_str()),
            (ROLE, "ci")
        );
        let Source::Role(chained) = source("chained") else {
            panic!()
        };
        assert_eq!(*chained.base, Source::Role(role));
        let Source::Metadata(instance) = source("instance") else {
            panic!()
        };
        assert_eq!((instance.role_name, instance.is_v1_allowed), (None, true));
        let Source::Role(role) = source("instance role") else {
            panic!()
        };
        assert!(matches!(&*role.base, Source::Metadata(_)) && role.session.name == "cen");
        let Source::Oidc(pod) = source("pod") else {
            panic!()
        };
        assert_eq!(
            pod.session.sts_host.as_deref(),
            Some("sts.cn-beijing.aliyuncs.com")
        );
        let Source::External(command) = source("command") else {
            panic!()
        };
        assert_eq!(command.command.expose(), "print canary");
        let Source::Uri(uri) = source("uri") else {
            panic!()
        };
        assert_eq!(uri.address.expose(), "http://localhost/canary");
        let Source::AccessKey(login) = source("login") else {
            panic!()
        };
        assert_eq!(login.ends.unwrap().to_string(), "2026-01-02T03:04:05Z");
        assert_eq!(profiles().current(), Some("default"));
        assert_eq!(profiles().names()[..3], ["default", "no id", "no secret"]);
    }

    #[test]
    fn what_a_profile_lacks_is_named() {
        for (name, field) in [
            ("no id", "access_key_id"),
            ("no secret", "access_key_secret"),
            ("no token", "sts_token"),
            ("no mode", "mode"),
        ] {
            assert_eq!(refusal(name), format!("profile `{name}` has no `{field}`"));
        }
        assert_eq!(
            refusal("not a role"),
            "profile `not a role`: `ram_role_arn` is not a role such as acs:ram::1250000000000001:role/cen"
        );
        assert_eq!(
            refusal("bearer"),
            "profile `bearer` has mode `BearerToken`, which is not supported"
        );
        assert_eq!(
            refusal("login"),
            "profile `login` has mode `CloudSSO`, and holds no key of a login that is still valid"
        );
    }

    #[test]
    fn a_circle_of_profiles_is_told_whole_and_without_what_leads_to_it() {
        let circle =
            "profiles refer to each other in a circle through `source_profile`: `a` -> `b` -> `a`";
        assert_eq!(refusal("a"), circle);
        assert_eq!(refusal("to a"), circle);
        assert!(refusal("to nothing").starts_with("there is no profile `nothing`"));
    }

    #[test]
    fn a_variable_forbids_commands_and_addresses() {
        let variables = |name: &str| (name == NO_EXTERNAL).then(|| "1".to_owned());
        for (name, mode) in [("command", "External"), ("uri", "CredentialsURI")] {
            let error = profiles()
                .source(name, &variables, Timestamp::UNIX_EPOCH)
                .unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "profile `{name}` has mode `{mode}`, and `ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS` forbids it"
                )
            );
        }
    }

    #[test]
    fn an_unknown_profile_is_met_with_those_that_there_are() {
        assert!(refusal("defualt").starts_with(
            "there is no profile `defualt` (did you mean `default`?); there are `default`, `no id`"
        ));
        assert!(
            refusal("production")
                .starts_with("there is no profile `production`; there are `default`, `no id`")
        );
        let none =
            Profiles::parse("{}")
                .unwrap()
                .source("default", &|_| None, Timestamp::UNIX_EPOCH);
        assert_eq!(
            none.unwrap_err().to_string(),
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
