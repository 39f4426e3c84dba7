//! Tests reachability, and its changes by a plan.

use std::sync::LazyLock;

use cen_network::{Link, NetworkView, Note, Obstacle, Reach, reach, survey};
use cen_plan::{Plan, plan};
use cen_render as render;
use cen_topology::{Mbps, NetworkName, RegionPair, Topology};

use crate::example::{bare, built, desired, enterprise_router};

/// The published schema of the answer's JSON form.
static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let text = include_str!("../../../../docs/reach.schema.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
});

/// Returns the answer as JSON, checked against its schema.
pub(crate) fn answered(view: &NetworkView, one: &str, other: &str) -> Reach {
    let answer = reach(view, [&one.into(), &other.into()]).unwrap();
    let json = serde_json::from_str(&render::reach_json(&answer, "cloud")).unwrap();
    let problems: Vec<_> = SCHEMA
        .iter_errors(&json)
        .map(|error| error.to_string())
        .collect();
    assert!(problems.is_empty(), "{problems:?} in {json:#}");
    assert_eq!(surveyed(view, one, other), sorted(&answer.obstacles));
    answer
}

fn sorted(obstacles: &[Obstacle]) -> Vec<String> {
    let mut texts: Vec<_> = obstacles.iter().map(|each| format!("{each:?}")).collect();
    texts.sort();
    texts
}

/// Returns what is in the way of two networks as the page of a picture finds it: from the survey of
/// all networks.
fn surveyed(view: &NetworkView, one: &str, other: &str) -> Vec<String> {
    let survey = survey(view);
    let names: [NetworkName; 2] = [one.into(), other.into()];
    let [here, there] = names.each_ref().map(|name| &survey.networks[name]);
    let (Some(cen), Some(beyond)) = (&here.cen, &there.cen) else {
        let missing = names
            .iter()
            .filter(|name| survey.networks[*name].cen.is_none());
        let missing: Vec<_> = missing
            .map(|network| Obstacle::NotAttached {
                network: network.clone(),
            })
            .collect();
        return sorted(&missing);
    };
    if cen != beyond {
        let cens = [cen.clone(), beyond.clone()];
        return sorted(&[Obstacle::TwoCens { cens }]);
    }
    let mut obstacles = here.obstacles.clone();
    let between_both =
        |each: &&Obstacle| matches!(each, Obstacle::Range { other, .. } if *other == names[0]);
    obstacles.extend(
        there
            .obstacles
            .iter()
            .filter(|each| !between_both(each))
            .cloned(),
    );
    let regions = names
        .each_ref()
        .map(|name| view.networks[name].region.clone());
    let [from, to] = regions;
    if let Some(pair) = RegionPair::new(from, to) {
        obstacles.extend(survey.regions[&(cen.clone(), pair)].obstacles.clone());
    }
    for [from, to] in [[0, 1], [1, 0]].map(|ends| ends.map(|end: usize| &names[end])) {
        let mut kept = survey
            .filtered
            .iter()
            .filter(|each| each.from.contains(from) && each.to.contains(to));
        obstacles.extend(kept.by_ref().filter_map(|each| {
            each.place.clone().map(|place| Obstacle::RouteMap {
                place,
                network: from.clone(),
                other: to.clone(),
            })
        }));
    }
    sorted(&obstacles)
}

/// Returns the answer as text.
fn answer(view: &NetworkView, one: &str, other: &str) -> String {
    render::reach_text(&answered(view, one, other), "as seen").to_string()
}

fn obstacles(view: &NetworkView, one: &str, other: &str) -> Vec<Obstacle> {
    let answer = answered(view, one, other);
    assert_eq!(answer.link, Link::None);
    answer.obstacles
}

/// Returns the last part of a plan as text: reachability and the summary.
fn reachability(plan: &Plan, topology: &Topology) -> String {
    let text = render::text(plan, topology).to_string();
    text.find("reachability\n")
        .map_or_else(String::new, |at| text[at..].to_owned())
}

#[test]
fn the_way_has_both_ends_the_cen_and_its_bandwidth() {
    insta::assert_snapshot!(answer(&NetworkView::written(&desired()), "hub", "shop"), @"
    hub and shop can talk, with 12 Mbps (as seen)
      hub       VPC of account a in cn-hangzhou (china)
      backbone  CEN: 12 Mbps between the two regions, of a package of 20 Mbps between china and europe
      shop      VPC of account b in eu-central-1 (europe)
      note: the address ranges of hub and shop are unknown here, so cen cannot see whether they conflict
    ");
}

#[test]
fn everything_that_is_in_the_way_is_told() {
    let view = NetworkView::written(&desired());
    insta::assert_snapshot!(answer(&view, "hub", "idc"), @"
    hub and idc cannot talk (as seen)
      ! no bandwidth between cn-beijing and cn-hangzhou: the CEN has no package for china and china
      note: without a package the cloud still allows 1 kbit/s, for tests
    ");
    let mut less = view.clone();
    less.cens
        .get_mut("backbone")
        .unwrap()
        .limits
        .retain(|_, mbps| *mbps < Mbps(10));
    insta::assert_snapshot!(answer(&less, "hub", "shop"), @"
    hub and shop cannot talk (as seen)
      ! no bandwidth is set between cn-hangzhou and eu-central-1: 12 Mbps are free in a package of 20 Mbps between china and europe
    ");
    let mut apart = view.clone();
    apart.networks.get_mut("hub").unwrap().cen = None;
    apart.networks.get_mut("idc").unwrap().cen = None;
    assert_eq!(obstacles(&apart, "hub", "idc").len(), 2);
    let mut two = view;
    let side = two.cens["backbone"].clone();
    two.cens.insert("side".into(), side);
    two.networks.get_mut("hub").unwrap().cen = Some("side".into());
    assert_eq!(
        obstacles(&two, "shop", "hub"),
        [Obstacle::TwoCens {
            cens: ["backbone".into(), "side".into()]
        }]
    );
}

#[test]
fn a_range_that_another_network_of_the_cen_has_too_is_in_the_way_and_one_that_overlaps_is_not() {
    let mut observed = built(12, 8);
    let range = |observed: &mut cen_observed::Observed, id: &str, cidr: &str| {
        observed.networks.get_mut(id).unwrap().cidrs = vec![cidr.to_owned()];
    };
    range(&mut observed, "vpc-hub", "10.1.0.0/16");
    range(&mut observed, "vpc-shop", "10.1.2.0/24");
    range(&mut observed, "vpc-idc", "10.2.0.0/16");
    let seen = |observed: &cen_observed::Observed| {
        NetworkView::observed(&desired(), observed, cen_diff::Adopt::No).unwrap()
    };
    insta::assert_snapshot!(answer(&seen(&observed), "shop", "hub"), @"
    shop and hub can talk, with 12 Mbps (as seen)
      shop      VPC of account b in eu-central-1 (europe)
      backbone  CEN: 12 Mbps between the two regions, of a package of 20 Mbps between china and europe
      hub       VPC of account a in cn-hangzhou (china)
      note: the file does not manage route maps, so cen did not check whether the CEN has any
      note: 10.1.2.0/24 of shop lies in 10.1.0.0/16 of hub, and gets the traffic to the overlap
    ");
    range(&mut observed, "vpc-idc", "10.1.0.0/16");
    let (network, other, range) = ("hub".into(), "idc".into(), "10.1.0.0/16".parse().unwrap());
    assert_eq!(
        obstacles(&seen(&observed), "hub", "shop"),
        [Obstacle::Range {
            network,
            other,
            range
        }]
    );
}

#[test]
fn what_only_the_cloud_knows_is_in_the_way_as_well() {
    let mut observed = built(12, 8);
    observed
        .packages
        .get_mut("cenbwp-1")
        .unwrap()
        .business_status = "FinancialLocked".to_owned();
    let seen = |observed: &cen_observed::Observed| {
        NetworkView::observed(&desired(), observed, cen_diff::Adopt::No).unwrap()
    };
    assert!(matches!(
        obstacles(&seen(&observed), "hub", "shop").as_slice(),
        [Obstacle::Locked { .. }]
    ));
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    inside
        .routers
        .insert("eu-central-1".into(), enterprise_router());
    let shop = inside.attachments.get_mut("vpc-shop").unwrap();
    shop.transit = Some(cen_observed::SeenTransit {
        id: "tr-attach-1".into(),
        vswitches: Default::default(),
        synced: true,
        appliance: false,
        tables: Default::default(),
    });
    assert!(
        obstacles(&seen(&observed), "hub", "shop").contains(&Obstacle::NotInTable {
            region: "eu-central-1".into(),
            end: cen_action::TableEnd::Network("shop".into()),
        })
    );
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
    observed
        .networks
        .values_mut()
        .for_each(|network| network.cidrs = vec!["10.0.0.0/16".to_owned()]);
    let held = plan(&desired(), &observed).unwrap();
    assert!(!held.holds.is_empty());
    assert_eq!(
        held.connectivity,
        [],
        "only one of three with the same range is attached"
    );
}

#[test]
fn hundreds_of_networks_make_a_few_lines() {
    let mut many = desired();
    let mut observed = bare();
    for (number, region) in (0..600).map(|number| {
        (
            number,
            ["cn-hangzhou", "cn-beijing", "eu-central-1"][number % 3],
        )
    }) {
        let (name, id) = (format!("net-{number:03}"), format!("vpc-{number:03}"));
        let mut network = many.networks["hub"].clone();
        network.region = region.into();
        network.selector = cen_topology::Selector::Id(id.as_str().into());
        many.networks.insert(name.as_str().into(), network);
        many.cens
            .get_mut("backbone")
            .unwrap()
            .attach
            .insert(name.as_str().into());
        let seen = cen_observed::SeenNetwork {
            region: region.into(),
            ..observed.networks["vpc-hub"].clone()
        };
        observed.networks.insert(id.as_str().into(), seen);
    }
    let plan = plan(&many, &observed).unwrap();
    insta::assert_snapshot!(reachability(&plan, &many));
    let json = serde_json::to_string(&plan.connectivity).unwrap();
    assert!(json.len() < 40_000, "{} bytes", json.len());
}

#[test]
fn what_is_yet_to_be_made_is_in_the_way_now_and_not_afterwards() {
    let (now, then) = (NetworkView::default(), NetworkView::written(&desired()));
    let answer = cen_network::reach_before([&now, &then], [&"hub".into(), &"shop".into()]).unwrap();
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
fn a_network_that_is_not_ready_is_no_end_that_can_talk() {
    let desired = desired();
    let seen = |observed| NetworkView::observed(&desired, &observed, cen_diff::Adopt::No).unwrap();
    let mut attaching = built(12, 8);
    let cen = attaching.cens.get_mut("cen-1").unwrap();
    let attachments = &mut cen.inside.as_mut().unwrap().attachments;
    attachments.get_mut("vpc-hub").unwrap().status = "Attaching".to_owned();
    let text = answer(&seen(attaching.clone()), "hub", "shop");
    assert!(
        text.contains("! hub is being attached (Attaching)"),
        "{text}"
    );
    let then = seen(attaching).after(&[]);
    assert!(answered(&then, "hub", "shop").is_reachable());
    let mut terminated = built(12, 8);
    terminated.networks.get_mut("vpc-idc").unwrap().status = "terminated".to_owned();
    let text = answer(&seen(terminated), "idc", "hub");
    assert!(
        text.contains("! idc is terminated and carries no traffic"),
        "{text}"
    );
}

/// Returns the example network with these route maps.
fn mapped(maps: &str) -> NetworkView {
    let text = format!(
        "version: 1\nname: net\naccounts: {{ a: {{ id: \"1\" }} }}\nvpcs:\n  hub: {{ account: a, region: cn-hangzhou, id: vpc-hub }}\n  \
         lab: {{ account: a, region: cn-hangzhou, id: vpc-lab }}\nvbrs:\n  idc: {{ account: a, region: cn-beijing, id: vbr-idc }}\ncens:\n  net:\n    \
         account: a\n    attach: [hub, lab, idc]\n    bandwidth:\n      - areas: [china, china]\n        package: {{ mbps: 10, charge: postpaid }}\n        \
         limits: [{{ between: [cn-hangzhou, cn-beijing], mbps: 10 }}]\n    route-maps: [{maps}]\n"
    );
    NetworkView::written(
        &cen_topology::parse(&text)
            .map_err(|problems| problems.render_short("test", &text))
            .unwrap()
            .topology,
    )
}

#[test]
fn a_route_map_that_asks_only_whose_routes_they_are_decides_and_another_may() {
    let blocked = |maps: &str, one: &str, other: &str| {
        let answer = answered(&mapped(maps), one, other);
        let places = answer
            .obstacles
            .iter()
            .filter_map(|obstacle| match obstacle {
                Obstacle::RouteMap { place, network, .. } => Some(format!("{place} {network}")),
                _ => None,
            });
        (
            places.collect::<Vec<_>>(),
            answer.notes.contains(&Note::RouteMaps),
        )
    };
    let place = |text: &str| vec![text.to_owned()];
    let deny = "{ in: cn-hangzhou, priority: 10, action: deny, from: { networks: [idc] } }";
    assert_eq!(
        blocked(deny, "hub", "idc"),
        (place("cn-hangzhou/in/10 idc"), false)
    );
    assert_eq!(
        blocked(deny, "idc", "lab"),
        (place("cn-hangzhou/in/10 idc"), false),
        "one direction is enough"
    );
    assert_eq!(
        blocked(deny, "hub", "lab"),
        (vec![], false),
        "of other networks it says nothing"
    );
    let some = deny.replace("[idc] }", "[idc] }, cidrs: { exactly: [0.0.0.0/0] }");
    assert_eq!(
        blocked(&some, "hub", "idc"),
        (vec![], true),
        "of some routes only"
    );
    let before = format!(
        "{{ in: cn-hangzhou, priority: 5, action: permit, from: {{ kinds: [vbr] }} }}, {deny}"
    );
    assert_eq!(
        blocked(&before, "hub", "idc"),
        (vec![], false),
        "the first that fits decides"
    );
    let goes_on = before.replace("kinds: [vbr] }", "kinds: [vbr] }, next: 10");
    assert_eq!(
        blocked(&goes_on, "hub", "idc"),
        (place("cn-hangzhou/in/10 idc"), false)
    );
    let perhaps = before.replace("kinds: [vbr] }", "kinds: [vbr] }, types: [bgp]");
    assert_eq!(
        blocked(&perhaps, "hub", "idc"),
        (vec![], true),
        "a permit for some comes first"
    );
    let out = "{ out: cn-hangzhou, priority: 10, action: deny, to: { networks: [lab] } }";
    assert_eq!(
        blocked(out, "lab", "idc"),
        (place("cn-hangzhou/out/10 idc"), true)
    );
    assert_eq!(blocked(out, "hub", "idc").0, Vec::<String>::new());
    insta::assert_snapshot!(answer(&mapped(deny), "hub", "idc"), @"
    hub and idc cannot talk (as seen)
      ! the route map cn-hangzhou/in/10 denies hub every route of idc
    ");
}

#[test]
fn what_was_not_looked_at_is_not_answered_for() {
    let seen = |desired: &Topology| {
        NetworkView::observed(desired, &built(12, 8), cen_diff::Adopt::No).unwrap()
    };
    let mut desired = desired();
    assert!(
        answered(&seen(&desired), "hub", "shop")
            .notes
            .contains(&Note::RouteMapsUnknown)
    );
    desired.cens.get_mut("backbone").unwrap().routes.route_maps = Some(Default::default());
    assert!(
        !answered(&seen(&desired), "hub", "shop")
            .notes
            .contains(&Note::RouteMapsUnknown)
    );
}

#[test]
fn a_plan_says_where_route_maps_may_keep_some_apart() {
    let mut desired = desired();
    let all = mapped("{ in: cn-hangzhou, priority: 10, action: deny, types: [bgp] }");
    let maps = all.cens["net"]
        .route_maps
        .iter()
        .map(|(place, map)| (place.clone(), map.clone().unwrap()))
        .collect();
    desired.cens.get_mut("backbone").unwrap().routes.route_maps = Some(maps);
    let planned = plan(&desired, &bare()).unwrap();
    crate::schema::assert_documented(&planned, &desired);
    let said: Vec<_> = planned
        .connectivity
        .iter()
        .map(|shift| (shift.regions[0].as_str(), shift.filtered))
        .collect();
    assert_eq!(
        said,
        [("cn-beijing", false), ("cn-hangzhou", true)],
        "{:?}",
        planned.connectivity
    );
    assert!(reachability(&planned, &desired).contains("hub – shop  [route maps may block some]"));
}
