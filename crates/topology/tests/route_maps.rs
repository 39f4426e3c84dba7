//! Tests route maps in the model.

use cen_topology::{
    Community, Condition, Direction, NetworkKind, RouteMapPlace, RouteType, Severity, parse,
};

fn file(map: &str) -> String {
    format!(
        "version: 1
name: demo
accounts: {{ main: {{ id: '1250000000000001' }} }}
vpcs: {{ web: {{ account: main, region: cn-hangzhou, id: vpc-web }} }}
vbrs: {{ idc: {{ account: main, region: cn-beijing, id: vbr-idc }} }}
cens:
  one:
    account: main
    attach: [web, idc]
    route-maps:
      - {map}
"
    )
}

#[test]
fn every_condition_and_every_change_is_read() {
    let source = file(
        "{ out: cn-hangzhou, priority: 7, action: permit, description: to the office, from: { other-than: [web], kinds: [vbr], \
         regions: [cn-beijing], tables: [vtb-1] }, to: { networks: [web] }, types: [bgp, custom], cidrs: { include: [10.0.0.0/8] }, \
         as-path: { exactly: [65502, 65501] }, communities: { include: [65501:1] }, set: { preference: 20, prepend: [65501, 65501], \
         communities: { replace: [65501:2] } }, next: 30 }",
    );
    let topology = parse(&source)
        .map_err(|problems| problems.render_short("f", &source))
        .unwrap()
        .topology;
    let maps = topology.cens["one"].routes.route_maps.as_ref().unwrap();
    let place = RouteMapPlace {
        region: "cn-hangzhou".into(),
        direction: Direction::Out,
        priority: 7,
    };
    let map = &maps[&place];
    assert!(
        map.permit
            && map.from.networks.as_ref().unwrap().reversed
            && !map.to.networks.as_ref().unwrap().reversed
    );
    assert_eq!(
        map.networks().map(|name| name.as_str()).collect::<Vec<_>>(),
        ["web", "web"]
    );
    assert_eq!(
        (
            map.from.kinds.first(),
            map.from.tables.first().map(String::as_str)
        ),
        (Some(&NetworkKind::Vbr), Some("vtb-1"))
    );
    assert_eq!(map.types, [RouteType::Custom, RouteType::Bgp].into());
    assert_eq!(
        map.cidrs,
        Some(Condition {
            items: ["10.0.0.0/8".parse().unwrap()].into(),
            exactly: false
        })
    );
    assert_eq!(
        map.as_path,
        Some(Condition {
            items: vec![65502, 65501],
            exactly: true
        }),
        "the order of a path counts"
    );
    let edit = map.edit_communities.as_ref().unwrap();
    assert!(edit.replace && edit.communities == [Community::parse("65501:2").unwrap()].into());
    assert_eq!(
        (map.preference, map.prepend.as_slice(), map.next),
        (20, &[65501, 65501][..], Some(30))
    );
}

#[test]
fn what_is_not_said_has_no_condition_and_the_clouds_preference() {
    let topology = parse(&file("{ in: cn-beijing, priority: 1, action: deny }"))
        .unwrap()
        .topology;
    let maps = topology.cens["one"].routes.route_maps.as_ref().unwrap();
    let map = maps.values().next().unwrap();
    assert_eq!(
        (
            map.permit,
            map.preference,
            map.networks().count(),
            map.description.as_str()
        ),
        (false, 50, 0, "")
    );
}

#[test]
fn where_a_route_goes_is_asked_in_vain_of_one_that_comes_in() {
    let checked = parse(&file(
        "{ in: cn-beijing, priority: 1, action: deny, to: { kinds: [vpc] } }",
    ))
    .unwrap();
    let warnings: Vec<_> = checked
        .warnings
        .iter()
        .map(|warning| (warning.code.as_str(), warning.severity))
        .collect();
    assert_eq!(warnings, [("CEN075", Severity::Warning)]);
}
