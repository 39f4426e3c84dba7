//! What cannot be on one CEN at the same time, and what must not be gone at the same time.
//!
//! A network arrives after what leaves has freed its range, or its place under the quota. A region whose networks are all replaced gets the
//! first new one before the last old one goes, unless the new ones need the room of the old ones.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{CenName, InstanceId, NetworkKind, NetworkName, RegionId};
use ipnet::Ipv4Net;

use crate::order::graph::Firsts;
use cen_action::{
    Action, Call, WaitReason,
    call::{ChangeKind, Noun, RouterCall},
};
use cen_diff::{Comparison, is_enterprise};

/// The attachments that a region of a CEN may have, and the regions of a CEN (source: the vendor's quotas; a CEN that has more was granted
/// more).
const MOST_IN_REGION: usize = 10;
const MOST_REGIONS: usize = 5;
/// The VPCs whose tables a router of the Enterprise Edition writes into: no more are granted.
const MOST_SYNCED: usize = 50;

/// Places in the list of actions.
type Places = Vec<usize>;

/// Who comes to the CENs of a plan, who leaves them, and who needs whose room.
#[derive(Default)]
pub(in crate::order) struct Room<'a> {
    sites: BTreeMap<&'a CenName, CenMoves<'a>>,
}

/// What happens on one CEN.
#[derive(Default)]
struct CenMoves<'a> {
    leaves: BTreeMap<&'a RegionId, Places>,
    arrives: BTreeMap<&'a RegionId, Vec<Arrival<'a>>>,
    /// The ranges of what leaves.
    freed: Vec<(usize, Ipv4Net)>,
    /// How many networks each region has now.
    now: BTreeMap<&'a RegionId, usize>,
    /// The regions whose quotas are not those of the Basic Edition.
    enterprise: BTreeSet<&'a RegionId>,
    /// How many VPCs of each region have the routes of their router now.
    synced: BTreeMap<&'a RegionId, usize>,
    /// Lists what is attached in regions that all their networks leave, and conflicts with none of them.
    keepers: BTreeMap<&'a RegionId, Places>,
}

/// A network that comes to a CEN.
struct Arrival<'a> {
    place: usize,
    network: &'a NetworkName,
    /// Its id, if it is there already.
    instance: Option<&'a InstanceId>,
    /// Whether it is a VPC that a router writes its routes into.
    is_synced: bool,
}

impl<'a> Room<'a> {
    pub(in crate::order) fn new(comparison: &Comparison<'a>, actions: &'a [Action]) -> Self {
        let mut room = Self::default();
        let mut leaving = BTreeSet::new();
        for (place, action) in actions.iter().enumerate() {
            let traits = action.call.traits();
            let Some(cen) = action
                .address
                .cen()
                .filter(|_| traits.noun == Noun::Attachment)
            else {
                continue;
            };
            let site = room.sites.entry(cen).or_default();
            match traits.kind {
                ChangeKind::Remove => {
                    leaving.extend(traits.network());
                    site.add_leaving(comparison, (cen, place), traits.network());
                }
                ChangeKind::Create => {
                    site.add_arriving(comparison, (action, place), traits.network());
                }
                ChangeKind::Change => {}
            }
        }
        for (cen, site) in &mut room.sites {
            let inside = comparison.inside(cen).into_iter();
            for seen in inside.flat_map(|inside| inside.attachments.values()) {
                *site.now.entry(&seen.region).or_default() += 1;
                let is_synced = seen.transit.as_ref().is_some_and(|transit| transit.synced);
                if is_synced && seen.kind == NetworkKind::Vpc {
                    *site.synced.entry(&seen.region).or_default() += 1;
                }
            }
            let regions = site.now.keys().chain(site.arrives.keys());
            let enterprise = regions.filter(|region| is_enterprise(comparison, cen, region));
            site.enterprise = enterprise.copied().collect();
            site.keepers = site.keepers(comparison, cen, &leaving);
        }
        room
    }

    /// Lists what must leave a CEN before a network of the file comes to it.
    pub(super) fn before_attaching(
        &self,
        comparison: &Comparison<'_>,
        (cen, network): (&CenName, &NetworkName),
        region: &RegionId,
        firsts: &mut Firsts,
    ) {
        let Some(site) = self.sites.get(cen) else {
            return;
        };
        let ranges = site.taken_from(comparison, cen, network);
        firsts.extend(ranges.map(|place| (place, WaitReason::RangeFree)));
        let places = match site.now.contains_key(region) {
            true if site.is_full(region) => site.leaving(region),
            false if site.has_too_many_regions() => site.emptying(),
            true | false => Places::new(),
        };
        firsts.extend(places.iter().map(|place| (*place, WaitReason::PlaceFree)));
    }

    /// Lists the networks that come to a CEN for the range of one that leaves it.
    pub(super) fn waiting_for(
        &self,
        comparison: &Comparison<'_>,
        cen: &CenName,
        leaving: &InstanceId,
    ) -> Vec<&'a NetworkName> {
        let site = self.sites.get(cen).into_iter();
        let arrives = site.flat_map(|site| site.arrives.values()).flatten();
        let networks = arrives.map(|arrival| arrival.network);
        networks
            .filter(|network| comparison.range_taken(cen, leaving, network).is_some())
            .collect()
    }

    /// Lists what comes to a region of a CEN before its last networks leave it.
    pub(in crate::order) fn before_detaching(
        &self,
        cen: &CenName,
        region: &RegionId,
        firsts: &mut Firsts,
    ) {
        let keepers = self
            .sites
            .get(cen)
            .and_then(|site| site.keepers.get(region));
        let keepers = keepers.into_iter().flatten();
        firsts.extend(keepers.map(|place| (*place, WaitReason::RegionKeepsNetwork)));
    }
}

impl<'a> CenMoves<'a> {
    fn add_leaving(
        &mut self,
        comparison: &Comparison<'a>,
        (cen, place): (&CenName, usize),
        instance: Option<&InstanceId>,
    ) {
        let seen = comparison.inside(cen).zip(instance);
        let seen = seen.and_then(|(inside, id)| inside.attachments.get_key_value(id));
        if let Some((id, seen)) = seen {
            self.leaves.entry(&seen.region).or_default().push(place);
            let ranges = comparison.ranges_of(id).into_iter();
            self.freed.extend(ranges.map(|range| (place, range)));
        }
    }

    fn add_arriving(
        &mut self,
        comparison: &Comparison<'a>,
        (action, place): (&'a Action, usize),
        instance: Option<&'a InstanceId>,
    ) {
        let network = action.address.network();
        let is_synced = matches!(&action.call, Call::Router(RouterCall::AttachToRouter(attach))
            if attach.synced && attach.kind == NetworkKind::Vpc);
        let written = network.and_then(|network| comparison.desired.networks.get(network));
        if let Some((network, written)) = network.zip(written) {
            self.arrives
                .entry(&written.region)
                .or_default()
                .push(Arrival {
                    place,
                    network,
                    instance,
                    is_synced,
                });
        }
    }

    /// Returns what leaves with a range that a network of the file needs.
    fn taken_from(
        &self,
        comparison: &Comparison<'_>,
        cen: &CenName,
        network: &NetworkName,
    ) -> impl Iterator<Item = usize> {
        let wanted = comparison.ranges(network);
        let needs = |range: &Ipv4Net| {
            let mut wanted = wanted.iter();
            wanted.any(|wanted| comparison.exclude_each_other(cen, range, wanted))
        };
        let taken = self.freed.iter().filter(|(_, range)| needs(range));
        let taken: BTreeSet<_> = taken.map(|(place, _)| *place).collect();
        taken.into_iter()
    }

    fn keepers(
        &self,
        comparison: &Comparison<'_>,
        cen: &CenName,
        leaving: &BTreeSet<&InstanceId>,
    ) -> BTreeMap<&'a RegionId, Places> {
        let emptied = self
            .arrives
            .iter()
            .filter(|(region, _)| self.is_left_by_all(region) && !self.is_full(region));
        let keepers = emptied.map(|(region, arrives)| {
            let free = arrives.iter().filter(|arrival| {
                let comes_from_elsewhere = arrival.instance.is_some_and(|id| leaving.contains(id));
                let mut needed = self.taken_from(comparison, cen, arrival.network);
                !comes_from_elsewhere && needed.next().is_none()
            });
            (*region, free.map(|arrival| arrival.place).collect())
        });
        keepers.collect()
    }

    fn leaving(&self, region: &RegionId) -> Places {
        self.leaves.get(region).cloned().unwrap_or_default()
    }

    /// Tells whether those who come to a region find no place unless somebody leaves it.
    fn is_full(&self, region: &RegionId) -> bool {
        let arrives = self.arrives.get(region).into_iter().flatten();
        let (now, arrives, most) = match self.enterprise.contains(region) {
            true => {
                let synced = arrives.filter(|arrival| arrival.is_synced).count();
                (self.synced.get(region), synced, MOST_SYNCED)
            }
            false => (self.now.get(region), arrives.count(), MOST_IN_REGION),
        };
        let now = now.copied().unwrap_or_default();
        now + arrives > most.max(now)
    }

    fn is_left_by_all(&self, region: &RegionId) -> bool {
        let now = self.now.get(region).copied().unwrap_or_default();
        now > 0 && self.leaves.get(region).map_or(0, Vec::len) >= now
    }

    /// Tells whether the regions that are new on the CEN are too many beside those that it has.
    fn has_too_many_regions(&self) -> bool {
        let arrives = self.arrives.keys();
        let new = arrives.filter(|region| !self.now.contains_key(*region));
        self.now.len() + new.count() > MOST_REGIONS.max(self.now.len())
    }

    /// Returns the detachments of regions in which nothing is left and nothing arrives.
    fn emptying(&self) -> Places {
        let emptied = self
            .leaves
            .keys()
            .filter(|region| self.is_left_by_all(region) && !self.arrives.contains_key(*region));
        emptied.flat_map(|region| self.leaving(region)).collect()
    }
}
