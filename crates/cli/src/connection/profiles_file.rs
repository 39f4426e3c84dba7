//! The file of the Alibaba CLI with its profiles: where it is, and why it cannot be read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cen_credentials::{ProfileError, Profiles};
use cen_topology::{Account, AccountName, Topology};

use crate::connection::profile_of;
use crate::failure::Failure;
use crate::load;

const ANOTHER_FILE: &str =
    "it should be the `config.json` that `aliyun configure` writes; name another with `--profiles`";

/// The largest file of profiles that is read, in bytes.
const LARGEST_PROFILES: usize = 4 * 1024 * 1024;

/// The variable that a key of the environment is known by.
const KEY_VARIABLE: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";

/// The file, and what it holds.
pub(super) struct ProfilesFile {
    path: PathBuf,
    pub(super) profiles: Profiles,
}

/// Why there are no profiles.
pub(super) enum Unread {
    /// There is no home folder to look in.
    Nowhere,
    /// The file cannot be read at all.
    Missing {
        path: PathBuf,
        error: std::io::Error,
        /// Tells whether the command line names the profiles.
        is_named: bool,
        /// Tells whether the environment has an access key.
        has_key: bool,
    },
    /// The file is not one of profiles.
    Other(String),
}

impl ProfilesFile {
    /// Reads the file that is named, that of the environment, or that of the home folder.
    pub(super) fn read(
        named: Option<&Path>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Unread> {
        let path = path_of(named, variable).ok_or(Unread::Nowhere)?;
        Self::read_at(path, named.is_some(), variable, Profiles::parse)
    }

    /// Reads the older file of the vendor's SDKs; none if the environment names none and there is none in the home folder.
    pub(super) fn read_ini(
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Result<Self, Unread>> {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let named = set("ALIBABA_CLOUD_CREDENTIALS_FILE").map(PathBuf::from);
        let home = set("HOME")
            .or_else(|| set("USERPROFILE"))
            .map(PathBuf::from);
        // The vendor's SDKs disagree about the name.
        let usual = home.into_iter().flat_map(|home| {
            ["credentials", "credentials.ini"].map(|name| home.join(".alibabacloud").join(name))
        });
        let path = named.or_else(|| usual.into_iter().find(|path| path.is_file()))?;
        Some(Self::read_at(path, false, variable, Profiles::parse_ini))
    }

    fn read_at(
        path: PathBuf,
        is_named: bool,
        variable: &dyn Fn(&str) -> Option<String>,
        parse: fn(&str) -> Result<Profiles, ProfileError>,
    ) -> Result<Self, Unread> {
        let text = match load::at_most(&path, LARGEST_PROFILES) {
            Ok(text) => text,
            Err(error) => {
                return Err(Unread::Missing {
                    path,
                    error,
                    is_named,
                    has_key: variable(KEY_VARIABLE).is_some(),
                });
            }
        };
        let wrong = |reason: String| Unread::Other(in_file(&path, &reason));
        if text.len() > LARGEST_PROFILES {
            let reason = format!("the file is larger than {LARGEST_PROFILES} bytes");
            return Err(wrong(reason));
        }
        let text =
            String::from_utf8(text).map_err(|_| wrong("the file is not UTF-8".to_owned()))?;
        let profiles = parse(&text).map_err(|error| wrong(error.to_string()))?;
        Ok(Self { path, profiles })
    }

    /// Returns a message about the file.
    pub(super) fn named(&self, message: &str) -> String {
        in_file(&self.path, message)
    }
}

impl Unread {
    /// Tells what is wrong, and what to do about it.
    pub(super) fn failure(&self, topology: &Topology) -> Failure {
        match self {
            Self::Nowhere => Failure::new(
                "no credentials: there is no home folder to look for profiles in",
                "name a file with `--profiles`",
            ),
            Self::Missing {
                path,
                error,
                is_named,
                has_key,
            } => {
                let hint = missing_hint(*is_named, may_be_environment(topology), *has_key);
                let place = place_of_profiles(path, topology);
                let message = format!("no credentials: cannot read {place}: {error}");
                Failure::new(message, hint)
            }
            Self::Other(message) => Failure::new(message.clone(), ANOTHER_FILE),
        }
    }
}

/// Tells whether the environment may serve a file: it has one account, which names neither a profile nor a role.
pub(super) fn may_be_environment(topology: &Topology) -> bool {
    let is_plain = |account: &Account| account.profile.is_none() && account.role.is_none();
    topology.accounts.len() == 1 && topology.accounts.values().all(is_plain)
}

fn in_file(path: &Path, message: &str) -> String {
    format!("`{}`: {message}", path.display())
}

fn path_of(named: Option<&Path>, variable: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let of_environment = || variable("ALIBABA_CLOUD_CONFIG_FILE").map(PathBuf::from);
    let home = || {
        let home = variable("HOME").or_else(|| variable("USERPROFILE"))?;
        Some(Path::new(&home).join(".aliyun/config.json"))
    };
    named
        .map(Path::to_owned)
        .or_else(of_environment)
        .or_else(home)
}

/// Names the file, and the profiles that the topology needs of it.
fn place_of_profiles(path: &Path, topology: &Topology) -> String {
    let mut seen = BTreeSet::new();
    let names: Vec<_> = topology
        .accounts
        .keys()
        .filter_map(|account| profile_needed(topology, account))
        .filter(|name| seen.insert(*name))
        .map(|name| format!("`{name}`"))
        .collect();
    let profiles = match names.len() {
        1 => "the profile",
        _ => "the profiles",
    };
    let names = names.join(", ");
    format!("`{}`, where {profiles} {names} should be", path.display())
}

/// Returns the profile that an account signs with, or that assumes its role; none if it needs no profile of its own.
fn profile_needed<'a>(topology: &'a Topology, account: &'a AccountName) -> Option<&'a str> {
    match &topology.account(account).role {
        Some(role) => {
            let is_account = |via: &str| topology.accounts.keys().any(|name| name.as_str() == via);
            role.via.as_deref().filter(|via| !is_account(via))
        }
        None => Some(profile_of(topology, account)),
    }
}

fn missing_hint(is_named: bool, may_be_environment: bool, has_key: bool) -> &'static str {
    match (is_named, may_be_environment) {
        (true, _) => "check the path after `--profiles`, or rehearse with `--simulate`",
        (false, true) => {
            "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or name a file with `--profiles`, or rehearse with `--simulate`"
        }
        (false, false) if has_key => {
            "the key of the environment serves only a file of one account without a profile: make each profile with `aliyun configure --profile NAME`, or name a file with `--profiles`"
        }
        (false, false) => {
            "make each profile with `aliyun configure --profile NAME`, or name a file with `--profiles`, or rehearse with `--simulate`"
        }
    }
}
