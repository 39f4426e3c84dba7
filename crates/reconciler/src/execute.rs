//! Carries out a plan: starts what may start, waits, and tells what came of it.

use std::future::Future;

use cen_plan::{ActionIndex, Outcome, Plan, Walk};
use futures::StreamExt as _;
use futures::future::FutureExt as _;
use futures::stream::FuturesUnordered;
use tokio::time::Instant;

use crate::event::{Event, Sink};
use crate::perform::{Trouble, perform};
use crate::report::Report;
use crate::run::Run;

/// Carries out every action of a plan, at most `parallel` at once, each after all that it waits for. When `stop` is done nothing new is
/// started, and what is in flight is brought to its end.
///
/// Safe to run again with a new plan: an action whose effect is there already is done.
pub async fn execute(plan: &Plan, run: &Run<'_>, parallel: usize, sink: &Sink<'_>, stop: impl Future<Output = ()>) -> Report {
    let mut walk = Walk::new(plan);
    let mut stop = std::pin::pin!(stop.fuse());
    let mut stopped = false;
    let mut flying = FuturesUnordered::new();
    loop {
        let room = if stopped { 0 } else { parallel.max(1) - flying.len().min(parallel.max(1)) };
        for index in walk.start_ready(room) {
            sink(Event::Started(index));
            flying.push(one(plan, run, index, sink));
        }
        if flying.is_empty() {
            // Nothing is in flight and nothing may start: it is over, or it was stopped.
            break;
        }
        tokio::select! {
            Some((index, outcome)) = flying.next() => finish(&mut walk, index, outcome, sink),
            () = &mut stop, if !stopped => stopped = true,
        }
    }
    Report { outcomes: (0..plan.steps.len()).map(|index| walk.outcome(index).cloned()).collect() }
}

/// One action, from its first call to its outcome.
async fn one(plan: &Plan, run: &Run<'_>, index: ActionIndex, sink: &Sink<'_>) -> (ActionIndex, Outcome) {
    let began = Instant::now();
    let action = &plan.steps[index].action;
    let performed = match run.settled(index) {
        Some(settled) => settled,
        None => perform(run, index, action, sink).await,
    };
    let outcome = match performed {
        Ok(output) => {
            if let Some(id) = output {
                run.keep_output(&action.id, id);
            }
            Outcome::Done
        }
        Err(Trouble::Failed(reason)) => Outcome::Failed(reason),
        Err(Trouble::Unknown(reason)) => Outcome::Unknown(reason),
    };
    sink(Event::Finished { action: index, outcome: outcome.clone(), took: began.elapsed() });
    (index, outcome)
}

fn finish(walk: &mut Walk<'_>, index: ActionIndex, outcome: Outcome, sink: &Sink<'_>) {
    for skipped in walk.finish(index, outcome) {
        if let Some(outcome) = walk.outcome(skipped) {
            sink(Event::Finished { action: skipped, outcome: outcome.clone(), took: std::time::Duration::ZERO });
        }
    }
}
