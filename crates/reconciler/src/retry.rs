//! When a call is made again, as data: decided by the kind of its error, never by its text.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder, Retryable as _};
use cen_cloud::{Error, ErrorKind};

/// How long a write is tried while the cloud says that it is busy, or that calls are too many.
pub(crate) const PATIENCE: Duration = Duration::from_secs(600);

/// How often a write is tried that was not sent, or whose answer was lost.
pub(crate) const MOST_LOST: usize = 6;

/// How often a read is tried.
const MOST_READS: usize = 6;

/// How often a server is asked for the first time that does not answer as the API does.
const MOST_STRANGE: usize = 3;

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

/// The first read of a server. What does not speak the API then is more likely a wrong address than the right one in trouble, so it is tried
/// less often.
///
/// # Errors
/// As [`read`].
pub(crate) async fn first_read<T>(attempt: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
    let mut strange = 0;
    let passes = |error: &Error| {
        strange += usize::from(error.code.is_empty());
        may_pass(error) && strange < MOST_STRANGE
    };
    (|| attempt()).retry(pauses().with_max_times(MOST_READS - 1)).when(passes).await
}

fn may_pass(error: &Error) -> bool {
    // A server that cannot be reached at all is said at once: nobody wants to wait for a wrong address.
    matches!(error.kind, ErrorKind::Throttled | ErrorKind::Busy | ErrorKind::Unknown)
}
