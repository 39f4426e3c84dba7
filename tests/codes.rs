//! Every code that a person may meet is explained.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::Machine;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The codes that stand in quotes in the sources, such as `"CEN301"`.
fn codes_of_the_sources() -> BTreeSet<String> {
    let crates = std::fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path().join("src"));
    let sources = crates.flat_map(|source| files(&source)).filter(|path| path.extension().is_some_and(|kind| kind == "rs"));
    let mut codes = BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(source).unwrap();
        let quoted = text.split('"').filter(|word| word.len() == 6 && word.starts_with("CEN"));
        codes.extend(quoted.filter(|word| word[3..].bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned));
    }
    codes
}

#[test]
fn every_code_has_a_page_that_shows_it_and_every_page_is_of_a_code() {
    let codes = codes_of_the_sources();
    assert!(codes.len() > 60, "{codes:?}");
    let pages = files(&root().join("docs/codes"));
    let named: BTreeSet<_> = pages.iter().map(|page| page.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let (missing, idle): (Vec<_>, Vec<_>) = (codes.difference(&named).collect(), named.difference(&codes).collect());
    assert!(missing.is_empty() && idle.is_empty(), "docs/codes has no page of {missing:?}, and pages of what is no code: {idle:?}");
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        let code = page.file_stem().unwrap().to_str().unwrap();
        assert!(text.starts_with(&format!("# {code}: ")) && text.contains("**What to do.**"), "{}", page.display());
        assert!(text.contains(&format!("[{code}]")), "{} shows no example of it", page.display());
    }
}

#[test]
fn a_code_is_explained_and_for_an_unknown_one_the_nearest_are_named() {
    let machine = Machine::new();
    let ours = machine.cen(&["explain", "cen042"]);
    assert_eq!((ours.code, ours.stdout.lines().next()), (Some(0), Some("# CEN042: managed networks overlap")));
    let clouds = machine.cen(&["explain", "Operation.Blocking"]);
    assert_eq!((clouds.code, clouds.stdout.contains("retried  yes")), (Some(0), true), "{}", clouds.stdout);
    let unknown = machine.cen(&["explain", "Operation.Bloking"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.stderr.contains("`Operation.Blocking`"), "{}", unknown.stderr);
}
