//! Tests the pictures of `cen graph`: each format is valid, with any number of networks, and the
//! README's picture is up to date.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::Machine;
use crate::support::estate::{changed, estate};

/// Draws a picture in this format; the command must succeed.
fn graph(machine: &Machine, arguments: &[&str]) -> String {
    let graph = machine.cen(&[&["graph"], arguments].concat());
    assert_eq!(
        (graph.code, graph.stderr.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
    graph.stdout
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// With `CEN_ACCEPT=1`, this redraws the picture. Look at it before you commit it.
#[test]
fn the_picture_in_the_readme_is_the_one_that_the_tool_makes() {
    let machine = Machine::new();
    machine.write(
        "global-backbone.yaml",
        std::fs::read(root().join("topologies/global-backbone.yaml")).unwrap(),
    );
    let made = graph(&machine, &["global-backbone.yaml"]);
    let path = root().join("docs/global-backbone.svg");
    if std::env::var_os("CEN_ACCEPT").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == made,
        "docs/global-backbone.svg is another one; `CEN_ACCEPT=1` takes over the new one"
    );
    assert!(
        std::fs::read_to_string(root().join("README.md"))
            .unwrap()
            .contains("](docs/global-backbone.svg)")
    );
}

#[test]
fn what_a_plan_makes_changes_takes_away_and_leaves_is_marked_in_every_form() {
    let machine = Machine::new();
    let (before, after) = changed();
    machine.write("before.yaml", before);
    machine.write("after.yaml", after);
    assert_eq!(
        machine
            .cen(&[
                "apply",
                "before.yaml",
                "--simulate",
                "--yes",
                "--allow-purchase"
            ])
            .code,
        Some(0)
    );
    for form in ["mermaid", "dot"] {
        insta::assert_snapshot!(
            format!("graph-{form}"),
            graph(&machine, &["after.yaml", "--simulate", "--format", form])
        );
    }
    let svg = graph(&machine, &["after.yaml", "--simulate"]);
    for mark in [
        "network added",
        "network removed",
        "network same",
        "link added",
        "link removed",
        "link changed",
        "package held",
        "cen changed",
    ] {
        assert!(svg.contains(&format!("class=\"{mark}\"")), "{mark}");
    }
    assert_eq!(
        graph(&machine, &["after.yaml", "--simulate"]),
        svg,
        "the same is always drawn alike"
    );
    let unchanged = graph(&machine, &["before.yaml", "--simulate"]);
    assert!(
        unchanged.contains("the cloud, which is as the file says")
            && !unchanged.contains("class=\"network added\"")
    );
}

#[test]
fn the_form_is_that_of_the_files_name() {
    let machine = Machine::with([("estate.yaml", &estate(6))]);
    for (name, begins) in [
        ("a.svg", "<svg "),
        ("a.html", "<!DOCTYPE html>"),
        ("a.dot", "graph \"estate\" {"),
        ("a.mmd", "%%{init"),
    ] {
        assert_eq!(graph(&machine, &["estate.yaml", "--out", name]), "");
        assert!(machine.read(name).starts_with(begins), "{name}");
    }
    let unknown = machine.cen(&["graph", "estate.yaml", "--out", "a.png"]);
    assert_eq!(
        (unknown.code, machine.path("a.png").exists()),
        (Some(64), false)
    );
    assert!(
        unknown.stderr.contains(
            "hint: use a name that ends with .svg, .html, .dot or .mmd, or give `--format`"
        ),
        "{}",
        unknown.stderr
    );
}

#[test]
fn six_hundred_networks_are_drawn_at_once_and_not_too_large_for_a_code_host() {
    let machine = Machine::with([("estate.yaml", &estate(600))]);
    let started = Instant::now();
    let svg = graph(&machine, &["estate.yaml"]);
    // A debug build on a busy machine is about ten times slower than a release build.
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(svg.matches("class=\"network same\"").count(), 600);
    let mermaid = graph(&machine, &["estate.yaml", "--format", "mermaid"]);
    assert!(
        mermaid.len() < 50_000 && mermaid.contains("cn-hangzhou<br>"),
        "{} characters",
        mermaid.len()
    );
}

#[test]
fn a_plan_file_and_a_snapshot_are_drawn_as_the_cloud_is_that_they_are_of() {
    let machine = Machine::new();
    let (before, after) = changed();
    machine.write("before.yaml", before);
    machine.write("after.yaml", after);
    let run = |exit: i32, arguments: &[&str]| {
        let ended = machine.cen(arguments);
        assert_eq!(ended.code, Some(exit), "{arguments:?}: {}", ended.stderr);
        ended.stdout
    };
    run(
        0,
        &[
            "apply",
            "before.yaml",
            "--simulate",
            "--yes",
            "--allow-purchase",
        ],
    );
    run(
        0,
        &[
            "observe",
            "after.yaml",
            "--simulate",
            "--out",
            "snapshot.json",
        ],
    );
    run(
        2,
        &["diff", "after.yaml", "--simulate", "--out", "plan.json"],
    );
    let live = graph(&machine, &["after.yaml", "--simulate", "--format", "dot"]);
    assert_eq!(
        graph(
            &machine,
            &[
                "after.yaml",
                "--observed",
                "snapshot.json",
                "--format",
                "dot"
            ]
        ),
        live
    );
    // A plan does not contain the size of a package that it leaves alone, so the picture uses the
    // size in the file, and the shares differ.
    let shape = |dot: &str| {
        dot.lines()
            .map(|line| line.split(" · ").next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        shape(&graph(&machine, &["plan.json", "--format", "dot"])),
        shape(&live)
    );
    assert!(
        run(2, &["reach", "plan.json", "hub-hangzhou", "lab-singapore"])
            .contains("when the file is applied, they can talk, with 5 Mbps")
    );
    assert!(
        run(
            0,
            &[
                "reach",
                "after.yaml",
                "hub-hangzhou",
                "shop-frankfurt",
                "--observed",
                "snapshot.json"
            ]
        )
        .contains("with 12 Mbps")
    );
    run(64, &["graph", "plan.json", "--simulate"]);
}
