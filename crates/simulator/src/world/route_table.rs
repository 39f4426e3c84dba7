//! The routes of an attached network, as the listings of CBN show them.

use crate::world::cen::Child;
use crate::world::network::Network;

/// Kinds of next hop whose routes may be published and withdrawn. Source: PublishRouteEntries, and the next hop types of its listing.
const PUBLISHABLE: [&str; 7] = [
    "Instance",
    "HaVip",
    "RouterInterface",
    "NetworkInterface",
    "VpnGateway",
    "IPv6Gateway",
    "NatGateway",
];

/// A route in the table of a network.
pub(crate) struct TableRoute<'a> {
    pub(crate) cidr: &'a str,
    /// `System` or `Custom`.
    pub(crate) origin: &'static str,
    pub(crate) next_hop_type: &'a str,
    pub(crate) next_hop: &'a str,
    /// Whether it may be published and withdrawn.
    pub(crate) operational: bool,
    pub(crate) published: bool,
}

impl TableRoute<'_> {
    pub(crate) fn publish_status(&self) -> &'static str {
        if self.published {
            "Published"
        } else {
            "NonPublished"
        }
    }
}

/// The routes of an attached network: its own range, which is published with the attachment, and its custom ones.
pub(crate) fn table<'a>(network: &'a Network, child: &Child) -> Vec<TableRoute<'a>> {
    let attached = child.status == "Attached";
    let own = TableRoute {
        cidr: &network.cidr,
        origin: "System",
        next_hop_type: "local",
        next_hop: "",
        operational: false,
        published: attached,
    };
    let custom = network.routes.iter().map(|(cidr, route)| TableRoute {
        cidr,
        origin: "Custom",
        next_hop_type: &route.next_hop_type,
        next_hop: &route.next_hop,
        operational: PUBLISHABLE.contains(&route.next_hop_type.as_str()),
        published: attached && child.published.contains(cidr),
    });
    (!network.cidr.is_empty())
        .then_some(own)
        .into_iter()
        .chain(custom)
        .collect()
}

/// The id of a network's system route table.
pub(crate) fn table_id(id: &str, network: &Network) -> String {
    id.replacen(
        &format!("{}-", network.kind.as_str().to_lowercase()),
        "vtb-",
        1,
    )
}
