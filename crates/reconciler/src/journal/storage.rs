//! Keeps the bytes of journals.

use std::io::{self, BufRead, Cursor};
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};

/// Keeps the bytes of one journal, and outlives it.
pub trait Storage: Send + Sync {
    /// Returns its name in messages.
    fn place(&self) -> String;

    /// Returns a reader of all bytes that are appended so far.
    ///
    /// # Errors
    /// The error of the file system.
    fn reader(&self) -> io::Result<Box<dyn BufRead>>;

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
    /// The error of the file system; the journal consists of the old bytes or of the new ones then.
    fn rotate(&self, content: &[u8]) -> io::Result<()>;
}

/// Keeps a journal in memory. Clones share the bytes, so a test can keep a clone and drop the run.
/// As on a disc, a power cut loses what was not appended durably.
#[derive(Clone, Debug, Default)]
pub struct MemoryStorage(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    bytes: Vec<u8>,
    /// How many of the bytes a power cut leaves.
    synced: usize,
}

impl MemoryStorage {
    /// Returns the current bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.kept().bytes.clone()
    }

    /// Replaces the bytes, such as with those of another moment, with a line cut off, or with none.
    pub fn set(&self, bytes: Vec<u8>) {
        let synced = bytes.len();
        *self.kept() = Kept { bytes, synced };
    }

    /// Loses the bytes after the last durable append, as a power cut may.
    pub fn lose_unsynced(&self) {
        let mut kept = self.kept();
        let synced = kept.synced;
        kept.bytes.truncate(synced);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock()
    }
}

impl Storage for MemoryStorage {
    fn place(&self) -> String {
        "in memory".to_owned()
    }

    fn reader(&self) -> io::Result<Box<dyn BufRead>> {
        Ok(Box::new(Cursor::new(self.bytes())))
    }

    fn append(&self, bytes: &[u8], durable: bool) -> io::Result<()> {
        let mut kept = self.kept();
        kept.bytes.extend_from_slice(bytes);
        if durable {
            kept.synced = kept.bytes.len();
        }
        Ok(())
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        let mut kept = self.kept();
        kept.bytes
            .truncate(usize::try_from(length).unwrap_or(usize::MAX));
        kept.synced = kept.bytes.len();
        Ok(())
    }

    fn rotate(&self, content: &[u8]) -> io::Result<()> {
        self.set(content.to_vec());
        Ok(())
    }
}
