//! What a CEN of the old file carries: routes, health checks, services and route maps.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::{RouteMapContent, SeenAccess, SeenRoute, SeenRouteMap, SeenRoutes};
use cen_topology::{NetworkName, RouteMap, RouteMapId, RouteMapPlace};
use ipnet::Ipv4Net;

use crate::baseline::cen::Imagined;
use crate::baseline::identity::instance;

impl Imagined<'_> {
    pub(super) fn routes(&self) -> SeenRoutes {
        let routes = &self.cen.routes;
        let id = |key: &NetworkName| instance(key, &self.old.networks[key]);
        let access = |key: &NetworkName, host: String| SeenAccess {
            host,
            vpc: id(key),
            region: self.old.networks[key].region.clone(),
            status: "Active".to_owned(),
        };
        let zones = routes
            .private_zone
            .iter()
            .flatten()
            .map(|(region, key)| (region.clone(), access(key, String::new())));
        let services = routes.services.iter().flatten().map(|(region, services)| {
            let services = services
                .iter()
                .map(|(cidr, key)| (*cidr, access(key, cidr.to_string())));
            (region.clone(), services.collect())
        });
        SeenRoutes {
            tables: self
                .attached()
                .map(|(key, _, id)| (id, self.table(key)))
                .collect(),
            health_checks: routes
                .health_checks
                .iter()
                .flatten()
                .map(|(key, check)| (id(key), *check))
                .collect(),
            private_zone: zones.collect(),
            services: services.collect(),
            route_maps: self.route_maps(),
            not_expressible: BTreeSet::new(),
        }
    }

    fn route_maps(&self) -> BTreeMap<RouteMapPlace, SeenRouteMap> {
        let seen = |place: &RouteMapPlace, map: &RouteMap<NetworkName>| SeenRouteMap {
            id: RouteMapId::new(format!("<route-map/{place}>")),
            status: "Active".to_owned(),
            content: RouteMapContent::Expressible(Box::new(
                map.renamed(|network| instance(network, &self.old.networks[network])),
            )),
        };
        self.cen
            .routes
            .route_maps
            .iter()
            .flatten()
            .map(|(place, map)| (place.clone(), seen(place, map)))
            .collect()
    }

    /// A network has every route that one of the files publishes; those of the old file are published.
    fn table(&self, key: &NetworkName) -> BTreeMap<Ipv4Net, SeenRoute> {
        let published = self
            .cen
            .routes
            .publish
            .iter()
            .flatten()
            .filter(|(network, _)| *network == key)
            .flat_map(|(_, cidrs)| cidrs);
        let published: BTreeSet<_> = published.copied().collect();
        let id = instance(key, &self.old.networks[key]);
        let is_it = |key: &NetworkName| instance(key, &self.new.networks[key]) == id;
        let wanted = self
            .new
            .cens
            .values()
            .flat_map(|cen| cen.routes.publish.iter().flatten())
            .filter(|(key, _)| is_it(key))
            .flat_map(|(_, cidrs)| cidrs)
            .copied();
        let routes: BTreeSet<_> = published.iter().copied().chain(wanted).collect();
        routes
            .into_iter()
            .map(|cidr| {
                (
                    cidr,
                    SeenRoute {
                        published: published.contains(&cidr),
                        changeable: true,
                    },
                )
            })
            .collect()
    }
}
