//! The files that paths stand for: a file is itself, a folder is every topology file below it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// What paths stand for.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The files, each once, in the order of their names.
    pub(crate) files: BTreeSet<PathBuf>,
    /// What could not be looked into, with the path that it is about.
    pub(crate) failures: Vec<(PathBuf, Failure)>,
    /// Where files and folders really are, so that none is taken twice, and a link to a folder above ends somewhere.
    seen: BTreeSet<PathBuf>,
}

/// Finds every `*.yaml` and `*.yml` in the folders, at any depth. Links are followed. What begins with a dot is passed over: `.cen` and `.git` are
/// no place for topologies. A file that is named is taken whatever it is called.
pub(crate) fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        if !path.is_dir() {
            found.file(path);
            continue;
        }
        // A folder that was emptied must not look like a night without drift.
        if !found.folder(path) {
            let hint = "name a folder that has `*.yaml` or `*.yml` in it, or a file";
            found.failures.push((
                path.clone(),
                Failure::new("there is no topology file in this folder", hint),
            ));
        }
    }
    found
}

impl Found {
    fn file(&mut self, path: &Path) -> bool {
        if self.is_new(path) {
            self.files.insert(path.to_owned());
        }
        true
    }

    /// Whether there is something to look at, or to tell of.
    fn folder(&mut self, path: &Path) -> bool {
        if !self.is_new(path) {
            return true;
        }
        let entries = match std::fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>)
        {
            Ok(entries) => entries,
            Err(error) => {
                let failure = Failure::new(
                    format!("cannot read the folder: {error}"),
                    "check its permissions",
                );
                self.failures.push((path.to_owned(), failure));
                return true;
            }
        };
        let shown = entries
            .iter()
            .filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
        let mut paths: Vec<_> = shown.map(std::fs::DirEntry::path).collect();
        // The first of two links to one file is the one that is named, so that a report is the same each night.
        paths.sort();
        let mut has_some = false;
        for path in paths {
            let is_yaml = path
                .extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml");
            has_some |= match std::fs::metadata(&path) {
                Ok(what) if what.is_dir() => self.folder(&path),
                Ok(what) if what.is_file() && is_yaml => self.file(&path),
                // A link that leads nowhere: reading it will tell.
                Err(_) if is_yaml => self.file(&path),
                Ok(_) | Err(_) => false,
            };
        }
        has_some
    }

    fn is_new(&mut self, path: &Path) -> bool {
        self.seen
            .insert(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    }
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
