//! `cen doctor`: each account by itself, what is missing with its name and the next step, and policies that RAM takes.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::{Ended, Machine, nobody};

static DOCTOR: LazyLock<Validator> =
    LazyLock::new(|| validator(include_str!("../docs/doctor.schema.json")));
static POLICIES: LazyLock<Validator> =
    LazyLock::new(|| validator(include_str!("../docs/policies.schema.json")));

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

/// Reads JSON that a schema describes.
fn documented(text: &str, schema: &Validator) -> Value {
    let value = serde_json::from_str(text).unwrap();
    let problems: Vec<_> = schema
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert!(problems.is_empty(), "{problems:?} in {value:#}");
    value
}

/// Two accounts; the second owns a network on the CEN of the first.
const TOPOLOGY: &str = "version: 1\nname: sea\naccounts:\n  network: { id: \"1250000000000001\", profile: \"1250000000000001\" }\n  retail: { id: \"1250000000000002\", profile: \"1250000000000002\" }\n\
    vpcs:\n  hub: { account: network, region: cn-beijing, id: vpc-hub }\n  shop: { account: retail, region: cn-beijing, id: vpc-shop }\n\
    cens:\n  sea: { account: network, attach: [hub, shop] }\n";

/// A machine with the topology and a world, in which the key of each account has a policy.
fn machine(policies: [&Value; 2]) -> Machine {
    let account = |number: usize, vpc: &str| {
        serde_json::json!({
            "id": format!("125000000000000{number}"),
            "keys": [{ "id": format!("LTAI{number}"), "secret": format!("secret{number}"), "user": "cen", "policy": policies[number - 1] }],
            "vpcs": [{ "id": vpc, "region": "cn-beijing", "vswitches": [
                { "zone": "cn-beijing-a", "cidr": format!("10.{number}.0.0/28") },
            ], "cidr": format!("10.{number}.0.0/16") }],
        })
    };
    let seed = serde_json::json!({ "accounts": [account(1, "vpc-hub"), account(2, "vpc-shop")] });
    Machine::with([("t.yaml", TOPOLOGY), ("seed.yaml", &seed.to_string())])
}

/// The policies of a part, by account, as `cen doctor --policy` prints them.
fn policies(part: &str) -> [Value; 2] {
    let machine = Machine::with([("t.yaml", TOPOLOGY)]);
    let ended = machine.cen(&["doctor", "t.yaml", "--policy", "--format", "json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let printed = documented(&ended.stdout, &POLICIES);
    ["network", "retail"].map(|account| printed["accounts"][account][part]["policy"].clone())
}

/// The same policy without an action.
fn without(policy: &Value, action: &str) -> Value {
    let mut less = policy.clone();
    for statement in less["Statement"].as_array_mut().unwrap() {
        let actions = statement["Action"].as_array_mut().unwrap();
        actions.retain(|allowed| allowed != action);
    }
    less
}

fn doctor(machine: &Machine, address: &str, more: &[&str]) -> Ended {
    let target = [
        "doctor",
        "t.yaml",
        "--profiles",
        "profiles.json",
        "--endpoint",
        address,
    ];
    machine.cen(&[&target, more].concat())
}

/// The rows of the JSON that are in this state, as `account check actions`.
fn in_state(ended: &Ended, state: &str) -> Vec<String> {
    let printed = documented(&ended.stdout, &DOCTOR);
    let rows = printed["rows"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or("machine").to_owned();
    rows.filter(|row| row["state"] == state)
        .map(|row| {
            let actions = row["actions"].as_array().cloned().unwrap_or_default();
            let actions: Vec<_> = actions.iter().map(&text).collect();
            format!(
                "{} {} {}",
                text(&row["account"]),
                text(&row["check"]),
                actions.join(" ")
            )
        })
        .collect()
}

#[test]
fn with_its_policies_a_file_is_healthy_and_a_missing_action_is_named_with_its_account() {
    let [network, retail] = policies("applier");
    let machine = machine([&network, &without(&retail, "vpc:DescribeVSwitches")]);
    let simulator = machine.simulate(&[]);
    let sick = doctor(&machine, &simulator.address, &["--format", "json"]);
    assert_eq!(sick.code, Some(1), "{}{}", sick.stdout, sick.stderr);
    assert_eq!(
        in_state(&sick, "wrong"),
        ["retail permission vpc:DescribeVSwitches"]
    );
    assert_eq!(in_state(&sick, "not-known"), [""; 0]);
    let text = doctor(&machine, &simulator.address, &[]);
    assert!(
        text.stdout
            .contains("vpc:DescribeVSwitches is denied: DescribeVSwitches: Forbidden.RAM"),
        "{}",
        text.stdout
    );
    assert!(
        text.stdout
            .contains("retail: permission: allow vpc:DescribeVSwitches"),
        "{}",
        text.stdout
    );
    assert!(
        text.stdout.ends_with(&format!(
            "sea: 1 wrong, 0 not known on endpoint {}\n",
            simulator.address
        )),
        "{}",
        text.stdout
    );
}

#[test]
fn a_row_or_a_policy_of_another_form_is_not_documented() {
    let policies: Value = {
        let machine = Machine::with([("t.yaml", TOPOLOGY)]);
        let ended = machine.cen(&[
            "doctor", "t.yaml", "--policy", "--reader", "--format", "json",
        ]);
        documented(&ended.stdout, &POLICIES)
    };
    let with = |pointer: &str, value: Value| {
        let mut other = policies.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        other
    };
    for (pointer, value) in [
        ("/version", json!(2)),
        ("/accounts/network/id", json!("x")),
        (
            "/accounts/network/reader/policy/Statement/0/Effect",
            json!("Deny"),
        ),
        (
            "/accounts/network/reader/policy/Statement/0/Action",
            json!(["*"]),
        ),
    ] {
        assert!(!POLICIES.is_valid(&with(pointer, value)), "{pointer}");
    }
    let row = |state: &str, check: &str| {
        json!({ "kind": "cen-doctor", "version": 1, "topology": "sea", "target": "x",
            "rows": [{ "check": check, "state": state, "found": "x" }] })
    };
    assert!(DOCTOR.is_valid(&row("not-known", "clock")));
    assert!(!DOCTOR.is_valid(&row("unknown", "clock")));
    assert!(!DOCTOR.is_valid(&row("ok", "weather")));
}

#[test]
fn a_reader_is_healthy_as_a_reader_and_sick_as_an_applier() {
    let [network, retail] = policies("reader");
    let machine = machine([&network, &retail]);
    let simulator = machine.simulate(&[]);
    let reader = doctor(
        &machine,
        &simulator.address,
        &["--reader", "--format", "json"],
    );
    assert_eq!(reader.code, Some(0), "{}", reader.stdout);
    let applier = doctor(&machine, &simulator.address, &["--format", "json"]);
    assert_eq!(applier.code, Some(1), "{}", applier.stdout);
    let wrong = in_state(&applier, "wrong");
    assert!(
        wrong.contains(&"network permission cen:AttachCenChildInstance".to_owned()),
        "{wrong:?}"
    );
    let diff = machine.cen(&[
        "diff",
        "t.yaml",
        "--profiles",
        "profiles.json",
        "--endpoint",
        &simulator.address,
    ]);
    assert_eq!(diff.code, Some(2), "{}", diff.stderr);
}

#[test]
fn what_is_wrong_with_one_account_leaves_the_others_examined_and_no_secret_is_shown() {
    let [network, retail] = policies("reader");
    let machine = machine([&network, &retail]);
    let simulator = machine.simulate(&[]);
    let profiles = machine
        .read("profiles.json")
        .replace("\"secret2\"", "\"canary-secret\"");
    machine.write("profiles.json", &profiles);
    let ended = doctor(
        &machine,
        &simulator.address,
        &["--reader", "--format", "json"],
    );
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    assert_eq!(
        in_state(&ended, "not-known"),
        ["retail identity ", "retail permissions "]
    );
    let well = in_state(&ended, "ok");
    assert!(
        well.iter()
            .any(|row| row.starts_with("network permissions ")),
        "{well:?}"
    );
    for shown in [&ended.stdout, &ended.stderr] {
        assert!(
            !shown.contains("canary") && !shown.contains("secret1"),
            "{shown}"
        );
    }
}

#[test]
fn an_endpoint_that_cannot_be_reached_is_told_and_the_clock_is_not_known() {
    let [network, retail] = policies("reader");
    let machine = machine([&network, &retail]);
    drop(machine.simulate(&[]));
    let ended = doctor(&machine, &nobody(), &["--reader"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    for said in [
        "clock",
        "no endpoint told its time",
        "Connection refused",
        "check the endpoint, the proxy and the network",
    ] {
        assert!(ended.stdout.contains(said), "{said}: {}", ended.stdout);
    }
}

#[test]
fn a_clock_that_is_off_is_named_with_how_far_and_runs_are_signed_with_the_right_time() {
    let [network, retail] = policies("applier");
    let off = jiff::SignedDuration::from_mins(20);
    for (shift, side) in [
        ("20m", "behind the cloud's"),
        ("-20m", "ahead of the cloud's"),
    ] {
        let machine = machine([&network, &retail]);
        let simulator = machine.simulate(&["--clock", shift]);
        let ended = doctor(&machine, &simulator.address, &["--format", "json"]);
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert_eq!(in_state(&ended, "wrong"), ["machine clock "]);
        let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
        let rows = printed["rows"].as_array().unwrap();
        let clock = rows.iter().find(|row| row["check"] == "clock").unwrap();
        let found = clock["found"].as_str().unwrap();
        let named = found
            .strip_suffix(side)
            .unwrap_or_else(|| panic!("{found}"));
        let named: jiff::SignedDuration = named.trim().parse().unwrap();
        assert!((named - off).abs().as_secs() < 10, "{found}");
        assert_eq!(clock["next_step"], "set the clock of this machine");

        let target = [
            "--profiles",
            "profiles.json",
            "--endpoint",
            &simulator.address,
        ];
        let applied = machine.cen(&[&["apply", "t.yaml", "--yes"][..], &target].concat());
        assert_eq!(applied.code, Some(0), "{}", applied.stderr);
        assert!(
            applied
                .stderr
                .contains("requests carry the server's time from now on"),
            "{}",
            applied.stderr
        );
    }
}

/// The four ways of connecting networks.
const WAYS: [&str; 4] = [
    include_str!("../topologies/same-region.yaml"),
    include_str!("../topologies/cross-region.yaml"),
    include_str!("../topologies/cross-account.yaml"),
    include_str!("../topologies/cross-account-cross-region.yaml"),
];

/// Returns a VPC of a seed, with two vSwitches.
fn vpc(number: usize, network: &cen_topology::Network) -> Value {
    let cen_topology::Selector::Id(id) = &network.selector else {
        panic!("the ways name their networks by id");
    };
    let region = network.region.as_str();
    let ends_with_a_digit = region.ends_with(|last: char| last.is_ascii_digit());
    let dash = if ends_with_a_digit { "" } else { "-" };
    let zones = match region {
        "cn-hangzhou" => ["b", "h"],
        _ => ["a", "b"],
    };
    let vswitches = [(zones[0], 0), (zones[1], 1)].map(|(zone, third)| {
        let cidr = format!("10.{number}.{third}.0/28");
        json!({ "zone": format!("{region}{dash}{zone}"), "cidr": cidr })
    });
    let cidr = format!("10.{number}.0.0/16");
    json!({ "id": id, "region": region, "cidr": cidr, "vswitches": vswitches })
}

/// Returns a machine with a way and a world in which each account has one key, with the policy that `cen doctor --policy` prints for it.
fn way_with_its_policies(way: &str, editions: &str) -> Machine {
    let machine = Machine::with([("t.yaml", way)]);
    let printed = machine.cen(&["doctor", "t.yaml", "--policy", "--format", "json"]);
    let printed = documented(&printed.stdout, &POLICIES);
    let topology = cen_topology::parse(way).unwrap().topology;
    let account = |(name, account): (&cen_topology::AccountName, &cen_topology::Account)| {
        let policy = &printed["accounts"][name.as_str()]["applier"]["policy"];
        let networks = topology.networks.values().enumerate();
        let own = networks.filter(|(_, network)| network.account == *name);
        let vpcs = own.map(|(number, network)| vpc(number, network));
        json!({ "id": account.id, "vpcs": vpcs.collect::<Vec<_>>(),
            "keys": [{ "id": format!("LTAI{name}"), "secret": "made-up", "user": "cen", "policy": policy }] })
    };
    let accounts: Vec<_> = topology.accounts.iter().map(account).collect();
    let seed = json!({ "accounts": accounts, "editions": editions });
    machine.write("seed.yaml", seed.to_string());
    let profile = |(name, account): (&cen_topology::AccountName, &cen_topology::Account)| {
        let name_of_profile = account.profile.as_deref().unwrap_or(name.as_str());
        json!({ "name": name_of_profile, "mode": "AK", "access_key_id": format!("LTAI{name}"), "access_key_secret": "made-up" })
    };
    let profiles: Vec<_> = topology.accounts.iter().map(profile).collect();
    machine.write(
        "config.json",
        json!({ "current": "", "profiles": profiles }).to_string(),
    );
    machine
}

#[test]
fn with_its_policies_each_way_is_applied_compared_and_destroyed_by_the_command() {
    for editions in ["basic", "enterprise"] {
        for way in WAYS {
            let machine = way_with_its_policies(way, editions);
            let simulator = machine.simulate(&[]);
            let run = |arguments: &[&str]| {
                let target = [
                    "t.yaml",
                    "--profiles",
                    "config.json",
                    "--endpoint",
                    &simulator.address,
                ];
                let ended = machine.cen(&[arguments, &target].concat());
                let shown = format!("{editions} {arguments:?}: {}{}", ended.stdout, ended.stderr);
                assert_eq!(ended.code, Some(0), "{shown}");
                shown
            };
            run(&["doctor"]);
            let applied = run(&["apply", "--yes", "--allow-purchase"]);
            assert!(
                applied.contains("a second look finds nothing left to do\n"),
                "{applied}"
            );
            for look in ["diff", "drift", "doctor"] {
                run(&[look]);
            }
            let destroyed = run(&["destroy", "--yes", "--allow-destroy", "--force"]);
            assert!(
                destroyed.contains("a second look finds nothing left to do\n"),
                "{destroyed}"
            );
        }
    }
}

#[test]
fn a_proxy_that_is_dead_is_named() {
    let [network, retail] = policies("reader");
    let machine = machine([&network, &retail]);
    drop(machine.simulate(&[]));
    let target = [
        "doctor",
        "t.yaml",
        "--profiles",
        "profiles.json",
        "--reader",
        "--endpoint",
        "http://cloud.invalid",
    ];
    let ended = machine.cen_with(&target, &[("HTTP_PROXY", "http://bob:canary@127.0.0.1:1")]);
    assert_eq!(ended.code, Some(1), "{}", ended.stdout);
    assert!(
        ended
            .stdout
            .contains("through the proxy 127.0.0.1:1 of `HTTP_PROXY`"),
        "{}",
        ended.stdout
    );
    assert!(!ended.stdout.contains("canary"), "{}", ended.stdout);
}

#[test]
fn each_product_can_have_an_address_of_its_own() {
    let [network, retail] = policies("reader");
    let machine = machine([&network, &retail]);
    let simulator = machine.simulate(&[]);
    let rules = format!(
        "# the cloud of the test\ncbn={0}\nvpc@cn-beijing={0}\n\nsts={0}\nram={0}\n",
        simulator.address
    );
    machine.write("endpoints", &rules);
    let ended = doctor(&machine, "@endpoints", &["--reader"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    let diff = machine.cen(&[
        "diff",
        "t.yaml",
        "--profiles",
        "profiles.json",
        "--endpoint",
        "@endpoints",
    ]);
    assert_eq!(diff.code, Some(2), "{}", diff.stderr);
    let wrong = doctor(&machine, "ecs=http://127.0.0.1:1", &[]);
    assert_eq!(wrong.code, Some(64), "{}", wrong.stderr);
    assert!(
        wrong.stderr.contains("before `=` stands a product"),
        "{}",
        wrong.stderr
    );
}
