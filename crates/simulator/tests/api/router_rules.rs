//! Tests what keeps transit routers and CENs in place, what the lists of the Basic Edition show of them, and their tags.

use crate::client::{A, B, column};
use crate::network::{self, HUB, LAB};

#[tokio::test(start_paused = true)]
async fn what_is_attached_keeps_its_router_and_its_cen() {
    let net = network::new("", |_| {}).await;
    let id = net.attach(&[]).await.text("TransitRouterAttachmentId");
    let delete = async |router: &str| {
        net.bench
            .cbn(A, "DeleteTransitRouter", &[("TransitRouterId", router)])
            .await
    };
    let code = "InvalidOperation.AttachedChildInstanceExist";
    assert_eq!(delete(&net.hub).await.code(), code);
    let cen = [("CenId", net.cen.as_str())];
    assert_eq!(net.bench.cbn(A, "DeleteCen", &cen).await.code(), code);
    assert_eq!(
        net.bench
            .vpc(A, "DeleteVpc", &[("VpcId", "vpc-a1")])
            .await
            .code(),
        "DependencyViolation.CEN"
    );
    net.detach(&id).await.ok();
    delete(&net.hub).await.ok();
    delete(&net.lab).await.ok();
    net.bench.cbn(A, "DeleteCen", &cen).await.ok();
}

#[tokio::test(start_paused = true)]
async fn a_cen_with_routers_goes_or_stays_as_is_assumed() {
    for (assume, code) in [
        ("refuse-routers", "InvalidOperation.CenInstanceStatus"),
        ("take-routers", ""),
    ] {
        let net = network::new(&format!("delete-cen: {assume}"), |_| {}).await;
        let delete = net.bench.cbn(A, "DeleteCen", &[("CenId", &net.cen)]).await;
        assert_eq!(delete.code(), code);
    }
}

#[tokio::test(start_paused = true)]
async fn the_basic_attachment_of_a_region_that_sells_enterprise_is_what_is_assumed() {
    for (assume, code, kinds) in [
        ("basic", "", vec!["Basic"]),
        ("refuse", "OperationFailed.InvalidTransitRouter", vec![]),
        ("convert", "", vec!["Enterprise"]),
    ] {
        let net = network::new(&format!("old-attach: {assume}"), |_| {}).await;
        let cen = net.bench.cen().await;
        let attach = net.bench.attach(&cen, "vpc-a1", HUB, A).await;
        assert_eq!(attach.code(), code);
        let routers = net
            .bench
            .cbn(A, "ListTransitRouters", &[("CenId", &cen)])
            .await
            .ok();
        assert_eq!(column(&routers["TransitRouters"], "Type"), kinds);
        let own = [("CenId", cen.as_str()), ("RegionId", HUB)];
        let rows = net.list("VpcAttachments", &own).await;
        let attached = usize::from(assume == "convert");
        assert_eq!(rows.as_array().unwrap().len(), attached);
    }
    let net = network::new("", |_| {}).await;
    let beside = net.bench.attach(&net.cen, "vpc-a1", HUB, A).await;
    assert_eq!(beside.code(), "OperationFailed.InvalidTransitRouter");
    let limit = net.bench.limit(&net.cen, [HUB, LAB], "2").await;
    assert_eq!(limit.code(), "OperationUnsupported.TransitRouterType");
    net.attach(&[]).await.ok();
    let detach = net.bench.detach(&net.cen, "vpc-a1", HUB).await;
    assert_eq!(detach.code(), "Forbidden.TypeInvalid");
}

#[tokio::test(start_paused = true)]
async fn the_basic_lists_show_transit_routers_as_is_assumed() {
    for (assume, number) in [("basic", 0), ("all", 1)] {
        let assumed = format!("children-list: {assume}, limits-list: {assume}");
        let net = network::new(&assumed, |_| {}).await;
        net.attach(&[]).await.ok();
        net.link(&[]).await.ok();
        assert_eq!(net.bench.children(&net.cen).await.len(), number);
        let limits = net
            .bench
            .cbn(
                A,
                "DescribeCenInterRegionBandwidthLimits",
                &[("CenId", &net.cen)],
            )
            .await
            .ok();
        assert_eq!(limits["TotalCount"], number);
    }
}

#[tokio::test(start_paused = true)]
async fn what_routers_have_carries_tags_of_its_own_type() {
    let net = network::new("", |_| {}).await;
    let vpc = net
        .attach(&[("Tag.1.Key", "k")])
        .await
        .text("TransitRouterAttachmentId");
    let link = net.link(&[]).await.text("TransitRouterAttachmentId");
    let table = net.table(&net.hub).await;
    for (kind, id) in [
        ("TRANSITROUTER", net.hub.as_str()),
        ("TransitRouterRouteTable", &table),
        ("TRANSITROUTERVPCATTACHMENT", &vpc),
        ("TransitRouterPeerAttachment", &link),
    ] {
        let named = [("ResourceType", kind), ("ResourceId.1", id)];
        let tag = [("Tag.1.Key", "a"), ("Tag.1.Value", "b")];
        net.bench
            .cbn(A, "TagResources", &[named, tag].concat())
            .await
            .ok();
        let listed = net.bench.cbn(A, "ListTagResources", &named).await.ok();
        let rows = &listed["TagResources"]["TagResource"];
        assert!(column(rows, "TagKey").contains(&"a".to_owned()), "{kind}");
        let keys = [("TagKey.1", "a"), ("TagKey.2", "k")];
        net.bench
            .cbn(A, "UntagResources", &[named, keys].concat())
            .await
            .ok();
        let listed = net.bench.cbn(A, "ListTagResources", &named).await.ok();
        assert_eq!(
            listed["TagResources"]["TagResource"]
                .as_array()
                .unwrap()
                .len(),
            0
        );
        let foreign = net
            .bench
            .cbn(B, "TagResources", &[named, tag].concat())
            .await;
        assert_eq!(foreign.code(), "InvalidInstanceIds.NotFound");
    }
    let other_kind = [
        ("ResourceType", "TransitRouterVbrAttachment"),
        ("ResourceId.1", vpc.as_str()),
        ("Tag.1.Key", "a"),
    ];
    let answer = net.bench.cbn(A, "TagResources", &other_kind).await;
    assert_eq!(answer.code(), "InvalidInstanceIds.NotFound");
}
