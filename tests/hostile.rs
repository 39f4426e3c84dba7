//! Names in the cloud that try to deceive the person at the terminal: no output and no log line
//! moves the cursor, changes a colour, reverses text, or forges a line.

use crate::support::demo::TOPOLOGY;
use crate::support::{Ended, Machine, http, server};

/// Every text that a user of the cloud can choose: an escape sequence, a C1 control character, a
/// line that looks like ours, and marks that change the direction of text.
const SEED: &str = r#"accounts:
  - id: "1250000000000001"
    vpcs:
      - { id: "vpc-1\e[2J\nFORGED: nothing to do", region: cn-hangzhou, name: web, description: "\u202E\e[8m" }
      - { id: "vpc-2\x9B31m", region: us-east-1, name: far }
      - { id: "vpc-3\r\e]0;title\a", region: us-east-1, name: "\e[31m\u2066other" }
    cens:
      - id: "cen-1\e[31m"
        name: "\e]0;title\a"
        description: "two\nFORGED lines \u202E"
        tags: { "cen:topology": demo, "cen:name": office, "key\e[8m\nFORGED": "value\u2066", env: "\e[7m" }
      - { id: "cen-2\x85\u2028FORGED", name: "\e[1m", tags: { "cen:topology": demo, "cen:name": "gone\e[5m\nFORGED" } }
    packages:
      - { id: "cenbwp-1\e[2K", name: "\x7F", mbps: 2, areas: [china, europe], tags: { "cen:topology": demo, "cen:name": "x\u202E\nFORGED" } }
"#;

fn seen(ended: &Ended, machine: &Machine, arguments: &[&str]) {
    let log = std::fs::read_to_string(machine.path("cen.log")).unwrap_or_default();
    for text in [&ended.stdout, &ended.stderr, &log] {
        assert_eq!(cen_topology::visible_lines(text), *text, "{arguments:?}");
        assert!(
            !text
                .lines()
                .any(|line| line.trim_start().starts_with("FORGED")),
            "{arguments:?}: {text}"
        );
    }
}

#[test]
fn nothing_that_the_cloud_says_reaches_the_terminal_as_more_than_text() {
    // The file has tags of its own, so the plan also shows the foreign tags that it removes.
    let topology = TOPOLOGY.replace("    bandwidth:", "    tags: { env: prod }\n    bandwidth:");
    let machine = Machine::with([("t.yaml", &topology), ("seed.yaml", SEED)]);
    let simulator = machine.simulate(&["--world", "w.json"]);
    let target = [
        "--endpoint",
        &simulator.address,
        "--profiles",
        "p.json",
        "-vv",
        "--log-file",
        "cen.log",
    ];
    machine.write(
        "p.json",
        machine
            .read("profiles.json")
            .replace("\"1250000000000001\",", "\"main\","),
    );
    let account = "main=1250000000000001";
    for (arguments, code, part) in [
        (
            ["diff", "t.yaml"].as_slice(),
            2,
            "vpc-1\\u001b[2J\\u000aFORGED: nothing to do",
        ),
        (&["diff", "t.yaml", "--format", "json"], 2, "\\u009b31m"),
        (&["export", "--account", account, "--name", "demo"], 0, ""),
        (
            &["apply", "t.yaml", "--yes", "--log", "json"],
            4,
            "cenbwp-1\\u001b[2K",
        ),
        (
            &[
                "apply",
                "t.yaml",
                "--yes",
                "--allow-purchase",
                "--allow-destroy",
                "--force",
            ],
            0,
            "key\\u001b[8m\\u000aFORGED",
        ),
        (&["diff", "t.yaml"], 0, ""),
        (
            &["destroy", "t.yaml", "--yes", "--allow-destroy"],
            0,
            "vpc-2\\u009b31m",
        ),
    ] {
        let arguments = [arguments, &target].concat();
        let ended = machine.cen(&arguments);
        assert!(
            ended.code == Some(code) && ended.stdout.contains(part),
            "{arguments:?}: {ended:?}"
        );
        seen(&ended, &machine, &arguments);
    }
    assert!(
        !machine
            .read("requests.log")
            .contains(['\u{1b}', '\u{9b}', '\u{202e}'])
    );
}

#[test]
fn nothing_that_a_server_refuses_with_reaches_the_terminal_as_more_than_text() {
    let machine = Machine::with([("t.yaml", TOPOLOGY)]);
    let text = "\u{1b}[2J\u{9b}31m\u{202e}\nFORGED\r\u{2028}";
    let body = serde_json::json!({ "Code": text, "Message": text, "RequestId": text }).to_string();
    let variables = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "K"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "the secret"),
    ];
    for answer in [
        http("403 Forbidden", "", &body),
        http("200 OK", "", &body),
        http("404 Not Found", "", text),
    ] {
        let address = server(move |_| answer.clone());
        let arguments = [
            "diff",
            "t.yaml",
            "--endpoint",
            &address,
            "-vv",
            "--log-file",
            "cen.log",
        ];
        let ended = machine.cen_with(&arguments, &variables);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        seen(&ended, &machine, &arguments);
    }
}
