//! Tests exports: the file is compared with the same cloud, and applied to it where it adopts
//! something.

use std::collections::BTreeMap;
use std::sync::Arc;

use cen_cloud::clock::Clock;
use cen_cloud::transport::Transport;
use cen_cloud::{
    CenGrant, Charge, ChildInstance, ChildInstanceType, Client, CreateCen,
    CreateCenBandwidthPackage, CreateCenRouteMap, Credential, Endpoints, InterRegionBandwidthLimit,
    PackageAssociation, RouteMapSettings, TaggedResource, Tags,
};
use cen_export::{export, owning_topologies};
use cen_reconciler::{Clients, survey};
use cen_simulator::{EntryKind, InProcess, SeedCen};
use cen_topology::{Account, AccountName, NetworkKind};

use crate::bench::{Bench, example, topology};
use crate::routes::WRITTEN;

/// Exports the accounts of a bench.
async fn exported(bench: &Bench, name: &str) -> String {
    let observed = survey(&bench.topology.accounts, &bench.clients).await;
    assert_eq!(observed.gaps, []);
    export(&name.into(), &bench.topology.accounts, &observed)
}

#[tokio::test(start_paused = true)]
async fn what_one_topology_made_is_exported_to_a_file_whose_diff_is_empty() {
    for name in [
        "same-region",
        "cross-region",
        "cross-account",
        "cross-account-cross-region",
        "global-backbone",
    ] {
        let mut bench = Bench::new(example(&format!("{name}.yaml")));
        bench.apply().await;
        bench.take_log();
        let observed = survey(&bench.topology.accounts, &bench.clients).await;
        assert_eq!(owning_topologies(&observed), [name.into()].into());
        let text = exported(&bench, name).await;
        assert!(
            bench
                .take_log()
                .iter()
                .all(|entry| entry.access == EntryKind::Read),
            "an export changes nothing"
        );
        bench.topology = topology(&text);
        let plan = bench.plan().await;
        assert!(plan.is_empty() && plan.holds.is_empty(), "{plan:?}\n{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_cen_does_with_routes_is_exported_and_its_diff_is_empty() {
    let mut bench = Bench::new(topology(WRITTEN));
    bench.apply().await;
    bench.take_log();
    let text = exported(&bench, "net").await;
    assert!(
        bench
            .take_log()
            .iter()
            .all(|entry| entry.access == EntryKind::Read),
        "an export changes nothing"
    );
    let (_, sections) = text.split_once("    publish:").unwrap();
    insta::assert_snapshot!(format!("    publish:{sections}"));
    bench.topology = topology(&text);
    let plan = bench.plan().await;
    assert!(
        plan.is_empty() && plan.holds.is_empty() && plan.unmanaged.ignored == 0,
        "{plan:?}\n{text}"
    );
    for section in [
        "publish:",
        "health-checks:",
        "private-zone:",
        "services:",
        "route-maps:",
    ] {
        assert!(text.contains(section), "{section} in\n{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_route_map_that_no_file_can_say_is_ignored_and_stays() {
    let mut bench = Bench::new(topology(WRITTEN));
    bench.apply().await;
    let observed = survey(&bench.topology.accounts, &bench.clients).await;
    let cen = observed.cens.keys().next().unwrap().to_string();
    let client = &clients(&bench, &[("a", "1250000000000001")])["a"];
    let settings = RouteMapSettings {
        priority: 40,
        map_result: "Deny".to_owned(),
        match_address_type: "IPv6".to_owned(),
        ..RouteMapSettings::default()
    };
    let create = CreateCenRouteMap {
        cen_id: &cen,
        cen_region_id: "cn-hangzhou",
        transmit_direction: "RegionIn",
        transit_router_route_table_id: "",
        settings: &settings,
    };
    client.create_cen_route_map(create).await.unwrap();
    let text = exported(&bench, "net").await;
    assert!(
        text.contains("route map cn-hangzhou/in/40: it says what no file can say"),
        "{text}"
    );
    bench.topology = topology(&text);
    let plan = bench.plan().await;
    assert!(
        plan.is_empty() && plan.holds.is_empty() && plan.unmanaged.ignored == 1,
        "{plan:?}\n{text}"
    );
}

/// A CEN that was created by hand: two exported accounts and one that is not exported, two regions,
/// a package and two limits.
const BY_HAND: &str = r#"
version: 1
name: by-hand
accounts:
  a: { id: "1250000000000001" }
  b: { id: "1250000000000002" }
  c: { id: "1250000000000003" }
vpcs:
  hub:   { account: a, region: cn-hangzhou,    id: vpc-hub }
  shop:  { account: b, region: eu-central-1,   id: vpc-shop }
  guest: { account: c, region: eu-west-1, id: vpc-guest }
  lake:  { account: b, region: cn-beijing, cidr: 10.40.0.0/16 }
vbrs:
  idc:   { account: a, region: cn-beijing,     id: vbr-idc }
cens:
  backbone:
    account: a
    attach: [hub, shop, guest, idc, lake]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 20, charge: postpaid }
        limits:
          - { between: [cn-hangzhou, eu-central-1], mbps: 12 }
          - { between: [cn-hangzhou, eu-west-1], mbps: 8 }
"#;

/// Returns a client for each of these accounts.
fn clients(bench: &Bench, accounts: &[(&str, &str)]) -> BTreeMap<AccountName, Client> {
    let clock = Clock::starting_at("2026-01-02T03:04:05Z".parse().unwrap());
    let transport: Arc<dyn Transport> = Arc::new(InProcess::new(bench.simulator.clone()));
    let world = bench.simulator.world();
    let client = |(name, id): &(&str, &str)| {
        let (key, secret, _) = world.access_key(id).unwrap();
        let endpoints = Endpoints::fixed("http://127.0.0.1:1").unwrap();
        (
            AccountName::from(*name),
            Client::new(
                transport.clone(),
                endpoints,
                Credential::new(key, secret, None),
                clock,
            ),
        )
    };
    accounts.iter().map(client).collect()
}

#[tokio::test(start_paused = true)]
async fn what_was_made_by_hand_is_taken_over_by_marks_alone() {
    let other = |seed: &mut cen_simulator::Seed| {
        let theirs = [
            ("cen:topology".to_owned(), "theirs".to_owned()),
            ("cen:name".to_owned(), "x".to_owned()),
        ];
        seed.accounts[0].cens.push(SeedCen {
            id: "cen-theirs".to_owned(),
            tags: theirs.into(),
            ..SeedCen::default()
        });
        seed.accounts[1].vpcs.push(cen_simulator::SeedNetwork {
            id: Some("vpc-lonely".to_owned()),
            region: vec!["eu-central-1".to_owned()],
            ..Default::default()
        });
    };
    let mut bench = Bench::with(topology(BY_HAND), other, |_| {}, |transport| transport);
    bench.apply().await;
    let before = survey(&bench.topology.accounts, &bench.clients).await;
    let ours = before
        .cens
        .iter()
        .find(|(id, _)| id.as_str() != "cen-theirs")
        .unwrap()
        .0
        .clone();
    let clients = clients(
        &bench,
        &[("a", "1250000000000001"), ("b", "1250000000000002")],
    );
    let marks = ["cen:topology".to_owned(), "cen:name".to_owned()].into();
    clients["a"]
        .untag_resources(TaggedResource::Cen(ours.as_str()), &marks)
        .await
        .unwrap();
    for id in before.packages.keys() {
        clients["a"]
            .untag_resources(TaggedResource::BandwidthPackage(id.as_str()), &marks)
            .await
            .unwrap();
    }
    bench.topology.accounts.remove("c");
    bench.clients = Clients::new(clients);
    let text = exported(&bench, "taken").await;
    for expected in [
        "vpc-guest",
        "cn-hangzhou/eu-west-1",
        "cen-theirs of account `a` is not in this file",
        "1 network of these accounts",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    bench.topology = topology(&text);
    bench.take_log();
    let plan = bench.apply().await;
    assert_eq!(
        plan.steps
            .iter()
            .map(|step| step.action.id.as_str())
            .collect::<Vec<_>>(),
        ["mark/backbone"],
        "{text}"
    );
    let again = exported(&bench, "taken").await;
    assert!(
        !again.contains("id: cen-"),
        "what is marked is found without its id:\n{again}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_survey_costs_a_call_for_each_list_and_one_an_object_only_for_the_routes_of_a_vpc() {
    let bench = Bench::new(example("global-backbone.yaml"));
    bench.apply().await;
    bench.take_log();
    survey(&bench.topology.accounts, &bench.clients).await;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    bench
        .take_log()
        .into_iter()
        .for_each(|entry| *counts.entry(entry.action).or_default() += 1);
    assert_eq!(
        (
            counts["DescribeCens"],
            counts["DescribeCenBandwidthPackages"]
        ),
        (2 * 3, 3),
        "{counts:?}"
    );
    assert_eq!(
        (counts["DescribeVpcs"], counts["DescribeGrantRulesToCen"]),
        (6, 3),
        "{counts:?}"
    );
    let vpcs = bench
        .topology
        .networks
        .values()
        .filter(|network| network.kind == NetworkKind::Vpc)
        .count();
    assert_eq!(counts["DescribePublishedRouteEntries"], vpcs, "{counts:?}");
    let of_the_cen = [
        "DescribeCenRouteMaps",
        "DescribeCenPrivateZoneRoutes",
        "DescribeRouteServicesInCen",
    ];
    assert_eq!(
        of_the_cen.map(|action| counts[action]),
        [1, 1, 1],
        "{counts:?}"
    );
    let checks = counts
        .get("DescribeCenVbrHealthCheck")
        .copied()
        .unwrap_or_default();
    assert_eq!(
        counts.values().sum::<usize>(),
        6 + 3 + 6 + 1 + 1 + 3 + 3 + vpcs + 3 + checks,
        "{counts:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn accounts_without_anything_give_a_file_without_anything() {
    let mut bench = Bench::new(example("cross-account.yaml"));
    let text = exported(&bench, "empty").await;
    bench.topology = topology(&text);
    assert!(
        bench.topology.cens.is_empty() && bench.plan().await.is_empty(),
        "{text}"
    );
    let accounts: BTreeMap<AccountName, Account> = bench.topology.accounts.clone();
    assert_eq!(accounts.len(), 2);
}

/// The accounts and networks of a cloud where everything else is created by hand.
const NETWORKS: &str = r#"
version: 1
name: unused
accounts:
  a: { id: "1250000000000001" }
  b: { id: "1250000000000002" }
vpcs:
  hub:  { account: a, region: cn-hangzhou,  id: vpc-hub }
  shop: { account: b, region: eu-central-1, id: vpc-shop }
  idle: { account: b, region: eu-central-1, id: vpc-idle }
cens: {}
"#;

/// Joins `hub` and `shop` as a script without any topology would: a CEN without a name, a package,
/// a limit, and one unused grant.
async fn join_by_hand(a: &Client, b: &Client) {
    let tags = Tags::default();
    let description = "first line\nsecond: \"line\" # {not} a comment";
    let cen = a
        .create_cen(CreateCen {
            name: "",
            description,
            tags: &tags,
            client_token: "cen",
        })
        .await
        .unwrap();
    for instance_id in ["vpc-shop", "vpc-idle"] {
        let grant = CenGrant {
            region_id: "eu-central-1",
            instance_id,
            instance_type: ChildInstanceType::Vpc,
            cen_id: &cen,
            cen_owner_id: "1250000000000001",
            client_token: instance_id,
        };
        b.grant_instance_to_cen(grant).await.unwrap();
    }
    for (id, region, owner) in [
        ("vpc-hub", "cn-hangzhou", "1250000000000001"),
        ("vpc-shop", "eu-central-1", "1250000000000002"),
    ] {
        let child = ChildInstance {
            cen_id: &cen,
            child_instance_id: id,
            child_instance_type: ChildInstanceType::Vpc,
            child_instance_region_id: region,
            child_instance_owner_id: owner,
        };
        a.attach_cen_child_instance(child).await.unwrap();
    }
    for (name, mbps) in [("used", 20), ("spare", 5)] {
        let package = CreateCenBandwidthPackage {
            bandwidth: mbps,
            geographic_region_a_id: "China",
            geographic_region_b_id: "Europe",
            name,
            description: "",
            charge: Charge::Prepaid {
                months: 12,
                auto_renew: true,
            },
            tags: &tags,
            client_token: name,
        };
        let id = a.create_cen_bandwidth_package(package).await.unwrap();
        if name == "used" {
            a.associate_cen_bandwidth_package(PackageAssociation {
                cen_id: &cen,
                cen_bandwidth_package_id: &id,
            })
            .await
            .unwrap();
        }
    }
    let limit = InterRegionBandwidthLimit {
        cen_id: &cen,
        local_region_id: "eu-central-1",
        opposite_region_id: "cn-hangzhou",
        bandwidth_limit: 12,
    };
    a.set_cen_inter_region_bandwidth_limit(limit).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_was_made_call_by_call_is_named_marked_and_otherwise_left_as_it_is() {
    let mut bench = Bench::new(topology(NETWORKS));
    let clients = clients(
        &bench,
        &[("a", "1250000000000001"), ("b", "1250000000000002")],
    );
    join_by_hand(&clients["a"], &clients["b"]).await;
    let text = exported(&bench, "taken").await;
    assert!(
        text.contains("has granted vpc-idle, which is not attached"),
        "{text}"
    );
    bench.topology = topology(&text);
    let plan = bench.plan().await;
    let steps: Vec<_> = plan
        .steps
        .iter()
        .map(|step| step.action.id.as_str())
        .collect();
    assert_eq!(steps, ["mark/cen", "modify-cen/cen"], "{text}");
    assert!(bench.execute(&plan, 8).await.is_done());
    let left = bench.plan().await;
    let reasons: Vec<_> = left.holds.iter().map(|hold| hold.reason.code()).collect();
    assert!(left.is_empty() && reasons == ["CEN407"], "{left:?}");
    assert_eq!(
        left.unmanaged.packages, 1,
        "the spare package is left alone"
    );
}
