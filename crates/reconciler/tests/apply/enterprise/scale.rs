//! Tests what many attachments cost: time, and looks.

use std::time::Duration;

use cen_simulator::EntryKind;
use tokio::time::Instant;

use super::bench_with;
use super::look::router_calls;
use crate::bench::topology;

const REGIONS: [&str; 5] = [
    "cn-hangzhou",
    "cn-beijing",
    "cn-shanghai",
    "us-east-1",
    "eu-central-1",
];

/// Returns a CEN with ten networks in each of five regions.
fn fifty() -> String {
    let mut text = "version: 1\nname: fifty\naccounts: { a: { id: \"1\" } }\nvpcs:\n".to_owned();
    let mut names = Vec::new();
    for region in REGIONS {
        for number in 0..10 {
            let name = format!("{region}-{number}");
            text.push_str(&format!(
                "  {name}: {{ account: a, region: {region}, id: vpc-{name} }}\n"
            ));
            names.push(name);
        }
    }
    text + &format!(
        "cens: {{ net: {{ account: a, attach: [{}] }} }}\n",
        names.join(", ")
    )
}

#[tokio::test(start_paused = true)]
async fn fifty_attachments_take_their_longest_way_and_share_their_looks() {
    let set = |options: &mut cen_simulator::Options| {
        options.pace = "router=10s,attach=20s,association=5s,default=0"
            .parse()
            .unwrap();
        options.latency = Duration::from_millis(50);
    };
    let bench = bench_with(topology(&fifty()), &[], |_| {}, set);
    let plan = bench.plan().await;
    bench.take_log();
    let began = Instant::now();
    assert!(bench.execute(&plan, 60).await.is_done());
    let took = began.elapsed();
    // Router, attachment, association: 35 s, and the pauses between looks.
    assert!(took < Duration::from_secs(50), "{took:?}");
    let log = bench.take_log();
    let reads = log.iter().filter(|entry| entry.access == EntryKind::Read);
    let reads = reads.count();
    // Fifty attachments with two entries of tables each would cost thousands if each were polled
    // alone.
    assert!(reads < 400, "{reads} looks after {took:?}");
    bench.take_log();
    let again = bench.plan().await;
    assert!(again.is_empty() && again.holds.is_empty(), "{again:?}");
    // The list of routers, and six lists of each: never one an attachment.
    let counts = router_calls(&bench);
    assert_eq!(
        counts.values().sum::<usize>(),
        1 + 6 * REGIONS.len(),
        "{counts:?}"
    );
}
