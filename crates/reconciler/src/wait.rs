//! Waits until the cloud shows the result of a change.

use std::cell::RefCell;
use std::time::Duration;

use cen_cloud::{Error, ErrorKind};
use tokio::time::{Instant, sleep, sleep_until};

use crate::awaited::Depth;
use crate::durations::{Durations, Look, Scout};
use crate::journal::Watched;
use crate::outcome::StepError;
use crate::retry::LISTING_LAGS;
use crate::task::Task;

/// How long a state may stay the same before the wait ends. The slowest documented change takes
/// minutes.
const STANDSTILL: Duration = Duration::from_secs(900);

/// How long a state may be unreadable before the wait ends. A short network failure must not end
/// it.
const BLIND: Duration = Duration::from_secs(120);

/// The delay before the first look, so that one listing serves writes that end together.
const GATHER: Duration = Duration::from_millis(20);

/// How long a text that nobody asked for may be shown before the wait ends: a listing that is behind
/// shows the old one.
const KEEPS: Duration = Duration::from_secs(5);

/// The pause after a look that failed.
const BLIND_PAUSE: Duration = Duration::from_secs(5);

/// The result of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The change is complete.
    Done,
    /// Not yet; this is the state.
    Pending(String),
    /// Not read this time, because what began with it is not complete either.
    Unread,
    /// Nothing is under way, and the cloud shows another text.
    Kept(Kept),
    /// It will never be complete.
    Failed(String),
}

/// A text that the cloud shows in place of the one that it accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// What the cloud shows.
    pub(crate) text: String,
    /// Whether it may be the text from before, which a listing that is behind still shows.
    pub(crate) may_be_old: bool,
}

impl Kept {
    /// Returns how long it is waited out.
    fn patience(&self) -> Duration {
        match self.may_be_old {
            true => LISTING_LAGS,
            false => KEEPS,
        }
    }
}

impl Task<'_> {
    /// Returns how deep a wait looks that began then: nothing is known of a new kind of change.
    pub(crate) fn depth(&self, began: Instant) -> Depth {
        let kind = self.run.wait_kind(self.action);
        Depth::of(self.run.durations.knows(&kind), began)
    }

    /// Looks until the change is complete, or the run stops waiting. Emits each new state.
    ///
    /// # Errors
    /// [`StepError::Failed`] if it will never be complete; [`StepError::Unknown`] if nothing
    /// changed for a quarter of an hour, the state cannot be read, or the run ended before.
    pub(crate) async fn until(
        &self,
        look: impl AsyncFn(Instant) -> Result<Progress, Error>,
    ) -> Result<(), StepError> {
        let last = RefCell::new(String::new());
        let tell = |state: String| {
            last.replace(state.clone());
            self.emit_state(state);
        };
        let kind = self.run.wait_kind(self.action);
        let watch = Watch {
            kind: &kind,
            durations: &self.run.durations,
            asked: &|| self.run.listings.asked(),
        };
        let ended = self.admission.in_time(watch.until(look, tell)).await;
        let watched = ended.unwrap_or_else(|| Err(StepError::Unknown(over(&last.borrow()))))?;
        self.run.note_watched(self.action, watched);
        Ok(())
    }
}

/// Returns the words for a change that was in this state when the run ended.
fn over(state: &str) -> String {
    match state {
        "" => "it was accepted, and the run was over before its state was seen".to_owned(),
        state => format!("it was accepted, and was `{state}` when the run was over"),
    }
}

/// What a wait needs beside its look.
struct Watch<'a> {
    /// The kind of change, which tells how long it takes.
    kind: &'a str,
    durations: &'a Durations,
    /// Returns when the last answer was asked for.
    asked: &'a dyn Fn() -> Instant,
}

impl Watch<'_> {
    /// Looks until the change is complete, and returns how long it took. The looks are made when
    /// changes of this kind are complete as a rule; while that is not known, the pauses grow with
    /// the time.
    ///
    /// # Errors
    /// [`StepError::Failed`] if it will never be complete, or the cloud keeps another text;
    /// [`StepError::Unknown`] if nothing changed for a quarter of an hour, or the state cannot be read.
    async fn until(
        &self,
        look: impl AsyncFn(Instant) -> Result<Progress, Error>,
        tell: impl Fn(String),
    ) -> Result<Watched, StepError> {
        let began = Instant::now();
        let (mut changed, mut seen) = (began, began);
        let mut pending = Duration::ZERO;
        let mut state = String::new();
        let mut kept: Option<(Kept, Instant)> = None;
        let mut scout = None;
        let mut since = self.first(began, &mut scout).await;
        loop {
            match look(since).await {
                Ok(Progress::Done) => {
                    let complete = (self.asked)().saturating_duration_since(began);
                    return Ok(Watched::new(pending, complete));
                }
                Ok(Progress::Failed(reason)) => return Err(StepError::Failed(reason)),
                Ok(Progress::Pending(now)) if now != state => {
                    changed = Instant::now();
                    state = now;
                    tell(state.clone());
                }
                Ok(Progress::Pending(_)) => {}
                Ok(Progress::Unread) => {
                    // What began with it is not complete: for the time to learn from, nor is this.
                    seen = Instant::now();
                    pending = (self.asked)().saturating_duration_since(began);
                    since = self.rest(began, &mut scout).await;
                    continue;
                }
                Ok(Progress::Kept(now)) => match &kept {
                    Some((same, since)) if *same == now => {
                        if since.elapsed() > now.patience() {
                            return Err(StepError::Failed(keeps(&now.text)));
                        }
                    }
                    _ => kept = Some((now, Instant::now())),
                },
                Err(error) if may_pass(&error) && seen.elapsed() < BLIND => {
                    tracing::debug!(%error, "its state cannot be read now");
                    sleep(BLIND_PAUSE).await;
                    continue;
                }
                Err(error) => {
                    return Err(StepError::Unknown(format!(
                        "it was accepted, but its state cannot be read: {error}"
                    )));
                }
            }
            seen = Instant::now();
            pending = (self.asked)().saturating_duration_since(began);
            if changed.elapsed() > STANDSTILL {
                return Err(StepError::Unknown(format!(
                    "it has been `{state}` for {} minutes",
                    STANDSTILL.as_secs() / 60
                )));
            }
            since = self.rest(began, &mut scout).await;
        }
    }

    /// Waits for the first look. Returns the time from which on an answer is fresh.
    async fn first<'d>(&'d self, began: Instant, scout: &mut Option<Scout<'d>>) -> Instant {
        *scout = self.durations.scout(self.kind);
        match scout {
            Some(_) => {
                sleep(GATHER).await;
                began
            }
            None => self.rest(began, scout).await,
        }
    }

    /// Waits for the next look. Returns the time from which on an answer is fresh. While nothing is
    /// known of the kind, one change of it is watched closely; when that is complete, the others know
    /// when they should be.
    async fn rest<'d>(&'d self, began: Instant, scout: &mut Option<Scout<'d>>) -> Instant {
        let looked = began.elapsed();
        loop {
            let mut changed = std::pin::pin!(self.durations.changed());
            changed.as_mut().enable();
            let next = self.next_look(looked, began.elapsed(), scout);
            let due = began + next.after;
            self.durations.expect(self.kind, due);
            let is_due = tokio::select! {
                biased;
                () = sleep_until(due) => true,
                () = changed => false,
            };
            let last = self.durations.leave(self.kind, due, next.slack);
            if is_due {
                sleep_until(last).await;
                return began.max(due - next.age.min(due - began));
            }
        }
    }

    fn next_look<'d>(
        &'d self,
        looked: Duration,
        elapsed: Duration,
        scout: &mut Option<Scout<'d>>,
    ) -> Look {
        if let Some(known) = self.durations.next_look(self.kind, looked, elapsed) {
            return known;
        }
        if scout.is_none() {
            *scout = self.durations.scout(self.kind);
        }
        match scout.is_some() || self.durations.knows(self.kind) {
            true => Look::close(looked),
            false => Look::loose(looked),
        }
    }
}

/// Returns the words for a text that the cloud stores otherwise, such as without a space at its end.
fn keeps(text: &str) -> String {
    format!("it was accepted, and the cloud keeps it as `{text}`")
}

/// Returns whether the next look may succeed.
fn may_pass(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::NotSent
            | ErrorKind::Unknown
            | ErrorKind::Throttled
            | ErrorKind::Busy
            | ErrorKind::Locked
    )
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Mutex;

    use super::*;

    /// Waits where nothing is known of the kind.
    async fn until(
        look: impl AsyncFn(Instant) -> Result<Progress, Error>,
        tell: impl Fn(String),
    ) -> Result<Watched, StepError> {
        let watch = Watch {
            kind: "attach",
            durations: &Durations::default(),
            asked: &Instant::now,
        };
        watch.until(look, tell).await
    }

    async fn wait(states: Vec<Progress>) -> (Result<(), StepError>, Vec<String>) {
        let states = Mutex::new(states);
        let told = Mutex::new(Vec::new());
        let next = async |_| {
            let mut states = states.lock().unwrap();
            Ok(if states.len() > 1 {
                states.remove(0)
            } else {
                states[0].clone()
            })
        };
        let result = until(next, |state| told.lock().unwrap().push(state)).await;
        let result = result.map(drop);
        (result, told.into_inner().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn each_state_is_told_once() {
        let attaching = Progress::Pending("Attaching".to_owned());
        let (result, told) = wait(vec![attaching.clone(), attaching, Progress::Done]).await;
        assert_eq!((result, told), (Ok(()), vec!["Attaching".to_owned()]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_state_that_never_changes_ends_as_unknown_not_as_failed() {
        let (result, _) = wait(vec![Progress::Pending("Attaching".to_owned())]).await;
        assert_eq!(
            result,
            Err(StepError::Unknown(
                "it has been `Attaching` for 15 minutes".to_owned()
            ))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_text_that_the_cloud_keeps_otherwise_ends_the_wait_within_seconds() {
        for (may_be_old, longest) in [(false, 15), (true, 60)] {
            let text = "all of it".to_owned();
            let began = Instant::now();
            let (result, _) = wait(vec![Progress::Kept(Kept { text, may_be_old })]).await;
            let words = "it was accepted, and the cloud keeps it as `all of it`";
            assert_eq!(result, Err(StepError::Failed(words.to_owned())));
            assert!(began.elapsed() < Duration::from_secs(longest));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_listing_that_is_behind_shows_the_old_text_and_then_the_new_one() {
        let old = Progress::Kept(Kept {
            text: "old".to_owned(),
            may_be_old: true,
        });
        let mut states = vec![old; 4];
        states.push(Progress::Done);
        assert_eq!(wait(states).await.0, Ok(()));
    }

    /// Looks that fail so many times with this kind of error, and then see that it is so.
    async fn blind(times: usize, kind: ErrorKind) -> Result<(), StepError> {
        let left = Cell::new(times);
        let look = async |_| match left.get() {
            0 => Ok(Progress::Done),
            more => {
                left.set(more - 1);
                Err(Error {
                    action: "A",
                    kind,
                    code: String::new(),
                    message: "away".to_owned(),
                    request_id: None,
                    http_status: None,
                    retry_after: None,
                })
            }
        };
        until(look, |_| {}).await.map(drop)
    }

    #[tokio::test(start_paused = true)]
    async fn a_network_that_is_away_for_a_minute_is_waited_for_and_one_that_stays_away_is_unknown()
    {
        assert_eq!(blind(12, ErrorKind::NotSent).await, Ok(()));
        assert!(matches!(
            blind(usize::MAX, ErrorKind::NotSent).await,
            Err(StepError::Unknown(_))
        ));
        assert!(
            matches!(
                blind(1, ErrorKind::Denied).await,
                Err(StepError::Unknown(_))
            ),
            "what is forbidden will not pass"
        );
    }
}
