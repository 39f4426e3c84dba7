//! Holds how often planning allocates memory, and how much it holds: exact where time is not. Planning
//! 2,000 networks must not take more than before, nor more for each network than planning 1,000.
//!
//! `cargo test -p cen-plan --test allocations -- --nocapture` prints the numbers; with `--ignored` those of
//! 100,000 networks.

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

/// How often each case may allocate for each network, and how many bytes it may hold at a time.
const MOST: [(&str, u64, u64); 5] = [
    ("check", 42, 3100),
    ("same", 3, 420),
    ("create", 74, 3700),
    ("limits", 5, 560),
    ("remove", 54, 3800),
];

fn parsed(text: &str) -> Topology {
    cen_topology::parse(text).unwrap().topology
}

/// Returns what each case takes for so many networks, in the order of [`MOST`]: how often it allocates,
/// and how many bytes it holds beside its inputs at most.
fn taken(networks: usize) -> [[u64; 2]; 5] {
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
    cases.map(|case| {
        let measured = measure(case);
        [measured.count_total, measured.bytes_max]
    })
}

/// Holds what planning so many networks takes, and prints it.
fn hold(networks: usize) {
    let (small, large) = (taken(networks / 2), taken(networks));
    for (((case, often, bytes), small), large) in MOST.into_iter().zip(small).zip(large) {
        let [count, held] = large.map(|taken| taken / networks as u64);
        println!("{case}: for each network {count} allocations, {held} bytes at most");
        let most = [often, bytes].map(|most| networks as u64 * most);
        for ((small, large), most) in small.into_iter().zip(large).zip(most) {
            assert!(large <= most, "{case}: {large} for {networks} networks");
            // Tables that double make small differences.
            assert!(large * 20 <= small * 41, "{case}: {small}, then {large}");
        }
    }
}

#[test]
fn planning_takes_memory_in_proportion_to_the_networks_and_no_more_than_before() {
    hold(2_000);
}

#[test]
#[ignore = "takes minutes; it prints the numbers of docs/performance.md"]
fn planning_takes_as_much_memory_for_each_of_a_hundred_thousand_networks() {
    hold(100_000);
}
