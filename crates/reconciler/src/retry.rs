//! When a call is made again, as data: decided by the kind of its error, never by its text.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder, Retryable as _};
use cen_cloud::{Error, ErrorKind};
use tokio::time::Instant;

/// How long a write is tried while the cloud says that it is busy, or that calls are too many.
pub(crate) const PATIENCE: Duration = Duration::from_secs(600);

/// How often a write is tried that was not sent, or whose answer was lost.
pub(crate) const MOST_LOST: usize = 6;

/// How often a read is tried.
const MOST_READS: usize = 6;

/// How long a server that does not answer as the API does is asked for the first time: after three or four attempts, or one that is never
/// answered, a wrong address is told.
const FIRST_PATIENCE: Duration = Duration::from_secs(1);

/// Pauses from a quarter of a second up to ten seconds, each half as long again as drawn by lot, so that many do not return at once.
fn pauses() -> ExponentialBuilder {
    ExponentialBuilder::default().with_min_delay(Duration::from_millis(250)).with_max_delay(Duration::from_secs(10)).with_jitter()
}

/// The pauses between the attempts of a write, without end: whoever counts them decides when it is enough.
pub(crate) fn write_pauses() -> ExponentialBackoff {
    pauses().without_max_times().build()
}

/// Reads, again if the error may pass. Reading twice does no harm.
///
/// # Errors
/// The last attempt's, or the first that will not pass.
pub(crate) async fn read<T>(attempt: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
    (|| attempt()).retry(pauses().with_max_times(MOST_READS - 1)).when(may_pass).await
}

/// A read in the middle of a run, when the server is known: one that cannot be reached may be back in a moment.
///
/// # Errors
/// As [`read`].
pub(crate) async fn patient_read<T>(attempt: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
    let passes = |error: &Error| may_pass(error) || error.kind == ErrorKind::NotSent;
    (|| attempt()).retry(pauses().with_max_times(MOST_READS - 1)).when(passes).await
}

/// The first read of a server. What does not speak the API then is more likely a wrong address than the right one in trouble, so it is soon
/// given up.
///
/// # Errors
/// As [`read`].
pub(crate) async fn first_read<T>(attempt: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
    let began = Instant::now();
    let passes = |error: &Error| may_pass(error) && (!error.code.is_empty() || began.elapsed() < FIRST_PATIENCE);
    (|| attempt()).retry(pauses().with_max_times(MOST_READS - 1)).when(passes).await
}

fn may_pass(error: &Error) -> bool {
    // A server that cannot be reached at all is said at once: nobody wants to wait for a wrong address.
    matches!(error.kind, ErrorKind::Throttled | ErrorKind::Busy | ErrorKind::Unknown)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// How many attempts a first read makes, and how long it takes, when each attempt takes `each` and ends in an error with this code.
    async fn first_read_of(each: Duration, code: &str) -> (usize, Duration) {
        let (attempts, began) = (Cell::new(0), Instant::now());
        let attempt = async || {
            attempts.set(attempts.get() + 1);
            tokio::time::sleep(each).await;
            let (code, message) = (code.to_owned(), String::new());
            Err::<(), _>(Error { action: "A", kind: ErrorKind::Unknown, code, message, request_id: None, http_status: None })
        };
        first_read(attempt).await.unwrap_err();
        (attempts.get(), began.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_is_no_api_is_soon_given_up_and_one_that_never_answers_is_asked_once() {
        let (attempts, took) = first_read_of(Duration::ZERO, "").await;
        assert!((3..=4).contains(&attempts) && took < Duration::from_secs(3), "{attempts} in {took:?}");
        assert_eq!(first_read_of(Duration::from_secs(30), "").await, (1, Duration::from_secs(30)));
    }

    #[tokio::test(start_paused = true)]
    async fn an_api_in_trouble_is_asked_as_often_as_in_every_read() {
        assert_eq!(first_read_of(Duration::ZERO, "InternalError").await.0, MOST_READS);
    }
}
