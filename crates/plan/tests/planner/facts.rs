//! Tests the content of plans: the actions, their order, and the holds.

use std::collections::BTreeMap;

use cen_action::{
    ActionId, Blocker, Call, HeldDifference, HoldReason, ProblemKind,
    call::{PackageCall, SetLimit},
};
use cen_diff::Adopt;
use cen_observed::{Gap, GapScope, Inside, Observed, SeenAttachment, SeenLimit, TOPOLOGY_TAG};
use cen_plan::{
    Consent, Outcome, Plan, PlanRefusal, Walk, plan, plan_adopting, plan_destruction, refusals,
};
use cen_render as render;
use cen_topology::{Area, CenId, InstanceId, Mbps, NetworkKind};

use crate::example::{A, areas, enterprise_router, pair};
use crate::untouched::all_before;
// Re-exported, because other tests import the example from here.
pub(crate) use crate::example::{bare, built, desired};

fn inside(observed: &mut Observed) -> &mut Inside {
    observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap()
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.steps
        .iter()
        .map(|step| step.action.id.as_str())
        .collect()
}

/// Returns the ids of a plan that have these names.
fn some_ids(plan: &Plan, names: &[&str]) -> Vec<ActionId> {
    let ids = plan.steps.iter().map(|step| &step.action.id);
    ids.filter(|id| names.contains(&id.as_str()))
        .cloned()
        .collect()
}

/// Returns every action in an order that the walk allows. `choose` picks one of the ready actions.
fn schedule(plan: &Plan, mut choose: impl FnMut(usize) -> usize) -> Vec<usize> {
    let mut walk = Walk::new(plan);
    let mut ready = walk.start_ready(usize::MAX);
    let mut schedule = Vec::new();
    while !ready.is_empty() {
        let index = ready.remove(choose(ready.len()));
        schedule.push(index);
        assert_eq!(walk.finish(index, Outcome::Done), Vec::<usize>::new());
        ready.extend(walk.start_ready(usize::MAX));
    }
    assert!(walk.is_over(), "the walk got stuck after {schedule:?}");
    schedule
}

#[test]
fn a_fresh_cloud_gets_everything_in_the_vendors_order() {
    let text = render::text(&plan(&desired(), &bare()).unwrap(), &desired()).to_string();
    insta::assert_snapshot!(text);
}

#[test]
fn the_plan_as_json_reads_back_as_the_same_plan() {
    let planned = plan(&desired(), &bare()).unwrap();
    let json = serde_json::to_string_pretty(&planned).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), planned);
    insta::assert_snapshot!(json);
}

#[test]
fn a_grant_is_signed_by_the_networks_owner_and_the_attachment_by_the_cens() {
    let planned = plan(&desired(), &bare()).unwrap();
    let account = |id: &str| {
        planned
            .steps
            .iter()
            .find(|step| step.action.id.as_str() == id)
            .unwrap()
            .action
            .account
            .as_str()
            .to_owned()
    };
    assert_eq!(account("grant/backbone/shop"), "b");
    assert_eq!(account("attach/backbone/shop"), "a");
    assert!(
        !ids(&planned).contains(&"grant/backbone/hub"),
        "a network of the CEN's own account needs no grant"
    );
}

#[test]
fn what_is_built_needs_nothing() {
    let planned = plan(&desired(), &built(12, 8)).unwrap();
    assert_eq!(
        (ids(&planned), planned.holds.as_slice()),
        (vec![], [].as_slice())
    );
    insta::assert_snapshot!(render::text(&planned, &desired()), @"test: nothing to do");
}

#[test]
fn a_decrease_comes_before_the_increase_that_it_makes_room_for() {
    let planned = plan(&desired(), &built(8, 12)).unwrap();
    assert_eq!(
        ids(&planned),
        [
            "limit/backbone/cn-beijing/eu-central-1",
            "limit/backbone/cn-hangzhou/eu-central-1"
        ]
    );
    assert!(
        planned.steps[1]
            .waits_for
            .contains_key(&planned.steps[0].action.id)
    );
}

#[test]
fn no_prefix_of_any_schedule_exceeds_the_package() {
    for (hangzhou, beijing) in [(1, 1), (8, 12), (19, 1), (1, 19), (0, 20), (20, 0), (12, 0)] {
        let observed = built(hangzhou, beijing);
        let planned = plan(&desired(), &observed).unwrap();
        for last in [false, true] {
            let mut limits: BTreeMap<_, _> = observed.cens["cen-1"]
                .inside
                .as_ref()
                .unwrap()
                .limits
                .clone();
            for index in schedule(&planned, |ready| if last { ready - 1 } else { 0 }) {
                let Call::Package(PackageCall::SetLimit(SetLimit { pair, to, .. })) =
                    &planned.steps[index].action.call
                else {
                    continue;
                };
                limits.get_mut(pair).unwrap().mbps = *to;
                assert!(
                    limits.values().map(|limit| limit.mbps).sum::<Mbps>() <= Mbps(20),
                    "from {hangzhou} and {beijing}"
                );
            }
        }
    }
}

#[test]
fn an_extra_limit_is_cleared_before_the_increases_that_need_its_room() {
    let mut observed = built(2, 8);
    let extra = SeenLimit {
        mbps: Mbps(5),
        package: Some("cenbwp-1".into()),
        status: "Active".to_owned(),
        link: None,
    };
    inside(&mut observed)
        .limits
        .insert(pair("cn-shanghai", "eu-west-1"), extra);
    let planned = plan(&desired(), &observed).unwrap();
    assert_eq!(
        ids(&planned),
        [
            "clear/backbone/cn-shanghai/eu-west-1",
            "limit/backbone/cn-hangzhou/eu-central-1"
        ]
    );
    assert!(
        planned.steps[1]
            .waits_for
            .contains_key(&planned.steps[0].action.id)
    );
}

#[test]
fn an_ignored_limit_under_the_package_holds_the_increases_that_would_not_fit() {
    let mut observed = built(2, 8);
    let extra = SeenLimit {
        mbps: Mbps(5),
        package: Some("cenbwp-1".into()),
        status: "Active".to_owned(),
        link: None,
    };
    inside(&mut observed)
        .limits
        .insert(pair("cn-shanghai", "eu-west-1"), extra);
    let mut desired = desired();
    let ignored = cen_topology::Ignore::Pair(pair("cn-shanghai", "eu-west-1"));
    desired
        .cens
        .values_mut()
        .next()
        .unwrap()
        .ignore
        .push(ignored);
    let planned = plan(&desired, &observed).unwrap();
    assert_eq!(ids(&planned), Vec::<&str>::new());
    assert_eq!(
        planned
            .holds
            .iter()
            .map(|hold| hold.reason.code())
            .collect::<Vec<_>>(),
        ["CEN404"]
    );
    assert_eq!(planned.unmanaged.ignored, 1);
}

#[test]
fn a_missing_attachment_in_an_enterprise_region_is_held_with_all_that_needs_it() {
    let mut observed = built(12, 0);
    inside(&mut observed)
        .attachments
        .remove(&cen_topology::InstanceId::from("vpc-idc"));
    inside(&mut observed)
        .limits
        .remove(&pair("cn-beijing", "eu-central-1"));
    inside(&mut observed)
        .routers
        .insert("cn-beijing".into(), enterprise_router());
    let planned = plan(&desired(), &observed).unwrap();
    assert_eq!(ids(&planned), Vec::<&str>::new());
    // No zone and no vSwitch is known there.
    let codes: Vec<_> = planned
        .holds
        .iter()
        .map(|hold| hold.reason.code())
        .collect();
    assert_eq!(codes, ["CEN415", "CEN406"]);
    assert_eq!(planned.holds.len(), 2, "{:?}", planned.holds);
}

#[test]
fn what_the_file_does_not_have_is_removed_in_a_safe_order() {
    let mut desired = desired();
    let cen = desired.cens.values_mut().next().unwrap();
    cen.attach.remove("idc");
    cen.display_name = "Other".to_owned();
    cen.bandwidth
        .get_mut(&areas())
        .unwrap()
        .limits
        .remove(&pair("cn-beijing", "eu-central-1"));
    let planned = plan(&desired, &built(12, 8)).unwrap();
    insta::assert_snapshot!(render::text(&planned, &desired));
}

#[test]
fn what_another_topology_owns_is_held_with_its_name() {
    let mut desired = desired();
    desired.cens.values_mut().next().unwrap().id = Some(CenId::from("cen-1"));
    let mut observed = built(12, 8);
    observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .tags
        .insert(TOPOLOGY_TAG.to_owned(), "theirs".to_owned());
    let planned = plan(&desired, &observed).unwrap();
    assert_eq!(planned.holds[0].reason.code(), "CEN303");
    assert_eq!(
        planned.holds[0].reason,
        HoldReason::OwnedByAnother {
            id: "cen-1".to_owned(),
            owner: "theirs".into(),
        }
    );
    assert!(planned.is_empty(), "{planned:?}");
}

#[test]
fn a_cen_that_is_being_deleted_holds_what_touches_it_and_no_more() {
    let mut desired = desired();
    let mut other = desired.cens["backbone"].clone();
    other.bandwidth.clear();
    other.attach = ["idc".into()].into();
    desired.cens.insert("other".into(), other);
    let leaving = desired.cens.get_mut("backbone").unwrap();
    leaving.attach.remove("idc");
    let mut observed = built(12, 8);
    let seen = observed.cens.get_mut("cen-1").unwrap();
    seen.status = "Deleting".to_owned();
    let inside = seen.inside.as_mut().unwrap();
    inside.attachments.clear();
    inside.limits.clear();
    let planned = plan(&desired, &observed).unwrap();
    let held: Vec<_> = planned
        .holds
        .iter()
        .map(|hold| (hold.address.to_string(), hold.reason.code()))
        .collect();
    assert_eq!(held[0], ("cen/backbone".to_owned(), "CEN306"));
    let ids: Vec<_> = planned
        .steps
        .iter()
        .map(|step| step.action.id.as_str())
        .collect();
    assert_eq!(ids, ["cen/other", "attach/other/idc"], "{held:?}");
}

#[test]
fn what_has_nothing_to_do_with_an_object_of_another_topology_is_planned() {
    let mut desired = desired();
    let mut other = desired.cens["backbone"].clone();
    other.bandwidth.clear();
    other.attach = ["idc".into()].into();
    desired.cens.insert("other".into(), other);
    let shared = desired.cens.get_mut("backbone").unwrap();
    shared.id = Some("cen-9".into());
    shared.attach.remove("idc");
    let mut observed = built(12, 8);
    let mut theirs = observed.cens["cen-1"].clone();
    theirs
        .tags
        .insert(TOPOLOGY_TAG.to_owned(), "theirs".to_owned());
    theirs.inside = Some(Inside::default());
    observed.cens.insert("cen-9".into(), theirs);
    observed.packages.clear();
    // Of the CEN that leaves the file, the networks go to the CEN of the other topology.
    let old = observed.cens.get_mut("cen-1").unwrap();
    old.tags
        .insert(cen_observed::NAME_TAG.to_owned(), "old".to_owned());
    let planned = plan(&desired, &observed).unwrap();
    let ids = ids(&planned);
    assert!(ids.contains(&"cen/other"), "{ids:?}");
    assert!(ids.contains(&"attach/other/idc"), "{ids:?}");
    for network in ["hub", "shop"] {
        let detach = format!("detach/old/{network}");
        assert!(
            !ids.contains(&detach.as_str()),
            "{network} has nowhere to go: {ids:?}"
        );
    }
    assert!(ids.iter().all(|id| !id.contains("backbone")), "{ids:?}");
}

#[test]
fn every_problem_is_told_at_once() {
    let mut observed = built(12, 8);
    observed.networks.clear();
    observed
        .cens
        .insert("cen-2".into(), observed.cens["cen-1"].clone());
    observed.gaps.push(Gap {
        scope: GapScope::Area { area: Area::Europe },
        error: Some("Forbidden.RAM".to_owned()),
    });
    let problems = plan(&desired(), &observed).unwrap_err();
    let codes: Vec<_> = problems.iter().map(|problem| problem.code()).collect();
    assert_eq!(codes, ["CEN301", "CEN301", "CEN301", "CEN302"]);
    // Networks that were not read are not missing.
    observed.gaps[0].scope = GapScope::UnknownAccount {
        account: "a".into(),
        id: A.into(),
    };
    let codes: Vec<_> = plan(&desired(), &observed)
        .unwrap_err()
        .iter()
        .map(|problem| problem.code())
        .collect();
    assert_eq!(codes, ["CEN300", "CEN302"]);
}

#[test]
fn an_adopted_cen_is_marked_before_anything_is_done_on_it() {
    let mut desired = desired();
    desired.cens.values_mut().next().unwrap().id = Some("cen-1".into());
    let mut observed = built(12, 4);
    observed.cens.get_mut("cen-1").unwrap().tags.clear();
    let planned = plan(&desired, &observed).unwrap();
    assert_eq!(
        ids(&planned),
        ["mark/backbone", "limit/backbone/cn-beijing/eu-central-1"]
    );
    assert!(
        planned.steps[1]
            .waits_for
            .contains_key(&planned.steps[0].action.id)
    );
}

#[test]
fn a_purchase_needs_consent() {
    let planned = plan(&desired(), &bare()).unwrap();
    let refused = refusals(&planned, &desired(), &bare(), Consent::default());
    assert_eq!(
        refused,
        [PlanRefusal::Purchase(some_ids(
            &planned,
            &["package/backbone/china-europe"]
        ))]
    );
    assert!(
        refusals(
            &planned,
            &desired(),
            &bare(),
            Consent {
                purchase: true,
                ..Consent::default()
            }
        )
        .is_empty()
    );
}

#[test]
fn what_waits_for_a_failure_is_skipped_and_the_rest_goes_on() {
    let planned = plan(&desired(), &bare()).unwrap();
    let place = |id: &str| {
        planned
            .steps
            .iter()
            .position(|step| step.action.id.as_str() == id)
            .unwrap()
    };
    let mut walk = Walk::new(&planned);
    assert_eq!(walk.start_ready(8), [place("cen/backbone")]);
    walk.finish(place("cen/backbone"), Outcome::Done);
    let started = walk.start_ready(8);
    assert!(
        started.contains(&place("grant/backbone/shop"))
            && started.contains(&place("attach/backbone/hub"))
    );
    let skipped = walk.finish(
        place("grant/backbone/shop"),
        Outcome::Unknown("no answer".to_owned()),
    );
    let skipped: Vec<_> = skipped
        .iter()
        .map(|index| planned.steps[*index].action.id.as_str())
        .collect();
    assert_eq!(
        skipped,
        [
            "attach/backbone/shop",
            "package/backbone/china-europe",
            "associate/backbone/china-europe",
            "limit/backbone/cn-beijing/eu-central-1",
            "limit/backbone/cn-hangzhou/eu-central-1"
        ]
    );
    assert_eq!(
        walk.outcome(place("attach/backbone/idc")),
        None,
        "an independent action is not touched"
    );
}

#[test]
fn a_package_is_bought_or_grows_after_the_attachments_and_decreases_that_its_limits_wait_for() {
    let fresh = plan(&desired(), &bare()).unwrap();
    let needs = all_before(&fresh, "package/backbone/china-europe");
    for free in [
        "grant/backbone/shop",
        "attach/backbone/shop",
        "attach/backbone/idc",
    ] {
        assert!(needs.contains(free), "{free} is not in {needs:?}");
    }
    let mut observed = built(10, 10);
    observed.packages.get_mut("cenbwp-1").unwrap().mbps = Mbps(19);
    inside(&mut observed).attachments.remove("vpc-hub");
    let growth = plan(&desired(), &observed).unwrap();
    let needs = all_before(&growth, "resize/backbone/china-europe");
    for free in [
        "attach/backbone/hub",
        "limit/backbone/cn-beijing/eu-central-1",
    ] {
        assert!(needs.contains(free), "{free} is not in {needs:?}");
    }
}

#[test]
fn of_two_networks_with_one_range_the_second_is_not_attached() {
    let mut observed = bare();
    for id in ["vpc-hub", "vpc-idc"] {
        observed
            .networks
            .get_mut(&InstanceId::from(id))
            .unwrap()
            .cidrs = vec!["10.0.0.0/16".to_owned()];
    }
    observed
        .networks
        .get_mut(&InstanceId::from("vpc-shop"))
        .unwrap()
        .cidrs = vec!["10.0.0.0/8".to_owned()];
    let planned = plan(&desired(), &observed).unwrap();
    let held: Vec<_> = planned
        .holds
        .iter()
        .map(|hold| format!("{} {}", hold.reason.code(), hold.address))
        .collect();
    assert_eq!(
        held,
        [
            "CEN410 attachment/backbone/idc",
            "CEN406 limit/backbone/cn-beijing/eu-central-1"
        ]
    );
    assert!(
        ids(&planned).contains(&"attach/backbone/shop"),
        "ranges may overlap, but not be equal"
    );
}

#[test]
fn what_is_attached_keeps_its_range_before_what_is_not() {
    let mut observed = built(12, 8);
    for id in ["vpc-hub", "vpc-idc"] {
        observed
            .networks
            .get_mut(&InstanceId::from(id))
            .unwrap()
            .cidrs = vec!["10.0.0.0/16".to_owned()];
    }
    inside(&mut observed)
        .attachments
        .remove(&InstanceId::from("vpc-hub"));
    inside(&mut observed).limits.clear();
    let planned = plan(&desired(), &observed).unwrap();
    let held: Vec<_> = planned
        .holds
        .iter()
        .map(|hold| {
            (
                hold.address.to_string(),
                hold.difference.clone(),
                hold.reason.clone(),
            )
        })
        .collect();
    assert_eq!(
        held,
        [
            (
                "attachment/backbone/hub".to_owned(),
                Some(HeldDifference::Missing),
                HoldReason::SameAddressRange {
                    network: "idc".into(),
                    range: "10.0.0.0/16".parse().unwrap(),
                    attached: false,
                },
            ),
            (
                "limit/backbone/cn-hangzhou/eu-central-1".to_owned(),
                Some(HeldDifference::Bandwidth {
                    from: Mbps(0),
                    to: Mbps(12),
                }),
                HoldReason::Waits {
                    r#for: Blocker::NothingAttached {
                        region: "cn-hangzhou".into(),
                    },
                },
            ),
        ]
    );
}

#[test]
fn under_full_protection_ranges_may_not_even_overlap() {
    let mut observed = built(12, 8);
    observed.cens.get_mut("cen-1").unwrap().protection_level = "FULL".to_owned();
    inside(&mut observed)
        .attachments
        .remove(&InstanceId::from("vpc-shop"));
    inside(&mut observed).limits.clear();
    observed
        .networks
        .get_mut(&InstanceId::from("vpc-hub"))
        .unwrap()
        .cidrs = vec!["10.1.0.0/16".to_owned()];
    observed
        .networks
        .get_mut(&InstanceId::from("vpc-shop"))
        .unwrap()
        .cidrs = vec!["10.0.0.0/8".to_owned()];
    let planned = plan(&desired(), &observed).unwrap();
    assert!(planned.holds.iter().any(|hold| hold.address.to_string()
        == "attachment/backbone/shop"
        && hold.reason.code() == "CEN410"));
}

#[test]
fn a_region_that_no_area_has_is_refused_before_anything_is_done() {
    let mut desired = desired();
    desired.networks.get_mut("idc").unwrap().region = "moon-1".into();
    let mut observed = bare();
    observed
        .networks
        .get_mut(&InstanceId::from("vpc-idc"))
        .unwrap()
        .region = "moon-1".into();
    let problems = plan(&desired, &observed).unwrap_err();
    assert_eq!(
        problems
            .iter()
            .map(|problem| &problem.kind)
            .collect::<Vec<_>>(),
        [&ProblemKind::NotOffered {
            region: "moon-1".into()
        }]
    );
    let blind = Observed {
        gaps: vec![Gap {
            scope: GapScope::Area { area: Area::China },
            error: Some("Forbidden.RAM".to_owned()),
        }],
        ..observed.clone()
    };
    let held = plan(&desired, &blind).unwrap().holds;
    let held: Vec<_> = held
        .iter()
        .map(|hold| (hold.address.to_string(), hold.reason.code()))
        .collect();
    let idc = ("attachment/backbone/idc".to_owned(), "CEN412");
    assert!(
        held.contains(&idc),
        "an area that was not read may have it: {held:?}"
    );
    observed.areas.insert("moon-1".into(), Area::China);
    assert!(plan(&desired, &observed).is_ok());
}

#[test]
fn two_keys_that_are_one_cen_are_refused() {
    let mut desired = desired();
    let mut other = desired.cens.values().next().unwrap().clone();
    other.id = Some("cen-1".into());
    other.attach.clear();
    other.bandwidth.clear();
    desired.cens.insert("other".into(), other);
    let problems = plan(&desired, &built(12, 8)).unwrap_err();
    assert_eq!(
        problems
            .iter()
            .map(|problem| problem.code())
            .collect::<Vec<_>>(),
        ["CEN305"]
    );
}

#[test]
fn what_a_cloud_service_attached_is_left_to_it_and_keeps_its_cen() {
    let mut observed = built(12, 8);
    let service = SeenAttachment {
        kind: NetworkKind::Vpc,
        region: "cn-hangzhou".into(),
        owner: A.into(),
        status: "Attached".to_owned(),
        managed_service: "mesh".to_owned(),
        transit: None,
    };
    inside(&mut observed)
        .attachments
        .insert("vpc-mesh".into(), service);
    let planned = plan_destruction(&desired(), &observed).unwrap();
    assert!(
        planned
            .holds
            .iter()
            .any(|hold| hold.reason.code() == "CEN408")
    );
    assert!(
        !ids(&planned).contains(&"delete-cen/backbone"),
        "{:?}",
        ids(&planned)
    );
}

#[test]
fn guards_count_removals_and_never_give_up_what_is_protected() {
    let mut desired = desired();
    desired.protect = ["hub".to_owned()].into();
    let observed = built(12, 8);
    let planned = plan_destruction(&desired, &observed).unwrap();
    let all = Consent {
        purchase: true,
        destroy: true,
        force: true,
    };
    let refused = |consent| refusals(&planned, &desired, &observed, consent);
    assert_eq!(
        refused(all),
        [PlanRefusal::Protected(some_ids(
            &planned,
            &["detach/backbone/hub"]
        ))]
    );
    assert_eq!(refused(Consent::default()).len(), 3);
    desired.protect.clear();
    assert_eq!(refusals(&planned, &desired, &observed, all), []);
    let one = PlanRefusal::TooMany {
        removals: 9,
        existing: 7,
    };
    assert_eq!(
        refusals(
            &planned,
            &desired,
            &observed,
            Consent {
                force: false,
                ..all
            }
        ),
        [one]
    );
}

#[test]
fn a_protected_cen_stays_where_it_is_although_the_file_has_it_in_another_account() {
    let (mut desired, observed) = (desired(), built(12, 8));
    let cen = desired.cens.get_mut("backbone").unwrap();
    cen.account = desired
        .accounts
        .keys()
        .find(|account| **account != cen.account)
        .unwrap()
        .clone();
    desired.protect = ["backbone".to_owned()].into();
    let planned = plan(&desired, &observed).unwrap();
    let refused = refusals(
        &planned,
        &desired,
        &observed,
        Consent {
            purchase: true,
            destroy: true,
            force: true,
        },
    );
    assert_eq!(
        refused,
        [PlanRefusal::Protected(some_ids(
            &planned,
            &["delete-cen/cen-1"]
        ))]
    );
}

#[test]
fn what_carries_no_mark_is_adopted_by_its_name_only_if_that_is_said() {
    let mut observed = built(12, 8);
    observed.cens.get_mut("cen-1").unwrap().tags.clear();
    observed.packages.get_mut("cenbwp-1").unwrap().tags.clear();
    let planned = plan(&desired(), &observed).unwrap();
    assert!(ids(&planned).contains(&"cen/backbone"));
    assert_eq!((planned.unmanaged.cens, planned.unmanaged.packages), (1, 1));
    let adopting = plan_adopting(&desired(), &observed, Adopt::Yes).unwrap();
    assert_eq!(
        ids(&adopting),
        ["mark/backbone", "mark-package/backbone/china-europe"]
    );
    observed
        .cens
        .insert("cen-2".into(), observed.cens["cen-1"].clone());
    let problems = plan_adopting(&desired(), &observed, Adopt::Yes).unwrap_err();
    assert_eq!(
        problems[0].kind,
        ProblemKind::Ambiguous {
            candidates: vec!["cen-1".to_owned(), "cen-2".to_owned()]
        }
    );
}
