//! Tests route settings in exports: random ones, and the text of the file.

use cen_action::HoldReason;
use cen_export::export;
use cen_observed::{
    Inside, NotExpressible, Observed, RouteMapContent, SeenAccess, SeenRoute, SeenRouteMap,
};
use cen_plan::plan;
use cen_topology::{
    CenId, Choice, Community, CommunityEdit, Condition, Direction, HealthCheck, InstanceId,
    NetworkKind, RegionId, RouteEnd, RouteMap, RouteMapPlace, RouteType,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

use crate::export::{estate, exported};
use crate::export_worlds::{REGIONS, texts};

const ROUTES: [&str; 6] = [
    "10.0.0.0/8",
    "10.1.0.0/16",
    "172.16.0.0/12",
    "192.168.7.0/24",
    "0.0.0.0/0",
    "10.9.9.9/16",
];
const SERVICES: [&str; 6] = [
    "100.64.1.0/24",
    "100.64.1.5/32",
    "100.118.28.52/32",
    "100.100.0.0/16",
    "100.64.9.9/24",
    "8.8.8.8/32",
];

/// A route setting: its CEN, its network, and its content.
#[derive(Clone, Debug)]
pub(crate) struct RouteSeed {
    cen: usize,
    /// The index of its network among those of the right kind. Past the end, it is an unknown
    /// network.
    network: Option<usize>,
    region: usize,
    what: What,
    status: &'static str,
}

#[derive(Clone, Debug)]
enum What {
    Route {
        cidr: usize,
        published: bool,
        changeable: bool,
    },
    HealthCheck(HealthCheck),
    PrivateZone {
        own: bool,
    },
    Service {
        range: usize,
        named: bool,
    },
    RouteMap {
        place: (Direction, u32),
        map: Option<Box<RouteMap<usize>>>,
    },
}

pub(crate) fn routes() -> impl Strategy<Value = Vec<RouteSeed>> {
    let what = prop_oneof![
        2 => (0..ROUTES.len(), prop::bool::weighted(0.8), prop::bool::weighted(0.8))
            .prop_map(|(cidr, published, changeable)| What::Route { cidr, published, changeable }),
        3 => health_checks().prop_map(What::HealthCheck),
        2 => prop::bool::weighted(0.8).prop_map(|own| What::PrivateZone { own }),
        2 => (0..SERVICES.len(), any::<bool>()).prop_map(|(range, named)| What::Service { range, named }),
        3 => places_and_maps(),
    ];
    let statuses = prop::sample::select(vec![
        "Active", "Active", "Active", "Active", "Active", "Active", "Creating", "Deleting",
        "Failed",
    ]);
    let seed = (
        0usize..4,
        prop::option::weighted(0.95, 0usize..16),
        0..REGIONS.len(),
        what,
        statuses,
    );
    let seed = seed.prop_map(|(cen, network, region, what, status)| RouteSeed {
        cen,
        network,
        region,
        what,
        status,
    });
    prop::collection::vec(seed, 0..10)
}

fn health_checks() -> impl Strategy<Value = HealthCheck> {
    let target = prop::sample::select(vec!["10.0.0.2", "10.0.0.2", "10.0.0.6"]);
    let source = prop::option::of(prop::sample::select(vec![
        "10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2",
    ]));
    let interval = prop::sample::select(vec![2u32, 2, 2, 3, 3, 60]);
    (target, source, interval, 3u32..=8).prop_map(|(target, source, interval, threshold)| {
        HealthCheck {
            target: target.parse().unwrap(),
            source: source.map(|source| source.parse().unwrap()),
            interval,
            threshold,
        }
    })
}

fn places_and_maps() -> impl Strategy<Value = What> {
    let place = (
        prop::sample::select(vec![Direction::In, Direction::Out]),
        prop_oneof![9 => 1u32..5, 1 => 99u32..102],
    );
    let map = prop::option::weighted(0.9, route_maps().prop_map(Box::new));
    (place, map).prop_map(|(place, map)| What::RouteMap { place, map })
}

/// Route maps that the API could return. Some deny and also change routes, which a file cannot
/// express.
fn route_maps() -> impl Strategy<Value = RouteMap<usize>> {
    let conditions = (
        prop::collection::btree_set(prop::sample::select(RouteType::ALL.to_vec()), 0..3),
        prop::option::of(condition(prop::collection::btree_set(
            (0..ROUTES.len()).prop_map(|at| ROUTES[at].parse().unwrap()),
            1..40,
        ))),
        prop::option::of(condition(prop::collection::vec(1u32.., 1..4))),
        prop::option::of(condition(communities())),
    );
    let edit = prop::option::of((communities(), any::<bool>()).prop_map(
        |(communities, replace)| CommunityEdit {
            communities,
            replace,
        },
    ));
    let changes = (
        prop_oneof![3 => Just(50u32), 1 => 1u32..=100],
        prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(1u32.., 1..4)],
        edit,
        prop::option::weighted(0.2, 1u32..=100),
    );
    let changes = prop_oneof![1 => Just((50, Vec::new(), None, None)), 1 => changes];
    let descriptions = prop_oneof![2 => Just(String::new()), 1 => texts()];
    (
        prop::bool::weighted(0.7),
        descriptions,
        ends(),
        ends(),
        conditions,
        changes,
    )
        .prop_map(
            |(
                permit,
                description,
                from,
                to,
                (types, cidrs, as_path, communities),
                (preference, prepend, edit_communities, next),
            )| RouteMap {
                permit,
                description,
                from,
                to,
                types,
                cidrs,
                as_path,
                communities,
                preference,
                prepend,
                edit_communities,
                next,
            },
        )
}

fn condition<T: std::fmt::Debug>(
    items: impl Strategy<Value = T>,
) -> impl Strategy<Value = Condition<T>> {
    (items, any::<bool>()).prop_map(|(items, exactly)| Condition { items, exactly })
}

fn communities() -> impl Strategy<Value = BTreeSet<Community>> {
    let community = (1u16.., 1u16..)
        .prop_map(|(one, other)| Community::parse(&format!("{one}:{other}")).unwrap());
    prop::collection::btree_set(community, 1..4)
}

fn ends() -> impl Strategy<Value = RouteEnd<usize>> {
    let choice = (prop::collection::btree_set(0usize..16, 1..3), any::<bool>());
    let choice = choice.prop_map(|(networks, reversed)| Choice { networks, reversed });
    let kinds = prop::sample::select(vec![NetworkKind::Vpc, NetworkKind::Vbr, NetworkKind::Ccn]);
    let table = prop::sample::select(vec!["vtb-1", "vtb-2", "vtb-3", "vtb-4", "vtb-no id"])
        .prop_map(str::to_owned);
    let region = (0..2usize).prop_map(|at| RegionId::from(REGIONS[at]));
    let end = (
        prop::option::of(choice),
        prop::collection::btree_set(kinds, 0..2),
        prop_oneof![3 => Just(BTreeSet::new()), 1 => prop::collection::btree_set(region, 1..3)],
        prop_oneof![3 => Just(BTreeSet::new()), 1 => prop::collection::btree_set(table, 1..3)],
    );
    let end = end.prop_map(|(networks, kinds, regions, tables)| RouteEnd {
        networks,
        kinds,
        regions,
        tables,
    });
    prop_oneof![2 => Just(RouteEnd::default()), 1 => end]
}

/// Adds it to a world that has its CEN. Route maps name attached networks, and sometimes unknown
/// ones.
pub(crate) fn add_route(observed: &mut Observed, seed: &RouteSeed) {
    let cen = observed
        .cens
        .get_mut(&CenId::new(format!("cen-{}", seed.cen)));
    let Some(cen) = cen.filter(|cen| cen.status == "Active") else {
        return;
    };
    let inside = cen.inside.as_mut().unwrap();
    let (network, region) = (instance(inside, seed), RegionId::from(REGIONS[seed.region]));
    let own = inside
        .attachments
        .get(&network)
        .map_or_else(|| region.clone(), |seen| seen.region.clone());
    let access = |host: String| SeenAccess {
        host,
        vpc: network.clone(),
        region: own.clone(),
        status: seed.status.to_owned(),
    };
    match &seed.what {
        What::Route {
            cidr,
            published,
            changeable,
        } => {
            let route = SeenRoute {
                published: *published,
                changeable: *changeable,
            };
            inside
                .routes
                .tables
                .entry(network)
                .or_default()
                .insert(ROUTES[*cidr].parse().unwrap(), route);
        }
        What::HealthCheck(check) => drop(inside.routes.health_checks.insert(network, *check)),
        What::PrivateZone { own: from_own } => {
            let from = if *from_own { own.clone() } else { region };
            inside
                .routes
                .private_zone
                .insert(from, access(String::new()));
        }
        What::Service { range, named } => {
            let host = if *named {
                "oss-cn-beijing-internal.aliyuncs.com"
            } else {
                SERVICES[*range]
            };
            let services = inside.routes.services.entry(region).or_default();
            services.insert(SERVICES[*range].parse().unwrap(), access(host.to_owned()));
        }
        What::RouteMap {
            place: (direction, priority),
            map,
        } => {
            let place = RouteMapPlace {
                region: own,
                direction: *direction,
                priority: *priority,
            };
            let attached: Vec<_> = inside.attachments.keys().cloned().collect();
            let known = |at: &usize| {
                attached
                    .get(*at % attached.len().max(1))
                    .cloned()
                    .unwrap_or_else(|| "vpc-unknown".into())
            };
            let map = map.as_ref().map(|map| map.renamed(known));
            let id = format!("cenrmap-{}", inside.routes.route_maps.len())
                .as_str()
                .into();
            inside.routes.route_maps.insert(
                place,
                SeenRouteMap {
                    id,
                    status: seed.status.to_owned(),
                    content: crate::routes::content(map),
                },
            );
        }
    }
}

/// Returns an attached network of the kind that this setting needs.
fn instance(inside: &Inside, seed: &RouteSeed) -> InstanceId {
    let is_fit = |kind: NetworkKind| match seed.what {
        What::Route { .. } | What::PrivateZone { .. } | What::Service { .. } => {
            kind == NetworkKind::Vpc
        }
        What::HealthCheck(_) => kind == NetworkKind::Vbr,
        What::RouteMap { .. } => true,
    };
    let fit: Vec<_> = inside
        .attachments
        .iter()
        .filter(|(_, seen)| is_fit(seen.kind))
        .map(|(id, _)| id.clone())
        .collect();
    let chosen = seed
        .network
        .and_then(|at| fit.get(at % fit.len().max(1)).cloned());
    chosen.unwrap_or_else(|| InstanceId::from("vpc-unknown"))
}

/// Returns the estate of `export`, with one setting of each kind that a file can express.
pub(crate) fn routed() -> Observed {
    let mut observed = estate();
    let routes = &mut observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap()
        .routes;
    let route = |published, changeable| SeenRoute {
        published,
        changeable,
    };
    let table = [
        ("192.168.1.0/24", route(true, true)),
        ("192.168.2.0/24", route(false, true)),
        ("10.0.0.0/24", route(true, false)),
    ];
    routes.tables.insert(
        "vpc-hub".into(),
        table
            .into_iter()
            .map(|(cidr, route)| (cidr.parse().unwrap(), route))
            .collect(),
    );
    let check = HealthCheck {
        target: "10.0.0.2".parse().unwrap(),
        source: None,
        interval: 3,
        threshold: 8,
    };
    routes.health_checks.insert("vbr-idc".into(), check);
    let access = |host: &str, vpc: &str, region: &str| SeenAccess {
        host: host.to_owned(),
        vpc: vpc.into(),
        region: region.into(),
        status: "Active".to_owned(),
    };
    routes
        .private_zone
        .insert("cn-hangzhou".into(), access("", "vpc-hub", "cn-hangzhou"));
    let named = access(
        "oss-cn-hangzhou-internal.aliyuncs.com",
        "vpc-hub",
        "cn-hangzhou",
    );
    let services = [
        ("100.118.28.0/24", named),
        (
            "100.118.29.1/32",
            access("100.118.29.1", "vpc-hub", "cn-hangzhou"),
        ),
    ];
    for from in ["eu-central-1", "cn-beijing"] {
        routes.services.insert(
            from.into(),
            services
                .iter()
                .map(|(range, seen)| (range.parse().unwrap(), seen.clone()))
                .collect(),
        );
    }
    for (priority, named, permit) in [
        (10, "vbr-idc", true),
        (20, "vbr-idc", false),
        (30, "vpc-guest", false),
    ] {
        let place = RouteMapPlace {
            region: "cn-hangzhou".into(),
            direction: Direction::Out,
            priority,
        };
        let seen = SeenRouteMap {
            id: format!("cenrmap-{priority}").as_str().into(),
            status: "Active".to_owned(),
            content: RouteMapContent::Expressible(Box::new(route_map(named.into(), permit))),
        };
        routes.route_maps.insert(place, seen);
    }
    observed
}

fn route_map(named: InstanceId, permit: bool) -> RouteMap<InstanceId> {
    let community = |text: &str| Community::parse(text).unwrap();
    RouteMap {
        permit,
        description: if permit { "lines: what they tell" } else { "" }.to_owned(),
        from: RouteEnd {
            networks: Some(Choice {
                networks: [named].into(),
                reversed: permit,
            }),
            ..RouteEnd::default()
        },
        to: RouteEnd {
            kinds: [NetworkKind::Vpc].into(),
            ..RouteEnd::default()
        },
        types: if permit {
            RouteType::ALL.into()
        } else {
            BTreeSet::new()
        },
        cidrs: Some(Condition {
            items: ["10.0.0.0/8".parse().unwrap()].into(),
            exactly: !permit,
        }),
        as_path: permit.then(|| Condition {
            items: vec![65501, 65502],
            exactly: false,
        }),
        communities: permit.then(|| Condition {
            items: [community("65501:1")].into(),
            exactly: true,
        }),
        preference: if permit {
            20
        } else {
            RouteMap::<InstanceId>::PREFERENCE
        },
        prepend: Vec::new(),
        edit_communities: permit.then(|| CommunityEdit {
            communities: [community("65501:2")].into(),
            replace: false,
        }),
        next: permit.then_some(20),
    }
}

#[test]
fn what_a_cen_does_with_routes_is_written_by_the_names_of_its_networks() {
    let (text, topology) = exported(&routed());
    insta::assert_snapshot!(text);
    let planned = plan(&topology, &routed()).unwrap();
    assert_eq!(
        planned
            .steps
            .iter()
            .map(|step| step.action.id.as_str())
            .collect::<Vec<_>>(),
        ["mark/global-backbone"]
    );
    assert!(
        planned
            .holds
            .iter()
            .all(|hold| hold.reason.code() == "CEN407"),
        "{:?}",
        planned.holds
    );
}

#[test]
fn a_section_that_could_not_say_everything_is_not_written() {
    let mut observed = routed();
    let routes = &mut observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap()
        .routes;
    let twice = [(
        "192.168.1.0/24".parse().unwrap(),
        SeenRoute {
            published: true,
            changeable: true,
        },
    )];
    routes.tables.insert("vpc-shop".into(), twice.into());
    routes.health_checks.insert(
        "vbr-elsewhere".into(),
        routes.health_checks[&InstanceId::from("vbr-idc")],
    );
    let mut zone = routes.private_zone[&RegionId::from("cn-hangzhou")].clone();
    zone.region = "eu-central-1".into();
    zone.vpc = "vpc-shop".into();
    routes.private_zone.insert("cn-beijing".into(), zone);
    routes
        .services
        .values_mut()
        .flat_map(|services| services.values_mut())
        .for_each(|service| service.status = "Failed".to_owned());
    let (text, topology) = exported(&observed);
    let notes: Vec<_> = text
        .lines()
        .filter(|line| line.contains("is not written"))
        .map(str::trim)
        .collect();
    insta::assert_snapshot!(notes.join("\n"));
    assert_eq!(plan(&topology, &observed).unwrap().steps.len(), 1, "{text}");
}

#[test]
fn what_no_file_can_say_is_told_by_the_export_and_by_the_plan() {
    let mut observed = crate::example::built(12, 8);
    let routes = &mut observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap()
        .routes;
    routes.not_expressible.insert(NotExpressible::Route {
        vpc: "vpc-hub".into(),
        cidr: "2408:4000::/56".to_owned(),
    });
    let mut desired = crate::example::desired();
    let text = export(&desired.name, &desired.accounts, &observed);
    assert!(text.contains("# `publish` cannot say this, which stays as it is: the route of vpc-hub to 2408:4000::/56."), "{text}");
    let held = |desired: &cen_topology::Topology| plan(desired, &observed).unwrap().holds;
    assert_eq!(
        held(&desired),
        [],
        "a part that the file does not manage is none of its business"
    );
    desired.cens.get_mut("backbone").unwrap().routes.publish = Some(Default::default());
    assert_eq!(
        held(&desired)
            .into_iter()
            .map(|hold| (hold.address.to_string(), hold.reason))
            .collect::<Vec<_>>(),
        [(
            "extra/publish/vpc-hub/2408:4000::/56".to_owned(),
            HoldReason::NotExpressible
        )]
    );
    let ignore = cen_topology::Ignore::Id("vpc-hub*".to_owned());
    desired
        .cens
        .get_mut("backbone")
        .unwrap()
        .ignore
        .push(ignore);
    assert_eq!(held(&desired), []);
}
