//! Waits until the cloud shows the result of a change.

use std::cell::RefCell;
use std::time::Duration;

use cen_cloud::{Error, ErrorKind};
use tokio::time::{Instant, sleep};

use crate::outcome::StepError;
use crate::task::Task;

/// How long a state may stay the same before the wait ends. The slowest documented change takes
/// minutes.
const STANDSTILL: Duration = Duration::from_secs(900);

/// How long a state may be unreadable before the wait ends. A short network failure must not end
/// it.
const BLIND: Duration = Duration::from_secs(120);

/// The delay before the first look, so that one listing serves writes that end together.
const GATHER: Duration = Duration::from_millis(20);

const SHORTEST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The result of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The change is complete.
    Done,
    /// Not yet; this is the state.
    Pending(String),
    /// It will never be complete.
    Failed(String),
}

impl Task<'_> {
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
        let ended = self.admission.in_time(until(look, tell)).await;
        ended.unwrap_or_else(|| Err(StepError::Unknown(over(&last.borrow()))))
    }
}

/// Returns the words for a change that was in this state when the run ended.
fn over(state: &str) -> String {
    match state {
        "" => "it was accepted, and the run was over before its state was seen".to_owned(),
        state => format!("it was accepted, and was `{state}` when the run was over"),
    }
}

/// Looks until the change is complete. The pauses grow with the time, so that a quick change is
/// seen quickly and a slow one costs few calls.
///
/// # Errors
/// [`StepError::Failed`] if it will never be complete; [`StepError::Unknown`] if nothing changed
/// for a quarter of an hour, or the state cannot be read.
async fn until(
    look: impl AsyncFn(Instant) -> Result<Progress, Error>,
    tell: impl Fn(String),
) -> Result<(), StepError> {
    let began = Instant::now();
    let mut changed = began;
    let mut seen = began;
    let mut state = String::new();
    sleep(GATHER).await;
    let mut since = began;
    loop {
        match look(since).await {
            Ok(Progress::Done) => return Ok(()),
            Ok(Progress::Failed(reason)) => return Err(StepError::Failed(reason)),
            Ok(Progress::Pending(now)) if now != state => {
                changed = Instant::now();
                state = now;
                tell(state.clone());
            }
            Ok(Progress::Pending(_)) => {}
            Err(error) if may_pass(&error) && seen.elapsed() < BLIND => {
                tracing::debug!(%error, "its state cannot be read now");
                sleep(LONGEST_PAUSE).await;
                continue;
            }
            Err(error) => {
                return Err(StepError::Unknown(format!(
                    "it was accepted, but its state cannot be read: {error}"
                )));
            }
        }
        seen = Instant::now();
        if changed.elapsed() > STANDSTILL {
            return Err(StepError::Unknown(format!(
                "it has been `{state}` for {} minutes",
                STANDSTILL.as_secs() / 60
            )));
        }
        let pause = (began.elapsed() / 4).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        sleep(pause).await;
        // A listing that another wait read less than a pause ago is fresh enough: a listing is read
        // about once in a pause, however many wait for it.
        since = began.max(Instant::now() - pause);
    }
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
        until(look, |_| {}).await
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
