//! Tests the simulator with a foreign client.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

mod access;
mod attachments;
mod client;
mod contract;
mod faults;
mod gate;
mod gate_v3;
mod hostile;
mod links;
mod network;
mod provider;
mod provider_enterprise;
mod route_access;
mod route_tables;
mod router_life;
mod router_locks;
mod router_rules;
mod routers;
mod routes;
mod rules;
mod saves;
mod stricter;
mod tls;
mod trace;
mod typed;
mod vswitches;
mod wire;
