//! Characters that no text of the file may hold: a person does not see them, and terminals, YAML readers and the cloud disagree on them.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::tree::{Node, Value};

/// Reports control characters wherever they stand, and in keys and values tabs too.
pub(crate) fn check(source: &str, root: &Node, problems: &mut Vec<Diagnostic>) {
    problems.extend(source.match_indices(is_unseen).filter_map(|(at, text)| Some(refuse(text.chars().next()?, at..at + text.len()))));
    visit(source, root, problems);
}

/// Line ends of YAML 1.1, which YAML 1.2 takes for text, and every control character but those that shape the file.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}') || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
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
    let is_reported = || source.get(span.clone()).is_some_and(|written| written.contains(is_unseen));
    if let Some(c) = text.chars().find(refused).filter(|_| !is_reported()) {
        problems.push(refuse(c, span.clone()));
    }
}

fn refuse(c: char, span: Range<usize>) -> Diagnostic {
    let message = format!("the control character U+{:04X} stands here", u32::from(c));
    Diagnostic::error(Code::ControlCharacter, message, span, "remove it, or write a blank in its place")
}
