//! Tests what is reported about the status of things that exist, and that no plan pays for a package that
//! is locked.

use std::collections::BTreeMap;

use cen_action::{HoldReason, PackageProblem};
use cen_diff::Adopt;
use cen_observed::{Observed, SeenReservation};
use cen_plan::{Concern, Horizon, Notice, notices, plan, plan_change};
use cen_render::{self as render, Class, Examined, drift, located};
use cen_topology::{Charge, Mbps, Package, Topology};

use crate::example::{areas, built, desired};

/// Two weeks before `2026-02-01T16:00Z`.
fn horizon() -> Horizon {
    Horizon {
        now: "2026-01-18T16:00Z".to_owned(),
        soon: "2026-02-01T16:00Z".to_owned(),
    }
}

/// Returns the example with a prepaid package in the file and in the cloud, which ends then.
fn prepaid(auto_renew: bool, expires: &str) -> (Topology, Observed) {
    let (mut desired, mut observed) = (desired(), built(12, 8));
    let charge = Charge::Prepaid {
        months: 1,
        auto_renew,
    };
    pay(&mut desired, charge);
    let seen = observed.packages.get_mut("cenbwp-1").unwrap();
    (seen.charge, seen.expires) = ("PREPAY".to_owned(), expires.to_owned());
    (desired, observed)
}

fn pay(desired: &mut Topology, charge: Charge) {
    let cen = desired.cens.get_mut("backbone").unwrap();
    let group = cen.bandwidth.get_mut(&areas()).unwrap();
    group.package = Package::Bought {
        mbps: Mbps(20),
        charge,
    };
}

fn concerns(desired: &Topology, observed: &Observed) -> Vec<Concern> {
    let told = notices(desired, observed, Adopt::No, &horizon(), &BTreeMap::new()).into_iter();
    told.map(|notice| notice.concern).collect()
}

#[test]
fn the_end_of_a_term_is_told_from_the_first_moment_that_is_near_to_long_after_it() {
    let end = |expires: &str| {
        let (desired, observed) = prepaid(false, expires);
        concerns(&desired, &observed)
    };
    let (package, at) = ("cenbwp-1".into(), "2026-02-01T16:00Z".to_owned());
    let ends = Concern::Ends {
        package,
        at,
        renews: false,
    };
    assert_eq!(end("2026-02-01T16:00Z"), [ends]);
    assert_eq!(end("2026-02-01T16:01Z"), []);
    assert_eq!(end(""), []);
    for over in [
        "2026-01-18T16:00Z",
        "2026-01-18T16:00:00Z",
        "2025-12-31T16:00Z",
    ] {
        assert!(matches!(&end(over)[..], [Concern::Ended { .. }]), "{over}");
    }
    // The cloud writes an end also for what is paid by use.
    let (_, mut by_use) = prepaid(false, "2026-01-01T16:00Z");
    by_use.packages.get_mut("cenbwp-1").unwrap().charge = "POSTPAY".to_owned();
    assert_eq!(concerns(&desired(), &by_use), []);
}

#[test]
fn a_renewal_that_the_file_asks_for_is_a_notice_and_no_drift() {
    let (desired, observed) = prepaid(true, "2026-01-20T16:00Z");
    let told = concerns(&desired, &observed);
    assert!(matches!(told[..], [Concern::Ends { renews: true, .. }]));
    assert!(told.iter().all(|concern| !concern.is_drift()));
}

#[test]
fn a_renewal_that_was_switched_on_after_the_purchase_is_told() {
    let told = |auto_renew, bought: Option<(u32, bool)>| {
        let (desired, observed) = prepaid(auto_renew, "2026-03-01T16:00Z");
        let bought = bought.map(|(months, auto_renew)| {
            let charge = Charge::Prepaid { months, auto_renew };
            ("package/backbone/china-europe".to_owned(), charge)
        });
        let bought = bought.into_iter().collect();
        notices(&desired, &observed, Adopt::No, &horizon(), &bought).len()
    };
    assert_eq!(told(true, Some((1, false))), 1);
    assert_eq!(told(true, Some((1, true))), 0);
    // An exported file cannot know how a package was bought.
    assert_eq!(told(false, Some((12, true))), 0);
    assert_eq!(told(true, None), 0, "nobody knows");
}

/// Returns the example with everything the matter that can be.
fn troubled() -> (Topology, Observed) {
    let (desired, mut observed) = prepaid(false, "2026-01-20T16:00Z");
    let seen = observed.packages.get_mut("cenbwp-1").unwrap();
    seen.business_status = "FinancialLocked".to_owned();
    seen.reservation = Some(SeenReservation {
        mbps: Mbps(5),
        at: "2026-01-31T16:00Z".to_owned(),
    });
    observed.networks.get_mut("vpc-idc").unwrap().status = "terminated".to_owned();
    (desired, observed)
}

#[test]
fn what_exists_and_does_not_work_is_drift_and_told_beside_the_plan() {
    let (desired, observed) = troubled();
    let mut planned = plan(&desired, &observed).unwrap();
    assert!(planned.is_empty(), "{:?}", planned.steps);
    planned.notices = notices(&desired, &observed, Adopt::No, &horizon(), &BTreeMap::new());
    let night = drift(
        &desired,
        &observed,
        "2026-01-18".parse().unwrap(),
        &horizon(),
        Vec::new(),
    );
    let loud = night
        .iter()
        .filter(|finding| finding.class == Class::Changed);
    assert_eq!(loud.count(), 4, "{night:?}");
    let files = [Examined {
        file: "a.yaml".to_owned(),
        topology: Some("test".into()),
        findings: located(night, ""),
    }];
    insta::assert_snapshot!(
        [
            render::text(&planned, &desired).to_string(),
            render::markdown(&planned, &desired),
            render::drift_text(&files).to_string(),
            render::junit(&files),
        ]
        .join("\n")
    );
    crate::schema::assert_documented(&planned, &desired);
    assert!(render::sarif(&files).contains("CEN420"));
}

#[test]
fn nothing_is_paid_for_a_package_that_is_locked() {
    let (mut desired, mut observed) = prepaid(false, "2026-03-01T16:00Z");
    observed
        .packages
        .get_mut("cenbwp-1")
        .unwrap()
        .business_status = "FinancialLocked".to_owned();
    let group = desired.cens.get_mut("backbone").unwrap();
    let group = group.bandwidth.get_mut(&areas()).unwrap();
    let Package::Bought { mbps, .. } = &mut group.package else {
        panic!("it is bought")
    };
    *mbps = Mbps(40);
    group.limits.values_mut().for_each(|mbps| *mbps = Mbps(20));
    let planned = plan(&desired, &observed).unwrap();
    assert!(planned.is_empty(), "{planned:?}");
    let is_locked = |reason: &HoldReason| {
        matches!(
            reason,
            HoldReason::Package {
                problem: PackageProblem::NotNormal { .. }
            }
        )
    };
    assert_eq!(planned.holds.len(), 3, "{:?}", planned.holds);
    assert!(planned.holds.iter().all(|hold| is_locked(&hold.reason)));
}

#[test]
fn a_change_of_the_term_alone_is_told_as_one_without_effect() {
    let paid = |months, auto_renew| {
        let mut file = desired();
        pay(&mut file, Charge::Prepaid { months, auto_renew });
        file
    };
    let told = |old, new| -> Vec<Notice> { plan_change(&old, &new).unwrap().notices };
    assert_eq!(told(paid(1, false), paid(1, true)).len(), 1);
    assert_eq!(told(paid(1, true), paid(12, true)).len(), 1);
    assert_eq!(told(paid(1, true), paid(1, true)), []);
    let mut elsewhere = paid(1, true);
    let cen = elsewhere.cens.remove("backbone").unwrap();
    elsewhere.cens.insert("other".into(), cen);
    let anew = told(paid(1, false), elsewhere);
    let looks_renamed = |notice: &Notice| matches!(notice.concern, Concern::LooksRenamed { .. });
    assert!(
        !anew.is_empty() && anew.iter().all(looks_renamed),
        "it is bought anew, or renamed: {anew:?}"
    );
}
