//! A journal in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::journal::error::JournalError;
use crate::journal::read::LARGEST;
use crate::journal::storage::Storage;

/// The ending of the file that a rotation puts the old journal into.
pub const OLD: &str = "old";

/// Keeps a journal in a file, and the one before it beside it, with [`OLD`] at the end of its name.
pub struct FileStorage {
    path: PathBuf,
    open: Mutex<Open>,
}

struct Open {
    file: File,
    length: u64,
    /// Whether a line that could not be written whole could not be taken away either. Nothing may be added to it.
    torn: bool,
}

impl FileStorage {
    /// Opens the file, and makes it and its folder if need be. When this returns, both are on disc.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let place = shown(path);
        let file = open(path).map_err(JournalError::io("open", &place))?;
        let length = file.metadata().map_err(JournalError::io("open", &place))?.len();
        Ok(Self { path: path.to_owned(), open: Mutex::new(Open { file, length, torn: false }) })
    }

    fn opened(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(path: &Path) -> io::Result<File> {
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)?;
    let file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    sync_folder(folder)?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new file's name is on disc once its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The file as messages show it.
fn shown(path: &Path) -> String {
    format!("`{}`", path.display())
}

impl Open {
    fn append(&mut self, bytes: &[u8], durable: bool) -> io::Result<()> {
        if self.torn {
            return Err(io::Error::other("a line before this one could not be written whole"));
        }
        let written = self.file.write_all(bytes).and_then(|()| if durable { self.file.sync_data() } else { Ok(()) });
        match written {
            Ok(()) => self.length += bytes.len() as u64,
            Err(_) => self.torn = self.file.set_len(self.length).is_err(),
        }
        written
    }
}

impl Storage for FileStorage {
    fn place(&self) -> String {
        shown(&self.path)
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let (mut open, mut bytes) = (self.opened(), Vec::new());
        open.file.rewind()?;
        (&mut open.file).take(LARGEST + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn append(&self, bytes: &[u8], durable: bool) -> io::Result<()> {
        self.opened().append(bytes, durable)
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        let mut open = self.opened();
        if length < open.length {
            open.file.set_len(length)?;
            open.file.sync_data()?;
            open.length = length;
        }
        Ok(())
    }

    fn rotate(&self, content: &[u8]) -> io::Result<()> {
        let beside = |ending: &str| {
            let mut path = self.path.clone().into_os_string();
            path.push(format!(".{ending}"));
            PathBuf::from(path)
        };
        let mut open = self.opened();
        // The old one is whole before the new one takes its place, so at each moment there is one that holds everything.
        std::fs::copy(&self.path, beside("copy"))?;
        File::open(beside("copy"))?.sync_all()?;
        std::fs::rename(beside("copy"), beside(OLD))?;
        let mut new = File::create(beside("new"))?;
        new.write_all(content)?;
        new.sync_all()?;
        std::fs::rename(beside("new"), &self.path)?;
        sync_folder(folder_of(&self.path))?;
        open.file = OpenOptions::new().read(true).append(true).open(&self.path)?;
        open.length = content.len() as u64;
        Ok(())
    }
}
