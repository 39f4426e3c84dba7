//! What a CEN and its networks know of routes: published routes, route maps, PrivateZone and cloud service access, health checks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::lifecycle::{Next, Thing, set};
use crate::world::{Child, Network, World};

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

/// What is set up on a CEN besides its networks and their bandwidth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Routing {
    /// The route maps, by id.
    pub(crate) route_maps: BTreeMap<String, RouteMap>,
    /// The access to PrivateZone, by the region that it is used from.
    pub(crate) zones: BTreeMap<String, ZoneRoute>,
    /// The access to cloud services, by `access region/host region/range`.
    pub(crate) services: BTreeMap<String, ServiceRoute>,
    /// The health checks, by VBR.
    pub(crate) health_checks: BTreeMap<String, HealthCheck>,
}

/// A custom route of a VPC, which is keyed by its destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Route {
    /// Such as `Instance`.
    pub(crate) next_hop_type: String,
    /// The id of the next hop.
    pub(crate) next_hop: String,
}

/// A route map: what passes into a region or out of it, and how it is changed on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RouteMap {
    pub(crate) region: String,
    /// `RegionIn` or `RegionOut`.
    pub(crate) direction: String,
    /// The transit router's route table, if one was named.
    pub(crate) router_table: String,
    /// `Creating`, `Active`, `Modifying` or `Deleting`.
    pub(crate) status: String,
    pub(crate) settings: RouteMapSettings,
}

/// What ModifyCenRouteMap can change of a route map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RouteMapSettings {
    pub(crate) priority: u64,
    pub(crate) preference: u64,
    pub(crate) next_priority: Option<u64>,
    pub(crate) description: String,
    /// The words that were given, by the wire's name.
    pub(crate) words: BTreeMap<String, String>,
    /// The truth values that were given, by the wire's name.
    pub(crate) flags: BTreeMap<String, bool>,
    /// The lists that were given, by the wire's name.
    pub(crate) lists: BTreeMap<String, Vec<String>>,
}

/// The access to PrivateZone from one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ZoneRoute {
    pub(crate) host_region: String,
    pub(crate) host_vpc: String,
    /// `Creating`, `Active` or `Deleting`.
    pub(crate) status: String,
}

/// The access to one range of a cloud service from one region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ServiceRoute {
    pub(crate) access_region: String,
    pub(crate) host_region: String,
    pub(crate) host_vpc: String,
    /// The host as it was asked for.
    pub(crate) host: String,
    /// The range that the host stands for.
    pub(crate) cidr: String,
    pub(crate) description: String,
    /// `Creating`, `Active` or `Deleting`.
    pub(crate) status: String,
}

/// The health check of a VBR's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HealthCheck {
    pub(crate) source_ip: String,
    pub(crate) target_ip: String,
    pub(crate) interval: u64,
    pub(crate) threshold: u64,
    pub(crate) only: bool,
    pub(crate) description: String,
    /// Whether it is set up, and shown.
    pub(crate) shown: bool,
}

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

impl World {
    /// Whether this very thing is on its way somewhere.
    pub(crate) fn is_on_its_way(&self, thing: &Thing) -> bool {
        self.transitions
            .iter()
            .any(|transition| transition.thing == *thing)
    }

    /// What is set up on a CEN.
    pub(crate) fn routing(&mut self, cen: &str) -> Option<&mut Routing> {
        self.cens.get_mut(cen).map(|cen| &mut cen.routing)
    }

    /// A network is off its CEN: what was published of it, and the health check of its line, go with it.
    pub(crate) fn child_leaves(&mut self, cen_id: &str, network_id: &str) {
        let Some(cen) = self.cens.get_mut(cen_id) else {
            return;
        };
        cen.children.remove(network_id);
        cen.routing.health_checks.remove(network_id);
        let is_its = |thing: &Thing| matches!(thing, Thing::Route { cen, network, .. } | Thing::HealthCheck { cen, vbr: network } if cen == cen_id && network == network_id);
        self.transitions
            .retain(|transition| !is_its(&transition.thing));
    }

    pub(crate) fn route_arrives(&mut self, cen: &str, network: &str, cidr: &str, next: &Next) {
        let Some(child) = self
            .cens
            .get_mut(cen)
            .and_then(|cen| cen.children.get_mut(network))
        else {
            return;
        };
        let published: &mut BTreeSet<String> = &mut child.published;
        match next {
            Next::Effective => drop(published.insert(cidr.to_owned())),
            Next::Gone | Next::Status(_) | Next::Package(_) => drop(published.remove(cidr)),
        }
    }

    pub(crate) fn route_map_arrives(&mut self, cen: &str, id: &str, next: Next) {
        let Some(routing) = self.routing(cen) else {
            return;
        };
        match next {
            Next::Gone => drop(routing.route_maps.remove(id)),
            next => set(
                routing
                    .route_maps
                    .get_mut(id)
                    .map(|route_map| &mut route_map.status),
                next,
            ),
        }
    }

    pub(crate) fn zone_arrives(&mut self, cen: &str, access: &str, next: Next) {
        let Some(routing) = self.routing(cen) else {
            return;
        };
        match next {
            Next::Gone => drop(routing.zones.remove(access)),
            next => set(
                routing.zones.get_mut(access).map(|zone| &mut zone.status),
                next,
            ),
        }
    }

    pub(crate) fn service_arrives(&mut self, cen: &str, key: &str, next: Next) {
        let Some(routing) = self.routing(cen) else {
            return;
        };
        match next {
            Next::Gone => drop(routing.services.remove(key)),
            next => set(
                routing
                    .services
                    .get_mut(key)
                    .map(|service| &mut service.status),
                next,
            ),
        }
    }

    pub(crate) fn health_check_arrives(&mut self, cen: &str, vbr: &str, next: &Next) {
        let Some(routing) = self.routing(cen) else {
            return;
        };
        if *next == Next::Gone {
            routing.health_checks.remove(vbr);
        } else if let Some(check) = routing.health_checks.get_mut(vbr) {
            check.shown = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Cen;

    #[test]
    fn what_was_saved_before_there_were_routes_still_loads() {
        let cen = r#"{"owner": "7", "name": "", "description": "", "status": "Active", "tags": {}, "created": "2026-01-02T03:04:05Z",
            "children": {"vpc-1": {"status": "Attached", "attached": "2026-01-02T03:04:05Z"}}, "limits": {}, "routers": {}}"#;
        let cen: Cen = serde_json::from_str(cen).unwrap();
        assert_eq!(
            (cen.routing, cen.resource_group),
            (Routing::default(), None)
        );
        assert!(cen.children["vpc-1"].published.is_empty());
        let network = r#"{"kind": "VPC", "owner": "7", "region": "cn-hangzhou", "name": "", "description": "", "cidr": "10.0.0.0/16",
            "status": "Available", "tags": {}, "created": "2026-01-02T03:04:05Z"}"#;
        assert!(
            serde_json::from_str::<Network>(network)
                .unwrap()
                .routes
                .is_empty()
        );
    }
}
