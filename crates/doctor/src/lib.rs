//! What a topology needs of the accounts' RAM policies, and whether it is there.
//!
//! [`needs()`] derives the calls that a plan for a file can make, on both editions of transit routers; [`Policy`] turns them into RAM policies;
//! [`probe()`] asks the cloud whether an account may make one of them, without changing anything.

mod account;
mod needs;
mod policy;
mod probe;

pub use account::{SERVICE_ROLE, Services, identity, services};
pub use needs::{Needs, Part, needs};
pub use policy::{Policy, Statement};
pub use probe::{ProbeSubjects, Reason, Verdict, probe};
