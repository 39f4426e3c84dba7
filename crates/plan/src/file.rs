//! Plans and snapshots as files: which cloud they are of, and how they are read again. What is read may be anybody's: nothing in it is believed
//! before it was checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cen_topology::{AccountId, AccountName, Topology, TopologyName};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::action::ActionId;
use crate::observed::Observed;
use crate::plan::{PLAN_VERSION, Plan};

/// The version of a snapshot's JSON form.
pub const SNAPSHOT_VERSION: u32 = 1;

const PLAN: &str = "cen-plan";
const SNAPSHOT: &str = "cen-snapshot";

/// Where a plan comes from, with everything that carrying it out elsewhere needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The cloud that it was made for, such as `the cloud`.
    pub target: String,
    /// The accounts of the topology and their ids.
    pub accounts: BTreeMap<AccountName, AccountId>,
    /// Whether what carries no mark was taken over by its display name.
    pub adopt: bool,
    /// The lines of the topology file.
    pub file: Vec<String>,
}

/// One look at the cloud, kept for later comparisons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Always `cen-snapshot`.
    pub kind: String,
    /// The version of this form, [`SNAPSHOT_VERSION`].
    pub version: u32,
    /// Whose look it was.
    pub topology: TopologyName,
    /// The cloud that was looked at.
    pub target: String,
    /// When, as RFC 3339 has it.
    pub taken: String,
    /// The accounts of the topology and their ids.
    pub accounts: BTreeMap<AccountName, AccountId>,
    /// What was looked at, in the words of [`crate::scope`].
    pub looked_at: BTreeSet<String>,
    /// What was seen.
    pub observed: Observed,
}

/// Why a file is none that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It is no JSON, or not of the form that its kind has.
    Form(String),
    /// It is something else.
    Kind {
        /// What it says that it is.
        found: String,
        /// What was looked for.
        wanted: &'static str,
    },
    /// Another version of `cen` wrote it, and in a form that this one does not know.
    Version {
        /// Its version.
        found: u64,
        /// The one that is known.
        known: u32,
    },
    /// A plan that was made without looking at a cloud.
    NoOrigin,
    /// The topology in it is not valid any more, or never was.
    Topology(String),
    /// Two of its parts contradict each other.
    Contradiction(String),
}

impl FileError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Form(_) | Self::Contradiction(_) | Self::Topology(_) => {
                "make it anew, and do not edit it by hand"
            }
            Self::Kind { .. } => {
                "plans come from `cen diff FILE --out PLAN`, snapshots from `cen observe FILE --out SNAPSHOT`"
            }
            Self::Version { .. } => {
                "make it anew with this version of cen, or use the version that wrote it"
            }
            Self::NoOrigin => {
                "make the plan with `cen diff FILE --out PLAN`, which looks at the cloud"
            }
        }
    }
}

/// What the file itself says is cut short: it may be long.
impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(reason) => write!(f, "it cannot be understood: {reason:.300}"),
            Self::Kind { found, wanted } => write!(
                f,
                "it is a `{:.60}` and no `{wanted}`",
                found.escape_debug().to_string()
            ),
            Self::Version { found, known } => write!(
                f,
                "it has version {found}, and this cen knows version {known}"
            ),
            Self::NoOrigin => write!(f, "it says for no cloud that it was made"),
            Self::Topology(reason) => write!(f, "the topology in it is not valid: {reason:.300}"),
            Self::Contradiction(what) => write!(f, "it contradicts itself: {what:.300}"),
        }
    }
}

impl std::error::Error for FileError {}

/// The kind that a text says it is of, if it is a JSON object that says so.
pub fn kind_of(text: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Kind {
        kind: String,
    }

    let is_object = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let whole = || {
        serde_json::from_slice::<Kind>(text)
            .ok()
            .map(|head| head.kind)
    };
    // Of one that was cut off the beginning tells.
    let begins = || {
        let head: String = text
            .iter()
            .take(80)
            .map(|byte| char::from(*byte))
            .filter(|letter| !letter.is_whitespace())
            .collect();
        let kind = head.strip_prefix("{\"kind\":\"")?.split_once('"')?.0;
        kind.starts_with("cen-").then(|| kind.to_owned())
    };
    is_object.then(|| whole().or_else(begins)).flatten()
}

/// Reads a plan that is to be carried out, and the topology that it was made of.
///
/// # Errors
/// [`FileError`] for anything that this version of `cen` would not have written.
pub fn read_plan(text: &[u8]) -> Result<(Plan, Topology), FileError> {
    let plan: Plan = read(text, PLAN, PLAN_VERSION)?;
    let origin = plan.origin.as_ref().ok_or(FileError::NoOrigin)?;
    let topology = topology_of(origin)?;
    check(&plan, origin, &topology)?;
    Ok((plan, topology))
}

/// Reads a snapshot.
///
/// # Errors
/// [`FileError`] for anything that this version of `cen` would not have written.
pub fn read_snapshot(text: &[u8]) -> Result<Snapshot, FileError> {
    read(text, SNAPSHOT, SNAPSHOT_VERSION)
}

fn read<T: DeserializeOwned>(
    text: &[u8],
    wanted: &'static str,
    known: u32,
) -> Result<T, FileError> {
    #[derive(Deserialize)]
    struct Version {
        version: u64,
    }

    let form = |error: serde_json::Error| FileError::Form(error.to_string());
    let found = kind_of(text)
        .ok_or_else(|| FileError::Form("it is no JSON object with a `kind`".to_owned()))?;
    if found != wanted {
        return Err(FileError::Kind { found, wanted });
    }
    let Version { version } = serde_json::from_slice(text).map_err(form)?;
    if version != u64::from(known) {
        return Err(FileError::Version {
            found: version,
            known,
        });
    }
    serde_json::from_slice(text).map_err(form)
}

fn topology_of(origin: &Origin) -> Result<Topology, FileError> {
    let checked = cen_topology::parse(&origin.file.join("\n"));
    checked.map(|checked| checked.topology).map_err(|problems| {
        let first = problems
            .iter()
            .next()
            .map(|problem| problem.message.clone());
        FileError::Topology(first.unwrap_or_default())
    })
}

/// The guards judge actions by their ids and calls, and the walk by what waits for what: neither may lie.
fn check(plan: &Plan, origin: &Origin, topology: &Topology) -> Result<(), FileError> {
    let wrong = |what: String| Err(FileError::Contradiction(what));
    if plan.topology != topology.name {
        return wrong("it is not the plan of the topology in it".to_owned());
    }
    if origin.accounts != accounts(topology) {
        return wrong("its accounts are not those of the topology in it".to_owned());
    }
    let mut earlier: BTreeSet<&ActionId> = BTreeSet::new();
    for step in &plan.steps {
        let (action, id) = (&step.action, step.action.id.as_str().escape_debug());
        if action.id != ActionId::of(action.call.verb(), &action.address) {
            return wrong(format!("`{id}` is not what its call does to its address"));
        }
        if !topology.accounts.contains_key(&action.account) {
            return wrong(format!(
                "`{id}` is signed by an account that the topology in it does not have"
            ));
        }
        if !step.waits_for.keys().all(|first| earlier.contains(first)) {
            return wrong(format!("`{id}` waits for what does not come before it"));
        }
        if !earlier.insert(&action.id) {
            return wrong(format!("`{id}` stands in it twice"));
        }
    }
    Ok(())
}

/// The accounts of a topology and their ids.
fn accounts(topology: &Topology) -> BTreeMap<AccountName, AccountId> {
    topology
        .accounts
        .iter()
        .map(|(name, account)| (name.clone(), account.id.clone()))
        .collect()
}

impl Origin {
    /// The origin of a plan for a cloud, made of this topology, which is what `source` says.
    pub fn new(target: String, topology: &Topology, source: &str, adopt: bool) -> Self {
        Self {
            target,
            accounts: accounts(topology),
            adopt,
            file: source.lines().map(str::to_owned).collect(),
        }
    }
}

impl Snapshot {
    /// What was seen of a cloud at a time, for this topology.
    pub fn new(target: String, taken: String, topology: &Topology, observed: Observed) -> Self {
        Self {
            kind: SNAPSHOT.to_owned(),
            version: SNAPSHOT_VERSION,
            topology: topology.name.clone(),
            target,
            taken,
            accounts: accounts(topology),
            looked_at: crate::scope::scope(topology),
            observed,
        }
    }
}
