//! Tests what stays, waits or is refused on transit routers: what the file ignores, a package that is
//! replaced under a link, one of other areas, and an account that may not take part.

use std::collections::{BTreeMap, BTreeSet};

use cen_diff::Adopt;
use cen_network::NetworkView;
use cen_observed::{Observed, SeenPackage};
use cen_plan::{Plan, plan};
use cen_topology::{Area, AreaPair, Mbps, PackageId, Topology};

use super::cloud::cloud;
use super::ways::{BOTH, CROSS_REGION};
use super::{built, holds, ids, settled, topology};
use crate::reach::answered;

/// Plans for a file whose CEN ignores this. Nothing may be done and nothing held.
fn assert_left_alone(text: &str, ignore: &str, observed: &Observed) -> Plan {
    let text = text.replace(
        "account: main, attach",
        &format!("account: main, ignore: [{ignore}], attach"),
    );
    let desired = topology(&text);
    let planned = plan(&desired, observed).unwrap();
    let text = cen_render::text(&planned, &desired).to_string();
    assert!(planned.is_empty() && planned.holds.is_empty(), "{text}");
    planned
}

#[test]
fn what_the_file_ignores_stays_on_its_router() {
    let two = "vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-web }
  lab: { account: main, region: cn-hangzhou, id: vpc-lab }
cens:
  office: { account: main, attach: [web, lab] }
";
    let observed = built(&topology(two));
    let one = two.replace("[web, lab]", "[web]");
    let planned = assert_left_alone(&one, "vpc-lab", &observed);
    assert_eq!(planned.unmanaged.ignored, 1);
    assert_left_alone(&one, "\"vpc-l*\"", &observed);
}

#[test]
fn a_region_of_what_the_file_ignores_keeps_its_router_its_link_and_its_package() {
    let observed = built(&topology(CROSS_REGION));
    let (package, _) = observed.packages.iter().next().unwrap();
    let alone = "vpcs:
  hangzhou: { account: main, region: cn-hangzhou, id: vpc-web }
  frankfurt: { account: main, region: eu-central-1, id: vpc-shop }
cens:
  bridge: { account: main, attach: [hangzhou] }
";
    let ignore = format!("vpc-shop, cn-hangzhou/eu-central-1, {package}");
    let planned = assert_left_alone(alone, &ignore, &observed);
    assert_eq!(planned.unmanaged.ignored, 3);
    // A package that is ignored covers the link under it.
    assert_left_alone(alone, &format!("vpc-shop, {package}"), &observed);
}

/// What `cen` has made and the file then ignores stays, on a CEN and off it.
#[test]
fn what_was_made_here_and_is_ignored_since_is_neither_deleted_nor_held() {
    let made = CROSS_REGION
        .replace("id: vpc-shop", "cidr: 10.9.0.0/16")
        .replace("main, attach", "main, ignore: [], attach");
    let mut observed = built(&topology(&made));
    let packages = observed.packages.keys().map(ToString::to_string);
    let marked = observed
        .networks
        .iter()
        .filter(|(_, seen)| !seen.tags.is_empty());
    let ids: Vec<_> = packages
        .chain(marked.map(|(id, _)| id.to_string()))
        .collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    let alone = "vpcs:
  hangzhou: { account: main, region: cn-hangzhou, id: vpc-web }
cens:
  bridge: { account: main, attach: [hangzhou] }
";
    assert_left_alone(alone, &ids.join(", "), &observed);
    // Somebody has taken both off the CEN.
    for seen in observed.packages.values_mut() {
        seen.cen = None;
    }
    for seen in observed.cens.values_mut() {
        let inside = seen.inside.as_mut().unwrap();
        inside
            .attachments
            .retain(|_, seen| seen.region.as_str() == "cn-hangzhou");
        inside.limits.clear();
        inside.routers.remove("eu-central-1");
    }
    assert_left_alone(alone, &ids.join(", "), &observed);
}

/// Adds a package that nobody uses, and returns a file that uses it by its id.
fn with_another_package(observed: &mut Observed, areas: [Area; 2]) -> Topology {
    let seen = observed.packages.values().next().unwrap().clone();
    let other = SeenPackage {
        areas: Some(AreaPair::new(areas[0], areas[1])),
        cen: None,
        tags: BTreeMap::new(),
        ..seen
    };
    observed
        .packages
        .insert(PackageId::new("cenbwp-other"), other);
    topology(&CROSS_REGION.replace(
        "package: { mbps: 10, charge: postpaid }",
        "package: { id: cenbwp-other }",
    ))
}

/// The API can name another package for a link, but a CEN takes one package for two areas, and lets it
/// go only when no link is under it.
#[test]
fn a_link_under_a_package_that_is_replaced_is_made_anew_and_the_plan_says_why() {
    let mut observed = built(&topology(CROSS_REGION));
    let desired = with_another_package(&mut observed, [Area::China, Area::Europe]);
    let (planned, text) = settled(&desired, &mut observed);
    let ids = ids(&planned);
    let place = |id: &str| ids.iter().position(|other| other == id).unwrap();
    let order = [
        "clear/bridge/cn-hangzhou/eu-central-1",
        "unassociate/bridge/china-europe",
        "associate/bridge/china-europe",
        "limit/bridge/cn-hangzhou/eu-central-1",
    ];
    assert!(
        order.map(place).windows(2).all(|pair| pair[0] < pair[1]),
        "{text}"
    );
    assert_eq!(planned.interruptions.len(), 1, "{text}");
    assert!(
        text.contains("a CEN has one package for two areas"),
        "{text}"
    );
}

#[test]
fn a_package_of_other_areas_is_refused_before_anything_is_done() {
    let mut observed = built(&topology(CROSS_REGION));
    let desired = with_another_package(&mut observed, [Area::China, Area::AsiaPacific]);
    let problems = plan(&desired, &observed).unwrap_err();
    let problems: Vec<_> = problems.iter().map(cen_render::words::problem).collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("cenbwp-other"), "{problems:?}");
}

/// An account that may not open its service, or make the role, is refused before anything is made.
#[test]
fn nothing_is_made_before_every_account_is_ready() {
    let managed = BOTH.replace("id: vpc-hub", "cidr: 10.9.0.0/16");
    for text in [BOTH, &managed] {
        let desired = topology(text);
        let planned = plan(&desired, &cloud(&desired)).unwrap();
        let mut behind: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for step in &planned.steps {
            let mut before = BTreeSet::new();
            for first in step.waits_for.keys() {
                before.insert(first.to_string());
                before.extend(behind[first.as_str()].iter().cloned());
            }
            behind.insert(step.action.id.to_string(), before);
        }
        let services = ["open-service/main", "open-service/retail"];
        for (id, before) in behind {
            let is_ready = services.iter().all(|service| before.contains(*service));
            assert!(is_ready || services.contains(&&*id), "{id}: {before:?}");
        }
    }
}

#[test]
fn static_entries_that_lead_packets_elsewhere_are_noted_at_each_router_on_the_way() {
    let desired = topology(CROSS_REGION);
    let mut observed = built(&desired);
    let ranges = ["vpc-web", "vpc-shop"].map(|id| observed.networks[id].cidrs[0].clone());
    let inside = observed.cens.values_mut().next().unwrap();
    let inside = inside.inside.as_mut().unwrap();
    let web = inside.attachments["vpc-web"].transit.clone().unwrap().id;
    let link = inside.limits.values().next().unwrap().link.clone();
    let entries = [
        // At the router of `hangzhou`: on the way to `frankfurt` back into it, and to nowhere.
        ("cn-hangzhou", ranges[1].clone(), Some(web)),
        // At the router of `frankfurt`: over the link, as it is anyway, and somewhere.
        ("eu-central-1", ranges[0].clone(), link.map(|link| link.id)),
        (
            "eu-central-1",
            ranges[1].clone(),
            Some("tr-attach-vpn".into()),
        ),
    ];
    for (region, cidr, hop) in entries {
        let router = inside.routers.get_mut(region).unwrap();
        router.static_entries.insert(cidr, hop);
    }
    let view = NetworkView::observed(&desired, &observed, Adopt::No).unwrap();
    let answer = answered(&view, "hangzhou", "frankfurt");
    let text = cen_render::reach_text(&answer, "as seen").to_string();
    assert!(answer.is_reachable(), "{text}");
    let notes: Vec<_> = text
        .lines()
        .filter(|line| line.contains("static"))
        .collect();
    assert_eq!(notes.len(), 2, "{text}");
    assert!(
        notes[0].contains("in cn-hangzhou sends packets") && notes[0].contains("to hangzhou,"),
        "{text}"
    );
    assert!(
        notes[1].contains("in eu-central-1 sends packets")
            && notes[1].contains("to tr-attach-vpn,"),
        "{text}"
    );
}

/// Writes the fourth part of the file, its bandwidth, as this.
fn paid_by(group: &str) -> Topology {
    let group_now = "      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
";
    topology(&CROSS_REGION.replace(group_now, group))
}

const TRAFFIC: &str = "      - charge: traffic\n";
const OTHER: &str = "      - areas: [china, europe]\n        package: { id: cenbwp-other }\n";

/// Returns a cloud with a link by traffic, and a package that nobody uses, changed so.
fn by_traffic(change: impl FnOnce(&mut SeenPackage)) -> Observed {
    let with_package = built(&topology(CROSS_REGION));
    let mut other = with_package.packages.values().next().unwrap().clone();
    (other.cen, other.tags) = (None, BTreeMap::new());
    change(&mut other);
    let mut observed = built(&paid_by(TRAFFIC));
    observed
        .packages
        .insert(PackageId::new("cenbwp-other"), other);
    observed
}

#[test]
fn a_link_by_traffic_stays_so_until_its_package_can_carry_it() {
    settled(&paid_by(OTHER), &mut by_traffic(|_| {}));
    let locked = by_traffic(|seen| seen.business_status = "FinancialLocked".to_owned());
    let small = by_traffic(|seen| seen.mbps = Mbps(5));
    let peak = by_traffic(|seen| seen.charge = "PayBy95".to_owned());
    let elsewhere = by_traffic(|seen| seen.cen = Some("cen-other".into()));
    for (observed, code) in [
        (locked, "cenbwp-other is FinancialLocked [CEN404]"),
        (small, "a package of 5 Mbps [CEN404]"),
        (peak, "[CEN403]"),
        (
            elsewhere,
            "association/bridge/china-europe is held [CEN406]",
        ),
    ] {
        let planned = plan(&paid_by(OTHER), &observed).unwrap();
        let ids = ids(&planned);
        assert!(!ids.iter().any(|id| id.starts_with("limit/")), "{ids:?}");
        let held = holds(&paid_by(OTHER), &observed);
        let of_limit: Vec<_> = held
            .iter()
            .filter(|hold| hold.starts_with("limit/"))
            .collect();
        assert_eq!(of_limit.len(), 1, "{held:?}");
        assert!(of_limit[0].contains(code), "{held:?}");
    }
}

/// The package does not matter to a link that leaves it, also if it gets more.
#[test]
fn a_link_leaves_a_locked_package_for_traffic() {
    let mut observed = built(&topology(CROSS_REGION));
    for seen in observed.packages.values_mut() {
        seen.business_status = "FinancialLocked".to_owned();
    }
    let more = CROSS_REGION.replace("mbps: 10 }]", "mbps: 20 }]").replace(
        "      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
",
        TRAFFIC,
    );
    let planned = plan(&topology(&more), &observed).unwrap();
    let ids = ids(&planned);
    assert!(ids[0].starts_with("limit/"), "{ids:?}");
}

/// A link that works is not given up for a package of a kind that routers do not take.
#[test]
fn a_package_billed_by_its_peaks_replaces_none_under_a_link() {
    let mut observed = built(&topology(CROSS_REGION));
    let desired = with_another_package(&mut observed, [Area::China, Area::Europe]);
    let other = observed.packages.get_mut("cenbwp-other").unwrap();
    other.charge = "PayBy95".to_owned();
    let planned = plan(&desired, &observed).unwrap();
    let text = cen_render::text(&planned, &desired).to_string();
    assert!(planned.is_empty(), "{text}");
    assert!(!text.contains("table-"), "{text}");
}
