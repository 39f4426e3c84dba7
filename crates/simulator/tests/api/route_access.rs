//! The documented rules and states of PrivateZone access, cloud service access and VBR health checks; and of resource groups.

use std::sync::Arc;
use std::time::Duration;

use cen_simulator::{Options, Simulator, World};
use serde_json::json;

use crate::client::{A, B, Bench, Reply, SEED, column, with};

fn zone(cen: &str) -> [(&str, &str); 4] {
    [
        ("CenId", cen),
        ("AccessRegionId", "cn-hangzhou"),
        ("HostRegionId", "cn-hangzhou"),
        ("HostVpcId", "vpc-a1"),
    ]
}

fn service(cen: &str) -> [(&str, &str); 5] {
    let [cen, _, region, vpc] = zone(cen);
    [
        cen,
        ("AccessRegionIds.1", "cn-shanghai"),
        region,
        vpc,
        ("Host", "100.118.28.0/24"),
    ]
}

fn health_check(cen: &str) -> [(&str, &str); 4] {
    [
        ("CenId", cen),
        ("VbrInstanceId", "vbr-a1"),
        ("VbrInstanceRegionId", "cn-beijing"),
        ("HealthCheckTargetIp", "10.0.0.2"),
    ]
}

impl Bench {
    async fn route_zone(&self, cen: &str, own: &[(&str, &str)]) -> Reply {
        self.cbn(A, "RoutePrivateZoneInCenToVpc", &with(&zone(cen), own))
            .await
    }

    async fn zones(&self, cen: &str) -> Vec<String> {
        let answer = self
            .cbn(A, "DescribeCenPrivateZoneRoutes", &[("CenId", cen)])
            .await
            .ok();
        column(&answer["PrivateZoneInfos"]["PrivateZoneInfo"], "Status")
    }

    async fn route_service(&self, cen: &str, own: &[(&str, &str)]) -> Reply {
        self.cbn(A, "ResolveAndRouteServiceInCen", &with(&service(cen), own))
            .await
    }

    async fn delete_service(&self, cen: &str, own: &[(&str, &str)]) -> Reply {
        let all = with(&service(cen), &[("AccessRegionId", "cn-shanghai")]);
        self.cbn(A, "DeleteRouteServiceInCen", &with(&all, own))
            .await
    }

    async fn services(&self, cen: &str) -> Vec<String> {
        let answer = self
            .cbn(A, "DescribeRouteServicesInCen", &[("CenId", cen)])
            .await
            .ok();
        let rows = &answer["RouteServiceEntries"]["RouteServiceEntry"];
        let (regions, statuses) = (column(rows, "AccessRegionId"), column(rows, "Status"));
        regions
            .iter()
            .zip(statuses)
            .map(|(region, status)| format!("{region} {status}"))
            .collect()
    }

    async fn enable_check(&self, cen: &str, own: &[(&str, &str)]) -> Reply {
        self.cbn(A, "EnableCenVbrHealthCheck", &with(&health_check(cen), own))
            .await
    }

    async fn checks(&self, cen: &str) -> serde_json::Value {
        let answer = self
            .cbn(
                A,
                "DescribeCenVbrHealthCheck",
                &[("CenId", cen), ("VbrInstanceRegionId", "cn-beijing")],
            )
            .await
            .ok();
        answer["VbrHealthChecks"]["VbrHealthCheck"].clone()
    }
}

#[tokio::test(start_paused = true)]
async fn a_vpc_that_hosts_an_access_to_private_zone_cannot_be_detached() {
    let bench = Bench::with(SEED, |options| {
        options.pace = "private-zone=5s".parse().unwrap()
    });
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.route_zone(&cen, &[]).await.ok();
    assert_eq!(bench.zones(&cen).await, ["Creating"]);
    let unroute = async || {
        bench
            .cbn(A, "UnroutePrivateZoneInCenToVpc", &zone(&cen)[..2])
            .await
    };
    assert_eq!(unroute().await.code(), "InvalidOperation.CenInstanceStatus");
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(bench.zones(&cen).await, ["Active"]);
    let refused = bench.detach(&cen, "vpc-a1", "cn-hangzhou").await;
    assert_eq!(
        (refused.status, refused.code()),
        (400, "Forbidden.PrivatezoneRouteExisted")
    );
    unroute().await.ok();
    assert_eq!(bench.zones(&cen).await, ["Deleting"]);
    let refused = bench.detach(&cen, "vpc-a1", "cn-hangzhou").await;
    assert_eq!(
        (refused.status, refused.code()),
        (500, "Operation.Blocking")
    );
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(bench.zones(&cen).await, [""; 0]);
    unroute().await.ok();
    bench.detach(&cen, "vpc-a1", "cn-hangzhou").await.ok();
}

#[tokio::test(start_paused = true)]
async fn an_access_to_private_zone_needs_a_host_in_its_region_or_a_ccn_in_its_area() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    assert_eq!(
        bench.route_zone(&cen, &[]).await.code(),
        "InvalidOperation.NoChildInstanceEitherRegion"
    );
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.attach(&cen, "vpc-a2", "cn-shanghai", A).await.ok();
    for (own, status, code) in [
        (
            ("AccessRegionId", "cn-shanghai"),
            400,
            "OperationUnsupported.CrossRegionNotSupport",
        ),
        (
            ("AccessRegionId", "ccn-cn-shanghai"),
            400,
            "ParameterIllegal.AccessRegionIdNoCCN",
        ),
        (("AccessRegionId", "mars-1"), 400, "InvalidParameter"),
        (
            ("HostVpcId", "vpc-b1"),
            409,
            "InvalidOperation.VpcNotAttachedToCen",
        ),
        (
            ("HostVpcId", "vpc-a2"),
            409,
            "InvalidOperation.UnmatchRouteInVpcRegion",
        ),
        (("CenId", "cen-none"), 404, "ParameterCenInstanceId"),
    ] {
        let refused = bench.route_zone(&cen, &[own]).await;
        assert_eq!((refused.status, refused.code()), (status, code), "{own:?}");
    }
    bench.route_zone(&cen, &[]).await.ok();
    assert_eq!(
        bench.route_zone(&cen, &[]).await.code(),
        "InvalidOperation.PrivatezoneRouteExisted"
    );
    let shanghai = [
        ("AccessRegionId", "cn-shanghai"),
        ("HostRegionId", "cn-shanghai"),
        ("HostVpcId", "vpc-a2"),
    ];
    bench.route_zone(&cen, &shanghai).await.ok();
    let page = [
        ("CenId", cen.as_str()),
        ("PageNumber", "2"),
        ("PageSize", "1"),
    ];
    let answer = bench
        .cbn(A, "DescribeCenPrivateZoneRoutes", &page)
        .await
        .ok();
    let row = json!({"AccessRegionId": "cn-shanghai", "HostRegionId": "cn-shanghai", "HostVpcId": "vpc-a2", "Status": "Active"});
    assert_eq!(
        (
            &answer["TotalCount"],
            &answer["PrivateZoneInfos"]["PrivateZoneInfo"]
        ),
        (&json!(2), &json!([row]))
    );
    assert_eq!(
        bench
            .cbn(B, "DescribeCenPrivateZoneRoutes", &page)
            .await
            .code(),
        "ParameterCenInstanceId"
    );
    assert_eq!(
        bench
            .cbn(B, "UnroutePrivateZoneInCenToVpc", &zone(&cen))
            .await
            .code(),
        "ParameterCenInstanceId"
    );
}

#[tokio::test(start_paused = true)]
async fn a_cloud_service_is_routed_once_a_region_and_deleted_only_if_it_is_named_well() {
    let bench = Bench::with(SEED, |options| {
        options.pace = "route-service=5s".parse().unwrap()
    });
    let cen = bench.cen().await;
    assert_eq!(
        bench.route_service(&cen, &[]).await.code(),
        "CloudRoute.VpcNotAttached"
    );
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    let both = [("AccessRegionIds.2", "cn-beijing"), ("ClientToken", "t")];
    bench.route_service(&cen, &both).await.ok();
    bench.route_service(&cen, &both).await.ok();
    assert_eq!(
        bench
            .route_service(&cen, &[("ClientToken", "t")])
            .await
            .code(),
        "IdempotenceParam.NotMatch"
    );
    let refused = bench.delete_service(&cen, &[]).await;
    assert_eq!(
        (refused.status, refused.code()),
        (403, "InvalidOperation.CloudRouteStatusNotAllow")
    );
    assert_eq!(
        bench.services(&cen).await,
        ["cn-beijing Creating", "cn-shanghai Creating"]
    );
    tokio::time::advance(Duration::from_secs(5)).await;
    for own in [
        ("Host", "nonsense"),
        ("AccessRegionId", "mars-1"),
        ("HostVpcId", "vpc-none"),
        ("CenId", "cen-none"),
    ] {
        bench.delete_service(&cen, &[own]).await.ok();
    }
    bench
        .cbn(
            B,
            "DeleteRouteServiceInCen",
            &with(&service(&cen), &[("AccessRegionId", "cn-shanghai")]),
        )
        .await
        .ok();
    assert_eq!(
        bench.services(&cen).await,
        ["cn-beijing Active", "cn-shanghai Active"]
    );
    bench.delete_service(&cen, &[]).await.ok();
    assert_eq!(
        bench.services(&cen).await,
        ["cn-beijing Active", "cn-shanghai Deleting"]
    );
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(bench.services(&cen).await, ["cn-beijing Active"]);
    bench.detach(&cen, "vpc-a1", "cn-hangzhou").await.ok();
    assert_eq!(
        bench.cbn(A, "DeleteCen", &[("CenId", &cen)]).await.code(),
        "OperationFailed.DeleteCenWithRouteEntry"
    );
}

#[tokio::test(start_paused = true)]
async fn a_cloud_service_that_cannot_be_routed_is_refused_with_its_code() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench
        .route_service(&cen, &[("Description", "oss")])
        .await
        .ok();
    for (own, status, code) in [
        (
            ("Host", "10.0.0.0/24"),
            400,
            "ParameterIllegal.ClouteRouteCidrNotAllow",
        ),
        (
            ("Host", "100.118.28.1/24"),
            400,
            "ParameterIllegal.ClouteRouteCidrNotAllow",
        ),
        (
            ("Host", "fd00::1"),
            400,
            "ParameterIllegal.ClouteRouteNotSupportIpv6",
        ),
        (
            ("Host", "fd00::/64"),
            400,
            "ParameterIllegal.Ipv6CloudRouteCidrNotAllow",
        ),
        (
            ("Host", "oss.example.com"),
            400,
            "ParameterIllegal.CloudRouteHost",
        ),
        (("Host", "100.118.28.0/24"), 400, "CloudRoute.Exist"),
        (("Host", "100.118.28.9"), 400, "CloudRoute.Conflict"),
        (
            ("AccessRegionIds.1", "mars-1"),
            400,
            "ParameterIllegal.AccessRegionId",
        ),
        (
            ("AccessRegionIds.1", "ccn-cn-shanghai"),
            400,
            "ParameterIllegal.AccessRegionIdNoCCN",
        ),
        (("AccessRegionIds.1", ""), 400, "MissingParameter"),
        (("HostVpcId", "vpc-a2"), 400, "CloudRoute.VpcNotAttached"),
        (
            ("HostRegionId", "cn-shanghai"),
            400,
            "CloudRoute.VpcNotAttached",
        ),
        (("CenId", "cen-none"), 404, "ParameterCenInstanceId"),
    ] {
        let refused = bench.route_service(&cen, &[own]).await;
        assert_eq!((refused.status, refused.code()), (status, code), "{own:?}");
    }
    bench
        .route_service(&cen, &[("Host", "100.118.29.9")])
        .await
        .ok();
    let page = [
        ("CenId", cen.as_str()),
        ("PageNumber", "2"),
        ("PageSize", "1"),
    ];
    let answer = bench.cbn(A, "DescribeRouteServicesInCen", &page).await.ok();
    let row = &answer["RouteServiceEntries"]["RouteServiceEntry"][0];
    assert_eq!(
        (&answer["TotalCount"], &row["Host"], &row["Cidrs"]["Cidr"]),
        (
            &json!(2),
            &json!("100.118.29.9"),
            &json!(["100.118.29.9/32"])
        )
    );
    assert_eq!(
        bench
            .cbn(B, "DescribeRouteServicesInCen", &page)
            .await
            .code(),
        "ParameterCenInstanceId"
    );
}

#[tokio::test(start_paused = true)]
async fn a_health_check_is_there_or_not_and_changed_by_enabling_it_again() {
    let bench = Bench::with(SEED, |options| {
        options.pace = "health-check=reads:1".parse().unwrap()
    });
    let cen = bench.cen().await;
    assert_eq!(
        bench.enable_check(&cen, &[]).await.code(),
        "InvalidOperation.VbrNotAttachedToCen"
    );
    bench.attach_vbr(&cen).await;
    bench.enable_check(&cen, &[]).await.ok();
    assert_eq!(
        bench.enable_check(&cen, &[]).await.code(),
        "InstanceStatus.NotSupport"
    );
    let mut row = json!({
        "CenId": cen, "VbrInstanceId": "vbr-a1", "VbrInstanceRegionId": "cn-beijing", "HealthCheckSourceIp": "100.96.0.1",
        "HealthCheckTargetIp": "10.0.0.2", "HealthCheckInterval": 2, "HealthyThreshold": 8, "HealthCheckOnly": false, "Description": "",
    });
    assert_eq!(bench.checks(&cen).await, json!([row]));
    bench
        .enable_check(
            &cen,
            &[
                ("HealthCheckInterval", "3"),
                ("HealthCheckOnly", "true"),
                ("Description", "d"),
            ],
        )
        .await
        .ok();
    for (name, value) in [
        ("HealthCheckInterval", json!(3)),
        ("HealthCheckOnly", json!(true)),
        ("Description", json!("d")),
    ] {
        row[name] = value;
    }
    assert_eq!(bench.checks(&cen).await, json!([row]));
    bench
        .cbn(A, "DisableCenVbrHealthCheck", &health_check(&cen)[..3])
        .await
        .ok();
    assert_eq!(bench.checks(&cen).await, json!([row]));
    assert_eq!(bench.checks(&cen).await, json!([]));
    bench
        .cbn(A, "DisableCenVbrHealthCheck", &health_check(&cen)[..3])
        .await
        .ok();
}

#[tokio::test(start_paused = true)]
async fn a_health_check_that_cannot_be_is_refused_with_its_code_and_goes_with_its_vbr() {
    let bench = Bench::with(
        &SEED.replace("vbrs: [", "vbrs: [{ id: vbr-a2, region: cn-beijing }, "),
        |_| {},
    );
    let cen = bench.cen().await;
    bench.attach_vbr(&cen).await;
    for (own, status, code) in [
        (("HealthCheckTargetIp", "line"), 400, "InvalidIpAddress"),
        (
            ("HealthCheckSourceIp", "10.0.0.2"),
            400,
            "Illegal.SourceIpOrTargetIp",
        ),
        (("HealthCheckInterval", "4"), 400, "InvalidParameter"),
        (("HealthyThreshold", "2"), 400, "InvalidParameter"),
        (
            ("VbrInstanceOwnerId", B),
            409,
            "InvalidOperation.VbrNotAttachedToCen",
        ),
        (
            ("VbrInstanceRegionId", "cn-hangzhou"),
            409,
            "InvalidOperation.VbrNotAttachedToCen",
        ),
        (
            ("VbrInstanceId", "vbr-a2"),
            409,
            "InvalidOperation.VbrNotAttachedToCen",
        ),
        (("CenId", "cen-none"), 404, "ParameterCenInstanceId"),
    ] {
        let refused = bench.enable_check(&cen, &[own]).await;
        assert_eq!((refused.status, refused.code()), (status, code), "{own:?}");
    }
    bench.enable_check(&cen, &[]).await.ok();
    let vbr = |id| {
        [
            ("CenId", cen.as_str()),
            ("ChildInstanceId", id),
            ("ChildInstanceType", "VBR"),
            ("ChildInstanceRegionId", "cn-beijing"),
        ]
    };
    bench
        .cbn(A, "AttachCenChildInstance", &vbr("vbr-a2"))
        .await
        .ok();
    assert_eq!(
        bench
            .enable_check(&cen, &[("VbrInstanceId", "vbr-a2")])
            .await
            .code(),
        "RouteConflict"
    );
    bench
        .enable_check(
            &cen,
            &[
                ("VbrInstanceId", "vbr-a2"),
                ("HealthCheckTargetIp", "10.0.0.6"),
            ],
        )
        .await
        .ok();
    let page = [
        ("VbrInstanceRegionId", "cn-beijing"),
        ("PageNumber", "2"),
        ("PageSize", "1"),
    ];
    let answer = bench.cbn(A, "DescribeCenVbrHealthCheck", &page).await.ok();
    assert_eq!(
        (
            &answer["TotalCount"],
            column(
                &answer["VbrHealthChecks"]["VbrHealthCheck"],
                "VbrInstanceId"
            )
        ),
        (&json!(2), vec!["vbr-a2".to_owned()])
    );
    assert_eq!(
        bench.cbn(B, "DescribeCenVbrHealthCheck", &page).await.ok()["TotalCount"],
        0
    );
    bench
        .cbn(A, "DetachCenChildInstance", &vbr("vbr-a1"))
        .await
        .ok();
    assert_eq!(
        column(&bench.checks(&cen).await, "VbrInstanceId"),
        ["vbr-a2"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_cen_moves_to_another_resource_group_unless_the_run_is_dry() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let to = |kind, group| {
        [
            ("ResourceType", kind),
            ("ResourceId", cen.as_str()),
            ("NewResourceGroupId", group),
        ]
    };
    let dry = with(&to("CEN", "rg-2"), &[("DryRun", "true")]);
    assert_eq!(
        bench.cbn(A, "MoveResourceGroup", &dry).await.code(),
        "DryRunOperation"
    );
    let in_group = async |group| {
        bench
            .cbn(A, "DescribeCens", &[("ResourceGroupId", group)])
            .await
            .ok()["TotalCount"]
            .clone()
    };
    assert_eq!(
        (in_group("rg-default").await, in_group("rg-2").await),
        (json!(1), json!(0))
    );
    bench
        .cbn(A, "MoveResourceGroup", &to("CEN", "rg-2"))
        .await
        .ok();
    assert_eq!(
        (in_group("rg-default").await, in_group("rg-2").await),
        (json!(0), json!(1))
    );
    for (account, own, code) in [
        (B, to("CEN", "rg-2"), "ParameterCenInstanceId"),
        (A, to("bandwidthpackage", "rg-2"), "ParameterBwpInstanceId"),
        (A, to("VPC", "rg-2"), "InvalidParameter"),
        (A, to("CEN", "group"), "IllegalParam.ResourceGroupId"),
    ] {
        assert_eq!(
            bench.cbn(account, "MoveResourceGroup", &own).await.code(),
            code
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_saved_world_has_all_of_it_and_goes_on_with_what_was_under_way() {
    let mut bench = Bench::with(SEED, |options| {
        options.pace = "private-zone=5s,route-service=5s,health-check=5s,route-map=5s"
            .parse()
            .unwrap()
    });
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.attach_vbr(&cen).await;
    bench.route_zone(&cen, &[]).await.ok();
    bench.route_service(&cen, &[]).await.ok();
    bench.enable_check(&cen, &[]).await.ok();
    let map = [
        ("CenRegionId", "cn-hangzhou"),
        ("TransmitDirection", "RegionIn"),
        ("MapResult", "Permit"),
        ("Priority", "3"),
    ];
    bench
        .cbn(A, "CreateCenRouteMap", &with(&map, &[("CenId", &cen)]))
        .await
        .ok();
    let world = bench.simulator.world();
    let saved = serde_json::to_string(&world).unwrap();
    let loaded: World = serde_json::from_str(&saved).unwrap();
    assert_eq!(loaded, world);
    let mut options = Options::new(bench.clock);
    options.pace = "1h".parse().unwrap();
    bench.simulator = Arc::new(Simulator::new(loaded, options));
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(
        (bench.zones(&cen).await, bench.services(&cen).await),
        (
            vec!["Active".to_owned()],
            vec!["cn-shanghai Active".to_owned()]
        )
    );
    assert_eq!(
        column(&bench.checks(&cen).await, "VbrInstanceId"),
        ["vbr-a1"]
    );
    let maps = bench
        .cbn(A, "DescribeCenRouteMaps", &[("CenId", &cen)])
        .await
        .ok();
    assert_eq!(column(&maps["RouteMaps"]["RouteMap"], "Status"), ["Active"]);
}
