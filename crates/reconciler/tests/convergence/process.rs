//! One process: it observes, plans, applies, looks again and reports. It may die on the way, or a
//! stranger may disturb it.

use std::sync::Arc;
use std::time::Duration;

use cen_observed::Observed;
use cen_plan::{Outcome, Plan};
use cen_precondition::{Standing, standings};
use cen_reconciler::{Clients, Operator, Report, Run, Shutdown, execute, verify_identities};
use cen_render as render;
use futures::StreamExt as _;
use futures::stream::iter;
use tokio::time::{Instant, sleep, timeout};

use crate::death::{Death, MOMENTS};
use crate::life::{DEADLINE, Goal, Life, Reviewed, STAYS};
use crate::others::Others;
use crate::seen::Seen;

/// The time limit for a process after its deadline, to receive open answers and to read the data of
/// its report.
const SOON: Duration = Duration::from_secs(600);

/// A plan right before it is applied.
struct Prepared {
    plan: Plan,
    observed: Observed,
    /// The standing of each action; empty if the plan was just made.
    standings: Vec<Standing>,
}

/// The report of a process.
struct Told {
    report: Report,
    /// What its second look found left to do, if it could look.
    left: Option<Plan>,
    /// Whether it reported that an object which an earlier process ordered may still appear.
    doubts: bool,
}

impl Life {
    /// One process, from its first look to its report.
    pub(crate) async fn process(&mut self, goal: Goal<'_>) -> Result<(), String> {
        let clients = self.cloud.clients(goal.topology(), &Death::never(), None);
        // Whether no change of an earlier process or of a stranger is in progress.
        let is_ours = Seen::of(&self.cloud.simulator).transitions.is_empty();
        let prepared = match verify_identities(goal.topology(), &clients).await {
            Ok(()) => self.prepare(goal, &clients).await,
            Err(_) => None,
        };
        let Some(prepared) = prepared else {
            self.tally.count("no plan", 1);
            return self.cloud.judge.verdict();
        };
        self.tally.count_plan(&prepared.plan);
        if goal.refuses(&prepared.plan, &prepared.observed) {
            self.tally.count("refused", 1);
            return Ok(());
        }
        let told = self.carry_out(goal, &prepared).await?;
        self.cloud.judge.verdict()?;
        self.leaves_others_alone()?;
        match told {
            None => self.die(),
            Some(told) => self.is_true(goal, &prepared, &told, is_ours).await?,
        }
        Ok(())
    }

    /// Observes and plans; or takes a reviewed plan and compares it with the cloud.
    async fn prepare(&mut self, goal: Goal<'_>, clients: &Clients) -> Option<Prepared> {
        let again = self.reviewed.take().filter(|reviewed| {
            !goal.nothing && reviewed.document == goal.file.document && self.random.bool()
        });
        let (is_again, meddled) = (
            again.is_some(),
            again
                .as_ref()
                .map_or(self.meddled, |reviewed| reviewed.meddled),
        );
        let plan = match again {
            Some(reviewed) => reviewed.plan,
            None => {
                let scope = self.scope(goal, None);
                let (plan, observed) = goal.look_about(clients, &scope).await.ok()?;
                if self.random.u8(..3) > 0 {
                    self.expect(goal, &plan);
                    self.meddle(8).await;
                    return Some(Prepared {
                        plan,
                        observed,
                        standings: Vec::new(),
                    });
                }
                plan
            }
        };
        self.tally.count(
            if is_again {
                "applied again"
            } else {
                "reviewed"
            },
            1,
        );
        // Meanwhile it was in a file.
        let plan: Plan = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
        self.expect(goal, &plan);
        self.cloud.judge.expected().disturbed = meddled != self.meddled;
        self.meddle(3).await;
        let observed = goal.see(clients, &self.scope(goal, Some(&plan))).await;
        // An object that cannot be read cannot be compared.
        if observed.gaps.iter().any(|gap| !plan.gaps.contains(gap)) {
            return None;
        }
        self.reviewed = Some(Reviewed {
            document: goal.file.document.clone(),
            plan: plan.clone(),
            meddled,
        });
        let standings = standings(&plan.steps, &observed);
        Some(Prepared {
            plan,
            observed,
            standings,
        })
    }

    fn expect(&self, goal: Goal<'_>, plan: &Plan) {
        self.cloud
            .judge
            .tell(|| render::text(plan, goal.topology()).to_string());
        self.cloud.judge.expected().plan(plan, &goal.file.document);
    }

    /// Lets the stranger act, once in this number of times.
    async fn meddle(&mut self, seldom: u8) {
        if self.random.u8(..seldom) > 0 {
            return;
        }
        self.tally.count("strangers", 1);
        self.meddled += 1;
        self.cloud.meddler(1, &mut self.random).count().await;
        self.others = Others::of(&self.cloud.simulator);
    }

    /// Applies a plan. Returns `None` if the process dies.
    async fn carry_out(
        &mut self,
        goal: Goal<'_>,
        prepared: &Prepared,
    ) -> Result<Option<Told>, String> {
        let Prepared {
            plan,
            observed,
            standings,
        } = prepared;
        let (death, halt) = (self.death(plan), self.halt());
        self.tally.count("halts", halt.is_some().into());
        self.cloud
            .judge
            .tell(|| format!("{death:?}, {halt:?}\n{standings:?}"));
        let meddler = (self.random.u8(..6) == 0)
            .then(|| self.cloud.meddler(self.random.u32(1..30), &mut self.random));
        self.tally.count("strangers", meddler.is_some().into());
        self.meddled += u64::from(meddler.is_some());
        let others = meddler.is_some();
        let journal = self.journal(goal, &death);
        let clients = self.cloud.clients(goal.topology(), &death, meddler);
        let work = async {
            journal.settle(observed);
            let run = Run::new(goal.topology(), &clients, &journal, &Operator::nobody())
                .map_err(|error| error.to_string())?;
            let run = run.standing(standings.clone());
            let began = Instant::now();
            let halts = iter(halt).then(async |(after, halt)| {
                sleep(after).await;
                halt
            });
            let report = timeout(DEADLINE, execute(plan, &run, 8, &|_| {}, halts)).await;
            let report = report.map_err(|_| "a process does not end".to_owned())?;
            if let Some((after, Shutdown::Abandon)) = halt
                && began.elapsed() > after + SOON
            {
                return Err(format!(
                    "it was to wait for nothing after {after:?}, and took {:?}",
                    began.elapsed()
                ));
            }
            // The second look, if it succeeds, decides about unknown outcomes.
            Ok::<_, String>(
                match goal
                    .look_after(
                        &clients,
                        &self.scope(goal, Some(plan)),
                        (observed, report.is_done()),
                    )
                    .await
                {
                    Ok((left, observed)) => {
                        self.cloud.judge.tell(|| {
                            format!("a second look:\n{}", render::text(&left, goal.topology()))
                        });
                        let report = run.look_again(plan, report, &observed, &left);
                        Told {
                            report,
                            left: Some(left),
                            doubts: !journal.in_doubt(plan).is_empty(),
                        }
                    }
                    Err(_) => Told {
                        report,
                        left: None,
                        doubts: false,
                    },
                },
            )
        };
        let told = tokio::select! {
            biased;
            () = death.died() => None,
            told = work => Some(told?),
        };
        if others {
            self.leaves_others_alone()?;
            self.others = Others::of(&self.cloud.simulator);
        }
        Ok(told)
    }

    /// Counts a death. A power cut also takes what the process had not synced.
    fn die(&mut self) {
        self.tally.count("deaths", 1);
        if self.random.bool() {
            self.tally.count("power cuts", 1);
            self.disc.lose_unsynced();
        }
    }

    /// Draws how the process that applies a plan dies.
    fn death(&mut self, plan: &Plan) -> Arc<Death> {
        let requests = u32::try_from(plan.steps.len()).unwrap() * 4 + 1;
        match self.random.bool() {
            true => Death::at(
                self.random.u32(1..=requests),
                *self.random.choice(&MOMENTS).unwrap(),
                self.random.usize(..=100),
            ),
            false => Death::never(),
        }
    }

    /// Draws when and how the process that applies a plan is stopped, if it is.
    fn halt(&mut self) -> Option<(Duration, Shutdown)> {
        let halt = *self
            .random
            .choice(&[Shutdown::Drain, Shutdown::Abandon])
            .unwrap();
        let longest = *self.random.choice(&[500, 5_000, 60_000]).unwrap();
        (self.random.u8(..6) == 0)
            .then(|| (Duration::from_millis(self.random.u64(..longest)), halt))
    }

    /// Asserts that the report is true: actions that are done have their effect, actions that
    /// failed or never started have none unless an earlier process began them, and nothing is left
    /// if it says so.
    async fn is_true(
        &mut self,
        goal: Goal<'_>,
        prepared: &Prepared,
        told: &Told,
        is_ours: bool,
    ) -> Result<(), String> {
        let disturbed = self.cloud.judge.expected().disturbed;
        let scope = self.scope(goal, Some(&prepared.plan));
        let (left, _) = self.true_look(goal, &scope).await?;
        // An object that was held because it was changing may be ready by now.
        let is_over = |left: &Plan| {
            left.is_empty()
                && left.gaps.is_empty()
                && left
                    .holds
                    .iter()
                    .all(|hold| STAYS.contains(&hold.reason.code()))
        };
        // If a plan is applied again, a part of it may be done already.
        let was_done =
            |index| matches!(prepared.standings.get(index), Some(Standing::After { .. }));
        let is_clean =
            !told.doubts && told.report.is_done() && told.left.as_ref().is_some_and(is_over);
        // If states change only when they are read, an earlier change of the stranger may appear
        // only now.
        let is_shown = is_ours || !self.manners.pace.starts_with("reads");
        if is_clean && !disturbed && is_shown && !left.is_empty() {
            return Err(format!(
                "it says that nothing is left, and there is:\n{}",
                render::text(&left, goal.topology())
            ));
        }
        for (index, (step, outcome)) in prepared
            .plan
            .steps
            .iter()
            .zip(&told.report.outcomes)
            .enumerate()
        {
            let id = &step.action.id;
            let is_left = left
                .steps
                .iter()
                .any(|left| step.action.is_same(&left.action));
            let is_held = left
                .holds
                .iter()
                .any(|hold| hold.address == step.action.address);
            self.cloud.judge.tell(|| format!("{id}: {outcome:?}"));
            match outcome {
                Some(Outcome::Done) if is_left && !disturbed => {
                    return Err(format!("{id} is called done, and is not"));
                }
                Some(Outcome::Failed(reason))
                    if is_ours && !disturbed && !is_left && !is_held && !is_explained(reason) =>
                {
                    return Err(format!("{id} is called failed ({reason}), and is done"));
                }
                Some(Outcome::Done) => self.tally.count("done", 1),
                Some(Outcome::Failed(reason)) => {
                    self.tally.count("failed", 1);
                    self.tally
                        .count("old intents", reason.starts_with(BEGUN).into());
                }
                Some(Outcome::Unknown(_)) => self.tally.count("unknown", 1),
                Some(Outcome::Skipped(_)) => {}
                None if is_ours && !disturbed && !is_left && !is_held && !was_done(index) => {
                    return Err(format!("{id} is called not begun, and is done"));
                }
                None => self.tally.count("not begun", 1),
            }
        }
        Ok(())
    }
}

/// The beginning of the reason if an earlier process began the change with other parameters. The
/// rest names the object's id.
pub(crate) const BEGUN: &str = "an earlier run had begun it";

/// Tells whether a failure leaves open that the object exists. A process that could not read the
/// cloud has done nothing, and cannot know about unlisted changes of an earlier process.
fn is_explained(reason: &str) -> bool {
    [
        BEGUN,
        "changed since the plan",
        "nothing was changed, because its state cannot be read",
    ]
    .iter()
    .any(|why| reason.starts_with(why))
}
