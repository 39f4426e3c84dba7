//! The write-ahead journal: each call is on disc before it is sent, and its outcome afterwards.
//!
//! It is a record for people (`cen history`), and it prevents duplicates: a creation without a
//! known outcome is sent again with the same client token and the same parameters, so that it
//! happens once. It is not the state: without it, the cloud still shows what exists, and the
//! ownership tags show the owner.
//!
//! A journal outlives the process in its [`Storage`]: a test keeps the storage, drops the run in
//! the middle, and opens the journal again.
//!
//! ```
//! # use cen_reconciler::{Journal, MemoryStorage, Operator, Subject};
//! # fn example(topology: &cen_topology::Topology, clients: &cen_reconciler::Clients) -> Result<(), cen_reconciler::JournalError> {
//! let storage = MemoryStorage::default();
//! let clock = cen_cloud::clock::Clock::system();
//! let journal = Journal::open(Box::new(storage.clone()), Subject::new(topology, "simulator"), clock)?;
//! let run = cen_reconciler::Run::new(topology, clients, &journal, &Operator::nobody())?;
//! // `execute(&plan, &run, …)`, dropped at any moment; then the same again with `storage.clone()`.
//! # drop(run); Ok(())
//! # }
//! ```

mod commits;
mod error;
mod file;
mod history;
#[cfg(test)]
mod lives;
mod made;
mod needed;
mod pending_creates;
mod places;
mod read;
mod record;
mod rotation;
#[cfg(test)]
mod rotations;
mod storage;

use std::collections::BTreeSet;

use cen_action::Action;
use cen_cloud::clock::Clock;
use cen_observed::Observed;
use cen_plan::{Outcome, Plan};
use parking_lot::{Mutex, MutexGuard};

pub use error::JournalError;
pub use file::{FileStorage, OLD};
pub use history::{PastAction, PastRun, PastRuns, past_runs};
pub(crate) use needed::MOST_REMEMBERED;
pub use needed::Needed;
pub use pending_creates::{IN_DOUBT, PendingCreate, TOKEN_LIFETIME};
pub(crate) use places::place;
pub use read::{JournalContent, Records, read};
pub(crate) use record::wait_kind;
pub use record::{
    Accepted, Closed, Concluded, Counts, Ended, Header, How, Intent, JOURNAL_VERSION, Kept,
    Learned, Operator, OutcomeKind, Record, Started, Subject, Watched,
};
pub use rotation::rotated;
pub use storage::{MemoryStorage, Storage};

use crate::report::Report;
use commits::{Commits, after_others};
use pending_creates::PendingCreates;

/// An open journal. Its user holds the lock of its topology and target.
pub struct Journal {
    storage: Box<dyn Storage>,
    subject: Subject,
    clock: Clock,
    pending: Mutex<PendingCreates>,
    commits: Mutex<Commits>,
    /// The last waits of earlier runs, by kind.
    watched: Vec<(String, Watched)>,
    /// What earlier runs learned of writes at the same time.
    beside: BTreeSet<(String, String)>,
}

/// The outcome of an action, for the journal.
pub(crate) struct Conclusion<'a> {
    pub(crate) action: &'a Action,
    pub(crate) outcome: &'a Outcome,
    /// The id of what it created.
    pub(crate) output: Option<String>,
    /// The id of its last request.
    pub(crate) request: Option<String>,
    /// How long its waits took.
    pub(crate) watched: Vec<Watched>,
}

/// The end of a run, for the journal.
pub(crate) struct Ending<'a> {
    /// The run.
    pub(crate) run: &'a str,
    pub(crate) how: How,
    pub(crate) report: Option<&'a Report>,
    /// How many parts of the cloud could not be read for its plan.
    pub(crate) gaps: usize,
    pub(crate) learned: Learned,
}

impl Journal {
    /// Opens the journal in this storage, or starts one. Removes a line that a crash cut off, and
    /// rotates a journal that is large or old; what its records still tell is kept.
    ///
    /// # Errors
    /// [`JournalError`] if it cannot be read or written, is damaged, has another version, or is about something else.
    pub fn open(
        storage: Box<dyn Storage>,
        subject: Subject,
        clock: Clock,
    ) -> Result<Self, JournalError> {
        let header = Header::new(&subject);
        let (past, length) = resume(storage.as_ref(), &subject, &header)?;
        if let Some(kept) = rotation::due(&header, &past, length, clock.now()) {
            let place = storage.place();
            let failed = JournalError::io("rotate", &place);
            storage.rotate(&kept).map_err(failed)?;
        }
        let waits = past.waits();
        Ok(Self {
            storage,
            subject,
            clock,
            watched: waits.map(|(kind, wait)| (kind.to_owned(), wait)).collect(),
            beside: past.beside().clone(),
            pending: Mutex::new(past.pending),
            commits: Mutex::default(),
        })
    }

    /// Lists the kinds of writes that the cloud took beside writes of the second kind in earlier
    /// runs; nothing if it takes one at a time.
    pub(crate) fn beside(&self) -> impl Iterator<Item = (&str, &str)> {
        let beside = self.beside.iter();
        beside.map(|(kind, other)| (kind.as_str(), other.as_str()))
    }

    /// Lists how long the last waits of earlier runs took, with their kinds, the oldest of a kind
    /// first.
    pub(crate) fn watched(&self) -> impl Iterator<Item = (&str, Watched)> {
        let watched = self.watched.iter();
        watched.map(|(kind, watched)| (kind.as_str(), *watched))
    }

    /// Records that a run begins, and returns its id.
    pub(crate) fn begin(&self, operator: &Operator) -> Result<String, JournalError> {
        let mut bytes = [0u8; 12];
        getrandom::fill(&mut bytes)
            .map_err(|error| JournalError::NoRandomness(error.to_string()))?;
        let run = hex::encode(bytes);
        let (operator, accounts) = (operator.clone(), self.subject.accounts.clone());
        let version = env!("CARGO_PKG_VERSION").to_owned();
        self.append(
            Record::Started(Started {
                run: run.clone(),
                time: self.clock.now(),
                operator,
                version,
                accounts,
            }),
            true,
        )?;
        Ok(run)
    }

    /// Records that the call of `action` is about to be sent with this token. The record is on disc
    /// when this returns. One sync serves all intents that are recorded at the same moment.
    ///
    /// # Errors
    /// [`JournalError`]; the call must not be sent then.
    pub(crate) async fn intend(
        &self,
        run: &str,
        action: Action,
        token: Option<String>,
    ) -> Result<(), JournalError> {
        let intent = Intent {
            run: run.to_owned(),
            time: self.clock.now(),
            token,
            action,
        };
        self.append(Record::Intent(Box::new(intent)), false)?;
        let number = self.commits.lock().note_written();
        // The other actions that start now record their intents before any of them goes on.
        after_others().await;
        self.commit(number)
    }

    /// Brings everything up to an intent to the disc, unless another intent did.
    fn commit(&self, number: u64) -> Result<(), JournalError> {
        let mut commits = self.commits.lock();
        commits
            .commit(number, || self.storage.append(b"", true))
            .map_err(JournalError::io("write", &self.storage.place()))
    }

    /// Records that the cloud accepted a call.
    pub(crate) fn accept(&self, run: &str, action: &Action, request: Option<String>) {
        let (run, action) = (run.to_owned(), action.id.clone());
        self.note(Record::Accepted(Accepted {
            run,
            time: self.clock.now(),
            action,
            request,
        }));
    }

    /// Records the outcome of an action.
    pub(crate) fn conclude(&self, run: &str, conclusion: Conclusion<'_>) {
        let Conclusion {
            action,
            outcome,
            output,
            request,
            watched,
        } = conclusion;
        let (word, reason) = OutcomeKind::of(outcome);
        let (run, account, action) = (run.to_owned(), action.account.clone(), action.id.clone());
        let concluded = Concluded {
            run,
            time: self.clock.now(),
            action,
            account,
            outcome: word,
            reason,
            output,
            request,
            watched,
        };
        self.note(Record::Concluded(concluded));
    }

    /// Records that a run has ended, and how.
    pub(crate) fn end(&self, ending: Ending<'_>) {
        let Ending {
            run,
            how,
            report,
            gaps,
            learned,
        } = ending;
        self.note(Record::Ended(Ended {
            run: run.to_owned(),
            time: self.clock.now(),
            how,
            counts: report.map(Counts::of),
            gaps,
            learned,
            kept: None,
        }));
    }

    /// Returns the creation in doubt for this action, if its token is still valid.
    pub(crate) fn begun(&self, action: &Action) -> Option<PendingCreate> {
        self.pending().begun(action, self.clock.now())
    }

    /// Returns the current hour since 1970, and the run that completed this action within it, if
    /// one did.
    pub(crate) fn hour_of(&self, action: &Action) -> (i64, Option<String>) {
        let hour = pending_creates::hour(self.clock.now());
        (hour, self.pending().closed(action, hour).map(str::to_owned))
    }

    /// Returns the hour, and how many creations for an action this journal saw to their end in it.
    pub(crate) fn generation_of(&self, action: &Action) -> (i64, u32) {
        let hour = pending_creates::hour(self.clock.now());
        (hour, self.pending().generation(action, hour))
    }

    /// Records as done the creations in doubt whose objects a look found by their ownership mark.
    pub fn settle(&self, observed: &Observed) {
        // Collected before the loop, which changes the pending creations.
        let found = self.pending().found_in(observed);
        for (intent, id) in found {
            let (run, account, action) = (intent.run, intent.action.account, intent.action.id);
            let reason = "found by its ownership mark".to_owned();
            let (time, outcome, output) = (self.clock.now(), OutcomeKind::Done, Some(id));
            self.note(Record::Concluded(Concluded {
                run,
                time,
                action,
                account,
                outcome,
                reason,
                output,
                request: None,
                watched: Vec::new(),
            }));
        }
    }

    /// Lists the creations in doubt of the last [`IN_DOUBT`] that this plan does not contain: their
    /// objects may still appear although the file does not want them any more.
    pub fn in_doubt(&self, plan: &Plan) -> Vec<Intent> {
        let asked_for = |intent: &Intent| {
            let it = &intent.action;
            plan.steps
                .iter()
                .any(|step| step.action.id == it.id && step.action.account == it.account)
        };
        self.pending()
            .young(self.clock.now())
            .filter(|intent| !asked_for(intent))
            .cloned()
            .collect()
    }

    /// Appends a record that is not essential. An error does not stop the run: the next run looks
    /// at the cloud again.
    fn note(&self, record: Record) {
        if let Err(error) = self.append(record, false) {
            tracing::warn!(%error, "the journal misses a line");
        }
    }

    fn append(&self, record: Record, durable: bool) -> Result<(), JournalError> {
        let place = self.storage.place();
        self.storage
            .append(&record::line(&record), durable)
            .map_err(JournalError::io("write", &place))?;
        self.pending().take(&record);
        Ok(())
    }

    fn pending(&self) -> MutexGuard<'_, PendingCreates> {
        self.pending.lock()
    }
}

/// Reads a journal, one record after another, and leaves it so that lines can be appended. Returns
/// what its records tell, and how many bytes it has.
fn resume(
    storage: &dyn Storage,
    subject: &Subject,
    header: &Header,
) -> Result<(Needed, u64), JournalError> {
    let place = storage.place();
    let failed = |doing| JournalError::io(doing, &place);
    let mut records = Records::new(&place, storage.reader().map_err(failed("read"))?)?;
    if let Some(found) = records.header() {
        subject.check(&place, found)?;
    }
    let mut past = Needed::default();
    for record in records.by_ref() {
        past.take(&record?);
    }
    subject.check_accounts(&place, past.accounts())?;
    storage.truncate(records.whole()).map_err(failed("write"))?;
    let end = match records.header() {
        None => record::line(header),
        Some(_) if records.lacks_end() => b"\n".to_vec(),
        Some(_) => return Ok((past, records.whole())),
    };
    storage.append(&end, true).map_err(failed("write"))?;
    Ok((past, records.whole() + end.len() as u64))
}
