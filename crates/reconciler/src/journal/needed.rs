//! The facts that later runs need from a journal. They are read from its records, and a rotation
//! writes them as records again.
//!
//! Each program that reads a journal for an answer takes it from here; only `cen history` shows the
//! records themselves.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cen_plan::Notice;
use cen_topology::{AccountId, AccountName, Charge, RegionId, Topology};
use jiff::Timestamp;

use crate::journal::made::Made;
use crate::journal::pending_creates::PendingCreates;
use crate::journal::places::Places;
use crate::journal::record::{
    Counts, Ended, How, Intent, Kept, Learned, Record, Started, Watched, wait_kind,
};

/// How many waits of a kind are remembered.
pub(crate) const MOST_REMEMBERED: usize = 32;

/// The run id in the records that a rotation writes. No real run has it.
const ROTATION: &str = "rotation";

/// The facts that later runs need. Their number does not grow with the runs that ended.
#[derive(Clone, Debug, Default)]
pub struct Needed {
    /// When the first record was written, or the journal was rotated.
    since: Option<Timestamp>,
    /// The runs that a later record may be about: the last one, and those that left a creation in
    /// doubt.
    runs: BTreeMap<String, KnownRun>,
    pub(super) pending: PendingCreates,
    made: Made,
    places: Places,
    /// Each account that a run knew.
    accounts: BTreeSet<(AccountName, AccountId)>,
    /// The last waits that ended well, by kind, the oldest first.
    waits: BTreeMap<String, VecDeque<Watched>>,
    /// The kinds of writes that the cloud accepted at the same time, in pairs.
    beside: BTreeSet<(String, String)>,
}

/// The begin of a run, and its end if it has one.
#[derive(Clone, Debug)]
struct KnownRun {
    started: Started,
    ended: Option<Ended>,
}

impl Needed {
    /// Returns the facts in these records.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut needed = Self::default();
        records.into_iter().for_each(|record| needed.take(record));
        needed
    }

    /// Processes the next record.
    pub fn take(&mut self, record: &Record) {
        self.since.get_or_insert(record.time());
        match record {
            Record::Started(started) => self.start(started),
            Record::Intent(intent) => self.intend(intent),
            Record::Accepted(_) => {}
            Record::Concluded(concluded) => {
                self.made.conclude(concluded);
                for (number, watched) in concluded.watched.iter().enumerate() {
                    self.remember(wait_kind(&concluded.action, number), *watched);
                }
            }
            Record::Ended(ended) => self.end(ended),
        }
        self.pending.take(record);
    }

    fn start(&mut self, started: &Started) {
        let pending = &self.pending;
        self.runs.retain(|run, _| pending.has_run(run));
        self.made
            .keep_asked(|run, account, action| pending.is_begun_in(run, account, action));
        let accounts = started.accounts.iter();
        self.accounts
            .extend(accounts.map(|(name, id)| (name.clone(), id.clone())));
        let (started, ended) = (started.clone(), None);
        self.runs
            .insert(started.run.clone(), KnownRun { started, ended });
    }

    fn intend(&mut self, intent: &Intent) {
        let accounts = self.runs.get(&intent.run).map(|run| &run.started.accounts);
        let id = |name: &AccountName| accounts?.get(name);
        self.places.intend(&intent.action, id);
        self.made.intend(intent, id(&intent.action.account));
    }

    fn end(&mut self, ended: &Ended) {
        if let Some(kept) = &ended.kept {
            return self.restore((**kept).clone());
        }
        self.places.end(ended);
        if ended.learned.one_at_a_time {
            self.beside.clear();
        }
        self.beside.extend(ended.learned.beside.iter().cloned());
        if ended.run == ROTATION {
            self.since = Some(ended.time);
        } else if let Some(run) = self.runs.get_mut(&ended.run) {
            run.ended = Some(ended.clone());
        }
    }

    fn restore(&mut self, kept: Kept) {
        match kept {
            Kept::Account { name, id } => drop(self.accounts.insert((name, id))),
            Kept::Place { account, region } => self.places.restore(account, region),
            Kept::Made {
                id,
                address,
                account,
                owner,
            } => self.made.restore(id, address, (account, owner)),
            Kept::Bought { address, charge } => self.made.restore_purchase(address, charge),
            Kept::Closed(closed) => self.pending.restore(closed),
            Kept::Wait { wait, watched } => self.remember(wait, watched),
        }
    }

    fn remember(&mut self, wait: String, watched: Watched) {
        let waits = self.waits.entry(wait).or_default();
        if waits.len() == MOST_REMEMBERED {
            waits.pop_front();
        }
        waits.push_back(watched);
    }

    /// Returns when the first record was written, or the journal was rotated; none if there is no
    /// record.
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// Lists each account that a run knew.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &(AccountName, AccountId)> {
        self.accounts.iter()
    }

    /// Lists the accounts and regions where runs that did not finish, or could not see everything,
    /// changed VPCs.
    pub(crate) fn places(&self) -> impl Iterator<Item = &(AccountId, RegionId)> {
        self.places.iter()
    }

    /// Returns a notice for each CEN, package and VPC that a run made, that none deleted, and whose
    /// account no entry of the file has. What somebody else has deleted since is told too.
    pub fn left_behind(&self, topology: &Topology) -> Vec<Notice> {
        self.made.left_behind(topology)
    }

    /// Returns how each package was last bought, by its address.
    pub fn bought(&self) -> &BTreeMap<String, Charge> {
        self.made.bought()
    }

    /// Lists the last waits that ended well with their kinds, the oldest of a kind first.
    pub(super) fn waits(&self) -> impl Iterator<Item = (&str, Watched)> {
        let waits = self.waits.iter();
        waits.flat_map(|(kind, waits)| waits.iter().map(|watched| (kind.as_str(), *watched)))
    }

    /// Returns the kinds of writes that the cloud took beside writes of the second kind.
    pub(super) fn beside(&self) -> &BTreeSet<(String, String)> {
        &self.beside
    }

    /// Lists records with the same facts as those that were read.
    pub(super) fn records(&self, now: Timestamp) -> impl Iterator<Item = Record> {
        let ended = move |learned, kept: Option<Kept>| {
            Record::Ended(Ended {
                run: ROTATION.to_owned(),
                time: now,
                how: How::Complete,
                // Like a run that did everything: the intents before it leave no place.
                counts: kept.is_none().then(Counts::default),
                gaps: 0,
                learned,
                kept: kept.map(Box::new),
            })
        };
        let learned = Learned {
            one_at_a_time: false,
            beside: self.beside.clone(),
        };
        let rotation = ended(learned, None);
        let kept = self.kept(now);
        self.doubts()
            .chain([rotation])
            .chain(kept.map(move |kept| ended(Learned::default(), Some(kept))))
    }

    /// Lists the records of the creations in doubt, each run with its begin and its end.
    fn doubts(&self) -> impl Iterator<Item = Record> {
        let mut runs = BTreeMap::<_, Vec<_>>::new();
        for intent in self.pending.intents() {
            let record = Record::Intent(Box::new(intent.clone()));
            runs.entry(&intent.run).or_default().push(record);
        }
        runs.into_iter().flat_map(|(run, intents)| {
            let known = self.runs.get(run);
            let started = known.map(|run| Record::Started(run.started.clone()));
            let ended = known.and_then(|run| run.ended.clone());
            // What it learned may have been forgotten since.
            let learned = Learned::default();
            let ended = ended.map(|ended| Record::Ended(Ended { learned, ..ended }));
            started.into_iter().chain(intents).chain(ended)
        })
    }

    fn kept(&self, now: Timestamp) -> impl Iterator<Item = Kept> {
        let accounts = self.accounts.iter().cloned();
        let places = self.places.iter().cloned();
        let waits = self
            .waits()
            .map(|(wait, watched)| (wait.to_owned(), watched));
        (accounts.map(|(name, id)| Kept::Account { name, id }))
            .chain(places.map(|(account, region)| Kept::Place { account, region }))
            .chain(self.made.kept())
            .chain(self.pending.closed_about(now).map(Kept::Closed))
            .chain(waits.map(|(wait, watched)| Kept::Wait { wait, watched }))
    }

    /// Returns how many things it holds in memory.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        let waits: usize = self.waits.values().map(VecDeque::len).sum();
        let sets = self.accounts.len() + self.beside.len() + self.places().count();
        self.runs.len() + waits + sets + self.pending.held() + self.made.held()
    }
}
