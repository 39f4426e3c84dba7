//! Applies plans on the simulator, under a paused clock. Every apply ends by planning again and
//! expecting nothing.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

mod bench;
mod bound;
mod calls;
mod drift;
mod ending;
mod enterprise;
mod estates;
mod export;
mod faults;
mod frugality;
mod gateway;
mod lanes;
mod leaving;
mod measured;
mod migrations;
mod not_yet;
mod purchases;
mod restarts;
mod routes;
mod speed;
mod stale;
mod texts;
mod two;
mod ways;
