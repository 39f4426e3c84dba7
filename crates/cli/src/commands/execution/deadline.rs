//! The deadline of a run. It counts from the start of the command.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::{Instant, timeout_at};

use crate::exit_code::Exit;
use crate::failure::Failure;

/// How much longer the second look may take, so that a run can report what it did.
const SECOND_LOOK: Duration = Duration::from_secs(10);

/// The end of a run's time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    length: Duration,
    ends: Instant,
}

impl Deadline {
    /// Returns the deadline this long after the start. A time too long for the clock is a century.
    pub(super) fn new(length: Duration, start: Instant) -> Self {
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 86400);
        let ends = start.checked_add(length).unwrap_or(start + CENTURY);
        Self { length, ends }
    }

    /// Waits until the time is over.
    pub(super) async fn over(self) {
        // A timer would take until its next tick.
        if Instant::now() < self.ends {
            tokio::time::sleep_until(self.ends).await;
        }
    }

    /// Returns the result of what a run does before its first change, unless the time is over first.
    ///
    /// # Errors
    /// [`Failure`] of the future, or that the time is over.
    pub(super) async fn before_changes<T>(
        self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        timeout_at(self.ends, work).await.unwrap_or_else(|_| {
            let message = format!("{self} before anything was changed");
            let hint = "run the same command again, with a longer `--deadline` if needed";
            Err(Failure::new(message, hint).exit(Exit::Incomplete))
        })
    }

    /// Returns the result of the look after the changes. It may take a little longer than the rest.
    ///
    /// # Errors
    /// [`Failure`] of the look, or that the time is over.
    pub(super) async fn after_changes<T>(
        self,
        look: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let ends = self.ends.max(Instant::now()) + SECOND_LOOK;
        timeout_at(ends, look).await.unwrap_or_else(|_| {
            let seconds = SECOND_LOOK.as_secs();
            let message = format!("{self}, and the look took more than {seconds} s longer");
            Err(Failure::new(message, "").exit(Exit::Incomplete))
        })
    }
}

/// Says that the time is over.
impl std::fmt::Display for Deadline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match SignedDuration::try_from(self.length) {
            Ok(length) => write!(f, "the deadline of {length:#} was over"),
            Err(_) => write!(f, "the deadline of {:?} was over", self.length),
        }
    }
}
