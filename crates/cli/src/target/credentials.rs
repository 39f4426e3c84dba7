//! The credential of each account: from a profile of the Alibaba CLI's configuration, or, for a file of one account, from the environment.

use std::path::{Path, PathBuf};

use cen_cloud::{Credential, Profiles};
use cen_topology::{AccountName, Topology};

use crate::failure::Failure;
use crate::load;
use crate::target::profile_of;

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
    let path = profiles.map(Path::to_owned).or_else(|| variable("ALIBABA_CLOUD_CONFIG_FILE").map(PathBuf::from)).or_else(|| {
        let home = variable("HOME").or_else(|| variable("USERPROFILE"))?;
        Some(Path::new(&home).join(".aliyun/config.json"))
    });
    let no_file = || Failure::new("no credentials: there is no home folder to look for profiles in", "name a file with `--profiles`");
    let path = path.ok_or_else(no_file)?;
    let text = load::bytes(&path).map_err(|_| missing(&path, topology))?;
    let named = |message: String| format!("`{}`: {message}", path.display());
    let text = String::from_utf8(text).map_err(|_| Failure::new(named("not UTF-8".to_owned()), "name another file with `--profiles`"))?;
    let hint = "the file is written by `aliyun configure`; name another with `--profiles`";
    let profiles = Profiles::parse(&text).map_err(|error| Failure::new(named(error.to_string()), hint))?;
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for account in topology.accounts.keys() {
        match profiles.credential(profile_of(topology, account)) {
            Ok(credential) => found.push((account.clone(), credential)),
            Err(error) => problems.push((named(format!("account `{account}`: {error}")), profile_hint(&path, topology, account))),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(Failure::all(problems)) }
}

/// The environment serves only a file with exactly one account that names no profile, and not if a file of profiles was named.
fn from_environment(
    profiles: Option<&Path>,
    topology: &Topology,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<(AccountName, Credential)>, Failure> {
    let mut accounts = topology.accounts.iter();
    let (Some((name, account)), None, None) = (accounts.next(), accounts.next(), profiles) else { return Ok(None) };
    if account.profile.is_some() {
        return Ok(None);
    }
    let half = |error: cen_cloud::CredentialError| Failure::new(error.to_string(), "set both, or neither");
    Ok(Credential::from_environment(variable).map_err(half)?.map(|credential| (name.clone(), credential)))
}

fn missing(path: &Path, topology: &Topology) -> Failure {
    let names: Vec<_> = topology.accounts.keys().map(|account| format!("`{}`", profile_of(topology, account))).collect();
    let hint = match names.as_slice() {
        [_] => {
            "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or name a file with `--profiles`, or rehearse with `--simulate`"
        }
        _ => "make the profiles with `aliyun configure --profile NAME`, or name a file with `--profiles`, or rehearse with `--simulate`",
    };
    Failure::new(format!("no credentials: cannot read `{}`, where the profiles {} should be", path.display(), names.join(", ")), hint)
}

fn profile_hint(path: &Path, topology: &Topology, account: &AccountName) -> String {
    let name = profile_of(topology, account);
    format!("add it to `{}` with `aliyun configure --profile {name}`, or write `profile: NAME` at the account", path.display())
}
