//! Whatever is wrong with what a user gives `cen`: the message names it and the next step, the exit code is the documented one, stdout stays
//! empty, and nothing is changed.

use std::net::TcpListener;

use crate::support::{Ended, Machine, http, nobody, server};

const TOPOLOGY: &str = r#"version: 1
name: demo
accounts:
  main: { id: "1250000000000001" }
vpcs:
  web: { account: main, region: cn-hangzhou, name: web }
cens:
  office: { account: main, attach: [web] }
"#;

/// A topology whose plan costs money.
const BUYING: &str = r#"version: 1
name: demo
accounts:
  main: { id: "1250000000000001", profile: main }
vpcs:
  web: { account: main, region: cn-hangzhou, name: web }
  far: { account: main, region: us-east-1, name: far }
cens:
  office:
    account: main
    attach: [web, far]
    bandwidth: [{ areas: [china, north-america], package: { mbps: 2, charge: postpaid } }]
"#;

const PROFILES: &str = r#"{"profiles": [
    {"name": "main", "mode": "AK", "access_key_id": "K1", "access_key_secret": "the secret"},
    {"name": "role", "mode": "EcsRamRole", "ram_role_name": "r"},
    {"name": "half", "mode": "AK", "access_key_id": "K1"}
]}"#;

const SEED: &str = r#"accounts:
  - { id: "1250000000000001", keys: [{ id: K1, secret: the secret }], vpcs: [{ id: vpc-1, region: cn-hangzhou, name: web }] }
  - { id: "1250000000000002", keys: [{ id: K2, secret: another secret }] }
"#;

fn machine() -> Machine {
    Machine::with([("t.yaml", TOPOLOGY), ("p.json", PROFILES), ("seed.yaml", SEED)])
}

/// The topology, whose account names a profile.
fn with_profile(name: &str) -> String {
    TOPOLOGY.replace("\"1250000000000001\"", &format!("\"1250000000000001\", profile: {name}"))
}

/// Ends in this exit code with nothing on stdout; what it says.
fn silent(ended: Ended, code: i32) -> String {
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{}", ended.stderr);
    ended.stderr
}

/// Runs `diff` and `apply` on these arguments, which both must refuse in the same words.
fn refused_with(machine: &Machine, arguments: &[&str], variables: &[(&str, &str)], code: i32) -> String {
    let run = |command: &[&str]| silent(machine.cen_with(&[command, arguments].concat(), variables), code);
    let said = run(&["diff"]);
    assert_eq!(run(&["apply", "--yes", "--allow-purchase"]), said);
    said
}

fn refused(machine: &Machine, arguments: &[&str]) -> String {
    refused_with(machine, arguments, &[], 1)
}

/// What both commands say when they reach this address.
fn refused_at(machine: &Machine, address: &str) -> String {
    refused(machine, &["t.yaml", "--profiles", "p.json", "--endpoint", address])
}

fn host(address: &str) -> &str {
    address.strip_prefix("http://").unwrap()
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let machine = machine();
    std::fs::create_dir(machine.path("folder")).unwrap();
    for (file, hint) in [("missing.yaml", "check the path and its permissions"), ("folder", "it is a folder: name a file in it")] {
        let said = refused(&machine, &[file]);
        assert!(said.starts_with(&format!("error: cannot read `{file}`: ")) && said.ends_with(&format!("\nhint: {hint}\n")), "{said}");
        assert_eq!(silent(machine.cen(&["validate", file]), 1), said);
    }
}

#[test]
fn a_file_that_is_no_topology_is_refused_with_place_and_help() {
    let machine = machine();
    for (bytes, expected) in [
        (b"".to_vec(), "error[CEN002]: the file says nothing\n--> f.yaml:1:1\n = help: begin with `version: 1`\n"),
        (
            b"version: 1\nname: \xff\n".to_vec(),
            "error[CEN001]: the file is not UTF-8: byte 17 is not text\n --> f.yaml:2:7\n  |\n2 | name: \u{fffd}\n  |       ^\n  |\n  = help: save it as UTF-8\n",
        ),
        (
            TOPOLOGY.replace("attach", "atach").into_bytes(),
            "error[CEN010]: unknown key `atach`\n --> f.yaml:8:28\n  |\n8 |   office: { account: main, atach: [web] }\n  |                            ^^^^^\n  |\n  = help: did you mean `attach`?\n",
        ),
        (
            TOPOLOGY.replace("account: main, region", "account: mian, region").into_bytes(),
            "error[CEN030]: unknown account `mian`\n --> f.yaml:6:19\n  |\n6 |   web: { account: mian, region: cn-hangzhou, name: web }\n  |                   ^^^^\n  |\n  = help: did you mean `main`?\n",
        ),
    ] {
        machine.write("f.yaml", bytes);
        assert_eq!(refused(&machine, &["f.yaml"]), expected);
        assert_eq!(silent(machine.cen(&["validate", "f.yaml"]), 1), expected);
    }
}

#[test]
fn a_profile_that_cannot_be_used_is_told_with_what_to_do() {
    let machine = machine();
    for (profile, expected) in [
        (
            "mian",
            "error: `p.json`: account `main`: there is no profile `mian` (did you mean `main`?); there are `main`, `role`, `half`\n\
             hint: name another with `profile:` at account `main` in the topology file, or make it with `aliyun configure --profile mian`\n",
        ),
        (
            "role",
            "error: `p.json`: account `main`: profile `role` has mode `EcsRamRole`, which is not supported: use a profile of mode `AK` or `StsToken`\n\
             hint: make one with `aliyun configure --mode AK --profile NAME`, and write `profile: NAME` at account `main`\n",
        ),
        (
            "half",
            "error: `p.json`: account `main`: profile `half` has no `access_key_secret`\n\
             hint: complete it with `aliyun configure --profile half`\n",
        ),
    ] {
        machine.write("t.yaml", with_profile(profile));
        assert_eq!(refused(&machine, &["t.yaml", "--profiles", "p.json"]), expected);
    }
}

#[test]
fn a_profiles_file_that_is_not_there_is_told_with_the_ways_out_that_there_are() {
    let machine = machine();
    let home = machine.path(".aliyun/config.json").display().to_string();
    let missing = |place: &str, hint: &str| {
        format!("error: no credentials: cannot read `{place}`, where the profile `main` should be: {NO_FILE}\nhint: {hint}\n")
    };
    let any = "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or name a file with `--profiles`, or rehearse with `--simulate`";
    let named = "check the path after `--profiles`, or rehearse with `--simulate`";
    assert_eq!(refused(&machine, &["t.yaml"]), missing(&home, any));
    assert_eq!(refused(&machine, &["t.yaml", "--profiles", "none.json"]), missing("none.json", named));
    let by_variable = refused_with(&machine, &["t.yaml"], &[("ALIBABA_CLOUD_CONFIG_FILE", "none.json")], 1);
    assert_eq!(by_variable, missing("none.json", any));
    machine.write("t.yaml", with_profile("main"));
    let make = "make each profile with `aliyun configure --profile NAME`, or name a file with `--profiles`, or rehearse with `--simulate`";
    assert_eq!(refused(&machine, &["t.yaml"]), missing(&home, make));
}

#[cfg(unix)]
const NO_FILE: &str = "No such file or directory (os error 2)";
#[cfg(windows)]
const NO_FILE: &str = "The system cannot find the file specified. (os error 2)";

#[test]
fn a_profiles_file_that_is_none_is_told_with_a_place_and_nothing_of_what_is_there() {
    let machine = machine();
    let hint = "it should be the `config.json` that `aliyun configure` writes; name another with `--profiles`";
    for (bytes, reason) in [
        (b"secret".as_slice(), "the profiles cannot be read: line 1, column 1 is not what a file of profiles has there"),
        (b"\xff", "the file is not UTF-8"),
    ] {
        machine.write("wrong.json", bytes);
        let said = refused(&machine, &["t.yaml", "--profiles", "wrong.json"]);
        assert_eq!(said, format!("error: `wrong.json`: {reason}\nhint: {hint}\n"));
    }
}

#[test]
fn half_a_credential_in_the_environment_names_the_other_half() {
    let said = refused_with(&machine(), &["t.yaml"], &[("ALIBABA_CLOUD_ACCESS_KEY_ID", "K1")], 1);
    let expected =
        "error: `ALIBABA_CLOUD_ACCESS_KEY_ID` is set, but `ALIBABA_CLOUD_ACCESS_KEY_SECRET` is not\nhint: set both, or neither\n";
    assert_eq!(said, expected);
}

#[test]
fn credentials_that_the_cloud_refuses_are_told_by_account() {
    let machine = machine();
    let simulator = machine.simulate(&[]);
    let said = |key: &str, secret: &str| {
        let variables = [("ALIBABA_CLOUD_ACCESS_KEY_ID", key), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret)];
        silent(machine.cen_with(&["diff", "t.yaml", "--endpoint", &simulator.address], &variables), 1)
    };
    assert_eq!(
        said("K2", "another secret"),
        "error: account `main`: the file says 1250000000000001, but the credential belongs to 1250000000000002\n\
         hint: correct `id` in the file, or name the right `profile`\n"
    );
    let refused = "error: account `main`: the cloud does not say whose the credential is: GetCallerIdentity: ";
    for (key, secret, code, hint) in [
        ("K1", "wrong secret", "SignatureDoesNotMatch", "the access key's secret is wrong: correct it in the profile or the environment"),
        (
            "K9",
            "the secret",
            "InvalidAccessKeyId.NotFound",
            "the access key does not exist or is disabled: correct it in the profile or the environment",
        ),
    ] {
        let said = said(key, secret);
        assert!(said.starts_with(&format!("{refused}{code}: ")) && said.ends_with(&format!("\nhint: {hint}\n")), "{said}");
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
         hint: check the id or name, the region and the account in the file\n"
    );
    machine.write("seed.yaml", SEED.replace("id: vpc-1,", "id: \"vpc-{1..2}\","));
    let simulator = machine.simulate(&[]);
    assert_eq!(
        refused_at(&machine, &simulator.address),
        "error: [CEN302] network `web`: more than one fits: vpc-1, vpc-2\n\
         hint: write the `id` of the one that is meant, or remove the ownership tags of the others\n"
    );
    assert!(!machine.read("requests.log").contains("\"access\":\"write\""));
}

const NOT_TOLD: &str = "error: account `main`: the cloud does not say whose the credential is: GetCallerIdentity: ";

#[test]
fn a_server_that_is_down_is_told_at_once() {
    let machine = machine();
    let address = nobody();
    let said = refused_at(&machine, &address);
    assert!(said.starts_with(&format!("{NOT_TOLD}cannot reach {}: Connection refused", host(&address))), "{said}");
    assert!(said.ends_with("\nhint: check the endpoint and the network, and that the server is running\n"), "{said}");
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
    machine.write("t.yaml", TOPOLOGY.replace("vpcs:\n", other).replace("[web]", "[web, db]"));
    machine.write("p.json", PROFILES.replace("role", "other").replace("EcsRamRole", "AK"));
    assert_eq!(
        refused(&machine, &["t.yaml", "--profiles", "p.json"]),
        "error: `p.json`: account `other`: profile `other` has no `access_key_id`\n\
         hint: complete it with `aliyun configure --profile other`\n"
    );
    machine.write("p.json", PROFILES.replace("half", "other").replace("\"K1\"}", "\"K1\", \"access_key_secret\": \"s\"}"));
    let (address, said) = (nobody(), |account: &str| NOT_TOLD.replace("main", account));
    let lines = refused_at(&machine, &address);
    let lines: Vec<_> = lines.lines().collect();
    assert!(lines[0].starts_with(&said("main")) && lines[1].starts_with(&said("other")), "{lines:?}");
    assert_eq!(lines[2..], ["hint: check the endpoint and the network, and that the server is running"]);
}

#[test]
fn a_file_that_cannot_be_written_is_named_before_anything_begins() {
    let machine = machine();
    let hint = "check the path and its permissions";
    let said = refused(&machine, &["t.yaml", "--simulate=w.json", "--log-file", "none/cen.log"]);
    assert_eq!(said, format!("error: cannot write the log file `none/cen.log`: {NO_FILE}\nhint: {hint}\n"));
    let simulate = ["simulate", "--listen", "127.0.0.1:0", "--seed", "seed.yaml"];
    for (flag, expected) in [
        ("--log", format!("cannot write the request log `none/file`: {NO_FILE}")),
        ("--write-profiles", "cannot write `none/file`: ".to_owned()),
    ] {
        let said = silent(machine.cen(&[simulate.as_slice(), &[flag, "none/file"]].concat()), 1);
        assert!(said.starts_with(&format!("error: {expected}")) && said.ends_with(&format!("\nhint: {hint}\n")), "{said}");
    }
    assert!(!machine.path("w.json").exists());
}

/// The address of a server that answers so, and what is to be said of it, where `HOST` stands for the address.
fn strange_servers() -> Vec<(String, &'static str)> {
    let cases: [(Vec<u8>, &str); 9] = [
        (b"\x00\x01 garbage\r\n\r\n".to_vec(), "no answer from HOST: invalid HTTP version parsed"),
        (Vec::new(), "no answer from HOST: connection closed before message completed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"Acc".to_vec(), "no answer from HOST: end of file before message length reached"),
        (http("500 Internal Server Error", "", "<html>oops</html>"), "HOST answers with HTTP status 500: <html>oops</html>"),
        (http("404 Not Found", "", ""), "HOST answers with HTTP status 404 and nothing else"),
        (
            http("302 Found", "Location: https://login.example/\r\n", "<html>"),
            "HOST answers with HTTP status 302, a redirect to https://login.example/",
        ),
        (http("200 OK", "", "[\"1250000000000001\"]"), "the answer of HOST cannot be read (it is no JSON object): [\"1250000000000001\"]"),
        (http("200 OK", "", "<html>hi</html>"), "the answer of HOST cannot be read (it is no JSON object): <html>hi</html>"),
        (http("200 OK", "", "{}"), "the answer of HOST cannot be read (missing field `AccountId` at line 1 column 2): {}"),
    ];
    cases.into_iter().map(|(answer, message)| (server(move |_| answer.clone()), message)).collect()
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
        ("nonsense", "`nonsense` is no endpoint: it must begin with http:// or https://"),
        ("http://h:99999", "`http://h:99999` is no endpoint: its port is not a number up to 65535"),
        ("http://h/path", "`http://h/path` is no endpoint: it must end after the host and port"),
        ("http://user:word@h", "`(hidden)` is no endpoint: it must not hold a user or a password"),
    ] {
        let says = |name: &str| format!("error: `{name}`: {reason}\nhint: write it as `http://127.0.0.1:8787`\n");
        assert_eq!(refused_with(&machine, &["t.yaml", "--endpoint", url], &[], 64), says("--endpoint"));
        assert_eq!(refused_with(&machine, &["t.yaml"], &[("CEN_ENDPOINT", url)], 1), says("CEN_ENDPOINT"));
    }
}

#[test]
fn the_simulator_and_an_endpoint_exclude_each_other_but_the_variable_is_overruled() {
    let machine = machine();
    for command in ["diff", "apply"] {
        let said = silent(machine.cen(&[command, "t.yaml", "--simulate", "--endpoint", "http://127.0.0.1:1"]), 64);
        assert!(said.starts_with("error: the argument '--simulate[=<WORLD>]' cannot be used with '--endpoint <URL>'\n"), "{said}");
    }
    let ended = machine.cen_with(&["diff", "t.yaml", "--simulate"], &[("CEN_ENDPOINT", "nonsense")]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), ""));
}

#[test]
fn no_parallel_action_at_all_is_a_usage_error() {
    let said = silent(machine().cen(&["apply", "t.yaml", "--simulate", "--parallel", "0"]), 64);
    assert!(said.starts_with("error: invalid value '0' for '--parallel <N>': it must be a whole number, 1 or more\n"), "{said}");
}

#[test]
fn a_world_that_is_none_is_named_and_left_alone() {
    let machine = machine();
    for (text, reason) in [
        ("{}", "line 1, column 2 is not what a world has there"),
        ("no world", "line 1, column 2 is not what a world has there"),
        ("", "line 1, column 0 is not what a world has there"),
    ] {
        machine.write("w.json", text);
        let expected =
            format!("error: `w.json` is no simulator world: {reason}\nhint: name another world, or delete the file to begin anew\n");
        assert_eq!(refused(&machine, &["t.yaml", "--simulate=w.json"]), expected);
        assert_eq!(silent(machine.cen(&["simulate", "--listen", "127.0.0.1:0", "--world", "w.json"]), 1), expected);
        assert_eq!(machine.read("w.json"), text);
    }
}

#[test]
fn a_world_that_another_process_has_can_be_looked_at_and_not_changed() {
    let machine = machine();
    let _simulator = machine.simulate(&["--world", "w.json"]);
    let expected = "error: `w.json` is in use by another process\nhint: wait for the other process, or name another world\n";
    assert_eq!(silent(machine.cen(&["apply", "t.yaml", "--simulate=w.json", "--yes"]), 1), expected);
    assert_eq!(silent(machine.cen(&["simulate", "--listen", "127.0.0.1:0", "--world", "w.json"]), 1), expected);
    assert_eq!(machine.cen(&["diff", "t.yaml", "--simulate=w.json"]).code, Some(2));
}

#[test]
fn a_simulator_that_cannot_begin_says_why_and_writes_nothing() {
    let machine = machine();
    let simulator = machine.simulate(&[]);
    let profiles = machine.read("profiles.json");
    machine.write("broken.yaml", "accounts: [{ id: 7, vpc: [] }]");
    machine.write("mars.yaml", "accounts: [{ id: 7, vpcs: [{ id: v, region: mars-1 }] }]");
    machine.write("binary.yaml", b"accounts: \xff");
    let taken = host(&simulator.address);
    let in_use = TcpListener::bind(taken).unwrap_err();
    let as_seed = "a topology file serves as one, or a file with `accounts:` as docs/simulator.md describes it";
    for (arguments, error, hint) in [
        (
            ["--listen", taken, "--seed", "t.yaml"],
            format!("cannot listen at `{taken}`: {in_use}"),
            "end what listens there, or name another address with `--listen`; port 0 takes a free one",
        ),
        (
            ["--listen", "nowhere", "--seed", "t.yaml"],
            "cannot listen at `nowhere`: invalid socket address".to_owned(),
            "write `--listen` as `127.0.0.1:8787`; port 0 takes a free one",
        ),
        (
            ["--listen", "127.0.0.1:0", "--pace", "0"],
            "the simulated world has no account, so no request could be signed".to_owned(),
            "give it some with `--seed FILE`; a topology file serves",
        ),
        (
            ["--listen", "127.0.0.1:0", "--seed", "broken.yaml"],
            "`broken.yaml` is no seed: accounts[0]: unknown field `vpc`, expected one of `id`, `keys`, `vpcs`, `vbrs`, `ccns`, `cens`, \
             `packages` at line 1 column 21"
                .to_owned(),
            as_seed,
        ),
        (["--listen", "127.0.0.1:0", "--seed", "binary.yaml"], "`binary.yaml` is no seed: the file is not UTF-8".to_owned(), as_seed),
        (
            ["--listen", "127.0.0.1:0", "--seed", "mars.yaml"],
            "`mars.yaml` cannot be used as a seed: unknown region `mars-1`".to_owned(),
            "correct that in the file",
        ),
    ] {
        let writing = ["--world", "new.json", "--write-profiles", "profiles.json", "--log", "new.log"];
        let said = silent(machine.cen(&[&["simulate"], arguments.as_slice(), &writing].concat()), 1);
        assert_eq!(said, format!("error: {error}\nhint: {hint}\n"));
        assert!(!machine.path("new.json").exists() && !machine.path("new.log").exists());
        assert_eq!(machine.read("profiles.json"), profiles, "the first simulator's profiles are its own");
    }
}

#[test]
fn how_a_simulator_behaves_is_checked_on_the_command_line() {
    let machine = machine();
    machine.write("faults.txt", "# a remark\nseed=1\n*=hafl\n");
    for (flag, value, reason) in [
        ("--latency", "-1s", "such as `50ms` or `2s`"),
        ("--pace", "x", "neither a time such as `2s` nor `reads:2`"),
        ("--faults", "CreateCne=half", "`CreateCne=half` is no fault: the simulator has no action `CreateCne`"),
        ("--faults", "@faults.txt", "`*=hafl` is no fault: there is no fault `hafl`"),
        ("--faults", "@none.txt", "cannot read `none.txt`"),
    ] {
        let said = silent(machine.cen(&["simulate", "--seed", "t.yaml", &format!("{flag}={value}")]), 64);
        assert!(said.starts_with(&format!("error: invalid value '{value}' for '{flag} <")) && said.contains(reason), "{said}");
    }
}

#[test]
fn without_consent_nothing_is_changed() {
    let unanswered = "error: nobody is there to answer whether this plan shall be carried out; nothing was changed\n\
                      hint: run it on a terminal, or with `--yes` (and `--allow-purchase` where the plan costs money)\n";
    let unpaid = "error: this plan costs money (package/office/china-north-america); nothing was changed\n\
                  hint: consent to it with `--allow-purchase`\n";
    let machine = machine();
    machine.write("t.yaml", BUYING);
    machine.write("seed.yaml", BUYING);
    let simulator = machine.simulate(&[]);
    let remote = ["t.yaml", "--profiles", "profiles.json", "--endpoint", &simulator.address];
    let here = ["t.yaml", "--simulate=w.json"];
    let mut world = None;
    for (consent, expected) in
        [([].as_slice(), unanswered), (&["--allow-purchase"], unanswered), (&["--yes"], unpaid), (&["--yes", "--allow-destroy"], unpaid)]
    {
        for target in [remote.as_slice(), &here] {
            let ended = machine.cen(&[&["apply"], target, consent].concat());
            assert_eq!((ended.code, ended.stderr.as_str()), (Some(4), expected), "{consent:?}");
            assert!(ended.stdout.contains("\n  + cen/office "), "the plan is shown before it is refused: {}", ended.stdout);
        }
        let now = machine.read("w.json");
        assert_eq!(world.get_or_insert_with(|| now.clone()), &now);
    }
    let log = machine.read("requests.log");
    assert!(log.contains("\"access\":\"read\"") && !log.contains("\"access\":\"write\""), "{log}");
}
