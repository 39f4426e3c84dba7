//! Tests what many attachments cost: time, and looks.

use std::time::Duration;

use cen_simulator::Editions;

use super::look::router_calls;
use crate::bound::Pace;
use crate::measured::Scene;

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

const PACE: Pace = Pace {
    call: Duration::from_millis(50),
    attach: Duration::from_secs(20),
    other: Duration::from_secs(5),
};

#[tokio::test(start_paused = true)]
async fn fifty_attachments_take_their_longest_way_and_share_their_looks() {
    let mut scene = Scene::on(Editions::Enterprise, &fifty(), PACE, false);
    let first = scene.apply().await;
    // The service, the CEN, a router, an attachment, and its two entries of the table.
    assert_eq!(first.bound, Duration::from_millis(35_500), "{first:?}");
    assert!(first.ratio() < 1.1, "{} {first:?}", first.ratio());
    // Fifty attachments with two entries of tables each would cost thousands if each were polled
    // alone.
    assert!(first.reads < 2 * first.writes, "{first:?}");
    scene.bench.take_log();
    let again = scene.bench.plan().await;
    assert!(again.is_empty() && again.holds.is_empty(), "{again:?}");
    // The list of routers, and six lists of each: never one an attachment.
    let counts = router_calls(&scene.bench);
    assert_eq!(
        counts.values().sum::<usize>(),
        1 + 6 * REGIONS.len(),
        "{counts:?}"
    );
    let destroyed = scene.destroy().await;
    assert!(
        destroyed.ratio() < 1.1,
        "{} {destroyed:?}",
        destroyed.ratio()
    );
    let second = scene.apply().await;
    assert!(second.ratio() < 1.1, "{} {second:?}", second.ratio());
}
