//! Past runs, put together from the lines of a journal.

use cen_plan::ActionId;
use cen_topology::AccountName;
use jiff::Timestamp;
use serde::Serialize;

use crate::journal::record::{Concluded, Counts, How, Intent, Operator, Record, Word};

/// A run as a journal tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PastRun {
    /// Its id.
    pub run: String,
    /// When it began.
    pub started: Timestamp,
    /// Who ran it.
    pub operator: Operator,
    /// The version of `cen`.
    pub version: String,
    /// When it ended; none if it was killed, or is still running.
    pub ended: Option<Timestamp>,
    /// How it ended.
    pub how: Option<How>,
    /// How many actions ended in which way, where it was counted.
    pub counts: Option<Counts>,
    /// What it did, in the order of its first lines.
    pub actions: Vec<PastAction>,
}

/// An action of a past run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PastAction {
    /// Its stable name.
    pub action: ActionId,
    /// The account that signed for it.
    pub account: AccountName,
    /// When its call was about to be made; none if none was made.
    pub asked: Option<Timestamp>,
    /// When it was over.
    pub over: Option<Timestamp>,
    /// What came of it; none if nobody wrote it down.
    pub outcome: Option<Word>,
    /// Why, or how it is known; may be empty.
    pub reason: String,
    /// The id of what it created.
    pub output: Option<String>,
    /// The id of its last request.
    pub request: Option<String>,
}

/// The runs that these records tell of, oldest first.
pub fn past_runs(records: &[Record]) -> Vec<PastRun> {
    let mut runs: Vec<PastRun> = Vec::new();
    for record in records {
        match record {
            // A rotation repeats the beginnings of runs that it keeps something of.
            Record::Started(started) if find(&mut runs, &started.run).is_some() => {}
            Record::Started(started) => runs.push(PastRun {
                run: started.run.clone(),
                started: started.time,
                operator: started.operator.clone(),
                version: started.version.clone(),
                ended: None,
                how: None,
                counts: None,
                actions: Vec::new(),
            }),
            Record::Intent(intent) => {
                if let Some(run) = find(&mut runs, &intent.run) {
                    run.action(&intent.action.id, &intent.action.account).intend(intent);
                }
            }
            Record::Accepted(accepted) => {
                let run = find(&mut runs, &accepted.run);
                if let Some(action) = run.and_then(|run| run.actions.iter_mut().find(|action| action.action == accepted.action)) {
                    action.request.clone_from(&accepted.request);
                }
            }
            Record::Concluded(concluded) => {
                if let Some(run) = find(&mut runs, &concluded.run) {
                    run.action(&concluded.action, &concluded.account).conclude(concluded);
                }
            }
            Record::Ended(ended) => {
                if let Some(run) = find(&mut runs, &ended.run) {
                    (run.ended, run.how, run.counts) = (Some(ended.time), Some(ended.how), ended.counts);
                }
            }
        }
    }
    runs
}

/// The run of an id. What a rotation left behind of older runs belongs to none.
fn find<'a>(runs: &'a mut [PastRun], id: &str) -> Option<&'a mut PastRun> {
    // It is nearly always the last one.
    runs.iter_mut().rev().find(|run| run.run == id)
}

impl PastRun {
    fn action(&mut self, id: &ActionId, account: &AccountName) -> &mut PastAction {
        let place = self.actions.iter().rposition(|action| action.action == *id).unwrap_or_else(|| {
            self.actions.push(PastAction {
                action: id.clone(),
                account: account.clone(),
                asked: None,
                over: None,
                outcome: None,
                reason: String::new(),
                output: None,
                request: None,
            });
            self.actions.len() - 1
        });
        &mut self.actions[place]
    }
}

impl PastAction {
    fn intend(&mut self, intent: &Intent) {
        self.asked = Some(intent.time);
    }

    fn conclude(&mut self, concluded: &Concluded) {
        self.over = Some(concluded.time);
        self.outcome = Some(concluded.outcome);
        self.reason.clone_from(&concluded.reason);
        self.output = concluded.output.clone().or(self.output.take());
        self.request = concluded.request.clone().or(self.request.take());
    }
}
