//! Allows one apply at a time on one machine, by a lock file that names its holder. The operating
//! system holds the lock, so it ends with the process in every case; the text in the file is only
//! for messages.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use cen_topology::visible;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::journal::Operator;
use crate::private_file::open_private;

/// The largest part of a lock file that is read, in bytes.
const LONGEST: u64 = 4096;

/// Who holds a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Who it is.
    #[serde(flatten)]
    pub operator: Operator,
    /// Since when.
    pub started: Timestamp,
}

/// A lock that this process holds until it drops this, or ends.
#[derive(Debug)]
pub struct Lock {
    /// Held for its lock.
    _file: File,
}

/// Why a lock cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds it.
    #[error("another run holds the lock `{path}`: {holder}")]
    Held {
        /// The lock file.
        path: PathBuf,
        /// Who it is, in words.
        holder: String,
    },
    /// The file system refused.
    #[error("cannot {doing} the lock `{path}`: {error}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The lock file.
        path: PathBuf,
        /// What went wrong.
        error: std::io::Error,
    },
}

impl LockError {
    /// Returns what to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Held { .. } => "wait until that run ends, or stop it; then run again",
            Self::Io { .. } => {
                "make its folder writable, or move the topology file to a writable folder; cen changes nothing without a lock"
            }
        }
    }
}

impl Lock {
    /// Takes the lock for this process, and creates the file and its folder if needed. The file of
    /// a dead holder is not an obstacle.
    ///
    /// # Errors
    /// [`LockError::Held`] while another process holds it, [`LockError::Io`] if the file cannot be
    /// created.
    pub fn take(path: &Path, holder: &Holder) -> Result<Self, LockError> {
        let failed = |doing| {
            move |error| LockError::Io {
                doing,
                path: path.to_owned(),
                error,
            }
        };
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(failed("make the folder of"))?;
        }
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        let mut file = open_private(&mut options, path).map_err(failed("open"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LockError::Held {
                    path: path.to_owned(),
                    holder: holder_in(&mut file),
                });
            }
            Err(TryLockError::Error(error)) => return Err(failed("take")(error)),
        }
        let text = serde_json::to_vec(holder).expect("a holder is texts and numbers");
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(&text))
            .map_err(failed("write"))?;
        Ok(Self { _file: file })
    }
}

/// Returns the holder that a lock file names, in words.
fn holder_in(file: &mut File) -> String {
    let mut text = Vec::new();
    // If the file cannot be read, the message has no name.
    let _ = file.take(LONGEST).read_to_end(&mut text);
    match serde_json::from_slice::<Holder>(&text) {
        Ok(Holder {
            operator: Operator { user, host, pid },
            started,
        }) => {
            let (user, host) = (visible(&user), visible(&host));
            format!(
                "{user} on {host}, process {pid}, since {}",
                started.strftime("%Y-%m-%d %H:%M:%S UTC")
            )
        }
        Err(_) => "the lock file does not name its holder".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(user: &str) -> Holder {
        let operator = Operator {
            user: user.to_owned(),
            host: "desk\u{1b}[2J".to_owned(),
            pid: 7,
        };
        Holder {
            operator,
            started: "2026-01-02T03:04:05Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_lock_is_held_by_one_who_is_named_without_escapes_and_a_dead_holder_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/net.lock");
        let lock = Lock::take(&path, &holder("a long name of a first holder")).unwrap();
        let refused = Lock::take(&path, &holder("bob")).unwrap_err().to_string();
        assert!(
            refused.ends_with("a long name of a first holder on desk\\u001b[2J, process 7, since 2026-01-02 03:04:05 UTC"),
            "{refused}"
        );
        drop(lock);
        let again = Lock::take(&path, &holder("bob")).unwrap();
        drop(again);
        assert_eq!(
            serde_json::from_slice::<Holder>(&std::fs::read(&path).unwrap()).unwrap(),
            holder("bob")
        );
    }

    #[test]
    fn a_lock_file_that_holds_anything_else_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("net.lock");
        std::fs::write(&path, vec![0xff; 100_000]).unwrap();
        let lock = Lock::take(&path, &holder("bob")).unwrap();
        assert!(
            Lock::take(&path, &holder("eve"))
                .unwrap_err()
                .to_string()
                .contains("bob")
        );
        drop(lock);
    }
}
