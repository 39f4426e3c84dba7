//! Tests `cen drift` as a nightly job runs it: many files, some with faults, in one report, and the
//! notifications.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::formats::read;
use crate::support::{Ended, Machine, Simulator, http, nobody, server};

const ACCOUNTS: usize = 20;
const FILES_EACH: usize = 10;
/// Dates that are past and future on every day on which the test runs.
const PAST: &str = "2000-01-01";
const FUTURE: &str = "9999-12-31";

pub(crate) static SARIF: LazyLock<Validator> = LazyLock::new(|| {
    // A pattern for language codes in the published schema has one bracket too many.
    validator(
        &include_str!("../crates/plan/tests/fixtures/sarif-schema-2.1.0.json")
            .replace("{2}]?$", "{2}$"),
    )
});
pub(crate) static FINDINGS: LazyLock<Validator> =
    LazyLock::new(|| validator(include_str!("../docs/findings.schema.json")));

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

fn id(account: usize) -> String {
    format!("12500000000000{account:02}")
}

/// A topology whose CEN exists as the file says.
fn topology(account: usize, file: usize) -> String {
    let (id, name) = (id(account), format!("{account:02}-{file:02}"));
    format!(
        "version: 1\nname: net-{name}\naccounts: {{ main: {{ id: \"{id}\", profile: \"{id}\" }} }}\nvpcs:\n  \
         web: {{ account: main, region: cn-hangzhou, id: vpc-{name}-web }}\n  db: {{ account: main, region: cn-beijing, id: vpc-{name}-db }}\n\
         cens:\n  net: {{ account: main }}\n"
    )
}

/// A seed with the objects of these topologies, and one more CEN that one of them owns.
fn seed() -> String {
    let mut seed = "accounts:\n".to_owned();
    for account in 1..=ACCOUNTS {
        let files = || (1..=FILES_EACH).map(|file| format!("{account:02}-{file:02}"));
        writeln!(seed, "  - id: \"{}\"\n    vpcs:", id(account)).unwrap();
        for name in files() {
            writeln!(seed, "      - {{ id: vpc-{name}-web, region: cn-hangzhou }}\n      - {{ id: vpc-{name}-db, region: cn-beijing }}")
                .unwrap();
        }
        seed.push_str("    cens:\n");
        let cen = |name: &str, key: &str| {
            format!(
                "      - {{ id: cen-{name}-{key}, name: {key}, tags: {{ \"cen:topology\": net-{name}, \"cen:name\": {key} }} }}\n"
            )
        };
        files().for_each(|name| seed.push_str(&cen(&name, "net")));
        if account == 7 {
            seed.push_str(&cen("07-02", "old"));
        }
    }
    seed
}

/// Sets up 200 files in 20 accounts. One file is broken, the key of one account is revoked, and
/// some files differ from the cloud.
fn night() -> (Machine, Simulator) {
    let machine = Machine::with([("seed.yaml", &seed())]);
    for account in 1..=ACCOUNTS {
        std::fs::create_dir_all(machine.path(&format!("nets/{account:02}"))).unwrap();
        for file in 1..=FILES_EACH {
            machine.write(
                &format!("nets/{account:02}/{file:02}.yaml"),
                topology(account, file),
            );
        }
    }
    let change = |account, file, from: &str, to: &str| {
        let text = topology(account, file);
        assert!(text.contains(from));
        machine.write(
            &format!("nets/{account:02}/{file:02}.yaml"),
            text.replace(from, to),
        );
    };
    let attached = "net: { account: main, attach: [web] }";
    change(3, 4, "net: { account: main }", attached);
    change(
        5,
        1,
        "net: { account: main }",
        "net: { account: main, name: Backbone }",
    );
    change(9, 9, "accounts:", "acounts:");
    let acknowledged = |until| {
        format!(
            "{attached}\nacknowledge: [{{ drift: attachment/net/web, until: {until}, why: the move }}]"
        )
    };
    change(11, 1, "net: { account: main }", &acknowledged(FUTURE));
    change(12, 1, "net: { account: main }", &acknowledged(PAST));
    let simulator = machine.simulate(&[]);
    revoke(&machine, &id(ACCOUNTS));
    (machine, simulator)
}

/// Revokes the key of this account.
fn revoke(machine: &Machine, account: &str) {
    let mut profiles: Value = serde_json::from_str(&machine.read("profiles.json")).unwrap();
    let profile = profiles["profiles"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|profile| profile["name"] == *account)
        .unwrap();
    profile["access_key_id"] = json!("LTAIrevoked0000000001");
    machine.write("profiles.json", profiles.to_string());
}

fn drift(machine: &Machine, simulator: &Simulator, more: &[&str]) -> Ended {
    let usual = [
        "drift",
        "nets",
        "--endpoint",
        &simulator.address,
        "--profiles",
        "profiles.json",
    ];
    machine.cen(&[&usual, more].concat())
}

/// Counts the calls of each action by all accounts. None of them may be a write.
fn calls(machine: &Machine) -> BTreeMap<String, usize> {
    let mut calls = BTreeMap::new();
    for line in machine.read("requests.log").lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        assert_eq!(entry["access"], "read", "{entry}");
        *calls
            .entry(entry["action"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    calls
}

#[test]
fn two_hundred_files_in_twenty_accounts_are_one_report_in_every_format() {
    let (machine, simulator) = night();
    let ended = drift(&machine, &simulator, &["--metrics", "drift.prom"]);
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (Some(1), ""),
        "an error beats drift, and is in the report"
    );
    insta::with_settings!({ filters => [("request [0-9A-F-]+", "request ID")] }, { insta::assert_snapshot!(ended.stdout) });
    let (live, looked_at) = (ACCOUNTS - 1, (ACCOUNTS - 1) * FILES_EACH - 1);
    let expected = [
        ("DescribeCens", live),
        ("DescribeCenBandwidthPackages", live),
        ("DescribeVpcs", 2 * live),
        // A CEN has left its file, so `cen` reads all of its route settings.
        ("DescribeCenPrivateZoneRoutes", 1),
        ("DescribeCenRouteMaps", 1),
        ("DescribeRouteServicesInCen", 1),
        // In three accounts a network is not attached, so `cen` looks for it on all CENs there, once
        // for all files.
        (
            "DescribeCenAttachedChildInstances",
            looked_at + 1 + 3 * FILES_EACH,
        ),
        ("DescribeCenInterRegionBandwidthLimits", looked_at + 1),
        ("DescribeGrantRulesToCen", 3 * (looked_at + 1)),
        ("ListTransitRouters", looked_at + 1),
        // One file lacks a network in a region without a transit router. Three lack a network that
        // would be attached to an Enterprise Edition router: they look at the vSwitches there, and
        // at those of networks that they do not attach.
        ("ListTransitRouterAvailableResource", 1),
        ("CheckTransitRouterService", 3),
        ("DescribeVSwitches", 6),
        ("GetCallerIdentity", ACCOUNTS),
    ];
    assert_eq!(
        calls(&machine),
        expected
            .map(|(action, count)| (action.to_owned(), count))
            .into()
    );

    let json: Value =
        serde_json::from_str(&drift(&machine, &simulator, &["--format", "json"]).stdout).unwrap();
    assert!(FINDINGS.is_valid(&json));
    assert_eq!(
        json["files"].as_array().unwrap().len(),
        ACCOUNTS * FILES_EACH
    );
    let sarif: Value =
        serde_json::from_str(&drift(&machine, &simulator, &["--format", "sarif"]).stdout).unwrap();
    assert!(SARIF.is_valid(&sarif));
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 23);
    let markdown = drift(
        &machine,
        &simulator,
        &["--format", "markdown", "--jobs", "1"],
    )
    .stdout;
    assert_eq!(
        markdown
            .lines()
            .filter(|line| line.starts_with("| nets"))
            .count(),
        14,
        "{markdown}"
    );
    machine.write(
        "drift.xml",
        drift(&machine, &simulator, &["--format", "junit"]).stdout,
    );
    if let Some(read) = read("junit", &machine.path("drift.xml")) {
        assert_eq!(
            read,
            json!({ "suites": 200, "tests": "207", "failures": "10", "errors": "12" })
        );
    }
    if let Some(read) = read("prometheus", &machine.path("drift.prom")) {
        let samples = read.as_array().unwrap();
        let value = |name: &str| {
            samples
                .iter()
                .find(|sample| sample[0] == name)
                .map(|sample| sample[2].as_f64().unwrap())
        };
        let items = |class| {
            samples
                .iter()
                .filter(|sample| sample[1]["class"] == class)
                .map(|sample| sample[2].as_f64().unwrap())
                .sum::<f64>()
        };
        assert_eq!(
            (value("cen_drift_files"), value("cen_drift_errors")),
            (Some(200.0), Some(12.0))
        );
        assert_eq!(
            [
                "missing",
                "changed",
                "extra",
                "acknowledged",
                "error",
                "held"
            ]
            .map(items),
            [8.0, 1.0, 1.0, 1.0, 12.0, 0.0]
        );
        assert!(
            value("cen_drift_last_run_timestamp_seconds").unwrap() > 1.7e9
                && value("cen_drift_duration_seconds").unwrap() > 0.0
        );
    }
}

#[test]
fn a_quiet_night_is_one_line_and_metrics_that_another_user_can_read() {
    let machine = Machine::with([("seed.yaml", &seed())]);
    machine.write("a.yaml", topology(1, 1));
    machine.write(
        "b.yaml",
        topology(1, 2).replace(
            "net: { account: main }",
            "net: { account: main, attach: [web] }",
        ) + "acknowledge:\n  - { drift: attachment/net/web, until: 9999-12-31, why: the move }\n  - { drift: router/net/cn-hangzhou, until: 9999-12-31, why: the move }\n  - { drift: router-service/main, until: 9999-12-31, why: the move }\n",
    );
    let simulator = machine.simulate(&[]);
    let run = |more: &[&str]| {
        let usual = [
            "drift",
            "b.yaml",
            "a.yaml",
            "./a.yaml",
            "--endpoint",
            &simulator.address,
            "--profiles",
            "profiles.json",
        ];
        machine.cen(&[&usual, more].concat())
    };
    let said = |stdout: &str| Ended {
        code: Some(0),
        stdout: stdout.to_owned(),
        stderr: String::new(),
    };
    assert_eq!(
        run(&["--metrics", "x.prom"]),
        said("2 files: no drift; 3 acknowledged\n")
    );
    assert_eq!(
        run(&["--format", "markdown"]),
        said("<!-- cen drift -->\n### cen drift\n\n2 files: no drift; 3 acknowledged\n")
    );
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(
            &machine.path("x.prom").metadata().unwrap().permissions()
        ) & 0o777,
        0o644
    );
    let ended = run(&["--metrics", "nowhere/x.prom"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), "2 files: no drift; 3 acknowledged\n")
    );
    assert!(
        ended
            .stderr
            .starts_with("error: cannot write `nowhere/x.prom`"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_network_that_is_named_and_gone_is_missing_and_an_error_of_diff_and_apply() {
    let machine = Machine::with([("seed.yaml", &seed())]);
    let lost = topology(1, 1)
        .replace("vpc-01-01-db", "vpc-01-01-lost")
        .replace(
            "net: { account: main }",
            "net: { account: main, name: Other }",
        );
    machine.write("a.yaml", lost);
    let simulator = machine.simulate(&[]);
    let run = |command: &[&str]| {
        machine.cen(
            &[
                command,
                &[
                    "--endpoint",
                    &simulator.address,
                    "--profiles",
                    "profiles.json",
                ],
            ]
            .concat(),
        )
    };
    let ended = run(&["drift", "a.yaml"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), ""));
    insta::assert_snapshot!(ended.stdout);
    let sarif: Value =
        serde_json::from_str(&run(&["drift", "a.yaml", "--format", "sarif"]).stdout).unwrap();
    let first = &sarif["runs"][0]["results"][0];
    assert_eq!(
        (&first["ruleId"], &first["level"]),
        (&json!("CEN301"), &json!("warning"))
    );
    assert_eq!(
        first["locations"][0]["physicalLocation"]["region"]["startLine"], 6,
        "{sarif:#}"
    );
    for command in ["diff", "apply"] {
        let ended = run(&[command, "a.yaml"]);
        assert_eq!(ended.code, Some(1), "{command}");
        assert!(
            ended
                .stderr
                .contains("error: [CEN301] network `db`: no VPC vpc-01-01-lost in cn-beijing"),
            "{}",
            ended.stderr
        );
    }
}

/// Starts a server that records each request and answers with this body.
fn chat(answer: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&heard);
    let url = server(move |request| {
        noted.lock().unwrap().push(request.to_owned());
        http("200 OK", "", answer)
    });
    (url, heard)
}

fn body(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn drift_is_told_to_a_webhook_to_slack_and_to_a_signed_dingtalk_robot() {
    let machine = Machine::with([("t.yaml", include_str!("../topologies/same-region.yaml"))]);
    let chats = [
        chat("anything"),
        chat("ok"),
        chat("{\"errcode\":0,\"errmsg\":\"ok\"}"),
    ];
    let notify = format!(
        "{}/hook slack:{}/T1 dingtalk:{}/robot/send?access_token=t2",
        chats[0].0, chats[1].0, chats[2].0
    );
    let variables = [
        ("CEN_NOTIFY", notify.as_str()),
        ("CEN_DINGTALK_SECRET", "SECcanary0000000000"),
    ];
    let ended = machine.cen_with(&["drift", "t.yaml", "--simulate"], &variables);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), ""));
    let heard = |at: usize| chats[at].1.lock().unwrap().concat();
    assert!(FINDINGS.is_valid(&body(&heard(0))));
    insta::assert_snapshot!(body(&heard(1))["text"].as_str().unwrap());
    let ding = body(&heard(2));
    assert_eq!(
        (&ding["msgtype"], &ding["text"]["content"]),
        (&json!("text"), &body(&heard(1))["text"])
    );
    let line = heard(2).lines().next().unwrap().to_owned();
    assert!(
        line.starts_with("POST /robot/send?access_token=t2&timestamp=") && line.contains("&sign="),
        "{line}"
    );
    assert!(!heard(2).contains("canary"));

    machine.cen(&["apply", "t.yaml", "--simulate", "--yes"]);
    assert_eq!(
        machine
            .cen_with(&["drift", "t.yaml", "--simulate"], &variables)
            .code,
        Some(0)
    );
    assert_eq!(
        chats[1].1.lock().unwrap().len(),
        1,
        "without drift, nobody is notified"
    );
    assert_eq!(
        machine
            .cen_with(
                &["drift", "t.yaml", "--simulate", "--notify-always"],
                &variables
            )
            .code,
        Some(0)
    );
    assert_eq!(
        body(&chats[1].1.lock().unwrap()[1])["text"],
        "cen drift: 1 file: no drift"
    );
}

#[test]
fn who_could_not_be_told_is_an_error_and_the_others_are_told() {
    let machine = Machine::with([("t.yaml", include_str!("../topologies/same-region.yaml"))]);
    let (good, heard) = chat("ok");
    let refused = format!(
        "dingtalk:{}/?access_token=canary",
        chat("{\"errcode\":310000,\"errmsg\":\"canary\"}").0
    );
    let strange = format!("dingtalk:{}/?access_token=canary", chat("canary").0);
    let broken = server(|_| http("500 canary", "", "canary"));
    let away = format!("slack:{}/canary", nobody());
    let arguments = [
        "drift",
        "t.yaml",
        "--simulate",
        "--notify",
        &refused,
        "--notify",
        &strange,
        "--notify",
        &broken,
        "--notify",
        &away,
        "--notify",
        &good,
    ];
    let ended = machine.cen(&arguments);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stdout.ends_with("1 file: 5 missing\n"),
        "the report comes all the same: {}",
        ended.stdout
    );
    let said = without_ports(&ended.stderr);
    insta::assert_snapshot!(said);
    assert!(!ended.stderr.contains("canary"));
    assert_eq!(heard.lock().unwrap().len(), 1);
    let ended = machine.cen(&["drift", "t.yaml", "--simulate", "--notify", "teams:canary"]);
    assert_eq!(ended.code, Some(64));
    assert!(!ended.stderr.contains("canary"), "{}", ended.stderr);
}

/// Replaces port numbers, which differ in each run.
fn without_ports(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |all, part| {
        all + "127.0.0.1:PORT" + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}
