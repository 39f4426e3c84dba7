//! Tests runs on transit routers that are killed at a call, and the runs after them: there is one
//! router a region, one link a pair and one package, and all of it goes away again.

use cen_plan::{Plan, plan, plan_destruction};
use cen_reconciler::{Needed, ReadCache, Scope, observe, observe_sharing, read};
use cen_simulator::Seed;
use cen_topology::Topology;

use super::bench_on;
use super::ways::{WAYS, destroy};
use crate::bench::{Bench, example, topology};
use crate::restarts::{Mode, Switch, killed_in};

/// Returns a bench of the fourth way, in a cloud at this pace, and its wire.
fn bench(pace: &str) -> (Bench, Switch) {
    bench_of(example(WAYS[3]), pace)
}

fn bench_of(topology: Topology, pace: &str) -> (Bench, Switch) {
    let switch = Switch::new();
    let wire = switch.clone();
    let set = |options: &mut cen_simulator::Options| options.pace = pace.parse().unwrap();
    let bench = bench_on(topology, &[], with_ranges, set, move |inner| {
        wire.wire(inner)
    });
    (bench, switch)
}

/// Gives each VPC that the seed names a range of its own.
fn with_ranges(seed: &mut Seed) {
    let vpcs = seed
        .accounts
        .iter_mut()
        .flat_map(|account| &mut account.vpcs);
    for (number, vpc) in vpcs.enumerate() {
        vpc.cidr = Some(format!("10.{number}.0.0/16"));
    }
}

const PACES: [&str; 2] = ["0", "5s"];

/// Asserts that everything is there once.
pub(crate) async fn assert_built_once(bench: &Bench, story: &str) {
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

/// Returns a file with a hub, and with a second VPC whose vSwitches are made here if it is attached.
fn with_spoke(spoke: bool) -> Topology {
    let (vpc, attach) = match spoke {
        true => (
            "  lab: { account: dc, region: cn-beijing, id: vpc-lab, vswitches: [{ zone: cn-beijing-a, cidr: 10.0.200.0/28 }, { zone: cn-beijing-b, cidr: 10.0.200.16/28 }] }\n",
            "hub, lab",
        ),
        false => ("", "hub"),
    };
    topology(&format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }}, dc: {{ id: \"1250000000000002\" }} }}
vpcs:
  hub: {{ account: net, region: cn-hangzhou, id: vpc-hub }}
{vpc}cens: {{ bb: {{ account: net, attach: [{attach}] }} }}
"
    ))
}

/// Returns what the journal says that runs which did not finish left.
fn left(bench: &Bench) -> Scope {
    let records = read("test", &bench.storage().bytes()).unwrap().records;
    Scope::left_by(&Needed::of(&records))
}

async fn plan_with(bench: &Bench, scope: &Scope) -> Plan {
    let cache = ReadCache::default();
    let observed = observe_sharing(&bench.topology, &bench.clients, &cache, scope).await;
    plan(&bench.topology, &observed).unwrap()
}

#[tokio::test(start_paused = true)]
async fn vswitches_that_a_killed_run_left_where_the_file_names_nothing_are_found_by_its_journal() {
    for mode in [
        Mode::KillAfter("DeleteTransitRouterVpcAttachment"),
        Mode::KillBefore("DeleteVSwitch"),
        Mode::KillAfter("DeleteVSwitch"),
    ] {
        let (mut bench, switch) = bench_of(with_spoke(true), "0");
        bench.apply().await;
        bench.topology = with_spoke(false);
        let plan = bench.plan().await;
        killed_in(&bench, &switch, &plan, mode).await;
        let scope = left(&bench);
        assert_ne!(scope, Scope::default(), "{mode:?}");
        let rest = plan_with(&bench, &scope).await;
        let is_left =
            |step: &cen_action::Step| step.action.id.as_str().starts_with("delete-vswitch/lab/");
        assert!(rest.steps.iter().any(is_left), "{mode:?}: {rest:?}");
        let report = bench.execute(&rest, 8).await;
        assert!(report.is_done(), "{mode:?}: {:?}", report.outcomes);
        assert!(plan_with(&bench, &scope).await.is_empty(), "{mode:?}");
        assert_eq!(
            left(&bench),
            Scope::default(),
            "a run that finished leaves nothing"
        );
    }
}
