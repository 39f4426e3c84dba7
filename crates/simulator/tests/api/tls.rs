//! Tests the server over TLS with our own client: which protocol the two agree on, and which certificates it trusts.

use std::sync::Arc;

use bytes::Bytes;
use cen_cloud::transport::{Transport as _, TransportError};
use cen_cloud::{HttpTransport, Timeouts};
use cen_simulator::Tls;
use tokio::net::TcpListener;

use crate::client::{Bench, SEED};

/// Serves a world, over TLS if there are certificates. Returns its address without the scheme.
async fn served(tls: Option<Tls>) -> String {
    let bench = Bench::with(SEED, |_| ());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        let simulator = Arc::clone(&bench.simulator);
        cen_simulator::serve(simulator, listener, tls.as_ref(), std::future::pending()).await
    });
    address
}

async fn ask(transport: &HttpTransport, url: &str) -> Result<http::Version, TransportError> {
    let request = http::Request::get(url).body(Bytes::new()).unwrap();
    Ok(transport.send(request).await?.version())
}

#[tokio::test]
async fn client_and_server_agree_on_http_2_over_tls_and_on_http_1_without() {
    let tls = Tls::new(&["127.0.0.1".to_owned()]).unwrap();
    let trusting =
        HttpTransport::trusting(Timeouts::default(), tls.authority().as_bytes()).unwrap();
    let secure = format!("https://{}/", served(Some(tls)).await);
    for transport in [trusting.clone(), trusting.without_proxies()] {
        assert_eq!(
            ask(&transport, &secure).await.unwrap(),
            http::Version::HTTP_2
        );
    }
    let plain = format!("http://{}/", served(None).await);
    let usual = HttpTransport::new().unwrap();
    assert_eq!(ask(&usual, &plain).await.unwrap(), http::Version::HTTP_11);
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_not_trusted_and_nothing_was_sent() {
    let [tls, other] = [(), ()].map(|()| Tls::new(&["127.0.0.1".to_owned()]).unwrap());
    let trusting =
        HttpTransport::trusting(Timeouts::default(), other.authority().as_bytes()).unwrap();
    let url = format!("https://{}/", served(Some(tls)).await);
    let error = ask(&trusting, &url).await.unwrap_err();
    assert!(
        matches!(&error, TransportError::NotSent { reason, .. } if reason.contains("certificate")),
        "{error:?}"
    );
}
