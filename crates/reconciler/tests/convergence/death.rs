//! How a process dies: at one of its requests, or while it writes into its journal; and nothing that it does afterwards reaches the cloud or the
//! disc.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use cen_reconciler::{MemoryStorage, Storage};
use futures::future::BoxFuture;
use tokio::sync::Notify;

use crate::stranger::Meddler;

/// At which point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// A request is not sent.
    Sending,
    /// The cloud has done the work, and nobody hears of it.
    Worked,
    /// The process has heard of it, and can tell nobody.
    Answered,
    /// A line of the journal is being written.
    Writing,
}

pub(crate) const MOMENTS: [Moment; 4] = [
    Moment::Sending,
    Moment::Worked,
    Moment::Answered,
    Moment::Writing,
];

/// When one process dies.
#[derive(Debug)]
pub(crate) struct Death {
    /// How many more requests it makes, or lines it writes, before the last.
    left: AtomicU32,
    moment: Moment,
    /// How much of its last line is on the disc, in percent.
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

    /// Whether what is about to be done, of those things that are counted, is the last.
    fn is_last(&self) -> bool {
        let left = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            });
        left == Ok(1)
    }

    /// The moment at which it dies, if the request that is about to be made is the last.
    fn next_request(&self) -> Option<Moment> {
        (self.moment != Moment::Writing && self.is_last()).then_some(self.moment)
    }
}

/// The disc under the journal of a process that may die. Of the line that it was about to write a part is there.
pub(crate) struct MortalStorage {
    pub(crate) inner: MemoryStorage,
    pub(crate) death: Arc<Death>,
    pub(crate) torn: AtomicBool,
}

impl Storage for MortalStorage {
    fn place(&self) -> String {
        self.inner.place()
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        self.inner.read()
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
    /// Somebody who gets in its way.
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
