//! Translates between the words of the API and the types of the topology language.

pub(crate) mod route_map;

use std::net::Ipv4Addr;

use cen_cloud::{ChildInstanceType, RouteServiceEntry, VbrHealthCheck};
use cen_topology::{HealthCheck, NetworkKind};
use ipnet::Ipv4Net;

/// Returns the API's word for a kind of network.
pub(crate) fn child_type(kind: NetworkKind) -> ChildInstanceType {
    match kind {
        NetworkKind::Vpc => ChildInstanceType::Vpc,
        NetworkKind::Vbr => ChildInstanceType::Vbr,
        NetworkKind::Ccn => ChildInstanceType::Ccn,
    }
}

/// Returns the health check of a row, or none if its target is not an IPv4 address: a file cannot name that.
pub(crate) fn health_check(row: &VbrHealthCheck) -> Option<HealthCheck> {
    Some(HealthCheck {
        target: row.health_check_target_ip.parse().ok()?,
        source: row.health_check_source_ip.parse().ok(),
        interval: row.health_check_interval.unwrap_or(HealthCheck::INTERVAL),
        threshold: row.healthy_threshold.unwrap_or(HealthCheck::THRESHOLD),
    })
}

/// Returns the range that a service was asked for. For a domain name it is the first range that the name stands for.
pub(crate) fn service_range(row: &RouteServiceEntry) -> Option<Ipv4Net> {
    let host = row
        .host
        .parse::<Ipv4Addr>()
        .map(Ipv4Net::from)
        .or_else(|_| row.host.parse())
        .ok();
    host.or_else(|| row.cidrs.first()?.parse().ok())
}
