//! The document of a tree from which the parts of a wrong shape were left out, so that rules can judge the rest.

use serde_json::{Map, Value as Json};

use crate::document::Document;
use crate::spanned::{Node, Value};
use crate::structure::{DOCUMENT, Field, Shape};

/// The document that the tree says. What is required at the top and was left out is filled with what breaks no rule.
pub(crate) fn document(root: &Node) -> Option<Document> {
    let mut written = fields(root, DOCUMENT);
    for Field(key, ..) in DOCUMENT.iter().filter(|field| field.1) {
        let filler = match *key {
            "version" => Json::from(1),
            "name" => Json::from("left-out"),
            _ => Json::Object(Map::new()),
        };
        written.entry(*key).or_insert(filler);
    }
    serde_json::from_value(Json::Object(written)).ok()
}

fn fields(node: &Node, fields: &'static [Field]) -> Map<String, Json> {
    fields
        .iter()
        .filter_map(|field| Some((field.0.to_owned(), value(node.get(field.0)?, field.2))))
        .collect()
}

fn value(node: &Node, shape: &'static Shape) -> Json {
    match (&node.value, shape) {
        (_, Shape::Struct(all) | Shape::Atomic(all)) => Json::Object(fields(node, all)),
        (Value::Map(entries), Shape::Map(each)) => entries
            .iter()
            .map(|(key, entry)| (key.clone(), value(&entry.value, each)))
            .collect(),
        (Value::List(items), Shape::List(each)) => {
            items.iter().map(|item| value(item, each)).collect()
        }
        (Value::Scalar { text, .. }, Shape::Text) => Json::from(text.as_str()),
        (Value::Scalar { text, .. }, Shape::Integer) => {
            text.parse::<u64>().map_or(Json::Null, Json::from)
        }
        (Value::Scalar { text, .. }, Shape::Bool) => Json::from(text == "true"),
        (Value::Scalar { .. } | Value::List(_) | Value::Map(_), _) => Json::Null,
    }
}
