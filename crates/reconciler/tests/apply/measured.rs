//! What an apply took: its time beside the bound, and its calls.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use cen_observed::Observed;
use cen_plan::{Plan, plan_destruction};
use cen_reconciler::{
    ReadCache, Scope, observe, observe_again, observe_everywhere, observe_rest, verify_identities,
};
use cen_simulator::{Editions, Entry, EntryKind, Seed};
use tokio::time::Instant;

use crate::bench::{Bench, topology};
use crate::bound::{Pace, longest_way, one_at_a_time};

/// A topology on a simulated cloud, with a journal that stays from run to run.
pub(crate) struct Scene {
    pub(crate) bench: Bench,
    pace: Pace,
    blocking: bool,
}

/// The phases of a run.
const FIRST: usize = 0;
const EXECUTION: usize = 1;
const SECOND: usize = 2;

/// The calls of an execution, by when they came, in milliseconds from its beginning.
#[derive(Default)]
pub(crate) struct Trace(pub(crate) BTreeMap<(i64, String), usize>);

impl fmt::Debug for Trace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Trace").finish_non_exhaustive()
    }
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
    /// The calls of each action: in the first look, the execution, and the second look.
    pub(crate) actions: BTreeMap<String, [usize; 3]>,
    pub(crate) trace: Trace,
}

impl Measured {
    pub(crate) fn ratio(&self) -> f64 {
        self.took.as_secs_f64() / self.bound.as_secs_f64()
    }

    /// All calls of the run.
    pub(crate) fn calls(&self) -> usize {
        self.writes + self.reads + self.looks
    }

    /// Adds the calls of a look, the first or the second one.
    fn add_look(&mut self, phase: usize, log: &[Entry]) {
        self.looks += log.len();
        self.add(phase, log);
    }

    fn add_trace(&mut self, log: &[Entry]) {
        let Some(first) = log.first() else { return };
        for entry in log {
            let after = entry.time.duration_since(first.time).as_millis();
            let key = (i64::try_from(after).unwrap(), entry.action.clone());
            *self.trace.0.entry(key).or_default() += 1;
        }
    }

    fn add(&mut self, phase: usize, log: &[Entry]) {
        for entry in log {
            let counts = self.actions.entry(entry.action.clone()).or_default();
            counts[phase] += 1;
        }
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
        let (topology, clients) = (&self.bench.topology, &self.bench.clients);
        verify_identities(topology, clients).await.unwrap();
        let first = observe(topology, clients).await;
        let plan = self.plan(&first);
        let before = self.bench.take_log();
        let mut measured = self.execute(&plan).await;
        measured.add_look(FIRST, &before);
        let (cache, scope) = (ReadCache::default(), Scope::about(&plan, topology));
        let second = observe_again(topology, clients, &cache, &scope, &first).await;
        let again = self.plan(&second);
        assert!(again.is_empty() && again.holds.is_empty(), "{again:?}");
        measured.add_look(SECOND, &self.bench.take_log());
        measured
    }

    /// Removes everything.
    pub(crate) async fn destroy(&mut self) -> Measured {
        self.bench.take_log();
        let clients = &self.bench.clients;
        verify_identities(&self.bench.topology, clients)
            .await
            .unwrap();
        let everything = self.bench.topology.managing_all_routes();
        let (cache, scope) = (ReadCache::default(), Scope::default());
        let first = observe_everywhere(&everything, clients, &cache, &scope).await;
        let plan = self.destruction(&first);
        let before = self.bench.take_log();
        let mut measured = self.execute(&plan).await;
        measured.add_look(FIRST, &before);
        let (cache, scope) = (
            ReadCache::default(),
            Scope::about(&plan, &self.bench.topology),
        );
        let second = observe_rest(&everything, clients, &cache, &scope, &first).await;
        assert!(self.destruction(&second).is_empty());
        measured.add_look(SECOND, &self.bench.take_log());
        measured
    }

    fn plan(&self, observed: &Observed) -> Plan {
        self.bench.journal().settle(observed);
        cen_plan::plan(&self.bench.topology, observed).unwrap()
    }

    fn destruction(&self, observed: &Observed) -> Plan {
        self.bench.journal().settle(observed);
        plan_destruction(&self.bench.topology, observed).unwrap()
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
        let mut measured = Measured {
            bound,
            took,
            writes: log.len() - reads,
            reads,
            looks: 0,
            blocked: blocked.count(),
            actions: BTreeMap::new(),
            trace: Trace::default(),
        };
        measured.add(EXECUTION, &log);
        measured.add_trace(&log);
        measured
    }
}
