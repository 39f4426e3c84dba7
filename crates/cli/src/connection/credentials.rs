//! The credential of each account: from a profile of the Alibaba CLI's configuration, or, for a file of one account, from the environment.

use std::path::{Path, PathBuf};

use cen_cloud::{Credential, ProfileError, Profiles};
use cen_topology::{AccountName, Topology};

use crate::connection::profile_of;
use crate::failure::Failure;
use crate::load;

const ANOTHER_FILE: &str =
    "it should be the `config.json` that `aliyun configure` writes; name another with `--profiles`";

/// The largest file of profiles that is read, in bytes.
const LARGEST_PROFILES: usize = 4 * 1024 * 1024;

/// The credential of every account.
///
/// # Errors
/// [`Failure`] with every account that has none.
pub(crate) fn find(
    profiles: Option<&Path>,
    topology: &Topology,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Vec<(AccountName, Credential)>, Failure> {
    if let Some(found) = from_environment(profiles, topology, &variable)? {
        return Ok(vec![found]);
    }
    let path = path_of(profiles, &variable)?;
    let text = load::at_most(&path, LARGEST_PROFILES).map_err(|error| {
        missing(
            &path,
            &error,
            topology,
            profiles.is_some(),
            variable(KEY_VARIABLE).is_some(),
        )
    })?;
    let named = |message: String| format!("`{}`: {message}", path.display());
    if text.len() > LARGEST_PROFILES {
        return Err(Failure::new(
            named(format!("the file is larger than {LARGEST_PROFILES} bytes")),
            ANOTHER_FILE,
        ));
    }
    let text = String::from_utf8(text)
        .map_err(|_| Failure::new(named("the file is not UTF-8".to_owned()), ANOTHER_FILE))?;
    let profiles = Profiles::parse(&text)
        .map_err(|error| Failure::new(named(error.to_string()), ANOTHER_FILE))?;
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for account in topology.accounts.keys() {
        match profiles.credential(profile_of(topology, account)) {
            Ok(credential) => found.push((account.clone(), credential)),
            Err(error) => problems.push((
                named(format!("account `{account}`: {error}")),
                profile_hint(&error, topology, account),
            )),
        }
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(Failure::all(problems))
    }
}

/// The file of profiles: the one that is named, that of the environment, or that of the home folder.
fn path_of(
    profiles: Option<&Path>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<PathBuf, Failure> {
    let named = profiles
        .map(Path::to_owned)
        .or_else(|| variable("ALIBABA_CLOUD_CONFIG_FILE").map(PathBuf::from));
    let home = || {
        variable("HOME")
            .or_else(|| variable("USERPROFILE"))
            .map(|home| Path::new(&home).join(".aliyun/config.json"))
    };
    let nowhere = || {
        Failure::new(
            "no credentials: there is no home folder to look for profiles in",
            "name a file with `--profiles`",
        )
    };
    named.or_else(home).ok_or_else(nowhere)
}

/// The environment serves only a file with exactly one account that names no profile, and not if a file of profiles was named.
fn from_environment(
    profiles: Option<&Path>,
    topology: &Topology,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<(AccountName, Credential)>, Failure> {
    let mut accounts = topology.accounts.iter();
    let (Some((name, account)), None, None) = (accounts.next(), accounts.next(), profiles) else {
        return Ok(None);
    };
    if account.profile.is_some() {
        return Ok(None);
    }
    let half =
        |error: cen_cloud::CredentialError| Failure::new(error.to_string(), "set both, or neither");
    Ok(Credential::from_environment(variable)
        .map_err(half)?
        .map(|credential| (name.clone(), credential)))
}

/// The variable that a key of the environment is known by.
const KEY_VARIABLE: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";

fn missing(
    path: &Path,
    error: &std::io::Error,
    topology: &Topology,
    is_named: bool,
    has_key: bool,
) -> Failure {
    let names: Vec<_> = topology
        .accounts
        .keys()
        .map(|account| format!("`{}`", profile_of(topology, account)))
        .collect();
    let profiles = if names.len() == 1 {
        "the profile"
    } else {
        "the profiles"
    };
    let place = format!(
        "`{}`, where {profiles} {} should be",
        path.display(),
        names.join(", ")
    );
    // The environment would serve only a file of one account without a profile, and not beside `--profiles`.
    let may_be_environment = !is_named
        && topology.accounts.len() == 1
        && topology
            .accounts
            .values()
            .all(|account| account.profile.is_none());
    let hint = match (is_named, may_be_environment) {
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
    };
    Failure::new(
        format!("no credentials: cannot read {place}: {error}"),
        hint,
    )
}

fn profile_hint(error: &ProfileError, topology: &Topology, account: &AccountName) -> String {
    let name = profile_of(topology, account);
    match error {
        ProfileError::NotFound { .. } => {
            format!(
                "name another with `profile:` at account `{account}` in the topology file, or make it with `aliyun configure --profile {name}`"
            )
        }
        ProfileError::Mode { .. } => {
            format!(
                "make one with `aliyun configure --mode AK --profile NAME`, and write `profile: NAME` at account `{account}`"
            )
        }
        ProfileError::Missing { .. } | ProfileError::Unreadable { .. } => {
            format!("complete it with `aliyun configure --profile {name}`")
        }
    }
}
