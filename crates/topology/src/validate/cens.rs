//! Rules of CENs: who is attached, tags, and what is ignored.

use std::collections::BTreeMap;

use super::Rules;
use crate::diagnostic::{Code, suggest};
use crate::document::Cen;

/// A resource takes 20 tags and two of them carry the ownership.
const MAX_TAGS: usize = 18;

impl Rules<'_> {
    pub(super) fn cens(&mut self) {
        let mut attached: BTreeMap<&str, (&str, String)> = BTreeMap::new();
        for (name, cen) in &self.document.cens {
            self.known_account(&cen.account, &["cens", name, "account"]);
            for (at, network) in cen.attach.iter().enumerate() {
                let at = at.to_string();
                let path = ["cens", name, "attach", &at];
                self.known_network(network, &path);
                match attached.get(network.as_str()) {
                    Some((other, first)) => {
                        let message = if other == name {
                            format!("`{network}` is attached to `{name}` twice")
                        } else {
                            format!("`{other}` and `{name}` both attach `{network}`")
                        };
                        let help = "a network belongs to one CEN, once: remove one of the two";
                        self.error_twice(Code::AttachedTwice, &path, &["cens", other, "attach", first], message, help);
                    }
                    None => drop(attached.insert(network, (name, at.clone()))),
                }
            }
            self.tags(name, cen);
            self.ignored(name, cen);
        }
    }

    fn known_network(&mut self, network: &str, path: &[&str]) {
        let names = self.every_network();
        if names.iter().all(|(_, name, _)| *name != network) {
            let help = suggest(network, names.iter().map(|(_, name, _)| *name));
            self.error(Code::UnknownNetwork, path, format!("unknown network `{network}`"), help);
        }
    }

    fn tags(&mut self, name: &str, cen: &Cen) {
        let Some(tags) = &cen.tags else { return };
        for key in tags.keys().filter(|key| key.starts_with("cen:")) {
            self.error(Code::Tags, &["cens", name, "tags", key], format!("tag `{key}` is reserved"), "choose a key without `cen:`");
        }
        if tags.len() > MAX_TAGS {
            let message = format!("`{name}` has {} tags, more than {MAX_TAGS}", tags.len());
            self.error(Code::Tags, &["cens", name, "tags"], message, "remove some of them");
        }
    }

    fn ignored(&mut self, name: &str, cen: &Cen) {
        for (at, entry) in cen.ignore.iter().enumerate() {
            let good = match entry.split_once('/') {
                Some((one, other)) => !one.is_empty() && !other.is_empty() && one != other && !other.contains('/'),
                None => !entry.is_empty(),
            };
            if !good || entry.contains(char::is_whitespace) {
                let message = format!("`{entry}` is neither an id, a pattern nor a pair of regions");
                self.error(
                    Code::Ignore,
                    &["cens", name, "ignore", &at.to_string()],
                    message,
                    "write `vpc-…`, `vpc-old*` or `region/region`",
                );
            }
        }
    }
}
