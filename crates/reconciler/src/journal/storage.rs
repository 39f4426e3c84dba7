//! Where a journal's bytes are kept.

use std::io;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};

/// Keeps the bytes of one journal. What it has kept outlives the journal that wrote it.
pub trait Storage: Send + Sync {
    /// What messages call it.
    fn place(&self) -> String;

    /// Everything that it keeps; of more than [`LARGEST`](crate::LARGEST) bytes at least one byte more than that.
    ///
    /// # Errors
    /// Whatever the file system says.
    fn read(&self) -> io::Result<Vec<u8>>;

    /// Adds these bytes at the end; a durable append is on disc when it returns.
    ///
    /// # Errors
    /// Whatever the file system says; nothing of the bytes is kept then.
    fn append(&self, bytes: &[u8], durable: bool) -> io::Result<()>;

    /// Forgets what comes after the first `length` bytes.
    ///
    /// # Errors
    /// Whatever the file system says.
    fn truncate(&self, length: u64) -> io::Result<()>;

    /// Puts everything aside and goes on with these bytes, as a whole or not at all.
    ///
    /// # Errors
    /// Whatever the file system says; the journal is then as it was.
    fn rotate(&self, content: &[u8]) -> io::Result<()>;
}

/// Keeps a journal in memory. Copies share it, so a copy that a test keeps outlives the run that it drops.
#[derive(Clone, Debug, Default)]
pub struct MemoryStorage(Arc<Mutex<Vec<u8>>>);

impl MemoryStorage {
    /// What is kept now.
    pub fn bytes(&self) -> Vec<u8> {
        self.kept().clone()
    }

    /// Keeps these bytes instead: another moment's, fewer (a line that was cut off), or none (a journal that was deleted).
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
