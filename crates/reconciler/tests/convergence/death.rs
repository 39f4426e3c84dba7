//! The death of a process: at one of its requests, or while it writes into its journal. Nothing
//! that it does afterwards reaches the cloud or the disk.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use cen_reconciler::{MemoryStorage, Storage};
use futures::future::BoxFuture;
use tokio::sync::Notify;

use crate::stranger::Meddler;

/// The moment of the death.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Before a request is sent.
    Sending,
    /// After the cloud did the work, before the process has the answer.
    Worked,
    /// After the process has the answer, before it can record it.
    Answered,
    /// While a line of the journal is written.
    Writing,
}

pub(crate) const MOMENTS: [Moment; 4] = [
    Moment::Sending,
    Moment::Worked,
    Moment::Answered,
    Moment::Writing,
];

/// The time when one process dies.
#[derive(Debug)]
pub(crate) struct Death {
    /// The number of requests or journal lines before the last one.
    left: AtomicU32,
    moment: Moment,
    /// The part of its last line that is on the disk, in percent.
    written: usize,
    is_dead: AtomicBool,
    died: Notify,
}

impl Death {
    /// At the n-th request or line from now, counted from 1; 0 is never.
    pub(crate) fn at(number: u32, moment: Moment, written: usize) -> Arc<Self> {
        Arc::new(Self {
            left: AtomicU32::new(number),
            moment,
            written,
            is_dead: AtomicBool::new(false),
            died: Notify::new(),
        })
    }

    pub(crate) fn never() -> Arc<Self> {
        Self::at(0, Moment::Sending, 0)
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.is_dead.load(Ordering::Relaxed)
    }

    pub(crate) async fn died(&self) {
        self.died.notified().await;
    }

    fn die(&self) {
        self.is_dead.store(true, Ordering::Relaxed);
        self.died.notify_one();
    }

    /// Tells whether the next request or line is the last.
    fn is_last(&self) -> bool {
        let left = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            });
        left == Ok(1)
    }

    /// Returns the moment of its death, if the next request is the last.
    fn next_request(&self) -> Option<Moment> {
        (self.moment != Moment::Writing && self.is_last()).then_some(self.moment)
    }
}

/// The disk with the journal of a process that may die. A part of its last line is on the disk.
pub(crate) struct MortalStorage {
    pub(crate) inner: MemoryStorage,
    pub(crate) death: Arc<Death>,
    pub(crate) torn: AtomicBool,
}

impl Storage for MortalStorage {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn reader(&self) -> io::Result<Box<dyn io::BufRead>> {
        self.inner.reader()
    }

    fn append(&self, bytes: &[u8], durable: bool) -> io::Result<()> {
        if !self.death.is_dead() && self.death.moment == Moment::Writing && self.death.is_last() {
            self.death.die();
        }
        match self.death.is_dead() {
            false => self.inner.append(bytes, durable),
            true if self.torn.swap(true, Ordering::Relaxed) => Ok(()),
            true => self
                .inner
                .append(&bytes[..bytes.len() * self.death.written / 100], durable),
        }
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.inner.truncate(length)
    }

    fn rotate(&self, content: &[u8]) -> io::Result<()> {
        self.inner.rotate(content)
    }
}

/// The wire of a process that may die.
pub(crate) struct Mortal {
    pub(crate) inner: Arc<dyn Transport>,
    pub(crate) death: Arc<Death>,
    /// A stranger who disturbs it.
    pub(crate) meddler: Option<Meddler>,
}

impl Transport for Mortal {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            if self.death.is_dead() {
                return std::future::pending().await;
            }
            if let Some(meddler) = &self.meddler {
                meddler.count().await;
            }
            match self.death.next_request() {
                None => self.inner.send(request).await,
                Some(Moment::Worked) => {
                    let _unheard = self.inner.send(request).await;
                    self.death.die();
                    std::future::pending().await
                }
                Some(Moment::Answered) => {
                    let answer = self.inner.send(request).await;
                    self.death.die();
                    answer
                }
                Some(Moment::Sending | Moment::Writing) => {
                    self.death.die();
                    std::future::pending().await
                }
            }
        })
    }
}
