//! Tests the fields that a real third-party client needs: without them it fails, sees differences
//! or replaces objects. Source: its recorded runs, in which one field at a time was left out.

use serde_json::{Value, json};

use crate::client::{A, B, Bench, SEED, column};

/// Lists the fields of an object that are missing or null.
fn missing<'a>(object: &Value, names: &[&'a str]) -> Vec<&'a str> {
    names
        .iter()
        .filter(|name| object[**name].is_null())
        .copied()
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_vpc_has_every_field_without_which_the_client_fails() {
    let bench = Bench::new();
    let answer = bench
        .vpc(
            A,
            "DescribeVpcs",
            &[("RegionId", "cn-hangzhou"), ("VpcId", "vpc-a1")],
        )
        .await
        .ok();
    let vpc = &answer["Vpcs"]["Vpc"][0];
    assert_eq!(
        (&vpc["VpcId"], &vpc["CidrBlock"], &vpc["VpcName"]),
        (&json!("vpc-a1"), &json!("10.1.0.0/16"), &json!("hub"))
    );
    assert!(
        vpc["SecondaryCidrBlocks"]["SecondaryCidrBlock"].is_array()
            && vpc["UserCidrs"]["UserCidr"].is_array(),
        "{vpc}"
    );
    let tables = bench
        .vpc(
            A,
            "DescribeRouteTableList",
            &[("RegionId", "cn-hangzhou"), ("VpcId", "vpc-a1")],
        )
        .await
        .ok();
    assert_eq!(tables["Code"], "200");
    assert_eq!(
        column(
            &tables["RouterTableList"]["RouterTableListType"],
            "RouteTableType"
        ),
        ["System"]
    );
    let none = bench
        .vpc(
            A,
            "DescribeVpcs",
            &[("RegionId", "cn-hangzhou"), ("VpcId", "vpc-none")],
        )
        .await
        .ok();
    assert_eq!(
        none["Vpcs"]["Vpc"],
        json!([]),
        "the list is there without anything in it"
    );
}

#[tokio::test(start_paused = true)]
async fn the_default_vpc_of_a_region_is_found_among_the_others() {
    let seed = SEED.replacen(
        "      - { id: vpc-a2",
        "      - { id: vpc-a3, region: cn-hangzhou, default: true }\n      - { id: vpc-a2",
        1,
    );
    let bench = Bench::with(&seed, |_| {});
    for (asked, found) in [
        ("true", vec!["vpc-a3"]),
        ("false", vec!["vpc-a1", "vpc-a3"]),
    ] {
        let answer = bench
            .vpc(
                A,
                "DescribeVpcs",
                &[("RegionId", "cn-hangzhou"), ("IsDefault", asked)],
            )
            .await
            .ok();
        assert_eq!(
            column(&answer["Vpcs"]["Vpc"], "VpcId"),
            found,
            "IsDefault={asked}"
        );
    }
    let answer = bench
        .vpc(A, "DescribeVpcs", &[("RegionId", "cn-hangzhou")])
        .await
        .ok();
    assert_eq!(
        column(&answer["Vpcs"]["Vpc"], "IsDefault"),
        ["false", "true"]
    );
}

#[tokio::test(start_paused = true)]
async fn limits_are_paged_and_those_of_an_unknown_cen_are_none() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    bench.attach(&cen, "vpc-a1", "cn-hangzhou", A).await.ok();
    bench.attach(&cen, "vpc-a2", "cn-shanghai", A).await.ok();
    let package = bench.package("20", ["China", "China"]).await;
    bench.associate(&cen, &package).await.ok();
    bench
        .limit(&cen, ["cn-hangzhou", "cn-shanghai"], "5")
        .await
        .ok();
    for (id, count) in [(cen.as_str(), 1), ("cen-unknown", 0)] {
        let answer = bench
            .cbn(A, "DescribeCenInterRegionBandwidthLimits", &[("CenId", id)])
            .await
            .ok();
        assert_eq!(answer["TotalCount"], count, "{answer}");
        assert!(answer["PageSize"].is_u64(), "{answer}");
        let rows = answer["CenInterRegionBandwidthLimits"]["CenInterRegionBandwidthLimit"]
            .as_array()
            .unwrap();
        assert_eq!(rows.len(), count, "{answer}");
        for row in rows {
            assert_eq!(
                missing(
                    row,
                    &[
                        "CenId",
                        "LocalRegionId",
                        "OppositeRegionId",
                        "BandwidthLimit",
                        "Status"
                    ]
                ),
                [""; 0],
                "{row}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn attachments_name_the_owner_and_grants_name_the_cen() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let grant = [
        ("RegionId", "cn-hangzhou"),
        ("InstanceId", "vpc-b1"),
        ("InstanceType", "VPC"),
        ("CenId", &cen),
        ("CenOwnerId", A),
    ];
    bench.vpc(B, "GrantInstanceToCen", &grant).await.ok();
    bench.attach(&cen, "vpc-b1", "cn-hangzhou", B).await.ok();
    let children = bench
        .cbn(A, "DescribeCenAttachedChildInstances", &[("CenId", &cen)])
        .await
        .ok();
    assert_eq!(
        column(
            &children["ChildInstances"]["ChildInstance"],
            "ChildInstanceOwnerId"
        ),
        [B]
    );
    let asked = [
        ("RegionId", "cn-hangzhou"),
        ("InstanceId", "vpc-b1"),
        ("InstanceType", "VPC"),
    ];
    let rules = bench.vpc(B, "DescribeGrantRulesToCen", &asked).await.ok();
    let rows = &rules["CenGrantRules"]["CbnGrantRule"];
    assert_eq!(
        (column(rows, "CenInstanceId"), column(rows, "CenOwnerId")),
        (vec![cen], vec![A.to_owned()])
    );
}

#[tokio::test(start_paused = true)]
async fn cens_are_found_by_their_tags_and_have_every_field_that_is_compared() {
    let bench = Bench::new();
    let tagged = [
        ("Name", "hub"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "prod"),
    ];
    let cen = bench.cbn(A, "CreateCen", &tagged).await.text("CenId");
    bench.cen().await;
    let find = async |value: &str| {
        bench
            .cbn(
                A,
                "DescribeCens",
                &[("Tag.1.Key", "env"), ("Tag.1.Value", value)],
            )
            .await
            .ok()
    };
    let found = find("prod").await;
    assert_eq!(column(&found["Cens"]["Cen"], "CenId"), [cen]);
    assert_eq!(
        missing(
            &found["Cens"]["Cen"][0],
            &["Name", "Description", "ProtectionLevel", "Status"]
        ),
        [""; 0]
    );
    assert_eq!(find("test").await["TotalCount"], 0);
}

#[tokio::test(start_paused = true)]
async fn a_package_without_a_charge_type_is_postpaid_and_has_every_field_whose_loss_replaces_it() {
    let bench = Bench::new();
    let cen = bench.cen().await;
    let package = bench.package("20", ["China", "China"]).await;
    bench.associate(&cen, &package).await.ok();
    let answer = bench.cbn(A, "DescribeCenBandwidthPackages", &[]).await.ok();
    let row = &answer["CenBandwidthPackages"]["CenBandwidthPackage"][0];
    assert_eq!(row["BandwidthPackageChargeType"], "POSTPAY");
    assert_eq!(row["CenIds"]["CenId"], json!([cen]));
    let compared = [
        "CenBandwidthPackageId",
        "Name",
        "Bandwidth",
        "GeographicRegionAId",
        "GeographicRegionBId",
        "Status",
        "HasReservationData",
    ];
    assert_eq!(missing(row, &compared), [""; 0], "{row}");
}
