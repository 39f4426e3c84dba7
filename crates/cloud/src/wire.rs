//! Values the way the wire has them, which is not always one way.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::parameters::Tags;

/// A number, which some products and some versions write as a text. Never a float: an account id has more digits than those keep.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(u64),
    Text(String),
}

/// Returns an account id, given as a number or as a text of digits.
pub(crate) fn digits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Number::deserialize(deserializer)? {
        Number::Whole(number) => Ok(number.to_string()),
        Number::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(text),
        Number::Text(text) => Err(D::Error::custom(format!("`{text}` is no account id"))),
    }
}

/// Returns a bandwidth in Mbit/s, given as a number or as a text of digits.
pub(crate) fn bandwidth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let text = digits(deserializer)?;
    text.parse()
        .map_err(|_| D::Error::custom(format!("`{text}` is no bandwidth")))
}

/// Returns a small number, given as a number or as a text of digits.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let text = digits(deserializer)?;
    text.parse()
        .map_err(|_| D::Error::custom(format!("`{text}` is no number of this kind")))
}

/// As [`number`], for a field that may not be there.
pub(crate) fn some_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u32>, D::Error> {
    number(deserializer).map(Some)
}

/// Returns a list in its wrapper, such as `{"CenId": ["cen-1"]}`; the wrapper may be empty.
pub(crate) fn wrapped<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let wrapper = BTreeMap::<String, Vec<T>>::deserialize(deserializer)?;
    Ok(wrapper.into_values().flatten().collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

/// Tags, in a wrapper that is called `Tag` or `Tags` or in none.
#[derive(Deserialize)]
#[serde(untagged)]
enum TagList {
    Bare(Vec<Tag>),
    Wrapped(BTreeMap<String, Vec<Tag>>),
}

/// Tags in their wrapper, which is called `Tag` or `Tags`, or as a list of their own.
pub(crate) fn tags<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tags, D::Error> {
    let tags = match TagList::deserialize(deserializer)? {
        TagList::Bare(tags) => tags,
        TagList::Wrapped(wrapper) => wrapper.into_values().flatten().collect(),
    };
    Ok(tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
}

/// Takes every null out of an answer: it means the same as a field that is not there.
pub(crate) fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "PascalCase")]
    struct Row {
        #[serde(deserialize_with = "digits")]
        owner_id: String,
        #[serde(deserialize_with = "bandwidth")]
        bandwidth: u32,
        #[serde(default, deserialize_with = "tags")]
        tags: Tags,
    }

    fn row(mut answer: Value) -> Result<Row, serde_json::Error> {
        drop_nulls(&mut answer);
        serde_json::from_value(answer)
    }

    #[test]
    fn numbers_may_be_texts_and_keep_every_digit() {
        let expected = Row {
            owner_id: "1250123456123457".to_owned(),
            bandwidth: 20,
            tags: Tags::new(),
        };
        assert_eq!(
            row(json!({"OwnerId": 1_250_123_456_123_457_u64, "Bandwidth": 20})).unwrap(),
            expected
        );
        assert_eq!(
            row(json!({"OwnerId": "1250123456123457", "Bandwidth": "20", "Tags": null})).unwrap(),
            expected
        );
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for owner in [json!(1.25e15), json!("root"), json!(-1), json!({})] {
            assert!(
                row(json!({"OwnerId": owner, "Bandwidth": 20})).is_err(),
                "{owner}"
            );
        }
        for bandwidth in [json!(""), json!(5_000_000_000_u64), json!("20 Mbit/s")] {
            assert!(
                row(json!({"OwnerId": 1, "Bandwidth": bandwidth})).is_err(),
                "{bandwidth}"
            );
        }
    }

    #[test]
    fn tags_come_in_either_wrapper_or_in_none_with_or_without_values() {
        let expected = Tags::from([("env".to_owned(), String::new())]);
        for tags in [
            json!({"Tag": [{"Key": "env"}]}),
            json!({"Tags": [{"Key": "env", "Value": null}]}),
            json!([{"Key": "env"}]),
        ] {
            assert_eq!(
                row(json!({"OwnerId": 1, "Bandwidth": 2, "Tags": tags}))
                    .unwrap()
                    .tags,
                expected
            );
        }
        assert_eq!(
            row(json!({"OwnerId": 1, "Bandwidth": 2, "Tags": {}}))
                .unwrap()
                .tags,
            Tags::new()
        );
    }
}
