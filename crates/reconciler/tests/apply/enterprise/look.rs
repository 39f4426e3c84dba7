//! Tests what a look reads of transit routers, and what it costs.

use std::collections::BTreeMap;

use cen_observed::{Edition, GapScope, Inside, LinkCharge, Observed, SeenGrant};
use cen_reconciler::observe;
use cen_topology::{LinkQuality, Mbps, RegionPair};

use super::built::fourth_way;
use super::ways::WAYS;
use super::{bench, bench_with};
use crate::bench::{Bench, example};

/// Counts the calls of each action about routers since the last count.
pub(super) fn router_calls(bench: &Bench) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entry in bench.take_log() {
        let is_about_routers = entry.action.contains("TransitRouter")
            || entry.action.contains("RouteTable")
            || entry.action.contains("VSwitches");
        if is_about_routers {
            *counts.entry(entry.action).or_insert(0) += 1;
        }
    }
    counts
}

/// Returns what is on the only CEN.
fn inside(observed: &Observed) -> &Inside {
    let mut cens = observed.cens.values();
    cens.next().unwrap().inside.as_ref().unwrap()
}

const WAY: &str = "cross-account-cross-region.yaml";

#[tokio::test(start_paused = true)]
async fn everything_on_routers_is_seen_with_seven_calls_and_six_for_each_further_region() {
    let bench = bench(example(WAY), &[]);
    let built = fourth_way(&bench).await;
    bench.take_log();
    let observed = observe(&bench.topology, &bench.clients).await;
    assert_eq!(observed.gaps, []);
    let expected = [
        ("ListTransitRouterPeerAttachments", 2),
        ("ListTransitRouterRouteTableAssociations", 2),
        ("ListTransitRouterRouteTablePropagations", 2),
        ("ListTransitRouterRouteTables", 2),
        ("ListTransitRouterVbrAttachments", 2),
        ("ListTransitRouterVpcAttachments", 2),
        ("ListTransitRouters", 1),
    ];
    let expected = expected.map(|(action, count)| (action.to_owned(), count));
    assert_eq!(router_calls(&bench), expected.into());

    let inside = inside(&observed);
    let hub = &inside.attachments["vpc-2zehub00000000000001"];
    let transit = hub.transit.as_ref().unwrap();
    assert_eq!(hub.status, "Attached");
    assert_eq!(transit.id.as_str(), built.attachments[0]);
    assert_eq!(transit.vswitches.len(), 2);
    assert!(transit.synced && !transit.appliance);
    let table = inside.routers["cn-beijing"].default_table.as_ref();
    assert_eq!(table.unwrap().as_str(), built.tables[0]);
    assert_eq!(transit.tables.associated.as_ref(), table);
    assert!(transit.tables.propagated.iter().eq(table));
    let pair = RegionPair::new("cn-beijing".into(), "us-east-1".into()).unwrap();
    let limit = &inside.limits[&pair];
    let link = limit.link.as_ref().unwrap();
    assert_eq!(limit.mbps, Mbps(20));
    assert!(
        observed
            .packages
            .contains_key(limit.package.as_ref().unwrap())
    );
    assert_eq!(
        (link.charge, link.quality, link.publishes),
        (Some(LinkCharge::Package), Some(LinkQuality::Gold), true)
    );
    for (region, table) in [
        ("cn-beijing", &built.tables[0]),
        ("us-east-1", &built.tables[1]),
    ] {
        let tables = &link.tables[region];
        assert_eq!(tables.associated.as_ref().unwrap().as_str(), table);
        assert_eq!(tables.propagated.len(), 1);
    }
    let granted = SeenGrant {
        instance: "vpc-0xishop0000000000001".into(),
        owner: "1250000000000002".into(),
    };
    assert_eq!(inside.grants, [granted].into());
    assert!(observed.offers.is_empty() && observed.vswitches.is_empty());
}

/// Whatever is built here and does not differ from the file costs no more.
#[tokio::test(start_paused = true)]
async fn a_run_that_finds_nothing_to_do_makes_seven_calls_about_the_routers_of_the_first_way() {
    for (way, regions) in WAYS.into_iter().zip([1, 2, 1, 2]) {
        let bench = bench(example(way), &[]);
        bench.apply().await;
        bench.take_log();
        assert!(bench.plan().await.is_empty());
        let counts = router_calls(&bench);
        assert_eq!(
            counts.values().sum::<usize>(),
            1 + 6 * regions,
            "{way}: {counts:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_is_seen_whatever_the_lists_of_the_cloud_show() {
    let mut seen = Vec::new();
    for assume in [
        "children-list=basic",
        "children-list=all",
        "limits-list=all",
        "peer-list=swapped",
        "peer-list=creator",
    ] {
        let bench = bench(example(WAY), &[assume]);
        fourth_way(&bench).await;
        seen.push((assume, observe(&bench.topology, &bench.clients).await));
    }
    let (_, first) = seen[0].clone();
    for (assume, other) in seen {
        assert_eq!(inside(&other), inside(&first), "{assume}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_router_that_cannot_be_read_is_a_gap_of_its_region_only() {
    for (action, regions) in [
        ("ListTransitRouterVpcAttachments#2", vec!["us-east-1"]),
        (
            "ListTransitRouterRouteTableAssociations#1",
            vec!["cn-beijing"],
        ),
        (
            "ListTransitRouterPeerAttachments",
            vec!["cn-beijing", "us-east-1"],
        ),
    ] {
        let faults = format!("{action}=Forbidden.RAM").parse().unwrap();
        let set = |options: &mut cen_simulator::Options| options.faults = faults;
        let bench = bench_with(example(WAY), &[], |_| {}, set);
        let built = fourth_way(&bench).await;
        let observed = observe(&bench.topology, &bench.clients).await;
        let scopes: Vec<_> = observed.gaps.iter().map(|gap| gap.scope.clone()).collect();
        let router = |region: &str| GapScope::Router {
            account: "network".into(),
            cen: built.cen.as_str().into(),
            region: region.into(),
        };
        let expected: Vec<_> = regions.iter().map(|region| router(region)).collect();
        assert_eq!(scopes, expected, "{action}");
        let inside = inside(&observed);
        for (region, id) in [
            ("cn-beijing", "vpc-2zehub00000000000001"),
            ("us-east-1", "vpc-0xishop0000000000001"),
        ] {
            assert_eq!(inside.edition(&region.into()), Some(Edition::Enterprise));
            let is_seen = inside.attachments.contains_key(id);
            assert_eq!(is_seen, !regions.contains(&region), "{action}: {id}");
        }
        assert_eq!(inside.limits.len(), usize::from(regions.len() < 2));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_is_read_with_a_call_for_each_region_and_account() {
    let bench = bench(example(WAY), &[]);
    let observed = observe(&bench.topology, &bench.clients).await;
    let expected = [
        ("CheckTransitRouterService", 2),
        ("DescribeVSwitches", 2),
        ("ListTransitRouterAvailableResource", 2),
    ];
    let expected = expected.map(|(action, count)| (action.to_owned(), count));
    assert_eq!(router_calls(&bench), expected.into());
    assert_eq!(observed.offers.len(), 2);
    assert!(observed.offers.values().all(|zones| zones.len() > 1));
    assert_eq!(observed.services.len(), 2);
    assert_eq!(observed.vswitches.len(), 4);
    let free = observed.vswitches.values().map(|seen| seen.free);
    assert!(free.clone().all(|free| free.is_some_and(|free| free > 0)));
}
