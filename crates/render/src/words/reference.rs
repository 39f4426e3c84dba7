//! The name of a thing that may not exist yet.

use cen_action::Ref;

/// Returns the id of a thing; of one that the plan makes, the name that the file gives it.
pub(crate) fn reference<T: std::fmt::Display>(reference: &Ref<T>) -> String {
    match reference {
        Ref::Known(id) => id.to_string(),
        Ref::OutputOf(maker) => format!(
            "(new {})",
            maker.as_str().rsplit('/').next().unwrap_or_default()
        ),
    }
}
