//! Looks at the cloud, carries out a plan, waits until the cloud says that it is so, and tells what came of it.
//!
//! Nothing here prints, decides what is wanted, or reads a file: a topology and clients go in, observations, events and a report come out.

mod clients;
mod event;
mod execute;
mod identity;
mod listing;
mod observe;
mod perform;
mod report;
mod retry;
mod run;
mod wait;

pub use clients::Clients;
pub use event::{Event, Sink};
pub use execute::execute;
pub use identity::{IdentityProblem, verify_identities};
pub use observe::{observe, survey};
pub use report::Report;
pub use run::{Run, RunError};
