//! The actions that change what a CEN does with routes.

use cen_topology::{
    CenName, HealthCheck, InstanceId, NetworkName, RegionId, RouteMap, RouteMapPlace,
};
use ipnet::Ipv4Net;

use crate::lower::Lowering;
use crate::lower::references::{cen_ref, instance_ref};
use cen_action::{
    Address, Blocker, Call, EditionLack, HeldDifference, HoldReason, Ref,
    call::{
        CreateRouteMap, EnableHealthCheck, ModifyRouteMap, Noun, PublishRoute, RoutePrivateZone,
        RouteService,
    },
};
use cen_diff::{Comparison, is_enterprise};
use cen_observed::{SeenAccess, SeenRouteMap};

/// Publishes a route.
pub(super) fn publish(
    comparison: &Comparison<'_>,
    cen: &CenName,
    network: &NetworkName,
    cidr: Ipv4Net,
) -> Call {
    let publish = PublishRoute {
        cen: cen_ref(comparison, cen),
        vpc: instance_ref(comparison, network),
        region: comparison.desired.networks[network].region.clone(),
        cidr,
    };
    publish.into()
}

/// Sets up a health check, or changes the one that is there.
pub(in crate::lower) fn check_health(
    comparison: &Comparison<'_>,
    (cen, network): (&CenName, &NetworkName),
    from: Option<HealthCheck>,
    to: HealthCheck,
) -> Call {
    let written = &comparison.desired.networks[network];
    let check = EnableHealthCheck {
        cen: cen_ref(comparison, cen),
        vbr: instance_ref(comparison, network),
        region: written.region.clone(),
        owner: comparison.desired.account(&written.account).id.clone(),
        from,
        to,
    };
    check.into()
}

/// Lets a region reach PrivateZone.
pub(super) fn reach_zone(
    comparison: &Comparison<'_>,
    address: &Address,
    access: &RegionId,
) -> Option<Call> {
    let (cen, network) = address.cen().zip(comparison.access_host(address))?;
    let route = RoutePrivateZone {
        cen: cen_ref(comparison, cen),
        access: access.clone(),
        vpc: instance_ref(comparison, network),
        region: comparison.desired.networks[network].region.clone(),
    };
    Some(route.into())
}

/// Lets a region reach a cloud service.
pub(super) fn reach_service(
    comparison: &Comparison<'_>,
    address: &Address,
    access: &RegionId,
    cidr: Ipv4Net,
) -> Option<Call> {
    let (cen, network) = address.cen().zip(comparison.access_host(address))?;
    let route = RouteService {
        cen: cen_ref(comparison, cen),
        access: access.clone(),
        cidr,
        vpc: instance_ref(comparison, network),
        region: comparison.desired.networks[network].region.clone(),
    };
    Some(route.into())
}

/// Adds a route map.
pub(super) fn add_route_map(
    comparison: &Comparison<'_>,
    cen: &CenName,
    place: &RouteMapPlace,
) -> Option<Call> {
    let create = CreateRouteMap {
        cen: cen_ref(comparison, cen),
        place: place.clone(),
        map: Box::new(route_map(comparison, cen, place)?),
    };
    Some(create.into())
}

/// Has a route map say what the file says, where the file has it stand.
fn change_route_map(
    comparison: &Comparison<'_>,
    (cen, place): (&CenName, &RouteMapPlace),
    from_place: RouteMapPlace,
    seen: SeenRouteMap,
) -> Option<Call> {
    let modify = ModifyRouteMap {
        cen: comparison.cen_id(cen)?.clone(),
        from_place,
        from: seen.map().cloned().map(Box::new),
        id: seen.id,
        place: place.clone(),
        map: Box::new(route_map(comparison, cen, place)?),
    };
    Some(modify.into())
}

/// Returns what a route map of the file is to contain.
fn route_map(
    comparison: &Comparison<'_>,
    cen: &CenName,
    place: &RouteMapPlace,
) -> Option<RouteMap<Ref<InstanceId>>> {
    let routes = &comparison.desired.cens.get(cen)?.routes;
    let wanted = routes.route_maps.as_ref()?.get(place)?;
    Some(wanted.renamed(|network| instance_ref(comparison, network)))
}

impl Lowering<'_> {
    /// Returns why nothing can be set up for a network of a CEN.
    pub(in crate::lower) fn why_no_routes_of(
        &self,
        cen: &CenName,
        network: &NetworkName,
    ) -> Option<HoldReason> {
        let region = &self.comparison.desired.networks[network].region;
        if is_enterprise(self.comparison, cen, region) {
            return Some(HoldReason::edition(region, EditionLack::BasicRoutes));
        }
        let attachment = Address::Attachment {
            cen: cen.clone(),
            network: network.clone(),
        };
        self.blocked.contains(&attachment).then(|| {
            HoldReason::waits(Blocker::Held {
                address: attachment,
            })
        })
    }

    /// Returns why a route cannot be published: another network stays the source of it, and a CEN learns a route from one.
    pub(in crate::lower) fn route_that_stays(
        &self,
        cen: &CenName,
        cidr: Ipv4Net,
        address: &Address,
    ) -> Option<HoldReason> {
        let published = self.comparison.inside(cen)?.routes.published();
        let same = published.filter(|(_, other)| *other == cidr);
        let route = |(vpc, cidr)| Address::Route {
            cen: cen.clone(),
            network: self.comparison.network_label(vpc),
            cidr,
        };
        self.first_that_stays(Noun::Route, same.map(route), address)
    }

    /// Returns why a line cannot be checked: the check of another one of the same target stays.
    pub(in crate::lower) fn check_that_stays(
        &self,
        cen: &CenName,
        network: &NetworkName,
        address: &Address,
    ) -> Option<HoldReason> {
        let wanted = &self.comparison.desired.cens.get(cen)?.routes.health_checks;
        let target = wanted.as_ref()?.get(network)?.target;
        let checks = self.comparison.inside(cen)?.routes.health_checks.iter();
        let same = checks.filter(|(_, check)| check.target == target);
        let check = |(vbr, _)| Address::HealthCheck {
            cen: cen.clone(),
            network: self.comparison.network_label(vbr),
        };
        self.first_that_stays(Noun::HealthCheck, same.map(check), address)
    }

    fn first_that_stays(
        &self,
        noun: Noun,
        mut there: impl Iterator<Item = Address>,
        wanted: &Address,
    ) -> Option<HoldReason> {
        let address = there.find(|other| other != wanted && !self.removes(noun, other))?;
        Some(HoldReason::waits(Blocker::Stays { address }))
    }

    /// Returns why an access to PrivateZone or to a cloud service cannot be set up.
    pub(in crate::lower) fn why_not_reach(
        &self,
        cen: &CenName,
        address: &Address,
    ) -> Option<HoldReason> {
        if self.blocked.contains(address) {
            let address = address.clone();
            return Some(HoldReason::waits(Blocker::Stays { address }));
        }
        if let Address::PrivateZone { region, .. } | Address::Service { region, .. } = address
            && self.blocked_regions(cen).contains(region)
        {
            return Some(HoldReason::nothing_attached(region));
        }
        if let Some(other) = self.service_that_overlaps(address) {
            return Some(HoldReason::waits(Blocker::Overlaps { address: other }));
        }
        self.why_no_routes_of(cen, self.comparison.access_host(address)?)
    }

    /// Returns a service that stays although the range of this one overlaps its own: a region cannot reach both.
    fn service_that_overlaps(&self, address: &Address) -> Option<Address> {
        let Address::Service { cen, region, cidr } = address else {
            return None;
        };
        let there = self
            .comparison
            .inside(cen)?
            .routes
            .services
            .get(region)?
            .keys();
        let overlapping = there.filter(|taken| taken.contains(cidr) || cidr.contains(*taken));
        let mut addresses = overlapping.map(|taken| Address::Service {
            cen: cen.clone(),
            region: region.clone(),
            cidr: *taken,
        });
        addresses.find(|other| !self.removes(Noun::Service, other))
    }

    /// An access to PrivateZone (`Forbidden.PrivatezoneRouteExisted`) or to a service that stays, and needs a network that is to leave: it goes
    /// through it, or comes from its region, in which nothing is left.
    pub(in crate::lower) fn access_that_stays(
        &self,
        cen: &CenName,
        instance: &InstanceId,
        region: &RegionId,
    ) -> Option<Address> {
        let routes = &self.comparison.inside(cen)?.routes;
        let zones = routes.private_zone.iter().map(|(access, seen)| {
            let address = Address::PrivateZone {
                cen: cen.clone(),
                region: access.clone(),
            };
            (Noun::PrivateZone, address, access, seen)
        });
        let services = routes
            .services
            .iter()
            .flat_map(|(access, all)| all.iter().map(move |(cidr, seen)| (access, *cidr, seen)));
        let services = services.map(|(access, cidr, seen)| {
            let address = Address::Service {
                cen: cen.clone(),
                region: access.clone(),
                cidr,
            };
            (Noun::Service, address, access, seen)
        });
        let keeps = self.keeps_something(cen, region);
        let needs = |noun, address: &Address, access: &RegionId, seen: &SeenAccess| match seen.vpc
            == *instance
        {
            true => !self.removes(noun, address),
            // What the file does not manage may point to an empty region: the cloud does not refuse that.
            false => {
                !keeps
                    && access == region
                    && self.manages(cen, noun)
                    && self.stays_alone(noun, address, region)
            }
        };
        zones
            .chain(services)
            .find(|(noun, address, access, seen)| needs(*noun, address, access, seen))
            .map(|(_, address, ..)| address)
    }

    /// Tells whether the file manages the access to PrivateZone, or else to services, on a CEN; on one that leaves the file it does.
    pub(in crate::lower) fn manages(&self, cen: &CenName, noun: Noun) -> bool {
        self.comparison
            .desired
            .cens
            .get(cen)
            .is_none_or(|cen| match noun == Noun::PrivateZone {
                true => cen.routes.private_zone.is_some(),
                false => cen.routes.services.is_some(),
            })
    }

    /// Returns why a route map cannot be as the file says.
    pub(in crate::lower) fn why_no_route_map(
        &self,
        cen: &CenName,
        place: &RouteMapPlace,
    ) -> Option<HoldReason> {
        let region = &place.region;
        if is_enterprise(self.comparison, cen, region) {
            return Some(HoldReason::edition(region, EditionLack::BasicRoutes));
        }
        if self.blocked_regions(cen).contains(region) {
            return Some(HoldReason::nothing_attached(region));
        }
        let wanted = self
            .comparison
            .desired
            .cens
            .get(cen)?
            .routes
            .route_maps
            .as_ref()?
            .get(place)?;
        let mut attachments = wanted.networks().map(|network| Address::Attachment {
            cen: cen.clone(),
            network: network.clone(),
        });
        attachments
            .find(|attachment| self.blocked.contains(attachment))
            .map(|address| HoldReason::waits(Blocker::Held { address }))
    }

    /// Returns why a route map cannot be created: the one that it replaces stays.
    pub(in crate::lower) fn map_that_stays(&self, address: &Address) -> Option<HoldReason> {
        let address = address.clone();
        self.blocked
            .contains(&address)
            .then(|| HoldReason::waits(Blocker::Stays { address }))
    }

    /// Has a route map say what the file says, where the file has it stand.
    pub(in crate::lower) fn change_route_map(
        &mut self,
        address: Address,
        from_place: RouteMapPlace,
        seen: SeenRouteMap,
    ) {
        let Address::RouteMap { cen, place } = &address else {
            return;
        };
        if let Some(reason) = self.why_no_route_map(cen, place) {
            return self.hold(address, HeldDifference::Changed, reason);
        }
        let call = change_route_map(self.comparison, (cen, place), from_place, seen);
        if let Some((account, call)) = self.comparison.cen_account(cen).zip(call) {
            self.push(address, account, call);
        }
    }

    /// Takes away what is set up for routes in a region.
    pub(super) fn take_off(&mut self, address: Address, region: &RegionId, call: impl Into<Call>) {
        let Some(name) = address.cen() else {
            return;
        };
        let Some(account) = self.comparison.cen_account(name) else {
            return;
        };
        if is_enterprise(self.comparison, name, region) {
            let reason = HoldReason::edition(region, EditionLack::BasicRoutes);
            return self.hold(address, HeldDifference::Extra, reason);
        }
        self.push(address, account, call);
    }
}
