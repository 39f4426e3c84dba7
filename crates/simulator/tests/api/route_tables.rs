//! Route tables of transit routers: what is looked up in them, what they learn, and their entries.

use crate::client::{A, Bench, Reply, column, with};
use crate::network::{self, Net};

const ASSOCIATE: &str = "AssociateTransitRouterAttachmentWithRouteTable";
const DISSOCIATE: &str = "DissociateTransitRouterAttachmentFromRouteTable";
const REPLACE: &str = "ReplaceTransitRouterRouteTableAssociation";
const ENABLE: &str = "EnableTransitRouterRouteTablePropagation";
const DISABLE: &str = "DisableTransitRouterRouteTablePropagation";

async fn new_table(net: &Net) -> String {
    let own = [
        ("TransitRouterId", net.hub.as_str()),
        ("TransitRouterRouteTableName", "t"),
    ];
    let made = net
        .bench
        .cbn(A, "CreateTransitRouterRouteTable", &own)
        .await;
    made.text("TransitRouterRouteTableId")
}

async fn delete_table(net: &Net, table: &str) -> Reply {
    let own = [("TransitRouterRouteTableId", table)];
    net.bench
        .cbn(A, "DeleteTransitRouterRouteTable", &own)
        .await
}

/// Returns the destinations in a table, each with its status and type.
async fn routes(bench: &Bench, table: &str, status: &str) -> Vec<String> {
    let own = [
        ("TransitRouterRouteTableId", table),
        ("TransitRouterRouteEntryStatus", status),
    ];
    let listed = bench
        .cbn(A, "ListTransitRouterRouteEntries", &own)
        .await
        .ok();
    let rows = &listed["TransitRouterRouteEntries"];
    let [cidrs, types, statuses] = ["DestinationCidrBlock", "Type", "Status"]
        .map(|name| column(rows, &format!("TransitRouterRouteEntry{name}")));
    let rows = cidrs.iter().zip(&types).zip(&statuses);
    rows.map(|((cidr, kind), status)| format!("{cidr} {kind} {status}"))
        .collect()
}

async fn entry(net: &Net, table: &str, own: &[(&str, &str)]) -> Reply {
    let new = [
        ("TransitRouterRouteTableId", table),
        (
            "TransitRouterRouteEntryDestinationCidrBlock",
            "192.168.0.0/16",
        ),
        ("TransitRouterRouteEntryNextHopType", "BlackHole"),
    ];
    let all = with(&new, own);
    net.bench
        .cbn(A, "CreateTransitRouterRouteEntry", &all)
        .await
}

#[tokio::test(start_paused = true)]
async fn an_attachment_has_one_table_and_teaches_many() {
    let net = network::new("", |_| {}).await;
    let vpc = net.attach(&[]).await.text("TransitRouterAttachmentId");
    let (system, custom) = (net.table(&net.hub).await, new_table(&net).await);
    net.use_table(&vpc, &system).await;
    let second = net.join(ASSOCIATE, &vpc, &custom).await;
    assert_eq!(second.code(), "AssociationExist.TransitRouterTable");
    net.join(ENABLE, &vpc, &custom).await.ok();
    let again = net.join(ENABLE, &vpc, &custom).await;
    assert_eq!(again.code(), "OperationUnsupported.EnablePropagation");
    assert_eq!(
        routes(&net.bench, &custom, "All").await,
        ["10.1.0.0/16 Propagated Active"]
    );
    assert_eq!(
        net.detach(&vpc).await.code(),
        "OperationFailed.RouteTableAssociationExist"
    );
    net.join(REPLACE, &vpc, &custom).await.ok();
    let unmoved = net.join(REPLACE, &vpc, &custom).await;
    assert_eq!(unmoved.code(), "OperationUnsupported.TransitAttachment");
    let wrong = net.join(DISSOCIATE, &vpc, &system).await;
    assert_eq!(wrong.code(), "OperationUnsupported.dissociateRouteTable");
    assert_eq!(
        delete_table(&net, &custom).await.code(),
        "OperationFailed.DeleteRouteTableWithAssociation"
    );
    net.join(DISSOCIATE, &vpc, &custom).await.ok();
    assert_eq!(
        net.detach(&vpc).await.code(),
        "OperationFailed.RouteTablePropagationExist"
    );
    assert_eq!(
        delete_table(&net, &custom).await.code(),
        "OperationFailed.DeleteRouteTableWithPropagation"
    );
    net.join(DISABLE, &vpc, &custom).await.ok();
    net.join(DISABLE, &vpc, &system).await.ok();
    delete_table(&net, &custom).await.ok();
    assert_eq!(
        delete_table(&net, &system).await.code(),
        "OperationFailed.DeleteSystemRouteTable"
    );
    assert_eq!(
        delete_table(&net, &custom).await.code(),
        "InvalidTransitRouterRouteTableId.NotFound"
    );
    net.detach(&vpc).await.ok();
}

#[tokio::test(start_paused = true)]
async fn joining_takes_its_time_and_what_is_not_there_has_its_code() {
    let net = network::new("", |options| {
        options.pace = "association=reads:1".parse().unwrap()
    })
    .await;
    let vpc = net.attach(&[]).await.text("TransitRouterAttachmentId");
    let (system, other) = (net.table(&net.hub).await, net.table(&net.lab).await);
    net.use_table(&vpc, &system).await;
    let early = net.join(DISSOCIATE, &vpc, &system).await;
    assert_eq!(early.code(), "IncorrectStatus.AttachmentOrRouteTable");
    assert_eq!(net.associations().await, ["Associating"]);
    assert_eq!(net.associations().await, ["Active"]);
    assert_eq!(net.propagations().await, ["Enabling"]);
    assert_eq!(net.propagations().await, ["Active"]);
    net.join(DISSOCIATE, &vpc, &system).await.ok();
    net.join(DISABLE, &vpc, &system).await.ok();
    assert_eq!(net.associations().await, ["Dissociating"]);
    assert_eq!(net.propagations().await, ["Disabling"]);
    assert!(net.associations().await.is_empty() && net.propagations().await.is_empty());
    for (action, attachment, table, code) in [
        (
            ASSOCIATE,
            "tr-attach-none",
            system.as_str(),
            (404, "InvalidAttachmentId.NotFound"),
        ),
        (
            ENABLE,
            &vpc,
            "vtb-none",
            (404, "InvalidRouteTableId.NotFound"),
        ),
        (
            REPLACE,
            "tr-attach-none",
            &system,
            (400, "InvalidAttachmentId.NotFound"),
        ),
        (
            ASSOCIATE,
            &vpc,
            &other,
            (400, "OperationUnsupported.Associate"),
        ),
        (
            ENABLE,
            &vpc,
            &other,
            (400, "OperationUnsupported.EnablePropagation"),
        ),
    ] {
        let answer = net.join(action, attachment, table).await;
        assert_eq!((answer.status, answer.code()), code, "{action}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_association_goes_before_or_after_its_propagation_as_is_assumed() {
    for (assume, code) in [
        ("free", ""),
        (
            "propagation-first",
            "OperationUnsupported.dissociateRouteTable",
        ),
    ] {
        let net = network::new(&format!("unuse-first: {assume}"), |_| {}).await;
        let vpc = net.attach(&[]).await.text("TransitRouterAttachmentId");
        let table = net.table(&net.hub).await;
        net.use_table(&vpc, &table).await;
        assert_eq!(net.join(DISSOCIATE, &vpc, &table).await.code(), code);
    }
}

#[tokio::test(start_paused = true)]
async fn static_entries_have_one_destination_each_and_keep_what_they_lead_to() {
    let net = network::new("", |options| {
        options.pace = "entry=reads:1".parse().unwrap()
    })
    .await;
    let vpc = net.attach(&[]).await.text("TransitRouterAttachmentId");
    let table = net.table(&net.hub).await;
    let to = [
        ("TransitRouterRouteEntryNextHopType", "Attachment"),
        ("TransitRouterRouteEntryNextHopId", vpc.as_str()),
    ];
    for (own, code) in [
        (&to[..1], "MissingParam.TransitRouterRouteEntryNextHopId"),
        (&to[1..], "ParamExclusive.NextHopTypeBlackHoleAndNextHopId"),
        (
            &[("TransitRouterRouteEntryNextHopType", "VPC")],
            "IllegalParam.NextHopType",
        ),
        (
            &[("TransitRouterRouteEntryDestinationCidrBlock", "x")],
            "IllegalParam.TransitRouterDestinationCidrBlock",
        ),
        (
            &[("TransitRouterRouteTableId", "vtb-none")],
            "InvalidTransitRouterRouteTableId.NotFound",
        ),
    ] {
        assert_eq!(entry(&net, &table, own).await.code(), code);
    }
    let id = entry(&net, &table, &to)
        .await
        .text("TransitRouterRouteEntryId");
    assert_eq!(
        entry(&net, &table, &[]).await.code(),
        "InstanceExist.TransitRouterRouteEntry"
    );
    assert_eq!(
        routes(&net.bench, &table, "All").await,
        ["192.168.0.0/16 Static Creating"]
    );
    assert_eq!(
        net.detach(&vpc).await.code(),
        "OperationFailed.RouteEntryExist"
    );
    let delete =
        async |own: &[(&str, &str)]| net.bench.cbn(A, "DeleteTransitRouterRouteEntry", own).await;
    let by_id = ("TransitRouterRouteEntryId", id.as_str());
    let both = delete(&[by_id, ("TransitRouterRouteTableId", &table)]).await;
    assert_eq!(
        both.code(),
        "ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock"
    );
    delete(&[by_id]).await.ok();
    let soon = entry(&net, &table, &[]).await;
    assert_eq!(
        soon.code(),
        "OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock"
    );
    assert_eq!(
        routes(&net.bench, &table, "All").await,
        ["192.168.0.0/16 Static Deleting"]
    );
    assert_eq!(
        delete(&[by_id]).await.code(),
        "IllegalParam.TransitRouterRouteEntryId"
    );
    net.join(ENABLE, &vpc, &table).await.ok();
    let learned = [
        ("TransitRouterRouteTableId", table.as_str()),
        ("TransitRouterRouteEntryDestinationCidrBlock", "10.1.0.0/16"),
    ];
    assert_eq!(
        delete(&learned).await.code(),
        "OperationFailed.DeleteTransitRouterRouteEntry"
    );
}

/// Two regions, linked, each VPC and the link in the system table; a static entry at the far end.
async fn linked(assume: &str) -> (Net, String, String) {
    let net = network::new(assume, |_| {}).await;
    let (hub, lab) = (net.table(&net.hub).await, net.table(&net.lab).await);
    let vpc = net
        .attach(&[("AutoPublishRouteEnabled", "true")])
        .await
        .text("TransitRouterAttachmentId");
    let far = net.attach_lab().await;
    let link = net.link(&[]).await.text("TransitRouterAttachmentId");
    for (attachment, table) in [(&vpc, &hub), (&link, &hub), (&far, &lab), (&link, &lab)] {
        net.use_table(attachment, table).await;
    }
    (net, hub, lab)
}

#[tokio::test(start_paused = true)]
async fn a_link_publishes_both_ways_or_one_as_is_assumed() {
    let far = "10.2.0.0/16 Propagated Active";
    for (assume, at_hub) in [("both", true), ("one-way", false)] {
        let (net, hub, lab) = linked(&format!("publish: {assume}")).await;
        assert_eq!(
            routes(&net.bench, &hub, "All")
                .await
                .contains(&far.to_owned()),
            at_hub
        );
        let at_lab = routes(&net.bench, &lab, "All").await;
        assert!(at_lab.contains(&"10.1.0.0/16 Propagated Active".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn routes_pass_a_second_link_as_is_assumed() {
    for (assume, number) in [("no", 1), ("yes", 2)] {
        let (net, _, lab) = linked(&format!("transitive: '{assume}'")).await;
        let own = [("CenId", net.cen.as_str()), ("RegionId", "cn-beijing")];
        let third = net
            .bench
            .cbn(A, "CreateTransitRouter", &own)
            .await
            .text("TransitRouterId");
        let own = [
            ("TransitRouterId", net.lab.as_str()),
            ("RegionId", "cn-shanghai"),
            ("PeerTransitRouterId", &third),
            ("PeerTransitRouterRegionId", "cn-beijing"),
        ];
        let link = net.link(&own).await.text("TransitRouterAttachmentId");
        let table = net.table(&third).await;
        net.use_table(&link, &lab).await;
        net.use_table(&link, &table).await;
        assert_eq!(routes(&net.bench, &table, "All").await.len(), number);
    }
}

#[tokio::test(start_paused = true)]
async fn a_vpc_takes_learned_routes_and_static_ones_as_is_assumed() {
    for (assume, synced) in [
        ("yes", vec!["10.2.0.0/16", "192.168.0.0/16"]),
        ("no", vec!["10.2.0.0/16"]),
    ] {
        let (net, hub, _) = linked(&format!("sync-static: '{assume}'")).await;
        let rows = net
            .list("PeerAttachments", &[("TransitRouterId", &net.hub)])
            .await;
        let link = column(&rows, "TransitRouterAttachmentId").remove(0);
        let to = [
            ("TransitRouterRouteEntryNextHopType", "Attachment"),
            ("TransitRouterRouteEntryNextHopId", link.as_str()),
        ];
        entry(&net, &hub, &to).await.ok();
        let own = [
            ("RegionId", "cn-hangzhou"),
            ("RouteTableId", "vtb-a1"),
            ("NextHopType", "Attachment"),
        ];
        let listed = net.bench.vpc(A, "DescribeRouteEntryList", &own).await.ok();
        let mut cidrs = column(&listed["RouteEntrys"]["RouteEntry"], "DestinationCidrBlock");
        cidrs.sort();
        assert_eq!(cidrs, synced);
    }
}

#[tokio::test(start_paused = true)]
async fn a_vpc_gets_routes_to_its_attachment_which_keep_it() {
    let net = network::new("", |options| {
        options.pace = "entry=reads:1".parse().unwrap()
    })
    .await;
    let vpc = net.attach(&[]).await.text("TransitRouterAttachmentId");
    let own = [
        ("CenId", net.cen.as_str()),
        ("TransitRouterAttachmentId", &vpc),
        ("RouteTableId", "vtb-a1"),
        ("DestinationCidrBlock", "10.0.0.0/8"),
    ];
    let create = "CreateCenChildInstanceRouteEntryToAttachment";
    let delete = "DeleteCenChildInstanceRouteEntryToAttachment";
    let table = with(&own, &[("RouteTableId", "vtb-none")]);
    assert_eq!(
        net.bench.cbn(A, create, &table).await.code(),
        "OperationDenied.RouteTableTypeNotPermitted"
    );
    assert_eq!(
        net.bench.cbn(A, delete, &own).await.code(),
        "InvalidRouteEntry.NotFound"
    );
    net.bench.cbn(A, create, &own).await.ok();
    assert_eq!(
        net.detach(&vpc).await.code(),
        "IncorrectStatus.VpcRouteEntry"
    );
    let list = [
        ("TransitRouterAttachmentId", vpc.as_str()),
        ("ChildInstanceRouteTableId", "vtb-a1"),
    ];
    let statuses = async || {
        let listed = net
            .bench
            .cbn(A, "ListCenChildInstanceRouteEntriesToAttachment", &list)
            .await
            .ok();
        column(&listed["RouteEntry"], "Status")
    };
    assert_eq!(statuses().await, ["Pending"]);
    assert_eq!(statuses().await, ["Available"]);
    assert_eq!(
        net.bench.cbn(A, create, &own).await.code(),
        "InvalidCIDRBlock.Duplicate"
    );
    assert_eq!(
        net.detach(&vpc).await.code(),
        "OperationFailed.AttachmentReferencedVpcRouteEntryExisted"
    );
    net.bench.cbn(A, delete, &own).await.ok();
    assert_eq!(statuses().await, ["Deleting"]);
    net.detach(&vpc).await.ok();
}
