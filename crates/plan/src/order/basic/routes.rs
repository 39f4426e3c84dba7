//! What waits for which in what a CEN does with routes.

use cen_topology::{CenName, NetworkName, RegionId, RouteMapPlace};
use ipnet::Ipv4Net;

use crate::order::Rules;
use crate::order::graph::Firsts;
use crate::order::index::IndexKey;
use cen_action::{
    Action, Address, WaitReason,
    call::{ChangeKind, Noun, RouteCall},
};

impl Rules<'_> {
    /// Something is set up on a CEN that is ours, for networks that are attached, after what stands
    /// in its place is gone.
    pub(super) fn before_route_call(&self, action: &Action, call: &RouteCall, firsts: &mut Firsts) {
        let (address, network) = (&action.address, action.address.network());
        let Some(cen) = address.cen() else {
            return;
        };
        self.cen(cen, firsts);
        match call {
            RouteCall::PublishRoute(publish) => {
                self.attached(cen, network, firsts);
                let withdraws = IndexKey::Withdraws(cen, publish.cidr);
                self.all(withdraws, WaitReason::RouteHasOneSource, firsts);
            }
            RouteCall::EnableHealthCheck(_) => {
                self.attached(cen, network, firsts);
                if let Some(id) = self.comparison.cen_id(cen) {
                    self.all(
                        IndexKey::EndsCheck(id),
                        WaitReason::TargetIsCheckedOnce,
                        firsts,
                    );
                }
            }
            RouteCall::RoutePrivateZone(route) => {
                self.before_reaching(cen, &route.access, address, firsts);
                let end = (ChangeKind::Remove, Noun::PrivateZone);
                self.first(end, address, WaitReason::ZoneHasOneVpc, firsts);
            }
            RouteCall::RouteService(route) => {
                self.before_reaching(cen, &route.access, address, firsts);
                self.frees_range(cen, &route.access, &route.cidr, firsts);
            }
            RouteCall::CreateRouteMap(create) => {
                self.before_mapping(cen, &create.place, firsts);
                let delete = (ChangeKind::Remove, Noun::RouteMap);
                self.first(delete, address, WaitReason::PriorityFree, firsts);
            }
            RouteCall::ModifyRouteMap(modify) => self.before_mapping(cen, &modify.place, firsts),
            RouteCall::DeleteRouteMap(_)
            | RouteCall::WithdrawRoute(_)
            | RouteCall::DisableHealthCheck(_)
            | RouteCall::UnroutePrivateZone(_)
            | RouteCall::UnrouteService(_) => {}
        }
    }

    /// A service is routed after those that its range overlaps are gone.
    fn frees_range(&self, cen: &CenName, access: &RegionId, cidr: &Ipv4Net, firsts: &mut Firsts) {
        let ends = self.index.all(IndexKey::EndsService(cen, access)).iter();
        let overlap = ends.filter(|place| {
            let address = &self.actions[**place].address;
            matches!(address, Address::Service { cidr: taken, .. }
                if taken.contains(cidr) || cidr.contains(taken))
        });
        firsts.extend(overlap.map(|place| (*place, WaitReason::ServicesMayNotOverlap)));
    }

    /// What is reached through a VPC from a region needs that VPC, and something in that region.
    fn before_reaching(
        &self,
        cen: &CenName,
        access: &RegionId,
        address: &Address,
        firsts: &mut Firsts,
    ) {
        self.attached(cen, self.comparison.access_host(address), firsts);
        self.all_attached(cen, access, firsts);
    }

    /// A route map needs its region, and the networks that it names.
    fn before_mapping(&self, cen: &CenName, place: &RouteMapPlace, firsts: &mut Firsts) {
        let wanted = self.comparison.desired.cens.get(cen);
        let maps = wanted.and_then(|cen| cen.routes.route_maps.as_ref());
        let map = maps.and_then(|maps| maps.get(place));
        for network in map.into_iter().flat_map(|map| map.networks()) {
            self.attached(cen, Some(network), firsts);
        }
        self.all_attached(cen, &place.region, firsts);
    }

    fn all_attached(&self, cen: &CenName, region: &RegionId, firsts: &mut Firsts) {
        self.all(
            IndexKey::AttachesIn(cen, region),
            WaitReason::NetworksAttached,
            firsts,
        );
    }

    fn attached(&self, cen: &CenName, network: Option<&NetworkName>, firsts: &mut Firsts) {
        if let Some(network) = network {
            let attachment = Address::Attachment {
                cen: cen.clone(),
                network: network.clone(),
            };
            let attach = (ChangeKind::Create, Noun::Attachment);
            self.first(attach, &attachment, WaitReason::NetworksAttached, firsts);
        }
    }
}
