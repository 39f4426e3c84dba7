//! Checks that the tree has the keys and types of the language; reports all problems in one run.
//!
//! What has the wrong shape is reported and removed. The rest of its block stays, so that the rules
//! can check it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::shape::{DOCUMENT, Field, Shape};
use crate::spanned::{MappingEntry, Node, Value};
use crate::suggest::suggest;

use Shape::{Bool, Integer, List, Map, Struct, Text, TextOr};

/// Reports what has the wrong shape and returns the tree without it; none if the file is no
/// mapping.
pub(crate) fn check(root: &Rc<Node>, problems: &mut Vec<Diagnostic>) -> Option<Rc<Node>> {
    let holder = root.span.start..root.span.start;
    let Value::Map(entries) = &root.value else {
        let message = format!(
            "expected a mapping of sections, found {}",
            found(&root.value)
        );
        let help = "begin with `version: 1`";
        problems.push(Diagnostic::error(
            Code::WrongType,
            message,
            root.span.clone(),
            help,
        ));
        return None;
    };
    Some(check_fields(root, entries, DOCUMENT, &holder, problems))
}

/// Returns the node without what has the wrong shape; none if nothing is left of it. `holder` is
/// the place of the key that holds the node. A node that has nothing wrong in it is not copied.
fn check_node(
    node: &Rc<Node>,
    shape: &'static Shape,
    holder: Range<usize>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Rc<Node>> {
    match (&node.value, shape) {
        (Value::Scalar { .. }, TextOr(_)) => check_node(node, &Text, holder, problems),
        (Value::Map(_) | Value::List(_), TextOr(other)) => {
            check_node(node, other, holder, problems)
        }
        (Value::Scalar { text, plain }, Text | Integer | Bool) if fits(text, *plain, shape) => {
            Some(node.clone())
        }
        (Value::List(items), List(each)) => {
            let item = |item: &Rc<Node>| check_node(item, each, item.span.clone(), problems);
            let checked: Vec<_> = items.iter().map(item).collect();
            if stay(items.iter(), &checked) {
                return Some(node.clone());
            }
            let left: Vec<_> = checked.into_iter().flatten().collect();
            let is_incomplete = left.len() < items.len();
            Some(Rc::new(node.with(Value::List(left), is_incomplete)))
        }
        (Value::Map(entries), Map(each)) => {
            let check = |entry| check_entry(entry, each, problems);
            let checked: Vec<_> = entries.values().map(check).collect();
            Some(with_entries(node, entries, checked))
        }
        (Value::Map(entries), Struct(fields, _)) => {
            Some(check_fields(node, entries, fields, &holder, problems))
        }
        (value, _) => {
            let place = if node.span.is_empty() {
                holder
            } else {
                node.span.clone()
            };
            problems.push(mistyped(shape, value, place));
            None
        }
    }
}

fn check_entry(
    entry: &MappingEntry,
    shape: &'static Shape,
    problems: &mut Vec<Diagnostic>,
) -> Option<Rc<Node>> {
    check_node(&entry.value, shape, entry.key_span.clone(), problems)
}

/// Tells whether nothing was removed or changed.
fn stay<'a>(nodes: impl Iterator<Item = &'a Rc<Node>>, checked: &[Option<Rc<Node>>]) -> bool {
    let mut pairs = nodes.zip(checked);
    pairs.all(|(node, checked)| checked.as_ref().is_some_and(|left| Rc::ptr_eq(node, left)))
}

/// Returns the mapping with what is left of its values; the same one if all is left.
fn with_entries(
    node: &Rc<Node>,
    entries: &BTreeMap<String, MappingEntry>,
    checked: Vec<Option<Rc<Node>>>,
) -> Rc<Node> {
    if stay(entries.values().map(|entry| &entry.value), &checked) {
        return node.clone();
    }
    let left = entries
        .iter()
        .zip(checked)
        .filter_map(|((key, entry), value)| {
            let (key_span, value) = (entry.key_span.clone(), value?);
            Some((key.clone(), MappingEntry { key_span, value }))
        });
    let left: BTreeMap<_, _> = left.collect();
    let is_incomplete = node.is_incomplete || left.len() < entries.len();
    Rc::new(node.with(Value::Map(left), is_incomplete))
}

/// Returns the mapping with the known keys whose values have the right shape.
fn check_fields(
    node: &Rc<Node>,
    entries: &BTreeMap<String, MappingEntry>,
    fields: &'static [Field],
    holder: &Range<usize>,
    problems: &mut Vec<Diagnostic>,
) -> Rc<Node> {
    let mut checked = Vec::with_capacity(entries.len());
    for (key, entry) in entries {
        let Some(field) = fields.iter().find(|field| field.0 == key) else {
            problems.push(unknown_key(key, entry.key_span.clone(), fields));
            checked.push(None);
            continue;
        };
        let value = check_entry(entry, field.2, problems);
        // A second value of this key may have been removed.
        checked.push(match node.is_incomplete {
            true => value.map(|value| Rc::new(value.made_incomplete())),
            false => value,
        });
    }
    // A key that an incomplete mapping does not have may be in the part that was removed.
    let is_missing =
        |field: &&Field| field.1 && !node.is_incomplete && !entries.contains_key(field.0);
    for field in fields.iter().filter(is_missing) {
        let message = format!("`{}` is missing", field.0);
        let help = format!("add `{}: …`", field.0);
        problems.push(Diagnostic::error(
            Code::MissingKey,
            message,
            holder.clone(),
            help,
        ));
    }
    with_entries(node, entries, checked)
}

fn unknown_key(key: &str, place: Range<usize>, fields: &'static [Field]) -> Diagnostic {
    let help = suggest(key, fields.iter().map(|field| field.0));
    Diagnostic::error(
        Code::UnknownKey,
        format!("unknown key `{key}`"),
        place,
        help,
    )
}

fn mistyped(shape: &Shape, value: &Value, place: Range<usize>) -> Diagnostic {
    let message = format!("expected {}, found {}", wanted(shape), found(value));
    Diagnostic::error(Code::WrongType, message, place, remedy(shape, value))
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
        List(_) | Map(_) | Struct(..) | TextOr(_) => false,
    }
}

fn wanted(shape: &Shape) -> String {
    match shape {
        Text => "text".to_owned(),
        Integer => "a whole number".to_owned(),
        Bool => "`true` or `false`".to_owned(),
        List(_) => "a list such as `[ … ]`".to_owned(),
        Map(_) => "a mapping such as `{ key: … }`".to_owned(),
        Struct(_, example) => format!("a mapping such as `{example}`"),
        TextOr(other) => format!("text, or {}", wanted(other)),
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Scalar { text, plain: true } if is_null(text) => "nothing",
        Value::Scalar { text, plain: true } if text.parse::<f64>().is_ok_and(f64::is_finite) => {
            "a number"
        }
        Value::Scalar { .. } => "text",
        Value::List(_) => "a list",
        Value::Map(_) => "a mapping",
    }
}

/// Returns the next step for a value of the wrong type.
fn remedy(shape: &Shape, value: &Value) -> String {
    let Value::Scalar { text, plain } = value else {
        return "change the value, or remove the key".to_owned();
    };
    match shape {
        _ if *plain && is_null(text) => "write a value, or remove the key".to_owned(),
        List(Text) => format!("write `[{text}]`"),
        Integer => match without_unit(text) {
            Some(digits) => format!("write `{digits}`"),
            None => "write digits only, without quotes and without leading zeros".to_owned(),
        },
        Bool => "write `true` or `false`, without quotes".to_owned(),
        Struct(fields, _) => match the_required_text(fields) {
            Some(key) => format!("write `{{ {key}: \"{text}\" }}`"),
            None => "change the value, or remove the key".to_owned(),
        },
        Text | List(_) | Map(_) | TextOr(_) => "change the value, or remove the key".to_owned(),
    }
}

/// Returns the digits of a number with a unit behind it, such as `25mbps`.
fn without_unit(text: &str) -> Option<&str> {
    let (digits, unit) = text.split_at_checked(text.find(|c: char| !c.is_ascii_digit())?)?;
    let is_unit = unit.trim_start().bytes().all(|c| c.is_ascii_alphabetic());
    (is_unit && fits(digits, true, &Integer)).then_some(digits)
}

/// Returns the only required key, if there is one and its value is text.
fn the_required_text(fields: &[Field]) -> Option<&'static str> {
    let mut required = fields.iter().filter(|field| field.1);
    let only = required.next().filter(|_| required.next().is_none())?;
    matches!(only.2, Text).then_some(only.0)
}
