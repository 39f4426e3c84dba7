//! How large a journal and its lines may be.

/// The largest journal that is read, in bytes. It is rotated long before.
pub const LARGEST: u64 = 512 << 20;

/// The longest line, in bytes. An action with all that the API lets one say is far shorter.
pub(crate) const LONGEST_LINE: usize = 256 << 10;
