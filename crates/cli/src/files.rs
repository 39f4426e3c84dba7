//! Finds the topology files that paths name: a file is itself, a folder is every topology file
//! below it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The files that paths name.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The files, each once, in the order of their names.
    pub(crate) files: BTreeSet<PathBuf>,
    /// The paths that could not be read, and why.
    pub(crate) failures: Vec<(PathBuf, Failure)>,
    /// The real places of files and folders: none is visited twice, and a link to a folder above ends.
    seen: BTreeSet<PathBuf>,
}

/// Finds every `*.yaml` and `*.yml` in the folders, at any depth. Links are followed. Names that begin
/// with a dot are skipped: `.cen` and `.git` hold no topologies. A file that is named is taken,
/// whatever its name.
pub(crate) fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        if !path.is_dir() {
            found.add_file(path);
            continue;
        }
        // An empty folder must not look like a night without drift.
        if !found.add_folder(path) {
            let hint = "name a folder that has `*.yaml` or `*.yml` in it, or a file";
            let failure = Failure::new("there is no topology file in this folder", hint);
            found.failures.push((path.clone(), failure));
        }
    }
    found
}

impl Found {
    fn add_file(&mut self, path: &Path) {
        if self.is_new(path) {
            self.files.insert(path.to_owned());
        }
    }

    /// Adds every topology file below a folder. Returns whether there is a file or a failure.
    fn add_folder(&mut self, path: &Path) -> bool {
        if !self.is_new(path) {
            return true;
        }
        match entries(path) {
            // Every entry is added, also behind the first that has something.
            Ok(entries) => {
                let adding = entries.iter().map(|entry| self.add_entry(entry));
                adding.filter(|has_some| *has_some).count() > 0
            }
            Err(error) => {
                let message = format!("cannot read the folder: {error}");
                let failure = Failure::new(message, "check its permissions");
                self.failures.push((path.to_owned(), failure));
                true
            }
        }
    }

    fn add_entry(&mut self, path: &Path) -> bool {
        let is_yaml = path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
        match std::fs::metadata(path) {
            Ok(what) if what.is_dir() => self.add_folder(path),
            Ok(what) if !what.is_file() => false,
            // A dangling symlink is kept, so that reading it reports the error.
            Ok(_) | Err(_) if is_yaml => {
                self.add_file(path);
                true
            }
            Ok(_) | Err(_) => false,
        }
    }

    fn is_new(&mut self, path: &Path) -> bool {
        self.seen
            .insert(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    }
}

/// Lists the entries of a folder that are not hidden, sorted: of two links to one file the first is
/// named, so that a report is the same each night.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_every_topology_file_below_it_once_and_nothing_hidden() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in [
            "a/one.yaml",
            "a/two.yml",
            "a/note.txt",
            "a/.cen/world.yaml",
            ".git/x.yaml",
            "b/three.yaml",
            "empty/readme.md",
        ] {
            std::fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            std::fs::write(at(name), "").unwrap();
        }
        #[cfg(unix)]
        for (target, link) in [
            ("..", "a/up"),
            ("one.yaml", "a/same.yaml"),
            ("nowhere", "b/gone.yaml"),
        ] {
            std::os::unix::fs::symlink(target, at(link)).unwrap();
        }
        let found = find(&[
            at("empty"),
            at("b"),
            at("a"),
            at("b/three.yaml"),
            at("a/note.txt"),
            at("missing.yaml"),
        ]);
        let names: Vec<_> = found
            .files
            .iter()
            .map(|file| {
                file.strip_prefix(folder.path())
                    .unwrap()
                    .display()
                    .to_string()
            })
            .collect();
        assert_eq!(
            names,
            [
                "a/note.txt",
                "a/one.yaml",
                "a/two.yml",
                "b/gone.yaml",
                "b/three.yaml",
                "missing.yaml"
            ]
        );
        let failed: Vec<_> = found
            .failures
            .iter()
            .map(|(path, _)| path.clone())
            .collect();
        assert_eq!(failed, [at("empty")]);
    }
}
