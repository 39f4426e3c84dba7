//! One life: two files, one after the other, and as many processes as it takes.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use cen_cloud::clock::Clock;
use cen_plan::{HoldReason, Observed, Outcome, Plan, Problem, plan, plan_destruction, render};
use cen_reconciler::{Clients, Journal, MemoryStorage, Operator, Report, Run, Subject, execute, observe, verify_identities};
use cen_simulator::World;
use cen_topology::Topology;
use fastrand::Rng;
use tokio::time::{sleep, timeout};

use crate::cloud::{Cloud, Manners};
use crate::death::{Death, MOMENTS, MortalStorage};
use crate::seen::Seen;
use crate::worlds::{pair_of_topologies, seed};

/// After so long every state has moved on that can, and nothing of an earlier process is under way.
const LONG: Duration = Duration::from_secs(2 * 3600);

/// No process may take longer: the longest wait for a state that sticks is a quarter of an hour.
const DEADLINE: Duration = Duration::from_secs(24 * 3600);

const WRITES: [&str; 8] = ["Create*", "Attach*", "Detach*", "Grant*", "Revoke*", "Associate*", "Set*", "Delete*"];

/// What many lives were like, to show that they were not all alike.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) writes: u64,
    pub(crate) faults: u64,
    pub(crate) deaths: u64,
    pub(crate) done: u64,
    pub(crate) failed: u64,
    pub(crate) unknown: u64,
    pub(crate) no_plan: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.writes += other.writes;
        self.faults += other.faults;
        self.deaths += other.deaths;
        self.done += other.done;
        self.failed += other.failed;
        self.unknown += other.unknown;
        self.no_plan += other.no_plan;
    }

    /// Each thing that can happen has happened often enough in so many lives.
    pub(crate) fn assert_varied(&self, lives: u64) {
        let least = [self.writes / 10, self.faults / 2, self.deaths * 2, self.done, self.failed * 50, self.unknown * 50, self.no_plan * 50];
        assert!(lives < 100 || least.into_iter().all(|count| count >= lives), "{lives} lives: {self:?}");
    }
}

/// What the cloud shall be.
#[derive(Clone, Copy)]
enum Goal<'a> {
    AsWritten(&'a Topology),
    /// Without anything that the file owns.
    Nothing(&'a Topology),
}

impl<'a> Goal<'a> {
    fn topology(self) -> &'a Topology {
        match self {
            Self::AsWritten(topology) | Self::Nothing(topology) => topology,
        }
    }

    /// What one look leads to, and what was seen.
    async fn look(self, clients: &Clients) -> Result<(Plan, Observed), Vec<Problem>> {
        let observed = match self {
            Self::AsWritten(topology) => observe(topology, clients).await,
            Self::Nothing(topology) => observe(&topology.managing_all_routes(), clients).await,
        };
        let planned = match self {
            Self::AsWritten(topology) => plan(topology, &observed),
            Self::Nothing(topology) => plan_destruction(topology, &observed),
        };
        Ok((planned?, observed))
    }
}

/// What may be left alone at the end: what the vendor does not let be changed, and a grant of which only its owner knows whether it is wanted
/// after the process that was to revoke it had died.
const STAYS: [HoldReason; 2] = [HoldReason::Attribute, HoldReason::Grant];

struct Life {
    random: Rng,
    cloud: Cloud,
    manners: Manners,
    /// What is on the disc of whoever runs the processes.
    disc: MemoryStorage,
    telling: bool,
    tally: Tally,
}

/// Lives the life of a seed.
pub(crate) fn live(seed: u64, telling: bool) -> Result<Tally, String> {
    // The client's pauses are drawn from this thread's lots.
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut random = Rng::with_seed(seed);
        let [first, second] = pair_of_topologies(&mut random);
        let clock = Clock::starting_at("2026-01-02T03:04:05Z".parse().unwrap());
        let many = random.u8(..16) == 0;
        let world = World::from_seed(&self::seed(&first, many), clock.now()).unwrap();
        let manners = manners(&mut random);
        let cloud = Cloud::new(world, &manners, telling, clock);
        let mut life = Life { random, cloud, manners, disc: MemoryStorage::default(), telling, tally: Tally::default() };
        life.stage(Goal::AsWritten(&first)).await?;
        life.stage(Goal::AsWritten(&second)).await?;
        if life.random.bool() {
            life.stage(Goal::Nothing(&second)).await?;
        }
        Ok(life.tally)
    })
}

fn manners(random: &mut Rng) -> Manners {
    let paces = ["0", "1s", "reads:2", "attach=20s,detach=10s,default=3s", "package=11s"];
    let pace = *random.choice(&paces).unwrap();
    // Where states move on only as they are read, what an earlier process began would block its successor for ever, who has no reason to read.
    let blocking = random.bool() && !pace.starts_with("reads");
    Manners { pace: pace.to_owned(), blocking, faults: String::new() }
}

/// What goes wrong while one process lives.
fn faults(random: &mut Rng) -> String {
    let mut rules = vec![format!("seed={}", random.u32(..))];
    let percent = *random.choice(&[1, 3, 10, 30]).unwrap();
    let mut strike = |random: &mut Rng, rule| rules.push(format!("{}#{}={rule}", random.choice(WRITES).unwrap(), random.u8(1..=3)));
    // What `any` draws is short: these outlast the client's patience.
    for rule in ["cut-after", "cut-after", "latency:40s", "lag:5s"] {
        strike(random, rule);
    }
    // Each of these is watched for a quarter of an hour.
    if random.u8(..6) == 0 {
        strike(random, "stick:20m");
    }
    rules.push(format!("*#{percent}%=any"));
    rules.join(",")
}

impl Life {
    /// Makes the cloud what a file says, by as many processes as it takes: first with faults and deaths, then once without.
    async fn stage(&mut self, goal: Goal<'_>) -> Result<(), String> {
        for _ in 0..self.random.u8(1..=3) {
            let faults = if self.random.u8(..5) == 0 { String::new() } else { faults(&mut self.random) };
            self.change_manners(faults);
            self.process(goal).await?;
            // Whoever starts the next process takes a moment, or a night.
            sleep(if self.random.bool() { Duration::from_secs(6) } else { LONG }).await;
        }
        // A file may also be changed before it was ever carried out whole.
        if self.random.u8(..4) == 0 { Ok(()) } else { self.end_well(goal).await }
    }

    /// The same world behaves in another way from now on.
    fn change_manners(&mut self, faults: String) {
        self.cloud.judge.tell(&format!("-- a process with faults `{faults}`"));
        self.manners.faults = faults;
        let world = self.cloud.simulator.world();
        self.tally.writes += *self.cloud.judge.writes.lock().unwrap();
        self.tally.faults += *self.cloud.judge.faults.lock().unwrap();
        self.cloud = Cloud::new(world, &self.manners, self.telling, self.cloud.clock);
    }

    /// One process: looks, plans, carries out, looks again and tells; or dies on the way.
    async fn process(&mut self, goal: Goal<'_>) -> Result<(), String> {
        let clients = self.cloud.clients(goal.topology(), &Death::never());
        let seen = match verify_identities(goal.topology(), &clients).await {
            Ok(()) => goal.look(&clients).await.ok(),
            Err(_) => None,
        };
        let Some((plan, observed)) = seen else {
            self.tally.no_plan += 1;
            return self.cloud.judge.verdict();
        };
        let death = self.death(&plan);
        let is_ours = Seen::of(&self.cloud.simulator).transitions.is_empty();
        self.cloud.judge.tell(&format!("{}{death:?}", render::text(&plan, goal.topology())));
        self.cloud.judge.expect(&plan);
        let journal = self.journal(goal, &death);
        journal.settle(&observed);
        let clients = self.cloud.clients(goal.topology(), &death);
        let run = Run::new(goal.topology(), &clients, &journal, &Operator::nobody()).unwrap();
        let work = async {
            let report = timeout(DEADLINE, execute(&plan, &run, 8, &|_| {}, std::future::pending())).await;
            let report = report.map_err(|_| "a process does not end".to_owned())?;
            // The second look decides about what is unknown, if it succeeds.
            Ok(match goal.look(&clients).await {
                Ok((left, observed)) => run.look_again(&plan, report, &observed, &left),
                Err(_) => report,
            })
        };
        let report: Option<Result<Report, String>> = tokio::select! {
            biased;
            () = death.died() => None,
            report = work => Some(report),
        };
        self.cloud.judge.verdict()?;
        match report {
            None => self.tally.deaths += 1,
            Some(report) => self.is_true(goal, &plan, &report?, is_ours).await?,
        }
        Ok(())
    }

    /// How the process that carries out a plan dies.
    fn death(&mut self, plan: &Plan) -> Arc<Death> {
        let requests = u32::try_from(plan.steps.len()).unwrap() * 4 + 1;
        match self.random.bool() {
            true => Death::at(self.random.u32(1..=requests), *self.random.choice(&MOMENTS).unwrap()),
            false => Death::never(),
        }
    }

    /// The journal, as a process that dies in this way opens it.
    fn journal(&self, goal: Goal<'_>, death: &Arc<Death>) -> Journal {
        let storage = MortalStorage { inner: self.disc.clone(), death: Arc::clone(death), torn: AtomicBool::new(false) };
        Journal::open(Box::new(storage), Subject::new(goal.topology(), "cloud"), self.cloud.clock).unwrap()
    }

    /// A plan made by somebody whose look nothing disturbs.
    async fn true_plan(&self, goal: Goal<'_>) -> Result<Plan, String> {
        let manners = Manners { faults: String::new(), ..self.manners.clone() };
        let cloud = Cloud::new(self.cloud.simulator.world(), &manners, false, self.cloud.clock);
        let clients = cloud.clients(goal.topology(), &Death::never());
        let mut looked = goal.look(&clients).await;
        if looked.is_err() {
            // A CEN may go away between the listing that shows it and a look inside.
            looked = goal.look(&clients).await;
        }
        looked.map(|(plan, _)| plan).map_err(|error| format!("no plan can be made: {error:?}"))
    }

    /// What a report calls done is done, and what it calls failed had no effect, unless an earlier process had begun it.
    async fn is_true(&mut self, goal: Goal<'_>, plan: &Plan, report: &Report, is_ours: bool) -> Result<(), String> {
        let left = self.true_plan(goal).await?;
        for (step, outcome) in plan.steps.iter().zip(&report.outcomes) {
            let id = &step.action.id;
            let is_left = left.steps.iter().any(|step| step.action.id == *id);
            let is_held = left.holds.iter().any(|hold| hold.address == step.action.address);
            self.cloud.judge.tell(&format!("{id}: {outcome:?}"));
            match outcome {
                Some(Outcome::Done) if is_left => return Err(format!("{id} is called done, and is not")),
                // A thing that an earlier process had begun otherwise is told with its id.
                Some(Outcome::Failed(reason)) if is_ours && !is_left && !is_held && !reason.starts_with("an earlier run had begun it") => {
                    return Err(format!("{id} is called failed ({reason}), and is done"));
                }
                Some(Outcome::Done) => self.tally.done += 1,
                Some(Outcome::Failed(_)) => self.tally.failed += 1,
                Some(Outcome::Unknown(_)) => self.tally.unknown += 1,
                Some(Outcome::Skipped(_)) => {}
                None => return Err(format!("{id} has no outcome")),
            }
        }
        Ok(())
    }

    /// Without faults and deaths one apply does it, and a further plan is empty.
    async fn end_well(&mut self, goal: Goal<'_>) -> Result<(), String> {
        sleep(LONG).await;
        self.change_manners(String::new());
        let clients = self.cloud.clients(goal.topology(), &Death::never());
        // Where states move on as they are read, somebody reads.
        for _ in 0..3 {
            let _seen = goal.look(&clients).await;
        }
        let plan = self.true_plan(goal).await?;
        self.cloud.judge.tell(&render::text(&plan, goal.topology()));
        self.cloud.judge.expect(&plan);
        let journal = self.journal(goal, &Death::never());
        let run = Run::new(goal.topology(), &clients, &journal, &Operator::nobody()).unwrap();
        let report = timeout(DEADLINE, execute(&plan, &run, 8, &|_| {}, std::future::pending())).await;
        let report = report.map_err(|_| "a process does not end".to_owned())?;
        self.cloud.judge.verdict()?;
        if !report.is_done() {
            return Err(format!("nothing goes wrong, and yet: {:?}", report.not_done(&plan).collect::<Vec<_>>()));
        }
        let left = self.true_plan(goal).await?;
        let held = left.holds.iter().find(|hold| !STAYS.contains(&hold.reason));
        match (left.is_empty(), held) {
            (true, None) => Ok(()),
            (true, Some(hold)) => Err(format!("held at the end: {hold:?}")),
            (false, _) => Err(format!("left over:\n{}", render::text(&left, goal.topology()))),
        }
    }
}
