//! The simulator behind the client's own transport, without a socket.

use std::sync::Arc;

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use futures::future::BoxFuture;

use crate::simulator::Simulator;

/// A transport whose other end is a simulator in this process.
#[derive(Clone)]
pub struct InProcess(Arc<Simulator>);

impl InProcess {
    /// A transport to this simulator.
    pub fn new(simulator: Arc<Simulator>) -> Self {
        Self(simulator)
    }
}

impl Transport for InProcess {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { Ok(self.0.answer(request).await) })
    }
}
