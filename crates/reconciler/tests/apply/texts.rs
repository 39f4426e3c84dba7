//! Texts that the cloud stores otherwise than they were sent.

use std::time::Duration;

use cen_plan::Outcome;
use cen_simulator::{Editions, Rules, StoredTexts};
use cen_topology::Topology;
use tokio::time::Instant;

use crate::bench::{Bench, outcome, topology};

/// Returns a file whose texts end with this.
fn file(end: &str) -> Topology {
    topology(&format!(
        "version: 1
name: texts
accounts: {{ main: {{ id: \"1250000000000001\" }} }}
vpcs:
  hub: {{ account: main, region: cn-hangzhou, id: vpc-hub }}
  lab: {{ account: main, region: cn-hangzhou, cidr: 10.9.0.0/16, description: \"lab net{end}\" }}
cens:
  bb:
    account: main
    name: \"backbone{end}\"
    description: \"all of it{end}\"
    attach: [hub, lab]
    route-maps:
      - {{ in: cn-hangzhou, priority: 3, action: permit, description: \"nothing else{end}\" }}
"
    ))
}

fn bench(file: Topology, editions: Option<Editions>) -> Bench {
    let rules = Rules {
        stored_texts: StoredTexts::Trimmed,
        ..Rules::default()
    };
    Bench::with(
        file,
        |seed| {
            seed.rules = Some(rules);
            seed.editions = editions;
        },
        |_| {},
        |wire| wire,
    )
}

/// Applies the file with longer texts, and asserts how each of these edits ends.
async fn assert_kept(bench: &mut Bench, longer: Topology, edits: &[(&str, &str)]) {
    bench.apply().await;
    bench.topology = longer;
    let (plan, began) = (bench.plan().await, Instant::now());
    let report = bench.execute(&plan, 8).await;
    for (id, text) in edits {
        let wanted = format!("it was accepted, and the cloud keeps it as `{text}`");
        assert_eq!(*outcome(&plan, &report, id), Outcome::Failed(wanted));
    }
    assert!(
        began.elapsed() < Duration::from_secs(60),
        "it took {:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_the_cloud_trims_ends_within_seconds_and_says_what_it_keeps() {
    let mut bench = bench(file(""), Some("basic".parse().unwrap()));
    let edits = [
        ("modify-cen/bb", "backbone"),
        ("modify-network/lab", "lab net"),
        ("modify-route-map/bb/cn-hangzhou/in/3", "nothing else"),
    ];
    assert_kept(&mut bench, file(" "), &edits).await;
}

#[tokio::test(start_paused = true)]
async fn a_text_that_is_neither_the_old_nor_the_new_one_is_told_too() {
    let mut bench = bench(file(""), Some("basic".parse().unwrap()));
    let edits = [
        ("modify-cen/bb", "backbone of all"),
        ("modify-network/lab", "lab net of all"),
        (
            "modify-route-map/bb/cn-hangzhou/in/3",
            "nothing else of all",
        ),
    ];
    assert_kept(&mut bench, file(" of all "), &edits).await;
}

#[tokio::test(start_paused = true)]
async fn the_name_of_a_transit_router_too() {
    let file = |end: &str| {
        topology(&format!(
            "version: 1
name: texts
accounts: {{ main: {{ id: \"1250000000000001\" }} }}
vpcs:
  lab: {{ account: main, region: cn-hangzhou, cidr: 10.9.0.0/16 }}
cens:
  bb:
    account: main
    attach: [lab]
    routers: {{ cn-hangzhou: {{ name: \"hub{end}\" }} }}
"
        ))
    };
    let mut bench = bench(file(""), Some("enterprise".parse().unwrap()));
    let edits = [("modify-router/bb/cn-hangzhou", "hub")];
    assert_kept(&mut bench, file(" "), &edits).await;
}
