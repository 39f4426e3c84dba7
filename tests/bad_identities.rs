//! Bad credentials, identities and permissions: each message as a user reads it.

use std::io::Read as _;
use std::net::TcpListener;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::support::{Machine, Simulator, nobody, server};

const SEED: &str = r#"
editions: basic
accounts:
  - id: "1250000000000001"
    keys:
      - { id: LTAImain, secret: canary-main, user: main }
      - { id: LTAIoff, secret: canary-off, user: off, disabled: true }
      - { id: STS.past, secret: canary-past, token: CAIScanary, expires: -1s }
      - id: LTAIreader
        secret: canary-reader
        user: reader
        policy:
          Version: "1"
          Statement:
            - { Effect: Allow, Action: ["*:Describe*", "*:List*", "*:Check*", "sts:GetCallerIdentity"], Resource: "*" }
    vpcs: [{ id: vpc-1, region: cn-hangzhou, cidr: 10.1.0.0/16 }]
    identity-providers: [{ name: git, issuer: "https://git.example.com", audiences: [sts.aliyuncs.com] }]
    roles:
      - { name: cen, trusts: "acs:ram::1250000000000002:user/ci", external-id: office }
      - { name: closed, trusts: "1250000000000003" }
      - { name: job, trusts-tokens: [{ provider: git, subject: "repo:network" }] }
  - id: "1250000000000002"
    keys:
      - { id: LTAIci, secret: canary-ci, user: ci }
      - { id: LTAIroot, secret: canary-root }
"#;

const PROFILES: &str = r#"{ "current": "ci", "profiles": [
  { "name": "ci", "mode": "AK", "access_key_id": "LTAIci", "access_key_secret": "canary-ci" },
  { "name": "root", "mode": "AK", "access_key_id": "LTAIroot", "access_key_secret": "canary-root" },
  { "name": "off", "mode": "AK", "access_key_id": "LTAIoff", "access_key_secret": "canary-off" },
  { "name": "gone", "mode": "AK", "access_key_id": "LTAIgone", "access_key_secret": "canary-gone" },
  { "name": "wrong", "mode": "AK", "access_key_id": "LTAImain", "access_key_secret": "canary-wrong" },
  { "name": "past", "mode": "StsToken", "access_key_id": "STS.past", "access_key_secret": "canary-past", "sts_token": "CAIScanary" },
  { "name": "reader", "mode": "AK", "access_key_id": "LTAIreader", "access_key_secret": "canary-reader" },
  { "name": "job", "mode": "OIDC", "oidc_provider_arn": "acs:ram::1250000000000001:oidc-provider/git",
    "oidc_token_file": "token.jwt", "ram_role_arn": "acs:ram::1250000000000001:role/job", "ram_session_name": "job" },
  { "name": "instance", "mode": "EcsRamRole" },
  { "name": "garbage", "mode": "External", "process_command": "echo canary-garbage" },
  { "name": "noise", "mode": "External", "process_command": "sh -c 'echo canary-noise >&2; exit 3'" },
  { "name": "halfway", "mode": "External", "process_command": "cat halfway.json" },
  { "name": "one", "mode": "ChainableRamRoleArn", "source_profile": "two", "ram_role_arn": "acs:ram::1250000000000001:role/cen", "ram_session_name": "x1" },
  { "name": "two", "mode": "ChainableRamRoleArn", "source_profile": "one", "ram_role_arn": "acs:ram::1250000000000001:role/cen", "ram_session_name": "x2" }
] }"#;

const HALFWAY: &str = r#"{ "mode": "StsToken", "access_key_id": "STS.canary", "access_key_secret": "canary-halfway" }"#;

/// The rest of a topology with one account.
const REST: &str = r#"
vpcs:
  web: { account: main, region: cn-hangzhou, id: vpc-1 }
cens:
  office: { account: main, attach: [web] }
"#;

/// Returns a token of an identity provider with these claims.
fn token(audience: &str, ends: u64) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let claims = format!(
        r#"{{"iss":"https://git.example.com","aud":"{audience}","sub":"repo:network","exp":{ends}}}"#
    );
    format!("{}.{}.canary", part(r#"{"alg":"RS256"}"#), part(&claims))
}

struct Bench {
    machine: Machine,
    simulator: Simulator,
}

impl Bench {
    fn new(more: &[&str]) -> Self {
        let machine = Machine::with([
            ("seed.yaml", SEED),
            ("config.json", PROFILES),
            ("halfway.json", HALFWAY),
        ]);
        let simulator = machine.simulate(more);
        Self { machine, simulator }
    }

    /// Runs `cen diff` for an account that is described so. Returns what it says, without what differs in each run.
    fn diff(&self, account: &str, variables: &[(&str, &str)]) -> String {
        self.run("diff", account, variables)
    }

    fn run(&self, command: &str, account: &str, variables: &[(&str, &str)]) -> String {
        let head = "version: 1\nname: t\naccounts:\n  main: { id: \"1250000000000001\"";
        let topology = format!("{head}, {account} }}\n{REST}");
        self.machine.write("t.yaml", topology);
        let url = self.simulator.address.as_str();
        let mut arguments = vec![command, "t.yaml", "--profiles", "config.json"];
        if !variables.iter().any(|(name, _)| *name == "HTTPS_PROXY") {
            arguments.extend(["--endpoint", url]);
        }
        if command == "apply" {
            arguments.push("--yes");
        }
        let ended = self.machine.cen_with(&arguments, variables);
        assert_ne!(ended.code, Some(0), "{account}: {ended:?}");
        let said = format!("{}\n{}", ended.code.unwrap(), ended.stderr);
        assert!(!(said + &ended.stdout).contains("canary"), "{ended:?}");
        let (_, address) = url.split_once("://").unwrap();
        let said = ended.stderr.replace(address, "ADDRESS");
        let lines = said.lines().map(without_request);
        format!(
            "exit {}\n{}",
            ended.code.unwrap(),
            lines.collect::<String>()
        )
    }
}

/// Returns a line without the id of a request and without what the server says of a signature.
fn without_request(line: &str) -> String {
    let line = match line.split_once("StringToSign is [") {
        Some((before, rest)) => {
            let (_, after) = rest.split_once('…').unwrap_or_default();
            &format!("{before}StringToSign is […{after}")
        }
        None => line,
    };
    match line.split_once("(request ") {
        Some((before, rest)) => {
            let (_, after) = rest.split_once(')').unwrap_or_default();
            format!("{before}(request ID){after}\n")
        }
        None => format!("{line}\n"),
    }
}

/// Returns a text with `TIME` in place of each time, and of how far the clock is off, to the second.
fn without_times(text: &str) -> String {
    let timeless = |word: &str| {
        let bare = word.trim_end_matches([' ', '\n', ',', ';']);
        match bare.parse::<jiff::Timestamp>() {
            Ok(_) => word.replace(bare, "TIME"),
            Err(_) => word.to_owned(),
        }
    };
    let words = text.split_inclusive([' ', '\n']).map(timeless);
    words.collect::<String>().replace("1h 59m 59s", "2h")
}

/// Puts messages below the names of their cases.
fn listed(cases: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let listed = cases
        .into_iter()
        .map(|(case, said)| format!("# {case}\n{said}\n"));
    listed.collect()
}

const ROLE: &str = "role: \"acs:ram::1250000000000001:role/cen\"";

#[test]
fn a_key_that_is_not_good_any_more() {
    let bench = Bench::new(&[]);
    let profile = |name: &str| bench.diff(&format!("profile: {name}"), &[]);
    insta::assert_snapshot!(listed([
        ("an expired token", profile("past")),
        ("a disabled key", profile("off")),
        ("a deleted key", profile("gone")),
        ("a wrong secret", profile("wrong")),
        ("a key of another account", profile("ci")),
    ]));
}

#[test]
fn a_role_that_may_not_be_assumed() {
    let bench = Bench::new(&[]);
    let role = |rest: &str| bench.diff(&format!("{ROLE}, {rest}"), &[]);
    let named = |name: &str| {
        let role = format!("role: \"acs:ram::1250000000000001:role/{name}\", via: ci");
        bench.diff(&role, &[])
    };
    insta::assert_snapshot!(listed([
        ("a wrong external id", role("via: ci, external-id: home")),
        ("no external id", role("via: ci")),
        ("a role that trusts others", named("closed")),
        ("a role that is not there", named("none")),
        (
            "a session that is too long",
            role("via: ci, external-id: office, session-seconds: 43200")
        ),
        (
            "a key of the account itself",
            role("via: root, external-id: office")
        ),
        (
            "an expired token assumes",
            role("via: past, external-id: office")
        ),
        ("a circle of profiles", bench.diff("profile: one", &[])),
        ("a circle of `via`", role("via: main")),
    ]));
}

#[test]
fn a_token_of_a_job_that_is_not_taken() {
    let bench = Bench::new(&[]);
    let with = |token: &str| {
        bench.machine.write("token.jwt", token);
        bench.diff("profile: job", &[])
    };
    let missing = bench.diff("profile: job", &[]);
    insta::assert_snapshot!(listed([
        ("no file", missing),
        ("an expired token", with(&token("sts.aliyuncs.com", 1))),
        ("another audience", with(&token("else", 4_102_444_800))),
        ("no token at all", with("{\"canary\":1}")),
    ]));
}

#[test]
fn a_source_that_gives_no_credential() {
    let bench = Bench::new(&[]);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let hangs = format!("http://{}", silent.local_addr().unwrap());
    // Takes the request and never answers.
    std::thread::spawn(move || {
        let held: Vec<_> = silent
            .incoming()
            .filter_map(Result::ok)
            .map(|mut stream| {
                let _ = stream.read(&mut [0; 1024]);
                stream
            })
            .collect();
        drop(held);
    });
    let closed = nobody();
    let old = server(|_| {
        let body = r#"{"Code":"Success","AccessKeyId":"STS.canary","AccessKeySecret":"canary","SecurityToken":"canary","Expiration":"2020-01-01T00:00:00Z"}"#;
        crate::support::http("200 OK", "", body)
    });
    let profile =
        |name: &str, variables: &[(&str, &str)]| bench.diff(&format!("profile: {name}"), variables);
    let uri = |address: &str| {
        bench.diff(
            ROLE,
            &[
                ("ALIBABA_CLOUD_CREDENTIALS_URI", address),
                ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"),
            ],
        )
    };
    let metadata = |address: &str| {
        let said = profile("instance", &[("CEN_METADATA_ENDPOINT", address)]);
        said.replace(address.trim_start_matches("http://"), "METADATA")
    };
    let clock = uri(&old);
    let (_, here) = clock.split_once("this machine's clock says ").unwrap();
    let here = here.split(['\n', ';']).next().unwrap();
    insta::assert_snapshot!(listed([
        ("a metadata service that hangs", metadata(&hangs)),
        ("no metadata service", metadata(&closed)),
        ("a command that prints garbage", profile("garbage", &[])),
        (
            "a command that fails and prints a secret",
            profile("noise", &[])
        ),
        ("a command that forgets the token", profile("halfway", &[])),
        (
            "a credential that has ended when it comes",
            clock.replace(here, "NOW")
        ),
    ]));
}

#[test]
fn a_way_to_the_cloud_that_is_closed() {
    let tls = Bench::new(&["--tls"]);
    let role = format!("{ROLE}, via: ci, external-id: office");
    let behind = Bench::new(&["--clock", "-2h"]);
    let late = Bench::new(&["--faults", "*=InvalidTimeStamp.Expired"]);
    let proxy = nobody();
    let variables = [
        ("HTTPS_PROXY", proxy.as_str()),
        ("https_proxy", proxy.as_str()),
    ];
    let (_, address) = proxy.split_once("://").unwrap();
    insta::assert_snapshot!(listed([
        ("an untrusted certificate", tls.diff(&role, &[])),
        (
            "a clock that is two hours ahead",
            without_times(&behind.diff(&role, &[]))
        ),
        ("a time that is refused again", late.diff(&role, &[])),
        (
            "a proxy that does not answer",
            late.diff(&role, &variables).replace(address, "PROXY")
        ),
    ]));
}

#[test]
fn a_permission_that_is_denied() {
    let bench = Bench::new(&[]);
    insta::assert_snapshot!(bench.run("apply", "profile: reader", &[]));
}
