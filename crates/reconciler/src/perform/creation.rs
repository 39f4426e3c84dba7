//! Whether what a creation answered with exists.

use std::cell::Cell;

use cen_cloud::Error;
use tokio::time::Instant;

use crate::outcome::StepError;
use crate::retry::LISTING_LAGS;
use crate::task::{Task, now};
use crate::wait::Progress;

/// Waits until an object is complete. `look` returns its state, or none while it is not listed. Returns false if no listing shows it although
/// listings are not that late: the token belongs to an object that was deleted since.
///
/// # Errors
/// As [`Task::until`].
pub(super) async fn appears(
    task: Task<'_>,
    look: impl AsyncFn(Instant) -> Result<Option<Progress>, Error>,
) -> Result<bool, StepError> {
    let began = now();
    let (seen, gone) = (Cell::new(false), Cell::new(false));
    let look = async |since| {
        Ok(match look(since).await? {
            Some(progress) => {
                seen.set(true);
                progress
            }
            None if seen.get() => Progress::Failed("it is gone".to_owned()),
            None if began.elapsed() < LISTING_LAGS => {
                Progress::Pending("not listed yet".to_owned())
            }
            None => {
                gone.set(true);
                Progress::Done
            }
        })
    };
    task.until(look).await?;
    Ok(!gone.get())
}

/// Returns the error that every token of this hour belongs to something deleted.
pub(super) fn used_up() -> StepError {
    StepError::Unknown(
        "the cloud answers with objects that were deleted within this hour; run again in the next"
            .to_owned(),
    )
}
