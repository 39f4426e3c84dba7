//! Rules of ids: their form, and that no two things have the same id.

use std::collections::BTreeMap;
use std::ops::Range;

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;

/// An id, the part of the file that has it, and its place.
struct Claim<'a> {
    id: &'a str,
    claimant: String,
    span: Range<usize>,
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
            let path = Path::new(&["accounts", name, "id"]);
            self.claim(account.id.as_ref(), format!("`{name}`"), &path)
        };
        accounts.filter_map(claim).collect()
    }

    /// Returns the ids of the networks of one block, or of all blocks.
    fn network_ids(&self, only: Option<&str>) -> Vec<Claim<'a>> {
        self.every_network()
            .filter(|(block, ..)| only.is_none_or(|only| only == *block))
            .filter_map(|(block, name, network)| {
                let path = Path::new(&[block, name, "id"]);
                self.claim(network.id.as_ref(), format!("`{name}`"), &path)
            })
            .collect()
    }

    fn cen_ids(&self) -> Vec<Claim<'a>> {
        let cens = self.document.cens.iter().flatten();
        let claim = |(name, cen): (&'a String, &'a crate::document::Cen)| {
            self.claim(
                cen.id.as_ref(),
                format!("`{name}`"),
                &Path::new(&["cens", name, "id"]),
            )
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
                let path = Path::new(&["cens", name, "bandwidth"])
                    .item(at)
                    .key("package");
                let areas = group.areas.as_deref().unwrap_or_default().join("-");
                let claimant = format!("{areas} of `{name}`");
                claims.extend(self.claim(package.id.as_ref(), claimant, &path.key("id")));
            }
        }
        claims
    }

    fn claim(
        &self,
        id: Option<&'a String>,
        claimant: String,
        path: &Path<'_>,
    ) -> Option<Claim<'a>> {
        id.map(|id| Claim {
            id,
            claimant,
            span: self.span(path),
        })
    }

    fn forms(&mut self, claims: &[Claim<'a>], kind: &str, prefix: &str) {
        for claim in claims.iter().filter(|claim| !is_id(claim.id, prefix)) {
            let message = format!("`{}` is not the id of a {kind}", claim.id);
            let help =
                format!("the id of a {kind} is `{prefix}` followed by letters, digits and hyphens");
            self.error(Code::IdForm, claim.span.clone(), message, help);
        }
    }

    fn once(&mut self, code: Code, claims: Vec<Claim<'a>>, what: &str) {
        let mut seen: BTreeMap<&str, &Claim> = BTreeMap::new();
        for claim in &claims {
            let Some(first) = seen.get(claim.id) else {
                seen.insert(claim.id, claim);
                continue;
            };
            let message = format!("{} and {} {what}", first.claimant, claim.claimant);
            let places = [first.span.clone(), claim.span.clone()];
            self.error_twice(code, places, message, "keep one of them");
        }
    }
}

/// Tells whether a text has the form of an id with this prefix.
pub(super) fn is_id(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    })
}
