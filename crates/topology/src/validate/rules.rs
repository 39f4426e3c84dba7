//! What every rule uses: the document, the places of its parts, and the list of problems.

use std::collections::BTreeMap;
use std::ops::Range;

use super::path::Path;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, MOST_TOLD, Severity};
use crate::document::{Document, Network};
use crate::spanned::Node;
use crate::suggest::suggest;
use crate::symbols::{ACCOUNTS, NETWORKS, Symbols};

/// The rules of the language: each is a method that reports every breach.
pub(super) struct Rules<'a> {
    pub(super) document: &'a Document,
    /// The tree that the document was made of.
    pub(super) tree: &'a Node,
    pub(super) symbols: &'a Symbols,
    pub(super) problems: Vec<Diagnostic>,
}

impl<'a> Rules<'a> {
    pub(super) fn error(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(Diagnostic::error(code, message, span, help));
    }

    pub(super) fn warn(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let problem = Diagnostic::error(code, message, span, help);
        self.problems.push(Diagnostic {
            severity: Severity::Warning,
            ..problem
        });
    }

    /// Reports the later of two places and points back at the first.
    pub(super) fn error_twice(
        &mut self,
        code: Code,
        places: [Range<usize>; 2],
        message: impl Into<String>,
        help: &str,
    ) {
        let [one, other] = places;
        let (first, second) = if one.start <= other.start {
            (one, other)
        } else {
            (other, one)
        };
        let problem = Diagnostic::error(code, message, second, help);
        self.problems.push(problem.also(first, "first here"));
    }

    /// Returns the place of a value.
    pub(super) fn span(&self, path: &Path<'_>) -> Range<usize> {
        self.tree.span_of(path.steps())
    }

    /// Returns the place of the key that a path ends in.
    pub(super) fn key(&self, path: &Path<'_>) -> Range<usize> {
        self.tree.key_of(path.steps())
    }

    /// Tells whether the part is in the file and nothing right in it was removed. Only then a rule
    /// may complain of what is absent there.
    pub(super) fn is_complete(&self, path: &Path<'_>) -> bool {
        self.tree
            .at(path.steps())
            .is_some_and(|node| !node.is_incomplete)
    }

    /// Lists every network with the block that it is in.
    pub(super) fn every_network(
        &self,
    ) -> impl Iterator<Item = (&'static str, &'a str, &'a Network)> + use<'a> {
        self.blocks().into_iter().flat_map(|(block, networks)| {
            networks
                .iter()
                .map(move |(name, network)| (block, name.as_str(), network))
        })
    }

    /// Returns a network with the block that it is in.
    pub(super) fn network(&self, name: &str) -> Option<(&'static str, &'a Network)> {
        let mut blocks = self.blocks().into_iter();
        blocks.find_map(|(block, networks)| Some((block, networks.get(name)?)))
    }

    fn blocks(&self) -> [(&'static str, &'a BTreeMap<String, Network>); 3] {
        let document = self.document;
        [
            ("vpcs", &document.vpcs),
            ("vbrs", &document.vbrs),
            ("ccns", &document.ccns),
        ]
    }

    pub(super) fn known_account(&mut self, account: Option<&String>, path: &Path<'_>) {
        let Some(account) = account.filter(|account| self.symbols.lack(account, ACCOUNTS)) else {
            return;
        };
        let help = self.suggest(account, ACCOUNTS);
        let message = format!("unknown account `{account}`");
        self.error(Code::UnknownAccount, self.span(path), message, help);
    }

    /// Reports a network that is not known. Its place is asked for only then.
    pub(super) fn known_network(
        &mut self,
        network: &str,
        span: impl FnOnce(&Self) -> Range<usize>,
    ) {
        if self.symbols.lack(network, NETWORKS) {
            let span = span(self);
            let help = self.suggest(network, NETWORKS);
            self.error(
                Code::UnknownNetwork,
                span,
                format!("unknown network `{network}`"),
                help,
            );
        }
    }

    /// Returns the hint for an unknown name; nothing beyond the number of problems that are shown,
    /// because each hint compares the word with every name.
    pub(super) fn suggest(&self, word: &str, blocks: &[&'static str]) -> String {
        if self.problems.len() > MOST_TOLD {
            return String::new();
        }
        suggest(
            word,
            self.symbols.names(blocks).iter().map(|(_, name, _)| *name),
        )
    }
}
