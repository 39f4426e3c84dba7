//! Tests the four documented ways on transit routers: the calls, their order, the account that
//! signs each, and the way down to nothing.

use cen_plan::{Outcome, Plan, plan_destruction};
use cen_reconciler::observe;

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

/// An account that may not take part is refused before anything is made, and told what to do.
#[tokio::test(start_paused = true)]
async fn an_account_that_may_not_open_its_service_leaves_nothing_half_built() {
    let closed = "OpenTransitRouterService";
    let cases = [
        (
            closed,
            "Forbidden.RAM",
            "allow the action in the RAM policy",
        ),
        (
            closed,
            "NoPermission.AliyunServiceRoleForCEN",
            "allow `ram:CreateServiceLinkedRole`",
        ),
    ];
    for (action, code, advice) in cases {
        for way in [WAYS[0], WAYS[3]] {
            let faults = format!("{action}={code}").parse().unwrap();
            let set = |options: &mut cen_simulator::Options| options.faults = faults;
            let bench = super::bench_with(example(way), &[], |_| {}, set);
            let plan = bench.plan().await;
            let report = bench.execute(&plan, 8).await;
            assert_eq!(bench.take_writes(), [""; 0], "{way}: {code}");
            let failed = outcome(&plan, &report, opened(&plan));
            assert!(
                matches!(failed, Outcome::Failed(text) if text.contains(code) && text.contains(advice)),
                "{way}: {failed:?}"
            );
        }
    }
}

/// Returns the first action that opens the service of an account.
fn opened(plan: &Plan) -> &str {
    let mut ids = plan.steps.iter().map(|step| step.action.id.as_str());
    ids.find(|id| id.starts_with("open-service/")).unwrap()
}

/// The service is open, and its role is not there and may not be made.
#[tokio::test(start_paused = true)]
async fn an_account_that_may_not_make_the_role_leaves_nothing_half_built() {
    let change = |seed: &mut cen_simulator::Seed| {
        for account in &mut seed.accounts {
            account.router_service = true;
            account.role = Some(false);
            account.may_make_roles = Some(false);
        }
    };
    let bench = super::bench_with(example(WAYS[3]), &[], change, |_| {});
    let plan = bench.plan().await;
    let roles = plan.steps.iter().map(|step| step.action.id.as_str());
    let roles: Vec<_> = roles.filter(|id| id.starts_with("service-role/")).collect();
    assert_eq!(roles.len(), 2, "{plan:?}");
    let report = bench.execute(&plan, 8).await;
    assert_eq!(bench.take_writes(), [""; 0]);
    for role in roles {
        let failed = outcome(&plan, &report, role);
        assert!(matches!(failed, Outcome::Failed(_)), "{role}: {failed:?}");
    }
}
