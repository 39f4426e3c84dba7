//! The simulator as a foreign client meets it.

#![expect(clippy::unwrap_used, reason = "an unwrap that fails is a test that fails")]

mod client;
mod faults;
mod gate;
mod hostile;
mod route_access;
mod routes;
mod rules;
mod trace;
mod typed;
mod wire;
