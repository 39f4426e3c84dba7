//! Where a transit router enters a VPC: one vSwitch in each of one or two zones.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    CenName, InstanceId, Network, NetworkKind, NetworkName, Selector, Topology, VswitchId,
    Vswitches, ZoneId,
};
use ipnet::Ipv4Net;

use crate::comparison::Comparison;
use cen_action::{HoldReason, VswitchProblem};
use cen_observed::{GapScope, NAME_TAG, Observed, SeenVswitch, is_owned};

/// How many zones are chosen if the file names none.
const CHOSEN_ZONES: usize = 2;
/// The prefix of a vSwitch that is made in a VPC that is made here, and that of one in a small VPC.
const MADE_PREFIX: u8 = 28;
const SMALL_PREFIX: u8 = 29;
/// The smallest VPC in which two of the larger vSwitches leave room for others.
const SMALL_VPC: u8 = 25;

/// The way into a VPC in one zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// A vSwitch that exists.
    Existing(VswitchId),
    /// One that is made here.
    New(Ipv4Net),
}

/// The ways into a VPC, by zone; empty for a VBR, and without a cloud.
pub type Entrances = BTreeMap<ZoneId, Entrance>;

/// Returns the value of the `cen:name` tag of a vSwitch that is made here.
pub fn vswitch_mark(network: &NetworkName, zone: &ZoneId) -> String {
    format!("{network}/{zone}")
}

/// Tells whether the mark of a vSwitch is for a zone. Which network it belongs to is told by its VPC, whose key may be another one by now.
pub(crate) fn is_of_zone(mark: &str, zone: &ZoneId) -> bool {
    mark.split_once('/')
        .is_some_and(|(_, marked)| marked == zone.as_str())
}

/// Returns where a transit router of the network's region enters it.
///
/// # Errors
/// Why it cannot.
pub fn entrances(
    comparison: &Comparison<'_>,
    cen: &CenName,
    name: &NetworkName,
) -> Result<Entrances, HoldReason> {
    let network = &comparison.desired.networks[name];
    if network.kind != NetworkKind::Vpc || comparison.observed.is_imagined {
        return Ok(Entrances::new());
    }
    let observed = comparison.observed;
    if observed
        .gap_of_vswitches(&network.account, &network.region)
        .is_some()
    {
        return Err(HoldReason::Gap {
            scope: GapScope::Vswitches {
                account: network.account.clone(),
                region: network.region.clone(),
            },
        });
    }
    let vpc = comparison.resolved.networks.get(name);
    let vswitches = vpc.and_then(|vpc| comparison.resolved.vswitches_in.get(vpc));
    let site = VpcFacts {
        observed,
        topology: comparison.desired,
        name,
        network,
        vpc,
        vswitches: vswitches.map_or(&[], Vec::as_slice),
        zones: observed.offers.get(&network.region),
        attached: attached(comparison, cen, name),
    };
    site.entrances()
}

/// Returns the vSwitches through which the network is attached now: to this CEN, or to the one that it
/// leaves.
fn attached(
    comparison: &Comparison<'_>,
    cen: &CenName,
    name: &NetworkName,
) -> BTreeMap<ZoneId, VswitchId> {
    let Some(instance) = comparison.resolved.networks.get(name) else {
        return BTreeMap::new();
    };
    let others = comparison.observed.cens.values();
    let insides = others.filter_map(|seen| seen.inside.as_ref());
    let here = comparison.inside(cen).into_iter().chain(insides);
    let mut seen = here.filter_map(|inside| inside.attachments.get(instance)?.transit.as_ref());
    seen.next()
        .map(|transit| transit.vswitches.clone())
        .unwrap_or_default()
}

/// A VPC, and what is known of its vSwitches.
struct VpcFacts<'a> {
    observed: &'a Observed,
    topology: &'a Topology,
    name: &'a NetworkName,
    network: &'a Network,
    /// The VPC; none if the plan makes it.
    vpc: Option<&'a InstanceId>,
    vswitches: &'a [VswitchId],
    /// The zones in which a router can enter; none if that was not read, because the router exists.
    zones: Option<&'a BTreeSet<ZoneId>>,
    attached: BTreeMap<ZoneId, VswitchId>,
}

impl VpcFacts<'_> {
    fn entrances(&self) -> Result<Entrances, HoldReason> {
        match (&self.network.vswitches, &self.network.selector) {
            (Vswitches::Pinned(ids), _) => self.pinned(ids),
            (Vswitches::Made(ranges), _) => self.made(ranges),
            (Vswitches::Chosen, _) if !self.attached.is_empty() => Ok(self.kept()),
            (Vswitches::Chosen, Selector::Managed { cidr, .. }) => self.made_at_the_end(*cidr),
            (Vswitches::Chosen, Selector::Id(_) | Selector::Name(_)) => self.chosen(),
        }
    }

    fn problem(&self, problem: VswitchProblem) -> HoldReason {
        HoldReason::Vswitch {
            network: self.name.clone(),
            problem,
        }
    }

    /// Returns what is attached stays until the file names other vSwitches.
    fn kept(&self) -> Entrances {
        let existing =
            |(zone, id): (&ZoneId, &VswitchId)| (zone.clone(), Entrance::Existing(id.clone()));
        self.attached.iter().map(existing).collect()
    }

    fn is_offered(&self, zone: &ZoneId) -> bool {
        self.zones.is_none_or(|zones| zones.contains(zone))
    }

    /// Lists the vSwitches of the VPC.
    fn all(&self) -> impl Iterator<Item = (&VswitchId, &SeenVswitch)> {
        let seen = |id| self.observed.vswitches.get_key_value(id);
        self.vswitches.iter().filter_map(seen)
    }

    fn pinned(&self, ids: &BTreeSet<VswitchId>) -> Result<Entrances, HoldReason> {
        let mut entrances = Entrances::new();
        for id in ids {
            let seen = self.observed.vswitches.get(id);
            let seen = seen.filter(|seen| Some(&seen.vpc) == self.vpc);
            let vswitch = || id.clone();
            let seen =
                seen.ok_or_else(|| self.problem(VswitchProblem::NotInVpc { vswitch: vswitch() }))?;
            let zone = || seen.zone.clone();
            if !self.is_offered(&seen.zone) {
                return Err(self.problem(VswitchProblem::ZoneNotOffered { zone: zone() }));
            }
            let is_attached = self.attached.get(&seen.zone) == Some(id);
            if !is_attached && (seen.free == Some(0) || seen.status != "Available") {
                return Err(self.problem(VswitchProblem::NoAddress { vswitch: vswitch() }));
            }
            let entrance = Entrance::Existing(vswitch());
            if entrances.insert(zone(), entrance).is_some() {
                return Err(self.problem(VswitchProblem::ZoneTwice { zone: zone() }));
            }
        }
        Ok(entrances)
    }

    /// A vSwitch that was made here for the zone is used again, and so is one with just this range.
    fn made(&self, ranges: &BTreeMap<ZoneId, Ipv4Net>) -> Result<Entrances, HoldReason> {
        let mut entrances = Entrances::new();
        for (zone, cidr) in ranges {
            if !self.is_offered(zone) {
                let zone = zone.clone();
                return Err(self.problem(VswitchProblem::ZoneNotOffered { zone }));
            }
            let there = self.all().filter(|(_, seen)| seen.zone == *zone);
            let mut there =
                there.filter(|(_, seen)| self.is_ours(seen) || seen.cidr == Some(*cidr));
            let entrance = match there.next() {
                Some((id, _)) => Entrance::Existing(id.clone()),
                None => self.new_one(*cidr)?,
            };
            entrances.insert(zone.clone(), entrance);
        }
        Ok(entrances)
    }

    fn new_one(&self, cidr: Ipv4Net) -> Result<Entrance, HoldReason> {
        let overlaps = |other: &Ipv4Net| other.contains(&cidr) || cidr.contains(other);
        let taken = self
            .all()
            .find(|(_, seen)| seen.cidr.as_ref().is_some_and(overlaps));
        if let Some((vswitch, _)) = taken {
            let vswitch = vswitch.clone();
            return Err(self.problem(VswitchProblem::Overlaps { cidr, vswitch }));
        }
        let vpc = self.vpc.and_then(|vpc| self.observed.networks.get(vpc));
        let mut ranges = vpc.iter().flat_map(|seen| &seen.cidrs);
        let holds = |range: &String| {
            range
                .parse::<Ipv4Net>()
                .is_ok_and(|vpc| vpc.contains(&cidr))
        };
        let is_inside = vpc.is_none_or(|seen| seen.cidrs.is_empty()) || ranges.any(holds);
        match is_inside {
            true => Ok(Entrance::New(cidr)),
            false => Err(self.problem(VswitchProblem::OutsideVpc { cidr })),
        }
    }

    fn is_ours(&self, seen: &SeenVswitch) -> bool {
        let mark = seen.tags.get(NAME_TAG);
        is_owned(&seen.tags, self.topology) && mark.is_some_and(|mark| is_of_zone(mark, &seen.zone))
    }

    /// Returns a VPC that is made here gets two small vSwitches at the end of its range.
    fn made_at_the_end(&self, cidr: Ipv4Net) -> Result<Entrances, HoldReason> {
        let Some(zones) = self.zones else {
            return self.chosen();
        };
        let prefix = match cidr.prefix_len() <= SMALL_VPC {
            true => MADE_PREFIX,
            false => SMALL_PREFIX,
        };
        let subnets: Vec<Ipv4Net> = cidr.subnets(prefix).into_iter().flatten().collect();
        let last = subnets.len().saturating_sub(CHOSEN_ZONES);
        let ranges = zones.iter().cloned().zip(subnets[last..].iter().copied());
        self.made(&ranges.collect())
    }

    /// Chooses in each zone the smallest vSwitch, then the one with most free addresses, and takes
    /// the two best zones.
    fn chosen(&self) -> Result<Entrances, HoldReason> {
        let mut best: BTreeMap<&ZoneId, (Rank<'_>, &VswitchId)> = BTreeMap::new();
        let usable = |seen: &SeenVswitch| {
            seen.status == "Available" && seen.free != Some(0) && self.is_offered(&seen.zone)
        };
        for (id, seen) in self.all().filter(|(_, seen)| usable(seen)) {
            let prefix = seen.cidr.map_or(0, |cidr| cidr.prefix_len());
            let rank = (
                u8::MAX - prefix,
                u64::MAX - seen.free.unwrap_or_default(),
                id,
            );
            let entry = best.entry(&seen.zone).or_insert((rank, id));
            if rank < entry.0 {
                *entry = (rank, id);
            }
        }
        let mut zones: Vec<_> = best.into_iter().collect();
        zones.sort_by_key(|(_, (rank, _))| *rank);
        let chosen = zones.into_iter().take(CHOSEN_ZONES);
        let entrances: Entrances = chosen
            .map(|(zone, (_, id))| (zone.clone(), Entrance::Existing(id.clone())))
            .collect();
        match entrances.is_empty() {
            true => Err(self.problem(VswitchProblem::NoneUsable)),
            false => Ok(entrances),
        }
    }
}

/// The smallest block first, then most free addresses, then the id.
type Rank<'a> = (u8, u64, &'a VswitchId);
