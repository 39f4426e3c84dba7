//! Transit routers of the Enterprise Edition: a file a kind of what they have.

pub(crate) mod access;
pub(crate) mod associations;
mod attachment_lists;
mod attachments;
pub(crate) mod convert;
mod deletions;
pub(crate) mod entries;
pub(crate) mod entry_lists;
pub(crate) mod granted_vswitches;
pub(crate) mod grants;
pub(crate) mod learned;
mod link_bandwidth;
pub(crate) mod peer_attachments;
pub(crate) mod propagations;
pub(crate) mod routers;
pub(crate) mod service;
pub(crate) mod tables;
mod targets;
pub(crate) mod vbr_attachments;
pub(crate) mod vpc_attachments;
pub(crate) mod vpc_routes;
mod zone_mappings;
