//! Tests runs on transit routers that are killed at a call, and the runs after them: there is one
//! router a region, one link a pair and one package, and all of it goes away again.

use cen_plan::plan_destruction;
use cen_reconciler::observe;

use super::bench_on;
use super::ways::{WAYS, destroy};
use crate::bench::{Bench, example};
use crate::restarts::{Mode, Switch, killed_in};

/// Returns a bench of the fourth way, in a cloud at this pace, and its wire.
fn bench(pace: &str) -> (Bench, Switch) {
    let switch = Switch::new();
    let wire = switch.clone();
    let set = |options: &mut cen_simulator::Options| options.pace = pace.parse().unwrap();
    let bench = bench_on(
        example(WAYS[3]),
        &[],
        |_| {},
        set,
        move |inner| wire.wire(inner),
    );
    (bench, switch)
}

const PACES: [&str; 2] = ["0", "5s"];

/// Asserts that everything is there once.
async fn assert_built_once(bench: &Bench, story: &str) {
    let observed = observe(&bench.topology, &bench.clients).await;
    assert_eq!(
        (observed.cens.len(), observed.packages.len()),
        (1, 1),
        "{story}"
    );
    let inside = observed.cens.values().next().unwrap().inside.as_ref();
    let inside = inside.unwrap();
    assert_eq!(
        (
            inside.routers.len(),
            inside.attachments.len(),
            inside.limits.len()
        ),
        (2, 2, 1),
        "{story}"
    );
    let others = inside
        .routers
        .values()
        .map(|router| &router.other_attachments);
    assert!(others.clone().all(|others| others.is_empty()), "{story}");
}

#[tokio::test(start_paused = true)]
async fn a_run_killed_at_any_write_is_gone_on_with_and_makes_everything_once() {
    let writes = [
        "OpenTransitRouterService",
        "CreateCen",
        "CreateTransitRouter",
        "GrantInstanceToTransitRouter",
        "CreateTransitRouterVpcAttachment",
        "CreateCenBandwidthPackage",
        "AssociateCenBandwidthPackage",
        "CreateTransitRouterPeerAttachment",
        "AssociateTransitRouterAttachmentWithRouteTable",
        "EnableTransitRouterRouteTablePropagation",
    ];
    for action in writes {
        for mode in [Mode::KillBefore(action), Mode::KillAfter(action)] {
            for pace in PACES {
                let story = format!("{mode:?}, {pace}");
                let (bench, switch) = bench(pace);
                let plan = bench.plan().await;
                killed_in(&bench, &switch, &plan, mode).await;
                bench.apply().await;
                assert_built_once(&bench, &story).await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_removal_killed_at_any_write_is_gone_on_with() {
    let writes = [
        "DissociateTransitRouterAttachmentFromRouteTable",
        "DisableTransitRouterRouteTablePropagation",
        "DeleteTransitRouterVpcAttachment",
        "DeleteTransitRouterPeerAttachment",
        "RevokeInstanceFromTransitRouter",
        "UnassociateCenBandwidthPackage",
        "DeleteCenBandwidthPackage",
        "DeleteTransitRouter",
        "DeleteCen",
    ];
    for action in writes {
        for mode in [Mode::KillBefore(action), Mode::KillAfter(action)] {
            for pace in PACES {
                let (bench, switch) = bench(pace);
                bench.apply().await;
                let observed = observe(&bench.topology, &bench.clients).await;
                let plan = plan_destruction(&bench.topology, &observed).unwrap();
                killed_in(&bench, &switch, &plan, mode).await;
                // The killed run may have sent DeleteCen too. A CEN that is being deleted counts as gone, and is listed until it is.
                tokio::time::sleep(std::time::Duration::from_secs(10)).await;
                destroy(&bench).await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_nothing_twice() {
    for action in [
        "CreateTransitRouter",
        "CreateTransitRouterVpcAttachment",
        "CreateTransitRouterPeerAttachment",
        "AssociateTransitRouterAttachmentWithRouteTable",
        "EnableTransitRouterRouteTablePropagation",
    ] {
        for pace in PACES {
            let faults = format!("{action}#1=cut-after");
            let set = |options: &mut cen_simulator::Options| {
                options.pace = pace.parse().unwrap();
                options.faults = faults.parse().unwrap();
            };
            let bench = super::bench_with(example(WAYS[3]), &[], |_| {}, set);
            bench.apply().await;
            assert_built_once(&bench, &faults).await;
        }
    }
}
