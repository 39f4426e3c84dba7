//! Signature V3 (ACS3-HMAC-SHA256), as a pure function of a request: its method, path, query, signed headers and body.
//!
//! The client signs with V3 by default; every product accepts both.
//!
//! Source: the vendor's "V3 request structure and signature" page; pinned by its two published signatures and by one that its Python SDK made.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::sign::percent_encode;

/// The one algorithm, as the `Authorization` header names it.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// What is signed of a request.
pub struct Request<'a> {
    /// The HTTP method, in capitals.
    pub method: &'a str,
    /// The path as it stands in the request; `/` for the RPC protocol.
    pub path: &'a str,
    /// The parameters of the query, decoded, in any order.
    pub query: Vec<(&'a str, &'a str)>,
    /// The signed headers, names in lower case, in any order. A header that is there twice has its name here twice.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The hash of the body, see [`hash`].
    pub body_hash: &'a str,
}

/// Returns the SHA-256 hash of these bytes in lower-case hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Returns the request in the one form that both sides sign.
pub fn canonical_request(request: &Request<'_>) -> String {
    let mut query = request.query.clone();
    query.sort_unstable();
    let query: Vec<_> = query
        .iter()
        .map(|(key, value)| format!("{}={}", percent_encode(key), percent_encode(value)))
        .collect();
    // Values of one name are sorted too.
    let mut headers: Vec<_> = request
        .headers
        .iter()
        .map(|(name, value)| (*name, value.trim()))
        .collect();
    headers.sort_unstable();
    let mut names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
    names.dedup();
    let values_of = |wanted: &str| {
        headers
            .iter()
            .filter(|(name, _)| *name == wanted)
            .map(|(_, value)| *value)
            .collect::<Vec<_>>()
    };
    let lines: String = names
        .iter()
        .map(|name| format!("{name}:{}\n", values_of(name).join(",")))
        .collect();
    format!(
        "{}\n{}\n{}\n{lines}\n{}\n{}",
        request.method,
        request.path,
        query.join("&"),
        names.join(";"),
        request.body_hash
    )
}

/// Returns the text that is signed.
pub fn string_to_sign(canonical_request: &str) -> String {
    format!("{ALGORITHM}\n{}", hash(canonical_request.as_bytes()))
}

/// Returns the signature of a string to sign under an access key's secret, in lower-case hexadecimal digits.
pub fn signature(string_to_sign: &str, secret: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(string_to_sign.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Vector {
        method: String,
        secret: String,
        query: Vec<(String, String)>,
        headers: Vec<(String, String)>,
        body: String,
        signature: String,
    }

    fn pairs(of: &[(String, String)]) -> Vec<(&str, &str)> {
        of.iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect()
    }

    #[test]
    fn the_published_vectors_and_the_sdks_come_out() {
        let vectors: Vec<Vector> =
            serde_json::from_str(include_str!("../tests/fixtures/sign-v3-vectors.json")).unwrap();
        assert_eq!(vectors.len(), 3);
        for vector in vectors {
            let (query, headers, body_hash) = (
                pairs(&vector.query),
                pairs(&vector.headers),
                hash(vector.body.as_bytes()),
            );
            let request = Request {
                method: &vector.method,
                path: "/",
                query,
                headers,
                body_hash: &body_hash,
            };
            assert_eq!(
                signature(
                    &string_to_sign(&canonical_request(&request)),
                    &vector.secret
                ),
                vector.signature
            );
        }
    }

    #[test]
    fn what_is_there_twice_is_sorted_by_value() {
        let (query, headers) = (
            vec![("k", "b"), ("k", "a"), ("A", "")],
            vec![("x-acs-b", " 2 "), ("x-acs-a", ""), ("x-acs-b", "1")],
        );
        let text = canonical_request(&Request {
            method: "GET",
            path: "/",
            query,
            headers,
            body_hash: "h",
        });
        assert_eq!(
            text,
            "GET\n/\nA=&k=a&k=b\nx-acs-a:\nx-acs-b:1,2\n\nx-acs-a;x-acs-b\nh"
        );
    }
}
