//! The words for what the planner says as data. Nothing here is stored or compared.

pub(crate) mod call;
pub(crate) mod count;
pub(crate) mod hold;
pub(crate) mod kind;
pub(crate) mod reference;
pub(crate) mod route_call;
pub(crate) mod route_map;
pub(crate) mod wait;
