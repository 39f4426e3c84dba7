//! Counts the calls of observations in the simulator's request log.

use std::collections::BTreeMap;
use std::sync::Arc;

use cen_cloud::Credential;
use cen_cloud::transport::Transport;
use cen_reconciler::{
    Clients, ReadCache, Scope, observe, observe_again, observe_everywhere, observe_rest,
    observe_sharing, verify_identities_sharing,
};
use cen_simulator::{EntryKind, InProcess, SeedKey};

use crate::bench::{Bench, clients, example, topology};

/// Counts the calls of each action.
fn counts(bench: &Bench) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entry in bench.take_log() {
        *counts.entry(entry.action).or_insert(0) += 1;
    }
    counts
}

/// Returns a CEN with this many networks in each of two regions, owned by two accounts.
fn large(networks: usize) -> String {
    let mut text = String::from(
        "version: 1\nname: large\naccounts:\n  a: { id: \"1\" }\n  b: { id: \"2\" }\nvpcs:\n",
    );
    let mut names = Vec::new();
    for (account, region) in [("a", "cn-beijing"), ("b", "eu-central-1")] {
        for number in 0..networks {
            let name = format!("{account}{number}");
            text.push_str(&format!(
                "  {name}: {{ account: {account}, region: {region}, id: vpc-{name} }}\n"
            ));
            names.push(name);
        }
    }
    text.push_str(&format!(
        "cens:\n  net:\n    account: a\n    attach: [{}]\n",
        names.join(", ")
    ));
    text
}

#[tokio::test(start_paused = true)]
async fn looking_costs_a_call_for_each_fifty_and_never_one_an_object() {
    let bench = Bench::new(topology(&large(120)));
    bench.apply().await;
    bench.take_log();
    bench.plan().await;
    let expected = [
        ("DescribeCenAttachedChildInstances", 5),
        ("DescribeCenBandwidthPackages", 2),
        ("DescribeCenInterRegionBandwidthLimits", 1),
        ("DescribeCens", 2),
        ("DescribeGrantRulesToCen", 5),
        ("DescribeVpcs", 6),
        ("GetCallerIdentity", 2),
        ("ListTransitRouters", 1),
    ];
    assert_eq!(
        counts(&bench),
        expected
            .map(|(action, count)| (action.to_owned(), count))
            .into()
    );
}

#[tokio::test(start_paused = true)]
async fn the_whole_estate_is_seen_with_a_call_for_each_account_region_and_list() {
    let bench = Bench::new(example("global-backbone.yaml"));
    bench.apply().await;
    bench.take_log();
    bench.plan().await;
    let counts = counts(&bench);
    // Six pairs of account and region for VPCs, one for VBRs, one for CCNs; grants of three kinds
    // of network for one CEN.
    assert_eq!(
        (
            counts["DescribeVpcs"],
            counts["DescribeVirtualBorderRouters"],
            counts["DescribeCloudConnectNetworks"]
        ),
        (6, 1, 1)
    );
    assert_eq!(
        (counts["DescribeGrantRulesToCen"], counts["DescribeCens"]),
        (3, 3)
    );
    assert_eq!(counts.values().sum::<usize>(), 3 + 8 + 3 + 3 + 3 + 3);
}

#[tokio::test(start_paused = true)]
async fn what_is_in_flight_is_watched_with_one_listing_not_with_one_read_each() {
    let pace = |options: &mut cen_simulator::Options| {
        options.pace = "attach=20s".parse().unwrap();
        options.latency = std::time::Duration::from_millis(50);
    };
    let bench = Bench::with(topology(&large(20)), |_| {}, pace, |transport| transport);
    let plan = bench.plan().await;
    bench.take_log();
    assert!(bench.execute(&plan, 40).await.is_done());
    let log = bench.take_log();
    let reads = log
        .iter()
        .filter(|entry| {
            entry.access == EntryKind::Read && entry.action == "DescribeCenAttachedChildInstances"
        })
        .count();
    let attaches = log
        .iter()
        .filter(|entry| entry.action == "AttachCenChildInstance")
        .count();
    assert_eq!(attaches, 40);
    // Forty attachments of twenty seconds each would cost far more than a thousand reads if each
    // were polled alone.
    assert!(reads <= 31, "{reads} listings");
}

/// A CEN whose account has one network, while another account has a managed VPC.
const MADE: &str = r#"version: 1
name: net
accounts: { a: { id: "1" }, b: { id: "2" } }
vpcs: { hub: { account: a, region: cn-hangzhou, id: vpc-hub }, lab: { account: b, region: eu-central-1, cidr: 10.40.0.0/16 } }
cens: { one: { account: a, attach: [hub, lab] } }
"#;
const GIVEN_UP: &str = r#"version: 1
name: net
accounts: { a: { id: "1" }, b: { id: "2" } }
vpcs: { hub: { account: a, region: cn-hangzhou, id: vpc-hub } }
cens: { one: { account: a, attach: [hub] } }
"#;

#[tokio::test(start_paused = true)]
async fn a_region_that_the_file_names_no_more_is_listed_only_while_something_of_it_is_attached() {
    let mut bench = Bench::new(topology(MADE));
    bench.apply().await;
    bench.take_log();
    bench.plan().await;
    assert_eq!(counts(&bench)["DescribeVpcs"], 2);
    bench.topology = topology(GIVEN_UP);
    let plan = bench.plan().await;
    assert_eq!(
        counts(&bench)["DescribeVpcs"],
        2,
        "one for each place that the file names or something is attached in"
    );
    let ids: Vec<_> = plan
        .steps
        .iter()
        .map(|step| step.action.id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["detach/one/lab", "revoke/one/lab", "delete-network/lab"]
    );
    assert!(bench.execute(&plan, 8).await.is_done());
    bench.take_log();
    assert!(bench.plan().await.is_empty());
    assert_eq!(counts(&bench)["DescribeVpcs"], 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_removes_everything_looks_everywhere() {
    let mut bench = Bench::new(topology(MADE));
    bench.apply().await;
    bench.topology = topology(GIVEN_UP);
    let first = bench.plan().await;
    // Only the first two of three actions run: the VPC remains, and nothing uses it.
    let two = cen_plan::Plan {
        steps: first.steps[..2].to_vec(),
        ..first
    };
    assert!(bench.execute(&two, 8).await.is_done());
    assert!(
        bench.plan().await.is_empty(),
        "no line and no attachment tells where it is"
    );
    bench.take_log();
    let observed = observe_everywhere(
        &bench.topology,
        &bench.clients,
        &ReadCache::default(),
        &Scope::default(),
    )
    .await;
    assert_eq!(observed.gaps, [], "a region that is not offered is none");
    assert_eq!(
        counts(&bench)["DescribeVpcs"],
        2 * cen_topology::known_regions().count()
    );
    let plan = cen_plan::plan_destruction(&bench.topology, &observed).unwrap();
    let ids: Vec<_> = plan
        .steps
        .iter()
        .map(|step| step.action.id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["detach/one/hub", "delete-network/lab", "delete-cen/one"]
    );
}

#[tokio::test(start_paused = true)]
async fn after_a_removal_only_places_that_had_something_are_looked_at_again() {
    let mut bench = Bench::new(topology(MADE));
    bench.apply().await;
    bench.topology = topology(GIVEN_UP);
    let (clients, cache) = (&bench.clients, ReadCache::default());
    let scope = Scope::default();
    let first = observe_everywhere(&bench.topology, clients, &cache, &scope).await;
    let plan = cen_plan::plan_destruction(&bench.topology, &first).unwrap();
    bench.take_log();
    // Nothing of the plan was carried out: all of it is found again.
    let scope = Scope::about(&plan, &bench.topology);
    let second = observe_rest(
        &bench.topology,
        clients,
        &ReadCache::default(),
        &scope,
        &first,
    )
    .await;
    assert_eq!(
        cen_plan::plan_destruction(&bench.topology, &second).unwrap(),
        plan
    );
    let counts = counts(&bench);
    assert_eq!(counts["DescribeVpcs"], 2, "{counts:?}");
    let for_arrivals = "ListTransitRouterAvailableResource";
    assert!(!counts.contains_key(for_arrivals), "{counts:?}");
}

#[tokio::test(start_paused = true)]
async fn after_an_apply_networks_are_listed_again_only_where_it_changed_some() {
    let bench = Bench::new(topology(MADE));
    let (topology, clients) = (&bench.topology, &bench.clients);
    let first = observe(topology, clients).await;
    let plan = cen_plan::plan(topology, &first).unwrap();
    assert!(bench.execute(&plan, 8).await.is_done());
    bench.take_log();
    let scope = Scope::about(&plan, topology);
    let second = observe_again(topology, clients, &ReadCache::default(), &scope, &first).await;
    let counts = counts(&bench);
    assert_eq!(counts["DescribeVpcs"], 1, "only where the VPC was made");
    let left = cen_plan::plan(topology, &second).unwrap();
    assert!(left.is_empty() && left.holds.is_empty(), "{left:?}");
    assert_eq!(second, observe(topology, clients).await);
}

#[tokio::test(start_paused = true)]
async fn a_renewed_key_of_an_account_asks_only_whose_it_is() {
    let name = |account: &str, key: &str| format!("{key}-of-{account}");
    let bench = Bench::with(
        topology(GIVEN_UP),
        |seed| {
            for account in &mut seed.accounts {
                account.keys.extend(["first", "renewed"].map(|key| SeedKey {
                    id: name(&account.id, key),
                    secret: "secret".to_owned(),
                    ..SeedKey::default()
                }));
            }
        },
        |_| {},
        |transport| transport,
    );
    let cache = ReadCache::default();
    let look = async |clients: &Clients| {
        verify_identities_sharing(&bench.topology, clients, &cache)
            .await
            .unwrap();
        observe_sharing(&bench.topology, clients, &cache, &Scope::default()).await;
        counts(&bench)
    };
    let first = look(&bench.clients).await;
    assert_eq!(first["DescribeCens"], 2);
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(bench.simulator.clone()));
    let renewed = clients(&bench.topology, &transport, bench.clock, |account| {
        Credential::new(name(account.as_str(), "renewed"), "secret", None)
    });
    let again = look(&renewed).await;
    assert_eq!(again, BTreeMap::from([("GetCallerIdentity".to_owned(), 2)]));
}
