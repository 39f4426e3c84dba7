//! Tests that a purchase asks once more, right before it, whether anybody could use it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use cen_cloud::{
    Charge, ChildInstance, ChildInstanceType, CreateCenBandwidthPackage, PackageAssociation,
};
use cen_plan::{Outcome, Plan};
use cen_topology::{Mbps, Topology};
use futures::future::{BoxFuture, FutureExt as _};

use crate::bench::{Bench, example, outcome};

const A: &str = "1250000000000001";
const PACKAGE: &str = "package/bridge/china-europe";

/// Returns a bench on which all of an example but its bandwidth is there, and the plan for the rest.
async fn without_bandwidth() -> (Bench, Plan) {
    let whole = example("cross-region.yaml");
    let mut bench = Bench::new(Topology {
        cens: whole
            .cens
            .iter()
            .map(|(name, cen)| {
                let mut cen = cen.clone();
                cen.bandwidth.clear();
                (name.clone(), cen)
            })
            .collect(),
        ..whole.clone()
    });
    bench.apply().await;
    bench.topology = whole;
    let plan = bench.plan().await;
    bench.take_log();
    (bench, plan)
}

/// Returns the only CEN of a bench.
async fn cen_of(bench: &Bench) -> String {
    let client = bench.client(&A.into());
    client.describe_cens().await.unwrap().remove(0).cen_id
}

/// Executes a plan, and returns why the purchase was refused. Nothing may have been bought.
async fn refusal(bench: &Bench, plan: &Plan, id: &str) -> String {
    bench.take_log();
    let report = bench.execute(plan, 8).await;
    let writes = bench.take_writes();
    assert!(
        writes
            .iter()
            .all(|write| !write.contains("BandwidthPackage")),
        "{writes:?}"
    );
    match outcome(plan, &report, id) {
        Outcome::Failed(reason) => reason.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_place_that_another_package_took_since_the_plan_is_not_bought_for() {
    let (bench, plan) = without_bandwidth().await;
    let cen_id = cen_of(&bench).await;
    let client = bench.client(&A.into());
    let theirs = CreateCenBandwidthPackage {
        bandwidth: 2,
        geographic_region_a_id: "Europe",
        geographic_region_b_id: "China",
        name: "theirs",
        description: "",
        charge: Charge::Postpaid,
        tags: &Default::default(),
        client_token: "theirs",
    };
    let theirs = client.create_cen_bandwidth_package(theirs).await.unwrap();
    let association = PackageAssociation {
        cen_id: &cen_id,
        cen_bandwidth_package_id: &theirs,
    };
    client
        .associate_cen_bandwidth_package(association)
        .await
        .unwrap();
    let reason = refusal(&bench, &plan, PACKAGE).await;
    assert_eq!(
        reason,
        format!(
            "nothing was bought: {theirs} was associated with {cen_id} for these areas since the plan was made, and a CEN has one package for two areas; plan again [CEN418]"
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_package_is_not_bought_for_a_region_that_its_network_has_left() {
    let (bench, plan) = without_bandwidth().await;
    let cen_id = cen_of(&bench).await;
    let client = bench.client(&A.into());
    let child = ChildInstance {
        cen_id: &cen_id,
        child_instance_id: "vpc-gw8shop0000000000001",
        child_instance_type: ChildInstanceType::Vpc,
        child_instance_region_id: "eu-central-1",
        child_instance_owner_id: A,
    };
    client.detach_cen_child_instance(child).await.unwrap();
    let reason = refusal(&bench, &plan, PACKAGE).await;
    assert_eq!(
        reason,
        format!(
            "nothing was bought: no network is attached to {cen_id} in eu-central-1 any more, and a limit of this package needs one; plan again [CEN418]"
        )
    );
}

/// A wire on which, after a switch, every package is locked.
struct Locking {
    inner: Arc<dyn Transport>,
    locks: Arc<AtomicBool>,
}

impl Transport for Locking {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let locks = self.locks.load(Ordering::Relaxed);
        async move {
            let answer = self.inner.send(request).await?;
            Ok(answer.map(|body| match locks {
                true => String::from_utf8_lossy(&body)
                    .replace(r#""Normal""#, r#""FinancialLocked""#)
                    .into(),
                false => body,
            }))
        }
        .boxed()
    }
}

#[tokio::test(start_paused = true)]
async fn a_package_that_was_locked_since_the_plan_does_not_grow() {
    let locks = Arc::new(AtomicBool::new(false));
    let wire = locks.clone();
    let mut bench = Bench::with(
        example("cross-region.yaml"),
        |_| {},
        |_| {},
        |inner| Arc::new(Locking { inner, locks: wire }),
    );
    bench.apply().await;
    for cen in bench.topology.cens.values_mut() {
        for group in cen.bandwidth.values_mut() {
            if let cen_topology::Package::Bought { mbps, .. } = &mut group.package {
                *mbps = Mbps(20);
            }
            group.limits.values_mut().for_each(|mbps| *mbps = Mbps(20));
        }
    }
    let plan = bench.plan().await;
    locks.store(true, Ordering::Relaxed);
    let reason = refusal(&bench, &plan, "resize/bridge/china-europe").await;
    assert!(
        reason.contains("is `FinancialLocked` now; plan again [CEN418]"),
        "{reason}"
    );
}
