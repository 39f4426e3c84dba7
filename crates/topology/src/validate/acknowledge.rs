//! Rules of drift that is known and tolerated for a while.

use std::collections::BTreeMap;

use super::Rules;
use crate::code::Code;
use crate::literal::date;
use crate::model::DriftClass;

impl Rules<'_> {
    pub(super) fn acknowledged(&mut self) {
        let mut seen: BTreeMap<&str, Vec<(Option<&str>, String)>> = BTreeMap::new();
        for (at, entry) in self.document.acknowledge.iter().enumerate() {
            let at = at.to_string();
            let place = |key| ["acknowledge", &at, key].map(str::to_owned);
            let mut wrong = |key, message: String, help: &str| {
                let path = place(key);
                self.error(
                    Code::Acknowledgement,
                    self.span(&path.each_ref().map(String::as_str)),
                    message,
                    help,
                );
            };
            if !is_address(&entry.drift) {
                let message = format!("`{}` is nothing that a report names", entry.drift);
                wrong(
                    "drift",
                    message,
                    "copy it from the report of `cen drift`, such as `attachment/backbone/vpc-…`",
                );
            }
            if entry
                .class
                .as_deref()
                .is_some_and(|class| DriftClass::parse(class).is_none())
            {
                let message = format!(
                    "`{}` is no class of drift",
                    entry.class.as_deref().unwrap_or_default()
                );
                wrong(
                    "class",
                    message,
                    "write `missing`, `changed` or `extra`, or leave it out",
                );
            }
            if date(&entry.until).is_none() {
                wrong(
                    "until",
                    format!("`{}` is no day", entry.until),
                    "write it like 2026-12-31",
                );
            }
            if entry.why.trim().is_empty() {
                wrong(
                    "why",
                    "no reason is given".to_owned(),
                    "write why it is tolerated, for whoever reads the report",
                );
            }
            let (class, others) = (
                entry.class.as_deref(),
                seen.entry(&entry.drift).or_default(),
            );
            // An entry of no class speaks of every class.
            let first = others
                .iter()
                .find(|(other, _)| other.is_none() || class.is_none() || *other == class)
                .map(|(_, first)| first.clone());
            others.push((class, at.clone()));
            if let Some(first) = first {
                let places = [first, at].map(|at| self.span(&["acknowledge", &at, "drift"]));
                let message = format!("`{}` is acknowledged twice", entry.drift);
                self.error_twice(
                    Code::Acknowledgement,
                    places,
                    message,
                    "keep one of the two",
                );
            }
        }
    }
}

/// Whether a text has the form of what a report says something is about: a kind, and the names in it.
fn is_address(text: &str) -> bool {
    let is_kind =
        |kind: &str| !kind.is_empty() && kind.bytes().all(|c| c.is_ascii_lowercase() || c == b'-');
    text.split_once('/').is_some_and(|(kind, rest)| {
        is_kind(kind)
            && rest
                .split('/')
                .all(|name| !name.is_empty() && name.trim() == name)
    })
}
