//! Decides which action may send its write now, and ends the run.

use std::cell::RefCell;
use std::collections::BTreeSet;

use cen_cloud::{Error, ErrorKind};
use cen_plan::{ActionIndex, ConflictDomains, Plan, Room, WriteAnswer};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio_util::sync::CancellationToken;

/// How a run ends before its plan is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Send nothing more. Wait for what was sent, with the usual limits.
    Drain,
    /// Send nothing more, and wait for nothing more.
    Abandon,
}

/// The conflict domains of a plan in execution, and whether the run still sends and waits. One task uses it.
pub(crate) struct Admission {
    /// Cancelled when nothing more may be sent.
    pub(crate) stop: CancellationToken,
    /// Cancelled when nothing more is waited for.
    over: CancellationToken,
    domains: RefCell<ConflictDomains>,
    changed: Notify,
}

impl Admission {
    /// `beside` is what earlier runs learned of kinds of writes that the cloud takes beside others.
    pub(crate) fn new<'k>(
        plan: &Plan,
        beside: impl IntoIterator<Item = (&'k str, &'k str)>,
    ) -> Self {
        let actions = plan.steps.iter().map(|step| &step.action);
        let domains = RefCell::new(ConflictDomains::new(actions).knowing(beside));
        Self {
            stop: CancellationToken::new(),
            over: CancellationToken::new(),
            domains,
            changed: Notify::new(),
        }
    }

    /// Ends the run.
    pub(crate) fn shutdown(&self, shutdown: Shutdown) {
        self.stop.cancel();
        if shutdown == Shutdown::Abandon {
            self.over.cancel();
        }
    }

    /// Returns the result of a wait, or none if the run stops waiting first.
    pub(crate) async fn in_time<T>(&self, wait: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            ended = wait => Some(ended),
            () = self.over.cancelled() => None,
        }
    }

    /// Returns what is known now of kinds of writes that the cloud takes beside others; none if it
    /// takes one at a time.
    pub(crate) fn learned(&self) -> Option<BTreeSet<(&'static str, &'static str)>> {
        self.domains.borrow().learned()
    }

    /// Returns the lane of each action.
    pub(crate) fn lanes(&self) -> Vec<usize> {
        self.domains.borrow().lanes()
    }

    /// Returns whether an action may send its write now, and counts it as in flight then.
    pub(crate) fn admits(&self, index: ActionIndex) -> Room {
        let mut domains = self.domains.borrow_mut();
        let room = domains.room(index);
        if room == Room::Free {
            domains.start(index);
        }
        room
    }

    /// Notes that the cloud accepted a write.
    pub(crate) fn taken(&self, index: ActionIndex) {
        self.answered(index, WriteAnswer::Taken);
    }

    /// Notes that the cloud did not accept a write. If the answer was lost, the write may be in
    /// flight, so it still counts.
    pub(crate) fn refused(&self, index: ActionIndex, error: &Error) {
        match error.kind {
            ErrorKind::Unknown => {}
            ErrorKind::Locked => self.answered(index, WriteAnswer::Locked),
            ErrorKind::Throttled
            | ErrorKind::Busy
            | ErrorKind::NotFound
            | ErrorKind::AlreadyExists
            | ErrorKind::Denied
            | ErrorKind::Invalid
            | ErrorKind::Quota
            | ErrorKind::NotSent => self.answered(index, WriteAnswer::Refused),
        }
    }

    /// Waits until an action may send its write again. If an answer was lost, the action still has
    /// its place.
    pub(crate) async fn turn(&self, index: ActionIndex) {
        if self.domains.borrow().is_in_flight(index) {
            return;
        }
        self.domains.borrow_mut().queue(index);
        loop {
            let mut changed = std::pin::pin!(self.changed());
            changed.as_mut().enable();
            if self.admits(index) == Room::Free {
                break;
            }
            changed.await;
        }
        self.changed.notify_waiters();
    }

    /// Notes that an action is over.
    pub(crate) fn leave(&self, index: ActionIndex) {
        self.domains.borrow_mut().end(index);
        self.changed.notify_waiters();
    }

    /// Completes at the next change of any lane, if it is enabled before.
    pub(crate) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    fn answered(&self, index: ActionIndex, answer: WriteAnswer) {
        self.domains.borrow_mut().answered(index, answer);
        self.changed.notify_waiters();
    }
}
