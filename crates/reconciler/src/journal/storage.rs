//! Keeps the bytes of journals.

use std::io;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};

/// Keeps the bytes of one journal, and outlives it.
pub trait Storage: Send + Sync {
    /// Returns its name in messages.
    fn place(&self) -> String;

    /// Returns all bytes; if there are more than [`LARGEST`](crate::LARGEST), at least one byte
    /// more than that.
    ///
    /// # Errors
    /// The error of the file system.
    fn read(&self) -> io::Result<Vec<u8>>;

    /// Appends these bytes. When a durable append returns, it is on disc with all that was appended
    /// before it; one of no bytes does only this.
    ///
    /// # Errors
    /// The error of the file system; none of the bytes is kept then.
    fn append(&self, bytes: &[u8], durable: bool) -> io::Result<()>;

    /// Drops the bytes after the first `length`.
    ///
    /// # Errors
    /// Whatever the file system says.
    fn truncate(&self, length: u64) -> io::Result<()>;

    /// Puts the old bytes aside and continues with these, completely or not at all.
    ///
    /// # Errors
    /// The error of the file system; the journal is unchanged then.
    fn rotate(&self, content: &[u8]) -> io::Result<()>;
}

/// Keeps a journal in memory. Clones share the bytes, so a test can keep a clone and drop the run.
#[derive(Clone, Debug, Default)]
pub struct MemoryStorage(Arc<Mutex<Vec<u8>>>);

impl MemoryStorage {
    /// Returns the current bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.kept().clone()
    }

    /// Replaces the bytes, such as with those of another moment, with a line cut off, or with none.
    pub fn set(&self, bytes: Vec<u8>) {
        *self.kept() = bytes;
    }

    fn kept(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock()
    }
}

impl Storage for MemoryStorage {
    fn place(&self) -> String {
        "in memory".to_owned()
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        Ok(self.bytes())
    }

    fn append(&self, bytes: &[u8], _durable: bool) -> io::Result<()> {
        self.kept().extend_from_slice(bytes);
        Ok(())
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.kept()
            .truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(())
    }

    fn rotate(&self, content: &[u8]) -> io::Result<()> {
        self.set(content.to_vec());
        Ok(())
    }
}
