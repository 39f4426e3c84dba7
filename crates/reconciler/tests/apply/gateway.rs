//! What stands between here and the API and answers in its place: a gateway, a proxy, a page. Nobody knows then what the API did.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use cen_observed::Edition;
use cen_plan::{Outcome, Plan, plan_destruction};
use cen_reconciler::{Report, Shutdown, execute, observe};
use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::once;
use tokio::time::Instant;

use crate::bench::{Bench, example};
use crate::enterprise::bench_on;
use crate::enterprise::kills::assert_built_once;

/// Answers of a gateway: status and body. None of them has the API's envelope.
const ANSWERS: [(u16, &str); 13] = [
    (301, ""),
    (302, "<html>log in first</html>"),
    (400, "<html>bad request</html>"),
    (401, ""),
    (403, r#"{"Code":"AccessDenied","Message":"by the gateway"}"#),
    (404, "<html>not found</html>"),
    (407, ""),
    (408, "request timeout"),
    (429, r#"{"message":"too many requests"}"#),
    (500, "{}"),
    (502, "<html>bad gateway</html>"),
    (503, ""),
    (504, "upstream request timeout"),
];

/// A gateway that answers calls of one action itself.
#[derive(Clone, Copy)]
struct Setting {
    edition: Edition,
    action: &'static str,
    answer: (u16, &'static str),
    /// What it says of the time to wait, in seconds.
    retry_after: Option<u32>,
    /// Whether it passes the calls on all the same.
    passes_on: bool,
}

/// How many more calls the gateway answers itself, and when it was asked.
#[derive(Clone, Default)]
struct Switch {
    left: Arc<Mutex<usize>>,
    asked: Arc<Mutex<Vec<Instant>>>,
}

impl Switch {
    fn set(&self, left: usize) {
        *self.left.lock().unwrap() = left;
    }

    /// Returns how long after the first call each call came.
    fn waits(&self) -> Vec<Duration> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|call| *call - asked[0]).collect()
    }
}

struct Gateway {
    inner: Arc<dyn Transport>,
    setting: Setting,
    switch: Switch,
}

impl Transport for Gateway {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let action = format!("Action={}&", self.setting.action);
        if !String::from_utf8_lossy(request.body()).contains(&action) {
            return self.inner.send(request);
        }
        self.switch.asked.lock().unwrap().push(Instant::now());
        let mut left = self.switch.left.lock().unwrap();
        if *left == 0 {
            return self.inner.send(request);
        }
        *left -= 1;
        let (status, body) = self.setting.answer;
        let mut answer = http::Response::builder().status(status);
        if let Some(seconds) = self.setting.retry_after {
            answer = answer.header("Retry-After", seconds);
        }
        let answer = answer.body(Bytes::from_static(body.as_bytes())).unwrap();
        Box::pin(async move {
            if self.setting.passes_on {
                self.inner.send(request).await?;
            }
            Ok(answer)
        })
    }
}

/// A bench whose gateway does nothing until the switch is set.
fn bench(setting: Setting) -> (Bench, Switch) {
    let switch = Switch::default();
    let gateway = |inner| -> Arc<dyn Transport> {
        Arc::new(Gateway {
            inner,
            setting,
            switch: switch.clone(),
        })
    };
    let bench = match setting.edition {
        Edition::Basic => Bench::with(example(WAY), |_| {}, |_| {}, gateway),
        Edition::Enterprise => bench_on(example(WAY), &[], |_| {}, |_| {}, gateway),
    };
    (bench, switch)
}

const WAY: &str = "cross-account-cross-region.yaml";

/// What the fourth way sends on transit routers, beside what it sends on either edition.
const ROUTER_CREATIONS: [&str; 7] = [
    "OpenTransitRouterService",
    "CreateTransitRouter",
    "GrantInstanceToTransitRouter",
    "CreateTransitRouterVpcAttachment",
    "AssociateTransitRouterAttachmentWithRouteTable",
    "EnableTransitRouterRouteTablePropagation",
    "CreateTransitRouterPeerAttachment",
];

const ROUTER_REMOVALS: [&str; 6] = [
    "DisableTransitRouterRouteTablePropagation",
    "DissociateTransitRouterAttachmentFromRouteTable",
    "DeleteTransitRouterPeerAttachment",
    "DeleteTransitRouterVpcAttachment",
    "RevokeInstanceFromTransitRouter",
    "DeleteTransitRouter",
];

const CREATIONS: [&str; 6] = [
    "CreateCen",
    "GrantInstanceToCen",
    "AttachCenChildInstance",
    "CreateCenBandwidthPackage",
    "AssociateCenBandwidthPackage",
    "SetCenInterRegionBandwidthLimit",
];

const REMOVALS: [&str; 6] = [
    "SetCenInterRegionBandwidthLimit",
    "UnassociateCenBandwidthPackage",
    "DeleteCenBandwidthPackage",
    "DetachCenChildInstance",
    "RevokeInstanceFromCen",
    "DeleteCen",
];

/// Plans what the topology wants, or the removal of all of it.
async fn plan(bench: &Bench, is_removal: bool) -> Plan {
    if !is_removal {
        return bench.plan().await;
    }
    let observed = observe(&bench.topology, &bench.clients).await;
    bench.journal().settle(&observed);
    plan_destruction(&bench.topology, &observed).unwrap()
}

/// A call that the gateway answered may have had its effect, so no action may count as failed.
fn nothing_failed(report: &Report, context: &str) {
    let failed = |outcome: &Option<Outcome>| matches!(outcome, Some(Outcome::Failed(_)));
    assert!(
        !report.outcomes.iter().any(failed),
        "{context}: {:?}",
        report.outcomes
    );
}

/// Carries out a plan while the gateway answers so many calls, then one that it does not disturb. That must be the last.
async fn converge(
    bench: &Bench,
    is_removal: bool,
    (switch, times): (&Switch, usize),
    context: &str,
) {
    let disturbed = plan(bench, is_removal).await;
    switch.set(times);
    nothing_failed(&bench.execute(&disturbed, 8).await, context);
    switch.set(0);
    let left = plan(bench, is_removal).await;
    let report = bench.execute(&left, 8).await;
    assert!(report.is_done(), "{context}: {:?}", report.outcomes);
    let last = plan(bench, is_removal).await;
    assert!(
        last.is_empty() && last.holds.is_empty(),
        "{context}: {last:?}"
    );
}

/// Returns how many CENs and packages there are.
fn made(bench: &Bench) -> [usize; 2] {
    let world = serde_json::to_value(bench.simulator.world()).unwrap();
    ["cens", "packages"].map(|kind| world[kind].as_object().unwrap().len())
}

/// For each write and each answer: the call is passed on or not, and the gateway recovers soon, late, or not within the run.
#[tokio::test(start_paused = true)]
async fn whatever_a_gateway_answers_to_a_write_nothing_is_made_twice_and_the_next_run_converges() {
    try_all(Edition::Basic, &CREATIONS, &REMOVALS).await;
}

#[tokio::test(start_paused = true)]
async fn the_same_holds_for_every_write_about_transit_routers() {
    try_all(Edition::Enterprise, &ROUTER_CREATIONS, &ROUTER_REMOVALS).await;
}

async fn try_all(edition: Edition, creations: &[&'static str], removals: &[&'static str]) {
    let mut trials = 0;
    let creations = creations.iter().map(|action| (*action, false));
    let removals = removals.iter().map(|action| (*action, true));
    for (action, is_removal) in creations.chain(removals) {
        for answer in ANSWERS {
            for passes_on in [true, false] {
                let times = [1, 3, 40][trials % 3];
                trials += 1;
                let context = format!("{action} {answer:?} {times} times, passed on: {passes_on}");
                let (bench, switch) = bench(Setting {
                    edition,
                    action,
                    answer,
                    retry_after: None,
                    passes_on,
                });
                if is_removal {
                    bench.apply().await;
                }
                converge(&bench, is_removal, (&switch, times), &context).await;
                // A call that the gateway never saw would prove nothing.
                assert!(!switch.waits().is_empty(), "{context}");
                let expected = if is_removal { [0, 0] } else { [1, 1] };
                assert_eq!(made(&bench), expected, "{context}");
                if edition == Edition::Enterprise && !is_removal {
                    assert_built_once(&bench, &context).await;
                }
            }
        }
    }
    assert!(trials >= 200, "{trials}");
}

const TOO_MANY: Setting = Setting {
    edition: Edition::Basic,
    action: "CreateCen",
    answer: (429, ""),
    retry_after: Some(45),
    passes_on: false,
};

#[tokio::test(start_paused = true)]
async fn what_a_gateway_says_of_the_time_to_wait_is_kept_to() {
    for action in ["CreateCen", "DescribeCens"] {
        let (bench, switch) = bench(Setting { action, ..TOO_MANY });
        switch.set(1);
        bench.apply().await;
        let waits = switch.waits();
        let next = waits.iter().find(|wait| !wait.is_zero()).unwrap();
        assert!((45..60).contains(&next.as_secs()), "{action}: {waits:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_takes_no_more_calls_for_minutes_is_waited_for() {
    let (bench, switch) = bench(Setting {
        retry_after: None,
        ..TOO_MANY
    });
    switch.set(30);
    bench.apply().await;
    assert_eq!(switch.waits().len(), 31);
}

#[tokio::test(start_paused = true)]
async fn a_long_time_to_wait_ends_with_the_run() {
    let (bench, switch) = bench(Setting {
        retry_after: Some(100_000),
        ..TOO_MANY
    });
    let plan = bench.plan().await;
    switch.set(1);
    let journal = bench.journal();
    let run = bench.run(&journal);
    let began = Instant::now();
    let end = once(tokio::time::sleep(Duration::from_secs(60))).map(|()| Shutdown::Drain);
    let report = execute(&plan, &run, 8, &|_| {}, end).await;
    assert!(!report.is_done());
    assert!(
        began.elapsed() < Duration::from_secs(90),
        "{:?}",
        began.elapsed()
    );
}
