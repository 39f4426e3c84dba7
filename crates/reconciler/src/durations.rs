//! How long changes of each kind take, learned from those that were watched, and when to look at
//! the next one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio::time::Instant;

use crate::journal::{MOST_REMEMBERED, Watched};

/// With fewer changes than this, what was learned may be a coincidence: the change is also looked
/// at half-way.
const FEW: usize = 3;

/// The longest time without a look, although a change of its kind takes longer.
const LONGEST_BLIND: Duration = Duration::from_secs(30);

/// The pauses of the one change that is watched closely while nothing is known of its kind: this part
/// of the time that has passed, within these.
const CLOSE: u32 = 8;
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The pauses of the others of its kind meanwhile: half of the time that has passed, within these.
const SHORTEST_LOOSE_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_LOOSE_PAUSE: Duration = Duration::from_secs(15);

/// How close to its end a change is looked at, as a part of the time that it takes, and at least.
const PRECISION: u32 = 32;
const FINEST: Duration = Duration::from_millis(25);

/// The next look at a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// When, after the change was accepted.
    pub(crate) after: Duration,
    /// How much older an answer may be that somebody else asked for.
    pub(crate) age: Duration,
    /// How much later it may be, to serve others too.
    pub(crate) slack: Duration,
}

/// What the changes of each kind taught, in this run and in runs before it. One run uses it.
#[derive(Default)]
pub(crate) struct Durations {
    kinds: Mutex<BTreeMap<String, RecentChanges>>,
    /// The looks that are due, by kind and time, and how many changes wait for each.
    due: Mutex<BTreeMap<(String, Instant), usize>>,
    /// The kinds that nothing is known of, of which a change is watched closely.
    scouted: Mutex<BTreeSet<String>>,
    changed: Notify,
}

/// The right to watch a change closely, from which the others of its kind learn. It ends when it is
/// dropped.
pub(crate) struct Scout<'a> {
    durations: &'a Durations,
    kind: String,
}

impl Drop for Scout<'_> {
    fn drop(&mut self) {
        self.durations.scouted.lock().remove(&self.kind);
        self.durations.changed.notify_waiters();
    }
}

/// The changes of one kind, the last ones.
#[derive(Clone, Debug, Default)]
struct RecentChanges(VecDeque<Watched>);

impl Durations {
    /// Returns what these changes teach, the oldest first.
    pub(crate) fn of<'a>(watched: impl IntoIterator<Item = (&'a str, Watched)>) -> Self {
        let durations = Self::default();
        for (kind, watched) in watched {
            durations.learn(kind, watched);
        }
        durations
    }

    /// Notes how long a change took.
    pub(crate) fn learn(&self, kind: &str, watched: Watched) {
        let mut kinds = self.kinds.lock();
        if !kinds.contains_key(kind) {
            self.changed.notify_waiters();
        }
        kinds.entry(kind.to_owned()).or_default().add(watched);
    }

    /// Returns the right to watch a change of this kind closely; none if another change has it, or
    /// the kind is known.
    pub(crate) fn scout(&self, kind: &str) -> Option<Scout<'_>> {
        let is_first = !self.knows(kind) && self.scouted.lock().insert(kind.to_owned());
        is_first.then(|| Scout {
            durations: self,
            kind: kind.to_owned(),
        })
    }

    /// Tells whether a change of this kind was learned from.
    pub(crate) fn knows(&self, kind: &str) -> bool {
        self.kinds.lock().contains_key(kind)
    }

    /// Returns the next look at a change of a kind that is known, which was last looked at so long
    /// after it was accepted, and was accepted `elapsed` ago; none if nothing is known, or it takes
    /// much longer than any before it.
    pub(crate) fn next_look(
        &self,
        kind: &str,
        looked: Duration,
        elapsed: Duration,
    ) -> Option<Look> {
        let kinds = self.kinds.lock();
        kinds.get(kind)?.next_look(looked, elapsed)
    }

    /// Completes when the first change of any kind is learned from, or a change is not watched
    /// closely any more, if it is enabled before.
    pub(crate) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// Notes that a look is due.
    pub(crate) fn expect(&self, kind: &str, due: Instant) {
        *self.due.lock().entry((kind.to_owned(), due)).or_default() += 1;
    }

    /// Notes that a look is not waited for any more. Returns the last one that is due within
    /// `slack` after it, which can serve both.
    pub(crate) fn leave(&self, kind: &str, due: Instant, slack: Duration) -> Instant {
        let mut all = self.due.lock();
        let key = (kind.to_owned(), due);
        if let Some(count) = all.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                all.remove(&key);
            }
        }
        let last = (kind.to_owned(), due + slack);
        let mut within = all.range(key..=last);
        within.next_back().map_or(due, |((_, last), _)| *last)
    }
}

impl Look {
    /// Returns the next look at a change that is watched closely: a quick change is seen quickly, and a
    /// slow one costs few calls.
    pub(crate) fn close(elapsed: Duration) -> Self {
        Self::after_pause(
            elapsed,
            (elapsed / CLOSE).clamp(SHORTEST_PAUSE, LONGEST_PAUSE),
        )
    }

    /// Returns the next look at a change while another of its kind is watched closely. It may be
    /// quicker than that one, or that one may never be complete.
    pub(crate) fn loose(elapsed: Duration) -> Self {
        let pause = (elapsed / 2).clamp(SHORTEST_LOOSE_PAUSE, LONGEST_LOOSE_PAUSE);
        Self::after_pause(elapsed, pause)
    }

    /// A listing is read about once in a pause, however many wait for it.
    fn after_pause(elapsed: Duration, pause: Duration) -> Self {
        Self {
            after: elapsed + pause,
            age: pause,
            slack: Duration::ZERO,
        }
    }
}

impl RecentChanges {
    fn add(&mut self, watched: Watched) {
        if self.0.len() == MOST_REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(watched);
    }

    /// Returns the next look, which is now if it has been due since the last one; none if the change
    /// takes much longer than any before it.
    fn next_look(&self, looked: Duration, elapsed: Duration) -> Option<Look> {
        let (first, last) = self.expected()?;
        let fine = fineness(last);
        let after = if looked < last && last <= elapsed {
            last
        } else if looked < first {
            first
        } else if looked < last {
            last
        } else if elapsed < last * 2 {
            elapsed + (elapsed / 16).max(FINEST * 2)
        } else {
            return None;
        };
        let after = match self.0.len() {
            count if count < FEW && elapsed < last / 2 => after.min(last / 2),
            _ => after,
        };
        Some(Look {
            after: after.min(elapsed + LONGEST_BLIND),
            age: Duration::ZERO,
            slack: fine,
        })
    }

    /// Returns when the change is probably complete, and when it is almost surely. If all changes
    /// can have taken equally long, the first look halves what is not known of that time.
    fn expected(&self) -> Option<(Duration, Duration)> {
        let pending = self.0.iter().map(Watched::pending).max()?;
        let complete = self.0.iter().map(Watched::complete).min()?;
        if pending >= complete {
            return Some(self.spread());
        }
        let unknown = complete - pending;
        Some(if unknown > fineness(complete) {
            (pending + unknown / 2, complete)
        } else {
            (complete, complete)
        })
    }

    /// Returns the median of the changes, and the time within which nine of ten were complete.
    fn spread(&self) -> (Duration, Duration) {
        let mut all: Vec<_> = self.0.iter().map(Watched::complete).collect();
        all.sort_unstable();
        (all[all.len() / 2], all[all.len() * 9 / 10])
    }
}

fn fineness(time: Duration) -> Duration {
    (time / PRECISION).max(FINEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn watched(pending: u64, complete: u64) -> Watched {
        Watched::new(ms(pending), ms(complete))
    }

    /// Looks at a change that takes so long, as `kind` says, until it is complete. Returns the
    /// looks, and learns from them.
    fn watch(kind: &mut RecentChanges, takes: Duration) -> Vec<Duration> {
        let (mut elapsed, mut looks) = (Duration::ZERO, Vec::new());
        loop {
            let next = kind.next_look(elapsed, elapsed);
            let next = next.unwrap_or_else(|| Look::close(elapsed)).after;
            looks.push(next);
            if next >= takes {
                kind.add(Watched::new(elapsed, next));
                return looks;
            }
            elapsed = next;
        }
    }

    #[test]
    fn of_changes_that_take_equally_long_each_costs_one_look_soon() {
        let mut kind = RecentChanges::default();
        let counts: Vec<_> = (0..8).map(|_| watch(&mut kind, ms(2000)).len()).collect();
        assert_eq!(counts[4..], [1; 4], "{counts:?}");
        let late = *watch(&mut kind, ms(2000)).last().unwrap() - ms(2000);
        assert!(late <= fineness(ms(2000)), "{late:?}");
    }

    #[test]
    fn of_changes_that_vary_each_costs_few_looks_and_is_seen_soon() {
        let mut kind = RecentChanges::default();
        let takes: Vec<_> = (0..64)
            .map(|number| ms(1500 + number * 37 % 1000))
            .collect();
        let (mut looks, mut late) = (0, Duration::ZERO);
        for takes in &takes {
            let times = watch(&mut kind, *takes);
            looks += times.len();
            late += *times.last().unwrap() - *takes;
        }
        assert!(looks <= 4 * takes.len(), "{looks} looks");
        assert!(late / 64 <= ms(400), "{:?} late", late / 64);
    }

    #[test]
    fn one_slow_change_makes_nobody_blind() {
        let mut kind = RecentChanges::default();
        kind.add(watched(599_000, 600_000));
        let first = kind.next_look(Duration::ZERO, Duration::ZERO).unwrap();
        assert_eq!(first.after, LONGEST_BLIND);
        for _ in 0..4 {
            kind.add(watched(1_000, 1_100));
        }
        assert_eq!(
            kind.next_look(Duration::ZERO, Duration::ZERO)
                .unwrap()
                .after,
            ms(1_100)
        );
    }

    #[test]
    fn the_last_changes_count() {
        let mut kind = RecentChanges::default();
        (0..40).for_each(|_| kind.add(watched(9_000, 9_100)));
        (0..MOST_REMEMBERED).for_each(|_| kind.add(watched(900, 920)));
        assert_eq!(
            kind.next_look(Duration::ZERO, Duration::ZERO)
                .unwrap()
                .after,
            ms(920)
        );
    }

    #[test]
    fn a_change_that_should_be_complete_is_looked_at_at_once() {
        let mut kind = RecentChanges::default();
        (0..4).for_each(|_| kind.add(watched(1_990, 2_000)));
        let next = |looked, elapsed| kind.next_look(ms(looked), ms(elapsed)).unwrap().after;
        assert_eq!(next(700, 2_500), ms(2_000), "not seen since it was due");
        assert_eq!(next(700, 1_500), ms(2_000));
        assert!(next(2_500, 2_500) > ms(2_500), "seen since");
    }

    #[test]
    fn one_change_of_an_unknown_kind_is_watched_closely() {
        let durations = Durations::default();
        let scout = durations.scout("attach");
        assert!(scout.is_some() && durations.scout("attach").is_none());
        assert!(durations.scout("limit").is_some(), "another kind");
        drop(scout);
        let next = durations.scout("attach");
        assert!(next.is_some(), "the first one was given up");
        durations.learn("attach", watched(1_000, 1_100));
        drop(next);
        assert!(durations.scout("attach").is_none(), "the kind is known");
    }

    #[tokio::test(start_paused = true)]
    async fn looks_that_are_due_together_are_made_together() {
        let durations = Durations::default();
        let now = Instant::now();
        for due in [10, 30, 80] {
            durations.expect("attach", now + ms(due));
        }
        let last = durations.leave("attach", now + ms(10), ms(50));
        assert_eq!(last, now + ms(30));
        assert_eq!(
            durations.leave("attach", now + ms(80), ms(50)),
            now + ms(80)
        );
    }
}
