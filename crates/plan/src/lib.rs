//! What is wanted and what is there, turned into ordered actions.
//!
//! This crate is pure: no IO, no clock, no randomness. The same topology and the same observation always give the same plan.

mod action;
mod address_ranges;
mod assumption;
mod baseline;
mod comparison;
mod diff;
mod document;
mod edition;
mod entrance;
mod guard;
mod hold;
mod interruption;
mod lower;
mod network;
mod notice;
mod observed;
mod order;
mod origin;
mod plan;
mod precondition;
mod problem;
mod resolve;
mod schedule;
mod step;
mod transition;
mod wait_reason;

pub use action::{Action, ActionId, Address, Call, ChangeKind, Edit, Phase, Ref, TableEnd, call};
pub use assumption::Assumption;
pub use baseline::{imagine, plan_change};
pub use document::{
    Contradiction, FileError, SNAPSHOT_VERSION, Snapshot, kind_of, read_plan, read_snapshot,
};
pub use guard::{Consent, Refusal, refusals};
pub use hold::{
    Blocker, EditionLack, FixedAttribute, HeldDifference, Hold, HoldReason, PackageProblem,
    RouteProblem, VswitchProblem,
};
pub use interruption::{Interrupted, Interruption};
pub use network::{
    End, Fabric, JoinedCen, JoinedNetwork, JoinedPackage, Link, Note, Obstacle, Reach, Share,
    Shift, reach, reach_before,
};
pub use notice::{Concern, Horizon, Notice, notices};
pub use observed::{
    Coverage, Edition, Gap, GapScope, Inside, LinkCharge, NAME_TAG, NotExpressible, Observed,
    RouteMapContent, RoutePart, SeenAccess, SeenAttachment, SeenCen, SeenGrant, SeenLimit,
    SeenLink, SeenNetwork, SeenPackage, SeenReservation, SeenRoute, SeenRouteMap, SeenRouter,
    SeenRoutes, SeenTransit, SeenVswitch, ServiceState, TOPOLOGY_TAG, TableUse, is_marked,
    owner_of,
};
pub use origin::Origin;
pub use plan::{PLAN_VERSION, Plan, Unmanaged, plan, plan_adopting, plan_destruction};
pub use precondition::{Mismatch, Standing, standings};
pub use problem::{Place, Problem, ProblemKind, Wanted};
pub use resolve::{
    Adopt, cens_that_lose_networks, instance_of, package_mark, present, wanted_instances,
};
pub use schedule::{ActionIndex, Answer, ConflictDomains, Outcome, Walk};
pub use step::Step;
pub use transition::in_transition;
pub use wait_reason::WaitReason;
