//! A request: what every call carries, the signature, and how all of it is sent.

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use jiff::{SignedDuration, Timestamp};

use super::Client;
use crate::credentials::Credential;
use crate::operation::Operation;
use crate::sign::{percent_encode, signature, string_to_sign};
use crate::sign_v3;

/// How a call carries its parameters. The API takes either for every operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// All of them in the query.
    Get,
    /// All of them in a form, where no proxy's log shows them.
    #[default]
    Post,
}

/// How a call is signed. Every product takes either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signature {
    /// HMAC-SHA1 over the parameters.
    V1,
    /// ACS3-HMAC-SHA256 over the parameters and headers, as the vendor's current SDKs sign.
    #[default]
    V3,
}

const FORM: &str = "application/x-www-form-urlencoded";

impl Method {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }

    /// Begins a request that carries these parameters.
    fn request(self, url: &str, parameters: String) -> (http::request::Builder, Bytes) {
        match self {
            Self::Get if parameters.is_empty() => (http::Request::get(url), Bytes::new()),
            Self::Get => (
                http::Request::get(format!("{url}?{parameters}")),
                Bytes::new(),
            ),
            Self::Post => (
                http::Request::post(url).header(CONTENT_TYPE, FORM),
                Bytes::from(parameters),
            ),
        }
    }
}

impl Client {
    /// The request of one attempt, as of the time that the server is thought to have. It is not signed if there is no credential.
    pub(super) fn sign(
        &self,
        operation: Operation<'_>,
        parameters: Vec<(String, String)>,
        skew: SignedDuration,
        credential: Option<&Credential>,
    ) -> Result<http::Request<Bytes>, String> {
        let now = self.clock.now();
        let time = now.checked_add(skew).unwrap_or(now);
        let attempt = Attempt {
            operation,
            url: self.endpoints.url(operation.product, operation.region),
            method: self.method,
            time: zulu(time),
        };
        match (credential, self.signature) {
            (None, _) => attempt.unsigned(&parameters),
            (Some(credential), Signature::V1) => attempt.signed_v1(parameters, credential),
            (Some(credential), Signature::V3) => attempt.signed_v3(&parameters, credential),
        }
    }
}

/// What is the same in each way to sign.
struct Attempt<'a> {
    operation: Operation<'a>,
    url: String,
    method: Method,
    time: String,
}

impl Attempt<'_> {
    /// Returns what is called is in the query, and what is sent in a form, as the vendor's clients do.
    fn unsigned(&self, parameters: &[(String, String)]) -> Result<http::Request<Bytes>, String> {
        let common = [
            ("Action", self.operation.action),
            ("Version", self.operation.product.version()),
            ("Format", "JSON"),
            ("Timestamp", &self.time),
        ];
        http::Request::post(format!("{}?{}", self.url, encoded(common)))
            .header(CONTENT_TYPE, FORM)
            .body(Bytes::from(encoded(borrowed(parameters))))
            .map_err(|error| error.to_string())
    }

    fn signed_v1(
        &self,
        mut parameters: Vec<(String, String)>,
        credential: &Credential,
    ) -> Result<http::Request<Bytes>, String> {
        let mut add = |key: &str, value: &str| parameters.push((key.to_owned(), value.to_owned()));
        add("Action", self.operation.action);
        add("Version", self.operation.product.version());
        add("Format", "JSON");
        add("AccessKeyId", credential.access_key_id());
        add("SignatureMethod", "HMAC-SHA1");
        add("SignatureVersion", "1.0");
        add("SignatureNonce", &nonce()?);
        add("Timestamp", &self.time);
        if let Some(token) = credential.security_token() {
            add("SecurityToken", token);
        }
        let text = string_to_sign(self.method.name(), borrowed(&parameters));
        parameters.push((
            "Signature".to_owned(),
            signature(&text, credential.secret()),
        ));
        let (request, body) = self
            .method
            .request(&self.url, encoded(borrowed(&parameters)));
        request.body(body).map_err(|error| error.to_string())
    }

    fn signed_v3(
        &self,
        parameters: &[(String, String)],
        credential: &Credential,
    ) -> Result<http::Request<Bytes>, String> {
        let (mut request, body) = self
            .method
            .request(&self.url, encoded(borrowed(parameters)));
        let body_hash = sign_v3::hash(&body);
        let (nonce, host) = (nonce()?, host_of(&self.url)?);
        let mut headers = vec![
            (HOST.as_str(), host.as_str()),
            (ACCEPT.as_str(), "application/json"),
            ("x-acs-action", self.operation.action),
            ("x-acs-version", self.operation.product.version()),
            ("x-acs-date", &self.time),
            ("x-acs-signature-nonce", &nonce),
            ("x-acs-content-sha256", &body_hash),
        ];
        if let Some(token) = credential.security_token() {
            headers.push(("x-acs-accesskey-id", credential.access_key_id()));
            headers.push(("x-acs-security-token", token));
        }
        let authorization = self.authorization(parameters, &headers, &body_hash, credential);
        for (name, value) in headers {
            request = request.header(name, sensitive(value)?);
        }
        request
            .header(AUTHORIZATION, sensitive(&authorization)?)
            .body(body)
            .map_err(|error| error.to_string())
    }

    /// Returns the header that carries the signature of V3.
    fn authorization(
        &self,
        parameters: &[(String, String)],
        headers: &[(&str, &str)],
        body_hash: &str,
        credential: &Credential,
    ) -> String {
        let query = match self.method {
            Method::Get => borrowed(parameters).collect(),
            Method::Post => Vec::new(),
        };
        let canonical = sign_v3::canonical_request(&sign_v3::Request {
            method: self.method.name(),
            path: "/",
            query,
            headers: headers.to_vec(),
            body_hash,
        });
        let signature =
            sign_v3::signature(&sign_v3::string_to_sign(&canonical), credential.secret());
        let mut names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        format!(
            "{} Credential={},SignedHeaders={},Signature={signature}",
            sign_v3::ALGORITHM,
            credential.access_key_id(),
            names.join(";"),
        )
    }
}

/// Returns a time as both signatures write it.
fn zulu(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Returns the value of a header, which no `Debug` shows: it may be a token.
fn sensitive(value: &str) -> Result<http::HeaderValue, String> {
    let mut value = http::HeaderValue::from_str(value)
        .map_err(|_| "the credential holds a character that no header may have".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

/// Returns the `Host` header of a URL: in lower case, and without the port that the scheme has anyway.
fn host_of(url: &str) -> Result<String, String> {
    let uri: http::Uri = url
        .parse()
        .map_err(|error: http::uri::InvalidUri| error.to_string())?;
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    Ok(match (uri.port_u16(), uri.scheme_str()) {
        (None, _) | (Some(443), Some("https")) | (Some(80), Some("http")) => host,
        (Some(port), _) => format!("{host}:{port}"),
    })
}

fn borrowed(parameters: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    parameters
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
}

fn encoded<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pair = |(key, value)| format!("{}={}", percent_encode(key), percent_encode(value));
    parameters
        .into_iter()
        .map(pair)
        .collect::<Vec<_>>()
        .join("&")
}

/// Returns a fresh nonce for each attempt: a server refuses one that it has seen.
fn nonce() -> Result<String, String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| format!("no randomness for the request's nonce: {error}"))?;
    Ok(hex::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_host_is_the_one_that_is_sent() {
        for (url, host) in [
            ("https://cbn.aliyuncs.com/", "cbn.aliyuncs.com"),
            ("https://CBN.aliyuncs.com:443/", "cbn.aliyuncs.com"),
            ("http://127.0.0.1:8787/", "127.0.0.1:8787"),
            ("http://host:80/", "host"),
            ("http://[::1]:8787/", "[::1]:8787"),
        ] {
            assert_eq!(host_of(url).unwrap(), host);
        }
    }
}
