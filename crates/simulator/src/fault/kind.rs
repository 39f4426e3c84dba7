//! What goes wrong with one call.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

/// What goes wrong with one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Latency(Duration),
    /// An error instead of the work.
    Refuse {
        code: &'static str,
        status: u16,
    },
    CutBefore,
    CutAfter,
    Half,
    Drip(Duration),
    Malformed,
    Shift,
    Lag(Lag),
    /// For so long, or for good.
    Stick(Option<Duration>),
}

/// How long a write is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lag {
    Reads(u32),
    Time(Duration),
}

/// What arrives of an answer.
#[derive(Debug)]
pub enum Delivery {
    /// All of it, at once.
    Whole(http::Response<Bytes>),
    /// All of it, spread over this time.
    Slow(http::Response<Bytes>, Duration),
    /// Half of its body, and then the connection ends.
    Half(http::Response<Bytes>),
    /// Nothing: the connection ends.
    Cut,
}

impl Fault {
    pub(super) const THROTTLED: Self = Self::Refuse {
        code: "Throttling.User",
        status: 400,
    };
    pub(super) const BLOCKED: Self = Self::Refuse {
        code: "Operation.Blocking",
        status: 500,
    };

    /// Returns what arrives of an answer that this befalls.
    pub(crate) fn deliver(&self, mut answer: http::Response<Bytes>) -> Delivery {
        match self {
            Self::CutBefore | Self::CutAfter => Delivery::Cut,
            Self::Half => Delivery::Half(answer),
            Self::Drip(time) => Delivery::Slow(answer, *time),
            Self::Malformed => {
                let body = answer.body_mut();
                // The end of the last object is missing, as if a buffer had been too small.
                body.truncate(body.len().saturating_sub(1));
                Delivery::Whole(answer)
            }
            Self::Latency(_)
            | Self::Refuse { .. }
            | Self::Shift
            | Self::Lag(_)
            | Self::Stick(_) => Delivery::Whole(answer),
        }
    }
}

/// As a specification has it.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latency(time) => write!(f, "latency:{time:?}"),
            Self::Refuse { code, .. } => f.write_str(code),
            Self::CutBefore => f.write_str("cut-before"),
            Self::CutAfter => f.write_str("cut-after"),
            Self::Half => f.write_str("half"),
            Self::Drip(time) => write!(f, "drip:{time:?}"),
            Self::Malformed => f.write_str("malformed"),
            Self::Shift => f.write_str("shift"),
            Self::Lag(Lag::Reads(reads)) => write!(f, "lag:{reads}"),
            Self::Lag(Lag::Time(time)) => write!(f, "lag:{time:?}"),
            Self::Stick(None) => f.write_str("stick"),
            Self::Stick(Some(time)) => write!(f, "stick:{time:?}"),
        }
    }
}
