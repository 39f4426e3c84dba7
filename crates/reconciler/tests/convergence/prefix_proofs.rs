//! Proves that each rule about a moment of a run fails when it is broken.

use std::collections::BTreeMap;

use cen_action::call::SetLimit;
use cen_action::{Address, Ref};
use cen_plan::Plan;
use cen_topology::{Area, AreaPair, CenName, Mbps, NetworkName, RegionPair};
use serde_json::{Value, json};

use crate::prefix::{
    Arrivals, Moment, OnRouter, equal_ranges, forgotten_grant, joins_regions, untold,
};
use crate::proofs::{document, entry, seen, with, world};
use crate::seen::Seen;

/// Returns an empty plan.
fn plan() -> Plan {
    let nothing = json!({ "cens": 0, "packages": 0, "ignored": 0 });
    let plan = json!({
        "kind": "cen-plan", "version": 3, "topology": "random", "steps": [], "holds": [],
        "connectivity": [], "interruptions": [], "unmanaged": nothing,
    });
    serde_json::from_value(plan).unwrap()
}

fn names() -> BTreeMap<String, (String, String)> {
    let owner = "1250000000000001";
    let name = |id: &str, mark: &str| (id.to_owned(), (mark.to_owned(), owner.to_owned()));
    let names = [
        ("cen-1", "main"),
        ("cenbwp-1", "main/china-europe"),
        ("vpc-8", "shop"),
    ];
    names.into_iter().map(|(id, mark)| name(id, mark)).collect()
}

fn attached() -> BTreeMap<String, OnRouter> {
    let ends = [
        ("tr-attach-2", "vpc-2"),
        ("tr-attach-7", "vpc-7"),
        ("tr-attach-9", "cn-hangzhou/eu-central-1"),
    ];
    let on = |end: &str| OnRouter {
        cen: "cen-1".to_owned(),
        end: end.to_owned(),
    };
    ends.map(|(id, end)| (id.to_owned(), on(end))).into()
}

#[derive(Clone, Copy)]
enum Rule {
    InVain,
    TooEarly,
}

/// Returns what a rule says about a write after which the world is as this one.
fn judge(
    world: Value,
    arrivals: &Arrivals,
    (action, parameters): (&str, Value),
    rule: Rule,
) -> Option<String> {
    let (names, sizes) = (names(), BTreeMap::from([("cenbwp-1".to_owned(), 7)]));
    let moment = Moment {
        arrivals,
        document: &document(),
        seen: &seen(world),
        names: &names,
        sizes: &sizes,
        attached: &attached(),
    };
    let entry = entry(action, parameters);
    match rule {
        Rule::InVain => moment.taken_in_vain(&entry),
        Rule::TooEarly => moment.paid_too_early(&entry),
    }
}

fn attachment(network: &str) -> Address {
    let (cen, network) = (CenName::from("main"), NetworkName::from(network));
    Address::Attachment { cen, network }
}

#[test]
fn what_is_taken_away_for_something_held_is_noticed() {
    let (cen, areas) = (
        CenName::from("main"),
        AreaPair::new(Area::China, Area::Europe),
    );
    let association = Address::Association { cen, areas };
    let mut twin = with("/networks/vpc-2/cidr", json!("10.0.0.0/16"));
    twin["networks"]["vpc-7"] = twin["networks"]["vpc-2"].clone();
    let limit = json!({ "CenId": "cen-1", "LocalRegionId": "eu-central-1", "OppositeRegionId": "cn-hangzhou", "BandwidthLimit": "0" });
    let package = json!({ "CenId": "cen-1", "CenBandwidthPackageId": "cenbwp-1" });
    let detach = |id| json!({ "CenId": "cen-1", "ChildInstanceId": id });
    let cases = [
        (
            "DetachCenChildInstance",
            detach("vpc-2"),
            attachment("shop"),
            world(),
        ),
        (
            "DetachCenChildInstance",
            detach("vpc-7"),
            attachment("shop"),
            twin.clone(),
        ),
        (
            "DeleteTransitRouterVpcAttachment",
            json!({ "TransitRouterAttachmentId": "tr-attach-2" }),
            attachment("shop"),
            world(),
        ),
        (
            "DeleteTransitRouterVpcAttachment",
            json!({ "TransitRouterAttachmentId": "tr-attach-7" }),
            attachment("shop"),
            twin,
        ),
        (
            "DeleteTransitRouterPeerAttachment",
            json!({ "TransitRouterAttachmentId": "tr-attach-9" }),
            association.clone(),
            world(),
        ),
        (
            "DetachCenChildInstance",
            detach("vpc-8"),
            attachment("shop"),
            world(),
        ),
        (
            "DeleteVpc",
            json!({ "VpcId": "vpc-8" }),
            attachment("shop"),
            world(),
        ),
        (
            "UnassociateCenBandwidthPackage",
            package.clone(),
            association.clone(),
            world(),
        ),
        (
            "DeleteCenBandwidthPackage",
            package,
            association.clone(),
            world(),
        ),
        (
            "SetCenInterRegionBandwidthLimit",
            limit,
            association,
            world(),
        ),
    ];
    for (action, parameters, held, world) in cases {
        let mut arrivals = Arrivals::default();
        let call = (action, parameters);
        let free = judge(world.clone(), &arrivals, call.clone(), Rule::InVain);
        assert_eq!(free, None, "{action}: nothing is held");
        arrivals.held.insert(held);
        let broken = judge(world, &arrivals, call, Rule::InVain);
        assert!(
            broken.is_some_and(|broken| broken.ends_with("which the plan holds")),
            "{action}"
        );
    }
}

#[test]
fn a_network_that_leaves_another_cen_makes_way_for_nothing_by_its_range() {
    let mut twin = with("/networks/vpc-2/cidr", json!("10.0.0.0/16"));
    twin["networks"]["vpc-7"] = twin["networks"]["vpc-2"].clone();
    let mut arrivals = Arrivals::default();
    arrivals.held.insert(attachment("shop"));
    let detach = json!({ "CenId": "cen-of-another-name", "ChildInstanceId": "vpc-7" });
    let call = ("DetachCenChildInstance", detach);
    assert_eq!(judge(twin, &arrivals, call, Rule::InVain), None);
}

#[test]
fn only_a_limit_that_grows_joins_its_regions() {
    let set = |from, to| {
        let limit = SetLimit {
            cen: Ref::Known("cen-1".into()),
            pair: RegionPair::new("cn-hangzhou".into(), "eu-central-1".into()).unwrap(),
            from: Mbps(from),
            to: Mbps(to),
        };
        joins_regions(&limit.into())
    };
    assert!(set(0, 5) && set(5, 6));
    assert!(!set(6, 5));
}

#[test]
fn a_package_that_is_paid_before_its_networks_are_there_is_noticed() {
    let mut arrivals = Arrivals::default();
    arrivals
        .attached
        .push(("main".to_owned(), "shop".to_owned()));
    let regions = ["cn-hangzhou", "eu-central-1"].map(str::to_owned);
    arrivals.raised.insert(("main".to_owned(), regions.into()));
    let calls = ["CreateCenBandwidthPackage", "ModifyCenBandwidthPackageSpec"];
    let on_its_way = json!({ "published": [], "status": "Attaching" });
    let missing = [
        with("/cens/cen-1/children", json!({})),
        with("/cens/cen-1/children/vpc-2", on_its_way),
    ];
    for action in calls {
        let judge = |world, arrivals: &Arrivals| {
            judge(world, arrivals, (action, json!({})), Rule::TooEarly)
        };
        assert_eq!(judge(world(), &arrivals), None);
        for world in &missing {
            let broken = judge(world.clone(), &arrivals);
            assert!(
                broken.is_some_and(|broken| broken.contains("before shop")),
                "{action}"
            );
        }
    }
    arrivals.leaving.insert("vpc-2".to_owned());
    let late = (calls[0], json!({}));
    let broken = judge(missing[0].clone(), &arrivals, late, Rule::TooEarly);
    assert_eq!(broken, None, "it keeps its old place until then");
}

#[test]
fn two_equal_ranges_on_one_cen_are_noticed() {
    let mut twins = with("/networks/vpc-1/cidr", json!("10.0.0.0/16"));
    assert_eq!(equal_ranges(&seen(twins.clone())), None);
    twins["networks"]["vpc-2"]["cidr"] = json!("10.0.0.0/16");
    assert!(equal_ranges(&seen(twins)).is_some());
    assert_eq!(equal_ranges(&seen(world())), None, "a line has no range");
}

#[test]
fn an_object_that_the_file_does_not_name_and_no_plan_tells_is_noticed() {
    let told = |document: &Value, world: &Seen| untold(&plan(), document, world);
    assert_eq!(told(&document(), &seen(world())), None);
    for section in ["cens", "packages", "networks"] {
        let mut world = world();
        let mut object = match section {
            "cens" => world["cens"]["cen-1"].clone(),
            "packages" => world["packages"]["cenbwp-1"].clone(),
            _ => world["networks"]["vpc-1"].clone(),
        };
        object["tags"] = json!({ "cen:topology": "random", "cen:name": "gone/china-china" });
        world[section]["lost"] = object;
        assert!(told(&document(), &seen(world)).is_some(), "{section}");
    }
    assert!(told(&Value::Null, &seen(world())).is_some(), "all of it");
}

#[test]
fn a_grant_that_is_left_behind_is_noticed() {
    let left = |world, is_of_others: bool| {
        forgotten_grant(&plan(), &document(), &seen(world), |_| is_of_others)
    };
    assert_eq!(left(world(), false), None);
    let unused = with("/cens/cen-1/children", json!({}));
    assert!(left(unused.clone(), false).is_some());
    assert_eq!(left(unused, true), None);
}
