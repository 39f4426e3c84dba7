//! Whose the profiles of the Alibaba CLI are: for a first topology file, which needs the ids of accounts.

use std::collections::{BTreeMap, BTreeSet};

use cen_export::key_of;
use cen_reconciler::{IdentityProblem, ReadCache, verify_identities_sharing};
use cen_topology::{Account, AccountId, AccountName, Topology, TopologyName};

use super::profiles_file::ProfilesFile;
use super::{Connector, environment};
use crate::args::{NamedAccount, Target};
use crate::failure::Failure;

/// Returns the names of the profiles of the Alibaba CLI, in the order of its file.
///
/// # Errors
/// [`Failure`] if there is no such file.
pub(crate) fn profile_names(target: &Target) -> Result<Vec<String>, Failure> {
    let none = skeleton(&BTreeMap::new());
    let file = ProfilesFile::read(target.profiles.as_deref(), &environment);
    let file = file.map_err(|unread| unread.failure(&none))?;
    Ok(file
        .profiles
        .names()
        .into_iter()
        .map(str::to_owned)
        .collect())
}

/// Asks the cloud for the account of each profile.
///
/// # Errors
/// [`Failure`] with every profile that has no usable credential.
pub(crate) async fn accounts_of(
    target: &Target,
    profiles: &[String],
) -> Result<Vec<NamedAccount>, Failure> {
    let named = account_names(profiles);
    let topology = skeleton(&named);
    let clients = Connector::new(target)?.clients_of(&topology).await?;
    // No account has this id, so each profile's own one is told.
    let told = verify_identities_sharing(&topology, &clients, &ReadCache::default()).await;
    let (mut ids, mut problems) = (BTreeMap::new(), Vec::new());
    for problem in told.err().unwrap_or_default() {
        match problem {
            IdentityProblem::OtherAccount {
                account, actual, ..
            } => {
                ids.insert(account, actual);
            }
            IdentityProblem::NotTold { .. } => {
                problems.push((problem.to_string(), problem.help().to_owned()));
            }
        }
    }
    if !problems.is_empty() {
        return Err(Failure::all(problems));
    }
    let account = |(name, profile): (&AccountName, &String)| {
        let id = ids.get(name)?;
        Some(NamedAccount {
            name: name.clone(),
            account: Account {
                id: AccountId::new(id.clone()),
                profile: (profile != name.as_str()).then(|| profile.clone()),
                role: None,
            },
        })
    };
    Ok(named.iter().filter_map(account).collect())
}

/// Gives each profile a name that an account of a topology file can have.
fn account_names(profiles: &[String]) -> BTreeMap<AccountName, String> {
    let mut names = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for profile in profiles.iter().filter(|profile| seen.insert(*profile)) {
        let wish = key_of(profile).unwrap_or_else(|| "account".to_owned());
        let mut name = AccountName::new(wish.clone());
        let mut number = 1;
        while names.contains_key(&name) {
            number += 1;
            name = AccountName::new(format!("{wish}-{number}"));
        }
        names.insert(name, profile.clone());
    }
    names
}

/// Returns a topology that has only these accounts, with an id that no account has.
fn skeleton(named: &BTreeMap<AccountName, String>) -> Topology {
    let account = |profile: &String| Account {
        id: AccountId::new("unknown"),
        profile: Some(profile.clone()),
        role: None,
    };
    Topology {
        name: TopologyName::from("unnamed"),
        renames: Default::default(),
        accounts: named
            .iter()
            .map(|(name, profile)| (name.clone(), account(profile)))
            .collect(),
        networks: BTreeMap::new(),
        cens: BTreeMap::new(),
        protect: BTreeSet::new(),
        acknowledge: Vec::new(),
    }
}
