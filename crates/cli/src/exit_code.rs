//! The published exit codes.

use std::process::ExitCode;

/// How a command ended. The numbers are documented and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing to do, or all done.
    Done = 0,
    /// Something is wrong.
    Error = 1,
    /// Changes are pending.
    Pending = 2,
    /// An apply ended with something failed, skipped, unknown or left over, or was interrupted.
    Incomplete = 3,
    /// Refused by a guard, declined, or there was no terminal to ask.
    Refused = 4,
    /// The command line cannot be understood.
    Usage = 64,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
