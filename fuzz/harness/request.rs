//! Fuzzes a simulator that has one object of every kind. Each line is a request.
//!
//! A line that begins with `!` is sent as it is: the method, a blank, the query, a blank, the body.
//! Every other line is signed, with V1 and V3 in turn, so that it passes the gateway. Its first
//! byte chooses the product (`c`bn, `v`pc, `i`dentity, `h`ardware) and, as a capital, the second
//! account. The rest is a form with the action and its parameters, in which `CEN` stands for the
//! existing CEN.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use cen_cloud::clock::Clock;
use cen_cloud::sign::{signature, string_to_sign};
use cen_cloud::sign_v3;
use cen_cloud::transport::Transport as _;
use cen_simulator::{InProcess, Options, Seed, Simulator, World};

/// The largest number of requests of one input.
const MOST: usize = 24;

const SEED: &str = r#"
accounts:
  - id: "1"
    keys: [{ id: keyA, secret: secretA }]
    vpcs:
      - id: vpc-a1
        region: cn-hangzhou
        name: hub
        cidr: 10.1.0.0/16
        routes: [{ cidr: 192.168.10.0/24, next-hop-type: Instance, next-hop: i-1 }]
      - { id: "vpc-a{2..3}", region: cn-shanghai, name: lab }
      - { id: vpc-a4, region: us-east-1 }
    vbrs: [{ id: vbr-a1, region: cn-beijing }]
    cens: [{ id: cen-e, enterprise: [cn-hangzhou] }]
    packages: [{ id: cenbwp-a1, mbps: 10, areas: [china, north-america] }]
  - id: "2"
    keys: [{ id: keyB, secret: secretB }]
    vpcs: [{ id: vpc-b1, region: cn-hangzhou }]
    ccns: [{ id: ccn-b1, region: ccn-cn-shanghai }]
quotas: { cens: 3, attachments: 8 }
"#;

/// The calls before the first request.
const BEFORE: &str = "\
cAction=CreateCen&Name=one&ClientToken=t
cAction=AttachCenChildInstance&CenId=CEN&ChildInstanceId=vpc-a1&ChildInstanceType=VPC&ChildInstanceRegionId=cn-hangzhou
cAction=AttachCenChildInstance&CenId=CEN&ChildInstanceId=vpc-a4&ChildInstanceType=VPC&ChildInstanceRegionId=us-east-1
cAction=AttachCenChildInstance&CenId=CEN&ChildInstanceId=vbr-a1&ChildInstanceType=VBR&ChildInstanceRegionId=cn-beijing
cAction=AssociateCenBandwidthPackage&CenId=CEN&CenBandwidthPackageId=cenbwp-a1
cAction=SetCenInterRegionBandwidthLimit&CenId=CEN&LocalRegionId=cn-hangzhou&OppositeRegionId=us-east-1&BandwidthLimit=4
VAction=GrantInstanceToCen&RegionId=cn-hangzhou&CenId=CEN&CenOwnerId=1&InstanceId=vpc-b1&InstanceType=VPC";

/// The id of the first CEN.
const CEN: &str = "cen-000000000000000002";

/// Asserts that every request gets an answer in the requested format, and that the world can be
/// saved and read again afterwards.
pub(crate) fn request(bytes: &[u8]) {
    static WORLD: OnceLock<World> = OnceLock::new();
    let world = WORLD.get_or_init(|| {
        play(
            World::from_seed(&seed(), Clock::system().now()).expect("the seed is a good one"),
            BEFORE.as_bytes(),
            "0",
        )
    });
    let pace = if bytes.len().is_multiple_of(2) {
        "0"
    } else {
        "reads:1"
    };
    let after = play(world.clone(), bytes, pace);
    let saved = serde_json::to_vec(&after).expect("a world can be written");
    assert!(
        serde_json::from_slice::<World>(&saved).is_ok_and(|read| read == after),
        "what is saved is not what is read"
    );
}

fn seed() -> Seed {
    Seed::parse(SEED).expect("the seed is a good one")
}

fn play(world: World, lines: &[u8], pace: &str) -> World {
    let clock = Clock::system();
    let mut options = Options::new(clock);
    options.pace = pace.parse().expect("it is a pace");
    options.blocking = lines.len() % 3 == 1;
    options.log = Some(Box::new(|entry| {
        assert!(
            entry.to_line().len() < 1 << 20,
            "a line of the log is too long"
        )
    }));
    let simulator = Arc::new(Simulator::new(world, options));
    let transport = InProcess::new(Arc::clone(&simulator));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime with a timer can be made");
    for (number, line) in lines.split(|byte| *byte == b'\n').take(MOST).enumerate() {
        let Some(request) = read(line, number, clock) else {
            continue;
        };
        let answer = runtime
            .block_on(transport.send(request))
            .expect("without faults every request is answered");
        let is_xml = answer.headers()["content-type"]
            .to_str()
            .is_ok_and(|kind| kind.starts_with("text/xml"));
        assert!((200..600).contains(&answer.status().as_u16()));
        assert!(
            is_xml || serde_json::from_slice::<serde_json::Value>(answer.body()).is_ok(),
            "{:?}",
            answer.body()
        );
    }
    simulator.world()
}

fn read(line: &[u8], number: usize, clock: Clock) -> Option<http::Request<Bytes>> {
    let (first, rest) = line.split_first()?;
    if *first == b'!' {
        let mut parts = rest.splitn(3, |byte| *byte == b' ');
        let (method, query, body) = (
            parts.next()?,
            parts.next()?,
            parts.next().unwrap_or_default(),
        );
        let uri = http::Uri::try_from([b"http://h/?", query].concat()).ok()?;
        return http::Request::builder()
            .method(method)
            .uri(uri)
            .body(Bytes::copy_from_slice(body))
            .ok();
    }
    let version = match first.to_ascii_lowercase() % 4 {
        3 => "2017-09-12",
        2 => "2016-04-28",
        1 => "2015-04-01",
        _ => "2018-03-13",
    };
    let (key, secret) = if first.is_ascii_uppercase() {
        ("keyB", "secretB")
    } else {
        ("keyA", "secretA")
    };
    let form = form_urlencoded::parse(rest)
        .map(|(name, value)| (name.into_owned(), value.replace("CEN", CEN)));
    let mut pairs: Vec<(String, String)> = form.filter(|(name, _)| name != "Signature").collect();
    let (nonce, now) = (
        number.to_string(),
        clock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    );
    if number % 2 == 1 {
        return signed_v3(&pairs, (key, secret), [version, &nonce, &now]);
    }
    for (name, value) in [
        ("Version", version),
        ("AccessKeyId", key),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", &nonce),
        ("Timestamp", &now),
    ] {
        pairs.push((name.to_owned(), value.to_owned()));
    }
    let text = string_to_sign(
        "POST",
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    pairs.push(("Signature".to_owned(), signature(&text, secret)));
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    http::Request::post("http://h/")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body.into())
        .ok()
}

/// Returns a request with Signature V3 and the action from the parameters. `None` if no header can
/// hold the action.
fn signed_v3(
    pairs: &[(String, String)],
    (key, secret): (&str, &str),
    [version, nonce, now]: [&str; 3],
) -> Option<http::Request<Bytes>> {
    let (_, action) = pairs.iter().find(|(name, _)| name == "Action")?;
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let body_hash = sign_v3::hash(body.as_bytes());
    let headers = [
        ("host", "h"),
        ("x-acs-action", action.trim()),
        ("x-acs-content-sha256", &body_hash),
        ("x-acs-date", now),
        ("x-acs-signature-nonce", nonce),
        ("x-acs-version", version),
    ];
    let request = sign_v3::Request {
        method: "POST",
        path: "/",
        query: Vec::new(),
        headers: headers.to_vec(),
        body_hash: &body_hash,
    };
    let signature = sign_v3::signature(
        &sign_v3::string_to_sign(&sign_v3::canonical_request(&request)),
        secret,
    );
    let names = headers.map(|(name, _)| name).join(";");
    let authorization = format!(
        "{} Credential={key},SignedHeaders={names},Signature={signature}",
        sign_v3::ALGORITHM
    );
    let unsigned = http::Request::post("http://h/")
        .header("Content-Type", "application/x-www-form-urlencoded");
    let signed = headers.iter().fold(
        unsigned.header("Authorization", authorization),
        |request, (name, value)| request.header(*name, *value),
    );
    signed.body(body.into()).ok()
}
