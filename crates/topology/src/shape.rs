//! Whether the tree has the keys and types of the language, all problems in one run.

use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::tree::{Node, Value};

enum Shape {
    Text,
    Integer,
    Bool,
    List(&'static Shape),
    Map(&'static Shape),
    Struct(&'static [Field]),
}

struct Field(&'static str, bool, &'static Shape);

use Shape::{Bool, Integer, List, Map, Struct, Text};

const ACCOUNT: Shape = Struct(&[Field("id", true, &Text), Field("profile", false, &Text)]);
const NETWORK: Shape = Struct(&[
    Field("account", true, &Text),
    Field("region", true, &Text),
    Field("id", false, &Text),
    Field("name", false, &Text),
    Field("cidr", false, &Text),
    Field("description", false, &Text),
]);
const PACKAGE: Shape = Struct(&[
    Field("id", false, &Text),
    Field("mbps", false, &Integer),
    Field("charge", false, &Text),
    Field("months", false, &Integer),
    Field("auto-renew", false, &Bool),
]);
const LIMIT: Shape = Struct(&[Field("between", false, &List(&Text)), Field("among", false, &List(&Text)), Field("mbps", true, &Integer)]);
const GROUP: Shape = Struct(&[Field("areas", true, &List(&Text)), Field("package", true, &PACKAGE), Field("limits", false, &List(&LIMIT))]);
const CEN: Shape = Struct(&[
    Field("account", true, &Text),
    Field("id", false, &Text),
    Field("name", false, &Text),
    Field("description", false, &Text),
    Field("tags", false, &Map(&Text)),
    Field("attach", false, &List(&Text)),
    Field("bandwidth", false, &List(&GROUP)),
    Field("ignore", false, &List(&Text)),
]);
const DOCUMENT: Shape = Struct(&[
    Field("version", true, &Integer),
    Field("name", true, &Text),
    Field("accounts", true, &Map(&ACCOUNT)),
    Field("vpcs", false, &Map(&NETWORK)),
    Field("vbrs", false, &Map(&NETWORK)),
    Field("ccns", false, &Map(&NETWORK)),
    Field("cens", true, &Map(&CEN)),
    Field("protect", false, &List(&Text)),
]);

/// Compares the tree with the language.
pub(crate) fn check(root: &Node, problems: &mut Vec<Diagnostic>) {
    compare(root, &DOCUMENT, root.span.start..root.span.start, problems);
}

fn compare(node: &Node, shape: &'static Shape, holder: std::ops::Range<usize>, problems: &mut Vec<Diagnostic>) {
    match (&node.value, shape) {
        (Value::Scalar { text, plain }, Text | Integer | Bool) if fits(text, *plain, shape) => {}
        (Value::List(items), List(each)) => items.iter().for_each(|item| compare(item, each, item.span.clone(), problems)),
        (Value::Map(entries), Map(each)) => {
            entries.iter().for_each(|entry| compare(&entry.value, each, entry.key_span.clone(), problems));
        }
        (Value::Map(_), Struct(fields)) => compare_fields(node, fields, holder, problems),
        (value, _) => {
            let message = format!("expected {}, found {}", wanted(shape), found(value));
            let place = if node.span.is_empty() { holder } else { node.span.clone() };
            problems.push(Diagnostic::error(Code::WrongType, message, place, "write the value, or leave its key out"));
        }
    }
}

fn compare_fields(node: &Node, fields: &'static [Field], holder: std::ops::Range<usize>, problems: &mut Vec<Diagnostic>) {
    let Value::Map(entries) = &node.value else { return };
    for entry in entries {
        match fields.iter().find(|field| field.0 == entry.key) {
            Some(field) => compare(&entry.value, field.2, entry.key_span.clone(), problems),
            None if matches!(entry.key.as_str(), "role" | "via") && fields[0].0 == "id" => {
                let message = format!("`{}` is not built yet", entry.key);
                problems.push(Diagnostic::error(
                    Code::Role,
                    message,
                    entry.key_span.clone(),
                    "name a `profile` that holds the account's key",
                ));
            }
            None => {
                let help = suggest(&entry.key, fields.iter().map(|field| field.0));
                let message = format!("unknown key `{}`", entry.key);
                problems.push(Diagnostic::error(Code::UnknownKey, message, entry.key_span.clone(), help));
            }
        }
    }
    for field in fields.iter().filter(|field| field.1 && entries.iter().all(|entry| entry.key != field.0)) {
        let message = format!("`{}` is missing", field.0);
        problems.push(Diagnostic::error(Code::MissingKey, message, holder.clone(), format!("add `{}: …`", field.0)));
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn fits(text: &str, plain: bool, shape: &Shape) -> bool {
    match shape {
        Text => !plain || !is_null(text),
        Integer => plain && text.parse::<u64>().is_ok() && (text == "0" || !text.starts_with(['0', '+'])),
        Bool => plain && matches!(text, "true" | "false"),
        List(_) | Map(_) | Struct(_) => false,
    }
}

fn wanted(shape: &Shape) -> &'static str {
    match shape {
        Text => "text",
        Integer => "a whole number",
        Bool => "`true` or `false`",
        List(_) => "a list",
        Map(_) | Struct(_) => "a mapping",
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Scalar { text, plain: true } if is_null(text) => "nothing",
        Value::Scalar { .. } => "text",
        Value::List(_) => "a list",
        Value::Map(_) => "a mapping",
    }
}
