//! Credentials that stand in the file, found without being repeated.

use crate::diagnostic::{Code, Diagnostic};
use crate::tree::{Node, Value};

/// Finds keys that name a credential and values that look like one.
pub(crate) fn find(node: &Node, problems: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Scalar { text, .. } if looks_secret(text) => problems.push(refuse(node.span.clone())),
        Value::Scalar { .. } => {}
        Value::List(items) => items.iter().for_each(|item| find(item, problems)),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            if names_secret(&entry.key) || looks_secret(&entry.key) {
                problems.push(refuse(entry.key_span.clone()));
            } else {
                find(&entry.value, problems);
            }
        }),
    }
}

fn refuse(span: std::ops::Range<usize>) -> Diagnostic {
    let help = "remove it and name a `profile`; if the file was shared, replace the access key";
    Diagnostic::error(Code::Secret, "this looks like a credential, which never stands in the file", span, help)
}

fn names_secret(key: &str) -> bool {
    let bare: String = key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    bare == "secret" || ["accesskey", "secretkey", "password", "securitytoken", "ststoken"].iter().any(|word| bare.contains(word))
}

/// Access key ids begin with `LTAI`, temporary ones with `STS.`; a secret is 30 letters and digits in both cases.
fn looks_secret(text: &str) -> bool {
    let alphanumeric = text.chars().all(|c| c.is_ascii_alphanumeric());
    let mixed =
        [char::is_ascii_uppercase, char::is_ascii_lowercase, char::is_ascii_digit].iter().all(|kind| text.chars().any(|c| kind(&c)));
    (text.len() >= 16 && alphanumeric && text.starts_with("LTAI"))
        || text.starts_with("STS.")
        || (text.len() == 30 && alphanumeric && mixed)
}
