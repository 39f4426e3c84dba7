//! Tests that a credential in the file appears in no error, no matter what else is wrong with the
//! file.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

use cen_topology::{Code, parse_bytes};

/// A part of every credential that these tests plant.
const CANARY: &str = "anary0000";
const KEY_ID: &str = "LTAIcanary0000000000";
const KEY_SECRET: &str = "Canary0000000000000000000000ab";

/// Asserts that the file is refused. Returns every text in which a person or a log may see why.
fn shown(file: &[u8]) -> (Vec<Code>, String) {
    let source = String::from_utf8_lossy(file);
    let problems = parse_bytes(file).unwrap_err();
    let renderings = [
        problems.render("topology.yaml", &source, false),
        problems.render("topology.yaml", &source, true),
        problems.render_short("topology.yaml", &source),
        format!("{problems:?}"),
    ];
    (
        problems.iter().map(|problem| problem.code).collect(),
        renderings.concat(),
    )
}

fn assert_unseen(file: &[u8]) -> Vec<Code> {
    let (codes, shown) = shown(file);
    assert!(!shown.contains(CANARY), "{shown}");
    codes
}

const HEAD: &str = "version: 1\nname: demo\naccounts:\n  main: { id: \"1250000000000001\" }\n";

/// Lines that break the file at each stage of parsing, with a place for a credential.
const BROKEN: [(&str, &str); 10] = [
    ("syntax, in a value", "cens: { one: [X }\n"),
    ("syntax, in a key", "cens: { X: ] }\n"),
    ("syntax, in a quoted value", "cens: \"X\n"),
    ("syntax, in an anchor", "cens: *X\n"),
    (
        "syntax, in a comment of the line before",
        "cens: # X\n\t- ]\n",
    ),
    ("shape, in a value", "cens: X\n"),
    ("shape, in a key", "cens: {}\nX: 1\n"),
    (
        "shape, in a value beside an unknown key",
        "cens: {}\nvcps: { a: X }\n",
    ),
    ("rule, in a value", "cens: { one: { account: X } }\n"),
    (
        "rule, in a comment of its line",
        "cens: { one: { account: mian } } # X\n",
    ),
];

#[test]
fn what_looks_like_a_credential_is_reported_and_never_shown() {
    for (stage, line) in BROKEN {
        for canary in [
            KEY_ID,
            KEY_SECRET,
            "STS.canary0000",
            "AccessKeyId=LTAIcanary0000000000&x",
        ] {
            let codes = assert_unseen(format!("{HEAD}{}", line.replace('X', canary)).as_bytes());
            assert!(codes.contains(&Code::Secret), "{stage}: {codes:?}");
        }
    }
}

#[test]
fn whatever_stands_behind_a_telling_key_is_never_shown() {
    for (stage, line) in BROKEN {
        for secret in [
            "{ password: canary0000 }",
            "{ 'access-key-secret' : canary0000 }",
            "AccessKeySecret=canary0000",
        ] {
            let file = format!("{HEAD}{}", line.replace('X', secret));
            assert!(!assert_unseen(file.as_bytes()).is_empty(), "{stage}");
        }
    }
    for lines in [
        "password: |\n  canary0000\n ]\n",
        "? secret\n: [canary0000 }\n",
        "password:\n  canary0000: [\n",
        "password: &canary0000 [*canary0000]\n",
    ] {
        assert_unseen(format!("{HEAD}{lines}").as_bytes());
    }
}

#[test]
fn a_credential_hidden_by_escapes_is_found_in_the_tree() {
    for value in [
        r#""a\nLTAIcanary0000000000""#,
        r#""\x4CTAIcanary0000000000""#,
    ] {
        assert_eq!(
            assert_unseen(format!("{HEAD}cens: {value}\n").as_bytes()),
            [Code::Secret]
        );
    }
}

#[test]
fn a_file_that_is_not_text_is_not_shown_either() {
    for (before, after) in [
        ("", KEY_ID),
        (KEY_ID, ""),
        ("password: canary0000 ", ""),
        (KEY_SECRET, "\n"),
    ] {
        let codes = assert_unseen(&[before.as_bytes(), b" \xff ", after.as_bytes()].concat());
        assert!(codes.contains(&Code::Encoding), "{codes:?}");
    }
}

#[test]
fn every_credential_of_a_file_is_reported_once() {
    let file = format!(
        "{HEAD}cens: {{ one: {{ account: {KEY_ID}, password: canary0000 }} }} # {KEY_SECRET}\n"
    );
    assert_eq!(assert_unseen(file.as_bytes()), [Code::Secret; 3]);
}
