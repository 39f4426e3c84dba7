//! What an apply took: its time beside the bound, and its calls.

use std::time::Duration;

use cen_plan::{Plan, plan_destruction};
use cen_reconciler::{ReadCache, Scope, observe_everywhere, verify_identities};
use cen_simulator::{Editions, EntryKind, Seed};
use tokio::time::Instant;

use crate::bench::{Bench, topology};
use crate::bound::{Pace, longest_way, one_at_a_time};

/// A topology on a simulated cloud, with a journal that stays from run to run.
pub(crate) struct Scene {
    pub(crate) bench: Bench,
    pace: Pace,
    blocking: bool,
}

/// One run.
#[derive(Debug)]
pub(crate) struct Measured {
    /// The time that no execution of this plan can fall short of.
    pub(crate) bound: Duration,
    /// The time of the execution.
    pub(crate) took: Duration,
    pub(crate) writes: usize,
    /// The reads of the execution.
    pub(crate) reads: usize,
    /// The reads of the looks before and after.
    pub(crate) looks: usize,
    /// The writes that were refused because of another one.
    pub(crate) blocked: usize,
}

impl Measured {
    pub(crate) fn ratio(&self) -> f64 {
        self.took.as_secs_f64() / self.bound.as_secs_f64()
    }

    /// All calls of the run.
    pub(crate) fn calls(&self) -> usize {
        self.writes + self.reads + self.looks
    }
}

impl Scene {
    /// Returns a scene in a cloud that sells the Basic Edition.
    pub(crate) fn new(text: &str, pace: Pace, blocking: bool) -> Self {
        Self::on(Editions::Basic, text, pace, blocking)
    }

    /// Returns a scene in a cloud that sells these editions. Each VPC has vSwitches.
    pub(crate) fn on(editions: Editions, text: &str, pace: Pace, blocking: bool) -> Self {
        let change = |seed: &mut Seed| {
            seed.editions = Some(editions);
            seed.fills_vswitches = true;
        };
        let set = |options: &mut cen_simulator::Options| {
            options.pace = pace.text().parse().unwrap();
            options.latency = pace.call;
            options.blocking = blocking;
        };
        let bench = Bench::with(topology(text), change, set, |transport| transport);
        Self {
            bench,
            pace,
            blocking,
        }
    }

    /// Builds everything.
    pub(crate) async fn apply(&mut self) -> Measured {
        self.bench.take_log();
        let plan = self.bench.plan().await;
        let before = self.bench.take_log().len();
        let mut measured = self.execute(&plan).await;
        let again = self.bench.plan().await;
        assert!(again.is_empty() && again.holds.is_empty(), "{again:?}");
        measured.looks = before + self.bench.take_log().len();
        measured
    }

    /// Removes everything.
    pub(crate) async fn destroy(&mut self) -> Measured {
        self.bench.take_log();
        let plan = self.destruction().await;
        let before = self.bench.take_log().len();
        let mut measured = self.execute(&plan).await;
        assert!(self.destruction().await.is_empty());
        measured.looks = before + self.bench.take_log().len();
        measured
    }

    async fn destruction(&self) -> Plan {
        let topology = self.bench.topology.managing_all_routes();
        let clients = &self.bench.clients;
        verify_identities(&topology, clients).await.unwrap();
        let observed =
            observe_everywhere(&topology, clients, &ReadCache::default(), &Scope::default()).await;
        self.bench.journal().settle(&observed);
        plan_destruction(&topology, &observed).unwrap()
    }

    async fn execute(&self, plan: &Plan) -> Measured {
        let bound = if self.blocking {
            one_at_a_time(plan, self.pace)
        } else {
            longest_way(plan, self.pace)
        };
        let began = Instant::now();
        let report = self.bench.execute(plan, usize::MAX).await;
        let took = began.elapsed();
        assert!(report.is_done(), "{:?}", report.outcomes);
        let log = self.bench.take_log();
        let is_read = |access| access == EntryKind::Read;
        let reads = log.iter().filter(|entry| is_read(entry.access)).count();
        let blocked = log
            .iter()
            .filter(|entry| entry.code == "Operation.Blocking");
        Measured {
            bound,
            took,
            writes: log.len() - reads,
            reads,
            looks: 0,
            blocked: blocked.count(),
        }
    }
}
