//! Requests over real connections: HTTP and HTTPS, with everything bounded.

mod failure;
mod proxy;
mod server;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::future::BoxFuture;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, Response};
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, RootCertStore};

use self::failure::{NO_CERTIFICATE, not_begun, root_cause, timed_out};
use self::proxy::Proxies;
use self::server::Server;
use crate::transport::{Transport, TransportError};

/// The largest answer that is read, in bytes after decompression. A page of 50 rows has some tens of thousands.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// How long an idle connection is kept. Short, because a server that closes one just as a request goes out leaves open what became of it.
const LONGEST_IDLE: Duration = Duration::from_secs(15);

/// How long to wait for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection stands, TLS included.
    pub connect: Duration,
    /// From the start of a request to the first byte of its answer, connecting included.
    pub first_byte: Duration,
    /// From the start of a request to the last byte of its answer, connecting included.
    pub request: Duration,
}

impl Default for Timeouts {
    /// 5 s to connect, 20 s to the first byte, 30 s in all.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(20),
            request: Duration::from_secs(30),
        }
    }
}

/// A [`Transport`] over connections that it keeps and uses again: HTTP/2 where a TLS server offers it, else HTTP/1.1.
///
/// Follows no redirect, repeats no request, reads gzip, and trusts the certificates that the operating system trusts. A proxy that the
/// environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`) is used, except for this machine itself. Cheap to clone: clones share
/// their connections.
#[derive(Clone)]
pub struct HttpTransport {
    to_this_machine: Client,
    /// Or why there is none: without certificates only this machine can be spoken to.
    elsewhere: Result<Client, String>,
    /// Those that `elsewhere` uses, to name them where they fail.
    proxies: Arc<Proxies>,
    timeouts: Timeouts,
    largest_body: usize,
}

/// Why there is no HTTP transport.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up HTTP: {reason}")]
pub struct HttpTransportError {
    /// What is wrong.
    pub reason: String,
}

impl HttpTransport {
    /// Returns a transport with the usual [`Timeouts`].
    ///
    /// # Errors
    /// [`HttpTransportError`] if TLS cannot be set up at all. That the operating system has no certificates is no such case: it becomes the
    /// reason why hosts elsewhere cannot be reached, and a simulator on this machine still can.
    pub fn new() -> Result<Self, HttpTransportError> {
        Self::with_timeouts(Timeouts::default())
    }

    /// Returns a transport with these timeouts.
    ///
    /// # Errors
    /// As [`HttpTransport::new`].
    pub fn with_timeouts(timeouts: Timeouts) -> Result<Self, HttpTransportError> {
        Self::set_up(timeouts, &[])
    }

    /// Returns a transport with these timeouts that trusts these certificates too, a file of them in the form PEM.
    ///
    /// # Errors
    /// As [`HttpTransport::new`], and if there is no certificate in `pem`, or one that cannot be read.
    pub fn trusting(timeouts: Timeouts, pem: &[u8]) -> Result<Self, HttpTransportError> {
        let failed = |reason: String| HttpTransportError { reason };
        let certificates =
            Certificate::from_pem_bundle(pem).map_err(|error| failed(root_cause(error)))?;
        if certificates.is_empty() {
            return Err(failed(NO_CERTIFICATE.to_owned()));
        }
        let transport = Self::set_up(timeouts, &certificates)?;
        match transport.elsewhere {
            Ok(_) => Ok(transport),
            Err(reason) => Err(failed(reason)),
        }
    }

    fn set_up(
        timeouts: Timeouts,
        certificates: &[Certificate],
    ) -> Result<Self, HttpTransportError> {
        let builder = || {
            let builder = builder(timeouts);
            if certificates.is_empty() {
                builder
            } else {
                builder.tls_certs_merge(certificates.iter().cloned())
            }
        };
        if CryptoProvider::get_default().is_none() {
            // Another thread may have been faster; any provider will do.
            let _ = ring::default_provider().install_default();
        }
        let here = builder().no_proxy().build();
        let to_this_machine = here
            .map_err(root_cause)
            .or_else(|_| build_without_certificates(builder().no_proxy()));
        Ok(Self {
            to_this_machine: to_this_machine.map_err(|reason| HttpTransportError { reason })?,
            elsewhere: builder().build().map_err(root_cause),
            proxies: Arc::default(),
            timeouts,
            largest_body: LARGEST_BODY,
        })
    }

    /// Returns a transport with these timeouts that uses no proxy, even if the environment names one.
    ///
    /// # Errors
    /// As [`HttpTransport::new`].
    pub fn direct(timeouts: Timeouts) -> Result<Self, HttpTransportError> {
        Self::with_timeouts(timeouts).map(Self::without_proxies)
    }

    /// Returns the same transport, which uses no proxy, even if the environment names one.
    #[must_use]
    pub fn without_proxies(self) -> Self {
        let elsewhere = Ok(self.to_this_machine.clone());
        Self { elsewhere, ..self }
    }

    /// The same transport, which knows through `variable` the proxies that the environment names: an error names the proxy that the request
    /// went through, without its user and password, and a variable that holds no URL of a proxy is refused.
    #[must_use]
    pub fn with_environment(self, variable: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            proxies: Arc::new(Proxies::from_environment(variable)),
            ..self
        }
    }

    /// Says how a request to this URL goes, such as ``through the proxy proxy.corp:3128 of `HTTPS_PROXY` ``; none if it goes there by itself.
    ///
    /// # Errors
    /// If a variable holds no URL of a proxy.
    pub fn way_to(&self, uri: &http::Uri) -> Result<Option<String>, String> {
        if Server::of(uri).is_this_machine() {
            return Ok(None);
        }
        let proxy = self.proxies.on_the_way_to(uri)?;
        Ok(proxy.map(|proxy| proxy.to_string()))
    }

    async fn exchange(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let server = Server::of(request.uri());
        let not_sent = |host: &str, reason: &str| TransportError::NotSent {
            host: host.to_owned(),
            reason: reason.to_owned(),
        };
        let (client, host) = if server.is_this_machine() {
            (&self.to_this_machine, server.to_string())
        } else {
            let proxy = self.proxies.on_the_way_to(request.uri());
            let proxy = proxy.map_err(|reason| not_sent(&server.to_string(), &reason))?;
            let host =
                server.to_string() + &proxy.map(|proxy| format!(" {proxy}")).unwrap_or_default();
            let client = self.elsewhere.as_ref();
            (client.map_err(|reason| not_sent(&host, reason))?, host)
        };
        let request =
            reqwest::Request::try_from(request).map_err(|error| self.failure(&host, error))?;
        let first_byte = self.timeouts.first_byte;
        let response = tokio::time::timeout(first_byte, client.execute(request))
            .await
            .map_err(|_| TransportError::NoAnswer {
                host: host.clone(),
                reason: not_begun(first_byte),
            })?
            .map_err(|error| self.failure(&host, error))?;
        self.read(&host, response).await
    }

    /// Reads the answer to its end, which must come before the limit.
    async fn read(
        &self,
        host: &str,
        mut response: Response,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut body = BytesMut::new();
        // A failure from here on is never `NotSent`: the server has begun to answer.
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.no_answer(host, error))?
        {
            if body.len() + chunk.len() > self.largest_body {
                let reason = format!("its answer is larger than {} bytes", self.largest_body);
                return Err(TransportError::NoAnswer {
                    host: host.to_owned(),
                    reason,
                });
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = http::Response::new(body.freeze());
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }

    /// Sorts a failure: only a request that certainly never left is `NotSent`.
    fn failure(&self, host: &str, error: reqwest::Error) -> TransportError {
        if !(error.is_builder() || error.is_connect()) {
            return self.no_answer(host, error);
        }
        let reason = if error.is_timeout() {
            timed_out(self.timeouts.connect)
        } else {
            root_cause(error)
        };
        TransportError::NotSent {
            host: host.to_owned(),
            reason,
        }
    }

    fn no_answer(&self, host: &str, error: reqwest::Error) -> TransportError {
        let reason = if error.is_timeout() {
            timed_out(self.timeouts.request)
        } else {
            root_cause(error)
        };
        TransportError::NoAnswer {
            host: host.to_owned(),
            reason,
        }
    }
}

/// Without the clients: they know the proxy, and its password if it has one.
impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

fn builder(timeouts: Timeouts) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("cen/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.request)
        .pool_idle_timeout(LONGEST_IDLE)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
}

/// Returns a client that can speak plain HTTP, and no HTTPS because it trusts no certificate.
fn build_without_certificates(builder: ClientBuilder) -> Result<Client, String> {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions();
    let tls = tls
        .map_err(|error| error.to_string())?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    builder
        .tls_backend_preconfigured(tls)
        .build()
        .map_err(root_cause)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::process::Command;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    /// `{"RequestId":"R"}`, compressed.
    const COMPRESSED: &[u8] = &[
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 10, 74, 45, 44, 77, 45, 46, 241, 76, 81, 178, 82,
        10, 82, 170, 5, 0, 16, 103, 205, 232, 17, 0, 0, 0,
    ];

    /// Returns a server that answers each request on each connection with these bytes; with none, it closes the connection. Counts connections.
    async fn server(answer: Option<Vec<u8>>) -> (SocketAddr, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = connections.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, answer.clone()));
            }
        });
        (address, connections)
    }

    async fn serve(mut stream: TcpStream, answer: Option<Vec<u8>>) {
        while request_arrives(&mut stream).await {
            match &answer {
                Some(bytes) => stream.write_all(bytes).await.unwrap(),
                None => return,
            }
        }
    }

    /// Reads up to the blank line that ends a request without a body.
    async fn request_arrives(stream: &mut TcpStream) -> bool {
        let mut read = Vec::new();
        while !read.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else {
                return false;
            };
            read.push(byte);
        }
        true
    }

    fn answer(head: &str, body: &[u8]) -> Option<Vec<u8>> {
        let mut bytes =
            format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
        bytes.extend_from_slice(body);
        Some(bytes)
    }

    async fn get(
        transport: &HttpTransport,
        address: SocketAddr,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let url = format!("http://{address}/?Signature=canary");
        transport
            .send(http::Request::get(url).body(Bytes::new()).unwrap())
            .await
    }

    #[tokio::test]
    async fn a_request_to_a_port_where_nobody_listens_was_not_sent() {
        let address = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap();
        let error = get(&HttpTransport::new().unwrap(), address)
            .await
            .unwrap_err();
        assert!(matches!(error, TransportError::NotSent { .. }), "{error:?}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("cannot reach {address}: Connection refused")),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_server_that_speaks_no_tls_was_sent_nothing() {
        let (address, _) = server(answer("400 Bad Request", b"")).await;
        let request = http::Request::get(format!("https://{address}/?canary"))
            .body(Bytes::new())
            .unwrap();
        let transport = HttpTransport::with_timeouts(Timeouts {
            connect: Duration::from_millis(50),
            ..Timeouts::default()
        })
        .unwrap();
        let error = transport.send(request).await.unwrap_err();
        assert!(matches!(error, TransportError::NotSent { .. }), "{error:?}");
        assert!(!error.to_string().contains("canary"), "{error}");
    }

    #[tokio::test]
    async fn a_connection_that_ends_without_an_answer_leaves_the_outcome_open() {
        let (address, _) = server(None).await;
        let error = get(&HttpTransport::new().unwrap(), address)
            .await
            .unwrap_err();
        assert!(
            matches!(error, TransportError::NoAnswer { .. }),
            "{error:?}"
        );
        assert!(!error.to_string().contains("canary"), "{error}");
    }

    #[tokio::test]
    async fn a_server_that_hangs_leaves_the_outcome_open() {
        let (address, _) = server(Some(Vec::new())).await;
        let timeouts = Timeouts {
            request: Duration::from_millis(50),
            ..Timeouts::default()
        };
        let error = get(&HttpTransport::with_timeouts(timeouts).unwrap(), address)
            .await
            .unwrap_err();
        assert!(
            matches!(error, TransportError::NoAnswer { .. }),
            "{error:?}"
        );
        assert_eq!(
            error.to_string(),
            format!("no answer from {address}: timed out after 50ms")
        );
    }

    #[tokio::test]
    async fn a_server_that_does_not_begin_to_answer_leaves_the_outcome_open() {
        let (address, _) = server(Some(Vec::new())).await;
        let timeouts = Timeouts {
            first_byte: Duration::from_millis(50),
            ..Timeouts::default()
        };
        let transport = HttpTransport::with_timeouts(timeouts).unwrap();
        assert_eq!(
            get(&transport, address).await.unwrap_err().to_string(),
            format!("no answer from {address}: it did not begin to answer within 50ms")
        );
    }

    #[test]
    fn a_file_without_certificates_is_refused() {
        for (pem, said) in [
            ("", "no certificate"),
            ("nonsense", "no certificate"),
            (
                "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
                "",
            ),
        ] {
            let error = HttpTransport::trusting(Timeouts::default(), pem.as_bytes())
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with("cannot set up HTTP: ") && error.contains(said),
                "{error}"
            );
        }
    }

    #[tokio::test]
    async fn three_calls_share_one_connection() {
        let (address, connections) = server(answer("200 OK", b"{}")).await;
        let transport = HttpTransport::new().unwrap();
        for _ in 0..3 {
            assert_eq!(
                get(&transport, address).await.unwrap().body().as_ref(),
                b"{}"
            );
        }
        assert_eq!(connections.load(Ordering::SeqCst), 1);
    }

    /// Tells whether a test of this module passes with these variables. It runs in a process of its own, because the environment of a running one
    /// cannot be changed safely.
    fn passes_under(test: &str, variables: [(&str, &str); 2]) -> bool {
        let arguments = ["--exact", &format!("http_transport::tests::{test}")];
        let output = Command::new(std::env::current_exe().unwrap())
            .args(arguments)
            .env("NO_PROXY", "")
            .envs(variables)
            .output()
            .unwrap();
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("1 passed")
    }

    #[test]
    fn a_proxy_is_not_asked_for_this_machine() {
        let nobody = "http://127.0.0.1:1";
        assert!(passes_under(
            "three_calls_share_one_connection",
            [("HTTP_PROXY", nobody), ("http_proxy", nobody)]
        ));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_proxy_is_asked_for_other_machines() {
        if std::env::var("HTTP_PROXY").is_ok_and(|proxy| proxy.ends_with("/within")) {
            let request = http::Request::get("http://cen.invalid/")
                .body(Bytes::new())
                .unwrap();
            assert_eq!(
                HttpTransport::new()
                    .unwrap()
                    .send(request)
                    .await
                    .unwrap()
                    .body()
                    .as_ref(),
                b"{}"
            );
            return;
        }
        let (address, connections) = server(answer("200 OK", b"{}")).await;
        let proxy = format!("http://{address}/within");
        assert!(passes_under(
            "a_proxy_is_asked_for_other_machines",
            [("HTTP_PROXY", &proxy), ("http_proxy", &proxy)]
        ));
        assert_eq!(connections.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_proxy_that_is_dead_is_named_without_its_password() {
        let dead = "http://bob:canary@127.0.0.1:1";
        if std::env::var("HTTP_PROXY").is_ok_and(|proxy| proxy == dead) {
            let request = http::Request::get("http://cen.invalid/")
                .body(Bytes::new())
                .unwrap();
            let transport = HttpTransport::new()
                .unwrap()
                .with_environment(|name| std::env::var(name).ok());
            let error = transport.send(request).await.unwrap_err();
            assert!(matches!(error, TransportError::NotSent { .. }), "{error:?}");
            assert_eq!(
                error.to_string(),
                "cannot reach cen.invalid:80 through the proxy 127.0.0.1:1 of `HTTP_PROXY`: Connection refused (os error 111)"
            );
            return;
        }
        assert!(passes_under(
            "a_proxy_that_is_dead_is_named_without_its_password",
            [("HTTP_PROXY", dead), ("http_proxy", dead)]
        ));
    }

    #[test]
    fn a_machine_without_certificates_can_still_speak_to_itself() {
        assert!(passes_under(
            "three_calls_share_one_connection",
            [
                ("SSL_CERT_FILE", "/dev/null"),
                ("SSL_CERT_DIR", "/dev/null")
            ]
        ));
    }

    #[tokio::test]
    async fn a_compressed_answer_is_read() {
        let (address, _) = server(answer("200 OK\r\nContent-Encoding: gzip", COMPRESSED)).await;
        let response = get(&HttpTransport::new().unwrap(), address).await.unwrap();
        assert_eq!(response.body().as_ref(), br#"{"RequestId":"R"}"#);
    }

    #[tokio::test]
    async fn an_answer_beyond_the_limit_is_refused() {
        let (address, _) = server(answer("200 OK", &[b' '; 11])).await;
        let transport = HttpTransport {
            largest_body: 10,
            ..HttpTransport::new().unwrap()
        };
        let error = get(&transport, address).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("no answer from {address}: its answer is larger than 10 bytes")
        );
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_like_any_other() {
        let (address, connections) = server(answer("302 Found\r\nLocation: /elsewhere", b"")).await;
        assert_eq!(
            get(&HttpTransport::new().unwrap(), address)
                .await
                .unwrap()
                .status(),
            302
        );
        assert_eq!(connections.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn headers_without_end_are_refused() {
        let endless: String = (0..20_000)
            .map(|number| format!("X-{number}: {}\r\n", "x".repeat(80)))
            .collect();
        for head in [
            format!("200 OK\r\n{endless}"),
            format!("200 OK\r\nX: {}", "x".repeat(2 << 20)),
        ] {
            let (address, _) = server(answer(&head, b"{}")).await;
            let error = get(&HttpTransport::new().unwrap(), address)
                .await
                .unwrap_err();
            assert!(
                matches!(error, TransportError::NoAnswer { .. }),
                "{error:?}"
            );
        }
    }
}
