//! Tests the formats for other tools of `validate` and `diff`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::drift::{FINDINGS, SARIF};
use crate::interop::sdk;
use crate::support::Machine;

const BROKEN: &str = "version: 1\nname: broken\nacounts: {}\ncens: {}\n";
const GOOD: &str = include_str!("../topologies/same-region.yaml");

/// Reads a file with the tools that its format is made for. Returns `None` if their environment is
/// missing.
pub(crate) fn read(kind: &str, file: &Path) -> Option<Value> {
    let python = sdk()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop");
    let schema: &[PathBuf] = if kind == "junit" {
        &[folder.join("junit-10.xsd")]
    } else {
        &[]
    };
    let output = Command::new(python)
        .arg("-I")
        .arg(folder.join("read.py"))
        .arg(kind)
        .args(schema)
        .arg(file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn machine() -> Machine {
    Machine::with([("broken.yaml", BROKEN), ("good.yaml", GOOD)])
}

#[test]
fn validate_tells_machines_of_every_file_also_of_one_that_is_not_there() {
    let machine = machine();
    let files = ["broken.yaml", "good.yaml", "nowhere.yaml"];
    let run = |format| machine.cen(&[&["validate", "--format", format], &files[..]].concat());
    let ended = run("json");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(1), ""));
    let value: Value = serde_json::from_str(&ended.stdout).unwrap();
    let counts: Vec<_> = value["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["findings"].as_array().unwrap().len())
        .collect();
    assert_eq!(counts, [2, 0, 1]);
    let unknown = &value["files"][0]["findings"][1];
    assert_eq!(
        (&unknown["rule"], &unknown["line"], &unknown["column"]),
        (&json!("CEN010"), &json!(3), &json!(1))
    );
    let sarif: Value = serde_json::from_str(&run("sarif").stdout).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 3);
    machine.write("junit.xml", run("junit").stdout);
    if let Some(read) = read("junit", &machine.path("junit.xml")) {
        assert_eq!(
            read,
            json!({ "suites": 3, "tests": "4", "failures": "0", "errors": "3" })
        );
    }
    assert_eq!(
        machine
            .cen(&["validate", "--format", "junit", "good.yaml"])
            .code,
        Some(0)
    );
}

#[test]
fn diff_tells_machines_what_would_change_and_where_the_file_says_so() {
    let machine = machine();
    let run = |format| machine.cen(&["diff", "good.yaml", "--simulate", "--format", format]);
    let ended = run("sarif");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), ""));
    let sarif: Value = serde_json::from_str(&ended.stdout).unwrap();
    let places = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            let location = &result["locations"][0];
            let line = location["physicalLocation"]["region"]["startLine"]
                .as_u64()
                .unwrap();
            let line = GOOD
                .lines()
                .nth(usize::try_from(line).unwrap() - 1)
                .unwrap()
                .trim();
            format!(
                "{} {}: {line}",
                result["ruleId"].as_str().unwrap(),
                location["logicalLocations"][0]["fullyQualifiedName"]
                    .as_str()
                    .unwrap()
            )
        });
    insta::assert_snapshot!(places.collect::<Vec<_>>().join("\n"));
    machine.write("junit.xml", run("junit").stdout);
    if let Some(read) = read("junit", &machine.path("junit.xml")) {
        // What is planned is no failure.
        assert_eq!(
            read,
            json!({ "suites": 1, "tests": "5", "failures": "0", "errors": "0" })
        );
    }
}

/// A cloud without the objects that the file names.
const EMPTY: &str = "accounts: [{ id: \"1250000000000001\" }]\n";

#[test]
fn diff_tells_machines_also_why_there_is_no_plan() {
    let machine = machine();
    machine.write("seed.yaml", EMPTY);
    machine.write(
        "good.yaml",
        GOOD.replace(
            "id: \"1250000000000001\"",
            "id: \"1250000000000001\", profile: \"1250000000000001\"",
        ),
    );
    let simulator = machine.simulate(&[]);
    let run = |file, format| {
        let target = [
            "--endpoint",
            &simulator.address,
            "--profiles",
            "profiles.json",
        ];
        machine.cen(&[&["diff", file, "--format", format], &target[..]].concat())
    };
    let ended = run("good.yaml", "json");
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .stderr
            .contains("error: [CEN301] network `database`: no VPC"),
        "{}",
        ended.stderr
    );
    let json: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert!(FINDINGS.is_valid(&json), "{json:#}");
    let found = json["files"][0]["findings"].as_array().unwrap();
    let line = GOOD
        .lines()
        .position(|line| line.trim_start().starts_with("database:"))
        .unwrap()
        + 1;
    assert_eq!(
        (found.len(), &found[1]["rule"], &found[1]["address"]),
        (2, &json!("CEN301"), &json!("network/database"))
    );
    assert_eq!(found[1]["line"], line, "{json:#}");
    for (file, errors) in [("good.yaml", 2), ("broken.yaml", 2), ("nowhere.yaml", 1)] {
        let sarif: Value = serde_json::from_str(&run(file, "sarif").stdout).unwrap();
        assert!(SARIF.is_valid(&sarif));
        assert_eq!(
            sarif["runs"][0]["results"].as_array().unwrap().len(),
            errors,
            "{file}"
        );
        machine.write("junit.xml", run(file, "junit").stdout);
        if let Some(read) = read("junit", &machine.path("junit.xml")) {
            assert_eq!(
                read,
                json!({ "suites": 1, "tests": errors.to_string(), "failures": "0", "errors": errors.to_string() })
            );
        }
    }
    let markdown = run("good.yaml", "markdown").stdout;
    assert!(
        markdown
            .starts_with("<!-- cen:plan:same-region -->\n### `same-region`: no plan can be made\n"),
        "{markdown}"
    );
    let broken = run("broken.yaml", "markdown").stdout;
    assert!(
        broken.starts_with("<!-- cen:plan:broken -->\n### `broken`: no plan can be made\n"),
        "{broken}"
    );
    let two = machine.cen(&["diff", "broken.yaml", "good.yaml", "--format", "junit"]);
    assert_eq!(
        (
            two.code,
            two.stdout.matches("<testsuite ").count(),
            two.stdout.matches("<error ").count()
        ),
        (Some(1), 2, 2),
        "{}",
        two.stdout
    );
    assert_eq!(
        machine
            .cen(&[
                "diff",
                "good.yaml",
                "good.yaml",
                "--adopt",
                "--format",
                "json"
            ])
            .stdout,
        "",
        "a usage error is no finding"
    );
}

/// Asserts that files match a schema of the documentation, with a second, independent validator.
fn assert_conform(schema: &str, files: &[PathBuf]) {
    let Some(python) = sdk() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut reader = Command::new(python);
    reader
        .arg("-I")
        .arg(root.join("tests/interop/read.py"))
        .arg("schema")
        .arg(root.join("docs").join(schema))
        .args(files);
    let output = reader.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said.as_object().unwrap().len(), files.len());
    assert!(
        said.as_object()
            .unwrap()
            .values()
            .all(|problems| *problems == json!([])),
        "{schema}: {said:#}"
    );
}

#[test]
fn another_validator_says_the_same_of_every_schema_and_what_is_made_by_it() {
    let machine = Machine::new();
    let topologies =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../topologies")).unwrap();
    let topologies: Vec<_> = topologies
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    assert!(topologies.len() >= 4, "{topologies:?}");
    assert_conform("topology.schema.json", &topologies);
    machine.write(
        "backbone.yaml",
        include_str!("../topologies/global-backbone.yaml"),
    );
    let run = |code: i32, arguments: &[&str]| {
        let ended = machine.cen(&[arguments, &["--simulate"]].concat());
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.stderr);
        ended.stdout
    };
    run(0, &["apply", "backbone.yaml", "--yes", "--allow-purchase"]);
    machine.write(
        "backbone.yaml",
        machine
            .read("backbone.yaml")
            .replacen("mbps: 12", "mbps: 11", 1),
    );
    run(2, &["diff", "backbone.yaml", "--out", "plan.json"]);
    run(0, &["observe", "backbone.yaml", "--out", "seen.json"]);
    machine.write(
        "found.json",
        run(2, &["drift", "backbone.yaml", "--format", "json"]),
    );
    machine.write(
        "reach.json",
        run(
            0,
            &[
                "reach",
                "backbone.yaml",
                "hub-hangzhou",
                "shop-frankfurt",
                "--format",
                "json",
            ],
        ),
    );
    machine.write(
        "doctor.json",
        run(0, &["doctor", "backbone.yaml", "--format", "json"]),
    );
    machine.write(
        "policies.json",
        run(
            0,
            &["doctor", "backbone.yaml", "--policy", "--format", "json"],
        ),
    );
    for (schema, file) in [
        ("doctor", "doctor.json"),
        ("policies", "policies.json"),
        ("plan", "plan.json"),
        ("snapshot", "seen.json"),
        ("findings", "found.json"),
        ("reach", "reach.json"),
    ] {
        assert_conform(&format!("{schema}.schema.json"), &[machine.path(file)]);
    }
}

#[test]
fn the_page_on_json_has_every_kind_with_its_version() {
    let root = env!("CARGO_MANIFEST_DIR");
    let page = std::fs::read_to_string(format!("{root}/../../docs/json.md")).unwrap();
    for (kind, version) in [
        ("cen-plan", cen_plan::PLAN_VERSION),
        ("cen-plan-view", cen_plan::PLAN_VERSION),
        ("cen-snapshot", cen_plan::SNAPSHOT_VERSION),
        ("cen-findings", 1),
        ("cen-reach", 1),
        ("cen-doctor", 1),
        ("cen-policies", 1),
    ] {
        assert!(
            page.contains(&format!("| `{kind}` | {version} |")),
            "{kind}"
        );
    }
}
