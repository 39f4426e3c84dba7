//! A request: the common parameters, the signature over all of them, and how they are carried.

use bytes::Bytes;
use jiff::SignedDuration;

use super::Client;
use crate::operation::Operation;
use crate::sign::{percent_encode, signature, string_to_sign};

/// How a call carries its parameters. The API takes either for every operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// All of them in the query.
    Get,
    /// All of them in a form, where no proxy's log shows them.
    #[default]
    Post,
}

impl Method {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }

    fn request(self, url: String, parameters: String) -> http::Result<http::Request<Bytes>> {
        match self {
            Self::Get => http::Request::get(format!("{url}?{parameters}")).body(Bytes::new()),
            Self::Post => http::Request::post(url)
                .header(
                    http::header::CONTENT_TYPE,
                    "application/x-www-form-urlencoded",
                )
                .body(Bytes::from(parameters)),
        }
    }
}

impl Client {
    /// The request of one attempt, as of the time that the server is thought to have.
    pub(super) fn sign(
        &self,
        operation: Operation<'_>,
        mut parameters: Vec<(String, String)>,
        skew: SignedDuration,
    ) -> Result<http::Request<Bytes>, String> {
        let mut add = |key: &str, value: &str| parameters.push((key.to_owned(), value.to_owned()));
        add("Action", operation.action);
        add("Version", operation.product.version());
        add("Format", "JSON");
        add("AccessKeyId", self.credential.access_key_id());
        add("SignatureMethod", "HMAC-SHA1");
        add("SignatureVersion", "1.0");
        add("SignatureNonce", &nonce()?);
        let time = self
            .clock
            .now()
            .checked_add(skew)
            .unwrap_or_else(|_| self.clock.now());
        add(
            "Timestamp",
            &time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        );
        if let Some(token) = self.credential.security_token() {
            add("SecurityToken", token);
        }
        let text = string_to_sign(
            self.method.name(),
            parameters
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str())),
        );
        parameters.push((
            "Signature".to_owned(),
            signature(&text, self.credential.secret()),
        ));
        let encoded: Vec<_> = parameters
            .iter()
            .map(|(key, value)| format!("{}={}", percent_encode(key), percent_encode(value)))
            .collect();
        self.method
            .request(
                self.endpoints.url(operation.product, operation.region),
                encoded.join("&"),
            )
            .map_err(|error| error.to_string())
    }
}

/// A fresh nonce for each attempt: a server refuses one that it has seen.
fn nonce() -> Result<String, String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| format!("no randomness for the request's nonce: {error}"))?;
    Ok(hex::encode(bytes))
}
