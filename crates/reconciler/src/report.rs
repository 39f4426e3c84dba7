//! What came of a plan.

use cen_plan::{Outcome, Plan};

/// The outcome of every action of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// One for each step of the plan, in its order; none for an action that was never started because of an interruption.
    pub outcomes: Vec<Option<Outcome>>,
}

impl Report {
    /// Whether every action is done.
    pub fn is_done(&self) -> bool {
        self.outcomes.iter().all(|outcome| *outcome == Some(Outcome::Done))
    }

    /// The ids of the actions that are not done, with what came of them instead.
    pub fn not_done<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = (&'a str, Option<&'a Outcome>)> {
        let steps = plan.steps.iter().map(|step| step.action.id.as_str());
        steps.zip(self.outcomes.iter().map(Option::as_ref)).filter(|(_, outcome)| *outcome != Some(&Outcome::Done))
    }
}
