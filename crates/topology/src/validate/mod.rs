//! The rules of the language that go beyond shape; each collects every breach.

mod acknowledge;
mod bandwidth;
mod cens;
mod ids;
mod networks;
mod route_maps;
mod routes;
mod services;
mod texts;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, MOST_TOLD, Severity};
use crate::document::{Document, Network};
use crate::names::is_name;
use crate::spanned::Node;
use crate::suggest::suggest;
use crate::symbols::{ACCOUNTS, NEIGHBOURS, NETWORKS, Symbols};

/// What a rule looks at and where it reports.
pub(crate) struct Rules<'a> {
    document: &'a Document,
    /// The tree that the document was made of.
    tree: &'a Node,
    symbols: &'a Symbols,
    problems: Vec<Diagnostic>,
}

/// Every breach of every rule, warnings among them. Parts of the file may have been left out of the document and its tree;
/// they are still declared, and no rule complains of what hangs on them.
pub(crate) fn check(document: &Document, tree: &Node, symbols: &Symbols) -> Vec<Diagnostic> {
    let mut rules = Rules {
        document,
        tree,
        symbols,
        problems: Vec::new(),
    };
    rules.version();
    rules.names();
    rules.names_once();
    rules.accounts();
    rules.networks();
    rules.cens();
    rules.bandwidth();
    rules.routes();
    rules.ids();
    rules.protected();
    rules.acknowledged();
    rules.problems
}

impl<'a> Rules<'a> {
    fn error(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(Diagnostic::error(code, message, span, help));
    }

    /// Reports the later of two places, with a look back at the first.
    fn error_twice(&mut self, code: Code, places: [Range<usize>; 2], message: String, help: &str) {
        let [one, other] = places;
        let (first, second) = if one.start <= other.start {
            (one, other)
        } else {
            (other, one)
        };
        self.problems
            .push(Diagnostic::error(code, message, second, help).also(first, "first here"));
    }

    fn warn(&mut self, code: Code, span: Range<usize>, message: String, help: &str) {
        let problem = Diagnostic::error(code, message, span, help);
        self.problems.push(Diagnostic {
            severity: Severity::Warning,
            ..problem
        });
    }

    /// The place of a value.
    fn span(&self, path: &[&str]) -> Range<usize> {
        self.tree.span_of(path)
    }

    /// The place of the key that a path ends in.
    fn key(&self, path: &[&str]) -> Range<usize> {
        self.tree.key_of(path)
    }

    /// Every network with the block it stands in.
    fn every_network(
        &self,
    ) -> impl Iterator<Item = (&'static str, &'a str, &'a Network)> + use<'a> {
        let document = self.document;
        [
            ("vpcs", &document.vpcs),
            ("vbrs", &document.vbrs),
            ("ccns", &document.ccns),
        ]
        .into_iter()
        .flat_map(|(block, networks)| {
            networks
                .iter()
                .map(move |(name, network)| (block, name.as_str(), network))
        })
    }

    fn version(&mut self) {
        if self.document.version != 1 {
            let message = format!(
                "version {} of the language is not known",
                self.document.version
            );
            self.error(
                Code::Version,
                self.span(&["version"]),
                message,
                "write `version: 1`",
            );
        }
    }

    fn names(&mut self) {
        let help = "begin with a lower-case letter, go on with lower-case letters, digits and hyphens, at most 63";
        let names = self
            .symbols
            .names(&[ACCOUNTS, NEIGHBOURS].concat())
            .into_iter()
            .map(|(_, name, span)| (name, span));
        let own = (self.document.name.as_str(), self.span(&["name"]));
        for (name, span) in names.chain([own]).filter(|(name, _)| !is_name(name)) {
            self.error(Code::Name, span, format!("`{name}` is not a name"), help);
        }
    }

    fn names_once(&mut self) {
        let mut seen = BTreeMap::new();
        for (block, name, span) in self.symbols.names(NEIGHBOURS) {
            match seen.get(name) {
                Some((first, at)) => {
                    let message = format!("`{name}` names something in `{first}` and in `{block}`");
                    self.error_twice(
                        Code::NameTwice,
                        [Range::clone(at), span],
                        message,
                        "rename one of them",
                    );
                }
                None => drop(seen.insert(name, (block, span))),
            }
        }
    }

    fn accounts(&mut self) {
        for (name, account) in &self.document.accounts {
            if account.id.is_empty() || !account.id.bytes().all(|digit| digit.is_ascii_digit()) {
                let message = format!("the id of account `{name}` is not digits");
                self.error(
                    Code::AccountId,
                    self.span(&["accounts", name, "id"]),
                    message,
                    "write the account's UID",
                );
            }
        }
    }

    fn known_account(&mut self, account: &str, span: Range<usize>) {
        if self.symbols.lack(account, ACCOUNTS) {
            let message = format!("unknown account `{account}`");
            self.error(
                Code::UnknownAccount,
                span,
                message,
                self.suggest(account, ACCOUNTS),
            );
        }
    }

    fn known_network(&mut self, network: &str, span: Range<usize>) {
        if self.symbols.lack(network, NETWORKS) {
            let message = format!("unknown network `{network}`");
            self.error(
                Code::UnknownNetwork,
                span,
                message,
                self.suggest(network, NETWORKS),
            );
        }
    }

    fn protected(&mut self) {
        for (at, name) in self
            .document
            .protect
            .iter()
            .enumerate()
            .filter(|(_, name)| self.symbols.lack(name, NEIGHBOURS))
        {
            let span = self.span(&["protect", &at.to_string()]);
            self.error(
                Code::UnknownProtected,
                span,
                format!("`{name}` is not declared"),
                self.suggest(name, NEIGHBOURS),
            );
        }
    }

    fn suggest(&self, word: &str, blocks: &[&'static str]) -> String {
        if self.problems.len() > MOST_TOLD {
            // It may never be shown, and looking through all names for each of them would take long.
            return String::new();
        }
        suggest(
            word,
            self.symbols.names(blocks).iter().map(|(_, name, _)| *name),
        )
    }
}
