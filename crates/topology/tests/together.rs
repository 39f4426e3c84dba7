//! Tests that one run reports errors of structure and of rules, and that no rule complains about a
//! part that is missing because of its structure.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

use cen_topology::{Code, Severity, parse};

const EXAMPLES: [&str; 4] = [
    include_str!("../../../topologies/global-backbone.yaml"),
    include_str!("../../../topologies/cross-account-cross-region.yaml"),
    include_str!("../../../topologies/same-region.yaml"),
    EVERYTHING,
];

/// Parts of the language that the examples do not use.
const EVERYTHING: &str = "
version: 1
name: demo
accounts: { main: { id: 1250000000000001 } }
vpcs:
  web: { account: main, region: cn-hangzhou, cidr: 10.0.0.0/16, description: lab }
  db: { account: main, region: cn-beijing, name: db }
vbrs: {}
ccns: {}
cens:
  one:
    account: main
    attach: [web, db]
    bandwidth:
      - areas: [china, china]
        package: { id: cenbwp-4x0000000000000001 }
        limits: [{ among: [cn-hangzhou, cn-beijing], mbps: 10 }]
    route-maps:
      - { out: cn-hangzhou, priority: 7, action: permit, from: { networks: [web], kinds: [vpc], regions: [cn-beijing] }, types: [bgp],
          cidrs: { include: [10.0.0.0/8] }, as-path: { exactly: [65501] },
          set: { preference: 20, prepend: [65501] }, next: 30 }
    ignore: [vpc-legacy*]
protect: [web, one]
";

/// Replaces each word of the file in turn, one at a time. The function sees the text before and
/// after the word.
fn each_word_replaced(
    source: &str,
    replace: impl Fn(&str, &str, &str) -> Option<String>,
) -> Vec<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-./*".contains(c);
    let starts = source
        .char_indices()
        .filter(|(at, c)| is_word(*c) && !source[..*at].ends_with(is_word));
    let changed = starts.filter_map(|(at, _)| {
        let end = source[at..]
            .find(|c| !is_word(c))
            .map_or(source.len(), |length| at + length);
        let (before, behind) = (&source[..at], &source[end..]);
        let is_comment = before.rsplit('\n').next().unwrap().contains('#');
        let word = replace(before, &source[at..end], behind).filter(|_| !is_comment)?;
        Some(format!("{before}{word}{behind}"))
    });
    changed.collect()
}

fn assert_only_shape(files: Vec<String>) {
    assert!(files.len() > 5, "only {} files", files.len());
    for file in files {
        let problems = parse(&file).expect_err(&file);
        let mut errors = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error);
        // A text of several words is no longer YAML when one of them becomes a list.
        let is_shape = |code| {
            matches!(
                code,
                Code::UnknownKey | Code::MissingKey | Code::WrongType | Code::Syntax
            )
        };
        assert!(
            errors.all(|problem| is_shape(problem.code)),
            "{}\n{file}",
            problems.render_short("f", &file)
        );
    }
}

#[test]
fn a_mistyped_key_breaks_no_rule() {
    let keys = "version name accounts vpcs vbrs ccns cens protect account id profile region cidr description attach bandwidth ignore areas package \
                limits between among mbps charge months auto-renew tags route-maps out priority action from to networks kinds regions \
                types cidrs include exactly as-path communities set preference prepend add next";
    for example in EXAMPLES {
        assert_only_shape(each_word_replaced(example, |_, word, behind| {
            (behind.starts_with(':') && keys.split_whitespace().any(|key| key == word))
                .then(|| format!("{word}x"))
        }));
    }
}

#[test]
fn a_value_of_the_wrong_type_breaks_no_rule() {
    for example in EXAMPLES {
        assert_only_shape(each_word_replaced(example, |before, _, behind| {
            let is_value =
                before.trim_end_matches(' ').ends_with([':', '[', ',']) && !behind.starts_with(':');
            is_value.then(|| "[[]]".to_owned())
        }));
    }
}

#[test]
fn the_parts_of_a_good_shape_are_judged_all_the_same() {
    let file = EVERYTHING
        .replace("version: 1", "version: one")
        .replace("10.0.0.0/16", "10.0.0.1/16")
        .replace("protect: [web", "protect: [wob");
    let codes: Vec<Code> = parse(&file)
        .unwrap_err()
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(codes, [Code::WrongType, Code::Cidr, Code::UnknownProtected]);
}

#[test]
fn a_mark_of_byte_order_at_the_beginning_means_nothing() {
    let source = "version: 1\nname: net\naccounts: { a: { id: \"1\" } }\ncens: { c: { account: a, attach: [] } }\n";
    let plain = cen_topology::parse(source).unwrap().topology;
    assert_eq!(
        cen_topology::parse(&format!("\u{feff}{source}"))
            .unwrap()
            .topology,
        plain
    );
}
