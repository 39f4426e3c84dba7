//! Tests links between transit routers: their share of a package, and what each end shows.

use crate::client::{A, column, with};
use crate::network::{self, HUB, LAB};

#[tokio::test(start_paused = true)]
async fn a_link_takes_its_share_of_a_package() {
    let net = network::new("", |_| {}).await;
    let none = net.link(&[("Bandwidth", "4")]).await;
    assert_eq!(none.code(), "InvalidOperation.BwpNotAssociated");
    let package = net.bench.package("10", ["china", "china"]).await;
    net.bench.associate(&net.cen, &package).await.ok();
    for (own, code) in [
        (("Bandwidth", "11"), "InvalidOperation.BwpBandwidthExceeded"),
        (("Bandwidth", "x"), "IllegalParam.Bandwidth"),
        (("BandwidthType", "Fast"), "IllegalParam.BandwidthType"),
        (
            ("BandwidthType", "DataTransfer"),
            "IllegalParam.CenBandwidthPackageId",
        ),
        (
            ("PeerTransitRouterId", "tr-none"),
            "InvalidPeerTransitRouterId.NotFound",
        ),
        (
            ("PeerTransitRouterRegionId", "cn-beijing"),
            "IllegalParam.PeerRegionId",
        ),
        (
            ("DefaultLinkType", "Platinum"),
            "ParameterIllegal.BandwidthPackageDefaultLinkTypeOnlySupportGold",
        ),
        (
            ("PeerTransitRouterId", net.hub.as_str()),
            "IllegalParam.PeerRegionId",
        ),
    ] {
        let by = [
            ("CenBandwidthPackageId", package.as_str()),
            ("Bandwidth", "4"),
        ];
        assert_eq!(net.link(&with(&by, &[own])).await.code(), code, "{own:?}");
    }
    let id = net
        .link(&[("CenBandwidthPackageId", &package), ("Bandwidth", "4")])
        .await
        .text("TransitRouterAttachmentId");
    assert_eq!(
        net.link(&[("CenBandwidthPackageId", &package), ("Bandwidth", "1")])
            .await
            .code(),
        "InvalidOperation"
    );
    let shrink = [
        ("CenBandwidthPackageId", package.as_str()),
        ("Bandwidth", "3"),
    ];
    let shrunk = net
        .bench
        .cbn(A, "ModifyCenBandwidthPackageSpec", &shrink)
        .await;
    assert_eq!(shrunk.code(), "InvalidOperation.BwpBandwidthExceeded");
    let free = [
        ("CenId", net.cen.as_str()),
        ("CenBandwidthPackageId", package.as_str()),
    ];
    let unassociated = net
        .bench
        .cbn(A, "UnassociateCenBandwidthPackage", &free)
        .await;
    assert_eq!(
        unassociated.code(),
        "InvalidOperation.CenBandwidthLimitsNotZero"
    );
    let update = "UpdateTransitRouterPeerAttachmentAttribute";
    let to = |name, value| [("TransitRouterAttachmentId", id.as_str()), (name, value)];
    net.bench.cbn(A, update, &to("Bandwidth", "10")).await.ok();
    let type_only = net
        .bench
        .cbn(A, update, &to("BandwidthType", "DataTransfer"))
        .await;
    assert_eq!(type_only.code(), "MissingParam.Bandwidth");
    let traffic = [
        ("TransitRouterAttachmentId", id.as_str()),
        ("BandwidthType", "DataTransfer"),
        ("Bandwidth", "70"),
        ("DefaultLinkType", "Platinum"),
    ];
    net.bench.cbn(A, update, &traffic).await.ok();
    let rows = net
        .list("PeerAttachments", &[("TransitRouterId", &net.hub)])
        .await;
    let shown = [
        "Bandwidth",
        "BandwidthType",
        "CenBandwidthPackageId",
        "DefaultLinkType",
    ]
    .map(|name| column(&rows, name)[0].clone());
    assert_eq!(shown, ["70", "DataTransfer", "", "Platinum"]);
    net.bench
        .cbn(A, "UnassociateCenBandwidthPackage", &free)
        .await
        .ok();
    net.delete("Peer", &id, &[]).await.ok();
}

#[tokio::test(start_paused = true)]
async fn a_link_is_seen_from_its_other_end_as_is_assumed() {
    for (assume, seen) in [
        ("both", vec![HUB]),
        ("swapped", vec![LAB]),
        ("creator", vec![]),
    ] {
        let net = network::new(&format!("peer-list: {assume}"), |_| {}).await;
        net.link(&[]).await.ok();
        let rows = net
            .list("PeerAttachments", &[("TransitRouterId", &net.hub)])
            .await;
        assert_eq!(column(&rows, "RegionId"), [HUB]);
        let rows = net
            .list("PeerAttachments", &[("TransitRouterId", &net.lab)])
            .await;
        assert_eq!(column(&rows, "RegionId"), seen);
    }
}
