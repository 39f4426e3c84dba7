//! The outcomes of a plan.

use cen_action::Action;
use cen_plan::{Outcome, Plan};

/// The outcome of every action of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// One for each step of the plan, in its order; none for an action that was not started before
    /// the run ended.
    pub outcomes: Vec<Option<Outcome>>,
}

impl Report {
    /// Returns whether every action is done.
    pub fn is_done(&self) -> bool {
        self.outcomes
            .iter()
            .all(|outcome| *outcome == Some(Outcome::Done))
    }

    /// Lists the actions that are not done, with their outcomes.
    pub fn not_done<'a>(
        &'a self,
        plan: &'a Plan,
    ) -> impl Iterator<Item = (&'a Action, Option<&'a Outcome>)> {
        let steps = plan.steps.iter().map(|step| &step.action);
        steps
            .zip(self.outcomes.iter().map(Option::as_ref))
            .filter(|(_, outcome)| *outcome != Some(&Outcome::Done))
    }
}
