//! The routes of a CEN, from the document to the model.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv4Net;

use super::optional::optional;
use super::route_maps;
use crate::document::{self, Cen};
use crate::literal::{self, service_range};
use crate::model::{HealthCheck, Routes};
use crate::names::{NetworkName, RegionId};

pub(super) fn routes(written: &Cen) -> Option<Routes> {
    Some(Routes {
        publish: optional(written.publish.as_ref(), publish)?,
        health_checks: optional(written.health_checks.as_ref(), health_checks)?,
        private_zone: optional(written.private_zone.as_deref(), private_zone)?,
        services: optional(written.services.as_deref(), services)?,
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
            .map(|range| literal::range(range))
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
        target: literal::address(written.target.as_ref()?)?,
        source: optional(written.source.as_ref(), |source| literal::address(source))?,
        interval: number(written.interval, HealthCheck::INTERVAL)?,
        threshold: number(written.threshold, HealthCheck::THRESHOLD)?,
    })
}

fn private_zone(written: &[document::PrivateZone]) -> Option<BTreeMap<RegionId, NetworkName>> {
    let mut accesses = BTreeMap::new();
    for zone in written {
        let host = NetworkName::from(zone.host.as_deref()?);
        let regions = zone.from.as_ref()?.iter();
        accesses.extend(regions.map(|region| (region.as_str().into(), host.clone())));
    }
    Some(accesses)
}

fn services(
    written: &[document::Service],
) -> Option<BTreeMap<RegionId, BTreeMap<Ipv4Net, NetworkName>>> {
    let mut services: BTreeMap<RegionId, BTreeMap<Ipv4Net, NetworkName>> = BTreeMap::new();
    for service in written {
        let range = service_range(service.host.as_ref()?)?;
        for region in service.from.as_ref()? {
            let ranges = services.entry(region.as_str().into()).or_default();
            ranges.insert(range, service.via.as_deref()?.into());
        }
    }
    Some(services)
}
