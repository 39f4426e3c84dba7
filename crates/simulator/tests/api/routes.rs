//! The documented rules and states of published routes and of route maps.

use std::time::Duration;

use cen_simulator::Options;
use serde_json::{Value, json};

use crate::client::{A, B, Bench, Reply, SEED, column, with};

/// Account A has two routes that can be published, and one that cannot.
fn bench(set: impl FnOnce(&mut Options)) -> Bench {
    let routes = "cidr: 10.1.0.0/16, routes: [\
        { cidr: 192.168.10.0/24, next-hop-type: Instance, next-hop: i-1 },\
        { cidr: 192.168.11.0/24, next-hop-type: HaVip, next-hop: havip-1 },\
        { cidr: 192.168.12.0/24, next-hop-type: VpcPeer, next-hop: pcc-1 }] }";
    Bench::with(&SEED.replacen("cidr: 10.1.0.0/16 }", routes, 1), set)
}

/// Returns the parameters that identify a route of the first VPC.
fn route(cen: &str) -> [(&str, &str); 6] {
    [
        ("CenId", cen),
        ("ChildInstanceId", "vpc-a1"),
        ("ChildInstanceType", "VPC"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
        ("ChildInstanceRouteTableId", "vtb-a1"),
        ("DestinationCidrBlock", "192.168.10.0/24"),
    ]
}

impl Bench {
    async fn publish(&self, cen: &str, own: &[(&str, &str)]) -> Reply {
        self.cbn(A, "PublishRouteEntries", &with(&route(cen), own))
            .await
    }

    async fn withdraw(&self, cen: &str, own: &[(&str, &str)]) -> Reply {
        self.cbn(A, "WithdrawPublishedRouteEntries", &with(&route(cen), own))
            .await
    }

    /// Returns the destinations of the first VPC, and whether each is published.
    async fn published(&self, cen: &str) -> Vec<String> {
        let answer = self
            .cbn(A, "DescribePublishedRouteEntries", &route(cen)[..5])
            .await
            .ok();
        let rows = &answer["PublishedRouteEntries"]["PublishedRouteEntry"];
        let (cidrs, statuses) = (
            column(rows, "DestinationCidrBlock"),
            column(rows, "PublishStatus"),
        );
        cidrs
            .iter()
            .zip(statuses)
            .map(|(cidr, status)| format!("{cidr} {status}"))
            .collect()
    }

    async fn create_map(&self, cen: &str, own: &[(&str, &str)]) -> Reply {
        self.cbn(A, "CreateCenRouteMap", &with(&route_map(cen), own))
            .await
    }

    async fn route_maps(&self, cen: &str) -> Value {
        self.cbn(A, "DescribeCenRouteMaps", &[("CenId", cen)])
            .await
            .ok()["RouteMaps"]["RouteMap"]
            .clone()
    }
}

fn route_map(cen: &str) -> [(&str, &str); 5] {
    [
        ("CenId", cen),
        ("CenRegionId", "cn-hangzhou"),
        ("TransmitDirection", "RegionIn"),
        ("MapResult", "Permit"),
        ("Priority", "3"),
    ]
}

#[tokio::test(start_paused = true)]
async fn the_range_of_a_vpc_is_published_with_its_attachment_and_its_custom_routes_are_not() {
    let bench = bench(|options| options.pace = "attach=5s,route=10s".parse().unwrap());
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    assert_eq!(bench.published(&cen).await[0], "10.1.0.0/16 NonPublished");
    assert_eq!(
        bench.publish(&cen, &[]).await.code(),
        "InvalidOperation.ChildInstanceStatus"
    );
    tokio::time::advance(Duration::from_secs(5)).await;
    bench.publish(&cen, &[]).await.ok();
    assert_eq!(
        bench.withdraw(&cen, &[]).await.code(),
        "InvalidOperation.ChildInstanceStatus"
    );
    let before = [
        "10.1.0.0/16 Published",
        "192.168.10.0/24 NonPublished",
        "192.168.11.0/24 NonPublished",
        "192.168.12.0/24 NonPublished",
    ];
    assert_eq!(bench.published(&cen).await, before);
    tokio::time::advance(Duration::from_secs(10)).await;
    assert_eq!(bench.published(&cen).await[1], "192.168.10.0/24 Published");
    bench.publish(&cen, &[]).await.ok();
    bench.withdraw(&cen, &[]).await.ok();
    assert_eq!(bench.published(&cen).await[1], "192.168.10.0/24 Published");
    tokio::time::advance(Duration::from_secs(10)).await;
    assert_eq!(bench.published(&cen).await, before);
}

#[tokio::test(start_paused = true)]
async fn a_publication_does_not_survive_the_attachment() {
    let bench = bench(|_| {});
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.publish(&cen, &[]).await.ok();
    bench.detach(&cen, "vpc-a1", "cn-hangzhou").await.ok();
    assert_eq!(
        bench
            .cbn(A, "DescribePublishedRouteEntries", &route(&cen))
            .await
            .code(),
        "Instance.NotExist"
    );
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    assert_eq!(
        bench.published(&cen).await[1],
        "192.168.10.0/24 NonPublished"
    );
}

#[tokio::test(start_paused = true)]
async fn a_route_that_cannot_be_published_is_refused_with_its_code() {
    let bench = bench(|_| {});
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    for (own, status, code) in [
        (
            ("DestinationCidrBlock", "192.168.99.0/24"),
            400,
            "InvalidOperation.NotFoundRoute",
        ),
        (
            ("DestinationCidrBlock", "everywhere"),
            400,
            "InvalidParameter",
        ),
        (
            ("DestinationCidrBlock", "192.168.12.0/24"),
            400,
            "InvalidOperation.UnsupportnexthopType",
        ),
        (
            ("DestinationCidrBlock", "10.1.0.0/16"),
            400,
            "InvalidOperation.UnsupportnexthopType",
        ),
        (
            ("ChildInstanceRouteTableId", "vtb-a2"),
            400,
            "InvalidOperation.NotFoundRoute",
        ),
        (("ChildInstanceId", "vpc-a2"), 404, "Instance.NotExist"),
        (("ChildInstanceId", "vpc-none"), 404, "Instance.NotExist"),
        (
            ("ChildInstanceType", "CCN"),
            400,
            "ParameterIllegal.ChildInstanceType",
        ),
        (
            ("ChildInstanceRegionId", "mars-1"),
            400,
            "ParameterIllegal.ChildInstanceRegionId",
        ),
        (("CenId", "cen-none"), 404, "ParameterCenInstanceId"),
        (("CenId", "hub"), 400, "ParameterIllegal.CenInstanceId"),
        (("CenId", ""), 400, "MissingParameter"),
    ] {
        for refused in [
            bench.publish(&cen, &[own]).await,
            bench.withdraw(&cen, &[own]).await,
        ] {
            assert_eq!((refused.status, refused.code()), (status, code), "{own:?}");
        }
    }
    for action in [
        "PublishRouteEntries",
        "WithdrawPublishedRouteEntries",
        "DescribePublishedRouteEntries",
    ] {
        assert_eq!(
            bench.cbn(B, action, &route(&cen)).await.code(),
            "ParameterCenInstanceId"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_published_is_learned_by_the_others_of_the_cen() {
    let bench = bench(|_| {});
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.attach(&cen, "vpc-a2", "cn-shanghai", A).await.ok();
    bench.publish(&cen, &[]).await.ok();
    let own = [
        ("CenId", cen.as_str()),
        ("ChildInstanceId", "vpc-a2"),
        ("ChildInstanceType", "VPC"),
        ("PageSize", "500"),
    ];
    let rows = bench
        .cbn(A, "DescribeCenChildInstanceRouteEntries", &own)
        .await
        .ok()["CenRouteEntries"]["CenRouteEntry"]
        .clone();
    assert_eq!(
        column(&rows, "DestinationCidrBlock"),
        ["10.2.0.0/16", "10.1.0.0/16", "192.168.10.0/24"]
    );
    assert_eq!(column(&rows, "Type"), ["System", "CEN", "CEN"]);
    assert_eq!(
        (&rows[2]["NextHopInstanceId"], &rows[2]["NextHopRegionId"]),
        (&json!("vpc-a1"), &json!("cn-hangzhou"))
    );
    let domain = async |own: &[(&str, &str)]| {
        let all = with(
            &[("CenId", cen.as_str()), ("CenRegionId", "cn-shanghai")],
            own,
        );
        bench
            .cbn(A, "DescribeCenRegionDomainRouteEntries", &all)
            .await
    };
    let answer = domain(&[]).await.ok();
    let rows = &answer["CenRouteEntries"]["CenRouteEntry"];
    assert_eq!(column(rows, "Type"), ["CEN", "CEN", "System"]);
    assert_eq!(
        domain(&[("CenRegionId", "cn-beijing")]).await.ok()["TotalCount"],
        0
    );
    assert_eq!(
        domain(&[("Status", "Rejected")]).await.ok()["TotalCount"],
        0
    );
    assert_eq!(
        domain(&[("PageSize", "501")]).await.code(),
        "InvalidParameter"
    );
    assert_eq!(
        domain(&[("CenId", "cen-none")]).await.code(),
        "ParameterCenInstanceId"
    );
    let conflicts = bench
        .cbn(A, "DescribeRouteConflict", &route(&cen))
        .await
        .ok();
    assert_eq!(
        (
            &conflicts["TotalCount"],
            &conflicts["RouteConflicts"]["RouteConflict"]
        ),
        (&json!(0), &json!([]))
    );
}

#[tokio::test(start_paused = true)]
async fn routes_are_shown_in_pages() {
    let bench = bench(|_| {});
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    let page = with(&route(&cen)[..5], &[("PageNumber", "2"), ("PageSize", "3")]);
    let answer = bench
        .cbn(A, "DescribePublishedRouteEntries", &page)
        .await
        .ok();
    let rows = &answer["PublishedRouteEntries"]["PublishedRouteEntry"];
    assert_eq!(
        (
            &answer["TotalCount"],
            &answer["PageNumber"],
            &answer["PageSize"]
        ),
        (&json!(4), &json!(2), &json!(3))
    );
    assert_eq!(column(rows, "NextHopId"), ["pcc-1"]);
    let one = bench
        .cbn(A, "DescribePublishedRouteEntries", &route(&cen))
        .await
        .ok();
    assert_eq!(
        one["PublishedRouteEntries"]["PublishedRouteEntry"],
        json!([{
            "ChildInstanceRouteTableId": "vtb-a1", "DestinationCidrBlock": "192.168.10.0/24", "NextHopType": "Instance", "NextHopId": "i-1",
            "RouteType": "Custom", "OperationalMode": true, "PublishStatus": "NonPublished", "Conflicts": { "Conflict": [] },
        }])
    );
}

#[tokio::test(start_paused = true)]
async fn a_route_map_shows_everything_that_it_was_given() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let words = [
        ("AsPathMatchMode", "Include"),
        ("CidrMatchMode", "Complete"),
        ("CommunityMatchMode", "Include"),
    ];
    let more = [
        ("CommunityOperateMode", "Additive"),
        ("MatchAddressType", "IPv4"),
        ("Description", "d"),
        ("Preference", "7"),
    ];
    let others = [
        ("NextPriority", "9"),
        ("SourceInstanceIdsReverseMatch", "true"),
        ("TransitRouterRouteTableId", "vtb-tr"),
    ];
    let lists = [
        ("DestinationCidrBlocks.1", "10.0.0.0/8"),
        ("DestinationCidrBlocks.2", "172.16.0.0/12"),
        ("PrependAsPath.1", "65501"),
    ];
    let given: Vec<_> = words
        .into_iter()
        .chain(more)
        .chain(others)
        .chain(lists)
        .collect();
    let id = bench.create_map(&cen, &given).await.text("RouteMapId");
    assert!(id.starts_with("cenrmap-"), "{id}");
    let shown = bench.route_maps(&cen).await[0].clone();
    for (name, value) in words.iter().chain(&more[..3]).chain(&route_map(&cen)[1..4]) {
        assert_eq!(shown[*name], json!(value), "{name}");
    }
    assert_eq!(
        (
            &shown["Priority"],
            &shown["Preference"],
            &shown["NextPriority"]
        ),
        (&json!(3), &json!(7), &json!(9))
    );
    assert_eq!(
        (
            &shown["SourceInstanceIdsReverseMatch"],
            &shown["DestinationInstanceIdsReverseMatch"]
        ),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        shown["DestinationCidrBlocks"],
        json!({ "DestinationCidrBlock": ["10.0.0.0/8", "172.16.0.0/12"] })
    );
    assert_eq!(
        (&shown["PrependAsPath"], &shown["MatchCommunitySet"]),
        (
            &json!({"AsPath": ["65501"]}),
            &json!({"MatchCommunity": []})
        )
    );
    assert_eq!(
        (&shown["TransitRouterRouteTableId"], &shown["Status"]),
        (&json!("vtb-tr"), &json!("Active"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_route_map_walks_through_its_states() {
    let bench = Bench::with(SEED, |options| {
        options.pace = "route-map=reads:1".parse().unwrap()
    });
    let cen = bench.cen().await;
    let id = bench
        .create_map(&cen, &[("MatchAsns.1", "65501")])
        .await
        .text("RouteMapId");
    let own = with(&route_map(&cen), &[("RouteMapId", &id), ("Priority", "4")]);
    assert_eq!(
        bench.cbn(A, "ModifyCenRouteMap", &own).await.code(),
        "Operation.Blocking"
    );
    assert_eq!(
        bench.cbn(A, "DeleteCenRouteMap", &own).await.code(),
        "IncorrectStatus.RouteMap"
    );
    let mut seen = column(&bench.route_maps(&cen).await, "Status");
    seen.extend(column(&bench.route_maps(&cen).await, "Status"));
    bench.cbn(A, "ModifyCenRouteMap", &own).await.ok();
    let modified = bench.route_maps(&cen).await[0].clone();
    assert_eq!(
        (&modified["Priority"], &modified["MatchAsns"]),
        (&json!(4), &json!({ "MatchAsn": [] }))
    );
    seen.push(modified["Status"].as_str().unwrap().to_owned());
    seen.extend(column(&bench.route_maps(&cen).await, "Status"));
    bench.cbn(A, "DeleteCenRouteMap", &own).await.ok();
    seen.extend(column(&bench.route_maps(&cen).await, "Status"));
    assert_eq!(
        seen,
        ["Creating", "Active", "Modifying", "Active", "Deleting"]
    );
    assert_eq!(bench.route_maps(&cen).await, json!([]));
    assert_eq!(
        bench.cbn(A, "DeleteCenRouteMap", &own).await.code(),
        "ParameterInstanceId"
    );
}

#[tokio::test(start_paused = true)]
async fn a_priority_belongs_to_one_route_map_of_a_region_and_a_direction() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    bench.create_map(&cen, &[]).await.ok();
    bench
        .create_map(&cen, &[("TransmitDirection", "RegionOut")])
        .await
        .ok();
    bench
        .create_map(&cen, &[("CenRegionId", "cn-shanghai")])
        .await
        .ok();
    let second = bench
        .create_map(&cen, &[("Priority", "4")])
        .await
        .text("RouteMapId");
    let onto_the_first = with(&route_map(&cen), &[("RouteMapId", &second)]);
    assert_eq!(
        bench
            .cbn(A, "ModifyCenRouteMap", &onto_the_first)
            .await
            .code(),
        "InvalidParameter"
    );
    bench
        .cbn(
            A,
            "ModifyCenRouteMap",
            &with(&onto_the_first, &[("Priority", "4"), ("MapResult", "Deny")]),
        )
        .await
        .ok();
    for own in [
        ("Priority", "3"),
        ("Priority", "0"),
        ("Priority", "101"),
        ("Preference", "101"),
        ("MapResult", "Maybe"),
        ("CidrMatchMode", "Exclude"),
        ("TransmitDirection", "Up"),
        ("CenRegionId", "mars-1"),
        ("SourceInstanceIdsReverseMatch", "perhaps"),
    ] {
        assert_eq!(
            bench.create_map(&cen, &[own]).await.code(),
            "InvalidParameter",
            "{own:?}"
        );
    }
    let page = [
        ("CenId", cen.as_str()),
        ("CenRegionId", "cn-hangzhou"),
        ("PageNumber", "2"),
        ("PageSize", "2"),
    ];
    let answer = bench.cbn(A, "DescribeCenRouteMaps", &page).await.ok();
    assert_eq!(
        (
            &answer["TotalCount"],
            column(&answer["RouteMaps"]["RouteMap"], "MapResult")
        ),
        (&json!(3), vec!["Deny".to_owned()])
    );
    assert_eq!(
        bench.cbn(B, "DescribeCenRouteMaps", &page).await.code(),
        "ParameterCenInstanceId"
    );
    assert_eq!(
        bench
            .cbn(B, "CreateCenRouteMap", &route_map(&cen))
            .await
            .code(),
        "ParameterCenInstanceId"
    );
}

#[tokio::test(start_paused = true)]
async fn a_cen_that_blocks_takes_one_change_of_its_routes_at_a_time_and_route_maps_go_with_it() {
    let bench = bench(|options| {
        options.pace = "route=5s,route-map=5s".parse().unwrap();
        options.blocking = true;
    });
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.publish(&cen, &[]).await.ok();
    let refused = bench.create_map(&cen, &[]).await;
    assert_eq!(
        (refused.status, refused.code()),
        (500, "Operation.Blocking")
    );
    assert_eq!(
        bench.detach(&cen, "vpc-a1", "cn-hangzhou").await.code(),
        "Operation.Blocking"
    );
    tokio::time::advance(Duration::from_secs(5)).await;
    bench.create_map(&cen, &[]).await.ok();
    let other_route = ("DestinationCidrBlock", "192.168.11.0/24");
    assert_eq!(
        bench.publish(&cen, &[other_route]).await.code(),
        "Operation.Blocking"
    );
    tokio::time::advance(Duration::from_secs(5)).await;
    bench.detach(&cen, "vpc-a1", "cn-hangzhou").await.ok();
    bench.cbn(A, "DeleteCen", &[("CenId", &cen)]).await.ok();
    assert_eq!(
        bench.cbn(A, "DescribeCens", &[]).await.ok()["TotalCount"],
        0
    );
}
