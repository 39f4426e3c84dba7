//! What a CEN and its networks know of routes: published routes, route maps, PrivateZone and cloud service access, health checks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::world::map::Map;

/// What is set up on a CEN besides its networks and their bandwidth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Routing {
    /// The route maps, by id.
    pub(crate) route_maps: Map<RouteMap>,
    /// The access to PrivateZone, by the region that it is used from.
    pub(crate) zones: Map<ZoneRoute>,
    /// The access to cloud services, by `access region/host region/range`.
    pub(crate) services: Map<ServiceRoute>,
    /// The health checks, by VBR.
    pub(crate) health_checks: Map<HealthCheck>,
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
    pub(crate) preference: Option<u64>,
    pub(crate) next_priority: Option<u64>,
    pub(crate) description: Option<String>,
    /// The words that were given, by the wire's name.
    pub(crate) words: BTreeMap<String, String>,
    /// The truth values that were given, by the wire's name.
    pub(crate) flags: BTreeMap<String, bool>,
    /// The lists that were given, by the wire's name.
    pub(crate) lists: BTreeMap<String, Vec<String>>,
}

impl RouteMapSettings {
    /// Returns these settings, and for each word, flag and number that they lack the former one.
    pub(crate) fn over(self, former: Self) -> Self {
        let (mut words, mut flags) = (former.words, former.flags);
        words.extend(self.words);
        flags.extend(self.flags);
        Self {
            priority: self.priority,
            preference: self.preference.or(former.preference),
            next_priority: self.next_priority.or(former.next_priority),
            description: self.description.or(former.description),
            words,
            flags,
            lists: self.lists,
        }
    }
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Cen, Network};

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
