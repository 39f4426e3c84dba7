//! Lines, and lists that fit on one.

use crate::scalar::comment;

/// A list that is longer than this on one line gets a line for each of its items.
pub(super) const LONGEST_LINE: usize = 120;

/// Adds a line.
pub(super) fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// Returns the comment behind something on its line.
pub(super) fn behind(note: Option<&String>) -> String {
    note.map(|note| format!("  {}", comment(note)))
        .unwrap_or_default()
}

/// Adds a list, on one line if it is not too long for that; nothing for an empty one.
pub(super) fn list(out: &mut String, indent: &str, key: &str, items: Vec<String>) {
    if items.is_empty() {
        return;
    }
    let short = format!("{indent}{key}: [{}]", items.join(", "));
    if short.chars().count() <= LONGEST_LINE {
        return line(out, &short);
    }
    line(out, &format!("{indent}{key}:"));
    items
        .iter()
        .for_each(|item| line(out, &format!("{indent}  - {item}")));
}
