//! Refusals that mean "not yet": a part of the cloud does not know of our last write, although the listings show it.

use std::time::Duration;

use cen_plan::{Outcome, Plan, plan_destruction};
use cen_reconciler::observe;
use tokio::time::Instant;

use crate::bench::{Bench, example, outcome, topology};

/// A bench whose simulator has these faults.
fn bench(text: cen_topology::Topology, faults: &str) -> Bench {
    let faults = faults.parse().unwrap();
    Bench::with(
        text,
        |_| {},
        |options| options.faults = faults,
        |transport| transport,
    )
}

fn way_4() -> cen_topology::Topology {
    example("cross-account-cross-region.yaml")
}

async fn destruction(bench: &Bench) -> Plan {
    let observed = observe(&bench.topology, &bench.clients).await;
    bench.journal().settle(&observed);
    plan_destruction(&bench.topology, &observed).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_is_early_is_made_again() {
    for refusal in [
        "AttachCenChildInstance#1-3=Forbbiden.AttachChildInstanceAcrossUid",
        "AssociateCenBandwidthPackage#1-3=InvalidOperation.BwpInstanceStatus",
        "AssociateCenBandwidthPackage#1-3=InvalidOperation.BwpBusinessStatus",
        "SetCenInterRegionBandwidthLimit#1-3=InvalidOperation.BwpForGeoSpanNotAssociated",
        "SetCenInterRegionBandwidthLimit#1-3=InvalidOperation.BwpBandwidthExceeded",
    ] {
        let bench = bench(way_4(), refusal);
        let plan = bench.plan().await;
        let report = bench.execute(&plan, 8).await;
        assert!(report.is_done(), "{refusal}: {:?}", report.outcomes);
    }
}

#[tokio::test(start_paused = true)]
async fn a_removal_that_is_early_is_made_again() {
    for refusal in [
        "UnassociateCenBandwidthPackage#1-3=InvalidOperation.CenBandwidthLimitsNotZero",
        "UnassociateCenBandwidthPackage#1-3=InvalidOperation.BwpInstanceStatus",
        "DeleteCenBandwidthPackage#1-3=InvalidOperation.CenBandwidthLimitsNotZero",
        "DeleteCenBandwidthPackage#1-3=InvalidOperation.BwpInstanceStatus",
        "DeleteCen#1-3=InvalidOperation.AttachedChildInstanceExist",
        "DeleteCen#1-3=OperationFailed.DeleteCenWithRouteEntry",
    ] {
        let bench = bench(way_4(), refusal);
        bench.apply().await;
        let plan = destruction(&bench).await;
        let report = bench.execute(&plan, 8).await;
        assert!(report.is_done(), "{refusal}: {:?}", report.outcomes);
        assert!(destruction(&bench).await.is_empty(), "{refusal}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_does_not_pass_ends_after_two_minutes() {
    let refusal = "DeleteCen=InvalidOperation.AttachedChildInstanceExist";
    let bench = bench(way_4(), refusal);
    bench.apply().await;
    let plan = destruction(&bench).await;
    let began = Instant::now();
    let report = bench.execute(&plan, 8).await;
    let Outcome::Failed(reason) = outcome(&plan, &report, "delete-cen/ocean") else {
        panic!("{:?}", report.outcomes)
    };
    assert!(reason.contains("AttachedChildInstanceExist"), "{reason}");
    let took = began.elapsed();
    let limits = Duration::from_secs(120)..Duration::from_secs(180);
    assert!(limits.contains(&took), "{took:?}");
}

/// A network on one of two CENs.
fn on(cen: &str) -> cen_topology::Topology {
    let attached = |name| if name == cen { "[web]" } else { "[]" };
    topology(&format!(
        "version: 1\nname: net\naccounts: {{ a: {{ id: \"1\" }} }}\n\
         vpcs: {{ web: {{ account: a, region: cn-hangzhou, id: vpc-web }} }}\n\
         cens: {{ one: {{ account: a, attach: {} }}, two: {{ account: a, attach: {} }} }}\n",
        attached("one"),
        attached("two")
    ))
}

const ATTACHED: &str = "InvalidOperation.ChildInstanceAlreadyAttached";

#[tokio::test(start_paused = true)]
async fn a_network_that_this_run_detached_may_count_as_attached_for_a_while() {
    let mut bench = bench(on("one"), &format!("AttachCenChildInstance#2-4={ATTACHED}"));
    bench.apply().await;
    bench.topology = on("two");
    bench.apply().await;
}

#[tokio::test(start_paused = true)]
async fn a_network_that_somebody_else_attached_is_told_at_once() {
    let bench = bench(on("one"), &format!("AttachCenChildInstance={ATTACHED}"));
    let plan = bench.plan().await;
    let began = Instant::now();
    let report = bench.execute(&plan, 8).await;
    let Outcome::Failed(reason) = outcome(&plan, &report, "attach/one/web") else {
        panic!("{:?}", report.outcomes)
    };
    assert!(reason.contains(ATTACHED), "{reason}");
    assert!(began.elapsed() < Duration::from_secs(5));
}
