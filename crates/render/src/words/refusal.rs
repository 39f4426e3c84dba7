//! The words for the reasons why a plan must not be carried out.

use cen_action::ActionId;
use cen_plan::{Plan, PlanRefusal};

use crate::fold::folded;

/// Returns why a plan must not be carried out.
pub fn refusal(refusal: &PlanRefusal, plan: &Plan) -> String {
    match refusal {
        PlanRefusal::Purchase(ids) => format!("this plan costs money ({})", list(ids)),
        PlanRefusal::Destruction(ids) => {
            let folded = folded(&plan.steps);
            let shown = ids.iter().filter(|id| !folded.contains(id));
            format!("this plan removes what is in use ({})", list(shown))
        }
        PlanRefusal::Protected(ids) => {
            format!("this plan removes what the file protects ({})", list(ids))
        }
        PlanRefusal::TooMany { removals, existing } => {
            format!("this plan makes {removals} removals where {existing} things exist")
        }
    }
}

/// Returns the next step.
pub fn refusal_help(refusal: &PlanRefusal) -> &'static str {
    match refusal {
        PlanRefusal::Purchase(_) => "consent to it with `--allow-purchase`",
        PlanRefusal::Destruction(_) => "consent to it with `--allow-destroy`",
        PlanRefusal::Protected(_) => {
            "take the name out of `protect` in the file first, if this is meant"
        }
        PlanRefusal::TooMany { .. } => {
            "look at the plan again; if it is meant, say so with `--force`"
        }
    }
}

fn list<'a>(ids: impl IntoIterator<Item = &'a ActionId>) -> String {
    let ids: Vec<_> = ids.into_iter().map(ActionId::as_str).collect();
    ids.join(", ")
}
