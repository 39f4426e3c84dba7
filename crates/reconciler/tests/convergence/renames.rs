//! Renames at random: a file calls networks and CENs otherwise than the file before it, and says so with `was`.

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::{Value, json};

/// The keys that the file before used in place of the usual ones.
pub(crate) type Renamed = BTreeMap<String, String>;

/// Calls some of what `cen` makes otherwise, or back by its usual key. Returns what is called otherwise now.
pub(crate) fn rename(document: &mut Value, before: &Renamed, random: &mut Rng) -> Renamed {
    let mut now = Renamed::new();
    for (section, key) in made(document) {
        let usual = before.get(&key);
        let renames = random.u8(..3) == 0;
        let other = format!("{key}-b");
        match (renames, usual) {
            (true, None) => {
                say(document, section, &key, &key);
                call(document, section, &key, &other);
            }
            (true, Some(_)) => call(document, section, &key, &other),
            (false, Some(other)) => say(document, section, &key, other),
            (false, None) => {}
        }
        if renames {
            now.insert(key, other);
        }
    }
    now
}

/// Lists the parts that carry a mark: VPCs of a range, and CENs that no id names.
fn made(document: &Value) -> Vec<(&'static str, String)> {
    let of = |section: &'static str, is_made: fn(&Value) -> bool| {
        let blocks = document[section].as_object().into_iter().flatten();
        let made = blocks.filter(move |(_, block)| is_made(block));
        made.map(move |(key, _)| (section, key.clone()))
    };
    let vpcs = of("vpcs", |block| block.get("cidr").is_some());
    let cens = of("cens", |block| block.get("id").is_none());
    vpcs.chain(cens).collect()
}

/// Says which key a part had.
fn say(document: &mut Value, section: &str, key: &str, was: &str) {
    document[section][key]["was"] = json!(was);
}

/// Gives a part another key, wherever the file names it. A CEN keeps its display name.
fn call(document: &mut Value, section: &str, key: &str, other: &str) {
    if section == "cens" && document["cens"][key].get("name").is_none() {
        document["cens"][key]["name"] = json!(key);
    }
    let block = document[section]
        .as_object_mut()
        .unwrap()
        .remove(key)
        .unwrap();
    document[section][other] = block;
    replace(&mut document["protect"], key, other);
    if section == "vpcs" {
        replace(&mut document["cens"], key, other);
    }
}

/// Replaces a word wherever it stands as a value or as a key.
fn replace(value: &mut Value, word: &str, other: &str) {
    match value {
        Value::String(text) if text == word => *text = other.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, word, other)),
        Value::Object(entries) => {
            if let Some(entry) = entries.remove(word) {
                entries.insert(other.to_owned(), entry);
            }
            entries
                .values_mut()
                .for_each(|entry| replace(entry, word, other));
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
