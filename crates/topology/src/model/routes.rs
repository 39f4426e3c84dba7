//! What a CEN does with routes. Each part is none where the file does not say it, and then it is not managed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::model::route_maps::{RouteMap, RouteMapPlace};
use crate::names::{NetworkName, RegionId};

/// What a CEN does with routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    /// The custom routes of attached VPCs that the CEN learns; a route stands once.
    pub publish: Option<BTreeMap<NetworkName, BTreeSet<Ipv4Net>>>,
    /// The health checks of the lines behind attached VBRs; in a region a target stands once.
    pub health_checks: Option<BTreeMap<NetworkName, HealthCheck>>,
    /// From where PrivateZone is reached, each region or area of CCNs through the VPC that is associated with the zone.
    pub private_zone: Option<BTreeMap<RegionId, NetworkName>>,
    /// From where which ranges of cloud services are reached, each through a VPC; those of one region do not overlap.
    pub services: Option<BTreeMap<RegionId, BTreeMap<Ipv4Net, NetworkName>>>,
    /// What passes into its regions and out of them.
    pub route_maps: Option<BTreeMap<RouteMapPlace, RouteMap<NetworkName>>>,
}

/// The health check of the line behind a VBR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthCheck {
    /// The address on the customer's side that packets go to.
    pub target: Ipv4Addr,
    /// The address that packets come from; none is the cloud's choice.
    pub source: Option<Ipv4Addr>,
    /// Seconds between packets: 2 or 3.
    pub interval: u32,
    /// How many packets make a change of health: 3 to 8.
    pub threshold: u32,
}

impl Routes {
    /// Every part is managed, and nothing is wanted.
    pub fn nothing() -> Self {
        Self {
            publish: Some(BTreeMap::new()),
            health_checks: Some(BTreeMap::new()),
            private_zone: Some(BTreeMap::new()),
            services: Some(BTreeMap::new()),
            route_maps: Some(BTreeMap::new()),
        }
    }
}

impl HealthCheck {
    /// Seconds between packets, where the file does not say (the API's default).
    pub const INTERVAL: u32 = 2;
    /// The threshold, where the file does not say (the API's default).
    pub const THRESHOLD: u32 = 8;
}
