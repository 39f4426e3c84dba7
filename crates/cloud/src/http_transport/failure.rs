//! What went wrong with a request, in words that say most: the end of the chain of causes, and what to set where something is to be set.

use std::error::Error;
use std::io;
use std::time::Duration;

use rustls::{CertificateError, InvalidMessage};

const NO_TLS: &str =
    "it does not speak TLS; if that is meant, write `http://` instead of `https://`";

const UNTRUSTED: &str = "this machine does not trust its certificate, because it does not know who signed it; if a proxy of your company reads the \
traffic, add the certificate of the proxy to those of the operating system, name its file with `--ca`, or set `SSL_CERT_FILE` to a file of certificates that has it";

const OTHER_HOST: &str =
    "its certificate is for another host: check the endpoint, and the proxy if there is one";

const NOT_NOW: &str = "its certificate is not valid at this time: check the clock of this machine, then the certificate";

/// What a file of certificates lacks.
pub(super) const NO_CERTIFICATE: &str =
    "there is no certificate in it; one begins with `-----BEGIN CERTIFICATE-----`";

/// Returns the end of an error's chain of causes, which says most in the fewest words, and never the URL with its signed query.
pub(super) fn root_cause(error: reqwest::Error) -> String {
    last_cause(&error.without_url())
}

/// Says that no answer came in time.
pub(super) fn timed_out(limit: Duration) -> String {
    format!("timed out after {limit:?}")
}

/// Says that the answer did not begin in time.
pub(super) fn not_begun(limit: Duration) -> String {
    format!("it did not begin to answer within {limit:?}")
}

fn last_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
        if let Some(explained) = explained(cause) {
            return explained.to_owned();
        }
    }
    cause.to_string()
}

/// Says what a failure of TLS means, where a person can do something about it.
fn explained(cause: &(dyn Error + 'static)) -> Option<&'static str> {
    // An IO error stands for what it wraps, instead of having it as its source.
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return error.get_ref().and_then(|wrapped| explained(wrapped));
    }
    match cause.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => Some(NO_TLS),
        rustls::Error::InvalidCertificate(error) => match error {
            CertificateError::UnknownIssuer => Some(UNTRUSTED),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Some(OTHER_HOST)
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Some(NOT_NOW),
            // The enum may grow.
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error as a connection gives it: TLS wrapped by IO, and that wrapped again.
    #[derive(Debug, thiserror::Error)]
    #[error("error sending request")]
    struct Sending(#[source] io::Error);

    #[test]
    fn a_certificate_that_is_not_trusted_says_what_to_set() {
        for (certificate, said) in [
            (CertificateError::UnknownIssuer, "`SSL_CERT_FILE`"),
            (CertificateError::NotValidForName, "another host"),
            (CertificateError::Expired, "the clock"),
            (
                CertificateError::Revoked,
                "invalid peer certificate: Revoked",
            ),
        ] {
            let tls = rustls::Error::InvalidCertificate(certificate);
            let error = Sending(io::Error::new(io::ErrorKind::InvalidData, tls));
            let told = last_cause(&error);
            assert!(told.contains(said), "{told}");
        }
    }
}
