//! One run of a plan: the clients, the ids that actions bring, the shared listings, the client tokens, and what goes into the journal.

use std::collections::{BTreeMap, BTreeSet};

use cen_cloud::Client;
use cen_plan::{Action, ActionId, ActionIndex, Observed, Plan, Ref, Standing};
use cen_topology::{AccountName, CenName, Topology};
use parking_lot::Mutex;
use tokio::time::Instant;

use crate::clients::Clients;
use crate::journal::{Conclusion, How, Journal, JournalError, Operator};
use crate::listings::Listings;
use crate::outcome::{Output, StepError};
use crate::report::Report;
use crate::retry::LISTING_LAGS;
use crate::verification::Certainty;

/// One attempt at carrying out one plan.
pub struct Run<'a> {
    pub(crate) topology: &'a Topology,
    pub(crate) clients: &'a Clients,
    pub(crate) journal: &'a Journal,
    /// Names the run in the journal, and makes its client tokens its own.
    pub(crate) id: String,
    /// The actions whose calls the cloud took.
    taken: Mutex<BTreeSet<ActionId>>,
    /// When a call of an action was last left without an answer.
    doubts: Mutex<BTreeMap<ActionId, Instant>>,
    /// How each action of the plan stands by a look right before the run; empty if the plan itself is that fresh.
    standings: Vec<Standing>,
    outputs: Mutex<BTreeMap<ActionId, String>>,
    pub(crate) listings: Listings<'a>,
}

impl<'a> Run<'a> {
    /// A run that has done nothing yet but say in the journal that it begins. Its client tokens are its own, but for those of creations that the
    /// journal has in doubt.
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
            doubts: Mutex::default(),
            standings: Vec::new(),
            outputs: Mutex::default(),
            listings: Listings::new(clients),
        })
    }

    /// The same run of a plan that was looked at again since it was made: what is done already is not done again, and an action whose objects
    /// somebody else has changed is refused.
    #[must_use]
    pub fn standing(self, standings: Vec<Standing>) -> Self {
        Self { standings, ..self }
    }

    /// What comes of an action that is not to be carried out: the id that it has brought already, or why it is refused.
    pub(crate) fn settled(&self, action: ActionIndex) -> Option<Output> {
        match self.standings.get(action)? {
            Standing::Before => None,
            Standing::After { output } => Some(Ok(output.clone())),
            Standing::Other(moved) => {
                let moved = moved
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ");
                Some(Err(StepError::Failed(format!(
                    "changed since the plan: {moved}; nothing was done"
                ))))
            }
        }
    }

    /// The client token of an action: the same at each attempt.
    pub(crate) fn token(&self, action: ActionIndex) -> String {
        format!("cen-{}-{action}", self.id)
    }

    /// Notes that the cloud took the call of an action.
    pub(crate) fn accept(&self, action: &Action, request: Option<String>) {
        self.journal.accept(&self.id, action, request);
        self.taken.lock().insert(action.id.clone());
    }

    /// Notes that a call of an action was left without an answer just now.
    pub(crate) fn mark_unknown(&self, action: &Action) {
        self.doubts.lock().insert(action.id.clone(), Instant::now());
    }

    pub(crate) fn conclude(&self, conclusion: Conclusion<'_>) {
        self.journal.conclude(&self.id, conclusion);
    }

    /// Writes into the journal that the run has ended. Whoever drops [`execute`](crate::execute) before its end may say so with this.
    pub fn end(&self, how: How, report: Option<&Report>) {
        self.journal.end(&self.id, how, report);
    }

    /// The report in the light of a second look, which decides what it can about outcomes that were unknown. `left` is the plan that it led to.
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
                });
            }
        }
        decided
    }

    pub(crate) fn client(&self, account: &AccountName) -> &Client {
        self.clients.of(account)
    }

    /// The account that owns a CEN of the topology.
    pub(crate) fn cen_owner(&self, cen: &CenName) -> &AccountName {
        &self.topology.cens[cen].account
    }

    /// The id behind a reference; none if the action that should have brought it did not.
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
