//! Holds how often planning allocates memory: exact where time is not. Planning 2,000 networks must not
//! allocate more often than before, nor more often for each network than planning 1,000.
//!
//! `cargo test -p cen-plan --test allocations -- --nocapture` prints the numbers.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "an unwrap that fails is a test that fails, and the numbers are printed"
)]

#[path = "../benches/large/mod.rs"]
mod large;

use std::hint::black_box;

use allocation_counter::measure;
use cen_plan::{imagine, plan, plan_destruction};
use cen_topology::Topology;

/// How often each case may allocate for each network.
const MOST: [(&str, u64); 5] = [
    ("check", 42),
    ("same", 3),
    ("create", 74),
    ("limits", 5),
    ("remove", 54),
];

fn parsed(text: &str) -> Topology {
    cen_topology::parse(text).unwrap().topology
}

/// Returns how often each case allocates for so many networks, in the order of [`MOST`].
fn allocations(networks: usize) -> [u64; 5] {
    let source = large::text(networks, 5);
    let topology = parsed(&source);
    let other = parsed(&large::text(networks, 6));
    let bare = imagine(&topology.emptied(), &topology);
    let built = imagine(&topology, &topology);
    let cases: [&dyn Fn(); 5] = [
        &|| drop(black_box(cen_topology::parse(&source))),
        &|| assert!(plan(&topology, &built).unwrap().is_empty()),
        &|| assert!(plan(&topology, &bare).unwrap().steps.len() > networks),
        &|| assert!(plan(&other, &built).unwrap().steps.len() >= networks / 20),
        &|| assert!(plan_destruction(&topology, &built).unwrap().steps.len() > networks),
    ];
    cases.map(|case| measure(case).count_total)
}

#[test]
fn planning_allocates_in_proportion_to_the_networks_and_no_more_than_before() {
    let (small, large) = (allocations(1_000), allocations(2_000));
    for (((case, most), small), large) in MOST.into_iter().zip(small).zip(large) {
        println!("{case}: {} for each network", large / 2_000);
        assert!(large <= 2_000 * most, "{case}: {large} for 2,000 networks");
        // Tables that double make small differences.
        assert!(large * 20 <= small * 41, "{case}: {small}, then {large}");
    }
}
