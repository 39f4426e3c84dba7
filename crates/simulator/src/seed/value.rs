//! The values of a seed file that can be written in more than one way.

use std::str::FromStr;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Deserializer};

use crate::seed::error::SeedError;
use crate::world::Quotas;

/// A moment, or how far it lies from the moment at which the world gets it.
#[derive(Clone, Debug)]
pub enum SeedTime {
    /// Such as `2026-12-31T16:00:00Z`.
    At(Timestamp),
    /// Such as `5d` or `-1d`.
    In(Span),
}

impl SeedTime {
    /// Returns the moment that it means at this one.
    pub(crate) fn from(&self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => *time,
            Self::In(span) => now
                .to_zoned(TimeZone::UTC)
                .checked_add(*span)
                .map_or(Timestamp::MAX, |time| time.timestamp()),
        }
    }
}

impl FromStr for SeedTime {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, SeedError> {
        let span = || text.parse().map(Self::In);
        text.parse().map(Self::At).or_else(|_| span()).map_err(|_| {
            SeedError::new(format!(
                "`{text}` is neither a time nor a span such as `5d`"
            ))
        })
    }
}

impl<'de> Deserialize<'de> for SeedTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum QuotasOrOff {
    Off(Off),
    Quotas(Quotas),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Off {
    Off,
}

/// `off`, or numbers.
pub(super) fn quotas<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Quotas>, D::Error> {
    Ok(Some(match QuotasOrOff::deserialize(deserializer)? {
        QuotasOrOff::Off(Off::Off) => Quotas::UNLIMITED,
        QuotasOrOff::Quotas(quotas) => quotas,
    }))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

pub(super) fn one_or_many<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Digits {
    Number(u64),
    Text(String),
}

pub(super) fn digits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = match Digits::deserialize(deserializer)? {
        Digits::Number(number) => number.to_string(),
        Digits::Text(text) => text,
    };
    match text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Err(serde::de::Error::custom("an account id must be digits")),
        false => Ok(text),
    }
}
