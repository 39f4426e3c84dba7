//! Creations without a known outcome, which must not happen twice.

use std::collections::BTreeMap;

use cen_action::{Action, ActionId, Call, call::Creation};
use cen_observed::{NAME_TAG, Observed, TOPOLOGY_TAG, is_marked};
use cen_topology::AccountName;
use jiff::{SignedDuration, Timestamp};

use crate::journal::record::{Closed, Intent, OutcomeKind, Record};

/// How long a client token is sent again. The API documents no lifetime, so this is a choice: far
/// longer than any listing is behind (after that, the ownership mark finds the object), and short
/// enough that a token does not return the id of a deleted object forever.
pub const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// How long the object of a creation without a known outcome may still appear. How long an order
/// takes is not documented, so this is a choice: far longer than any that we have seen.
pub const IN_DOUBT: SignedDuration = SignedDuration::from_hours(1);

/// A creation without a known outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCreate {
    /// Its client token.
    pub token: String,
    /// The call with the parameters that went with the token.
    pub call: Call,
}

/// The creations in doubt, and those that were in doubt, by account and action.
#[derive(Clone, Debug, Default)]
pub(super) struct PendingCreates {
    begun: BTreeMap<(AccountName, ActionId), Intent>,
    /// What ended the doubt in the hour of the last end, and in those beside it: a clock may be set
    /// back a little. Nobody asks for others.
    closed: BTreeMap<(AccountName, ActionId), Closed>,
    /// The hour of the last end of a doubt.
    last_hour: i64,
}

impl PendingCreates {
    /// Processes the next record.
    pub(super) fn take(&mut self, record: &Record) {
        match record {
            Record::Intent(intent) if mark(&intent.action.call).is_some() => self.intend(intent),
            Record::Concluded(concluded) => {
                let key = (concluded.account.clone(), concluded.action.clone());
                // A failure in this run does not prove that an earlier run failed too.
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
                    self.close(key, hour(concluded.time), &concluded.run);
                }
            }
            Record::Started(_) | Record::Intent(_) | Record::Accepted(_) | Record::Ended(_) => {}
        }
    }

    fn close(&mut self, (account, action): (AccountName, ActionId), hour: i64, run: &str) {
        let key = (account.clone(), action.clone());
        let before = self.closed.get(&key).filter(|before| before.hour == hour);
        let count = before.map_or(0, |before| before.count) + 1;
        let run = run.to_owned();
        self.restore(Closed {
            account,
            action,
            hour,
            run,
            count,
        });
    }

    /// Adds creations of one thing that were seen to their end, in place of what is known of it.
    pub(super) fn restore(&mut self, closed: Closed) {
        let hour = closed.hour;
        if self.last_hour != hour {
            self.closed.retain(|_, closed| is_beside(closed.hour, hour));
            self.last_hour = hour;
        }
        let key = (closed.account.clone(), closed.action.clone());
        self.closed.insert(key, closed);
    }

    /// Lists the creations that were seen to their end in the hour of this moment, or in one beside
    /// it.
    pub(super) fn closed_about(&self, now: Timestamp) -> impl Iterator<Item = Closed> {
        let closed = self.closed.values();
        closed
            .filter(move |closed| is_beside(closed.hour, hour(now)))
            .cloned()
    }

    /// Returns how many things it holds in memory.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.begun.len() + self.closed.len()
    }

    /// Tells whether a creation of this run is in doubt.
    pub(super) fn has_run(&self, run: &str) -> bool {
        self.intents().any(|intent| intent.run == run)
    }

    /// Tells whether this creation of this run is in doubt.
    pub(super) fn is_begun_in(&self, run: &str, account: &AccountName, action: &ActionId) -> bool {
        let key = (account.clone(), action.clone());
        self.begun.get(&key).is_some_and(|intent| intent.run == run)
    }

    fn intend(&mut self, intent: &Intent) {
        let key = (intent.action.account.clone(), intent.action.id.clone());
        // The age of a token counts from its first call.
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

    /// Lists the creations in doubt.
    pub(super) fn intents(&self) -> impl Iterator<Item = &Intent> {
        self.begun.values()
    }

    /// Lists the creations in doubt whose objects may still appear.
    pub(super) fn young(&self, now: Timestamp) -> impl Iterator<Item = &Intent> {
        self.intents()
            .filter(move |intent| now.duration_since(intent.time) < IN_DOUBT)
    }

    /// Returns the creation in doubt for an action, if its token is still valid.
    pub(super) fn begun(&self, action: &Action, now: Timestamp) -> Option<PendingCreate> {
        let intent = self
            .begun
            .get(&(action.account.clone(), action.id.clone()))
            .filter(|intent| is_good(intent, now))?;
        Some(PendingCreate {
            token: intent.token.clone()?,
            call: intent.action.call.clone(),
        })
    }

    /// Returns the run that completed a creation in this hour.
    pub(super) fn closed(&self, action: &Action, hour: i64) -> Option<&str> {
        Some(&self.closed_in(action, hour)?.run)
    }

    /// Returns how many creations for an action were seen to their end in this hour.
    pub(super) fn generation(&self, action: &Action, hour: i64) -> u32 {
        self.closed_in(action, hour)
            .map_or(0, |closed| closed.count)
    }

    fn closed_in(&self, action: &Action, hour: i64) -> Option<&Closed> {
        let key = (action.account.clone(), action.id.clone());
        self.closed.get(&key).filter(|closed| closed.hour == hour)
    }

    /// Returns the creations in doubt whose object a look found: the only one with their mark.
    pub(super) fn found_in(&self, observed: &Observed) -> Vec<(Intent, String)> {
        let found = self
            .intents()
            .filter_map(|intent| Some((intent.clone(), found(intent, observed)?)));
        found.collect()
    }
}

fn is_beside(hour: i64, other: i64) -> bool {
    hour.abs_diff(other) <= 1
}

/// Returns the hour of a moment, since 1970.
pub(super) fn hour(time: Timestamp) -> i64 {
    time.as_second().div_euclid(3600)
}

/// Returns whether the token of an intent may still be sent. A clock that was set back does not
/// make it old.
fn is_good(intent: &Intent, now: Timestamp) -> bool {
    now.duration_since(intent.time) < TOKEN_LIFETIME
}

/// Returns the ownership mark of the object that a call creates; none if it creates nothing.
fn mark(call: &Call) -> Option<(&str, &str)> {
    let tags = call.traits().creation?.tags();
    Some((tags.get(TOPOLOGY_TAG)?, tags.get(NAME_TAG)?))
}

fn found(intent: &Intent, observed: &Observed) -> Option<String> {
    let (topology, name) = mark(&intent.action.call)?;
    let account = &intent.action.account;
    let ids: Vec<String> = match intent.action.call.traits().creation? {
        Creation::Cen(_) => {
            let marked = observed.cens_marked(topology, name);
            let own = marked.filter(|(_, seen)| seen.account == *account);
            own.map(|(id, _)| id.to_string()).collect()
        }
        Creation::Package(_) => {
            let marked = observed.packages_marked(topology, name);
            let own = marked.filter(|(_, seen)| seen.account == *account);
            own.map(|(id, _)| id.to_string()).collect()
        }
        Creation::Vswitch(region, _) => {
            let own = observed.vswitches.iter().filter(|(_, seen)| {
                is_marked(&seen.tags, topology, name)
                    && seen.account == *account
                    && seen.region == *region
            });
            own.map(|(id, _)| id.to_string()).collect()
        }
        Creation::Vpc(region, _) => {
            let marked = observed.networks_marked(topology, name);
            let own = marked.filter(|(_, seen)| seen.account == *account && seen.region == *region);
            own.map(|(id, _)| id.to_string()).collect()
        }
    };
    <[String; 1]>::try_from(ids).ok().map(|[id]| id)
}
