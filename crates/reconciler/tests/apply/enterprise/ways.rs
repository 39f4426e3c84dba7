//! Tests the four documented ways on transit routers: the calls, their order, the account that
//! signs each, and the way down to nothing.

use cen_plan::{Outcome, Plan, plan_destruction};
use cen_reconciler::observe;
use cen_simulator::{Seed, SeedKey};

use super::bench;
use crate::bench::{Bench, example, outcome};

const A: &str = "1250000000000001";
const B: &str = "1250000000000002";

pub(super) const WAYS: [&str; 4] = [
    "same-region.yaml",
    "cross-region.yaml",
    "cross-account.yaml",
    "cross-account-cross-region.yaml",
];

/// Removes everything that the topology owns, and asserts that nothing is left to remove.
pub(super) async fn destroy(bench: &Bench) -> Plan {
    let observed = observe(&bench.topology, &bench.clients).await;
    let plan = plan_destruction(&bench.topology, &observed).unwrap();
    let report = bench.execute(&plan, 8).await;
    assert!(report.is_done(), "{:?}\n{plan:?}", report.outcomes);
    let observed = observe(&bench.topology, &bench.clients).await;
    assert!(
        observed.cens.is_empty() && observed.packages.is_empty(),
        "{plan:?}"
    );
    let again = plan_destruction(&bench.topology, &observed).unwrap();
    assert!(again.is_empty(), "{again:?}");
    plan
}

#[tokio::test(start_paused = true)]
async fn every_way_is_built_with_the_calls_of_the_enterprise_edition_and_removed_to_nothing() {
    for way in WAYS {
        let bench = bench(example(way), &[]);
        bench.apply().await;
        let built = bench.take_writes();
        for legacy in ["AttachCenChildInstance", "SetCenInterRegionBandwidthLimit"] {
            assert!(
                !built.iter().any(|write| write.ends_with(legacy)),
                "{way}: {built:?}"
            );
        }
        destroy(&bench).await;
        let removed = bench.take_writes();
        for legacy in ["DetachCenChildInstance", "SetCenInterRegionBandwidthLimit"] {
            assert!(
                !removed.iter().any(|write| write.ends_with(legacy)),
                "{way}: {removed:?}"
            );
        }
    }
}

/// Returns the position of the last or the first call of an action.
fn places(writes: &[String], action: &str) -> (usize, usize) {
    let is = |write: &String| write.ends_with(&format!(" {action}"));
    let first = writes.iter().position(is);
    let last = writes.iter().rposition(is);
    first
        .zip(last)
        .unwrap_or_else(|| panic!("{action} in {writes:?}"))
}

/// Asserts that every call to `first` comes before every call to `then`.
fn before(writes: &[String], first: &str, then: &str) {
    assert!(
        places(writes, first).1 < places(writes, then).0,
        "{first} before {then} in {writes:?}"
    );
}

fn count(writes: &[String], write: &str) -> usize {
    writes.iter().filter(|seen| *seen == write).count()
}

#[tokio::test(start_paused = true)]
async fn the_first_way_is_a_router_and_an_attachment_for_each_network() {
    let bench = bench(example(WAYS[0]), &[]);
    bench.apply().await;
    let writes = bench.take_writes();
    for (action, times) in [
        ("OpenTransitRouterService", 1),
        ("CreateCen", 1),
        ("CreateTransitRouter", 1),
        ("CreateTransitRouterVpcAttachment", 2),
        ("AssociateTransitRouterAttachmentWithRouteTable", 2),
        ("EnableTransitRouterRouteTablePropagation", 2),
    ] {
        assert_eq!(
            count(&writes, &format!("{A} {action}")),
            times,
            "{writes:?}"
        );
    }
    assert_eq!(writes.len(), 9, "{writes:?}");
    before(&writes, "CreateCen", "CreateTransitRouter");
    before(&writes, "OpenTransitRouterService", "CreateTransitRouter");
    before(
        &writes,
        "CreateTransitRouter",
        "CreateTransitRouterVpcAttachment",
    );
}

#[tokio::test(start_paused = true)]
async fn the_fourth_way_is_signed_by_whom_it_concerns_in_the_order_that_the_cloud_wants() {
    let bench = bench(example(WAYS[3]), &[]);
    bench.apply().await;
    let writes = bench.take_writes();
    for (write, times) in [
        (format!("{A} OpenTransitRouterService"), 1),
        (format!("{B} OpenTransitRouterService"), 1),
        (format!("{B} GrantInstanceToTransitRouter"), 1),
        (format!("{A} CreateTransitRouter"), 2),
        (format!("{A} CreateTransitRouterVpcAttachment"), 2),
        (format!("{A} CreateCenBandwidthPackage"), 1),
        (format!("{A} AssociateCenBandwidthPackage"), 1),
        (format!("{A} CreateTransitRouterPeerAttachment"), 1),
        (
            format!("{A} AssociateTransitRouterAttachmentWithRouteTable"),
            4,
        ),
        (format!("{A} EnableTransitRouterRouteTablePropagation"), 4),
    ] {
        assert_eq!(count(&writes, &write), times, "{write} in {writes:?}");
    }
    let of_lender: Vec<_> = writes.iter().filter(|write| write.starts_with(B)).collect();
    assert_eq!(of_lender.len(), 2, "{of_lender:?}");
    before(&writes, "CreateCen", "GrantInstanceToTransitRouter");
    before(
        &writes,
        "AssociateCenBandwidthPackage",
        "CreateTransitRouterPeerAttachment",
    );
    before(
        &writes,
        "CreateTransitRouter",
        "CreateTransitRouterPeerAttachment",
    );
    destroy(&bench).await;
    let writes = bench.take_writes();
    before(
        &writes,
        "DeleteTransitRouterVpcAttachment",
        "DeleteTransitRouter",
    );
    before(&writes, "DeleteTransitRouter", "DeleteCen");
    before(
        &writes,
        "DeleteTransitRouterPeerAttachment",
        "UnassociateCenBandwidthPackage",
    );
    assert_eq!(
        count(&writes, &format!("{B} RevokeInstanceFromTransitRouter")),
        1
    );
}

#[tokio::test(start_paused = true)]
async fn every_answer_to_an_open_question_lets_the_fourth_way_up_and_down() {
    for (name, choices) in cen_simulator::Assumptions::KNOWN {
        for choice in *choices {
            let assume = format!("{name}={choice}");
            let bench = bench(example(WAYS[3]), &[&assume]);
            bench.apply().await;
            destroy(&bench).await;
        }
    }
}

/// An account that may not take part is refused before anything is made, with CEN417 and the next step.
#[tokio::test(start_paused = true)]
async fn an_account_that_may_not_open_its_service_leaves_nothing_half_built() {
    let closed = "OpenTransitRouterService";
    let cases = [
        (
            closed,
            "Forbidden.RAM",
            "allow `cen:OpenTransitRouterService`",
        ),
        (
            closed,
            "NoPermission.AliyunServiceRoleForCEN",
            "allow `ram:CreateServiceLinkedRole`",
        ),
        (closed, "OperationFailed.Risk", "[CEN417]"),
    ];
    for (action, code, advice) in cases {
        for way in [WAYS[0], WAYS[3]] {
            let faults = format!("{action}={code}").parse().unwrap();
            let set = |options: &mut cen_simulator::Options| options.faults = faults;
            let bench = super::bench_with(example(way), &[], |_| {}, set);
            let refused = refused_before_all(&bench, "open-service/").await;
            assert!(
                refused
                    .iter()
                    .all(|text| text.contains(code) && text.contains(advice)),
                "{way}: {refused:?}"
            );
        }
    }
}

/// Denies one action to the users of all accounts, as a RAM policy does.
fn deny(seed: &mut Seed, action: &str) {
    let policy = serde_json::json!({ "Version": "1", "Statement": [
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
        { "Effect": "Deny", "Action": action, "Resource": "*" },
    ]});
    for account in &mut seed.accounts {
        account.keys = vec![SeedKey {
            id: format!("key-{}", account.id),
            secret: "made-up".to_owned(),
            policy: Some(serde_json::from_value(policy.clone()).unwrap()),
            ..SeedKey::default()
        }];
    }
}

/// Applies, and returns why the actions that begin so failed. They are the only ones that were tried, and
/// nothing was written; each refusal has the code and the account.
async fn refused_before_all(bench: &Bench, first: &str) -> Vec<String> {
    let plan = bench.plan().await;
    let report = bench.execute(&plan, 8).await;
    assert_eq!(bench.take_writes(), [""; 0]);
    let mut refused = Vec::new();
    for step in &plan.steps {
        let id = step.action.id.as_str();
        match outcome(&plan, &report, id) {
            Outcome::Failed(text) if id.starts_with(first) => {
                let account = format!("account `{}`", step.action.account);
                assert!(
                    text.contains("[CEN417]") && text.contains(&account),
                    "{text}"
                );
                refused.push(text.clone());
            }
            Outcome::Skipped(_) => assert!(!id.starts_with(first), "{id}"),
            other => panic!("{id}: {other:?}"),
        }
    }
    assert!(!refused.is_empty(), "{plan:?}");
    refused
}

/// The users may do everything but one thing: the first writes are refused, and nothing else is made.
#[tokio::test(start_paused = true)]
async fn a_policy_that_denies_the_first_write_leaves_nothing_half_built() {
    for way in WAYS {
        let change = |seed: &mut Seed| deny(seed, "cen:OpenTransitRouterService");
        let bench = super::bench_with(example(way), &[], change, |_| {});
        let refused = refused_before_all(&bench, "open-service/").await;
        let advice = "allow `cen:OpenTransitRouterService`";
        assert!(
            refused.iter().all(|text| text.contains(advice)),
            "{refused:?}"
        );

        let without_role = |seed: &mut Seed| {
            deny(seed, "ram:CreateServiceLinkedRole");
            for account in &mut seed.accounts {
                account.router_service = true;
                account.role = Some(false);
            }
        };
        let bench = super::bench_with(example(way), &[], without_role, |_| {});
        let refused = refused_before_all(&bench, "service-role/").await;
        let advice = "allow `ram:CreateServiceLinkedRole`";
        assert!(
            refused.iter().all(|text| text.contains(advice)),
            "{refused:?}"
        );
    }
}

/// Opening the service makes the role as well, so a policy that denies the role refuses to open it.
#[tokio::test(start_paused = true)]
async fn a_policy_that_denies_the_role_refuses_to_open_the_service() {
    let change = |seed: &mut Seed| deny(seed, "ram:CreateServiceLinkedRole");
    let bench = super::bench_with(example(WAYS[3]), &["role=missing"], change, |_| {});
    let refused = refused_before_all(&bench, "open-service/").await;
    let advice = "allow `ram:CreateServiceLinkedRole`";
    assert!(
        refused.iter().all(|text| text.contains(advice)),
        "{refused:?}"
    );
}

/// Asserts that what needs a router is held if the account may not read whether the service is open, and
/// that the hold names the action to allow.
#[tokio::test(start_paused = true)]
async fn a_service_that_may_not_be_read_is_held_before_the_first_write() {
    let change = |seed: &mut Seed| deny(seed, "cen:CheckTransitRouterService");
    let bench = super::bench_with(example(WAYS[3]), &[], change, |_| {});
    let plan = bench.plan().await;
    let codes: Vec<_> = plan.holds.iter().map(|hold| hold.reason.code()).collect();
    assert!(codes.contains(&"CEN417"), "{codes:?}");
    let routers = plan.steps.iter().map(|step| step.action.id.as_str());
    let routers: Vec<_> = routers
        .filter(|id| !id.starts_with("cen/") && !id.starts_with("vpc/"))
        .collect();
    assert_eq!(routers, [""; 0]);
}

/// The service is open, and its role is not there and may not be made.
#[tokio::test(start_paused = true)]
async fn an_account_that_may_not_make_the_role_leaves_nothing_half_built() {
    let change = |seed: &mut Seed| {
        for account in &mut seed.accounts {
            account.router_service = true;
            account.role = Some(false);
            account.may_make_roles = Some(false);
        }
    };
    let bench = super::bench_with(example(WAYS[3]), &[], change, |_| {});
    let refused = refused_before_all(&bench, "service-role/").await;
    assert_eq!(refused.len(), 2, "{refused:?}");
}
