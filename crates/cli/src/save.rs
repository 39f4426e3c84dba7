//! Plans and snapshots, written to files. Each is written whole or not at all, and never over a file of another kind.

use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::load;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Plan,
    Snapshot,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Plan => "cen-plan",
            Self::Snapshot => "cen-snapshot",
        }
    }
}

/// Whether a file may be written: it is not there, or is one of the same kind.
///
/// # Errors
/// [`Failure`] if it is something else, which may be somebody's work.
pub(crate) fn check(path: &Path, kind: Kind) -> Result<(), Failure> {
    if !path.exists() || cen_plan::kind_of(&load::bytes(path, load::LARGEST_DOCUMENT)?).as_deref() == Some(kind.name()) {
        return Ok(());
    }
    let message = format!("`{}` exists and is no `{}`; nothing was written", path.display(), kind.name());
    Err(Failure::new(message, "name another file").exit(Exit::Refused))
}

/// Writes a document as JSON.
///
/// # Errors
/// [`Failure`] if the file is of another kind, or cannot be written.
pub(crate) fn document(path: &Path, kind: Kind, document: &impl Serialize) -> Result<(), Failure> {
    check(path, kind)?;
    let mut text = serde_json::to_string_pretty(document).expect("plans and snapshots have only text keys");
    text.push('\n');
    whole(path, &text).map_err(|error| {
        Failure::new(format!("cannot write `{}`: {}", path.display(), plain(path, &error)), "check the path and its permissions")
    })
}

/// What went wrong, without the name of the file that stands in for the one to be written.
pub(crate) fn plain(path: &Path, error: &std::io::Error) -> std::io::Error {
    std::fs::metadata(folder_of(path)).err().unwrap_or_else(|| error.kind().into())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}
