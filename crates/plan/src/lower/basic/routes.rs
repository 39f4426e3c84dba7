//! The actions that change what a CEN does with routes.

use cen_topology::{
    CenName, HealthCheck, InstanceId, NetworkName, RegionId, RouteMap, RouteMapPlace,
};

use crate::action::{Action, Address, Call, Ref, RouteCall};
use crate::comparison::Comparison;
use crate::diff::Extra;
use crate::hold::HoldReason;
use crate::lower::references::{cen_ref, instance_ref};
use crate::lower::{Lowering, is_enterprise};
use crate::observed::{SeenAccess, SeenRouteMap};

/// The action that brings into being what is missing.
pub(in crate::lower) fn create(comparison: &Comparison<'_>, address: &Address) -> Option<Action> {
    let account = comparison.cen_account(address.cen()?)?;
    let call = match address {
        Address::HealthCheck { cen, network } => {
            let wanted = comparison
                .desired
                .cens
                .get(cen)?
                .routes
                .health_checks
                .as_ref()?
                .get(network)?;
            return check_health(comparison, address, None, *wanted);
        }
        Address::Route { cen, network, cidr } => {
            let region = comparison.desired.networks[network].region.clone();
            RouteCall::PublishRoute {
                cen: cen_ref(comparison, cen),
                vpc: instance_ref(comparison, network),
                region,
                cidr: *cidr,
            }
        }
        Address::PrivateZone { .. } | Address::Service { .. } => reach(comparison, address)?,
        Address::RouteMap { cen, place } => {
            let map = Box::new(route_map(comparison, cen, place)?);
            RouteCall::CreateRouteMap {
                cen: cen_ref(comparison, cen),
                place: place.clone(),
                map,
            }
        }
        Address::Network { .. }
        | Address::Cen { .. }
        | Address::Grant { .. }
        | Address::Attachment { .. }
        | Address::Package { .. }
        | Address::Association { .. }
        | Address::Limit { .. }
        | Address::Extra { .. } => return None,
    };
    Some(Action::new(address.clone(), account, Call::Route(call)))
}

/// The call that lets a region reach PrivateZone or a cloud service.
fn reach(comparison: &Comparison<'_>, address: &Address) -> Option<RouteCall> {
    let network = comparison.access_host(address)?;
    let vpc = instance_ref(comparison, network);
    let region = comparison.desired.networks[network].region.clone();
    let cen = cen_ref(comparison, address.cen()?);
    match address {
        Address::PrivateZone { region: access, .. } => Some(RouteCall::RoutePrivateZone {
            cen,
            access: access.clone(),
            vpc,
            region,
        }),
        Address::Service {
            region: access,
            cidr,
            ..
        } => Some(RouteCall::RouteService {
            cen,
            access: access.clone(),
            cidr: *cidr,
            vpc,
            region,
        }),
        _ => None,
    }
}

/// What a route map of the file shall say.
fn route_map(
    comparison: &Comparison<'_>,
    cen: &CenName,
    place: &RouteMapPlace,
) -> Option<RouteMap<Ref<InstanceId>>> {
    let wanted = comparison
        .desired
        .cens
        .get(cen)?
        .routes
        .route_maps
        .as_ref()?
        .get(place)?;
    Some(wanted.renamed(|network| instance_ref(comparison, network)))
}

/// The action that sets up a health check, or changes it.
pub(in crate::lower) fn check_health(
    comparison: &Comparison<'_>,
    address: &Address,
    from: Option<HealthCheck>,
    to: HealthCheck,
) -> Option<Action> {
    let Address::HealthCheck { cen, network } = address else {
        return None;
    };
    let written = &comparison.desired.networks[network];
    let call = RouteCall::EnableHealthCheck {
        cen: cen_ref(comparison, cen),
        vbr: instance_ref(comparison, network),
        region: written.region.clone(),
        owner: comparison.desired.account(&written.account).id.clone(),
        from,
        to,
    };
    Some(Action::new(
        address.clone(),
        comparison.cen_account(cen)?,
        Call::Route(call),
    ))
}

impl Lowering<'_> {
    /// Why nothing can be set up for a network of a CEN.
    pub(in crate::lower) fn why_no_routes_of(
        &self,
        cen: &CenName,
        network: &NetworkName,
    ) -> Option<(HoldReason, String)> {
        let region = &self.comparison.desired.networks[network].region;
        if is_enterprise(self.comparison, cen, region) {
            return Some((HoldReason::Edition, format!("missing in {region}")));
        }
        let attachment = Address::Attachment {
            cen: cen.clone(),
            network: network.clone(),
        };
        self.blocked
            .contains(&attachment)
            .then(|| (HoldReason::Waits, format!("{network} is not attached")))
    }

    /// Why an access to PrivateZone or to a cloud service cannot be set up.
    pub(in crate::lower) fn why_not_reach(
        &self,
        cen: &CenName,
        address: &Address,
    ) -> Option<(HoldReason, String)> {
        if self.blocked.contains(address) {
            return Some((HoldReason::Waits, "the one that is there stays".to_owned()));
        }
        if let Address::PrivateZone { region, .. } | Address::Service { region, .. } = address
            && self.blocked_regions(cen).contains(region)
        {
            return Some((
                HoldReason::Waits,
                format!("nothing in {region} is attached"),
            ));
        }
        if let Some(other) = self.service_that_overlaps(address) {
            return Some((
                HoldReason::Waits,
                format!("{other} stays, and its range overlaps this one"),
            ));
        }
        self.why_no_routes_of(cen, self.comparison.access_host(address)?)
    }

    /// A service that stays although the range of this one overlaps its own: a region cannot reach both.
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
        addresses.find(|other| !self.does("unroute-service", other))
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
            ("unroute-zone", address, access, seen)
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
            ("unroute-service", address, access, seen)
        });
        let keeps = self.keeps_something(cen, region);
        let needs = |verb, address: &Address, access: &RegionId, seen: &SeenAccess| match seen.vpc
            == *instance
        {
            true => !self.does(verb, address),
            false => !keeps && access == region && self.stays_alone(verb, address, region),
        };
        zones
            .chain(services)
            .find(|(verb, address, access, seen)| needs(verb, address, access, seen))
            .map(|(_, address, ..)| address)
    }

    /// Why a route map cannot be as the file says.
    pub(in crate::lower) fn why_no_route_map(
        &self,
        cen: &CenName,
        place: &RouteMapPlace,
    ) -> Option<(HoldReason, String)> {
        let region = &place.region;
        if is_enterprise(self.comparison, cen, region) {
            return Some((HoldReason::Edition, format!("missing in {region}")));
        }
        if self.blocked_regions(cen).contains(region) {
            return Some((
                HoldReason::Waits,
                format!("nothing in {region} is attached"),
            ));
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
        let held = |network: &&NetworkName| {
            self.blocked.contains(&Address::Attachment {
                cen: cen.clone(),
                network: NetworkName::clone(network),
            })
        };
        wanted
            .networks()
            .find(held)
            .map(|network| (HoldReason::Waits, format!("{network} is not attached")))
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
        if let Some((reason, difference)) = self.why_no_route_map(cen, place) {
            return self.hold(
                address,
                reason,
                format!("otherwise than in the file: {difference}"),
            );
        }
        let (comparison, from) = (self.comparison, seen.map().cloned().map(Box::new));
        let action = (|| {
            let map = Box::new(route_map(comparison, cen, place)?);
            let (id, place) = (seen.id, place.clone());
            let call = RouteCall::ModifyRouteMap {
                cen: comparison.cen_id(cen)?.clone(),
                id,
                from_place,
                from,
                place,
                map,
            };
            Some(Action::new(
                address.clone(),
                comparison.cen_account(cen)?,
                Call::Route(call),
            ))
        })();
        self.act(action);
    }

    /// Takes away what is set up for routes.
    pub(in crate::lower) fn take_off(&mut self, address: Address, extra: Extra) {
        let Some((name, account)) = address
            .cen()
            .and_then(|name| Some((name, self.comparison.cen_account(name)?)))
        else {
            return;
        };
        let (region, call) = match extra {
            Extra::RouteMap { cen, id } => {
                let Address::RouteMap { place, .. } = &address else {
                    return;
                };
                (
                    place.region.clone(),
                    RouteCall::DeleteRouteMap {
                        cen,
                        id,
                        place: place.clone(),
                    },
                )
            }
            Extra::Route {
                cen,
                vpc,
                region,
                cidr,
            } => (
                region.clone(),
                RouteCall::WithdrawRoute {
                    cen,
                    vpc,
                    region,
                    cidr,
                },
            ),
            Extra::HealthCheck { cen, vbr, seen } => {
                let call = RouteCall::DisableHealthCheck {
                    cen,
                    vbr,
                    region: seen.region.clone(),
                    owner: seen.owner,
                };
                (seen.region, call)
            }
            Extra::PrivateZone { cen, access, seen } => (
                seen.region,
                RouteCall::UnroutePrivateZone {
                    cen,
                    access,
                    vpc: seen.vpc,
                },
            ),
            Extra::Service { cen, access, seen } => {
                let SeenAccess {
                    host, vpc, region, ..
                } = seen;
                (
                    region.clone(),
                    RouteCall::UnrouteService {
                        cen,
                        access,
                        host,
                        vpc,
                        region,
                    },
                )
            }
            Extra::Attachment { .. }
            | Extra::Grant { .. }
            | Extra::Association { .. }
            | Extra::Package { .. }
            | Extra::Cen { .. }
            | Extra::Vpc { .. } => return,
        };
        match is_enterprise(self.comparison, name, &region) {
            true => self.hold(
                address,
                HoldReason::Edition,
                format!("there in {region}, but not in the file"),
            ),
            false => self
                .actions
                .push(Action::new(address, account, Call::Route(call))),
        }
    }
}
