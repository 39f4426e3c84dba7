//! Looks at many topologies that share an account, as `cen drift` does: what a look costs and shows
//! depends on its own topology, not on how many others there are.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::Observed;
use cen_plan::{Horizon, plan};
use cen_reconciler::{ReadCache, Scope, observe, observe_sharing, verify_identities_sharing};
use cen_render::{Finding, drift};
use cen_simulator::{Options, Seed};
use cen_topology::Topology;
use serde_json::json;

use crate::bench::{Bench, topology};

/// Returns a file whose CEN exists and has its two networks.
fn file(number: usize) -> String {
    format!(
        "version: 1\nname: net-{number}\naccounts: {{ main: {{ id: \"1\" }} }}\nvpcs:\n  web: {{ account: main, region: cn-hangzhou, id: vpc-{number}-web }}\n  \
         db: {{ account: main, region: cn-beijing, name: db-{number} }}\ncens:\n  net: {{ account: main, attach: [web, db] }}\n"
    )
}

/// Returns a world with the objects of so many files, all in one account.
fn world(files: usize) -> Seed {
    let networks = (0..files).flat_map(|number| {
        let web = json!({ "id": format!("vpc-{number}-web"), "region": "cn-hangzhou" });
        let (id, name) = (format!("vpc-{number}-db"), format!("db-{number}"));
        [
            web,
            json!({ "id": id, "name": name, "region": "cn-beijing" }),
        ]
    });
    let cens = (0..files).map(|number| {
        let attached = ["web", "db"].map(|name| json!({ "id": format!("vpc-{number}-{name}") }));
        let tags = json!({ "cen:topology": format!("net-{number}"), "cen:name": "net" });
        json!({ "id": format!("cen-{number}"), "name": "net", "tags": tags, "attached": attached })
    });
    let (networks, cens): (Vec<_>, Vec<_>) = (networks.collect(), cens.collect());
    let account = json!({ "id": "1", "vpcs": networks, "cens": cens });
    let seed = json!({ "accounts": [account], "quotas": "off", "editions": "basic" });
    serde_json::from_value(seed).unwrap()
}

fn bench(files: usize, set: impl FnOnce(&mut Options)) -> (Bench, Vec<Topology>) {
    let topologies: Vec<_> = (0..files).map(|number| topology(&file(number))).collect();
    let seed = |seed: &mut Seed| *seed = world(files);
    let bench = Bench::with(topologies[0].clone(), seed, set, |transport| transport);
    (bench, topologies)
}

/// Returns how often each action was called while so many files of one account were looked at.
async fn calls(files: usize) -> BTreeMap<String, usize> {
    let (bench, topologies) = bench(files, |_| {});
    let cache = ReadCache::default();
    for topology in &topologies {
        verify_identities_sharing(topology, &bench.clients, &cache)
            .await
            .unwrap();
        let scope = Scope::default().narrow();
        let observed = observe_sharing(topology, &bench.clients, &cache, &scope).await;
        let shown = (observed.cens.len(), observed.networks.len());
        assert_eq!(shown, (1, 2), "only what belongs to the file is converted");
        assert!(plan(topology, &observed).unwrap().is_empty());
    }
    let mut counts = BTreeMap::new();
    for entry in bench.take_log() {
        *counts.entry(entry.action).or_default() += 1;
    }
    counts
}

#[tokio::test(start_paused = true)]
async fn only_the_calls_that_belong_to_each_cen_grow_with_the_number_of_files() {
    let (few, many) = (calls(3).await, calls(12).await);
    let of_each = [
        ("DescribeCenAttachedChildInstances", 1),
        ("DescribeCenInterRegionBandwidthLimits", 1),
        ("DescribeGrantRulesToCen", 3),
        ("ListTransitRouters", 1),
    ];
    let of_each: BTreeMap<_, _> = of_each.into();
    for (action, count) in &many {
        let expected = match of_each.get(action.as_str()) {
            Some(each) => each * 12,
            None => few[action],
        };
        assert_eq!(*count, expected, "{action}");
    }
    let whole: BTreeSet<_> = many.keys().map(String::as_str).collect();
    assert!(whole.is_superset(&of_each.keys().copied().collect()));
    assert_eq!(many["DescribeCens"], 1);
    assert_eq!(many["DescribeVpcs"], 2, "one for each region");
}

#[tokio::test(start_paused = true)]
async fn a_network_on_the_cen_of_another_file_is_found_and_each_cen_is_read_once_for_that() {
    let (bench, mut topologies) = bench(4, |_| {});
    // Two files claim a network of others.
    for (number, other) in [(0, 2), (1, 3)] {
        let text = file(number).replace(
            &format!("id: vpc-{number}-web"),
            &format!("id: vpc-{other}-web"),
        );
        topologies[number] = topology(&text);
    }
    let cache = ReadCache::default();
    let mut found = Vec::new();
    for topology in &topologies[..2] {
        let scope = Scope::default().narrow();
        let observed = observe_sharing(topology, &bench.clients, &cache, &scope).await;
        found.push(findings(topology, &observed));
    }
    let children = bench.take_log().into_iter();
    let children = children.filter(|entry| entry.action == "DescribeCenAttachedChildInstances");
    // Four for all files, and the own one of each file, whose content is never old.
    assert_eq!(children.count(), 4 + 2);
    for (number, (topology, found)) in topologies.iter().zip(found).enumerate() {
        let other = number + 2;
        let told = format!("already attached to CEN cen-{other} of topology `net-{other}`");
        let is_told = |it: &Finding| it.rule == "CEN413" && it.message.contains(&told);
        assert!(found.iter().any(is_told), "{found:?}");
        let whole = observe(topology, &bench.clients).await;
        assert_eq!(
            found,
            findings(topology, &whole),
            "a whole look shows the same"
        );
    }
}

fn findings(topology: &Topology, observed: &Observed) -> Vec<Finding> {
    let horizon = Horizon {
        now: "2026-01-02T03:04Z".to_owned(),
        soon: "2026-02-02T03:04Z".to_owned(),
    };
    let today = "2026-01-02".parse().unwrap();
    drift(topology, observed, today, &horizon, Vec::new())
}
