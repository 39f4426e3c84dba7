//! The request of an apply: a topology file, or a plan that was made from one and reviewed.

use std::path::Path;

use cen_action::Problem;
use cen_diff::{Adopt, present};
use cen_observed::{Gap, Observed};
use cen_plan::{Outcome, Plan, kind_of, plan_adopting};
use cen_precondition::{Standing, standings};
use cen_reconciler::{Clients, Report, Scope, changes};
use cen_render::Document;
use cen_topology::Topology;

use crate::args::Target;
use crate::commands::journals::Past;
use crate::commands::{
    Earlier, Goal, adopt, look, plan_from, planned, refuse_gaps, see, see_after,
};
use crate::connection::{Intent, TargetId};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::load;
use crate::output::Output;

/// The goal, and the plan if it was made before.
pub(crate) struct ApplyRequest {
    pub(crate) topology: Topology,
    pub(crate) goal: Goal,
    plan: Option<Plan>,
    /// The places where runs that did not finish changed something.
    left: Scope,
}

/// A plan right before it is executed.
pub(crate) struct Prepared {
    pub(crate) plan: Plan,
    pub(crate) observed: Observed,
    /// The standing of each action; empty for a plan that was made just now.
    pub(crate) standings: Vec<Standing>,
}

/// The result of the look after execution.
pub(crate) struct After {
    /// What is still to do.
    pub(crate) left: Plan,
    pub(crate) observed: Observed,
    /// What could not be read.
    pub(crate) unseen: Vec<Gap>,
    /// What differs from the file and is not part of the plan.
    pub(crate) elsewhere: Vec<String>,
}

impl ApplyRequest {
    /// Reads a topology file or a plan.
    ///
    /// # Errors
    /// [`Failure`] if it is neither, or if it is a plan for another target.
    pub(crate) fn load(
        goal: Goal,
        file: &Path,
        target: &Target,
        output: &Output,
    ) -> Result<Self, Failure> {
        let bytes = load::bytes(file, load::LARGEST_DOCUMENT)?;
        if kind_of(&bytes).is_none() {
            let topology = load::parse(file, &bytes, output)?;
            return Ok(Self {
                left: Past::read(target, file, &topology).scope(),
                topology,
                goal,
                plan: None,
            });
        }
        let (plan, topology) = load::plan(file, &bytes)?;
        match goal {
            Goal::AsWritten(Adopt::No) => {}
            Goal::AsWritten(Adopt::Yes) => {
                return Err(settled(file, "`--adopt` would change it"));
            }
            Goal::Nothing => return Err(settled(file, "`cen destroy` needs a topology file")),
        }
        let origin = plan
            .origin
            .as_ref()
            .expect("a plan that was read has an origin");
        refuse_another_target(file, &origin.target, &TargetId::of(target, file)?.portable)?;
        let goal = Goal::AsWritten(adopt(origin.adopt));
        Ok(Self {
            left: Past::read(target, file, &topology).scope(),
            topology,
            goal,
            plan: Some(plan),
        })
    }

    /// Returns the next step if something is left.
    pub(crate) fn next_step(&self, report: &Report) -> &'static str {
        let has_failed = report
            .outcomes
            .iter()
            .any(|outcome| matches!(outcome, Some(Outcome::Failed(_))));
        match (self.plan.is_some(), has_failed) {
            (true, true) => "make a new plan with `cen diff FILE --out PLAN`, and have it reviewed",
            (false, true) => {
                "see to what failed (`cen explain CODE` has more), then run the same command again; what is done is not done twice"
            }
            (_, false) => "run the same command again; what is done is not done twice",
        }
    }

    /// Returns how to treat credentials that belong to another account.
    pub(crate) fn intent(&self) -> Intent {
        if self.plan.is_some() {
            Intent::CarryOut
        } else {
            Intent::Change
        }
    }

    /// Returns what a look at the objects of a plan must cover.
    fn about(&self, plan: &Plan) -> Scope {
        Scope::about(plan, &self.topology).and(&self.left)
    }

    /// Reads the cloud, and makes a plan or compares an existing plan with what was read.
    ///
    /// # Errors
    /// [`Failure`] if no plan can be made, or not everything can be seen.
    pub(crate) async fn prepare(&self, clients: &Clients) -> Result<Prepared, Failure> {
        let Some(plan) = &self.plan else {
            let (plan, observed) = look(self.goal, &self.topology, clients, &self.left).await?;
            return Ok(Prepared {
                plan,
                observed,
                standings: Vec::new(),
            });
        };
        let (observed, standings) = self.look_again(clients, plan).await?;
        Ok(Prepared {
            plan: plan.clone(),
            observed,
            standings,
        })
    }

    /// Reads the cloud again and compares the plan with it: another operator, on another machine,
    /// may have changed something.
    ///
    /// # Errors
    /// [`Failure`] if something cannot be read that was read for the plan: it cannot be compared.
    pub(crate) async fn look_again(
        &self,
        clients: &Clients,
        plan: &Plan,
    ) -> Result<(Observed, Vec<Standing>), Failure> {
        let observed = see(self.goal, &self.topology, clients, &self.about(plan)).await;
        refuse_gaps(
            &more_gaps(plan, &observed),
            "nothing was changed; repair that and run again",
        )?;
        let standings = standings(&plan.steps, &observed);
        Ok((observed, standings))
    }

    /// Reads the cloud after this plan was executed. A reviewed
    /// plan covers only the objects that it changes: other differences from the file are reported and
    /// no more.
    ///
    /// # Errors
    /// [`Failure`] if the look cannot prove the result.
    pub(crate) async fn look_after(
        &self,
        clients: &Clients,
        plan: &Plan,
        earlier: &Earlier<'_>,
    ) -> Result<After, Failure> {
        let (goal, topology, scope) = (self.goal, &self.topology, &self.about(plan));
        let observed = see_after(goal, topology, clients, scope, earlier).await;
        let (Some(_), Goal::AsWritten(adopt)) = (&self.plan, goal) else {
            let left = plan_from(goal, topology, &observed)?;
            return Ok(After {
                unseen: left.gaps.clone(),
                left,
                observed,
                elsewhere: Vec::new(),
            });
        };
        let (present, vanished) = present(&self.topology, &observed, adopt);
        let touched = |problem: &Problem| {
            problem.address.iter().any(|part| {
                plan.steps
                    .iter()
                    .any(|step| step.action.address.needs(part))
            })
        };
        if vanished.iter().any(touched) {
            return Err(Failure::no_plan(&vanished));
        }
        let whole = planned(plan_adopting(&present, &observed, adopt))?;
        let (left, others) = whole.split(plan);
        let others = cen_render::unfolded(others.iter().copied());
        let elsewhere = vanished
            .iter()
            .flat_map(|problem| &problem.address)
            .chain(others.iter().map(|action| &action.address));
        let elsewhere = elsewhere.map(ToString::to_string).collect();
        Ok(After {
            unseen: more_gaps(plan, &observed),
            left,
            observed,
            elsewhere,
        })
    }
}

/// Returns the gaps that the plan did not have. It changes nothing under those that it had.
fn more_gaps(plan: &Plan, observed: &Observed) -> Vec<Gap> {
    observed
        .gaps
        .iter()
        .filter(|gap| plan.gaps.iter().all(|known| known.scope != gap.scope))
        .cloned()
        .collect()
}

fn settled(file: &Path, why: &str) -> Failure {
    Failure::new(
        format!(
            "`{}` is a plan and cannot be changed: {why}",
            file.display()
        ),
        "name the topology file",
    )
    .exit(Exit::Usage)
}

fn refuse_another_target(file: &Path, made_for: &str, asked: &str) -> Result<(), Failure> {
    if made_for == asked {
        return Ok(());
    }
    let message = format!(
        "`{}` was made for {}, not for {asked}; nothing was changed",
        file.display(),
        made_for.escape_debug()
    );
    let hint = "name the same target as for `cen diff`, or make a plan for this one";
    Err(Failure::new(message, hint).exit(Exit::Refused))
}

impl Prepared {
    /// Returns the plan without the actions that are done already: they need no consent.
    pub(crate) fn pending(&self) -> Plan {
        let done = |index: usize| matches!(self.standings.get(index), Some(Standing::After { .. }));
        let steps = self
            .plan
            .steps
            .iter()
            .enumerate()
            .filter(|(index, _)| !done(*index));
        Plan {
            steps: steps.map(|(_, step)| step.clone()).collect(),
            ..self.plan.clone()
        }
    }

    /// Returns what has changed since the plan was made, in words; empty if nothing has.
    pub(crate) fn since(&self) -> Document {
        let done = self
            .standings
            .iter()
            .filter(|standing| matches!(standing, Standing::After { .. }))
            .count();
        let mut text = Document::default();
        if done > 0 {
            text.push(format!(
                "{done} of {} actions are done already",
                self.plan.steps.len()
            ));
        }
        for (step, standing) in self.plan.steps.iter().zip(&self.standings) {
            if let Standing::Other(mismatches) = standing {
                text.push(format!(
                    "warning: {} will be refused: {}",
                    step.action.id,
                    changes(mismatches)
                ));
            }
        }
        text
    }
}
