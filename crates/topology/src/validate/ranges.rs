//! Rules of address ranges.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::diagnostic::MOST_TOLD;
use crate::literal::{address, range};

/// Ranges in which no VPC may lie (source: `CidrBlock` of CreateVpc, vpc 2016-04-28).
const EXCLUDED: [Ipv4Net; 4] = [
    Ipv4Net::new_assert(Ipv4Addr::new(100, 64, 0, 0), 10),
    Ipv4Net::new_assert(Ipv4Addr::new(224, 0, 0, 0), 4),
    Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(169, 254, 0, 0), 16),
];
/// The prefix lengths of a VPC (source: the vendor's page of CreateVpc, `CidrBlock`).
const VPC_PREFIXES: std::ops::RangeInclusive<u8> = 8..=28;

impl Rules<'_> {
    /// Checks the range of a VPC that is created here.
    pub(super) fn vpc_range(&mut self, text: &str, path: &Path<'_>) {
        let Some(range) = self.range(text, path) else {
            return;
        };
        if let Some(excluded) = EXCLUDED.iter().find(|excluded| excluded.contains(&range)) {
            let message = format!("a VPC cannot lie in {excluded}, which the vendor excludes");
            let help = "choose a range inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16";
            self.error(Code::Cidr, self.span(path), message, help);
        }
        if !VPC_PREFIXES.contains(&range.prefix_len()) {
            let (largest, smallest) = (VPC_PREFIXES.start(), VPC_PREFIXES.end());
            let message = format!("a VPC has a prefix of /{largest} to /{smallest}");
            let help = "choose a range of such a size";
            self.error(Code::Cidr, self.span(path), message, help);
        }
    }

    /// Returns the range that a text means; reports it and returns none if it means no range.
    pub(super) fn range(&mut self, text: &str, path: &Path<'_>) -> Option<Ipv4Net> {
        let found = range(text);
        if let Some(range) = found.filter(|range| range.trunc() == *range) {
            return Some(range);
        }
        let (message, help) = match found {
            Some(range) => (
                format!("`{text}` has bits beyond its prefix"),
                format!("write `{}`", range.trunc()),
            ),
            None if has_leading_zero(text) => (
                format!("a number in `{text}` begins with 0"),
                "write the numbers without leading zeros: some programs read them as octal"
                    .to_owned(),
            ),
            None => (
                format!("`{text}` is not an IPv4 range"),
                "write an address and a prefix, such as 10.0.0.0/16".to_owned(),
            ),
        };
        self.error(Code::Cidr, self.span(path), message, help);
        None
    }

    /// Reports a text that is not the address of a host.
    pub(super) fn address(&mut self, code: Code, text: &str, path: &Path<'_>) {
        if address(text).is_some() {
            return;
        }
        let (message, help) = if has_leading_zero(text) {
            let message = format!("a number in `{text}` begins with 0");
            (
                message,
                "write the numbers without leading zeros: some programs read them as octal",
            )
        } else {
            (
                format!("`{text}` is not an IPv4 address"),
                "write an address such as 10.0.0.2",
            )
        };
        self.error(code, self.span(path), message, help);
    }

    /// Reports managed VPCs whose ranges overlap.
    pub(super) fn overlaps(&mut self) {
        let vpcs = self.document.vpcs.iter();
        let mut managed: Vec<(Ipv4Net, &String)> = vpcs
            .filter_map(|(name, vpc)| Some((range(vpc.cidr.as_ref()?)?, name)))
            .collect();
        // A range comes before those inside it.
        managed.sort_by_key(|(range, _)| (range.network(), range.prefix_len()));
        let mut around: Vec<(Ipv4Net, &String)> = Vec::new();
        let mut told = 0;
        for inner in managed {
            around.retain(|(outer, _)| outer.contains(&inner.0));
            for outer in around.iter().take(MOST_TOLD - told) {
                self.overlap([*outer, inner]);
                told += 1;
            }
            around.push(inner);
        }
    }

    fn overlap(&mut self, mut two: [(Ipv4Net, &String); 2]) {
        two.sort_by_key(|(_, name)| *name);
        let [(other, first), (range, name)] = two;
        let message = format!("{range} of `{name}` overlaps {other} of `{first}`");
        let places = [first, name].map(|name| self.span(&Path::new(&["vpcs", name, "cidr"])));
        let help = "give each managed VPC a range of its own";
        self.error_twice(Code::CidrOverlap, places, message, help);
    }
}

/// Tells whether a number of an address or prefix begins with 0 and goes on.
fn has_leading_zero(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    let mut parts = text.split(['.', '/']);
    parts.clone().all(is_number) && parts.any(|part| part.len() > 1 && part.starts_with('0'))
}
