//! Whole-system tests: applies every example on the simulator, as a user would.

use std::path::{Path, PathBuf};

use crate::support::Machine;

const EXAMPLES: [&str; 5] = [
    "same-region",
    "cross-region",
    "cross-account",
    "cross-account-cross-region",
    "global-backbone",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns a machine with the example topologies on it.
pub(crate) fn scratch() -> Machine {
    let machine = Machine::new();
    std::fs::create_dir(machine.path("topologies")).unwrap();
    for name in EXAMPLES {
        let file = format!("topologies/{name}.yaml");
        std::fs::copy(root().join(&file), machine.path(&file)).unwrap();
    }
    machine
}

/// Runs a command that must end with this exit code, and returns its stdout.
fn stdout(machine: &Machine, exit: i32, arguments: &[&str]) -> String {
    let ended = machine.cen(arguments);
    assert_eq!(
        ended.code,
        Some(exit),
        "cen {arguments:?}\n{}{}",
        ended.stdout,
        ended.stderr
    );
    ended.stdout
}

/// The flags of a cloud with each edition, and what marks its snapshots. A new simulated world
/// sells Enterprise.
const EDITIONS: [(&[&str], &str); 2] = [(&[], ""), (&["--editions", "basic"], "-basic")];

#[test]
fn every_example_is_shown_applied_and_then_needs_nothing_on_both_editions() {
    for (name, (editions, mark)) in EXAMPLES
        .iter()
        .flat_map(|name| EDITIONS.map(|edition| (name, edition)))
    {
        let machine = scratch();
        let file = format!("topologies/{name}.yaml");
        let diff = [&["diff", &file, "--simulate"], editions].concat();
        let shown = stdout(&machine, 2, &diff);
        assert!(
            !machine.path("topologies/.cen").exists(),
            "a diff saves nothing"
        );
        let apply = ["apply", &file, "--simulate", "--yes", "--allow-purchase"];
        let applied = stdout(&machine, 0, &[&apply, editions].concat());
        assert!(
            applied.starts_with(&shown),
            "the plan that is applied is the one that was shown"
        );
        insta::assert_snapshot!(format!("apply-{name}{mark}"), applied);
        let nothing = format!("{name}: nothing to do\n");
        assert_eq!(
            stdout(
                &machine,
                0,
                &["apply", &file, "--simulate", "--yes", "--allow-purchase"]
            ),
            nothing
        );
        assert_eq!(stdout(&machine, 0, &["diff", &file, "--simulate"]), nothing);
    }
}

#[test]
fn the_plan_for_programs_is_json_with_a_version() {
    let machine = scratch();
    let json = stdout(
        &machine,
        2,
        &[
            "diff",
            "topologies/global-backbone.yaml",
            "--simulate",
            "--format",
            "json",
        ],
    );
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&value["kind"], &value["version"]),
        (&"cen-plan-view".into(), &3.into())
    );
    insta::assert_snapshot!("diff-global-backbone-json", json);
}

/// Returns the number of writes in the request log, and empties the log.
fn take_writes(machine: &Machine) -> usize {
    let text = machine.read("requests.log");
    machine.write("requests.log", "");
    text.lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|entry| entry["access"] == "write")
        .count()
}

#[test]
fn a_second_apply_over_http_makes_no_write_call_at_all() {
    for (name, (editions, _)) in EXAMPLES
        .iter()
        .flat_map(|name| EDITIONS.map(|edition| (name, edition)))
    {
        let machine = scratch();
        let file = format!("topologies/{name}.yaml");
        machine.write("seed.yaml", machine.read(&file));
        let server = machine.simulate(editions);
        let apply = [
            "apply",
            &file,
            "--endpoint",
            &server.address,
            "--profiles",
            "profiles.json",
            "--yes",
            "--allow-purchase",
        ];
        let first = stdout(&machine, 0, &apply);
        assert!(
            first.ends_with("a second look finds nothing left to do\n"),
            "{first}"
        );
        assert!(take_writes(&machine) > 0);
        assert_eq!(
            stdout(&machine, 0, &apply),
            format!("{name}: nothing to do\n")
        );
        assert_eq!(take_writes(&machine), 0, "{name}");
    }
}

#[test]
fn a_served_world_is_kept_in_its_file_and_served_again() {
    let machine = scratch();
    let file = "topologies/cross-account.yaml";
    machine.write("seed.yaml", machine.read(file));
    let diff = |address: &str, exit| {
        stdout(
            &machine,
            exit,
            &[
                "diff",
                file,
                "--endpoint",
                address,
                "--profiles",
                "profiles.json",
            ],
        )
    };
    let server = machine.simulate(&["--world", "world.json"]);
    diff(&server.address, 2);
    stdout(
        &machine,
        0,
        &[
            "apply",
            file,
            "--endpoint",
            &server.address,
            "--profiles",
            "profiles.json",
            "--yes",
        ],
    );
    // It is killed: what it appended to the file is there.
    drop(server);
    diff(&machine.simulate(&["--world", "world.json"]).address, 0);
    let target = "--simulate=other.json";
    stdout(&machine, 0, &["apply", file, target, "--yes"]);
    let world = machine.read("other.json");
    serde_json::from_str::<serde_json::Value>(&world).expect("a run leaves one document");
}
