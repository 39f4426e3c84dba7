//! Refuses characters that a person cannot see, or that turn a text around.

use std::ops::Range;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::spanned::{Node, Value};

/// Reports control characters, and what turns a text around, wherever they stand, and in keys and values tabs too.
pub(crate) fn check(source: &str, root: &Node, problems: &mut Vec<Diagnostic>) {
    let refused = |c| is_unseen(c) || turns(c);
    problems.extend(
        source
            .match_indices(refused)
            .filter_map(|(at, text)| Some(refuse(text.chars().next()?, at..at + text.len()))),
    );
    visit(source, root, problems);
}

/// Line ends of YAML 1.1, which YAML 1.2 takes for text, and every control character but those that shape the file.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}') || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// What turns a text around, so that a person reads another file than this program. Written as an escape it deceives nobody, and names of
/// the cloud may have it.
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
    let message = format!("the control character U+{:04X} stands here", u32::from(c));
    Diagnostic::error(
        Code::ControlCharacter,
        message,
        span,
        "remove it, or write a blank in its place",
    )
}
