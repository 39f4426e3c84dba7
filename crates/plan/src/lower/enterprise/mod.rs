//! The calls of Enterprise Edition transit routers.

mod attachment;
mod change;
mod link;
mod quota;
mod router;
mod table;

pub(crate) use quota::too_many_synced;
