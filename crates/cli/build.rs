//! Embeds the pages of the diagnostic codes, so that `cen explain` needs no file, and what `cen --version` tells of the build.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../docs/codes");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut pages: Vec<_> = std::fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    pages.sort();
    let mut list = String::from("[\n");
    for page in pages
        .iter()
        .filter(|page| page.extension().is_some_and(|kind| kind == "md"))
    {
        let code = page
            .file_stem()
            .ok_or("a page without a name")?
            .to_string_lossy();
        writeln!(
            list,
            "    ({code:?}, include_str!({:?})),",
            page.canonicalize()?
        )?;
    }
    list.push_str("]\n");
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("pages.rs"), list)?;
    describe_build()
}

/// Passes the commit and the kind of the build to the compiler. The same commit always gives the same text. A build for development has no
/// commit, because each commit would compile the whole crate anew.
fn describe_build() -> Result<(), Box<dyn std::error::Error>> {
    for variable in ["CEN_COMMIT", "CEN_DOCS_URL"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let profile = std::env::var("PROFILE")?;
    let given = std::env::var("CEN_COMMIT").ok();
    let commit = match given.filter(|commit| !commit.is_empty()) {
        Some(commit) => commit,
        None if profile == "release" => commit().unwrap_or_else(|| "commit unknown".to_owned()),
        None => "development".to_owned(),
    };
    println!("cargo::rustc-env=CEN_COMMIT={commit}");
    let target = std::env::var("TARGET")?;
    println!("cargo::rustc-env=CEN_BUILD={profile} for {target}");
    Ok(())
}

/// Returns the commit of this checkout with its day, such as `0123abc 2026-01-31`; none outside of a repository.
fn commit() -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    // A commit changes the log of the head, whatever the branch is.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    println!("cargo::rerun-if-changed={log}");
    git(&[
        "log",
        "-1",
        "--format=%h %cd",
        "--date=format-local:%Y-%m-%d",
    ])
}
