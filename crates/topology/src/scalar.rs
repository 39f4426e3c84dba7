//! Texts in the file: what any text looks like there.

use std::fmt::Write as _;

use crate::printable::is_seen;
use crate::redact::words;

/// The longest comment, in characters.
const LONGEST_COMMENT: usize = 240;

/// Writes a text as a YAML scalar: bare where every reader takes it for that text, else in double quotes.
pub(crate) fn scalar(text: &str) -> String {
    if is_bare(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Writes a text in double quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if is_seen(c) => quoted.push(c),
            // Writing to a String cannot fail.
            c => drop(write!(quoted, "\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// Tells whether no YAML reader takes a bare text for anything else: words of harmless characters, none of which is a value of its own.
fn is_bare(text: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' ');
    let values = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(harmless)
        && !text.ends_with(' ')
        && !values.iter().any(|value| text.eq_ignore_ascii_case(value))
}

/// Writes a comment of one line. One that looks as if it held a credential is not repeated, because no file may hold it.
pub(crate) fn comment(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if is_seen(c) { c } else { '?' })
        .take(LONGEST_COMMENT)
        .collect();
    if words(&clean).next().is_none() {
        format!("# {clean}")
    } else {
        "# (not shown: it looks like a credential)".to_owned()
    }
}
