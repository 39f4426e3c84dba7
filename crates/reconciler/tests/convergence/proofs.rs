//! Proves that each rule fails when it is broken, on a small world with one fault.

use cen_simulator::{Entry, EntryKind, Options, Seed, SeedAccount, SeedPackage, Simulator, World};
use serde_json::{Value, json};

use crate::others::Others;
use crate::rules::Expected;
use crate::seen::Seen;
use crate::wanted::otherwise;

/// A file with one CEN of account `a` and one network of each account on it.
pub(crate) fn document() -> Value {
    json!({
        "vpcs": {
            "hub": { "account": "a", "region": "cn-hangzhou", "id": "vpc-1" },
            "shop": { "account": "b", "region": "eu-central-1", "id": "vpc-2" },
        },
        "cens": { "main": {
            "account": "a",
            "attach": ["hub", "shop"],
            "bandwidth": [{
                "areas": ["china", "europe"],
                "package": { "mbps": 8, "charge": "postpaid" },
                "limits": [{ "between": ["cn-hangzhou", "eu-central-1"], "mbps": 8 }],
            }],
            "publish": { "hub": ["192.168.1.0/24"] },
            "services": [{ "host": "100.64.1.1", "via": "hub", "from": ["eu-central-1"] }],
            "route-maps": [{ "in": "cn-hangzhou", "priority": 3, "action": "deny" }],
        } },
    })
}

/// Returns a world in the state of the file.
pub(crate) fn world() -> Value {
    let network = |owner: &str, region: &str| json!({ "kind": "VPC", "owner": owner, "region": region, "name": "", "description": "", "status": "Available", "tags": {} });
    let marks = |name: &str| json!({ "cen:topology": "random", "cen:name": name });
    json!({
        "networks": { "vpc-1": network("1250000000000001", "cn-hangzhou"), "vpc-2": network("1250000000000002", "eu-central-1") },
        "cens": { "cen-1": {
            "owner": "1250000000000001",
            "name": "main",
            "description": "",
            "status": "Active",
            "tags": marks("main"),
            "children": { "vpc-1": { "published": ["192.168.1.0/24"] }, "vpc-2": { "published": [] } },
            "limits": { "cn-hangzhou/eu-central-1": { "mbps": 8, "package": "cenbwp-1" } },
            "routing": {
                "route_maps": { "cenrmap-1": {
                    "region": "cn-hangzhou", "direction": "RegionIn", "settings": { "priority": 3, "words": { "MapResult": "Deny" } },
                } },
                "zones": {},
                "services": { "eu-central-1/cn-hangzhou/100.64.1.1/32": { "host_vpc": "vpc-1" } },
                "health_checks": {},
            },
        } },
        "packages": { "cenbwp-1": {
            "owner": "1250000000000001", "mbps": 8, "areas": ["china", "europe"], "charge": "POSTPAY", "cen": "cen-1",
            "tags": marks("main/china-europe"),
        } },
        "grants": [{ "network": "vpc-2", "cen": "cen-1" }],
        "transitions": [],
    })
}

pub(crate) fn seen(world: Value) -> Seen {
    serde_json::from_value(world).unwrap()
}

/// Returns a write that had its effect.
pub(crate) fn entry(action: &str, parameters: Value) -> Entry {
    Entry {
        time: "2026-01-02T03:04:05Z".parse().unwrap(),
        account: String::new(),
        caller: String::new(),
        action: action.to_owned(),
        access: EntryKind::Write,
        parameters: serde_json::from_value(parameters).unwrap(),
        status: 200,
        code: String::new(),
        request_id: String::new(),
        fault: String::new(),
    }
}

/// Returns the rule that a write broke. The write left this world; before it, the world was in the
/// state of the file. There is no plan.
fn broken_by(action: &str, parameters: Value, world: Value, document: &Value) -> Option<String> {
    let mut expected = Expected::of_file(document);
    let before = seen(self::world());
    expected.see(&before);
    expected.money.know(&before);
    expected.broken_by(&entry(action, parameters), &seen(world))
}

/// Returns the world with one change.
pub(crate) fn with(pointer: &str, value: Value) -> Value {
    let mut world = world();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    world.pointer_mut(parent).unwrap()[name.replace("~1", "/")] = value;
    world
}

#[test]
fn a_world_as_it_should_be_breaks_nothing() {
    let tag = || entry("TagResources", json!({}));
    assert_eq!(
        broken_by("TagResources", json!({}), world(), &document()),
        None
    );
    assert_eq!(
        Expected::default().broken_by_refusal(&tag(), || seen(world())),
        None
    );
    assert_eq!(otherwise(&document(), &seen(world())), None);
}

#[test]
fn what_must_never_happen_is_noticed() {
    let package = world()["packages"]["cenbwp-1"].clone();
    let twin = with("/packages/cenbwp-2", package.clone());
    let grown = with("/packages/cenbwp-1/mbps", json!(9));
    let full = with("/packages/cenbwp-1/mbps", json!(7));
    let cases = [
        (
            "TagResources",
            json!({}),
            with("/grants", json!([])),
            "vpc-2 is on cen-1 without a grant",
        ),
        (
            "TagResources",
            json!({}),
            full,
            "8 Mbps are used of cenbwp-1",
        ),
        (
            "AttachCenChildInstance",
            json!({}),
            with("/cens/cen-2", world()["cens"]["cen-1"].clone()),
            "there are two of cen random/main",
        ),
        (
            "CreateCenBandwidthPackage",
            json!({}),
            twin,
            "cenbwp-2 was bought as main/china-europe, which the plan does not buy",
        ),
        (
            "ModifyCenBandwidthPackageSpec",
            json!({ "CenBandwidthPackageId": "cenbwp-1", "Bandwidth": "9" }),
            grown,
            "no plan makes cenbwp-1 9",
        ),
        (
            "DetachCenChildInstance",
            json!({ "CenId": "cen-1", "ChildInstanceId": "vpc-2" }),
            world(),
            "no plan contains `DetachCen",
        ),
        (
            "DeleteCenRouteMap",
            json!({ "CenId": "cen-1", "RouteMapId": "cenrmap-1" }),
            world(),
            "no plan contains `DeleteCenRouteMap",
        ),
        (
            "RevokeInstanceFromCen",
            json!({ "CenId": "cen-1", "InstanceId": "vpc-2" }),
            world(),
            "no plan contains `Revoke",
        ),
        (
            "DeleteVpc",
            json!({ "VpcId": "vpc-1" }),
            world(),
            "no plan contains `DeleteVpc",
        ),
    ];
    for (action, parameters, world, words) in cases {
        let broken = broken_by(action, parameters, world, &document());
        assert!(
            broken.as_ref().is_some_and(|broken| broken.contains(words)),
            "{action}: {broken:?}, not {words}"
        );
    }
}

#[test]
fn what_the_file_protects_or_ignores_is_noticed_although_a_plan_has_it() {
    let detach = json!({ "CenId": "cen-1", "ChildInstanceId": "vpc-2" });
    let mut protecting = document();
    protecting["protect"] = json!(["shop", "main"]);
    let mut expected = Expected::of_file(&protecting);
    expected.see(&seen(world()));
    for (action, parameters) in [
        ("DetachCenChildInstance", detach),
        ("DeleteCen", json!({ "CenId": "cen-1" })),
    ] {
        let entry = entry(action, parameters);
        expected.allow(&entry);
        let broken = expected.broken_by(&entry, &seen(world())).unwrap();
        assert!(broken.ends_with("which the file protects"), "{broken}");
    }
    let mut ignoring = document();
    ignoring["cens"]["main"]["ignore"] = json!(["vpc-legacy*", "cn-hangzhou/eu-central-1"]);
    let mut expected = Expected::of_file(&ignoring);
    expected.see(&seen(world()));
    let limit = json!({ "CenId": "cen-1", "LocalRegionId": "eu-central-1", "OppositeRegionId": "cn-hangzhou", "BandwidthLimit": "1" });
    let legacy = json!({ "CenId": "cen-1", "ChildInstanceId": "vpc-legacy-a" });
    for (action, parameters) in [
        ("SetCenInterRegionBandwidthLimit", limit),
        ("DetachCenChildInstance", legacy),
    ] {
        let entry = entry(action, parameters);
        expected.allow(&entry);
        let broken = expected.broken_by(&entry, &seen(world())).unwrap();
        assert!(broken.ends_with("which the file ignores"), "{broken}");
    }
}

#[test]
fn a_refusal_that_only_a_wrong_order_meets_is_noticed() {
    let refused = |code: &str| Entry {
        code: code.to_owned(),
        ..entry(
            "AttachCenChildInstance",
            json!({ "CenId": "cen-1", "ChildInstanceId": "vpc-1" }),
        )
    };
    for code in [
        "InvalidOperation.BwpBandwidthExceeded",
        "IdempotenceParam.NotMatch",
        "Forbbiden.AttachChildInstanceAcrossUid",
    ] {
        assert!(
            Expected::default()
                .broken_by_refusal(&refused(code), || seen(world()))
                .is_some(),
            "{code}"
        );
    }
}

#[test]
fn a_world_that_is_not_as_the_file_says_is_noticed() {
    let cen = "/cens/cen-1";
    let cases = [
        with("/cens", json!({})),
        with("/cens/cen-1/name", json!("renamed")),
        with(
            "/cens/cen-1/children",
            json!({ "vpc-1": { "published": ["192.168.1.0/24"] } }),
        ),
        with("/cens/cen-1/children/vpc-3", json!({ "published": [] })),
        with("/cens/cen-1/children/vpc-1/published", json!([])),
        with("/cens/cen-1/limits", json!({})),
        with(
            "/cens/cen-1/limits/cn-hangzhou~1eu-central-1/mbps",
            json!(7),
        ),
        with("/cens/cen-1/routing/services", json!({})),
        with(
            "/cens/cen-1/routing/route_maps/cenrmap-1/settings/priority",
            json!(4),
        ),
        with("/packages", json!({})),
        with("/packages/cenbwp-1/cen", json!(null)),
        with("/packages/cenbwp-1/mbps", json!(7)),
        with(
            "/networks/vpc-9",
            json!({
                "kind": "VPC", "owner": "1250000000000001", "region": "cn-hangzhou", "name": "", "description": "", "status": "Available",
                "tags": { "cen:topology": "random", "cen:name": "gone" },
            }),
        ),
    ];
    for world in cases {
        let text = world.to_string();
        assert!(
            otherwise(&document(), &seen(world)).is_some(),
            "{cen}: {text}"
        );
    }
    assert!(
        otherwise(&Value::Null, &seen(world())).is_some(),
        "nothing of it may be left"
    );
}

#[test]
fn what_is_none_of_our_business_and_changes_is_noticed() {
    let simulator = |mbps| {
        let areas = ["china".to_owned(), "europe".to_owned()];
        let package = SeedPackage {
            id: "cenbwp-9".to_owned(),
            name: String::new(),
            mbps,
            areas,
            tags: Default::default(),
            ..SeedPackage::default()
        };
        let account = SeedAccount {
            id: "7".to_owned(),
            packages: vec![package],
            ..SeedAccount::default()
        };
        let world = World::from_seed(
            &Seed {
                accounts: vec![account],
                ..Seed::default()
            },
            jiff::Timestamp::UNIX_EPOCH,
        )
        .unwrap();
        Simulator::new(world, Options::new(cen_cloud::clock::Clock::system()))
    };
    let others = Others::of(&simulator(20));
    assert_eq!(others.same(&simulator(20)), Ok(()));
    assert!(others.same(&simulator(21)).is_err());
}
