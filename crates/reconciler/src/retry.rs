//! The retry policy as data: decided by the kind of an error, never by its text.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder, Retryable as _};
use cen_cloud::{Error, ErrorKind};
use tokio::time::Instant;

/// How long a write is retried while the cloud is busy or throttles.
pub(crate) const PATIENCE: Duration = Duration::from_secs(600);

/// How often a write is tried if it was not sent or its answer was lost.
pub(crate) const MOST_LOST: usize = 6;

/// How long a listing may be behind the writes. While a refusal says that the effect exists, the
/// run waits for the listing.
pub(crate) const LISTING_LAGS: Duration = Duration::from_secs(30);

/// How long a refusal is waited out that may mean "not yet": after a write of our own, or of another run, the cloud needs some time until all
/// of it knows. How long is not documented; grants take some ten seconds (seen in the field).
pub(crate) const SETTLES: Duration = Duration::from_secs(120);

/// How often a read is tried, and for how long.
const MOST_READS: usize = 8;
const READ_PATIENCE: Duration = Duration::from_secs(120);

/// How long the first read is retried if the answer is not from the API: the address is probably
/// wrong.
const FIRST_PATIENCE: Duration = Duration::from_secs(1);

/// Pauses that double from a quarter of a second to ten seconds, each with full jitter, so that
/// callers that were refused together do not return together.
#[derive(Clone, Copy)]
struct Pauses(ExponentialBuilder);

/// The pauses of one [`Pauses`], drawn at random.
pub(crate) struct Drawn(ExponentialBackoff);

impl BackoffBuilder for Pauses {
    type Backoff = Drawn;

    fn build(self) -> Drawn {
        Drawn(self.0.build())
    }
}

impl Iterator for Drawn {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.0
            .next()
            .map(|longest| longest.mul_f64(fastrand::f64()))
    }
}

/// Seeds the random pauses of this thread, so that a run on one thread can be repeated.
pub fn seed_pauses(seed: u64) {
    fastrand::seed(seed);
}

fn pauses() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(250))
        .with_max_delay(Duration::from_secs(10))
}

/// Returns the pauses between the attempts of a write, without end: the caller decides when to
/// stop.
pub(crate) fn write_pauses() -> Drawn {
    Pauses(pauses().without_max_times()).build()
}

/// Reads, and tries again if the error may pass. Safe to repeat.
///
/// # Errors
/// The error of the last attempt, or the first that will not pass.
pub(crate) async fn read<T>(attempt: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
    again(pauses(), attempt, may_pass).await
}

/// Reads in the middle of a run. The server is known to work, so one that cannot be reached is
/// tried again.
///
/// # Errors
/// As [`read`].
pub(crate) async fn patient_read<T>(
    attempt: impl AsyncFn() -> Result<T, Error>,
) -> Result<T, Error> {
    again(pauses(), attempt, |error| {
        may_pass(error) || error.kind == ErrorKind::NotSent
    })
    .await
}

/// Reads from a server for the first time. An answer that is not from the API probably means a
/// wrong address, so it gives up soon.
///
/// # Errors
/// As [`read`].
pub(crate) async fn first_read<T>(attempt: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
    let began = Instant::now();
    let passes = |error: &Error| {
        let is_api = !error.code.is_empty() || error.is_too_many_requests();
        may_pass(error) && (is_api || began.elapsed() < FIRST_PATIENCE)
    };
    again(pauses().with_max_delay(FIRST_PATIENCE), attempt, passes).await
}

async fn again<T>(
    pauses: ExponentialBuilder,
    attempt: impl AsyncFn() -> Result<T, Error>,
    passes: impl Fn(&Error) -> bool,
) -> Result<T, Error> {
    let began = Instant::now();
    let pauses = Pauses(pauses.with_max_times(MOST_READS - 1));
    (|| attempt())
        .retry(pauses)
        .when(|error| passes(error) && began.elapsed() < READ_PATIENCE)
        .adjust(|error, pause| {
            let pause = pause?.max(error.retry_after.unwrap_or_default());
            (began.elapsed() + pause < READ_PATIENCE).then_some(pause)
        })
        .await
}

fn may_pass(error: &Error) -> bool {
    match error.kind {
        ErrorKind::Throttled | ErrorKind::Busy | ErrorKind::Locked => true,
        ErrorKind::Unknown => !is_page(error),
        // A server that cannot be reached is an error at once: the address may be wrong.
        ErrorKind::NotSent
        | ErrorKind::NotFound
        | ErrorKind::AlreadyExists
        | ErrorKind::Denied
        | ErrorKind::Invalid
        | ErrorKind::Quota => false,
    }
}

/// Returns whether a redirect or a page came instead of the API's answer, as from a proxy that
/// blocks every request: the next attempt gets the same. A gateway that timed out (408) or
/// throttles (429) may answer a moment later.
fn is_page(error: &Error) -> bool {
    let status = error.http_status.unwrap_or_default();
    error.is_not_of_the_api() && (300..500).contains(&status) && !matches!(status, 408 | 429)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Returns how many attempts a first read makes, and how long it takes, when each attempt takes `each` and ends in an error with this code.
    async fn first_read_of(each: Duration, code: &str) -> (usize, Duration) {
        let (attempts, began) = (Cell::new(0), Instant::now());
        let attempt = async || {
            attempts.set(attempts.get() + 1);
            tokio::time::sleep(each).await;
            let (code, message) = (code.to_owned(), String::new());
            Err::<(), _>(Error {
                action: "A",
                kind: ErrorKind::Unknown,
                code,
                message,
                request_id: None,
                http_status: None,
                retry_after: None,
            })
        };
        first_read(attempt).await.unwrap_err();
        (attempts.get(), began.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_is_no_api_is_soon_given_up_and_one_that_never_answers_is_asked_once() {
        let (attempts, took) = first_read_of(Duration::ZERO, "").await;
        assert!(
            (2..=MOST_READS).contains(&attempts) && took < Duration::from_secs(2),
            "{attempts} in {took:?}"
        );
        assert_eq!(
            first_read_of(Duration::from_secs(30), "").await,
            (1, Duration::from_secs(30))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_api_in_trouble_is_asked_as_often_as_in_every_read() {
        assert_eq!(
            first_read_of(Duration::ZERO, "InternalError").await.0,
            MOST_READS
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_read_that_takes_long_is_not_tried_for_ever() {
        let took = first_read_of(Duration::from_secs(50), "InternalError").await;
        assert_eq!(took.0, 3, "{took:?}");
    }

    #[test]
    fn pauses_are_drawn_from_nothing_to_their_full_length_and_a_seed_repeats_them() {
        let draw = |seed| {
            seed_pauses(seed);
            write_pauses().take(200).collect::<Vec<_>>()
        };
        let drawn = draw(7);
        assert_eq!(drawn, draw(7));
        assert_ne!(drawn, draw(8));
        let long = &drawn[6..];
        let share = |within: std::ops::Range<u64>| {
            long.iter()
                .filter(|pause| within.contains(&pause.as_secs()))
                .count()
        };
        assert!(
            share(0..2) > 20 && share(8..10) > 20 && share(10..99) == 0,
            "{long:?}"
        );
        assert!(drawn[0] < Duration::from_millis(250) && drawn[1] < Duration::from_millis(500));
    }
}
