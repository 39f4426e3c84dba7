//! The published exit codes.

use std::process::ExitCode;

/// How a command went. The numbers are documented and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing to do, or all done.
    Done = 0,
    /// Something is wrong.
    Error = 1,
    /// The command line cannot be understood.
    Usage = 64,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
