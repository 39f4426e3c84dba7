//! The calls of Enterprise Edition transit routers.

mod attachment;
mod change;
mod link;
mod router;
mod table;
