//! How long texts are, in a font whose letters are equally wide.

use crate::document::columns;

/// Returns how long a text is, in pixels. Letters of East Asia take two columns.
pub(super) fn text_width(text: &str) -> i32 {
    let columns = i32::try_from(columns(text)).unwrap_or(i32::MAX / 73);
    columns * 73 / 10 + 1
}

/// Returns how long the label of a lane is, with its rounded ends.
pub(super) fn label_width(label: &str) -> i32 {
    text_width(label) + 8
}

/// Cuts a text down to this many characters.
pub(super) fn shorten(text: &str, longest: usize) -> String {
    match text.chars().count() > longest {
        true => text.chars().take(longest - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}
