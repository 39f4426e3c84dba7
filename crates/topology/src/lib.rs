//! What the topology file says, checked: text in, a [`Topology`] whose invariants hold or every problem of the file out.
//!
//! This crate is pure: it reads no file, no environment and no clock.

mod area;
mod build;
mod characters;
mod declared;
mod diagnostic;
mod document;
mod left_out;
mod model;
mod names;
mod parse;
mod partial;
mod places;
mod route_maps;
mod routes;
mod secret;
mod shape;
mod tree;
mod validate;

pub use area::{area_of, documented_regions};
pub use characters::{is_seen, visible, visible_lines};
pub use diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity, suggest};
pub use document::schema;
pub use left_out::Parts;
pub use model::{
    Account, Acknowledgement, Bandwidth, Cen, Charge, DriftClass, Ignore, Network, Package,
    Selector, Topology,
};
pub use names::{
    AccountId, AccountName, Area, AreaPair, CenId, CenName, InstanceId, Mbps, NetworkKind,
    NetworkName, PackageId, RegionId, RegionPair, RouteMapId, TopologyName,
};
pub use parse::{Checked, MAX_BYTES, parse, parse_bytes};
pub use places::{Places, Position};
pub use route_maps::{
    Choice, Community, CommunityEdit, Condition, Direction, RouteEnd, RouteMap, RouteMapPlace,
    RouteType,
};
pub use routes::{HealthCheck, Routes};
