//! What goes wrong on purpose: which calls are struck, and by what.

mod codes;
mod deal;
mod random;
mod spec;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

pub use spec::FaultError;

pub(crate) use deal::Dealer;

/// Which calls go wrong, and how. The default is that none does.
///
/// Written as rules with a comma or a line break between them, such as `seed=42, Attach*#2=cut-after, *#5%=any`. A rule is an API action, in
/// which `*` stands for anything; which of its calls, `#2`, `#2-4`, `#2-`, or a chance such as `#5%`, and all of them if nothing is said; and
/// what happens to them:
///
/// | | |
/// |---|---|
/// | `latency:2s` | the answer is held back |
/// | `throttle`, `throttle:5` | this call, or five in a row, is answered with `Throttling.User` |
/// | `blocking` | it is answered with `Operation.Blocking` |
/// | a documented code | it is answered with that, and its documented status |
/// | `cut-before` | the connection ends before any work is done |
/// | `cut-after` | the work is done, and the connection ends without an answer |
/// | `half` | the connection ends after half of the answer |
/// | `drip:20s` | the answer comes slowly, over so much time |
/// | `malformed` | the answer is whole, but no JSON |
/// | `shift` | rows have moved between the pages of a list: one is shown twice, another not at all |
/// | `lag:3`, `lag:10s` | so many reads, or all for so long, do not show the write nor what comes after it |
/// | `stick`, `stick:1m` | what the call begins does not move on, at all or for so long |
/// | `any` | one of all these, drawn by lot |
///
/// The first rule that strikes a call decides. The lots are drawn from the seed, 0 if none is written, so that the same calls in the same
/// order always meet the same faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    seed: u64,
    rules: Vec<Rule>,
}

/// One sentence of a specification.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    /// An action's name, in which `*` stands for anything.
    pattern: String,
    calls: Calls,
    what: What,
}

/// Which of the calls that fit a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Calls {
    /// From the first to the last of these, counted from 1.
    Numbered(u64, u64),
    /// So many in a million, by lot.
    Chance(u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// This, so many times in a row.
    Fault(Fault, u32),
    Any,
}

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
    const THROTTLED: Self = Self::Refuse {
        code: "Throttling.User",
        status: 400,
    };
    const BLOCKED: Self = Self::Refuse {
        code: "Operation.Blocking",
        status: 500,
    };

    /// What arrives of an answer that this befalls.
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
