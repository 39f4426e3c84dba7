//! What the topology file says, checked: text in, a [`Topology`] whose invariants hold or every problem of the file out.
//!
//! This crate is pure: it reads no file, no environment and no clock.

mod model;
mod names;

pub use model::{Account, Bandwidth, Cen, Charge, Ignore, Network, Package, Selector, Topology};
pub use names::{
    AccountId, AccountName, Area, AreaPair, CenId, CenName, InstanceId, Mbps, NetworkKind, NetworkName, PackageId, RegionId, RegionPair,
    TopologyName,
};
