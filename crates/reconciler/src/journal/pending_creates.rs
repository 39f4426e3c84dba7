//! What a journal protects from happening twice: creations that were begun and whose end nobody saw.

use std::collections::BTreeMap;

use cen_plan::{Action, ActionId, Call, NAME_TAG, Observed, TOPOLOGY_TAG};
use cen_topology::AccountName;
use jiff::{SignedDuration, Timestamp};

use crate::journal::record::{Intent, OutcomeKind, Record};

/// For how long a client token is sent again. The API documents no lifetime, so this is a choice: far longer than anything takes until a
/// listing shows it, after which the ownership mark finds what the call made, and short enough that a token does not bring back for ever the
/// id of a thing that somebody has deleted since.
pub const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// For how long a creation whose end nobody saw may come into being yet, although no listing shows it. How long an order takes is not
/// documented, so this is a choice: far longer than any that was heard of.
pub const IN_DOUBT: SignedDuration = SignedDuration::from_hours(1);

/// A creation that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its client token.
    pub token: String,
    /// The call with the parameters that went with the token.
    pub call: Call,
}

/// The creations in doubt, and the last that are not any more, by who signs for them and what they are called.
#[derive(Debug, Default)]
pub(super) struct PendingCreates {
    begun: BTreeMap<(AccountName, ActionId), Intent>,
    /// In which hour, and by which run.
    closed: BTreeMap<(AccountName, ActionId), (i64, String)>,
}

impl PendingCreates {
    /// The creations that these records leave in doubt.
    pub(super) fn of(records: &[Record]) -> Self {
        let mut pending = Self::default();
        records.iter().for_each(|record| pending.take(record));
        pending
    }

    /// Takes the next record.
    pub(super) fn take(&mut self, record: &Record) {
        match record {
            Record::Intent(intent) if mark(&intent.action.call).is_some() => self.intend(intent),
            Record::Concluded(concluded) => {
                let key = (concluded.account.clone(), concluded.action.clone());
                // A failure of this attempt says nothing about what another one, of an earlier run, may have done.
                let is_over = self
                    .begun
                    .get(&key)
                    .is_some_and(|intent| match concluded.outcome {
                        OutcomeKind::Done => true,
                        OutcomeKind::Failed => intent.run == concluded.run,
                        OutcomeKind::Skipped | OutcomeKind::Unknown => false,
                    });
                if is_over {
                    self.begun.remove(&key);
                    self.closed
                        .insert(key, (hour(concluded.time), concluded.run.clone()));
                }
            }
            Record::Started(_) | Record::Intent(_) | Record::Accepted(_) | Record::Ended(_) => {}
        }
    }

    fn intend(&mut self, intent: &Intent) {
        let key = (intent.action.account.clone(), intent.action.id.clone());
        // A token is as old as its first call, however often it is sent again.
        let first = self
            .begun
            .get(&key)
            .filter(|before| before.token == intent.token)
            .map(|before| before.time);
        self.begun.insert(
            key,
            Intent {
                time: first.unwrap_or(intent.time),
                ..intent.clone()
            },
        );
    }

    /// The creations in doubt.
    pub(super) fn intents(&self) -> impl Iterator<Item = &Intent> {
        self.begun.values()
    }

    /// The creations in doubt whose things may come into being yet.
    pub(super) fn young(&self, now: Timestamp) -> impl Iterator<Item = &Intent> {
        self.intents()
            .filter(move |intent| now.duration_since(intent.time) < IN_DOUBT)
    }

    /// The creation that an action asks for, if it is in doubt and its token is still good.
    pub(super) fn begun(&self, action: &Action, now: Timestamp) -> Option<Begun> {
        let intent = self
            .begun
            .get(&(action.account.clone(), action.id.clone()))
            .filter(|intent| is_good(intent, now))?;
        Some(Begun {
            token: intent.token.clone()?,
            call: intent.action.call.clone(),
        })
    }

    /// The run that saw a creation to its end in this hour.
    pub(super) fn closed(&self, action: &Action, hour: i64) -> Option<&str> {
        let (then, run) = self
            .closed
            .get(&(action.account.clone(), action.id.clone()))?;
        (*then == hour).then_some(run)
    }

    /// The creations in doubt whose thing a look shows: the only one with their mark.
    pub(super) fn found_in(&self, observed: &Observed) -> Vec<(Intent, String)> {
        let found = self
            .intents()
            .filter_map(|intent| Some((intent.clone(), found(intent, observed)?)));
        found.collect()
    }
}

/// The hour of a moment, since 1970.
pub(super) fn hour(time: Timestamp) -> i64 {
    time.as_second().div_euclid(3600)
}

/// Whether the token of an intent may still be sent. A clock that was set back makes no token old.
pub(super) fn is_good(intent: &Intent, now: Timestamp) -> bool {
    now.duration_since(intent.time) < TOKEN_LIFETIME
}

/// The ownership mark of what a call creates; none if it creates nothing.
fn mark(call: &Call) -> Option<(&str, &str)> {
    match call {
        Call::CreateCen { tags, .. }
        | Call::CreatePackage { tags, .. }
        | Call::CreateVpc { tags, .. } => Some((tags.get(TOPOLOGY_TAG)?, tags.get(NAME_TAG)?)),
        _ => None,
    }
}

fn found(intent: &Intent, observed: &Observed) -> Option<String> {
    let (topology, name) = mark(&intent.action.call)?;
    let account = &intent.action.account;
    let ids: Vec<String> = match &intent.action.call {
        Call::CreateCen { .. } => {
            let marked = observed
                .cens_marked(topology, name)
                .filter(|(_, seen)| seen.account == *account);
            marked.map(|(id, _)| id.to_string()).collect()
        }
        Call::CreatePackage { .. } => {
            let marked = observed
                .packages_marked(topology, name)
                .filter(|(_, seen)| seen.account == *account);
            marked.map(|(id, _)| id.to_string()).collect()
        }
        Call::CreateVpc { region, .. } => {
            let marked = observed.networks_marked(topology, name);
            let here =
                marked.filter(|(_, seen)| seen.account == *account && seen.region == *region);
            here.map(|(id, _)| id.to_string()).collect()
        }
        _ => Vec::new(),
    };
    <[String; 1]>::try_from(ids).ok().map(|[id]| id)
}
