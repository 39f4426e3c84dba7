//! A request as it came: one list of parameters, wherever they stood and however they are signed.
//!
//! Signature V1 signs the parameters of query and form together and is one of them. Signature V3 signs query, headers and body, and says in
//! headers who asks for what; here those headers are parameters under the names that V1 has for them, so that everything after this file
//! knows one kind of request.

use std::borrow::Cow;

use bytes::Bytes;
use cen_cloud::sign::{signature, string_to_sign};
use cen_cloud::sign_v3;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};

use crate::parameters::Parameters;
use crate::refusal::Refusal;

/// The most parameters that a request may have. Source: none; the API's longest lists have 20 to 50 items of three parameters each.
pub(crate) const MOST_PARAMETERS: usize = 1000;

/// The mandatory common parameters of V1.
const V1_COMMON: [&str; 8] = [
    "Action",
    "Version",
    "AccessKeyId",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "Timestamp",
    "Signature",
];

/// The mandatory headers of V3. Source: the vendor's page of V3.
const V3_COMMON: [&str; 5] = [
    "x-acs-action",
    "x-acs-version",
    "x-acs-signature-nonce",
    "x-acs-date",
    BODY_HASH,
];

/// The header with the hash of the body.
const BODY_HASH: &str = "x-acs-content-sha256";

/// The headers of V3 that are parameters of V1.
const V3_PARAMETERS: [(&str, &str); 5] = [
    ("Action", "x-acs-action"),
    ("Version", "x-acs-version"),
    ("SignatureNonce", "x-acs-signature-nonce"),
    ("Timestamp", "x-acs-date"),
    ("SecurityToken", "x-acs-security-token"),
];

/// A request, and what is read of it.
pub(crate) struct RawRequest<'a> {
    http: &'a http::Request<Bytes>,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    /// There if the request is signed with V3.
    authorization: Option<Authorization<'a>>,
}

/// What the `Authorization` header of V3 says; empty where it says nothing.
#[derive(Default)]
struct Authorization<'a> {
    algorithm: &'a str,
    access_key_id: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> RawRequest<'a> {
    /// Reads a request; of its parameters not many more than it may have.
    pub(crate) fn of(http: &'a http::Request<Bytes>) -> Self {
        let kind = text_of(http, CONTENT_TYPE.as_str()).to_ascii_lowercase();
        let is_form = kind.is_empty() || kind.starts_with("application/x-www-form-urlencoded");
        let form: &[u8] = if is_form { http.body() } else { b"" };
        Self {
            http,
            query: decoded(http.uri().query().unwrap_or_default().as_bytes()),
            form: decoded(form),
            authorization: Authorization::of(text_of(http, AUTHORIZATION.as_str())),
        }
    }

    /// Returns every parameter, the common ones among them.
    pub(crate) fn parameters(&self) -> Parameters {
        let own = self
            .query
            .iter()
            .chain(&self.form)
            .map(|(name, value)| (name.as_str(), Cow::from(value)));
        let Some(authorization) = &self.authorization else {
            return Parameters::new(own);
        };
        let said = [
            ("AccessKeyId", authorization.access_key_id),
            ("SignatureMethod", authorization.algorithm),
            ("Signature", authorization.signature),
        ];
        let headers = V3_PARAMETERS.map(|(name, header)| (name, text_of(self.http, header)));
        Parameters::new(
            said.into_iter()
                .chain(headers)
                .map(|(name, value)| (name, Cow::from(value)))
                .chain(own),
        )
    }

    /// Returns how many parameters there are in query and form; beyond the most that there may be it is not counted on.
    pub(crate) fn number(&self) -> usize {
        self.query.len() + self.form.len()
    }

    /// Returns the host that was called; empty if the request names none.
    pub(crate) fn host(&self) -> String {
        self.values(HOST.as_str())
            .first()
            .map(|host| host.to_string())
            .unwrap_or_default()
    }

    pub(crate) fn method(&self) -> &http::Method {
        self.http.method()
    }

    /// The first mandatory common parameter that is not there, as the client names it.
    pub(crate) fn missing(&self, parameters: &Parameters) -> Option<&'static str> {
        match self.authorization {
            Some(_) => V3_COMMON
                .into_iter()
                .find(|header| text_of(self.http, header).is_empty()),
            None => V1_COMMON
                .into_iter()
                .find(|name| parameters.get(name).is_none()),
        }
    }

    /// The common parameters that can have one value only.
    pub(crate) fn fixed(&self) -> &'static [(&'static str, &'static str)] {
        match self.authorization {
            Some(_) => &[("SignatureMethod", sign_v3::ALGORITHM)],
            None => &[
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureVersion", "1.0"),
            ],
        }
    }

    /// The signature says all that it must: the three parts of the header, and every header that the vendor's page wants signed.
    pub(crate) fn is_complete(&self) -> bool {
        let Some(authorization) = &self.authorization else {
            return true;
        };
        let signed: Vec<_> = authorization.signed_headers.split(';').collect();
        let there = |name: &str| !self.values(name).is_empty();
        let own = self
            .http
            .headers()
            .keys()
            .map(http::HeaderName::as_str)
            .filter(|name| name.starts_with("x-acs-"));
        !authorization.access_key_id.is_empty()
            && !authorization.signature.is_empty()
            && signed.iter().all(|name| there(name))
            && own.chain(["host"]).all(|name| signed.contains(&name))
    }

    /// Tells whether this secret signed the request, and the body is the one that was signed.
    ///
    /// # Errors
    /// `SignatureDoesNotMatch`, with the text that should have been signed.
    pub(crate) fn verify(&self, parameters: &Parameters, secret: &str) -> Result<(), Refusal> {
        let sent = parameters.required("Signature")?;
        let message = match &self.authorization {
            None => {
                let text = string_to_sign(
                    self.method().as_str(),
                    pairs(self.query.iter().chain(&self.form)),
                );
                if sent == signature(&text, secret) {
                    return Ok(());
                }
                // The vendor's SDKs cut the server's string out of this message: no other colon may stand before it, and nothing after it.
                format!(
                    "Specified signature is not matched with our calculation. server string to sign is:{text}"
                )
            }
            Some(authorization) => {
                let body_hash = sign_v3::hash(self.http.body());
                let canonical = self.canonical(authorization, &body_hash);
                let text = sign_v3::string_to_sign(&canonical);
                if sent == sign_v3::signature(&text, secret)
                    && text_of(self.http, BODY_HASH) == body_hash
                {
                    return Ok(());
                }
                format!(
                    "Specified signature does not match our calculation. \
                     server StringToSign is [{text}] server CanonicalRequest is [{canonical}]"
                )
            }
        };
        Err(Refusal::new(400, "SignatureDoesNotMatch", message))
    }

    /// Returns what V3 signs.
    fn canonical(&self, authorization: &Authorization<'_>, body_hash: &str) -> String {
        let names = authorization.signed_headers.split(';');
        let headers: Vec<_> = names
            .flat_map(|name| {
                self.values(name)
                    .into_iter()
                    .map(move |value| (name, value))
            })
            .collect();
        sign_v3::canonical_request(&sign_v3::Request {
            method: self.method().as_str(),
            path: self.http.uri().path(),
            query: pairs(&self.query).collect(),
            headers: headers
                .iter()
                .map(|(name, value)| (*name, value.as_ref()))
                .collect(),
            body_hash,
        })
    }

    /// Returns the values of a header. Within this process the host stands only in the target.
    fn values(&self, name: &str) -> Vec<Cow<'_, str>> {
        let held: Vec<_> = self
            .http
            .headers()
            .get_all(name)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .collect();
        match self.http.uri().authority() {
            Some(authority) if held.is_empty() && name == HOST.as_str() => {
                vec![authority.as_str().into()]
            }
            _ => held,
        }
    }
}

impl<'a> Authorization<'a> {
    /// `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`; none if it is not of the V3 family.
    fn of(header: &'a str) -> Option<Self> {
        let (algorithm, rest) = header.split_once(' ').unwrap_or((header, ""));
        let mut said = Self {
            algorithm,
            ..Self::default()
        };
        for (name, value) in rest
            .split(',')
            .filter_map(|part| part.trim().split_once('='))
        {
            match name {
                "Credential" => said.access_key_id = value,
                "SignedHeaders" => said.signed_headers = value,
                "Signature" => said.signature = value,
                _ => {}
            }
        }
        algorithm.starts_with("ACS3-").then_some(said)
    }
}

/// Returns the first value of a header; empty if there is none, or none in ASCII.
fn text_of<'a>(http: &'a http::Request<Bytes>, name: &str) -> &'a str {
    http.headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn decoded(form: &[u8]) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(form).take(MOST_PARAMETERS + 1);
    pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn pairs<'a>(
    of: impl IntoIterator<Item = &'a (String, String)>,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    of.into_iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
}
