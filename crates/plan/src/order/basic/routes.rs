//! What waits for which in what a CEN does with routes.

use cen_topology::{CenId, CenName, InstanceId, NetworkName, RegionId, RouteMapPlace};
use ipnet::Ipv4Net;

use crate::action::{Address, Call, RouteCall};
use crate::order::{Firsts, Rules};

impl Rules<'_> {
    /// Something is set up on a CEN that is ours, for networks that are attached, after what stands in its place is gone.
    pub(in crate::order) fn before_route(
        &self,
        call: &RouteCall,
        address: &Address,
        firsts: &mut Firsts,
    ) {
        if let Some(cen) = address.cen() {
            self.cen(cen, firsts);
        }
        match (call, address) {
            (RouteCall::PublishRoute { .. }, Address::Route { cen, network, cidr }) => {
                self.attached(cen, network, firsts);
                self.frees_route(cen, *cidr, firsts);
            }
            (RouteCall::EnableHealthCheck { .. }, Address::HealthCheck { cen, network }) => {
                self.attached(cen, network, firsts);
                let stops = |call: &Call| matches!((call, self.comparison.cen_id(cen)), (Call::Route(RouteCall::DisableHealthCheck { cen, .. }), Some(id)) if cen == id);
                self.where_call(stops, "a target is checked once", firsts);
            }
            (RouteCall::RoutePrivateZone { access, .. }, Address::PrivateZone { cen, .. }) => {
                self.before_reaching(cen, access, address, firsts);
                self.first(
                    "unroute-zone",
                    address,
                    "a region reaches PrivateZone through one VPC",
                    firsts,
                );
            }
            (RouteCall::RouteService { access, cidr, .. }, Address::Service { cen, .. }) => {
                self.before_reaching(cen, access, address, firsts);
                self.frees_range(cen, access, cidr, firsts);
            }
            (
                RouteCall::CreateRouteMap { place, .. } | RouteCall::ModifyRouteMap { place, .. },
                Address::RouteMap { cen, .. },
            ) => {
                self.before_mapping(cen, place, firsts);
            }
            (
                RouteCall::DeleteRouteMap { .. }
                | RouteCall::WithdrawRoute { .. }
                | RouteCall::DisableHealthCheck { .. }
                | RouteCall::UnroutePrivateZone { .. }
                | RouteCall::UnrouteService { .. },
                _,
            ) => {}
            (call, address) => unreachable!("the planner never does {call:?} to {address}"),
        }
    }

    /// A route is published from one VPC after it was withdrawn from another.
    fn frees_route(&self, cen: &CenName, cidr: Ipv4Net, firsts: &mut Firsts) {
        let same = |address: &Address| matches!(address, Address::Route { cen: on, cidr: taken, .. } if on == cen && *taken == cidr);
        self.removals(same, "a CEN learns a route from one network", firsts);
    }

    /// A service is routed after those that its range overlaps.
    fn frees_range(&self, cen: &CenName, access: &RegionId, cidr: &Ipv4Net, firsts: &mut Firsts) {
        let clashes = |address: &Address| match address {
            Address::Service {
                cen: on,
                region,
                cidr: taken,
            } => on == cen && region == access && (taken.contains(cidr) || cidr.contains(taken)),
            _ => false,
        };
        self.removals(
            clashes,
            "the services of one region may not overlap",
            firsts,
        );
    }

    fn removals(&self, of: impl Fn(&Address) -> bool, why: &'static str, firsts: &mut Firsts) {
        let removes = |call: &Call| matches!(call, Call::Route(call) if call.is_removal());
        let nodes = self
            .order
            .node_indices()
            .filter(|node| removes(&self.order[*node].call) && of(&self.order[*node].address));
        firsts.extend(nodes.map(|node| (node, why)));
    }

    /// What is reached through a VPC from a region needs that VPC, and something in that region.
    fn before_reaching(
        &self,
        cen: &CenName,
        access: &RegionId,
        address: &Address,
        firsts: &mut Firsts,
    ) {
        if let Some(host) = self.comparison.access_host(address) {
            self.attached(cen, host, firsts);
        }
        self.all_attached(cen, access, firsts);
    }

    /// A route map needs its region, and the networks that it names.
    fn before_mapping(&self, cen: &CenName, place: &RouteMapPlace, firsts: &mut Firsts) {
        let wanted = self
            .comparison
            .desired
            .cens
            .get(cen)
            .and_then(|cen| cen.routes.route_maps.as_ref()?.get(place));
        for network in wanted.into_iter().flat_map(|map| map.networks()) {
            self.attached(cen, network, firsts);
        }
        self.all_attached(cen, &place.region, firsts);
    }

    fn all_attached(&self, cen: &CenName, region: &RegionId, firsts: &mut Firsts) {
        let desired = self.comparison.desired;
        let wanted = desired
            .cens
            .get(cen)
            .into_iter()
            .flat_map(|cen| &cen.attach);
        for network in wanted.filter(|network| desired.networks[*network].region == *region) {
            self.attached(cen, network, firsts);
        }
    }

    fn attached(&self, cen: &CenName, network: &NetworkName, firsts: &mut Firsts) {
        let attachment = Address::Attachment {
            cen: cen.clone(),
            network: network.clone(),
        };
        self.first(
            "attach",
            &attachment,
            "the networks that it needs must be attached",
            firsts,
        );
    }
}

/// Whether a call takes away from a CEN what was set up for the routes of a network, or for the region that it lies in.
pub(in crate::order) fn uses_routes_of(
    call: &Call,
    id: &CenId,
    instance: &InstanceId,
    region: &RegionId,
) -> bool {
    match call {
        Call::Route(
            RouteCall::WithdrawRoute {
                cen, vpc: network, ..
            }
            | RouteCall::DisableHealthCheck {
                cen, vbr: network, ..
            },
        ) => cen == id && network == instance,
        Call::Route(
            RouteCall::UnroutePrivateZone {
                cen, access, vpc, ..
            }
            | RouteCall::UnrouteService {
                cen, access, vpc, ..
            },
        ) => cen == id && (vpc == instance || access == region),
        Call::Route(RouteCall::DeleteRouteMap { cen, place, .. }) => {
            cen == id && place.region == *region
        }
        _ => false,
    }
}
