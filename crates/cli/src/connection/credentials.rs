//! The source of each account's credential: a role, a profile of the Alibaba CLI's configuration, or the environment.

use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;

use cen_credentials::{
    EnvironmentError, Pool, ProfileError, Provider, Role, Session, Source, from_environment,
    from_instance,
};
use cen_topology::{AccountName, AssumedRole, Topology};
use futures::future::join_all;
use jiff::Timestamp;

use crate::connection::profile_of;
use crate::connection::profiles_file::{ProfilesFile, Unread, may_be_environment};
use crate::failure::Failure;

/// Obtains the credentials of all accounts at the same time. A source that does not work is reported before anything else is done.
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

/// The name of a session where the file names none.
const SESSION_NAME: &str = "cen";

/// Returns the source of every account. Nothing is asked yet.
///
/// # Errors
/// [`Failure`] with every account that has none.
pub(super) fn find(
    profiles: Option<&Path>,
    topology: &Topology,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<(AccountName, Source)>, Failure> {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (account, source) in find_each(profiles, topology, variable)? {
        match source {
            Ok(source) => found.push((account, source)),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(found)
    } else {
        Err(Failure::all(problems))
    }
}

/// The source of an account, or the problem and the next step.
pub(super) type Found = Result<Source, (String, String)>;

/// The source of every account that has one, and what is wrong with the others.
///
/// # Errors
/// [`Failure`] if the file of profiles cannot be read, or the environment contradicts itself: that is about every account.
pub(super) fn find_each(
    profiles: Option<&Path>,
    topology: &Topology,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<(AccountName, Found)>, Failure> {
    let finder = Finder {
        topology,
        profiles,
        variable,
        file: OnceCell::new(),
    };
    // The environment serves only a file with exactly one account that names no profile, and not if a file of profiles was named.
    let is_alone = profiles.is_none() && may_be_environment(topology);
    let found = topology.accounts.keys().map(|account| {
        let source = if is_alone {
            finder.alone(account)
        } else {
            finder.of(account)
        };
        match source {
            Ok(source) => Ok((account.clone(), Ok(source))),
            Err(NoSource::File(failure)) => Err(failure),
            Err(NoSource::Account(message, hint)) => Ok((account.clone(), Err((message, hint)))),
        }
    });
    found.collect()
}

/// Why an account has no source.
enum NoSource {
    /// The file of profiles cannot be read.
    File(Failure),
    /// The account has no usable source: the problem, and the next step.
    Account(String, String),
}

/// Finds the sources of one topology.
struct Finder<'a> {
    topology: &'a Topology,
    profiles: Option<&'a Path>,
    variable: &'a dyn Fn(&str) -> Option<String>,
    /// Read when the first account needs it.
    file: OnceCell<Result<ProfilesFile, Unread>>,
}

impl Finder<'_> {
    /// Returns the source of an account: its role, else its profile.
    fn of(&self, account: &AccountName) -> Result<Source, NoSource> {
        match &self.topology.account(account).role {
            Some(role) => self.role(account, role),
            None => self.profile(account, profile_of(self.topology, account)),
        }
    }

    /// The source of an account that is alone in its file and names no profile: the environment, else its profile, else the machine's own
    /// services where the environment names them.
    fn alone(&self, account: &AccountName) -> Result<Source, NoSource> {
        if let Some(source) = from_environment(self.variable).map_err(incomplete)? {
            return Ok(source);
        }
        let of_profile = match self.of(account) {
            Ok(source) => return Ok(source),
            Err(problem) => problem,
        };
        let is_there = self.file().is_ok_and(|file| {
            let names = file.profiles.names();
            names.contains(&account.as_str())
        });
        // A profile that exists and is broken is an error; it is not skipped.
        // Nor is a file that is there and cannot be read.
        if is_there || matches!(self.file(), Err(Unread::Other(_))) {
            return Err(of_profile);
        }
        if let Some(source) = self.ini(account)? {
            return Ok(source);
        }
        let of_instance = from_instance(self.variable).map_err(incomplete)?;
        of_instance.ok_or(of_profile)
    }

    fn role(&self, account: &AccountName, role: &AssumedRole) -> Result<Source, NoSource> {
        let base = match &role.via {
            Some(via) => self.via(account, via)?,
            None => self.without_via(account)?,
        };
        let name = role.session_name.clone();
        Ok(Source::Role(Role {
            origin: format!("its `role` by way of {}", base.origin()),
            base: Box::new(base),
            session: Session {
                role_arn: role.arn.clone(),
                name: name.unwrap_or_else(|| SESSION_NAME.to_owned()),
                seconds: role.session_seconds,
                policy: None,
                sts_host: None,
            },
            external_id: role.external_id.clone(),
        }))
    }

    /// Returns the source that `via` names: an account of the file, else a profile. The file has no circle of `via`.
    fn via(&self, account: &AccountName, via: &str) -> Result<Source, NoSource> {
        let named = self.topology.accounts.keys();
        match named.into_iter().find(|name| name.as_str() == via) {
            Some(name) => self.of(name),
            None => self.profile(account, via),
        }
    }

    /// Returns the source that assumes a role without `via`, in the order of the vendor's clients: the environment, the profile of the environment or
    /// the current one, the machine's own services.
    fn without_via(&self, account: &AccountName) -> Result<Source, NoSource> {
        if let Some(source) = from_environment(self.variable).map_err(incomplete)? {
            return Ok(source);
        }
        let set = |name| (self.variable)(name).filter(|value| !value.is_empty());
        let is_off = set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let file = match self.file() {
            _ if is_off => None,
            Ok(file) => Some(file),
            // A file that is there and cannot be read is an error; it is not skipped.
            Err(unread @ Unread::Other(_)) => {
                return Err(NoSource::File(unread.failure(self.topology)));
            }
            Err(Unread::Nowhere | Unread::Missing { .. }) => None,
        };
        let named = set("ALIBABA_CLOUD_PROFILE").filter(|_| !is_off);
        let current = file.and_then(|file| file.profiles.current().map(str::to_owned));
        if let (Some(_), Some(name)) = (file, named.clone().or(current)) {
            return self.profile(account, &name);
        }
        if let Some(source) = self.ini(account)? {
            return Ok(source);
        }
        if let Some(name) = named {
            return self.profile(account, &name);
        }
        if let Some(source) = from_instance(self.variable).map_err(incomplete)? {
            return Ok(source);
        }
        Err(NoSource::Account(
            format!("account `{account}`: there is no credential that could assume its `role`"),
            format!(
                "name a profile or an account with `via` at account `{account}`, or set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET"
            ),
        ))
    }

    fn profile(&self, account: &AccountName, name: &str) -> Result<Source, NoSource> {
        let file = self
            .file()
            .map_err(|unread| NoSource::File(unread.failure(self.topology)))?;
        let source = file.profiles.source(name, self.variable, Timestamp::now());
        source.map_err(|error| {
            let role = &self.topology.account(account).role;
            let key = if role.is_some() { "via" } else { "profile" };
            NoSource::Account(
                file.named(&format!("account `{account}`: {error}")),
                profile_hint(&error, account, name, key),
            )
        })
    }

    /// Returns the section of the older file that the environment names, else `default`; none if there is no such file or section.
    fn ini(&self, account: &AccountName) -> Result<Option<Source>, NoSource> {
        let Some(file) = ProfilesFile::read_ini(self.variable) else {
            return Ok(None);
        };
        let file = file.map_err(|unread| NoSource::File(unread.failure(self.topology)))?;
        let named = (self.variable)("ALIBABA_CLOUD_PROFILE").filter(|name| !name.is_empty());
        let section = named.as_deref().unwrap_or("default");
        if !file.profiles.names().contains(&section) {
            return Ok(None);
        }
        let source = file
            .profiles
            .source(section, self.variable, Timestamp::now());
        source.map(Some).map_err(|error| {
            let message = file.named(&format!("account `{account}`: {error}"));
            NoSource::Account(message, "correct the section in that file".to_owned())
        })
    }

    fn file(&self) -> Result<&ProfilesFile, &Unread> {
        let read = || ProfilesFile::read(self.profiles, self.variable);
        self.file.get_or_init(read).as_ref()
    }
}

fn incomplete(error: EnvironmentError) -> NoSource {
    let hint = match error {
        EnvironmentError::Half { .. } => "set both, or neither",
        EnvironmentError::SwitchedOff { .. } => "take one of the two away",
    };
    NoSource::File(Failure::new(error.to_string(), hint))
}

fn profile_hint(error: &ProfileError, account: &AccountName, name: &str, key: &str) -> String {
    match error {
        ProfileError::NotFound { .. } => {
            format!(
                "name another with `{key}:` at account `{account}` in the topology file, or make it with `aliyun configure --profile {name}`"
            )
        }
        ProfileError::Mode { .. } => {
            format!(
                "make one with `aliyun configure --mode AK --profile NAME`, and write `{key}: NAME` at account `{account}`"
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
        ProfileError::Missing { name, .. } | ProfileError::Wrong { name, .. } => {
            format!("complete it with `aliyun configure --profile {name}`")
        }
        ProfileError::Unreadable { .. } => {
            format!("complete it with `aliyun configure --profile {name}`")
        }
    }
}
