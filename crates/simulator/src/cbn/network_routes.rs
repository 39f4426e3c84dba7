//! The routes of attached networks, which of them are published, and which conflict.

use std::collections::HashMap;

use crate::world::{Cen, Child, Network, World};

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
    /// Whether it is to be published.
    pub(crate) offered: bool,
    /// The other network that publishes the same destination, if one does.
    pub(crate) conflict: Option<&'a str>,
}

impl TableRoute<'_> {
    /// Tells whether the CEN has it.
    pub(crate) fn is_published(&self) -> bool {
        self.offered && self.conflict.is_none()
    }

    pub(crate) fn publish_status(&self) -> &'static str {
        if self.is_published() {
            "Published"
        } else {
            "NonPublished"
        }
    }
}

/// A published route, and the network that it leads to.
pub(crate) struct Learned<'a> {
    pub(crate) route: TableRoute<'a>,
    pub(crate) via: &'a str,
    pub(crate) network: &'a Network,
}

/// The routes of all networks on a CEN.
///
/// Of two networks that publish the same destination, the one that was attached first wins. Source: reference, "one of them loses"; which
/// of them is not documented.
pub(crate) struct CenRoutes<'a> {
    world: &'a World,
    cen: &'a Cen,
    /// For each destination the network that publishes it.
    winners: HashMap<&'a str, &'a str>,
}

impl<'a> CenRoutes<'a> {
    pub(crate) fn of(world: &'a World, cen: &'a Cen) -> Self {
        let mut children: Vec<_> = cen.children.iter().collect();
        children.sort_by_key(|(id, child)| (child.attached, *id));
        let mut winners = HashMap::new();
        for (id, child) in children {
            let Some(network) = world.networks.get(id) else {
                continue;
            };
            for route in routes(network, child).filter(|route| route.offered) {
                winners.entry(route.cidr).or_insert(id.as_str());
            }
        }
        Self {
            world,
            cen,
            winners,
        }
    }

    /// Returns the routes of an attached network: its own range, which is published with the attachment, and its custom ones.
    pub(crate) fn table(&self, id: &str) -> Vec<TableRoute<'a>> {
        let Some((network, child)) = self.world.networks.get(id).zip(self.cen.children.get(id))
        else {
            return Vec::new();
        };
        self.routes(id, network, child).collect()
    }

    fn routes(
        &self,
        id: &str,
        network: &'a Network,
        child: &'a Child,
    ) -> impl Iterator<Item = TableRoute<'a>> {
        let conflict = move |cidr| self.winners.get(cidr).copied().filter(|other| *other != id);
        routes(network, child).map(move |route| TableRoute {
            conflict: conflict(route.cidr).filter(|_| route.offered),
            ..route
        })
    }

    /// Returns every route that is published.
    pub(crate) fn published(&self) -> impl Iterator<Item = Learned<'a>> {
        let networks = self
            .cen
            .children
            .iter()
            .filter_map(|(id, child)| Some((id.as_str(), self.world.networks.get(id)?, child)));
        networks.flat_map(move |(via, network, child)| {
            let routes = self.routes(via, network, child);
            let published = routes.filter(TableRoute::is_published);
            published.map(move |route| Learned {
                route,
                via,
                network,
            })
        })
    }
}

fn routes<'a>(network: &'a Network, child: &'a Child) -> impl Iterator<Item = TableRoute<'a>> {
    let attached = child.status == "Attached";
    let own = TableRoute {
        cidr: &network.cidr,
        origin: "System",
        next_hop_type: "local",
        next_hop: "",
        operational: false,
        offered: attached,
        conflict: None,
    };
    let custom = network.routes.iter().map(move |(cidr, route)| TableRoute {
        cidr,
        origin: "Custom",
        next_hop_type: &route.next_hop_type,
        next_hop: &route.next_hop,
        operational: PUBLISHABLE.contains(&route.next_hop_type.as_str()),
        offered: attached && child.published.contains(cidr),
        conflict: None,
    });
    (!network.cidr.is_empty())
        .then_some(own)
        .into_iter()
        .chain(custom)
}

/// Returns the id of a network's system route table.
pub(crate) fn table_id(id: &str, network: &Network) -> String {
    id.replacen(
        &format!("{}-", network.kind.as_str().to_lowercase()),
        "vtb-",
        1,
    )
}
