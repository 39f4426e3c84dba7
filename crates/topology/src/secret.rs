//! Finds credentials in the file. They are reported without being repeated.

use std::ops::Range;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, MOST_TOLD};
use crate::redact::{is_secret, names_secret, words};
use crate::spanned::{Node, Value};

/// Finds what looks like a credential in the text, comments included, even if it is not YAML.
pub(crate) fn find_in_text(source: &str) -> Vec<Diagnostic> {
    words(source).map(refuse).take(MOST_TOLD).collect()
}

/// Adds what only the tree shows: keys that name a credential, and credentials behind escapes.
pub(crate) fn with_those_of_tree(mut found: Vec<Diagnostic>, root: &Node) -> Vec<Diagnostic> {
    let mut more = Vec::new();
    find_in_tree(root, &mut more);
    more.truncate(MOST_TOLD);
    let known: Vec<Range<usize>> = found.iter().map(Diagnostic::place).collect();
    found.extend(more.into_iter().filter(|problem| {
        !known
            .iter()
            .any(|known| problem.place().contains(&known.start))
    }));
    found
}

/// Finds keys that name a credential and values that look like one.
fn find_in_tree(node: &Node, problems: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Scalar { text, .. } if is_secret(text) => problems.push(refuse(node.span.clone())),
        Value::Scalar { .. } => {}
        Value::List(items) => items.iter().for_each(|item| find_in_tree(item, problems)),
        Value::Map(entries) => entries.iter().for_each(|(key, entry)| {
            if names_secret(key) || is_secret(key) {
                problems.push(refuse(entry.key_span.clone()));
            } else {
                find_in_tree(&entry.value, problems);
            }
        }),
    }
}

fn refuse(span: Range<usize>) -> Diagnostic {
    let help = "remove it and name a `profile`; if the file was shared, replace the access key";
    Diagnostic::error(
        Code::Secret,
        "this looks like a credential, which must not be in the file",
        span,
        help,
    )
}
