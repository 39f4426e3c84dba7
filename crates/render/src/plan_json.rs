//! The plan as JSON for programs that show it: everything that a plan file has, and beside each code the words for it.

use std::collections::BTreeMap;

use cen_action::{Action, ActionId, Assumption, Hold, Preconditions, Step, WaitReason};
use cen_network::ReachabilityChange;
use cen_observed::Gap;
use cen_plan::{Interruption, Notice, Origin, Plan, Unmanaged};
use cen_topology::{Topology, TopologyName};
use serde::Serialize;

use crate::costs::{Cost, Prices, costs};
use crate::text::actions;
use crate::words;
use crate::words::wait::wait_text;

/// A plan with words.
#[derive(Serialize)]
struct View<'a> {
    kind: &'static str,
    version: u32,
    topology: &'a TopologyName,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a Origin>,
    steps: Vec<ToldStep<'a>>,
    holds: Vec<WithText<'a, Hold>>,
    connectivity: &'a [ReachabilityChange],
    interruptions: Vec<WithText<'a, Interruption>>,
    unmanaged: Unmanaged,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    costs: Vec<Cost>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assumptions: Vec<WithText<'a, Assumption>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notices: Vec<WithText<'a, Notice>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<WithText<'a, Gap>>,
}

/// Something with the words for it.
#[derive(Serialize)]
struct WithText<'a, T> {
    text: String,
    #[serde(flatten)]
    told: &'a T,
}

#[derive(Serialize)]
struct ToldStep<'a> {
    text: &'a str,
    action: &'a Action,
    waits_for: BTreeMap<&'a ActionId, ToldWait>,
    preconditions: &'a Preconditions,
}

#[derive(Serialize)]
struct ToldWait {
    code: WaitReason,
    text: &'static str,
}

/// Renders a plan as JSON of the kind `cen-plan-view`, with a line break at the end. `docs/plan.schema.json` describes it. A plan file has no
/// words, because they may change between two versions, so this is not what `cen apply` takes.
pub fn json(plan: &Plan, desired: &Topology) -> String {
    json_priced(plan, desired, &Prices::default())
}

/// Renders a plan as [`json`] does, with prices.
pub fn json_priced(plan: &Plan, desired: &Topology, prices: &Prices) -> String {
    let Plan {
        kind: _,
        version,
        topology,
        origin,
        steps,
        holds,
        connectivity,
        interruptions,
        unmanaged,
        assumptions,
        notices,
        gaps,
    } = plan;
    let lines = actions(plan, desired).into_iter();
    let calls: BTreeMap<&ActionId, String> =
        lines.map(|line| (&line.action.id, line.words)).collect();
    let view = View {
        kind: "cen-plan-view",
        version: *version,
        topology,
        origin: origin.as_ref(),
        steps: steps.iter().map(|step| self::step(step, &calls)).collect(),
        holds: told(holds, words::hold),
        connectivity,
        interruptions: told(interruptions, |one| words::interrupted(&one.what)),
        unmanaged: *unmanaged,
        costs: costs(plan, desired, prices),
        assumptions: told(assumptions, words::assumption),
        notices: told(notices, words::notice),
        gaps: told(gaps, words::gap),
    };
    let mut text = serde_json::to_string_pretty(&view).expect("a plan has only text keys");
    text.push('\n');
    text
}

fn told<T>(all: &[T], text: impl Fn(&T) -> String) -> Vec<WithText<'_, T>> {
    let with_text = |told| WithText {
        text: text(told),
        told,
    };
    all.iter().map(with_text).collect()
}

fn step<'a>(step: &'a Step, calls: &'a BTreeMap<&ActionId, String>) -> ToldStep<'a> {
    let Step {
        action,
        waits_for,
        preconditions,
    } = step;
    let wait = |code: &WaitReason| ToldWait {
        code: *code,
        text: wait_text(*code),
    };
    ToldStep {
        text: &calls[&action.id],
        action,
        waits_for: waits_for
            .iter()
            .map(|(first, why)| (first, wait(why)))
            .collect(),
        preconditions,
    }
}
