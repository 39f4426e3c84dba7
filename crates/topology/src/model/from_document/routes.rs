//! What a CEN does with routes, from the document to the model.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv4Net;

use super::optional::optional;
use super::route_maps;
use crate::document::{self, Cen};
use crate::literal::service_range;
use crate::model::{HealthCheck, Routes};
use crate::names::{NetworkName, RegionId};

/// None if the document breaks a rule.
pub(super) fn routes(written: &Cen) -> Option<Routes> {
    Some(Routes {
        publish: optional(written.publish.as_ref(), publish)?,
        health_checks: optional(written.health_checks.as_ref(), health_checks)?,
        private_zone: written.private_zone.as_deref().map(private_zone),
        services: optional(written.services.as_ref(), |services| {
            self::services(services)
        })?,
        route_maps: optional(written.route_maps.as_ref(), |maps| {
            maps.iter().map(route_maps::route_map).collect()
        })?,
    })
}

fn publish(
    written: &BTreeMap<String, Vec<String>>,
) -> Option<BTreeMap<NetworkName, BTreeSet<Ipv4Net>>> {
    let ranges = |ranges: &Vec<String>| {
        ranges
            .iter()
            .map(|range| range.parse::<Ipv4Net>().ok())
            .collect::<Option<BTreeSet<_>>>()
    };
    written
        .iter()
        .map(|(network, routes)| Some((network.as_str().into(), ranges(routes)?)))
        .collect()
}

fn health_checks(
    written: &BTreeMap<String, document::HealthCheck>,
) -> Option<BTreeMap<NetworkName, HealthCheck>> {
    written
        .iter()
        .map(|(network, check)| Some((network.as_str().into(), health_check(check)?)))
        .collect()
}

fn health_check(written: &document::HealthCheck) -> Option<HealthCheck> {
    let number = |written: Option<u64>, default: u32| {
        written.map_or(Some(default), |number| u32::try_from(number).ok())
    };
    Some(HealthCheck {
        target: written.target.parse().ok()?,
        source: optional(written.source.as_ref(), |source| source.parse().ok())?,
        interval: number(written.interval, HealthCheck::INTERVAL)?,
        threshold: number(written.threshold, HealthCheck::THRESHOLD)?,
    })
}

fn private_zone(written: &[document::PrivateZone]) -> BTreeMap<RegionId, NetworkName> {
    let accesses = written.iter().flat_map(|zone| {
        zone.from
            .iter()
            .map(|region| (region.as_str().into(), zone.host.as_str().into()))
    });
    accesses.collect()
}

fn services(
    written: &[document::Service],
) -> Option<BTreeMap<RegionId, BTreeMap<Ipv4Net, NetworkName>>> {
    let mut services: BTreeMap<RegionId, BTreeMap<Ipv4Net, NetworkName>> = BTreeMap::new();
    for service in written {
        let range = service_range(&service.host)?;
        for region in &service.from {
            services
                .entry(region.as_str().into())
                .or_default()
                .insert(range, service.via.as_str().into());
        }
    }
    Some(services)
}
