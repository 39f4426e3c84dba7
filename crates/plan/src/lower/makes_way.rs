//! Nothing is taken away to make room for what this same plan holds.
//!
//! A removal makes room for something: the network that it detaches is to come to another CEN, the range or the place that it frees is to be
//! taken, the package that it takes off is to be replaced. If all that comes of it is held, the removal would only break what works, so it is
//! held as well, and names what it would make way for. With a network that stays, all that its CEN has set up for it stays.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{AreaPair, Cen, CenName, InstanceId, Mbps, NetworkName, RegionId, RegionPair};
use ipnet::Ipv4Net;

use crate::lower::Lowering;
use cen_action::{
    Action, ActionId, Address, Blocker, Call, HeldDifference, Hold, HoldReason, TableEnd,
    call::{CenCall, Noun, PackageCall, RouteCall},
};

/// The removals that are held because what they make room for is held, each with its reason; and the first reason that was found for each
/// hold. Later passes only find reasons that follow from these.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) removals: BTreeMap<ActionId, Blocker>,
    reasons: BTreeMap<(Address, bool), HoldReason>,
}

impl Kept {
    /// Returns why what a call would take away stays; none if it goes. Most plans keep nothing: then
    /// no id is made.
    fn why(&self, verb: &str, address: impl FnOnce() -> Address) -> Option<&Blocker> {
        if self.removals.is_empty() {
            return None;
        }
        self.removals.get(&ActionId::of(verb, &address()))
    }

    /// Returns the first reason that was found for a hold.
    pub(super) fn first_reason(
        &self,
        address: &Address,
        difference: Option<&HeldDifference>,
    ) -> Option<&HoldReason> {
        self.reasons.get(&(address.clone(), brings(difference)))
    }

    /// Takes over what a pass has found.
    pub(super) fn learn(&mut self, more: BTreeMap<ActionId, Blocker>, holds: &[Hold]) {
        for hold in holds {
            let key = (hold.address.clone(), brings(hold.difference.as_ref()));
            self.reasons.entry(key).or_insert(hold.reason.clone());
        }
        self.removals.extend(more);
    }
}

/// Tells whether a difference that is held would bring something.
fn brings(difference: Option<&HeldDifference>) -> bool {
    match difference {
        Some(HeldDifference::Missing) => true,
        Some(HeldDifference::Bandwidth { from, to }) => to > from,
        Some(
            HeldDifference::Extra
            | HeldDifference::Changed
            | HeldDifference::Cidr { .. }
            | HeldDifference::Charge { .. },
        )
        | None => false,
    }
}

impl Lowering<'_> {
    /// Returns the removals of this pass that only make room for something held, each with the reason.
    pub(super) fn in_vain(&self) -> BTreeMap<ActionId, Blocker> {
        let brought = self
            .holds
            .iter()
            .filter(|hold| brings(hold.difference.as_ref()));
        let held: BTreeSet<&Address> = brought.map(|hold| &hold.address).collect();
        let removals = self.actions.iter().filter(|action| takes_away(action));
        let found = removals.filter_map(|action| {
            let successors = self.successors(action).into_iter();
            let mut held = successors.filter(|address| held.contains(address));
            let for_what = held.next().map(|address| Blocker::MakesWay { address });
            let blocker = for_what.or_else(|| self.kept_company(action))?;
            Some((action.id.clone(), blocker))
        });
        found.collect()
    }

    /// Lists what takes the place of something that is taken away, or may only come when it is gone.
    fn successors(&self, action: &Action) -> Vec<Address> {
        let address = &action.address;
        let traits = action.call.traits();
        match traits.noun {
            Noun::Attachment => match address.cen().zip(traits.network()) {
                Some((cen, instance)) => self.after_detaching(cen, instance),
                None => Vec::new(),
            },
            Noun::Vpc => match traits.network() {
                Some(instance) => self.of_same_key(instance),
                None => Vec::new(),
            },
            Noun::Cen => self.after_deleting_cen(&action.call),
            Noun::Association => self.after_unassociating(action),
            Noun::Package => match package_of(address) {
                Some((cen, areas)) => self.packages_at(cen, areas),
                None => Vec::new(),
            },
            Noun::Limit | Noun::PrivateZone | Noun::RouteMap => vec![address.clone()],
            Noun::Route => self.after_withdrawing(address),
            Noun::HealthCheck => self.after_checking(address, traits.network()),
            Noun::Service => self.after_ending_service(address),
            Noun::CenMark
            | Noun::PackageMark
            | Noun::Text
            | Noun::Grant
            | Noun::RouterService
            | Noun::ServiceRole
            | Noun::Router
            | Noun::Vswitch
            | Noun::TableUse => Vec::new(),
        }
    }

    /// The CEN that the file has under the key of one that is deleted.
    fn after_deleting_cen(&self, call: &Call) -> Vec<Address> {
        let Call::Cen(CenCall::DeleteCen(delete)) = call else {
            return Vec::new();
        };
        let seen = self.comparison.observed.cens.get(&delete.cen);
        let cen = seen.and_then(|seen| seen.marked());
        cen.map(|cen| Address::Cen { cen }).into_iter().collect()
    }

    /// The network on another CEN, the networks of the file that its range or its place keeps out, and what the file has under its key now.
    fn after_detaching(&self, name: &CenName, instance: &InstanceId) -> Vec<Address> {
        let comparison = self.comparison;
        let key = comparison.resolved.names.get(instance).into_iter();
        let moved = key.flat_map(|key| {
            let cens = comparison.desired.cens.iter();
            let wanting = cens.filter(|(_, wanted)| wanted.attach.contains(key));
            wanting.map(move |(cen, _)| attachment(cen, key))
        });
        let keeps_out = |key: &&NetworkName| comparison.range_taken(name, instance, key).is_some();
        let wanted = comparison.desired.cens.get(name).into_iter();
        let wanted = wanted.flat_map(|cen| &cen.attach).filter(keeps_out);
        let kept_out = wanted.map(|key| attachment(name, key));
        let mut found: Vec<_> = moved.chain(kept_out).collect();
        found.extend(self.of_same_key(instance));
        let seen = comparison.inside(name);
        if let Some(seen) = seen.and_then(|inside| inside.attachments.get(instance)) {
            found.extend(self.if_emptied(name, &seen.region));
        }
        found
    }

    /// Returns what the file has under the key that the mark of an instance names: another instance takes its place.
    fn of_same_key(&self, instance: &InstanceId) -> Vec<Address> {
        let comparison = self.comparison;
        let key = comparison.network_mark(instance).map(NetworkName::from);
        let Some(key) = key.filter(|key| {
            comparison.desired.networks.contains_key(key)
                && comparison.resolved.networks.get(key) != Some(instance)
        }) else {
            return Vec::new();
        };
        let cens = comparison.desired.cens.iter();
        let wanting = cens.filter(|(_, cen)| cen.attach.contains(&key));
        let attachments = wanting.map(|(cen, _)| attachment(cen, &key));
        let network = Address::Network {
            network: key.clone(),
        };
        attachments.chain([network]).collect()
    }

    /// Returns the networks of the file in a region of a CEN that none would be left in, although bandwidth of it is in use.
    fn if_emptied(&self, name: &CenName, region: &RegionId) -> Vec<Address> {
        let Some(wanted) = self.comparison.desired.cens.get(name) else {
            return Vec::new();
        };
        let limits = self.comparison.inside(name).into_iter();
        let mut limits = limits.flat_map(|inside| &inside.limits);
        let is_used = limits.any(|(pair, limit)| {
            limit.mbps > Mbps(0) && pair.regions().contains(&region) && self.wants_limit(name, pair)
        });
        let empties = is_used
            && !self.keeps_something(name, region)
            && self.blocked_regions(name).contains(region);
        let here = wanted
            .attach
            .iter()
            .filter(|key| empties && self.comparison.desired.networks[*key].region == *region);
        here.map(|key| attachment(name, key)).collect()
    }

    fn wants_limit(&self, cen: &CenName, pair: &RegionPair) -> bool {
        let wanted = self.comparison.desired.cens.get(cen);
        wanted.is_some_and(|cen| cen.limits().any(|(written, ..)| written == pair))
    }

    /// The package that two areas get instead, the bandwidth that they have today, and the CEN that the package goes to.
    fn after_unassociating(&self, action: &Action) -> Vec<Address> {
        let Some((cen, areas)) = package_of(&action.address) else {
            return Vec::new();
        };
        let mut found = self.packages_at(cen, areas);
        if let Some(package) = action.call.traits().package() {
            let resolved = self.comparison.resolved.packages.iter();
            let moved = resolved.filter(|(_, id)| *id == package);
            found.extend(moved.map(|((cen, areas), _)| Address::Association {
                cen: cen.clone(),
                areas: *areas,
            }));
        }
        let inside = self.comparison.inside(cen).into_iter();
        let limits = inside.flat_map(|inside| &inside.limits);
        let used = limits.filter(|(pair, limit)| {
            limit.mbps > Mbps(0) && self.comparison.group_of(cen, pair) == Some(areas)
        });
        found.extend(used.map(|(pair, _)| Address::Limit {
            cen: cen.clone(),
            pair: pair.clone(),
        }));
        found
    }

    /// Returns the package that the file has for two areas of a CEN, and its being in use.
    fn packages_at(&self, cen: &CenName, areas: AreaPair) -> Vec<Address> {
        let cen = cen.clone();
        vec![
            Address::Association {
                cen: cen.clone(),
                areas,
            },
            Address::Package { cen, areas },
        ]
    }

    /// Returns the networks that the file has as the source of a withdrawn route: a CEN learns a route from one.
    fn after_withdrawing(&self, address: &Address) -> Vec<Address> {
        let Some((name, wanted, cidr)) = self
            .wanted(address)
            .and_then(|(name, wanted)| Some((name, wanted, address.cidr()?)))
        else {
            return Vec::new();
        };
        let publish = wanted.routes.publish.iter().flatten();
        let same = publish.filter(|(_, cidrs)| cidrs.contains(&cidr));
        let route = |(network, _): (&NetworkName, _)| Address::Route {
            cen: name.clone(),
            network: network.clone(),
            cidr,
        };
        same.map(route).collect()
    }

    /// The checks that the file has of the target of one that ends: a target is checked once.
    fn after_checking(&self, address: &Address, vbr: Option<&InstanceId>) -> Vec<Address> {
        let Some((name, wanted)) = self.wanted(address) else {
            return Vec::new();
        };
        let inside = self.comparison.inside(name).zip(vbr);
        let ends = inside.and_then(|(inside, vbr)| inside.routes.health_checks.get(vbr));
        let checks = wanted.routes.health_checks.iter().flatten();
        let same = checks.filter(|(_, check)| ends.is_some_and(|end| end.target == check.target));
        let check = |(network, _): (&NetworkName, _)| Address::HealthCheck {
            cen: name.clone(),
            network: network.clone(),
        };
        same.map(check).collect()
    }

    /// Returns the services of the file whose ranges overlap that of one that ends.
    fn after_ending_service(&self, address: &Address) -> Vec<Address> {
        let Some((name, wanted)) = self.wanted(address) else {
            return Vec::new();
        };
        let Address::Service { region, cidr, .. } = address else {
            return Vec::new();
        };
        let services = wanted.routes.services.as_ref();
        let here = services
            .and_then(|services| services.get(region))
            .into_iter();
        let here = here.flat_map(|here| here.keys());
        let overlap = here.filter(|other| other.contains(cidr) || cidr.contains(*other));
        let service = |cidr: &Ipv4Net| Address::Service {
            cen: name.clone(),
            region: region.clone(),
            cidr: *cidr,
        };
        overlap.map(service).collect()
    }

    /// Returns what the file wants of the CEN that something hangs on.
    fn wanted<'b>(&self, address: &'b Address) -> Option<(&'b CenName, &Cen)> {
        let name = address.cen()?;
        Some((name, self.comparison.desired.cens.get(name)?))
    }

    /// Returns why something stays that its CEN has set up for a network that stays.
    fn kept_company(&self, action: &Action) -> Option<Blocker> {
        let (cen, traits) = (action.address.cen()?, action.call.traits());
        let through = |instance: Option<&InstanceId>, access: &RegionId| {
            self.kept(cen, instance?)
                .filter(|_| self.may_keep(cen, access))
                .or_else(|| self.host_that_stays(cen, traits.noun, instance?))
        };
        match (traits.noun, &action.address, &action.call) {
            (Noun::Attachment | Noun::Grant | Noun::Vpc, ..) => None,
            (_, _, Call::Route(RouteCall::UnroutePrivateZone(end))) => {
                through(Some(&end.vpc), &end.access)
            }
            (_, _, Call::Route(RouteCall::UnrouteService(end))) => {
                through(Some(&end.vpc), &end.access)
            }
            (_, Address::RouteMap { place, .. }, _) => self.kept_in(cen, &place.region),
            (_, Address::Limit { pair, .. }, _) => self.kept_between(cen, pair),
            (
                _,
                Address::TableAssociation { region, end, .. }
                | Address::TablePropagation { region, end, .. },
                _,
            ) => self.kept_end(cen, region, end),
            (_, address, _) => {
                let network = address.network()?;
                let kept = self.kept.why("detach", || attachment(cen, network));
                kept.cloned()
            }
        }
    }

    /// The VPC that stays, of an access that the file does not manage and that was only to go because its VPC goes.
    fn host_that_stays(&self, cen: &CenName, access: Noun, vpc: &InstanceId) -> Option<Blocker> {
        let address = attachment(cen, &self.comparison.network_label(vpc));
        let stays = !self.manages(cen, access) && !self.planned.detached.contains(vpc);
        stays.then_some(Blocker::Stays { address })
    }

    /// Returns why something stays in the tables of a router: its attachment or its link stays.
    fn kept_end(&self, cen: &CenName, region: &RegionId, end: &TableEnd) -> Option<Blocker> {
        let kept = match end {
            TableEnd::Network(network) => self.kept.why("detach", || attachment(cen, network)),
            TableEnd::Region(other) => {
                let pair = RegionPair::new(region.clone(), other.clone())?;
                let cen = cen.clone();
                self.kept.why("clear", || Address::Limit { cen, pair })
            }
        };
        kept.cloned()
    }

    /// Returns why bandwidth stays between two regions: networks stay in both, and one of them was to be left.
    fn kept_between(&self, cen: &CenName, pair: &RegionPair) -> Option<Blocker> {
        let regions = pair.regions();
        let mut kept = regions
            .iter()
            .filter_map(|region| self.kept_in(cen, region));
        kept.next()
            .filter(|_| regions.iter().all(|region| self.may_keep(cen, region)))
    }

    /// Returns why a network stays on a CEN that it was to leave, if nothing would take its place.
    fn kept(&self, cen: &CenName, instance: &InstanceId) -> Option<Blocker> {
        let address = || attachment(cen, &self.comparison.network_label(instance));
        self.kept.why("detach", address).cloned()
    }

    /// Returns why networks stay in a region of a CEN, if the file has none there.
    fn kept_in(&self, cen: &CenName, region: &RegionId) -> Option<Blocker> {
        let wanted = self.comparison.desired.cens.get(cen).into_iter();
        let mut wanted = wanted.flat_map(|cen| &cen.attach);
        if wanted.any(|key| self.comparison.desired.networks[key].region == *region) {
            return None;
        }
        let inside = self.comparison.inside(cen)?;
        let mut here = inside
            .attachments
            .iter()
            .filter(|(_, seen)| seen.region == *region);
        here.find_map(|(instance, _)| self.kept(cen, instance))
    }

    /// Tells whether a network stays in a region of a CEN: one that is not detached.
    fn may_keep(&self, cen: &CenName, region: &RegionId) -> bool {
        let inside = self.comparison.inside(cen).into_iter();
        let mut here = inside
            .flat_map(|inside| &inside.attachments)
            .filter(|(_, seen)| seen.region == *region);
        here.any(|(instance, _)| !self.planned.detached.contains(instance))
    }
}

/// Tells whether an action takes something away: also bandwidth that only becomes less.
fn takes_away(action: &Action) -> bool {
    let lowers =
        matches!(&action.call, Call::Package(PackageCall::SetLimit(limit)) if limit.is_decrease());
    lowers || action.is_destructive()
}

fn attachment(cen: &CenName, network: &NetworkName) -> Address {
    Address::Attachment {
        cen: cen.clone(),
        network: network.clone(),
    }
}

fn package_of(address: &Address) -> Option<(&CenName, AreaPair)> {
    address.cen().zip(address.areas())
}

/// Makes one hold of the two steps of bandwidth that would go down and up again, and none if nothing of it differs from the file.
pub(super) fn join_limits(holds: Vec<Hold>) -> Vec<Hold> {
    let mut joined: Vec<Hold> = Vec::new();
    for hold in holds {
        let is_limit = matches!(hold.address, Address::Limit { .. });
        let twin = joined
            .iter_mut()
            .find(|other| is_limit && other.address == hold.address);
        let Some(twin) = twin else {
            joined.push(hold);
            continue;
        };
        let (
            Some(HeldDifference::Bandwidth { from, to }),
            Some(HeldDifference::Bandwidth {
                from: middle,
                to: last,
            }),
        ) = (twin.difference.clone(), hold.difference.clone())
        else {
            continue;
        };
        let (from, to, reason) = match to == middle {
            true => (from, last, hold.reason),
            false => (middle, to, twin.reason.clone()),
        };
        twin.reason = reason;
        twin.difference = (from != to).then_some(HeldDifference::Bandwidth { from, to });
    }
    joined.retain(|hold| {
        let follows = matches!(hold.reason, HoldReason::Waits { .. });
        let is_limit = matches!(hold.address, Address::Limit { .. });
        !(is_limit && hold.difference.is_none() && follows)
    });
    joined
}
