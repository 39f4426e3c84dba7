//! The plan: complete, immutable data that leaves no choice to whoever carries it out.

use std::collections::BTreeMap;

use cen_topology::{Topology, TopologyName};
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef as _;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ActionId};
use crate::diff::{Comparison, diff};
use crate::hold::Hold;
use crate::lower::lower;
use crate::observed::Observed;
use crate::order::{Order, order, rank};
use crate::problem::{Problem, ProblemKind};
use crate::resolve::{Resolved, resolve};

/// The version of the plan's JSON form.
pub const PLAN_VERSION: u32 = 1;

/// What is to be done, in which order, and what is left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Always `cen-plan`.
    pub kind: String,
    /// The version of this form, [`PLAN_VERSION`].
    pub version: u32,
    /// Whose plan it is.
    pub topology: TopologyName,
    /// The actions, each after all that it waits for.
    pub steps: Vec<Step>,
    /// The differences that are left alone.
    pub holds: Vec<Hold>,
}

/// An action and what it waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The action.
    pub action: Action,
    /// What must be done before, and why.
    pub waits_for: BTreeMap<ActionId, String>,
}

/// Plans how to get from what is there to what is wanted. The same inputs always give the same plan.
///
/// # Errors
/// Every reason why no plan can be made, all at once.
pub fn plan(desired: &Topology, observed: &Observed) -> Result<Plan, Vec<Problem>> {
    let resolved = resolve(desired, observed)?;
    let problems = cens_being_deleted(observed, &resolved);
    if !problems.is_empty() {
        return Err(problems);
    }
    let comparison = Comparison { desired, observed, resolved: &resolved };
    let lowered = lower(&comparison, diff(&comparison));
    let steps = steps(&order(desired, lowered.actions));
    Ok(Plan { kind: "cen-plan".to_owned(), version: PLAN_VERSION, topology: desired.name.clone(), steps, holds: lowered.holds })
}

/// Nothing can be planned on a CEN that is going away.
fn cens_being_deleted(observed: &Observed, resolved: &Resolved) -> Vec<Problem> {
    let deleting = resolved.cens.iter().filter(|(_, id)| observed.cens.get(*id).is_some_and(|cen| cen.status == "Deleting"));
    deleting.map(|(name, id)| Problem::new(format!("cen `{name}`"), ProblemKind::BeingDeleted { id: id.to_string() })).collect()
}

/// Lays the graph out as a list: by rank, then by name, so that the same plan always reads the same.
fn steps(order: &Order) -> Vec<Step> {
    let mut nodes: Vec<NodeIndex> = order.node_indices().collect();
    nodes.sort_by_key(|node| (rank(&order[*node]), order[*node].address.clone()));
    nodes.into_iter().map(|node| Step { action: order[node].clone(), waits_for: waits_for(order, node) }).collect()
}

fn waits_for(order: &Order, node: NodeIndex) -> BTreeMap<ActionId, String> {
    let edges = order.edges_directed(node, Direction::Incoming);
    edges.map(|edge| (order[edge.source()].id.clone(), (*edge.weight()).to_owned())).collect()
}

impl Plan {
    /// Whether there is nothing to do. Differences that are left alone do not count.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}
