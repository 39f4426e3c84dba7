//! Rules of ids: their form, and that no two things have the same.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Rules;
use crate::code::Code;

/// An id, what has it, and where it is written.
struct Claim<'a> {
    id: &'a str,
    claimant: String,
    span: Range<usize>,
}

impl<'a> Rules<'a> {
    pub(super) fn ids(&mut self) {
        self.once(Code::AccountTwice, self.account_ids(), "have one id");
        for (block, kind, prefix) in [
            ("vpcs", "VPC", "vpc-"),
            ("vbrs", "VBR", "vbr-"),
            ("ccns", "CCN", "ccn-"),
        ] {
            self.forms(&self.network_ids(Some(block)), kind, prefix);
        }
        self.once(Code::NetworkTwice, self.network_ids(None), "have one id");
        self.forms(&self.cen_ids(), "CEN", "cen-");
        self.once(Code::CenTwice, self.cen_ids(), "have one id");
        self.forms(&self.package_ids(), "bandwidth package", "cenbwp-");
        self.once(Code::PackageTwice, self.package_ids(), "use one package");
    }

    fn account_ids(&self) -> Vec<Claim<'a>> {
        let claim = |(name, id): (&'a String, &'a String)| {
            self.claim(id, format!("`{name}`"), &["accounts", name, "id"])
        };
        self.document
            .accounts
            .iter()
            .map(|(name, account)| claim((name, &account.id)))
            .collect()
    }

    /// Of one block or of all.
    fn network_ids(&self, only: Option<&str>) -> Vec<Claim<'a>> {
        let networks = self
            .every_network()
            .filter(|(block, ..)| only.is_none_or(|only| only == *block));
        let claim =
            |block, name, id: &'a String| self.claim(id, format!("`{name}`"), &[block, name, "id"]);
        networks
            .filter_map(|(block, name, network)| Some(claim(block, name, network.id.as_ref()?)))
            .collect()
    }

    fn cen_ids(&self) -> Vec<Claim<'a>> {
        let claim = |name: &String, id: &'a String| {
            self.claim(id, format!("`{name}`"), &["cens", name, "id"])
        };
        self.document
            .cens
            .iter()
            .filter_map(|(name, cen)| Some(claim(name, cen.id.as_ref()?)))
            .collect()
    }

    fn package_ids(&self) -> Vec<Claim<'a>> {
        let claim = |name: &String, at: usize, id: &'a String, areas: &[String]| {
            let path = ["cens", name, "bandwidth", &at.to_string(), "package", "id"];
            self.claim(id, format!("{} of `{name}`", areas.join("-")), &path)
        };
        let groups = self.document.cens.iter().flat_map(|(name, cen)| {
            cen.bandwidth
                .iter()
                .enumerate()
                .map(move |group| (name, group))
        });
        groups
            .filter_map(|(name, (at, group))| {
                Some(claim(name, at, group.package.id.as_ref()?, &group.areas))
            })
            .collect()
    }

    fn claim(&self, id: &'a str, claimant: String, path: &[&str]) -> Claim<'a> {
        Claim {
            id,
            claimant,
            span: self.span(path),
        }
    }

    fn forms(&mut self, claims: &[Claim<'a>], kind: &str, prefix: &str) {
        let fits = |id: &str| {
            id.strip_prefix(prefix).is_some_and(|rest| {
                !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
            })
        };
        for claim in claims.iter().filter(|claim| !fits(claim.id)) {
            let message = format!("`{}` is not the id of a {kind}", claim.id);
            let help = format!(
                "the id of a {kind} is `{prefix}` with letters, digits and hyphens behind it"
            );
            self.error(Code::IdForm, claim.span.clone(), message, help);
        }
    }

    fn once(&mut self, code: Code, claims: Vec<Claim<'a>>, what: &str) {
        let mut seen: BTreeMap<&str, &Claim> = BTreeMap::new();
        for claim in &claims {
            match seen.get(claim.id) {
                Some(first) => {
                    let message = format!("{} and {} {what}", first.claimant, claim.claimant);
                    self.error_twice(
                        code,
                        [first.span.clone(), claim.span.clone()],
                        message,
                        "keep one of them",
                    );
                }
                None => drop(seen.insert(claim.id, claim)),
            }
        }
    }
}
