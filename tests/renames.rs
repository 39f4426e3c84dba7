//! Tests that a rename keeps what exists, on both editions: nothing is detached, deleted, made or bought, and the ids stay.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Ended, Machine};

/// An estate of five accounts and two CENs.
const BEFORE: &str = include_str!("estates/tideline.yaml");

/// The same estate, with another name of the topology, and other keys of what it has made.
const AFTER: &str = include_str!("estates/tideline-renamed.yaml");

const EDITIONS: [&str; 2] = ["basic", "enterprise"];

fn run(machine: &Machine, editions: &str, arguments: &[&str]) -> Ended {
    machine.cen(&[arguments, &["--simulate=w.json", "--editions", editions]].concat())
}

/// The ids of all that exists in the world, by kind.
fn ids(machine: &Machine) -> BTreeMap<&'static str, Vec<String>> {
    let world: Value = serde_json::from_str(&machine.read("w.json")).unwrap();
    let of = |kind: &'static str| {
        let things = world[kind].as_object();
        let ids = things.into_iter().flatten().map(|(id, _)| id.clone());
        (kind, ids.collect::<Vec<_>>())
    };
    let ids = BTreeMap::from(["cens", "packages", "networks"].map(of));
    assert!(ids.values().all(|ids| !ids.is_empty()), "{ids:?}");
    ids
}

/// The names that the cloud's console shows of all that exists.
fn names(machine: &Machine) -> Vec<String> {
    let world: Value = serde_json::from_str(&machine.read("w.json")).unwrap();
    let of = |kind: &str| world[kind].as_object().unwrap().clone().into_iter();
    let all = ["cens", "packages", "networks"].into_iter().flat_map(of);
    let mut names: Vec<_> = all
        .filter_map(|(_, thing)| thing["name"].as_str().map(str::to_owned))
        .filter(|name| !name.is_empty())
        .collect();
    names.sort();
    names
}

/// Returns the file without its lines about earlier keys.
fn settled(file: &str) -> String {
    let lines = file.lines().filter(|line| !line.trim().starts_with("was:"));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let mut rest = text.as_str();
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once("was: ") {
        out.push_str(before);
        rest = after.split_once(", ").unwrap().1;
    }
    out + rest
}

#[test]
fn every_rename_of_an_estate_keeps_what_exists() {
    for editions in EDITIONS {
        let settled = settled(AFTER);
        assert!(!settled.contains("was:"), "{settled}");
        let machine = Machine::with([("a.yaml", BEFORE), ("b.yaml", AFTER), ("c.yaml", &settled)]);
        let built = run(
            &machine,
            editions,
            &["apply", "a.yaml", "--yes", "--allow-purchase"],
        );
        assert_eq!(
            built.code,
            Some(0),
            "{editions}: {}{}",
            built.stdout,
            built.stderr
        );
        let before = ids(&machine);
        let drift = run(&machine, editions, &["drift", "b.yaml"]);
        assert_eq!(drift.code, Some(2), "{editions}: {}", drift.stdout);
        assert!(
            drift.stdout.contains("renamed"),
            "{editions}: {}",
            drift.stdout
        );
        for word in ["missing", "extra", "changed"] {
            assert!(!drift.stdout.contains(word), "{editions}: {}", drift.stdout);
        }
        // It needs no consent: nothing is bought, and nothing is taken away.
        let planned = run(&machine, editions, &["diff", "b.yaml", "-o", "plan.json"]);
        assert_eq!(planned.code, Some(2), "{editions}: {}", planned.stderr);
        let renamed = run(&machine, editions, &["apply", "plan.json", "--yes"]);
        assert_eq!(
            renamed.code,
            Some(0),
            "{editions}: {}{}",
            renamed.stdout,
            renamed.stderr
        );
        assert_eq!(ids(&machine), before, "{editions}");
        // The name of a CEN is its key unless the file has one. A VPC and a package keep the name that they were made with.
        assert_eq!(
            names(&machine),
            [
                "prod",
                "prod-asia-pacific-china",
                "prod-china-europe",
                "ship-prod-fra",
                "ship-prod-sgp",
                "ship-stage-sh",
                "staging"
            ],
            "{editions}"
        );
        for file in ["b.yaml", "c.yaml"] {
            let diff = run(&machine, editions, &["diff", file]);
            assert_eq!(diff.code, Some(0), "{editions}, {file}: {}", diff.stdout);
        }
        // What was renamed is found again, and goes as a whole.
        let gone = run(
            &machine,
            editions,
            &["destroy", "c.yaml", "--yes", "--allow-destroy"],
        );
        assert_eq!(
            gone.code,
            Some(0),
            "{editions}: {}{}",
            gone.stdout,
            gone.stderr
        );
    }
}

#[test]
fn a_key_that_was_changed_alone_is_recognised_and_the_line_is_proposed() {
    let without = settled(AFTER).replace("name: harbour", "name: tideline");
    let machine = Machine::with([("a.yaml", BEFORE), ("b.yaml", &without)]);
    let built = run(
        &machine,
        "basic",
        &["apply", "a.yaml", "--yes", "--allow-purchase"],
    );
    assert_eq!(built.code, Some(0), "{}", built.stderr);
    let live = run(&machine, "basic", &["diff", "b.yaml"]);
    let offline = machine.cen(&["diff", "a.yaml", "b.yaml"]);
    for diff in [live, offline] {
        for was in ["ship-prod-fra", "ship-stage-sh", "prod", "stage"] {
            let line = format!("this looks like `{was}` under another key");
            assert!(diff.stdout.contains(&line), "{was}: {}", diff.stdout);
        }
        assert!(diff.stdout.contains("[CEN426]"), "{}", diff.stdout);
    }
}

#[test]
fn protect_and_ignore_take_the_new_keys_of_what_is_renamed() {
    let file = |key: &str, more: &str| {
        format!(
            "version: 1\nname: x\naccounts: {{ main: {{ id: \"1250000000000001\" }} }}\nvpcs:\n  {key}: {{ account: main, region: cn-hangzhou, {more}cidr: 10.1.0.0/16 }}\n\
             cens:\n  lab: {{ account: main, attach: [{key}] }}\n"
        )
    };
    let machine = Machine::with([
        ("a.yaml", &file("old", "")),
        ("b.yaml", &(file("new", "was: old, ") + "protect: [new]\n")),
        (
            "c.yaml",
            "version: 1\nname: x\naccounts: { main: { id: \"1250000000000001\" } }\ncens: {}\n",
        ),
    ]);
    let yes = ["--yes", "--allow-destroy", "--force"];
    assert_eq!(
        run(
            &machine,
            "basic",
            &[&["apply", "a.yaml"], &yes[..]].concat()
        )
        .code,
        Some(0)
    );
    assert_eq!(
        run(&machine, "basic", &["apply", "b.yaml", "--yes"]).code,
        Some(0)
    );
    let refused = run(
        &machine,
        "basic",
        &[&["destroy", "b.yaml"], &yes[..2]].concat(),
    );
    assert_eq!(refused.code, Some(4), "{}", refused.stderr);
    let gone = run(
        &machine,
        "basic",
        &[&["apply", "c.yaml"], &yes[..]].concat(),
    );
    assert_eq!(gone.code, Some(0), "{}{}", gone.stdout, gone.stderr);
}
