//! Compares the state that a plan was made from with a state that another operator changed since.

use cen_plan::{Mismatch, Observed, Plan, Standing, plan, standings};
use cen_topology::{HealthCheck, Mbps, Topology};

use crate::example::{bare, built, desired};

/// Lists the actions that would be refused, each with its changes.
fn refused(plan: &Plan, observed: &Observed) -> Vec<String> {
    let steps = plan.steps.iter().zip(standings(plan, observed));
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
                    .map(Mismatch::to_string)
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        })
        .collect()
}

fn limit<'a>(observed: &'a mut Observed, pair: &str) -> &'a mut cen_plan::SeenLimit {
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
        .map(|step| (step.action.id.as_str(), format!("{:?}", step.expects)))
        .collect();
    let expected = [
        (
            "limit/backbone/cn-beijing/eu-central-1",
            r#"{"mbps": "4"}"#.to_owned(),
        ),
        (
            "limit/backbone/cn-hangzhou/eu-central-1",
            r#"{"mbps": "10"}"#.to_owned(),
        ),
    ];
    assert_eq!(seen, expected);
    let first = plan(&desired(), &bare()).unwrap();
    let of = |id: &str| {
        format!(
            "{:?}",
            first
                .steps
                .iter()
                .find(|step| step.action.id.as_str() == id)
                .unwrap()
                .expects
        )
    };
    assert_eq!(of("cen/backbone"), r#"{"cen": "absent"}"#);
    assert_eq!(of("attach/backbone/hub"), r#"{"attached to": "nothing"}"#);
    assert_eq!(
        of("associate/backbone/china-europe"),
        r#"{"cen": "nothing"}"#
    );
}

#[test]
fn an_object_that_somebody_else_changed_is_refused_alone_and_with_both_values() {
    let planned = plan(&desired(), &built(10, 4)).unwrap();
    let mut since = built(10, 4);
    limit(&mut since, "cn-hangzhou/eu-central-1").mbps = Mbps(11);
    assert_eq!(
        refused(&planned, &since),
        ["limit/backbone/cn-hangzhou/eu-central-1: `mbps` was 10, is 11 now"]
    );
    assert_eq!(standings(&planned, &since)[0], Standing::Before);
}

#[test]
fn the_rest_of_the_cloud_may_move() {
    let planned = plan(&desired(), &built(12, 4)).unwrap();
    let mut since = built(12, 4);
    limit(&mut since, "cn-hangzhou/eu-central-1").mbps = Mbps(3);
    since.networks.remove("vpc-hub");
    since.packages.get_mut("cenbwp-1").unwrap().mbps = Mbps(200);
    assert_eq!(standings(&planned, &since), [Standing::Before]);
}

#[test]
fn what_is_still_changing_is_not_done() {
    let planned = plan(&desired(), &built(12, 4)).unwrap();
    let mut since = built(12, 8);
    assert_eq!(
        standings(&planned, &since),
        [Standing::After { output: None }]
    );
    limit(&mut since, "cn-beijing/eu-central-1").status = "Modifying".to_owned();
    assert_eq!(standings(&planned, &since), [Standing::Before]);
}

#[test]
fn what_a_plan_is_to_make_must_not_be_there_otherwise() {
    let planned = plan(&desired(), &bare()).unwrap();
    let mut since = built(12, 8);
    assert!(
        standings(&planned, &since)
            .iter()
            .all(|standing| matches!(standing, Standing::After { .. }))
    );
    since.packages.get_mut("cenbwp-1").unwrap().mbps = Mbps(50);
    let expected = ["package/backbone/china-europe: `package` was absent, is 50 Mbps now"];
    assert_eq!(refused(&planned, &since)[..1], expected);
    let mut elsewhere = bare();
    let mut other = built(1, 1).cens["cen-1"].clone();
    other.tags.clear();
    elsewhere.cens.insert("cen-other".into(), other);
    let moved: Vec<_> = refused(&planned, &elsewhere);
    assert!(
        moved.contains(
            &"attach/backbone/hub: `attached to` was nothing, is cen-other now".to_owned()
        ),
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
    let steps = planned.steps.iter().zip(standings(&planned, &observed));
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
        ["detach/backbone/idc: `attached to` was cen-1, is cen-other now"]
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
    assert_eq!(standings(&planned, &before), [Standing::Before]);
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
        standings(&planned, &since),
        [Standing::After { output: None }]
    );
}
