//! The rules of the language that go beyond shape; each collects every breach.

mod bandwidth;
mod cens;
mod networks;

use crate::diagnostic::{Code, Diagnostic, Severity, suggest};
use crate::document::{Document, Network};
use crate::tree::Node;

/// What a rule looks at and where it reports.
pub(crate) struct Rules<'a> {
    document: &'a Document,
    root: &'a Node,
    problems: Vec<Diagnostic>,
}

/// Every breach of every rule, warnings among them.
pub(crate) fn check(document: &Document, root: &Node) -> Vec<Diagnostic> {
    let mut rules = Rules { document, root, problems: Vec::new() };
    rules.version();
    rules.names();
    rules.names_once();
    rules.accounts();
    rules.networks();
    rules.cens();
    rules.bandwidth();
    rules.protected();
    rules.problems
}

impl<'a> Rules<'a> {
    fn error(&mut self, code: Code, path: &[&str], message: String, help: impl Into<String>) {
        self.problems.push(Diagnostic::error(code, message, self.root.span_of(path), help));
    }

    fn error_twice(&mut self, code: Code, path: &[&str], first: &[&str], message: String, help: &str) {
        let problem = Diagnostic::error(code, message, self.root.span_of(path), help);
        self.problems.push(problem.also(self.root.span_of(first), "first here"));
    }

    fn warn(&mut self, code: Code, path: &[&str], message: String, help: &str) {
        let problem = Diagnostic::error(code, message, self.root.span_of(path), help);
        self.problems.push(Diagnostic { severity: Severity::Warning, ..problem });
    }

    /// Every network with the block it stands in.
    fn every_network(&self) -> Vec<(&'static str, &'a str, &'a Network)> {
        let document = self.document;
        [("vpcs", &document.vpcs), ("vbrs", &document.vbrs), ("ccns", &document.ccns)]
            .into_iter()
            .flat_map(|(block, networks)| networks.iter().map(move |(name, network)| (block, name.as_str(), network)))
            .collect()
    }

    /// Every key of the file that is a name, with its block.
    fn every_name(&self) -> Vec<(&'static str, &'a str)> {
        let cens = self.document.cens.keys().map(|name| ("cens", name.as_str()));
        self.every_network().into_iter().map(|(block, name, _)| (block, name)).chain(cens).collect()
    }

    fn version(&mut self) {
        if self.document.version != 1 {
            let message = format!("version {} of the language is not known", self.document.version);
            self.error(Code::Version, &["version"], message, "write `version: 1`");
        }
    }

    fn names(&mut self) {
        let accounts = self.document.accounts.keys().map(|name| ("accounts", name.as_str()));
        let help = "begin with a lower-case letter, go on with lower-case letters, digits and hyphens, at most 63";
        for (block, name) in accounts.chain(self.every_name()).filter(|(_, name)| !is_name(name)) {
            let span = self.root.key_of(&[block, name]);
            self.problems.push(Diagnostic::error(Code::Name, format!("`{name}` is not a name"), span, help));
        }
        if !is_name(&self.document.name) {
            self.error(Code::Name, &["name"], format!("`{}` is not a name", self.document.name), help);
        }
    }

    fn names_once(&mut self) {
        let names = self.every_name();
        for (at, (block, name)) in names.iter().enumerate() {
            if let Some((first, _)) = names[..at].iter().find(|(_, other)| other == name) {
                let message = format!("`{name}` names something in `{first}` and in `{block}`");
                let problem = Diagnostic::error(Code::NameTwice, message, self.root.key_of(&[block, name]), "rename one of them");
                self.problems.push(problem.also(self.root.key_of(&[first, name]), "first here"));
            }
        }
    }

    fn accounts(&mut self) {
        let accounts: Vec<_> = self.document.accounts.iter().collect();
        for (at, (name, account)) in accounts.iter().enumerate() {
            let path = ["accounts", name.as_str(), "id"];
            if account.id.is_empty() || !account.id.bytes().all(|digit| digit.is_ascii_digit()) {
                self.error(Code::AccountId, &path, format!("the id of account `{name}` is not digits"), "write the account's UID");
            }
            if let Some((first, _)) = accounts[..at].iter().find(|(_, other)| other.id == account.id) {
                let message = format!("accounts `{first}` and `{name}` have one id");
                self.error_twice(Code::AccountTwice, &path, &["accounts", first, "id"], message, "keep one of them");
            }
        }
    }

    fn known_account(&mut self, account: &str, path: &[&str]) {
        if !self.document.accounts.contains_key(account) {
            let help = suggest(account, self.document.accounts.keys().map(String::as_str));
            self.error(Code::UnknownAccount, path, format!("unknown account `{account}`"), help);
        }
    }

    fn protected(&mut self) {
        let names = self.every_name();
        for (at, name) in self.document.protect.iter().enumerate().filter(|(_, name)| names.iter().all(|(_, known)| known != name)) {
            let help = suggest(name, names.iter().map(|(_, known)| *known));
            self.error(Code::UnknownProtected, &["protect", &at.to_string()], format!("`{name}` is not declared"), help);
        }
    }
}

fn is_name(name: &str) -> bool {
    let rest = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    name.len() <= 63 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(rest)
}
