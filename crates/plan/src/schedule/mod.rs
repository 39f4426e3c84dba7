//! When an action of a plan may start: after what it waits for, and as many at once as the API takes.

mod admission;
mod conflict_domain;
mod room;
mod walk;

pub use admission::{ConflictDomains, WriteAnswer};
pub use room::Room;
pub use walk::{ActionIndex, Outcome, Walk};
