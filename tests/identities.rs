//! Accounts whose credentials come from roles, tokens, the metadata service and commands, against a
//! simulator that knows them.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::support::Machine;

/// Four accounts: a role that another key assumes, a token, an instance, and a command.
const TOPOLOGY: &str = r#"
version: 1
name: four

accounts:
  network: { id: "1250000000000001", role: "acs:ram::1250000000000001:role/cen", via: ci, external-id: office }
  shop:    { id: "1250000000000002", profile: token }
  edge:    { id: "1250000000000003", profile: instance }
  partner: { id: "1250000000000004", profile: command }

vpcs:
  hub:     { account: network, region: cn-hangzhou, id: vpc-bp1hub00000000000001 }
  shop:    { account: shop,    region: cn-hangzhou, id: vpc-bp1shop0000000000001 }
  edge:    { account: edge,    region: cn-hangzhou, id: vpc-bp1edge0000000000001 }
  partner: { account: partner, region: cn-hangzhou, id: vpc-bp1partner000000001 }

cens:
  shared:
    account: network
    attach: [hub, shop, edge, partner]
"#;

const SEED: &str = r#"
accounts:
  - id: "1250000000000001"
    vpcs: [{ id: vpc-bp1hub00000000000001, region: cn-hangzhou, cidr: 10.1.0.0/16 }]
    roles:
      - { name: cen, trusts: "acs:ram::1250000000000009:user/ci", external-id: office, credential-life: 1s }
  - id: "1250000000000002"
    vpcs: [{ id: vpc-bp1shop0000000000001, region: cn-hangzhou, cidr: 10.2.0.0/16 }]
    identity-providers: [{ name: git, issuer: "https://git.example.com", audiences: [sts.aliyuncs.com] }]
    roles: [{ name: job, trusts-tokens: [{ provider: git, subject: "repo:network" }] }]
  - id: "1250000000000003"
    vpcs: [{ id: vpc-bp1edge0000000000001, region: cn-hangzhou, cidr: 10.3.0.0/16 }]
    roles: [{ name: instance, trusts: ecs.aliyuncs.com }]
  - id: "1250000000000004"
    keys: [{ id: LTAIpartner, secret: partner-secret, user: partner }]
    vpcs: [{ id: vpc-bp1partner000000001, region: cn-hangzhou, cidr: 10.4.0.0/16 }]
  - id: "1250000000000009"
    keys: [{ id: LTAIci, secret: ci-secret, user: ci }]
"#;

const PROFILES: &str = r#"{ "current": "ci", "profiles": [
  { "name": "ci", "mode": "AK", "access_key_id": "LTAIci", "access_key_secret": "ci-secret" },
  { "name": "token", "mode": "OIDC", "oidc_provider_arn": "acs:ram::1250000000000002:oidc-provider/git",
    "oidc_token_file": "token.jwt", "ram_role_arn": "acs:ram::1250000000000002:role/job", "ram_session_name": "nightly" },
  { "name": "instance", "mode": "EcsRamRole" },
  { "name": "command", "mode": "External", "process_command": "cat 'partner keys.json'" }
] }"#;

const PARTNER_KEYS: &str =
    r#"{ "mode": "AK", "access_key_id": "LTAIpartner", "access_key_secret": "partner-secret" }"#;

/// An account whose role the credential of a CredentialsURI assumes. There is no such role.
const OF_URI: &str = r#"
version: 1
name: uri
accounts:
  edge: { id: "1250000000000003", role: "acs:ram::1250000000000003:role/next" }
vpcs:
  edge: { account: edge, region: cn-hangzhou, id: vpc-bp1edge0000000000001 }
cens:
  shared: { account: edge, attach: [edge] }
"#;

const INSTANCE: &str = "acs:ram::1250000000000003:role/instance";

/// Returns a token of an identity provider. Its signature is not verified.
fn token() -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let claims = r#"{"iss":"https://git.example.com","aud":"sts.aliyuncs.com","sub":"repo:network","exp":4102444800}"#;
    format!("{}.{}.c2ln", part(r#"{"alg":"RS256"}"#), part(claims))
}

fn machine() -> Machine {
    Machine::with([
        ("four.yaml", TOPOLOGY),
        ("seed.yaml", SEED),
        ("config.json", PROFILES),
        ("partner keys.json", PARTNER_KEYS),
        ("token.jwt", &token()),
    ])
}

/// Returns the calls in the request log of the simulator.
fn calls(machine: &Machine) -> Vec<Value> {
    let log = machine.read("requests.log");
    let lines = log.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

fn time_of(call: &Value) -> Timestamp {
    call["time"].as_str().unwrap().parse().unwrap()
}

#[test]
fn four_accounts_from_four_sources_over_tls_and_a_role_that_expires_twice_meanwhile() {
    let machine = machine();
    let simulator = machine.simulate(&[
        "--tls=ca.pem",
        "--machine-role",
        INSTANCE,
        "--pace",
        "attach=4s,default=0s",
        "--faults",
        "CreateCen#1=InvalidSecurityToken.Expired",
    ]);
    assert_eq!(
        simulator.more,
        "its certificate is signed by the CA in ca.pem\n"
    );
    let url = simulator.address.as_str();
    let run = |arguments: &[&str]| {
        let target = ["four.yaml", "--endpoint", url, "--profiles", "config.json"];
        let variables = [("SSL_CERT_FILE", "ca.pem"), ("CEN_METADATA_ENDPOINT", url)];
        machine.cen_with(&[arguments, &target].concat(), &variables)
    };
    let ended = run(&["apply", "--yes"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(run(&["diff"]).stdout, "four: nothing to do\n");

    let calls = calls(&machine);
    let callers: BTreeSet<_> = calls
        .iter()
        .map(|call| {
            (
                call["account"].as_str().unwrap(),
                call["caller"].as_str().unwrap_or_default(),
            )
        })
        .filter(|(account, _)| !account.is_empty())
        .collect();
    let expected = [
        ("1250000000000001", "role/cen/cen"),
        ("1250000000000002", "role/job/nightly"),
        ("1250000000000003", "role/instance/instance"),
        ("1250000000000004", "user/partner"),
        ("1250000000000009", "user/ci"),
    ];
    assert_eq!(callers, BTreeSet::from(expected));

    // The role's first credential is told to live for two seconds at most.
    let is_assumed = |call: &&Value| call["action"] == "AssumeRole" && call["status"] == 200;
    let assumed: Vec<_> = calls.iter().filter(is_assumed).map(time_of).collect();
    let attached = calls
        .iter()
        .rfind(|call| call["caller"] == "role/cen/cen")
        .map(time_of);
    let used = attached.unwrap().duration_since(assumed[0]);
    assert!(assumed.len() >= 3, "{assumed:?}");
    assert!(used >= SignedDuration::from_secs(4), "{used:?}");

    // What was refused as expired is sent again with the same token, so nothing is made twice.
    let created: Vec<_> = calls
        .iter()
        .filter(|call| call["action"] == "CreateCen")
        .collect();
    let codes: Vec<_> = created
        .iter()
        .map(|call| call["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["InvalidSecurityToken.Expired", ""]);
    let token = |call: &Value| call["parameters"]["ClientToken"].clone();
    assert!(token(created[0]).is_string() && token(created[0]) == token(created[1]));
}

#[test]
fn the_certificates_of_the_flag_are_trusted_also_by_the_metadata_service_and_a_credentials_uri() {
    let machine = machine();
    machine.write(
        "uri.yaml",
        OF_URI.replace(", role: \"acs:ram::1250000000000003:role/next\"", ""),
    );
    let simulator = machine.simulate(&["--tls=ca.pem", "--machine-role", INSTANCE]);
    let url = simulator.address.as_str();
    let uri = format!("{url}/credentials");
    let of_uri = [
        ("ALIBABA_CLOUD_CREDENTIALS_URI", uri.as_str()),
        ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"),
    ];
    let of_metadata = [("CEN_METADATA_ENDPOINT", url)];
    for (file, variables) in [("four.yaml", &of_metadata[..]), ("uri.yaml", &of_uri)] {
        let diff = |more: &[&str]| {
            let profiles = match file {
                "four.yaml" => &["--profiles", "config.json"][..],
                _ => &[],
            };
            let target = ["diff", file, "--endpoint", url];
            machine.cen_with(&[&target, profiles, more].concat(), variables)
        };
        let trusted = diff(&["--ca", "ca.pem"]);
        assert_eq!(trusted.code, Some(2), "{trusted:?}");
        let untrusted = diff(&[]);
        assert_eq!(untrusted.code, Some(1), "{untrusted:?}");
        assert!(
            untrusted.stderr.contains("does not trust its certificate"),
            "{untrusted:?}"
        );
    }
}

/// Parts of every secret that the sources read, get or send.
fn secrets() -> Vec<String> {
    let token = token();
    let claims = token.split('.').nth(1).unwrap().to_owned();
    let made = [
        "ci-secret",
        "partner-secret",
        "made-up-",
        "CAIS",
        "simulated-metadata-token",
    ];
    made.map(str::to_owned)
        .into_iter()
        .chain([claims])
        .collect()
}

fn no_secret_in(text: &str, place: &str) {
    for secret in secrets() {
        assert!(!text.contains(&secret), "{place} shows {secret}");
    }
}

/// The files that are meant to hold secrets.
const HOLDERS: [&str; 4] = ["config.json", "partner keys.json", "seed.yaml", "token.jwt"];

#[test]
fn no_source_shows_a_secret_also_when_it_is_renewed() {
    let machine = machine();
    let more = ["--machine-role", INSTANCE, "--pace", "attach=2s,default=0s"];
    let expired = ["--faults", "DescribeCens#2=InvalidSecurityToken.Expired"];
    let simulator = machine.simulate(&[&more[..], &expired].concat());
    let url = simulator.address.as_str();
    let run = |arguments: &[&str], variables: &[(&str, &str)], code| {
        let target = ["--endpoint", url, "--profiles", "config.json"];
        let variables = [&[("CEN_METADATA_ENDPOINT", url)], variables].concat();
        let ended = machine.cen_with(&[arguments, &target].concat(), &variables);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
        no_secret_in(&format!("{ended:?}"), &arguments.join(" "));
    };
    let json = ["-vv", "--log", "json", "--log-file", "json.log"];
    let text = ["-vv", "--log-file", "text.log"];
    for log in [&["-vv"][..], &["-vv", "--log", "json"]] {
        run(
            &[&["diff", "four.yaml", "--format", "json"], log].concat(),
            &[],
            2,
        );
    }
    run(
        &[&["diff", "four.yaml", "--out", "plan.json"][..], &text].concat(),
        &[],
        2,
    );
    run(
        &[&["apply", "four.yaml", "--yes"][..], &json].concat(),
        &[],
        0,
    );
    run(
        &[
            &["observe", "four.yaml", "--out", "snapshot.json"][..],
            &text,
        ]
        .concat(),
        &[],
        0,
    );

    for (more, code) in [
        (&["-vv"][..], 0),
        (&["--format", "json", "-vv", "--log", "json"], 0),
        (&["--policy"], 0),
    ] {
        run(&[&["doctor", "four.yaml"], more].concat(), &[], code);
    }

    // A role whose base is a CredentialsURI, and the same with a service that gives nothing.
    machine.write("uri.yaml", OF_URI);
    let uri = format!("{url}/credentials");
    for (address, said) in [
        (uri, "role/next cannot be assumed"),
        (format!("{url}/else/CAIS/made-up-"), "CredentialsURI"),
    ] {
        let variables = [
            ("ALIBABA_CLOUD_CREDENTIALS_URI", address.as_str()),
            ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"),
            ("CEN_METADATA_ENDPOINT", url),
        ];
        for command in ["diff", "doctor"] {
            let arguments = [command, "uri.yaml", "-vv", "--endpoint", url];
            let arguments = [&arguments[..], &["--profiles", "config.json"]].concat();
            let ended = machine.cen_with(&arguments, &variables);
            let shown = format!("{ended:?}");
            assert!(ended.code == Some(1) && shown.contains(said), "{shown}");
            no_secret_in(&shown, said);
        }
    }

    no_secret_in(&simulator.end(), "the simulator");
    let calls = calls(&machine);
    let assumed = calls.iter().filter(|call| call["action"] == "AssumeRole");
    assert!(assumed.count() >= 6, "nothing was renewed");
    let seen = files_without_secrets(&machine);
    for file in [
        "json.log",
        "text.log",
        "plan.json",
        "snapshot.json",
        "requests.log",
    ] {
        assert!(
            seen.iter().any(|name| name == file),
            "{file} is not among {seen:?}"
        );
    }
    assert!(
        seen.iter().any(|name| name.ends_with(".jsonl")),
        "no journal in {seen:?}"
    );
}

/// Checks every file that is not meant to hold secrets. Returns their names.
fn files_without_secrets(machine: &Machine) -> Vec<String> {
    let (mut folders, mut names) = (vec![machine.path("")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !HOLDERS.contains(&name.as_str()) && name != "profiles.json" {
                no_secret_in(
                    &String::from_utf8_lossy(&std::fs::read(&path).unwrap()),
                    &name,
                );
                names.push(name);
            }
        }
    }
    names
}

#[test]
fn the_older_file_and_names_without_a_prefix_serve_where_nothing_else_does() {
    let machine = machine();
    let topology = "version: 1\nname: one\naccounts: { partner: { id: \"1250000000000004\" } }\n\
                    vpcs: { partner: { account: partner, region: cn-hangzhou, id: vpc-bp1partner000000001 } }\n\
                    cens: { shared: { account: partner, attach: [partner] } }\n";
    machine.write("one.yaml", topology);
    let simulator = machine.simulate(&[]);
    let diff = |variables: &[(&str, &str)]| {
        let arguments = ["diff", "one.yaml", "--endpoint", &simulator.address];
        machine.cen_with(&arguments, variables)
    };
    assert_eq!(diff(&[]).code, Some(1));
    let plain = [
        ("ACCESS_KEY_ID", "LTAIpartner"),
        ("ACCESS_KEY_SECRET", "partner-secret"),
    ];
    assert_eq!(diff(&plain).code, Some(2));
    let section =
        "type = access_key\naccess_key_id = LTAIpartner\naccess_key_secret = partner-secret\n";
    std::fs::create_dir(machine.path(".alibabacloud")).unwrap();
    machine.write(".alibabacloud/credentials", format!("[default]\n{section}"));
    assert_eq!(diff(&[]).code, Some(2));
    machine.write(
        "other.ini",
        format!("[default]\ntype = access_key\n[work]\n{section}"),
    );
    let named = [
        ("ALIBABA_CLOUD_CREDENTIALS_FILE", "other.ini"),
        ("ALIBABA_CLOUD_PROFILE", "work"),
    ];
    assert_eq!(diff(&named).code, Some(2));
    let broken = diff(&named[..1]);
    assert_eq!(
        broken.stderr,
        "error: `other.ini`: account `partner`: profile `default` has no `access_key_id`\nhint: correct the section in that file\n"
    );
    // A file of the Alibaba CLI that is there and broken is not passed over.
    std::fs::create_dir(machine.path(".aliyun")).unwrap();
    machine.write(".aliyun/config.json", "no profiles");
    let broken = diff(&[]);
    assert!(
        broken.code == Some(1) && broken.stderr.contains("config.json"),
        "{broken:?}"
    );
}
