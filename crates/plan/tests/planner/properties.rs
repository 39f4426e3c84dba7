//! Facts that hold for any network and any cloud: random ones are made, planned, and the plan is carried out on a pure model of the rules.
//!
//! A failing case prints the input that proptest has shrunk it to, and the seed that makes it again.

use std::collections::{BTreeMap, BTreeSet};

use cen_plan::{Plan, imagine, plan, plan_change};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use crate::cases::cases;
use crate::model::Cloud;
use crate::random::{POOL, REGIONS, pairs_of_topologies, topologies};
use crate::settle::{settle, shape};

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
        let offline = plan_change(&first, &second).unwrap();
        crate::schema::assert_documented(&offline);
        let story = |plan: &Plan| -> Vec<_> { plan.steps.iter().map(|step| (step.action.id.clone(), step.waits_for.clone())).collect() };
        prop_assert_eq!(story(&offline), story(&real));
        prop_assert_eq!(offline.holds, real.holds);
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
        prop_assert_eq!(cloud.observed.packages.keys().map(|id| id.as_str()).collect::<Vec<_>>(), [POOL, "cenbwp-theirs"]);
        prop_assert_eq!(cloud.observed.networks.len(), REGIONS.len());
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

/// The properties above would say little if the random changes were all alike.
#[test]
fn the_random_changes_are_of_every_kind() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..500 {
        let (first, second) = pairs_of_topologies().new_tree(&mut runner).unwrap().current();
        let mut cloud = Cloud::fresh().owned_as(&first);
        settle(&first, &mut cloud, &[0]);
        let planned = plan(&second, &cloud.observed).unwrap();
        let verbs = planned.steps.iter().map(|step| step.action.id.as_str().split('/').next().unwrap().to_owned());
        let interruptions = planned.interruptions.iter().map(|interruption| {
            let of_network = interruption.what.starts_with("network");
            if of_network { "a network moves".to_owned() } else { "bandwidth is interrupted".to_owned() }
        });
        verbs.chain(interruptions).for_each(|kind| *seen.entry(kind).or_default() += 1);
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
        "unassociate",
        "delete-package",
        "delete-cen",
        "a network moves",
        "bandwidth is interrupted",
    ] {
        assert!(seen.get(kind).is_some_and(|count| *count >= 5), "{kind} in {seen:?}");
    }
}
