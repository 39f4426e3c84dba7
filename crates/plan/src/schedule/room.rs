//! Whether an action may start, as its conflict domains say.

/// Whether an action's write may be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// It may.
    Free,
    /// The network that it changes is busy.
    Busy,
    /// A domain of its whole lane is busy: no other write of the lane may be sent.
    LaneBusy,
}
