//! The four ways, and mixed CENs.

use cen_action::{Call, call::RouterCall};
use cen_plan::plan_destruction;

use super::{built, cloud::cloud, ids, settled, topology};

const SAME_REGION: &str = "vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
  database: { account: main, region: cn-hangzhou, id: vpc-data }
cens:
  office: { account: main, attach: [web, database] }
";

pub(super) const CROSS_REGION: &str = "vpcs:
  hangzhou: { account: main, region: cn-hangzhou, id: vpc-web }
  frankfurt: { account: main, region: eu-central-1, id: vpc-shop }
cens:
  bridge:
    account: main
    attach: [hangzhou, frankfurt]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
        limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 10 }]
";

const CROSS_ACCOUNT: &str = "vpcs:
  hub: { account: main, region: cn-hangzhou, id: vpc-hub }
  shop: { account: retail, region: cn-hangzhou, id: vpc-shop }
cens:
  shared: { account: main, attach: [hub, shop] }
";

pub(super) const BOTH: &str = "vpcs:
  hub: { account: main, region: cn-beijing, id: vpc-hub }
  shop: { account: retail, region: us-east-1, id: vpc-shop }
cens:
  ocean:
    account: main
    attach: [hub, shop]
    bandwidth:
      - areas: [china, north-america]
        package: { mbps: 20, charge: postpaid }
        limits: [{ between: [cn-beijing, us-east-1], mbps: 20 }]
";

/// The counts of the design's model, and a service to open for each account.
#[test]
fn each_of_the_four_ways_leads_to_an_empty_plan_and_back_to_nothing() {
    for (text, actions) in [
        (SAME_REGION, 8),
        (CROSS_REGION, 16),
        (CROSS_ACCOUNT, 9),
        (BOTH, 17),
    ] {
        let desired = topology(text);
        let mut observed = cloud(&desired);
        let (planned, _) = settled(&desired, &mut observed);
        let opened = ids(&planned)
            .iter()
            .filter(|id| id.starts_with("open-service/"))
            .count();
        assert_eq!(
            planned.steps.len(),
            actions + opened,
            "{:#?}",
            ids(&planned)
        );
        let gone = plan_destruction(&desired, &observed).unwrap();
        assert!(gone.holds.is_empty(), "{:?}", gone.holds);
        super::carry_out(&gone, &desired, &mut observed);
        assert!(observed.cens.is_empty() && observed.packages.is_empty());
    }
}

#[test]
fn way_one_says_where_the_router_enters_and_what_is_billed() {
    let desired = topology(SAME_REGION);
    let (_, text) = settled(&desired, &mut cloud(&desired));
    insta::assert_snapshot!(text);
}

#[test]
fn way_four_says_who_signs_what_and_in_which_order() {
    let desired = topology(BOTH);
    let (_, text) = settled(&desired, &mut cloud(&desired));
    insta::assert_snapshot!(text);
}

#[test]
fn a_cen_is_taken_apart_down_to_its_routers() {
    let desired = topology(BOTH);
    let observed = built(&desired);
    let gone = plan_destruction(&desired, &observed).unwrap();
    insta::assert_snapshot!(cen_render::text(&gone, &desired).to_string());
}

/// An area of CCNs has the Basic Edition, also beside Enterprise regions.
#[test]
fn a_basic_area_is_joined_with_an_enterprise_region_from_the_enterprise_end() {
    let desired = topology(
        "vpcs:
  hub: { account: main, region: cn-shanghai, id: vpc-hub }
ccns:
  stores: { account: main, region: ccn-cn-shanghai, id: ccn-1 }
cens:
  mixed:
    account: main
    attach: [hub, stores]
    bandwidth:
      - areas: [china, china]
        package: { mbps: 10, charge: postpaid }
        limits: [{ between: [ccn-cn-shanghai, cn-shanghai], mbps: 10 }]
",
    );
    let (planned, _) = settled(&desired, &mut cloud(&desired));
    let links = planned
        .steps
        .iter()
        .filter_map(|step| match &step.action.call {
            Call::Router(RouterCall::CreateLink(create)) => Some(create.from.region.as_str()),
            _ => None,
        });
    assert_eq!(links.collect::<Vec<_>>(), ["cn-shanghai"]);
    assert!(ids(&planned).contains(&"attach/mixed/stores".to_owned()));
    assert!(!ids(&planned).contains(&"router/mixed/ccn-cn-shanghai".to_owned()));
}

/// A VPC that is made here has nothing that a router could enter through.
#[test]
fn a_vpc_that_is_made_here_gets_two_vswitches_at_the_end_of_its_range() {
    let desired = topology(
        "vpcs:
  lab: { account: main, region: cn-hangzhou, cidr: 10.4.0.0/16 }
cens:
  office: { account: main, attach: [lab] }
",
    );
    let mut observed = cloud(&desired);
    let (planned, _) = settled(&desired, &mut observed);
    let made = planned
        .steps
        .iter()
        .filter_map(|step| match &step.action.call {
            Call::Router(RouterCall::CreateVswitch(create)) => Some(create.cidr.to_string()),
            _ => None,
        });
    assert_eq!(
        made.collect::<Vec<_>>(),
        ["10.4.255.224/28", "10.4.255.240/28"]
    );
    assert_eq!(super::cloud::zones(&observed, "cn-hangzhou").len(), 2);
    let gone = plan_destruction(&desired, &observed).unwrap();
    super::carry_out(&gone, &desired, &mut observed);
    assert!(observed.networks.is_empty() && observed.vswitches.is_empty());
}
