//! A plan carried out later than it was made: what somebody else changed since is refused, what is done is not done again, and the rest goes on.

use std::sync::atomic::{AtomicUsize, Ordering};

use cen_plan::{Outcome, Plan, Standing, standings};
use cen_reconciler::{Report, execute, observe};
use cen_topology::Mbps;

use crate::bench::{Bench, example, outcome};

/// The example as another operator's file has it: one limit otherwise.
fn otherwise(bench: &Bench, mbps: u32, region: &str) -> cen_topology::Topology {
    let mut other = bench.topology.clone();
    let group = other.cens.values_mut().next().unwrap().bandwidth.values_mut().find(|group| has(group, region)).unwrap();
    *group.limits.iter_mut().find(|(pair, _)| pair.to_string().contains(region)).unwrap().1 = Mbps(mbps);
    other
}

fn has(group: &cen_topology::Bandwidth, region: &str) -> bool {
    group.limits.keys().any(|pair| pair.to_string().contains(region))
}

/// Carries a plan out after one more look, until `stop`.
async fn execute_later(bench: &Bench, plan: &Plan, stop: impl Future<Output = ()>) -> (Report, Vec<Standing>) {
    let standings = standings(plan, &observe(&bench.topology, &bench.clients).await);
    bench.take_log();
    let journal = bench.journal();
    let run = bench.run(&journal).standing(standings.clone());
    (execute(plan, &run, 8, &|event| bench.events.lock().unwrap().push(event), stop).await, standings)
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
    let limit = plan.steps.iter().find(|step| step.action.id.as_str().starts_with("limit/")).unwrap().action.id.clone();
    // The other operator is quicker.
    let mine = std::mem::replace(&mut bench.topology, original);
    bench.topology = otherwise(&bench, 2, "cn-shanghai");
    bench.apply().await;
    bench.topology = mine;
    let (report, _) = execute_later(&bench, &plan, std::future::pending()).await;
    let Outcome::Failed(reason) = outcome(&plan, &report, limit.as_str()) else { panic!("{report:?}") };
    let seen = &plan.steps.iter().find(|step| step.action.id == limit).unwrap().expects["mbps"];
    assert_eq!(*reason, format!("changed since the plan: `mbps` was {seen}, is 2 now; nothing was done"));
    assert_eq!(report.not_done(&plan).count(), 1, "the rest is done: {report:?}");
    assert!(bench.take_writes().iter().all(|write| !write.ends_with("SetCenInterRegionBandwidthLimit")));
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
        };
        let journal = bench.journal();
        let run = bench.run(&journal);
        let count = |event| {
            if matches!(event, cen_reconciler::Event::Finished { .. }) {
                made.fetch_add(1, Ordering::Relaxed);
                news.notify_one();
            }
        };
        let first = execute(&plan, &run, 1, &count, stop).await;
        let done = first.outcomes.iter().flatten().count();
        let writes = bench.take_writes().len();
        let (report, standings) = execute_later(&bench, &plan, std::future::pending()).await;
        assert!(report.is_done(), "{report:?}");
        assert_eq!(standings.iter().filter(|standing| matches!(standing, Standing::After { .. })).count(), done);
        assert_eq!(writes + bench.take_writes().len(), plan.steps.len(), "each call is made once");
        assert!(bench.plan().await.is_empty());
    }
}
