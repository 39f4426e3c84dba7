//! Executes a plan: starts the actions that may start, waits, and reports the outcomes.

use cen_action::Action;
use cen_cloud::RequestIdCapture;
use cen_plan::{ActionIndex, Outcome, Plan, Walk};
use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use futures::stream::{FuturesUnordered, LocalBoxStream, Stream, StreamExt as _};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::admission::{Admission, Shutdown};
use crate::event::{Event, Sink};
use crate::journal::{Conclusion, How};
use crate::outcome::StepError;
use crate::perform::perform;
use crate::ready::Ends;
use crate::report::Report;
use crate::run::Run;

/// Executes every action of a plan, at most `parallel` at a time, each after the actions that it
/// waits for and when its conflict domains admit it. From the first of `shutdowns` on it sends nothing more:
/// no new write, no retry, no write that waits for its turn. It waits for the writes that were
/// sent; after [`Shutdown::Abandon`] it does not, and what is not complete is unknown. An action
/// that had no effect has no outcome.
///
/// Safe to run again with a new plan: an action whose effect exists already is done. Safe to drop
/// at any moment: the journal holds what the next run needs.
pub fn execute<'a>(
    plan: &'a Plan,
    run: &'a Run<'a>,
    parallel: usize,
    sink: &'a Sink<'a>,
    shutdowns: impl Stream<Item = Shutdown> + 'a,
) -> LocalBoxFuture<'a, Report> {
    boxed(plan, run, parallel, sink, shutdowns.boxed_local())
}

/// Does not depend on the type of the stream, so that it is compiled with this crate.
fn boxed<'a>(
    plan: &'a Plan,
    run: &'a Run<'a>,
    parallel: usize,
    sink: &'a Sink<'a>,
    shutdowns: LocalBoxStream<'a, Shutdown>,
) -> LocalBoxFuture<'a, Report> {
    run_all(plan, run, parallel, sink, shutdowns).boxed_local()
}

async fn run_all(
    plan: &Plan,
    run: &Run<'_>,
    parallel: usize,
    sink: &Sink<'_>,
    shutdowns: LocalBoxStream<'_, Shutdown>,
) -> Report {
    run.note_gaps(plan.gaps.len());
    let admission = Admission::new(plan, run.journal.beside());
    let mut walk = Walk::in_lanes(plan, admission.lanes());
    let mut shutdowns = shutdowns.fuse();
    let mut flying = FuturesUnordered::new();
    let mut ends = Ends::new(plan, run.began);
    loop {
        let mut changed = std::pin::pin!(admission.changed());
        changed.as_mut().enable();
        let room = if admission.stop.is_cancelled() {
            0
        } else {
            parallel.max(1) - flying.len().min(parallel.max(1))
        };
        for index in walk.start_admitted(room, |index| admission.admits(index)) {
            sink(Event::Started(index));
            let ready = ends.ready(index);
            flying.push(one(plan, run, &admission, (index, ready), sink));
        }
        if flying.is_empty() {
            // Nothing is in flight and nothing may start: the plan is complete, or the run ends.
            break;
        }
        tokio::select! {
            // Polled first: a shutdown must win over starting another action.
            biased;
            Some(shutdown) = shutdowns.next() => admission.shutdown(shutdown),
            Some(ended) = flying.next() => {
                ends.note(ended.0);
                finish(plan, &mut walk, run, ended, sink);
            }
            () = changed => {}
        }
    }
    let report = Report {
        outcomes: (0..plan.steps.len())
            .map(|index| walk.outcome(index).cloned())
            .collect(),
    };
    run.note_learned(admission.learned());
    run.end(
        if walk.is_over() {
            How::Complete
        } else {
            How::Interrupted
        },
        Some(&report),
    );
    report
}

/// Runs one action, which became ready then, from its first call to its outcome. There is none if the
/// run ends before the action has an effect.
async fn one(
    plan: &Plan,
    run: &Run<'_>,
    admission: &Admission,
    (index, ready): (ActionIndex, Instant),
    sink: &Sink<'_>,
) -> (ActionIndex, Option<Outcome>) {
    let began = Instant::now();
    let action = &plan.steps[index].action;
    let capture = RequestIdCapture::default();
    let performed = match run.settled(index) {
        Some(settled) => settled,
        None => {
            let span = tracing::info_span!(
                "perform",
                id = action.id.as_str(),
                account = action.account.as_str()
            );
            perform(run, admission, plan, (index, ready), &capture, sink)
                .instrument(span)
                .await
        }
    };
    admission.leave(index);
    let (outcome, output) = match performed {
        Ok(output) => (Outcome::Done, output),
        Err(StepError::Failed(reason)) => (Outcome::Failed(reason), None),
        Err(StepError::Unknown(reason)) => (Outcome::Unknown(reason), None),
        Err(StepError::NotBegun(reason)) => {
            let request = capture.request_id();
            note_not_begun(run, index, action, reason, request, sink);
            return (index, None);
        }
    };
    if let Some(id) = &output {
        run.keep_output(&action.id, id.clone());
    }
    run.conclude(Conclusion {
        action,
        outcome: &outcome,
        output,
        request: capture.request_id(),
        watched: run.take_watched(action),
    });
    sink(Event::Finished {
        action: index,
        outcome: outcome.clone(),
        took: began.elapsed(),
    });
    (index, Some(outcome))
}

/// Notes an action that had no effect. The journal may hold its intent.
fn note_not_begun(
    run: &Run<'_>,
    index: ActionIndex,
    action: &Action,
    reason: String,
    request: Option<String>,
    sink: &Sink<'_>,
) {
    let outcome = Outcome::Failed(reason.clone());
    run.conclude(Conclusion {
        action,
        outcome: &outcome,
        output: None,
        request,
        watched: Vec::new(),
    });
    sink(Event::NotBegun {
        action: index,
        reason,
    });
}

fn finish(
    plan: &Plan,
    walk: &mut Walk<'_>,
    run: &Run<'_>,
    (index, outcome): (ActionIndex, Option<Outcome>),
    sink: &Sink<'_>,
) {
    let Some(outcome) = outcome else {
        return walk.put_back(index);
    };
    for skipped in walk.finish(index, outcome) {
        if let Some(outcome) = walk.outcome(skipped) {
            run.conclude(Conclusion {
                action: &plan.steps[skipped].action,
                outcome,
                output: None,
                request: None,
                watched: Vec::new(),
            });
            sink(Event::Finished {
                action: skipped,
                outcome: outcome.clone(),
                took: std::time::Duration::ZERO,
            });
        }
    }
}
