//! Characters that no text of the file may hold: a person does not see them, and terminals, YAML readers and the cloud disagree on them.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::tree::{Node, Value};

/// YAML 1.1 ends a line at these, YAML 1.2 does not.
const LINE_ENDS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// Reports line ends of YAML 1.1 wherever they stand, and control characters in keys and values, tabs among them.
pub(crate) fn check(source: &str, root: &Node, problems: &mut Vec<Diagnostic>) {
    problems.extend(source.match_indices(LINE_ENDS).filter_map(|(at, text)| Some(refuse(text.chars().next()?, at..at + text.len()))));
    visit(source, root, problems);
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
    let refused = |c: &char| (c.is_control() && *c != '\n') || LINE_ENDS.contains(c);
    let is_reported = || source.get(span.clone()).is_some_and(|written| written.contains(LINE_ENDS));
    if let Some(c) = text.chars().find(refused).filter(|_| !is_reported()) {
        problems.push(refuse(c, span.clone()));
    }
}

fn refuse(c: char, span: Range<usize>) -> Diagnostic {
    let message = format!("the control character U+{:04X} stands here", u32::from(c));
    Diagnostic::error(Code::ControlCharacter, message, span, "remove it, or write a blank in its place")
}
