//! Measures how long each part of planning a large network takes, by the number of its networks.
//!
//! `build` plans all of a network that does not exist, `nothing` one that exists, `destroy` the
//! removal of all of it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made is an error, and its result is printed"
)]
#![expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../../../tests/support/estate.rs"]
mod estate;

use std::hint::black_box;
use std::time::{Duration, Instant};

use cen_plan::{imagine, plan, plan_destruction};
use cen_render as render;

use crate::estate::estate;

/// Returns the shortest of three times.
fn time<T>(work: impl Fn() -> T) -> Duration {
    let once = || {
        let began = Instant::now();
        black_box(work());
        began.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    println!(
        "{:>8} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "networks", "parse", "build", "nothing", "destroy", "text", "json"
    );
    for networks in [60, 600, 3000] {
        let source = estate(networks);
        let topology = cen_topology::parse(&source).unwrap().topology;
        let (bare, built) = (
            imagine(&topology.emptied(), &topology),
            imagine(&topology, &topology),
        );
        let all = plan(&topology, &bare).unwrap();
        assert!(all.steps.len() > networks && plan(&topology, &built).unwrap().is_empty());
        let times = [
            time(|| cen_topology::parse(&source)),
            time(|| plan(&topology, &bare)),
            time(|| plan(&topology, &built)),
            time(|| plan_destruction(&topology, &built)),
            time(|| render::text(&all, &topology)),
            time(|| render::json(&all, &topology)),
        ];
        let times: String = times
            .iter()
            .map(|time| format!(" {:>6.1} ms", time.as_secs_f64() * 1000.0))
            .collect();
        println!("{networks:>8}{times}");
    }
}
