//! Tests two operators who know nothing of each other. Each has a copy of the file and a journal.

use std::sync::Arc;

use cen_plan::{HoldReason, Plan};
use cen_reconciler::{Journal, MemoryStorage, Operator, Report, Run, Subject, execute};
use cen_simulator::Options;
use cen_topology::Topology;
use futures::stream::pending;

use crate::bench::{Bench, example};

const BUY: &str = "CreateCenBandwidthPackage";

fn slow() -> Bench {
    Bench::with(
        example("cross-region.yaml"),
        |_| {},
        |options: &mut Options| options.pace = "default=30s".parse().unwrap(),
        |wire| wire,
    )
}

/// Applies this plan with a separate journal.
async fn somebody(
    bench: &Bench,
    topology: &Topology,
    plan: &Plan,
    storage: &MemoryStorage,
) -> Report {
    let subject = Subject::new(topology, "simulator");
    let journal = Journal::open(Box::new(storage.clone()), subject, bench.clock).unwrap();
    let run = Run::new(topology, &bench.clients, &journal, &Operator::nobody()).unwrap();
    execute(plan, &run, 8, &|_| {}, pending()).await
}

/// Returns the tokens of the purchases.
fn tokens(bench: &Bench) -> Vec<String> {
    let log = bench.take_log();
    log.into_iter()
        .filter(|entry| entry.action == BUY)
        .map(|entry| entry.parameters["ClientToken"].clone())
        .collect()
}

fn packages(bench: &Bench) -> usize {
    format!("{:?}", bench.simulator.world())
        .matches("Package {")
        .count()
}

#[tokio::test(start_paused = true)]
async fn a_package_is_bought_once_by_two_operators_who_ask_for_it_at_the_same_moment() {
    let bench = slow();
    let whole = bench.topology.clone();
    let mut without = whole.clone();
    without
        .cens
        .values_mut()
        .for_each(|cen| cen.bandwidth.clear());
    let mut bench = bench;
    bench.topology = without;
    bench.apply().await;
    bench.topology = whole;
    let plan = bench.plan().await;
    bench.take_log();
    let bench = Arc::new(bench);
    let (one, other) = (MemoryStorage::default(), MemoryStorage::default());
    let (one, other) = tokio::join!(
        somebody(&bench, &bench.topology, &plan, &one),
        somebody(&bench, &bench.topology, &plan, &other)
    );
    let tokens = tokens(&bench);
    assert_eq!(
        tokens.len(),
        2,
        "both asked, because no listing shows a package that is being made"
    );
    assert_eq!(tokens[0], tokens[1]);
    assert_eq!(packages(&bench), 1);
    assert!(one.is_done() && other.is_done(), "{one:?} {other:?}");
}

#[tokio::test(start_paused = true)]
async fn a_package_that_was_deleted_is_bought_again_under_another_token() {
    let mut bench = slow();
    let whole = bench.topology.clone();
    bench.apply().await;
    bench
        .topology
        .cens
        .values_mut()
        .for_each(|cen| cen.bandwidth.clear());
    bench.apply().await;
    assert_eq!(packages(&bench), 0);
    bench.topology = whole;
    bench.apply().await;
    let tokens = tokens(&bench);
    assert_eq!((tokens.len(), packages(&bench)), (2, 1), "{tokens:?}");
    assert_ne!(tokens[0], tokens[1]);
}

#[tokio::test(start_paused = true)]
async fn a_topology_that_was_renamed_finds_its_networks_taken_and_buys_nothing() {
    let mut bench = Bench::new(example("cross-region.yaml"));
    bench.apply().await;
    bench.topology.name = "renamed".into();
    bench.take_log();
    let plan = bench.plan().await;
    let calls = bench.take_log();
    assert_eq!(
        plan.steps
            .iter()
            .map(|step| step.action.id.as_str())
            .collect::<Vec<_>>(),
        ["cen/bridge"]
    );
    let held = plan
        .holds
        .iter()
        .find(|hold| hold.reason.code() == "CEN413")
        .unwrap();
    assert!(
        matches!(
            &held.reason,
            HoldReason::AttachedElsewhere { owner: Some(owner), .. } if owner.as_str() == "cross-region"
        ),
        "{held:?}"
    );
    let children = calls
        .iter()
        .filter(|entry| entry.action == "DescribeCenAttachedChildInstances");
    assert_eq!(children.count(), 1, "one listing for each CEN of others");
}
