//! Tests `cen export` as a user runs it: the diff of the exported file is empty, or only adopts
//! CENs without a mark.

use std::path::Path;

use crate::support::{Ended, Machine};

const NETWORK: &str = "network=1250000000000001";
const RETAIL: &str = "retail=1250000000000002";
const ANALYTICS: &str = "analytics=1250000000000003";
const WORLD: &str = "--simulate=.cen/simulator.json";

/// Returns a machine on whose simulator an example was applied.
fn applied(example: &str) -> Machine {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../topologies")
        .join(example);
    let machine = Machine::with([("first.yaml", &std::fs::read_to_string(file).unwrap())]);
    let ended = machine.cen(&[
        "apply",
        "first.yaml",
        "--simulate",
        "--yes",
        "--allow-purchase",
    ]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    machine
}

/// Removes all ownership marks, as if other tools had created everything.
fn unmark(machine: &Machine) {
    let mut world: serde_json::Value =
        serde_json::from_str(&machine.read(".cen/simulator.json")).unwrap();
    for kind in ["cens", "packages", "networks"] {
        for thing in world[kind].as_object_mut().unwrap().values_mut() {
            thing["tags"]
                .as_object_mut()
                .unwrap()
                .retain(|key, _| !key.starts_with("cen:"));
        }
    }
    machine.write(".cen/simulator.json", world.to_string());
}

fn export(machine: &Machine, more: &[&str]) -> Ended {
    machine.cen(
        &[
            &[
                "export",
                "--account",
                NETWORK,
                "--account",
                RETAIL,
                "--account",
                ANALYTICS,
            ],
            more,
        ]
        .concat(),
    )
}

fn assert_nothing_to_do(machine: &Machine, file: &str, name: &str) {
    let diff = machine.cen(&["diff", file, WORLD]);
    assert_eq!(
        (diff.code, diff.stdout),
        (Some(0), format!("{name}: nothing to do\n")),
        "{}",
        diff.stderr
    );
}

#[test]
fn what_cen_made_is_exported_and_the_file_needs_nothing() {
    let machine = applied("global-backbone.yaml");
    let ended = export(&machine, &["--simulate", "--out", "second.yaml"]);
    let told = "`cen diff` of this file says: global-backbone: nothing to do\n";
    assert_eq!(
        ended,
        Ended {
            code: Some(0),
            stdout: String::new(),
            stderr: told.to_owned()
        }
    );
    assert_nothing_to_do(&machine, "second.yaml", "global-backbone");
    let printed = export(&machine, &["--simulate"]);
    assert_eq!(
        printed.stdout,
        machine.read("second.yaml"),
        "stdout and the file are the same"
    );
    let again = export(&machine, &["--simulate", "--out", "second.yaml"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(4), ""));
    assert!(
        again
            .stderr
            .starts_with("error: `second.yaml` exists already; nothing was written\n"),
        "{}",
        again.stderr
    );
    assert_eq!(
        export(&machine, &["--simulate", "--out", "second.yaml", "--force"]).code,
        Some(0)
    );
}

#[test]
fn what_carries_no_mark_is_taken_over_and_then_needs_nothing() {
    let machine = applied("global-backbone.yaml");
    unmark(&machine);
    let ended = export(
        &machine,
        &["--simulate", "--out", "mine.yaml", "--name", "mine"],
    );
    assert_eq!(
        ended.stderr,
        "`cen diff` of this file says: mine: 1 action: 1 CEN to adopt\n"
    );
    let diff = machine.cen(&["diff", "mine.yaml", WORLD]);
    assert!(
        diff.code == Some(2) && diff.stdout.contains("~ mark/global-backbone  adopt cen-"),
        "{}",
        diff.stdout
    );
    let apply = machine.cen(&["apply", "mine.yaml", WORLD, "--yes"]);
    assert_eq!(apply.code, Some(0), "{}{}", apply.stdout, apply.stderr);
    assert_nothing_to_do(&machine, "mine.yaml", "mine");
    // The packages still belong to another owner: they are used, but never bought again, resized or
    // deleted.
    assert_eq!(
        machine
            .read("mine.yaml")
            .matches("package: { id: cenbwp-")
            .count(),
        2
    );
}

#[test]
fn one_account_of_three_is_exported_through_a_server_with_its_profile() {
    let machine = applied("global-backbone.yaml");
    machine.write("seed.yaml", "accounts: []\n");
    let server = machine.simulate(&["--world", ".cen/simulator.json"]);
    let account = "hub=1250000000000001:1250000000000001";
    let ended = machine.cen(&[
        "export",
        "--account",
        account,
        "--endpoint",
        &server.address,
        "--profiles",
        "profiles.json",
        "--out",
        "hub.yaml",
    ]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let diff = machine.cen(&[
        "diff",
        "hub.yaml",
        "--endpoint",
        &server.address,
        "--profiles",
        "profiles.json",
    ]);
    assert_eq!(diff.code, Some(0), "{}{}", diff.stdout, diff.stderr);
    assert!(
        !machine.read("requests.log").contains(r#""access":"write""#),
        "an export changes nothing"
    );
    let other = [
        "export",
        "--account",
        "hub=1250000000000002:1250000000000001",
        "--endpoint",
        &server.address,
        "--profiles",
        "profiles.json",
    ];
    let refused = machine.cen(&other);
    assert!(
        refused.code == Some(1)
            && refused
                .stderr
                .contains("the credential belongs to 1250000000000001"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused_before_anything_is_read() {
    let machine = Machine::new();
    for (arguments, code, expected) in [
        (
            &["export"][..],
            64,
            "the following required arguments were not provided",
        ),
        (
            &["export", "--account", "a"],
            64,
            "it must be `NAME=ID` or `NAME=ID:PROFILE`",
        ),
        (
            &["export", "--account", "a=1:"],
            64,
            "the profile after the colon is empty",
        ),
        (
            &["export", "--account", "a=one"],
            64,
            "the id of account `a` is not all digits",
        ),
        (
            &["export", "--account", "A=1"],
            64,
            "`A` is not a valid name",
        ),
        (
            &["export", "--account", "a=1", "--account", "a=2"],
            64,
            "`a` is given twice",
        ),
        (
            &["export", "--account", "a=1", "--account", "b=1"],
            64,
            "have the same id",
        ),
        (
            &["export", "--account", "a=1", "--name", "My Net"],
            64,
            "`My Net` is not a valid name",
        ),
        (
            &["export", "--account", "a=1\", profile: \"x"],
            64,
            "is not all digits",
        ),
        (&["export", "--account", "a=1", "--force"], 64, "--out"),
        (
            &["export", "--account", "a=1", "--simulate"],
            1,
            "there is no simulated world in `.cen/simulator.json`",
        ),
    ] {
        let ended = machine.cen(arguments);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(code), ""),
            "{arguments:?}: {}",
            ended.stderr
        );
        assert!(
            ended.stderr.starts_with("error: ") && ended.stderr.contains(expected),
            "{arguments:?}: {}",
            ended.stderr
        );
    }
}

#[test]
fn cens_of_two_topologies_need_a_choice() {
    let machine = applied("cross-account.yaml");
    let other = machine
        .read("first.yaml")
        .replace("name: cross-account", "name: second")
        .replace("vpc-", "vpc-x");
    machine.write("other.yaml", other);
    assert_eq!(
        machine.cen(&["apply", "other.yaml", WORLD, "--yes"]).code,
        Some(0)
    );
    let accounts = ["export", "--account", NETWORK, "--account", RETAIL, WORLD];
    let ended = machine.cen(&accounts);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    let expected = "error: the CENs of these accounts belong to several topologies: `cross-account`, `second`\n\
                    hint: choose one with `--name`; the export leaves out the CENs of the others\n";
    assert_eq!(ended.stderr, expected);
    let chosen = machine.cen(&[&accounts[..], &["--name", "second", "--out", "x.yaml"]].concat());
    assert_eq!(chosen.code, Some(0), "{}", chosen.stderr);
    let text = machine.read("x.yaml");
    assert!(
        text.contains("is not in this file: it is owned by topology `cross-account`."),
        "{text}"
    );
    assert_eq!(machine.cen(&["diff", "x.yaml", WORLD]).code, Some(0));
}

#[test]
fn a_part_of_the_routes_that_cannot_be_read_is_left_out_with_a_comment_and_is_an_error() {
    let machine = applied("global-backbone.yaml");
    let ended = export(
        &machine,
        &[
            "--simulate",
            "--out",
            "second.yaml",
            "--faults",
            "DescribeCenRouteMaps=Forbidden.RAM",
        ],
    );
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), ""),
        "{}",
        ended.stderr
    );
    let cause = "could not read `route-maps` of CEN ";
    assert!(
        ended.stderr.contains(&format!("error: {cause}")),
        "{}",
        ended.stderr
    );
    let text = machine.read("second.yaml");
    let comment = "# `route-maps` is not written, and all of it stays as it is: it could not be read: DescribeCenRouteMaps: Forbidden.RAM";
    assert!(
        text.contains(comment) && text.contains("attach:") && !text.contains("route-maps:"),
        "{text}"
    );
    assert_nothing_to_do(&machine, "second.yaml", "global-backbone");
    let hidden = export(
        &machine,
        &[
            "--simulate",
            "--out",
            "third.yaml",
            "--faults",
            "DescribeCenAttachedChildInstances=Forbidden.RAM",
        ],
    );
    assert_eq!(hidden.code, Some(1));
    assert!(
        !machine.path("third.yaml").exists(),
        "an attachment that was not seen would be missing in the file"
    );
}
