//! The source of each account's credential: a profile of the Alibaba CLI's configuration, or, for a file of one account, the environment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cen_credentials::{
    EnvironmentError, Pool, ProfileError, Profiles, Provider, Source, from_environment,
    from_instance,
};
use cen_topology::{AccountName, Topology};
use futures::future::join_all;
use jiff::Timestamp;

use crate::connection::profile_of;
use crate::failure::Failure;
use crate::load;

const ANOTHER_FILE: &str =
    "it should be the `config.json` that `aliyun configure` writes; name another with `--profiles`";

/// The largest file of profiles that is read, in bytes.
const LARGEST_PROFILES: usize = 4 * 1024 * 1024;

/// Obtains the credential of every account's source, all at the same time, so that a source that does not work is told before anything
/// else.
///
/// # Errors
/// [`Failure`] with every account that has none.
pub(super) async fn providers(
    pool: &Pool,
    sources: Vec<(AccountName, Source)>,
) -> Result<Vec<(AccountName, Arc<Provider>)>, Failure> {
    let obtained = sources.into_iter().map(async |(account, source)| {
        let provider = pool.provider(&source);
        match provider.current().await {
            Ok(_) => Ok((account, provider)),
            Err(error) => Err((
                format!("account `{account}`: {error}"),
                error.problem.next_step().to_owned(),
            )),
        }
    });
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for provider in join_all(obtained).await {
        match provider {
            Ok(provider) => found.push(provider),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(Failure::all(problems))
    }
}

/// The source of every account. Nothing is asked yet.
///
/// # Errors
/// [`Failure`] with every account that has none.
pub(super) fn find(
    profiles: Option<&Path>,
    topology: &Topology,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<(AccountName, Source)>, Failure> {
    // The environment serves only a file with exactly one account that names no profile, and not if a file of profiles was named.
    let alone = only_account(topology).filter(|_| profiles.is_none());
    if let Some(account) = alone
        && let Some(source) = from_environment(variable).map_err(|error| incomplete(&error))?
    {
        return Ok(vec![(account.clone(), source)]);
    }
    match find_in_file(profiles, topology, variable) {
        Ok(found) => Ok(found),
        Err(failure) => match alone {
            Some(account) => match from_instance(variable).map_err(|error| incomplete(&error))? {
                Some(source) => Ok(vec![(account.clone(), source)]),
                None => Err(failure),
            },
            None => Err(failure),
        },
    }
}

/// The only account of a file, if it names no profile.
fn only_account(topology: &Topology) -> Option<&AccountName> {
    let mut accounts = topology.accounts.iter();
    match (accounts.next(), accounts.next()) {
        (Some((name, account)), None) if account.profile.is_none() => Some(name),
        _ => None,
    }
}

fn incomplete(error: &EnvironmentError) -> Failure {
    let hint = match error {
        EnvironmentError::Half { .. } => "set both, or neither",
        EnvironmentError::SwitchedOff { .. } => "take one of the two away",
    };
    Failure::new(error.to_string(), hint)
}

fn find_in_file(
    profiles: Option<&Path>,
    topology: &Topology,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<(AccountName, Source)>, Failure> {
    let path = path_of(profiles, variable)?;
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
    let now = Timestamp::now();
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for account in topology.accounts.keys() {
        match profiles.source(profile_of(topology, account), variable, now) {
            Ok(source) => found.push((account.clone(), source)),
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
        ProfileError::Login { name, .. } => {
            format!("log in again with `aliyun configure --profile {name}`")
        }
        ProfileError::Loop { .. } => {
            "let one of them name a profile outside the circle, or hold a key of its own".to_owned()
        }
        ProfileError::SwitchedOff { switch, .. } => {
            format!("take `{switch}` away, or name a profile of another mode")
        }
        ProfileError::Missing { .. }
        | ProfileError::Wrong { .. }
        | ProfileError::Unreadable { .. } => {
            format!("complete it with `aliyun configure --profile {name}`")
        }
    }
}
