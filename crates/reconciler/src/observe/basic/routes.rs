//! Reads the route settings of a CEN: the parts that the file manages, or all parts of a CEN that
//! has left the file.

use std::collections::{BTreeMap, BTreeSet};

use cen_cloud::{
    Cen, CenChildInstance, CenRegion, Client, Error, PrivateZoneInfo, PublishedRouteEntry,
    RouteMap, RouteServiceEntry,
};
use cen_observed::{
    Edition, NAME_TAG, NotExpressible, RoutePart, SeenAccess, SeenAttachment, SeenRoute,
    SeenRouteMap, SeenRouter, SeenRoutes,
};
use cen_topology::{
    AccountName, HealthCheck, InstanceId, NetworkKind, RegionId, RouteMapId, RouteMapPlace, Routes,
    Topology,
};
use futures::future::try_join_all;
use ipnet::Ipv4Net;

use crate::retry::read;
use crate::wire::{child_type, health_check, route_map, service_range};

/// A CEN to read, and what is known of it.
#[derive(Clone, Copy)]
pub(in crate::observe) struct CenToRead<'a> {
    pub(in crate::observe) topology: &'a Topology,
    /// The account that owns it.
    pub(in crate::observe) account: &'a AccountName,
    pub(in crate::observe) cen: &'a Cen,
    pub(in crate::observe) attachments: &'a BTreeMap<InstanceId, SeenAttachment>,
    pub(in crate::observe) routers: &'a BTreeMap<RegionId, SeenRouter>,
}

/// The route settings, and the parts that could not be read.
pub(in crate::observe) struct Looked {
    pub(in crate::observe) routes: SeenRoutes,
    pub(in crate::observe) unread: Vec<(RoutePart, Error)>,
}

/// The content of one part, and what a file cannot express.
type PartRead<T> = (T, BTreeSet<NotExpressible>);

/// Reads every part that is managed. A part that cannot be read does not affect the others.
pub(in crate::observe) async fn look(site: CenToRead<'_>, client: &Client) -> Looked {
    let mut looked = Looked {
        routes: SeenRoutes::default(),
        unread: Vec::new(),
    };
    let (tables, checks, zones, services, maps) = tokio::join!(
        part(
            site.manages(|routes| routes.publish.is_some()),
            tables(site, client)
        ),
        part(
            site.manages(|routes| routes.health_checks.is_some()),
            health_checks(site, client)
        ),
        part(
            site.manages(|routes| routes.private_zone.is_some()),
            zones(&site.cen.cen_id, client)
        ),
        part(
            site.manages(|routes| routes.services.is_some()),
            services(&site.cen.cen_id, client)
        ),
        part(
            site.manages(|routes| routes.route_maps.is_some()),
            route_maps(site, client)
        ),
    );
    looked.routes.tables = looked.take(RoutePart::Publish, tables);
    looked.routes.health_checks = looked.take(RoutePart::HealthChecks, checks);
    looked.routes.private_zone = looked.take(RoutePart::PrivateZone, zones);
    looked.routes.services = looked.take(RoutePart::Services, services);
    looked.routes.route_maps = looked.take(RoutePart::RouteMaps, maps);
    looked
}

/// The access to PrivateZone from each region.
type Zones = BTreeMap<RegionId, SeenAccess>;
/// The access to services from each region.
type Services = BTreeMap<RegionId, BTreeMap<Ipv4Net, SeenAccess>>;

/// Reads the access to PrivateZone and to services of a CEN, whether the file manages it or not.
pub(in crate::observe) async fn access(
    client: &Client,
    cen: &str,
) -> (Result<Zones, Error>, Result<Services, Error>) {
    let (zones, services) = tokio::join!(zones(cen, client), services(cen, client));
    (
        zones.map(|(zones, _)| zones),
        services.map(|(services, _)| services),
    )
}

async fn part<T: Default>(
    is_managed: bool,
    look: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    if is_managed {
        look.await
    } else {
        Ok(T::default())
    }
}

impl Looked {
    fn take<T: Default>(&mut self, part: RoutePart, looked: Result<PartRead<T>, Error>) -> T {
        match looked {
            Ok((seen, not_expressible)) => {
                self.routes.not_expressible.extend(not_expressible);
                seen
            }
            Err(error) => {
                self.unread.push((part, error));
                T::default()
            }
        }
    }
}

impl CenToRead<'_> {
    fn is_basic(&self, region: &RegionId) -> bool {
        self.routers
            .get(region)
            .is_none_or(|router| router.edition != Edition::Enterprise)
    }

    /// Returns whether a part is managed. On a CEN that has left the file every part is. A CEN of
    /// another account than in the file counts as such: the CEN of the file does not exist yet.
    fn manages(&self, part: impl Fn(&Routes) -> bool) -> bool {
        let named = |id: &cen_topology::CenId| id.as_str() == self.cen.cen_id;
        let by_id = self
            .topology
            .cens
            .values()
            .find(|cen| cen.id.as_ref().is_some_and(named));
        let by_mark = || {
            self.topology
                .cens
                .get(self.cen.tags.get(NAME_TAG)?.as_str())
                .filter(|cen| cen.account == *self.account)
        };
        by_id.or_else(by_mark).is_none_or(|cen| part(&cen.routes))
    }

    /// Lists the attached networks of a kind in regions with the Basic edition.
    fn attached(&self, kind: NetworkKind) -> impl Iterator<Item = (&InstanceId, &SeenAttachment)> {
        let rests = move |seen: &SeenAttachment| {
            seen.kind == kind && seen.status == "Attached" && self.is_basic(&seen.region)
        };
        self.attachments.iter().filter(move |(_, seen)| rests(seen))
    }
}

/// Reads the routes of every attached VPC: the API lists them for one VPC at a time.
async fn tables(
    site: CenToRead<'_>,
    client: &Client,
) -> Result<PartRead<BTreeMap<InstanceId, BTreeMap<Ipv4Net, SeenRoute>>>, Error> {
    let tables = site.attached(NetworkKind::Vpc).map(async |(vpc, seen)| {
        let child = CenChildInstance {
            cen_id: &site.cen.cen_id,
            child_instance_id: vpc.as_str(),
            child_instance_type: child_type(NetworkKind::Vpc),
            child_instance_region_id: seen.region.as_str(),
        };
        let rows = read(async || client.describe_published_route_entries(child).await).await?;
        Ok((vpc, rows))
    });
    let (mut seen, mut not_expressible) = PartRead::<BTreeMap<_, _>>::default();
    for (vpc, rows) in try_join_all(tables).await? {
        not_expressible.extend(rows.iter().filter(|row| is_published_ipv6(row)).map(|row| {
            NotExpressible::Route {
                vpc: vpc.clone(),
                cidr: row.destination_cidr_block.clone(),
            }
        }));
        seen.insert(vpc.clone(), rows.into_iter().filter_map(route).collect());
    }
    Ok((seen, not_expressible))
}

/// Returns a route, or none for an IPv6 range, which a file cannot name.
fn route(row: PublishedRouteEntry) -> Option<(Ipv4Net, SeenRoute)> {
    let seen = SeenRoute {
        published: is_published(&row),
        changeable: row.operational_mode,
    };
    Some((row.destination_cidr_block.parse().ok()?, seen))
}

fn is_published(row: &PublishedRouteEntry) -> bool {
    row.publish_status == "Published"
}

/// Returns whether a user has published a route to an IPv6 range; routes that the cloud publishes
/// by itself do not count.
fn is_published_ipv6(row: &PublishedRouteEntry) -> bool {
    is_published(row)
        && row.operational_mode
        && row.destination_cidr_block.parse::<Ipv4Net>().is_err()
}

/// Reads the health checks in every region with an attached VBR.
async fn health_checks(
    site: CenToRead<'_>,
    client: &Client,
) -> Result<PartRead<BTreeMap<InstanceId, HealthCheck>>, Error> {
    let regions: BTreeSet<&str> = site
        .attached(NetworkKind::Vbr)
        .map(|(_, seen)| seen.region.as_str())
        .collect();
    let checks = regions.into_iter().map(async |region_id| {
        let region = CenRegion {
            cen_id: &site.cen.cen_id,
            region_id,
        };
        read(async || client.describe_cen_vbr_health_check(region).await).await
    });
    let (mut seen, mut not_expressible) = PartRead::<BTreeMap<_, _>>::default();
    for row in try_join_all(checks).await?.into_iter().flatten() {
        let vbr = InstanceId::new(&*row.vbr_instance_id);
        match health_check(&row) {
            Some(check) => drop(seen.insert(vbr, check)),
            None => drop(not_expressible.insert(NotExpressible::HealthCheck {
                vbr,
                target: row.health_check_target_ip,
            })),
        }
    }
    Ok((seen, not_expressible))
}

async fn zones(
    cen: &str,
    client: &Client,
) -> Result<PartRead<BTreeMap<RegionId, SeenAccess>>, Error> {
    let rows = read(async || client.describe_cen_private_zone_routes(cen).await).await?;
    let zone = |row: PrivateZoneInfo| {
        let (vpc, region) = (
            InstanceId::new(row.host_vpc_id),
            RegionId::new(row.host_region_id),
        );
        (
            RegionId::new(row.access_region_id),
            SeenAccess {
                host: String::new(),
                vpc,
                region,
                status: row.status,
            },
        )
    };
    Ok((rows.into_iter().map(zone).collect(), BTreeSet::new()))
}

/// Reads the services. A file cannot name a service without an IPv4 range.
async fn services(
    cen: &str,
    client: &Client,
) -> Result<PartRead<BTreeMap<RegionId, BTreeMap<Ipv4Net, SeenAccess>>>, Error> {
    Ok(told_services(
        read(async || client.describe_route_services_in_cen(cen).await).await?,
    ))
}

fn told_services(
    rows: Vec<RouteServiceEntry>,
) -> PartRead<BTreeMap<RegionId, BTreeMap<Ipv4Net, SeenAccess>>> {
    let (mut seen, mut not_expressible) = PartRead::<BTreeMap<RegionId, BTreeMap<_, _>>>::default();
    for row in rows {
        let range = service_range(&row);
        let (vpc, region) = (
            InstanceId::new(row.host_vpc_id),
            RegionId::new(row.host_region_id),
        );
        let Some(range) = range else {
            not_expressible.insert(NotExpressible::Service {
                access: RegionId::new(row.access_region_id),
                host: row.host,
                vpc,
            });
            continue;
        };
        let access = SeenAccess {
            host: row.host,
            vpc,
            region,
            status: row.status,
        };
        seen.entry(RegionId::new(row.access_region_id))
            .or_default()
            .insert(range, access);
    }
    (seen, not_expressible)
}

/// Reads the users' route maps in Basic regions. The system's own come after all others and cannot
/// be changed.
async fn route_maps(
    site: CenToRead<'_>,
    client: &Client,
) -> Result<PartRead<BTreeMap<RouteMapPlace, SeenRouteMap>>, Error> {
    let rows = read(async || client.describe_cen_route_maps(&site.cen.cen_id).await).await?;
    let seen = |row: RouteMap| {
        let place = route_map::place(&row).filter(|place| site.is_basic(&place.region))?;
        Some((
            place,
            SeenRouteMap {
                content: route_map::content(&row.settings),
                id: RouteMapId::new(row.route_map_id),
                status: row.status,
            },
        ))
    };
    Ok((rows.into_iter().filter_map(seen).collect(), BTreeSet::new()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn entry(cidr: &str, status: &str, mode: bool) -> PublishedRouteEntry {
        let row = json!({
            "ChildInstanceRouteTableId": "vtb-1", "DestinationCidrBlock": cidr, "PublishStatus": status, "OperationalMode": mode
        });
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn a_route_to_a_range_of_ipv6_is_told_if_somebody_published_it() {
        assert!(is_published_ipv6(&entry(
            "2408:4000::/56",
            "Published",
            true
        )));
        for (cidr, status, mode) in [
            ("2408:4000::/56", "NonPublished", true),
            ("2408:4000::/56", "Published", false),
            ("10.0.0.0/8", "Published", true),
        ] {
            assert!(
                !is_published_ipv6(&entry(cidr, status, mode)),
                "{cidr} {status} {mode}"
            );
        }
    }

    #[test]
    fn a_service_without_a_range_of_ipv4_is_told_and_not_forgotten() {
        let row = |host: &str, cidrs: Value| {
            let row = json!({ "AccessRegionId": "cn-beijing", "Host": host, "Cidrs": { "Cidr": cidrs }, "HostVpcId": "vpc-1", "Status": "Active" });
            serde_json::from_value::<RouteServiceEntry>(row).unwrap()
        };
        let rows = vec![
            row("files.example", json!(["2408:4000::/56"])),
            row("100.118.28.52", json!([])),
            row("logs.example", json!(["100.64.3.0/24"])),
        ];
        let (seen, not_expressible) = told_services(rows);
        let ranges: Vec<_> = seen["cn-beijing"].keys().map(ToString::to_string).collect();
        assert_eq!(ranges, ["100.64.3.0/24", "100.118.28.52/32"]);
        assert_eq!(
            not_expressible,
            [NotExpressible::Service {
                access: "cn-beijing".into(),
                host: "files.example".to_owned(),
                vpc: "vpc-1".into(),
            }]
            .into()
        );
    }
}
