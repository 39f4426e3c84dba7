//! Rules of single networks and between them.

use ipnet::Ipv4Net;

use super::Rules;
use crate::area::{area_of, documented_regions};
use crate::code::Code;
use crate::diagnostic::MOST_TOLD;
use crate::document::Network;
use crate::names::RegionId;
use crate::suggest::suggest;

impl Rules<'_> {
    pub(super) fn networks(&mut self) {
        for (block, name, network) in self.every_network() {
            self.known_account(&network.account, self.span(&[block, name, "account"]));
            self.selector(block, name, network);
            self.cidr(block, name, network);
            self.display_name(network.name.as_ref(), &[block, name, "name"]);
            self.description(network.description.as_ref(), &[block, name, "description"]);
            if area_of(&network.region.as_str().into()).is_none() {
                let message = format!("region `{}` is not known offline", network.region);
                let documented: Vec<_> = documented_regions().collect();
                let near = suggest(
                    network.region.as_str(),
                    documented.iter().map(RegionId::as_str),
                );
                let near = if near.starts_with("did you mean") {
                    format!("{near} ")
                } else {
                    String::new()
                };
                let help =
                    format!("{near}it is checked against the cloud when the file is applied");
                self.warn(
                    Code::UnknownRegion,
                    self.span(&[block, name, "region"]),
                    message,
                    &help,
                );
            }
        }
        self.overlaps();
    }

    fn selector(&mut self, block: &str, name: &str, network: &Network) {
        let chosen = [&network.id, &network.name, &network.cidr]
            .into_iter()
            .flatten()
            .count();
        if block != "vpcs" && (network.id.is_none() || chosen > 1) {
            let message = format!("`{name}` needs an `id` and nothing else to find it by");
            self.error(
                Code::Selector,
                self.key(&[block, name]),
                message,
                "write `id`",
            );
        } else if chosen != 1 {
            let message = format!("`{name}` needs exactly one of `id`, `name` and `cidr`");
            self.error(
                Code::Selector,
                self.key(&[block, name]),
                message,
                "`id` or `name` finds a VPC, `cidr` has one made here",
            );
        } else if network.description.is_some() && network.cidr.is_none() {
            let message = format!("`{name}` is not managed here and takes no `description`");
            self.error(
                Code::Selector,
                self.key(&[block, name, "description"]),
                message,
                "remove `description`",
            );
        }
    }

    fn cidr(&mut self, block: &str, name: &str, network: &Network) {
        let Some(text) = &network.cidr else { return };
        self.range(text, &[block, name, "cidr"]);
    }

    /// The range that a text says; none, and a report, if it says none.
    pub(super) fn range(&mut self, text: &str, path: &[&str]) -> Option<Ipv4Net> {
        let (message, help) = match text.parse::<Ipv4Net>() {
            Ok(range) if range.addr() == range.network() => return Some(range),
            Ok(range) => (
                format!("`{text}` has bits beyond its prefix"),
                format!("write `{}`", range.trunc()),
            ),
            Err(_) => (
                format!("`{text}` is not an IPv4 range"),
                "write it like 10.0.0.0/16".to_owned(),
            ),
        };
        self.error(Code::Cidr, self.span(path), message, help);
        None
    }

    fn overlaps(&mut self) {
        let range = |network: &Network| {
            network
                .cidr
                .as_ref()
                .and_then(|text| text.parse::<Ipv4Net>().ok())
        };
        let mut managed: Vec<_> = self
            .document
            .vpcs
            .iter()
            .filter_map(|(name, vpc)| Some((range(vpc)?, name)))
            .collect();
        // A range comes before those within it.
        managed.sort_by_key(|(range, _)| (range.network(), range.prefix_len()));
        let mut around: Vec<(Ipv4Net, &String)> = Vec::new();
        let mut told = 0;
        for (range, name) in managed {
            around.retain(|(outer, _)| outer.contains(&range));
            for outer in around.iter().take(MOST_TOLD - told) {
                // Of the two, the one that comes first by its name is named last.
                let mut two = [*outer, (range, name)];
                two.sort_by_key(|(_, name)| *name);
                let [(other, first), (range, name)] = two;
                let message = format!("{range} of `{name}` overlaps {other} of `{first}`");
                let places = [first, name].map(|name| self.span(&["vpcs", name, "cidr"]));
                self.error_twice(
                    Code::CidrOverlap,
                    places,
                    message,
                    "give each managed network a range of its own",
                );
                told += 1;
            }
            around.push((range, name));
        }
    }
}
