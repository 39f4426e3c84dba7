//! Answers by key, each asked for once: callers who need the same answer at the same time share one call.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

use cen_cloud::Error;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// The last answer to each question of one kind.
pub(crate) struct SingleFlight<K, T>(parking_lot::Mutex<BTreeMap<K, Arc<Slot<T>>>>);

/// The last answer to one question. Whoever asks holds the lock, so that all others wait for the answer.
type Slot<T> = Mutex<Option<TimedResult<T>>>;

/// An answer, and when its call began.
struct TimedResult<T> {
    began: Instant,
    result: Result<Arc<T>, Error>,
}

impl<T> TimedResult<T> {
    fn with_time(&self) -> Result<(Instant, Arc<T>), Error> {
        self.result.clone().map(|result| (self.began, result))
    }
}

impl<K, T> Default for SingleFlight<K, T> {
    fn default() -> Self {
        Self(parking_lot::Mutex::new(BTreeMap::new()))
    }
}

impl<K: Ord, T> SingleFlight<K, T> {
    /// Returns the first answer for this key. An error is an answer too: ten files of a dead account ask once.
    ///
    /// # Errors
    /// The error of the first call, the same for all callers.
    pub(crate) async fn once(
        &self,
        key: K,
        ask: impl AsyncFnOnce() -> Result<T, Error>,
    ) -> Result<T, Error>
    where
        T: Clone,
    {
        self.shared(key, ask).await.map(Arc::unwrap_or_clone)
    }

    /// Returns the first answer for this key as [`once`](Self::once) does, without a copy.
    ///
    /// # Errors
    /// The error of the first call, the same for all callers.
    pub(crate) async fn shared(
        &self,
        key: K,
        ask: impl AsyncFnOnce() -> Result<T, Error>,
    ) -> Result<Arc<T>, Error> {
        let (_, answer) = self.get(key, |_| true, ask).await?;
        Ok(answer)
    }

    /// Returns an answer to a call that began at `since` or later, and when it began. An error is
    /// never kept.
    ///
    /// # Errors
    /// The error of this caller's own call.
    pub(crate) async fn since(
        &self,
        key: K,
        since: Instant,
        ask: impl AsyncFnOnce() -> Result<T, Error>,
    ) -> Result<(Instant, Arc<T>), Error> {
        let is_fresh = |answer: &TimedResult<T>| answer.result.is_ok() && answer.began >= since;
        self.get(key, is_fresh, ask).await
    }

    /// Returns the last answer for this key, if there is one and it is no error. Sends nothing.
    pub(crate) async fn known<Q: Ord + ?Sized>(&self, key: &Q) -> Option<Arc<T>>
    where
        K: Borrow<Q>,
    {
        let slot = Arc::clone(self.0.lock().get(key)?);
        let answer = slot.lock().await;
        answer.as_ref()?.result.as_ref().ok().cloned()
    }

    async fn get(
        &self,
        key: K,
        is_good: impl Fn(&TimedResult<T>) -> bool,
        ask: impl AsyncFnOnce() -> Result<T, Error>,
    ) -> Result<(Instant, Arc<T>), Error> {
        let slot = Arc::clone(self.0.lock().entry(key).or_default());
        let mut last = slot.lock().await;
        if let Some(answer) = last.as_ref().filter(|answer| is_good(answer)) {
            tracing::trace!(age = ?answer.began.elapsed(), "answer shared");
            return answer.with_time();
        }
        let began = Instant::now();
        let result = ask().await.map(Arc::new);
        let answer = TimedResult { began, result };
        last.insert(answer).with_time()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use cen_cloud::ErrorKind;
    use futures::future::join_all;

    use super::*;

    fn denied() -> Error {
        let (code, message) = ("Forbidden".to_owned(), String::new());
        Error {
            action: "A",
            kind: ErrorKind::Denied,
            code,
            message,
            request_id: None,
            http_status: None,
            retry_after: None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_asked_once_is_not_asked_again_and_neither_is_what_failed() {
        let (answers, calls) = (SingleFlight::default(), AtomicU32::new(0));
        let ask = async || {
            tokio::time::sleep(Duration::from_millis(50)).await;
            calls.fetch_add(1, Ordering::Relaxed);
            Err::<u32, _>(denied())
        };
        let all = join_all((0..20).map(|_| answers.once(7, ask))).await;
        assert!(all.iter().all(Result::is_err));
        answers.once(7, ask).await.unwrap_err();
        assert_eq!(calls.load(Ordering::Relaxed), 1);
        assert_eq!(answers.once(8, async || Ok(3)).await.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn many_who_ask_at_once_cost_one_call() {
        let (listing, calls) = (SingleFlight::default(), AtomicU32::new(0));
        let list = async || {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok(vec![calls.fetch_add(1, Ordering::Relaxed)])
        };
        let now = Instant::now();
        let answers = join_all((0..20).map(|_| listing.since((), now, list))).await;
        assert!(answers.into_iter().all(|answer| *answer.unwrap().1 == [0]));
        let later = listing.since((), Instant::now(), list).await.unwrap();
        assert_eq!(
            *later.1,
            [1],
            "an answer from before the question is no answer"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_listing_that_failed_is_asked_again() {
        let (listing, now) = (SingleFlight::default(), Instant::now());
        listing
            .since((), now, async || Err::<u32, _>(denied()))
            .await
            .unwrap_err();
        assert_eq!(*listing.since((), now, async || Ok(3)).await.unwrap().1, 3);
    }
}
