//! The canonical layout keeps what a file means and every comment, and is its own layout. Seeded: a failure prints the seed.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]
#![expect(clippy::disallowed_methods, reason = "the files are the tests")]

use std::fmt::Write as _;
use std::path::Path;

use cen_topology::layout;
use serde_json::Value;

/// A minimal random number generator, so that a failure can be repeated.
struct Seed(u64);

impl Seed {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn once_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }
}

/// Writes a tree in a random layout with comments, each of which is unlike all others.
struct Writer {
    seed: Seed,
    comments: usize,
}

impl Writer {
    fn comment(&mut self) -> String {
        self.comments += 1;
        let more = [
            "",
            ": why, [not]",
            " 'quoted' \"twice\"",
            " # again",
            " & * ! %",
        ];
        format!("# c{}{}", self.comments, more[self.seed.below(more.len())])
    }

    fn behind(&mut self) -> String {
        match self.seed.once_in(4) {
            true => format!("{}{}", " ".repeat(1 + self.seed.below(3)), self.comment()),
            false => String::new(),
        }
    }

    /// Comments and empty lines before an entry. A comment may stand in any column.
    fn above(&mut self, indent: usize, out: &mut String) {
        while self.seed.once_in(4) {
            match self.seed.below(3) {
                0 => out.push('\n'),
                1 => {
                    let comment = self.comment();
                    let _ = writeln!(out, "{:indent$}{comment}", "");
                }
                _ => {
                    let (column, comment) = (self.seed.below(8), self.comment());
                    let _ = writeln!(out, "{:column$}{comment}", "");
                }
            }
        }
    }

    fn scalar(&mut self, value: &Value) -> String {
        match value {
            Value::String(text) => {
                let is_word = text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
                    && text.starts_with(|c: char| c.is_ascii_alphabetic());
                match self.seed.below(3) {
                    0 if is_word && !matches!(text.as_str(), "true" | "y" | "x") => text.clone(),
                    1 if !text.contains('\n') => format!("'{}'", text.replace('\'', "''")),
                    _ => serde_json::to_string(text).unwrap(),
                }
            }
            other => other.to_string(),
        }
    }

    fn block(&mut self, value: &Value, indent: usize, out: &mut String) {
        let entries: Vec<(Option<&str>, &Value)> = match value {
            Value::Object(map) => map
                .iter()
                .map(|(key, value)| (Some(key.as_str()), value))
                .collect(),
            Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
            _ => unreachable!("only collections are written as blocks"),
        };
        for (at, (key, value)) in entries.into_iter().enumerate() {
            if at > 0 || key.is_some() {
                self.above(indent, out);
            }
            match key {
                Some(key) => {
                    let _ = write!(out, "{:indent$}{key}:", "");
                }
                None => {
                    let _ = write!(out, "{:indent$}-", "");
                }
            }
            self.value(key.is_some(), value, indent, out);
        }
        if self.seed.once_in(6) {
            let comment = self.comment();
            let _ = writeln!(out, "{:indent$}{comment}", "");
        }
    }

    fn value(&mut self, has_key: bool, value: &Value, indent: usize, out: &mut String) {
        let is_filled = match value {
            Value::Object(map) => !map.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => false,
        };
        if !is_filled || self.seed.once_in(3) {
            out.push(' ');
            self.flow(value, indent, out);
            let behind = self.behind();
            let _ = writeln!(out, "{behind}");
            return;
        }
        if has_key || self.seed.once_in(4) {
            let behind = self.behind();
            let _ = writeln!(out, "{behind}");
            let deeper = indent + 1 + self.seed.below(4);
            return self.block(value, deeper, out);
        }
        // The first entry stands behind the dash.
        let mut inner = String::new();
        self.block(value, indent + 2, &mut inner);
        let first = inner.find(|c: char| c != ' ' && c != '\n').unwrap();
        if inner[..first].contains('\n') || inner[first..].starts_with('#') {
            let _ = write!(out, "\n{inner}");
        } else {
            let _ = write!(out, " {}", &inner[first..]);
        }
    }

    fn flow(&mut self, value: &Value, indent: usize, out: &mut String) {
        let (open, close, entries): (_, _, Vec<(Option<&str>, &Value)>) = match value {
            Value::Object(map) => (
                '{',
                '}',
                map.iter()
                    .map(|(key, value)| (Some(key.as_str()), value))
                    .collect(),
            ),
            Value::Array(items) => ('[', ']', items.iter().map(|item| (None, item)).collect()),
            scalar => {
                let text = self.scalar(scalar);
                return out.push_str(&text);
            }
        };
        out.push(open);
        let many = entries.len();
        for (at, (key, value)) in entries.into_iter().enumerate() {
            self.gap(indent, out);
            if let Some(key) = key {
                let _ = write!(out, "{key}: ");
            }
            self.flow(value, indent, out);
            self.gap(indent, out);
            if at + 1 < many {
                out.push(',');
            }
        }
        self.gap(indent, out);
        out.push(close);
    }

    /// What may stand between two words inside brackets.
    fn gap(&mut self, indent: usize, out: &mut String) {
        match self.seed.below(8) {
            0 => {
                let comment = self.comment();
                let _ = write!(out, " {comment}\n{:width$}", "", width = indent + 2);
            }
            1 => {
                let _ = write!(out, "\n{:width$}", "", width = indent + 1);
            }
            _ => out.push(' '),
        }
    }
}

fn examples() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../topologies");
    let files = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let read = |file: &std::path::PathBuf| {
        serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    };
    let mut trees: Vec<Value> = files.iter().map(read).collect();
    trees.push(serde_json::json!({
        "version": 1, "name": "odd", "accounts": {}, "vpcs": { "a": { "account": "main", "vswitches": [{ "zone": "z", "cidr": "10.0.0.0/28" }] } },
        "cens": { "one": { "description": "a, [b] {c}: d # e", "tags": { "x": "true", "y": "1" }, "attach": [], "ignore": ["vpc-*", "a/b"],
            "route-maps": [{ "in": "cn-beijing", "priority": 10, "from": { "networks": ["a", "b"], "kinds": ["vpc"] } }, { "out": "x" }] },
            "two": {} },
        "acknowledge": [{ "drift": "a/b", "why": "two\nlines" }], "deep": [[["a"], "b"], [], {}, [{ "k": [{}] }]],
    }));
    trees
}

fn comments(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .lines()
        .filter_map(|line| {
            let at = line
                .find("# c")
                .filter(|at| line[at + 3..].starts_with(|c: char| c.is_ascii_digit()))?;
            Some(line[at..].trim_end().to_owned())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn a_layout_keeps_the_meaning_and_every_comment_and_is_its_own_layout() {
    let trees = examples();
    for number in 0..1500_u64 {
        let mut writer = Writer {
            seed: Seed(number),
            comments: 0,
        };
        let tree = &trees[usize::try_from(number).unwrap() % trees.len()];
        let mut source = String::new();
        writer.block(tree, 0, &mut source);
        let before: Value = serde_yaml::from_str(&source)
            .unwrap_or_else(|error| panic!("seed {number}: {error}\n{source}"));
        assert_eq!(
            &before, tree,
            "seed {number}: the writer of this test is wrong:\n{source}"
        );
        let text = layout(&source).unwrap_or_else(|problems| {
            panic!(
                "seed {number}: {}\n{source}",
                problems.render("f", &source, false)
            )
        });
        let after: Value = serde_yaml::from_str(&text)
            .unwrap_or_else(|error| panic!("seed {number}: {error}\n{source}\n---\n{text}"));
        assert_eq!(before, after, "seed {number}:\n{source}\n---\n{text}");
        assert_eq!(
            comments(&source),
            comments(&text),
            "seed {number}:\n{source}\n---\n{text}"
        );
        assert_eq!(
            comments(&source).len(),
            writer.comments,
            "seed {number}:\n{source}"
        );
        assert_eq!(
            layout(&text).unwrap(),
            text,
            "seed {number}:\n{source}\n---\n{text}"
        );
    }
}

#[test]
fn examples_have_the_canonical_layout_but_for_their_columns() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../topologies");
    for name in [
        "same-region.yaml",
        "cross-account.yaml",
        "cross-region.yaml",
    ] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&layout(&text).unwrap()), words(&text), "{name}");
    }
}

#[test]
fn a_layout_looks_like_this() {
    let source = "\
# Our network.

version: 1
name:   office
accounts: {main: {id: \"1250000000000001\"}} # one
vpcs:
    web:   {account: main,
            region: cn-hangzhou, id: vpc-1}   # the shop
    # kept for the audit
    database-of-all: {account: main, region: cn-hangzhou, id: vpc-2}

    far: {account: main, # asks for
      region: eu-central-1, id: vpc-3}
cens:
    office:
        account: main
        description: > # folded
          two
          words
        # after a text of two lines
        attach: [web,
          database-of-all]
        bandwidth: [{areas: [china, europe], package: {mbps: 20, charge: postpaid},
          limits: [{between: [cn-hangzhou, eu-central-1], mbps: 5}, {between: [cn-beijing, eu-west-1], mbps: 15}]}]
        ignore: [vpc-old*] # until May
    lab: {account: main}
protect: [office]
# the end
";
    insta::assert_snapshot!(layout(source).unwrap());
}

#[test]
fn anchors_and_aliases_are_kept() {
    let source = "name: a\naccounts: &all\n  main: &one {id: \"1\"}\nvpcs: {a:   {account: main, tags: &t {x: y}}}\ncens: { lab: {tags: *t} }\nother: [*one,  *all]\n";
    let text = layout(source).unwrap();
    for part in [
        "accounts: &all\n",
        "  main: &one { id: \"1\" }\n",
        "tags: &t { x: y }",
        "    tags: *t\n",
        "[*one, *all]",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert_eq!(layout(&text).unwrap(), text);
}

#[test]
fn what_cannot_be_laid_out_is_refused() {
    for source in [
        "",
        "a: [",
        "a: 1\na: 2\n",
        "%YAML 1.2\n---\na: 1\n",
        "? [a]\n: b\n",
    ] {
        assert!(layout(source).is_err(), "{source:?}");
    }
}
