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

/// A terminal that shows nothing for two minutes ends the test ([`crate::support::terminal`]).
#[test]
fn a_person_is_asked_for_profiles_and_all_is_an_answer() {
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
    let question = "Which accounts? Profiles separated by blanks, or `all`: ";
    for (answer, file) in [
        ("all", "all.yaml"),
        ("1250000000000001  1250000000000002", "two.yaml"),
        ("1250000000000001", "one.yaml"),
    ] {
        let mut person = machine.at_terminal(&[&["init", "-o", file], &there[..]].concat(), false);
        person.wait_for(question);
        assert!(
            person.seen.contains("profiles of the Alibaba CLI: "),
            "{}",
            person.seen
        );
        person.type_line(answer);
        let ended = person.end();
        assert_eq!(ended.code, Some(0), "{answer}: {ended:?}");
        let text = machine.read(file);
        assert!(text.contains("1250000000000001"), "{answer}: {text}");
        assert_eq!(
            text.contains("{ id: \"1250000000000002\""),
            answer != "1250000000000001",
            "{answer}: {text}"
        );
    }
    for (answer, code) in [("", 4), ("nobody", 1)] {
        let mut person =
            machine.at_terminal(&[&["init", "-o", "no.yaml"], &there[..]].concat(), false);
        person.wait_for(question);
        person.type_line(answer);
        let ended = person.end();
        assert_eq!(ended.code, Some(code), "{answer}: {ended:?}");
        assert!(
            ended.terminal.contains("nothing was written"),
            "{answer}: {ended:?}"
        );
        assert!(!machine.path("no.yaml").exists());
    }
}

#[test]
fn a_person_without_profiles_names_accounts_until_an_empty_line() {
    let machine = built();
    let question = "An account, as NAME=ID or NAME=ID:PROFILE (an empty line ends): ";
    let init = ["init", "--simulate=w.json", "-o", "new.yaml"];
    let mut person = machine.at_terminal(&init, false);
    person.wait_for(question);
    person.type_line("");
    let nothing = person.end();
    assert_eq!(nothing.code, Some(4), "{nothing:?}");
    assert!(
        nothing.terminal.contains("no account was named"),
        "{nothing:?}"
    );
    assert!(!machine.path("new.yaml").exists());
    let mut person = machine.at_terminal(&init, false);
    for line in [
        "network",
        "network=1250000000000001",
        "retail=1250000000000002",
        "",
    ] {
        person.wait_for(question);
        person.seen.clear();
        person.type_line(line);
    }
    let ended = person.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let diff = machine.cen(&["diff", "new.yaml", "--simulate=w.json"]);
    assert_eq!(diff.code, Some(0), "{}", diff.stdout);
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
