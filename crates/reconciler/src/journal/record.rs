//! The lines of a journal. Each is one JSON object; the first says what the journal is.

mod kept;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use cen_action::{Action, ActionId};
use cen_plan::Outcome;
use cen_topology::{AccountId, AccountName, Topology, TopologyName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::report::Report;
pub use kept::{Closed, Kept};

/// The version of the format, including actions and calls. It grows when an older program could not
/// read them. Other versions are refused.
pub const JOURNAL_VERSION: u32 = 1;

/// What a journal belongs to. A journal of another topology, target or account is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The topology.
    pub topology: TopologyName,
    /// Which cloud: the real one, an address, or a simulated world, in words that are the same in each run.
    pub target: String,
    /// The accounts of the topology.
    pub accounts: BTreeMap<AccountName, AccountId>,
}

impl Subject {
    /// Returns the subject for a topology on a target.
    pub fn new(topology: &Topology, target: impl Into<String>) -> Self {
        let accounts = topology
            .accounts
            .iter()
            .map(|(name, account)| (name.clone(), account.id.clone()))
            .collect();
        Self {
            topology: topology.name.clone(),
            target: target.into(),
            accounts,
        }
    }
}

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Always `cen-journal`.
    pub kind: String,
    /// The version of the form, [`JOURNAL_VERSION`].
    pub version: u32,
    /// The topology.
    pub topology: TopologyName,
    /// Which cloud.
    pub target: String,
}

impl Header {
    /// The value of `kind`.
    pub(crate) const KIND: &'static str = "cen-journal";

    /// Returns the header of a journal in tests.
    #[cfg(test)]
    pub(crate) fn example() -> Self {
        Self {
            kind: Self::KIND.to_owned(),
            version: JOURNAL_VERSION,
            topology: "net".into(),
            target: "cloud".to_owned(),
        }
    }

    pub(crate) fn new(subject: &Subject) -> Self {
        let (topology, target) = (subject.topology.clone(), subject.target.clone());
        Self {
            kind: Self::KIND.to_owned(),
            version: JOURNAL_VERSION,
            topology,
            target,
        }
    }
}

/// Any other line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "record")]
pub enum Record {
    /// A run begins.
    Started(Started),
    /// A call is about to be made.
    Intent(Box<Intent>),
    /// The cloud accepted the call.
    Accepted(Accepted),
    /// An action has an outcome.
    Concluded(Concluded),
    /// A run ended.
    Ended(Ended),
}

impl Record {
    /// Returns when it was written.
    pub(crate) fn time(&self) -> Timestamp {
        match self {
            Self::Started(started) => started.time,
            Self::Intent(intent) => intent.time,
            Self::Accepted(accepted) => accepted.time,
            Self::Concluded(concluded) => concluded.time,
            Self::Ended(ended) => ended.time,
        }
    }
}

/// Who runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// The user.
    pub user: String,
    /// The machine.
    pub host: String,
    /// The process.
    pub pid: u32,
}

impl Operator {
    /// Returns an operator for tests.
    pub fn nobody() -> Self {
        Self {
            user: "nobody".to_owned(),
            host: "nowhere".to_owned(),
            pid: 0,
        }
    }
}

/// A run begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The id of the run.
    pub run: String,
    /// When.
    pub time: Timestamp,
    /// By whom.
    #[serde(flatten)]
    pub operator: Operator,
    /// The version of `cen`.
    pub version: String,
    /// The accounts of the topology.
    pub accounts: BTreeMap<AccountName, AccountId>,
}

/// A call is about to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The run.
    pub run: String,
    /// When.
    pub time: Timestamp,
    /// The client token that goes with the call, if it takes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The action, with every parameter of its call.
    pub action: Action,
}

/// The cloud took the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The run.
    pub run: String,
    /// When.
    pub time: Timestamp,
    /// The action.
    pub action: ActionId,
    /// The request id, by which the vendor's support finds the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

/// Something came of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concluded {
    /// The run that the action was begun in.
    pub run: String,
    /// When.
    pub time: Timestamp,
    /// The action.
    pub action: ActionId,
    /// The account that signs for it.
    pub account: AccountName,
    /// The outcome.
    pub outcome: OutcomeKind,
    /// Why, or how it is known; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The id of what it created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The request id of the last call, by which the vendor's support finds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// How long its waits took, in their order. Later runs look at changes of the same kind when
    /// they should be complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub watched: Vec<Watched>,
}

/// How long a change took from the answer that accepted it, as far as the looks at it tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Watched {
    /// The last look that did not show it complete, in milliseconds; zero if there was none.
    pub pending_ms: u64,
    /// The look that showed it complete, in milliseconds.
    pub complete_ms: u64,
}

impl Watched {
    pub(crate) fn new(pending: Duration, complete: Duration) -> Self {
        let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self {
            pending_ms: ms(pending),
            complete_ms: ms(complete),
        }
    }

    pub(crate) fn pending(&self) -> Duration {
        Duration::from_millis(self.pending_ms)
    }

    pub(crate) fn complete(&self) -> Duration {
        Duration::from_millis(self.complete_ms)
    }
}

/// Returns the kind of a wait: the verb of the action, and how many waits of the action came before.
pub(crate) fn wait_kind(action: &ActionId, waits: usize) -> String {
    let verb = action.as_str().split('/').next().unwrap_or_default();
    format!("{verb}/{waits}")
}

/// The kind of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// The cloud shows the result.
    Done,
    /// It had no effect.
    Failed,
    /// It was not started, because the action that the reason names is not done.
    Skipped,
    /// It may have happened.
    Unknown,
}

impl OutcomeKind {
    /// Returns the kind of an outcome, and its reason.
    pub(crate) fn of(outcome: &Outcome) -> (Self, String) {
        match outcome {
            Outcome::Done => (Self::Done, String::new()),
            Outcome::Failed(reason) => (Self::Failed, reason.clone()),
            Outcome::Skipped(first) => (Self::Skipped, first.to_string()),
            Outcome::Unknown(reason) => (Self::Unknown, reason.clone()),
        }
    }
}

/// A run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The run.
    pub run: String,
    /// When.
    pub time: Timestamp,
    /// How.
    pub how: How,
    /// How many actions ended in which way, where it was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
    /// How many parts of the cloud could not be read for its plan, which changed nothing under them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub gaps: usize,
    /// What it learned of writes at the same time.
    #[serde(flatten)]
    pub learned: Learned,
    /// A fact that a rotation keeps from the records before it; then no run has ended. An older program
    /// reads the record as the end of a run that it does not know, and ignores it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Box<Kept>>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// What a run learned of writes at the same time. Later runs do not try it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Learned {
    /// The cloud refused a write because another one was in flight.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_at_a_time: bool,
    /// The kinds of which a write was taken while one of the second kind was in flight.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub beside: BTreeSet<(String, String)>,
}

/// How a run ended. A run without an end was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Every action has an outcome.
    Complete,
    /// It was asked to end, and waited for the actions in flight.
    Interrupted,
    /// It was told to end at once; actions in flight may have happened.
    Stopped,
}

/// How many actions ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// Done.
    pub done: usize,
    /// Failed.
    pub failed: usize,
    /// Skipped.
    pub skipped: usize,
    /// Unknown.
    pub unknown: usize,
    /// Not started, because the run was asked to end.
    pub not_started: usize,
}

impl Counts {
    /// Counts the outcomes of a report.
    pub fn of(report: &Report) -> Self {
        let mut counts = Self::default();
        for outcome in &report.outcomes {
            let count = match outcome {
                Some(Outcome::Done) => &mut counts.done,
                Some(Outcome::Failed(_)) => &mut counts.failed,
                Some(Outcome::Skipped(_)) => &mut counts.skipped,
                Some(Outcome::Unknown(_)) => &mut counts.unknown,
                None => &mut counts.not_started,
            };
            *count += 1;
        }
        counts
    }
}

/// Returns a line of the journal, including its end.
pub(crate) fn line(record: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(record).expect("a record has only texts for keys");
    line.push(b'\n');
    line
}
