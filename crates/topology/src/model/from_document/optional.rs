//! Parts of the document that need not be there.

/// Builds a part if it is written. Returns none if it breaks a rule, and some none if it is not
/// written.
pub(super) fn optional<T: ?Sized, U>(
    written: Option<&T>,
    build: impl FnOnce(&T) -> Option<U>,
) -> Option<Option<U>> {
    match written {
        Some(written) => build(written).map(Some),
        None => Some(None),
    }
}
