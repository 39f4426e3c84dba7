//! One mutating API call as data, and the reasons that a plan gives for what it does and leaves alone.
//!
//! This crate is pure: no IO, no clock, no randomness. It makes no sentences: a renderer does.

mod action;
mod address;
mod assumption;
pub mod call;
mod hold;
mod phase;
mod problem;
mod reference;
mod small_map;
mod step;
mod wait_reason;

pub use action::Action;
pub use address::{Address, TableEnd};
pub use assumption::Assumption;
pub use call::{Call, ChangeKind, Edit};
pub use hold::{
    Blocker, EditionLack, FixedAttribute, HeldDifference, Hold, HoldReason, PackageProblem,
    RouteProblem, VswitchProblem,
};
pub use phase::Phase;
pub use problem::{Problem, ProblemKind, SearchedPlace, Wanted};
pub use reference::{ActionId, Ref};
pub use small_map::SmallMap;
pub use step::{Preconditions, Step};
pub use wait_reason::WaitReason;
