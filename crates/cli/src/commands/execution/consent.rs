//! Gets the consent for a plan: by flags, or by the answer of a person who has seen the plan.

use std::io::{BufRead as _, IsTerminal as _};

use cen_observed::Observed;
use cen_plan::{Consent, Plan, PlanRefusal, refusals};
use cen_render::{self as render, Document, words};
use cen_topology::Topology;

use crate::args::Execute;
use crate::commands::Goal;
use crate::commands::request::{ApplyRequest, Prepared};
use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// An answer consents to everything that was listed. Nothing consents to a change of what the file
/// protects.
const EVERYTHING: Consent = Consent {
    purchase: true,
    destroy: true,
    force: true,
};

/// Gets the consent for a plan, of which `shown` was printed. Returns whether a person was asked.
///
/// # Errors
/// [`Failure`] if there is no consent; nothing must be done then.
pub(super) async fn consent(
    request: &ApplyRequest,
    arguments: &Execute,
    prepared: &Prepared,
    shown: &Document,
    output: &Output,
) -> Result<bool, Failure> {
    let (plan, observed) = (&prepared.pending(), &prepared.observed);
    let topology = &request.topology;
    if plan.is_empty() {
        return Ok(false);
    }
    if arguments.yes {
        let given = Consent {
            purchase: arguments.allow_purchase,
            destroy: arguments.allow_destroy,
            // `cen destroy` is expected to remove much.
            force: arguments.force || request.goal == Goal::Nothing,
        };
        return refuse(&refusals(plan, topology, observed, given), plan).map(|()| false);
    }
    refuse(&refusals(plan, topology, observed, EVERYTHING), plan)?;
    show_on_terminal(shown, output)?;
    output.talk("");
    output.talk(render::stakes(plan, topology));
    let expected = if is_large(plan, topology, observed, arguments.force) {
        topology.name.as_str()
    } else {
        "yes"
    };
    output.ask(&format!("Carry out this plan? Type `{expected}`: "));
    if answer().await.as_deref() == Some(expected) {
        Ok(true)
    } else {
        Err(Failure::new("declined; nothing was changed", "").exit(Exit::Refused))
    }
}

/// Makes sure that the person who answers has seen the plan: if stdout is a file or a pipe, the plan
/// is printed to the terminal too.
///
/// # Errors
/// [`Failure`] if there is no terminal.
fn show_on_terminal(shown: &Document, output: &Output) -> Result<(), Failure> {
    let hint =
        "run it on a terminal, or with `--yes` (and `--allow-purchase` if the plan costs money)";
    let refused = |stream: &str| {
        let message = format!(
            "{stream} is not a terminal, so cen cannot ask for confirmation; nothing was changed"
        );
        Err(Failure::new(message, hint).exit(Exit::Refused))
    };
    if !std::io::stdin().is_terminal() {
        return refused("stdin");
    }
    if !std::io::stderr().is_terminal() {
        return refused("stderr");
    }
    if !std::io::stdout().is_terminal() {
        output.talk(shown.clone());
    }
    Ok(())
}

/// Returns whether a plan removes so much that `--yes` would need `--force`.
fn is_large(plan: &Plan, topology: &Topology, observed: &Observed, force: bool) -> bool {
    let consent = Consent {
        force,
        ..EVERYTHING
    };
    !refusals(plan, topology, observed, consent).is_empty()
}

fn refuse(refusals: &[PlanRefusal], plan: &Plan) -> Result<(), Failure> {
    if refusals.is_empty() {
        return Ok(());
    }
    let problems = refusals.iter().map(|refusal| {
        (
            format!("{}; nothing was changed", words::refusal(refusal, plan)),
            words::refusal_help(refusal).to_owned(),
        )
    });
    Err(Failure::all(problems).exit(Exit::Refused))
}

/// Reads a line from the terminal, on a thread of its own, so that a deadline can end the wait. There
/// is none at the end of the input, or if it cannot be read.
async fn answer() -> Option<String> {
    let (send, receive) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        // The deadline may be over already.
        let _ = send.send(read.ok().map(|_| line.trim().to_owned()));
    });
    receive.await.ok().flatten()
}
