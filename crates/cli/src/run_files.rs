//! The files of a run that may change something, beside its topology file: the lock, which makes it
//! the only run, and the journal. Both are named after the topology and the target, so that a
//! rehearsal never uses the files of a real run.

use std::path::{Path, PathBuf};

use cen_cloud::clock::Clock;
use cen_reconciler::{
    FileStorage, Holder, Journal, JournalError, Lock, LockError, Operator, Subject,
};
use cen_topology::Topology;

use crate::args::Look;
use crate::connection::TargetId;
use crate::exit_code::Exit;
use crate::failure::Failure;

/// The lock and the journal of a run.
pub(crate) struct RunFiles {
    pub(crate) journal: Journal,
    pub(crate) operator: Operator,
    /// Held until the run is over.
    _lock: Lock,
}

impl RunFiles {
    /// Takes the lock and opens the journal of a topology on a target.
    ///
    /// # Errors
    /// [`Failure`] if another process holds the lock, a file cannot be written, or the journal
    /// belongs to something else.
    pub(crate) fn open(look: &Look, topology: &Topology) -> Result<Self, Failure> {
        let target = TargetId::of(&look.target, &look.file)?;
        let stem = stem(topology, &target);
        let folder = folder(&look.file);
        let (operator, clock) = (operator(), Clock::system());
        let holder = Holder {
            operator: operator.clone(),
            started: clock.now(),
        };
        let lock = Lock::take(&folder.join(format!("{stem}.lock")), &holder)
            .map_err(|error| lock_failure(&error))?;
        let storage = FileStorage::open(&folder.join(format!("{stem}.jsonl")))
            .map_err(|error| journal_failure(&error))?;
        let subject = Subject::new(topology, target.words);
        let journal = Journal::open(Box::new(storage), subject, clock)
            .map_err(|error| journal_failure(&error))?;
        Ok(Self {
            journal,
            operator,
            _lock: lock,
        })
    }
}

/// Returns what the names of the lock and of the journal of a topology on a target begin with.
pub(crate) fn stem(topology: &Topology, target: &TargetId) -> String {
    format!("{}.{}", topology.name, target.stem)
}

/// Returns the folder of the journals of a topology file.
pub(crate) fn folder(file: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(".cen/journal")
}

/// Returns the failure for a journal that cannot be used.
pub(crate) fn journal_failure(error: &JournalError) -> Failure {
    let exit = if error.is_refusal() {
        Exit::Refused
    } else {
        Exit::Error
    };
    Failure::new(format!("{error}; nothing was changed"), error.help()).exit(exit)
}

fn lock_failure(error: &LockError) -> Failure {
    let exit = match error {
        LockError::Held { .. } => Exit::Refused,
        LockError::Io { .. } => Exit::Error,
    };
    Failure::new(format!("{error}; nothing was changed"), error.help()).exit(exit)
}

/// Returns who runs this process, as far as the system tells.
fn operator() -> Operator {
    let user = variable(&["USER", "LOGNAME", "USERNAME"]).unwrap_or_else(unknown);
    Operator {
        user,
        host: host(),
        pid: std::process::id(),
    }
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    variable(&["COMPUTERNAME"]).unwrap_or_else(unknown)
}

fn variable(names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

fn unknown() -> String {
    "unknown".to_owned()
}
