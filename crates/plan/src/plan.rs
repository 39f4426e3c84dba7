//! The plan: complete, immutable data that leaves no choice to the executor.

use std::collections::BTreeSet;

use cen_topology::{AccountName, Selector, Topology, TopologyName};
use serde::{Deserialize, Serialize};

use crate::interruption::{Interruption, interruptions};
use crate::lower::{lower, too_many_synced};
use crate::notice::Notice;
use crate::order::{Ordered, order};
use crate::origin::Origin;
use cen_action::{Action, Address, Assumption, Hold, HoldReason, Problem, Step};
use cen_diff::{Adopt, Comparison, ListedNetworks, diff, find_network, resolve};
use cen_network::{NetworkView, ReachabilityChange, reachability_changes};
use cen_observed::{Gap, Observed, SeenPackage, is_owned};
use cen_precondition::{Reader, preconditions};

/// The version of the plan's JSON form.
pub const PLAN_VERSION: u32 = 3;

/// What is to be done, in which order, and what is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Always `cen-plan`.
    pub kind: String,
    /// The version of this form, [`PLAN_VERSION`].
    pub version: u32,
    /// Whose plan it is.
    pub topology: TopologyName,
    /// The cloud and the file that it was made of; none for one that was made without looking at a cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The actions, each after all that it waits for.
    pub steps: Vec<Step>,
    /// The differences that are left alone.
    pub holds: Vec<Hold>,
    /// Which pairs of networks gain or lose something when the plan is carried out.
    pub connectivity: Vec<ReachabilityChange>,
    /// What the network does without while the plan is carried out, although the file wants it before and after.
    pub interruptions: Vec<Interruption>,
    /// What is there and is none of this topology's business.
    pub unmanaged: Unmanaged,
    /// What the plan assumes because no cloud was looked at; nothing in any other plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
    /// What needs a person, because no action mends it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// What could not be read: nothing under it is in the plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
}

/// Counts of what the plan never touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmanaged {
    /// CENs of the accounts that this topology does not own.
    pub cens: usize,
    /// Packages of the accounts that this topology neither owns nor names.
    pub packages: usize,
    /// Things on this topology's CENs that the file says to ignore.
    pub ignored: usize,
}

impl Unmanaged {
    /// Tells whether there is nothing of the kind.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// Plans how to get from what is there to what is wanted. The same inputs always give the same plan.
///
/// # Errors
/// Every reason why no plan can be made, all at once.
pub fn plan(desired: &Topology, observed: &Observed) -> Result<Plan, Vec<Problem>> {
    plan_adopting(desired, observed, Adopt::No)
}

/// The same, and takes over what carries no mark and is the only thing of its display name, if it may.
///
/// # Errors
/// Every reason why no plan can be made, all at once.
pub fn plan_adopting(
    desired: &Topology,
    observed: &Observed,
    adopt: Adopt,
) -> Result<Plan, Vec<Problem>> {
    plan_of((desired, desired), observed, adopt)
}

/// The plan that leads to `desired`, and leaves alone what the file as it is written leaves to other tools.
fn plan_of(
    (desired, written): (&Topology, &Topology),
    observed: &Observed,
    adopt: Adopt,
) -> Result<Plan, Vec<Problem>> {
    let resolved = resolve(desired, observed, adopt)?;
    let comparison = Comparison {
        desired,
        written,
        observed,
        resolved: &resolved,
    };
    let problems = too_many_synced(&comparison);
    if !problems.is_empty() {
        return Err(problems);
    }
    let lowered = lower(&comparison, diff(&comparison));
    let steps = steps(&comparison, lowered.actions)?;
    let interruptions = interruptions(&comparison, &steps);
    let before = NetworkView::seen(&comparison);
    let connectivity = reachability_changes(&before, &before.after(&steps));
    let unmanaged = unmanaged(&comparison);
    Ok(Plan {
        kind: "cen-plan".to_owned(),
        version: PLAN_VERSION,
        topology: desired.name.clone(),
        origin: None,
        steps,
        holds: lowered.holds,
        connectivity,
        interruptions,
        unmanaged,
        assumptions: Vec::new(),
        notices: Vec::new(),
        gaps: observed.gaps.clone(),
    })
}

/// Plans how to remove everything that a topology owns, and nothing else: what the file leaves to other tools stays, and so does the CEN that
/// it is on. A network that the file names and that is not there is no obstacle.
///
/// # Errors
/// Every reason why no plan can be made, all at once.
pub fn plan_destruction(desired: &Topology, observed: &Observed) -> Result<Plan, Vec<Problem>> {
    let mut emptied = desired.emptied();
    let (file, listed) = ((desired, observed), ListedNetworks::of(observed));
    emptied
        .networks
        .retain(|name, network| find_network(file, &listed, name, network).is_ok());
    let mut planned = plan_of((&emptied, desired), observed, Adopt::No)?;
    planned.holds.extend(hidden(desired, observed));
    Ok(planned)
}

/// Returns what the file makes itself and a gap hides: it may be there, and then it stays.
fn hidden(desired: &Topology, observed: &Observed) -> Vec<Hold> {
    let cens = desired.cens.iter().filter_map(|(name, cen)| {
        let gap = observed.gap_of_cens(&cen.account)?;
        Some((Address::Cen { cen: name.clone() }, gap))
    });
    let managed = desired
        .networks
        .iter()
        .filter(|(_, network)| matches!(network.selector, Selector::Managed { .. }));
    let networks = managed.filter_map(|(name, network)| {
        let gap = observed.gap_of_networks(network.kind, &network.region, |owner| {
            *owner == network.account
        })?;
        Some((
            Address::Network {
                network: name.clone(),
            },
            gap,
        ))
    });
    let hold = |(address, gap): (Address, &Gap)| Hold {
        address,
        difference: None,
        reason: HoldReason::Gap {
            scope: gap.scope.clone(),
        },
    };
    cens.chain(networks).map(hold).collect()
}

/// Orders the actions, with what the plan saw of the objects that each of them touches.
fn steps(comparison: &Comparison<'_>, actions: Vec<Action>) -> Result<Vec<Step>, Vec<Problem>> {
    let reader = Reader::new(comparison.observed);
    let step = |Ordered { action, waits_for }| Step {
        preconditions: preconditions(&action, &reader),
        action,
        waits_for,
    };
    let ordered = order(comparison, actions).map_err(|circle| vec![Problem::of_circle(circle)])?;
    Ok(ordered.map(step).collect())
}

fn unmanaged(comparison: &Comparison<'_>) -> Unmanaged {
    let Comparison {
        observed,
        resolved,
        desired,
        ..
    } = comparison;
    let ours = |tags| is_owned(tags, desired);
    let named: BTreeSet<_> = resolved.cens.values().collect();
    let cens = observed.cens.iter();
    let cens = cens.filter(|(id, seen)| !ours(&seen.tags) && !named.contains(id));
    let leaving: BTreeSet<_> = resolved.leaving.values().collect();
    let is_on_ours = |seen: &SeenPackage| {
        let cen = seen.cen.as_ref();
        cen.is_some_and(|cen| named.contains(cen) || leaving.contains(cen))
    };
    let named_packages: BTreeSet<_> = resolved.packages.values().collect();
    let packages = observed.packages.iter().filter(|(id, seen)| {
        !ours(&seen.tags) && !is_on_ours(seen) && !named_packages.contains(id)
    });
    let ignored = resolved
        .cens
        .keys()
        .chain(resolved.leaving.keys())
        .map(|name| comparison.left_alone(name).len());
    Unmanaged {
        cens: cens.count(),
        packages: packages.count(),
        ignored: ignored.sum(),
    }
}

impl Plan {
    /// Lists the accounts whose CENs and packages the plan changes, or what hangs on them. An account that only lends networks, and opens
    /// the transit router service for that, is none.
    pub fn owners(&self) -> BTreeSet<AccountName> {
        let is_owners = |action: &&Action| {
            let traits = action.call.traits();
            !traits.is_lenders && !traits.is_of_account
        };
        let actions = self.steps.iter().map(|step| &step.action);
        let owners = actions.filter(is_owners).map(|action| &action.account);
        owners.cloned().collect()
    }

    /// Returns what of this plan is about objects that another one touches, and the actions that are not.
    pub fn split(&self, touched: &Self) -> (Self, Vec<&Action>) {
        let is_it = |step: &Step, other: &Step| {
            other.action.address == step.action.address || other.action.is_same(&step.action)
        };
        let is_touched = |step: &&Step| touched.steps.iter().any(|other| is_it(step, other));
        let (about, others): (Vec<&Step>, Vec<&Step>) = self.steps.iter().partition(is_touched);
        let others: Vec<_> = others.into_iter().map(|step| &step.action).collect();
        if others.is_empty() {
            return (self.clone(), others);
        }
        // `connectivity` and `interruptions` describe the whole plan, so a partial plan drops them.
        let steps = about.into_iter().cloned().collect();
        (
            Self {
                steps,
                connectivity: Vec::new(),
                interruptions: Vec::new(),
                ..self.clone()
            },
            others,
        )
    }

    /// Tells whether there is nothing to do. Differences that are left alone do not count.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}
