//! Plays Terraform's provider on transit routers: its newest release that was recorded, and the head of its repository.
//!
//! Each request has the parameters, in query and body, of the recorded request of that operation and version; only their values are this
//! play's. Each recorded request is also sent as it was recorded, with the recorded signature.

use std::collections::BTreeMap;

use cen_cloud::clock::Clock;
use cen_simulator::{Options, Seed, Simulator, World};
use serde::Deserialize;
use serde_json::Value;

use crate::client::{A, B, Bench, encode, reply, resign, whole};

/// The common parameters, which are not an operation's own.
const COMMON: [&str; 10] = [
    "AccessKeyId",
    "Action",
    "Format",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

const WORLD: &str = r#"
editions: enterprise
accounts:
  - { id: "1000000000000001", router-service: true, keys: [{ id: LTAIfakeA0000001, secret: secretA }] }
  - { id: "1000000000000002", router-service: true, keys: [{ id: LTAIfakeB0000002, secret: secretB }] }
"#;

/// One line of the recording.
#[derive(Clone, Deserialize)]
struct Sample {
    #[serde(default)]
    provider: String,
    action: String,
    target: String,
    headers: BTreeMap<String, String>,
    body: String,
}

fn samples() -> Vec<Sample> {
    include_str!("../fixtures/wire-samples-enterprise.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn decoded(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

#[tokio::test(start_paused = true)]
async fn every_recorded_signature_verifies() {
    for sample in samples() {
        let time = sample.target.split("Timestamp=").nth(1).unwrap();
        let time = decoded(&format!("t={}", time.split('&').next().unwrap()));
        let clock = Clock::starting_at(time[0].1.parse().unwrap());
        let world = World::from_seed(&Seed::parse(WORLD).unwrap(), clock.now()).unwrap();
        let simulator = Simulator::new(world, Options::new(clock));
        let mut request = http::Request::post(&sample.target);
        for (name, value) in &sample.headers {
            request = request.header(name, value);
        }
        let request = request.body(sample.body.clone().into()).unwrap();
        let answer = reply(&whole(simulator.answer(request).await));
        let code = answer.code();
        assert!(
            !code.starts_with("Signature") && !code.starts_with("Missing"),
            "{}: {code}",
            sample.action
        );
        // The one product that nobody here has is an unknown version, which the client tolerates.
        let is_unknown = matches!(code, "InvalidVersion" | "InvalidAction.NotFound");
        assert_eq!(is_unknown, sample.action == "QueryAvailableInstances");
    }
}

/// The client of one version.
struct Provider {
    bench: Bench,
    samples: BTreeMap<String, Sample>,
    tokens: std::cell::Cell<u32>,
}

impl Provider {
    /// Sends what the recorded request of this operation has, with these values.
    async fn call(&self, account: &str, action: &str, own: &[(&str, &str)]) -> Value {
        let sample = self
            .samples
            .get(action)
            .unwrap_or_else(|| panic!("{action} was not recorded"));
        let (path, query) = sample.target.split_once('?').unwrap();
        let (query, body) = (decoded(query), decoded(&sample.body));
        let value = |key: &str, recorded: &str| {
            if COMMON.contains(&key) {
                return recorded.to_owned();
            }
            if key == "ClientToken" {
                self.tokens.set(self.tokens.get() + 1);
                return format!("TF-{action}-{}", self.tokens.get());
            }
            let found = own.iter().find(|(name, _)| *name == key);
            found.map_or_else(|| recorded.to_owned(), |(_, value)| (*value).to_owned())
        };
        let filled = |pairs: &[(String, String)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(key, recorded)| (key.clone(), value(key, recorded)))
                .collect()
        };
        let (mut query, body) = (filled(&query), filled(&body));
        self.freshen(account, &mut query);
        for (name, _) in own {
            let mut sent = query.iter().chain(&body);
            assert!(sent.any(|(key, _)| key == name), "{action} has no {name}");
        }
        let secret = if account == A { "secretA" } else { "secretB" };
        let mut all = [query.clone(), body.clone()].concat();
        resign("POST", secret, &mut all);
        query.retain(|(key, _)| key != "Signature");
        query.extend(all.into_iter().filter(|(key, _)| key == "Signature"));
        let uri = format!("http://127.0.0.1{path}?{}", encode(&query));
        let request = http::Request::post(uri)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encode(&body).into())
            .unwrap();
        let answer = reply(&whole(self.bench.simulator.answer(request).await));
        assert_eq!(answer.status, 200, "{action}: {}", answer.body);
        answer.body
    }

    /// Gives a request the time, a nonce and the key of its account.
    fn freshen(&self, account: &str, query: &mut [(String, String)]) {
        self.tokens.set(self.tokens.get() + 1);
        let key = if account == A {
            "LTAIfakeA0000001"
        } else {
            "LTAIfakeB0000002"
        };
        let now = self.bench.clock.now();
        for (name, value) in query {
            match name.as_str() {
                "AccessKeyId" => key.clone_into(value),
                "SignatureNonce" => *value = format!("nonce-{}", self.tokens.get()),
                "Timestamp" => *value = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                _ => {}
            }
        }
    }

    async fn made(&self, account: &str, action: &str, id: &str, own: &[(&str, &str)]) -> String {
        let answer = self.call(account, action, own).await;
        text(&answer, id)
    }

    /// Makes a VPC with a vSwitch in each of two zones, and reads both back.
    async fn vpc(&self, account: &str, region: &str, range: &str, zones: [&str; 2]) -> Site {
        let cidr = format!("10.{range}.0.0/16");
        let own = [("RegionId", region), ("CidrBlock", cidr.as_str())];
        let vpc = self.made(account, "CreateVpc", "VpcId", &own).await;
        let named = [("RegionId", region), ("VpcId", vpc.as_str())];
        let shown = self.call(account, "DescribeVpcAttribute", &named).await;
        needs(&shown, &["CidrBlock", "VpcName"]);
        self.call(account, "DescribeRouteTableList", &named).await;
        let mut vswitches = Vec::new();
        for (number, zone) in zones.iter().enumerate() {
            let cidr = format!("10.{range}.{number}.0/24");
            let own = [named[0], named[1], ("CidrBlock", &cidr), ("ZoneId", zone)];
            let id = self.made(account, "CreateVSwitch", "VSwitchId", &own).await;
            let own = [named[0], ("VSwitchId", id.as_str())];
            let shown = self.call(account, "DescribeVSwitchAttributes", &own).await;
            needs(&shown, &["VSwitchId", "Status"]);
            vswitches.push(id);
        }
        Site {
            account: account.to_owned(),
            region: region.to_owned(),
            vpc,
            zones: zones.map(str::to_owned),
            vswitches: vswitches.try_into().unwrap(),
            router: String::new(),
            table: String::new(),
            attachment: String::new(),
        }
    }

    async fn router(&self, cen: &str, site: &mut Site) {
        let own = [("CenId", cen), ("RegionId", site.region.as_str())];
        site.router = self
            .made(A, "CreateTransitRouter", "TransitRouterId", &own)
            .await;
        let is_head = self.is_head();
        let (name, value) = if is_head {
            ("RegionId", site.region.as_str())
        } else {
            ("CenId", cen)
        };
        let own = [(name, value), ("TransitRouterId", &site.router)];
        let listed = self.call(A, "ListTransitRouters", &own).await;
        let row = first(&listed, "TransitRouters");
        needs(
            row,
            &["TransitRouterId", "TransitRouterName", "Status", "Tags"],
        );
        let own = [("TransitRouterId", site.router.as_str())];
        let listed = self.call(A, "ListTransitRouterRouteTables", &own).await;
        let row = first(&listed, "TransitRouterRouteTables");
        needs(
            row,
            &[
                "TransitRouterRouteTableName",
                "TransitRouterRouteTableStatus",
            ],
        );
        site.table = text(row, "TransitRouterRouteTableId");
    }

    fn is_head(&self) -> bool {
        self.samples
            .values()
            .all(|sample| !sample.provider.is_empty())
    }

    async fn attach(&self, cen: &str, site: &mut Site) {
        let mut own = vec![
            ("CenId", cen),
            ("RegionId", site.region.as_str()),
            ("TransitRouterId", &site.router),
            ("VpcId", &site.vpc),
            ("ZoneMappings.1.ZoneId", &site.zones[0]),
            ("ZoneMappings.1.VSwitchId", &site.vswitches[0]),
            ("ZoneMappings.2.ZoneId", &site.zones[1]),
            ("ZoneMappings.2.VSwitchId", &site.vswitches[1]),
        ];
        // Only the recording of 1.246.2 is of a VPC of the other account.
        if !self.is_head() {
            own.push(("VpcOwnerId", &site.account));
        }
        let action = "CreateTransitRouterVpcAttachment";
        site.attachment = self
            .made(A, action, "TransitRouterAttachmentId", &own)
            .await;
        let own = [
            ("RegionId", site.region.as_str()),
            ("TransitRouterAttachmentId", &site.attachment),
            ("CenId", cen),
        ];
        let own = if self.is_head() { &own[..] } else { &own[..2] };
        let listed = self.call(A, "ListTransitRouterVpcAttachments", own).await;
        let row = first(&listed, "TransitRouterAttachments");
        needs(row, &["TransitRouterAttachmentId", "CenId", "Status"]);
        assert_eq!(row["ZoneMappings"].as_array().unwrap().len(), 2);
    }

    /// Lets a table know an attachment, and reads that back.
    async fn join(&self, attachment: &str, table: &str) {
        let own = [
            ("TransitRouterAttachmentId", attachment),
            ("TransitRouterRouteTableId", table),
        ];
        for (action, list, rows) in [
            (
                "AssociateTransitRouterAttachmentWithRouteTable",
                "ListTransitRouterRouteTableAssociations",
                "TransitRouterAssociations",
            ),
            (
                "EnableTransitRouterRouteTablePropagation",
                "ListTransitRouterRouteTablePropagations",
                "TransitRouterPropagations",
            ),
        ] {
            self.call(A, action, &own).await;
            let listed = self.call(A, list, &own).await;
            needs(
                first(&listed, rows),
                &["TransitRouterAttachmentId", "Status"],
            );
        }
    }

    async fn part(&self, attachment: &str, table: &str) {
        let own = [
            ("TransitRouterAttachmentId", attachment),
            ("TransitRouterRouteTableId", table),
        ];
        for (action, list, rows) in [
            (
                "DisableTransitRouterRouteTablePropagation",
                "ListTransitRouterRouteTablePropagations",
                "TransitRouterPropagations",
            ),
            (
                "DissociateTransitRouterAttachmentFromRouteTable",
                "ListTransitRouterRouteTableAssociations",
                "TransitRouterAssociations",
            ),
        ] {
            self.call(A, action, &own).await;
            let listed = self.call(A, list, &own).await;
            assert!(listed[rows].as_array().unwrap().is_empty());
        }
    }
}

/// A VPC and what belongs to it in its region.
struct Site {
    account: String,
    region: String,
    vpc: String,
    zones: [String; 2],
    vswitches: [String; 2],
    router: String,
    table: String,
    attachment: String,
}

fn text(value: &Value, name: &str) -> String {
    let found = value[name].as_str();
    found
        .unwrap_or_else(|| panic!("no {name} in {value}"))
        .to_owned()
}

/// The one row of a list, which must be there.
fn first<'a>(answer: &'a Value, list: &str) -> &'a Value {
    let rows = answer[list].as_array();
    let rows = rows.unwrap_or_else(|| panic!("the client needs {list}, which is not in {answer}"));
    assert_eq!(rows.len(), 1, "{list}");
    &rows[0]
}

/// Without these fields the client fails, sees a difference or replaces the object. Source: reference, wire §6.
fn needs(row: &Value, names: &[&str]) {
    for name in names {
        assert!(
            !row[*name].is_null(),
            "the client needs {name}, which is not in {row}"
        );
    }
}

/// The recorded estate.
struct Estate {
    cen: String,
    package: String,
    hub: Site,
    lab: Site,
    link: String,
    custom: String,
    entry: String,
}

impl Estate {
    /// Each attachment with a table that knows it: the link at both its ends.
    fn joined(&self) -> [(&str, &str); 4] {
        [
            (&self.hub.attachment, &self.hub.table),
            (&self.lab.attachment, &self.lab.table),
            (&self.link, &self.hub.table),
            (&self.link, &self.lab.table),
        ]
    }
}

/// Grants the second VPC to the CEN, or takes that back.
async fn grant(provider: &Provider, action: &str, cen: &str, lab: &Site) {
    let own = [
        ("CenId", cen),
        ("CenOwnerId", A),
        ("InstanceId", &lab.vpc),
        ("RegionId", &lab.region),
    ];
    provider.call(B, action, &own).await;
}

/// Builds the estate in the recorded order.
async fn build(provider: &Provider, other: &str) -> Estate {
    let package = [("Bandwidth", "20")];
    let action = "CreateCenBandwidthPackage";
    let package = provider
        .made(A, action, "CenBandwidthPackageId", &package)
        .await;
    let cen = provider.made(A, "CreateCen", "CenId", &[]).await;
    let shown = [
        ("Filter.1.Key", "CenId"),
        ("Filter.1.Value.1", cen.as_str()),
    ];
    let shown = provider.call(A, "DescribeCens", &shown).await;
    needs(first(&shown["Cens"], "Cen"), &["CenId", "Name", "Status"]);
    let zones = ["cn-hangzhou-h", "cn-hangzhou-i"];
    let mut hub = provider.vpc(A, "cn-hangzhou", "1", zones).await;
    let zones = ["cn-shanghai-g", "cn-shanghai-f"];
    let mut lab = provider.vpc(other, "cn-shanghai", "2", zones).await;
    if other == B {
        grant(provider, "GrantInstanceToTransitRouter", &cen, &lab).await;
        let granted = [("ResourceId", lab.vpc.as_str()), ("RegionId", &lab.region)];
        let rules = provider
            .call(B, "DescribeGrantRulesToResource", &granted)
            .await;
        needs(
            first(&rules, "GrantRules"),
            &["CenId", "CenOwnerId", "OrderType"],
        );
    }
    provider.router(&cen, &mut hub).await;
    provider.router(&cen, &mut lab).await;
    let bound = [("CenBandwidthPackageId", package.as_str()), ("CenId", &cen)];
    provider
        .call(A, "AssociateCenBandwidthPackage", &bound)
        .await;
    let listed = [
        ("Filter.1.Key", "CenBandwidthPackageId"),
        ("Filter.1.Value.1", &package),
    ];
    provider
        .call(A, "DescribeCenBandwidthPackages", &listed)
        .await;
    provider.attach(&cen, &mut hub).await;
    provider.attach(&cen, &mut lab).await;
    let link = link(provider, &cen, &package, [&hub, &lab]).await;
    let (custom, entry) = custom_table(provider, &hub).await;
    let estate = Estate {
        cen,
        package,
        hub,
        lab,
        link,
        custom,
        entry,
    };
    for (attachment, table) in estate.joined() {
        provider.join(attachment, table).await;
    }
    estate
}

/// Links the two routers, and reads the link.
async fn link(provider: &Provider, cen: &str, package: &str, [hub, lab]: [&Site; 2]) -> String {
    let own = [
        ("CenId", cen),
        ("CenBandwidthPackageId", package),
        ("TransitRouterId", &hub.router),
        ("PeerTransitRouterId", &lab.router),
    ];
    let action = "CreateTransitRouterPeerAttachment";
    let link = provider
        .made(A, action, "TransitRouterAttachmentId", &own)
        .await;
    let own = [("TransitRouterAttachmentId", link.as_str()), ("CenId", cen)];
    let own = if provider.is_head() {
        &own[..1]
    } else {
        &own[..]
    };
    let listed = provider
        .call(A, "ListTransitRouterPeerAttachments", own)
        .await;
    let row = first(&listed, "TransitRouterAttachments");
    needs(
        row,
        &[
            "TransitRouterId",
            "PeerTransitRouterId",
            "PeerTransitRouterRegionId",
        ],
    );
    needs(
        row,
        &[
            "ResourceType",
            "Bandwidth",
            "BandwidthType",
            "CenBandwidthPackageId",
        ],
    );
    needs(
        row,
        &["AutoPublishRouteEnabled", "TransitRouterAttachmentName"],
    );
    link
}

/// Makes a table with one static entry, and reads both.
async fn custom_table(provider: &Provider, hub: &Site) -> (String, String) {
    let own = [("TransitRouterId", hub.router.as_str())];
    let action = "CreateTransitRouterRouteTable";
    let custom = provider
        .made(A, action, "TransitRouterRouteTableId", &own)
        .await;
    let tagged = if provider.is_head() {
        &custom
    } else {
        &hub.router
    };
    let tags = provider
        .call(A, "ListTagResources", &[("ResourceId.1", tagged)])
        .await;
    needs(&tags["TagResources"], &["TagResource"]);
    let own = [
        ("TransitRouterRouteTableId", custom.as_str()),
        ("TransitRouterRouteEntryNextHopId", &hub.attachment),
    ];
    let action = "CreateTransitRouterRouteEntry";
    let entry = provider
        .made(A, action, "TransitRouterRouteEntryId", &own)
        .await;
    let own = [own[0], ("TransitRouterRouteEntryIds.1", &entry)];
    let listed = provider
        .call(A, "ListTransitRouterRouteEntries", &own)
        .await;
    let fields = [
        "Id",
        "DestinationCidrBlock",
        "NextHopId",
        "NextHopType",
        "Name",
    ]
    .map(|field| format!("TransitRouterRouteEntry{field}"));
    needs(
        first(&listed, "TransitRouterRouteEntries"),
        &fields.each_ref().map(String::as_str),
    );
    (custom, entry)
}

/// Takes the estate down in the recorded order.
async fn take_down(provider: &Provider, estate: &Estate, other: &str) {
    for (attachment, table) in estate.joined() {
        provider.part(attachment, table).await;
    }
    let Estate {
        hub,
        lab,
        cen,
        package,
        ..
    } = estate;
    let own = [
        ("TransitRouterRouteEntryId", estate.entry.as_str()),
        ("TransitRouterRouteEntryNextHopId", &hub.attachment),
    ];
    provider
        .call(A, "DeleteTransitRouterRouteEntry", &own)
        .await;
    let own = [("TransitRouterRouteTableId", estate.custom.as_str())];
    provider
        .call(A, "DeleteTransitRouterRouteTable", &own)
        .await;
    for (kind, id) in [
        ("Vpc", &hub.attachment),
        ("Vpc", &lab.attachment),
        ("Peer", &estate.link),
    ] {
        let action = format!("DeleteTransitRouter{kind}Attachment");
        provider
            .call(A, &action, &[("TransitRouterAttachmentId", id)])
            .await;
    }
    if other == B {
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        grant(provider, "RevokeInstanceFromTransitRouter", cen, lab).await;
    }
    for site in [hub, lab] {
        for vswitch in &site.vswitches {
            let own = [("RegionId", site.region.as_str()), ("VSwitchId", vswitch)];
            provider.call(&site.account, "DeleteVSwitch", &own).await;
        }
        let own = [("RegionId", site.region.as_str()), ("VpcId", &site.vpc)];
        provider.call(&site.account, "DeleteVpc", &own).await;
        let own = [("TransitRouterId", site.router.as_str())];
        provider.call(A, "DeleteTransitRouter", &own).await;
    }
    let bound = [("CenBandwidthPackageId", package.as_str()), ("CenId", cen)];
    provider
        .call(A, "UnassociateCenBandwidthPackage", &bound)
        .await;
    provider
        .call(A, "DeleteCenBandwidthPackage", &bound[..1])
        .await;
    provider.call(A, "DeleteCen", &[("CenId", cen)]).await;
}

#[tokio::test(start_paused = true)]
async fn both_versions_build_their_estate_and_take_it_down() {
    for (is_head, other) in [(false, B), (true, A)] {
        let samples = samples()
            .into_iter()
            .filter(|sample| sample.provider.is_empty() != is_head)
            .map(|sample| (sample.action.clone(), sample))
            .collect();
        let provider = Provider {
            bench: Bench::with(WORLD, |_| {}),
            samples,
            tokens: std::cell::Cell::new(0),
        };
        let estate = build(&provider, other).await;
        take_down(&provider, &estate, other).await;
        let log = provider.bench.log.lock().unwrap();
        let refused: Vec<_> = log.iter().filter(|entry| entry.status != 200).collect();
        assert!(refused.is_empty(), "{refused:?}");
    }
}
