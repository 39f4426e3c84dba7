//! Decides unknown outcomes by a second look, and says where a person should look at those that
//! stay unknown.

use cen_action::{Action, ActionId, Address};
use cen_plan::{Outcome, Plan};
use cen_topology::Topology;

use crate::report::Report;

/// What a second look can prove about an action whose outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// The cloud accepted its call: if the new plan still needs it, it is not complete yet.
    Taken,
    /// Its last call was so recent that listings may not show it yet.
    TooEarly,
    /// Listings show its effect, if there is one.
    Settled,
}

impl Report {
    /// Returns the report after a second look that led to the plan `left`. An action that `left`
    /// does not need, and that nothing holds, is done; one that it still needs has failed, if that
    /// can be known by now. Two kinds stay unknown: an action that no listing shows before it is
    /// done, such as a creation, and one that the cloud accepted and did not complete in time.
    pub(crate) fn after_look(
        &self,
        plan: &Plan,
        left: &Plan,
        certainty: impl Fn(&ActionId) -> Certainty,
    ) -> Self {
        let outcomes = plan
            .steps
            .iter()
            .zip(&self.outcomes)
            .map(
                |(step, outcome)| match (outcome, certainty(&step.action.id)) {
                    (
                        Some(Outcome::Unknown(reason)),
                        certainty @ (Certainty::TooEarly | Certainty::Settled),
                    ) => Some(decided(&step.action, reason, left, certainty)),
                    (other, _) => other.clone(),
                },
            );
        Self {
            outcomes: outcomes.collect(),
        }
    }
}

fn decided(action: &Action, reason: &str, left: &Plan, certainty: Certainty) -> Outcome {
    let is_asked_for = left.steps.iter().any(|step| action.is_same(&step.action));
    // Under a gap nothing can be proven.
    let is_held =
        !left.gaps.is_empty() || left.holds.iter().any(|hold| hold.address == action.address);
    match is_asked_for {
        false if !is_held => Outcome::Done,
        true if certainty == Certainty::TooEarly => Outcome::Unknown(format!(
            "{reason}; a second look does not show it, but came so soon after it that the cloud's lists may be behind"
        )),
        true if action.call.traits().shown_while_pending => Outcome::Failed(format!(
            "{reason}; a second look shows that it did not happen"
        )),
        true | false => Outcome::Unknown(reason.to_owned()),
    }
}

/// Returns where a person should look whether an action happened.
pub fn where_to_look(action: &Action, topology: &Topology) -> String {
    let what = match &action.address {
        Address::Network { network } => format!("the VPCs, for one tagged `cen:name={network}`"),
        Address::Cen { cen } => format!("the CENs, for one tagged `cen:name={cen}`"),
        Address::Package { cen, areas } => {
            format!("the bandwidth packages, for one tagged `cen:name={cen}/{areas}`")
        }
        Address::Association { cen, .. } => format!("the bandwidth packages of CEN `{cen}`"),
        Address::Grant { cen, network } => {
            format!("the grants of network `{network}` to CEN `{cen}`")
        }
        Address::Attachment { cen, .. } => format!("the networks of CEN `{cen}`"),
        Address::Limit { cen, .. } => format!("the bandwidth between the regions of CEN `{cen}`"),
        Address::Route { cen, network, .. } => {
            format!("the routes that network `{network}` publishes to CEN `{cen}`")
        }
        Address::HealthCheck { cen, .. } => format!("the health checks of CEN `{cen}`"),
        Address::PrivateZone { cen, .. } => format!("the access to PrivateZone of CEN `{cen}`"),
        Address::Service { cen, .. } => format!("the cloud services of CEN `{cen}`"),
        Address::RouteMap { cen, place } => {
            format!("the route maps of CEN `{cen}` in {}", place.region)
        }
        Address::RouterService { account } => {
            format!("the transit router service of account `{account}`")
        }
        Address::Router { cen, region } => {
            format!("the transit router of CEN `{cen}` in {region}")
        }
        Address::Vswitch { network, zone } => {
            format!("the vSwitches of network `{network}` in {zone}")
        }
        Address::TableAssociation { cen, region, .. }
        | Address::TablePropagation { cen, region, .. } => {
            format!("the route table of the transit router of CEN `{cen}` in {region}")
        }
        Address::Extra { what, .. } => what.clone(),
    };
    let account = topology
        .accounts
        .get(&action.account)
        .map(|account| format!(" ({})", account.id))
        .unwrap_or_default();
    format!("look at {what}, in account `{}`{account}", action.account)
}
