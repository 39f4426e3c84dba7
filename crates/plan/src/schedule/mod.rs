//! When which action of a plan may start: after what it waits for, and as many at once as the API allows.

mod admission;
mod conflict_domain;
mod walk;

pub use admission::{Answer, Lanes};
pub use walk::{ActionIndex, Outcome, Walk};
