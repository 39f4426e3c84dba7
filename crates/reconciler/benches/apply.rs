//! Measures applies of the real executor on the simulator under a paused clock: their time as a
//! ratio to the bound that the cloud's own latencies set, and their calls.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made is an error, and its result is printed"
)]

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/apply/bench.rs"]
mod bench;
#[path = "../tests/apply/bound.rs"]
mod bound;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/apply/estates.rs"]
mod estates;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/apply/measured.rs"]
mod measured;
#[path = "../../../tests/support/record.rs"]
mod record;

use std::time::Duration;

use cen_simulator::Editions;

use crate::bound::Pace;
use crate::measured::{Measured, Scene};

const PACE: Pace = Pace {
    call: Duration::from_millis(50),
    attach: Duration::from_secs(2),
    other: Duration::from_millis(500),
};

fn head() {
    println!(
        "{:<44} {:>6} {:>7} {:>7} {:>6} {:>6} {:>6} {:>6}",
        "attachments, 3 packages, 10 limits",
        "ratio",
        "bound",
        "time",
        "writes",
        "reads",
        "looks",
        "blocked"
    );
}

fn row(name: &str, measured: &Measured) {
    println!(
        "{name:<44} {:>6.3} {:>6.2}s {:>6.2}s {:>6} {:>6} {:>6} {:>6}",
        measured.ratio(),
        measured.bound.as_secs_f64(),
        measured.took.as_secs_f64(),
        measured.writes,
        measured.reads,
        measured.looks,
        measured.blocked,
    );
    record::record(&serde_json::json!({
        "bench": "apply", "case": name, "ratio": measured.ratio(),
        "bound_seconds": measured.bound.as_secs_f64(), "seconds": measured.took.as_secs_f64(),
        "writes": measured.writes, "reads": measured.reads, "looks": measured.looks,
        "blocked": measured.blocked,
    }));
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let full = std::env::args().any(|argument| argument == "--full");
    head();
    let sizes: &[usize] = if full { &[50, 200, 1000] } else { &[50, 200] };
    let clouds = [
        ("Basic", Editions::Basic, false),
        ("Basic, one at a time", Editions::Basic, true),
        ("Enterprise", Editions::Enterprise, false),
    ];
    for &size in sizes {
        for (cloud, editions, blocking) in clouds {
            // One at a time takes long to simulate, and a router takes fifty VPCs.
            if size > 200 && (blocking || editions == Editions::Enterprise) {
                continue;
            }
            let mut scene = Scene::on(editions, &estates::one_cen(size), PACE, blocking);
            let name = |run: &str| format!("{size} {cloud}, {run}");
            row(&name("first apply"), &scene.apply().await);
            row(&name("destroy"), &scene.destroy().await);
            row(&name("second apply"), &scene.apply().await);
        }
    }
}
