//! Whether the tree has the keys and types of the language, all problems in one run.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::spanned::{Entry, Node, Value};
use crate::suggest::suggest;

pub(crate) enum Shape {
    Text,
    Integer,
    Bool,
    List(&'static Shape),
    Map(&'static Shape),
    /// Keys that rules judge one by one: without a wrong one it is still worth a look.
    Struct(&'static [Field]),
    /// Keys that rules judge together: a wrong one spoils the rest.
    Atomic(&'static [Field]),
}

/// A key, whether it is required, and what it holds.
pub(crate) struct Field(
    pub(crate) &'static str,
    pub(crate) bool,
    pub(crate) &'static Shape,
);

use Shape::{Atomic, Bool, Integer, List, Map, Struct, Text};

const ACKNOWLEDGEMENT: Shape = Atomic(&[
    Field("drift", true, &Text),
    Field("class", false, &Text),
    Field("until", true, &Text),
    Field("why", true, &Text),
]);
const ACCOUNT: Shape = Struct(&[Field("id", true, &Text), Field("profile", false, &Text)]);
const NETWORK: Shape = Atomic(&[
    Field("account", true, &Text),
    Field("region", true, &Text),
    Field("id", false, &Text),
    Field("name", false, &Text),
    Field("cidr", false, &Text),
    Field("description", false, &Text),
]);
const PACKAGE: Shape = Atomic(&[
    Field("id", false, &Text),
    Field("mbps", false, &Integer),
    Field("charge", false, &Text),
    Field("months", false, &Integer),
    Field("auto-renew", false, &Bool),
]);
const LIMIT: Shape = Atomic(&[
    Field("between", false, &List(&Text)),
    Field("among", false, &List(&Text)),
    Field("mbps", true, &Integer),
]);
const GROUP: Shape = Struct(&[
    Field("areas", true, &List(&Text)),
    Field("package", true, &PACKAGE),
    Field("limits", false, &List(&LIMIT)),
]);
const HEALTH_CHECK: Shape = Atomic(&[
    Field("target", true, &Text),
    Field("source", false, &Text),
    Field("interval", false, &Integer),
    Field("threshold", false, &Integer),
]);
const PRIVATE_ZONE: Shape = Atomic(&[
    Field("host", true, &Text),
    Field("from", true, &List(&Text)),
]);
const SERVICE: Shape = Atomic(&[
    Field("host", true, &Text),
    Field("via", true, &Text),
    Field("from", true, &List(&Text)),
]);
const ROUTE_END: Shape = Atomic(&[
    Field("networks", false, &List(&Text)),
    Field("other-than", false, &List(&Text)),
    Field("kinds", false, &List(&Text)),
    Field("regions", false, &List(&Text)),
    Field("tables", false, &List(&Text)),
]);
const TEXTS: Shape = Atomic(&[
    Field("include", false, &List(&Text)),
    Field("exactly", false, &List(&Text)),
]);
const NUMBERS: Shape = Atomic(&[
    Field("include", false, &List(&Integer)),
    Field("exactly", false, &List(&Integer)),
]);
const COMMUNITIES: Shape = Atomic(&[
    Field("add", false, &List(&Text)),
    Field("replace", false, &List(&Text)),
]);
const ROUTE_EDIT: Shape = Atomic(&[
    Field("preference", false, &Integer),
    Field("prepend", false, &List(&Integer)),
    Field("communities", false, &COMMUNITIES),
]);
const ROUTE_MAP: Shape = Atomic(&[
    Field("in", false, &Text),
    Field("out", false, &Text),
    Field("priority", true, &Integer),
    Field("action", true, &Text),
    Field("description", false, &Text),
    Field("from", false, &ROUTE_END),
    Field("to", false, &ROUTE_END),
    Field("types", false, &List(&Text)),
    Field("cidrs", false, &TEXTS),
    Field("as-path", false, &NUMBERS),
    Field("communities", false, &TEXTS),
    Field("set", false, &ROUTE_EDIT),
    Field("next", false, &Integer),
]);
const CEN: Shape = Struct(&[
    Field("account", true, &Text),
    Field("id", false, &Text),
    Field("name", false, &Text),
    Field("description", false, &Text),
    Field("tags", false, &Map(&Text)),
    Field("attach", false, &List(&Text)),
    Field("bandwidth", false, &List(&GROUP)),
    Field("publish", false, &Map(&List(&Text))),
    Field("health-checks", false, &Map(&HEALTH_CHECK)),
    Field("private-zone", false, &List(&PRIVATE_ZONE)),
    Field("services", false, &List(&SERVICE)),
    Field("route-maps", false, &List(&ROUTE_MAP)),
    Field("ignore", false, &List(&Text)),
]);
pub(crate) const DOCUMENT: &[Field] = &[
    Field("version", true, &Integer),
    Field("name", true, &Text),
    Field("accounts", true, &Map(&ACCOUNT)),
    Field("vpcs", false, &Map(&NETWORK)),
    Field("vbrs", false, &Map(&NETWORK)),
    Field("ccns", false, &Map(&NETWORK)),
    Field("cens", true, &Map(&CEN)),
    Field("protect", false, &List(&Text)),
    Field("acknowledge", false, &List(&ACKNOWLEDGEMENT)),
];

/// What is left of the tree without the parts that have the wrong shape; these are reported. None, if nothing is.
pub(crate) fn check(root: &Node, problems: &mut Vec<Diagnostic>) -> Option<Rc<Node>> {
    let holder = root.span.start..root.span.start;
    match &root.value {
        Value::Map(entries) => Some(Rc::new(
            fields_of(root, entries, DOCUMENT, &holder, problems).0,
        )),
        value => {
            problems.push(mistyped(&Struct(DOCUMENT), value, root.span.clone()));
            None
        }
    }
}

/// `holder` is the place of the key that holds the node.
fn left_of(
    node: &Rc<Node>,
    shape: &'static Shape,
    holder: Range<usize>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Rc<Node>> {
    match (&node.value, shape) {
        (Value::Scalar { text, plain }, Text | Integer | Bool) if fits(text, *plain, shape) => {
            Some(node.clone())
        }
        (Value::List(items), List(each)) => {
            let left: Vec<_> = items
                .iter()
                .filter_map(|item| left_of(item, each, item.span.clone(), problems))
                .collect();
            let is_incomplete = left.len() < items.len();
            Some(Rc::new(node.with(Value::List(left), is_incomplete)))
        }
        (Value::Map(entries), Map(each)) => {
            let left: BTreeMap<_, _> = entries
                .iter()
                .filter_map(|(key, entry)| entry_left_of(key, entry, each, problems))
                .collect();
            let is_incomplete = node.is_incomplete || left.len() < entries.len();
            Some(Rc::new(node.with(Value::Map(left), is_incomplete)))
        }
        (Value::Map(entries), Struct(fields) | Atomic(fields)) => {
            let (left, complete) = fields_of(node, entries, fields, &holder, problems);
            let spoilt = matches!(shape, Atomic(_)) && lost_something(&left);
            (complete && !spoilt).then(|| Rc::new(left))
        }
        (value, _) => {
            problems.push(mistyped(
                shape,
                value,
                if node.span.is_empty() {
                    holder
                } else {
                    node.span.clone()
                },
            ));
            None
        }
    }
}

fn entry_left_of(
    key: &str,
    entry: &Entry,
    shape: &'static Shape,
    problems: &mut Vec<Diagnostic>,
) -> Option<(String, Entry)> {
    let value = left_of(&entry.value, shape, entry.key_span.clone(), problems)?;
    Some((
        key.to_owned(),
        Entry {
            key_span: entry.key_span.clone(),
            value,
        },
    ))
}

/// The fields that are as they should be, and whether every required one is among them.
fn fields_of(
    node: &Node,
    entries: &BTreeMap<String, Entry>,
    fields: &'static [Field],
    holder: &Range<usize>,
    problems: &mut Vec<Diagnostic>,
) -> (Node, bool) {
    let mut left = BTreeMap::new();
    for (key, entry) in entries {
        match fields.iter().find(|field| field.0 == key) {
            Some(field) => left.extend(entry_left_of(key, entry, field.2, problems)),
            None => problems.push(unknown_key(key, entry.key_span.clone(), fields)),
        }
    }
    // What a is_incomplete mapping does not have may stand in the part that was left out.
    for field in fields
        .iter()
        .filter(|field| !node.is_incomplete && field.1 && !entries.contains_key(field.0))
    {
        let message = format!("`{}` is missing", field.0);
        problems.push(Diagnostic::error(
            Code::MissingKey,
            message,
            holder.clone(),
            format!("add `{}: …`", field.0),
        ));
    }
    let complete = fields
        .iter()
        .all(|field| !field.1 || left.contains_key(field.0));
    let is_incomplete = node.is_incomplete || left.len() < entries.len();
    (node.with(Value::Map(left), is_incomplete), complete)
}

/// Whether something right here or one level below was left out.
fn lost_something(node: &Node) -> bool {
    match &node.value {
        Value::Map(entries) => {
            node.is_incomplete || entries.values().any(|entry| entry.value.is_incomplete)
        }
        Value::List(_) | Value::Scalar { .. } => node.is_incomplete,
    }
}

fn unknown_key(key: &str, place: Range<usize>, fields: &'static [Field]) -> Diagnostic {
    let is_account = fields.iter().any(|field| field.0 == "profile");
    if is_account && matches!(key, "role" | "via") {
        return Diagnostic::error(
            Code::Role,
            format!("`{key}` is not built yet"),
            place,
            "name a `profile` that holds the account's key",
        );
    }
    Diagnostic::error(
        Code::UnknownKey,
        format!("unknown key `{key}`"),
        place,
        suggest(key, fields.iter().map(|field| field.0)),
    )
}

fn mistyped(shape: &Shape, value: &Value, place: Range<usize>) -> Diagnostic {
    let message = format!("expected {}, found {}", wanted(shape), found(value));
    Diagnostic::error(
        Code::WrongType,
        message,
        place,
        "write the value, or leave its key out",
    )
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn fits(text: &str, plain: bool, shape: &Shape) -> bool {
    match shape {
        Text => !plain || !is_null(text),
        Integer => {
            plain && text.parse::<u64>().is_ok() && (text == "0" || !text.starts_with(['0', '+']))
        }
        Bool => plain && matches!(text, "true" | "false"),
        List(_) | Map(_) | Struct(_) | Atomic(_) => false,
    }
}

fn wanted(shape: &Shape) -> &'static str {
    match shape {
        Text => "text",
        Integer => "a whole number",
        Bool => "`true` or `false`",
        List(_) => "a list",
        Map(_) | Struct(_) | Atomic(_) => "a mapping",
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Scalar { text, plain: true } if is_null(text) => "nothing",
        Value::Scalar { text, plain: true } if text.parse::<f64>().is_ok_and(f64::is_finite) => {
            "another number"
        }
        Value::Scalar { .. } => "text",
        Value::List(_) => "a list",
        Value::Map(_) => "a mapping",
    }
}
