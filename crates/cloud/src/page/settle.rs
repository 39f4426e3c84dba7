//! A list that moves while it is read is read again.

use std::collections::BTreeMap;

use super::reading::{ListRow, Reading};
use crate::error::Error;

/// The most often that a list is read which moves each time.
pub(super) const MOST_READINGS: usize = 3;

/// A reading, and whether rows moved meanwhile, so that one may have slipped through.
pub(super) struct Settled<T> {
    pub(super) reading: Reading<T>,
    pub(super) has_moved: bool,
}

/// Reads a list until it is at rest, and returns its rows, sorted by identity.
///
/// # Errors
/// Those of a reading; one of the kind `Unknown` if rows moved each time and some of them were never
/// seen.
pub(super) async fn read_until_settled<T: ListRow>(
    action: &'static str,
    read: impl AsyncFn() -> Result<Settled<T>, Error>,
) -> Result<Vec<T>, Error> {
    let (mut seen, mut total) = (BTreeMap::new(), 0);
    for _ in 0..MOST_READINGS {
        let Settled { reading, has_moved } = read().await?;
        if !has_moved {
            warn_of_difference(action, reading.rows.len(), reading.total_count);
            return Ok(reading.rows.into_values().collect());
        }
        tracing::debug!(action, "the list changed while it was read");
        total = reading.total_count.unwrap_or_default();
        seen.extend(reading.rows);
    }
    // A busy list may never be stable. Accept it once all reads together hold at least `TotalCount`
    // rows.
    if seen.len() >= total {
        Ok(seen.into_values().collect())
    } else {
        let message =
            format!("the list changed each of the {MOST_READINGS} times that it was read");
        Err(Error::unclear(action, &message))
    }
}

fn warn_of_difference(action: &str, rows: usize, total_count: Option<usize>) {
    if let Some(total) = total_count.filter(|total| *total != rows) {
        tracing::warn!(
            action,
            rows,
            total,
            "the list has another number of rows than it says"
        );
    }
}
