//! Findings in the forms of other tools, each measured by its published schema or read by a real parser.

use std::sync::LazyLock;
use std::time::Duration;

use cen_plan::{Class, Examined, Finding, RunTimes, drift, findings, located, plan, render};
use cen_topology::{Acknowledgement, Diagnostics};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::example::{bare, built, desired};

/// OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, the schema.
static SARIF: LazyLock<Validator> = LazyLock::new(|| {
    // One pattern of the published schema, for language codes, has a bracket too many.
    validator(&include_str!("../fixtures/sarif-schema-2.1.0.json").replace("{2}]?$", "{2}$"))
});
static FINDINGS: LazyLock<Validator> = LazyLock::new(|| validator(include_str!("../../../../docs/findings.schema.json")));

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

fn assert_valid(validator: &Validator, text: &str) {
    let value: Value = serde_json::from_str(text).unwrap();
    let problems: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {value:#}");
}

/// A file with errors, one with every kind of difference, and one with nothing. The first has a path that needs care everywhere.
fn files() -> Vec<Examined> {
    let source = "version: 1\nname: demo\nacounts: {}\n";
    let problems: Diagnostics = cen_topology::parse(source).unwrap_err();
    let broken = Examined {
        file: "nets/\u{1b}北京 & <co>.yaml".to_owned(),
        topology: None,
        findings: located(Finding::of_diagnostics(&problems, source), source),
    };
    let mut drifted = desired();
    let cen = drifted.cens.values_mut().next().unwrap();
    cen.attach.remove("idc");
    let mut observed = built(11, 4);
    observed.cens.get_mut("cen-1").unwrap().inside.as_mut().unwrap().attachments.remove("vpc-shop");
    let source = "cens:\n  backbone:\n    attach: [hub, shop]\n";
    let found = located(findings(&plan(&drifted, &observed).unwrap(), &drifted), source);
    let drifted = Examined { file: "/nets/b.yaml".to_owned(), topology: Some("test".into()), findings: found };
    let well = Examined { file: "nets/c.yaml".to_owned(), topology: Some("well".into()), findings: Vec::new() };
    vec![broken, drifted, well]
}

#[test]
fn every_class_of_difference_is_found_with_its_place() {
    let files = files();
    let short = |finding: &Finding| {
        let place = finding.position.map_or(String::new(), |at| format!("{}:{}: ", at.line, at.column));
        format!("{place}{}", finding.sentence())
    };
    insta::assert_snapshot!(files[1].findings.iter().map(short).collect::<Vec<_>>().join("\n"));
}

#[test]
fn sarif_is_what_its_schema_says() {
    let text = render::sarif(&files());
    assert_valid(&SARIF, &text);
    assert_valid(&SARIF, &render::sarif(&[]));
    let mut bad: Value = serde_json::from_str(&text).unwrap();
    insta::assert_snapshot!(format!("{:#}", bad["runs"][0]["results"][3]));
    let uris = ["nets/%1B%E5%8C%97%E4%BA%AC%20%26%20%3Cco%3E.yaml", "file:///nets/b.yaml"];
    let named = bad["runs"][0]["results"].as_array().unwrap().iter().map(|result| &result["locations"][0]["physicalLocation"]);
    assert!(named.map(|place| &place["artifactLocation"]["uri"]).all(|uri| uris.contains(&uri.as_str().unwrap())));
    bad["runs"][0]["results"][0]["level"] = json!("grave");
    assert!(!SARIF.is_valid(&bad), "the schema refuses nothing");
}

#[test]
fn junit_counts_what_it_holds() {
    insta::assert_snapshot!(render::junit(&files()));
}

#[test]
fn findings_for_programs_are_documented() {
    assert_valid(&FINDINGS, &render::findings_json(&files()));
    let every = Class::ALL.map(|class| Finding::plain(class, "m", "h"));
    assert_valid(&FINDINGS, &render::findings_json(&[Examined { file: "f".to_owned(), topology: None, findings: every.into() }]));
}

#[test]
fn a_thing_that_two_actions_touch_is_one_finding() {
    let found = findings(&plan(&desired(), &bare()).unwrap(), &desired());
    let mut addresses: Vec<_> = found.iter().map(|finding| finding.address.clone()).collect();
    addresses.sort();
    let all = addresses.len();
    addresses.dedup();
    assert_eq!(addresses.len(), all);
    assert!(found.iter().all(|finding| finding.class == Class::Missing), "{found:#?}");
}

/// A night on which something of every class is found, seen on a day.
fn night(today: &str) -> Vec<Examined> {
    let mut desired = desired();
    let acknowledgement =
        |drift: &str| Acknowledgement { drift: drift.to_owned(), until: "2026-11-30".parse().unwrap(), why: "the move".to_owned() };
    desired.acknowledge = ["limit/backbone/cn-beijing/eu-central-1", "attachment/backbone/vpc-gone"].map(acknowledgement).into();
    let mut observed = built(11, 4);
    let inside = observed.cens.get_mut("cen-1").unwrap().inside.as_mut().unwrap();
    inside.attachments.get_mut("vpc-hub").unwrap().status = "Attaching".to_owned();
    inside.limits.iter_mut().find(|(pair, _)| pair.first().as_str() == "cn-hangzhou").unwrap().1.status = "Modifying".to_owned();
    inside.attachments.remove("vpc-idc");
    observed.packages.get_mut("cenbwp-1").unwrap().charge = "PREPAY".to_owned();
    let found = drift(&desired, &observed, &plan(&desired, &observed).unwrap(), today.parse().unwrap());
    vec![Examined { file: "nets/\"a\"|b.yaml".to_owned(), topology: Some("test".into()), findings: located(found, "") }]
}

#[test]
fn what_is_passing_or_acknowledged_needs_nobody_until_its_last_day_is_over() {
    insta::assert_snapshot!([render::drift_text(&night("2026-11-30")), render::drift_text(&night("2026-12-01"))].join("\n"));
}

#[test]
fn a_night_as_markdown_and_for_prometheus() {
    let files = [night("2026-11-30"), files()].concat();
    let times = RunTimes { ended: 1_795_000_000, took: Duration::from_millis(1234) };
    insta::assert_snapshot!([render::drift_markdown(&files), render::prometheus(&files[..1], times)].join("\n"));
}
