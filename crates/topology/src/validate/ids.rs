//! Rules of ids: their form, and that no two things have the same id.

use std::fmt;

use foldhash::HashMap;

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::Group;

/// An id, and the part of the file that has it.
struct Claim<'a> {
    id: &'a str,
    claimant: Claimant<'a>,
}

/// A part of the file that has an id.
enum Claimant<'a> {
    /// The block and the name of an account, a network or a CEN.
    Named(&'static str, &'a str),
    /// A bandwidth group: its CEN, its position there, and itself.
    Group(&'a str, usize, &'a Group),
}

impl<'a> Claimant<'a> {
    /// Returns the path to its id.
    fn path(&self) -> Path<'a> {
        match self {
            Self::Named(block, name) => Path::new(&[block, name, "id"]),
            Self::Group(cen, at, _) => Path::new(&["cens", cen, "bandwidth"])
                .item(*at)
                .key("package")
                .key("id"),
        }
    }
}

impl fmt::Display for Claimant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(_, name) => write!(f, "`{name}`"),
            Self::Group(cen, _, group) => {
                let areas = group.areas.as_deref().unwrap_or_default().join("-");
                write!(f, "{areas} of `{cen}`")
            }
        }
    }
}

impl<'a> Rules<'a> {
    pub(super) fn ids(&mut self) {
        self.once(Code::AccountTwice, self.account_ids(), "have the same id");
        let blocks = [
            ("vpcs", "VPC", "vpc-"),
            ("vbrs", "VBR", "vbr-"),
            ("ccns", "CCN", "ccn-"),
        ];
        for (block, kind, prefix) in blocks {
            self.forms(&self.network_ids(Some(block)), kind, prefix);
        }
        self.once(
            Code::NetworkTwice,
            self.network_ids(None),
            "have the same id",
        );
        self.forms(&self.cen_ids(), "CEN", "cen-");
        self.once(Code::CenTwice, self.cen_ids(), "have the same id");
        self.forms(&self.package_ids(), "bandwidth package", "cenbwp-");
        self.once(
            Code::PackageTwice,
            self.package_ids(),
            "use the same package",
        );
    }

    fn account_ids(&self) -> Vec<Claim<'a>> {
        let accounts = self.document.accounts.iter().flatten();
        let claim = |(name, account): (&'a String, &'a crate::document::Account)| {
            claim(account.id.as_ref(), Claimant::Named("accounts", name))
        };
        accounts.filter_map(claim).collect()
    }

    /// Returns the ids of the networks of one block, or of all blocks.
    fn network_ids(&self, only: Option<&str>) -> Vec<Claim<'a>> {
        self.every_network()
            .filter(|(block, ..)| only.is_none_or(|only| only == *block))
            .filter_map(|(block, name, network)| {
                claim(network.id.as_ref(), Claimant::Named(block, name))
            })
            .collect()
    }

    fn cen_ids(&self) -> Vec<Claim<'a>> {
        let cens = self.document.cens.iter().flatten();
        let claim = |(name, cen): (&'a String, &'a crate::document::Cen)| {
            claim(cen.id.as_ref(), Claimant::Named("cens", name))
        };
        cens.filter_map(claim).collect()
    }

    fn package_ids(&self) -> Vec<Claim<'a>> {
        let mut claims = Vec::new();
        for (name, cen) in self.document.cens.iter().flatten() {
            for (at, group) in cen.bandwidth.iter().enumerate() {
                let Some(package) = &group.package else {
                    continue;
                };
                let claimant = Claimant::Group(name, at, group);
                claims.extend(claim(package.id.as_ref(), claimant));
            }
        }
        claims
    }

    fn forms(&mut self, claims: &[Claim<'a>], kind: &str, prefix: &str) {
        for claim in claims.iter().filter(|claim| !is_id(claim.id, prefix)) {
            let message = format!("`{}` is not the id of a {kind}", claim.id);
            let help =
                format!("the id of a {kind} is `{prefix}` followed by letters, digits and hyphens");
            let span = self.span(&claim.claimant.path());
            self.error(Code::IdForm, span, message, help);
        }
    }

    fn once(&mut self, code: Code, claims: Vec<Claim<'a>>, what: &str) {
        let mut seen: HashMap<&str, &Claim> = HashMap::default();
        for claim in &claims {
            let Some(first) = seen.get(claim.id) else {
                seen.insert(claim.id, claim);
                continue;
            };
            let message = format!("{} and {} {what}", first.claimant, claim.claimant);
            let places = [first, claim].map(|claim| self.span(&claim.claimant.path()));
            self.error_twice(code, places, message, "keep one of them");
        }
    }
}

fn claim<'a>(id: Option<&'a String>, claimant: Claimant<'a>) -> Option<Claim<'a>> {
    id.map(|id| Claim { id, claimant })
}

/// Tells whether a text has the form of an id with this prefix.
pub(super) fn is_id(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    })
}
