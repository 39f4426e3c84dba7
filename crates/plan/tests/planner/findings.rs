//! Tests findings in the formats of other tools, with their published schemas or real parsers.

use std::sync::LazyLock;
use std::time::Duration;

use cen_observed::Observed;
use cen_plan::{Horizon, plan};
use cen_render::{self as render, Class, Examined, Finding, RunTimes, drift, findings, located};
use cen_topology::{Acknowledgement, Diagnostics, DriftClass, Package, Selector, Topology};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::example::{bare, built, desired};

/// OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, the schema.
static SARIF: LazyLock<Validator> = LazyLock::new(|| {
    // A pattern for language codes in the published schema has one bracket too many.
    validator(&include_str!("../fixtures/sarif-schema-2.1.0.json").replace("{2}]?$", "{2}$"))
});
static FINDINGS: LazyLock<Validator> =
    LazyLock::new(|| validator(include_str!("../../../../docs/findings.schema.json")));

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

fn assert_valid(validator: &Validator, text: &str) {
    let value: Value = serde_json::from_str(text).unwrap();
    let problems: Vec<_> = validator
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert!(problems.is_empty(), "{problems:?} in {value:#}");
}

/// Returns a file with errors, one with every kind of difference, and one without findings. The
/// path of the first needs escaping in every format.
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
    observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap()
        .attachments
        .remove("vpc-shop");
    let source = "cens:\n  backbone:\n    attach: [hub, shop]\n";
    let found = located(
        findings(&plan(&drifted, &observed).unwrap(), &drifted),
        source,
    );
    let drifted = Examined {
        file: "/nets/b.yaml".to_owned(),
        topology: Some("test".into()),
        findings: found,
    };
    let well = Examined {
        file: "nets/c.yaml".to_owned(),
        topology: Some("well".into()),
        findings: Vec::new(),
    };
    vec![broken, drifted, well]
}

#[test]
fn every_class_of_difference_is_found_with_its_place() {
    let files = files();
    let short = |finding: &Finding| {
        let place = finding
            .position
            .map_or(String::new(), |at| format!("{}:{}: ", at.line, at.column));
        format!("{place}{}", finding.sentence())
    };
    insta::assert_snapshot!(
        files[1]
            .findings
            .iter()
            .map(short)
            .collect::<Vec<_>>()
            .join("\n")
    );
}

#[test]
fn sarif_is_what_its_schema_says() {
    let text = render::sarif(&files());
    assert_valid(&SARIF, &text);
    assert_valid(&SARIF, &render::sarif(&[]));
    let mut bad: Value = serde_json::from_str(&text).unwrap();
    insta::assert_snapshot!(format!("{:#}", bad["runs"][0]["results"][3]));
    let uris = [
        "nets/%1B%E5%8C%97%E4%BA%AC%20%26%20%3Cco%3E.yaml",
        "file:///nets/b.yaml",
    ];
    let named = bad["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| &result["locations"][0]["physicalLocation"]);
    assert!(
        named
            .map(|place| &place["artifactLocation"]["uri"])
            .all(|uri| uris.contains(&uri.as_str().unwrap()))
    );
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
    assert_valid(
        &FINDINGS,
        &render::findings_json(&[Examined {
            file: "f".to_owned(),
            topology: None,
            findings: every.into(),
        }]),
    );
}

#[test]
fn a_thing_that_two_actions_touch_is_one_finding() {
    let found = findings(&plan(&desired(), &bare()).unwrap(), &desired());
    let mut addresses: Vec<_> = found
        .iter()
        .map(|finding| finding.address.clone())
        .collect();
    addresses.sort();
    let all = addresses.len();
    addresses.dedup();
    assert_eq!(addresses.len(), all);
    assert!(
        found.iter().all(|finding| finding.class == Class::Missing),
        "{found:#?}"
    );
}

/// Returns a report with findings of every class, on this day.
fn night(today: &str) -> Vec<Examined> {
    let mut desired = desired();
    let acknowledgement = |drift: &str| Acknowledgement {
        drift: drift.to_owned(),
        class: None,
        until: "2026-11-30".parse().unwrap(),
        why: "the move".to_owned(),
    };
    desired.acknowledge = [
        "limit/backbone/cn-beijing/eu-central-1",
        "attachment/backbone/vpc-gone",
    ]
    .map(acknowledgement)
    .into();
    let mut observed = built(11, 4);
    let inside = observed
        .cens
        .get_mut("cen-1")
        .unwrap()
        .inside
        .as_mut()
        .unwrap();
    inside.attachments.get_mut("vpc-hub").unwrap().status = "Attaching".to_owned();
    inside
        .limits
        .iter_mut()
        .find(|(pair, _)| pair.first().as_str() == "cn-hangzhou")
        .unwrap()
        .1
        .status = "Modifying".to_owned();
    inside.attachments.remove("vpc-idc");
    observed.packages.get_mut("cenbwp-1").unwrap().charge = "PREPAY".to_owned();
    let found = drift(
        &desired,
        &observed,
        today.parse().unwrap(),
        &horizon(today),
        Vec::new(),
    );
    vec![Examined {
        file: "nets/\"a\"|b.yaml".to_owned(),
        topology: Some("test".into()),
        findings: located(found, ""),
    }]
}

#[test]
fn what_is_passing_or_acknowledged_needs_nobody_until_its_last_day_is_over() {
    insta::assert_snapshot!(
        [
            render::drift_text(&night("2026-11-30")).to_string(),
            render::drift_text(&night("2026-12-01")).to_string()
        ]
        .join("\n")
    );
}

#[test]
fn a_night_as_markdown_and_for_prometheus() {
    let files = [night("2026-11-30"), files()].concat();
    let times = RunTimes {
        ended: 1_795_000_000,
        took: Duration::from_millis(1234),
    };
    insta::assert_snapshot!(
        [
            render::drift_markdown(&files),
            render::prometheus(&files[..1], times)
        ]
        .join("\n")
    );
}

/// Returns the horizon of a day on which nothing ends soon.
fn horizon(today: &str) -> Horizon {
    let now = format!("{today}T12:00Z");
    Horizon {
        soon: now.clone(),
        now,
    }
}

/// Compares a topology with the cloud on this day, and returns the table.
fn table(desired: &Topology, observed: &Observed, today: &str) -> String {
    let found = drift(
        desired,
        observed,
        today.parse().unwrap(),
        &horizon(today),
        Vec::new(),
    );
    render::drift_text(&[Examined {
        file: "a.yaml".to_owned(),
        topology: Some("test".into()),
        findings: located(found, ""),
    }])
    .to_string()
}

#[test]
fn what_the_file_names_and_the_cloud_lost_is_missing_and_the_rest_is_judged_without_it() {
    let mut observed = built(11, 8);
    observed.networks.remove("vpc-hub");
    // The CEN's listing may still show the network. That is no separate drift.
    let vanished = table(&desired(), &observed, "2026-11-30");
    let mut by_name = desired();
    by_name.networks.get_mut("idc").unwrap().selector = Selector::Name("idc".to_owned());
    by_name.cens.get_mut("backbone").unwrap().routes.publish = Some(
        [("idc".into(), [])]
            .map(|(name, none)| (name, none.into()))
            .into(),
    );
    let named = table(&by_name, &built(12, 8), "2026-11-30");
    let mut package = desired();
    package
        .cens
        .get_mut("backbone")
        .unwrap()
        .bandwidth
        .values_mut()
        .next()
        .unwrap()
        .package = Package::Existing("cenbwp-9".into());
    let package = table(&package, &built(12, 8), "2026-11-30");
    let mut cen = desired();
    cen.cens.get_mut("backbone").unwrap().id = Some("cen-9".into());
    let cen = table(&cen, &bare(), "2026-11-30");
    insta::assert_snapshot!([vanished, named, package, cen].join("\n"));
}

#[test]
fn an_acknowledgement_covers_the_class_that_it_names_and_never_a_loss_that_it_does_not() {
    let acknowledged = |entries: &[(&str, Option<DriftClass>)]| {
        let mut desired = desired();
        desired.cens.get_mut("backbone").unwrap().display_name = "Other".to_owned();
        let entry = |(drift, class): &(&str, Option<DriftClass>)| Acknowledgement {
            drift: (*drift).to_owned(),
            class: *class,
            until: "2026-11-30".parse().unwrap(),
            why: "the move".to_owned(),
        };
        desired.acknowledge = entries.iter().map(entry).collect();
        desired
    };
    let (here, gone) = (built(12, 8), bare());
    let of_cen = |desired: &Topology, observed: &Observed, today: &str| {
        let found = drift(
            desired,
            observed,
            today.parse().unwrap(),
            &horizon(today),
            Vec::new(),
        );
        let finding = found.into_iter().find(|finding| {
            finding
                .address
                .as_ref()
                .is_some_and(|address| address.to_string() == "cen/backbone")
        });
        finding
            .map(|finding| format!("{} ({})", finding.sentence(), finding.help))
            .unwrap()
    };
    let any = acknowledged(&[("cen/backbone", None)]);
    let changed = acknowledged(&[("cen/backbone", Some(DriftClass::Changed))]);
    let both = acknowledged(&[
        ("cen/backbone", Some(DriftClass::Changed)),
        ("cen/backbone", Some(DriftClass::Missing)),
    ]);
    let told = [
        of_cen(&any, &here, "2026-11-30"),
        of_cen(&any, &gone, "2026-11-30"),
        of_cen(&changed, &here, "2026-11-30"),
        of_cen(&changed, &here, "2026-12-01"),
        of_cen(&changed, &gone, "2026-11-30"),
        of_cen(&both, &gone, "2026-11-30"),
    ];
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn one_cause_of_many_files_is_one_row_and_one_line_and_two_causes_are_two() {
    let file = |number: usize, message: &str| Examined {
        file: format!("{number:03}.yaml"),
        topology: None,
        findings: vec![Finding::plain(Class::Error, message, "repair it")],
    };
    let files: Vec<_> = (0..200)
        .map(|number| {
            file(
                number,
                if number == 7 {
                    "another cause"
                } else {
                    "account `main` is dead"
                },
            )
        })
        .collect();
    insta::assert_snapshot!(
        [
            render::drift_text(&files).to_string(),
            render::drift_markdown(&files),
            render::drift_lines(&files).to_string()
        ]
        .join("\n")
    );
    let json: Value = serde_json::from_str(&render::findings_json(&files)).unwrap();
    assert_eq!(
        json["files"].as_array().unwrap().len(),
        200,
        "programs are told of each"
    );
}

#[test]
fn a_night_of_much_drift_fits_a_comment_and_says_how_much_does_not() {
    let finding =
        |number: usize| Finding::plain(Class::Changed, format!("{number} {}", "*".repeat(400)), "");
    let file = Examined {
        file: "a.yaml".to_owned(),
        topology: None,
        findings: (0..500).map(finding).collect(),
    };
    let text = render::drift_markdown(&[file]);
    let size = text.chars().count();
    assert!(size <= 65_536 && size > 60_000, "{size}");
    let shown = text
        .lines()
        .filter(|line| line.starts_with("| a.yaml"))
        .count();
    assert!(
        text.ends_with(&format!(
            "\n**{} lines have no room in this comment.** `cen drift` shows all of them.\n",
            500 - shown
        )),
        "{shown}"
    );
}
