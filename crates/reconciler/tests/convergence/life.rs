//! One life: several files in turn, each with as many processes as it needs.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use cen_action::Problem;
use cen_cloud::clock::Clock;
use cen_observed::Observed;
use cen_plan::{Consent, Outcome, Plan, Unmanaged, plan_adopting, plan_destruction, refusals};
use cen_reconciler::{
    Clients, Journal, MemoryStorage, Needed, Operator, ReadCache, Run, Scope, Subject, execute,
    observe_again, observe_everywhere, observe_rest, observe_sharing, read, rotated,
};
use cen_render as render;
use cen_simulator::World;
use cen_topology::Topology;
use fastrand::Rng;
use futures::stream::pending;
use serde_json::Value;
use tokio::time::{sleep, timeout};

use crate::cloud::{Cloud, Judge, Manners};
use crate::death::{Death, MortalStorage};
use crate::files::{File, files};
use crate::networks::{networks, seed};
use crate::others::Others;
use crate::prefix::{forgotten_grant, untold};
use crate::process::BEGUN;
use crate::sale::Sale;
use crate::seen::{Grant, Seen};
use crate::tally::Tally;
use crate::wanted::otherwise;

/// The time after which every state that can change has changed, and nothing of an earlier process
/// is in progress.
const LONG: Duration = Duration::from_secs(2 * 3600);

/// The time limit of a process: the longest wait for a stuck state is a quarter of an hour.
pub(crate) const DEADLINE: Duration = Duration::from_secs(24 * 3600);

const WRITES: [&str; 12] = [
    "Create*",
    "Attach*",
    "Detach*",
    "Grant*",
    "Revoke*",
    "Associate*",
    "Unassociate*",
    "Set*",
    "Delete*",
    "Modify*",
    "*Route*",
    "*able*",
];

/// The goal of a life.
#[derive(Clone, Copy)]
pub(crate) struct Goal<'a> {
    pub(crate) file: &'a File,
    /// Nothing that the file owns exists.
    pub(crate) nothing: bool,
}

impl<'a> Goal<'a> {
    /// The file, or an empty document.
    pub(crate) fn document(self) -> &'a Value {
        match self.nothing {
            true => &Value::Null,
            false => &self.file.document,
        }
    }

    pub(crate) fn topology(self) -> &'a Topology {
        &self.file.topology
    }

    pub(crate) async fn see(self, clients: &Clients, scope: &Scope) -> Observed {
        let memory = &ReadCache::default();
        match self.nothing {
            false => observe_sharing(self.topology(), clients, memory, scope).await,
            true => {
                let everything = self.topology().managing_all_routes();
                observe_everywhere(&everything, clients, memory, scope).await
            }
        }
    }

    /// Observes after a plan was carried out, all of it or not, as `cen` does. `before` is the last
    /// observation before that.
    async fn see_after(
        self,
        clients: &Clients,
        scope: &Scope,
        (before, is_done): (&Observed, bool),
    ) -> Observed {
        let memory = ReadCache::default();
        match (self.nothing, is_done) {
            (false, false) => self.see(clients, scope).await,
            (false, true) => observe_again(self.topology(), clients, &memory, scope, before).await,
            (true, _) => {
                let everything = self.topology().managing_all_routes();
                observe_rest(&everything, clients, &memory, scope, before).await
            }
        }
    }

    /// Observes and plans. Returns the plan and the observation.
    pub(crate) async fn look_about(
        self,
        clients: &Clients,
        scope: &Scope,
    ) -> Result<(Plan, Observed), Vec<Problem>> {
        let observed = self.see(clients, scope).await;
        self.plan(observed)
    }

    /// Observes and plans after a plan was carried out.
    pub(crate) async fn look_after(
        self,
        clients: &Clients,
        scope: &Scope,
        earlier: (&Observed, bool),
    ) -> Result<(Plan, Observed), Vec<Problem>> {
        let observed = self.see_after(clients, scope, earlier).await;
        self.plan(observed)
    }

    fn plan(self, observed: Observed) -> Result<(Plan, Observed), Vec<Problem>> {
        let planned = match self.nothing {
            false => plan_adopting(self.topology(), &observed, self.file.adopt),
            true => plan_destruction(self.topology(), &observed),
        };
        Ok((planned?, observed))
    }

    /// Tells whether the file protects an object from this plan. Then no consent is enough.
    pub(crate) fn refuses(self, plan: &Plan, observed: &Observed) -> bool {
        let everything = Consent {
            purchase: true,
            destroy: true,
            force: true,
        };
        !refusals(plan, self.topology(), observed, everything).is_empty()
    }
}

/// Holds that may remain at the end: an attribute that the vendor does not allow to change, a
/// prepaid package in its term, and a grant that nothing uses, which may also remain after the
/// death of the process that was to revoke it.
pub(crate) const STAYS: [&str; 3] = ["CEN402", "CEN407", "CEN409"];

/// Further holds that may remain if the file ignores an object: its package has less room, and its
/// CEN stays.
const STAYS_BESIDE_IGNORED: [&str; 2] = ["CEN404", "CEN406"];

/// A plan in a file.
pub(crate) struct Reviewed {
    /// The file that it was made from.
    pub(crate) document: Value,
    pub(crate) plan: Plan,
    /// The number of disturbances before it was made.
    pub(crate) meddled: u64,
}

/// The result of an undisturbed process.
enum Good {
    Done,
    /// The file protects an object from the plan.
    Refused,
    /// It completed a change that an earlier process had begun with other parameters.
    OldIntents,
}

pub(crate) struct Life {
    pub(crate) random: Rng,
    pub(crate) cloud: Cloud,
    pub(crate) manners: Manners,
    /// The disk of the user who runs the processes.
    pub(crate) disc: MemoryStorage,
    /// A reviewed plan.
    pub(crate) reviewed: Option<Reviewed>,
    /// The number of disturbances.
    pub(crate) meddled: u64,
    pub(crate) others: Others,
    pub(crate) tally: Tally,
}

/// Runs the life of a seed.
pub(crate) fn live(seed: u64, telling: bool) -> Result<Tally, String> {
    // The client draws its pauses from the random numbers of this thread.
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut random = Rng::with_seed(seed);
        // A rename draws from numbers of its own: it changes no life before it.
        let mut renaming = Rng::with_seed(!seed);
        let sale = Sale::draw(&mut random);
        let networks = networks(&mut random);
        let files = files(&networks, &sale, &mut random);
        let mut seed = self::seed(&networks, random.u8(..16) == 0);
        sale.add_to(&mut seed, &mut random);
        let mut life = Life::new(
            World::from_seed(&seed, Life::clock().now()).unwrap(),
            random,
            telling,
        );
        let mut is_reached = false;
        for file in &files {
            life.cloud.judge.tell(|| format!("== {}", file.document));
            let goal = Goal {
                file,
                nothing: false,
            };
            is_reached = life.stage(goal).await?;
        }
        let last = &files[files.len() - 1];
        let renamed = match is_reached && renaming.u8(..4) > 0 {
            true => life.rename(last, &mut renaming).await?,
            false => None,
        };
        if life.random.bool() {
            life.cloud.judge.tell(|| "== nothing".to_owned());
            life.stage(Goal {
                file: renamed.as_ref().unwrap_or(last),
                nothing: true,
            })
            .await?;
        }
        Ok(life.end())
    })
}

fn manners(random: &mut Rng) -> Manners {
    let paces = [
        "0",
        "1s",
        "reads:2",
        "attach=20s,detach=10s,default=3s",
        "package=11s,grant=5s",
    ];
    let pace = *random.choice(&paces).unwrap();
    // If states change only when they are read, an unfinished change of an earlier process would
    // block the next one for ever, because that one has no reason to read.
    let blocking = random.bool() && !pace.starts_with("reads");
    Manners {
        pace: pace.to_owned(),
        blocking,
        faults: String::new(),
    }
}

/// The faults while one process runs.
pub(crate) fn faults(random: &mut Rng) -> String {
    let mut rules = vec![format!("seed={}", random.u32(..))];
    let percent = *random.choice(&[1, 3, 10, 30]).unwrap();
    let mut strike = |random: &mut Rng, rule| {
        rules.push(format!(
            "{}#{}={rule}",
            random.choice(WRITES).unwrap(),
            random.u8(1..=3)
        ))
    };
    // Faults from `any` are short. These last longer than the client retries.
    for rule in ["cut-after", "cut-after", "latency:40s", "lag:5s"] {
        strike(random, rule);
    }
    // The client watches each of these for a quarter of an hour.
    if random.u8(..6) == 0 {
        strike(random, "stick:20m");
    }
    rules.push(format!("*#{percent}%=any"));
    rules.join(",")
}

/// Tells whether a look at what concerns the topology alone leads to the same plan. Only the number of
/// what is not managed differs.
fn is_same_plan(plan: &Plan, narrow: &Plan) -> bool {
    let unmanaged = Unmanaged {
        ignored: narrow.unmanaged.ignored,
        ..plan.unmanaged
    };
    let narrow = Plan {
        unmanaged,
        ..narrow.clone()
    };
    *plan == narrow
}

impl Life {
    fn clock() -> Clock {
        Clock::starting_at("2026-01-02T03:04:05Z".parse().unwrap())
    }

    fn new(world: World, mut random: Rng, telling: bool) -> Self {
        let manners = manners(&mut random);
        let cloud = Cloud::new(world, &manners, Judge::new(telling), Self::clock());
        let seen = Seen::of(&cloud.simulator);
        cloud.judge.expected().money.know(&seen);
        cloud.judge.expected().see(&seen);
        let others = Others::of(&cloud.simulator);
        Self {
            random,
            cloud,
            manners,
            disc: MemoryStorage::default(),
            reviewed: None,
            meddled: 0,
            others,
            tally: Tally::default(),
        }
    }

    fn end(mut self) -> Tally {
        let counts = self.cloud.judge.counts();
        self.tally.count("writes", counts.writes);
        self.tally.count("faults", counts.faults);
        self.tally
    }

    /// Brings the cloud to the state of a file with as many processes as needed: first with faults,
    /// deaths and strangers, then once without. Returns whether it was brought there without faults.
    async fn stage(&mut self, goal: Goal<'_>) -> Result<bool, String> {
        for _ in 0..*self.random.choice(&[1, 1, 2, 3]).unwrap() {
            let faults = if self.random.u8(..5) == 0 {
                String::new()
            } else {
                faults(&mut self.random)
            };
            self.change_manners(faults);
            self.process(goal).await?;
            // The user starts the next process after a moment, or after a night.
            sleep(if self.random.bool() {
                Duration::from_secs(6)
            } else {
                LONG
            })
            .await;
        }
        // A file may also change before it was applied completely.
        if self.random.u8(..3) == 0 {
            Ok(false)
        } else {
            self.end_well(goal).await.map(|()| true)
        }
    }

    /// Changes the behaviour of the world from now on.
    pub(crate) fn change_manners(&mut self, faults: String) {
        self.cloud
            .judge
            .tell(|| format!("-- a process with faults `{faults}`"));
        self.manners.faults = faults;
        let world = self.cloud.simulator.world();
        self.cloud = Cloud::new(
            world,
            &self.manners,
            Arc::clone(&self.cloud.judge),
            self.cloud.clock,
        );
    }

    /// Rotates the journal at a third of all lengths.
    fn rotate(&self) {
        let bytes = self.disc.bytes();
        let content = read("disc", &bytes).unwrap();
        if let Some(header) = content.header.filter(|_| bytes.len().is_multiple_of(3)) {
            let needed = Needed::of(&content.records);
            self.disc
                .set(rotated(&header, &needed, self.cloud.clock.now()));
        }
    }

    /// Opens the journal for a process that dies in this way. It may be rotated before.
    pub(crate) fn journal(&self, goal: Goal<'_>, death: &Arc<Death>) -> Journal {
        self.rotate();
        let storage = MortalStorage {
            inner: self.disc.clone(),
            death: Arc::clone(death),
            torn: AtomicBool::new(false),
        };
        Journal::open(
            Box::new(storage),
            Subject::new(goal.topology(), "cloud"),
            self.cloud.clock,
        )
        .unwrap()
    }

    /// Returns what a look must cover beyond the file: what runs that did not finish left, and the
    /// objects of a plan.
    pub(crate) fn scope(&self, goal: Goal<'_>, plan: Option<&Plan>) -> Scope {
        let bytes = self.disc.bytes();
        let left = Scope::left_by(&Needed::of(&read("disc", &bytes).unwrap().records));
        match plan {
            Some(plan) => Scope::about(plan, goal.topology()).and(&left),
            None => left,
        }
    }

    /// Makes a plan from an undisturbed look. Returns both.
    pub(crate) async fn true_look(
        &self,
        goal: Goal<'_>,
        scope: &Scope,
    ) -> Result<(Plan, Observed), String> {
        let cloud = self.cloud.undisturbed(&self.manners);
        let (plan, observed) = self.look_at(&cloud, goal, scope).await?;
        if !goal.nothing {
            self.check_narrow(&plan, goal, scope).await?;
        }
        Ok((plan, observed))
    }

    /// Asserts that a narrow look leads to the same plan. A change may end between two looks, because
    /// some are done after so many reads: then another look at everything leads to another plan, too.
    async fn check_narrow(&self, plan: &Plan, goal: Goal<'_>, scope: &Scope) -> Result<(), String> {
        let cloud = || self.cloud.undisturbed(&self.manners);
        let (narrow, _) = self
            .look_at(&cloud(), goal, &scope.clone().narrow())
            .await?;
        if is_same_plan(plan, &narrow) {
            return Ok(());
        }
        let (again, _) = self.look_at(&cloud(), goal, scope).await?;
        match again == *plan {
            true => Err(format!(
                "a narrow look leads to another plan: {plan:#?}\n{narrow:#?}"
            )),
            false => Ok(()),
        }
    }

    async fn look_at(
        &self,
        cloud: &Cloud,
        goal: Goal<'_>,
        scope: &Scope,
    ) -> Result<(Plan, Observed), String> {
        let clients = cloud.clients(goal.topology(), &Death::never(), None);
        let mut looked = goal.look_about(&clients, scope).await;
        if looked.is_err() {
            // A CEN may disappear between the listing that shows it and a look inside.
            looked = goal.look_about(&clients, scope).await;
        }
        looked.map_err(|error| format!("no plan can be made: {error:?}"))
    }

    /// Asserts that nothing outside the file has changed.
    pub(crate) fn leaves_others_alone(&mut self) -> Result<(), String> {
        self.others.same(&self.cloud.simulator)
    }

    /// Asserts that one apply without faults and deaths is enough, and that a further plan is
    /// empty.
    pub(crate) async fn end_well(&mut self, goal: Goal<'_>) -> Result<(), String> {
        sleep(LONG).await;
        self.change_manners(String::new());
        let clients = self.cloud.clients(goal.topology(), &Death::never(), None);
        // If states change only when they are read, they are read here.
        for _ in 0..if self.manners.pace.starts_with("reads") {
            3
        } else {
            0
        } {
            let _seen = goal.look_about(&clients, &self.scope(goal, None)).await;
        }
        // A change that an earlier process began with other parameters is first completed
        // unchanged. The next process brings it to the state of the file.
        for _ in 0..2 {
            match self.good_process(goal, &clients).await? {
                Good::Refused => return Ok(()),
                Good::Done => break,
                Good::OldIntents => {}
            }
        }
        self.is_as_wanted(goal).await
    }

    /// Runs an undisturbed process.
    async fn good_process(&mut self, goal: Goal<'_>, clients: &Clients) -> Result<Good, String> {
        let scope = self.scope(goal, None);
        let (plan, observed) = self.true_look(goal, &scope).await?;
        self.cloud
            .judge
            .tell(|| render::text(&plan, goal.topology()).to_string());
        if goal.refuses(&plan, &observed) {
            self.tally.count("refused", 1);
            return Ok(Good::Refused);
        }
        self.tally.count_plan(&plan);
        self.tells_everything(goal, &plan)?;
        self.cloud.judge.expected().plan(&plan, &goal.file.document);
        let journal = self.journal(goal, &Death::never());
        journal.settle(&observed);
        let run = Run::new(goal.topology(), clients, &journal, &Operator::nobody()).unwrap();
        let report = timeout(DEADLINE, execute(&plan, &run, 8, &|_| {}, pending())).await;
        let report = report.map_err(|_| "a process does not end".to_owned())?;
        self.cloud.judge.verdict()?;
        let is_old = |outcome: Option<&Outcome>| match outcome {
            Some(Outcome::Failed(reason)) => reason.starts_with(BEGUN),
            Some(Outcome::Skipped(_)) => true,
            Some(Outcome::Done | Outcome::Unknown(_)) | None => false,
        };
        match report.is_done() {
            true => Ok(Good::Done),
            false if report.not_done(&plan).all(|(_, outcome)| is_old(outcome)) => {
                Ok(Good::OldIntents)
            }
            false => Err(format!(
                "nothing goes wrong, and yet: {:?}",
                report.not_done(&plan).collect::<Vec<_>>()
            )),
        }
    }

    /// Asserts that a further plan is empty apart from unavoidable holds, and that an independent
    /// reader finds the world as the file says.
    async fn is_as_wanted(&mut self, goal: Goal<'_>) -> Result<(), String> {
        // If states change only when they are read, this look advances them.
        let cloud = self.cloud.undisturbed(&self.manners);
        let scope = self.scope(goal, None);
        let (left, _) = self.look_at(&cloud, goal, &scope).await?;
        self.tally.count_plan(&left);
        if !left.is_empty() {
            return Err(format!(
                "left over:\n{}",
                render::text(&left, goal.topology())
            ));
        }
        let ignores = goal
            .topology()
            .cens
            .values()
            .any(|cen| !cen.ignore.is_empty());
        let stays =
            |reason| STAYS.contains(&reason) || (ignores && STAYS_BESIDE_IGNORED.contains(&reason));
        if let Some(hold) = left.holds.iter().find(|hold| !stays(hold.reason.code())) {
            return Err(format!("held at the end: {hold:?}"));
        }
        self.leaves_others_alone()?;
        self.tells_everything(goal, &left)?;
        let seen = Seen::of(&cloud.simulator);
        let strange = self.cloud.judge.strange_grants().clone();
        let is_strange = |grant: &Grant| strange.contains(grant);
        if let Some(left) = forgotten_grant(&left, &goal.file.document, &seen, is_strange) {
            return Err(left);
        }
        if left
            .holds
            .iter()
            .any(|hold| STAYS_BESIDE_IGNORED.contains(&hold.reason.code()))
        {
            return Ok(());
        }
        let what = match goal.nothing {
            true => "nothing left",
            false => "as written",
        };
        self.tally.count(what, 1);
        otherwise(goal.document(), &seen).map_or(Ok(()), Err)
    }

    /// Asserts that a plan tells everything of ours that the file does not name.
    fn tells_everything(&self, goal: Goal<'_>, plan: &Plan) -> Result<(), String> {
        let seen = Seen::of(&self.cloud.simulator);
        untold(plan, goal.document(), &seen).map_or(Ok(()), Err)
    }
}
