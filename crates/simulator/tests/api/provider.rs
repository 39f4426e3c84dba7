//! Plays a third-party client, Terraform's provider for this cloud: its requests, its waits, and
//! the fields that it reads and compares.
//!
//! It creates, reads and destroys the four ways as that client was recorded to: with the same
//! parameters in the same places, the same waits and the same fields. A missing field fails the
//! play. Each phase must take as many calls as were recorded.

use std::time::Duration;

use cen_simulator::Options;
use serde_json::Value;
use tokio::time::sleep;

use crate::client::{A, B, Bench, CBN, Reply, VPC, encode, reply, resign, whole};

/// Both accounts and nothing else: this client creates its own VPCs.
const SEED: &str = r#"
accounts:
  - { id: "1000000000000001", keys: [{ id: keyA, secret: secretA }] }
  - { id: "1000000000000002", keys: [{ id: keyB, secret: secretB }] }
"#;

/// The most polls of one wait.
const MOST_POLLS: usize = 10;

/// One of the four ways.
struct Way {
    name: &'static str,
    /// The regions of the two VPCs, in the order in which a limit names them. The API defines no
    /// order.
    regions: [&'static str; 2],
    /// The account of the second VPC.
    other: &'static str,
    /// The calls of creation, of a plan, and of removal.
    calls: [usize; 3],
}

const WAYS: [Way; 4] = [
    Way {
        name: "s1",
        regions: ["cn-hangzhou", "cn-hangzhou"],
        other: A,
        calls: [17, 7, 17],
    },
    Way {
        name: "s2",
        regions: ["cn-shanghai", "cn-hangzhou"],
        other: A,
        calls: [26, 10, 25],
    },
    Way {
        name: "s3",
        regions: ["cn-hangzhou", "cn-hangzhou"],
        other: B,
        calls: [19, 8, 20],
    },
    Way {
        name: "s4",
        regions: ["cn-shanghai", "cn-hangzhou"],
        other: B,
        calls: [28, 11, 28],
    },
];

/// The client while it works on one way.
struct Provider<'a> {
    bench: &'a Bench,
    way: &'a Way,
    vpcs: [String; 2],
    cen: String,
    package: String,
}

/// Returns a value that must exist. Without it the client would fail, see a difference or replace
/// the object.
fn needed<'a>(value: &'a Value, name: &str) -> &'a Value {
    value
        .get(name)
        .filter(|found| !found.is_null())
        .unwrap_or_else(|| panic!("the client needs {name}, which is not in {value}"))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    needed(value, name)
        .as_str()
        .unwrap_or_else(|| panic!("{name} is no text in {value}"))
}

fn rows<'a>(answer: &'a Value, list: &str, item: &str) -> &'a [Value] {
    needed(needed(answer, list), item)
        .as_array()
        .unwrap_or_else(|| panic!("{list}.{item} is no list in {answer}"))
}

impl<'a> Provider<'a> {
    fn new(bench: &'a Bench, way: &'a Way) -> Self {
        Self {
            bench,
            way,
            vpcs: Default::default(),
            cen: String::new(),
            package: String::new(),
        }
    }

    fn account(&self, vpc: usize) -> &'static str {
        if vpc == 0 { A } else { self.way.other }
    }

    fn crosses(&self) -> bool {
        self.way.regions[0] != self.way.regions[1]
    }

    fn is_granted(&self) -> bool {
        self.way.other == B
    }

    /// Makes a call of CBN: all parameters are in the query, including an empty SignatureType and
    /// the region that the provider is configured for.
    async fn cbn(&self, action: &str, own: &[(&str, &str)]) -> Reply {
        self.bench
            .cbn(A, action, &[own, &[("RegionId", "cn-hangzhou")]].concat())
            .await
    }

    /// Makes a call about a grant, with the provider of the VPC's account and region. It belongs to
    /// the VPC product, but is sent like a call of CBN.
    async fn grants(&self, action: &str, own: &[(&str, &str)]) -> Value {
        let vpc = [
            ("InstanceId", self.vpcs[1].as_str()),
            ("InstanceType", "VPC"),
            ("RegionId", self.way.regions[1]),
        ];
        self.bench
            .vpc(self.way.other, action, &[own, &vpc].concat())
            .await
            .ok()
    }

    /// Makes a call of VPC: the common parameters are in the query without a SignatureType, the
    /// others in a form.
    async fn vpc(&self, vpc: usize, action: &str, own: &[(&str, &str)]) -> Value {
        let key = if self.account(vpc) == A {
            ("keyA", "secretA")
        } else {
            ("keyB", "secretB")
        };
        let own = [own, &[("RegionId", self.way.regions[vpc])]].concat();
        let mut pairs = self.bench.sign("POST", key, VPC, action, &own);
        pairs.retain(|(name, _)| name != "SignatureType");
        pairs
            .iter_mut()
            .filter(|(name, _)| name == "Format")
            .for_each(|(_, value)| "json".clone_into(value));
        resign("POST", key.1, &mut pairs);
        let (form, query): (Vec<_>, Vec<_>) = pairs
            .into_iter()
            .partition(|(name, _)| own.iter().any(|(own, _)| own == name));
        let request = http::Request::post(format!("http://vpc.aliyuncs.com/?{}", encode(&query)));
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-acs-action", action);
        reply(&whole(
            self.bench
                .simulator
                .answer(request.body(encode(&form).into()).unwrap())
                .await,
        ))
        .ok()
    }

    async fn cen(&self) -> Option<Value> {
        let answer = self
            .cbn(
                "DescribeCens",
                &[("Filter.1.Key", "CenId"), ("Filter.1.Value.1", &self.cen)],
            )
            .await
            .ok();
        rows(&answer, "Cens", "Cen").first().cloned()
    }

    async fn package(&self) -> Value {
        let filter = [
            ("Filter.1.Key", "CenBandwidthPackageId"),
            ("Filter.1.Value.1", self.package.as_str()),
        ];
        let answer = self.cbn("DescribeCenBandwidthPackages", &filter).await.ok();
        rows(&answer, "CenBandwidthPackages", "CenBandwidthPackage")[0].clone()
    }

    async fn described_vpc(&self, vpc: usize) -> Option<Value> {
        let answer = self
            .vpc(vpc, "DescribeVpcs", &[("VpcId", &self.vpcs[vpc])])
            .await;
        let found = rows(&answer, "Vpcs", "Vpc").first().cloned()?;
        // Without these three fields the client does not fail, it crashes.
        for name in ["VpcId", "SecondaryCidrBlocks", "UserCidrs"] {
            needed(&found, name);
        }
        Some(found)
    }

    fn child_of(&self, vpc: usize) -> [(&str, &str); 4] {
        let (id, region) = (self.vpcs[vpc].as_str(), self.way.regions[vpc]);
        [
            ("CenId", &self.cen),
            ("ChildInstanceId", id),
            ("ChildInstanceRegionId", region),
            ("ChildInstanceType", "VPC"),
        ]
    }

    /// Returns the attachment. Certain errors mean that there is none.
    async fn child(&self, vpc: usize) -> Option<Value> {
        let reply = self
            .cbn(
                "DescribeCenAttachedChildInstanceAttribute",
                &self.child_of(vpc),
            )
            .await;
        match reply.code() {
            "ParameterInstanceId" | "ParameterCenInstanceId" | "ParameterError" => None,
            _ => Some(reply.ok()),
        }
    }

    /// Returns the limit, reading page after page. If an answer had no page size, this would never
    /// end.
    async fn limit(&self) -> Option<Value> {
        for number in 1..=MOST_POLLS as u64 {
            let page = [
                ("CenId", self.cen.as_str()),
                ("PageNumber", &number.to_string()),
                ("PageSize", "50"),
            ];
            let answer = self
                .cbn("DescribeCenInterRegionBandwidthLimits", &page)
                .await
                .ok();
            let is_it = |row: &&Value| {
                let mut pair = [text(row, "LocalRegionId"), text(row, "OppositeRegionId")];
                pair.sort_unstable();
                text(row, "CenId") == self.cen && pair == ["cn-hangzhou", "cn-shanghai"]
            };
            if let Some(row) = rows(
                &answer,
                "CenInterRegionBandwidthLimits",
                "CenInterRegionBandwidthLimit",
            )
            .iter()
            .find(is_it)
            {
                return Some(row.clone());
            }
            let [size, total] =
                ["PageSize", "TotalCount"].map(|name| needed(&answer, name).as_u64().unwrap());
            if number * size >= total {
                return None;
            }
        }
        panic!("the pages have no end");
    }

    async fn is_rule_there(&self) -> bool {
        let answer = self.grants("DescribeGrantRulesToCen", &[]).await;
        rows(&answer, "CenGrantRules", "CbnGrantRule")
            .iter()
            .any(|rule| text(rule, "CenInstanceId") == self.cen)
    }

    async fn set_limit(&self, mbps: &str) {
        let [local, opposite] = self.way.regions;
        let own = [
            ("CenId", self.cen.as_str()),
            ("LocalRegionId", local),
            ("OppositeRegionId", opposite),
            ("BandwidthLimit", mbps),
        ];
        self.cbn("SetCenInterRegionBandwidthLimit", &own).await.ok();
    }

    async fn create_vpc(&mut self, vpc: usize) {
        let (name, range) = (
            format!("tf-{}-v{vpc}", self.way.name),
            format!("10.{}.0.0/16", vpc + 1),
        );
        let token = format!("TF-CreateVpc-1795409471-dbd8f8ca-a855-4dad-be2c-b1e60649d03{vpc}");
        let created = self
            .vpc(
                vpc,
                "CreateVpc",
                &[
                    ("CidrBlock", &range),
                    ("ClientToken", &token),
                    ("VpcName", &name),
                ],
            )
            .await;
        self.vpcs[vpc] = text(&created, "VpcId").to_owned();
        until(5, "Available", &["Pending"], async || {
            self.described_vpc(vpc)
                .await
                .map(|vpc| text(&vpc, "Status").to_owned())
        })
        .await;
        self.read_vpc(vpc).await;
    }

    async fn create_cen(&mut self) {
        let own = [
            ("Name", "tf"),
            ("Description", self.way.name),
            ("ProtectionLevel", "REDUCED"),
        ];
        self.cen = self.cbn("CreateCen", &own).await.text("CenId");
        until(5, "Active", &["Creating"], async || {
            self.cen().await.map(|cen| text(&cen, "Status").to_owned())
        })
        .await;
        self.read_cen().await;
    }

    async fn create_package(&mut self) {
        let areas = [
            ("GeographicRegionAId", "China"),
            ("GeographicRegionBId", "China"),
        ];
        let own = [
            ("AutoPay", "true"),
            ("Bandwidth", "20"),
            ("BandwidthPackageChargeType", "POSTPAY"),
            ("Name", "tf-bwp"),
        ];
        self.package = self
            .cbn("CreateCenBandwidthPackage", &[&own[..], &areas].concat())
            .await
            .text("CenBandwidthPackageId");
        until(10, "Idle", &[], async || {
            Some(text(&self.package().await, "Status").to_owned())
        })
        .await;
        self.read_package("Idle").await;
    }

    async fn attach(&self, vpc: usize) {
        let owner = if self.account(vpc) == B {
            vec![("ChildInstanceOwnerId", B)]
        } else {
            vec![]
        };
        self.cbn(
            "AttachCenChildInstance",
            &[&self.child_of(vpc)[..], &owner].concat(),
        )
        .await
        .ok();
        until(5, "Attached", &["Attaching"], async || {
            self.child(vpc)
                .await
                .map(|child| text(&child, "Status").to_owned())
        })
        .await;
        self.read_child(vpc).await;
    }

    async fn create(&mut self) {
        for vpc in [0, 1] {
            self.create_vpc(vpc).await;
        }
        self.create_cen().await;
        if self.is_granted() {
            let token = "TF-GrantInstanceToCen-1795409476-ed176423-3345-4fba-bfdd-163cacc";
            self.grants(
                "GrantInstanceToCen",
                &[
                    ("CenId", &self.cen),
                    ("CenOwnerId", A),
                    ("ClientToken", token),
                ],
            )
            .await;
            assert!(self.is_rule_there().await, "a grant is not waited for");
        }
        for vpc in [0, 1] {
            self.attach(vpc).await;
        }
        if self.crosses() {
            self.create_package().await;
            self.cbn(
                "AssociateCenBandwidthPackage",
                &[
                    ("CenId", &self.cen),
                    ("CenBandwidthPackageId", &self.package),
                ],
            )
            .await
            .ok();
            until(0, "InUse", &["Idle"], async || {
                Some(text(&self.package().await, "Status").to_owned())
            })
            .await;
            self.read_package("InUse").await;
            self.set_limit("10").await;
            until(3, "Active", &["Modifying"], async || {
                self.limit()
                    .await
                    .map(|limit| text(&limit, "Status").to_owned())
            })
            .await;
            self.read_limit().await;
        }
    }

    // The client must read the values that it wrote, or it would change or replace the object.

    async fn read_vpc(&self, vpc: usize) {
        let found = self.described_vpc(vpc).await.expect("it was made");
        let shown = (
            text(&found, "CidrBlock").to_owned(),
            text(&found, "VpcName").to_owned(),
        );
        assert_eq!(
            shown,
            (
                format!("10.{}.0.0/16", vpc + 1),
                format!("tf-{}-v{vpc}", self.way.name)
            )
        );
        let tables = self
            .vpc(
                vpc,
                "DescribeRouteTableList",
                &[
                    ("VpcId", &self.vpcs[vpc]),
                    ("PageNumber", "1"),
                    ("PageSize", "50"),
                ],
            )
            .await;
        assert_eq!(text(&tables, "Code"), "200");
        let tables = rows(&tables, "RouterTableList", "RouterTableListType");
        let system = tables
            .iter()
            .find(|table| text(table, "RouteTableType") == "System")
            .expect("a VPC has a system route table");
        text(system, "RouteTableId");
    }

    async fn read_cen(&self) {
        let cen = self.cen().await.expect("it was made");
        let shown =
            ["Name", "Description", "ProtectionLevel", "Status"].map(|name| text(&cen, name));
        assert_eq!(shown, ["tf", self.way.name, "REDUCED", "Active"]);
    }

    async fn read_child(&self, vpc: usize) {
        let child = self.child(vpc).await.expect("it was attached");
        assert_eq!(
            needed(&child, "ChildInstanceOwnerId").to_string(),
            self.account(vpc)
        );
        let shown = [
            "CenId",
            "ChildInstanceId",
            "ChildInstanceRegionId",
            "ChildInstanceType",
            "Status",
        ]
        .map(|name| text(&child, name));
        assert_eq!(
            shown,
            [
                self.cen.as_str(),
                &self.vpcs[vpc],
                self.way.regions[vpc],
                "VPC",
                "Attached"
            ]
        );
    }

    async fn read_package(&self, status: &str) {
        let package = self.package().await;
        assert_eq!(needed(&package, "Bandwidth"), 20);
        let names = [
            "CenBandwidthPackageId",
            "Name",
            "BandwidthPackageChargeType",
            "GeographicRegionAId",
            "GeographicRegionBId",
            "Status",
        ];
        assert_eq!(
            names.map(|name| text(&package, name)),
            [
                self.package.as_str(),
                "tf-bwp",
                "POSTPAY",
                "china",
                "china",
                status
            ]
        );
        let cens = if status == "InUse" {
            vec![Value::from(self.cen.as_str())]
        } else {
            vec![]
        };
        assert_eq!(rows(&package, "CenIds", "CenId"), cens);
    }

    async fn read_limit(&self) {
        let limit = self.limit().await.expect("it was set");
        assert_eq!(
            (needed(&limit, "BandwidthLimit"), text(&limit, "Status")),
            (&10.into(), "Active")
        );
    }

    /// Makes the calls with which the client finds that nothing has changed.
    async fn read(&self) {
        for vpc in [0, 1] {
            self.read_vpc(vpc).await;
        }
        self.read_cen().await;
        if self.is_granted() {
            assert!(self.is_rule_there().await);
        }
        for vpc in [0, 1] {
            self.read_child(vpc).await;
        }
        if self.crosses() {
            // Once for the package, once for its association.
            self.read_package("InUse").await;
            self.read_package("InUse").await;
            self.read_limit().await;
        }
    }

    async fn destroy(&self) {
        self.read().await;
        let package = [
            ("CenId", self.cen.as_str()),
            ("CenBandwidthPackageId", self.package.as_str()),
        ];
        if self.crosses() {
            self.set_limit("0").await;
            gone(3, async || self.limit().await.is_some()).await;
            self.cbn("UnassociateCenBandwidthPackage", &package)
                .await
                .ok();
            gone(0, async || text(&self.package().await, "Status") == "InUse").await;
            self.cbn("DeleteCenBandwidthPackage", &package[1..])
                .await
                .ok();
        }
        for vpc in [0, 1] {
            let owner = [("ChildInstanceOwnerId", self.account(vpc))];
            self.cbn(
                "DetachCenChildInstance",
                &[&self.child_of(vpc)[..], &owner].concat(),
            )
            .await
            .ok();
            gone(5, async || self.child(vpc).await.is_some()).await;
        }
        if self.is_granted() {
            self.grants(
                "RevokeInstanceFromCen",
                &[("CenId", &self.cen), ("CenOwnerId", A)],
            )
            .await;
            gone(0, async || self.is_rule_there().await).await;
        }
        for vpc in [0, 1] {
            self.vpc(vpc, "DeleteVpc", &[("VpcId", &self.vpcs[vpc])])
                .await;
            gone(5, async || self.described_vpc(vpc).await.is_some()).await;
        }
        self.cbn("DeleteCen", &[("CenId", &self.cen)]).await.ok();
        gone(5, async || self.cen().await.is_some()).await;
    }
}

/// Waits as the client does: some seconds, then polls after 3 s, 6 s and every 10 s. A state that
/// is neither wanted nor in `on_the_way` is an error.
async fn until(
    delay: u64,
    wanted: &str,
    on_the_way: &[&str],
    mut read: impl AsyncFnMut() -> Option<String>,
) {
    sleep(Duration::from_secs(delay)).await;
    for poll in 0..MOST_POLLS {
        let state = read().await;
        match state.as_deref() {
            Some(state) if state == wanted => return,
            Some(state) => assert!(on_the_way.contains(&state), "{state} instead of {wanted}"),
            None => {}
        }
        sleep(Duration::from_secs([3, 6, 10][poll.min(2)])).await;
    }
    panic!("it never is {wanted}");
}

async fn gone(delay: u64, mut is_there: impl AsyncFnMut() -> bool) {
    until(delay, "gone", &["there"], async || {
        Some(if is_there().await { "there" } else { "gone" }.to_owned())
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_four_ways_are_created_read_and_destroyed_with_the_calls_that_were_recorded() {
    for way in &WAYS {
        let bench = Bench::with(SEED, |_| {});
        let mut provider = Provider::new(&bench, way);
        let mut counts = Vec::new();
        let mut count = || counts.push(std::mem::take(&mut *bench.log.lock().unwrap()).len());
        provider.create().await;
        count();
        provider.read().await;
        count();
        provider.destroy().await;
        count();
        assert_eq!(counts, way.calls, "{}", way.name);
    }
}

#[tokio::test(start_paused = true)]
async fn changes_that_take_time_are_waited_for_state_by_state() {
    let slow =
        |options: &mut Options| options.pace = "attach=2s,detach=2s,default=1s".parse().unwrap();
    // One call more than recorded, because changes are immediate here: an association is polled at
    // once.
    let more = [17, 27, 19, 29];
    for (way, more) in WAYS.iter().zip(more) {
        let bench = Bench::with(SEED, slow);
        let mut provider = Provider::new(&bench, way);
        provider.create().await;
        assert_eq!(bench.log.lock().unwrap().len(), more, "{}", way.name);
        provider.read().await;
        provider.destroy().await;
    }
    for (way, pace) in [(&WAYS[0], "reads:2"), (&WAYS[2], "20s")] {
        let bench = Bench::with(SEED, |options| options.pace = pace.parse().unwrap());
        let mut provider = Provider::new(&bench, way);
        provider.create().await;
        provider.destroy().await;
    }
}

#[tokio::test(start_paused = true)]
async fn tags_are_written_and_compared_by_every_name_that_a_type_has() {
    let bench = Bench::with(SEED, |_| {});
    let mut provider = Provider::new(&bench, &WAYS[1]);
    provider.create_vpc(0).await;
    provider.create_cen().await;
    provider.create_package().await;
    let (cen, package, vpc) = (
        provider.cen.as_str(),
        provider.package.as_str(),
        provider.vpcs[0].as_str(),
    );
    let region = ("RegionId", "cn-shanghai");
    for (version, kind, id, untag) in [
        (CBN, "cen", cen, "UntagResources"),
        (CBN, "Cen", cen, "UntagResources"),
        (CBN, "bandwidthpackage", package, "UntagResources"),
        (CBN, "BandwidthPackage", package, "UntagResources"),
        (VPC, "VPC", vpc, "UnTagResources"),
    ] {
        let named = [("ResourceType", kind), ("ResourceId.1", id), region];
        let tags = [
            ("Tag.1.Key", "Created"),
            ("Tag.1.Value", "TF"),
            ("Tag.2.Key", "For"),
            ("Tag.2.Value", "a test"),
        ];
        bench
            .call(A, version, "TagResources", &[&named[..], &tags].concat())
            .await
            .ok();
        let listed = bench
            .call(A, version, "ListTagResources", &named)
            .await
            .ok();
        let found = rows(&listed, "TagResources", "TagResource");
        let shown: Vec<_> = found
            .iter()
            .map(|row| ["ResourceId", "TagKey", "TagValue"].map(|name| text(row, name)))
            .collect();
        assert_eq!(
            shown,
            [[id, "Created", "TF"], [id, "For", "a test"]],
            "{kind}"
        );
        bench
            .call(
                A,
                version,
                untag,
                &[&named[..], &[("TagKey.1", "Created"), ("TagKey.2", "For")]].concat(),
            )
            .await
            .ok();
        assert_eq!(
            rows(
                &bench
                    .call(A, version, "ListTagResources", &named)
                    .await
                    .ok(),
                "TagResources",
                "TagResource"
            ),
            [Value::Null; 0]
        );
    }
}
