//! What comes of one action: the id that it created, or why it is not done.

/// The id of what an action created, if it creates anything.
pub(crate) type Output = Result<Option<String>, StepError>;

/// Why an action is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepError {
    /// The cloud refused it: it had no effect.
    Failed(String),
    /// Nobody knows: it may have happened.
    Unknown(String),
    /// The run is ending: nothing more is sent for it, and nothing that was sent had an effect.
    NotBegun(String),
}

impl StepError {
    /// Returns the error of a call that failed, when the run was over before a look could prove that
    /// the effect does not exist.
    pub(crate) fn unchecked(self) -> Self {
        match self {
            Self::Failed(reason) | Self::Unknown(reason) => Self::Unknown(format!(
                "{reason}; the run was over before cen could look whether it happened"
            )),
            Self::NotBegun(_) => self,
        }
    }
}
