//! Rules of the version of the language and of names.

use std::ops::Range;

use foldhash::HashMap;

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::names::is_name;
use crate::symbols::{ACCOUNTS, NEIGHBOURS};

impl Rules<'_> {
    pub(super) fn version(&mut self) {
        let Some(version) = self.document.version.filter(|version| *version != 1) else {
            return;
        };
        let message = format!("version {version} of the language is not known");
        let span = self.span(&Path::new(&["version"]));
        self.error(Code::Version, span, message, "write `version: 1`");
    }

    pub(super) fn names(&mut self) {
        let help = "begin with a lower-case letter, continue with lower-case letters, digits and \
                    hyphens, at most 63 characters";
        let keys = self.symbols.names(&[ACCOUNTS, NEIGHBOURS].concat());
        let keys = keys.into_iter().map(|(_, name, span)| (name, span));
        let own = self.document.name.as_deref();
        let own = own.map(|name| (name, self.span(&Path::new(&["name"]))));
        for (name, span) in keys.chain(own).filter(|(name, _)| !is_name(name)) {
            self.error(
                Code::Name,
                span,
                format!("`{name}` is not a valid name"),
                help,
            );
        }
    }

    pub(super) fn names_once(&mut self) {
        let mut seen = HashMap::default();
        for (block, name, span) in self.symbols.names(NEIGHBOURS) {
            let Some((first, at)) = seen.get(name) else {
                seen.insert(name, (block, span));
                continue;
            };
            let message = format!("`{name}` is a key in `{first}` and in `{block}`");
            let places = [Range::clone(at), span];
            self.error_twice(Code::NameTwice, places, message, "rename one of them");
        }
    }

    pub(super) fn protected(&mut self) {
        for (at, name) in self.document.protect.iter().enumerate() {
            if !self.symbols.lack(name, NEIGHBOURS) {
                continue;
            }
            let span = self.span(&Path::new(&["protect"]).item(at));
            let help = self.suggest(name, NEIGHBOURS);
            self.error(
                Code::UnknownProtected,
                span,
                format!("`{name}` is not declared"),
                help,
            );
        }
    }
}
