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
pub fn past_runs(records: &[Record]) -> Vec<PastRun> {
    let mut past = Past::default();
    records.iter().for_each(|record| past.take(record));
    past.runs
}

/// The runs so far, and the indexes of each run and each of its actions: a journal may hold very
/// many.
#[derive(Default)]
struct Past<'a> {
    runs: Vec<PastRun>,
    places: BTreeMap<&'a str, usize>,
    actions: BTreeMap<(usize, &'a ActionId), usize>,
}

impl<'a> Past<'a> {
    fn take(&mut self, record: &'a Record) {
        match record {
            Record::Started(started) => self.begin(started),
            Record::Intent(intent) => {
                if let Some(action) =
                    self.action(&intent.run, &intent.action.id, &intent.action.account)
                {
                    action.intend(intent);
                }
            }
            Record::Accepted(accepted) => {
                let place = self.places.get(accepted.run.as_str());
                let action = place
                    .and_then(|run| Some((*run, *self.actions.get(&(*run, &accepted.action))?)));
                if let Some((run, action)) = action {
                    self.runs[run].actions[action]
                        .request
                        .clone_from(&accepted.request);
                }
            }
            Record::Concluded(concluded) => {
                if let Some(action) =
                    self.action(&concluded.run, &concluded.action, &concluded.account)
                {
                    action.conclude(concluded);
                }
            }
            Record::Ended(ended) => {
                if let Some(run) = self
                    .places
                    .get(ended.run.as_str())
                    .map(|run| &mut self.runs[*run])
                {
                    (run.ended, run.how, run.counts) =
                        (Some(ended.time), Some(ended.how), ended.counts);
                }
            }
        }
    }

    fn begin(&mut self, started: &'a Started) {
        // A rotation repeats the start of each run that it keeps a record of.
        if self.places.contains_key(started.run.as_str()) {
            return;
        }
        self.places.insert(&started.run, self.runs.len());
        self.runs.push(PastRun {
            run: started.run.clone(),
            started: started.time,
            operator: started.operator.clone(),
            version: started.version.clone(),
            ended: None,
            how: None,
            counts: None,
            actions: Vec::new(),
        });
    }

    /// Returns an action of a run, and adds it if it is new; none if the run is not known.
    fn action(
        &mut self,
        run: &str,
        id: &'a ActionId,
        account: &AccountName,
    ) -> Option<&mut PastAction> {
        let run = *self.places.get(run)?;
        let actions = &mut self.runs[run].actions;
        let place = *self.actions.entry((run, id)).or_insert_with(|| {
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
        actions.get_mut(place)
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
