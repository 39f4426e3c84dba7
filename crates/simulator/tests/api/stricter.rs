//! Refusals and states that the documents give and a kinder simulator would not: each is one that a client has to live with.

use std::time::Duration;

use cen_simulator::{EntryKind, Options};
use serde_json::json;

use crate::client::{A, B, Bench, SEED, column};

const FAR: [&str; 2] = ["China", "Europe"];

fn slow(pace: &str) -> impl FnOnce(&mut Options) {
    let pace = pace.parse().unwrap();
    move |options| options.pace = pace
}

/// A seed whose first account has these keys as well.
fn with_account(keys: &str) -> String {
    SEED.replacen("keys:", &format!("{keys}\n    keys:"), 1)
}

impl Bench {
    async fn resize(&self, package: &str, mbps: &str) -> crate::client::Reply {
        let own = [("CenBandwidthPackageId", package), ("Bandwidth", mbps)];
        self.cbn(A, "ModifyCenBandwidthPackageSpec", &own).await
    }

    async fn unassociate(&self, cen: &str, package: &str) -> crate::client::Reply {
        let own = [("CenId", cen), ("CenBandwidthPackageId", package)];
        self.cbn(A, "UnassociateCenBandwidthPackage", &own).await
    }

    async fn packages(&self) -> serde_json::Value {
        let own = [("IncludeReservationData", "true")];
        let answer = self.cbn(A, "DescribeCenBandwidthPackages", &own).await;
        answer.ok()["CenBandwidthPackages"]["CenBandwidthPackage"].clone()
    }
}

#[tokio::test(start_paused = true)]
async fn a_locked_package_is_neither_used_nor_resized_nor_released_from_its_cen() {
    let keys = r#"cens: [{ id: cen-a }, { id: cen-b }]
    packages:
      - { id: cenbwp-idle, mbps: 10, areas: [china, europe], status: SecurityLocked }
      - { id: cenbwp-used, mbps: 10, areas: [china, china], status: FinancialLocked, cen: cen-a }"#;
    let bench = Bench::with(&with_account(keys), |_| {});
    let locked = (409, "InvalidOperation.BwpBusinessStatus");
    for refused in [
        bench.associate("cen-b", "cenbwp-idle").await,
        bench.resize("cenbwp-idle", "20").await,
        bench.resize("cenbwp-used", "5").await,
        bench.unassociate("cen-a", "cenbwp-used").await,
        bench
            .limit("cen-a", ["cn-hangzhou", "cn-shanghai"], "5")
            .await,
    ] {
        assert_eq!((refused.status, refused.code()), locked);
    }
    assert_eq!(
        column(&bench.packages().await, "BusinessStatus"),
        ["SecurityLocked", "FinancialLocked"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_prepaid_term_ends_locks_the_package_and_may_renew_itself() {
    let keys = r#"packages:
      - { id: cenbwp-1, mbps: 10, areas: [china, europe], expires: 2d }
      - { id: cenbwp-2, mbps: 10, areas: [china, china], expires: 2d, renews: 1 }
      - { id: cenbwp-3, mbps: 10, areas: [china, australia], expires: -1d, reservation: { mbps: 5, at: 2026-03-01T00:00:00Z } }
      - { id: cenbwp-4, mbps: 10, areas: [europe, europe] }"#;
    let bench = Bench::with(&with_account(keys), |_| {});
    let packages = bench.packages().await;
    assert_eq!(
        column(&packages, "BusinessStatus"),
        ["Normal", "Normal", "FinancialLocked", "Normal"]
    );
    assert_eq!(
        column(&packages, "ExpiredTime"),
        [
            "2026-01-04T03:04Z",
            "2026-01-04T03:04Z",
            "2026-01-01T03:04Z",
            "2999-09-08T16:00Z"
        ]
    );
    assert_eq!(
        column(&packages, "HasReservationData"),
        ["false", "false", "true", "false"]
    );
    assert_eq!(packages[2]["ReservationActiveTime"], "2026-03-01T00:00Z");
    assert_eq!(packages[2]["ReservationBandwidth"], "5");
    tokio::time::advance(Duration::from_secs(3 * 24 * 3600)).await;
    let packages = bench.packages().await;
    assert_eq!(
        column(&packages, "BusinessStatus"),
        ["FinancialLocked", "Normal", "FinancialLocked", "Normal"]
    );
    assert_eq!(packages[1]["ExpiredTime"], "2026-02-04T03:04Z");
}

#[tokio::test(start_paused = true)]
async fn a_package_takes_a_while_to_grow_and_none_to_shrink() {
    let bench = Bench::with(SEED, slow("resize=5s"));
    let package = bench.package("10", ["China", "China"]).await;
    bench.resize(&package, "20").await.ok();
    let busy = bench.resize(&package, "30").await;
    assert_eq!(
        (busy.status, busy.code()),
        (400, "OperationFailed.OperationIsProcessing")
    );
    assert_eq!(column(&bench.packages().await, "Bandwidth"), ["10"]);
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(column(&bench.packages().await, "Bandwidth"), ["20"]);
    bench.resize(&package, "5").await.ok();
    assert_eq!(column(&bench.packages().await, "Bandwidth"), ["5"]);
}

#[tokio::test(start_paused = true)]
async fn a_package_that_is_being_bound_cannot_be_resized() {
    let bench = Bench::with(SEED, slow("associate=5s"));
    let (cen, package) = (bench.cen().await, bench.package("10", FAR).await);
    bench.associate(&cen, &package).await.ok();
    let busy = bench.resize(&package, "20").await;
    assert_eq!((busy.status, busy.code()), (400, "InvalidStatus.Resource"));
}

#[tokio::test(start_paused = true)]
async fn the_vendor_sells_postpaid_and_cross_border_packages_to_whom_it_likes() {
    let bench = Bench::with(
        &with_account("postpaid: false\n    cross-border: false"),
        |_| {},
    );
    let buy = async |charge, b| {
        let own = [
            ("Bandwidth", "10"),
            ("GeographicRegionAId", "China"),
            ("GeographicRegionBId", b),
            ("BandwidthPackageChargeType", charge),
            ("AutoPay", "true"),
        ];
        let answer = bench.cbn(A, "CreateCenBandwidthPackage", &own).await;
        answer.code().to_owned()
    };
    assert_eq!(buy("POSTPAY", "China").await, "UnSupported.ChargeType");
    assert_eq!(
        buy("PREPAY", "Europe").await,
        "OperationInvalid.UserCanNotBuyCrossBorderBwp"
    );
    assert_eq!(buy("PREPAY", "China").await, "");
}

#[tokio::test(start_paused = true)]
async fn of_two_equal_ranges_the_later_one_is_not_published_and_both_listings_say_so() {
    let seed = SEED.replace("cidr: 10.2.0.0/16", "cidr: 10.1.0.0/16");
    let bench = Bench::with(&seed, |_| {});
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a2", "cn-shanghai", A).await.ok();
    tokio::time::advance(Duration::from_secs(60)).await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    let conflict = json!([{
        "DestinationCidrBlock": "10.1.0.0/16", "InstanceId": "vpc-a2", "InstanceType": "VPC", "RegionId": "cn-shanghai", "Status": "conflict",
    }]);
    let mut own = vec![
        ("ChildInstanceId", "vpc-a1"),
        ("ChildInstanceType", "VPC"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
        ("ChildInstanceRouteTableId", "vtb-a1"),
    ];
    let found = bench.cbn(A, "DescribeRouteConflict", &own).await.ok();
    assert_eq!(found["RouteConflicts"]["RouteConflict"], conflict);
    own.push(("CenId", &cen));
    let found = bench.cbn(A, "DescribePublishedRouteEntries", &own).await;
    let row = &found.ok()["PublishedRouteEntries"]["PublishedRouteEntry"][0];
    assert_eq!(
        (&row["PublishStatus"], &row["Conflicts"]["Conflict"]),
        (&json!("NonPublished"), &conflict)
    );
    let own = [("CenId", cen.as_str()), ("CenRegionId", "cn-hangzhou")];
    let found = bench.cbn(A, "DescribeCenRegionDomainRouteEntries", &own);
    let rows = &found.await.ok()["CenRouteEntries"]["CenRouteEntry"];
    assert_eq!(column(rows, "NextHopInstanceId"), ["vpc-a2"]);
    bench.detach(&cen, "vpc-a2", "cn-shanghai").await.ok();
    let found = bench.cbn(A, "DescribeCenRegionDomainRouteEntries", &own);
    let rows = &found.await.ok()["CenRouteEntries"]["CenRouteEntry"];
    assert_eq!(column(rows, "NextHopInstanceId"), ["vpc-a1"]);
}

#[tokio::test(start_paused = true)]
async fn a_seed_may_have_equal_ranges_refused() {
    let seed = SEED.replace("cidr: 10.2.0.0/16", "cidr: 10.1.0.0/16");
    let bench = Bench::with(&format!("rules: {{ equal-ranges: refuse }}{seed}"), |_| {});
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a2", "cn-shanghai", A).await.ok();
    assert_eq!(
        bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.code(),
        "Forbidden.AttachChildInstance"
    );
}

#[tokio::test(start_paused = true)]
async fn a_cen_of_full_protection_takes_no_network_until_it_is_lowered() {
    let bench = Bench::with(
        &with_account("cens: [{ id: cen-a, protection: FULL }]"),
        |_| {},
    );
    let level = async || {
        let cens = bench.cbn(A, "DescribeCens", &[]).await.ok();
        cens["Cens"]["Cen"][0]["ProtectionLevel"].clone()
    };
    assert_eq!(level().await, "FULL");
    let refused = bench.attach("cen-a", "vpc-a1", "cn-hangzhou", A).await;
    assert_eq!(
        (refused.status, refused.code()),
        (400, "OperationUnsupported.CenFullLevel")
    );
    let modify = async |level| {
        let own = [("CenId", "cen-a"), ("ProtectionLevel", level)];
        let answer = bench.cbn(A, "ModifyCenAttribute", &own).await;
        answer.code().to_owned()
    };
    assert_eq!(modify("REDUCED").await, "");
    assert_eq!(level().await, "REDUCED");
    bench.attach("cen-a", "vpc-a1", "cn-hangzhou", A).await.ok();
    assert_eq!(
        modify("FULL").await,
        "InvalidOperation.EnhanceProtectionLevel"
    );
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_not_attached_and_one_that_is_unknown_have_codes_of_their_own() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let asked = async |id| {
        let own = [
            ("CenId", cen.as_str()),
            ("ChildInstanceId", id),
            ("ChildInstanceType", "VPC"),
            ("ChildInstanceRegionId", "cn-hangzhou"),
        ];
        let answer = bench
            .cbn(A, "DescribeCenAttachedChildInstanceAttribute", &own)
            .await;
        (answer.status, answer.code().to_owned())
    };
    assert_eq!(asked("vpc-a1").await, (404, "ParameterError".to_owned()));
    assert_eq!(
        asked("vpc-none").await,
        (400, "ParameterInstanceId".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn the_last_network_leaves_its_limit_behind_until_it_is_cleared() {
    let bench = Bench::new();
    let (cen, package) = (
        bench.cen().await,
        bench.package("10", ["China", "China"]).await,
    );
    let pair = ["cn-hangzhou", "cn-shanghai"];
    bench.attach(&cen, "vpc-a1", pair[0], A).await.ok();
    bench.attach(&cen, "vpc-a2", pair[1], A).await.ok();
    bench.associate(&cen, &package).await.ok();
    bench.limit(&cen, pair, "5").await.ok();
    bench.detach(&cen, "vpc-a1", pair[0]).await.ok();
    let own = [("CenId", cen.as_str())];
    let limits = bench
        .cbn(A, "DescribeCenInterRegionBandwidthLimits", &own)
        .await;
    assert_eq!(limits.ok()["TotalCount"], 1);
    assert_eq!(
        bench.unassociate(&cen, &package).await.code(),
        "InvalidOperation.CenBandwidthLimitsNotZero"
    );
    bench.limit(&cen, pair, "0").await.ok();
    bench.unassociate(&cen, &package).await.ok();
}

#[tokio::test(start_paused = true)]
async fn lists_below_a_cen_or_a_vpc_that_is_gone_are_empty() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let own = [("CenId", cen.as_str())];
    bench.cbn(A, "DeleteCen", &own).await.ok();
    for (action, more) in [
        ("DescribeCenAttachedChildInstances", None),
        ("DescribeCenInterRegionBandwidthLimits", None),
        ("DescribeCenRouteMaps", None),
        ("DescribeCenPrivateZoneRoutes", None),
        ("DescribeRouteServicesInCen", None),
        (
            "DescribeCenVbrHealthCheck",
            Some(("VbrInstanceRegionId", "cn-beijing")),
        ),
        (
            "DescribeCenRegionDomainRouteEntries",
            Some(("CenRegionId", "cn-hangzhou")),
        ),
        ("ListTransitRouters", None),
    ] {
        let own: Vec<_> = own.into_iter().chain(more).collect();
        assert_eq!(
            bench.cbn(A, action, &own).await.ok()["TotalCount"],
            0,
            "{action}"
        );
        let other = bench.cbn(B, action, &own).await;
        let is_open = action == "DescribeCenInterRegionBandwidthLimits";
        assert_eq!(other.status, if is_open { 200 } else { 404 }, "{action}");
    }
    bench.vpc(A, "DeleteVpc", &[("VpcId", "vpc-a1")]).await.ok();
    let own = [
        ("RegionId", "cn-hangzhou"),
        ("InstanceId", "vpc-a1"),
        ("InstanceType", "VPC"),
    ];
    let grants = bench.vpc(A, "DescribeGrantRulesToCen", &own).await;
    assert_eq!(grants.ok()["TotalCount"], 0);
    let own = [("RegionId", "cn-hangzhou"), ("VpcId", "vpc-a1")];
    let tables = bench.vpc(A, "DescribeRouteTableList", &own).await;
    assert_eq!(tables.ok()["TotalCount"], 0);
}

#[tokio::test(start_paused = true)]
async fn names_and_descriptions_have_the_bounds_of_their_operations() {
    let bench = Bench::new();
    let (long_name, long_description) = ("n".repeat(129), "d".repeat(257));
    let cen = bench.cen().await;
    let id = ("CenId", cen.as_str());
    let package = bench.package("2", FAR).await;
    let package = ("CenBandwidthPackageId", package.as_str());
    let bought = [
        ("Bandwidth", "2"),
        ("GeographicRegionAId", "China"),
        ("GeographicRegionBId", "China"),
    ];
    for (action, rest, name, value, code) in [
        ("CreateCen", vec![], "Name", "", ""),
        (
            "CreateCen",
            vec![],
            "Name",
            long_name.as_str(),
            "InvalidName",
        ),
        ("CreateCen", vec![], "Name", "http://hub", "InvalidName"),
        (
            "CreateCen",
            vec![],
            "Description",
            &long_description,
            "InvalidDescription",
        ),
        ("ModifyCenAttribute", vec![id], "Name", "1st", "InvalidName"),
        ("ModifyCenAttribute", vec![id], "Name", "h", "InvalidName"),
        (
            "ModifyCenAttribute",
            vec![id],
            "Description",
            "d",
            "InvalidDescription",
        ),
        ("ModifyCenAttribute", vec![id], "Name", "hub", ""),
        (
            "CreateCenBandwidthPackage",
            bought.to_vec(),
            "Name",
            "x",
            "InvalidName",
        ),
        (
            "CreateCenBandwidthPackage",
            bought.to_vec(),
            "Name",
            "xy",
            "",
        ),
        (
            "ModifyCenBandwidthPackageAttribute",
            vec![package],
            "Name",
            "x",
            "",
        ),
        (
            "ModifyCenBandwidthPackageAttribute",
            vec![package],
            "Name",
            &long_name,
            "InvalidName",
        ),
    ] {
        let own: Vec<_> = rest.into_iter().chain([(name, value)]).collect();
        let answer = bench.cbn(A, action, &own).await;
        assert_eq!(answer.code(), code, "{action} {name}={value}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_quotas_of_the_vendor_hold_unless_a_seed_says_otherwise() {
    let sixth = async |seed: &str| {
        let bench = Bench::with(seed, |_| {});
        for _ in 0..5 {
            bench.cen().await;
        }
        let answer = bench.cbn(A, "CreateCen", &[]).await;
        answer.code().to_owned()
    };
    assert_eq!(sixth(SEED).await, "QuotaExceeded.CenCountExceeded");
    assert_eq!(sixth(&format!("quotas: off{SEED}")).await, "");
    assert_eq!(sixth(&format!("quotas: {{ cens: 6 }}{SEED}")).await, "");
}

#[tokio::test(start_paused = true)]
async fn a_health_check_is_listed_at_once_keeps_its_source_and_waits_for_its_vbr() {
    let bench = Bench::with(SEED, slow("attach=5s,health-check=5s"));
    let cen = bench.cen().await;
    let enable = async |source: Option<&str>| {
        let mut own = vec![
            ("CenId", cen.as_str()),
            ("VbrInstanceId", "vbr-a1"),
            ("VbrInstanceRegionId", "cn-beijing"),
            ("HealthCheckTargetIp", "10.0.0.2"),
        ];
        own.extend(source.map(|source| ("HealthCheckSourceIp", source)));
        bench.cbn(A, "EnableCenVbrHealthCheck", &own).await
    };
    let sources = async || {
        let own = [("VbrInstanceRegionId", "cn-beijing")];
        let seen = bench.cbn(A, "DescribeCenVbrHealthCheck", &own).await.ok();
        column(
            &seen["VbrHealthChecks"]["VbrHealthCheck"],
            "HealthCheckSourceIp",
        )
    };
    bench.attach_vbr(&cen).await;
    assert_eq!(
        enable(None).await.code(),
        "InvalidOperation.VbrNotAttachedToCen"
    );
    tokio::time::advance(Duration::from_secs(5)).await;
    enable(Some("10.0.0.1")).await.ok();
    assert_eq!(sources().await, ["10.0.0.1"]);
    tokio::time::advance(Duration::from_secs(5)).await;
    enable(None).await.ok();
    assert_eq!(sources().await, ["10.0.0.1"]);
}

#[tokio::test(start_paused = true)]
async fn a_route_map_shows_no_preference_that_it_was_not_given() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let create = [
        ("CenId", cen.as_str()),
        ("CenRegionId", "cn-hangzhou"),
        ("TransmitDirection", "RegionIn"),
        ("MapResult", "Permit"),
        ("Priority", "3"),
    ];
    bench.cbn(A, "CreateCenRouteMap", &create).await.ok();
    let own = [("CenId", cen.as_str())];
    let seen = bench.cbn(A, "DescribeCenRouteMaps", &own).await.ok();
    let row = seen["RouteMaps"]["RouteMap"][0].as_object().unwrap();
    assert!(row.contains_key("Priority") && !row.contains_key("Preference"));
}

#[tokio::test(start_paused = true)]
async fn the_location_service_names_the_vendors_hosts_and_none_for_what_is_not_served() {
    let bench = Bench::new();
    let asked = async |product| {
        let own = [
            ("Id", "cn-shanghai"),
            ("ServiceCode", product),
            ("Type", "openAPI"),
        ];
        let answer = bench.call(A, "2015-06-12", "DescribeEndpoints", &own).await;
        answer.ok()["Endpoints"]["Endpoint"].clone()
    };
    assert_eq!(
        column(&asked("cbn").await, "Endpoint"),
        ["cbn.aliyuncs.com"]
    );
    assert_eq!(
        column(&asked("smartag").await, "Endpoint"),
        ["smartag.cn-shanghai.aliyuncs.com"]
    );
    assert_eq!(asked("ecs").await, json!([]));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_version_claims_to_be_no_product_and_a_refused_read_is_logged_as_one() {
    let bench = Bench::new();
    let refused = bench.call(A, "2017-09-13", "DescribeCens", &[]).await;
    assert_eq!(
        (refused.code(), &refused.body["HostId"]),
        ("InvalidVersion", &json!("127.0.0.1"))
    );
    bench.cbn(A, "DescribeEverything", &[]).await;
    bench.cbn(A, "DeleteEverything", &[]).await;
    let log = bench.log.lock().unwrap();
    let kinds: Vec<_> = log.iter().map(|entry| entry.access).collect();
    assert_eq!(kinds, [EntryKind::Read, EntryKind::Read, EntryKind::Write]);
}
