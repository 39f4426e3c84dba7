//! What a CEN was seen to do with routes. Only what the file manages is looked at, and all of it on a CEN that leaves the file.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    HealthCheck, InstanceId, RegionId, RouteMap, RouteMapId, RouteMapPlace, Routes,
};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a CEN does with routes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeenRoutes {
    /// The routes of each attached VPC; a VPC whose routes were not looked at is not in it.
    pub tables: BTreeMap<InstanceId, BTreeMap<Ipv4Net, SeenRoute>>,
    /// The health checks of the lines behind VBRs.
    pub health_checks: BTreeMap<InstanceId, HealthCheck>,
    /// The accesses to PrivateZone, by where it is reached from.
    pub private_zone: BTreeMap<RegionId, SeenAccess>,
    /// The accesses to cloud services, by where they are reached from, and by their ranges.
    pub services: BTreeMap<RegionId, BTreeMap<Ipv4Net, SeenAccess>>,
    /// The route maps of regions with Basic gateways. The system's own are left out: they cannot be changed.
    pub route_maps: BTreeMap<RouteMapPlace, SeenRouteMap>,
    /// What else there is that no topology file can express.
    pub not_expressible: BTreeSet<NotExpressible>,
}

/// Something of a section about routes that no topology file can express.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum NotExpressible {
    /// A published route to a range of IPv6.
    Route {
        /// The VPC that has the route.
        vpc: InstanceId,
        /// The range.
        cidr: String,
    },
    /// A health check whose target is no IPv4 address.
    HealthCheck {
        /// The VBR.
        vbr: InstanceId,
        /// The target.
        target: String,
    },
    /// A cloud service without a range of IPv4.
    Service {
        /// The region, or the area of CCNs, that it is reached from.
        access: RegionId,
        /// The service as it was asked for.
        host: String,
        /// The VPC that it is reached through.
        vpc: InstanceId,
    },
}

impl NotExpressible {
    /// Returns the section of the file that it belongs to.
    pub fn part(&self) -> RoutePart {
        match self {
            Self::Route { .. } => RoutePart::Publish,
            Self::HealthCheck { .. } => RoutePart::HealthChecks,
            Self::Service { .. } => RoutePart::Services,
        }
    }

    /// Returns the network that it is set up through.
    pub fn network(&self) -> &InstanceId {
        match self {
            Self::Route { vpc, .. } | Self::Service { vpc, .. } => vpc,
            Self::HealthCheck { vbr, .. } => vbr,
        }
    }

    /// Returns what a plan calls it, such as `publish/vpc-1/2408:4000::/56`.
    pub fn path(&self) -> String {
        let part = self.part().as_str();
        match self {
            Self::Route { vpc, cidr } => format!("{part}/{vpc}/{cidr}"),
            Self::HealthCheck { vbr, target } => format!("{part}/{vbr}/{target}"),
            Self::Service { access, host, .. } => format!("{part}/{access}/{host}"),
        }
    }
}

/// A section of the file about routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoutePart {
    /// Published routes.
    Publish,
    /// Health checks of the lines behind VBRs.
    HealthChecks,
    /// Access to PrivateZone.
    PrivateZone,
    /// Access to cloud services.
    Services,
    /// Route maps.
    RouteMaps,
}

impl RoutePart {
    /// Every part.
    pub const ALL: [Self; 5] = [
        Self::Publish,
        Self::HealthChecks,
        Self::PrivateZone,
        Self::Services,
        Self::RouteMaps,
    ];

    /// Returns the section's key in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::HealthChecks => "health-checks",
            Self::PrivateZone => "private-zone",
            Self::Services => "services",
            Self::RouteMaps => "route-maps",
        }
    }

    /// Tells whether the file manages it.
    pub fn is_managed(self, routes: &Routes) -> bool {
        match self {
            Self::Publish => routes.publish.is_some(),
            Self::HealthChecks => routes.health_checks.is_some(),
            Self::PrivateZone => routes.private_zone.is_some(),
            Self::Services => routes.services.is_some(),
            Self::RouteMaps => routes.route_maps.is_some(),
        }
    }
}

/// A route map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRouteMap {
    /// Its id.
    pub id: RouteMapId,
    /// `Creating`, `Active`, `Modifying` or `Deleting`.
    pub status: String,
    /// What it says.
    pub content: RouteMapContent,
}

/// What a route map says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteMapContent {
    /// A topology file can say the same.
    Expressible(Box<RouteMap<InstanceId>>),
    /// No topology file can say it: everything that the cloud says of it, by the API's names.
    NotExpressible(BTreeMap<String, Value>),
}

impl SeenRouteMap {
    /// Returns what it says, if a topology file can say it.
    pub fn map(&self) -> Option<&RouteMap<InstanceId>> {
        match &self.content {
            RouteMapContent::Expressible(map) => Some(map),
            RouteMapContent::NotExpressible(_) => None,
        }
    }
}

/// An access to PrivateZone or to a cloud service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenAccess {
    /// The service as it was asked for; empty for PrivateZone.
    pub host: String,
    /// The VPC that it is reached through.
    pub vpc: InstanceId,
    /// Where the VPC is.
    pub region: RegionId,
    /// `Creating`, `Active`, `Deleting` or `Failed`.
    pub status: String,
}

/// A route of an attached VPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRoute {
    /// Whether the CEN learns it.
    pub published: bool,
    /// Whether that can be changed: it is a custom route to a next hop of the right kind.
    pub changeable: bool,
}

impl SeenRoutes {
    /// The routes that somebody has published, each with the VPC that has it.
    pub fn published(&self) -> impl Iterator<Item = (&InstanceId, Ipv4Net)> {
        let routes = self
            .tables
            .iter()
            .flat_map(|(vpc, table)| table.iter().map(move |(cidr, route)| (vpc, *cidr, route)));
        routes
            .filter(|(_, _, route)| route.published && route.changeable)
            .map(|(vpc, cidr, _)| (vpc, cidr))
    }

    /// Returns how many things could be taken away.
    pub fn count(&self) -> usize {
        let services: usize = self.services.values().map(BTreeMap::len).sum();
        self.published().count()
            + self.health_checks.len()
            + self.private_zone.len()
            + services
            + self.route_maps.len()
    }
}
