//! Tests what a plan leaves alone: objects that others own or use, purchases that nothing could
//! use, and networks whose new place is not ready.

use std::collections::BTreeSet;

use cen_action::{
    Blocker, Call, HoldReason, ProblemKind,
    call::{DeletePackage, PackageCall},
};
use cen_observed::{NAME_TAG, Observed, SeenAttachment, SeenNetwork, SeenPackage, TOPOLOGY_TAG};
use cen_plan::{Plan, plan, plan_destruction};
use cen_render as render;
use cen_topology::{Cen, Ignore, Mbps, NetworkKind, NetworkName, Package, Topology};

use crate::example::{bare, built, desired, upgrading_router};
use crate::model::network;

fn ids(plan: &Plan) -> Vec<&str> {
    plan.steps
        .iter()
        .map(|step| step.action.id.as_str())
        .collect()
}

fn holds(plan: &Plan) -> Vec<(String, &'static str)> {
    plan.holds
        .iter()
        .map(|hold| (hold.address.to_string(), hold.reason.code()))
        .collect()
}

/// [`built`], and one more network that another tool attached.
fn shared() -> Observed {
    let mut observed = built(12, 8);
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    let attachment = SeenAttachment {
        region: "cn-hangzhou".into(),
        ..inside.attachments["vpc-hub"].clone()
    };
    inside.attachments.insert("vpc-foreign".into(), attachment);
    observed
}

fn ignoring(what: &str) -> Topology {
    let mut desired = desired();
    desired.cens.get_mut("backbone").unwrap().ignore = vec![Ignore::Id(what.to_owned())];
    desired
}

#[test]
fn a_destruction_takes_what_the_file_leaves_to_other_tools_off_nothing() {
    let planned = plan_destruction(&ignoring("vpc-foreign"), &shared()).unwrap();
    assert!(
        !ids(&planned).contains(&"detach/backbone/vpc-foreign"),
        "{:?}",
        ids(&planned)
    );
    assert_eq!(holds(&planned), [("cen/backbone".to_owned(), "CEN406")]);
    assert_eq!(
        planned.holds[0].reason,
        HoldReason::Waits {
            r#for: Blocker::Ignored {
                what: "vpc-foreign".to_owned()
            }
        }
    );
    assert!(
        ids(&planned).contains(&"detach/backbone/hub")
            && ids(&planned).contains(&"delete-package/backbone/china-europe")
    );
    assert_eq!(planned.unmanaged.ignored, 1);
}

#[test]
fn a_destruction_takes_off_what_the_file_does_not_leave_to_others() {
    let planned = plan_destruction(&desired(), &shared()).unwrap();
    assert!(
        ids(&planned).contains(&"detach/backbone/vpc-foreign")
            && ids(&planned).contains(&"delete-cen/backbone")
    );
}

/// The old CEN is removed under its id, because the file uses its name elsewhere.
#[test]
fn a_cen_that_changes_account_keeps_what_the_file_leaves_to_other_tools() {
    let mut desired = ignoring("vpc-foreign");
    desired.cens.get_mut("backbone").unwrap().account = "b".into();
    let planned = plan(&desired, &shared()).unwrap();
    assert!(
        ids(&planned).contains(&"detach/cen-1/hub"),
        "{:?}",
        ids(&planned)
    );
    assert!(
        !ids(&planned).contains(&"detach/cen-1/vpc-foreign")
            && !ids(&planned).contains(&"delete-cen/cen-1"),
        "{:?}",
        ids(&planned)
    );
    assert!(
        holds(&planned).contains(&("cen/cen-1".to_owned(), "CEN406")),
        "{:?}",
        holds(&planned)
    );
}

/// A plan file that lists one action twice would be refused.
#[test]
fn of_two_packages_with_one_mark_the_one_in_use_has_the_name() {
    let (mut desired, mut observed) = (desired(), built(12, 8));
    desired.cens.get_mut("backbone").unwrap().bandwidth.clear();
    let spare = SeenPackage {
        cen: None,
        status: "Idle".to_owned(),
        ..observed.packages["cenbwp-1"].clone()
    };
    observed.packages.insert("cenbwp-0".into(), spare);
    let planned = plan(&desired, &observed).unwrap();
    let deleted: Vec<_> = planned
        .steps
        .iter()
        .filter(|step| {
            matches!(
                step.action.call,
                Call::Package(PackageCall::DeletePackage(_))
            )
        })
        .collect();
    let told: Vec<_> = deleted
        .iter()
        .map(|step| (step.action.id.as_str(), &step.action.call))
        .collect();
    let delete = |package: &str| {
        Call::Package(PackageCall::DeletePackage(DeletePackage {
            package: package.into(),
        }))
    };
    assert_eq!(
        told,
        [
            ("delete-package/backbone/china-europe", &delete("cenbwp-1")),
            ("delete-package/package cenbwp-0", &delete("cenbwp-0"))
        ]
    );
}

#[test]
fn of_two_networks_with_one_mark_one_has_the_name() {
    let mut observed = built(12, 8);
    for id in ["vpc-old", "vpc-older"] {
        let tags = [
            (TOPOLOGY_TAG.to_owned(), "test".to_owned()),
            (NAME_TAG.to_owned(), "lab".to_owned()),
        ];
        observed.networks.insert(
            id.into(),
            SeenNetwork {
                tags: tags.into(),
                ..network("a", NetworkKind::Vpc, "cn-hangzhou")
            },
        );
    }
    let planned = plan(&desired(), &observed).unwrap();
    assert_eq!(
        ids(&planned),
        ["delete-network/lab", "delete-network/vpc-older"]
    );
}

#[test]
fn what_leaves_is_known_again_when_it_has_got_the_name_of_what_has_left() {
    let (mut desired, mut observed) = (desired(), built(12, 8));
    desired.cens.clear();
    let mut second = observed.cens["cen-1"].clone();
    let inside = second.inside.as_mut().unwrap();
    inside.limits.clear();
    inside.attachments = [("vpc-extra".into(), inside.attachments["vpc-hub"].clone())].into();
    observed.cens.insert("cen-2".into(), second);
    let before = plan(&desired, &observed).unwrap();
    observed.cens.remove("cen-1");
    observed.packages.clear();
    let after = plan(&desired, &observed).unwrap();
    let find = |plan: &Plan, id: &str| {
        plan.steps
            .iter()
            .find(|step| step.action.id.as_str() == id)
            .unwrap()
            .action
            .clone()
    };
    let gone = find(&before, "delete-cen/backbone");
    let (then, now) = (
        find(&before, "delete-cen/cen-2"),
        find(&after, "delete-cen/backbone"),
    );
    assert!(then.is_same(&now) && !gone.is_same(&now));
    assert!(
        find(&before, "detach/cen-2/vpc-extra").is_same(&find(&after, "detach/backbone/vpc-extra"))
    );
    assert!(
        after.split(&before).1.is_empty(),
        "all that is left was part of the plan"
    );
}

#[test]
fn no_package_is_bought_that_only_held_limits_could_use() {
    let mut observed = built(0, 0);
    observed.packages.clear();
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    inside.limits.clear();
    inside
        .routers
        .insert("eu-central-1".into(), upgrading_router());
    let planned = plan(&desired(), &observed).unwrap();
    assert_eq!(
        ids(&planned),
        Vec::<&str>::new(),
        "nothing is bought, and nothing else is to be done"
    );
    insta::assert_snapshot!(render::text(&planned, &desired()));

    // One limit that can be set is enough to need the package.
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    inside.routers = [("cn-beijing".into(), upgrading_router())].into();
    assert!(ids(&plan(&desired(), &observed).unwrap()).contains(&"package/backbone/china-europe"));
}

#[test]
fn a_package_without_limits_is_bought_because_the_file_says_so() {
    let mut desired = desired();
    desired
        .cens
        .get_mut("backbone")
        .unwrap()
        .bandwidth
        .values_mut()
        .for_each(|group| group.limits.clear());
    assert!(ids(&plan(&desired, &bare()).unwrap()).contains(&"package/backbone/china-europe"));
}

#[test]
fn no_package_grows_for_held_limits_alone() {
    let mut desired = desired();
    let group = desired
        .cens
        .get_mut("backbone")
        .unwrap()
        .bandwidth
        .values_mut()
        .next()
        .unwrap();
    if let Package::Bought { mbps, .. } = &mut group.package {
        *mbps = Mbps(40);
    }
    group
        .limits
        .values_mut()
        .for_each(|limit| *limit = Mbps(20));
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
        .insert("eu-central-1".into(), upgrading_router());
    let planned = plan(&desired, &observed).unwrap();
    assert_eq!(ids(&planned), Vec::<&str>::new());
    assert!(
        holds(&planned).contains(&("package/backbone/china-europe".to_owned(), "CEN406")),
        "{:?}",
        holds(&planned)
    );
}

#[test]
fn a_network_on_somebody_elses_cen_is_left_there_and_nothing_is_bought_for_it() {
    let mut observed = built(12, 8);
    let mut seen = observed.cens.remove("cen-1").unwrap();
    seen.inside = None;
    seen.tags
        .insert(TOPOLOGY_TAG.to_owned(), "other".to_owned());
    observed
        .packages
        .values_mut()
        .for_each(|package| package.tags.clear());
    observed.cens.insert("cen-1".into(), seen);
    observed.elsewhere = [
        ("vpc-hub".into(), "cen-1".into()),
        ("vpc-shop".into(), "cen-1".into()),
    ]
    .into();
    let planned = plan(&desired(), &observed).unwrap();
    insta::assert_snapshot!(render::text(&planned, &desired()));
}

#[test]
fn a_package_of_another_topology_is_not_used() {
    let mut desired = desired();
    let group = desired
        .cens
        .get_mut("backbone")
        .unwrap()
        .bandwidth
        .values_mut()
        .next()
        .unwrap();
    group.package = Package::Existing("cenbwp-1".into());
    let mut observed = built(12, 8);
    observed.packages.values_mut().for_each(|package| {
        drop(
            package
                .tags
                .insert(TOPOLOGY_TAG.to_owned(), "other".to_owned()),
        )
    });
    let planned = plan(&desired, &observed).unwrap();
    assert!(planned.is_empty(), "{planned:?}");
    assert!(
        matches!(&planned.holds[..], [hold] if hold.reason.code() == "CEN303"),
        "{planned:?}"
    );
}

/// Returns every action that must come before this one.
pub(crate) fn all_before<'a>(plan: &'a Plan, id: &str) -> BTreeSet<&'a str> {
    let step = plan
        .steps
        .iter()
        .find(|step| step.action.id.as_str() == id)
        .unwrap();
    let mut before: BTreeSet<&str> = step.waits_for.keys().map(|first| first.as_str()).collect();
    for first in step.waits_for.keys() {
        before.extend(all_before(plan, first.as_str()));
    }
    before
}

#[test]
fn what_moves_to_another_cen_is_let_go_when_that_one_is_ready_for_it() {
    let mut desired = desired();
    let old = desired.cens.remove("backbone").unwrap();
    let attach: BTreeSet<NetworkName> = old.attach.clone();
    desired.cens.insert(
        "successor".into(),
        Cen {
            account: "b".into(),
            attach,
            ..old
        },
    );
    let planned = plan(&desired, &built(12, 8)).unwrap();
    let ready = [
        "cen/successor",
        "grant/successor/hub",
        "package/successor/china-europe",
    ];
    for apart in [
        "detach/backbone/hub",
        "clear/backbone/cn-hangzhou/eu-central-1",
    ] {
        let before = all_before(&planned, apart);
        assert!(
            ready.iter().all(|id| before.contains(id)),
            "{apart} waits only for {before:?}"
        );
    }
    insta::assert_snapshot!(render::text(&planned, &desired));
}

#[test]
fn a_package_is_given_up_when_its_successor_is_bought() {
    let mut observed = built(12, 8);
    let package = observed.packages.get_mut("cenbwp-1").unwrap();
    package.tags.clear();
    let planned = plan(&desired(), &observed).unwrap();
    for apart in [
        "unassociate/backbone/china-europe",
        "clear/backbone/cn-hangzhou/eu-central-1",
    ] {
        assert!(
            all_before(&planned, apart).contains("package/backbone/china-europe"),
            "{apart}"
        );
    }
}

/// Returns the example with a second CEN of the same mark, on which nothing hangs.
fn twins(first: &str, second: &str) -> cen_observed::Observed {
    let mut observed = built(12, 8);
    let cen = observed.cens.remove("cen-1").unwrap();
    let empty = cen_observed::SeenCen {
        inside: Some(cen_observed::Inside::default()),
        ..cen.clone()
    };
    let package = observed.packages.get_mut("cenbwp-1").unwrap();
    package.cen = Some(first.into());
    observed.cens.insert(first.into(), cen);
    observed.cens.insert(second.into(), empty);
    observed
}

#[test]
fn of_two_cens_with_one_mark_the_empty_one_is_given_up() {
    for (used, empty) in [("cen-1", "cen-2"), ("cen-2", "cen-1")] {
        let planned = plan(&desired(), &twins(used, empty)).unwrap();
        let ids: Vec<_> = planned
            .steps
            .iter()
            .map(|step| step.action.id.to_string())
            .collect();
        assert_eq!(ids, [format!("delete-cen/{empty}")], "{used} has content");
        assert!(planned.steps[0].action.is_destructive());
    }
}

#[test]
fn of_two_empty_cens_with_one_mark_the_one_with_the_higher_id_is_given_up() {
    let mut observed = twins("cen-2", "cen-1");
    let used = observed.cens.get_mut("cen-2").unwrap();
    used.inside = Some(cen_observed::Inside::default());
    observed.packages.clear();
    let planned = plan(&desired(), &observed).unwrap();
    let removed = planned.steps.iter().map(|step| step.action.id.as_str());
    assert!(removed.clone().any(|id| id == "delete-cen/cen-2"));
    assert!(!removed.clone().any(|id| id.starts_with("cen/")));
}

#[test]
fn two_cens_with_one_mark_and_content_need_a_person_as_does_one_that_was_not_looked_into() {
    for inside in [None, built(12, 8).cens["cen-1"].inside.clone()] {
        let mut observed = twins("cen-1", "cen-2");
        observed.cens.get_mut("cen-2").unwrap().inside = inside;
        let problems = plan(&desired(), &observed).unwrap_err();
        assert!(
            matches!(problems[0].kind, ProblemKind::Ambiguous { .. }),
            "{problems:?}"
        );
    }
}
