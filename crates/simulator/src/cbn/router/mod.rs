//! Transit routers of the Enterprise Edition: a file a kind of what they have.

mod access;
pub(crate) mod routers;
pub(crate) mod service;
