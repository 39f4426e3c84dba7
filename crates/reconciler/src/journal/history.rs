//! Builds past runs from the records of a journal.

use std::collections::BTreeMap;

use cen_action::{ActionId, Call};
use cen_topology::AccountName;
use jiff::Timestamp;
use serde::Serialize;

use crate::journal::record::{
    Concluded, Counts, How, Intent, Operator, OutcomeKind, Record, Started,
};

/// A past run.
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
    /// When it ended; none if it was killed or is still running.
    pub ended: Option<Timestamp>,
    /// How it ended.
    pub how: Option<How>,
    /// How many actions ended in which way, if it was counted.
    pub counts: Option<Counts>,
    /// Its actions, in the order of their first records.
    pub actions: Vec<PastAction>,
}

/// An action of a past run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PastAction {
    /// Its stable name.
    pub action: ActionId,
    /// The account that signed for it.
    pub account: AccountName,
    /// The call, with every id and parameter; none if there was none.
    pub call: Option<Call>,
    /// The client token of the call, if it has one.
    pub token: Option<String>,
    /// When its call was about to be sent; none if there was none.
    pub asked: Option<Timestamp>,
    /// When it was over.
    pub over: Option<Timestamp>,
    /// The outcome; none if it was not recorded.
    pub outcome: Option<OutcomeKind>,
    /// The reason; may be empty.
    pub reason: String,
    /// The id of what it created.
    pub output: Option<String>,
    /// The id of its last request.
    pub request: Option<String>,
}

/// Returns the runs in these records, oldest first. Records without the start of their run are
/// dropped.
pub fn past_runs<'a>(records: impl IntoIterator<Item = &'a Record>) -> Vec<PastRun> {
    let mut past = PastRuns::last(usize::MAX);
    records.into_iter().for_each(|record| past.take(record));
    past.into_runs()
}

/// The last runs of a journal whose records are taken one after another.
pub struct PastRuns {
    most: usize,
    /// The numbers of all runs so far.
    numbers: BTreeMap<String, usize>,
    runs: BTreeMap<usize, IndexedRun>,
}

/// A run, and the index of each of its actions: it may have very many.
struct IndexedRun {
    run: PastRun,
    indexes: BTreeMap<ActionId, usize>,
}

impl PastRuns {
    /// Returns what keeps so many runs.
    pub fn last(most: usize) -> Self {
        Self {
            most,
            numbers: BTreeMap::new(),
            runs: BTreeMap::new(),
        }
    }

    /// Processes the next record.
    pub fn take(&mut self, record: &Record) {
        match record {
            Record::Started(started) => self.begin(started),
            Record::Intent(intent) => {
                if let Some(run) = self.run(&intent.run) {
                    run.action(&intent.action.id, &intent.action.account)
                        .intend(intent);
                }
            }
            Record::Accepted(accepted) => {
                if let Some(run) = self.run(&accepted.run)
                    && let Some(index) = run.indexes.get(&accepted.action)
                {
                    run.run.actions[*index]
                        .request
                        .clone_from(&accepted.request);
                }
            }
            Record::Concluded(concluded) => {
                if let Some(run) = self.run(&concluded.run) {
                    run.action(&concluded.action, &concluded.account)
                        .conclude(concluded);
                }
            }
            Record::Ended(ended) => {
                if let Some(run) = self.run(&ended.run) {
                    (run.run.ended, run.run.how, run.run.counts) =
                        (Some(ended.time), Some(ended.how), ended.counts);
                }
            }
        }
    }

    /// Returns the runs, oldest first.
    pub fn into_runs(self) -> Vec<PastRun> {
        self.runs.into_values().map(|indexed| indexed.run).collect()
    }

    fn run(&mut self, run: &str) -> Option<&mut IndexedRun> {
        self.runs.get_mut(self.numbers.get(run)?)
    }

    fn begin(&mut self, started: &Started) {
        // A rotation repeats the start of each run that it keeps a record of.
        if self.numbers.contains_key(&started.run) {
            return;
        }
        let number = self.numbers.len();
        self.numbers.insert(started.run.clone(), number);
        self.runs.insert(number, IndexedRun::new(started));
        if self.runs.len() > self.most {
            self.runs.pop_first();
        }
    }
}

impl IndexedRun {
    fn new(started: &Started) -> Self {
        let run = PastRun {
            run: started.run.clone(),
            started: started.time,
            operator: started.operator.clone(),
            version: started.version.clone(),
            ended: None,
            how: None,
            counts: None,
            actions: Vec::new(),
        };
        let indexes = BTreeMap::new();
        Self { run, indexes }
    }

    /// Returns an action of the run, and adds it if it is new.
    fn action(&mut self, id: &ActionId, account: &AccountName) -> &mut PastAction {
        let actions = &mut self.run.actions;
        let index = *self.indexes.entry(id.clone()).or_insert_with(|| {
            actions.push(PastAction {
                action: id.clone(),
                account: account.clone(),
                call: None,
                token: None,
                asked: None,
                over: None,
                outcome: None,
                reason: String::new(),
                output: None,
                request: None,
            });
            actions.len() - 1
        });
        &mut actions[index]
    }
}

impl PastAction {
    fn intend(&mut self, intent: &Intent) {
        self.asked = Some(intent.time);
        (self.call, self.token) = (Some(intent.action.call.clone()), intent.token.clone());
    }

    fn conclude(&mut self, concluded: &Concluded) {
        self.over = Some(concluded.time);
        self.outcome = Some(concluded.outcome);
        self.reason.clone_from(&concluded.reason);
        self.output = concluded.output.clone().or(self.output.take());
        self.request = concluded.request.clone().or(self.request.take());
    }
}
