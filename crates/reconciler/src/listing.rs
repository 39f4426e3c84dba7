//! A listing that many wait on and one reads: whoever needs news of the same thing at the same time gets the same answer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};

use cen_cloud::Error;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::retry::patient_read;

/// The last answer of one list call, and when that call began.
pub(crate) struct Listing<T> {
    last: Mutex<Option<(Instant, Arc<Vec<T>>)>>,
}

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self {
            last: Mutex::new(None),
        }
    }
}

impl<T> Listing<T> {
    /// An answer to a call that began at `since` or later. While one reads, the others wait for its answer, and read themselves only if that is
    /// older than they need.
    ///
    /// # Errors
    /// The call's, after it was tried again as reads are.
    pub(crate) async fn since(
        &self,
        since: Instant,
        list: impl AsyncFn() -> Result<Vec<T>, Error>,
    ) -> Result<Arc<Vec<T>>, Error> {
        let mut last = self.last.lock().await;
        if let Some((began, rows)) = last.as_ref().filter(|(began, _)| *began >= since) {
            tracing::trace!(age = ?began.elapsed(), "listing shared");
            return Ok(Arc::clone(rows));
        }
        let began = Instant::now();
        let rows = Arc::new(patient_read(list).await?);
        *last = Some((began, Arc::clone(&rows)));
        Ok(rows)
    }
}

/// The listings of one kind, by what they list.
pub(crate) struct Board<K, T>(SyncMutex<BTreeMap<K, Arc<Listing<T>>>>);

impl<K, T> Default for Board<K, T> {
    fn default() -> Self {
        Self(SyncMutex::new(BTreeMap::new()))
    }
}

impl<K: Ord, T> Board<K, T> {
    /// The listing of this.
    pub(crate) fn of(&self, key: K) -> Arc<Listing<T>> {
        // A map that only grows is whole, whatever happened while it was held.
        let mut listings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(listings.entry(key).or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use futures::future::join_all;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn many_who_ask_at_once_cost_one_call() {
        let (listing, calls) = (Listing::default(), AtomicU32::new(0));
        let list = async || {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok(vec![calls.fetch_add(1, Ordering::Relaxed)])
        };
        let now = Instant::now();
        let answers = join_all((0..20).map(|_| listing.since(now, list))).await;
        assert!(answers.into_iter().all(|answer| *answer.unwrap() == [0]));
        let later = listing.since(Instant::now(), list).await.unwrap();
        assert_eq!(
            *later,
            [1],
            "an answer from before the question is no answer"
        );
    }
}
