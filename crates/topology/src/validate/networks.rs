//! Rules of single networks and between them.

use ipnet::Ipv4Net;

use super::Rules;
use crate::area::area_of;
use crate::diagnostic::Code;
use crate::document::Network;

impl Rules<'_> {
    pub(super) fn networks(&mut self) {
        for (block, name, network) in self.every_network() {
            self.known_account(&network.account, &[block, name, "account"]);
            self.selector(block, name, network);
            self.cidr(block, name, network);
            if area_of(&network.region.as_str().into()).is_none() {
                let message = format!("region `{}` is not known offline", network.region);
                self.warn(
                    Code::UnknownRegion,
                    &[block, name, "region"],
                    message,
                    "it is checked against the cloud when the file is applied",
                );
            }
        }
        self.ids_once();
        self.overlaps();
    }

    fn selector(&mut self, block: &str, name: &str, network: &Network) {
        let chosen = [&network.id, &network.name, &network.cidr].into_iter().flatten().count();
        if block != "vpcs" && (network.id.is_none() || chosen > 1) {
            self.error(Code::Selector, &[block, name], format!("`{name}` needs an `id` and nothing else to find it by"), "write `id`");
        } else if chosen != 1 {
            let message = format!("`{name}` needs exactly one of `id`, `name` and `cidr`");
            self.error(Code::Selector, &[block, name], message, "`id` or `name` finds a VPC, `cidr` has one made here");
        } else if network.description.is_some() && network.cidr.is_none() {
            let message = format!("`{name}` is not managed here and takes no `description`");
            self.error(Code::Selector, &[block, name, "description"], message, "remove `description`");
        }
    }

    fn cidr(&mut self, block: &str, name: &str, network: &Network) {
        let Some(text) = &network.cidr else { return };
        match text.parse::<Ipv4Net>() {
            Ok(range) if range.addr() == range.network() => {}
            Ok(range) => {
                let message = format!("`{text}` has bits beyond its prefix");
                self.error(Code::Cidr, &[block, name, "cidr"], message, format!("write `{}`", range.trunc()));
            }
            Err(_) => self.error(Code::Cidr, &[block, name, "cidr"], format!("`{text}` is not an IPv4 range"), "write it like 10.0.0.0/16"),
        }
    }

    fn ids_once(&mut self) {
        let networks = self.every_network();
        for (at, (block, name, network)) in networks.iter().enumerate().filter(|(_, (_, _, network))| network.id.is_some()) {
            if let Some((other, first, _)) = networks[..at].iter().find(|(_, _, other)| other.id == network.id) {
                let message = format!("`{first}` and `{name}` have one id");
                self.error_twice(Code::NetworkTwice, &[block, name, "id"], &[other, first, "id"], message, "keep one of them");
            }
        }
    }

    fn overlaps(&mut self) {
        let range = |network: &Network| network.cidr.as_ref().and_then(|text| text.parse::<Ipv4Net>().ok());
        let managed: Vec<_> = self.document.vpcs.iter().filter_map(|(name, vpc)| Some((name, range(vpc)?))).collect();
        for (at, (name, cidr)) in managed.iter().enumerate() {
            for (first, other) in managed[..at].iter().filter(|(_, other)| other.contains(cidr) || cidr.contains(other)) {
                let message = format!("{cidr} of `{name}` overlaps {other} of `{first}`");
                let help = "give each managed network a range of its own";
                self.error_twice(Code::CidrOverlap, &["vpcs", name, "cidr"], &["vpcs", first, "cidr"], message, help);
            }
        }
    }
}
