//! Executes a plan: shows it, gets a consent, executes it, and proves by a second look that nothing
//! is left.

mod consent;
mod deadline;
mod ending;
mod outcome;

use cen_reconciler::Run;
use cen_render as render;
use cen_topology::Topology;
use tokio::time::Instant;

use crate::args::{Execute, Look};
use crate::commands::journals::Past;
use crate::commands::request::{ApplyRequest, Prepared};
use crate::commands::{Earlier, Goal, UNSEEN, refuse_gaps};
use crate::connection::connect;
use crate::exit_code::Exit;
use crate::failure::{Failure, Reported};
use crate::log;
use crate::output::Output;
use crate::progress::reading;
use crate::run_files::{RunFiles, journal_failure};
use crate::signals::Signals;
use consent::consent;
use deadline::Deadline;
use ending::Executed;
use ending::execute_until;
use outcome::{print, print_doubts, print_unproven};

/// Plans for a goal and executes the plan.
pub(super) async fn run(goal: Goal, arguments: &Execute, output: &Output) -> anyhow::Result<Exit> {
    let deadline = Deadline::new(arguments.deadline, Instant::now());
    log::start(&arguments.look.logging)?;
    let look_at = &arguments.look;
    let request = ApplyRequest::load(goal, &look_at.file, &look_at.target, output)?;
    let topology = &request.topology;
    let files = RunFiles::open(look_at, topology)?;
    let first = async {
        let intent = request.intent();
        let clients = connect(&look_at.target, &look_at.file, topology, intent).await?;
        let prepared = request.prepare(&clients).await?;
        Ok((clients, prepared))
    };
    let first = deadline.before_changes(reading(&look_at.logging, first));
    let (clients, mut prepared) = first.await?;
    tell_what_is_left_behind(&mut prepared, look_at, topology);
    let plan = &prepared.plan;
    files.journal.settle(&prepared.observed);
    let shown = render::text_in(plan, topology, arguments.detail.chosen());
    output.show(&shown);
    output.talk(prepared.since());
    // Do not ask for consent if the plan could not be printed.
    output.written()?;
    if plan.is_empty() {
        return Ok(nothing_to_do(&prepared, &files, output)?);
    }
    let asked = deadline
        .before_changes(consent(&request, arguments, &prepared, &shown, output))
        .await?;
    // The answer takes time, and somebody else may have changed something.
    let (before, standings) = if asked {
        let again = request.look_again(&clients, plan);
        let again = deadline.before_changes(reading(&look_at.logging, again));
        again.await?
    } else {
        (prepared.observed, prepared.standings)
    };
    let run = Run::new(topology, &clients, &files.journal, &files.operator)
        .map_err(|error| journal_failure(&error))?
        .standing(standings);
    // One listener for all signals: a second signal right after the first must not be lost.
    let mut signals = Signals::listen();
    let executed = execute_until(deadline, arguments, &run, plan, &mut signals, output).await?;
    let earlier = Earlier {
        observed: &before,
        is_done: executed.report.is_done(),
    };
    let second = deadline.after_changes(reading(
        &look_at.logging,
        request.look_after(&clients, plan, &earlier),
    ));
    let second = tokio::select! {
        seen = second => seen,
        () = signals.next() => Err(Failure::new("it was stopped before its end", "")),
    };
    let after = match second {
        Ok(after) => after,
        Err(failure) => {
            print_unproven(topology, plan, &executed, output);
            return Err(proves_nothing(failure).into());
        }
    };
    let executed = Executed {
        report: run.look_again(plan, executed.report, &after.observed, &after.left),
        ..executed
    };
    let exit = print(&request, plan, &executed, &after, output);
    let is_in_doubt = print_doubts(&files.journal.in_doubt(plan), output);
    refuse_gaps(&after.unseen, UNSEEN).map_err(proves_nothing)?;
    Ok(if is_in_doubt { Exit::Incomplete } else { exit })
}

/// Adds to the plan what the journals beside the file know of accounts that left it. A plan that was
/// reviewed may have it already.
fn tell_what_is_left_behind(prepared: &mut Prepared, look: &Look, topology: &Topology) {
    let told = &mut prepared.plan.notices;
    let past = Past::read(&look.target, &look.file, topology);
    for notice in past.left_behind(topology) {
        if !told.contains(&notice) {
            told.push(notice);
        }
    }
}

/// Returns the exit code if there is nothing to do.
///
/// # Errors
/// [`Failure`] if something could not be read.
fn nothing_to_do(prepared: &Prepared, files: &RunFiles, output: &Output) -> Result<Exit, Failure> {
    refuse_gaps(&prepared.observed.gaps, UNSEEN)?;
    let doubts = files.journal.in_doubt(&prepared.plan);
    if print_doubts(&doubts, output) {
        Ok(Exit::Incomplete)
    } else {
        Ok(Exit::Done)
    }
}

/// Returns the failure of a second look that could not read everything.
fn proves_nothing(failure: Failure) -> Failure {
    let message = "the second look failed, so nothing proves that the cloud is as the file says";
    let first = Reported::new(message, "run `cen diff` when the cause below is gone");
    Failure {
        exit: Exit::Incomplete,
        problems: std::iter::once(first).chain(failure.problems).collect(),
    }
}
