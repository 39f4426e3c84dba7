//! Prints the calls of each action of an apply and a destroy, and holds those in the tables of docs/performance.md.

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

/// Asserts how often an action is called in the first look, the execution and the second look.
fn hold(measured: &Measured, calls: &[(&str, [usize; 3])]) {
    for (action, expected) in calls {
        let called = measured.actions.get(*action).copied();
        assert_eq!(called.unwrap_or_default(), *expected, "{action}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_list_of_a_look_is_read_twice_and_the_second_look_reads_only_what_may_have_changed() {
    for editions in [Editions::Basic, Editions::Enterprise] {
        let mut scene = Scene::on(editions, &one_cen(200), PACE, false);
        let name = |run: &str| format!("200 {editions:?}, {run}");
        print(&name("first apply"), &scene.apply().await);
        let destroyed = scene.destroy().await;
        print(&name("destroy"), &destroyed);
        let second = scene.apply().await;
        print(&name("second apply"), &second);
        if editions == Editions::Basic {
            hold(
                &destroyed,
                &[
                    ("DescribePublishedRouteEntries", [200, 0, 0]),
                    ("DescribeVpcs", [29, 0, 5]),
                    ("ListTransitRouterAvailableResource", [0, 0, 0]),
                ],
            );
        }
        hold(
            &second,
            &[
                ("DescribeVpcs", [5, 0, 0]),
                ("GetCallerIdentity", [1, 0, 0]),
                ("ListTransitRouterAvailableResource", [5, 0, 0]),
            ],
        );
    }
}
