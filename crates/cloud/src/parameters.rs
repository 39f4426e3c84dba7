//! The parameters of one call, under their wire names.

use std::collections::BTreeMap;
use std::fmt::Display;

/// What an operation takes, besides what every call carries.
#[derive(Clone, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn with(mut self, name: impl Into<String>, value: impl Display) -> Self {
        self.0.push((name.into(), value.to_string()));
        self
    }

    /// Adds a text that may be left out, and leaves it out if it is empty.
    pub(crate) fn with_text(self, name: &str, value: &str) -> Self {
        if value.is_empty() {
            self
        } else {
            self.with(name, value)
        }
    }

    /// Adds a value, if there is one.
    pub(crate) fn with_some(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds a list the way this protocol flattens one: `name.1`, `name.2`, …
    pub(crate) fn with_list<'a>(
        self,
        name: &str,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        values
            .into_iter()
            .zip(1..)
            .fold(self, |parameters, (value, number)| {
                parameters.with(format!("{name}.{number}"), value)
            })
    }

    /// Adds tags: `Tag.1.Key`, `Tag.1.Value`, …
    pub(crate) fn with_tags<'a>(
        self,
        tags: impl IntoIterator<Item = (&'a String, &'a String)>,
    ) -> Self {
        tags.into_iter()
            .zip(1..)
            .fold(self, |parameters, ((key, value), number)| {
                parameters
                    .with(format!("Tag.{number}.Key"), key)
                    .with(format!("Tag.{number}.Value"), value)
            })
    }

    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }
}

/// The tags of a resource, by key.
pub type Tags = BTreeMap<String, String>;
