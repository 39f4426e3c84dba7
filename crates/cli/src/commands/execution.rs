//! Carrying out a plan: it is shown, a person or a flag consents, it is done, and a second look proves that nothing is left.

use std::cell::Cell;
use std::io::{BufRead as _, IsTerminal as _};
use std::time::Duration;

use cen_plan::{Consent, Observed, Outcome, Plan, Refusal, refusals};
use cen_reconciler::{Counts, How, Intent, Report, Run, Shutdown, execute, where_to_look};
use cen_render::{self as render, Document, Line, words};
use cen_topology::Topology;
use futures::StreamExt as _;
use futures::stream::{once, select};
use jiff::SignedDuration;

use crate::args::Execute;
use crate::commands::request::{After, ApplyRequest};
use crate::commands::{Goal, UNSEEN, refuse_gaps};
use crate::connection::connect;
use crate::exit_code::Exit;
use crate::failure::{Failure, Problem};
use crate::log;
use crate::output::Output;
use crate::progress::{Progress, words};
use crate::run_files::{RunFiles, journal_failure};
use crate::signals::Signals;

const ONCE_MORE: &str = "once more to stop at once";

/// Why a run begins nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Somebody asked it to end.
    Asked,
    /// It has taken so long as it may.
    Deadline(Duration),
}

impl Ending {
    /// What becomes of what is in flight: a person who asks has not said how long it may take, a deadline has.
    fn halt(self) -> Shutdown {
        match self {
            Self::Asked => Shutdown::Drain,
            Self::Deadline(_) => Shutdown::Abandon,
        }
    }

    /// As it is told when it happens.
    fn notice(self) -> String {
        let (why, rest) = (
            self.why(),
            match self.halt() {
                Shutdown::Drain => "what is in flight is brought to its end",
                Shutdown::Abandon => "what is in flight is not waited for",
            },
        );
        format!("stopping, because {why}: nothing more is sent, {rest}; {ONCE_MORE}")
    }

    /// As it is told of an action that was not begun.
    fn why(self) -> String {
        match self {
            Self::Asked => "the run was asked to end".to_owned(),
            Self::Deadline(time) => format!("the deadline of {} was over", length(time)),
        }
    }
}

/// A time as a person writes it, such as `30m`.
fn length(time: Duration) -> String {
    SignedDuration::try_from(time).map_or_else(|_| format!("{time:?}"), |time| format!("{time:#}"))
}

/// What came of carrying out a plan.
struct Executed {
    report: Report,
    /// Why not everything was begun, if not.
    ending: Option<Ending>,
}

/// Plans for a goal and carries the plan out.
pub(super) async fn run(goal: Goal, arguments: &Execute, output: &Output) -> anyhow::Result<Exit> {
    log::start(&arguments.look.logging)?;
    let look_at = &arguments.look;
    let request = ApplyRequest::load(goal, &look_at.file, &look_at.target, output)?;
    let topology = &request.topology;
    let files = RunFiles::open(look_at, topology)?;
    let clients = connect(&look_at.target, &look_at.file, topology, request.intent()).await?;
    let prepared = request.prepare(&clients).await?;
    let plan = &prepared.plan;
    files.journal.settle(&prepared.observed);
    output.show(&render::text(plan, topology));
    output.talk(prepared.since());
    // Nobody consents to what could not be shown.
    output.written()?;
    if plan.is_empty() {
        refuse_gaps(&prepared.observed.gaps, UNSEEN)?;
        return Ok(if tell_doubts(&files.journal.in_doubt(plan), output) {
            Exit::Incomplete
        } else {
            Exit::Done
        });
    }
    let asked = consent(
        request.goal,
        arguments,
        topology,
        &prepared.observed,
        &prepared.pending(),
        output,
    )?;
    // A person takes time to answer, and somebody else may be quicker.
    let standings = if asked {
        request.look_again(&clients, plan).await?.1
    } else {
        prepared.standings
    };
    let run = Run::new(topology, &clients, &files.journal, &files.operator)
        .map_err(|error| journal_failure(&error))?
        .standing(standings);
    // One listener for all requests to end: one that came right after another would be lost between two.
    let mut signals = Signals::listen();
    let executed = execute_plan(arguments, &run, plan, &mut signals, output).await?;
    let second = tokio::select! {
        seen = request.look_after(&clients, plan) => seen,
        () = signals.next() => Err(Failure::new("it was stopped before its end", "")),
    };
    match second {
        Ok(after) => {
            let executed = Executed {
                report: run.look_again(plan, executed.report, &after.observed, &after.left),
                ..executed
            };
            let exit = tell(&request, plan, &executed, &after, output);
            let is_in_doubt = tell_doubts(&files.journal.in_doubt(plan), output);
            refuse_gaps(&after.unseen, UNSEEN).map_err(proves_nothing)?;
            Ok(if is_in_doubt { Exit::Incomplete } else { exit })
        }
        Err(failure) => {
            let (mut text, sum) = outcomes(topology, plan, &executed);
            text.push(sum);
            output.show(&text);
            Err(proves_nothing(failure).into())
        }
    }
}

/// What a second look comes to that failed, or that could not see everything.
fn proves_nothing(failure: Failure) -> Failure {
    let message = "the second look failed, so nothing proves that the cloud is as the file says";
    let first = Problem::new(message, "run `cen diff` when the cause below is gone");
    Failure {
        exit: Exit::Incomplete,
        problems: std::iter::once(first).chain(failure.problems).collect(),
    }
}

/// Everything the plan needs a consent for has one, or nothing is done. Says whether a person was asked.
fn consent(
    goal: Goal,
    arguments: &Execute,
    topology: &Topology,
    observed: &Observed,
    plan: &Plan,
    output: &Output,
) -> Result<bool, Failure> {
    if plan.is_empty() {
        return Ok(false);
    }
    // Whoever destroys everything means many removals.
    let force = arguments.force || goal == Goal::Nothing;
    let consent = Consent {
        purchase: arguments.allow_purchase,
        destroy: arguments.allow_destroy,
        force,
    };
    if arguments.yes {
        let refusals = refusals(plan, topology, observed, consent);
        return if refusals.is_empty() {
            Ok(false)
        } else {
            Err(refused(&refusals))
        };
    }
    // An answer consents to everything that was listed, but not to what the file protects.
    let everything = Consent {
        purchase: true,
        destroy: true,
        force: true,
    };
    let protected = refusals(plan, topology, observed, everything);
    if !protected.is_empty() {
        return Err(refused(&protected));
    }
    if !std::io::stdin().is_terminal() {
        let hint = "run it on a terminal, or with `--yes` (and `--allow-purchase` if the plan costs money)";
        return Err(Failure::new(
            "stdin is not a terminal, so cen cannot ask for confirmation; nothing was changed",
            hint,
        )
        .exit(Exit::Refused));
    }
    output.ask("Carry out this plan? Type `yes`: ");
    let mut answer = String::new();
    // An end of input is no consent, and neither is a line that cannot be read.
    let read = std::io::stdin().lock().read_line(&mut answer);
    match read.is_ok() && answer.trim() == "yes" {
        true => Ok(true),
        false => Err(Failure::new("declined; nothing was changed", "").exit(Exit::Refused)),
    }
}

fn refused(refusals: &[Refusal]) -> Failure {
    let problems = refusals.iter().map(|refusal| {
        (
            format!("{}; nothing was changed", words::refusal(refusal)),
            words::refusal_help(refusal).to_owned(),
        )
    });
    Failure::all(problems).exit(Exit::Refused)
}

/// The end of a time: at once if it has no length, while a timer takes until its next tick.
async fn after(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

async fn execute_plan(
    arguments: &Execute,
    run: &Run<'_>,
    plan: &Plan,
    signals: &mut Signals,
    output: &Output,
) -> Result<Executed, Failure> {
    let progress = Progress::new(plan, output, &arguments.look.logging);
    let ending: Cell<Option<Ending>> = Cell::new(None);
    let (ask, asked) = tokio::sync::oneshot::channel();
    let asked = once(asked).map(|_| Ending::Asked);
    let late = once(after(arguments.deadline)).map(|()| Ending::Deadline(arguments.deadline));
    let halts = select(asked, late).map(|why| {
        // A person who asks after the deadline cannot give it more time.
        let why = ending
            .get()
            .filter(|before| before.halt() == Shutdown::Abandon)
            .unwrap_or(why);
        ending.set(Some(why));
        output.talk(why.notice());
        why.halt()
    });
    let show = |event| progress.show(&event);
    let all = execute(plan, run, arguments.parallel.get(), &show, halts);
    let twice = async {
        signals.next().await;
        // Nobody listens when it is over already.
        let _ = ask.send(());
        signals.next().await;
    };
    tokio::select! {
        report = all => Ok(Executed { report, ending: ending.get() }),
        () = twice => {
            run.end(How::Stopped, None);
            let message = "stopped at once: what was in flight may or may not have happened";
            let hint = "look with `cen diff`, then run the same command again; what is done is not done twice";
            Err(Failure::new(message, hint).exit(Exit::Incomplete))
        }
    }
}

/// Says what came of the plan: a line for each action that is not done, and how many ended in which way.
fn outcomes(topology: &Topology, plan: &Plan, executed: &Executed) -> (Document, Line) {
    let Executed { report, ending } = executed;
    let why = ending.map_or_else(String::new, |ending| format!(": {}", ending.why()));
    let mut text = Document::default();
    text.blank();
    for (action, outcome) in report.not_done(plan) {
        let (word, mut detail) =
            outcome.map_or_else(|| ("stopped", format!("it was not begun{why}")), words);
        if matches!(outcome, Some(Outcome::Unknown(_))) {
            detail = format!("{detail}; {}", where_to_look(action, topology));
        }
        text.push(format!("  {word:<8} {}: {detail}", action.id));
    }
    let Counts {
        done,
        failed,
        skipped,
        unknown,
        not_started,
    } = Counts::of(report);
    let total = plan.steps.len();
    let mut sum = format!("{}: {done} of {total} done", plan.topology);
    let others = [
        (failed, "failed"),
        (skipped, "skipped"),
        (unknown, "unknown"),
        (not_started, "not started"),
    ];
    others
        .iter()
        .filter(|(count, _)| *count > 0)
        .for_each(|(count, word)| sum.push_str(&format!(", {count} {word}")));
    (text, Line::from(sum))
}

/// What to do about what is left.
fn next_step(request: &ApplyRequest, executed: &Executed) -> String {
    let more = match executed.ending {
        Some(Ending::Deadline(_)) => ", and with a longer `--deadline` if it is needed",
        Some(Ending::Asked) | None => "",
    };
    format!("{}{more}", request.next_step(&executed.report))
}

/// Says what came of the plan and what the second look found.
fn tell(
    request: &ApplyRequest,
    plan: &Plan,
    executed: &Executed,
    after: &After,
    output: &Output,
) -> Exit {
    let (report, left) = (&executed.report, &after.left);
    let (mut text, sum) = outcomes(&request.topology, plan, executed);
    let clean = report.is_done() && left.is_empty();
    text.push(sum.text(second_look(left, clean)));
    if !left.is_empty() {
        text.blank();
        text.extend(render::text(left, &request.topology));
        output.talk(format!("hint: {}", next_step(request, executed)));
    }
    output.show(&text);
    if !after.elsewhere.is_empty() {
        output.talk(elsewhere(&after.elsewhere));
    }
    if clean { Exit::Done } else { Exit::Incomplete }
}

/// Says what the second look found.
fn second_look(left: &Plan, clean: bool) -> String {
    let found = match (clean, left.is_empty()) {
        (true, _) => "nothing left to do",
        (false, true) => "nothing left to do all the same",
        (false, false) => "this left to do",
    };
    // What is left alone is no failure, but nobody must take it for done.
    let held = match left.holds.len() {
        holds if left.is_empty() && holds > 0 => format!(", and {holds} held"),
        _ => String::new(),
    };
    let unseen = match left.is_empty() && !left.gaps.is_empty() {
        true => ", as far as it could see",
        false => "",
    };
    let end = if left.is_empty() { "" } else { ":" };
    format!("; a second look finds {found}{held}{unseen}{end}")
}

/// Says what an earlier run asked for, nobody wants any more, and may come into being yet. Whether there is any.
fn tell_doubts(doubts: &[Intent], output: &Output) -> bool {
    for Intent { time, action, .. } in doubts {
        let (what, account) = (&action.id, &action.account);
        let time = time.strftime("%Y-%m-%d %H:%M:%S UTC");
        output.talk(format!(
            "warning: an earlier run asked for {what} in account `{account}` at {time}, and no look has shown what came of it"
        ));
    }
    if !doubts.is_empty() {
        output.talk("hint: it may come into being yet, although the file does not ask for it any more: run the same command again until this is not said");
    }
    !doubts.is_empty()
}

/// What a plan was not about, for whoever thinks that all is as the file says now.
fn elsewhere(parts: &[String]) -> Document {
    const SHOWN: usize = 5;
    let shown = parts[..parts.len().min(SHOWN)].join(", ");
    let more = match parts.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let mut out = Document::default();
    out.push(format!(
        "note: not as the file says, and no part of this plan: {shown}{more}"
    ));
    out.push("hint: `cen diff FILE` shows what that is");
    out
}
