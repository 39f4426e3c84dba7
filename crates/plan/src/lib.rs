//! What is wanted and what is there, turned into ordered actions.
//!
//! This crate is pure: no IO, no clock, no randomness. The same topology and the same observation always give the same plan.

mod action;
mod address;
mod call;
mod connectivity;
mod diff;
mod export;
mod fabric;
mod file;
mod filter;
mod guard;
mod hold;
mod imagine;
mod lane;
mod lanes;
mod lower;
mod observed;
mod order;
mod plan;
mod precondition;
mod problem;
mod reach;
mod resolve;
mod route_map_text;
mod scope;
mod transition;
mod walk;

pub use action::{Action, ActionId, Address, Call, Edit, Ref, RouteCall};
pub use connectivity::Shift;
pub use export::{export, owning_topologies};
pub use fabric::{Fabric, JoinedCen, JoinedNetwork, JoinedPackage, Link};
pub use file::{FileError, Origin, SNAPSHOT_VERSION, Snapshot, kind_of, read_plan, read_snapshot};
pub use guard::{Consent, Refusal, refusals};
pub use hold::{Hold, HoldReason};
pub use imagine::{imagine, plan_change};
pub use lanes::{Answer, Lanes};
pub use observed::{
    Edition, Gap, GapScope, Inside, NAME_TAG, Observed, RoutePart, SeenAccess, SeenAttachment,
    SeenCen, SeenGrant, SeenLimit, SeenNetwork, SeenPackage, SeenRoute, SeenRouteMap, SeenRoutes,
    TOPOLOGY_TAG,
};
pub use plan::{
    Interruption, PLAN_VERSION, Plan, Step, Unmanaged, plan, plan_adopting, plan_destruction,
};
pub use precondition::{Mismatch, Standing, standings};
pub use problem::{Problem, ProblemKind};
pub use reach::{End, Note, Obstacle, Reach, Share, reach, reach_before};
pub use resolve::{Adopt, present, wanted_instances};
pub use scope::scope;
pub use transition::in_transition;
pub use walk::{ActionIndex, Outcome, Walk};
