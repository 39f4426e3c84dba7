//! Tests `cen init` and `cen fmt` as a new user runs them.

use std::path::Path;

use crate::support::Machine;

/// Returns a machine on whose simulator an example was applied.
fn built() -> Machine {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../topologies/cross-account.yaml");
    let machine = Machine::with([("old.yaml", &std::fs::read_to_string(file).unwrap())]);
    let ended = machine.cen(&["apply", "old.yaml", "--simulate=w.json", "--yes"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    machine
}

const ACCOUNTS: [&str; 4] = [
    "--account",
    "network=1250000000000001",
    "--account",
    "retail=1250000000000002",
];

#[test]
fn a_first_file_has_nothing_to_do_and_is_never_overwritten() {
    let machine = built();
    let init = || {
        machine.cen(
            &[
                &["init", "--simulate=w.json", "-o", "new.yaml"],
                &ACCOUNTS[..],
            ]
            .concat(),
        )
    };
    let first = init();
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert!(
        first.stdout.contains("cen apply new.yaml --simulate\n"),
        "{}",
        first.stdout
    );
    assert!(
        machine
            .read("new.yaml")
            .contains("#   cen apply new.yaml --simulate\n")
    );
    assert_eq!(machine.cen(&["fmt", "--check", "new.yaml"]).code, Some(0));
    let diff = machine.cen(&["diff", "new.yaml", "--simulate=w.json"]);
    assert_eq!(diff.code, Some(0), "{}", diff.stdout);
    let text = machine.read("new.yaml");
    let second = init();
    assert_eq!(second.code, Some(4), "{}", second.stderr);
    assert_eq!(machine.read("new.yaml"), text);
}

#[test]
fn profiles_give_accounts_and_a_terminal_is_needed_to_ask() {
    let machine = built();
    let simulator = machine.serve(&[
        "simulate",
        "--listen",
        "127.0.0.1:0",
        "--world",
        "w.json",
        "--write-profiles",
        "p.json",
    ]);
    let there = ["--endpoint", &simulator.address, "--profiles", "p.json"];
    let init = |more: &[&str]| machine.cen(&[&["init"], more, &there[..]].concat());
    let asked = init(&["-o", "no.yaml"]);
    assert_eq!(asked.code, Some(4), "{}", asked.stderr);
    assert!(asked.stderr.contains("--all-profiles"), "{}", asked.stderr);
    let ended = init(&["--all-profiles", "-o", "all.yaml"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let text = machine.read("all.yaml");
    for id in ["1250000000000001", "1250000000000002"] {
        assert!(text.contains(id), "{text}");
    }
    let diff = machine.cen(&[&["diff", "all.yaml"], &there[..]].concat());
    assert_eq!(diff.code, Some(0), "{}{}", diff.stdout, diff.stderr);
    let unknown = init(&["--from-profile", "nobody", "-o", "x.yaml"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.stderr.contains("`nobody`"), "{}", unknown.stderr);
}

#[test]
fn a_layout_is_written_once_and_checked_without_a_write() {
    let untidy = "version: 1\nname: a\naccounts: {main: {id: \"1250000000000001\"}} # one\ncens: {lab: {account: main}}\n";
    let machine = Machine::with([("a.yaml", untidy), ("b.yaml", "version: [")]);
    let check = machine.cen(&["fmt", "--check", "a.yaml"]);
    assert_eq!((check.code, check.stdout.as_str()), (Some(2), "a.yaml\n"));
    assert_eq!(machine.read("a.yaml"), untidy);
    let both = machine.cen(&["fmt", "a.yaml", "b.yaml"]);
    assert_eq!((both.code, both.stdout.as_str()), (Some(1), "a.yaml\n"));
    assert!(both.stderr.contains("CEN004"), "{}", both.stderr);
    assert_eq!(machine.read("b.yaml"), "version: [");
    assert!(
        machine
            .read("a.yaml")
            .contains("accounts:  # one\n  main: {")
    );
    let again = machine.cen(&["fmt", "."]);
    assert_eq!(again.stdout, "");
}
