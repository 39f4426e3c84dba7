//! Tests that a journal gives the same answers after a rotation.

#![expect(clippy::print_stdout, reason = "the numbers show what the lives cover")]

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, LazyLock};

use cen_action::{Action, Call};
use cen_cloud::clock::Clock;
use cen_topology::{AccountId, AccountName, Charge, RegionId, Topology};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::journal::history::{PastRun, past_runs};
use crate::journal::lives::{ACCOUNTS, KINDS, Life, NAMES, REGIONS, creation, gone};
use crate::journal::needed::{MOST_REMEMBERED, Needed};
use crate::journal::pending_creates::hour;
use crate::journal::places::place;
use crate::journal::read::read;
use crate::journal::record::{
    Concluded, Counts, Header, Intent, OutcomeKind, Record, Started, Subject, Watched, line,
    wait_kind,
};
use crate::journal::rotation::rotated;
use crate::journal::{Journal, Storage};

/// How many lives a test draws. Each is determined by its number, which a failure prints.
const SEEDS: u64 = 500;

/// What is asked of a journal.
#[derive(Debug, PartialEq)]
struct Answers {
    /// What a creation is sent again as, at some later moments.
    begun: Vec<Option<(String, Call)>>,
    /// What the client token of the next creation is made from.
    closed: Vec<(Option<String>, u32)>,
    /// What a look may settle.
    intents: Vec<Intent>,
    /// What a run reports to be in doubt.
    in_doubt: Vec<Intent>,
    timeless: Timeless,
}

/// The answers that do not depend on the time, and that a second reading of the same records leaves
/// as they are.
#[derive(Debug, PartialEq)]
struct Timeless {
    left_behind: Vec<String>,
    bought: BTreeMap<String, Charge>,
    places: BTreeSet<(AccountId, RegionId)>,
    beside: BTreeSet<(String, String)>,
    accounts: BTreeSet<(AccountName, AccountId)>,
}

fn all_actions() -> impl Iterator<Item = Action> {
    let kinds = KINDS
        .into_iter()
        .flat_map(|kind| NAMES.map(|name| (kind, name)));
    let owned = kinds.flat_map(|named| ACCOUNTS.map(|(account, _)| (named, account)));
    owned.map(|((kind, name), account)| creation(kind, name, &account.into(), REGIONS[0]))
}

fn answers(needed: &Needed, now: Timestamp) -> Answers {
    let later = |hours| now + SignedDuration::from_hours(hours);
    let begun = |action: &Action| {
        let begun = [0, 2, 30].map(|hours| needed.pending.begun(action, later(hours)));
        begun.map(|begun| begun.map(|begun| (begun.token, begun.call)))
    };
    let closed = |action: &Action| {
        let hours = [hour(now), hour(later(1))];
        let pending = &needed.pending;
        hours.map(|hour| {
            (
                pending.closed(action, hour).map(str::to_owned),
                pending.generation(action, hour),
            )
        })
    };
    Answers {
        begun: all_actions().flat_map(|action| begun(&action)).collect(),
        closed: all_actions().flat_map(|action| closed(&action)).collect(),
        intents: needed.pending.intents().cloned().collect(),
        in_doubt: needed.pending.young(now).cloned().collect(),
        timeless: timeless(needed),
    }
}

fn timeless(needed: &Needed) -> Timeless {
    let notices = needed.left_behind(&NOBODYS);
    Timeless {
        left_behind: notices.iter().map(|notice| format!("{notice:?}")).collect(),
        bought: needed.bought().clone(),
        places: needed.places().cloned().collect(),
        beside: needed.beside().clone(),
        accounts: needed.accounts().cloned().collect(),
    }
}

/// A file without any of the accounts.
static NOBODYS: LazyLock<Topology> = LazyLock::new(|| {
    let text = "version: 1\nname: net\naccounts: { other: { id: \"9\" } }\ncens: { bb: { account: other } }\n";
    cen_topology::parse(text).unwrap().topology
});

fn waits(needed: &Needed) -> BTreeMap<String, Vec<Watched>> {
    let mut waits = BTreeMap::<_, Vec<_>>::new();
    for (kind, watched) in needed.waits() {
        waits.entry(kind.to_owned()).or_default().push(watched);
    }
    waits
}

fn rotate(records: &[Record], now: Timestamp) -> Vec<Record> {
    let bytes = rotated(&Header::example(), &Needed::of(records), now);
    let records = read("j", &bytes).unwrap().records;
    let again = rotated(&Header::example(), &Needed::of(&records), now);
    assert_eq!(
        String::from_utf8(again),
        String::from_utf8(bytes),
        "rotated twice"
    );
    records
}

/// Returns the runs without the times of their requests: of a creation that a second run sent again,
/// a rotation keeps the time of the first request.
fn runs(records: &[Record]) -> Vec<PastRun> {
    let mut runs = past_runs(records);
    let actions = runs.iter_mut().flat_map(|run| &mut run.actions);
    actions.for_each(|action| action.asked = None);
    runs
}

#[test]
fn every_answer_is_the_same_after_a_rotation_and_after_whatever_follows() {
    for seed in 0..SEEDS {
        let mut life = Life::new(seed);
        (0..life.random.usize(..12)).for_each(|_| life.run());
        let before = life.records.clone();
        if life.random.bool() {
            life.wait(&[60, 3_600, 72_000]);
        }
        let rotated = rotate(&before, life.now);
        (0..life.random.usize(..4)).for_each(|_| life.run());
        let after = &life.records[before.len()..];
        let whole = Needed::of(&life.records);
        let rest = Needed::of(rotated.iter().chain(after));
        assert_eq!(
            answers(&rest, life.now),
            answers(&whole, life.now),
            "seed {seed}"
        );
        assert_eq!(waits(&rest), waits(&whole), "seed {seed}");
        // `cen diff` and `cen history` read the old journal before the new one.
        let both = [&before, &rotated, after].concat();
        assert_eq!(
            timeless(&Needed::of(&both)),
            timeless(&whole),
            "seed {seed}"
        );
        assert_eq!(runs(&both), runs(&life.records), "seed {seed}");
    }
}

#[test]
fn memory_and_a_rotated_journal_do_not_grow_with_the_runs_that_ended() {
    let after = |runs| {
        let mut life = Life::new(0);
        (0..runs).for_each(|_| life.run_without_trace(40));
        let needed = Needed::of(&life.records);
        let kept = needed.records(life.now).count();
        (life.records.len(), needed.held(), kept)
    };
    let (few, many) = (after(3), after(300));
    println!("records, held in memory, kept: {few:?}, {many:?}");
    assert_eq!(many.0, few.0 * 100);
    assert!(many.1 <= few.1 + MOST_REMEMBERED * 4, "{few:?}, {many:?}");
    assert!(many.2 <= few.2 + MOST_REMEMBERED * 4, "{few:?}, {many:?}");
}

/// A journal that is long, and is never in memory as a whole.
struct Long {
    /// A run that ended.
    run: Vec<u8>,
    runs: usize,
    rotated: Arc<Mutex<Vec<u8>>>,
}

/// Gives the same bytes again and again.
struct Again {
    bytes: Arc<[u8]>,
    place: usize,
    rounds: usize,
}

impl io::Read for Again {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rounds == 0 {
            return Ok(0);
        }
        let read = (&self.bytes[self.place..]).read(into)?;
        self.place += read;
        if self.place == self.bytes.len() {
            (self.place, self.rounds) = (0, self.rounds - 1);
        }
        Ok(read)
    }
}

impl Storage for Long {
    fn place(&self) -> String {
        "long".to_owned()
    }

    fn reader(&self) -> io::Result<Box<dyn io::BufRead>> {
        let (bytes, rounds) = (self.run.clone().into(), self.runs);
        let runs = Again {
            bytes,
            place: 0,
            rounds,
        };
        let header = io::Cursor::new(line(&Header::example()));
        Ok(Box::new(io::BufReader::new(io::Read::chain(header, runs))))
    }

    fn append(&self, _: &[u8], _: bool) -> io::Result<()> {
        unreachable!("nothing is missing")
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        let whole = line(&Header::example()).len() + self.run.len() * self.runs;
        assert_eq!(length, whole as u64);
        Ok(())
    }

    fn rotate(&self, content: &[u8]) -> io::Result<()> {
        *self.rotated.lock() = content.to_vec();
        Ok(())
    }
}

#[test]
fn a_long_journal_is_read_line_by_line_and_is_short_afterwards() {
    let mut life = Life::new(0);
    life.run_without_trace(40);
    let rotated = Arc::default();
    let long = Long {
        run: life.records.iter().flat_map(line).collect(),
        runs: 300,
        rotated: Arc::clone(&rotated),
    };
    let subject = Subject {
        topology: "net".into(),
        target: "cloud".to_owned(),
        accounts: BTreeMap::new(),
    };
    Journal::open(Box::new(long), subject, Clock::system()).unwrap();
    let rotated = rotated.lock();
    assert!((1..64 << 10).contains(&rotated.len()), "{}", rotated.len());
}

/// Reads from all records, without forgetting any, what `Needed` reads while it forgets.
#[derive(Default)]
struct Everything<'a> {
    runs: BTreeMap<&'a str, &'a Started>,
    asked: BTreeMap<(&'a str, &'a str), &'a Action>,
    begun: BTreeMap<(&'a str, &'a str), &'a str>,
    closed: Vec<(i64, (&'a str, &'a str))>,
    objects: BTreeSet<String>,
    places: BTreeSet<(AccountId, RegionId)>,
    waits: BTreeMap<String, Vec<Watched>>,
}

impl<'a> Everything<'a> {
    fn take(&mut self, record: &'a Record) {
        match record {
            Record::Started(started) => drop(self.runs.insert(&started.run, started)),
            Record::Intent(intent) => {
                let action = &intent.action;
                let accounts = &self.runs[intent.run.as_str()].accounts;
                self.places.extend(place(action, |name| accounts.get(name)));
                self.asked.insert((&intent.run, action.id.as_str()), action);
                if action.call.traits().creation.is_some() {
                    self.begun
                        .insert((action.account.as_str(), action.id.as_str()), &intent.run);
                }
            }
            Record::Accepted(_) => {}
            Record::Concluded(concluded) => self.conclude(concluded),
            Record::Ended(ended) => {
                let is_done = |counts: Counts| {
                    counts
                        == Counts {
                            done: counts.done,
                            ..Counts::default()
                        }
                };
                if ended.gaps == 0 && ended.counts.is_some_and(is_done) {
                    self.places.clear();
                }
            }
        }
    }

    fn conclude(&mut self, concluded: &'a Concluded) {
        for (number, watched) in concluded.watched.iter().enumerate() {
            let waits = self
                .waits
                .entry(wait_kind(&concluded.action, number))
                .or_default();
            waits.push(*watched);
        }
        let key = (concluded.account.as_str(), concluded.action.as_str());
        let is_over = match concluded.outcome {
            OutcomeKind::Done => self.begun.contains_key(&key),
            OutcomeKind::Failed => self.begun.get(&key) == Some(&concluded.run.as_str()),
            OutcomeKind::Skipped | OutcomeKind::Unknown => false,
        };
        if is_over {
            self.begun.remove(&key);
            self.closed.push((hour(concluded.time), key));
        }
        if concluded.outcome == OutcomeKind::Done {
            let action = self.asked[&(concluded.run.as_str(), concluded.action.as_str())];
            let is_kept = !action.id.as_str().starts_with("vswitch/");
            self.objects
                .extend(concluded.output.clone().filter(|_| is_kept));
            if let Some(id) = gone(action) {
                self.objects.remove(&id);
            }
        }
    }
}

#[test]
fn what_is_forgotten_is_not_needed() {
    let mut seen = (0, 0, 0, 0);
    for seed in 0..SEEDS {
        let mut life = Life::new(seed);
        (0..life.random.usize(..12)).for_each(|_| life.run());
        let (needed, mut all) = (Needed::of(&life.records), Everything::default());
        life.records.iter().for_each(|record| all.take(record));
        let objects: Vec<_> = needed
            .left_behind(&NOBODYS)
            .iter()
            .map(|it| format!("{it:?}"))
            .collect();
        assert_eq!(
            objects.len(),
            all.objects.len(),
            "seed {seed}: {objects:?}, {:?}",
            all.objects
        );
        assert!(
            all.objects
                .iter()
                .all(|id| objects.iter().any(|it| it.contains(&format!("\"{id}\"")))),
            "seed {seed}"
        );
        assert_eq!(
            needed.places().cloned().collect::<BTreeSet<_>>(),
            all.places,
            "seed {seed}"
        );
        for waits in all.waits.values_mut() {
            waits.drain(..waits.len().saturating_sub(MOST_REMEMBERED));
        }
        assert_eq!(waits(&needed), all.waits, "seed {seed}");
        let this = hour(life.now);
        for action in all_actions() {
            let key = (action.account.as_str(), action.id.as_str());
            let count = all
                .closed
                .iter()
                .filter(|closed| **closed == (this, key))
                .count();
            assert_eq!(
                needed.pending.generation(&action, this),
                u32::try_from(count).unwrap(),
                "seed {seed}"
            );
            seen.0 += usize::from(count > 1);
        }
        seen.1 += objects.len();
        seen.2 += all.places.len();
        seen.3 += needed.pending.intents().count();
    }
    println!("made twice in an hour, left, places, in doubt: {seen:?}");
    assert!(
        seen.0 > 20 && seen.1 > 100 && seen.2 > 100 && seen.3 > 100,
        "{seen:?}"
    );
}
