//! Route settings of the modelled cloud, and its refusals.

use cen_action::call::{
    CreateRouteMap, DeleteRouteMap, DisableHealthCheck, EnableHealthCheck, ModifyRouteMap,
    PublishRoute, RouteCall, RoutePrivateZone, RouteService, UnroutePrivateZone, UnrouteService,
    WithdrawRoute,
};
use cen_observed::{Inside, NAME_TAG, RouteMapContent, SeenAccess, SeenRouteMap};
use cen_topology::{
    Cen, CenId, InstanceId, RegionId, RegionPair, RouteMap, RouteMapId, RouteMapPlace, Topology,
};

use crate::model::Cloud;

impl Cloud {
    pub(crate) fn route(&mut self, call: &RouteCall) {
        match call {
            RouteCall::PublishRoute(_) | RouteCall::WithdrawRoute(_) => {
                self.publish_or_withdraw(call)
            }
            RouteCall::EnableHealthCheck(_) | RouteCall::DisableHealthCheck(_) => {
                self.check_health(call)
            }
            RouteCall::RoutePrivateZone(_) | RouteCall::UnroutePrivateZone(_) => {
                self.reach_zone(call)
            }
            RouteCall::RouteService(_) | RouteCall::UnrouteService(_) => self.reach_service(call),
            RouteCall::CreateRouteMap(_)
            | RouteCall::ModifyRouteMap(_)
            | RouteCall::DeleteRouteMap(_) => self.map_routes(call),
        }
    }

    fn publish_or_withdraw(&mut self, call: &RouteCall) {
        let (cen, vpc, cidr, publish) = match call {
            RouteCall::PublishRoute(PublishRoute { cen, vpc, cidr, .. }) => {
                (self.id(cen), self.id(vpc), cidr, true)
            }
            RouteCall::WithdrawRoute(WithdrawRoute { cen, vpc, cidr, .. }) => {
                (cen.to_string(), vpc.to_string(), cidr, false)
            }
            other => panic!("{other:?} is about no published route"),
        };
        let table = self
            .inside(&cen)
            .routes
            .tables
            .get_mut(vpc.as_str())
            .expect("it is attached");
        let route = table.get_mut(cidr).expect("it has the route");
        assert_ne!(
            std::mem::replace(&mut route.published, publish),
            publish,
            "{cidr} is so already"
        );
    }

    fn check_health(&mut self, call: &RouteCall) {
        match call {
            RouteCall::EnableHealthCheck(EnableHealthCheck {
                cen, vbr, from, to, ..
            }) => {
                let (cen, vbr) = (self.id(cen), InstanceId::new(self.id(vbr)));
                let inside = self.inside(&cen);
                assert!(
                    inside.attachments.contains_key(&vbr),
                    "{vbr} is not attached"
                );
                assert_eq!(inside.routes.health_checks.insert(vbr, *to), *from);
            }
            RouteCall::DisableHealthCheck(DisableHealthCheck { cen, vbr, .. }) => {
                assert!(
                    self.inside(cen.as_str())
                        .routes
                        .health_checks
                        .remove(vbr)
                        .is_some(),
                    "nothing is checked behind {vbr}"
                );
            }
            other => panic!("{other:?} is about no health check"),
        }
    }

    fn reach_zone(&mut self, call: &RouteCall) {
        match call {
            RouteCall::RoutePrivateZone(RoutePrivateZone {
                cen,
                access,
                vpc,
                region,
            }) => {
                let (cen, vpc) = (self.id(cen), InstanceId::new(self.id(vpc)));
                assert!(
                    access == region || access.as_str().starts_with("ccn-"),
                    "{access} may not reach a zone in {region}"
                );
                let inside = self.inside(&cen);
                assert_hosts(inside, &vpc, access);
                let seen = SeenAccess {
                    host: String::new(),
                    vpc,
                    region: region.clone(),
                    status: "Active".to_owned(),
                };
                assert!(
                    inside
                        .routes
                        .private_zone
                        .insert(access.clone(), seen)
                        .is_none(),
                    "{access} reaches a zone already"
                );
            }
            RouteCall::UnroutePrivateZone(UnroutePrivateZone { cen, access, vpc }) => {
                let seen = self.inside(cen.as_str()).routes.private_zone.remove(access);
                assert_eq!(seen.map(|seen| seen.vpc).as_ref(), Some(vpc));
            }
            other => panic!("{other:?} is about no zone"),
        }
    }

    fn reach_service(&mut self, call: &RouteCall) {
        match call {
            RouteCall::RouteService(RouteService {
                cen,
                access,
                cidr,
                vpc,
                region,
            }) => {
                let (cen, vpc) = (self.id(cen), InstanceId::new(self.id(vpc)));
                let inside = self.inside(&cen);
                assert_hosts(inside, &vpc, access);
                let services = inside.routes.services.entry(access.clone()).or_default();
                let overlaps = services
                    .keys()
                    .any(|other| other.contains(cidr) || cidr.contains(other));
                assert!(!overlaps, "{cidr} overlaps what {access} reaches already");
                let seen = SeenAccess {
                    host: cidr.to_string(),
                    vpc,
                    region: region.clone(),
                    status: "Active".to_owned(),
                };
                services.insert(*cidr, seen);
            }
            RouteCall::UnrouteService(UnrouteService {
                cen,
                access,
                host,
                vpc,
                ..
            }) => {
                let services = self
                    .inside(cen.as_str())
                    .routes
                    .services
                    .get_mut(access)
                    .expect("something is reached");
                let before = services.len();
                services.retain(|_, seen| !(seen.host == *host && seen.vpc == *vpc));
                assert_eq!(
                    services.len() + 1,
                    before,
                    "{host} was not reached from {access}"
                );
            }
            other => panic!("{other:?} is about no service"),
        }
    }

    fn map_routes(&mut self, call: &RouteCall) {
        match call {
            RouteCall::CreateRouteMap(CreateRouteMap { cen, place, map }) => {
                // No other action needs its id.
                let id = self.new_id("cenrmap");
                let (cen, map) = (
                    self.id(cen),
                    map.renamed(|network| InstanceId::new(self.id(network))),
                );
                self.put_route_map(&cen, place, RouteMapId::new(id), map);
            }
            RouteCall::ModifyRouteMap(ModifyRouteMap {
                cen,
                id,
                from_place,
                place,
                map,
                ..
            }) => {
                let map = map.renamed(|network| InstanceId::new(self.id(network)));
                let before = self
                    .inside(cen.as_str())
                    .routes
                    .route_maps
                    .remove(from_place)
                    .expect("it is there");
                assert_eq!(
                    (&before.id, &from_place.region, from_place.direction),
                    (id, &place.region, place.direction)
                );
                self.put_route_map(cen.as_str(), place, id.clone(), map);
            }
            RouteCall::DeleteRouteMap(DeleteRouteMap { cen, id, place }) => {
                let seen = self.inside(cen.as_str()).routes.route_maps.remove(place);
                assert_eq!(seen.map(|seen| seen.id).as_ref(), Some(id));
            }
            other => panic!("{other:?} is about no route map"),
        }
    }

    fn put_route_map(
        &mut self,
        cen: &str,
        place: &RouteMapPlace,
        id: RouteMapId,
        map: RouteMap<InstanceId>,
    ) {
        let inside = self.inside(cen);
        assert!(
            inside
                .attachments
                .values()
                .any(|seen| seen.region == place.region),
            "nothing is attached for {place}"
        );
        assert!(
            map.networks()
                .all(|network| inside.attachments.contains_key(network)),
            "{map:?} names what is not attached"
        );
        let seen = SeenRouteMap {
            id,
            status: "Active".to_owned(),
            content: RouteMapContent::Expressible(Box::new(map)),
        };
        assert!(
            inside
                .routes
                .route_maps
                .insert(place.clone(), seen)
                .is_none(),
            "{place} is taken"
        );
    }

    /// Asserts that nothing needs a detached network. If it was the last one of its region, then
    /// whatever needs the region must still be wanted, and another network must be going to be
    /// attached there.
    pub(crate) fn leave(
        &mut self,
        cen: &CenId,
        instance: &InstanceId,
        region: &RegionId,
        desired: &Topology,
    ) {
        let wanted = desired
            .cens
            .get(self.observed.cens[cen].tags[NAME_TAG].as_str());
        let Inside {
            attachments,
            limits,
            routes,
            ..
        } = self.inside(cen.as_str());
        let table = routes.tables.remove(instance).unwrap_or_default();
        assert!(
            table.values().all(|route| !route.published),
            "{instance} still has a published route"
        );
        assert!(
            !routes.health_checks.contains_key(instance),
            "the line behind {instance} is still checked"
        );
        let services = routes.services.values().flat_map(|all| all.values());
        let through = routes
            .private_zone
            .values()
            .chain(services)
            .any(|seen| seen.vpc == *instance);
        assert!(!through, "something is still reached through {instance}");
        if attachments.values().any(|other| other.region == *region) {
            return;
        }
        let arrives = |cen: &&Cen| {
            cen.attach
                .iter()
                .any(|network| desired.networks[network].region == *region)
        };
        let wanted = wanted.filter(arrives);
        let written = |pair: &RegionPair| {
            wanted.is_some_and(|cen| {
                cen.bandwidth
                    .values()
                    .any(|group| group.limits.contains_key(pair))
            })
        };
        assert!(
            limits
                .keys()
                .all(|pair| !pair.regions().contains(&region) || written(pair)),
            "{region} still has bandwidth"
        );
        let wanted = wanted.map(|cen| cen.routes.clone()).unwrap_or_default();
        let has_zone = wanted
            .private_zone
            .is_some_and(|zones| zones.contains_key(region));
        assert!(
            has_zone || !routes.private_zone.contains_key(region),
            "{region} still reaches a zone"
        );
        let wanted_services = wanted
            .services
            .and_then(|mut services| services.remove(region))
            .unwrap_or_default();
        let mut services = routes.services.get(region).into_iter().flatten();
        assert!(
            services.all(|(cidr, _)| wanted_services.contains_key(cidr)),
            "{region} still reaches a service"
        );
        let maps = wanted.route_maps.unwrap_or_default();
        let mut places = routes
            .route_maps
            .keys()
            .filter(|place| place.region == *region);
        // A route map that only gets another priority stays as well.
        assert!(
            places.all(|_| maps.keys().any(|place| place.region == *region)),
            "{region} still has route maps"
        );
    }
}

/// Asserts that an access goes through an attached network, from a region with an attachment.
fn assert_hosts(inside: &Inside, vpc: &InstanceId, access: &RegionId) {
    assert!(
        inside.attachments.contains_key(vpc),
        "{vpc} is not attached"
    );
    assert!(
        inside
            .attachments
            .values()
            .any(|seen| seen.region == *access),
        "nothing is attached in {access}"
    );
}
