//! Runs the jobs of docs/operations.md exactly as they are printed there, against a simulator.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::drift::SARIF;
use crate::support::{Machine, Simulator};

/// Returns the code blocks of the section about jobs, each with its language.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let page = include_str!("../docs/operations.md")
        .split("### Jobs")
        .nth(1)
        .unwrap();
    page.split("\n```")
        .skip(1)
        .step_by(2)
        .map(|block| block.split_once('\n').unwrap())
        .collect()
}

/// Returns a machine with topologies that have drift, and a simulator with their networks.
fn machine() -> (Machine, Simulator) {
    let topology = include_str!("../topologies/global-backbone.yaml");
    let machine = Machine::with([("seed.yaml", topology)]);
    std::fs::create_dir(machine.path("topologies")).unwrap();
    machine.write("topologies/backbone.yaml", topology);
    let simulator = machine.simulate(&[]);
    (machine, simulator)
}

/// Runs a command of a job, with the job's paths replaced by paths on this machine. Returns its
/// exit code.
fn run((machine, simulator): &(Machine, Simulator), shell: &str, command: &str) -> Option<i32> {
    let (binary, folder) = (Path::new(env!("CARGO_BIN_EXE_cen")), machine.path("."));
    let places = [
        ("/usr/local/bin/", ""),
        ("/srv/topologies", "topologies"),
        (" /topologies", " topologies"),
        ("/etc/cen/environment", "./environment"),
        ("/etc/cen/", ""),
        ("/keys/", ""),
        ("/var/lib/node_exporter/textfile/", ""),
    ];
    let command = places
        .iter()
        .fold(command.to_owned(), |command, (there, here)| {
            command.replace(there, here)
        });
    let mut shell = Command::new(shell);
    shell
        .args(["-e", "-c", &command])
        .current_dir(&folder)
        .env_clear();
    shell.env(
        "PATH",
        format!("{}:/usr/bin:/bin", binary.parent().unwrap().display()),
    );
    shell
        .env("HOME", &folder)
        .env("RUNNER_TEMP", &folder)
        .env("PROFILES", machine.read("profiles.json"));
    shell
        .env("ALIBABA_CLOUD_CONFIG_FILE", machine.path("profiles.json"))
        .env("CEN_ENDPOINT", &simulator.address);
    let output = shell.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command}");
    output.status.code()
}

#[test]
fn what_the_documentation_offers_to_be_copied_runs_and_finds_the_drift() {
    let there = machine();
    let blocks = blocks();
    let languages: Vec<_> = blocks.iter().map(|(language, _)| *language).collect();
    assert_eq!(languages, ["yaml", "yaml", "ini", "sh", "yaml"]);
    let yaml = |at: usize| serde_yaml::from_str::<Value>(blocks[at].1).unwrap();

    let github = yaml(0);
    let steps = github["jobs"]["drift"]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|step| step["run"].as_str());
    let codes: Vec<_> = steps.map(|step| run(&there, "bash", step)).collect();
    assert_eq!(
        codes,
        [Some(0), Some(0), Some(2), Some(1)],
        "the keys, what they may do, the drift, and the end of a job that found some"
    );
    let sarif: Value = serde_json::from_str(&there.0.read("drift.sarif")).unwrap();
    assert!(SARIF.is_valid(&sarif) && sarif["runs"][0]["results"].as_array().unwrap().len() > 5);

    let gitlab = yaml(1);
    let lines = gitlab["drift"]["script"].as_array().unwrap().iter();
    let codes: Vec<_> = lines
        .map(|line| run(&there, "bash", line.as_str().unwrap()))
        .collect();
    assert_eq!(codes, [Some(0), Some(2)], "what the keys may do, the drift");
    assert!(there.0.read("drift.xml").contains("<failure "));

    let unit = |key: &str| {
        blocks[2]
            .1
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .unwrap()
    };
    assert_eq!(run(&there, "sh", unit("ExecStartPre")), Some(0));
    assert_eq!(run(&there, "sh", unit("ExecStart")), Some(2));
    assert_eq!(unit("SuccessExitStatus"), "2");
    assert!(there.0.read("cen.prom").contains("cen_drift_files 1\n"));

    there.0.write("environment", "CEN_NOTIFY=\n");
    std::fs::remove_file(there.0.path("cen.prom")).unwrap();
    // In a crontab line, five words are the schedule and the sixth is the user.
    let command = blocks[3]
        .1
        .split_whitespace()
        .skip(6)
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(run(&there, "sh", &command), Some(2));
    assert!(there.0.read("cen.prom").contains("cen_drift_files 1\n"));

    let container = &yaml(4)["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0];
    let words: Vec<_> = container["command"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    assert_eq!(run(&there, "sh", &words.join(" ")), Some(2));
}
