//! The events of a run, sent as they happen.

use std::time::Duration;

use cen_plan::{ActionIndex, Outcome};

/// An event of one action of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Its first call is about to be made.
    Started(ActionIndex),
    /// The cloud has accepted it; this is its state until it is done.
    Waiting {
        /// The action.
        action: ActionIndex,
        /// The state, such as `Attaching`.
        state: String,
    },
    /// The cloud did not accept it; it is tried again.
    Retrying {
        /// The action.
        action: ActionIndex,
        /// Why.
        reason: String,
        /// After this time.
        pause: Duration,
    },
    /// The run ends, and the action had no effect.
    NotBegun {
        /// The action.
        action: ActionIndex,
        /// Why, with the cloud's answer if there was one.
        reason: String,
    },
    /// It has an outcome.
    Finished {
        /// The action.
        action: ActionIndex,
        /// The outcome.
        outcome: Outcome,
        /// How long it took.
        took: Duration,
    },
}

/// Takes events; must not block.
pub type Sink<'a> = dyn Fn(Event) + 'a;
