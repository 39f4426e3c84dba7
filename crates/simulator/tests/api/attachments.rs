//! Tests what is attached to transit routers: VPCs and border routers.

use serde_json::Value;

use crate::client::{A, B, Reply, column, with};
use crate::network::{self, HUB, LAB, Net};

async fn synced(net: &Net, attachment: &str, is_synced: &str) -> Reply {
    let own = [
        ("TransitRouterAttachmentId", attachment),
        ("AutoPublishRouteEnabled", is_synced),
    ];
    let action = "UpdateTransitRouterVpcAttachmentAttribute";
    net.bench.cbn(A, action, &own).await
}

async fn vpcs(net: &Net) -> Value {
    let own = [("TransitRouterId", net.hub.as_str())];
    net.list("VpcAttachments", &own).await
}

#[tokio::test(start_paused = true)]
async fn a_vpc_is_attached_changed_and_detached_in_steps() {
    let net = network::new("", |options| {
        options.pace = "attach=reads:1,detach=reads:1,zones=reads:1"
            .parse()
            .unwrap();
    })
    .await;
    let id = net.attach(&[]).await.text("TransitRouterAttachmentId");
    assert_eq!(column(&vpcs(&net).await, "Status"), ["Attaching"]);
    let rows = vpcs(&net).await;
    assert_eq!(column(&rows, "Status"), ["Attached"]);
    assert_eq!(column(&rows, "AutoPublishRouteEnabled"), ["false"]);
    assert!(net.associations().await.is_empty() && net.propagations().await.is_empty());
    let zones = [
        ("TransitRouterAttachmentId", id.as_str()),
        ("AddZoneMappings.1.ZoneId", "cn-hangzhou-i"),
        ("AddZoneMappings.1.VSwitchId", "vsw-a1-i"),
        ("RemoveZoneMappings.1.ZoneId", "cn-hangzhou-h"),
        ("RemoveZoneMappings.1.VSwitchId", "vsw-a1-h"),
    ];
    let action = "UpdateTransitRouterVpcAttachmentZones";
    net.bench.cbn(A, action, &zones).await.ok();
    assert_eq!(net.free("vsw-a1-h").await, "11", "it is on its way out");
    let again = net.bench.cbn(A, action, &zones).await;
    assert_eq!(again.code(), "IncorrectStatus.TransitRouterAttachment");
    assert_eq!(
        net.detach(&id).await.code(),
        "IncorrectStatus.Attachment",
        "it is being changed"
    );
    assert_eq!(column(&vpcs(&net).await, "Status"), ["Modifying"]);
    let rows = vpcs(&net).await;
    assert_eq!(
        column(&rows[0]["ZoneMappings"], "VSwitchId"),
        ["vsw-a1-j", "vsw-a1-i"]
    );
    assert_eq!(net.free("vsw-a1-h").await, "12");
    net.detach(&id).await.ok();
    assert_eq!(column(&vpcs(&net).await, "Status"), ["Detaching"]);
    assert_eq!(vpcs(&net).await.as_array().unwrap().len(), 0);
    assert_eq!(net.free("vsw-a1-j").await, "12");
}

#[tokio::test(start_paused = true)]
async fn each_flaw_of_a_vpc_attachment_has_its_documented_code() {
    let net = network::new("", |_| {}).await;
    let zone = |zone, vswitch| {
        [
            ("ZoneMappings.1.ZoneId", zone),
            ("ZoneMappings.1.VSwitchId", vswitch),
        ]
    };
    let cases: [(&[(&str, &str)], &str); 14] = [
        (
            &[("TransitRouterId", "tr-none")],
            "InvalidTransitRouterId.NotFound",
        ),
        (
            &[("RegionId", "cn-shanghai")],
            "IllegalParam.TransitRouterRegionId",
        ),
        (
            &[("TransitRouterId", ""), ("RegionId", "")],
            "MissingParam.CenIdOrRegionId",
        ),
        (
            &[("TransitRouterId", ""), ("CenId", "cen-none")],
            "InvalidCenId.NotFound",
        ),
        (
            &[("VpcId", "vpc-a2")],
            "OperationUnsupported.TransitRouterRegionId",
        ),
        (&[("VpcId", "vpc-none")], "InvalidVpcId.NotFound"),
        (&[("ChargeType", "PREPAY")], "IllegalParam.ChargeType"),
        (
            &zone("cn-hangzhou-h", "vsw-none"),
            "InvalidVSwitchId.NotFound",
        ),
        (&zone("cn-hangzhou-i", "vsw-a1-h"), "IllegalParam.ZoneId"),
        (&zone("cn-hangzhou-z", "vsw-a1-z"), "IllegalParam.ZoneId"),
        (&zone("cn-hangzhou-j", "vsw-a1-j"), "Duplicated.ZoneMapping"),
        (
            &zone("cn-hangzhou-h", "vsw-a1-full"),
            "InsufficientIpAddr.vsw",
        ),
        (
            &[("Options", r#"{"ApplianceModeSupport":"on"}"#)],
            "InvalidParameter.ApplianceModeSupport",
        ),
        (&[("DryRun", "true")], "DryRunOperation"),
    ];
    for (own, code) in cases {
        assert_eq!(net.attach(own).await.code(), code, "{own:?}");
    }
    let no_zones: Vec<_> = net
        .new_attachment()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("Zone"))
        .collect();
    let bare = net
        .bench
        .cbn(A, "CreateTransitRouterVpcAttachment", &no_zones)
        .await;
    assert_eq!(bare.code(), "IllegalParam.ZoneMappings");
    net.attach(&[]).await.ok();
    assert_eq!(
        net.attach(&[]).await.code(),
        "QuotaFull.ChildInstanceRelatedCen"
    );
    let delete = net
        .bench
        .vpc(A, "DeleteVSwitch", &[("VSwitchId", "vsw-a1-h")])
        .await;
    assert_eq!(delete.code(), "DependencyViolation");
}

#[tokio::test(start_paused = true)]
async fn one_zone_of_several_is_enough_or_not_as_is_assumed() {
    for (assume, code) in [("accept", ""), ("refuse", "IllegalParam.ZoneMappings")] {
        let net = network::new(&format!("one-zone: {assume}"), |_| {}).await;
        let one: Vec<_> = net
            .new_attachment()
            .into_iter()
            .filter(|(name, _)| !name.starts_with("ZoneMappings.2"))
            .collect();
        let attach = net
            .bench
            .cbn(A, "CreateTransitRouterVpcAttachment", &one)
            .await;
        assert_eq!(attach.code(), code);
    }
}

#[tokio::test(start_paused = true)]
async fn an_attachment_makes_its_router_and_the_legacy_flags_join_it_to_the_system_table() {
    let net = network::new("", |_| {}).await;
    let own = [
        ("CenId", net.cen.as_str()),
        ("TransitRouterId", ""),
        ("RegionId", "cn-beijing"),
        ("VbrId", "vbr-a1"),
        ("RouteTableAssociationEnabled", "true"),
        ("RouteTablePropagationEnabled", "true"),
    ];
    net.bench
        .cbn(A, "CreateTransitRouterVbrAttachment", &own)
        .await
        .ok();
    let routers = net
        .bench
        .cbn(A, "ListTransitRouters", &[("CenId", &net.cen)])
        .await
        .ok();
    assert_eq!(
        column(&routers["TransitRouters"], "RegionId"),
        ["cn-beijing", HUB, LAB]
    );
    let router = routers["TransitRouters"][0]["TransitRouterId"]
        .as_str()
        .unwrap();
    let rows = net
        .list("VbrAttachments", &[("TransitRouterId", router)])
        .await;
    assert_eq!(column(&rows, "VbrId"), ["vbr-a1"]);
    let id = rows[0]["TransitRouterAttachmentId"].as_str().unwrap();
    let delete = net.delete("Vbr", id, &[]).await;
    assert_eq!(delete.code(), "OperationFailed.RouteTableAssociationExist");
    net.delete("Vbr", id, &[("Force", "true")]).await.ok();
    assert!(net.associations().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_network_of_another_account_needs_its_grant_and_its_service() {
    let foreign = [
        ("VpcId", "vpc-b1"),
        ("VpcOwnerId", B),
        ("ZoneMappings.1.VSwitchId", "vsw-b1-h"),
        ("ZoneMappings.2.VSwitchId", "vsw-b1-j"),
    ];
    for (assume, code) in [
        ("across-uid", "Forbbiden.AttachChildInstanceAcrossUid"),
        ("not-found", "InvalidInstanceId.NotFound"),
    ] {
        let net = network::new(&format!("missing-grant: {assume}"), |_| {}).await;
        assert_eq!(net.attach(&foreign).await.code(), code);
    }
    let net = network::new("", |_| {}).await;
    assert_eq!(
        net.grant(&[]).await.code(),
        "Forbbiden.TransitRouterServiceNotOpen"
    );
    let older = [
        ("RegionId", HUB),
        ("InstanceId", "vpc-b1"),
        ("InstanceType", "VPC"),
        ("CenId", net.cen.as_str()),
        ("CenOwnerId", A),
    ];
    net.bench.vpc(B, "GrantInstanceToCen", &older).await.ok();
    let closed = net.attach(&foreign).await;
    assert_eq!(
        closed.code(),
        "Forbidden.ResourceOwnerTransitRouterServiceNotOpen"
    );
    net.bench.cbn(B, "OpenTransitRouterService", &[]).await.ok();
    let id = net.attach(&foreign).await.text("TransitRouterAttachmentId");
    let revoke = net.revoke(&[]).await;
    assert_eq!(revoke.code(), "IncorrectStatus.Cen", "it is attached");
    let seen = net
        .bench
        .cbn(
            A,
            "ListGrantVSwitchesToCen",
            &[("CenId", &net.cen), ("RegionId", HUB), ("VpcId", "vpc-b1")],
        )
        .await
        .ok();
    assert_eq!(
        column(&seen["VSwitches"], "VSwitchId"),
        ["vsw-b1-h", "vsw-b1-j"]
    );
    net.detach(&id).await.ok();
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
    net.revoke(&[]).await.ok();
    let again = net.grant(&[]).await;
    assert_eq!(
        again.code(),
        "OperationFailed.TaskConflict",
        "it came too soon"
    );
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
    net.grant(&[("OrderType", "PayByResourceOwner")]).await.ok();
    let rules = net
        .bench
        .cbn(
            B,
            "DescribeGrantRulesToResource",
            &[("ResourceId", "vpc-b1"), ("ProductType", "VPC")],
        )
        .await
        .ok();
    assert_eq!(
        column(&rules["GrantRules"], "OrderType"),
        ["PayByResourceOwner"]
    );
    let id = net.attach(&foreign).await.text("TransitRouterAttachmentId");
    let order = |order| {
        [
            ("TransitRouterAttachmentId", id.as_str()),
            ("OrderType", order),
        ]
    };
    let update = "UpdateTransitRouterVpcAttachmentAttribute";
    assert_eq!(
        net.bench
            .cbn(A, update, &order("PayByCenOwner"))
            .await
            .code(),
        "InvalidParameter"
    );
    let modify = [
        ("CenId", net.cen.as_str()),
        ("InstanceId", "vpc-b1"),
        ("OrderType", "PayByCenOwner"),
    ];
    net.bench
        .cbn(B, "ModifyGrantInstanceToTransitRouter", &modify)
        .await
        .ok();
    net.bench.cbn(A, update, &order("PayByCenOwner")).await.ok();
}

#[tokio::test(start_paused = true)]
async fn a_border_router_is_granted_by_either_name_or_by_one() {
    for (assume, code) in [("either", ""), ("strict", "InvalidParameter")] {
        let net = network::new(&format!("grant-kind: {assume}"), |_| {}).await;
        net.bench.cbn(B, "OpenTransitRouterService", &[]).await.ok();
        let vbr = |kind| {
            [
                ("InstanceId", "vbr-b1"),
                ("InstanceType", kind),
                ("RegionId", "cn-beijing"),
            ]
        };
        assert_eq!(net.grant(&vbr("VBR")).await.code(), code);
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        net.grant(&vbr("ExpressConnect")).await.ok();
    }
}

#[tokio::test(start_paused = true)]
async fn a_router_synchronizes_50_vpcs_and_a_vpc_one_cen() {
    let net = network::new("", |_| {}).await;
    let mut ids = Vec::new();
    for number in 0..51 {
        let (vpc, vswitch) = (
            format!("vpc-many-{number:02}"),
            format!("vsw-many-{number:02}"),
        );
        let own = [
            ("VpcId", vpc.as_str()),
            ("ZoneMappings.1.VSwitchId", vswitch.as_str()),
            (
                "AutoPublishRouteEnabled",
                if number < 50 { "true" } else { "false" },
            ),
        ];
        let all = with(&net.new_attachment(), &own);
        let one: Vec<_> = all
            .into_iter()
            .filter(|(name, _)| !name.starts_with("ZoneMappings.2"))
            .collect();
        let made = net
            .bench
            .cbn(A, "CreateTransitRouterVpcAttachment", &one)
            .await;
        ids.push(made.text("TransitRouterAttachmentId"));
    }
    let full = synced(&net, &ids[50], "true").await;
    assert_eq!(
        full.code(),
        "QuotaExceeded.VpcAutoRoutesPublishPerTransitRouter"
    );
    synced(&net, &ids[0], "false").await.ok();
    synced(&net, &ids[50], "true").await.ok();
    let own = [
        ("TransitRouterId", net.hub.as_str()),
        ("MaxResults", "20"),
        ("NextToken", "40"),
    ];
    let page = net
        .bench
        .cbn(A, "ListTransitRouterVpcAttachments", &own)
        .await
        .ok();
    assert_eq!(
        page["TransitRouterAttachments"].as_array().unwrap().len(),
        11
    );
    assert_eq!(
        (page["TotalCount"].as_u64(), page["NextToken"].as_str()),
        (Some(51), Some(""))
    );
    for (own, code) in [
        (("MaxResults", "101"), "IllegalParam.MaxResults"),
        (("NextToken", "x"), "IllegalParam.NextToken"),
        (("RegionId", "mars-1"), "IllegalParam.Region"),
        (
            ("TransitRouterId", "tr-none"),
            "IllegalParam.TransitRouterId",
        ),
        (("CenId", "cen-none"), "IllegalParam.CenId"),
        (("TransitRouterId", ""), "IllegalParam.CenIdOrRegionId"),
    ] {
        let own = with(&[("TransitRouterId", net.hub.as_str())], &[own]);
        let list = net
            .bench
            .cbn(A, "ListTransitRouterVpcAttachments", &own)
            .await;
        assert_eq!(list.code(), code);
    }
}

#[tokio::test(start_paused = true)]
async fn the_deletion_of_what_is_not_there_is_answered_as_is_assumed() {
    for (assume, code) in [
        ("ok", ""),
        ("not-found", "InvalidTransitRouterAttachmentId.NotFound"),
    ] {
        let net = network::new(&format!("delete-unknown: {assume}"), |_| {}).await;
        assert_eq!(net.detach("tr-attach-none").await.code(), code);
    }
}
