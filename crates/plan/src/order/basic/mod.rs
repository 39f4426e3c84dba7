//! The rules for calls of Basic Edition transit routers.

mod replace;
pub(super) mod routes;
