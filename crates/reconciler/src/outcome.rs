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
