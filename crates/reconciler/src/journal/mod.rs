//! The write-ahead journal: what is about to be asked of the cloud is on disc before it is asked, and what came of it afterwards.
//!
//! It is a record for people (`cen history`), and a pending: a creation that was begun and whose end nobody saw is sent again with the same
//! client token and the same parameters, so that it happens once. It is no state: without it the cloud still says what is there, and the
//! ownership tags whose it is.
//!
//! A journal outlives the process through its [`Storage`]: a test keeps the storage, drops the run in the middle, and opens the journal anew.
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

mod error;
mod file;
mod history;
mod limits;
mod pending_creates;
mod read;
mod record;
mod rotation;
mod storage;

use cen_cloud::clock::Clock;
use cen_plan::{Action, Observed, Outcome, Plan};
use parking_lot::{Mutex, MutexGuard};

pub use error::JournalError;
pub use file::{FileStorage, OLD};
pub use history::{PastAction, PastRun, past_runs};
pub use limits::LARGEST;
pub use pending_creates::{Begun, IN_DOUBT, TOKEN_LIFETIME};
pub use read::{JournalContent, read};
pub use record::{
    Accepted, Concluded, Counts, Ended, Header, How, Intent, JOURNAL_VERSION, Operator,
    OutcomeKind, Record, Started, Subject,
};
pub use storage::{MemoryStorage, Storage};

use crate::report::Report;
use pending_creates::PendingCreates;

/// A journal that is open for writing. Whoever opens it holds the lock of its topology and target, or is alone in another way.
pub struct Journal {
    storage: Box<dyn Storage>,
    subject: Subject,
    clock: Clock,
    pending: Mutex<PendingCreates>,
}

/// What is known about an action when it is written down.
pub(crate) struct Conclusion<'a> {
    pub(crate) action: &'a Action,
    pub(crate) outcome: &'a Outcome,
    /// The id of what it created.
    pub(crate) output: Option<String>,
    /// The id of its last request.
    pub(crate) request: Option<String>,
}

impl Journal {
    /// Opens the journal in this storage, or begins one. A line that was cut off by the end of a process or a machine is taken away, and a
    /// journal that has grown large or old is rotated; what is still needed stays.
    ///
    /// # Errors
    /// [`JournalError`] if it cannot be read or written, is damaged, has another version, or is about something else.
    pub fn open(
        storage: Box<dyn Storage>,
        subject: Subject,
        clock: Clock,
    ) -> Result<Self, JournalError> {
        let place = storage.place();
        let failed = |doing| JournalError::io(doing, &place);
        let bytes = storage.read().map_err(failed("read"))?;
        let content = read(&place, &bytes)?;
        let header = Header::new(&subject);
        match &content.header {
            None => {
                storage.truncate(0).map_err(failed("write"))?;
                storage
                    .append(&record::line(&header), true)
                    .map_err(failed("write"))?;
            }
            Some(found) => {
                subject.check(&place, found, &content.records)?;
                storage
                    .truncate(content.whole as u64)
                    .map_err(failed("write"))?;
                if bytes[..content.whole].last() != Some(&b'\n') {
                    storage.append(b"\n", true).map_err(failed("write"))?;
                }
            }
        }
        let now = clock.now();
        if let Some(kept) = rotation::kept(&header, &content, now) {
            storage.rotate(&kept).map_err(failed("rotate"))?;
        }
        let pending = Mutex::new(PendingCreates::of(&content.records));
        Ok(Self {
            storage,
            subject,
            clock,
            pending,
        })
    }

    /// Writes down that a run begins, and returns its id.
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

    /// Writes down, on disc when this returns, that an action is about to be asked for with this token, as `action` says.
    ///
    /// # Errors
    /// [`JournalError`]; nothing must be asked for then.
    pub(crate) fn intend(
        &self,
        run: &str,
        action: Action,
        token: Option<String>,
    ) -> Result<(), JournalError> {
        self.append(
            Record::Intent(Intent {
                run: run.to_owned(),
                time: self.clock.now(),
                token,
                action,
            }),
            true,
        )
    }

    /// Writes down that the cloud took a call.
    pub(crate) fn accept(&self, run: &str, action: &Action, request: Option<String>) {
        let (run, action) = (run.to_owned(), action.id.clone());
        self.note(Record::Accepted(Accepted {
            run,
            time: self.clock.now(),
            action,
            request,
        }));
    }

    /// Writes down what came of an action.
    pub(crate) fn conclude(&self, run: &str, conclusion: Conclusion<'_>) {
        let Conclusion {
            action,
            outcome,
            output,
            request,
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
        };
        self.note(Record::Concluded(concluded));
    }

    /// Writes down that a run has ended, and how.
    pub(crate) fn end(&self, run: &str, how: How, report: Option<&Report>) {
        let counts = report.map(Counts::of);
        self.note(Record::Ended(Ended {
            run: run.to_owned(),
            time: self.clock.now(),
            how,
            counts,
        }));
    }

    /// The creation that this action asks for, if one was begun whose end nobody saw and whose token is still good.
    pub(crate) fn begun(&self, action: &Action) -> Option<Begun> {
        self.pending().begun(action, self.clock.now())
    }

    /// The hour, since 1970, and the run that saw this action to its end within it, if one did.
    pub(crate) fn hour_of(&self, action: &Action) -> (i64, Option<String>) {
        let hour = pending_creates::hour(self.clock.now());
        (hour, self.pending().closed(action, hour).map(str::to_owned))
    }

    /// Writes down as done the creations in doubt whose things a look found by their ownership mark: nothing is in doubt about them any more.
    pub fn settle(&self, observed: &Observed) {
        // Taken out of the pending before the loop, which writes to it.
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
            }));
        }
    }

    /// The creations that were asked for within the last [`IN_DOUBT`], of which no look has shown what came, and which this plan does not ask for: what
    /// they make may come into being although nobody wants it any more.
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

    /// Appends what is good to know. That it cannot be kept is no reason to stop: what is not known to be done is looked at again.
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
