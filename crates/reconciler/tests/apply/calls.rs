//! Prints the calls of each action of an apply and a destroy: the tables of docs/performance.md.

#![expect(clippy::print_stdout, reason = "the numbers are printed")]

use std::time::Duration;

use cen_simulator::Editions;

use crate::bound::Pace;
use crate::estates::one_cen;
use crate::measured::{Measured, Scene};

const PACE: Pace = Pace {
    call: Duration::from_millis(50),
    attach: Duration::from_secs(2),
    other: Duration::from_millis(500),
};

fn print(name: &str, measured: &Measured) {
    let Measured {
        writes,
        reads,
        looks,
        ..
    } = measured;
    let ratio = measured.ratio();
    println!(
        "\n{name}: {writes} writes, {reads} reads, {looks} looks, {} calls, {ratio:.3} times its bound",
        measured.calls()
    );
    for (action, [first, execution, second]) in &measured.actions {
        println!("| {action} | {first} | {execution} | {second} |");
    }
    for ((time, action), count) in &measured.trace.0 {
        println!("{time:>6} ms {count:>4} {action}");
    }
}

#[tokio::test(start_paused = true)]
#[ignore = "it prints the calls of docs/performance.md"]
async fn calls_by_action() {
    for editions in [Editions::Basic, Editions::Enterprise] {
        let mut scene = Scene::on(editions, &one_cen(200), PACE, false);
        let name = |run: &str| format!("200 {editions:?}, {run}");
        print(&name("first apply"), &scene.apply().await);
        print(&name("destroy"), &scene.destroy().await);
        print(&name("second apply"), &scene.apply().await);
    }
}
