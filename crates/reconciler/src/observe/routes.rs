//! What a CEN does with routes: the parts that the file manages, and all of it on a CEN that has left the file.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use cen_cloud::{
    Cen, CenChildInstance, CenRegion, Client, Error, PrivateZoneInfo, PublishedRouteEntry, RouteMap, RouteServiceEntry, VbrHealthCheck,
};
use cen_plan::{Edition, NAME_TAG, SeenAccess, SeenAttachment, SeenRoute, SeenRouteMap, SeenRoutes};
use cen_topology::{HealthCheck, InstanceId, NetworkKind, RegionId, RouteMapId, RouteMapPlace, Routes, Topology};
use futures::future::try_join_all;
use ipnet::Ipv4Net;

use crate::perform::child_type;
use crate::retry::read;
use crate::route_maps;

/// A CEN that is looked into, as far as it is known.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) topology: &'a Topology,
    pub(super) cen: &'a Cen,
    pub(super) attachments: &'a BTreeMap<InstanceId, SeenAttachment>,
    pub(super) editions: &'a BTreeMap<RegionId, Edition>,
}

pub(super) async fn look(site: Site<'_>, client: &Client) -> Result<SeenRoutes, Error> {
    let tables = async || if site.manages(|routes| routes.publish.is_some()) { tables(site, client).await } else { Ok(BTreeMap::new()) };
    let checks = async || {
        if site.manages(|routes| routes.health_checks.is_some()) { health_checks(site, client).await } else { Ok(BTreeMap::new()) }
    };
    let zones = async || if site.manages(|routes| routes.private_zone.is_some()) { zones(site, client).await } else { Ok(BTreeMap::new()) };
    let services =
        async || if site.manages(|routes| routes.services.is_some()) { services(site, client).await } else { Ok(BTreeMap::new()) };
    let maps =
        async || if site.manages(|routes| routes.route_maps.is_some()) { route_maps(site, client).await } else { Ok(BTreeMap::new()) };
    let (tables, health_checks, private_zone, services, route_maps) = tokio::try_join!(tables(), checks(), zones(), services(), maps())?;
    Ok(SeenRoutes { tables, health_checks, private_zone, services, route_maps })
}

impl Site<'_> {
    fn is_basic(&self, region: &RegionId) -> bool {
        self.editions.get(region) != Some(&Edition::Enterprise)
    }

    /// Whether a part is managed; on a CEN that the file does not have any more every part is.
    fn manages(&self, part: impl Fn(&Routes) -> bool) -> bool {
        let named = |id: &cen_topology::CenId| id.as_str() == self.cen.cen_id;
        let by_id = self.topology.cens.values().find(|cen| cen.id.as_ref().is_some_and(named));
        let by_mark = || self.topology.cens.get(self.cen.tags.get(NAME_TAG)?.as_str());
        by_id.or_else(by_mark).is_none_or(|cen| part(&cen.routes))
    }

    /// The networks of a kind that rest on the CEN, where the verbs of the Basic edition are understood.
    fn attached(&self, kind: NetworkKind) -> impl Iterator<Item = (&InstanceId, &SeenAttachment)> {
        let rests = move |seen: &SeenAttachment| seen.kind == kind && seen.status == "Attached" && self.is_basic(&seen.region);
        self.attachments.iter().filter(move |(_, seen)| rests(seen))
    }
}

/// The routes of every attached VPC: the API lists them for one at a time.
async fn tables(site: Site<'_>, client: &Client) -> Result<BTreeMap<InstanceId, BTreeMap<Ipv4Net, SeenRoute>>, Error> {
    let tables = site.attached(NetworkKind::Vpc).map(async |(vpc, seen)| {
        let child = CenChildInstance {
            cen_id: &site.cen.cen_id,
            child_instance_id: vpc.as_str(),
            child_instance_type: child_type(NetworkKind::Vpc),
            child_instance_region_id: seen.region.as_str(),
        };
        let rows = read(async || client.describe_published_route_entries(child).await).await?;
        Ok((vpc.clone(), rows.into_iter().filter_map(route).collect()))
    });
    Ok(try_join_all(tables).await?.into_iter().collect())
}

/// A route to a range of IPv6 is left out: it is nothing that a file could name.
fn route(row: PublishedRouteEntry) -> Option<(Ipv4Net, SeenRoute)> {
    let seen = SeenRoute { published: row.publish_status == "Published", changeable: row.operational_mode };
    Some((row.destination_cidr_block.parse().ok()?, seen))
}

/// The health checks in every region where a VBR is attached.
async fn health_checks(site: Site<'_>, client: &Client) -> Result<BTreeMap<InstanceId, HealthCheck>, Error> {
    let regions: BTreeSet<&str> = site.attached(NetworkKind::Vbr).map(|(_, seen)| seen.region.as_str()).collect();
    let checks = regions.into_iter().map(async |region_id| {
        let region = CenRegion { cen_id: &site.cen.cen_id, region_id };
        read(async || client.describe_cen_vbr_health_check(region).await).await
    });
    Ok(try_join_all(checks)
        .await?
        .into_iter()
        .flatten()
        .filter_map(|row| Some((InstanceId::new(&*row.vbr_instance_id), health_check(&row)?)))
        .collect())
}

/// What a row says; none for a target that is no IPv4 address, which a file could not name.
pub(crate) fn health_check(row: &VbrHealthCheck) -> Option<HealthCheck> {
    Some(HealthCheck {
        target: row.health_check_target_ip.parse().ok()?,
        source: row.health_check_source_ip.parse().ok(),
        interval: row.health_check_interval.unwrap_or(HealthCheck::INTERVAL),
        threshold: row.healthy_threshold.unwrap_or(HealthCheck::THRESHOLD),
    })
}

async fn zones(site: Site<'_>, client: &Client) -> Result<BTreeMap<RegionId, SeenAccess>, Error> {
    let rows = read(async || client.describe_cen_private_zone_routes(&site.cen.cen_id).await).await?;
    let zone = |row: PrivateZoneInfo| {
        let (vpc, region) = (InstanceId::new(row.host_vpc_id), RegionId::new(row.host_region_id));
        (RegionId::new(row.access_region_id), SeenAccess { host: String::new(), vpc, region, status: row.status })
    };
    Ok(rows.into_iter().map(zone).collect())
}

/// A service without a range of IPv4 is left out: it is nothing that a file could name.
async fn services(site: Site<'_>, client: &Client) -> Result<BTreeMap<RegionId, BTreeMap<Ipv4Net, SeenAccess>>, Error> {
    let rows = read(async || client.describe_route_services_in_cen(&site.cen.cen_id).await).await?;
    let mut services: BTreeMap<RegionId, BTreeMap<Ipv4Net, SeenAccess>> = BTreeMap::new();
    for row in rows {
        let Some(range) = service_range(&row) else { continue };
        let (vpc, region) = (InstanceId::new(row.host_vpc_id), RegionId::new(row.host_region_id));
        let seen = SeenAccess { host: row.host, vpc, region, status: row.status };
        services.entry(RegionId::new(row.access_region_id)).or_default().insert(range, seen);
    }
    Ok(services)
}

/// The route maps of Basic gateways, as far as they are the user's: the system's own stand behind all others, and cannot be changed.
async fn route_maps(site: Site<'_>, client: &Client) -> Result<BTreeMap<RouteMapPlace, SeenRouteMap>, Error> {
    let rows = read(async || client.describe_cen_route_maps(&site.cen.cen_id).await).await?;
    let seen = |row: RouteMap| {
        let place = route_maps::place(&row).filter(|place| site.is_basic(&place.region))?;
        Some((place, SeenRouteMap { map: route_maps::read(&row.settings), id: RouteMapId::new(row.route_map_id), status: row.status }))
    };
    Ok(rows.into_iter().filter_map(seen).collect())
}

/// The range that a service was asked for; of a domain name the first of those that it stands for.
pub(crate) fn service_range(row: &RouteServiceEntry) -> Option<Ipv4Net> {
    let host = row.host.parse::<Ipv4Addr>().map(Ipv4Net::from).or_else(|_| row.host.parse()).ok();
    host.or_else(|| row.cidrs.first()?.parse().ok())
}
