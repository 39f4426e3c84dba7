//! Transit routers of the Enterprise Edition, the service that an account opens for them, and the
//! role that they need.

use cen_simulator::Options;
use serde_json::json;

use crate::client::{A, B, Bench, RAM, RESOURCE_MANAGER, Reply, SEED, column};

/// The usual world, where the Enterprise Edition is sold.
fn bench(set: impl FnOnce(&mut Options)) -> Bench {
    Bench::with(&format!("{SEED}editions: enterprise\n"), set)
}

async fn create(bench: &Bench, cen: &str, region: &str) -> Reply {
    let own = [
        ("CenId", cen),
        ("RegionId", region),
        ("TransitRouterName", "r"),
    ];
    bench.cbn(A, "CreateTransitRouter", &own).await
}

async fn open(bench: &Bench) {
    bench.cbn(A, "OpenTransitRouterService", &[]).await.ok();
}

async fn delete(bench: &Bench, router: &str) -> Reply {
    let own = [("TransitRouterId", router)];
    bench.cbn(A, "DeleteTransitRouter", &own).await
}

async fn statuses(bench: &Bench, cen: &str) -> Vec<String> {
    let listed = bench.cbn(A, "ListTransitRouters", &[("CenId", cen)]).await;
    column(&listed.ok()["TransitRouters"], "Status")
}

#[tokio::test(start_paused = true)]
async fn a_router_is_made_changed_and_deleted_in_steps() {
    let bench = bench(|options| options.pace = "reads:1".parse().unwrap());
    open(&bench).await;
    let cen = bench.cen().await;
    assert_eq!(
        create(&bench, &cen, "cn-hangzhou").await.code(),
        "IncorrectStatus.Status",
        "the CEN is being created"
    );
    bench.cbn(A, "DescribeCens", &[]).await.ok();
    let router = create(&bench, &cen, "cn-hangzhou")
        .await
        .text("TransitRouterId");
    assert_eq!(statuses(&bench, &cen).await, ["Creating"]);
    let own = [
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterId", router.as_str()),
        ("TransitRouterDescription", "d"),
    ];
    bench.cbn(A, "UpdateTransitRouter", &own).await.ok();
    assert_eq!(
        delete(&bench, &router).await.code(),
        "IncorrectStatus.TransitRouterInstance"
    );
    assert_eq!(statuses(&bench, &cen).await, ["Modifying"]);
    delete(&bench, &router).await.ok();
    assert_eq!(statuses(&bench, &cen).await, ["Deleting"]);
    assert_eq!(statuses(&bench, &cen).await, [""; 0]);
    assert_eq!(delete(&bench, &router).await.code(), "ParameterInstanceId");
}

#[tokio::test(start_paused = true)]
async fn a_region_has_one_router_and_a_router_that_is_needed_stays() {
    let bench = bench(|_| {});
    open(&bench).await;
    let cen = bench.cen().await;
    create(&bench, &cen, "cn-hangzhou").await.ok();
    for (region, code) in [
        ("cn-hangzhou", "InstanceExist.TransitRouterInstance"),
        ("ccn-cn-shanghai", "OperationUnsupported.RegionId"),
        ("mars-1", "IllegalParam.RegionId"),
    ] {
        assert_eq!(create(&bench, &cen, region).await.code(), code);
    }
    let none = bench.cbn(A, "ListTransitRouters", &[]).await;
    assert_eq!(none.code(), "InvalidParameterCombination.TransitRouter");
    bench.attach(&cen, "vpc-a2", "cn-shanghai", A).await.ok();
    let listed = bench.cbn(A, "ListTransitRouters", &[("CenId", &cen)]).await;
    let routers = listed.ok()["TransitRouters"].clone();
    assert_eq!(column(&routers, "Type"), ["Enterprise", "Basic"]);
    let basic = routers[1]["TransitRouterId"].as_str().unwrap();
    assert_eq!(
        delete(&bench, basic).await.code(),
        "InvalidOperation.AttachedChildInstanceExist"
    );
}

#[tokio::test(start_paused = true)]
async fn a_cen_of_full_protection_or_paid_by_95_takes_no_router() {
    let seed = SEED.replace(
        "vbrs: [",
        "cens: [{ id: cen-full, protection: FULL }, { id: cen-95 }]\n    packages: [{ id: cenbwp-95, mbps: 10, areas: [china, china], cen: cen-95, pays-by-95: true }]\n    vbrs: [",
    );
    let bench = Bench::with(&format!("{seed}editions: enterprise\n"), |_| {});
    open(&bench).await;
    for (cen, code) in [
        ("cen-full", "OperationUnsupported.CenFullLevel"),
        ("cen-95", "OperationFailed.PostPay95BwpNotAllowEnterpriseTr"),
        ("cen-none", "ParameterCenInstanceId"),
    ] {
        assert_eq!(create(&bench, cen, "cn-hangzhou").await.code(), code);
    }
}

#[tokio::test(start_paused = true)]
async fn a_region_that_sells_enterprise_has_zones_and_any_other_has_empty_lists() {
    let lists = async |bench: &Bench, region: &str| {
        let own = [("RegionId", region)];
        let answer = bench
            .cbn(A, "ListTransitRouterAvailableResource", &own)
            .await;
        let answer = answer.ok();
        [
            answer["AvailableZones"].clone(),
            answer["MasterZones"].clone(),
            answer["SlaveZones"].clone(),
        ]
    };
    let enterprise = bench(|_| {});
    assert_eq!(
        lists(&enterprise, "cn-nanjing").await,
        [json!(["cn-nanjing-a"]), json!(["cn-nanjing-a"]), json!([])]
    );
    let empty = [json!([]), json!([]), json!([])];
    assert_eq!(lists(&enterprise, "ccn-cn-shanghai").await, empty);
    let basic = Bench::with(&format!("{SEED}editions: basic\n"), |_| {});
    assert_eq!(lists(&basic, "cn-nanjing").await, empty);
    open(&basic).await;
    let cen = basic.cen().await;
    assert_eq!(
        create(&basic, &cen, "cn-nanjing").await.code(),
        "OperationUnsupported.RegionId"
    );
}

#[tokio::test(start_paused = true)]
async fn an_account_opens_the_service_once_and_has_no_router_before() {
    let bench = bench(|_| {});
    let cen = bench.cen().await;
    assert_eq!(
        create(&bench, &cen, "cn-hangzhou").await.code(),
        "Forbbiden.TransitRouterServiceNotOpen"
    );
    let check = bench.cbn(A, "CheckTransitRouterService", &[]).await;
    assert_eq!(check.code(), "USER_NOT_OPEN_TR_SERVICE");
    open(&bench).await;
    let check = bench.cbn(A, "CheckTransitRouterService", &[]).await.ok();
    assert_eq!(check["Enabled"], "true");
    let again = bench.cbn(A, "OpenTransitRouterService", &[]).await;
    assert_eq!((again.status, again.code()), (400, "ORDER.OPEND"));
    let other = bench.cbn(B, "CheckTransitRouterService", &[]).await;
    assert_eq!(other.code(), "USER_NOT_OPEN_TR_SERVICE");
}

async fn role(bench: &Bench, account: &str) -> String {
    let own = [("RoleName", "AliyunServiceRoleForCEN")];
    let answer = bench.call(account, RAM, "GetRole", &own).await;
    answer.code().to_owned()
}

#[tokio::test(start_paused = true)]
async fn the_role_is_there_or_made_as_is_assumed() {
    let made = bench(|_| {});
    assert_eq!(role(&made, A).await, "");
    let own = [("ServiceName", "cen.aliyuncs.com")];
    let again = made
        .call(A, RESOURCE_MANAGER, "CreateServiceLinkedRole", &own)
        .await;
    assert_eq!(
        (again.status, again.code()),
        (409, "EntityAlreadyExists.Role")
    );
    let missing = Bench::with(
        &format!("{SEED}editions: enterprise\nassume: {{ role: missing }}\n"),
        |_| {},
    );
    assert_eq!(role(&missing, A).await, "EntityNotExist.Role");
    open(&missing).await;
    assert_eq!(role(&missing, A).await, "", "opening the service makes it");
    let create = missing
        .call(B, RESOURCE_MANAGER, "CreateServiceLinkedRole", &own)
        .await
        .ok();
    assert_eq!(create["Role"]["RoleName"], "AliyunServiceRoleForCEN");
    assert_eq!(role(&missing, B).await, "");
}

#[tokio::test(start_paused = true)]
async fn who_may_not_make_the_role_is_told_so() {
    let seed = SEED.replacen("    vpcs:", "    may-make-roles: false\n    vpcs:", 1);
    let bench = Bench::with(
        &format!("{seed}editions: enterprise\nassume: {{ role: missing }}\n"),
        |_| {},
    );
    let open = bench.cbn(A, "OpenTransitRouterService", &[]).await;
    assert_eq!(open.code(), "NoPermission.AliyunServiceRoleForCEN");
    let own = [("ServiceName", "cen.aliyuncs.com")];
    let create = bench
        .call(A, RESOURCE_MANAGER, "CreateServiceLinkedRole", &own)
        .await;
    assert_eq!((create.status, create.code()), (403, "NoPermission"));
}

#[tokio::test(start_paused = true)]
async fn with_locks_two_routers_of_a_cen_are_made_one_after_the_other() {
    let bench = bench(|options| {
        options.pace = "router=reads:1".parse().unwrap();
        options.blocking = true;
    });
    open(&bench).await;
    let cen = bench.cen().await;
    create(&bench, &cen, "cn-hangzhou").await.ok();
    assert_eq!(
        create(&bench, &cen, "cn-shanghai").await.code(),
        "Operation.Blocking"
    );
    assert_eq!(statuses(&bench, &cen).await, ["Creating"]);
    create(&bench, &cen, "cn-shanghai").await.ok();
}
