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
    for &size in sizes {
        for (cloud, blocking) in [("free", false), ("blocking", true)] {
            if blocking && size > 200 {
                continue;
            }
            let mut scene = Scene::new(&estates::one_cen(size), PACE, blocking);
            row(
                &format!("{size} {cloud} apply, first run"),
                &scene.apply().await,
            );
            row(&format!("{size} {cloud} destroy"), &scene.destroy().await);
            row(
                &format!("{size} {cloud} apply, second run"),
                &scene.apply().await,
            );
        }
    }
}
