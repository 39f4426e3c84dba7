//! The routes of a CEN. A part is none if the file does not have it; then it is not managed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::model::route_maps::{RouteMap, RouteMapPlace};
use crate::names::{NetworkName, RegionId};

/// The routes of a CEN.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes {
    /// The custom routes of attached VPCs that the CEN learns; each route once.
    pub publish: Option<BTreeMap<NetworkName, BTreeSet<Ipv4Net>>>,
    /// The health checks of the leased lines behind attached VBRs; each target once in a region.
    pub health_checks: Option<BTreeMap<NetworkName, HealthCheck>>,
    /// The regions and areas of CCNs that reach PrivateZone, each with the VPC that it uses.
    pub private_zone: Option<BTreeMap<RegionId, NetworkName>>,
    /// The ranges of cloud services that each region reaches, with the VPC that it uses; the ranges of
    /// one region do not overlap.
    pub services: Option<BTreeMap<RegionId, BTreeMap<Ipv4Net, NetworkName>>>,
    /// The route maps of its regions.
    pub route_maps: Option<BTreeMap<RouteMapPlace, RouteMap<NetworkName>>>,
}

/// The health check of the leased line behind a VBR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthCheck {
    /// The destination of the packets: an address on the customer's side.
    pub target: Ipv4Addr,
    /// The source address of the packets; none lets the cloud choose.
    pub source: Option<Ipv4Addr>,
    /// Seconds between packets: 2 or 3.
    pub interval: u32,
    /// The number of packets after which the health changes: 3 to 8.
    pub threshold: u32,
}

impl Routes {
    /// Tells whether any part has something in it.
    pub fn says_something(&self) -> bool {
        let Self {
            publish,
            health_checks,
            private_zone,
            services,
            route_maps,
        } = self;
        publish.as_ref().is_some_and(|part| !part.is_empty())
            || health_checks.as_ref().is_some_and(|part| !part.is_empty())
            || private_zone.as_ref().is_some_and(|part| !part.is_empty())
            || services.as_ref().is_some_and(|part| !part.is_empty())
            || route_maps.as_ref().is_some_and(|part| !part.is_empty())
    }

    /// Returns routes of which every part is managed and empty.
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
    /// The interval if the file does not give one (the API's default).
    pub const INTERVAL: u32 = 2;
    /// The threshold if the file does not give one (the API's default).
    pub const THRESHOLD: u32 = 8;
}
