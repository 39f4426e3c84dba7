//! vSwitches of VPCs.

use serde_json::Value;

use crate::client::{A, B, Bench, Reply, column, with};

const NEW: [(&str, &str); 4] = [
    ("RegionId", "cn-hangzhou"),
    ("VpcId", "vpc-a1"),
    ("ZoneId", "cn-hangzhou-h"),
    ("CidrBlock", "10.1.0.0/28"),
];

async fn create(bench: &Bench, own: &[(&str, &str)]) -> Reply {
    bench.vpc(A, "CreateVSwitch", &with(&NEW, own)).await
}

async fn listed(bench: &Bench, own: &[(&str, &str)]) -> Value {
    let listed = bench.vpc(A, "DescribeVSwitches", own).await.ok();
    listed["VSwitches"]["VSwitch"].clone()
}

#[tokio::test(start_paused = true)]
async fn a_vswitch_is_made_shown_and_deleted() {
    let bench = Bench::with(crate::client::SEED, |options| {
        options.pace = "vpc=reads:1".parse().unwrap();
    });
    let id = create(&bench, &[("ClientToken", "t")])
        .await
        .text("VSwitchId");
    let again = create(&bench, &[("ClientToken", "t")]).await;
    assert_eq!(again.text("VSwitchId"), id, "the token names it");
    let region = [("RegionId", "cn-hangzhou")];
    assert_eq!(
        column(&listed(&bench, &region).await, "Status"),
        ["Pending"]
    );
    let rows = listed(&bench, &region).await;
    assert_eq!(column(&rows, "AvailableIpAddressCount"), ["12"]);
    let vpc = bench
        .vpc(A, "DescribeVpcAttribute", &[("VpcId", "vpc-a1")])
        .await
        .ok();
    assert_eq!(vpc["VSwitchIds"]["VSwitchId"][0], id.as_str());
    let delete_vpc = bench.vpc(A, "DeleteVpc", &[("VpcId", "vpc-a1")]).await;
    assert_eq!(delete_vpc.code(), "DependencyViolation.VSwitch");
    let own = [("VSwitchId", id.as_str())];
    let others = bench.vpc(B, "DescribeVSwitchAttributes", &own).await;
    assert_eq!(others.code(), "InvalidVSwitchId.NotFound");
    let name = [("VSwitchId", id.as_str()), ("VSwitchName", "n")];
    bench.vpc(A, "ModifyVSwitchAttribute", &name).await.ok();
    let shown = bench.vpc(A, "DescribeVSwitchAttributes", &own).await.ok();
    assert_eq!(shown["VSwitchName"], "n");
    bench.vpc(A, "DeleteVSwitch", &own).await.ok();
    let gone = bench.vpc(A, "DescribeVSwitchAttributes", &own).await;
    assert_eq!(
        (gone.status, gone.code()),
        (404, "InvalidVSwitchId.NotFound")
    );
    bench.vpc(A, "DeleteVpc", &[("VpcId", "vpc-a1")]).await.ok();
}

#[tokio::test(start_paused = true)]
async fn a_vswitch_lies_in_its_vpc_and_overlaps_no_other() {
    let bench = Bench::new();
    create(&bench, &[]).await.ok();
    for (own, code) in [
        (("CidrBlock", "10.1.0.0/24"), "InvalidCidrBlock.Overlapped"),
        (("CidrBlock", "10.2.0.0/28"), "InvalidCidrBlock"),
        (("CidrBlock", "10.1.1.0/30"), "InvalidCidrBlock.Malformed"),
        (("CidrBlock", "10.1.1.1/28"), "InvalidCidrBlock.Malformed"),
        (("ZoneId", "cn-hangzhou-x"), "InvalidZoneId.NotFound"),
        (("VpcId", "vpc-b1"), "InvalidVpcID.NotFound"),
        (("RegionId", "cn-shanghai"), "InvalidVpcID.NotFound"),
    ] {
        assert_eq!(create(&bench, &[own]).await.code(), code, "{own:?}");
    }
    let chosen = create(&bench, &[("CidrBlock", ""), ("CidrMask", "28")]).await;
    let own = [("VSwitchId", chosen.text("VSwitchId"))];
    let own = own.each_ref().map(|(name, id)| (*name, id.as_str()));
    let shown = bench.vpc(A, "DescribeVSwitchAttributes", &own).await.ok();
    assert_eq!(shown["CidrBlock"], "10.1.0.16/28");
    let shrunk = [("VpcId", "vpc-a1"), ("CidrBlock", "10.1.0.0/28")];
    let shrink = bench.vpc(A, "ModifyVpcAttribute", &shrunk).await;
    assert_eq!(shrink.code(), "DependencyViolation.VSwitch");
}

/// What lists look up is kept between them, and must not outlive a change.
#[tokio::test(start_paused = true)]
async fn a_list_shows_what_changed_since_it_was_read() {
    let bench = Bench::with(crate::client::SEED, |options| {
        options.pace = "attach=2s".parse().unwrap();
    });
    let cen = bench.cen().await;
    let vpc = async || {
        let region = [("RegionId", "cn-hangzhou")];
        let listed = bench.vpc(A, "DescribeVpcs", &region).await.ok();
        let mut vpcs = listed["Vpcs"]["Vpc"].as_array().unwrap().iter();
        let vpc = vpcs.find(|vpc| vpc["VpcId"] == "vpc-a1").unwrap();
        let vswitches = vpc["VSwitchIds"]["VSwitchId"].as_array().unwrap().len();
        (vswitches, vpc["CenStatus"].as_str().unwrap().to_owned())
    };
    assert_eq!(vpc().await, (0, String::new()));
    create(&bench, &[]).await.ok();
    assert_eq!(vpc().await, (1, String::new()), "after a call");
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    assert_eq!(vpc().await, (1, String::new()));
    tokio::time::advance(std::time::Duration::from_secs(2)).await;
    assert_eq!(vpc().await, (1, "Attached".to_owned()), "after a time");
}
