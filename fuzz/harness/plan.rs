//! Fuzzes the reader of plan files.

use cen_network::{NetworkView, survey};
use cen_observed::Observed;
use cen_plan::{
    ConflictDomains, Consent, Outcome, Plan, Room, Walk, WriteAnswer, read_plan, refusals,
};
use cen_precondition::standings;
use cen_render::{self as render, Beside, picture_planned, words};
use cen_topology::{Topology, visible_lines};

/// Asserts that a plan file is refused with a message, or gives the same plan after writing and
/// reading it again. Every text that is printed is visible, the plan can be walked to its end, and
/// every removal needs consent.
pub(crate) fn plan(bytes: &[u8]) {
    let (plan, topology) = match read_plan(bytes) {
        Ok(read) => read,
        Err(error) => {
            let text = words::file_error(&error);
            return assert!(
                text.chars().count() < 1000 && !words::file_error_help(&error).is_empty(),
                "{text}"
            );
        }
    };
    assert_eq!(
        read_plan(&serde_json::to_vec(&plan).expect("a plan has only text keys")).as_ref(),
        Ok(&(plan.clone(), topology.clone())),
        "it is read in the same way twice"
    );
    let observed = Observed::default();
    let destroys = plan
        .steps
        .iter()
        .any(|step| step.action.is_destructive() || step.action.is_purchase());
    assert!(
        !destroys || !refusals(&plan, &topology, &observed, Consent::default()).is_empty(),
        "it asks for no consent"
    );
    assert_eq!(standings(&plan.steps, &observed).len(), plan.steps.len());
    show(&plan, &topology);
    assert!(render::json(&plan, &topology).ends_with("}\n"));
    walk(&plan);
}

fn show(plan: &Plan, topology: &Topology) {
    for shown in [
        render::text(plan, topology).to_string(),
        render::markdown(plan, topology),
    ] {
        assert_eq!(visible_lines(&shown), shown, "something cannot be seen");
    }
    let now = NetworkView::before(topology, &plan.steps);
    let picture = picture_planned(plan, topology, &now, "a plan");
    let beside = Beside {
        plan: Some((plan, topology)),
        states: vec![("now", survey(&now))],
    };
    for drawn in [
        render::svg(&picture),
        render::html(&picture, &beside),
        render::dot(&picture),
        render::mermaid(&picture),
    ] {
        assert!(!drawn.is_empty());
    }
}

/// Asserts that everything is done in the end, with any dependencies and conflict domains.
fn walk(plan: &Plan) {
    let mut domains = ConflictDomains::new(plan.steps.iter().map(|step| &step.action));
    let mut walk = Walk::in_lanes(plan, domains.lanes());
    for _ in 0..=plan.steps.len() {
        let started = walk.start_admitted(plan.steps.len(), |index| {
            let room = domains.room(index);
            if room == Room::Free {
                domains.start(index);
            }
            room
        });
        for index in started {
            domains.answered(index, WriteAnswer::Taken);
            domains.end(index);
            walk.finish(index, Outcome::Done);
        }
    }
    assert!(walk.is_over(), "it does not end");
}
