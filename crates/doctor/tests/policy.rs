//! Proves on the simulator that the policies are enough, and that no action in them can be left out: with any one less, an apply or a destroy is
//! refused, and a probe names the action.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

mod bench;

use std::collections::{BTreeMap, BTreeSet};

use cen_doctor::{Part, Policy, ProbeSubjects, Reason, Verdict, needs, probe};
use cen_simulator::Editions;
use cen_topology::{AccountName, Topology};
use serde_json::Value;

use bench::{Bench, example};

const WAYS: [&str; 4] = [
    "same-region.yaml",
    "cross-region.yaml",
    "cross-account.yaml",
    "cross-account-cross-region.yaml",
];

const EDITIONS: [Editions; 2] = [Editions::Basic, Editions::Enterprise];

/// What the probe cannot tell, because it never tries it.
const NEVER_TRIED: [&str; 4] = [
    "cen:CreateCen",
    "cen:CreateCenBandwidthPackage",
    "cen:OpenTransitRouterService",
    "ram:CreateServiceLinkedRole",
];

/// No call of ours has this action: some calls of ours let the cloud make the role.
const MADE_BY_THE_CLOUD: &str = "ram:CreateServiceLinkedRole";

/// The policies of a topology, as the simulator reads them.
fn policies(topology: &Topology, part: Part) -> BTreeMap<AccountName, Value> {
    let policies = needs(topology).into_iter().map(|(name, needs)| {
        let policy = Policy::new(&needs, part, &topology.account(&name).id);
        (name, serde_json::to_value(policy).unwrap())
    });
    policies.collect()
}

fn bench(topology: Topology, editions: Editions, policies: &BTreeMap<AccountName, Value>) -> Bench {
    let read = |(name, policy): (&AccountName, &Value)| {
        (
            name.clone(),
            serde_json::from_value(policy.clone()).unwrap(),
        )
    };
    let policies = policies.iter().map(read).collect();
    Bench::new(topology, editions, &policies)
}

/// Every action that policies allow, with its account.
fn actions(
    topology: &Topology,
    policies: &BTreeMap<AccountName, Value>,
) -> BTreeSet<(String, String)> {
    let of_account = |(name, policy): (&AccountName, &Value)| {
        let id = topology.account(name).id.to_string();
        let statements = policy["Statement"].as_array().unwrap().iter();
        let actions = statements.flat_map(|statement| statement["Action"].as_array().unwrap());
        actions
            .map(|action| (id.clone(), action.as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    policies.iter().flat_map(of_account).collect()
}

/// The same policies without one action of one account.
fn without(
    topology: &Topology,
    policies: &BTreeMap<AccountName, Value>,
    (account, action): &(String, String),
) -> BTreeMap<AccountName, Value> {
    let mut less = policies.clone();
    for (name, policy) in &mut less {
        if topology.account(name).id.as_str() == account {
            let statements = policy["Statement"].as_array_mut().unwrap();
            for statement in statements {
                let actions = statement["Action"].as_array_mut().unwrap();
                actions.retain(|allowed| allowed != action);
            }
        }
    }
    less
}

#[tokio::test(start_paused = true)]
async fn with_its_policy_each_way_is_built_repaired_and_destroyed_and_every_action_is_used() {
    for way in WAYS {
        let topology = example(way);
        let policies = policies(&topology, Part::Applier);
        let mut used = BTreeSet::new();
        for editions in EDITIONS {
            let bench = bench(topology.clone(), editions, &policies);
            let lived = bench.life().await;
            lived.unwrap_or_else(|refused| panic!("{way} {editions:?}: {refused}"));
            used.extend(bench.used());
        }
        let mut all = actions(&topology, &policies);
        all.retain(|(_, action)| action != MADE_BY_THE_CLOUD);
        assert_eq!(used, all, "{way}");
    }
}

#[tokio::test(start_paused = true)]
async fn with_the_policy_of_a_reader_each_way_is_read_and_none_is_built() {
    for way in WAYS {
        let policies = policies(&example(way), Part::Reader);
        for editions in EDITIONS {
            let bench = bench(example(way), editions, &policies);
            bench.read().await.unwrap();
            bench.life().await.unwrap_err();
            bench.build_as_root().await;
            bench.read().await.unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn with_one_action_less_each_way_is_refused_on_the_basic_edition_and_a_probe_names_it() {
    each_action_is_needed(Editions::Basic).await;
}

#[tokio::test(start_paused = true)]
async fn with_one_action_less_each_way_is_refused_on_the_enterprise_edition_and_a_probe_names_it() {
    each_action_is_needed(Editions::Enterprise).await;
}

/// Takes away each action that a life on this edition uses: the life is refused. An action that it does not use is named by the probe all the same.
async fn each_action_is_needed(editions: Editions) {
    for way in WAYS {
        let topology = example(way);
        let policies = policies(&topology, Part::Applier);
        let whole = bench(topology.clone(), editions, &policies);
        whole.life().await.unwrap();
        let used = whole.used();
        for missing in actions(&topology, &policies) {
            let less = without(&topology, &policies, &missing);
            let bench = bench(topology.clone(), editions, &less);
            if used.contains(&missing) {
                assert!(
                    bench.life().await.is_err(),
                    "{way} does not need {missing:?}"
                );
            }
            assert_eq!(denials(&bench).await, named(&missing), "{way}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_the_action_that_lets_the_cloud_make_its_role_a_life_is_refused() {
    let mut refused = BTreeSet::new();
    for way in WAYS {
        let topology = example(way);
        let policies = policies(&topology, Part::Applier);
        for missing in actions(&topology, &policies) {
            if missing.1 == MADE_BY_THE_CLOUD {
                let less = without(&topology, &policies, &missing);
                let bench = bench(topology.clone(), Editions::Enterprise, &less);
                assert!(
                    bench.life().await.is_err(),
                    "{way} does not need {missing:?}"
                );
                refused.insert(way);
            }
        }
    }
    assert_eq!(refused.len(), WAYS.len());
}

/// The denial that a probe finds where one action is missing.
fn named(missing: &(String, String)) -> BTreeSet<(String, String)> {
    let is_told = !NEVER_TRIED.contains(&missing.1.as_str());
    is_told.then(|| missing.clone()).into_iter().collect()
}

/// Probes every permission of every account. Returns the ones that are denied.
async fn denials(bench: &Bench) -> BTreeSet<(String, String)> {
    let mut denied = BTreeSet::new();
    for (name, needs) in needs(&bench.topology) {
        let client = bench.clients.of(&name);
        let subjects = ProbeSubjects::find(client, &bench.topology, &name).await;
        for row in needs.permissions(Part::Applier) {
            match probe(client, row, &subjects).await {
                Verdict::Denied(said) => {
                    assert!(said.contains(row.called.operation), "{said}");
                    denied.insert((subjects.account.clone(), row.action.to_owned()));
                }
                Verdict::NotKnown(Reason::NeverTried) => {
                    assert!(NEVER_TRIED.contains(&row.action), "{}", row.action);
                }
                Verdict::Allowed | Verdict::NotKnown(Reason::NothingThere) => {}
                Verdict::NotKnown(Reason::Answer(said)) => panic!("{}: {said}", row.action),
            }
        }
    }
    denied
}

#[tokio::test(start_paused = true)]
async fn a_probe_changes_nothing() {
    for editions in EDITIONS {
        let topology = example(WAYS[3]);
        let policies = policies(&topology, Part::Applier);
        let bench = bench(topology, editions, &policies);
        bench.build_as_root().await;
        let before = bench.world();
        assert_eq!(denials(&bench).await, BTreeSet::new());
        assert_eq!(bench.world(), before);
    }
}
