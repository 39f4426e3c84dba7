//! The desired state of one network, after every offline rule has been checked.
//!
//! Guarantees of a [`Topology`]: every name that one part uses is declared in another; a network is
//! attached to at most one CEN; a CEN has one limit for a pair of regions, and both regions have an
//! attached network; the limits of a group fit its package if cen buys the package; the areas of a
//! group fit its regions as far as the vendor documents them; every network that a routes section or
//! `attachments` names is attached to that CEN, and so is one in every region of `routers`.

mod acknowledgement;
mod bandwidth;
mod cen;
pub(crate) mod from_document;
mod ignore;
mod network;
mod route_maps;
mod routes;
mod topology;
mod transit;

pub use acknowledgement::{Acknowledgement, DriftClass};
pub use bandwidth::{Bandwidth, Charge, Package};
pub use cen::Cen;
pub use ignore::Ignore;
pub use network::{Network, Selector};
pub use route_maps::{
    Choice, Community, CommunityEdit, Condition, Direction, RouteEnd, RouteMap, RouteMapPlace,
    RouteType,
};
pub use routes::{HealthCheck, Routes};
pub use topology::{Account, AssumedRole, Renames, Topology};
pub use transit::{AttachmentOptions, Billing, LinkQuality, Router, TrafficLimit, Vswitches};
