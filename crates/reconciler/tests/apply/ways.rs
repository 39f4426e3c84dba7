//! Tests the four documented ways to join networks: the calls, their order, and the account that
//! signs each.

use crate::bench::{Bench, example, topology};

const A: &str = "1250000000000001";
const B: &str = "1250000000000002";

/// Applies an example and returns its writes.
async fn writes(name: &str) -> Vec<String> {
    let bench = Bench::new(example(name));
    bench.apply().await;
    bench.take_writes()
}

/// Returns the position of an account's call among the writes. It must be made exactly once.
fn place(writes: &[String], account: &str, action: &str) -> usize {
    let call = format!("{account} {action}");
    let places: Vec<_> = writes
        .iter()
        .enumerate()
        .filter(|(_, write)| **write == call)
        .map(|(place, _)| place)
        .collect();
    assert_eq!(places.len(), 1, "{call} in {writes:?}");
    places[0]
}

/// Asserts that every call to `first` comes before every call to `then`, and that both are made.
fn before(writes: &[String], first: &str, then: &str) {
    let is = |write: &String, action: &str| write.ends_with(&format!(" {action}"));
    let last = writes
        .iter()
        .rposition(|write| is(write, first))
        .unwrap_or_else(|| panic!("{first} in {writes:?}"));
    let next = writes
        .iter()
        .position(|write| is(write, then))
        .unwrap_or_else(|| panic!("{then} in {writes:?}"));
    assert!(last < next, "{first} before {then} in {writes:?}");
}

fn assert_signed_by_the_owner(writes: &[String]) {
    let wrong: Vec<_> = writes
        .iter()
        .filter(|write| !write.ends_with(" GrantInstanceToCen") && !write.starts_with(A))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test(start_paused = true)]
async fn the_first_way_same_region_and_account() {
    let writes = writes("same-region.yaml").await;
    assert_eq!(
        writes,
        [
            format!("{A} CreateCen"),
            format!("{A} AttachCenChildInstance"),
            format!("{A} AttachCenChildInstance")
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn the_second_way_several_regions() {
    let writes = writes("cross-region.yaml").await;
    before(&writes, "CreateCen", "AttachCenChildInstance");
    before(&writes, "CreateCen", "CreateCenBandwidthPackage");
    before(
        &writes,
        "CreateCenBandwidthPackage",
        "AssociateCenBandwidthPackage",
    );
    before(
        &writes,
        "AssociateCenBandwidthPackage",
        "SetCenInterRegionBandwidthLimit",
    );
    before(
        &writes,
        "AttachCenChildInstance",
        "SetCenInterRegionBandwidthLimit",
    );
    assert_signed_by_the_owner(&writes);
    place(&writes, A, "CreateCenBandwidthPackage");
}

#[tokio::test(start_paused = true)]
async fn the_third_way_two_accounts() {
    let writes = writes("cross-account.yaml").await;
    before(&writes, "CreateCen", "GrantInstanceToCen");
    let grant = place(&writes, B, "GrantInstanceToCen");
    let last_attach = writes
        .iter()
        .rposition(|write| *write == format!("{A} AttachCenChildInstance"))
        .unwrap();
    assert!(grant < last_attach, "{writes:?}");
    assert_signed_by_the_owner(&writes);
}

#[tokio::test(start_paused = true)]
async fn the_fourth_way_two_accounts_and_several_regions() {
    let writes = writes("cross-account-cross-region.yaml").await;
    let grant = place(&writes, B, "GrantInstanceToCen");
    let (associate, limit) = (
        place(&writes, A, "AssociateCenBandwidthPackage"),
        place(&writes, A, "SetCenInterRegionBandwidthLimit"),
    );
    assert!(
        place(&writes, A, "CreateCen") < grant
            && place(&writes, A, "CreateCenBandwidthPackage") < associate
            && associate < limit
    );
    before(
        &writes,
        "AttachCenChildInstance",
        "SetCenInterRegionBandwidthLimit",
    );
    assert_signed_by_the_owner(&writes);
}

#[tokio::test(start_paused = true)]
async fn a_whole_estate_of_three_accounts_and_three_kinds_of_network() {
    let bench = Bench::new(example("global-backbone.yaml"));
    let plan = bench.apply().await;
    assert_eq!(
        bench.take_writes().len(),
        plan.steps.len(),
        "each action is one call"
    );
}

#[tokio::test(start_paused = true)]
async fn slow_changes_are_waited_for_and_their_states_are_told() {
    let pace = |options: &mut cen_simulator::Options| {
        options.pace = "attach=28s,grant=20s,default=11s".parse().unwrap()
    };
    let bench = Bench::with(
        example("cross-account-cross-region.yaml"),
        |_| {},
        pace,
        |transport| transport,
    );
    bench.apply().await;
    let states: Vec<String> = bench
        .events
        .lock()
        .unwrap()
        .iter()
        .filter_map(|event| match event {
            cen_reconciler::Event::Waiting { state, .. } => Some(state.clone()),
            _ => None,
        })
        .collect();
    for state in ["Creating", "Attaching", "being made", "Idle", "Modifying"] {
        assert!(states.contains(&state.to_owned()), "{state} in {states:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn changes_that_take_reads_are_waited_for() {
    let pace = |options: &mut cen_simulator::Options| options.pace = "reads:3".parse().unwrap();
    Bench::with(
        example("global-backbone.yaml"),
        |_| {},
        pace,
        |transport| transport,
    )
    .apply()
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_blocking_cen_is_waited_out() {
    let set = |options: &mut cen_simulator::Options| {
        options.pace = "2s".parse().unwrap();
        options.blocking = true;
    };
    Bench::with(
        example("global-backbone.yaml"),
        |_| {},
        set,
        |transport| transport,
    )
    .apply()
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_managed_vpc_an_adopted_cen_and_a_package_from_elsewhere() {
    let text = r#"
version: 1
name: mixed
accounts:
  a: { id: "1250000000000001" }
  b: { id: "1250000000000002" }
vpcs:
  lab:  { account: b, region: cn-beijing, cidr: 10.40.0.0/16, description: lab }
  hub:  { account: a, region: eu-central-1, id: vpc-hub }
cens:
  old:
    account: a
    id: cen-old
    name: Old
    attach: [lab, hub]
    bandwidth:
      - areas: [china, europe]
        package: { id: cenbwp-old }
        limits: [{ between: [cn-beijing, eu-central-1], mbps: 10 }]
"#;
    let change = |seed: &mut cen_simulator::Seed| {
        let cen = cen_simulator::SeedCen {
            id: "cen-old".to_owned(),
            name: "Old".to_owned(),
            ..Default::default()
        };
        seed.accounts[0].cens.push(cen);
    };
    let bench = Bench::with(topology(text), change, |_| {}, |transport| transport);
    bench.apply().await;
    let writes = bench.take_writes();
    assert!(
        writes.contains(&format!("{A} TagResources")) && writes.contains(&format!("{B} CreateVpc")),
        "{writes:?}"
    );
    assert!(
        !writes.iter().any(|write| write.contains("CreateCen")),
        "{writes:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn limits_are_raised_and_lowered_without_ever_exceeding_the_package() {
    let text = |first: u32, second: u32| {
        format!(
            r#"
version: 1
name: moving
accounts: {{ a: {{ id: "1250000000000001" }} }}
vpcs:
  one:   {{ account: a, region: cn-beijing,  id: vpc-1 }}
  two:   {{ account: a, region: cn-shanghai, id: vpc-2 }}
  three: {{ account: a, region: cn-hangzhou, id: vpc-3 }}
cens:
  net:
    account: a
    attach: [one, two, three]
    bandwidth:
      - areas: [china, china]
        package: {{ mbps: 10, charge: postpaid }}
        limits:
          - {{ between: [cn-beijing, cn-shanghai], mbps: {first} }}
          - {{ between: [cn-hangzhou, cn-shanghai], mbps: {second} }}
"#
        )
    };
    let mut bench = Bench::new(topology(&text(8, 2)));
    bench.apply().await;
    bench.take_log();
    bench.topology = topology(&text(3, 7));
    bench.apply().await;
    assert_eq!(
        bench.take_writes().len(),
        2,
        "the simulator refuses a sum above the package, so the decrease came first"
    );
}
