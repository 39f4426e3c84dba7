//! Parts of the document that need not be there.

/// A section that is not written stays none; one that breaks a rule leaves nothing of the model.
pub(super) fn optional<T, U>(
    written: Option<&T>,
    build: impl FnOnce(&T) -> Option<U>,
) -> Option<Option<U>> {
    match written {
        Some(written) => build(written).map(Some),
        None => Some(None),
    }
}
