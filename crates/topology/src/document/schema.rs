//! The JSON Schema of the language, for editors: its structure, and every rule about a single value that a schema can say.
//!
//! What relates two places of a file to each other is not in it: `validate` checks that. The schema never refuses a file that `validate`
//! accepts.

use schemars::{Schema, transform::RecursiveTransform};
use serde_json::{Value, json};

use super::Document;
use crate::area::Area;

/// Returns the JSON Schema (draft 7) of the language, for editors.
pub fn schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft07()
        .with_transform(RecursiveTransform(without_null));
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<Document>()
        .to_value();
    for (block, key, rule) in rules() {
        constrain(&mut schema, block, key, rule);
    }
    schema
}

/// Removes `null` from a schema: an optional key is left out of the file, never written as null.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(mut ways)) = schema.remove("anyOf") {
        ways.retain(|way| way["type"] != "null");
        let key = if ways.len() == 1 { "allOf" } else { "anyOf" };
        schema.insert(key.to_owned(), ways.into());
    }
}

/// Adds a rule to a key of a block, or to the whole block if the key is empty. The block of the file itself has no name.
fn constrain(schema: &mut Value, block: &str, key: &str, rule: Value) {
    let block = match block {
        "" => schema,
        name => &mut schema["definitions"][name],
    };
    let place = match key {
        "" => block,
        key => &mut block["properties"][key],
    };
    let (Some(place), Value::Object(rule)) = (place.as_object_mut(), rule) else {
        return;
    };
    for (word, value) in rule {
        let merged = match (place.remove(&word), value) {
            // The items of a list keep their type.
            (Some(Value::Object(mut old)), Value::Object(new)) => {
                old.extend(new);
                Value::Object(old)
            }
            (_, value) => value,
        };
        place.insert(word, merged);
    }
}

const NAME: &str = "^[a-z][a-z0-9-]{0,62}$";
const RANGE: &str = r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$";
const ADDRESS: &str = r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$";

fn id(prefix: &str) -> Value {
    json!({ "pattern": format!("^{prefix}[A-Za-z0-9-]+$") })
}

fn one_of_words(words: &[&str]) -> Value {
    json!({ "enum": words })
}

fn between(least: u64, most: u64) -> Value {
    json!({ "minimum": least, "maximum": most })
}

fn exactly_one(keys: &[&str]) -> Value {
    let ways: Vec<_> = keys
        .iter()
        .map(|key| json!({ "required": [key] }))
        .collect();
    json!({ "oneOf": ways })
}

/// Returns every rule: the block, the key in it, and what its value must be.
fn rules() -> Vec<(&'static str, &'static str, Value)> {
    [top(), networks(), bandwidth(), routes()].concat()
}

fn top() -> Vec<(&'static str, &'static str, Value)> {
    let named = json!({ "propertyNames": { "pattern": NAME } });
    let tags = json!({
        "maxProperties": 18,
        "propertyNames": { "pattern": "^(?!cen:|aliyun|acs:)(?!.*https?://).+$", "maxLength": 64 },
        "additionalProperties": { "maxLength": 128 },
    });
    vec![
        ("", "version", json!({ "enum": [1] })),
        ("", "name", json!({ "pattern": NAME })),
        ("", "was", json!({ "pattern": NAME })),
        ("", "accounts", named.clone()),
        ("", "vpcs", named.clone()),
        ("", "vbrs", named.clone()),
        ("", "ccns", named.clone()),
        ("", "cens", named),
        (
            "Acknowledgement",
            "class",
            one_of_words(&["missing", "changed", "extra"]),
        ),
        (
            "Acknowledgement",
            "until",
            json!({ "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        ),
        ("Acknowledgement", "why", json!({ "pattern": r"\S" })),
        ("Account", "id", json!({ "pattern": "^[1-9][0-9]{0,19}$" })),
        (
            "Account",
            "role",
            json!({ "pattern": "^acs:ram::[1-9][0-9]*:role/[A-Za-z0-9._-]+$" }),
        ),
        ("Account", "session-seconds", between(900, 43_200)),
        (
            "Account",
            "session-name",
            json!({ "pattern": "^[A-Za-z0-9.@_-]{2,64}$" }),
        ),
        ("Cen", "id", id("cen-")),
        ("Cen", "was", json!({ "pattern": NAME })),
        ("Cen", "name", json!({ "minLength": 1, "maxLength": 128 })),
        ("Cen", "description", json!({ "maxLength": 256 })),
        ("Cen", "tags", tags.clone()),
        ("Router", "tags", tags),
    ]
}

fn networks() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("Network", "", exactly_one(&["id", "name", "cidr"])),
        (
            "Network",
            "id",
            json!({ "pattern": "^(vpc|vbr|ccn)-[A-Za-z0-9-]+$" }),
        ),
        ("Network", "was", json!({ "pattern": NAME })),
        ("Network", "cidr", json!({ "pattern": RANGE })),
        ("Network", "description", json!({ "maxLength": 256 })),
        (
            "AttachmentOptions",
            "routes",
            one_of_words(&["synced", "own"]),
        ),
    ]
}

fn bandwidth() -> Vec<(&'static str, &'static str, Value)> {
    let areas: Vec<String> = Area::KNOWN
        .iter()
        .map(|area| area.as_str().to_owned())
        .collect();
    // An area that this version does not know is a warning: the cloud decides.
    let area = json!({ "anyOf": [
        { "enum": areas },
        { "pattern": "^[A-Za-z]+(-[A-Za-z]+)*$", "maxLength": 32 },
    ] });
    vec![
        (
            "Group",
            "areas",
            json!({ "minItems": 2, "maxItems": 2, "items": area }),
        ),
        ("Group", "was", json!({ "pattern": NAME })),
        ("Group", "charge", one_of_words(&["traffic"])),
        ("Group", "link", one_of_words(&["gold", "platinum"])),
        ("Package", "id", id("cenbwp-")),
        ("Package", "mbps", between(2, 10_000)),
        ("Package", "charge", one_of_words(&["postpaid", "prepaid"])),
        (
            "Package",
            "months",
            json!({ "enum": [1, 2, 3, 6, 12, 24, 36] }),
        ),
        ("Package", "", exactly_one(&["id", "mbps"])),
        (
            "Limit",
            "between",
            json!({ "minItems": 2, "maxItems": 2, "uniqueItems": true }),
        ),
        (
            "Limit",
            "among",
            json!({ "minItems": 2, "maxItems": 64, "uniqueItems": true }),
        ),
        ("Limit", "mbps", between(1, 10_000)),
        ("Limit", "", exactly_one(&["between", "among"])),
    ]
}

fn routes() -> Vec<(&'static str, &'static str, Value)> {
    let words = |words: &[&str]| json!({ "items": { "enum": words } });
    vec![
        ("HealthCheck", "target", json!({ "pattern": ADDRESS })),
        ("HealthCheck", "source", json!({ "pattern": ADDRESS })),
        ("HealthCheck", "interval", between(2, 3)),
        ("HealthCheck", "threshold", between(3, 8)),
        ("RouteMap", "priority", between(1, 100)),
        ("RouteMap", "next", between(1, 100)),
        ("RouteMap", "action", one_of_words(&["permit", "deny"])),
        ("RouteMap", "types", words(&["system", "custom", "bgp"])),
        ("RouteMap", "", exactly_one(&["in", "out"])),
        ("RouteEnd", "kinds", words(&["vpc", "vbr", "ccn"])),
        ("RouteEdit", "preference", between(1, 100)),
        ("CommunityEdit", "", exactly_one(&["add", "replace"])),
    ]
}
