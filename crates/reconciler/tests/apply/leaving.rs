//! Tests what networks leave behind on their CEN, and what is not bought for a network that is elsewhere.

use cen_action::HoldReason;
use cen_simulator::{SeedAccount, SeedCen, SeedChild};

use crate::bench::{Bench, topology};

async fn applied(bench: &mut Bench, next: &str) -> Vec<String> {
    bench.topology = topology(next);
    let plan = bench.plan().await;
    let report = bench.execute(&plan, 4).await;
    assert!(report.is_done(), "{:?}", report.outcomes);
    let again = bench.plan().await;
    assert!(again.is_empty() && again.holds.is_empty(), "{again:?}");
    let ids = plan.steps.iter().map(|step| step.action.id.to_string());
    ids.collect()
}

fn file(networks: &str, attach: &str) -> String {
    format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }}, dc: {{ id: \"1250000000000002\" }} }}
vpcs: {{ hub: {{ account: net, region: cn-hangzhou, id: vpc-hub }} }}
{networks}
cens: {{ bb: {{ account: net, attach: [{attach}] }} }}
"
    )
}

#[tokio::test(start_paused = true)]
async fn the_grant_of_the_last_vbr_or_ccn_is_revoked_when_it_leaves() {
    for networks in [
        "vbrs: { far: { account: dc, region: cn-beijing, id: vbr-far } }",
        "ccns: { far: { account: dc, region: ccn-cn-shanghai, id: ccn-far } }",
    ] {
        let mut bench = Bench::new(topology(&file(networks, "hub, far")));
        bench.apply().await;
        let id = if networks.starts_with("vbrs") {
            "vbr-far"
        } else {
            "ccn-far"
        };
        let done = applied(&mut bench, &file("", "hub")).await;
        assert_eq!(done, [format!("detach/bb/{id}"), format!("revoke/bb/{id}")]);
    }
}

/// Two VPCs on a CEN with this about routes.
fn routes(attach: &str, routes: &str) -> String {
    format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  hub: {{ account: net, region: cn-hangzhou, id: vpc-hub }}
  lab: {{ account: net, region: cn-beijing, id: vpc-lab }}
cens: {{ bb: {{ account: net, attach: [{attach}]{routes} }} }}
"
    )
}

#[tokio::test(start_paused = true)]
async fn what_is_reached_through_a_host_goes_with_it_when_its_section_has_left_the_file() {
    for section in [
        ", private-zone: [{ host: hub, from: [cn-hangzhou] }]",
        ", services: [{ host: 100.118.28.52, via: hub, from: [cn-beijing] }]",
    ] {
        let mut bench = Bench::new(topology(&routes("hub, lab", section)));
        bench.apply().await;
        let done = applied(&mut bench, &routes("lab", "")).await;
        assert_eq!(done.len(), 2, "{done:?}");
        assert!(done[0].starts_with("unroute-"), "{done:?}");
        assert_eq!(done[1], "detach/bb/hub");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_bought_for_a_network_on_the_cen_of_an_account_outside_the_file() {
    let text = "version: 1
name: t
accounts: { net: { id: \"1250000000000001\" } }
vpcs:
  hub: { account: net, region: cn-hangzhou, id: vpc-hub }
  far: { account: net, region: eu-central-1, id: vpc-far }
cens:
  bb:
    account: net
    attach: [hub, far]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 10, charge: prepaid, months: 12 }
        limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 5 }]
";
    let elsewhere = SeedAccount {
        id: "1250000000000009".to_owned(),
        cens: vec![SeedCen {
            id: "cen-else".to_owned(),
            name: "else".to_owned(),
            attached: vec![SeedChild {
                id: "vpc-far".to_owned(),
                ..SeedChild::default()
            }],
            ..SeedCen::default()
        }],
        ..SeedAccount::default()
    };
    let add = |seed: &mut cen_simulator::Seed| seed.accounts.push(elsewhere);
    let bench = Bench::with(topology(text), add, |_| {}, |transport| transport);
    let plan = bench.plan().await;
    assert!(!plan.steps.iter().any(|step| step.action.is_purchase()));
    let is_elsewhere = |reason: &HoldReason| matches!(reason, HoldReason::AttachedElsewhere { .. });
    assert!(plan.holds.iter().any(|hold| is_elsewhere(&hold.reason)));
}
