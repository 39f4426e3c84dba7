//! Consents that a plan needs before its first call.

use crate::action::Action;
use crate::plan::Plan;

/// What the operator has consented to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// Things that cost money may be bought.
    pub purchase: bool,
}

/// The actions of a plan that need a consent which was not given. Nothing may be carried out while there are any.
pub fn refused(plan: &Plan, consent: Consent) -> Vec<&Action> {
    plan.steps.iter().map(|step| &step.action).filter(|action| action.is_purchase() && !consent.purchase).collect()
}
