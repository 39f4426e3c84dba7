//! Who can talk to whom, and what a plan changes about it.

use std::sync::LazyLock;

use cen_plan::{Fabric, Link, Obstacle, Plan, Reach, plan, reach, render};
use cen_topology::{Mbps, Topology};

use crate::example::{bare, built, desired};

/// The published schema of the answer's JSON form.
static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let text = include_str!("../../../../docs/reach.schema.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
});

/// The answer, which must be documented.
fn answered(fabric: &Fabric, one: &str, other: &str) -> Reach {
    let answer = reach(fabric, [&one.into(), &other.into()]).unwrap();
    let json = serde_json::from_str(&render::reach_json(&answer, "cloud")).unwrap();
    let problems: Vec<_> = SCHEMA.iter_errors(&json).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {json:#}");
    answer
}

/// The answer as a person reads it.
fn answer(fabric: &Fabric, one: &str, other: &str) -> String {
    render::reach_text(&answered(fabric, one, other), "as seen")
}

fn obstacles(fabric: &Fabric, one: &str, other: &str) -> Vec<Obstacle> {
    let answer = answered(fabric, one, other);
    assert_eq!(answer.link, Link::None);
    answer.obstacles
}

/// The last lines of a plan as text: what it means for traffic, and the summary.
fn reachability(plan: &Plan, topology: &Topology) -> String {
    let text = render::text(plan, topology);
    text.find("reachability\n").map_or_else(String::new, |at| text[at..].to_owned())
}

#[test]
fn the_way_has_both_ends_the_cen_and_its_bandwidth() {
    insta::assert_snapshot!(answer(&Fabric::written(&desired()), "hub", "shop"), @"
    hub and shop can talk, with 12 Mbps (as seen)
      hub       VPC of account a in cn-hangzhou (china)
      backbone  CEN: 12 Mbps between the two regions, of a package of 20 Mbps between china and europe
      shop      VPC of account b in eu-central-1 (europe)
      note: the address ranges of hub and shop are not known here, so conflicts of ranges are not seen
    ");
}

#[test]
fn everything_that_is_in_the_way_is_told() {
    let fabric = Fabric::written(&desired());
    insta::assert_snapshot!(answer(&fabric, "hub", "idc"), @"
    hub and idc cannot talk (as seen)
      ! no bandwidth between cn-beijing and cn-hangzhou: the CEN has no package for china and china
      note: without a package the cloud still lets 1 kbit/s through, for tests
    ");
    let mut less = fabric.clone();
    less.cens.get_mut("backbone").unwrap().limits.retain(|_, mbps| *mbps < Mbps(10));
    insta::assert_snapshot!(answer(&less, "hub", "shop"), @"
    hub and shop cannot talk (as seen)
      ! no bandwidth is given to cn-hangzhou and eu-central-1: 12 Mbps are free of a package of 20 Mbps between china and europe
    ");
    let mut apart = fabric.clone();
    apart.networks.get_mut("hub").unwrap().cen = None;
    apart.networks.get_mut("idc").unwrap().cen = None;
    assert_eq!(obstacles(&apart, "hub", "idc").len(), 2);
    let mut two = fabric;
    let side = two.cens["backbone"].clone();
    two.cens.insert("side".into(), side);
    two.networks.get_mut("hub").unwrap().cen = Some("side".into());
    assert_eq!(obstacles(&two, "shop", "hub"), [Obstacle::TwoCens { cens: ["backbone".into(), "side".into()] }]);
}

#[test]
fn a_range_that_another_network_of_the_cen_has_too_is_in_the_way_and_one_that_overlaps_is_not() {
    let mut observed = built(12, 8);
    let range = |observed: &mut cen_plan::Observed, id: &str, cidr: &str| {
        observed.networks.get_mut(id).unwrap().cidrs = vec![cidr.to_owned()];
    };
    range(&mut observed, "vpc-hub", "10.1.0.0/16");
    range(&mut observed, "vpc-shop", "10.1.2.0/24");
    range(&mut observed, "vpc-idc", "10.2.0.0/16");
    let seen = |observed: &cen_plan::Observed| Fabric::observed(&desired(), observed, cen_plan::Adopt::No).unwrap();
    insta::assert_snapshot!(answer(&seen(&observed), "shop", "hub"), @"
    shop and hub can talk, with 12 Mbps (as seen)
      shop      VPC of account b in eu-central-1 (europe)
      backbone  CEN: 12 Mbps between the two regions, of a package of 20 Mbps between china and europe
      hub       VPC of account a in cn-hangzhou (china)
      note: 10.1.2.0/24 of shop lies in 10.1.0.0/16 of hub, and gets the traffic that is for both
    ");
    range(&mut observed, "vpc-idc", "10.1.0.0/16");
    let (network, other, range) = ("hub".into(), "idc".into(), "10.1.0.0/16".parse().unwrap());
    assert_eq!(obstacles(&seen(&observed), "hub", "shop"), [Obstacle::Range { network, other, range }]);
}

#[test]
fn what_only_the_cloud_knows_is_in_the_way_as_well() {
    let mut observed = built(12, 8);
    observed.packages.get_mut("cenbwp-1").unwrap().business_status = "FinancialLocked".to_owned();
    let seen = |observed: &cen_plan::Observed| Fabric::observed(&desired(), observed, cen_plan::Adopt::No).unwrap();
    assert!(matches!(obstacles(&seen(&observed), "hub", "shop").as_slice(), [Obstacle::Locked { .. }]));
    let inside = observed.cens.get_mut("cen-1").unwrap().inside.as_mut().unwrap();
    inside.editions.insert("eu-central-1".into(), cen_plan::Edition::Enterprise);
    inside.limits.clear();
    assert_eq!(obstacles(&seen(&observed), "hub", "shop"), [Obstacle::Enterprise { region: "eu-central-1".into() }]);
}

#[test]
fn a_plan_says_what_it_means_for_traffic_and_nothing_if_it_means_nothing() {
    let first = plan(&desired(), &bare()).unwrap();
    insta::assert_snapshot!(reachability(&first, &desired()));
    let resized = plan(&desired(), &built(4, 8)).unwrap();
    insta::assert_snapshot!(reachability(&resized, &desired()));
    let mut renamed = desired();
    renamed.cens.get_mut("backbone").unwrap().display_name = "Other".to_owned();
    let renamed = plan(&renamed, &built(12, 8)).unwrap();
    assert_eq!((renamed.steps.len(), renamed.connectivity.len()), (1, 0));
}

#[test]
fn a_network_that_is_held_gains_nothing() {
    let mut observed = bare();
    observed.networks.values_mut().for_each(|network| network.cidrs = vec!["10.0.0.0/16".to_owned()]);
    let held = plan(&desired(), &observed).unwrap();
    assert!(!held.holds.is_empty());
    assert_eq!(held.connectivity, [], "only one of three with the same range is attached");
}

#[test]
fn hundreds_of_networks_make_a_few_lines() {
    let mut many = desired();
    let mut observed = bare();
    for (number, region) in (0..600).map(|number| (number, ["cn-hangzhou", "cn-beijing", "eu-central-1"][number % 3])) {
        let (name, id) = (format!("net-{number:03}"), format!("vpc-{number:03}"));
        let mut network = many.networks["hub"].clone();
        network.region = region.into();
        network.selector = cen_topology::Selector::Id(id.as_str().into());
        many.networks.insert(name.as_str().into(), network);
        many.cens.get_mut("backbone").unwrap().attach.insert(name.as_str().into());
        let seen = cen_plan::SeenNetwork { region: region.into(), ..observed.networks["vpc-hub"].clone() };
        observed.networks.insert(id.as_str().into(), seen);
    }
    let plan = plan(&many, &observed).unwrap();
    insta::assert_snapshot!(reachability(&plan, &many));
    let json = serde_json::to_string(&plan.connectivity).unwrap();
    assert!(json.len() < 40_000, "{} bytes", json.len());
}

#[test]
fn what_is_yet_to_be_made_is_in_the_way_now_and_not_afterwards() {
    let (now, then) = (Fabric::default(), Fabric::written(&desired()));
    let answer = cen_plan::reach_before([&now, &then], [&"hub".into(), &"shop".into()]).unwrap();
    insta::assert_snapshot!(render::reach_text(&answer, "in the cloud, now"), @"
    hub and shop cannot talk (in the cloud, now)
      ! hub is not made yet
      ! shop is not made yet
      note: when the file is applied, they can talk, with 12 Mbps
    ");
    let json = serde_json::from_str(&render::reach_json(&answer, "cloud")).unwrap();
    assert!(SCHEMA.is_valid(&json), "{json:#}");
}

#[test]
fn what_route_maps_let_through_is_not_told() {
    let mut fabric = Fabric::written(&desired());
    fabric.cens.get_mut("backbone").unwrap().has_route_maps = true;
    assert!(answered(&fabric, "hub", "shop").notes.contains(&cen_plan::Note::RouteMaps));
}
