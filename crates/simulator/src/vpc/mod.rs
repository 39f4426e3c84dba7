//! VPC 2016-04-28: a handler an action.

pub(crate) mod grants;
mod parameters;
pub(crate) mod route_entries;
pub(crate) mod routers;
pub(crate) mod vpcs;
pub(crate) mod vswitches;
