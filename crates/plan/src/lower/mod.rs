//! Turns differences into API actions. The only place that knows what an edition of transit routers can do: a folder for each.

mod basic;
mod enterprise;
mod makes_way;
mod references;

pub(crate) use enterprise::too_many_synced;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use cen_topology::{
    AccountName, AreaPair, CenId, CenName, HealthCheck, InstanceId, Mbps, NetworkName, Package,
    PackageId, RegionId, RegionPair, TopologyName,
};

use crate::lower::basic::{create, routes};
use crate::lower::makes_way::{Kept, join_limits};
use crate::lower::references::cen_ref;
use cen_action::{
    Action, Address, Blocker, Call, ChangeKind, Edit, EditionLack, HeldDifference, Hold,
    HoldReason, PackageProblem, Phase,
    call::{
        DeleteLink, ModifyCen, ModifyVpc, Noun, PackageCall, ResizePackage, RouterCall, SetLimit,
        TagCen, UnmarkPackage, UnmarkVpc, UntagCen,
    },
};
use cen_diff::{Change, Comparison, Difference, Extra, is_enterprise, unread};
use cen_observed::{NAME_TAG, SeenLimit, TOPOLOGY_TAG, owner_of};

/// What is to be done, and what is left alone.
pub(crate) struct Lowered {
    pub(crate) actions: Vec<Action>,
    pub(crate) holds: Vec<Hold>,
}

/// Lowers every difference. What needs something that is held is held as well, so what others need is lowered first; and what would only make
/// way for something that is held stays. Each pass may find more of that, until nothing more is found.
pub(crate) fn lower(comparison: &Comparison<'_>, mut differences: Vec<Difference>) -> Lowered {
    differences.sort_by_key(|difference| phase(comparison, difference));
    let mut kept = Kept::default();
    loop {
        let lowering = pass(comparison, &differences, &kept);
        let more = lowering.in_vain();
        let Lowering { actions, holds, .. } = lowering;
        if more.is_empty() {
            let holds = join_limits(holds);
            return Lowered { actions, holds };
        }
        kept.learn(more, &holds);
    }
}

/// Lowers every difference once, and leaves what is kept.
fn pass<'a>(
    comparison: &'a Comparison<'a>,
    differences: &[Difference],
    kept: &'a Kept,
) -> Lowering<'a> {
    let mut lowering = Lowering {
        comparison,
        actions: Vec::new(),
        planned: Planned::default(),
        holds: Vec::new(),
        blocked: BTreeSet::new(),
        kept,
        staying_limits: RefCell::default(),
        attached: attached(comparison),
    };
    for difference in differences {
        lowering.lower(difference.clone());
    }
    lowering.hold_useless_purchases();
    lowering.forget_uses_of_what_leaves();
    lowering
}

/// Lists every network that is attached to a CEN that was looked into.
fn attached<'a>(comparison: &Comparison<'a>) -> HashSet<&'a InstanceId> {
    let cens = comparison.observed.cens.values();
    let insides = cens.filter_map(|cen| cen.inside.as_ref());
    insides
        .flat_map(|inside| inside.attachments.keys())
        .collect()
}

/// When a difference is lowered. What is lowered later may depend on whether something earlier is
/// held. `None` comes first: what is held already.
fn phase(comparison: &Comparison<'_>, difference: &Difference) -> Option<Phase> {
    match difference {
        Difference::Held(_) => None,
        Difference::Missing(address) => Some(phase_of_missing(address)),
        Difference::Unmarked(_) => Some(Phase::Create),
        Difference::Changed(_, change) => Some(phase_of_change(change)),
        Difference::Limit {
            cen,
            pair,
            from,
            to,
        } => match to < from || leaves_package(comparison, cen, pair, *to) {
            true => Some(Phase::Release),
            false => Some(Phase::Use),
        },
        Difference::Extra(_, extra) => Some(phase_of_extra(extra)),
    }
}

/// Tells whether a link that has a share of a package is to be billed by the GB.
fn leaves_package(comparison: &Comparison<'_>, cen: &CenName, pair: &RegionPair, to: Mbps) -> bool {
    let seen = comparison
        .inside(cen)
        .and_then(|inside| inside.limits.get(pair));
    let takes_share = seen.is_some_and(|seen| seen.link.is_some() && seen.share() > Mbps(0));
    let wanted = comparison.desired.cens.get(cen);
    let by_traffic = wanted.is_some_and(|cen| cen.traffic.contains_key(pair));
    takes_share && by_traffic && to > Mbps(0)
}

fn phase_of_missing(address: &Address) -> Phase {
    match address {
        Address::Network { .. }
        | Address::Cen { .. }
        | Address::Package { .. }
        | Address::RouterService { .. }
        | Address::Router { .. }
        | Address::Vswitch { .. } => Phase::Create,
        Address::Grant { .. } | Address::Attachment { .. } | Address::Association { .. } => {
            Phase::Attach
        }
        Address::Route { .. }
        | Address::HealthCheck { .. }
        | Address::PrivateZone { .. }
        | Address::Service { .. }
        | Address::RouteMap { .. }
        | Address::Limit { .. }
        | Address::TableAssociation { .. }
        | Address::TablePropagation { .. }
        | Address::Extra { .. } => Phase::Use,
    }
}

fn phase_of_change(change: &Change) -> Phase {
    match change {
        Change::Vpc { .. }
        | Change::MarkedVpc { .. }
        | Change::MarkedPackage { .. }
        | Change::CenText { .. }
        | Change::CenTags { .. }
        | Change::HealthCheck { .. } => Phase::Create,
        Change::Size { .. } => Phase::Detach,
        Change::Router(_) => Phase::Prepare,
        Change::Transit(_) => Phase::Attach,
        Change::RouteMap { .. } => Phase::Use,
    }
}

fn phase_of_extra(extra: &Extra) -> Phase {
    match extra {
        Extra::Route { .. }
        | Extra::HealthCheck { .. }
        | Extra::PrivateZone { .. }
        | Extra::Service { .. }
        | Extra::RouteMap { .. } => Phase::Release,
        Extra::Attachment { .. } | Extra::Association { .. } => Phase::Detach,
        Extra::Grant { .. } => Phase::Attach,
        Extra::Package { .. }
        | Extra::Vpc { .. }
        | Extra::Router { .. }
        | Extra::Vswitch { .. } => Phase::Use,
        Extra::Cen { .. } => Phase::Delete,
    }
}

/// What has been lowered so far.
pub(super) struct Lowering<'a> {
    comparison: &'a Comparison<'a>,
    actions: Vec<Action>,
    planned: Planned,
    holds: Vec<Hold>,
    /// What will not be there, or will not go away, because it is held.
    blocked: BTreeSet<Address>,
    /// What earlier passes have found out.
    kept: &'a Kept,
    /// The limits that stay in regions that all networks leave, as far as they were asked for and
    /// only detachments were added since.
    staying_limits: RefCell<HashMap<(CenName, RegionId), Option<Address>>>,
    /// Every network that is attached.
    attached: HashSet<&'a InstanceId>,
}

/// What the actions so far do, as later differences ask for it.
#[derive(Default)]
struct Planned {
    parts: HashSet<(ChangeKind, Noun, Address)>,
    /// The networks that are detached.
    detached: HashSet<InstanceId>,
    /// The packages that are unassociated.
    unassociated: HashSet<PackageId>,
}

impl Planned {
    fn add(&mut self, action: &Action) {
        let traits = action.call.traits();
        let part = (traits.kind, traits.noun, action.address.clone());
        self.parts.insert(part);
        match (traits.kind, traits.noun) {
            (ChangeKind::Remove, Noun::Attachment) => {
                self.detached.extend(traits.network().cloned())
            }
            (ChangeKind::Remove, Noun::Association) => {
                self.unassociated.extend(traits.package().cloned());
            }
            (ChangeKind::Create | ChangeKind::Change | ChangeKind::Remove, _) => {}
        }
    }
}

impl Lowering<'_> {
    fn lower(&mut self, difference: Difference) {
        match difference {
            Difference::Held(hold) => self.add(hold),
            Difference::Missing(address) => self.missing(address),
            Difference::Unmarked(address) => self.act(create::mark(self.comparison, address)),
            Difference::Changed(address, change) => self.changed(address, change),
            Difference::Limit {
                cen,
                pair,
                from,
                to,
            } => self.limit(&cen, pair, from, to),
            Difference::Extra(address, extra) => self.extra(address, extra),
        }
    }

    fn act(&mut self, action: Option<Action>) {
        let Some(action) = action else { return };
        if let Some(blocker) = self.kept.removals.get(&action.id) {
            let reason = HoldReason::waits(blocker.clone());
            return self.hold(action.address.clone(), difference_of(&action), reason);
        }
        let traits = action.call.traits();
        if (traits.kind, traits.noun) != (ChangeKind::Remove, Noun::Attachment) {
            self.staying_limits.get_mut().clear();
        }
        self.planned.add(&action);
        self.actions.push(action);
    }

    /// Acts on a part of the file or the cloud, as an account.
    fn push(&mut self, address: Address, account: &AccountName, call: impl Into<Call>) {
        self.act(Some(Action::new(address, account, call)));
    }

    fn hold(&mut self, address: Address, difference: HeldDifference, reason: HoldReason) {
        self.add(Hold {
            address,
            difference: Some(difference),
            reason,
        });
    }

    fn add(&mut self, mut hold: Hold) {
        self.staying_limits.get_mut().clear();
        let first = self
            .kept
            .first_reason(&hold.address, hold.difference.as_ref());
        if let Some(first) = first {
            hold.reason = first.clone();
        }
        let blocks = match hold.reason {
            HoldReason::Attribute { .. }
            | HoldReason::Grant { .. }
            | HoldReason::PrepaidTerm { .. }
            | HoldReason::Route { .. }
            | HoldReason::NotExpressible => false,
            HoldReason::SameAddressRange { attached, .. } => !attached,
            HoldReason::Edition { .. }
            | HoldReason::Vswitch { .. }
            | HoldReason::Package { .. }
            | HoldReason::Busy { .. }
            | HoldReason::Waits { .. }
            | HoldReason::KeptByCloudService { .. }
            | HoldReason::Gap { .. }
            | HoldReason::OwnedByAnother { .. }
            | HoldReason::BeingDeleted { .. }
            | HoldReason::AttachedElsewhere { .. } => true,
        };
        if blocks {
            self.blocked.insert(hold.address.clone());
        }
        self.holds.push(hold);
    }

    /// Tells whether the plan does this to this part.
    fn does(&self, kind: ChangeKind, noun: Noun, address: &Address) -> bool {
        self.planned.parts.contains(&(kind, noun, address.clone()))
    }

    /// Tells whether the plan takes this away.
    fn removes(&self, noun: Noun, address: &Address) -> bool {
        self.does(ChangeKind::Remove, noun, address)
    }

    fn missing(&mut self, address: Address) {
        let reason = match &address {
            Address::Attachment { cen, network } | Address::Grant { cen, network } => self
                .why_not_attach(cen, network)
                .or_else(|| self.range_that_stays(cen, network)),
            Address::Association { cen, areas } => self.why_not_associate(cen, *areas),
            Address::PrivateZone { cen, .. } | Address::Service { cen, .. } => {
                self.why_not_reach(cen, &address)
            }
            Address::Route { cen, network, cidr } => self
                .why_no_routes_of(cen, network)
                .or_else(|| self.route_that_stays(cen, *cidr, &address)),
            Address::HealthCheck { cen, network } => self
                .why_no_routes_of(cen, network)
                .or_else(|| self.check_that_stays(cen, network, &address)),
            Address::RouteMap { cen, place } => self
                .why_no_route_map(cen, place)
                .or_else(|| self.map_that_stays(&address)),
            Address::Network { .. }
            | Address::Cen { .. }
            | Address::Package { .. }
            | Address::Limit { .. }
            | Address::RouterService { .. }
            | Address::Router { .. }
            | Address::Vswitch { .. }
            | Address::TableAssociation { .. }
            | Address::TablePropagation { .. }
            | Address::Extra { .. } => None,
        };
        if let Some(reason) = reason {
            return self.hold(address, HeldDifference::Missing, reason);
        }
        match &address {
            Address::Attachment { cen, network } if self.is_on_router(cen, network) => {
                self.attach_to_router(cen, network);
            }
            Address::Grant { cen, network } if self.is_on_router(cen, network) => {
                self.grant_to_router(cen, network);
            }
            Address::TableAssociation { .. } | Address::TablePropagation { .. } => {
                self.complete_tables(&address);
            }
            _ => self.act(create::create(self.comparison, address)),
        }
    }

    /// Tells whether a network of the file is attached to an Enterprise Edition router.
    fn is_on_router(&self, cen: &CenName, network: &NetworkName) -> bool {
        let region = &self.comparison.desired.networks[network].region;
        is_enterprise(self.comparison, cen, region)
    }

    fn why_not_attach(&self, cen: &CenName, network: &NetworkName) -> Option<HoldReason> {
        let region = &self.comparison.desired.networks[network].region;
        let hidden = unread(self.comparison, cen, region).map(|scope| HoldReason::Gap { scope });
        let refused = || self.why_not_on_router(cen, network);
        if let Some(reason) =
            hidden.or_else(|| refused().filter(|_| self.is_on_router(cen, network)))
        {
            return Some(reason);
        }
        let instance = self.comparison.resolved.networks.get(network)?;
        let is_ours = |other: &CenId| {
            self.comparison
                .resolved
                .cens
                .values()
                .any(|ours| ours == other)
        };
        if let Some(other) = self
            .comparison
            .observed
            .elsewhere
            .get(instance)
            .filter(|other| !is_ours(other))
        {
            return Some(self.attached_elsewhere(instance, other));
        }
        if let Some((other, _)) = attached_elsewhere(self.comparison, cen, instance) {
            let there = Address::Attachment {
                cen: other.clone(),
                network: network.clone(),
            };
            if !self.removes(Noun::Attachment, &there) {
                return Some(HoldReason::waits(Blocker::Stays { address: there }));
            }
        }
        None
    }

    /// Why a network cannot be attached: another one stays on the CEN that the file does not have and whose range it has.
    fn range_that_stays(&self, cen: &CenName, network: &NetworkName) -> Option<HoldReason> {
        let attached = self.comparison.inside(cen)?.attachments.keys();
        let wanted = &self.comparison.desired.cens.get(cen)?.attach;
        let is_wanted = |instance| {
            let name = self.comparison.resolved.names.get(instance);
            name.is_some_and(|name| wanted.contains(name))
        };
        let mut staying = attached
            .filter(|instance| !self.planned.detached.contains(*instance) && !is_wanted(*instance));
        staying.find_map(|instance| {
            let range = self.comparison.range_taken(cen, instance, network)?;
            Some(HoldReason::SameAddressRange {
                network: self.comparison.network_label(instance),
                range,
                attached: false,
            })
        })
    }

    /// Returns the reason that a network is on a CEN of somebody else.
    fn attached_elsewhere(&self, instance: &InstanceId, cen: &CenId) -> HoldReason {
        let seen = self.comparison.observed.cens.get(cen);
        let owner = seen.and_then(|seen| owner_of(&seen.tags));
        HoldReason::AttachedElsewhere {
            instance: instance.clone(),
            cen: cen.clone(),
            owner: owner.map(TopologyName::from),
        }
    }

    fn why_not_associate(&self, cen: &CenName, areas: AreaPair) -> Option<HoldReason> {
        let stays = |cen: &CenName| {
            let cen = cen.clone();
            let address = Address::Association { cen, areas };
            (!self.removes(Noun::Association, &address))
                .then(|| HoldReason::waits(Blocker::Stays { address }))
        };
        if self.comparison.is_replaced(cen, areas)
            && let Some(reason) = stays(cen)
        {
            return Some(reason);
        }
        let (_, seen) = self.comparison.seen_package(cen, areas)?;
        let here = self.comparison.cen_id(cen);
        let resolved = self.comparison.resolved;
        let other = resolved
            .cens
            .iter()
            .chain(&resolved.leaving)
            .find(|(_, other)| seen.cen.as_ref() == Some(*other) && Some(*other) != here)?;
        stays(other.0)
    }

    fn changed(&mut self, address: Address, change: Change) {
        let comparison = self.comparison;
        let account = match &address {
            Address::Network { network } => comparison
                .desired
                .networks
                .get(network)
                .map(|network| &network.account),
            other => other.cen().and_then(|cen| comparison.cen_account(cen)),
        };
        let Some(account) = account else { return };
        let mut act = |call: Call| self.push(address.clone(), account, call);
        match change {
            Change::Vpc {
                id,
                region,
                description,
            } => {
                let Edit { from, to } = description;
                let vpc = id;
                act(ModifyVpc {
                    region,
                    vpc,
                    from,
                    to,
                }
                .into());
            }
            Change::MarkedVpc { id, region } => act(UnmarkVpc {
                region,
                vpc: id,
                keys: mark_keys(),
            }
            .into()),
            Change::MarkedPackage { id } => act(UnmarkPackage {
                package: id,
                keys: mark_keys(),
            }
            .into()),
            Change::CenText {
                id,
                name,
                description,
            } => act(ModifyCen {
                cen: id,
                name,
                description,
            }
            .into()),
            Change::CenTags { id, set, unset } => {
                change_tags(id, set, unset).into_iter().for_each(act)
            }
            Change::HealthCheck { from, to } => {
                self.change_health_check(address, account, from, to)
            }
            Change::RouteMap { from, seen } => self.change_route_map(address, from, *seen),
            Change::Router(change) => self.change_router(address, *change),
            Change::Transit(change) => self.change_attachment(address, change),
            Change::Size { id, from, to } => self.resize(address, account, (id, from, to)),
        }
    }

    fn change_health_check(
        &mut self,
        address: Address,
        account: &AccountName,
        from: HealthCheck,
        to: HealthCheck,
    ) {
        let Some(part) = address.cen().zip(address.network()) else {
            return;
        };
        if let Some(reason) = self.why_no_routes_of(part.0, part.1) {
            return self.hold(address, HeldDifference::Changed, reason);
        }
        let call = routes::check_health(self.comparison, part, Some(from), to);
        self.push(address.clone(), account, call);
    }

    /// A package does not shrink below limits that stay.
    fn resize(
        &mut self,
        address: Address,
        account: &AccountName,
        (package, from, to): (PackageId, Mbps, Mbps),
    ) {
        if let Address::Package { cen, areas } = &address
            && to < from
            && self.left(cen, *areas) > Mbps(0)
        {
            let reason = HoldReason::waits(Blocker::LimitsStay);
            return self.hold(address, HeldDifference::Bandwidth { from, to }, reason);
        }
        if let Address::Package { cen, .. } = &address
            && to < from
            && let Some(reason) = self.why_links_unknown(cen)
        {
            return self.hold(address, HeldDifference::Bandwidth { from, to }, reason);
        }
        self.push(address, account, ResizePackage { package, from, to });
    }

    fn limit(&mut self, cen: &CenName, pair: RegionPair, from: Mbps, to: Mbps) {
        let address = Address::Limit {
            cen: cen.clone(),
            pair: pair.clone(),
        };
        let Some(account) = self.comparison.cen_account(cen) else {
            return;
        };
        match self.why_not_limit(cen, &pair, from, to) {
            Some(reason) => self.hold(address, HeldDifference::Bandwidth { from, to }, reason),
            None if self.is_link(cen, &pair) => self.link(cen, pair, from, to),
            None => {
                let call = SetLimit {
                    cen: cen_ref(self.comparison, cen),
                    pair,
                    from,
                    to,
                };
                self.push(address, account, call);
            }
        }
    }

    fn why_not_limit(
        &self,
        cen: &CenName,
        pair: &RegionPair,
        from: Mbps,
        to: Mbps,
    ) -> Option<HoldReason> {
        if let Some(reason) = self.why_not_join(cen, pair, to) {
            return Some(reason);
        }
        let areas = self.comparison.group_of(cen, pair).filter(|_| to > from);
        let blocked = self.blocked_regions(cen);
        let mut regions = pair.regions().into_iter().filter(|_| to > from);
        if let Some(region) = regions.find(|region| areas.is_none() && blocked.contains(region)) {
            return Some(HoldReason::nothing_attached(region));
        }
        let areas = areas?;
        if let Some((package, seen)) = self.comparison.seen_package(cen, areas)
            && !seen.is_normal()
        {
            let (package, status) = (package.clone(), seen.business_status.clone());
            let problem = PackageProblem::NotNormal { package, status };
            return Some(HoldReason::Package { problem });
        }
        let association = Address::Association {
            cen: cen.clone(),
            areas,
        };
        if self.blocked.contains(&association) {
            let address = association;
            return Some(HoldReason::waits(Blocker::Held { address }));
        }
        let blocked = self.blocked_regions(cen);
        if let Some(region) = pair
            .regions()
            .into_iter()
            .find(|region| blocked.contains(region))
        {
            return Some(HoldReason::nothing_attached(region));
        }
        let (taken, size) = self.load(cen, areas)?;
        let problem = PackageProblem::TooSmall { taken, size };
        (taken > size).then_some(HoldReason::Package { problem })
    }

    /// Tells whether two regions are joined by a link between routers.
    fn is_link(&self, cen: &CenName, pair: &RegionPair) -> bool {
        let mut regions = pair.regions().into_iter();
        regions.any(|region| is_enterprise(self.comparison, cen, region))
    }

    /// Returns why the routers of two regions cannot be joined as the file says.
    fn why_not_join(&self, cen: &CenName, pair: &RegionPair, to: Mbps) -> Option<HoldReason> {
        let comparison = self.comparison;
        let hidden = |region: &RegionId| unread(comparison, cen, region);
        if let Some(scope) = pair.regions().into_iter().find_map(hidden) {
            return Some(HoldReason::Gap { scope });
        }
        let seen = comparison
            .inside(cen)
            .and_then(|inside| inside.limits.get(pair));
        // One that leaves already is waited for, so that what follows can go too.
        let leaves = |status: &str| status == "Detaching" && to == Mbps(0);
        let is_busy = |seen: &&SeenLimit| seen.status != "Attached" && !leaves(&seen.status);
        if let Some(link) = seen.filter(|seen| seen.link.is_some()).filter(is_busy) {
            return Some(HoldReason::busy(&link.status));
        }
        let link = seen.and_then(|seen| seen.link.as_ref());
        let leaving = link.filter(|_| to == Mbps(0));
        let is_busy = |region: &RegionId| self.why_router_is_busy(cen, region);
        if let Some(reason) = leaving.and(pair.regions().into_iter().find_map(is_busy)) {
            return Some(reason);
        }
        if let Some(entry) = leaving.and_then(|link| self.leads_to(cen, &link.id)) {
            return Some(HoldReason::waits(entry));
        }
        let wanted = comparison.desired.cens.get(cen)?;
        let by_traffic = wanted.traffic.contains_key(pair) && to > Mbps(0);
        let is_basic = |region: &&RegionId| !is_enterprise(comparison, cen, region);
        if let Some(region) = pair
            .regions()
            .into_iter()
            .find(is_basic)
            .filter(|_| by_traffic)
        {
            return Some(HoldReason::edition(region, EditionLack::Traffic));
        }
        let mut regions = pair.regions().into_iter().filter(|_| to > Mbps(0));
        let is_link = self.is_link(cen, pair);
        regions.find_map(|region| {
            let refused = || self.why_no_router(cen, region, &wanted.account);
            refused().filter(|_| is_link && is_enterprise(comparison, cen, region))
        })
    }

    /// The regions of a CEN in which nothing will be attached because every attachment there is held.
    fn blocked_regions(&self, cen: &CenName) -> BTreeSet<&RegionId> {
        let Some(wanted) = self.comparison.desired.cens.get(cen) else {
            return BTreeSet::new();
        };
        let region = |network: &NetworkName| &self.comparison.desired.networks[network].region;
        let held = |network: &NetworkName| {
            self.blocked.contains(&Address::Attachment {
                cen: cen.clone(),
                network: network.clone(),
            })
        };
        let usable: BTreeSet<_> = wanted
            .attach
            .iter()
            .filter(|network| !held(network))
            .map(region)
            .collect();
        wanted
            .attach
            .iter()
            .map(region)
            .filter(|region| !usable.contains(region))
            .collect()
    }

    /// What the limits of a group take, together with those that the file leaves alone, and the size that its package will have.
    fn load(&self, cen: &CenName, areas: AreaPair) -> Option<(Mbps, Mbps)> {
        let group = self
            .comparison
            .desired
            .cens
            .get(cen)
            .and_then(|cen| cen.bandwidth.get(&areas))?;
        let package = Address::Package {
            cen: cen.clone(),
            areas,
        };
        let resized = self.does(ChangeKind::Change, Noun::Package, &package);
        let size = match (&group.package, self.comparison.seen_package(cen, areas)) {
            (Package::Bought { mbps, .. }, Some(_)) if resized => *mbps,
            (_, Some((_, seen))) => seen.mbps,
            (Package::Bought { mbps, .. }, None) => *mbps,
            (Package::Existing(_), None) => Mbps(0),
        };
        let wanted: Mbps = group.limits.values().copied().sum();
        let kept = cen_diff::ignored(self.comparison, cen, areas);
        Some((
            Mbps(
                wanted
                    .0
                    .saturating_add(kept.0)
                    .saturating_add(self.left(cen, areas).0),
            ),
            size,
        ))
    }

    /// What limits use of the package of two areas beyond what the file gives them, because their decreases are held.
    fn left(&self, cen: &CenName, areas: AreaPair) -> Mbps {
        let written = |pair| {
            self.comparison
                .desired
                .cens
                .get(cen)?
                .bandwidth
                .get(&areas)?
                .limits
                .get(pair)
                .copied()
        };
        let goes = |pair: &RegionPair| {
            let address = Address::Limit {
                cen: cen.clone(),
                pair: pair.clone(),
            };
            let kinds = [ChangeKind::Create, ChangeKind::Change, ChangeKind::Remove];
            kinds
                .iter()
                .any(|kind| self.does(*kind, Noun::Limit, &address))
        };
        let limits = self
            .comparison
            .inside(cen)
            .into_iter()
            .flat_map(|inside| &inside.limits);
        let here = limits.filter(|(pair, _)| {
            self.comparison.group_of(cen, pair) == Some(areas)
                && !self.comparison.ignores_pair(cen, pair)
        });
        let left = here.filter(|(pair, _)| !goes(pair));
        left.map(|(pair, limit)| {
            Mbps(
                limit
                    .share()
                    .0
                    .saturating_sub(written(pair).unwrap_or_default().0),
            )
        })
        .sum()
    }
}

/// The keys of our ownership mark.
fn mark_keys() -> BTreeSet<String> {
    [TOPOLOGY_TAG, NAME_TAG].map(str::to_owned).into()
}

/// How the cloud differs from the file where an action takes something away that stays.
fn difference_of(action: &Action) -> HeldDifference {
    if let Call::Package(PackageCall::SetLimit(SetLimit { from, to, .. })) = action.call {
        return HeldDifference::Bandwidth { from, to };
    }
    if let Call::Router(RouterCall::DeleteLink(DeleteLink { from, .. })) = &action.call {
        let (from, to) = (from.mbps, Mbps(0));
        return HeldDifference::Bandwidth { from, to };
    }
    HeldDifference::Extra
}

/// Another CEN of ours that a network is attached to, and how.
fn attached_elsewhere<'a>(
    comparison: &'a Comparison<'_>,
    cen: &CenName,
    instance: &InstanceId,
) -> Option<(&'a CenName, &'a cen_observed::SeenAttachment)> {
    let ours = comparison
        .resolved
        .cens
        .iter()
        .chain(&comparison.resolved.leaving);
    ours.filter(|(name, _)| *name != cen)
        .find_map(|(name, _)| Some((name, comparison.inside(name)?.attachments.get(instance)?)))
}

/// Returns the calls that set and remove tags of a CEN.
fn change_tags(cen: CenId, set: BTreeMap<String, String>, unset: BTreeSet<String>) -> Vec<Call> {
    let tag = (!set.is_empty()).then(|| {
        let (cen, tags) = (cen.clone(), set);
        TagCen { cen, tags }.into()
    });
    let untag = (!unset.is_empty()).then(|| UntagCen { cen, keys: unset }.into());
    tag.into_iter().chain(untag).collect()
}
