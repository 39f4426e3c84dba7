//! The rules of a specification: which calls go wrong, and how.

use crate::fault::kind::Fault;

/// One in a million is the smallest chance.
pub(super) const MILLION: u32 = 1_000_000;

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
    pub(super) seed: u64,
    pub(super) rules: Vec<Rule>,
}

/// One sentence of a specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// An action's name, in which `*` stands for anything.
    pub(super) pattern: String,
    pub(super) calls: Calls,
    pub(super) what: What,
}

/// Which of the calls that fit a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calls {
    /// From the first to the last of these, counted from 1.
    Numbered(u64, u64),
    /// So many in a million, by lot.
    Chance(u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// This, so many times in a row.
    Fault(Fault, u32),
    Any,
}
