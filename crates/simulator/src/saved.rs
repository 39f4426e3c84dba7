//! How many answers share one save of the world.
//!
//! A save writes the whole world, so it takes longer the larger the world is. Where many changes come
//! at once, a save therefore waits for more of them, in proportion to the time that the last one took.
//! No answer is given before its change is saved.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::sleep;

/// How many times as long as the last save took a save waits for more changes, and how long at most.
const GATHERS: u32 = 2;
const LONGEST: Duration = Duration::from_millis(500);

/// The last save.
#[derive(Default)]
pub(crate) struct Saved {
    /// The number of the last change that it has.
    pub(crate) change: u64,
    pub(crate) took: Duration,
}

impl Saved {
    /// Waits until it is worth the time to save again.
    pub(crate) async fn gather(&self) {
        sleep((self.took * GATHERS).min(LONGEST)).await;
    }
}

/// How many answers wait for a save.
#[derive(Default)]
pub(crate) struct Waiting(AtomicUsize);

impl Waiting {
    /// Counts an answer until what this returns is dropped.
    pub(crate) fn enter(&self) -> Waits<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Waits(&self.0)
    }

    /// Tells whether more than one answer waits: then more changes will probably come.
    pub(crate) fn has_company(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 1
    }
}

/// An answer that waits.
pub(crate) struct Waits<'a>(&'a AtomicUsize);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[test]
    fn an_answer_that_waits_alone_has_no_company() {
        let waiting = Waiting::default();
        let one = waiting.enter();
        assert!(!waiting.has_company());
        let other = waiting.enter();
        assert!(waiting.has_company());
        drop((one, other));
        assert!(!waiting.has_company());
    }

    #[tokio::test(start_paused = true)]
    async fn a_save_waits_longer_the_longer_the_last_one_took_but_not_for_ever() {
        for (took, waits) in [(0, 0), (20, 40), (60_000, 500)] {
            let (change, took) = (1, Duration::from_millis(took));
            let began = Instant::now();
            Saved { change, took }.gather().await;
            assert_eq!(began.elapsed(), Duration::from_millis(waits));
        }
    }
}
