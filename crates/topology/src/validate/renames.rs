//! Rules of `was`: what a part was called before.

use std::collections::BTreeMap;
use std::ops::Range;

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::names::is_name;
use crate::symbols::NETWORKS;

/// A part that was called otherwise.
struct Renamed<'a> {
    name: &'a str,
    was: &'a str,
    span: Range<usize>,
}

impl<'a> Rules<'a> {
    pub(super) fn renames(&mut self) {
        let topology = self.renamed_topology();
        self.earlier_keys(&topology, &[]);
        let networks = self.renamed_networks();
        self.earlier_keys(&networks, NETWORKS);
        let cens = self.renamed_cens();
        self.earlier_keys(&cens, &["cens"]);
        self.renamed_groups();
        self.without_a_mark();
    }

    fn renamed_topology(&self) -> Vec<Renamed<'a>> {
        let span = self.span(&Path::new(&["was"]));
        let both = self
            .document
            .name
            .as_deref()
            .zip(self.document.was.as_deref());
        let renamed = both.map(|(name, was)| Renamed { name, was, span });
        renamed.into_iter().collect()
    }

    fn renamed_networks(&self) -> Vec<Renamed<'a>> {
        let renamed =
            |(block, name, network): (&'static str, &'a str, &'a crate::document::Network)| {
                Some(Renamed {
                    name,
                    was: network.was.as_deref()?,
                    span: self.span(&Path::new(&[block, name, "was"])),
                })
            };
        self.every_network().filter_map(renamed).collect()
    }

    fn renamed_cens(&self) -> Vec<Renamed<'a>> {
        let cens = self.document.cens.iter().flatten();
        let renamed = |(name, cen): (&'a String, &'a crate::document::Cen)| {
            Some(Renamed {
                name,
                was: cen.was.as_deref()?,
                span: self.span(&Path::new(&["cens", name, "was"])),
            })
        };
        cens.filter_map(renamed).collect()
    }

    /// Reports a `was` that is no name, or that something of the file is called now, and two that are the same.
    fn earlier_keys(&mut self, renamed: &[Renamed<'_>], blocks: &[&'static str]) {
        let mut seen: BTreeMap<&str, Range<usize>> = BTreeMap::new();
        for Renamed { name, was, span } in renamed {
            self.earlier_key(name, was, span.clone());
            if was != name && !blocks.is_empty() && !self.symbols.lack(was, blocks) {
                let message = format!("`{was}` is still a key of the file");
                let help = "name the key that this part had before, or remove `was`";
                self.error(Code::Was, span.clone(), message, help);
            }
            if let Some(first) = seen.insert(was, span.clone()) {
                let message = format!("two parts say that they were `{was}`");
                let help = "remove `was` from one of them";
                self.error_twice(Code::WasTwice, [first, span.clone()], message, help);
            }
        }
    }

    fn earlier_key(&mut self, name: &str, was: &str, span: Range<usize>) {
        if !is_name(was) {
            let message = format!("`{was}` is not a valid name");
            let help = "write the key that this part had before";
            self.error(Code::Was, span, message, help);
        } else if was == name {
            let message = format!("`{name}` is called so now");
            let help = "write the key that it had before, or remove `was`";
            self.error(Code::Was, span, message, help);
        }
    }

    fn renamed_groups(&mut self) {
        for (name, cen) in self.document.cens.iter().flatten() {
            for (at, group) in cen.bandwidth.iter().enumerate() {
                let Some(was) = &group.was else { continue };
                let path = Path::new(&["cens", name, "bandwidth"]).item(at);
                self.earlier_key(name, was, self.span(&path.key("was")));
            }
        }
    }

    /// Warns of a `was` at a network that carries no mark, because the file names it by its id or name.
    fn without_a_mark(&mut self) {
        for (block, name, network) in self.every_network() {
            if network.was.is_some() && (network.id.is_some() || network.name.is_some()) {
                let message =
                    "`was` has no effect: this network is found by its id or name, and has no mark";
                let span = self.key(&Path::new(&[block, name, "was"]));
                self.warn(Code::Was, span, message, "remove `was`");
            }
        }
    }
}
