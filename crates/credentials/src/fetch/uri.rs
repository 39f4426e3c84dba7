//! A CredentialsURI: an address that answers with keys.

use std::time::Duration;

use bytes::Bytes;

use super::{Context, Fetched, KeysAnswer};
use crate::problem::CredentialProblem;
use crate::source::Uri;

const SERVICE: &str = "the CredentialsURI";

/// How long it may take. Source: the vendor's clients, 5 s to connect and 10 s to read.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Asks the address for keys.
pub(super) async fn fetch(uri: &Uri, context: &Context) -> Result<Fetched, CredentialProblem> {
    let no_answer = |reason: String| CredentialProblem::NoAnswer {
        service: SERVICE,
        reason,
    };
    // The address may hold a secret, so it is not shown, and neither is what the parser says of it.
    let request = http::Request::get(uri.address.expose())
        .body(Bytes::new())
        .ok()
        .filter(|request| matches!(request.uri().scheme_str(), Some("http" | "https")))
        .ok_or_else(|| no_answer("it is not a URL with http:// or https://".to_owned()))?;
    let answer = tokio::time::timeout(TIMEOUT, context.transport.send(request))
        .await
        .map_err(|_| no_answer(format!("nothing came within {} s", TIMEOUT.as_secs())))?
        .map_err(|error| no_answer(error.to_string()))?;
    match answer.status().as_u16() {
        200 => KeysAnswer::read(SERVICE, answer.body()),
        status => Err(CredentialProblem::Status {
            service: SERVICE,
            status,
        }),
    }
}
