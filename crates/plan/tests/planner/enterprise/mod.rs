//! Tests plans for regions with Enterprise Edition transit routers.

mod changes;
mod cloud;
mod kept;
mod leaving;
mod refusals;
mod ways;

use cen_observed::Observed;
use cen_plan::{Plan, plan};
use cen_render as render;
use cen_topology::Topology;

use crate::schema::assert_documented;
use cloud::{carry_out, cloud};

/// Returns a file with these accounts' networks and this CEN.
fn topology(text: &str) -> Topology {
    let head = "version: 1
name: test
accounts:
  main: { id: \"1250000000000001\" }
  retail: { id: \"1250000000000002\" }
";
    let source = format!("{head}{text}");
    cen_topology::parse(&source)
        .unwrap_or_else(|problems| panic!("{}", problems.render("test.yaml", &source, false)))
        .topology
}

/// Plans, and checks that the plan is as documented and leaves nothing to do.
fn settled(desired: &Topology, observed: &mut Observed) -> (Plan, String) {
    let planned = plan(desired, observed).unwrap();
    assert_documented(&planned, desired);
    carry_out(&planned, desired, observed);
    let again = plan(desired, observed).unwrap();
    let text = render::text(&again, desired).to_string();
    assert!(again.is_empty() && again.holds.is_empty(), "{text}");
    let text = render::text(&planned, desired).to_string();
    (planned, text)
}

/// Builds a file in a cloud without anything.
fn built(desired: &Topology) -> Observed {
    let mut observed = cloud(desired);
    settled(desired, &mut observed);
    observed
}

fn ids(plan: &Plan) -> Vec<String> {
    let actions = plan.steps.iter().map(|step| step.action.id.to_string());
    actions.collect()
}

/// Says what a plan holds.
fn holds(desired: &Topology, observed: &Observed) -> Vec<String> {
    let planned = plan(desired, observed).unwrap();
    assert_documented(&planned, desired);
    let hold = |hold: &cen_action::Hold| format!("{}: {}", hold.address, render::words::hold(hold));
    planned.holds.iter().map(hold).collect()
}
