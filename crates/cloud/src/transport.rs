//! How one signed request reaches a server and its answer comes back: over HTTP, or within this process.

use bytes::Bytes;
use futures::future::BoxFuture;

/// Carries one request to a server, and one answer back. Sends each request at most once: trying again is the caller's decision, because a
/// request that is sent again must be signed again.
pub trait Transport: Send + Sync {
    /// Sends `request`, whose URI is absolute.
    ///
    /// # Errors
    /// [`TransportError`] when no complete answer arrived; it tells whether the server may have seen the request.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

/// Why no answer arrived.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TransportError {
    /// The request never left this machine, so it had no effect.
    #[error("cannot reach {host}: {reason}")]
    NotSent {
        /// The host and port that was tried.
        host: String,
        /// What went wrong.
        reason: String,
    },
    /// The request may have reached the server and taken effect: the connection ended, or time ran out, before a complete answer came.
    #[error("no answer from {host}: {reason}")]
    NoAnswer {
        /// The host and port that was asked.
        host: String,
        /// What went wrong.
        reason: String,
    },
}
