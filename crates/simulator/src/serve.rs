//! The simulator over HTTP, for any client. Absolute request targets, as a proxy gets them, are served like any other.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use tokio::net::TcpListener;

use crate::simulator::Simulator;

/// The longest request body that is read, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

/// Serves until `stop` is done; requests that have begun are answered.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    simulator: Arc<Simulator>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = Router::new().fallback(handle).with_state(simulator);
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn handle(State(simulator): State<Arc<Simulator>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
        let mut refused = Response::new(Body::from("the request body is too long or was cut off"));
        *refused.status_mut() = axum::http::StatusCode::PAYLOAD_TOO_LARGE;
        return refused;
    };
    // The work is done in a task of its own, so that a client which hangs up does not undo it: the real cloud would not either.
    let answer = tokio::spawn(async move { simulator.answer(http::Request::from_parts(head, body)).await }).await;
    answer.map_or_else(|_| failed(), |answer: http::Response<Bytes>| answer.map(Body::from))
}

fn failed() -> Response {
    let mut failed = Response::new(Body::from("the simulator failed"));
    *failed.status_mut() = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
    failed
}
