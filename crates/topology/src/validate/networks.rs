//! Rules of single networks.

use super::path::Path;
use super::rules::Rules;
use crate::area::{is_known_region, known_regions};
use crate::code::Code;
use crate::document::Network;
use crate::names::RegionId;
use crate::suggest::similar;

impl Rules<'_> {
    pub(super) fn networks(&mut self) {
        for (block, name, network) in self.every_network() {
            let path = Path::new(&[block, name]);
            self.known_account(network.account.as_ref(), &path.key("account"));
            self.region(network.region.as_deref(), &path.key("region"));
            self.selector(block, network, &path);
            self.network_texts(network, &path);
            if let Some(cidr) = &network.cidr {
                self.vpc_range(cidr, &path.key("cidr"));
            }
        }
    }

    fn network_texts(&mut self, network: &Network, path: &Path<'_>) {
        self.display_name(network.name.as_deref(), &path.key("name"));
        self.description(network.description.as_deref(), &path.key("description"));
    }

    /// Warns of a region that the built-in table does not have: the cloud may know it.
    fn region(&mut self, region: Option<&str>, path: &Path<'_>) {
        let Some(region) = region.filter(|region| !is_known_region(region)) else {
            return;
        };
        let known: Vec<_> = known_regions().collect();
        let near = similar(region, known.iter().map(RegionId::as_str));
        let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        let message = format!("region `{region}` is not in the built-in table");
        let help = format!("{near}if it exists, ignore this: cen asks the cloud for its area");
        self.warn(Code::UnknownRegion, self.span(path), message, help);
    }

    /// A network is found in exactly one way.
    fn selector(&mut self, block: &str, network: &Network, path: &Path<'_>) {
        let (name, is_complete) = (path.name(), self.is_complete(path));
        let ways = [&network.id, &network.name, &network.cidr];
        let count = ways.into_iter().flatten().count();
        let is_wrong = count > 1 || (count == 0 && is_complete);
        if block != "vpcs" && (is_wrong || (network.id.is_none() && count > 0)) {
            let message = format!("`{name}` needs `id`, and neither `name` nor `cidr`");
            let help = "only VPCs can be looked up by name or created; write `id`";
            self.error(Code::Selector, self.key(path), message, help);
        } else if is_wrong {
            let message = format!("`{name}` needs exactly one of `id`, `name` and `cidr`");
            let help = "`id` or `name` finds an existing VPC, `cidr` makes cen create one";
            self.error(Code::Selector, self.key(path), message, help);
        } else if network.description.is_some() && network.cidr.is_none() && is_complete {
            let message = format!("`{name}` is not created here, so it takes no `description`");
            let place = self.key(&path.key("description"));
            self.error(Code::Selector, place, message, "remove `description`");
        }
    }
}
