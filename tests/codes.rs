//! Checks that every code has a page, and that the page's example really causes the code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cen_topology::Code;

use crate::support::Machine;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Lists every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn is_code(word: &str) -> bool {
    word.len() == 6
        && word.starts_with("CEN")
        && word[3..].bytes().all(|byte| byte.is_ascii_digit())
}

/// Lists the quoted codes in the sources, such as `"CEN301"`.
fn codes_of_the_sources() -> BTreeSet<String> {
    let crates = std::fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("src"));
    let sources = crates
        .flat_map(|source| files(&source))
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"));
    let mut codes = BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(source).unwrap();
        codes.extend(
            text.split('"')
                .filter(|word| is_code(word))
                .map(str::to_owned),
        );
    }
    codes
}

/// Returns the page of each code: the code and the text.
fn pages() -> Vec<(String, String)> {
    let paths = files(&root().join("docs/codes"));
    paths
        .iter()
        .map(|path| {
            (
                path.file_stem().unwrap().to_str().unwrap().to_owned(),
                std::fs::read_to_string(path).unwrap(),
            )
        })
        .collect()
}

/// Codes that the simulator cannot cause, a defect of the program and so far a published IPv6 route,
/// and one that takes a file of 51 VPCs. Their pages quote the output and are not run.
const QUOTED: [&str; 3] = ["CEN309", "CEN399", "CEN414"];

/// Returns the output in the console blocks of a page, without the command lines. The test of the
/// pages checks that it is real.
fn said(page: &str) -> String {
    let blocks = page
        .split("```console\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap());
    blocks
        .flat_map(str::lines)
        .filter(|line| !line.starts_with("$ "))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_code_has_a_page_whose_console_brings_it_about_and_every_page_is_of_a_code() {
    let codes = codes_of_the_sources();
    assert!(codes.len() > 60, "{codes:?}");
    let pages = pages();
    let named: BTreeSet<_> = pages.iter().map(|(code, _)| code.clone()).collect();
    let (missing, idle): (Vec<_>, Vec<_>) = (
        codes.difference(&named).collect(),
        named.difference(&codes).collect(),
    );
    assert!(
        missing.is_empty() && idle.is_empty(),
        "docs/codes has no page of {missing:?}, and pages of what is no code: {idle:?}"
    );
    for (code, page) in &pages {
        assert!(
            page.starts_with(&format!("# {code}: ")),
            "{code}: the heading"
        );
        for part in ["\n**What to do.** ", " Related: "] {
            assert!(page.contains(part), "{code} has no {part:?}");
        }
        let shown = if QUOTED.contains(&code.as_str()) {
            page.clone()
        } else {
            said(page)
        };
        assert!(
            shown.contains(&format!("[{code}]")),
            "no console on the page of {code} brings it about"
        );
    }
}

#[test]
fn what_pages_say_of_codes_is_true() {
    let pages = pages();
    let text_of = |code: &str| &pages.iter().find(|(other, _)| other == code).unwrap().1;
    for code in Code::ALL {
        let heading = format!("# {}: {}\n", code.as_str(), code.title());
        assert!(
            text_of(code.as_str()).starts_with(&heading),
            "the heading is not {heading:?}"
        );
    }
    for (code, page) in &pages {
        let related = page
            .lines()
            .find_map(|line| line.split_once(" Related: "))
            .unwrap()
            .1
            .trim_end_matches('.')
            .split(", ");
        related.for_each(|other| {
            assert!(
                other != code && pages.iter().any(|(known, _)| known == other),
                "{code} relates to {other}"
            )
        });
    }
    let documents = std::fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let documents = documents
        .filter(|path| path.extension().is_some_and(|kind| kind == "md"))
        .map(|path| std::fs::read_to_string(path).unwrap());
    for text in documents.chain(pages.iter().map(|(_, page)| page.clone())) {
        let words = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| is_code(word));
        words.for_each(|word| {
            assert!(
                pages.iter().any(|(code, _)| code == word),
                "{word} is no code"
            )
        });
    }
}

#[test]
fn a_code_is_explained_and_for_an_unknown_one_the_nearest_are_named() {
    let machine = Machine::new();
    let ours = machine.cen(&["explain", "cen042"]);
    assert_eq!(
        (ours.code, ours.stdout),
        (
            Some(0),
            std::fs::read_to_string(root().join("docs/codes/CEN042.md")).unwrap()
        )
    );
    let clouds = machine.cen(&["explain", "Operation.Blocking"]);
    assert_eq!(
        (clouds.code, clouds.stdout.contains("retried  yes")),
        (Some(0), true),
        "{}",
        clouds.stdout
    );
    let unknown = machine.cen(&["explain", "Operation.Bloking"]);
    assert_eq!(unknown.code, Some(1));
    assert!(
        unknown.stderr.contains("`Operation.Blocking`"),
        "{}",
        unknown.stderr
    );
    let all = machine.cen(&["explain"]);
    assert_eq!(
        (all.code, all.stdout.lines().count()),
        (Some(0), pages().len())
    );
    assert!(
        all.stdout.contains("\nCEN042  managed VPCs overlap\n"),
        "{}",
        all.stdout
    );
}
