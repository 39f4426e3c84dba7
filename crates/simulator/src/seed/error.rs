//! Why a seed cannot be used.

/// Why a seed cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SeedError(String);

impl SeedError {
    pub(super) fn new(reason: String) -> Self {
        Self(reason)
    }
}
