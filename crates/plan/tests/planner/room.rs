//! Tests that what conflicts on a CEN is ordered, and that the plan lists what is interrupted.

use cen_plan::{Interrupted, Plan};
use cen_topology::Topology;

use crate::scene::{cloud, file, ids, planned, range, waits};

/// Networks by key and id in one region, and one far away under a limit.
fn networks(networks: &[(&str, &str)]) -> Topology {
    let vpcs: String = networks
        .iter()
        .map(|(key, id)| format!("  {key}: {{ account: net, region: cn-hangzhou, id: {id} }}\n"))
        .collect();
    let keys: Vec<_> = networks.iter().map(|(key, _)| *key).collect();
    file(&format!(
        "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
{vpcs}  far: {{ account: net, region: eu-central-1, id: vpc-far }}
cens:
  bb:
    account: net
    attach: [{}, far]
    bandwidth:
      - areas: [china, europe]
        package: {{ mbps: 10, charge: postpaid }}
        limits: [{{ between: [cn-hangzhou, eu-central-1], mbps: 10 }}]
",
        keys.join(", ")
    ))
}

fn interrupted(plan: &Plan) -> Vec<Interrupted> {
    let all = plan.interruptions.iter();
    all.map(|interruption| interruption.what.clone()).collect()
}

#[test]
fn a_network_is_attached_when_the_one_of_its_range_has_left_and_that_is_told() {
    let old = networks(&[("app", "vpc-old"), ("x", "vpc-x")]);
    let new = networks(&[("app", "vpc-new"), ("x", "vpc-x")]);
    let mut observed = cloud(&old, &new);
    range(&mut observed, "vpc-old", &["10.1.0.0/16"]);
    range(&mut observed, "vpc-new", &["10.9.0.0/16", "10.1.0.0/16"]);
    let plan = planned(&new, &observed);
    assert!(waits(&plan, "attach/bb/app").contains(&"detach/bb/vpc-old"));
    let expected = Interrupted::Range {
        cen: "bb".into(),
        range: "10.1.0.0/16".parse().unwrap(),
    };
    assert_eq!(interrupted(&plan), [expected]);
}

#[test]
fn a_renamed_network_of_ours_is_made_first_and_attached_after_the_old_one_has_left() {
    let text = |key: &str| {
        file(&format!(
            "version: 1
name: t
accounts: {{ net: {{ id: \"1250000000000001\" }} }}
vpcs:
  hub: {{ account: net, region: cn-shanghai, cidr: 10.1.0.0/16 }}
  {key}: {{ account: net, region: cn-shanghai, cidr: 10.2.0.0/16 }}
cens: {{ c: {{ account: net, attach: [hub, {key}] }} }}
"
        ))
    };
    let (old, new) = (text("app"), text("web"));
    let plan = planned(&new, &cloud(&old, &new));
    assert!(waits(&plan, "attach/c/web").contains(&"detach/c/app"));
    assert!(waits(&plan, "detach/c/app").contains(&"network/web"));
    assert_eq!(plan.interruptions.len(), 1);
}

#[test]
fn overlapping_ranges_are_ordered_where_the_cen_forbids_them() {
    let old = networks(&[("app", "vpc-old"), ("x", "vpc-x")]);
    let new = networks(&[("app", "vpc-new"), ("x", "vpc-x")]);
    let mut observed = cloud(&old, &new);
    range(&mut observed, "vpc-old", &["10.1.0.0/16"]);
    range(&mut observed, "vpc-new", &["10.1.3.0/24"]);
    let apart = planned(&new, &observed);
    assert!(waits(&apart, "attach/bb/app").is_empty());
    let cen = observed.cens.values_mut().next().unwrap();
    cen.protection_level = "FULL".to_owned();
    let full = planned(&new, &observed);
    assert_eq!(waits(&full, "attach/bb/app"), ["detach/bb/vpc-old"]);
}

#[test]
fn a_region_under_a_limit_gets_its_new_network_first() {
    let (old, new) = (networks(&[("app", "vpc-1")]), networks(&[("app", "vpc-2")]));
    let plan = planned(&new, &cloud(&old, &new));
    assert_eq!(ids(&plan), ["attach/bb/app", "detach/bb/vpc-1"]);
    assert_eq!(waits(&plan, "detach/bb/vpc-1"), ["attach/bb/app"]);
    assert_eq!(interrupted(&plan), []);
}

#[test]
fn a_region_that_must_be_empty_for_a_while_is_told() {
    let (old, new) = (networks(&[("app", "vpc-1")]), networks(&[("app", "vpc-2")]));
    let mut observed = cloud(&old, &new);
    range(&mut observed, "vpc-1", &["10.1.0.0/16"]);
    range(&mut observed, "vpc-2", &["10.1.0.0/16"]);
    let plan = planned(&new, &observed);
    assert_eq!(waits(&plan, "attach/bb/app"), ["detach/bb/vpc-1"]);
    let empty = Interrupted::Region {
        cen: "bb".into(),
        region: "cn-hangzhou".into(),
    };
    assert!(
        interrupted(&plan).contains(&empty),
        "{:?}",
        interrupted(&plan)
    );
}

#[test]
fn a_full_region_gives_a_place_before_it_takes_one() {
    let keys: Vec<(String, String)> = (0..10)
        .map(|number| (format!("n{number}"), format!("vpc-{number}")))
        .collect();
    let all: Vec<_> = keys
        .iter()
        .map(|(k, id)| (k.as_str(), id.as_str()))
        .collect();
    let mut next = all.clone();
    next[0].1 = "vpc-next";
    let (old, new) = (networks(&all), networks(&next));
    let plan = planned(&new, &cloud(&old, &new));
    assert_eq!(waits(&plan, "attach/bb/n0"), ["detach/bb/vpc-0"]);
    let (old, new) = (networks(&all[..9]), networks(&next[..9]));
    let plan = planned(&new, &cloud(&old, &new));
    assert!(waits(&plan, "attach/bb/n0").is_empty());
}

#[test]
fn a_sixth_region_comes_when_another_has_been_left() {
    let regions = [
        "cn-beijing",
        "cn-hangzhou",
        "cn-qingdao",
        "cn-shanghai",
        "cn-shenzhen",
        "cn-zhangjiakou",
    ];
    let text = |regions: &[&str]| {
        let vpcs: String = regions
            .iter()
            .map(|region| {
                format!("  {region}: {{ account: net, region: {region}, id: vpc-{region} }}\n")
            })
            .collect();
        file(&format!(
            "version: 1\nname: t\naccounts: {{ net: {{ id: \"1250000000000001\" }} }}\nvpcs:\n{vpcs}\
             cens: {{ bb: {{ account: net, attach: [{}] }} }}\n",
            regions.join(", ")
        ))
    };
    let (old, new) = (text(&regions[..5]), text(&regions[1..]));
    let plan = planned(&new, &cloud(&old, &new));
    let leaves = "detach/bb/vpc-cn-beijing";
    assert_eq!(waits(&plan, "attach/bb/cn-zhangjiakou"), [leaves]);
}
