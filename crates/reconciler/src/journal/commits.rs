//! Which intents are on disc: one sync serves all that were written before it.

use std::io;

/// The intents of a journal, numbered in the order in which they were written.
#[derive(Debug, Default)]
pub(super) struct Commits {
    written: u64,
    synced: u64,
    /// A sync failed. What the file holds after that is not known, and a later sync may succeed
    /// without having written what was lost.
    failed: bool,
}

impl Commits {
    /// Notes that an intent was written, and returns its number.
    pub(super) fn note_written(&mut self) -> u64 {
        self.written += 1;
        self.written
    }

    /// Brings an intent to the disc, unless it is there.
    ///
    /// # Errors
    /// The error of the sync; after one that failed every intent that is not on disc fails.
    pub(super) fn commit(
        &mut self,
        number: u64,
        sync: impl FnOnce() -> io::Result<()>,
    ) -> io::Result<()> {
        if self.synced >= number {
            return Ok(());
        }
        if self.failed {
            return Err(io::Error::other(
                "an earlier line could not be brought to the disc",
            ));
        }
        let synced = sync();
        match synced {
            Ok(()) => self.synced = self.written,
            Err(_) => self.failed = true,
        }
        synced
    }
}

/// Lets every other action that is ready go on first, in the order in which they became ready.
pub(super) async fn after_others() {
    let mut is_first = true;
    std::future::poll_fn(|context| {
        if std::mem::take(&mut is_first) {
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn one_sync_serves_all_that_were_written_before_it() {
        let (mut commits, syncs) = (Commits::default(), Cell::new(0));
        let sync = || {
            syncs.set(syncs.get() + 1);
            Ok(())
        };
        let numbers: Vec<_> = (0..3).map(|_| commits.note_written()).collect();
        for number in numbers {
            commits.commit(number, sync).unwrap();
        }
        assert_eq!(syncs.get(), 1);
        let later = commits.note_written();
        commits.commit(later, sync).unwrap();
        assert_eq!(syncs.get(), 2, "what was written after it needs another");
    }

    #[test]
    fn after_a_sync_that_failed_nothing_more_counts_as_written() {
        let mut commits = Commits::default();
        let (first, second) = (commits.note_written(), commits.note_written());
        commits
            .commit(first, || Err(io::Error::other("no disc")))
            .unwrap_err();
        for number in [first, second] {
            commits.commit(number, || Ok(())).unwrap_err();
        }
    }
}
