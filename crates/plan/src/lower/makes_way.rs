//! Nothing is taken away to make room for what this same plan holds.
//!
//! A removal makes room for something: the network that it detaches is to come to another CEN, the range or the place that it frees is to be
//! taken, the package that it takes off is to be replaced. If all that comes of it is held, the removal would only break what works, so it is
//! held as well, and names what it would make way for. With a network that stays, all that its CEN has set up for it stays.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{CenName, InstanceId, NetworkName, RegionId, RegionPair};

use crate::lower::Lowering;
use cen_action::{
    Action, ActionId, Address, Blocker, Call, HeldDifference, Hold, HoldReason, TableEnd,
    call::{Noun, PackageCall, RouteCall},
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

/// Returns the address of a network on a CEN.
pub(super) fn attachment(cen: &CenName, network: &NetworkName) -> Address {
    Address::Attachment {
        cen: cen.clone(),
        network: network.clone(),
    }
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
