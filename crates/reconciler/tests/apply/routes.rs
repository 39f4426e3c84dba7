//! Tests route settings of a CEN: the calls to read them, and their removal with everything else.

use cen_plan::plan_destruction;
use cen_reconciler::observe;

use crate::bench::{Bench, topology};

pub(crate) const WRITTEN: &str = r#"version: 1
name: net
accounts: { a: { id: "1250000000000001" } }
vpcs: { hub: { account: a, region: cn-hangzhou, id: vpc-hub } }
vbrs: { idc: { account: a, region: cn-beijing, id: vbr-idc } }
cens:
  one:
    account: a
    attach: [hub, idc]
    publish: { hub: [192.168.1.0/24] }
    health-checks: { idc: { target: 10.0.0.2 } }
    private-zone: [ { host: hub, from: [cn-hangzhou] } ]
    services: [ { host: 100.118.28.52, via: hub, from: [cn-beijing] } ]
    route-maps: [ { in: cn-hangzhou, priority: 10, action: deny, from: { networks: [idc] } } ]
"#;

/// Returns the file without its last five lines.
fn not_written() -> String {
    WRITTEN
        .lines()
        .take(9)
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Lists the actions in the log that read route settings.
fn looks(bench: &Bench) -> Vec<String> {
    let of_routes = |action: &String| {
        ["Route", "Health"].iter().any(|word| action.contains(word)) && !action.contains("Routers")
    };
    let mut looks: Vec<_> = bench
        .take_log()
        .into_iter()
        .map(|entry| entry.action)
        .filter(of_routes)
        .collect();
    looks.sort();
    looks
}

#[tokio::test(start_paused = true)]
async fn only_what_the_file_manages_is_looked_at() {
    let mut bench = Bench::new(topology(WRITTEN));
    bench.apply().await;
    bench.take_log();
    bench.plan().await;
    let all = [
        "DescribeCenPrivateZoneRoutes",
        "DescribeCenRouteMaps",
        "DescribeCenVbrHealthCheck",
        "DescribePublishedRouteEntries",
        "DescribeRouteServicesInCen",
    ];
    assert_eq!(looks(&bench), all);
    bench.topology = topology(&not_written());
    assert!(bench.plan().await.is_empty());
    assert_eq!(looks(&bench), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_cen_that_moves_to_another_account_leaves_nothing_of_what_the_file_does_not_manage() {
    let accounts = r#"accounts: { a: { id: "1250000000000001" }"#;
    let both = |text: &str| {
        text.replace(
            accounts,
            &format!(r#"{accounts}, b: {{ id: "1250000000000002" }}"#),
        )
    };
    let mut bench = Bench::new(topology(&both(WRITTEN)));
    bench.apply().await;
    bench.topology =
        topology(&both(&not_written()).replace("account: a\n    attach", "account: b\n    attach"));
    let plan = bench.plan().await;
    let report = bench.execute(&plan, 8).await;
    assert!(report.is_done(), "{:?}", report.outcomes);
    assert!(bench.plan().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn destruction_removes_what_the_file_does_not_manage_too() {
    let mut bench = Bench::new(topology(WRITTEN));
    bench.apply().await;
    bench.topology = topology(&not_written());
    let observed = observe(&bench.topology.managing_all_routes(), &bench.clients).await;
    let plan = plan_destruction(&bench.topology, &observed).unwrap();
    let report = bench.execute(&plan, 8).await;
    assert!(report.is_done(), "{:?}", report.outcomes);
    assert!(
        observe(&bench.topology, &bench.clients)
            .await
            .cens
            .is_empty()
    );
}
