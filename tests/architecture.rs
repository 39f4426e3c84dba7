//! Checks which crate imports which, as cargo reads the manifests. The order within a crate is held by `modules.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// For each crate: the crates of this workspace that it may import, and other crates that it must
/// not.
const RULES: [(&str, &[&str], &[&str]); 15] = [
    (
        "cen-topology",
        &[],
        &["tokio", "reqwest", "tracing", "getrandom"],
    ),
    (
        "cen-observed",
        &["cen-topology"],
        &["tokio", "reqwest", "tracing", "getrandom"],
    ),
    (
        "cen-action",
        &["cen-topology", "cen-observed"],
        &["tokio", "reqwest", "tracing", "getrandom"],
    ),
    (
        "cen-diff",
        &["cen-topology", "cen-observed", "cen-action"],
        &["tokio", "reqwest", "tracing", "getrandom"],
    ),
    (
        "cen-network",
        &["cen-topology", "cen-observed", "cen-action", "cen-diff"],
        &["tokio", "reqwest", "tracing", "getrandom"],
    ),
    (
        "cen-precondition",
        &["cen-topology", "cen-observed", "cen-action"],
        &["tokio", "reqwest", "tracing", "getrandom"],
    ),
    (
        "cen-plan",
        &[
            "cen-topology",
            "cen-observed",
            "cen-action",
            "cen-diff",
            "cen-network",
            "cen-precondition",
        ],
        &["tokio", "reqwest", "tracing", "getrandom"],
    ),
    (
        "cen-export",
        &["cen-topology", "cen-observed", "cen-diff"],
        &["tokio", "reqwest", "tracing", "getrandom"],
    ),
    (
        "cen-render",
        &[
            "cen-topology",
            "cen-observed",
            "cen-action",
            "cen-diff",
            "cen-network",
            "cen-plan",
        ],
        &["tokio", "reqwest", "tracing", "getrandom"],
    ),
    ("cen-cloud", &[], &["clap", "petgraph"]),
    (
        "cen-credentials",
        &["cen-cloud"],
        &["reqwest", "clap", "petgraph"],
    ),
    (
        "cen-simulator",
        &["cen-cloud"],
        &["reqwest", "clap", "petgraph"],
    ),
    (
        "cen-doctor",
        &["cen-topology", "cen-cloud"],
        &["clap", "petgraph", "reqwest"],
    ),
    (
        "cen-reconciler",
        &[
            "cen-topology",
            "cen-observed",
            "cen-action",
            "cen-diff",
            "cen-precondition",
            "cen-plan",
            "cen-cloud",
        ],
        &["clap", "anstream", "petgraph", "reqwest"],
    ),
    (
        "cen-cli",
        &[
            "cen-topology",
            "cen-observed",
            "cen-action",
            "cen-diff",
            "cen-network",
            "cen-precondition",
            "cen-plan",
            "cen-cloud",
            "cen-credentials",
            "cen-doctor",
            "cen-export",
            "cen-reconciler",
            "cen-render",
            "cen-simulator",
        ],
        &["petgraph", "reqwest"],
    ),
];

/// Returns the normal dependencies of each package of the workspace.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--offline",
    ];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            (
                package["name"].as_str().unwrap().to_owned(),
                normal(package),
            )
        })
        .collect()
}

fn normal(package: &serde_json::Value) -> BTreeSet<String> {
    let all = package["dependencies"].as_array().unwrap().iter();
    all.filter(|dependency| dependency["kind"].is_null())
        .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
        .collect()
}

fn violations(dependencies: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, used) in dependencies {
        let Some((_, ours, forbidden)) = RULES.iter().find(|(rule, _, _)| rule == name) else {
            found.push(format!("{name} has no rule"));
            continue;
        };
        let wrong = used.iter().filter(|used| match used.starts_with("cen-") {
            true => !ours.contains(&used.as_str()),
            false => forbidden.contains(&used.as_str()),
        });
        found.extend(wrong.map(|used| format!("{name} must not use {used}")));
    }
    found
}

#[test]
fn no_crate_imports_what_it_must_not() {
    let dependencies = dependencies();
    assert!(
        dependencies.contains_key("cen-plan"),
        "the workspace was not read: {dependencies:?}"
    );
    assert_eq!(violations(&dependencies), Vec::<String>::new());
}

#[test]
fn a_forbidden_import_would_be_found() {
    let made_up = |name: &str, used: &str| {
        BTreeMap::from([(name.to_owned(), BTreeSet::from([used.to_owned()]))])
    };
    assert_eq!(
        violations(&made_up("cen-plan", "tokio")),
        ["cen-plan must not use tokio"]
    );
    assert_eq!(
        violations(&made_up("cen-topology", "cen-plan")),
        ["cen-topology must not use cen-plan"]
    );
    assert_eq!(
        violations(&made_up("cen-new", "serde")),
        ["cen-new has no rule"]
    );
}
