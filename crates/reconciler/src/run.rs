//! One run of a plan: its clients, its listings, the ids that its actions create, its client
//! tokens, and its journal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use cen_action::{Action, ActionId, Ref};
use cen_cloud::{Client, Error, ErrorKind, RequestIdCapture};
use cen_observed::Observed;
use cen_plan::{ActionIndex, Plan};
use cen_precondition::{Mismatch, Standing};
use cen_topology::{AccountName, CenName, Topology};
use parking_lot::Mutex;
use serde_json::Value;
use tokio::time::Instant;

use crate::clients::Clients;
use crate::durations::Durations;
use crate::journal::{
    Conclusion, Ending, How, Journal, JournalError, Learned, Operator, Watched, wait_kind,
};
use crate::listings::Listings;
use crate::outcome::{Output, StepError};
use crate::report::Report;
use crate::retry::LISTING_LAGS;
use crate::verification::Certainty;

/// One run of one plan.
pub struct Run<'a> {
    pub(crate) topology: &'a Topology,
    pub(crate) clients: &'a Clients,
    pub(crate) journal: &'a Journal,
    /// Names the run in the journal, and makes its client tokens unique.
    pub(crate) id: String,
    /// The actions whose calls the cloud accepted.
    taken: Mutex<BTreeSet<ActionId>>,
    /// The API actions that the cloud accepted in this run.
    made: Mutex<BTreeSet<&'static str>>,
    /// When the answer to a call of an action was last lost.
    doubts: Mutex<BTreeMap<ActionId, Instant>>,
    /// The standing of each action by a look right before the run; empty if the plan was made just
    /// now.
    standings: Vec<Standing>,
    outputs: Mutex<BTreeMap<ActionId, String>>,
    /// How long the waits of each action took that are over.
    watched: Mutex<BTreeMap<ActionId, Vec<Watched>>>,
    pub(crate) durations: Durations,
    /// What the run learned of writes beside others.
    learned: Mutex<Learned>,
    /// How many parts of the cloud could not be read for its plan.
    gaps: AtomicUsize,
    /// When it began.
    pub(crate) began: Instant,
    pub(crate) listings: Listings<'a>,
}

impl<'a> Run<'a> {
    /// Starts a run and notes it in the journal. Its client tokens are new, except for creations
    /// that the journal has in doubt.
    ///
    /// # Errors
    /// [`JournalError`] if the journal cannot be written, or the machine has no randomness.
    pub fn new(
        topology: &'a Topology,
        clients: &'a Clients,
        journal: &'a Journal,
        operator: &Operator,
    ) -> Result<Self, JournalError> {
        Ok(Self {
            topology,
            clients,
            journal,
            id: journal.begin(operator)?,
            taken: Mutex::default(),
            made: Mutex::default(),
            doubts: Mutex::default(),
            standings: Vec::new(),
            outputs: Mutex::default(),
            watched: Mutex::default(),
            learned: Mutex::default(),
            gaps: AtomicUsize::default(),
            durations: Durations::of(journal.watched()),
            began: Instant::now(),
            listings: Listings::new(clients),
        })
    }

    /// Returns the run with the standings of a plan that was compared with the cloud again: an
    /// action that is done already is not repeated, and one whose objects were changed by somebody
    /// else is refused.
    #[must_use]
    pub fn standing(self, standings: Vec<Standing>) -> Self {
        Self { standings, ..self }
    }

    /// Returns the result of an action that must not be executed: the id that exists already, or
    /// why it is refused.
    pub(crate) fn settled(&self, action: ActionIndex) -> Option<Output> {
        match self.standings.get(action)? {
            Standing::Before => None,
            Standing::After { output } => Some(Ok(output.clone())),
            Standing::Other(mismatches) => Some(Err(StepError::Failed(format!(
                "changed since the plan: {}; nothing was done",
                changes(mismatches)
            )))),
        }
    }

    /// Returns the client token of an action: the same at each attempt.
    pub(crate) fn token(&self, action: ActionIndex) -> String {
        format!("cen-{}-{action}", self.id)
    }

    /// Notes that the cloud accepted the call of an action.
    pub(crate) fn accept(&self, action: &Action, call: &RequestIdCapture) {
        self.journal.accept(&self.id, action, call.request_id());
        self.taken.lock().insert(action.id.clone());
        self.made.lock().insert(call.action());
    }

    /// Tells whether a refusal may mean "not yet", because a write of our own has not reached every
    /// part of the cloud. That something is there already passes only if this run took it away; of
    /// another refusal an earlier run may have made the write.
    pub(crate) fn may_be_early(&self, error: &Error) -> bool {
        let after = error.passes_after();
        let is_made = || after.iter().any(|write| self.made.lock().contains(write));
        !after.is_empty() && (error.kind != ErrorKind::AlreadyExists || is_made())
    }

    /// Notes that the answer to a call of an action was lost just now.
    pub(crate) fn mark_unknown(&self, action: &Action) {
        self.doubts.lock().insert(action.id.clone(), Instant::now());
    }

    /// Returns the kind of the next wait of an action: waits of one kind take about equally long.
    pub(crate) fn wait_kind(&self, action: &Action) -> String {
        let waits = self.watched.lock().get(&action.id).map_or(0, Vec::len);
        wait_kind(&action.id, waits)
    }

    /// Notes that a wait of an action is over, and how long it took.
    pub(crate) fn note_watched(&self, action: &Action, watched: Watched) {
        self.durations.learn(&self.wait_kind(action), watched);
        let mut all = self.watched.lock();
        all.entry(action.id.clone()).or_default().push(watched);
    }

    /// Takes how long the waits of an action took.
    pub(crate) fn take_watched(&self, action: &Action) -> Vec<Watched> {
        self.watched.lock().remove(&action.id).unwrap_or_default()
    }

    pub(crate) fn conclude(&self, conclusion: Conclusion<'_>) {
        self.journal.conclude(&self.id, conclusion);
    }

    /// Notes how many parts of the cloud could not be read for the plan of the run.
    pub(crate) fn note_gaps(&self, gaps: usize) {
        self.gaps.store(gaps, Ordering::Relaxed);
    }

    /// Notes which kinds of writes the cloud took beside others; none if it takes one at a time.
    pub(crate) fn note_learned(&self, beside: Option<BTreeSet<(&'static str, &'static str)>>) {
        let owned = |(kind, other): (&str, &str)| (kind.to_owned(), other.to_owned());
        *self.learned.lock() = Learned {
            one_at_a_time: beside.is_none(),
            beside: beside.into_iter().flatten().map(owned).collect(),
        };
    }

    /// Notes in the journal that the run has ended. For a caller that drops
    /// [`execute`](crate::execute) before its end.
    pub fn end(&self, how: How, report: Option<&Report>) {
        self.journal.end(Ending {
            run: &self.id,
            how,
            report,
            gaps: self.gaps.load(Ordering::Relaxed),
            learned: self.learned.lock().clone(),
        });
    }

    /// Returns the report after a second look, which decides unknown outcomes where it can. `left`
    /// is the plan that the look led to.
    pub fn look_again(
        &self,
        plan: &Plan,
        report: Report,
        observed: &Observed,
        left: &Plan,
    ) -> Report {
        self.journal.settle(observed);
        let taken = self.taken.lock().clone();
        let doubts = self.doubts.lock().clone();
        let certainty = |action: &ActionId| match doubts.get(action) {
            _ if taken.contains(action) => Certainty::Taken,
            Some(doubt) if doubt.elapsed() < LISTING_LAGS => Certainty::TooEarly,
            Some(_) | None => Certainty::Settled,
        };
        let decided = report.after_look(plan, left, certainty);
        for (step, (before, after)) in plan
            .steps
            .iter()
            .zip(report.outcomes.iter().zip(&decided.outcomes))
        {
            if let Some(outcome) = after.as_ref().filter(|_| before != after) {
                self.conclude(Conclusion {
                    action: &step.action,
                    outcome,
                    output: None,
                    request: None,
                    watched: Vec::new(),
                });
            }
        }
        decided
    }

    pub(crate) fn client(&self, account: &AccountName) -> &Client {
        self.clients.of(account)
    }

    /// Returns the account that owns a CEN of the topology.
    pub(crate) fn cen_owner(&self, cen: &CenName) -> &AccountName {
        &self.topology.cens[cen].account
    }

    /// Returns the id behind a reference; none if the action that creates it did not succeed.
    pub(crate) fn resolve<T: std::fmt::Display>(&self, reference: &Ref<T>) -> Option<String> {
        match reference {
            Ref::Known(id) => Some(id.to_string()),
            Ref::OutputOf(action) => self.outputs.lock().get(action).cloned(),
        }
    }

    pub(crate) fn keep_output(&self, action: &ActionId, id: String) {
        self.outputs.lock().insert(action.clone(), id);
    }
}

/// Returns what has changed since a plan was made, such as "`mbps` was 10, is 3 now".
pub fn changes(mismatches: &[Mismatch]) -> String {
    let changes: Vec<_> = mismatches.iter().flat_map(changes_of).collect();
    changes.join(", ")
}

/// Returns what has changed of an attribute: of one with parts, the parts that differ.
fn changes_of(mismatch: &Mismatch) -> Vec<String> {
    let change = |name: &str, was: &Value, is: &Value| {
        format!("`{name}` was {}, is {} now", value(was), value(is))
    };
    let (Value::Object(planned), Value::Object(current)) = (&mismatch.planned, &mismatch.current)
    else {
        return vec![change(
            &mismatch.attribute,
            &mismatch.planned,
            &mismatch.current,
        )];
    };
    let names: BTreeSet<_> = planned.keys().chain(current.keys()).collect();
    let differing = names.into_iter().filter_map(|name| {
        let was = planned.get(name).unwrap_or(&Value::Null);
        let is = current.get(name).unwrap_or(&Value::Null);
        (was != is).then(|| change(name, was, is))
    });
    differing.collect()
}

/// Numbers and ids stand bare; what has parts is JSON.
fn value(value: &Value) -> String {
    match value {
        Value::Null => "absent".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
