//! Counts the answers of the cloud, to show the progress of a look.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use futures::future::BoxFuture;

/// The answers of this process so far.
static ANSWERS: AtomicUsize = AtomicUsize::new(0);

/// Returns how many answers have come.
pub(crate) fn answers() -> usize {
    ANSWERS.load(Ordering::Relaxed)
}

/// A transport that counts its answers.
pub(super) struct Counting<T>(pub(super) T);

impl<T: Transport> Transport for Counting<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async {
            let answer = self.0.send(request).await;
            ANSWERS.fetch_add(1, Ordering::Relaxed);
            answer
        })
    }
}
