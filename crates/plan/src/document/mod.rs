//! Plans and snapshots as files: which cloud they are of, and how they are read again.

mod coverage;
mod plan;
mod read;
mod snapshot;

pub use plan::read_plan;
pub use read::{Contradiction, FileError, kind_of};
pub use snapshot::{SNAPSHOT_VERSION, Snapshot, read_snapshot};
