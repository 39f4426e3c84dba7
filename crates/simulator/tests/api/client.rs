//! A client that shares only the signature with `cen_cloud`. It spells out the names of the wire,
//! as a foreign client would.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use cen_cloud::clock::Clock;
use cen_cloud::sign::{percent_encode, signature, string_to_sign};
use cen_simulator::{Delivery, Entry, Options, Seed, Simulator, Store, World};
use serde_json::Value;
use tempfile::TempDir;

/// The time that every test begins at.
pub(crate) const START: &str = "2026-01-02T03:04:05Z";

/// Two accounts, A and B, with two VPCs each.
pub(crate) const SEED: &str = r#"
accounts:
  - id: "1000000000000001"
    keys: [{ id: keyA, secret: secretA }]
    vpcs:
      - { id: vpc-a1, region: cn-hangzhou, name: hub, cidr: 10.1.0.0/16 }
      - { id: vpc-a2, region: cn-shanghai, name: lab, cidr: 10.2.0.0/16 }
    vbrs: [{ id: vbr-a1, region: cn-beijing, name: idc }]
  - id: "1000000000000002"
    keys: [{ id: keyB, secret: secretB }]
    vpcs:
      - { id: vpc-b1, region: cn-hangzhou }
      - { id: vpc-b2, region: eu-central-1 }
    ccns: [{ id: ccn-b1, region: ccn-cn-shanghai }]
"#;

pub(crate) const A: &str = "1000000000000001";
pub(crate) const B: &str = "1000000000000002";
pub(crate) const CBN: &str = "2017-09-12";
pub(crate) const VPC: &str = "2016-04-28";
pub(crate) const RAM: &str = "2015-05-01";
pub(crate) const RESOURCE_MANAGER: &str = "2020-03-31";

/// A simulator, and the log of every request to it.
pub(crate) struct Bench {
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) clock: Clock,
    pub(crate) log: Arc<Mutex<Vec<Entry>>>,
    nonce: AtomicU64,
    /// The simulator that saves its world, where the test did not ask for another file.
    _saves: Option<Saves>,
}

/// A simulator, and the file that it saves its world in.
struct Saves {
    simulator: Arc<Simulator>,
    folder: TempDir,
}

/// The file has all that was answered, whatever the test did.
impl Drop for Saves {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let saved = World::load(&self.folder.path().join("world.json")).unwrap();
            let world = self.simulator.world();
            assert!(saved.is_none_or(|saved| saved == world));
        }
    }
}

/// An answer: the status, and the body as JSON.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Reply {
    pub(crate) fn code(&self) -> &str {
        // A listing of route tables has `200` there if all is well.
        self.body["Code"]
            .as_str()
            .filter(|_| self.status != 200)
            .unwrap_or_default()
    }

    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.body[name]
            .as_str()
            .unwrap_or_else(|| panic!("no {name} in {}", self.body))
            .to_owned()
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(SEED, |_| {})
    }

    pub(crate) fn with(seed: &str, set: impl FnOnce(&mut Options)) -> Self {
        Self::begin(
            World::from_seed(&Seed::parse(seed).unwrap(), START.parse().unwrap()).unwrap(),
            set,
        )
    }

    /// Starts a simulator of this world.
    pub(crate) fn of(world: World) -> Self {
        Self::begin(world, |_| {})
    }

    fn begin(world: World, set: impl FnOnce(&mut Options)) -> Self {
        let clock = Clock::starting_at(START.parse().unwrap());
        let log: Arc<Mutex<Vec<Entry>>> = Arc::default();
        let mut options = Options::new(clock);
        let sink = log.clone();
        options.log = Some(Box::new(move |entry| {
            sink.lock().unwrap().push(entry.clone())
        }));
        set(&mut options);
        let folder = options
            .store
            .is_none()
            .then(|| tempfile::tempdir().unwrap());
        if let Some(folder) = &folder {
            options.store = Some(Store::open(&folder.path().join("world.json")).unwrap());
        }
        let simulator = Arc::new(Simulator::new(world, options));
        let saved = |folder| Saves {
            simulator: simulator.clone(),
            folder,
        };
        Self {
            _saves: folder.map(saved),
            simulator,
            clock,
            log,
            nonce: AtomicU64::new(0),
        }
    }

    /// Returns the parameters of a signed request, including the signature.
    pub(crate) fn sign(
        &self,
        method: &str,
        key: (&str, &str),
        version: &str,
        action: &str,
        own: &[(&str, &str)],
    ) -> Vec<(String, String)> {
        let nonce = self.nonce.fetch_add(1, Ordering::Relaxed).to_string();
        let now = self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let mut pairs: Vec<(String, String)> = [
            ("Action", action),
            ("Version", version),
            ("AccessKeyId", key.0),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", nonce.as_str()),
            ("SignatureType", ""),
            ("Timestamp", now.as_str()),
            ("Format", "JSON"),
        ]
        .iter()
        .chain(own)
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
        resign(method, key.1, &mut pairs);
        pairs
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        pairs: &[(String, String)],
    ) -> http::Response<Bytes> {
        let query = encode(pairs);
        let request = http::Request::builder()
            .method(method)
            .uri(format!("http://127.0.0.1/?{query}"))
            .body(Bytes::new())
            .unwrap();
        whole(self.simulator.answer(request).await)
    }

    /// Calls as account `A` or `B`, with every parameter in the query, as the vendor's Python and Go SDKs do.
    pub(crate) async fn call(
        &self,
        account: &str,
        version: &str,
        action: &str,
        own: &[(&str, &str)],
    ) -> Reply {
        let key = if account == A {
            ("keyA", "secretA")
        } else {
            ("keyB", "secretB")
        };
        let pairs = self.sign("POST", key, version, action, own);
        reply(&self.send("POST", &pairs).await)
    }

    pub(crate) async fn cbn(&self, account: &str, action: &str, own: &[(&str, &str)]) -> Reply {
        self.call(account, CBN, action, own).await
    }

    pub(crate) async fn vpc(&self, account: &str, action: &str, own: &[(&str, &str)]) -> Reply {
        self.call(account, VPC, action, own).await
    }

    /// Creates a CEN of account A.
    pub(crate) async fn cen(&self) -> String {
        self.cbn(A, "CreateCen", &[("Name", "hub")])
            .await
            .text("CenId")
    }

    pub(crate) async fn attach(
        &self,
        cen: &str,
        instance: &str,
        region: &str,
        owner: &str,
    ) -> Reply {
        let own = [
            ("CenId", cen),
            ("ChildInstanceId", instance),
            ("ChildInstanceType", "VPC"),
            ("ChildInstanceRegionId", region),
            ("ChildInstanceOwnerId", owner),
        ];
        self.cbn(A, "AttachCenChildInstance", &own).await
    }

    /// Attaches the VBR of account A.
    pub(crate) async fn attach_vbr(&self, cen: &str) {
        let own = [
            ("CenId", cen),
            ("ChildInstanceId", "vbr-a1"),
            ("ChildInstanceType", "VBR"),
            ("ChildInstanceRegionId", "cn-beijing"),
        ];
        self.cbn(A, "AttachCenChildInstance", &own).await.ok();
    }

    pub(crate) async fn detach(&self, cen: &str, instance: &str, region: &str) -> Reply {
        let own = [
            ("CenId", cen),
            ("ChildInstanceId", instance),
            ("ChildInstanceType", "VPC"),
            ("ChildInstanceRegionId", region),
        ];
        self.cbn(A, "DetachCenChildInstance", &own).await
    }

    /// Creates a package of account A.
    pub(crate) async fn package(&self, mbps: &str, areas: [&str; 2]) -> String {
        let own = [
            ("Bandwidth", mbps),
            ("GeographicRegionAId", areas[0]),
            ("GeographicRegionBId", areas[1]),
            ("AutoPay", "true"),
        ];
        self.cbn(A, "CreateCenBandwidthPackage", &own)
            .await
            .text("CenBandwidthPackageId")
    }

    pub(crate) async fn associate(&self, cen: &str, package: &str) -> Reply {
        self.cbn(
            A,
            "AssociateCenBandwidthPackage",
            &[("CenId", cen), ("CenBandwidthPackageId", package)],
        )
        .await
    }

    pub(crate) async fn limit(&self, cen: &str, regions: [&str; 2], mbps: &str) -> Reply {
        let own = [
            ("CenId", cen),
            ("LocalRegionId", regions[0]),
            ("OppositeRegionId", regions[1]),
            ("BandwidthLimit", mbps),
        ];
        self.cbn(A, "SetCenInterRegionBandwidthLimit", &own).await
    }

    /// Returns the status of each attachment of a CEN.
    pub(crate) async fn children(&self, cen: &str) -> Vec<String> {
        let answer = self
            .cbn(A, "DescribeCenAttachedChildInstances", &[("CenId", cen)])
            .await
            .ok();
        let rows = answer["ChildInstances"]["ChildInstance"]
            .as_array()
            .unwrap()
            .clone();
        rows.iter()
            .map(|row| {
                format!(
                    "{} {}",
                    row["ChildInstanceId"].as_str().unwrap(),
                    row["Status"].as_str().unwrap()
                )
            })
            .collect()
    }
}

/// Returns one field of each row of a list.
pub(crate) fn column(rows: &Value, name: &str) -> Vec<String> {
    let shown = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| shown(&row[name]))
        .collect()
}

/// Returns these parameters, replaced by those of the same name in `own`.
pub(crate) fn with<'a>(
    all: &[(&'a str, &'a str)],
    own: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let rest = all
        .iter()
        .filter(|(name, _)| own.iter().all(|(other, _)| other != name));
    rest.chain(own).copied().collect()
}

/// Returns the answer of a call that must not fail in transport.
pub(crate) fn whole(delivery: Delivery) -> http::Response<Bytes> {
    match delivery {
        Delivery::Whole(answer) => answer,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn reply(response: &http::Response<Bytes>) -> Reply {
    Reply {
        status: response.status().as_u16(),
        body: serde_json::from_slice(response.body()).unwrap(),
    }
}

/// Signs changed parameters again.
pub(crate) fn resign(method: &str, secret: &str, pairs: &mut Vec<(String, String)>) {
    pairs.retain(|(key, _)| key != "Signature");
    let text = string_to_sign(
        method,
        pairs
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    );
    pairs.push(("Signature".to_owned(), signature(&text, secret)));
}

pub(crate) fn encode(pairs: &[(String, String)]) -> String {
    let encoded: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{}={}", percent_encode(key), percent_encode(value)))
        .collect();
    encoded.join("&")
}
