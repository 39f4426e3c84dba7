//! A line of a world's file: a change, and a checksum over it and all lines before.

use sha1::{Digest as _, Sha1};

/// The checksum of the lines so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Checksum(String);

impl Checksum {
    /// Returns the checksum with one more change.
    fn with(&self, change: &[u8]) -> Self {
        let mut hash = Sha1::new();
        hash.update(&self.0);
        hash.update(change);
        Self(hex::encode(hash.finalize()))
    }

    /// Returns the line of a change, `["CHECKSUM",CHANGE]`, and counts it.
    pub(super) fn line(&mut self, change: &[u8]) -> Vec<u8> {
        *self = self.with(change);
        [b"[\"", self.0.as_bytes(), b"\",", change, b"]\n"].concat()
    }

    /// Returns the change in a line, and counts it. None if the line is damaged, or does not follow those before.
    pub(super) fn change<'a>(&mut self, line: &'a [u8]) -> Option<&'a [u8]> {
        let inner = line.strip_prefix(b"[\"")?.strip_suffix(b"]\n")?;
        let (checksum, change) = inner.split_at_checked(40)?;
        let change = change.strip_prefix(b"\",")?;
        let expected = self.with(change);
        if expected.0.as_bytes() != checksum {
            return None;
        }
        *self = expected;
        Some(change)
    }
}
