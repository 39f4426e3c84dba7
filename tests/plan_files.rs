//! Tests plan files and snapshots: made on one machine, reviewed, and used later on another machine
//! by a person who trusts neither.

use serde_json::{Value, json};

use crate::support::{Ended, Machine};

/// A CEN with two networks and a package.
pub(crate) const OFFICE: &str = r#"version: 1
name: office
accounts:
  main: { id: "1250000000000001" }
vpcs:
  web:  { account: main, region: cn-hangzhou,  id: vpc-web }
  far:  { account: main, region: eu-central-1, id: vpc-far }
cens:
  office:
    account: main
    name: Office
    attach: [web, far]
    bandwidth:
      - areas: [china, europe]
        package: { mbps: 10, charge: postpaid }
        limits: [{ between: [cn-hangzhou, eu-central-1], mbps: 10 }]
"#;

/// Returns a machine on which the office is built and a plan changes a limit and a name.
fn planned() -> Machine {
    let machine = Machine::with([("office.yaml", OFFICE)]);
    ended(
        machine.cen(&[
            "apply",
            "office.yaml",
            "--simulate",
            "--yes",
            "--allow-purchase",
        ]),
        0,
    );
    machine.write(
        "office.yaml",
        OFFICE
            .replace("mbps: 10 }]", "mbps: 6 }]")
            .replace("name: Office", "name: Bureau"),
    );
    ended(
        machine.cen(&["diff", "office.yaml", "--simulate", "--out", "plan.json"]),
        2,
    );
    machine
}

/// Asserts the exit code and returns the whole output.
fn ended(ended: Ended, code: i32) -> String {
    assert_eq!(ended.code, Some(code), "{}{}", ended.stdout, ended.stderr);
    format!("{}{}", ended.stdout, ended.stderr)
}

fn apply(machine: &Machine, code: i32) -> String {
    ended(
        machine.cen(&["apply", "plan.json", "--simulate", "--yes"]),
        code,
    )
}

fn plan(machine: &Machine) -> Value {
    serde_json::from_str(&machine.read("plan.json")).unwrap()
}

#[test]
fn a_plan_is_carried_out_as_it_was_reviewed_and_a_second_time_it_is_done() {
    let machine = planned();
    // The plan stays the same when the file changes after the review.
    machine.write("office.yaml", OFFICE);
    let said = apply(&machine, 0);
    assert!(
        said.contains("office: 2 of 2 done; a second look finds nothing left to do"),
        "{said}"
    );
    let said = apply(&machine, 0);
    assert!(said.contains("2 of 2 actions are done already"), "{said}");
    assert!(said.contains("office: 2 of 2 done"), "{said}");
}

#[test]
fn a_plan_is_the_same_whenever_and_wherever_it_is_made() {
    let (one, other) = (planned(), planned());
    assert_eq!(one.read("plan.json"), other.read("plan.json"));
    let folder = one.path("");
    assert!(!one.read("plan.json").contains(folder.to_str().unwrap()));
    ended(
        one.cen(&["diff", "office.yaml", "--simulate", "--out", "plan.json"]),
        2,
    );
    assert_eq!(one.read("plan.json"), other.read("plan.json"));
    let printed = one
        .cen(&["diff", "office.yaml", "--simulate", "--format", "json"])
        .stdout;
    assert_eq!(without_words(&printed), plan(&other));
}

/// Returns the plan file that a plan with words is about.
fn without_words(printed: &str) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.remove("text");
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    let mut plan: Value = serde_json::from_str(printed).unwrap();
    assert_eq!(plan["kind"], "cen-plan-view");
    plan["kind"] = json!("cen-plan");
    strip(&mut plan);
    for step in plan["steps"].as_array_mut().unwrap() {
        for why in step["waits_for"].as_object_mut().unwrap().values_mut() {
            *why = why["code"].take();
        }
    }
    plan
}

#[test]
fn what_a_third_party_changed_is_refused_and_explained_and_the_rest_is_done() {
    let machine = planned();
    machine.write("third.yaml", OFFICE.replace("mbps: 10 }]", "mbps: 3 }]"));
    ended(
        machine.cen(&["apply", "third.yaml", "--simulate", "--yes"]),
        0,
    );
    let said = apply(&machine, 3);
    assert!(
        said.contains("changed since the plan: `mbps` was 10, is 3 now; nothing was done"),
        "{said}"
    );
    assert!(said.contains("done     modify-cen/office"), "{said}");
    assert!(said.contains("hint: make a new plan"), "{said}");
}

#[test]
fn what_changes_elsewhere_in_the_same_file_is_told_and_is_no_failure_of_the_plan() {
    let machine = planned();
    // The plan changes only the limit. A detached network and a deleted one are outside the plan.
    let third = OFFICE
        .replace("attach: [web, far]", "attach: [web, far, lab]")
        .replace(
            "cens:",
            "  lab:  { account: main, region: cn-hangzhou,  id: vpc-lab }\ncens:",
        );
    machine.write("third.yaml", &third);
    ended(
        machine.cen(&["apply", "third.yaml", "--simulate", "--yes"]),
        0,
    );
    let ended = machine.cen(&["apply", "plan.json", "--simulate", "--yes"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    assert!(
        ended
            .stdout
            .ends_with("office: 2 of 2 done; a second look finds nothing left to do\n"),
        "{}",
        ended.stdout
    );
    let note = "note: not as the file says, and not part of this plan: attachment/office/vpc-lab\nhint: `cen diff FILE` shows the differences\n";
    assert!(ended.stderr.ends_with(note), "{}", ended.stderr);
}

#[test]
fn a_plan_needs_the_same_consents_as_its_file() {
    let machine = Machine::with([("office.yaml", OFFICE)]);
    ended(
        machine.cen(&["diff", "office.yaml", "--simulate", "--out", "plan.json"]),
        2,
    );
    let said = apply(&machine, 4);
    assert!(
        said.contains("this plan costs money") && said.contains("--allow-purchase"),
        "{said}"
    );
    let said = ended(machine.cen(&["apply", "plan.json", "--simulate"]), 4);
    assert!(said.contains("cannot ask for confirmation"), "{said}");
    ended(
        machine.cen(&[
            "apply",
            "plan.json",
            "--simulate",
            "--yes",
            "--allow-purchase",
        ]),
        0,
    );
}

#[test]
fn a_plan_for_one_cloud_is_refused_for_any_other() {
    let machine = planned();
    for (target, name) in [
        (&["--simulate=other.json"][..], "simulated world other.json"),
        (
            &["--endpoint", "http://127.0.0.1:1"],
            "endpoint http://127.0.0.1:1",
        ),
        (&[], "the cloud"),
    ] {
        let said = ended(
            machine.cen(&[&["apply", "plan.json", "--yes"], target].concat()),
            4,
        );
        let expected = format!(
            "error: `plan.json` was made for simulated world simulator.json, not for {name}; nothing was changed\n"
        );
        assert!(said.starts_with(&expected), "{said}");
    }
}

#[test]
fn a_plan_is_refused_to_credentials_of_another_account() {
    let machine = Machine::with([("office.yaml", OFFICE), ("seed.yaml", OFFICE)]);
    let server = machine.simulate(&[]);
    let target = ["--endpoint", &server.address, "--profiles", "profiles.json"];
    ended(
        machine.cen(&[&["diff", "office.yaml", "--out", "plan.json"], &target[..]].concat()),
        2,
    );
    let elsewhere = machine
        .read("plan.json")
        .replace("1250000000000001", "1250000000000009");
    machine.write("plan.json", elsewhere);
    let said = ended(
        machine.cen(
            &[
                &["apply", "plan.json", "--yes", "--allow-purchase"],
                &target[..],
            ]
            .concat(),
        ),
        4,
    );
    assert!(
        said.contains(
            "the file says 1250000000000009, but the credential belongs to 1250000000000001"
        ),
        "{said}"
    );
}

#[test]
fn what_is_no_plan_of_this_version_is_refused_with_what_to_do() {
    let machine = planned();
    let good = plan(&machine);
    let with = |pointer: &str, value: Value| {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        bad.to_string()
    };
    let mut extra = good.clone();
    extra["more"] = json!(1);
    let mut bare = good.clone();
    bare.as_object_mut().unwrap().remove("origin");
    for (text, expected) in [
        (
            with("/version", json!(1)),
            "it has version 1, and this cen knows version 3",
        ),
        (
            with("/version", json!(99)),
            "it has version 99, and this cen knows version 3",
        ),
        (
            with("/kind", json!("cen-snapshot")),
            "it is a `cen-snapshot` and no `cen-plan`",
        ),
        (
            extra.to_string(),
            "it cannot be understood: unknown field `more`",
        ),
        (
            bare.to_string(),
            "it does not say which cloud it was made for",
        ),
        (
            with("/topology", json!("other")),
            "it is not the plan of the topology in it",
        ),
        (
            with("/origin/accounts/main", json!("1")),
            "its accounts are not those of the topology in it",
        ),
        (
            with("/origin/file/0", json!("version: 7")),
            "the topology in it is not valid",
        ),
        (
            with("/origin/file/2", json!("# LTAIcanary0000000000")),
            "the topology in it is not valid",
        ),
        (
            with("/steps/0/action/account", json!("nobody")),
            "is signed by an account that the topology in it does not have",
        ),
        (
            with("/steps/0/action/id", json!("harmless\u{1b}[2J")),
            "`harmless\\u{1b}[2J` is not what its call does to its address",
        ),
        (with("/steps/1", good["steps"][0].clone()), "is in it twice"),
        (
            with("/steps/0/waits_for", json!({"cen/later": "cen-active"})),
            "waits for an action that does not come before it",
        ),
    ] {
        machine.write("plan.json", &text);
        let said = apply(&machine, 1);
        assert!(
            said.starts_with("error: `plan.json`: ")
                && said.contains(expected)
                && said.contains("\nhint: "),
            "{expected}: {said}"
        );
        assert!(!said.contains("canary"), "{said}");
    }
}

#[test]
fn a_file_of_great_depth_is_refused() {
    let machine = planned();
    for end in [String::new(), format!("{}}}", "]".repeat(1_000_000))] {
        machine.write(
            "plan.json",
            format!(
                r#"{{"kind": "cen-plan", "version": 3, "steps": {}{end}"#,
                "[".repeat(1_000_000)
            ),
        );
        let said = apply(&machine, 1);
        assert!(
            said.starts_with("error: `plan.json`: it cannot be understood: "),
            "{said}"
        );
    }
}

#[test]
fn a_file_without_end_is_not_read_to_its_end() {
    let machine = planned();
    let said = ended(
        machine.cen(&["apply", "/dev/zero", "--simulate", "--yes"]),
        1,
    );
    assert!(said.contains("larger than 32 MiB"), "{said}");
}

#[test]
fn a_plan_is_never_written_over_something_else() {
    let machine = planned();
    let said = ended(
        machine.cen(&["diff", "office.yaml", "--simulate", "--out", "office.yaml"]),
        4,
    );
    assert!(
        said.contains("`office.yaml` exists and is no `cen-plan`; nothing was written"),
        "{said}"
    );
    let said = ended(
        machine.cen(&["observe", "office.yaml", "--simulate", "--out", "plan.json"]),
        4,
    );
    assert!(
        said.contains("`plan.json` exists and is no `cen-snapshot`"),
        "{said}"
    );
}

#[test]
fn a_snapshot_serves_a_comparison_without_credentials_and_says_where_it_did_not_look() {
    let machine = planned();
    ended(
        machine.cen(&["observe", "office.yaml", "--simulate", "--out", "seen.json"]),
        0,
    );
    let live = machine.cen(&["diff", "office.yaml", "--simulate"]);
    let offline = machine.cen(&["diff", "office.yaml", "--observed", "seen.json"]);
    assert_eq!((offline.code, &offline.stdout), (Some(2), &live.stdout));
    assert_eq!(
        offline.stderr,
        "compared with what simulated world simulator.json said less than a minute ago\n"
    );
    let more = OFFICE
        .replace("eu-central-1,", "eu-west-1,")
        .replace("eu-central-1]", "eu-west-1]");
    machine.write("office.yaml", more);
    let said = ended(
        machine.cen(&["diff", "office.yaml", "--observed", "seen.json"]),
        1,
    );
    let gap = "[CEN300] could not read VPCs of account 1250000000000001 in eu-west-1: the snapshot was made for another file";
    assert!(said.contains(gap), "{said}");
    let other = OFFICE.replace("1250000000000001", "1250000000000002");
    machine.write("office.yaml", other);
    let said = ended(
        machine.cen(&["diff", "office.yaml", "--observed", "seen.json"]),
        1,
    );
    assert!(
        said.contains(
            "account `main` (1250000000000002): the snapshot has no account of this name and id"
        ),
        "{said}"
    );
}

#[test]
fn a_plan_made_from_a_snapshot_is_carried_out_after_the_same_check() {
    let machine = planned();
    ended(
        machine.cen(&["observe", "office.yaml", "--simulate", "--out", "seen.json"]),
        0,
    );
    ended(
        machine.cen(&[
            "diff",
            "office.yaml",
            "--observed",
            "seen.json",
            "--out",
            "plan.json",
        ]),
        2,
    );
    apply(&machine, 0);
}

#[test]
fn gaps_of_a_snapshot_are_respected() {
    let machine = planned();
    ended(
        machine.cen(&["observe", "office.yaml", "--simulate", "--out", "seen.json"]),
        0,
    );
    let mut seen: Value = serde_json::from_str(&machine.read("seen.json")).unwrap();
    seen["observed"]["gaps"] =
        json!([{ "scope": { "part": "cens", "account": "main" }, "error": "timed out" }]);
    machine.write("seen.json", seen.to_string());
    let said = ended(
        machine.cen(&["diff", "office.yaml", "--observed", "seen.json"]),
        1,
    );
    assert!(
        said.contains("not compared: could not read CENs of account `main` [CEN412]")
            && said.contains("could not read CENs of account `main`: timed out"),
        "{said}"
    );
    seen["version"] = json!(9);
    machine.write("seen.json", seen.to_string());
    let said = ended(
        machine.cen(&["diff", "office.yaml", "--observed", "seen.json"]),
        1,
    );
    assert!(
        said.contains("it has version 9, and this cen knows version 2"),
        "{said}"
    );
}

#[test]
fn an_incomplete_look_is_an_error_and_removes_nothing_that_it_did_not_see() {
    let machine = planned();
    ended(
        machine.cen(&[
            "apply",
            "office.yaml",
            "--simulate",
            "--yes",
            "--allow-purchase",
        ]),
        0,
    );
    let bandwidth = OFFICE.find("    bandwidth:").unwrap();
    machine.write(
        "less.yaml",
        OFFICE[..bandwidth].replace("[web, far]", "[web]"),
    );
    let whole = machine.cen(&["diff", "less.yaml", "--simulate"]);
    assert_eq!(
        (whole.code, whole.stdout.contains("detach/office/far")),
        (Some(2), true),
        "{}",
        whole.stdout
    );
    let faults = [
        "--simulate",
        "--faults",
        "DescribeCenAttachedChildInstances=Forbidden.RAM",
    ];
    let part = machine.cen(&[&["diff", "less.yaml"], &faults[..]].concat());
    assert_eq!(
        (part.code, part.stdout.contains("detach/office/far")),
        (Some(1), false),
        "{}",
        part.stdout
    );
    assert!(
        part.stdout.contains("[CEN412]")
            && part
                .stderr
                .contains("error: could not read the content of CEN"),
        "{}{}",
        part.stdout,
        part.stderr
    );
    let applied = machine.cen(
        &[
            &["apply", "less.yaml", "--yes", "--allow-destroy", "--force"],
            &faults[..],
        ]
        .concat(),
    );
    assert_eq!(
        applied.code,
        Some(1),
        "{}{}",
        applied.stdout,
        applied.stderr
    );
    assert_eq!(
        machine.cen(&["diff", "office.yaml", "--simulate"]).code,
        Some(0),
        "nothing was removed"
    );
}

#[test]
fn a_snapshot_with_gaps_is_written_and_is_an_error() {
    let machine = Machine::with([("office.yaml", OFFICE), ("seed.yaml", OFFICE)]);
    let server = machine.simulate(&["--faults", "DescribeVpcs=Forbidden.RAM"]);
    let target = ["--endpoint", &server.address, "--profiles", "profiles.json"];
    let said = ended(
        machine.cen(
            &[
                &["observe", "office.yaml", "--out", "seen.json"],
                &target[..],
            ]
            .concat(),
        ),
        1,
    );
    assert!(
        said.contains("warning: could not read VPCs of account `main` in cn-hangzhou"),
        "{said}"
    );
    let seen: Value = serde_json::from_str(&machine.read("seen.json")).unwrap();
    let scope =
        json!({ "part": "networks", "kind": "VPC", "account": "main", "region": "eu-central-1" });
    let gaps = seen["observed"]["gaps"].as_array().unwrap();
    assert!(gaps.iter().any(|gap| gap["scope"] == scope), "{gaps:?}");
}

#[test]
fn two_files_are_compared_with_each_other_and_with_no_cloud() {
    let machine = Machine::with([("old.yaml", OFFICE)]);
    machine.write("new.yaml", OFFICE.replace("mbps: 10 }]", "mbps: 6 }]"));
    let said = ended(machine.cen(&["diff", "old.yaml", "new.yaml"]), 2);
    assert!(
        said.contains("10 Mbps → 6 Mbps between cn-hangzhou and eu-central-1"),
        "{said}"
    );
    assert!(
        said.contains(
            "assumed, because the cloud was not read\n  whether the cloud is as the old file says"
        ),
        "{said}"
    );
    let said = ended(machine.cen(&["diff", "old.yaml", "old.yaml"]), 0);
    assert!(said.ends_with("office: nothing to do\n"), "{said}");
    let json = machine
        .cen(&["diff", "old.yaml", "new.yaml", "--format", "json"])
        .stdout;
    machine.write("plan.json", &json);
    let said = apply(&machine, 1);
    assert!(
        said.contains("it is a `cen-plan-view` and no `cen-plan`"),
        "{said}"
    );
    machine.write("plan.json", without_words(&json).to_string());
    let said = apply(&machine, 1);
    assert!(
        said.contains("it does not say which cloud it was made for"),
        "{said}"
    );
    for flags in [
        &["--simulate"][..],
        &["--endpoint", "http://127.0.0.1:1"],
        &["--out", "x.json"],
        &["--observed", "x.json"],
        &["--adopt"],
    ] {
        ended(
            machine.cen(&[&["diff", "old.yaml", "new.yaml"], flags].concat()),
            64,
        );
    }
}

#[test]
fn machines_get_the_progress_as_one_object_an_event() {
    let machine = planned();
    let ended = machine.cen(&["apply", "plan.json", "--simulate", "--yes", "--log", "json"]);
    assert_eq!(ended.code, Some(0));
    let events: Vec<Value> = ended
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let finished: Vec<_> = events
        .iter()
        .filter(|event| event["fields"]["message"] == "finished")
        .collect();
    assert_eq!(finished.len(), 2, "{events:?}");
    assert!(
        finished
            .iter()
            .all(|event| event["fields"]["outcome"] == "done"
                && event["fields"]["action"].is_string())
    );
}

/// Makes the plan of [`planned`] from a snapshot with the planner alone, so that no renderer can have a word in it.
fn without_a_renderer(machine: &Machine) -> String {
    let source = machine.read("office.yaml");
    let topology = cen_topology::parse(&source).unwrap().topology;
    let snapshot = cen_plan::read_snapshot(machine.read("seen.json").as_bytes()).unwrap();
    let plan = cen_plan::plan(&topology, &snapshot.observed_for(&topology)).unwrap();
    let origin = cen_plan::Origin::new(snapshot.target, &topology, &source, false);
    let plan = cen_plan::Plan {
        origin: Some(origin),
        ..plan
    };
    serde_json::to_string(&plan).unwrap()
}

#[test]
fn no_renderer_has_a_word_in_what_is_stored() {
    let machine = planned();
    ended(
        machine.cen(&["observe", "office.yaml", "--simulate", "--out", "seen.json"]),
        0,
    );
    let stored = without_a_renderer(&machine);
    assert_eq!(
        serde_json::from_str::<Value>(&stored).unwrap(),
        plan(&machine)
    );
    machine.write("plan.json", stored);
    let said = apply(&machine, 0);
    assert!(
        said.contains("office: 2 of 2 done; a second look finds nothing left to do"),
        "{said}"
    );
}
