//! Tests runs with lost answers, refusals, and other operators.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use cen_plan::Outcome;
use cen_reconciler::{Shutdown, execute, observe};
use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::{once, pending};

use crate::bench::{Bench, example, outcome};

/// A transport that loses the answers to the first calls of some actions, before or after the
/// simulator did the work.
struct Lossy {
    inner: Arc<dyn Transport>,
    /// The number of answers of each action that are still to be lost.
    lost: Mutex<BTreeMap<&'static str, usize>>,
    after_the_work: bool,
}

impl Lossy {
    fn wrap(
        action: &'static str,
        times: usize,
        after_the_work: bool,
    ) -> impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> {
        let lost = Mutex::new(BTreeMap::from([(action, times)]));
        move |inner| {
            Arc::new(Self {
                inner,
                lost,
                after_the_work,
            })
        }
    }
}

impl Transport for Lossy {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let body = String::from_utf8(request.body().to_vec()).unwrap();
        let action = body
            .split('&')
            .find_map(|pair| pair.strip_prefix("Action="))
            .unwrap()
            .to_owned();
        let mut lost = self.lost.lock().unwrap();
        let left = lost
            .get_mut(action.as_str())
            .filter(|left| **left > 0)
            .map(|left| *left -= 1);
        Box::pin(async move {
            let error = TransportError::NoAnswer {
                host: "simulator".to_owned(),
                reason: "the connection was cut".to_owned(),
            };
            match left {
                None => self.inner.send(request).await,
                Some(()) if self.after_the_work => {
                    self.inner.send(request).await?;
                    Err(error)
                }
                Some(()) => Err(error),
            }
        })
    }
}

const WRITES: [&str; 6] = [
    "CreateCen",
    "AttachCenChildInstance",
    "GrantInstanceToCen",
    "CreateCenBandwidthPackage",
    "AssociateCenBandwidthPackage",
    "SetCenInterRegionBandwidthLimit",
];

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_lost_at_any_write_changes_nothing_about_the_end() {
    for action in WRITES {
        for after_the_work in [true, false] {
            let wrap = Lossy::wrap(action, 2, after_the_work);
            let bench = Bench::with(
                example("cross-account-cross-region.yaml"),
                |_| {},
                |_| {},
                wrap,
            );
            let plan = bench.apply().await;
            let made = |made: &str| {
                bench
                    .log
                    .lock()
                    .unwrap()
                    .iter()
                    .filter(|entry| entry.action == made && entry.code.is_empty())
                    .count()
            };
            let world = format!("{:?}", bench.simulator.world());
            assert_eq!(
                world.matches("Package {").count(),
                1,
                "{action}: a package is bought once"
            );
            assert_eq!(
                world.matches("Cen {").count(),
                1,
                "{action}: a CEN is made once"
            );
            assert!(made(action) >= 1 && plan.steps.len() == 7, "{action}");
        }
    }
}

/// Counts the calls of an action in a whole apply. Answers take time, so a list that was read
/// before a call is older than one that is read after it.
async fn asked(action: &str, wrap: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>) -> usize {
    let slow = |options: &mut cen_simulator::Options| {
        options.latency = std::time::Duration::from_millis(50)
    };
    let bench = Bench::with(example("cross-region.yaml"), |_| {}, slow, wrap);
    bench.apply().await;
    bench
        .log
        .lock()
        .unwrap()
        .iter()
        .filter(|entry| entry.action == action)
        .count()
}

#[tokio::test(start_paused = true)]
async fn a_call_without_a_token_whose_answer_is_lost_is_looked_for_and_not_asked_again() {
    for action in [
        "AttachCenChildInstance",
        "AssociateCenBandwidthPackage",
        "SetCenInterRegionBandwidthLimit",
    ] {
        let usual = asked(action, |inner| inner).await;
        let lossy = asked(action, Lossy::wrap(action, 1, true)).await;
        assert!(
            usual > 0 && lossy == usual,
            "{action}: {lossy} calls where {usual} are usual"
        );
    }
}

/// No listing shows a package that is still being made, so only the token keeps a second attempt from being a second purchase.
#[tokio::test(start_paused = true)]
async fn a_purchase_whose_answer_is_lost_while_no_listing_shows_it_is_made_once() {
    let pace = |options: &mut cen_simulator::Options| options.pace = "package=11s".parse().unwrap();
    let wrap = Lossy::wrap("CreateCenBandwidthPackage", 2, true);
    let bench = Bench::with(example("cross-region.yaml"), |_| {}, pace, wrap);
    bench.apply().await;
    assert_eq!(
        format!("{:?}", bench.simulator.world())
            .matches("Package {")
            .count(),
        1
    );
}

#[tokio::test(start_paused = true)]
async fn a_purchase_whose_answer_never_comes_is_unknown_and_not_failed() {
    let wrap = Lossy::wrap("CreateCenBandwidthPackage", usize::MAX, false);
    let bench = Bench::with(example("cross-region.yaml"), |_| {}, |_| {}, wrap);
    let plan = bench.plan().await;
    let report = bench.execute(&plan, 8).await;
    let package = plan
        .steps
        .iter()
        .find(|step| step.action.is_purchase())
        .unwrap()
        .action
        .id
        .as_str();
    assert!(
        matches!(outcome(&plan, &report, package), Outcome::Unknown(_)),
        "{:?}",
        report.outcomes
    );
    assert!(
        report
            .outcomes
            .iter()
            .any(|outcome| matches!(outcome, Some(Outcome::Skipped(_)))),
        "what needs it is skipped"
    );
}

#[tokio::test(start_paused = true)]
async fn a_purchase_whose_every_answer_is_lost_is_still_found_and_made_once() {
    let wrap = Lossy::wrap("CreateCenBandwidthPackage", usize::MAX, true);
    let bench = Bench::with(example("cross-region.yaml"), |_| {}, |_| {}, wrap);
    bench.apply().await;
    assert_eq!(
        format!("{:?}", bench.simulator.world())
            .matches("Package {")
            .count(),
        1
    );
}

/// A list may lag behind the writes. If it does not show a call whose answer was just lost, that
/// does not prove that nothing happened.
#[tokio::test(start_paused = true)]
async fn a_second_look_right_after_a_lost_answer_calls_nothing_failed() {
    let action = "SetCenInterRegionBandwidthLimit";
    let bench = Bench::with(
        example("cross-region.yaml"),
        |_| {},
        |_| {},
        Lossy::wrap(action, usize::MAX, false),
    );
    let (plan, journal) = (bench.plan().await, bench.journal());
    let run = bench.run(&journal);
    let report = execute(&plan, &run, 8, &|_| {}, pending()).await;
    let limit = plan
        .steps
        .iter()
        .find(|step| step.action.id.as_str().starts_with("limit/"))
        .unwrap()
        .action
        .id
        .as_str();
    let observed = observe(&bench.topology, &bench.clients).await;
    let left = cen_plan::plan(&bench.topology, &observed).unwrap();

    let soon = run.look_again(&plan, report.clone(), &observed, &left);
    let Outcome::Unknown(reason) = outcome(&plan, &soon, limit) else {
        panic!("{soon:?}")
    };
    assert!(
        reason.ends_with("but came so soon after it that the cloud's lists may be behind"),
        "{reason}"
    );
    tokio::time::advance(std::time::Duration::from_secs(31)).await;
    let later = run.look_again(&plan, report, &observed, &left);
    let Outcome::Failed(reason) = outcome(&plan, &later, limit) else {
        panic!("{later:?}")
    };
    assert!(
        reason.ends_with("a second look shows that it did not happen"),
        "{reason}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_did_in_the_meantime_is_done() {
    let topology = example("cross-account-cross-region.yaml");
    let bench = Bench::new(topology);
    let stale = bench.plan().await;
    bench.apply().await;
    bench.take_log();
    let report = bench.execute(&stale, 8).await;
    assert!(report.is_done(), "{:?}", report.outcomes);
    let created = bench
        .take_writes()
        .into_iter()
        .filter(|write| write.contains("Create"))
        .count();
    assert_eq!(created, 0, "what carries the mark is not made again");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_fails_its_action_skips_what_waits_for_it_and_leaves_the_rest() {
    let bench = Bench::with(
        example("cross-region.yaml"),
        |seed| {
            seed.quotas = Some(cen_simulator::Quotas {
                attachments: 0,
                ..Default::default()
            })
        },
        |_| {},
        |transport| transport,
    );
    let plan = bench.plan().await;
    let report = bench.execute(&plan, 8).await;
    let count = |is: fn(&Outcome) -> bool| {
        report
            .outcomes
            .iter()
            .flatten()
            .filter(|outcome| is(outcome))
            .count()
    };
    assert_eq!(
        count(
            |outcome| matches!(outcome, Outcome::Failed(text) if text.contains("Forbidden.AttachChildInstance"))
        ),
        2
    );
    assert_eq!(
        count(|outcome| matches!(outcome, Outcome::Skipped(_))),
        3,
        "the limit needs its attachments, and nothing is bought for it"
    );
    assert_eq!(count(|outcome| *outcome == Outcome::Done), 1, "the CEN");
}

#[tokio::test(start_paused = true)]
async fn what_is_free_goes_first_so_that_a_refusal_buys_nothing() {
    for refused in ["GrantInstanceToCen", "AttachCenChildInstance"] {
        let bench = Bench::with(
            example("cross-account-cross-region.yaml"),
            |_| {},
            |options| options.faults = format!("{refused}=Forbidden.RAM").parse().unwrap(),
            |transport| transport,
        );
        let plan = bench.plan().await;
        let report = bench.execute(&plan, 8).await;
        assert!(!report.is_done());
        let writes = bench.take_writes();
        let bought = writes
            .iter()
            .filter(|write| write.contains("BandwidthPackage"));
        assert_eq!(bought.count(), 0, "{refused} is refused: {writes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_interruption_ends_what_is_in_flight_and_starts_nothing_new() {
    let pace = |options: &mut cen_simulator::Options| options.pace = "5s".parse().unwrap();
    let bench = Bench::with(
        example("same-region.yaml"),
        |_| {},
        pace,
        |transport| transport,
    );
    let plan = bench.plan().await;
    let journal = bench.journal();
    let run = bench.run(&journal);
    let stop =
        once(tokio::time::sleep(std::time::Duration::from_secs(1))).map(|()| Shutdown::Drain);
    let report = execute(&plan, &run, 8, &|_| {}, stop).await;
    assert_eq!(report.outcomes, [Some(Outcome::Done), None, None]);
    assert!(!report.is_done());
}

/// A network outage: for a while nothing can be sent.
struct Away {
    inner: Arc<dyn Transport>,
    until: tokio::time::Instant,
}

impl Transport for Away {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let since_begin = self
            .until
            .checked_duration_since(tokio::time::Instant::now());
        // The first second is for observing and planning.
        let is_away = since_begin.is_some_and(|left| left < std::time::Duration::from_secs(4));
        Box::pin(async move {
            match is_away {
                true => Err(TransportError::NotSent {
                    host: "simulator".to_owned(),
                    reason: "no route".to_owned(),
                }),
                false => self.inner.send(request).await,
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_away_for_some_seconds_costs_time_and_nothing_else() {
    let until = tokio::time::Instant::now() + std::time::Duration::from_secs(5);
    let pace = |options: &mut cen_simulator::Options| options.pace = "300ms".parse().unwrap();
    let wrap = move |inner| -> Arc<dyn Transport> { Arc::new(Away { inner, until }) };
    let bench = Bench::with(
        example("cross-account-cross-region.yaml"),
        |_| {},
        pace,
        wrap,
    );
    bench.apply().await;
}
