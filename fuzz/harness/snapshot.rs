//! Fuzzes the reader of snapshots, and a comparison with a topology file. The first byte chooses
//! whether objects without a mark are adopted.
use cen_diff::Adopt;
use cen_export::{export, owning_topologies};
use cen_network::{NetworkView, reach, survey};
use cen_observed::Observed;
use cen_plan::{Origin, Plan, Snapshot, plan_adopting, plan_destruction, read_plan, read_snapshot};
use cen_render::{self as render, Beside, picture_planned, words};
use cen_topology::{NetworkName, Topology, parse, visible_lines};

/// The topology file of the snapshots in the corpus.
const FILE: &str = include_str!("../corpus/topology/everything.yaml");

/// Asserts that a snapshot is refused with a message, or is the same after writing and reading it
/// again. Its plan is always the same and fits into a plan file, and every text that is printed is
/// visible.
pub(crate) fn snapshot(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let snapshot = match read_snapshot(bytes) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            let text = words::file_error(&error);
            return assert!(
                text.chars().count() < 1000 && !words::file_error_help(&error).is_empty(),
                "{text}"
            );
        }
    };
    let again = serde_json::to_vec(&snapshot).expect("a snapshot has only text keys");
    assert_eq!(
        read_snapshot(&again).as_ref(),
        Ok(&snapshot),
        "it is read in the same way twice"
    );
    let topology = parse(FILE).expect("the file is a good one").topology;
    let observed = snapshot.observed_for(&topology);
    let adopt = if first.is_multiple_of(2) {
        Adopt::No
    } else {
        Adopt::Yes
    };
    let plans = [
        plan_adopting(&topology, &observed, adopt),
        plan_destruction(&topology, &observed),
    ];
    assert_eq!(
        plans[0],
        plan_adopting(&topology, &observed, adopt),
        "it is planned in the same way twice"
    );
    plans
        .into_iter()
        .flatten()
        .for_each(|plan| planned(&snapshot, &topology, plan));
    if let Ok(now) = NetworkView::observed(&topology, &observed, adopt) {
        seen(&now, &topology, &observed);
    }
    let owner = owning_topologies(&observed)
        .into_iter()
        .next()
        .unwrap_or_else(|| topology.name.clone());
    assert!(!export(&owner, &topology.accounts, &observed).is_empty());
}

fn planned(snapshot: &Snapshot, topology: &Topology, plan: Plan) {
    let shown = render::text(&plan, topology).to_string();
    assert_eq!(visible_lines(&shown), shown, "something cannot be seen");
    let origin = Origin::new(snapshot.target.clone(), topology, FILE, false);
    let plan = Plan {
        origin: Some(origin),
        ..plan
    };
    let read = read_plan(&serde_json::to_vec(&plan).expect("a plan has only text keys"));
    assert_eq!(
        read.map(|(plan, _)| plan).as_ref(),
        Ok(&plan),
        "what is planned can be kept in a file"
    );
}

fn seen(now: &NetworkView, topology: &Topology, observed: &Observed) {
    let names: Vec<&NetworkName> = now.networks.keys().collect();
    for ends in names.windows(2) {
        let shown = reach(now, [ends[0], ends[1]])
            .map(|answer| render::reach_text(&answer, "in the snapshot").to_string());
        assert!(
            shown.is_some_and(|shown| visible_lines(&shown) == shown),
            "something cannot be seen"
        );
    }
    if let Ok(plan) = plan_adopting(topology, observed, Adopt::No) {
        let picture = picture_planned(&plan, topology, now, "a snapshot");
        let beside = Beside {
            plan: Some((&plan, topology)),
            states: vec![("now", survey(now))],
        };
        assert!(!render::svg(&picture).is_empty() && !render::html(&picture, &beside).is_empty());
    }
}
