//! The planner, tested through its public functions.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

mod cases;
mod enterprise;
mod example;
mod expectations;
mod export;
mod export_routes;
mod export_worlds;
mod facts;
mod findings;
mod gaps;
mod makes_way;
mod markdown;
mod model;
mod model_routes;
mod notices;
mod other_keys;
mod properties;
mod random;
mod reach;
mod room;
mod routes;
mod scene;
mod schema;
mod settle;
mod untouched;
