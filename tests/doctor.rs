//! `cen doctor`: each account by itself, what is missing with its name and the next step, and policies that RAM takes.

use serde_json::Value;

use crate::support::{Ended, Machine, nobody};

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
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
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
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(printed["kind"], "cen-doctor");
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
