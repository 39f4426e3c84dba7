//! Compares the state that a plan was made from with a state that another operator changed since.

use cen_action::Preconditions;
use cen_observed::{NAME_TAG, Observed, RouteMapContent, SeenRouteMap, TOPOLOGY_TAG};
use cen_plan::{Plan, plan};
use cen_precondition::{Mismatch, Standing, standings};
use cen_topology::{Direction, HealthCheck, Mbps, RouteMapPlace, Topology};
use serde_json::{Value, json};

use crate::example::{bare, built, desired};

/// Lists the actions that would be refused, each with its changes.
fn refused(plan: &Plan, observed: &Observed) -> Vec<String> {
    let steps = plan.steps.iter().zip(standings(&plan.steps, observed));
    let moved = steps.filter_map(|(step, standing)| match standing {
        Standing::Other(moved) => Some((step, moved)),
        Standing::Before | Standing::After { .. } => None,
    });
    moved
        .map(|(step, moved)| {
            format!(
                "{}: {}",
                step.action.id,
                moved
                    .iter()
                    .map(
                        |Mismatch {
                             attribute,
                             planned,
                             current,
                         }| { format!("{attribute} {planned} {current}") }
                    )
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        })
        .collect()
}

fn mark(part: &str) -> Value {
    json!({ "topology": "test", "part": part })
}

fn limit<'a>(observed: &'a mut Observed, pair: &str) -> &'a mut cen_observed::SeenLimit {
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    inside
        .limits
        .iter_mut()
        .find(|(other, _)| other.to_string() == pair)
        .unwrap()
        .1
}

#[test]
fn a_plan_says_what_it_saw_of_each_object() {
    let planned = plan(&desired(), &built(10, 4)).unwrap();
    let seen: Vec<_> = planned
        .steps
        .iter()
        .map(|step| (step.action.id.as_str(), json!(step.preconditions)))
        .collect();
    let expected = [
        (
            "limit/backbone/cn-beijing/eu-central-1",
            json!({ "mbps": 4, "cen-mark": mark("backbone") }),
        ),
        (
            "limit/backbone/cn-hangzhou/eu-central-1",
            json!({ "mbps": 10, "cen-mark": mark("backbone") }),
        ),
    ];
    assert_eq!(seen, expected);
    let first = plan(&desired(), &bare()).unwrap();
    let of = |id: &str| {
        let mut steps = first.steps.iter();
        json!(
            steps
                .find(|step| step.action.id.as_str() == id)
                .unwrap()
                .preconditions
        )
    };
    assert_eq!(of("cen/backbone"), json!({ "exists": null }));
    assert_eq!(of("attach/backbone/hub"), json!({ "attached-to": null }));
    assert_eq!(
        of("associate/backbone/china-europe"),
        json!({ "cen": null })
    );
}

#[test]
fn an_object_that_somebody_else_changed_is_refused_alone_and_with_both_values() {
    let planned = plan(&desired(), &built(10, 4)).unwrap();
    let mut since = built(10, 4);
    limit(&mut since, "cn-hangzhou/eu-central-1").mbps = Mbps(11);
    assert_eq!(
        refused(&planned, &since),
        ["limit/backbone/cn-hangzhou/eu-central-1: mbps 10 11"]
    );
    assert_eq!(standings(&planned.steps, &since)[0], Standing::Before);
}

#[test]
fn the_rest_of_the_cloud_may_move() {
    let planned = plan(&desired(), &built(12, 4)).unwrap();
    let mut since = built(12, 4);
    limit(&mut since, "cn-hangzhou/eu-central-1").mbps = Mbps(3);
    since.networks.remove("vpc-hub");
    since.packages.get_mut("cenbwp-1").unwrap().mbps = Mbps(200);
    assert_eq!(standings(&planned.steps, &since), [Standing::Before]);
}

#[test]
fn what_is_still_changing_is_not_done() {
    let planned = plan(&desired(), &built(12, 4)).unwrap();
    let mut since = built(12, 8);
    assert_eq!(
        standings(&planned.steps, &since),
        [Standing::After { output: None }]
    );
    limit(&mut since, "cn-beijing/eu-central-1").status = "Modifying".to_owned();
    assert_eq!(standings(&planned.steps, &since), [Standing::Before]);
}

#[test]
fn what_a_plan_is_to_make_must_not_be_there_otherwise() {
    let planned = plan(&desired(), &bare()).unwrap();
    let mut since = built(12, 8);
    assert!(
        standings(&planned.steps, &since)
            .iter()
            .all(|standing| matches!(standing, Standing::After { .. }))
    );
    since.packages.get_mut("cenbwp-1").unwrap().mbps = Mbps(50);
    let expected = ["package/backbone/china-europe: package null 50"];
    assert_eq!(refused(&planned, &since)[..1], expected);
    let mut elsewhere = bare();
    let mut other = built(1, 1).cens["cen-1"].clone();
    other.tags.clear();
    elsewhere.cens.insert("cen-other".into(), other);
    let moved: Vec<_> = refused(&planned, &elsewhere);
    assert!(
        moved.contains(&"attach/backbone/hub: attached-to null \"cen-other\"".to_owned()),
        "{moved:?}"
    );
}

#[test]
fn what_leaves_an_account_is_not_what_is_made_in_another() {
    let (mut moved, observed) = (desired(), built(12, 8));
    let cen = moved.cens.get_mut("backbone").unwrap();
    cen.account = moved
        .accounts
        .keys()
        .find(|account| **account != cen.account)
        .unwrap()
        .clone();
    let planned = plan(&moved, &observed).unwrap();
    let made = ["cen/backbone", "package/backbone/china-europe"];
    let steps = planned
        .steps
        .iter()
        .zip(standings(&planned.steps, &observed));
    let made: Vec<_> = steps
        .filter(|(step, _)| made.contains(&step.action.id.as_str()))
        .map(|(_, standing)| standing)
        .collect();
    assert_eq!(made, [Standing::Before, Standing::Before]);
}

#[test]
fn a_removal_of_what_was_changed_is_refused() {
    let mut less = desired();
    less.cens.get_mut("backbone").unwrap().attach.remove("idc");
    less.cens
        .get_mut("backbone")
        .unwrap()
        .bandwidth
        .values_mut()
        .for_each(|group| {
            group
                .limits
                .retain(|pair, _| !pair.to_string().contains("beijing"))
        });
    let planned = plan(&less, &built(12, 8)).unwrap();
    let mut since = built(12, 8);
    let inside = since
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    let moved = inside.attachments.remove("vpc-idc").unwrap();
    let mut other = built(1, 1).cens["cen-1"].clone();
    other.inside.as_mut().unwrap().attachments = [("vpc-idc".into(), moved)].into();
    since.cens.insert("cen-other".into(), other);
    assert_eq!(
        refused(&planned, &since),
        ["detach/backbone/idc: attached-to \"cen-1\" \"cen-other\""]
    );
}

#[test]
fn a_source_that_the_cloud_chooses_is_no_change_by_somebody_else() {
    let mut checked: Topology = desired();
    checked.networks.get_mut("idc").unwrap().kind = cen_topology::NetworkKind::Vbr;
    let check = HealthCheck {
        target: "10.0.0.1".parse().unwrap(),
        source: None,
        interval: 2,
        threshold: 8,
    };
    checked
        .cens
        .get_mut("backbone")
        .unwrap()
        .routes
        .health_checks = Some([("idc".into(), check)].into());
    let mut before = built(12, 8);
    before.networks.get_mut("vpc-idc").unwrap().kind = cen_topology::NetworkKind::Vbr;
    let planned = plan(&checked, &before).unwrap();
    assert_eq!(standings(&planned.steps, &before), [Standing::Before]);
    let mut since = before;
    let inside = since
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    let chosen = HealthCheck {
        source: Some("10.0.0.2".parse().unwrap()),
        ..check
    };
    inside.routes.health_checks.insert("vpc-idc".into(), chosen);
    assert_eq!(
        standings(&planned.steps, &since),
        [Standing::After { output: None }]
    );
}

/// Gives a mark to another topology.
fn claim(tags: &mut std::collections::BTreeMap<String, String>) {
    tags.insert(TOPOLOGY_TAG.to_owned(), "theirs".to_owned());
}

/// The actions of a plan that a look at a cloud with other marks lets pass, as `before` or `done`.
fn passing(planned: &Plan, since: &Observed) -> Vec<String> {
    let steps = planned.steps.iter().zip(standings(&planned.steps, since));
    let passing = steps.filter_map(|(step, standing)| match standing {
        Standing::Before => Some(format!("{}: before", step.action.id)),
        Standing::After { .. } => Some(format!("{}: done", step.action.id)),
        Standing::Other(_) => None,
    });
    passing.collect()
}

/// The example without its CEN: everything on it is removed.
fn without_cen() -> Topology {
    let mut less = desired();
    less.cens.clear();
    less.networks.clear();
    less
}

#[test]
fn nothing_is_removed_from_a_cen_that_another_topology_has_marked_since() {
    let planned = plan(&without_cen(), &built(12, 8)).unwrap();
    let mut since = built(12, 8);
    claim(&mut since.cens.get_mut("cen-1").unwrap().tags);
    for package in since.packages.values_mut() {
        claim(&mut package.tags);
    }
    assert!(!planned.steps.is_empty());
    assert_eq!(passing(&planned, &since), Vec::<String>::new());
}

#[test]
fn a_vpc_that_another_topology_has_marked_since_is_neither_edited_nor_deleted() {
    let managed = |description: &str| {
        let mut managed = desired();
        managed.networks.get_mut("idc").unwrap().selector = cen_topology::Selector::Managed {
            cidr: "10.9.0.0/16".parse().unwrap(),
            description: Some(description.to_owned()),
        };
        managed
    };
    let mut observed = built(12, 8);
    let vpc = observed.networks.get_mut("vpc-idc").unwrap();
    vpc.cidrs = vec!["10.9.0.0/16".to_owned()];
    vpc.tags = [(TOPOLOGY_TAG, "test"), (NAME_TAG, "idc")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    let mut since = observed.clone();
    claim(&mut since.networks.get_mut("vpc-idc").unwrap().tags);
    let edit = plan(&managed("other"), &observed).unwrap();
    assert_eq!(edit.steps.len(), 1, "{:?}", edit.steps);
    assert_eq!(passing(&edit, &since), Vec::<String>::new());
    let removal = plan(&without_cen(), &observed).unwrap();
    let passing = passing(&removal, &since);
    assert!(
        !passing.iter().any(|id| id.starts_with("delete-network")),
        "{passing:?}"
    );
    assert!(
        refused(&removal, &since)
            .iter()
            .any(|refused| refused.starts_with("delete-network/idc: vpc-mark"))
    );
}

#[test]
fn a_change_between_two_route_maps_that_no_file_can_say_is_seen() {
    let content = |kind: &str| {
        RouteMapContent::NotExpressible([("MatchAddressType".to_owned(), kind.into())].into())
    };
    let with = |kind: &str| {
        let mut observed = built(12, 8);
        let inside = observed.cens.get_mut("cen-1").unwrap().inside.as_mut();
        let seen = SeenRouteMap {
            id: "cenrmap-1".into(),
            status: "Active".to_owned(),
            content: content(kind),
        };
        let place = RouteMapPlace {
            region: "cn-hangzhou".into(),
            direction: Direction::In,
            priority: 10,
        };
        inside.unwrap().routes.route_maps.insert(place, seen);
        observed
    };
    let mut none = desired();
    none.cens.get_mut("backbone").unwrap().routes.route_maps = Some([].into());
    let planned = plan(&none, &with("IPv6")).unwrap();
    assert_eq!(standings(&planned.steps, &with("IPv6")), [Standing::Before]);
    assert_eq!(
        refused(&planned, &with("Dual")),
        [
            "delete-route-map/backbone/cn-hangzhou/in/10: route-map/cn-hangzhou/in/10 \
          {\"not-expressible\":{\"MatchAddressType\":\"IPv6\"}} \
          {\"not-expressible\":{\"MatchAddressType\":\"Dual\"}}"
        ]
    );
}

#[test]
fn a_plan_without_what_it_saw_is_refused() {
    let mut planned = plan(&desired(), &built(10, 8)).unwrap();
    planned.steps[0].preconditions = Preconditions::default();
    assert!(matches!(
        standings(&planned.steps, &built(10, 8))[..],
        [Standing::Other(_)]
    ));
}

#[test]
fn a_package_that_another_topology_has_marked_since_is_neither_resized_nor_deleted() {
    let mut larger = desired();
    for group in larger
        .cens
        .get_mut("backbone")
        .unwrap()
        .bandwidth
        .values_mut()
    {
        group.package = cen_topology::Package::Bought {
            mbps: Mbps(40),
            charge: cen_topology::Charge::Postpaid,
        };
    }
    let planned = plan(&larger, &built(12, 8)).unwrap();
    assert_eq!(planned.steps.len(), 1, "{:?}", planned.steps);
    let mut since = built(12, 8);
    claim(&mut since.packages.get_mut("cenbwp-1").unwrap().tags);
    assert_eq!(passing(&planned, &since), Vec::<String>::new());
    // What the other topology has done is not what this plan did.
    since.packages.get_mut("cenbwp-1").unwrap().mbps = Mbps(40);
    assert_eq!(passing(&planned, &since), Vec::<String>::new());
}

#[test]
fn a_cen_that_another_topology_has_marked_since_is_not_edited() {
    let mut edited = desired();
    let cen = edited.cens.get_mut("backbone").unwrap();
    cen.display_name = "Other".to_owned();
    cen.tags = Some([("team".to_owned(), "net".to_owned())].into());
    let planned = plan(&edited, &built(12, 4)).unwrap();
    assert_eq!(planned.steps.len(), 3, "{:?}", planned.steps);
    let mut since = built(12, 4);
    claim(&mut since.cens.get_mut("cen-1").unwrap().tags);
    assert_eq!(passing(&planned, &since), Vec::<String>::new());
}
