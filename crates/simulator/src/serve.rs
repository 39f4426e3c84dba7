//! The simulator over HTTP, for any client. Absolute request targets, as a proxy gets them, are served like any other.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream;
use http::StatusCode;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;

use crate::fault::Delivery;
use crate::simulator::Simulator;
use crate::tls::{HTTP_2, Tls};

/// How many connections there are at once; the next waits until one of them ends.
const MOST_CONNECTIONS: usize = 256;

/// How long the head of a request may take to arrive, from the beginning of the connection or the end of the request before.
const SLOWEST_HEAD: Duration = Duration::from_secs(30);

/// How long a client may take nothing of its answer.
const SLOWEST_READER: Duration = Duration::from_secs(30);

/// How long a request body may take to arrive.
const SLOWEST_BODY: Duration = Duration::from_secs(30);

/// The longest request body that is read, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

/// In how many pieces an answer comes that comes slowly.
const PIECES: u32 = 16;

type Body = UnsyncBoxBody<Bytes, Cut>;

/// The connection ends here, because it was to be cut.
#[derive(Debug, thiserror::Error)]
#[error("the connection is cut on purpose")]
struct Cut;

/// Serves until `stop` is done, over TLS if there are certificates; requests that have begun are answered.
///
/// # Errors
/// None so far: a connection that cannot be accepted does not end the server.
pub async fn serve(
    simulator: Arc<Simulator>,
    listener: TcpListener,
    tls: Option<&Tls>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places)
                .acquire_owned()
                .await
                .expect("nobody closes it");
            listener.accept().await.map(|(stream, _)| (stream, place))
        };
        tokio::select! {
            accepted = next => match accepted {
                Ok((stream, place)) => {
                    let connection = Connection {
                        simulator: Arc::clone(&simulator),
                        watcher: connections.watcher(),
                        _place: place,
                    };
                    tokio::spawn(connection.serve(stream, tls.map(Tls::acceptor)));
                }
                Err(error) => {
                    // Such as too many open files, which others may close.
                    tracing::warn!(%error, "a connection cannot be accepted");
                    sleep(Duration::from_millis(100)).await;
                }
            },
            () = &mut stop => break,
        }
    }
    connections.shutdown().await;
    Ok(())
}

/// A connection, which has a place until its end.
struct Connection {
    simulator: Arc<Simulator>,
    watcher: Watcher,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    /// Serves it to its end.
    async fn serve(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(SLOWEST_READER));
        let stream = Box::pin(stream);
        let Some(tls) = tls else {
            return self.serve_http_1(stream).await;
        };
        match tokio::time::timeout(SLOWEST_HEAD, tls.accept(stream)).await {
            Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(HTTP_2) => {
                self.serve_http_2(stream).await;
            }
            Ok(Ok(stream)) => self.serve_http_1(stream).await,
            Ok(Err(error)) => tracing::debug!(%error, "a connection did not come to TLS"),
            Err(_) => tracing::debug!("a connection came too slowly to TLS"),
        }
    }

    async fn serve_http_1(self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(SLOWEST_HEAD);
        let simulator = self.simulator;
        let service = service_fn(move |request| handle(Arc::clone(&simulator), request));
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        ended(self.watcher.watch(connection).await);
    }

    async fn serve_http_2(self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .keep_alive_interval(SLOWEST_HEAD);
        let simulator = self.simulator;
        let service = service_fn(move |request| handle(Arc::clone(&simulator), request));
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        ended(self.watcher.watch(connection).await);
    }
}

fn ended(end: hyper::Result<()>) {
    if let Err(error) = end {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Answers one request. An error ends the connection without another byte.
async fn handle(
    simulator: Arc<Simulator>,
    request: http::Request<Incoming>,
) -> Result<http::Response<Body>, Cut> {
    let (head, body) = request.into_parts();
    let Ok(Ok(body)) =
        tokio::time::timeout(SLOWEST_BODY, Limited::new(body, LONGEST_BODY).collect()).await
    else {
        return Ok(plain(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the request body is too long, was cut off, or came too slowly",
        ));
    };
    let request = http::Request::from_parts(head, body.to_bytes());
    // The work is done in a task of its own, so that a client which hangs up does not undo it: the real cloud would not either.
    match tokio::spawn(async move { simulator.answer(request).await }).await {
        Ok(Delivery::Whole(answer)) => Ok(answer.map(whole)),
        Ok(Delivery::Slow(answer, time)) => Ok(sized(answer, |body| slow(body, time))),
        Ok(Delivery::Half(answer)) => Ok(sized(answer, half)),
        Ok(Delivery::Cut) => Err(Cut),
        Err(_) => Ok(plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the simulator failed",
        )),
    }
}

fn whole(body: Bytes) -> Body {
    Full::new(body)
        .map_err(|never| match never {})
        .boxed_unsync()
}

fn plain(status: StatusCode, text: &'static str) -> http::Response<Body> {
    let mut response = http::Response::new(whole(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response
}

/// Returns an answer that promises its whole length, however much of it comes, and when.
fn sized(
    mut answer: http::Response<Bytes>,
    body: impl FnOnce(Bytes) -> Body,
) -> http::Response<Body> {
    let length = answer.body().len().into();
    answer
        .headers_mut()
        .insert(http::header::CONTENT_LENGTH, length);
    answer.map(body)
}

fn slow(body: Bytes, time: Duration) -> Body {
    let size = body.len().div_ceil(PIECES as usize).max(1);
    let pieces: Vec<_> = body
        .chunks(size)
        .map(|piece| body.slice_ref(piece))
        .collect();
    let pieces = stream::iter(pieces).then(move |piece| async move {
        sleep(time / PIECES).await;
        Ok(Frame::data(piece))
    });
    StreamBody::new(pieces).boxed_unsync()
}

fn half(body: Bytes) -> Body {
    let half = body.slice(..body.len() / 2);
    let end = stream::once(async {
        // The server writes what it has only when there is nothing more at the moment.
        tokio::task::yield_now().await;
        Err(Cut)
    });
    StreamBody::new(stream::iter([Ok(Frame::data(half))]).chain(end)).boxed_unsync()
}
