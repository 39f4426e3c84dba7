//! Writes files: each whole or not at all, and plans and snapshots never over a file of another
//! kind.

use std::io::Write as _;
use std::path::Path;

use cen_plan::kind_of;
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::exit_code::Exit;
use crate::failure::Failure;
use crate::load;

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    Plan,
    Snapshot,
}

impl DocumentKind {
    fn name(self) -> &'static str {
        match self {
            Self::Plan => "cen-plan",
            Self::Snapshot => "cen-snapshot",
        }
    }
}

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Only the user.
    Owner,
    /// Everyone who may read the folder.
    All,
}

/// Checks that a file may be written: it does not exist, or has the same kind.
///
/// # Errors
/// [`Failure`] if it is something else, which may be a user's own work.
pub(crate) fn check(path: &Path, kind: DocumentKind) -> Result<(), Failure> {
    if !path.exists()
        || (path.is_file()
            && kind_of(&load::bytes(path, load::LARGEST_DOCUMENT)?).as_deref() == Some(kind.name()))
    {
        return Ok(());
    }
    let message = format!(
        "`{}` exists and is no `{}`; nothing was written",
        path.display(),
        kind.name()
    );
    Err(Failure::new(message, "name another file").exit(Exit::Refused))
}

/// Writes a document as JSON.
///
/// # Errors
/// [`Failure`] if the file is of another kind, or cannot be written.
pub(crate) fn document(
    path: &Path,
    kind: DocumentKind,
    document: &impl Serialize,
) -> Result<(), Failure> {
    check(path, kind)?;
    let mut text =
        serde_json::to_string_pretty(document).expect("plans and snapshots have only text keys");
    text.push('\n');
    whole(path, &text, Readers::Owner)
}

/// Writes a text, in place of an existing file.
///
/// # Errors
/// [`Failure`] that names it; an existing file is then unchanged.
pub(crate) fn whole(path: &Path, text: &str, readers: Readers) -> Result<(), Failure> {
    replace(path, text, readers).map_err(|error| failed(path, &error))
}

/// Writes a text to a new file.
///
/// # Errors
/// [`Failure`] that names it, exit code 4 if the file exists.
pub(crate) fn new(path: &Path, text: &str, readers: Readers) -> Result<(), Failure> {
    let written = filled(path, text, readers)
        .and_then(|file| file.persist_noclobber(path).map_err(|error| error.error));
    written.map(drop).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => exists(path),
        _ => failed(path, &error),
    })
}

/// Returns the failure that a file exists already.
pub(crate) fn exists(path: &Path) -> Failure {
    let message = format!("`{}` exists already; nothing was written", path.display());
    Failure::new(message, "name another file, or overwrite it with `--force`").exit(Exit::Refused)
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("cannot write `{}`: {}", path.display(), plain(path, error)),
        "check the path, its permissions, and the room there",
    )
}

/// Returns the error without the name of the temporary file.
fn plain(path: &Path, error: &std::io::Error) -> std::io::Error {
    std::fs::metadata(folder_of(path))
        .err()
        .unwrap_or_else(|| error.kind().into())
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn replace(path: &Path, text: &str, readers: Readers) -> std::io::Result<()> {
    match std::fs::metadata(path) {
        // A device or a pipe cannot be replaced: write to it.
        Ok(what) if !what.is_file() => std::fs::write(path, text),
        // A symlink stays a symlink.
        Ok(_) => {
            let path = path.canonicalize()?;
            filled(&path, text, readers)?
                .persist(path)
                .map(drop)
                .map_err(|error| error.error)
        }
        Err(_) => filled(path, text, readers)?
            .persist(path)
            .map(drop)
            .map_err(|error| error.error),
    }
}

/// Writes a text to a temporary file in the same folder, synced to disc. The file is deleted unless
/// it is renamed.
fn filled(path: &Path, text: &str, readers: Readers) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    if readers == Readers::All {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    }
    let mut file = builder.tempfile_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}
