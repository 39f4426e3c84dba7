//! Tests both ends of the wire together: the simulator reads the route calls that `cen_cloud`
//! writes, and the other way round.

use cen_cloud::{
    CenChildInstance, CenRegion, CenRouteMap, CenVbr, ChildInstanceRoute, ChildInstanceRouteTable,
    ChildInstanceType, Client, CreateCenRouteMap, Credential, EnableCenVbrHealthCheck, Endpoints,
    ErrorKind, GroupedResource, MoveResourceGroup, PrivateZoneRoute, ResolveAndRouteService,
    RouteMapSettings, RouteService,
};
use cen_simulator::InProcess;

use crate::client::{A, Bench, SEED};

/// Returns a CEN with the first VPC and the VBR of account A, and a client of that account.
async fn bench() -> (Bench, String, Client) {
    let routes = "cidr: 10.1.0.0/16, routes: [{ cidr: 192.168.10.0/24, next-hop-type: Instance, next-hop: i-1 }] }";
    let bench = Bench::with(&SEED.replacen("cidr: 10.1.0.0/16 }", routes, 1), |_| {});
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.attach_vbr(&cen).await;
    let transport = std::sync::Arc::new(InProcess::new(bench.simulator.clone()));
    let client = Client::new(
        transport,
        Endpoints::Vendor,
        Credential::new("keyA", "secretA", None),
        bench.clock,
    );
    (bench, cen, client)
}

fn child(cen_id: &str) -> CenChildInstance<'_> {
    CenChildInstance {
        cen_id,
        child_instance_id: "vpc-a1",
        child_instance_type: ChildInstanceType::Vpc,
        child_instance_region_id: "cn-hangzhou",
    }
}

#[tokio::test(start_paused = true)]
async fn a_route_is_found_published_and_withdrawn() {
    let (_bench, cen, client) = bench().await;
    let child_instance = child(&cen);
    let routes = client
        .describe_published_route_entries(child_instance)
        .await
        .unwrap();
    let (table, cidr) = (
        routes[1].child_instance_route_table_id.as_str(),
        routes[1].destination_cidr_block.as_str(),
    );
    let route = ChildInstanceRoute {
        child_instance,
        child_instance_route_table_id: table,
        destination_cidr_block: cidr,
    };
    client.publish_route_entries(route).await.unwrap();
    let here = CenRegion {
        cen_id: &cen,
        region_id: "cn-hangzhou",
    };
    let domain = client
        .describe_cen_region_domain_route_entries(here)
        .await
        .unwrap();
    assert_eq!(
        domain
            .iter()
            .map(|route| route.destination_cidr_block.as_str())
            .collect::<Vec<_>>(),
        ["10.1.0.0/16", cidr]
    );
    let own = client
        .describe_cen_child_instance_route_entries(child_instance)
        .await
        .unwrap();
    assert_eq!(
        (own[1].publish_status.as_str(), own[1].operational_mode),
        ("Published", true)
    );
    client
        .withdraw_published_route_entries(route)
        .await
        .unwrap();
    assert_eq!(
        client
            .describe_published_route_entries(child_instance)
            .await,
        Ok(routes.clone())
    );
    let absent = ChildInstanceRoute {
        destination_cidr_block: "192.168.99.0/24",
        ..route
    };
    assert_eq!(
        client.publish_route_entries(absent).await.unwrap_err().kind,
        ErrorKind::NotFound
    );
    let table = ChildInstanceRouteTable {
        child_instance_id: "vpc-a1",
        child_instance_type: ChildInstanceType::Vpc,
        child_instance_region_id: "cn-hangzhou",
        child_instance_route_table_id: table,
    };
    assert_eq!(client.describe_route_conflict(table).await, Ok(vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_route_map_is_read_as_it_was_written() {
    let (_bench, cen, client) = bench().await;
    let some = |text: &str| vec![text.to_owned()];
    let settings = RouteMapSettings {
        priority: 3,
        map_result: "Permit".to_owned(),
        description: "d".to_owned(),
        next_priority: Some(9),
        preference: Some(20),
        as_path_match_mode: "Include".to_owned(),
        cidr_match_mode: "Include".to_owned(),
        community_match_mode: "Complete".to_owned(),
        community_operate_mode: "Replace".to_owned(),
        match_address_type: "IPv4".to_owned(),
        destination_child_instance_types: some("VPC"),
        destination_cidr_blocks: some("10.0.0.0/8"),
        destination_instance_ids: some("vpc-a2"),
        destination_instance_ids_reverse_match: true,
        destination_region_ids: some("cn-shanghai"),
        destination_route_table_ids: some("vtb-a2"),
        match_asns: some("65501"),
        match_community_set: some("65501:1"),
        operate_community_set: some("65501:2"),
        prepend_as_path: some("65502"),
        route_types: some("System"),
        source_child_instance_types: some("VBR"),
        source_instance_ids: some("vpc-a1"),
        source_instance_ids_reverse_match: true,
        source_region_ids: some("cn-hangzhou"),
        source_route_table_ids: some("vtb-a1"),
        others: Default::default(),
    };
    let (cen_id, cen_region_id, transmit_direction, transit_router_route_table_id) =
        (cen.as_str(), "cn-hangzhou", "RegionOut", "");
    let create = CreateCenRouteMap {
        cen_id,
        cen_region_id,
        transmit_direction,
        transit_router_route_table_id,
        settings: &settings,
    };
    let route_map_id = &client.create_cen_route_map(create).await.unwrap();
    assert_eq!(
        client.describe_cen_route_maps(&cen).await.unwrap()[0].settings,
        settings
    );
    let fewer = RouteMapSettings {
        priority: 4,
        map_result: "Deny".to_owned(),
        preference: Some(50),
        destination_cidr_blocks: some("10.1.0.0/16"),
        ..RouteMapSettings::default()
    };
    let route_map = CenRouteMap {
        cen_id,
        cen_region_id,
        route_map_id,
    };
    client
        .modify_cen_route_map(route_map, &fewer)
        .await
        .unwrap();
    let kept = client.describe_cen_route_maps(&cen).await.unwrap();
    let kept = &kept[0].settings;
    assert_eq!(
        (kept.as_path_match_mode.as_str(), kept.next_priority),
        (settings.as_path_match_mode.as_str(), settings.next_priority),
        "words and numbers that are not sent stay"
    );
    assert_eq!(
        (kept.priority, &kept.destination_cidr_blocks),
        (4, &fewer.destination_cidr_blocks)
    );
    assert!(
        kept.source_region_ids.is_empty(),
        "a list that is not sent is emptied"
    );
    client.delete_cen_route_map(route_map).await.unwrap();
    assert_eq!(client.describe_cen_route_maps(&cen).await, Ok(vec![]));
    assert_eq!(
        client
            .delete_cen_route_map(route_map)
            .await
            .unwrap_err()
            .kind,
        ErrorKind::NotFound
    );
}

#[tokio::test(start_paused = true)]
async fn services_and_zones_are_routed_and_taken() {
    let (_bench, cen, client) = bench().await;
    let (cen_id, access_region_id, host_region_id, host_vpc_id) =
        (cen.as_str(), "cn-hangzhou", "cn-hangzhou", "vpc-a1");
    let zone = PrivateZoneRoute {
        cen_id,
        access_region_id,
        host_region_id,
        host_vpc_id,
    };
    client.route_private_zone_in_cen_to_vpc(zone).await.unwrap();
    assert_eq!(
        client
            .route_private_zone_in_cen_to_vpc(zone)
            .await
            .unwrap_err()
            .kind,
        ErrorKind::AlreadyExists
    );
    assert_eq!(
        client.describe_cen_private_zone_routes(&cen).await.unwrap()[0].host_vpc_id,
        "vpc-a1"
    );
    client
        .unroute_private_zone_in_cen_to_vpc(CenRegion {
            cen_id,
            region_id: access_region_id,
        })
        .await
        .unwrap();
    assert_eq!(
        client.describe_cen_private_zone_routes(&cen).await,
        Ok(vec![])
    );
    let (access_region_ids, host, description, client_token) =
        (&["cn-beijing", "cn-shanghai"], "100.118.28.9", "d", "t");
    let service = ResolveAndRouteService {
        cen_id,
        access_region_ids,
        host,
        host_region_id,
        host_vpc_id,
        description,
        client_token,
    };
    client
        .resolve_and_route_service_in_cen(service)
        .await
        .unwrap();
    for access_region_id in access_region_ids {
        let seen = client.describe_route_services_in_cen(&cen).await.unwrap();
        assert_eq!(
            (seen[0].access_region_id.as_str(), &seen[0].cidrs[0]),
            (*access_region_id, &"100.118.28.9/32".to_owned())
        );
        client
            .delete_route_service_in_cen(RouteService {
                cen_id,
                access_region_id,
                host,
                host_region_id,
                host_vpc_id,
            })
            .await
            .unwrap();
    }
    assert_eq!(
        client.describe_route_services_in_cen(&cen).await,
        Ok(vec![])
    );
    let to = MoveResourceGroup {
        resource: GroupedResource::Cen(&cen),
        new_resource_group_id: "rg-2",
        client_token,
    };
    client.move_resource_group(to).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_line_is_checked_until_it_is_not() {
    let (_bench, cen, client) = bench().await;
    let (vbr_instance_id, vbr_instance_region_id) = ("vbr-a1", "cn-beijing");
    let vbr = CenVbr {
        cen_id: &cen,
        vbr_instance_id,
        vbr_instance_region_id,
        vbr_instance_owner_id: A,
    };
    let check = EnableCenVbrHealthCheck {
        vbr,
        health_check_source_ip: "10.0.0.1",
        health_check_target_ip: "10.0.0.2",
        health_check_interval: 3,
        healthy_threshold: 4,
        health_check_only: true,
        description: "d",
    };
    client.enable_cen_vbr_health_check(check).await.unwrap();
    let region = CenRegion {
        cen_id: &cen,
        region_id: vbr_instance_region_id,
    };
    let seen = client.describe_cen_vbr_health_check(region).await.unwrap();
    assert_eq!(
        (
            seen[0].health_check_source_ip.as_str(),
            seen[0].health_check_target_ip.as_str()
        ),
        ("10.0.0.1", "10.0.0.2")
    );
    assert_eq!(
        (
            seen[0].health_check_interval,
            seen[0].healthy_threshold,
            seen[0].health_check_only
        ),
        (Some(3), Some(4), true)
    );
    client.disable_cen_vbr_health_check(vbr).await.unwrap();
    assert_eq!(
        client.describe_cen_vbr_health_check(region).await,
        Ok(vec![])
    );
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_wrong_is_noticed_once_and_all_clients_of_the_server_know() {
    let bench = Bench::new();
    let transport = std::sync::Arc::new(InProcess::new(bench.simulator.clone()));
    let hours_behind =
        cen_cloud::clock::Clock::starting_at("2026-01-01T20:00:00Z".parse().unwrap());
    let client = Client::new(
        transport,
        Endpoints::Vendor,
        Credential::new("keyA", "secretA", None),
        hours_behind,
    );
    let other = client.of_account(Credential::new("keyB", "secretB", None));
    for (client, account) in [(&client, A), (&other, crate::client::B), (&client, A)] {
        assert_eq!(
            client.get_caller_identity().await.unwrap().account_id,
            account
        );
    }
    let codes: Vec<_> = bench
        .log
        .lock()
        .unwrap()
        .iter()
        .map(|entry| entry.code.clone())
        .collect();
    assert_eq!(codes, ["InvalidTimeStamp.Expired", "", "", ""]);
}
