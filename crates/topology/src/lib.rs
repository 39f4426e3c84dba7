//! What the topology file says, checked: text in, a [`Topology`] whose invariants hold or every problem of the file out.
//!
//! This crate is pure: it reads no file, no environment and no clock.

mod area;
mod characters;
mod code;
mod decode;
mod diagnostic;
mod document;
mod frame;
mod layout;
mod literal;
mod model;
mod names;
mod parse;
mod position;
mod printable;
mod prune;
mod redact;
mod region_pair;
mod scalar;
mod secret;
mod shape;
mod shared_text;
mod source_map;
mod spanned;
mod structure;
mod suggest;
mod symbols;
mod validate;
pub mod write;

pub use area::{Area, AreaPair, OtherArea, area_of, documented_area_of, known_regions};
pub use code::Code;
pub use diagnostic::{Diagnostic, Diagnostics, Label, Severity};
pub use document::schema;
pub use layout::layout;
pub use model::{
    Account, Acknowledgement, AssumedRole, AttachmentOptions, Bandwidth, Billing, Cen, Charge,
    Choice, Community, CommunityEdit, Condition, Direction, DriftClass, HealthCheck, Ignore,
    LinkQuality, Network, Package, Renames, RouteEnd, RouteMap, RouteMapPlace, RouteType, Router,
    Routes, Selector, Topology, TrafficLimit, Vswitches,
};
pub use names::{
    AccountId, AccountName, AttachmentId, CenId, CenName, InstanceId, Mbps, NetworkKind,
    NetworkName, PackageId, RegionId, RouteMapId, RouteTableId, RouterId, TableName, TopologyName,
    VswitchId, ZoneId,
};
pub use parse::{Checked, MAX_BYTES, parse, parse_bytes};
pub use position::Position;
pub use printable::{is_seen, visible, visible_lines};
pub use prune::Parts;
pub use region_pair::RegionPair;
pub use shared_text::SharedText;
pub use source_map::SourceMap;
pub use suggest::suggest;
