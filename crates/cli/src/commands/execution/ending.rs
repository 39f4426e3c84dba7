//! Executes a plan until it is complete, a signal asks the run to end, or its deadline is over.

use std::cell::Cell;
use std::num::NonZeroUsize;

use cen_plan::Plan;
use cen_reconciler::{How, Report, Run, Shutdown, execute};
use futures::StreamExt as _;
use futures::stream::{once, select};

use crate::args::Execute;
use crate::commands::execution::deadline::Deadline;
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use crate::signals::Signals;

/// Why a run begins nothing more.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending {
    /// A signal asked it to end.
    Asked,
    /// Its deadline is over.
    Late(Deadline),
}

impl Ending {
    /// Returns what happens to the actions in flight. A person who sends a signal has not said how
    /// long they may take; a deadline has.
    fn shutdown(self) -> Shutdown {
        match self {
            Self::Asked => Shutdown::Drain,
            Self::Late(_) => Shutdown::Abandon,
        }
    }

    /// Returns the message at the moment of the ending.
    fn notice(self) -> String {
        let rest = match self {
            Self::Asked => "cen waits for the actions in flight",
            Self::Late(_) => "cen does not wait for the actions in flight",
        };
        format!(
            "stopping, because {self}: nothing more is sent, {rest}; press Ctrl-C again to stop at once"
        )
    }
}

/// Says why the run begins nothing more.
impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Asked => f.write_str("the run was asked to end"),
            Self::Late(deadline) => write!(f, "{deadline}"),
        }
    }
}

/// The result of executing a plan.
pub(super) struct Executed {
    pub(super) report: Report,
    /// Why the run ended before the plan was complete, if it did.
    pub(super) ending: Option<Ending>,
}

/// Executes a plan. The first signal, or the deadline, ends the run; a second signal stops it at once.
///
/// # Errors
/// [`Failure`] if it was stopped at once.
pub(super) async fn execute_until(
    deadline: Deadline,
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
    let late = once(deadline.over()).map(|()| Ending::Late(deadline));
    let shutdowns = select(asked, late).map(|why| {
        // A signal after the deadline gives the run no more time.
        let why = match ending.get() {
            Some(late @ Ending::Late(_)) => late,
            Some(Ending::Asked) | None => why,
        };
        ending.set(Some(why));
        progress.end(&why.notice());
        why.shutdown()
    });
    let show = |event| progress.show(&event);
    let jobs = arguments.jobs.map_or(usize::MAX, NonZeroUsize::get);
    let all = execute(plan, run, jobs, &show, shutdowns);
    let twice = async {
        signals.next().await;
        // The run may be complete already.
        let _ = ask.send(());
        signals.next().await;
    };
    tokio::select! {
        report = all => Ok(Executed { report, ending: ending.get() }),
        () = twice => {
            run.end(How::Stopped, None);
            let message = "stopped at once: actions in flight may or may not have happened";
            let hint = "look with `cen diff`, then run the same command again; what is done is not done twice";
            Err(Failure::new(message, hint).exit(Exit::Incomplete))
        }
    }
}
