//! The simulator behind the client's own transport, without a socket. What goes wrong on purpose goes wrong as it would over one.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use cen_cloud::transport::{Transport, TransportError};
use futures::future::BoxFuture;
use tokio::time::{sleep, timeout};

use crate::fault::Delivery;
use crate::simulator::Simulator;

/// How long an answer is waited for: as long as the client's transport over HTTP waits.
const PATIENCE: Duration = Duration::from_secs(30);

/// A transport whose other end is a simulator in this process.
#[derive(Clone)]
pub struct InProcess(Arc<Simulator>);

impl InProcess {
    /// Returns a transport to this simulator.
    pub fn new(simulator: Arc<Simulator>) -> Self {
        Self(simulator)
    }

    async fn exchange(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, &'static str> {
        match self.0.answer(request).await {
            Delivery::Whole(answer) => Ok(answer),
            Delivery::Slow(answer, time) => {
                sleep(time).await;
                Ok(answer)
            }
            Delivery::Half(_) => Err("the connection was cut in the middle of the answer"),
            Delivery::Cut => Err("the connection was cut"),
        }
    }
}

impl Transport for InProcess {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let host = request
                .uri()
                .authority()
                .map(ToString::to_string)
                .unwrap_or_default();
            let answer = timeout(PATIENCE, self.exchange(request)).await;
            let answer = answer.map_err(|_| format!("timed out after {PATIENCE:?}"));
            answer
                .and_then(|answer| answer.map_err(str::to_owned))
                .map_err(|reason| TransportError::NoAnswer { host, reason })
        })
    }
}
