//! Calls every documented operation successfully, and compares the names and types of all fields of
//! its answer with the documentation.
//!
//! The fixture has a line for each documented operation, with the skeleton of its answer.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::client::{A, B, Bench, CBN, RAM, RESOURCE_MANAGER, Reply, SEED, VPC};
use crate::router_life;

/// One documented operation.
#[derive(Deserialize)]
struct Documented {
    product: String,
    action: String,
    response: Value,
}

/// Documented operations that the simulator does not serve: flow logs need a log service.
const NOT_SERVED: [(&str, &str); 6] = [
    ("cbn", "ActiveFlowLog"),
    ("cbn", "CreateFlowlog"),
    ("cbn", "DeactiveFlowLog"),
    ("cbn", "DeleteFlowlog"),
    ("cbn", "DescribeFlowlogs"),
    ("cbn", "ModifyFlowLogAttribute"),
];

/// The life of a CEN, one call per line: account, product, action and form. `{Name}` stands for the
/// field of that name in an earlier answer.
const LIFE: &str = "\
A sts GetCallerIdentity
B sts AssumeRole RoleArn=acs:ram::1000000000000002:role/cen&RoleSessionName=nightly
A cbn CreateCen Name=hub&Description=d&ProtectionLevel=REDUCED&ClientToken=t&Tag.1.Key=k&Tag.1.Value=v
A cbn ModifyCenAttribute CenId={CenId}&Name=hub
B vpc GrantInstanceToCen RegionId=cn-hangzhou&InstanceId=vpc-b1&InstanceType=VPC&CenId={CenId}&CenOwnerId=1000000000000001
B smartag GrantInstanceToCbn RegionId=cn-shanghai&CcnInstanceId=ccn-b1&CenInstanceId={CenId}&CenUid=1000000000000001
A cbn DescribeGrantRulesToCen CenId={CenId}&ProductType=VPC&MaxResults=10
B cbn DescribeGrantRulesToResource ResourceId=vpc-b1&ProductType=VPC
B vpc DescribeGrantRulesToCen RegionId=cn-hangzhou&InstanceId=vpc-b1&InstanceType=VPC
B smartag DescribeGrantRules RegionId=cn-shanghai&AssociatedCcnId=ccn-b1
A cbn AttachCenChildInstance CenId={CenId}&ChildInstanceId=vpc-a1&ChildInstanceType=VPC&ChildInstanceRegionId=cn-hangzhou
A cbn AttachCenChildInstance CenId={CenId}&ChildInstanceId=vpc-a2&ChildInstanceType=VPC&ChildInstanceRegionId=cn-shanghai
A cbn AttachCenChildInstance CenId={CenId}&ChildInstanceId=vbr-a1&ChildInstanceType=VBR&ChildInstanceRegionId=cn-beijing
A cbn AttachCenChildInstance CenId={CenId}&ChildInstanceId=ccn-b1&ChildInstanceType=CCN&ChildInstanceRegionId=ccn-cn-shanghai&ChildInstanceOwnerId=1000000000000002
A cbn DescribeCenAttachedChildInstances CenId={CenId}
A cbn DescribeCenAttachedChildInstanceAttribute CenId={CenId}&ChildInstanceId=vpc-a1&ChildInstanceType=VPC&ChildInstanceRegionId=cn-hangzhou
A cbn CreateCenBandwidthPackage Bandwidth=10&GeographicRegionAId=China&GeographicRegionBId=China&AutoPay=true&Tag.1.Key=k&Tag.1.Value=v
A cbn AssociateCenBandwidthPackage CenId={CenId}&CenBandwidthPackageId={CenBandwidthPackageId}
A cbn ModifyCenBandwidthPackageAttribute CenBandwidthPackageId={CenBandwidthPackageId}&Name=p
A cbn ModifyCenBandwidthPackageSpec CenBandwidthPackageId={CenBandwidthPackageId}&Bandwidth=12
A cbn SetCenInterRegionBandwidthLimit CenId={CenId}&LocalRegionId=cn-shanghai&OppositeRegionId=cn-hangzhou&BandwidthLimit=4
A cbn DescribeCenBandwidthPackages IncludeReservationData=true
A cbn DescribeCenInterRegionBandwidthLimits CenId={CenId}
A cbn DescribeCenGeographicSpans
A cbn DescribeCenGeographicSpanRemainingBandwidth CenId={CenId}&GeographicRegionAId=China&GeographicRegionBId=China
A cbn DescribeGeographicRegionMembership GeographicRegionId=China
A cbn DescribeChildInstanceRegions ProductType=VPC
A cbn DescribeCens
A cbn ListTransitRouters CenId={CenId}
A cbn DescribePublishedRouteEntries CenId={CenId}&ChildInstanceId=vpc-a1&ChildInstanceType=VPC&ChildInstanceRegionId=cn-hangzhou
A cbn PublishRouteEntries CenId={CenId}&ChildInstanceId=vpc-a1&ChildInstanceType=VPC&ChildInstanceRegionId=cn-hangzhou&ChildInstanceRouteTableId=vtb-a1&DestinationCidrBlock=192.168.10.0/24
A cbn DescribeCenChildInstanceRouteEntries CenId={CenId}&ChildInstanceId=vpc-a1&ChildInstanceType=VPC&ChildInstanceRegionId=cn-hangzhou
A cbn DescribeCenRegionDomainRouteEntries CenId={CenId}&CenRegionId=cn-shanghai
A cbn DescribeRouteConflict ChildInstanceId=vpc-a1&ChildInstanceType=VPC&ChildInstanceRegionId=cn-hangzhou&ChildInstanceRouteTableId=vtb-a1
A cbn WithdrawPublishedRouteEntries CenId={CenId}&ChildInstanceId=vpc-a1&ChildInstanceType=VPC&ChildInstanceRegionId=cn-hangzhou&ChildInstanceRouteTableId=vtb-a1&DestinationCidrBlock=192.168.10.0/24
A cbn CreateCenRouteMap CenId={CenId}&CenRegionId=cn-hangzhou&TransmitDirection=RegionIn&MapResult=Permit&Priority=3&NextPriority=9&Preference=20&DestinationChildInstanceTypes.1=VPC&DestinationCidrBlocks.1=10.0.0.0/8&DestinationInstanceIds.1=vpc-a1&DestinationRouteTableIds.1=vtb-a1&MatchAsns.1=65501&MatchCommunitySet.1=65501:1&OperateCommunitySet.1=65501:2&PrependAsPath.1=65502&RouteTypes.1=System&SourceChildInstanceTypes.1=VBR&SourceInstanceIds.1=vbr-a1&SourceRegionIds.1=cn-hangzhou&SourceRouteTableIds.1=vtb-b1
A cbn CreateCenRouteMap CenId={CenId}&CenRegionId=cn-hangzhou&TransmitDirection=RegionOut&MapResult=Permit&Priority=4&DestinationRegionIds.1=cn-shanghai
A cbn ModifyCenRouteMap CenId={CenId}&CenRegionId=cn-hangzhou&RouteMapId={RouteMapId}&MapResult=Permit&Priority=4&DestinationRegionIds.1=cn-shanghai
A cbn DescribeCenRouteMaps CenId={CenId}
A cbn DeleteCenRouteMap CenId={CenId}&CenRegionId=cn-hangzhou&RouteMapId={RouteMapId}
A cbn RoutePrivateZoneInCenToVpc CenId={CenId}&AccessRegionId=cn-hangzhou&HostRegionId=cn-hangzhou&HostVpcId=vpc-a1
A cbn DescribeCenPrivateZoneRoutes CenId={CenId}
A cbn UnroutePrivateZoneInCenToVpc CenId={CenId}&AccessRegionId=cn-hangzhou
A cbn ResolveAndRouteServiceInCen CenId={CenId}&AccessRegionIds.1=cn-shanghai&HostRegionId=cn-hangzhou&HostVpcId=vpc-a1&Host=100.118.28.9&Description=d
A cbn DescribeRouteServicesInCen CenId={CenId}
A cbn DeleteRouteServiceInCen CenId={CenId}&AccessRegionId=cn-shanghai&HostRegionId=cn-hangzhou&HostVpcId=vpc-a1&Host=100.118.28.9
A cbn EnableCenVbrHealthCheck CenId={CenId}&VbrInstanceId=vbr-a1&VbrInstanceRegionId=cn-beijing&HealthCheckTargetIp=10.0.0.2&HealthCheckSourceIp=10.0.0.1&HealthCheckInterval=2&HealthyThreshold=8&Description=d
A cbn DescribeCenVbrHealthCheck CenId={CenId}&VbrInstanceRegionId=cn-beijing
A cbn DisableCenVbrHealthCheck CenId={CenId}&VbrInstanceId=vbr-a1&VbrInstanceRegionId=cn-beijing
A cbn TagResources ResourceType=Cen&ResourceId.1={CenId}&Tag.1.Key=a&Tag.1.Value=b
A cbn ListTagResources ResourceType=Cen&ResourceId.1={CenId}&MaxResults=1
A cbn UntagResources ResourceType=Cen&ResourceId.1={CenId}&TagKey.1=a
A cbn MoveResourceGroup ResourceType=Cen&ResourceId={CenId}&NewResourceGroupId=rg-2
A vpc CreateVpc RegionId=cn-hangzhou&CidrBlock=10.9.0.0/16&VpcName=new&ClientToken=t&Tag.1.Key=k&Tag.1.Value=v&EnableIpv6=false&UserCidr=10.8.0.0/16
A vpc ModifyVpcAttribute RegionId=cn-hangzhou&VpcId={VpcId}&Description=d
A vpc DescribeVpcs RegionId=cn-hangzhou
A vpc DescribeVpcAttribute RegionId=cn-hangzhou&VpcId={VpcId}
A vpc DescribeVpcAttribute RegionId=cn-hangzhou&VpcId=vpc-a1
A vpc DeleteVpc RegionId=cn-hangzhou&VpcId={VpcId}
A vpc DescribeVirtualBorderRouters RegionId=cn-beijing
B smartag DescribeCloudConnectNetworks RegionId=cn-shanghai
A cbn SetCenInterRegionBandwidthLimit CenId={CenId}&LocalRegionId=cn-hangzhou&OppositeRegionId=cn-shanghai&BandwidthLimit=0
A cbn UnassociateCenBandwidthPackage CenId={CenId}&CenBandwidthPackageId={CenBandwidthPackageId}
A cbn DeleteCenBandwidthPackage CenBandwidthPackageId={CenBandwidthPackageId}
A cbn DetachCenChildInstance CenId={CenId}&ChildInstanceId=vpc-a1&ChildInstanceType=VPC&ChildInstanceRegionId=cn-hangzhou
A cbn DetachCenChildInstance CenId={CenId}&ChildInstanceId=vpc-a2&ChildInstanceType=VPC&ChildInstanceRegionId=cn-shanghai
A cbn DetachCenChildInstance CenId={CenId}&ChildInstanceId=vbr-a1&ChildInstanceType=VBR&ChildInstanceRegionId=cn-beijing
A cbn DetachCenChildInstance CenId={CenId}&ChildInstanceId=ccn-b1&ChildInstanceType=CCN&ChildInstanceRegionId=ccn-cn-shanghai&ChildInstanceOwnerId=1000000000000002
B smartag RevokeInstanceFromCbn RegionId=cn-shanghai&CcnInstanceId=ccn-b1&CenInstanceId={CenId}
B vpc RevokeInstanceFromCen RegionId=cn-hangzhou&InstanceId=vpc-b1&InstanceType=VPC&CenId={CenId}&CenOwnerId=1000000000000001
A cbn DeleteCen CenId={CenId}";

/// Further parameters, and the result of each: a code, or the number of rows.
const ASKED: &str = "\
A cbn DescribeChildInstanceRegions ProductType=VSwitch => InvalidParameter
A cbn ListTransitRouters CenId={CenId}&Tag.1.Key=none => 0
A cbn ListTransitRouters Tag.1.Key=none => InvalidParameterCombination.TransitRouter
A cbn ListTransitRouters CenId={CenId}&TransitRouterName=none => 0
A cbn ListTransitRouters PageSize=51 => InvalidParameter
A cbn DescribeCens ResourceGroupId=rg-none => 0
A cbn DescribeCens Filter.1.Key=Status&Filter.1.Value.1=Active => FilterKey.NotSupport
A cbn DescribeCens Tag.1.Key=k&Tag.1.Value=other => 0
A cbn DescribeCens Tag.1.Key=k => 1
A cbn DescribeCenAttachedChildInstances CenId={CenId}&ChildInstanceType=VBR => 0
A cbn DescribeCenAttachedChildInstances CenId={CenId}&ChildInstanceRegionId=cn-hangzhou => 1
A cbn DescribeCenBandwidthPackages IncludeReservationData=perhaps => InvalidParameter
A cbn DescribeCenBandwidthPackages Filter.1.Key=Status&Filter.1.Value.1=Idle => 1
A cbn DescribeCenBandwidthPackages IsOrKey=true&Filter.1.Key=Status&Filter.1.Value.1=InUse&Filter.2.Key=Name&Filter.2.Value.1= => 0
A cbn CreateCenBandwidthPackage Bandwidth=2&GeographicRegionAId=China&GeographicRegionBId=China&AutoRenew=perhaps => InvalidParameter
A cbn CreateCenBandwidthPackage Bandwidth=1&GeographicRegionAId=China&GeographicRegionBId=China => ParameterIllegal.BandwidthLimit
A cbn SetCenInterRegionBandwidthLimit CenId={CenId}&LocalRegionId=cn-hangzhou&OppositeRegionId=cn-shanghai&BandwidthLimit=1&BandwidthType=DataTransfer => InvalidParameter
A cbn DescribeGrantRulesToCen CenId={CenId}&ProductType=VPC&RegionId=cn-hangzhou => 1
A cbn DescribeGrantRulesToCen CenId={CenId}&ProductType=VPC&EnabledIpv6=true => 0
A cbn DescribeGrantRulesToCen CenId={CenId}&ProductType=VPC&MaxResults=101 => InvalidParameter
B cbn DescribeGrantRulesToResource ResourceId=vpc-b1&ProductType=VPC&RegionId=cn-hangzhou&MaxResults=1 => 1
B cbn DescribeGrantRulesToResource ResourceId=vpc-b1&ProductType=VPC&RegionId=cn-shanghai => 0
B cbn DescribeGrantRulesToResource ResourceId=vpc-b1&ProductType=VPC&MaxResults=101 => InvalidParameter
B vpc DescribeGrantRulesToCen RegionId=cn-hangzhou&InstanceId=vpc-b1&InstanceType=VPC&ResourceGroupId=rg-none => 0
B vpc GrantInstanceToCen RegionId=cn-hangzhou&InstanceId=vbr-none&InstanceType=VBR&CenId={CenId}&CenOwnerId=1000000000000001 => InvalidVbr.NotFound
A vpc DescribeVpcs RegionId=cn-hangzhou => 1
A vpc DescribeVpcs RegionId=cn-hangzhou&EnableIpv6=true => 0
A vpc DescribeVpcs RegionId=cn-hangzhou&DhcpOptionsSetId=dopt-1 => 0
A vpc DescribeVpcs RegionId=cn-hangzhou&ResourceGroupId=rg-none => 0
A vpc DescribeVpcs RegionId=cn-hangzhou&VpcOwnerId=1000000000000002 => 0
A vpc DescribeVpcs RegionId=cn-hangzhou&DryRun=true => DryRunOperation
A vpc DescribeVpcs RegionId=cn-nowhere => InvalidRegionId.NotFound
A vpc CreateVpc RegionId=cn-hangzhou&DryRun=true => DryRunOperation
A vpc CreateVpc RegionId=cn-hangzhou&EnableIpv6=true => UnsupportedParameter
A vpc CreateVpc RegionId=cn-hangzhou&Ipv4IpamPoolId=ipam-1 => UnsupportedParameter
A vpc CreateVpc RegionId=cn-hangzhou&UserCidr=everything => InvalidParameter
A vpc ModifyVpcAttribute VpcId=vpc-a1&CidrBlock=10.1.0.1/16 => InvalidCidrBlock.Malformed
A vpc DeleteVpc VpcId=vpc-a1&ForceDelete=perhaps => DependencyViolation.CEN
A vpc DescribeVirtualBorderRouters RegionId=cn-beijing => 1
A vpc DescribeVirtualBorderRouters RegionId=cn-beijing&Tags.1.Key=none => 0
A vpc DescribeVirtualBorderRouters RegionId=cn-beijing&ResourceGroupId=rg-none => 0
B smartag DescribeCloudConnectNetworks RegionId=cn-shanghai&Tag.1.Key=k => 1
B smartag DescribeCloudConnectNetworks RegionId=cn-shanghai&Tag.1.Key=none => 0";

/// The fields in the answers of one operation.
#[derive(Default)]
struct Found {
    differences: BTreeSet<String>,
    empty: BTreeSet<String>,
    filled: BTreeSet<String>,
}

impl Found {
    fn compare(&mut self, path: &str, documented: &Value, answered: &Value) {
        match (documented, answered) {
            (Value::Object(fields), Value::Object(held)) => {
                for (name, documented) in fields {
                    let path = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
                    match held.get(name) {
                        Some(answered) => self.compare(&path, documented, answered),
                        None => self.differences.extend([format!("{path} is not there")]),
                    }
                }
                let unknown = held.keys().filter(|name| !fields.contains_key(*name));
                self.differences
                    .extend(unknown.map(|name| format!("{path}.{name} is not documented")));
            }
            (Value::Array(kinds), Value::Array(items)) => {
                let seen = if items.is_empty() {
                    &mut self.empty
                } else {
                    &mut self.filled
                };
                seen.insert(path.to_owned());
                items
                    .iter()
                    .for_each(|item| self.compare(path, &kinds[0], item));
            }
            (Value::String(kind), scalar) => {
                let fits = match kind.as_str() {
                    "string" => scalar.is_string(),
                    "number" => scalar.is_number(),
                    "boolean" => scalar.is_boolean(),
                    other => panic!("the fixture has the kind {other}"),
                };
                if !fits {
                    self.differences
                        .insert(format!("{path} is no {kind} but {scalar}"));
                }
            }
            (documented, answered) => self
                .differences
                .extend([format!("{path} is no {documented} but {answered}")]),
        }
    }
}

fn version(product: &str) -> &'static str {
    match product {
        "cbn" => CBN,
        "vpc" => VPC,
        "sts" => "2015-04-01",
        "smartag" => "2018-03-13",
        "ram" => RAM,
        "resourcemanager" => RESOURCE_MANAGER,
        other => panic!("{other} has no version"),
    }
}

/// Calls a line.
async fn call(
    bench: &Bench,
    line: &str,
    names: &BTreeMap<String, String>,
) -> (String, String, Reply) {
    let mut words = line.splitn(4, ' ');
    let mut word = || words.next().unwrap_or_default();
    let (account, product, action, form) = (word(), word(), word(), word());
    let form = names.iter().fold(form.to_owned(), |form, (name, value)| {
        form.replace(&format!("{{{name}}}"), value)
    });
    let pairs: Vec<(&str, &str)> = form
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .collect();
    let account = if account == "A" { A } else { B };
    let answer = bench.call(account, version(product), action, &pairs).await;
    (product.to_owned(), action.to_owned(), answer)
}

/// Calls a line of the life, and keeps the fields of its answer for later lines.
async fn live(
    bench: &Bench,
    line: &str,
    names: &mut BTreeMap<String, String>,
) -> (String, String, Value) {
    // A grant and its revocation must not follow each other at once.
    tokio::time::advance(Duration::from_secs(2)).await;
    let (product, action, answer) = call(bench, line, names).await;
    assert_eq!(answer.status, 200, "{line}: {}", answer.body);
    let texts = answer
        .body
        .as_object()
        .unwrap()
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    let is_new = action.starts_with("Create");
    for (name, value) in texts.filter(|_| is_new) {
        if name != "RequestId" {
            remember(names, name, value);
        }
    }
    (product, action, answer.body)
}

/// Keeps the latest id under its field's name, and each of several also with its number.
fn remember(names: &mut BTreeMap<String, String>, name: String, value: String) {
    let numbered = |key: &String| {
        key.strip_prefix(&name)
            .is_some_and(|end| end.starts_with(' '))
    };
    let number = 1 + names.keys().filter(|key| numbered(key)).count();
    names.insert(format!("{name} {number}"), value.clone());
    names.insert(name, value);
}

/// Account A has a route to publish, account B a user and a role, and everything has a tag.
fn bench() -> Bench {
    let tags = "tags: { k: v }";
    let routes = format!(
        "cidr: 10.1.0.0/16, {tags}, routes: [{{ cidr: 192.168.10.0/24, next-hop-type: Instance, next-hop: i-1 }}] }}"
    );
    let seed = SEED
        .replacen("cidr: 10.1.0.0/16 }", &routes, 1)
        .replace("name: idc }", &format!("name: idc, {tags} }}"))
        .replace("secret: secretB }]", "secret: secretB, user: ci }]\n    roles: [{ name: cen, trusts: \"1000000000000002\" }]");
    Bench::with(
        &seed.replace(
            "region: ccn-cn-shanghai }",
            &format!("region: ccn-cn-shanghai, {tags} }}"),
        ),
        |_| {},
    )
}

#[tokio::test(start_paused = true)]
async fn every_documented_answer_has_its_documented_fields() {
    let lines = include_str!("../fixtures/contract.jsonl").lines();
    let documented: Vec<Documented> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (bench, mut names) = (bench(), BTreeMap::new());
    let mut found: BTreeMap<(String, String), Found> = BTreeMap::new();
    for line in LIFE.lines() {
        let (product, action, answer) = live(&bench, line, &mut names).await;
        let of = documented
            .iter()
            .find(|of| of.product == product && of.action == action);
        let of = of.unwrap_or_else(|| panic!("{action} is not in the fixture"));
        found
            .entry((product, action))
            .or_default()
            .compare("", &of.response, &answer);
    }
    let (routers, mut names) = (Bench::with(router_life::SEED, |_| {}), BTreeMap::new());
    for line in router_life::LIFE.lines() {
        let (product, action, answer) = live(&routers, line, &mut names).await;
        let of = documented
            .iter()
            .find(|of| of.product == product && of.action == action);
        let of = of.unwrap_or_else(|| panic!("{action} is not in the fixture"));
        found
            .entry((product, action))
            .or_default()
            .compare("", &of.response, &answer);
    }
    let uncalled = documented
        .iter()
        .map(|of| (of.product.as_str(), of.action.as_str()));
    let uncalled: BTreeSet<_> = uncalled
        .filter(|(product, action)| !found.contains_key(&((*product).into(), (*action).into())))
        .collect();
    assert_eq!(uncalled, BTreeSet::from(NOT_SERVED));
    for (product, action) in NOT_SERVED {
        assert_eq!(
            bench.call(A, version(product), action, &[]).await.code(),
            "InvalidAction.NotFound"
        );
    }
    let mut text = String::new();
    for ((product, action), found) in &found {
        let empty = found
            .empty
            .difference(&found.filled)
            .map(|path| format!("{path} is always empty"));
        let lines: Vec<_> = found
            .differences
            .iter()
            .cloned()
            .chain(empty)
            .map(|line| format!("  {line}\n"))
            .collect();
        if !lines.is_empty() {
            text.push_str(&format!("{product} {action}\n{}", lines.concat()));
        }
    }
    insta::assert_snapshot!("what_the_answers_lack", text);
}

#[tokio::test(start_paused = true)]
async fn every_documented_parameter_selects_or_is_checked() {
    let (bench, mut names) = (bench(), BTreeMap::new());
    let some = [
        "CreateCen ",
        "GrantInstanceToCen ",
        "vpc-a1&ChildInstanceType=VPC",
        "CreateCenBandwidthPackage ",
    ];
    for line in LIFE
        .lines()
        .filter(|line| some.iter().any(|some| line.contains(some)))
        .take(5)
    {
        live(&bench, line, &mut names).await;
    }
    for line in ASKED.lines() {
        let (line, expected) = line.split_once(" => ").unwrap();
        let (_, _, answer) = call(&bench, line, &names).await;
        let found = if answer.code().is_empty() {
            answer.body["TotalCount"].to_string()
        } else {
            answer.code().to_owned()
        };
        assert_eq!(found, expected, "{line}: {}", answer.body);
    }
}
