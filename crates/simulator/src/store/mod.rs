//! A world in a file, which one process at a time writes: the world as it was, and below it a line for each save since.

mod line;
mod load;

use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::store::line::Checksum;
use crate::world::{Part as _, World, WorldChange};

/// The largest file that is read, in bytes: more than any world that can be made takes.
const LARGEST_WORLD: u64 = 512 * 1024 * 1024;

/// The lines below a small world may take this many bytes before the file is replaced.
const FEW_LINES: u64 = 64 * 1024;

/// Where a world is kept. Nobody else can open it while this lives.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// None if the next save replaces the file.
    file: Option<Appending>,
    /// Whether the file has all that is to be saved as one document.
    is_document: bool,
    /// Held for its lock.
    _lock: File,
}

/// The file, to which lines are appended.
#[derive(Debug)]
pub(crate) struct Appending {
    file: File,
    /// How many bytes the world takes, and how many the lines below it.
    world: u64,
    lines: u64,
    checksum: Checksum,
}

/// What is to be saved.
pub(crate) enum Unsaved {
    World(Vec<u8>),
    /// What changed since the last save, and the file that it is to be appended to.
    Change(Appending, Option<Box<WorldChange>>),
}

/// Why a world cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has it.
    #[error("`{0}` is in use by another process")]
    InUse(PathBuf),
    /// The file system refused.
    #[error("cannot {doing} `{path}`: {error}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: std::io::Error,
    },
    /// The file is no world.
    #[error("`{path}` is no simulator world: {reason}")]
    NotAWorld {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Store {
    /// Takes the file for this process, and makes its folder if need be. The file itself need not exist.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another process has it, [`StoreError::Io`] if its lock cannot be made.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|error| io("create", folder, error))?;
        }
        let mut lock_path = path.as_os_str().to_owned();
        lock_path.push(".lock");
        let lock_path = PathBuf::from(lock_path);
        let lock = File::create(&lock_path).map_err(|error| io("create", &lock_path, error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                file: None,
                is_document: true,
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => Err(io("lock", &lock_path, error)),
        }
    }

    /// Replaces the file by this world.
    ///
    /// # Errors
    /// [`StoreError::Io`]; the old world is then still there.
    pub fn save(&mut self, world: &World) -> Result<(), StoreError> {
        self.file = None;
        self.replace(&self.json(world)?)?;
        self.is_document = true;
        Ok(())
    }

    /// Returns what is to be written of a world, which takes it as saved from now on: what changed, or the whole world
    /// if this is the first time, if what this returned was not written, or if what was appended takes more room than the world.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the world cannot be written as a text.
    pub(crate) fn unsaved(&mut self, world: &mut World) -> Result<Unsaved, StoreError> {
        self.is_document = false;
        match self.file.take().filter(|file| !file.is_outgrown()) {
            Some(file) => Ok(Unsaved::Change(file, world.take_change().map(Box::new))),
            None => {
                let text = self.json(world)?;
                world.forget_changes();
                Ok(Unsaved::World(text))
            }
        }
    }

    /// Writes what [`Self::unsaved`] returned.
    ///
    /// # Errors
    /// [`StoreError::Io`]. What was saved before is still there, and the next save is one of the whole world.
    pub(crate) fn write(&mut self, unsaved: Unsaved) -> Result<(), StoreError> {
        let is_document = matches!(unsaved, Unsaved::World(_));
        self.file = Some(match unsaved {
            Unsaved::World(text) => self.replace(&text)?,
            Unsaved::Change(mut file, Some(change)) => {
                let appended = file.append(&self.json(&change)?);
                appended.map_err(|error| io("write", &self.path, error))?;
                file
            }
            Unsaved::Change(file, None) => file,
        });
        self.is_document = is_document;
        Ok(())
    }

    /// Tells whether the file has all that is to be saved as one document.
    pub(crate) fn is_document(&self) -> bool {
        self.is_document
    }

    fn json(&self, value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec(value).map_err(|error| io("write", &self.path, error.into()))
    }

    /// Replaces the file: whoever reads it sees the old world or the new one, never a part of either.
    fn replace(&self, world: &[u8]) -> Result<Appending, StoreError> {
        let failed = |error| io("write", &self.path, error);
        let folder = self
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(world).map_err(failed)?;
        file.write_all(b"\n").map_err(failed)?;
        file.as_file().sync_data().map_err(failed)?;
        let file = file
            .persist(&self.path)
            .map_err(|error| failed(error.error))?;
        Ok(Appending {
            file,
            world: world.len() as u64,
            lines: 0,
            checksum: Checksum::default(),
        })
    }
}

impl Appending {
    /// Appends a change. After an error the end of the file may be a part of a line, which a reader drops.
    fn append(&mut self, change: &[u8]) -> std::io::Result<()> {
        let line = self.checksum.line(change);
        self.file.write_all(&line)?;
        self.file.sync_data()?;
        self.lines += line.len() as u64;
        Ok(())
    }

    /// Tells whether the lines take more room than the world, or the file might become too large to be read.
    fn is_outgrown(&self) -> bool {
        self.lines > self.world.max(FEW_LINES) || self.world + self.lines > LARGEST_WORLD / 8 * 7
    }
}

fn io(doing: &'static str, path: &Path, error: std::io::Error) -> StoreError {
    StoreError::Io {
        doing,
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests;
