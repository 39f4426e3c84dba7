//! Measures the benefit of lanes: attachments to two CENs on the simulator, counted and timed under
//! a paused clock.
//!
//! The times are those that a person would wait. Each change takes five seconds and each answer
//! fifty milliseconds.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be made is an error, and its result is printed"
)]

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/apply/bench.rs"]
mod bench;

use std::time::Duration;

use cen_simulator::EntryKind;
use tokio::time::Instant;

use crate::bench::{Bench, topology};

/// Returns two CENs of one account with half of these networks each, all in one region.
fn two_cens(networks: usize) -> String {
    let mut text = String::from("version: 1\nname: lanes\naccounts:\n  a: { id: \"1\" }\nvpcs:\n");
    let name = |number: usize| format!("n{number}");
    for number in 0..networks {
        text.push_str(&format!(
            "  {0}: {{ account: a, region: cn-beijing, id: vpc-{0} }}\n",
            name(number)
        ));
    }
    text.push_str("cens:\n");
    for (cen, numbers) in [("one", 0..networks / 2), ("two", networks / 2..networks)] {
        text.push_str(&format!(
            "  {cen}: {{ account: a, attach: [{}] }}\n",
            numbers.map(name).collect::<Vec<_>>().join(", ")
        ));
    }
    text
}

struct Measured {
    reads: usize,
    writes: usize,
    blocked: usize,
    took: Duration,
}

async fn measure(networks: usize, parallel: usize, blocking: bool) -> Measured {
    let set = |options: &mut cen_simulator::Options| {
        options.pace = "5s".parse().unwrap();
        options.latency = Duration::from_millis(50);
        options.blocking = blocking;
    };
    let bench = Bench::with(
        topology(&two_cens(networks)),
        |_| {},
        set,
        |transport| transport,
    );
    let plan = bench.plan().await;
    bench.take_log();
    let began = Instant::now();
    assert!(bench.execute(&plan, parallel).await.is_done());
    let (took, log) = (began.elapsed(), bench.take_log());
    let reads = log
        .iter()
        .filter(|entry| entry.access == EntryKind::Read)
        .count();
    let blocked = log
        .iter()
        .filter(|entry| entry.code == "Operation.Blocking")
        .count();
    Measured {
        reads,
        writes: log.len() - reads,
        blocked,
        took,
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!(
        "{:<46} {:>7} {:>7} {:>8} {:>9} {:>7}",
        "200 attachments to 2 CENs", "reads", "writes", "blocked", "time", "speed"
    );
    let mut one_by_one = None;
    for (name, parallel, blocking) in [
        ("a cloud that does not block, one at a time", 1, false),
        ("a cloud that does not block, ten at once", 10, false),
        ("a cloud that does not block, forty at once", 40, false),
        ("a cloud that blocks, ten at once", 10, true),
        ("a cloud that blocks, forty at once", 40, true),
    ] {
        let Measured {
            reads,
            writes,
            blocked,
            took,
        } = measure(200, parallel, blocking).await;
        let seconds = took.as_secs_f64();
        let speed = *one_by_one.get_or_insert(seconds) / seconds;
        println!("{name:<46} {reads:>7} {writes:>7} {blocked:>8} {seconds:>7.1} s {speed:>6.1}x");
    }
}
