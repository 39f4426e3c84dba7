//! The routes of attached networks, which of them are published, and which conflict.

use std::collections::HashMap;
use std::sync::Arc;

use crate::call::Call;
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

/// A route that is published to a CEN.
pub(crate) struct PublishedRoute {
    /// The network that it leads to.
    pub(crate) via: String,
    pub(crate) cidr: String,
    /// As that of [`TableRoute`].
    pub(crate) origin: &'static str,
}

/// What the networks on a CEN publish to it.
///
/// Of two networks that publish the same destination, the one that was attached first wins. Source: reference, "one of them loses"; which
/// of them is not documented.
pub(crate) struct CenRoutes {
    /// For each destination the network that publishes it.
    winners: HashMap<String, String>,
    /// Every route that is published, by network.
    pub(crate) published: Vec<PublishedRoute>,
}

impl CenRoutes {
    /// Returns what is published to a CEN, which is derived once for a state of the world.
    pub(crate) fn in_index(call: &Call<'_>, id: &str, cen: &Cen) -> Arc<Self> {
        call.index.derived(id, || Self::of(call.world, cen))
    }

    fn of(world: &World, cen: &Cen) -> Self {
        let networks = cen.children.iter();
        let networks =
            networks.filter_map(|(id, child)| Some((id, child, world.networks.get(id)?)));
        let networks: Vec<_> = networks.collect();
        let mut first = networks.clone();
        first.sort_by_key(|(id, child, _)| (child.attached, *id));
        let mut winners = HashMap::new();
        for (id, child, network) in first {
            for route in routes(network, child).filter(|route| route.offered) {
                winners.entry(route.cidr).or_insert(id.as_str());
            }
        }
        let published = networks.into_iter().flat_map(|(id, child, network)| {
            let winners = &winners;
            let is_published = move |route: &TableRoute<'_>| {
                route.offered && winners.get(route.cidr).is_some_and(|winner| winner == id)
            };
            let published = routes(network, child).filter(is_published);
            published.map(|route| PublishedRoute {
                via: id.clone(),
                cidr: route.cidr.to_owned(),
                origin: route.origin,
            })
        });
        let published = published.collect();
        let owned = |(cidr, id): (&str, &str)| (cidr.to_owned(), id.to_owned());
        Self {
            published,
            winners: winners.into_iter().map(owned).collect(),
        }
    }

    /// Returns the routes of a network on the CEN: its own range, which is published with the attachment, and its custom ones.
    pub(crate) fn table<'a>(
        &self,
        world: &'a World,
        cen: &'a Cen,
        id: &str,
    ) -> Vec<TableRoute<'a>> {
        let Some((network, child)) = world.networks.get(id).zip(cen.children.get(id)) else {
            return Vec::new();
        };
        let winner = |cidr| self.winners.get(cidr).filter(|other| *other != id);
        let conflict = |route: &TableRoute<'a>| {
            let other = winner(route.cidr).filter(|_| route.offered)?;
            cen.children.get_key_value(other).map(|(id, _)| id.as_str())
        };
        routes(network, child)
            .map(|route| TableRoute {
                conflict: conflict(&route),
                ..route
            })
            .collect()
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
