//! Carries out a plan: starts what may start, waits, and tells what came of it.

use cen_cloud::RequestIdCapture;
use cen_plan::{ActionIndex, Outcome, Plan, Walk};
use futures::stream::{FuturesUnordered, Stream, StreamExt as _};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::admission::{Admission, Shutdown};
use crate::event::{Event, Sink};
use crate::journal::{Conclusion, How};
use crate::outcome::StepError;
use crate::perform::perform;
use crate::report::Report;
use crate::run::Run;

/// Carries out every action of a plan, at most `parallel` at once, each after all that it waits for and when its lanes let it in. From the first
/// of `shutdowns` on nothing more is sent: nothing new, nothing again, and nothing that waits for its turn. What was sent is brought to its end, or
/// after [`Shutdown::Abandon`] is unknown if it has not come to it. An action of which nothing was done has no outcome.
///
/// Safe to run again with a new plan: an action whose effect is there already is done. Safe to drop at any moment: the run's journal has what the next
/// one needs to know.
pub async fn execute(
    plan: &Plan,
    run: &Run<'_>,
    parallel: usize,
    sink: &Sink<'_>,
    shutdowns: impl Stream<Item = Shutdown>,
) -> Report {
    let (mut walk, admission) = (Walk::new(plan), Admission::new(plan));
    let mut shutdowns = std::pin::pin!(shutdowns.fuse());
    let mut flying = FuturesUnordered::new();
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
            flying.push(one(plan, run, &admission, index, sink));
        }
        if flying.is_empty() {
            // Nothing is in flight and nothing may start: it is over, or it was stopped.
            break;
        }
        tokio::select! {
            // First of all, so that nothing is sent in the same moment.
            biased;
            Some(shutdown) = shutdowns.next() => admission.shutdown(shutdown),
            Some(ended) = flying.next() => finish(plan, &mut walk, run, ended, sink),
            () = changed => {}
        }
    }
    let report = Report {
        outcomes: (0..plan.steps.len())
            .map(|index| walk.outcome(index).cloned())
            .collect(),
    };
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

/// One action, from its first call to its outcome; none if nothing of it was done because the run is ending.
async fn one(
    plan: &Plan,
    run: &Run<'_>,
    admission: &Admission,
    index: ActionIndex,
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
            perform(run, admission, index, action, &capture, sink)
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
            // The journal may have its intent, and that had no effect.
            let outcome = Outcome::Failed(reason.clone());
            run.conclude(Conclusion {
                action,
                outcome: &outcome,
                output: None,
                request: capture.request_id(),
            });
            sink(Event::NotBegun {
                action: index,
                reason,
            });
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
    });
    sink(Event::Finished {
        action: index,
        outcome: outcome.clone(),
        took: began.elapsed(),
    });
    (index, Some(outcome))
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
            });
            sink(Event::Finished {
                action: skipped,
                outcome: outcome.clone(),
                took: std::time::Duration::ZERO,
            });
        }
    }
}
