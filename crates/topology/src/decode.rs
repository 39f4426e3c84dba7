//! Builds the document from the tree.
//!
//! The tree may be incomplete: parts of the wrong shape were reported and removed before, so that
//! the rules can check the rest.

use serde::Deserialize as _;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::document::Document;
use crate::shape::{DOCUMENT, Field, Shape};
use crate::spanned::{MappingEntry, Node, Value};

/// Returns the document that the tree describes; none if the tree does not have the shape of the
/// language.
pub(crate) fn document(root: &Node) -> Option<Document> {
    Document::deserialize(MapDeserializer::new(fields(root, DOCUMENT))).ok()
}

/// Lists the keys of a mapping that are known, with their values.
fn fields<'de>(
    node: &'de Node,
    fields: &'static [Field],
) -> impl Iterator<Item = (&'static str, Part<'de>)> {
    fields.iter().filter_map(|field| {
        let (node, shape) = (node.get(field.0)?, field.2);
        Some((field.0, Part { node, shape }))
    })
}

/// A node, and the shape that it is read with. What does not fit its shape counts as absent.
#[derive(Clone, Copy)]
struct Part<'de> {
    node: &'de Node,
    shape: &'static Shape,
}

impl<'de> Part<'de> {
    /// Returns it with the shape that its value has where two are possible.
    fn resolved(self) -> Self {
        match (&self.node.value, self.shape) {
            (Value::Scalar { .. }, Shape::TextOr(_)) => Self {
                shape: &Shape::Text,
                ..self
            },
            (_, Shape::TextOr(shape)) => Self { shape, ..self },
            _ => self,
        }
    }

    fn is_absent(self) -> bool {
        match (&self.node.value, self.resolved().shape) {
            (Value::Scalar { text, .. }, Shape::Integer) => text.parse::<u64>().is_err(),
            (_, Shape::Struct(..))
            | (Value::Map(_), Shape::Map(_))
            | (Value::List(_), Shape::List(_))
            | (Value::Scalar { .. }, Shape::Text | Shape::Bool) => false,
            (Value::Scalar { .. } | Value::List(_) | Value::Map(_), _) => true,
        }
    }
}

impl<'de> Deserializer<'de> for Part<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match (&self.node.value, self.resolved().shape) {
            (_, Shape::Struct(all, _)) => {
                visitor.visit_map(MapDeserializer::new(fields(self.node, all)))
            }
            (Value::Map(entries), Shape::Map(shape)) => {
                let entry = |(key, entry): (&'de String, &'de MappingEntry)| {
                    let node = &*entry.value;
                    (key.as_str(), Part { node, shape })
                };
                visitor.visit_map(MapDeserializer::new(entries.iter().map(entry)))
            }
            (Value::List(items), Shape::List(shape)) => {
                let item = |node| Part { node, shape };
                let items = items.iter().map(|node| item(&**node));
                visitor.visit_seq(SeqDeserializer::new(items))
            }
            (Value::Scalar { text, .. }, Shape::Text) => visitor.visit_borrowed_str(text),
            (Value::Scalar { text, .. }, Shape::Integer) => match text.parse() {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_unit(),
            },
            (Value::Scalar { text, .. }, Shape::Bool) => visitor.visit_bool(text == "true"),
            (Value::Scalar { .. } | Value::List(_) | Value::Map(_), _) => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.is_absent() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de> IntoDeserializer<'de> for Part<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
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
