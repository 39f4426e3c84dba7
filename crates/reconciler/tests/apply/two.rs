//! Tests two operators who know nothing of each other. Each has a copy of the file and a journal.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use cen_action::HoldReason;
use cen_cloud::transport::{Transport, TransportError};
use cen_plan::Plan;
use cen_reconciler::{Journal, MemoryStorage, Operator, Report, Run, Subject, execute};
use cen_simulator::{Editions, Options};
use cen_topology::Topology;
use futures::future::{BoxFuture, FutureExt as _, join_all};
use futures::stream::pending;

use crate::bench::{Bench, example, topology};
use crate::enterprise::kills::assert_built_once;

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

/// Counts the things of a kind in the world.
fn count(bench: &Bench, kind: &str) -> usize {
    let world = serde_json::to_value(bench.simulator.world()).unwrap();
    world[kind].as_object().unwrap().len()
}

fn packages(bench: &Bench) -> usize {
    count(bench, "packages")
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

/// A wire on which each request takes a random time.
struct Jostling {
    inner: Arc<dyn Transport>,
    random: Mutex<fastrand::Rng>,
}

impl Transport for Jostling {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let turns = self.random.lock().unwrap().u64(0..12);
        async move {
            // A listing that began at the very moment of another's answer would count as one that began after it.
            tokio::time::sleep(Duration::from_millis(1 + turns)).await;
            self.inner.send(request).await
        }
        .boxed()
    }
}

/// Applies the file as one of several machines, which know nothing of one another.
async fn machine(bench: &Bench, storage: &MemoryStorage, parallel: usize) -> Plan {
    let plan = bench.plan().await;
    let subject = Subject::new(&bench.topology, "simulator");
    let journal = Journal::open(Box::new(storage.clone()), subject, bench.clock).unwrap();
    let operator = Operator::nobody();
    let run = Run::new(&bench.topology, &bench.clients, &journal, &operator).unwrap();
    execute(&plan, &run, parallel, &|_| {}, pending()).await;
    plan
}

/// Counts the CENs of the world.
fn cens(bench: &Bench) -> usize {
    count(bench, "cens")
}

#[tokio::test(start_paused = true)]
async fn four_machines_that_apply_one_new_file_at_once_make_one_of_each_thing() {
    four_machines(Editions::Basic).await;
}

#[tokio::test(start_paused = true)]
async fn four_machines_make_one_of_each_thing_on_transit_routers() {
    four_machines(Editions::Enterprise).await;
}

/// Counts the VPCs and the vSwitches of the world.
fn places(bench: &Bench) -> [usize; 2] {
    ["networks", "vswitches"].map(|kind| count(bench, kind))
}

/// Each VPC is made once, with a vSwitch in two zones where a router needs them.
async fn assert_made_once(bench: &Bench, editions: Editions, context: &str) {
    assert_eq!((cens(bench), packages(bench)), (1, 1), "{context}");
    match editions {
        Editions::Basic => assert_eq!(places(bench), [2, 0], "{context}"),
        Editions::Enterprise => {
            assert_eq!(places(bench), [2, 4], "{context}");
            assert_built_once(bench, context).await;
        }
    }
}

async fn four_machines(editions: Editions) {
    for seed in 0..20 {
        let mut random = fastrand::Rng::with_seed(seed);
        let paces = ["0", "default=reads:2", "default=3s", "cen=2s,default=1s"];
        let pace = paces[random.usize(0..paces.len())];
        let wire = random.fork();
        let bench = Bench::with(
            topology(MANAGED),
            |world| world.editions = Some(editions),
            |options: &mut Options| options.pace = pace.parse().unwrap(),
            |inner| {
                Arc::new(Jostling {
                    inner,
                    random: Mutex::new(wire),
                })
            },
        );
        let storages: [MemoryStorage; 4] = Default::default();
        let parallel = random.usize(1..=8);
        let machines = storages
            .iter()
            .map(|storage| machine(&bench, storage, parallel));
        join_all(machines).await;
        let context = format!("seed {seed}");
        assert_made_once(&bench, editions, &context).await;
        for storage in &storages {
            let again = machine(&bench, storage, parallel).await;
            assert!(
                again.is_empty() && again.holds.is_empty(),
                "seed {seed}: {again:?}"
            );
        }
        assert_made_once(&bench, editions, &context).await;
    }
}

/// The example for several machines: a CEN, two VPCs that the file makes, and a package.
const MANAGED: &str = r#"
version: 1
name: shared
accounts: { main: { id: "1250000000000001" } }
vpcs:
  hangzhou: { account: main, region: cn-hangzhou, cidr: 10.1.0.0/16 }
  frankfurt: { account: main, region: eu-central-1, cidr: 10.2.0.0/16 }
cens:
  bridge:
    account: main
    attach: [hangzhou, frankfurt]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
        limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 10 }]
"#;

#[tokio::test(start_paused = true)]
async fn what_one_machine_made_and_deleted_is_made_again_by_another_within_the_hour() {
    let mut bench = slow();
    bench.apply().await;
    let whole = bench.topology.clone();
    bench.topology = whole.emptied();
    bench.apply().await;
    assert_eq!(cens(&bench), 0);
    bench.topology = whole;
    // The other machine's journal knows nothing of that.
    machine(&bench, &MemoryStorage::default(), 8).await;
    assert_eq!(cens(&bench), 1);
}
