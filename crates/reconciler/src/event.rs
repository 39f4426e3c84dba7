//! What happens while a plan is carried out, told as it happens.

use std::time::Duration;

use cen_plan::{ActionIndex, Outcome};

/// Something that happened to an action of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Its first call is about to be made.
    Started(ActionIndex),
    /// The cloud has taken it; this is the state that it is in until it is done.
    Waiting {
        /// The action.
        action: ActionIndex,
        /// The state, such as `Attaching`.
        state: String,
    },
    /// The cloud did not take it now; it is tried again.
    Retrying {
        /// The action.
        action: ActionIndex,
        /// Why.
        reason: String,
        /// After this time.
        pause: Duration,
    },
    /// The run is ending, and nothing of it was done.
    NotBegun {
        /// The action.
        action: ActionIndex,
        /// Why, and what the cloud said if it was asked.
        reason: String,
    },
    /// It has an outcome.
    Finished {
        /// The action.
        action: ActionIndex,
        /// What came of it.
        outcome: Outcome,
        /// How long it took.
        took: Duration,
    },
}

/// Takes events; must not block.
pub type Sink<'a> = dyn Fn(Event) + 'a;
