//! Tests requests with Signature V3, where the account and the action are in headers.

use std::time::Duration;

use cen_cloud::sign_v3::{self, ALGORITHM, canonical_request, hash, string_to_sign};

use crate::client::{A, Bench, CBN, Reply, encode, reply, whole};

/// A request that can still be changed before and after it is signed.
struct Request {
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    /// Returns an unsigned listing of CENs.
    fn new(bench: &Bench, nonce: &str) -> Self {
        let now = bench.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let headers = [
            ("host", "cbn.aliyuncs.com"),
            ("x-acs-action", "DescribeCens"),
            ("x-acs-version", CBN),
            ("x-acs-date", &now),
            ("x-acs-signature-nonce", nonce),
            ("x-acs-content-sha256", &hash(b"")),
            ("accept", "application/json"),
        ];
        let headers = headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        Self {
            query: vec![("PageSize".to_owned(), "7".to_owned())],
            headers,
            body: String::new(),
        }
    }

    fn set(mut self, name: &str, value: Option<&str>) -> Self {
        self.headers.retain(|(header, _)| header != name);
        self.headers
            .extend(value.map(|value| (name.to_owned(), value.to_owned())));
        self
    }

    fn body(mut self, body: &str) -> Self {
        self.body = body.to_owned();
        let hash = hash(body.as_bytes());
        self.set("content-type", Some("application/x-www-form-urlencoded"))
            .set("x-acs-content-sha256", Some(&hash))
    }

    /// Signs all headers with a key of account A, as the vendor's Python SDK does.
    fn sign(self, key: (&str, &str)) -> Self {
        let borrowed = |pairs: &[(String, String)]| {
            pairs
                .iter()
                .map(|(a, b)| (a.clone(), b.clone()))
                .collect::<Vec<_>>()
        };
        let (query, headers) = (borrowed(&self.query), borrowed(&self.headers));
        let text = string_to_sign(&canonical_request(&sign_v3::Request {
            method: "POST",
            path: "/",
            query: query
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .collect(),
            headers: headers
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .collect(),
            body_hash: &hash(self.body.as_bytes()),
        }));
        let mut names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let signature = sign_v3::signature(&text, key.1);
        let said = format!(
            "{ALGORITHM} Credential={},SignedHeaders={},Signature={signature}",
            key.0,
            names.join(";")
        );
        self.set("authorization", Some(&said))
    }

    async fn send(&self, bench: &Bench) -> Reply {
        let mut request = http::Request::post(format!("/?{}", encode(&self.query)));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        reply(&whole(
            bench
                .simulator
                .answer(request.body(self.body.clone().into()).unwrap())
                .await,
        ))
    }
}

const KEY: (&str, &str) = ("keyA", "secretA");

#[tokio::test(start_paused = true)]
async fn parameters_in_query_and_body_are_taken_and_a_nonce_serves_once() {
    let bench = Bench::new();
    let create = Request::new(&bench, "1").set("x-acs-action", Some("CreateCen"));
    create
        .body("Name=a+b%20c&Description=")
        .sign(KEY)
        .send(&bench)
        .await
        .ok();
    let request = Request::new(&bench, "2").sign(KEY);
    let answer = request.send(&bench).await.ok();
    assert_eq!(
        (&answer["Cens"]["Cen"][0]["Name"], &answer["PageSize"]),
        (&"a b c".into(), &7.into())
    );
    assert_eq!(request.send(&bench).await.code(), "SignatureNonceUsed");
    tokio::time::advance(Duration::from_secs(16 * 60)).await;
    assert_eq!(
        request.send(&bench).await.code(),
        "InvalidTimeStamp.Expired"
    );
    let log = bench.log.lock().unwrap();
    assert_eq!(
        (
            log[0].account.as_str(),
            log[0].action.as_str(),
            log[0].parameters.len()
        ),
        (A, "CreateCen", 3)
    );
}

#[tokio::test(start_paused = true)]
async fn each_flaw_of_a_request_has_its_documented_code() {
    for (header, value, status, code) in [
        ("x-acs-action", None, 400, "MissingParameter"),
        ("x-acs-version", None, 400, "MissingParameter"),
        ("x-acs-date", None, 400, "MissingParameter"),
        ("x-acs-signature-nonce", None, 400, "MissingParameter"),
        ("x-acs-content-sha256", None, 400, "MissingParameter"),
        (
            "x-acs-date",
            Some("Fri, 02 Jan 2026 03:04:05 GMT"),
            400,
            "IllegalTimestamp",
        ),
        (
            "x-acs-date",
            Some("2026-01-02T02:49:04Z"),
            400,
            "InvalidTimeStamp.Expired",
        ),
        (
            "x-acs-security-token",
            Some("x"),
            400,
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
        (
            "x-acs-content-sha256",
            Some("00"),
            400,
            "SignatureDoesNotMatch",
        ),
        ("x-acs-version", Some("2017-09-13"), 404, "InvalidVersion"),
        (
            "x-acs-action",
            Some("DescribeCenz"),
            404,
            "InvalidAction.NotFound",
        ),
    ] {
        let bench = Bench::new();
        let reply = Request::new(&bench, "1")
            .set(header, value)
            .sign(KEY)
            .send(&bench)
            .await;
        assert_eq!(
            (reply.status, reply.code()),
            (status, code),
            "{header}: {value:?}"
        );
    }
    let bench = Bench::new();
    let signed_by = async |key| Request::new(&bench, "1").sign(key).send(&bench).await;
    assert_eq!(
        signed_by(("nobody", "secretA")).await.code(),
        "InvalidAccessKeyId.NotFound"
    );
    assert_eq!(
        signed_by(("keyA", "wrong")).await.code(),
        "SignatureDoesNotMatch"
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_changed_on_the_way_or_left_unsigned_is_refused() {
    let bench = Bench::new();
    let signed = || Request::new(&bench, "1").body("Name=x").sign(KEY);
    let mut body = signed();
    body.body = "Name=y".to_owned();
    let mut query = signed();
    query.query.push(("Name".to_owned(), "z".to_owned()));
    for changed in [
        body,
        query,
        signed().set("accept", Some("text/xml")),
        signed().set("host", Some("elsewhere")),
    ] {
        let reply = changed.send(&bench).await;
        let message = reply.text("Message");
        assert_eq!((reply.status, reply.code()), (400, "SignatureDoesNotMatch"));
        assert!(
            message.contains("server StringToSign is [ACS3-HMAC-SHA256\n")
                && message.contains("server CanonicalRequest is [POST\n/\n")
        );
    }
    let authorization = |text: &str| Request::new(&bench, "1").set("authorization", Some(text));
    for (request, code) in [
        (
            signed().set("x-acs-security-token", Some("t")),
            "IncompleteSignature",
        ),
        (signed().set("accept", None), "IncompleteSignature"),
        (authorization("ACS3-HMAC-SHA256"), "IncompleteSignature"),
        (
            authorization("ACS3-HMAC-SHA256 Credential=keyA,Signature=00"),
            "IncompleteSignature",
        ),
        (Request::new(&bench, "1"), "MissingParameter"),
    ] {
        assert_eq!(request.send(&bench).await.code(), code);
    }
    let mut other = signed();
    other
        .headers
        .iter_mut()
        .for_each(|(_, value)| *value = value.replace("ACS3-HMAC-SHA256", "ACS3-RSA-SHA256"));
    assert_eq!(other.send(&bench).await.code(), "InvalidParamater");
}

#[tokio::test(start_paused = true)]
async fn a_temporary_key_needs_its_token_and_a_bearer_has_no_key() {
    let bench = Bench::with(
        "accounts: [{ id: 1, keys: [{ id: keyA, secret: secretA, token: tok }] }]",
        |_| {},
    );
    let token = |token| {
        Request::new(&bench, "1")
            .set("x-acs-security-token", token)
            .sign(KEY)
    };
    assert_eq!(
        token(None).send(&bench).await.code(),
        "MissingSecurityToken"
    );
    assert_eq!(
        token(Some("other")).send(&bench).await.code(),
        "InvalidSecurityToken.MismatchWithAccessKey"
    );
    token(Some("tok")).send(&bench).await.ok();
    let mut bearer = Request::new(&bench, "2").set("x-acs-bearer-token", Some("eyJ"));
    bearer
        .query
        .push(("SignatureType".to_owned(), "BEARERTOKEN".to_owned()));
    assert_eq!(bearer.send(&bench).await.code(), "UnsupportedParameter");
}
