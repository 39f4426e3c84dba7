//! How far this machine's clock is from the server's, learned when the server refuses a request for its time.

use std::sync::{Mutex, PoisonError};

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};

use crate::error::Error;

/// A correction of less than this repairs nothing: a server takes requests that are minutes off. Source: the vendor's pages, 15 minutes.
const WORTHWHILE: SignedDuration = SignedDuration::from_mins(1);

/// What has to be added to this machine's time to get the server's.
#[derive(Debug, Default)]
pub(crate) struct Skew(Mutex<SignedDuration>);

impl Skew {
    /// Returns the correction now.
    pub(crate) fn now(&self) -> SignedDuration {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Learns from the server's time that a request which was signed with the correction `used` was refused for its time. Returns whether
    /// there is another correction now, so that a new signature may do. `machine` is this machine's time.
    pub(crate) fn learn(
        &self,
        used: SignedDuration,
        machine: Timestamp,
        server: Timestamp,
    ) -> bool {
        let right = server.duration_since(machine);
        if (right - used).abs() < WORTHWHILE {
            return false;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if (right - *known).abs() >= WORTHWHILE {
            *known = right;
            let (off, side) = (
                SignedDuration::from_secs(right.abs().as_secs()),
                if right.is_positive() {
                    "behind"
                } else {
                    "ahead of"
                },
            );
            tracing::warn!(
                "this machine's clock is {off:#} {side} the server's; requests carry the server's time from now on: set the clock"
            );
        }
        true
    }
}

/// Tells whether a request was refused for its time: nothing was done, and a request with the right time may be taken.
pub(crate) fn is_refused_for_its_time(error: &Error) -> bool {
    error
        .code
        .get(.."InvalidTimeStamp".len())
        .is_some_and(|code| code.eq_ignore_ascii_case("InvalidTimeStamp"))
}

/// Returns the server's time, which every answer over HTTP carries.
pub fn time_of<T>(response: &http::Response<T>) -> Option<Timestamp> {
    let date = response.headers().get(http::header::DATE)?.to_str().ok()?;
    rfc2822::DateTimeParser::new().parse_timestamp(date).ok()
}
