//! One file for each command: load, call, render.

pub(crate) mod apply;
pub(crate) mod completions;
pub(crate) mod destroy;
pub(crate) mod diff;
pub(crate) mod doctor;
mod draft;
pub(crate) mod drift;
mod execution;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod fmt;
pub(crate) mod graph;
pub(crate) mod history;
mod horizon;
pub(crate) mod init;
mod journals;
pub(crate) mod man;
pub(crate) mod observe;
pub(crate) mod prices;
pub(crate) mod reach;
mod request;
pub(crate) mod schema;
pub(crate) mod simulate;
mod source;
pub(crate) mod validate;

use std::collections::BTreeMap;

use cen_action::Problem;
use cen_diff::Adopt;
use cen_observed::{Gap, Observed};
use cen_plan::{Concern, Plan, notices, plan_adopting, plan_destruction};
use cen_reconciler::{
    Clients, ReadCache, Scope, observe_again, observe_everywhere, observe_rest, observe_sharing,
};
use cen_render::words;
use cen_topology::Topology;

use crate::commands::horizon::usual_horizon;
use crate::failure::Failure;

/// The hint for a plan that was made with gaps.
pub(crate) const UNSEEN: &str = "the plan changes nothing there; fix the cause and run again";

/// The state that the cloud should reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// As the file says.
    AsWritten(Adopt),
    /// Without anything that the file owns.
    Nothing,
}

/// Reads the cloud once. Returns the plan to reach the goal, and what was read.
///
/// # Errors
/// [`Failure`] with every reason why no plan can be made.
pub(crate) async fn look(
    goal: Goal,
    topology: &Topology,
    clients: &Clients,
    scope: &Scope,
) -> Result<(Plan, Observed), Failure> {
    let observed = see(goal, topology, clients, scope).await;
    Ok((plan_from(goal, topology, &observed)?, observed))
}

/// Returns the plan to reach the goal from what was read.
///
/// # Errors
/// [`Failure`] with every reason why no plan can be made.
pub(crate) fn plan_from(
    goal: Goal,
    topology: &Topology,
    observed: &Observed,
) -> Result<Plan, Failure> {
    let mut plan = planned(match goal {
        Goal::AsWritten(adopt) => plan_adopting(topology, observed, adopt),
        Goal::Nothing => plan_destruction(topology, observed),
    })?;
    if let Goal::AsWritten(adopt) = goal {
        plan.notices = notices(
            topology,
            observed,
            adopt,
            &usual_horizon(),
            &BTreeMap::new(),
        );
        // A review of the file reports it.
        plan.notices
            .retain(|notice| !matches!(notice.concern, Concern::RenewalNotCompared { .. }));
    }
    Ok(plan)
}

/// Turns every reason why there is no plan into a failure.
///
/// # Errors
/// [`Failure`] with each reason and what to do about it.
pub(crate) fn planned(plan: Result<Plan, Vec<Problem>>) -> Result<Plan, Failure> {
    plan.map_err(|problems| Failure::no_plan(&problems))
}

/// Reads from the cloud what a goal needs.
pub(crate) async fn see(
    goal: Goal,
    topology: &Topology,
    clients: &Clients,
    scope: &Scope,
) -> Observed {
    let memory = &ReadCache::default();
    match goal {
        Goal::AsWritten(_) => observe_sharing(topology, clients, memory, scope).await,
        Goal::Nothing => {
            observe_everywhere(&topology.managing_all_routes(), clients, memory, scope).await
        }
    }
}

/// The cloud before a plan was carried out, and how the plan ended: a second look starts from both.
pub(crate) struct Earlier<'a> {
    /// The last look before the plan was carried out.
    pub(crate) observed: &'a Observed,
    /// Whether every action of the plan is done.
    pub(crate) is_done: bool,
}

/// Reads from the cloud what a goal needs after its plan was carried out: a removal is not looked for
/// where the look before saw nothing of the topology, and networks are not listed where the plan, if
/// all of it was done, changed none.
pub(crate) async fn see_after(
    goal: Goal,
    topology: &Topology,
    clients: &Clients,
    scope: &Scope,
    earlier: &Earlier<'_>,
) -> Observed {
    let (before, memory) = (earlier.observed, &ReadCache::default());
    match goal {
        Goal::AsWritten(_) if earlier.is_done => {
            observe_again(topology, clients, memory, scope, before).await
        }
        Goal::AsWritten(_) => see(goal, topology, clients, scope).await,
        Goal::Nothing => {
            let everything = topology.managing_all_routes();
            observe_rest(&everything, clients, memory, scope, before).await
        }
    }
}

/// Refuses to continue if something could not be read.
///
/// # Errors
/// [`Failure`] with every gap and this hint.
pub(crate) fn refuse_gaps(gaps: &[Gap], hint: &str) -> Result<(), Failure> {
    let problems = gaps.iter().map(|gap| (words::gap(gap), hint.to_owned()));
    if gaps.is_empty() {
        Ok(())
    } else {
        Err(Failure::all(problems))
    }
}

/// Returns the meaning of the `--adopt` flag.
pub(crate) fn adopt(flag: bool) -> Adopt {
    if flag { Adopt::Yes } else { Adopt::No }
}
