//! Builds the document from the tree.
//!
//! The tree may be incomplete: parts of the wrong shape were reported and removed before, so that
//! the rules can check the rest.

use serde_json::{Map, Value as Json};

use crate::document::Document;
use crate::shape::{DOCUMENT, Field, Shape};
use crate::spanned::{MappingEntry, Node, Value};

/// Returns the document that the tree describes; none if the tree does not have the shape of the
/// language.
pub(crate) fn document(root: &Node) -> Option<Document> {
    serde_json::from_value(Json::Object(fields(root, DOCUMENT))).ok()
}

fn fields(node: &Node, fields: &'static [Field]) -> Map<String, Json> {
    let written = |field: &Field| Some((field.0.to_owned(), value(node.get(field.0)?, field.2)));
    fields.iter().filter_map(written).collect()
}

fn value(node: &Node, shape: &'static Shape) -> Json {
    match (&node.value, shape) {
        (_, Shape::Struct(all, _)) => Json::Object(fields(node, all)),
        (Value::Scalar { text, .. }, Shape::TextOr(_)) => Json::from(text.as_str()),
        (_, Shape::TextOr(other)) => value(node, other),
        (Value::Map(entries), Shape::Map(each)) => {
            let entry =
                |(key, entry): (&String, &MappingEntry)| (key.clone(), value(&entry.value, each));
            entries.iter().map(entry).collect()
        }
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

/// A second YAML reader, which loads typed values and knows no positions, must understand every
/// file in the same way.
#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the files are the tests")]

    use std::path::Path;

    use super::*;
    use crate::{characters, spanned, structure};

    /// Returns the text files of a folder of the repository.
    fn files(folder: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = std::fs::read_dir(folder).unwrap();
        let texts = files.filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
        texts.collect()
    }

    /// Reads the file with both readers and compares; returns whether the file passes the checks
    /// that come before.
    fn compare(source: &str) -> bool {
        let Ok((root, mut problems)) = spanned::read(source) else {
            return false;
        };
        characters::check(source, &root, &mut problems);
        let root = structure::check(&root, &mut problems);
        let Some(root) = root.filter(|_| problems.is_empty()) else {
            return false;
        };
        // A byte order mark may begin a file (source: YAML 1.2, 5.2); the second reader does not
        // know that.
        let text = source.strip_prefix('\u{feff}').unwrap_or(source);
        let second = serde_yaml::from_str::<Document>(text);
        let second = second.map_err(|error| error.to_string());
        let first = document(&root).ok_or_else(|| "no document".to_owned());
        assert_eq!(first, second, "{source}");
        true
    }

    #[test]
    fn two_readers_understand_every_file_alike() {
        let folders = [
            "../../topologies",
            "tests/invalid",
            "../../fuzz/corpus/topology",
        ];
        let compared = folders.map(|folder| {
            let files = files(folder);
            files.iter().filter(|source| compare(source)).count()
        });
        assert!(compared.iter().all(|count| *count >= 4), "{compared:?}");
    }

    #[test]
    fn two_readers_understand_every_scalar_alike() {
        let scalars = [
            "yes",
            "on",
            "0x10",
            "0o17",
            "017",
            "1e3",
            "1_000",
            ".inf",
            "12:30:45",
            "2026-12-31",
            "!!str 12",
            "! abc",
            "'a\n   b'",
            "\"a\\\n   b\"",
            "|\n   a\n   b\n",
            ">-\n   a\n   b",
            "a\n   b",
            "\"\\x41\\u5317\"",
            "'it''s'",
            "\"~\"",
            "'null'",
            "a#b",
            "a: b",
            "&x abc",
        ];
        let file = |scalar: &str| {
            format!(
                "version: 1\nname: n\naccounts: {{}}\ncens:\n c:\n  account: a\n  description: {scalar}\n"
            )
        };
        let compared = scalars
            .iter()
            .filter(|scalar| compare(&file(scalar)))
            .count();
        assert_eq!(compared, scalars.len() - 1, "`a: b` is no scalar");
    }

    #[test]
    fn two_readers_understand_a_file_alike_without_any_one_of_its_characters() {
        let example = include_str!("../../../topologies/cross-account.yaml");
        let without =
            |(at, c): (usize, char)| format!("{}{}", &example[..at], &example[at + c.len_utf8()..]);
        let compared = example
            .char_indices()
            .map(without)
            .filter(|file| compare(file))
            .count();
        assert!(compared > 300, "only {compared} files were compared");
    }
}
