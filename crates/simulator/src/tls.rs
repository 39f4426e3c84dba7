//! TLS: a certification authority that lives as long as this process, and a certificate of it.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// HTTP/2, as ALPN calls it.
pub(crate) const HTTP_2: &[u8] = b"h2";

/// How long a line of a PEM file is, in characters.
const LINE: usize = 64;

/// A server certificate, and the authority that signed it. The keys of both are in memory only.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    authority: String,
}

/// Why there are no certificates.
#[derive(Debug, thiserror::Error)]
#[error("cannot make a certificate: {0}")]
pub struct TlsError(String);

impl Tls {
    /// Makes a new authority and a certificate for these host names and addresses.
    ///
    /// # Errors
    /// [`TlsError`] if one of them cannot stand in a certificate, or if there is no randomness.
    pub fn new(hosts: &[String]) -> Result<Self, TlsError> {
        let failed = |error: rcgen::Error| TlsError(error.to_string());
        let (authority_key, key) = (
            KeyPair::generate().map_err(failed)?,
            KeyPair::generate().map_err(failed)?,
        );
        let parameters = authority().map_err(failed)?;
        let authority = parameters.self_signed(&authority_key).map_err(failed)?;
        let issuer = Issuer::new(parameters, authority_key);
        let mut server = CertificateParams::new(hosts).map_err(failed)?;
        server
            .distinguished_name
            .push(DnType::CommonName, "cen simulate");
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        server.use_authority_key_identifier_extension = true;
        let certificate = server.signed_by(&key, &issuer).map_err(failed)?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                let chain = vec![certificate.der().clone()];
                builder
                    .with_no_client_auth()
                    .with_single_cert(chain, key.into())
            });
        let mut config = config.map_err(|error| TlsError(error.to_string()))?;
        config.alpn_protocols = vec![HTTP_2.to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            authority: pem(authority.der()),
        })
    }

    /// Returns the certificate of the authority, in the form PEM. Clients that trust it can connect.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

fn authority() -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::new(Vec::<String>::new())?;
    let name = &mut parameters.distinguished_name;
    name.push(DnType::CommonName, "CA of cen simulate");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(parameters)
}

fn pem(der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines = text.as_bytes().chunks(LINE).map(String::from_utf8_lossy);
    let lines: Vec<_> = lines.collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}
