//! Properties that hold for any network and any cloud: random ones are planned, and the plan is
//! carried out on a pure model of the rules.
//!
//! A failing case prints the input to which proptest has shrunk it, and the seed that repeats it.

use std::collections::{BTreeMap, BTreeSet};

use cen_action::{
    Call,
    call::{
        AttachInstance, AttachmentCall, CenCall, DetachInstance, GrantInstance, PackageCall,
        RevokeInstance,
    },
};
use cen_diff::Adopt;
use cen_observed::{NAME_TAG, SeenAttachment, TOPOLOGY_TAG};
use cen_plan::{Interrupted, Plan, imagine, plan, plan_adopting, plan_change};
use cen_topology::NetworkKind;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use crate::cases::cases;
use crate::example::basic;
use crate::model::{Cloud, network};
use crate::random::{POOL, pairs_of_topologies, places, topologies};
use crate::settle::{carry_out, settle, shape};

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn any_schedule_of_a_first_plan_breaks_no_rule_and_leaves_nothing(
        desired in topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..16),
    ) {
        let mut cloud = Cloud::fresh().owned_as(&desired);
        settle(&desired, &mut cloud, &choices);
        let second = plan(&desired, &cloud.observed).unwrap();
        prop_assert!(second.holds.is_empty(), "held: {:?}", second.holds);
    }

    #[test]
    fn any_network_can_be_reached_from_any_other_and_back_again(
        (first, second) in pairs_of_topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..24),
    ) {
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &choices);
        let before = shape(&first, &cloud);
        settle(&second, &mut cloud, &choices);
        settle(&first, &mut cloud, &choices);
        prop_assert_eq!(shape(&first, &cloud), before);
    }

    #[test]
    fn a_file_that_is_imagined_to_be_built_needs_nothing(desired in topologies()) {
        let planned = plan(&desired, &imagine(&desired, &desired)).unwrap();
        prop_assert!(planned.is_empty() && planned.holds.is_empty(), "{planned:?}");
    }

    #[test]
    fn the_change_of_a_file_means_what_it_would_do_to_the_cloud_that_the_old_one_has_built((first, second) in pairs_of_topologies()) {
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &[0]);
        let real = plan(&second, &cloud.observed).unwrap();
        crate::schema::assert_documented(&plan_change(&first, &second).unwrap(), &second);
        let offline = plan(&second, &basic(imagine(&first, &second))).unwrap();
        let story = |plan: &Plan| -> Vec<_> { plan.steps.iter().map(|step| (step.action.id.clone(), step.waits_for.clone())).collect() };
        prop_assert_eq!(story(&offline), story(&real));
        // Only the ids differ.
        let held = |plan: &Plan| -> Vec<_> { plan.holds.iter().map(|hold| (hold.address.clone(), hold.reason.code())).collect() };
        prop_assert_eq!(held(&offline), held(&real));
    }

    #[test]
    fn what_is_destroyed_leaves_nothing_of_ours_and_all_that_is_not(
        desired in topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..16),
    ) {
        let mut cloud = Cloud::fresh().owned_as(&desired);
        settle(&desired, &mut cloud, &choices);
        settle(&desired.emptied(), &mut cloud, &choices);
        prop_assert_eq!(cloud.observed.cens.len(), 2);
        // A prepaid package cannot be deleted within its term. Nothing uses it any more.
        let (in_term, left): (Vec<_>, Vec<_>) = cloud.observed.packages.iter().partition(|(_, seen)| seen.charge == "PREPAY");
        prop_assert!(in_term.iter().all(|(_, seen)| seen.cen.is_none()), "{in_term:?}");
        prop_assert_eq!(left.into_iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), [POOL, "cenbwp-theirs"]);
        prop_assert_eq!(cloud.observed.networks.len(), places().len());
    }

    #[test]
    fn what_lost_its_marks_is_adopted_by_name_and_nothing_else_happens_to_it(desired in topologies()) {
        let mut cloud = Cloud::fresh().owned_as(&desired);
        // If two CENs have the same name, neither can be chosen.
        cloud.observed.cens.remove("cen-nobodys");
        let built = plan(&desired, &cloud.observed).unwrap();
        carry_out(&built, &mut cloud, &desired, &[0]);
        let marked = cloud.observed.clone();
        let unmark = |tags: &mut BTreeMap<String, String>| {
            if tags.get(TOPOLOGY_TAG).is_some_and(|owner| owner == "random") {
                tags.clear();
            }
        };
        cloud.observed.cens.values_mut().for_each(|cen| unmark(&mut cen.tags));
        cloud.observed.packages.values_mut().for_each(|package| unmark(&mut package.tags));
        let adopting = plan_adopting(&desired, &cloud.observed, Adopt::Yes).unwrap();
        let marks = |call: &Call| matches!(call, Call::Cen(CenCall::MarkCen(_)) | Call::Package(PackageCall::MarkPackage(_)));
        prop_assert!(adopting.holds.is_empty() && adopting.steps.iter().all(|step| marks(&step.action.call)), "{adopting:?}");
        carry_out(&adopting, &mut cloud, &desired, &[0]);
        prop_assert!(cloud.observed.cens.get("cen-theirs") == marked.cens.get("cen-theirs"));
        let again = plan(&desired, &cloud.observed).unwrap();
        prop_assert!(again.is_empty() && again.holds.is_empty(), "{again:?}");
    }

    #[test]
    fn what_the_file_ignores_stays_where_somebody_put_it(
        (first, second) in pairs_of_topologies(),
        choices in prop::collection::vec(any::<usize>(), 1..16),
    ) {
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &choices);
        let cens = cloud.observed.cens.iter().filter(|(_, cen)| cen.tags.get(TOPOLOGY_TAG).is_some_and(|owner| owner == "random"));
        let cens: Vec<_> = cens.map(|(id, cen)| (id.clone(), cen.tags[NAME_TAG].clone())).collect();
        for (id, name) in &cens {
            let legacy = format!("vpc-legacy-{name}");
            cloud.observed.networks.insert(legacy.as_str().into(), network("a", NetworkKind::Vpc, "cn-hangzhou"));
            let (region, owner, status) = ("cn-hangzhou".into(), "1".into(), "Attached".to_owned());
            let seen = SeenAttachment { kind: NetworkKind::Vpc, region, owner, status, managed_service: String::new(), transit: None };
            cloud.inside(id.as_str()).attachments.insert(legacy.as_str().into(), seen);
        }
        let planned = plan(&second, &cloud.observed).unwrap();
        carry_out(&planned, &mut cloud, &second, &choices);
        prop_assert!(plan(&second, &cloud.observed).unwrap().is_empty());
        for (id, name) in cens.into_iter().filter(|(_, name)| second.cens.contains_key(name.as_str())) {
            let legacy = format!("vpc-legacy-{name}");
            prop_assert!(cloud.inside(id.as_str()).attachments.contains_key(legacy.as_str()));
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_plan_and_every_wait_points_back(desired in topologies()) {
        let cloud = Cloud::fresh().owned_as(&desired);
        let planned = plan(&desired, &cloud.observed).unwrap();
        prop_assert_eq!(&planned, &plan(&desired, &cloud.observed).unwrap());
        let mut seen = BTreeSet::new();
        for step in &planned.steps {
            prop_assert!(step.waits_for.keys().all(|first| seen.contains(first)), "{} waits for a later action", step.action.id);
            prop_assert!(seen.insert(step.action.id.clone()), "two actions are called {}", step.action.id);
        }
    }
}

/// Guards the properties above: they would prove little if the random changes were all alike.
#[test]
fn the_random_changes_are_of_every_kind() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..500 {
        let (first, second) = pairs_of_topologies()
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &[0]);
        let planned = plan(&second, &cloud.observed).unwrap();
        let verbs = planned.steps.iter().map(|step| {
            step.action
                .id
                .as_str()
                .split('/')
                .next()
                .unwrap()
                .to_owned()
        });
        let interruptions =
            planned
                .interruptions
                .iter()
                .map(|interruption| match &interruption.what {
                    Interrupted::Network { .. } => "a network moves".to_owned(),
                    Interrupted::Bandwidth { .. } | Interrupted::Route { .. } => {
                        "bandwidth is interrupted".to_owned()
                    }
                    Interrupted::Region { .. } => "a region is empty".to_owned(),
                    Interrupted::Range { .. } => "a range changes hands".to_owned(),
                    Interrupted::RouteMap { .. } => "a route map is replaced".to_owned(),
                });
        let kinds = planned
            .steps
            .iter()
            .filter_map(|step| match &step.action.call {
                Call::Attachment(AttachmentCall::GrantInstance(GrantInstance { kind, .. })) => {
                    Some(format!("a {kind} is granted"))
                }
                Call::Attachment(AttachmentCall::RevokeInstance(RevokeInstance {
                    kind, ..
                })) => Some(format!("the grant of a {kind} is revoked")),
                Call::Attachment(AttachmentCall::AttachInstance(AttachInstance {
                    kind, ..
                })) => Some(format!("a {kind} is attached")),
                Call::Attachment(AttachmentCall::DetachInstance(DetachInstance {
                    kind, ..
                })) => Some(format!("a {kind} is detached")),
                _ => None,
            });
        let holds = planned
            .holds
            .iter()
            .map(|hold| format!("held with {}", hold.reason.code()));
        verbs
            .chain(interruptions)
            .chain(kinds)
            .chain(holds)
            .for_each(|kind| *seen.entry(kind).or_default() += 1);
    }
    for kind in [
        "cen",
        "grant",
        "attach",
        "package",
        "resize",
        "associate",
        "limit",
        "clear",
        "detach",
        "revoke",
        "publish",
        "withdraw",
        "route-map",
        "modify-route-map",
        "delete-route-map",
        "check-health",
        "stop-health-check",
        "route-zone",
        "unroute-zone",
        "route-service",
        "unroute-service",
        "a VBR is granted",
        "a CCN is granted",
        "the grant of a VBR is revoked",
        "the grant of a CCN is revoked",
        "a VBR is attached",
        "a CCN is attached",
        "a VBR is detached",
        "a CCN is detached",
        "held with CEN402",
        "held with CEN409",
        "unassociate",
        "delete-package",
        "delete-cen",
        "a network moves",
        "bandwidth is interrupted",
    ] {
        assert!(
            seen.get(kind).is_some_and(|count| *count >= 5),
            "{kind} in {seen:?}"
        );
    }
}
