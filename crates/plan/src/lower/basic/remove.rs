//! The actions that take away what the file does not have.

use cen_topology::{
    AccountName, CenId, CenName, InstanceId, PackageId, RegionId, RegionPair, RouteMapId,
};

use crate::lower::Lowering;
use cen_action::{
    Action, Address, Blocker, Call, HeldDifference, HoldReason,
    call::{
        DeleteCen, DeletePackage, DeleteRouteMap, DeleteVpc, DetachInstance, DisableHealthCheck,
        Noun, RevokeInstance, RouterCall, UnassociatePackage, UnroutePrivateZone, UnrouteService,
        WithdrawRoute,
    },
};
use cen_diff::{Comparison, Extra};
use cen_observed::{SeenAccess, SeenAttachment};

impl Lowering<'_> {
    pub(in crate::lower) fn extra(&mut self, address: Address, extra: Extra) {
        match extra {
            Extra::Attachment { .. } => self.detach(address, extra),
            Extra::Grant { .. } => self.revoke(address, extra),
            Extra::Association { cen, package } => self.unassociate(address, cen, package),
            Extra::Package { id, account } => self.delete_package(address, &account, id),
            Extra::Vpc {
                id,
                region,
                account,
            } => self.delete_vpc(address, &account, DeleteVpc { region, vpc: id }),
            Extra::Router { cen, router } => self.delete_router(address, cen, router),
            Extra::Vswitch { id, account } => self.delete_vswitch(address, &account, id),
            Extra::Cen { id } => self.delete_cen(address, id),
            Extra::Route { .. }
            | Extra::HealthCheck { .. }
            | Extra::PrivateZone { .. }
            | Extra::Service { .. }
            | Extra::RouteMap { .. } => self.remove_of_routes(address, extra),
        }
    }

    /// Takes away what is set up for the routes of a CEN.
    fn remove_of_routes(&mut self, address: Address, extra: Extra) {
        match extra {
            Extra::Route {
                cen,
                vpc,
                region,
                cidr,
            } => {
                let there = region.clone();
                let withdraw = WithdrawRoute {
                    cen,
                    vpc,
                    region,
                    cidr,
                };
                self.take_off(address, &there, withdraw);
            }
            Extra::HealthCheck { cen, vbr, seen } => {
                self.disable_health_check(address, cen, vbr, seen);
            }
            Extra::PrivateZone { cen, access, seen } => {
                let vpc = seen.vpc;
                let unroute = UnroutePrivateZone { cen, access, vpc };
                self.take_off(address, &seen.region, unroute);
            }
            Extra::Service { cen, access, seen } => {
                self.unroute_service(address, cen, access, seen);
            }
            Extra::RouteMap { cen, id } => self.delete_route_map(address, cen, id),
            Extra::Attachment { .. }
            | Extra::Grant { .. }
            | Extra::Association { .. }
            | Extra::Package { .. }
            | Extra::Vpc { .. }
            | Extra::Router { .. }
            | Extra::Vswitch { .. }
            | Extra::Cen { .. } => {}
        }
    }

    fn disable_health_check(
        &mut self,
        address: Address,
        cen: CenId,
        vbr: InstanceId,
        seen: SeenAttachment,
    ) {
        let SeenAttachment { region, owner, .. } = seen;
        let there = region.clone();
        let disable = DisableHealthCheck {
            cen,
            vbr,
            region,
            owner,
        };
        self.take_off(address, &there, disable);
    }

    fn unroute_service(
        &mut self,
        address: Address,
        cen: CenId,
        access: RegionId,
        seen: SeenAccess,
    ) {
        let SeenAccess {
            host, vpc, region, ..
        } = seen;
        let there = region.clone();
        let unroute = UnrouteService {
            cen,
            access,
            host,
            vpc,
            region,
        };
        self.take_off(address, &there, unroute);
    }

    fn delete_route_map(&mut self, address: Address, cen: CenId, id: RouteMapId) {
        if let Address::RouteMap { place, .. } = address.clone() {
            let there = place.region.clone();
            self.take_off(address, &there, DeleteRouteMap { cen, id, place });
        }
    }

    /// Deletes a package that nothing keeps on its CEN.
    fn delete_package(&mut self, address: Address, account: &AccountName, id: PackageId) {
        let seen = self.comparison.observed.packages.get(&id);
        let stays =
            seen.is_some_and(|seen| seen.cen.is_some()) && !self.planned.unassociated.contains(&id);
        match stays {
            true => self.keep(address, Blocker::StaysAssociated { package: id }),
            false => self.push(address, account, DeletePackage { package: id }),
        }
    }

    /// Deletes a VPC that nothing keeps on its CEN.
    fn delete_vpc(&mut self, address: Address, account: &AccountName, delete: DeleteVpc) {
        let stays =
            self.attached.contains(&delete.vpc) && !self.planned.detached.contains(&delete.vpc);
        match stays {
            true => {
                let instance = delete.vpc;
                self.keep(address, Blocker::StaysAttached { instance });
            }
            false => self.push(address, account, delete),
        }
    }

    /// Holds a removal because of something that stays or is held.
    pub(in crate::lower) fn keep(&mut self, address: Address, blocker: Blocker) {
        let reason = HoldReason::waits(blocker);
        self.hold(address, HeldDifference::Extra, reason);
    }

    fn detach(&mut self, address: Address, extra: Extra) {
        let (
            Address::Attachment { cen: name, .. },
            Extra::Attachment {
                cen,
                instance,
                seen,
            },
        ) = (&address, extra)
        else {
            return;
        };
        let Some(account) = self.comparison.cen_account(name) else {
            return;
        };
        if let Some(transit) = &seen.transit {
            return self.detach_from_router(address, (cen, instance), &seen, transit);
        }
        if let Some(access) = self.access_that_stays(name, &instance, &seen.region) {
            return self.keep(address, Blocker::Stays { address: access });
        }
        if let Some(limit) = self.limit_that_stays(name, &seen.region) {
            return self.keep(address, Blocker::Stays { address: limit });
        }
        let call = DetachInstance {
            cen,
            kind: seen.kind,
            instance,
            region: seen.region,
            owner: seen.owner,
        };
        self.push(address, account, call);
    }

    /// Bandwidth of a region that nothing gives back, although every network of the region leaves.
    /// The networks of a region share the answer.
    fn limit_that_stays(&self, cen: &CenName, region: &RegionId) -> Option<Address> {
        let key = (cen.clone(), region.clone());
        let mut known = self.staying_limits.borrow_mut();
        let limit = known.entry(key);
        limit
            .or_insert_with(|| self.find_limit_that_stays(cen, region))
            .clone()
    }

    fn find_limit_that_stays(&self, cen: &CenName, region: &RegionId) -> Option<Address> {
        if self.keeps_something(cen, region) {
            return None;
        }
        let Comparison { desired, .. } = self.comparison;
        let inside = self.comparison.inside(cen)?;
        let written = |pair: &RegionPair| {
            let cen = desired.cens.get(cen);
            cen.is_some_and(|cen| cen.limits().any(|(written, ..)| written == pair))
        };
        let unwritten = inside
            .limits
            .iter()
            .filter(|(pair, limit)| limit.mbps.0 > 0 && !written(pair));
        let used = unwritten.filter(|(pair, _)| pair.regions().contains(&region));
        let mut limits = used.map(|(pair, _)| Address::Limit {
            cen: cen.clone(),
            pair: pair.clone(),
        });
        limits.find(|limit| self.stays_alone(Noun::Limit, limit, region))
    }

    /// Tells whether a network stays in a region of a CEN that has it now.
    pub(in crate::lower) fn keeps_something(&self, cen: &CenName, region: &RegionId) -> bool {
        let is_held = |instance| {
            let network = self.comparison.network_label(instance);
            self.comparison.ignores_id(cen, instance.as_str())
                || self.blocked.contains(&Address::Attachment {
                    cen: cen.clone(),
                    network,
                })
        };
        let attachments = self
            .comparison
            .inside(cen)
            .into_iter()
            .flat_map(|inside| &inside.attachments);
        let mut here = attachments.filter(|(_, seen)| seen.region == *region);
        self.comparison.keeps_network_in(cen, region) || here.any(|(instance, _)| is_held(instance))
    }

    /// Tells whether what a region uses stays although no network does. Where another network arrives, what nobody means to take away may stay; what is
    /// held may not, because what holds it may hold the other network too.
    pub(in crate::lower) fn stays_alone(
        &self,
        noun: Noun,
        address: &Address,
        region: &RegionId,
    ) -> bool {
        let Comparison { desired, .. } = self.comparison;
        let mut wanted = address
            .cen()
            .and_then(|cen| desired.cens.get(cen))
            .into_iter()
            .flat_map(|cen| &cen.attach);
        let arrives = wanted.any(|network| desired.networks[network].region == *region);
        !self.removes(noun, address) && (!arrives || self.blocked.contains(address))
    }

    fn revoke(&mut self, address: Address, extra: Extra) {
        let Address::Grant { cen: name, network } = &address else {
            return;
        };
        let Extra::Grant {
            cen,
            cen_owner,
            owner,
            attached,
            instance,
        } = extra
        else {
            return;
        };
        let attachment = Address::Attachment {
            cen: name.clone(),
            network: network.clone(),
        };
        if !self.removes(Noun::Attachment, &attachment) {
            let stays = Blocker::Stays {
                address: attachment,
            };
            return self.keep(address, stays);
        }
        if attached.transit.is_some() {
            let (cen, network) = ((cen, &cen_owner), (instance, &attached));
            return self.revoke_from_router(address, &owner, cen, network);
        }
        let cen_owner = self.comparison.desired.account(&cen_owner).id.clone();
        let call = RevokeInstance {
            kind: attached.kind,
            instance,
            region: attached.region,
            cen,
            cen_owner,
        };
        self.push(address, &owner, call);
    }

    /// A package is given up when no limit uses it any more.
    fn unassociate(&mut self, address: Address, cen: CenId, package: PackageId) {
        let Address::Association { cen: name, areas } = &address else {
            return;
        };
        let Some((account, inside)) = self
            .comparison
            .cen_account(name)
            .zip(self.comparison.inside(name))
        else {
            return;
        };
        if let Some(reason) = self.why_links_unknown(name) {
            return self.hold(address, HeldDifference::Extra, reason);
        }
        let limits = inside.limits.iter().filter(|(pair, limit)| {
            limit.share().0 > 0 && self.comparison.group_of(name, pair) == Some(*areas)
        });
        let mut limits = limits.map(|(pair, _)| Address::Limit {
            cen: name.clone(),
            pair: RegionPair::clone(pair),
        });
        match limits.find(|limit| !self.frees_package(limit)) {
            Some(limit) => self.keep(address, Blocker::Stays { address: limit }),
            None => self.push(address, account, UnassociatePackage { package, cen }),
        }
    }

    /// Tells whether the plan ends a limit, or has it billed by the GB.
    fn frees_package(&self, limit: &Address) -> bool {
        let leaves = |action: &Action| matches!(&action.call, Call::Router(RouterCall::ModifyLink(modify)) if modify.to.share().0 == 0);
        let mut changes = self
            .actions
            .iter()
            .filter(|action| action.address == *limit);
        self.removes(Noun::Limit, limit) || changes.any(leaves)
    }

    fn delete_cen(&mut self, address: Address, id: CenId) {
        let Address::Cen { cen: name } = &address else {
            return;
        };
        let Some(account) = self.comparison.cen_account(name) else {
            return;
        };
        let held = self
            .blocked
            .iter()
            .find(|blocked| blocked.cen() == Some(name))
            .map(|blocked| Blocker::Held {
                address: blocked.clone(),
            });
        let ignored = || {
            let what = self.comparison.left_alone(name).into_iter().next()?;
            Some(Blocker::Ignored { what })
        };
        match held.or_else(ignored) {
            Some(blocker) => self.keep(address, blocker),
            None => self.push(address, account, DeleteCen { cen: id }),
        }
    }
}
