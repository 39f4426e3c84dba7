//! What is wanted and what is there, turned into ordered actions.
//!
//! This crate is pure: no IO, no clock, no randomness. The same topology and the same observation always give the same plan.

mod baseline;
mod document;
mod guard;
mod interruption;
mod lookalike;
mod lower;
mod notice;
mod order;
mod origin;
mod plan;
mod schedule;

pub use baseline::{imagine, plan_change};
pub use document::{
    Contradiction, FileError, SNAPSHOT_VERSION, Snapshot, kind_of, read_plan, read_snapshot,
};
pub use guard::{Consent, PlanRefusal, refusals};
pub use interruption::{Interrupted, Interruption};
pub use notice::{Concern, Horizon, Notice, notices};
pub use origin::Origin;
pub use plan::{PLAN_VERSION, Plan, Unmanaged, plan, plan_adopting, plan_destruction};
pub use schedule::{ActionIndex, ConflictDomains, Outcome, Room, Walk, WriteAnswer};
