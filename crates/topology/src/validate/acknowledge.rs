//! Rules of drift that is known and tolerated for a while.

use std::collections::BTreeMap;

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::Acknowledgement;
use crate::literal::date;
use crate::model::DriftClass;

impl Rules<'_> {
    pub(super) fn acknowledged(&mut self) {
        let section = Path::new(&["acknowledge"]);
        let mut seen: BTreeMap<&str, Vec<(Option<&str>, usize)>> = BTreeMap::new();
        for (at, entry) in self.document.acknowledge.iter().enumerate() {
            let path = section.item(at);
            self.acknowledgement(entry, &path);
            let Some(drift) = &entry.drift else { continue };
            if entry.class.is_none() && !self.is_complete(&path) {
                continue;
            }
            let (class, others) = (entry.class.as_deref(), seen.entry(drift).or_default());
            // An entry without a class is for every class.
            let clashes =
                |other: &Option<&str>| other.is_none() || class.is_none() || *other == class;
            let first = others
                .iter()
                .find(|(other, _)| clashes(other))
                .map(|(_, first)| *first);
            others.push((class, at));
            if let Some(first) = first {
                let places = [first, at].map(|at| self.span(&section.item(at).key("drift")));
                let message = format!("`{drift}` is acknowledged twice");
                self.error_twice(
                    Code::Acknowledgement,
                    places,
                    message,
                    "keep one of the two",
                );
            }
        }
    }

    fn acknowledgement(&mut self, entry: &Acknowledgement, path: &Path<'_>) {
        if let Some(drift) = entry.drift.as_ref().filter(|drift| !is_address(drift)) {
            let message = format!("`{drift}` is not the name of a difference");
            let help =
                "copy the name from `cen drift` or `cen diff`, such as `attachment/backbone/vpc-…`";
            self.wrong_acknowledgement(message, help, &path.key("drift"));
        }
        let is_class = |class: &&String| DriftClass::parse(class).is_some();
        if let Some(class) = entry.class.as_ref().filter(|class| !is_class(class)) {
            let message = format!("`{class}` is not a class of drift");
            let help = "write `missing`, `changed` or `extra`, or remove the key";
            self.wrong_acknowledgement(message, help, &path.key("class"));
        }
        if let Some(until) = entry.until.as_ref().filter(|until| date(until).is_none()) {
            let message = format!("`{until}` is not a day");
            self.wrong_acknowledgement(message, "write it as 2026-12-31", &path.key("until"));
        }
        if entry.why.as_ref().is_some_and(|why| why.trim().is_empty()) {
            let message = "the reason is empty".to_owned();
            let help = "write why the difference is tolerated";
            self.wrong_acknowledgement(message, help, &path.key("why"));
        }
    }

    fn wrong_acknowledgement(&mut self, message: String, help: &str, path: &Path<'_>) {
        self.error(Code::Acknowledgement, self.span(path), message, help);
    }
}

/// Tells whether a text has the form of an address in a report: a kind, and the names in it.
fn is_address(text: &str) -> bool {
    let is_kind =
        |kind: &str| !kind.is_empty() && kind.bytes().all(|c| c.is_ascii_lowercase() || c == b'-');
    let is_part = |name: &str| !name.is_empty() && name.trim() == name;
    text.split_once('/')
        .is_some_and(|(kind, rest)| is_kind(kind) && rest.split('/').all(is_part))
}
