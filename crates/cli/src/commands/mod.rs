//! One command a file: load, call, render.

pub(crate) mod schema;
pub(crate) mod validate;
