//! Refuses characters that a person cannot see, or that turn a text around.

use std::ops::Range;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::spanned::{Node, Value};

/// Reports control characters and direction marks anywhere in the file, and tabs in keys and values.
pub(crate) fn check(source: &str, root: &Node, problems: &mut Vec<Diagnostic>) {
    let refused = |c| is_unseen(c) || turns(c);
    problems.extend(
        source
            .match_indices(refused)
            .filter_map(|(at, text)| Some(refuse(text.chars().next()?, at..at + text.len()))),
    );
    visit(source, root, problems);
}

/// Tells whether a character is a control character, other than those that lay out the file, or a
/// line end of YAML 1.1, which YAML 1.2 reads as text.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}') || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// Tells whether a character changes the direction of the text: then a person reads another text
/// than this program does. As an escape it is harmless, and names in the cloud may contain it.
fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn visit(source: &str, node: &Node, problems: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Scalar { text, .. } => look_at(source, text, &node.span, problems),
        Value::List(items) => items.iter().for_each(|item| visit(source, item, problems)),
        Value::Map(entries) => entries.iter().for_each(|(key, entry)| {
            look_at(source, key, &entry.key_span, problems);
            visit(source, &entry.value, problems);
        }),
    }
}

fn look_at(source: &str, text: &str, span: &Range<usize>, problems: &mut Vec<Diagnostic>) {
    // Nearly every text of a file.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return;
    }
    let refused = |c: &char| is_unseen(*c) || matches!(c, '\t' | '\r');
    let is_reported = || {
        source
            .get(span.clone())
            .is_some_and(|written| written.contains(is_unseen))
    };
    if let Some(c) = text.chars().find(refused).filter(|_| !is_reported()) {
        problems.push(refuse(c, span.clone()));
    }
}

fn refuse(c: char, span: Range<usize>) -> Diagnostic {
    let message = format!("there is a control character here: U+{:04X}", u32::from(c));
    Diagnostic::error(
        Code::ControlCharacter,
        message,
        span,
        "remove it, or replace it with a space",
    )
}
