//! Servers that misbehave or cannot be reached: the message names the fault and the next step, and
//! nothing is changed.

use crate::support::refusals::{PROFILES, SEED, TOPOLOGY, machine, refused, refused_with, silent};
use crate::support::{Machine, http, nobody, server};

/// Returns what `diff` and `apply` print for this address; both must print the same.
fn refused_at(machine: &Machine, address: &str) -> String {
    refused(
        machine,
        &["t.yaml", "--profiles", "p.json", "--endpoint", address],
    )
}

fn host(address: &str) -> &str {
    address.strip_prefix("http://").unwrap()
}

#[test]
fn credentials_that_the_cloud_refuses_are_told_by_account() {
    let machine = machine();
    let simulator = machine.simulate(&[]);
    let said = |key: &str, secret: &str| {
        let variables = [
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", key),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret),
        ];
        silent(
            machine.cen_with(
                &["diff", "t.yaml", "--endpoint", &simulator.address],
                &variables,
            ),
            1,
        )
    };
    assert_eq!(
        said("K2", "another secret"),
        "error: account `main`: the file says 1250000000000001, but the credential belongs to 1250000000000002\n\
         hint: correct `id` in the file, or name the right `profile`\n"
    );
    let refused = "error: account `main` (1250000000000001): the cloud does not say whose the credential is: GetCallerIdentity: ";
    for (key, secret, code, hint) in [
        (
            "K1",
            "wrong secret",
            "SignatureDoesNotMatch",
            "the access key's secret is wrong: correct it in the profile or the environment",
        ),
        (
            "K9",
            "the secret",
            "InvalidAccessKeyId.NotFound",
            "the access key does not exist or is disabled: correct it in the profile or the environment",
        ),
    ] {
        let said = said(key, secret);
        assert!(
            said.starts_with(&format!("{refused}{code}: "))
                && said.ends_with(&format!("\nhint: {hint}\n")),
            "{said}"
        );
    }
}

#[test]
fn a_network_that_is_not_there_or_there_twice_is_told_with_its_candidates() {
    let machine = machine();
    machine.write("seed.yaml", SEED.replace("name: web", "name: other"));
    let simulator = machine.simulate(&[]);
    assert_eq!(
        refused_at(&machine, &simulator.address),
        "error: [CEN301] network `web`: no VPC named `web` in cn-hangzhou of account `main` (1250000000000001)\n\
         hint: check the id or name, the region and the account in the file: another account may own it\n"
    );
    machine.write(
        "seed.yaml",
        SEED.replace("id: vpc-1,", "id: \"vpc-{1..2}\","),
    );
    let simulator = machine.simulate(&[]);
    assert_eq!(
        refused_at(&machine, &simulator.address),
        "error: [CEN302] network `web`: more than one fits: vpc-1, vpc-2\n\
         hint: write the `id` of the right one; or rename the others, or remove their ownership tags if they have any\n"
    );
    assert!(
        !machine
            .read("requests.log")
            .contains("\"access\":\"write\"")
    );
}

const NOT_TOLD: &str = "error: account `main` (1250000000000001): the cloud does not say whose the credential is: GetCallerIdentity: ";

#[test]
fn a_server_that_is_down_is_told_at_once() {
    let machine = machine();
    let address = nobody();
    let said = refused_at(&machine, &address);
    assert!(
        said.starts_with(&format!(
            "{NOT_TOLD}cannot reach {}: Connection refused",
            host(&address)
        )),
        "{said}"
    );
    assert!(
        said.ends_with(
            "\nhint: check the endpoint and the network, and that the server is running\n"
        ),
        "{said}"
    );
}

#[test]
fn a_server_that_speaks_no_tls_is_told_by_what_to_write() {
    let machine = machine();
    let simulator = machine.simulate(&[]);
    let said = refused_at(&machine, &simulator.address.replace("http://", "https://"));
    assert_eq!(
        said,
        format!(
            "{NOT_TOLD}cannot reach {}: it does not speak TLS; if that is meant, write `http://` instead of `https://`\n\
             hint: check the endpoint and the network, and that the server is running\n",
            host(&simulator.address)
        )
    );
}

#[test]
fn problems_of_several_accounts_are_told_together_with_one_hint() {
    let machine = machine();
    let other = "  other: { id: \"1250000000000002\" }\nvpcs:\n  db: { account: other, region: cn-hangzhou, id: vpc-2 }\n";
    machine.write(
        "t.yaml",
        TOPOLOGY
            .replace("vpcs:\n", other)
            .replace("[web]", "[web, db]"),
    );
    machine.write(
        "p.json",
        PROFILES
            .replace("role", "other")
            .replace("RsaKeyPair", "AK"),
    );
    assert_eq!(
        refused(&machine, &["t.yaml", "--profiles", "p.json"]),
        "error: `p.json`: account `other`: profile `other` has no `access_key_id`\n\
         hint: complete it with `aliyun configure --profile other`\n"
    );
    machine.write(
        "p.json",
        PROFILES
            .replace("half", "other")
            .replace("\"K1\"}", "\"K1\", \"access_key_secret\": \"s\"}"),
    );
    let (address, said) = (nobody(), |account: &str, last: &str| {
        NOT_TOLD.replace("main", account).replace("01)", last)
    });
    let lines = refused_at(&machine, &address);
    let lines: Vec<_> = lines.lines().collect();
    assert!(
        lines[0].starts_with(&said("main", "01)")) && lines[1].starts_with(&said("other", "02)")),
        "{lines:?}"
    );
    assert_eq!(
        lines[2..],
        ["hint: check the endpoint and the network, and that the server is running"]
    );
}

/// The address of a server with this answer, and the expected message, in which `HOST` stands for
/// the address.
fn strange_servers() -> Vec<(String, &'static str)> {
    let cases: [(Vec<u8>, &str); 9] = [
        (
            b"\x00\x01 garbage\r\n\r\n".to_vec(),
            "no answer from HOST: invalid HTTP version parsed",
        ),
        (
            Vec::new(),
            "no answer from HOST: connection closed before message completed",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"Acc".to_vec(),
            "no answer from HOST: end of file before message length reached",
        ),
        (
            http("500 Internal Server Error", "", "<html>oops</html>"),
            "HOST answers with HTTP status 500: <html>oops</html>",
        ),
        (
            http("404 Not Found", "", ""),
            "HOST answers with HTTP status 404 and nothing else",
        ),
        (
            http(
                "302 Found",
                "Location: https://login.example/\r\n",
                "<html>",
            ),
            "HOST answers with HTTP status 302, a redirect to https://login.example/",
        ),
        (
            http("200 OK", "", "[\"1250000000000001\"]"),
            "the answer of HOST cannot be read (it is no JSON object): [\"1250000000000001\"]",
        ),
        (
            http("200 OK", "", "<html>hi</html>"),
            "the answer of HOST cannot be read (it is no JSON object): <html>hi</html>",
        ),
        (
            http("200 OK", "", "{}"),
            "the answer of HOST cannot be read (missing field `AccountId` at line 1 column 2): {}",
        ),
    ];
    cases
        .into_iter()
        .map(|(answer, message)| (server(move |_| answer.clone()), message))
        .collect()
}

#[test]
fn a_server_that_does_not_speak_the_api_is_named_within_seconds() {
    let machine = machine();
    let began = std::time::Instant::now();
    std::thread::scope(|scope| {
        for (address, message) in strange_servers() {
            let machine = &machine;
            scope.spawn(move || {
                let hint = match message.starts_with("no answer") {
                    true => "check the endpoint and the network, and that the server is running",
                    false => "what answers there is not the API: check the endpoint, and the proxy if there is one",
                };
                let expected = format!("{NOT_TOLD}{}\nhint: {hint}\n", message.replace("HOST", host(&address)));
                assert_eq!(refused_at(machine, &address), expected);
            });
        }
    });
    // Two commands, one after the other, of at most 3 s of pauses each; the rest is for a slow machine.
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn what_is_no_endpoint_is_refused_before_anything_is_looked_for() {
    let machine = machine();
    for (url, reason) in [
        (
            "nonsense",
            "`nonsense` is no endpoint: it must begin with http:// or https://",
        ),
        (
            "http://h:99999",
            "`http://h:99999` is no endpoint: its port is not a number up to 65535",
        ),
        (
            "http://h/path",
            "`http://h/path` is no endpoint: it must end after the host and port",
        ),
        (
            "http://user:word@h",
            "`(hidden)` is no endpoint: it must not hold a user or a password",
        ),
    ] {
        let says = |name: &str| {
            format!("error: `{name}`: {reason}\nhint: write it as `http://127.0.0.1:8787`\n")
        };
        assert_eq!(
            refused_with(&machine, &["t.yaml", "--endpoint", url], &[], 64),
            says("--endpoint")
        );
        assert_eq!(
            refused_with(&machine, &["t.yaml"], &[("CEN_ENDPOINT", url)], 1),
            says("CEN_ENDPOINT")
        );
    }
}
