//! Tests plans that are applied later: objects that changed since are refused, finished actions are
//! not repeated, and the rest goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use cen_observed::GapScope;
use cen_plan::{Outcome, Plan};
use cen_precondition::{Standing, standings};
use cen_reconciler::{ReadCache, Report, Scope, Shutdown, execute, observe, observe_sharing};
use cen_topology::Mbps;
use futures::future::BoxFuture;
use futures::stream::{Stream, once, pending};

use crate::bench::{Bench, example, outcome};

/// Returns the example as in another operator's file: one limit differs.
fn otherwise(bench: &Bench, mbps: u32, region: &str) -> cen_topology::Topology {
    let mut other = bench.topology.clone();
    let group = other
        .cens
        .values_mut()
        .next()
        .unwrap()
        .bandwidth
        .values_mut()
        .find(|group| has(group, region))
        .unwrap();
    *group
        .limits
        .iter_mut()
        .find(|(pair, _)| pair.to_string().contains(region))
        .unwrap()
        .1 = Mbps(mbps);
    other
}

fn has(group: &cen_topology::Bandwidth, region: &str) -> bool {
    group
        .limits
        .keys()
        .any(|pair| pair.to_string().contains(region))
}

/// Applies a plan after one more look, until it ends.
async fn execute_later(
    bench: &Bench,
    plan: &Plan,
    halts: impl Stream<Item = Shutdown>,
) -> (Report, Vec<Standing>) {
    let standings = standings(&plan.steps, &observe(&bench.topology, &bench.clients).await);
    bench.take_log();
    let journal = bench.journal();
    let run = bench.run(&journal).standing(standings.clone());
    (
        execute(
            plan,
            &run,
            8,
            &|event| bench.events.lock().unwrap().push(event),
            halts,
        )
        .await,
        standings,
    )
}

#[tokio::test(start_paused = true)]
async fn an_object_that_another_operator_changed_is_refused_and_the_rest_is_done() {
    let mut bench = Bench::new(example("global-backbone.yaml"));
    bench.apply().await;
    let original = bench.topology.clone();
    let mut both = otherwise(&bench, 3, "cn-shanghai");
    let attach = &mut both.cens.values_mut().next().unwrap().attach;
    let last = attach.iter().next().unwrap().clone();
    attach.remove(&last);
    both.cens.values_mut().next().unwrap().display_name = "Renamed".to_owned();
    bench.topology = both;
    let plan = bench.plan().await;
    let limit = plan
        .steps
        .iter()
        .find(|step| step.action.id.as_str().starts_with("limit/"))
        .unwrap()
        .action
        .id
        .clone();
    // The other operator is quicker.
    let mine = std::mem::replace(&mut bench.topology, original);
    bench.topology = otherwise(&bench, 2, "cn-shanghai");
    bench.apply().await;
    bench.topology = mine;
    let (report, _) = execute_later(&bench, &plan, pending()).await;
    let Outcome::Failed(reason) = outcome(&plan, &report, limit.as_str()) else {
        panic!("{report:?}")
    };
    let seen = &plan
        .steps
        .iter()
        .find(|step| step.action.id == limit)
        .unwrap()
        .preconditions["mbps"];
    assert_eq!(
        *reason,
        format!("changed since the plan: `mbps` was {seen}, is 2 now; nothing was done")
    );
    assert_eq!(
        report.not_done(&plan).count(),
        1,
        "the rest is done: {report:?}"
    );
    assert!(
        bench
            .take_writes()
            .iter()
            .all(|write| !write.ends_with("SetCenInterRegionBandwidthLimit"))
    );
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_plan_is_taken_up_where_it_was_left_and_makes_each_call_once() {
    for stop_after in 1..12 {
        let bench = Bench::new(example("cross-account-cross-region.yaml"));
        let plan = bench.plan().await;
        let (made, news) = (AtomicUsize::new(0), tokio::sync::Notify::new());
        let stop = async {
            while made.load(Ordering::Relaxed) < stop_after {
                news.notified().await;
            }
            Shutdown::Drain
        };
        let journal = bench.journal();
        let run = bench.run(&journal);
        let count = |event| {
            if matches!(event, cen_reconciler::Event::Finished { .. }) {
                made.fetch_add(1, Ordering::Relaxed);
                news.notify_one();
            }
        };
        let first = execute(&plan, &run, 1, &count, once(stop)).await;
        let done = first.outcomes.iter().flatten().count();
        let writes = bench.take_writes().len();
        let (report, standings) = execute_later(&bench, &plan, pending()).await;
        assert!(report.is_done(), "{report:?}");
        assert_eq!(
            standings
                .iter()
                .filter(|standing| matches!(standing, Standing::After { .. }))
                .count(),
            done
        );
        assert_eq!(
            writes + bench.take_writes().len(),
            plan.steps.len(),
            "each call is made once"
        );
        assert!(bench.plan().await.is_empty());
    }
}

/// A wire on which, after a switch, one key may no longer list CENs.
struct Forbidding {
    inner: Arc<dyn Transport>,
    key: &'static str,
    forbids: Arc<AtomicBool>,
}

impl Transport for Forbidding {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let body = std::str::from_utf8(request.body()).unwrap();
        let is_it = ["Action=DescribeCens&", self.key]
            .iter()
            .all(|part| body.contains(part));
        if !is_it || !self.forbids.load(Ordering::Relaxed) {
            return self.inner.send(request);
        }
        let answer = r#"{"Code":"Forbidden.RAM","Message":"User not authorized to operate on the specified resource.","RequestId":"R"}"#;
        Box::pin(async move {
            Ok(http::Response::builder()
                .status(403)
                .body(Bytes::from(answer))
                .unwrap())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_without_a_cen_in_the_file_must_be_seen_once_the_plan_removes_one_there() {
    let forbids = Arc::new(AtomicBool::new(false));
    let key = "AccessKeyId=LTAIsimulated1250000000000001";
    let wire = forbids.clone();
    let wrap = |inner| {
        Arc::new(Forbidding {
            inner,
            key,
            forbids: wire,
        }) as Arc<dyn Transport>
    };
    let mut bench = Bench::with(
        example("cross-account-cross-region.yaml"),
        |_| {},
        |_| {},
        wrap,
    );
    bench.apply().await;
    // The CEN moves to the other account, so the first account has none.
    let cen = bench.topology.cens.values_mut().next().unwrap();
    cen.account = "retail".into();
    let plan = bench.plan().await;
    let leaves = |action: &cen_action::Action| {
        action.account.as_str() == "network" && action.id.as_str().starts_with("delete-cen/")
    };
    assert!(
        plan.steps.iter().any(|step| leaves(&step.action)),
        "{plan:?}"
    );
    assert_eq!(observe(&bench.topology, &bench.clients).await.gaps, []);
    forbids.store(true, Ordering::Relaxed);
    assert_eq!(
        observe(&bench.topology, &bench.clients).await.gaps,
        [],
        "an account that only lends networks need not be seen"
    );
    let gaps = observe_sharing(
        &bench.topology,
        &bench.clients,
        &ReadCache::default(),
        &Scope::about(&plan, &bench.topology),
    )
    .await
    .gaps;
    assert_eq!(
        gaps.iter().map(|gap| &gap.scope).collect::<Vec<_>>(),
        [&GapScope::Cens {
            account: "network".into()
        }]
    );
}
