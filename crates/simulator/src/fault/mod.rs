//! What goes wrong on purpose: which calls are struck, and by what.

mod codes;
mod kind;
mod random;
mod router_codes;
mod rule;
mod schedule;
mod spec;

pub use kind::Delivery;
pub(crate) use kind::{Fault, Lag};
#[cfg(test)]
pub(crate) use random::Random;
pub use rule::Faults;
pub(crate) use schedule::FaultSchedule;
pub use spec::FaultError;
