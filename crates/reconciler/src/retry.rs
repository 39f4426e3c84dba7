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
    let passes = |error: &Error| {
        // A server that cannot be reached at all is said at once: nobody wants to wait for a wrong address.
        matches!(error.kind, ErrorKind::Throttled | ErrorKind::Busy | ErrorKind::Unknown)
    };
    (|| attempt()).retry(pauses().with_max_times(MOST_READS - 1)).when(passes).await
}
