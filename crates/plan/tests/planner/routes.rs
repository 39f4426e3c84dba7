//! Tests plans and holds of route settings.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{Address, Blocker, HoldReason};
use cen_observed::{Observed, RouteMapContent, SeenAccess, SeenRoute, SeenRouteMap};
use cen_plan::{Plan, plan};
use cen_render as render;
use cen_topology::{
    Choice, Condition, Direction, Ignore, InstanceId, NetworkName, RouteEnd, RouteMap,
    RouteMapPlace, Topology,
};

use crate::example::{built, desired, enterprise_router};
use crate::schema::assert_documented;

fn planned(desired: &Topology, observed: &Observed) -> (Plan, String) {
    let plan = plan(desired, observed).unwrap();
    assert_documented(&plan, desired);
    let text = render::text(&plan, desired).to_string();
    (plan, text)
}

#[test]
fn only_routes_that_the_network_has_and_that_can_be_published_are_published() {
    let mut desired = desired();
    let routes =
        ["192.168.1.0/24", "192.168.2.0/24", "192.168.3.0/24"].map(|cidr| cidr.parse().unwrap());
    desired.cens.get_mut("backbone").unwrap().routes.publish =
        Some([("hub".into(), routes.into())].into());
    let mut observed = built(12, 8);
    let route = |published, changeable| SeenRoute {
        published,
        changeable,
    };
    let table: BTreeMap<_, _> = [
        ("192.168.1.0/24".parse().unwrap(), route(false, true)),
        ("192.168.2.0/24".parse().unwrap(), route(false, false)),
    ]
    .into();
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    inside.routes.tables.insert("vpc-hub".into(), table);
    insta::assert_snapshot!(planned(&desired, &observed).1);
}

#[test]
fn a_plan_about_routes_is_read_back_from_its_json() {
    let mut desired = desired();
    let cen = desired.cens.get_mut("backbone").unwrap();
    let cidr = "192.168.1.0/24".parse().unwrap();
    cen.routes.publish = Some([("hub".into(), [cidr].into())].into());
    cen.routes.private_zone = Some([("cn-hangzhou".into(), "hub".into())].into());
    cen.routes.services = Some(
        [(
            "cn-beijing".into(),
            [("100.118.28.0/24".parse().unwrap(), "hub".into())].into(),
        )]
        .into(),
    );
    let (plan, _) = planned(&desired, &built(12, 8));
    assert_eq!(plan.steps.len(), 3);
    assert_eq!(
        serde_json::from_str::<Plan>(&serde_json::to_string(&plan).unwrap()).unwrap(),
        plan
    );
}

#[test]
fn nothing_is_set_up_where_the_transit_router_is_an_enterprise_one() {
    let mut desired = desired();
    let cen = desired.cens.get_mut("backbone").unwrap();
    cen.routes.publish = Some([("hub".into(), ["192.168.1.0/24".parse().unwrap()].into())].into());
    cen.routes.private_zone = Some([("cn-hangzhou".into(), "hub".into())].into());
    let mut observed = built(12, 8);
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    inside
        .routers
        .insert("cn-hangzhou".into(), enterprise_router());
    let (plan, _) = planned(&desired, &observed);
    assert!(plan.is_empty(), "{plan:?}");
    assert!(
        plan.holds.iter().all(|hold| hold.reason.code() == "CEN403") && plan.holds.len() == 2,
        "{:?}",
        plan.holds
    );
}

#[test]
fn a_service_is_not_set_up_beside_one_that_stays_and_overlaps_it() {
    let mut desired = desired();
    let cen = desired.cens.get_mut("backbone").unwrap();
    cen.routes.services = Some(
        [(
            "cn-beijing".into(),
            [("100.118.28.0/24".parse().unwrap(), "hub".into())].into(),
        )]
        .into(),
    );
    cen.ignore.push(Ignore::Id("vpc-other".to_owned()));
    let mut observed = built(12, 8);
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    let (host, vpc, region) = (
        "100.118.28.5".to_owned(),
        "vpc-other".into(),
        "cn-hangzhou".into(),
    );
    let seen = SeenAccess {
        host,
        vpc,
        region,
        status: "Active".to_owned(),
    };
    inside.routes.services.insert(
        "cn-beijing".into(),
        [("100.118.28.5/32".parse().unwrap(), seen)].into(),
    );
    let (plan, text) = planned(&desired, &observed);
    let reasons: Vec<_> = plan.holds.iter().map(|hold| &hold.reason).collect();
    let stays = Address::Service {
        cen: "backbone".into(),
        region: "cn-beijing".into(),
        cidr: "100.118.28.5/32".parse().unwrap(),
    };
    let overlaps = HoldReason::Waits {
        r#for: Blocker::Overlaps { address: stays },
    };
    assert_eq!(
        (plan.is_empty(), reasons),
        (true, vec![&overlaps]),
        "{text}"
    );
}

/// Returns the example with these route maps: priority, the network that each matches, and whether
/// it permits.
fn with_route_maps(maps: &[(u32, &str, bool)]) -> Topology {
    let mut desired = desired();
    let map = |(priority, network, permit): &(u32, &str, bool)| {
        let place = RouteMapPlace {
            region: "cn-hangzhou".into(),
            direction: Direction::In,
            priority: *priority,
        };
        (place, route_map(NetworkName::from(*network), *permit))
    };
    desired.cens.get_mut("backbone").unwrap().routes.route_maps =
        Some(maps.iter().map(map).collect());
    desired
}

fn route_map<N: Ord>(network: N, permit: bool) -> RouteMap<N> {
    RouteMap {
        permit,
        description: String::new(),
        from: RouteEnd {
            networks: Some(Choice {
                networks: [network].into(),
                reversed: false,
            }),
            ..RouteEnd::default()
        },
        to: RouteEnd::default(),
        types: BTreeSet::new(),
        cidrs: Some(Condition {
            items: ["10.0.0.0/8".parse().unwrap()].into(),
            exactly: false,
        }),
        as_path: None,
        communities: None,
        preference: if permit {
            20
        } else {
            RouteMap::<N>::PREFERENCE
        },
        prepend: Vec::new(),
        edit_communities: None,
        next: None,
    }
}

/// Returns an observation with these route maps: priority, id, status, and whether it permits.
/// `None` is a route map that a file cannot express.
fn seen_with(maps: &[(u32, &str, &str, Option<bool>)]) -> Observed {
    let mut observed = built(12, 8);
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    for (priority, id, status, permit) in maps {
        let place = RouteMapPlace {
            region: "cn-hangzhou".into(),
            direction: Direction::In,
            priority: *priority,
        };
        let map = permit.map(|permit| route_map("vpc-hub".into(), permit));
        inside.routes.route_maps.insert(
            place,
            SeenRouteMap {
                id: (*id).into(),
                status: (*status).to_owned(),
                content: content(map),
            },
        );
    }
    observed
}

/// Returns what a route map says; without a map something that no file can say.
pub(crate) fn content(map: Option<RouteMap<InstanceId>>) -> RouteMapContent {
    match map {
        Some(map) => RouteMapContent::Expressible(Box::new(map)),
        None => {
            RouteMapContent::NotExpressible([("MatchAddressType".to_owned(), "IPv6".into())].into())
        }
    }
}

#[test]
fn route_maps_are_added_changed_numbered_anew_and_removed() {
    let desired = with_route_maps(&[
        (10, "hub", false),
        (20, "hub", true),
        (30, "idc", false),
        (40, "hub", false),
    ]);
    let active = |priority, id, permit| (priority, id, "Active", permit);
    let observed = seen_with(&[
        active(10, "cenrmap-1", Some(true)),
        active(20, "cenrmap-2", None),
        active(50, "cenrmap-3", Some(false)),
        active(60, "cenrmap-4", Some(true)),
    ]);
    let (plan, text) = planned(&desired, &observed);
    assert_eq!(
        serde_json::from_str::<Plan>(&serde_json::to_string(&plan).unwrap()).unwrap(),
        plan
    );
    insta::assert_snapshot!(text);
}

#[test]
fn a_route_map_that_is_changing_is_waited_for_and_one_that_is_ignored_is_counted() {
    let mut desired = with_route_maps(&[(10, "hub", false), (20, "hub", false)]);
    desired.cens.get_mut("backbone").unwrap().ignore =
        vec![Ignore::Id("cenrmap-other*".to_owned())];
    let observed = seen_with(&[
        (10, "cenrmap-1", "Creating", Some(false)),
        (20, "cenrmap-2", "Modifying", Some(true)),
        (30, "cenrmap-3", "Deleting", Some(true)),
        (40, "cenrmap-other1", "Active", Some(true)),
    ]);
    let (plan, _) = planned(&desired, &observed);
    let held: Vec<_> = plan
        .holds
        .iter()
        .map(|hold| (hold.address.to_string(), hold.reason.code()))
        .collect();
    let expected = ["20", "30"].map(|priority| {
        (
            format!("route-map/backbone/cn-hangzhou/in/{priority}"),
            "CEN405",
        )
    });
    assert!(plan.is_empty() && held == expected, "{plan:?}");
    assert_eq!(plan.unmanaged.ignored, 1);
    desired.cens.get_mut("backbone").unwrap().routes.route_maps = None;
    assert!(
        planned(&desired, &observed).0.holds.is_empty(),
        "what is not written is not managed"
    );
}

#[test]
fn route_maps_of_an_enterprise_gateway_are_held() {
    let desired = with_route_maps(&[(10, "hub", false)]);
    let mut observed = built(12, 8);
    observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap()
        .routers
        .insert("cn-hangzhou".into(), enterprise_router());
    let (plan, _) = planned(&desired, &observed);
    assert!(
        plan.is_empty() && plan.holds.len() == 1 && plan.holds[0].reason.code() == "CEN403",
        "{plan:?}"
    );
}
