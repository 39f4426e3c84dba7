//! Tests that a run which is ending sends nothing more. Actions in flight are completed, and
//! outcomes in doubt are looked up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use cen_plan::{Outcome, Plan};
use cen_reconciler::{Event, Report, Shutdown, execute, past_runs, read};
use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::once;
use tokio::time::Instant;

use crate::bench::{Bench, example};
use crate::enterprise;

/// A transport that records when each write is sent.
struct Noted {
    inner: Arc<dyn Transport>,
    writes: Arc<Mutex<Vec<(Instant, String)>>>,
}

impl Transport for Noted {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let action = action_of(&request);
        if !["Describe", "List", "Get"]
            .iter()
            .any(|read| action.starts_with(read))
        {
            self.writes.lock().unwrap().push((Instant::now(), action));
        }
        self.inner.send(request)
    }
}

/// A transport whose calls of some actions get no answer from a moment on.
struct Silent {
    inner: Arc<dyn Transport>,
    /// Actions that begin with one of these.
    actions: &'static [&'static str],
    from: Instant,
}

impl Transport for Silent {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let action = action_of(&request);
        let is_silent = self.actions.iter().any(|begin| action.starts_with(begin));
        if is_silent && Instant::now() >= self.from {
            return Box::pin(std::future::pending());
        }
        self.inner.send(request)
    }
}

fn action_of(request: &http::Request<Bytes>) -> String {
    let body = std::str::from_utf8(request.body()).unwrap();
    body.split('&')
        .find_map(|pair| pair.strip_prefix("Action="))
        .unwrap()
        .to_owned()
}

/// Applies an example with these faults, and ends the run after 10 seconds. Some calls get no answer
/// after a time. Returns the plan, the report, and how long the run took after its end.
async fn ended_in_silence(
    faults: &str,
    actions: &'static [&'static str],
    after: Duration,
) -> (Plan, Report, Duration) {
    let set = |options: &mut cen_simulator::Options| {
        options.faults = faults.parse().unwrap();
        options.pace = "limit=8s,default=0s".parse().unwrap();
    };
    let from = Instant::now() + after;
    let wrap = |inner| {
        Arc::new(Silent {
            inner,
            actions,
            from,
        }) as Arc<dyn Transport>
    };
    let bench = Bench::with(example("global-backbone.yaml"), |_| {}, set, wrap);
    let plan = bench.plan().await;
    let journal = bench.journal();
    let run = bench.run(&journal);
    let end = Instant::now() + Duration::from_secs(10);
    let late = once(tokio::time::sleep_until(end)).map(|()| Shutdown::Abandon);
    let report = execute(&plan, &run, 8, &|_| {}, late).await;
    (plan, report, end.elapsed())
}

/// A run that was ended after a time.
struct Ended {
    bench: Bench,
    plan: Plan,
    report: Report,
    /// The writes that were sent, and for each how long after the end. `None` is before the end.
    writes: Vec<(Option<Duration>, String)>,
    /// The time until everything in flight was completed.
    settled: Duration,
}

/// Applies an example on a world with these faults and this pace, and ends the run after a time.
async fn ended(faults: &str, pace: &str, halt: Shutdown, after: Duration) -> Ended {
    let writes: Arc<Mutex<Vec<_>>> = Arc::default();
    let notes = writes.clone();
    let set = |options: &mut cen_simulator::Options| {
        options.faults = if faults.is_empty() {
            Default::default()
        } else {
            faults.parse().unwrap()
        };
        options.pace = pace.parse().unwrap();
    };
    let wrap = |inner| {
        Arc::new(Noted {
            inner,
            writes: notes,
        }) as Arc<dyn Transport>
    };
    let bench = Bench::with(example("global-backbone.yaml"), |_| {}, set, wrap);
    let plan = bench.plan().await;
    let journal = bench.journal();
    let run = bench.run(&journal);
    let end = Instant::now() + after;
    let sink = |event| bench.events.lock().unwrap().push(event);
    let report = execute(
        &plan,
        &run,
        8,
        &sink,
        once(tokio::time::sleep_until(end)).map(|()| halt),
    )
    .await;
    let settled = end.elapsed();
    drop(run);
    drop(journal);
    let writes = std::mem::take(&mut *writes.lock().unwrap());
    let writes = writes
        .into_iter()
        .map(|(when, action)| ((when > end).then(|| when - end), action))
        .collect();
    Ended {
        bench,
        plan,
        report,
        writes,
        settled,
    }
}

impl Ended {
    fn sent_after_the_end(&self) -> Vec<&(Option<Duration>, String)> {
        self.writes
            .iter()
            .filter(|(after, _)| after.is_some())
            .collect()
    }

    /// Counts the outcomes of this kind.
    fn count(&self, is: impl Fn(Option<&Outcome>) -> bool) -> usize {
        self.report
            .outcomes
            .iter()
            .filter(|outcome| is(outcome.as_ref()))
            .count()
    }

    /// Lists the reasons of actions that were started but sent nothing.
    fn put_back(&self) -> Vec<String> {
        let events = self.bench.events.lock().unwrap();
        events
            .iter()
            .filter_map(|event| {
                if let Event::NotBegun { reason, .. } = event {
                    Some(reason.clone())
                } else {
                    None
                }
            })
            .collect()
    }
}

/// Runs the same command again without faults: it converges, and each package is bought once.
async fn go_on(ended: &Ended) {
    let again = ended.bench.plan().await;
    let report = ended.bench.execute(&again, 8).await;
    assert!(report.is_done(), "{:?}", report.outcomes);
    assert_eq!(
        format!("{:?}", ended.bench.simulator.world())
            .matches("Package {")
            .count(),
        2,
        "each is bought once"
    );
}

#[tokio::test(start_paused = true)]
async fn at_whatever_moment_a_run_ends_and_whatever_goes_wrong_nothing_is_sent_after_it() {
    let faults = [
        "",
        "seed=1,*#30%=throttle",
        "AttachCenChildInstance#1-6=blocking",
        "CreateCenBandwidthPackage#1-3=cut-after",
        "GrantInstanceToCen#1-3=cut-before",
        "seed=2,Create*#30%=any,Attach*#30%=any,Grant*#30%=any,Set*#30%=any",
    ];
    let mut put_back = 0;
    // A stuck state is waited for as long as any other, or not at all.
    for (halt, longest) in [(Shutdown::Drain, 1200), (Shutdown::Abandon, 60)] {
        for (faults, milliseconds) in faults
            .iter()
            .flat_map(|faults| [0, 1, 50, 250, 700, 1500, 4000, 9000].map(|after| (faults, after)))
        {
            let ended = ended(
                faults,
                "attach=3s,limit=2s,default=1s",
                halt,
                Duration::from_millis(milliseconds),
            )
            .await;
            let after = ended.sent_after_the_end();
            assert!(
                after.is_empty(),
                "`{faults}`, {halt:?} after {milliseconds} ms: {after:?}"
            );
            assert!(
                ended.settled < Duration::from_secs(longest),
                "`{faults}`, {halt:?} after {milliseconds} ms: {:?}",
                ended.settled
            );
            put_back += ended.put_back().len();
        }
    }
    assert!(
        put_back > 10,
        "only {put_back} actions were under way and not begun"
    );
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_its_turn_with_a_cloud_that_throttles_is_not_begun() {
    let ended = ended(
        "GrantInstanceToCen=throttle,CreateCenBandwidthPackage=throttle",
        "0",
        Shutdown::Drain,
        Duration::from_secs(20),
    )
    .await;
    assert_eq!(
        ended.sent_after_the_end(),
        Vec::<&(Option<Duration>, String)>::new()
    );
    let reasons = ended.put_back();
    assert!(
        reasons
            .iter()
            .any(|reason| reason.contains("because the run is ending: ")
                && reason.contains("Throttling")),
        "{reasons:?}"
    );
    assert_eq!(
        ended.count(|outcome| matches!(outcome, Some(Outcome::Failed(_) | Outcome::Unknown(_)))),
        0,
        "{:?}",
        ended.report.outcomes
    );
    assert!(
        ended.count(|outcome| outcome.is_none()) > reasons.len(),
        "what needs it was not begun either"
    );
    assert!(
        ended.settled < Duration::from_secs(1),
        "{:?}",
        ended.settled
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_in_flight_is_brought_to_its_end_and_the_next_run_does_the_rest() {
    let ended = ended(
        "",
        "attach=40s,default=1s",
        Shutdown::Drain,
        Duration::from_secs(10),
    )
    .await;
    assert!(
        ended.settled > Duration::from_secs(20),
        "the attachments were waited for: {:?}",
        ended.settled
    );
    let attached = ended.plan.steps.iter().zip(&ended.report.outcomes);
    let attached = attached.filter(|(step, outcome)| {
        step.action.id.as_str().starts_with("attach/") && **outcome == Some(Outcome::Done)
    });
    assert!(attached.count() > 0, "{:?}", ended.report.outcomes);
    go_on(&ended).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_left_in_flight_is_unknown_with_its_state_and_the_next_run_does_the_rest() {
    let ended = ended(
        "AttachCenChildInstance#1=stick",
        "attach=40s,default=1s",
        Shutdown::Abandon,
        Duration::from_secs(10),
    )
    .await;
    assert_eq!(ended.settled, Duration::ZERO);
    let unknown: Vec<_> = ended
        .report
        .outcomes
        .iter()
        .flatten()
        .filter(|outcome| matches!(outcome, Outcome::Unknown(_)))
        .collect();
    let said =
        Outcome::Unknown("it was accepted, and was `Attaching` when the run was over".to_owned());
    assert!(
        !unknown.is_empty() && unknown.iter().all(|outcome| **outcome == said),
        "{unknown:?}"
    );
    assert_eq!(
        ended.count(|outcome| matches!(outcome, Some(Outcome::Failed(_)))),
        0,
        "{:?}",
        ended.report.outcomes
    );
    go_on(&ended).await;
}

#[tokio::test(start_paused = true)]
async fn a_purchase_in_doubt_at_the_end_is_looked_for_and_unknown_if_it_is_not_there() {
    for (faults, found) in [
        ("CreateCenBandwidthPackage=cut-before", false),
        ("CreateCenBandwidthPackage=cut-after", true),
    ] {
        let ended = ended(faults, "0", Shutdown::Drain, Duration::from_millis(100)).await;
        let purchases = ended
            .plan
            .steps
            .iter()
            .zip(&ended.report.outcomes)
            .filter(|(step, _)| step.action.is_purchase());
        for (step, outcome) in purchases {
            let is_right = match outcome {
                Some(Outcome::Done) => found,
                Some(Outcome::Unknown(_)) => !found,
                None => true,
                Some(Outcome::Failed(_) | Outcome::Skipped(_)) => false,
            };
            assert!(is_right, "{faults}: {}: {outcome:?}", step.action.id);
        }
        assert!(ended.sent_after_the_end().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_begun_is_in_no_doubt_for_the_next_run() {
    let ended = ended(
        "CreateCenBandwidthPackage=throttle",
        "0",
        Shutdown::Drain,
        Duration::from_secs(20),
    )
    .await;
    let content = read("j", &ended.bench.storage().bytes()).unwrap();
    let runs = past_runs(&content.records);
    let bought = runs[0]
        .actions
        .iter()
        .filter(|action| action.action.as_str().starts_with("package/"));
    let told: Vec<_> = bought
        .map(|action| {
            (
                action.outcome.is_some(),
                action.reason.contains("because the run is ending"),
            )
        })
        .collect();
    assert_eq!(told, [(true, true), (true, true)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_an_answer_at_the_deadline_is_unknown_at_once() {
    let (plan, report, took) =
        ended_in_silence("seed=1,*#1%=throttle", &["Attach", "Grant"], Duration::ZERO).await;
    assert_eq!(took, Duration::ZERO);
    let said = "it was sent, and the run was over before the answer came";
    let sent = plan.steps.iter().zip(&report.outcomes).filter(|(step, _)| {
        let id = step.action.id.as_str();
        id.starts_with("attach/") || id.starts_with("grant/")
    });
    let unknown = sent.filter(|(_, outcome)| **outcome == Some(Outcome::Unknown(said.to_owned())));
    assert!(unknown.count() > 0, "{:?}", report.outcomes);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_refused_right_before_the_deadline_is_unknown_with_the_clouds_reason() {
    let faults = "GrantInstanceToCen=Forbidden.RAM";
    let (plan, report, took) =
        ended_in_silence(faults, &["DescribeGrantRulesToCen"], Duration::ZERO).await;
    assert_eq!(took, Duration::ZERO);
    let grants = plan.steps.iter().zip(&report.outcomes);
    let grants = grants.filter(|(step, _)| step.action.id.as_str().starts_with("grant/"));
    let mut count = 0;
    for (step, outcome) in grants {
        let Some(Outcome::Unknown(reason)) = outcome else {
            panic!("{}: {outcome:?}", step.action.id)
        };
        assert!(
            reason.contains("Forbidden.RAM")
                && reason.ends_with("the run was over before cen could look whether it happened"),
            "{reason}"
        );
        count += 1;
    }
    assert!(count > 0);
}

#[tokio::test(start_paused = true)]
async fn a_read_before_the_first_call_does_not_outlive_the_deadline() {
    let (_, report, took) = ended_in_silence(
        "seed=1,*#1%=throttle",
        &["Describe"],
        Duration::from_secs(3),
    )
    .await;
    assert_eq!(took, Duration::ZERO);
    assert!(!report.is_done());
}

#[tokio::test(start_paused = true)]
async fn whenever_a_person_ends_a_run_on_transit_routers_what_was_sent_is_brought_to_its_end() {
    let mut under_way = 0;
    for after in (1..120).map(|turn| Duration::from_millis(150 * turn)) {
        let set = |options: &mut cen_simulator::Options| {
            options.pace = "default=3s".parse().unwrap();
            options.latency = Duration::from_millis(700);
        };
        let topology = example("cross-account-cross-region.yaml");
        let bench = enterprise::bench_with(topology, &[], |_| {}, set);
        let plan = bench.plan().await;
        let journal = bench.journal();
        let run = bench.run(&journal);
        let end = Instant::now() + after;
        let halt = once(tokio::time::sleep_until(end)).map(|()| Shutdown::Drain);
        let report = execute(&plan, &run, 8, &|_| {}, halt).await;
        let outcomes = report.outcomes.iter().flatten();
        let done = outcomes
            .clone()
            .filter(|outcome| **outcome == Outcome::Done);
        assert_eq!(
            done.count(),
            outcomes.clone().count(),
            "after {after:?}: {:?}",
            report.outcomes
        );
        under_way += usize::from(end.elapsed() > Duration::from_secs(2) && !report.is_done());
    }
    assert!(under_way > 10, "only {under_way} runs had calls in flight");
}
