//! Tests one broken file for each rule. The snapshots show the messages; review the snapshot of a
//! new file.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]
#![expect(clippy::disallowed_methods, reason = "the files are the tests")]

use std::path::{Path, PathBuf};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invalid");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    files.sort();
    files
}

#[test]
fn each_broken_rule_is_told_with_its_place_and_the_next_step() {
    let files = files();
    assert!(files.len() >= 16, "only {} files were found", files.len());
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let problems = cen_topology::parse(&source).expect_err(&name);
        insta::assert_snapshot!(name, problems.render("topology.yaml", &source, false));
    }
}

#[test]
fn a_byte_that_is_not_text_is_pointed_at() {
    let file = b"version: 1\nname: caf\xe9\n";
    let problems = cen_topology::parse_bytes(file).unwrap_err();
    insta::assert_snapshot!(problems.render("topology.yaml", &String::from_utf8_lossy(file), false), @r"
    error[CEN001]: the file is not UTF-8: byte 20 is not text
     --> topology.yaml:2:10
      |
    2 | name: caf�
      |          ^
      |
      = help: save it as UTF-8
    ");
}

#[test]
fn what_an_error_repeats_of_the_file_moves_no_cursor() {
    let source =
        "version: 1\nname: demo\naccounts: {}\ncens: { one: { account: \"\\e[2J\\n\\L\" } }\n";
    let problems = cen_topology::parse(source).unwrap_err();
    let shown = problems.render_short("f", source) + &problems.render("f", source, false);
    assert!(!shown.contains(['\u{1b}', '\u{2028}']), "{shown:?}");
    assert_eq!(
        problems.render_short("f", source).lines().count(),
        problems.iter().count()
    );
}

#[test]
fn no_mangled_example_makes_it_panic() {
    // The largest example is changed at every ninth character only: in a debug build, each parse
    // takes a millisecond.
    let examples = [
        (include_str!("../../../topologies/global-backbone.yaml"), 9),
        (include_str!("../../../topologies/cross-account.yaml"), 1),
    ];
    for (example, step) in examples {
        for (at, _) in example.char_indices().step_by(step) {
            let rest = &example[at..].chars().skip(1).collect::<String>();
            for mangled in [
                example[..at].to_owned(),
                format!("{}{rest}", &example[..at]),
                format!("{}{{{rest}", &example[..at]),
            ] {
                if let Err(problems) = cen_topology::parse(&mangled) {
                    assert!(
                        problems.render("f", &mangled, false).contains("error"),
                        "no words for {mangled}"
                    );
                }
            }
        }
    }
}

/// Returns a topology with these lines among its VPCs.
fn with_vpcs(lines: impl Iterator<Item = String>) -> String {
    format!(
        "version: 1\nname: demo\naccounts:\n  main: {{ id: \"1\" }}\nvpcs:\n{}cens: {{}}\n",
        lines.collect::<String>()
    )
}

#[test]
fn of_very_many_problems_the_first_are_told_and_the_rest_are_counted() {
    let unknown =
        with_vpcs((0..2_000).map(|at| {
            format!("  n{at}: {{ account: other{at}, region: mars-{at}, id: vpc-{at} }}\n")
        }));
    // All of them have the same range, so each overlaps every other.
    let overlapping = with_vpcs((0..2_000).map(|at| {
        format!("  n{at}: {{ account: main, region: cn-hangzhou, cidr: 10.0.0.0/8 }}\n")
    }));
    for (source, more) in [(unknown, Some(3_800)), (overlapping, None)] {
        let problems = cen_topology::parse(&source).unwrap_err();
        assert!(
            problems.iter().count() == 200
                && problems
                    .iter()
                    .all(|problem| problem.severity == cen_topology::Severity::Error)
        );
        for shown in [
            problems.render("f", &source, false),
            problems.render_short("f", &source),
        ] {
            assert!(shown.len() < 200_000, "{} bytes", shown.len());
            assert!(
                more.is_none_or(|more| shown.ends_with(&format!("and {more} more problems\n"))),
                "{}",
                &shown[shown.len() - 200..]
            );
        }
    }
}

#[test]
fn more_values_than_anybody_writes_are_refused_while_they_are_read() {
    let source = format!("version: [{}]\n", "a,".repeat(1_100_000));
    let problems = cen_topology::parse(&source).unwrap_err();
    assert!(
        problems
            .render("f", &source, false)
            .starts_with("error[CEN003]: the file holds more than 1000000 values\n")
    );
}

#[test]
fn a_very_long_line_is_not_shown_and_a_very_long_word_is_cut_short() {
    let source = format!(
        "version: 1\nname: {}\naccounts: {{}}\ncens: {{}}\n",
        "x".repeat(1 << 20)
    );
    let shown = cen_topology::parse(&source)
        .unwrap_err()
        .render("f", &source, false);
    assert!(
        shown.contains("--> f:2:7") && shown.len() < 5000,
        "{} bytes",
        shown.len()
    );
}
