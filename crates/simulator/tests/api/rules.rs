//! The documented rules and states of CENs, attachments, grants, packages and limits.

use std::time::Duration;

use cen_simulator::Options;

use crate::client::{A, B, Bench, SEED};

const CHINA: [&str; 2] = ["China", "China"];
const NEAR: [&str; 2] = ["cn-hangzhou", "cn-shanghai"];

async fn grant(
    bench: &Bench,
    cen: &str,
    instance: &str,
    region: &str,
    token: &str,
) -> crate::client::Reply {
    let own = [
        ("CenId", cen),
        ("CenOwnerId", A),
        ("InstanceId", instance),
        ("InstanceType", "VPC"),
        ("RegionId", region),
        ("ClientToken", token),
    ];
    bench.vpc(B, "GrantInstanceToCen", &own).await
}

#[tokio::test(start_paused = true)]
async fn a_network_of_another_account_needs_a_grant_of_its_owner_in_its_region() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let refused = bench.attach(&cen, "vpc-b1", "cn-hangzhou", B).await;
    assert_eq!(
        (refused.status, refused.code()),
        (409, "Forbbiden.AttachChildInstanceAcrossUid")
    );
    assert_eq!(
        grant(&bench, &cen, "vpc-b1", "cn-shanghai", "t1")
            .await
            .code(),
        "InvalidInstanceId.NotFound"
    );
    assert_eq!(
        grant(&bench, &cen, "vpc-a1", "cn-hangzhou", "t2")
            .await
            .code(),
        "InvalidInstanceId.NotFound"
    );
    grant(&bench, &cen, "vpc-b1", "cn-hangzhou", "t3")
        .await
        .ok();
    grant(&bench, &cen, "vpc-b1", "cn-hangzhou", "t3")
        .await
        .ok();
    let seen = bench
        .cbn(
            A,
            "DescribeGrantRulesToCen",
            &[("CenId", &cen), ("ProductType", "VPC")],
        )
        .await
        .ok();
    assert_eq!(
        seen["GrantRules"]["GrantRule"][0]["ChildInstanceOwnerId"],
        1_000_000_000_000_002_u64
    );
    assert_eq!(seen["TotalCount"], 1);
    let theirs = [
        ("InstanceId", "vpc-b1"),
        ("InstanceType", "VPC"),
        ("RegionId", "cn-hangzhou"),
    ];
    let seen = bench.vpc(B, "DescribeGrantRulesToCen", &theirs).await.ok();
    assert_eq!(
        seen["CenGrantRules"]["CbnGrantRule"][0]["CenInstanceId"],
        cen
    );
    bench.attach(&cen, "vpc-b1", "cn-hangzhou", B).await.ok();
    let revoke = [
        ("CenId", cen.as_str()),
        ("CenOwnerId", A),
        ("InstanceId", "vpc-b1"),
        ("InstanceType", "VPC"),
        ("RegionId", "cn-hangzhou"),
    ];
    assert_eq!(
        bench.vpc(B, "RevokeInstanceFromCen", &revoke).await.code(),
        "IncorrectStatus"
    );
    let own = [
        ("CenId", cen.as_str()),
        ("CenOwnerId", A),
        ("ChildInstanceId", "vpc-b1"),
        ("ChildInstanceType", "VPC"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
        ("ChildInstanceOwnerId", B),
    ];
    bench.cbn(B, "DetachCenChildInstance", &own).await.ok();
    let quick = bench.vpc(B, "RevokeInstanceFromCen", &revoke).await;
    assert_eq!((quick.status, quick.code()), (400, "TaskConflict"));
    tokio::time::advance(Duration::from_secs(1)).await;
    bench.vpc(B, "RevokeInstanceFromCen", &revoke).await.ok();
    assert_eq!(
        bench.vpc(B, "RevokeInstanceFromCen", &revoke).await.code(),
        "InvalidInstanceId.NotFound"
    );
}

#[tokio::test(start_paused = true)]
async fn a_seed_may_begin_with_networks_on_a_cen_and_with_regions_that_have_none() {
    let seed = r#"
regions: [mars-1]
accounts:
  - id: "1000000000000001"
    keys: [{ id: keyA, secret: secretA }]
    vpcs: [{ id: vpc-a1, region: cn-hangzhou }, { id: vpc-a2, region: cn-hangzhou }, { id: vpc-mars, region: mars-1 }]
    cens: [{ id: cen-a, attached: [{ id: vpc-a1, service: CloudFirewall }, { id: vpc-a2, status: Detaching }] }]
"#;
    let bench = Bench::with(seed, |_| {});
    let seen = bench
        .cbn(
            A,
            "DescribeCenAttachedChildInstances",
            &[("CenId", "cen-a")],
        )
        .await
        .ok();
    let rows = &seen["ChildInstances"]["ChildInstance"];
    assert_eq!(
        (&rows[0]["ManagedService"], &rows[0]["Status"]),
        (&"CloudFirewall".into(), &"Attached".into())
    );
    assert_eq!(
        (&rows[1]["ManagedService"], &rows[1]["Status"]),
        (&"".into(), &"Detaching".into())
    );
    let detach = [
        ("CenId", "cen-a"),
        ("ChildInstanceId", "vpc-a1"),
        ("ChildInstanceType", "VPC"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
    ];
    let refused = bench.cbn(A, "DetachCenChildInstance", &detach).await;
    assert_eq!(
        (refused.status, refused.code()),
        (400, "OperationNotPermitted.AttachmentManagedByCloudService")
    );
    let there = bench
        .vpc(A, "DescribeVpcs", &[("RegionId", "mars-1")])
        .await
        .ok();
    assert_eq!(there["Vpcs"]["Vpc"][0]["VpcId"], "vpc-mars");
    assert_eq!(
        bench
            .vpc(A, "DescribeVpcs", &[("RegionId", "mars-2")])
            .await
            .code(),
        "InvalidRegionId.NotFound"
    );
    assert_eq!(
        bench.attach("cen-a", "vpc-mars", "mars-1", A).await.code(),
        "InvalidParameter"
    );
}

#[tokio::test(start_paused = true)]
async fn a_bad_question_about_grants_is_answered_with_nothing_but_a_request_id() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    for own in [
        vec![("CenId", cen.as_str())],
        vec![("CenId", "cen-none"), ("ProductType", "VPC")],
    ] {
        let answer = bench.cbn(A, "DescribeGrantRulesToCen", &own).await.ok();
        assert_eq!(
            answer.as_object().unwrap().keys().collect::<Vec<_>>(),
            ["RequestId"]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn accounts_see_and_change_only_what_is_theirs() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    assert_eq!(
        bench.cbn(B, "DescribeCens", &[]).await.ok()["TotalCount"],
        0
    );
    let deleted = bench.cbn(B, "DeleteCen", &[("CenId", &cen)]).await;
    assert_eq!(
        (deleted.status, deleted.code()),
        (404, "ParameterCenInstanceId")
    );
    assert_eq!(
        bench
            .vpc(B, "DescribeVpcs", &[("RegionId", "cn-shanghai")])
            .await
            .ok()["TotalCount"],
        0
    );
    let package = bench.package("2", CHINA).await;
    assert_eq!(
        bench
            .cbn(
                B,
                "DeleteCenBandwidthPackage",
                &[("CenBandwidthPackageId", &package)]
            )
            .await
            .code(),
        "ParameterBwpInstanceId"
    );
}

#[tokio::test(start_paused = true)]
async fn a_network_is_on_one_cen_only() {
    let bench = Bench::new();
    let (first, second) = (bench.cen().await, bench.cen().await);
    bench.attach(&first, "vpc-a1", "cn-hangzhou", A).await.ok();
    for cen in [&first, &second] {
        let again = bench.attach(cen, "vpc-a1", "cn-hangzhou", A).await;
        assert_eq!(
            (again.status, again.code()),
            (409, "InvalidOperation.ChildInstanceAlreadyAttached")
        );
    }
    assert_eq!(
        bench
            .attach(&first, "vpc-none", "cn-hangzhou", A)
            .await
            .code(),
        "ParameterInstanceId"
    );
    assert_eq!(
        bench
            .attach(&first, "vpc-a2", "cn-hangzhou", A)
            .await
            .code(),
        "ParameterInstanceId"
    );
    assert_eq!(
        bench
            .attach(&first, "vpc-a2", "cn-shanghai", "7")
            .await
            .code(),
        "Bid.NotFound"
    );
    assert_eq!(
        bench.cbn(A, "DeleteCen", &[("CenId", &first)]).await.code(),
        "InvalidOperation.AttachedChildInstanceExist"
    );
    bench.detach(&first, "vpc-a1", "cn-hangzhou").await.ok();
    assert_eq!(
        bench.detach(&first, "vpc-a1", "cn-hangzhou").await.code(),
        "ParameterInstanceId"
    );
    bench.attach(&second, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.cbn(A, "DeleteCen", &[("CenId", &first)]).await.ok();
}

#[tokio::test(start_paused = true)]
async fn limits_need_an_associated_package_of_their_areas_and_fit_it() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let package = bench.package("10", CHINA).await;
    assert_eq!(
        bench.limit(&cen, NEAR, "5").await.code(),
        "InvalidOperation.BwpForGeoSpanNotAssociated"
    );
    bench.associate(&cen, &package).await.ok();
    let again = bench.associate(&cen, &package).await;
    assert_eq!(
        (again.status, again.code()),
        (403, "InvalidOperation.BwpInstanceStatus")
    );
    let second = bench.package("10", CHINA).await;
    assert_eq!(
        bench.associate(&cen, &second).await.code(),
        "InvalidOperation.BwpForGeoSpanAlreadyAssociated"
    );
    assert_eq!(
        bench
            .limit(&cen, ["cn-hangzhou", "eu-central-1"], "5")
            .await
            .code(),
        "InvalidOperation.BwpForGeoSpanNotAssociated"
    );
    bench.limit(&cen, NEAR, "6").await.ok();
    assert_eq!(
        bench
            .limit(&cen, ["cn-beijing", "cn-hangzhou"], "5")
            .await
            .code(),
        "InvalidOperation.BwpBandwidthExceeded"
    );
    bench
        .limit(&cen, ["cn-beijing", "cn-hangzhou"], "4")
        .await
        .ok();
    assert_eq!(
        bench
            .limit(&cen, ["cn-shanghai", "cn-hangzhou"], "7")
            .await
            .code(),
        "InvalidOperation.BwpBandwidthExceeded"
    );
    for (regions, mbps, code) in [
        (
            ["cn-hangzhou", "cn-hangzhou"],
            "1",
            "ParameterIllegal.RegionId",
        ),
        (["cn-hangzhou", "mars-1"], "1", "ParameterIllegal.RegionId"),
        (NEAR, "-1", "ParameterIllegal.BandwidthLimit"),
    ] {
        assert_eq!(bench.limit(&cen, regions, mbps).await.code(), code);
    }
    let unassociate = [
        ("CenId", cen.as_str()),
        ("CenBandwidthPackageId", package.as_str()),
    ];
    assert_eq!(
        bench
            .cbn(A, "UnassociateCenBandwidthPackage", &unassociate)
            .await
            .code(),
        "InvalidOperation.CenBandwidthLimitsNotZero"
    );
    assert_eq!(
        bench
            .cbn(A, "DeleteCenBandwidthPackage", &[unassociate[1]])
            .await
            .code(),
        "InvalidOperation.BwpInstanceStatus"
    );
    bench.limit(&cen, NEAR, "0").await.ok();
    bench
        .limit(&cen, ["cn-hangzhou", "cn-beijing"], "0")
        .await
        .ok();
    bench
        .cbn(A, "UnassociateCenBandwidthPackage", &unassociate)
        .await
        .ok();
    bench
        .cbn(A, "DeleteCenBandwidthPackage", &[unassociate[1]])
        .await
        .ok();
    let unknown = bench
        .cbn(
            A,
            "DescribeCenInterRegionBandwidthLimits",
            &[("CenId", "cen-none")],
        )
        .await
        .ok();
    assert_eq!(unknown["TotalCount"], 0);
}

#[tokio::test(start_paused = true)]
async fn packages_are_sold_as_documented() {
    let bench = Bench::new();
    let buy = async |own: &[(&str, &str)]| {
        let mut all = vec![
            ("GeographicRegionAId", "China"),
            ("GeographicRegionBId", "Europe"),
            ("AutoPay", "true"),
        ];
        all.retain(|(key, _)| !own.iter().any(|(other, _)| other == key));
        all.extend(own);
        bench.cbn(A, "CreateCenBandwidthPackage", &all).await
    };
    for (own, code) in [
        (vec![], "MissingParameter"),
        (vec![("Bandwidth", "1")], "ParameterIllegal.BandwidthLimit"),
        (
            vec![("Bandwidth", "10001")],
            "ParameterIllegal.BandwidthLimit",
        ),
        (
            vec![("Bandwidth", "2"), ("GeographicRegionBId", "Atlantis")],
            "GeographicSpan.NotFound",
        ),
        (
            vec![("Bandwidth", "2"), ("BandwidthPackageChargeType", "FREE")],
            "UnSupported.ChargeType",
        ),
        (
            vec![
                ("Bandwidth", "2"),
                ("BandwidthPackageChargeType", "PREPAY"),
                ("Period", "4"),
            ],
            "InvalidParameter",
        ),
    ] {
        assert_eq!(buy(&own).await.code(), code, "{own:?}");
    }
    let unpaid = buy(&[
        ("Bandwidth", "2"),
        ("BandwidthPackageChargeType", "PREPAY"),
        ("AutoPay", "false"),
    ])
    .await
    .ok();
    assert!(
        unpaid["CenBandwidthPackageOrderId"].is_string()
            && unpaid["CenBandwidthPackageId"].is_null()
    );
    assert_eq!(
        bench.cbn(A, "DescribeCenBandwidthPackages", &[]).await.ok()["TotalCount"],
        0
    );
    let paid = buy(&[
        ("Bandwidth", "2"),
        ("BandwidthPackageChargeType", "PREPAY"),
        ("PricingCycle", "Year"),
    ])
    .await
    .text("CenBandwidthPackageId");
    let early = bench
        .cbn(
            A,
            "DeleteCenBandwidthPackage",
            &[("CenBandwidthPackageId", &paid)],
        )
        .await;
    assert_eq!((early.status, early.code()), (403, "Forbidden.Release"));
    let seen = bench.cbn(A, "DescribeCenBandwidthPackages", &[]).await.ok()["CenBandwidthPackages"]
        ["CenBandwidthPackage"][0]
        .clone();
    assert_eq!(
        (
            seen["GeographicRegionAId"].as_str(),
            seen["ExpiredTime"].as_str()
        ),
        (Some("china"), Some("2027-01-02T03:04Z"))
    );
}

#[tokio::test(start_paused = true)]
async fn the_same_token_means_the_same_thing_once() {
    let bench = Bench::new();
    let create = async |name: &str, token: &str| {
        bench
            .cbn(A, "CreateCen", &[("Name", name), ("ClientToken", token)])
            .await
    };
    let first = create("hub", "t").await.text("CenId");
    assert_eq!(create("hub", "t").await.text("CenId"), first);
    let other = create("other", "t").await;
    assert_eq!(
        (other.status, other.code()),
        (400, "IdempotenceParam.NotMatch")
    );
    assert_ne!(create("hub", "u").await.text("CenId"), first);
    assert_eq!(
        bench.cbn(A, "DescribeCens", &[]).await.ok()["TotalCount"],
        2
    );
    let vpc = async |cidr: &str| {
        bench
            .vpc(
                A,
                "CreateVpc",
                &[
                    ("RegionId", "cn-hangzhou"),
                    ("CidrBlock", cidr),
                    ("ClientToken", "t"),
                ],
            )
            .await
    };
    vpc("10.0.0.0/16").await.ok();
    assert_eq!(
        vpc("10.9.0.0/16").await.code(),
        "IdempotentParameterMismatch"
    );
    assert_eq!(
        create("x", &"t".repeat(65)).await.code(),
        "InvalidParameter"
    );
}

#[tokio::test(start_paused = true)]
async fn changes_take_the_time_that_the_pace_says() {
    let bench = Bench::with(SEED, |options: &mut Options| {
        options.pace = "attach=30s,default=10s".parse().unwrap()
    });
    let cen = bench.cen().await;
    assert_eq!(
        bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.code(),
        "InvalidOperation.CenInstanceStatus"
    );
    tokio::time::advance(Duration::from_secs(10)).await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    assert_eq!(
        bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.code(),
        "InvalidOperation.ChildInstanceStatus"
    );
    tokio::time::advance(Duration::from_secs(29)).await;
    assert_eq!(bench.children(&cen).await, ["vpc-a1 Attaching"]);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(bench.children(&cen).await, ["vpc-a1 Attached"]);
    let package = bench.package("10", CHINA).await;
    assert_eq!(
        bench.associate(&cen, &package).await.code(),
        "ParameterBwpInstanceId"
    );
    tokio::time::advance(Duration::from_secs(10)).await;
    bench.associate(&cen, &package).await.ok();
    assert_eq!(
        bench.limit(&cen, NEAR, "5").await.code(),
        "InvalidOperation.BwpForGeoSpanNotAssociated"
    );
    tokio::time::advance(Duration::from_secs(10)).await;
    bench.limit(&cen, NEAR, "5").await.ok();
    let limits = bench
        .cbn(
            A,
            "DescribeCenInterRegionBandwidthLimits",
            &[("CenId", &cen)],
        )
        .await
        .ok();
    assert_eq!(
        limits["CenInterRegionBandwidthLimits"]["CenInterRegionBandwidthLimit"][0]["Status"],
        "Modifying"
    );
}

#[tokio::test(start_paused = true)]
async fn changes_take_the_reads_that_the_pace_says() {
    let bench = Bench::with(SEED, |options| {
        options.pace = "attach=reads:2,detach=reads:1".parse().unwrap()
    });
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    for status in ["Attaching", "Attaching", "Attached"] {
        assert_eq!(bench.children(&cen).await, [format!("vpc-a1 {status}")]);
    }
    bench.detach(&cen, "vpc-a1", "cn-hangzhou").await.ok();
    assert_eq!(bench.children(&cen).await, ["vpc-a1 Detaching"]);
    assert_eq!(bench.children(&cen).await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_blocking_cen_takes_one_change_at_a_time() {
    let bench = Bench::with(SEED, |options| {
        options.pace = "attach=5s".parse().unwrap();
        options.blocking = true;
    });
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    let second = bench.attach(&cen, "vpc-a2", "cn-shanghai", A).await;
    assert_eq!((second.status, second.code()), (500, "Operation.Blocking"));
    tokio::time::advance(Duration::from_secs(5)).await;
    bench.attach(&cen, "vpc-a2", "cn-shanghai", A).await.ok();
}

#[tokio::test(start_paused = true)]
async fn an_enterprise_region_refuses_the_basic_verbs() {
    let seed = SEED.replace(
        "    vbrs: [{ id: vbr-a1",
        "    cens: [{ id: cen-a1, enterprise: [cn-hangzhou] }]\n    vbrs: [{ id: vbr-a1",
    );
    let bench = Bench::with(&seed, |_| {});
    assert_eq!(
        bench
            .attach("cen-a1", "vpc-a1", "cn-hangzhou", A)
            .await
            .code(),
        "OperationFailed.InvalidTransitRouter"
    );
    bench
        .attach("cen-a1", "vpc-a2", "cn-shanghai", A)
        .await
        .ok();
    let routers = bench
        .cbn(
            A,
            "ListTransitRouters",
            &[("CenId", "cen-a1"), ("PageSize", "50")],
        )
        .await
        .ok();
    let shown: Vec<_> = routers["TransitRouters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", row["RegionId"], row["Type"]))
        .collect();
    assert_eq!(
        shown,
        [
            "\"cn-hangzhou\" \"Enterprise\"",
            "\"cn-shanghai\" \"Basic\""
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn quotas_hold_where_the_seed_writes_them() {
    let bench = Bench::with(
        &format!("{SEED}quotas: {{ cens: 1, attachments: 1 }}\n"),
        |_| {},
    );
    let cen = bench.cen().await;
    assert_eq!(
        bench.cbn(A, "CreateCen", &[]).await.code(),
        "QuotaExceeded.CenCountExceeded"
    );
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    grant(&bench, &cen, "vpc-b1", "cn-hangzhou", "t").await.ok();
    assert_eq!(
        bench.attach(&cen, "vpc-b1", "cn-hangzhou", B).await.code(),
        "Forbidden.AttachChildInstance"
    );
}

#[tokio::test(start_paused = true)]
async fn tags_are_given_found_and_taken() {
    let bench = Bench::new();
    let cen = bench
        .cbn(
            A,
            "CreateCen",
            &[("Tag.1.Key", "env"), ("Tag.1.Value", "prod")],
        )
        .await
        .text("CenId");
    bench.cen().await;
    for kind in ["cen", "Cen"] {
        bench
            .cbn(
                A,
                "TagResources",
                &[
                    ("ResourceType", kind),
                    ("ResourceId.1", &cen),
                    ("Tag.1.Key", "a"),
                    ("Tag.1.Value", kind),
                ],
            )
            .await
            .ok();
    }
    let found = bench
        .cbn(
            A,
            "DescribeCens",
            &[("Tag.1.Key", "a"), ("Tag.1.Value", "Cen")],
        )
        .await
        .ok();
    assert_eq!(
        (&found["TotalCount"], &found["Cens"]["Cen"][0]["CenId"]),
        (&1.into(), &cen.as_str().into())
    );
    bench
        .cbn(
            A,
            "UntagResources",
            &[
                ("ResourceType", "cen"),
                ("ResourceId.1", &cen),
                ("TagKey.1", "a"),
            ],
        )
        .await
        .ok();
    let listed = bench
        .cbn(
            A,
            "ListTagResources",
            &[("ResourceType", "cen"), ("ResourceId.1", &cen)],
        )
        .await
        .ok();
    assert_eq!(
        listed["TagResources"]["TagResource"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let unknown = bench
        .cbn(
            A,
            "DescribeCens",
            &[("Filter.1.Key", "Colour"), ("Filter.1.Value.1", "red")],
        )
        .await;
    assert_eq!(unknown.code(), "FilterKey.NotSupport");
}

#[tokio::test(start_paused = true)]
async fn a_cloud_connect_network_is_granted_through_its_own_product() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let attach = [
        ("CenId", cen.as_str()),
        ("ChildInstanceId", "ccn-b1"),
        ("ChildInstanceType", "CCN"),
        ("ChildInstanceRegionId", "ccn-cn-shanghai"),
        ("ChildInstanceOwnerId", B),
    ];
    assert_eq!(
        bench.cbn(A, "AttachCenChildInstance", &attach).await.code(),
        "Forbbiden.AttachChildInstanceAcrossUid"
    );
    let own = [
        ("CcnInstanceId", "ccn-b1"),
        ("CenInstanceId", cen.as_str()),
        ("CenUid", A),
        ("RegionId", "cn-shanghai"),
    ];
    bench
        .call(B, "2018-03-13", "GrantInstanceToCbn", &own)
        .await
        .ok();
    bench.cbn(A, "AttachCenChildInstance", &attach).await.ok();
    let seen = bench
        .cbn(
            A,
            "DescribeGrantRulesToCen",
            &[("CenId", &cen), ("ProductType", "CCN")],
        )
        .await
        .ok();
    assert_eq!(seen["TotalCount"], 1);
    let networks = bench
        .call(
            B,
            "2018-03-13",
            "DescribeCloudConnectNetworks",
            &[("RegionId", "cn-shanghai")],
        )
        .await
        .ok();
    assert_eq!(
        networks["CloudConnectNetworks"]["CloudConnectNetwork"][0]["AssociatedCenId"],
        cen
    );
}

#[tokio::test(start_paused = true)]
async fn a_credential_tells_whose_it_is() {
    let bench = Bench::new();
    assert_eq!(
        bench
            .call(B, "2015-04-01", "GetCallerIdentity", &[])
            .await
            .text("AccountId"),
        B
    );
}
