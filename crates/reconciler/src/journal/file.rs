//! A journal in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};

use parking_lot::{Mutex, MutexGuard};

use crate::journal::error::JournalError;
use crate::journal::storage::Storage;
use crate::private_file::open_private;

/// The suffix of the file that keeps the old journal after a rotation.
pub const OLD: &str = "old";

/// Keeps a journal in a file, and the journal before it in a file with the suffix [`OLD`].
pub struct FileStorage {
    path: PathBuf,
    open: Mutex<Open>,
}

/// A file that keeps what is written only after a sync.
trait Disc: io::Write {
    fn sync_data(&self) -> io::Result<()>;
    fn set_len(&self, length: u64) -> io::Result<()>;
}

impl Disc for File {
    fn sync_data(&self) -> io::Result<()> {
        Self::sync_data(self)
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        Self::set_len(self, length)
    }
}

struct Open<F = File> {
    file: F,
    length: u64,
    /// Whether an incomplete line is at the end and could not be removed. Nothing may be appended
    /// then.
    torn: bool,
}

impl FileStorage {
    /// Opens the file, and creates it and its folder if needed. Both are on disc when this returns.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let place = shown(path);
        let file = open(path).map_err(JournalError::io("open", &place))?;
        let length = file
            .metadata()
            .map_err(JournalError::io("open", &place))?
            .len();
        Ok(Self {
            path: path.to_owned(),
            open: Mutex::new(Open {
                file,
                length,
                torn: false,
            }),
        })
    }

    fn opened(&self) -> MutexGuard<'_, Open> {
        self.open.lock()
    }
}

fn open(path: &Path) -> io::Result<File> {
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)?;
    let file = open_journal(path)?;
    sync_folder(folder)?;
    Ok(file)
}

/// Opens a file to append to, and creates it if needed.
fn open_journal(path: &Path) -> io::Result<File> {
    open_private(
        OpenOptions::new().create(true).read(true).append(true),
        path,
    )
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Syncs a folder, so that the name of a new file is on disc.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// Creates a file that only its owner may read, or truncates it.
fn create_private(path: &Path) -> io::Result<File> {
    open_private(
        OpenOptions::new().create(true).write(true).truncate(true),
        path,
    )
}

/// Copies a file to one that only its owner may read. The copy is on disc when this returns.
fn copy_private(from: &Path, to: &Path) -> io::Result<()> {
    let mut copy = create_private(to)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.sync_all()
}

/// Returns the file as messages show it.
fn shown(path: &Path) -> String {
    format!("`{}`", path.display())
}

impl<F: Disc> Open<F> {
    fn append(&mut self, bytes: &[u8], durable: bool) -> io::Result<()> {
        if self.torn {
            return Err(io::Error::other(
                "an earlier line could not be written completely",
            ));
        }
        let written = self.file.write_all(bytes).and_then(|()| {
            if durable {
                self.file.sync_data()
            } else {
                Ok(())
            }
        });
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

    fn reader(&self) -> io::Result<Box<dyn BufRead>> {
        Ok(Box::new(BufReader::new(File::open(&self.path)?)))
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
        self.rotate_and(content, sync_folder)
    }
}

impl FileStorage {
    /// Rotates, and syncs the folder by `sync` at the end.
    fn rotate_and(
        &self,
        content: &[u8],
        sync: impl FnOnce(&Path) -> io::Result<()>,
    ) -> io::Result<()> {
        let beside = |ending: &str| {
            let mut path = self.path.clone().into_os_string();
            path.push(format!(".{ending}"));
            PathBuf::from(path)
        };
        let mut open = self.opened();
        // The copy is complete before the new file replaces the old one, so a complete journal
        // exists at each moment.
        copy_private(&self.path, &beside("copy"))?;
        std::fs::rename(beside("copy"), beside(OLD))?;
        let mut new = open_journal(&beside("new"))?;
        // A rotation that was killed may have left it.
        new.set_len(0)?;
        new.write_all(content)?;
        new.sync_all()?;
        std::fs::rename(beside("new"), &self.path)?;
        // From here on, what is appended must go to the file that is at the path, also if the folder
        // cannot be synced.
        *open = Open {
            file: new,
            length: content.len() as u64,
            torn: false,
        };
        sync(folder_of(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(storage: &FileStorage) -> Vec<u8> {
        let mut bytes = Vec::new();
        storage.reader().unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn storage(folder: &Path) -> FileStorage {
        FileStorage::open(&folder.join("new/net.jsonl")).unwrap()
    }

    #[test]
    fn what_is_appended_is_read_by_whoever_opens_the_file_next() {
        let folder = tempfile::tempdir().unwrap();
        let first = storage(folder.path());
        first.append(b"one\n", true).unwrap();
        first.append(b"two\n", false).unwrap();
        drop(first);
        let second = storage(folder.path());
        assert_eq!(read(&second), b"one\ntwo\n");
        second.truncate(4).unwrap();
        second.append(b"three\n", true).unwrap();
        assert_eq!(read(&second), b"one\nthree\n");
    }

    /// A disc that loses at a power cut what was not synced.
    #[derive(Default)]
    struct Lossy {
        written: Vec<u8>,
        synced: std::cell::Cell<usize>,
    }

    impl io::Write for Lossy {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.written.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Disc for Lossy {
        fn sync_data(&self) -> io::Result<()> {
            self.synced.set(self.written.len());
            Ok(())
        }

        fn set_len(&self, _length: u64) -> io::Result<()> {
            Err(io::Error::other("this disc only grows"))
        }
    }

    #[test]
    fn a_durable_line_and_all_before_it_outlive_a_power_cut() {
        let mut open = Open {
            file: Lossy::default(),
            length: 0,
            torn: false,
        };
        let left = |open: &Open<Lossy>| open.file.written[..open.file.synced.get()].to_vec();
        open.append(b"one\n", false).unwrap();
        assert_eq!(left(&open), b"");
        open.append(b"two\n", true).unwrap();
        open.append(b"three\n", false).unwrap();
        assert_eq!(left(&open), b"one\ntwo\n");
    }

    #[test]
    fn a_rotation_puts_the_old_file_aside_and_goes_on_in_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let storage = storage(folder.path());
        for text in ["first\n", "second\n"] {
            storage.append(b"more\n", true).unwrap();
            storage.rotate(text.as_bytes()).unwrap();
            storage.append(b"after\n", true).unwrap();
        }
        assert_eq!(read(&storage), b"second\nafter\n");
        assert_eq!(
            std::fs::read(folder.path().join("new/net.jsonl.old")).unwrap(),
            b"first\nafter\nmore\n"
        );
        assert_eq!(
            std::fs::read_dir(folder.path().join("new"))
                .unwrap()
                .count(),
            2,
            "nothing else is left"
        );
    }

    #[test]
    fn after_a_rotation_whose_folder_cannot_be_synced_lines_go_to_the_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let storage = storage(folder.path());
        storage.append(b"before\n", true).unwrap();
        let refused = storage.rotate_and(b"kept\n", |_| Err(io::Error::other("no sync")));
        assert_eq!(refused.unwrap_err().to_string(), "no sync");
        storage.append(b"after\n", true).unwrap();
        storage.truncate(100).unwrap();
        assert_eq!(
            std::fs::read(folder.path().join("new/net.jsonl")).unwrap(),
            b"kept\nafter\n"
        );
    }

    #[test]
    fn what_a_killed_rotation_left_is_not_in_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let storage = storage(folder.path());
        std::fs::write(folder.path().join("new/net.jsonl.new"), "half of a line").unwrap();
        storage.rotate(b"kept\n").unwrap();
        assert_eq!(read(&storage), b"kept\n");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_line_that_does_not_fit_on_the_disc_is_an_error_and_so_is_every_line_after_it() {
        // This device is always full, and cannot be truncated either.
        let file = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut open = Open {
            file,
            length: 0,
            torn: false,
        };
        assert_eq!(
            open.append(b"one\n", true).unwrap_err().kind(),
            io::ErrorKind::StorageFull
        );
        assert!(
            open.append(b"two\n", true)
                .unwrap_err()
                .to_string()
                .contains("an earlier line")
        );
    }
}
