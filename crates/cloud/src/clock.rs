//! The time of day, counted on tokio's clock, so that a paused clock pauses this one too.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

/// The time of day as some machine sees it. Copies tell the same time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Instant,
    time_at_origin: Timestamp,
}

impl Clock {
    /// This machine's time of day.
    pub fn system() -> Self {
        Self::starting_at(Timestamp::now())
    }

    /// Returns a clock that shows `time` now and runs on from there.
    pub fn starting_at(time: Timestamp) -> Self {
        Self {
            origin: Instant::now(),
            time_at_origin: time,
        }
    }

    /// Returns what this clock shows now.
    pub fn now(&self) -> Timestamp {
        let elapsed: Duration = self.origin.elapsed();
        self.time_at_origin
            .checked_add(elapsed)
            .unwrap_or(Timestamp::MAX)
    }
}
