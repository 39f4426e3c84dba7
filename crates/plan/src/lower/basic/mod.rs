//! The calls of Basic Edition transit routers.

pub(super) mod create;
mod purchase;
mod remove;
pub(super) mod routes;
