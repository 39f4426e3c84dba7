//! Turns differences into API actions. The only place that knows what an edition of transit routers can do: a folder for each.

mod attachable;
mod basic;
mod changed;
mod enterprise;
mod limits;
mod makes_way;
mod phases;
mod references;
mod successors;

pub(crate) use enterprise::too_many_synced;

use std::cell::RefCell;
use std::collections::BTreeSet;

use cen_topology::{AccountName, CenName, InstanceId, Mbps, PackageId, RegionId};
use foldhash::{HashMap, HashSet};

use crate::lower::basic::create;
use crate::lower::makes_way::{Kept, join_limits};
use crate::lower::phases::phase;
use cen_action::{
    Action, Address, Call, ChangeKind, HeldDifference, Hold, HoldReason,
    call::{DeleteLink, Noun, PackageCall, RouterCall, SetLimit},
};
use cen_diff::{Comparison, Difference};

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
    /// The changes that are planned and their parts, without the uses of route tables.
    parts: HashSet<(ChangeKind, Noun, Address)>,
    /// The networks that are detached.
    detached: HashSet<InstanceId>,
    /// The packages that are unassociated.
    unassociated: HashSet<PackageId>,
}

impl Planned {
    fn add(&mut self, action: &Action) {
        let traits = action.call.traits();
        // Two thirds of a large plan, and nothing asks for them.
        if traits.noun != Noun::TableUse {
            let part = (traits.kind, traits.noun, action.address.clone());
            self.parts.insert(part);
        }
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
            // That what stays attached or linked stays in its tables goes without saying.
            if action.call.traits().noun == Noun::TableUse {
                self.blocked.insert(action.address);
                return;
            }
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
        debug_assert!(noun != Noun::TableUse, "uses of tables are not noted");
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
        if let Address::Attachment { cen, network } = &address
            && self.is_on_router(cen, network)
        {
            self.attach_to_router(cen, network);
        } else if let Address::Grant { cen, network } = &address
            && self.is_on_router(cen, network)
        {
            self.grant_to_router(cen, network);
        } else if let Address::TableAssociation { .. } | Address::TablePropagation { .. } = &address
        {
            self.complete_tables(&address);
        } else {
            self.act(create::create(self.comparison, address));
        }
    }
}

/// Returns how the cloud differs from the file where an action takes something away that stays.
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
