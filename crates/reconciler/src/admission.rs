//! Who may write now: the lanes of the plan, asked by everything that is under way.

use std::cell::RefCell;

use cen_cloud::{Error, ErrorKind};
use cen_plan::{ActionIndex, Answer, Lanes, Plan};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;
use tokio_util::sync::CancellationToken;

/// How a run is ended before its plan is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Nothing more is sent, and what was sent is waited for within the bounds of every wait.
    Drain,
    /// Nothing more is sent, and what was sent is not waited for once it is answered.
    Abandon,
}

/// The lanes of a plan that is being carried out, by one task, and whether anything may be sent and waited for at all.
pub(crate) struct Admission {
    /// Nothing more is sent.
    pub(crate) stop: CancellationToken,
    /// Nothing more is waited for.
    over: CancellationToken,
    lanes: RefCell<Lanes>,
    changed: Notify,
}

impl Admission {
    pub(crate) fn new(plan: &Plan) -> Self {
        let lanes = RefCell::new(Lanes::new(plan.steps.iter().map(|step| &step.action)));
        Self {
            stop: CancellationToken::new(),
            over: CancellationToken::new(),
            lanes,
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

    /// What comes of a wait, or none once nothing more is waited for.
    pub(crate) async fn in_time<T>(&self, wait: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            ended = wait => Some(ended),
            () = self.over.cancelled() => None,
        }
    }

    /// Lets an action in, if its write may be sent now.
    pub(crate) fn admits(&self, index: ActionIndex) -> bool {
        let mut lanes = self.lanes.borrow_mut();
        let may = lanes.may_start(index);
        if may {
            lanes.start(index);
        }
        may
    }

    /// Takes note that a write was taken.
    pub(crate) fn taken(&self, index: ActionIndex) {
        self.answered(index, Answer::Taken);
    }

    /// Takes note that a write was not taken. One whose answer was lost may be in flight as well as not, so it is still counted.
    pub(crate) fn refused(&self, index: ActionIndex, error: &Error) {
        match error.kind {
            ErrorKind::Unknown => {}
            ErrorKind::Locked => self.answered(index, Answer::Locked),
            ErrorKind::Throttled
            | ErrorKind::Busy
            | ErrorKind::NotFound
            | ErrorKind::AlreadyExists
            | ErrorKind::Denied
            | ErrorKind::Invalid
            | ErrorKind::Quota
            | ErrorKind::NotSent => self.answered(index, Answer::Refused),
        }
    }

    /// Waits until an action's write may be sent again. One whose answer was lost still holds its place.
    pub(crate) async fn turn(&self, index: ActionIndex) {
        if self.lanes.borrow().is_in_flight(index) {
            return;
        }
        self.lanes.borrow_mut().queue(index);
        loop {
            let mut changed = std::pin::pin!(self.changed());
            changed.as_mut().enable();
            if self.admits(index) {
                break;
            }
            changed.await;
        }
        self.changed.notify_waiters();
    }

    /// An action is over.
    pub(crate) fn leave(&self, index: ActionIndex) {
        self.lanes.borrow_mut().end(index);
        self.changed.notify_waiters();
    }

    /// Done at the next change of any lane, if it is enabled before.
    pub(crate) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    fn answered(&self, index: ActionIndex, answer: Answer) {
        self.lanes.borrow_mut().answered(index, answer);
        self.changed.notify_waiters();
    }
}
