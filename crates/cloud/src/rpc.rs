//! One call: common parameters, signature, one attempt, and the answer decoded.

use std::sync::Arc;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::clock::Clock;
use crate::credentials::Credential;
use crate::endpoint::{Endpoints, Product};
use crate::error::{Error, ErrorKind};
use crate::limiter::Limiter;
use crate::mask::mask;
use crate::parameters::Parameters;
use crate::receipt::Receipt;
use crate::sign::{percent_encode, signature, string_to_sign};
use crate::skew::{Skew, is_refused_for_its_time, time_of};
use crate::transport::{Transport, TransportError};

/// How much of an unreadable answer an error repeats, in characters.
const EXCERPT: usize = 200;

/// How much of a text from elsewhere is searched for secrets, in characters; what comes after it is never shown.
const SEARCHED: usize = 64 * 1024;

/// The most values in an answer, counted by what opens and divides them. A page of rows has some thousand; each may take several hundred
/// bytes of memory for the few that it is written in.
const MOST_VALUES: usize = 250_000;

/// Speaks to the cloud as one account. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
    endpoints: Arc<Endpoints>,
    credential: Arc<Credential>,
    clock: Clock,
    skew: Arc<Skew>,
    limiter: Arc<Limiter>,
    method: Method,
    receipt: Option<Receipt>,
    /// What the log calls the account.
    name: Arc<str>,
}

/// How a call carries its parameters. The API takes either for every operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// All of them in the query.
    Get,
    /// All of them in a form, where no proxy's log shows them.
    #[default]
    Post,
}

/// What is called: the product, the region whose host serves it, and the API action.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    /// The product.
    pub product: Product,
    /// The region; of no meaning to a central product.
    pub region: &'a str,
    /// The API action, such as `DescribeCens`.
    pub action: &'static str,
}

impl<'a> Operation<'a> {
    /// An operation of CBN, which is one service for every region.
    pub(crate) fn cbn(action: &'static str) -> Self {
        Self { product: Product::Cbn, region: "", action }
    }
}

impl Client {
    /// A client that signs with `credential` and takes the time of its requests from `clock`.
    pub fn new(transport: Arc<dyn Transport>, endpoints: Endpoints, credential: Credential, clock: Clock) -> Self {
        Self {
            transport,
            endpoints: Arc::new(endpoints),
            credential: Arc::new(credential),
            clock,
            skew: Arc::default(),
            limiter: Arc::default(),
            method: Method::default(),
            receipt: None,
            name: Arc::from(""),
        }
    }

    /// A client of the same server for another account. What one of them learns of the server's clock, the others know.
    #[must_use]
    pub fn of_account(&self, credential: Credential) -> Self {
        Self { credential: Arc::new(credential), limiter: Arc::default(), ..self.clone() }
    }

    /// The id of the key that signs, which is no secret.
    pub fn access_key_id(&self) -> &str {
        self.credential.access_key_id()
    }

    /// The same client, making its calls by `method`.
    #[must_use]
    pub fn with_method(self, method: Method) -> Self {
        Self { method, ..self }
    }

    /// The same client, whose calls the log tells with this name of the account.
    #[must_use]
    pub fn with_name(self, name: &str) -> Self {
        Self { name: Arc::from(name), ..self }
    }

    /// The same client, noting the request id of each answer on this receipt.
    #[must_use]
    pub fn with_receipt(&self, receipt: &Receipt) -> Self {
        Self { receipt: Some(receipt.clone()), ..self.clone() }
    }

    /// Makes one attempt at a call and decodes the answer.
    ///
    /// Safe to make again only if the operation is: this function never does so by itself.
    ///
    /// # Errors
    /// [`Error`], whose kind tells whether the call may have taken effect.
    #[tracing::instrument(skip_all, fields(account = &*self.name, action = operation.action, region = operation.region, request_id = tracing::field::Empty))]
    pub async fn call<T: DeserializeOwned>(&self, operation: Operation<'_>, parameters: Vec<(String, String)>) -> Result<T, Error> {
        let answer = self.attempt(operation, parameters).await.map_err(|error| self.clean(error));
        match &answer {
            Ok(_) => tracing::trace!("answered"),
            Err(error) => {
                self.note(error.request_id.clone());
                tracing::trace!(%error, "not answered as hoped");
            }
        }
        answer
    }

    fn note(&self, request_id: Option<String>) {
        if let Some(id) = &request_id {
            tracing::Span::current().record("request_id", id);
        }
        if let Some(receipt) = &self.receipt {
            receipt.note(request_id);
        }
    }

    /// Sends a request, and once more if the server refuses it for its time and says what time it is.
    async fn attempt<T: DeserializeOwned>(&self, operation: Operation<'_>, parameters: Vec<(String, String)>) -> Result<T, Error> {
        let skew = self.skew.now();
        let (answer, time) = self.exchange(operation, parameters.clone(), skew).await?;
        let learned = match &answer {
            Err(error) if is_refused_for_its_time(error) => time.is_some_and(|time| self.skew.learn(skew, self.clock.now(), time)),
            _ => false,
        };
        if learned { self.exchange(operation, parameters, self.skew.now()).await?.0 } else { answer }
    }

    /// Sends one request when the budget allows it. Returns the answer and the server's time, if an answer came.
    async fn exchange<T: DeserializeOwned>(
        &self,
        operation: Operation<'_>,
        parameters: Vec<(String, String)>,
        skew: SignedDuration,
    ) -> Result<(Result<T, Error>, Option<Timestamp>), Error> {
        self.limiter.admit(operation).await;
        let request = self.sign(operation, parameters, skew).map_err(|reason| not_sent(operation.action, reason))?;
        let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let response = self.transport.send(request).await.map_err(|error| lost(operation.action, &error))?;
        let answer = decode(operation.action, &host, &response);
        match &answer {
            Ok(_) if self.receipt.is_some() => self.note(request_id(&response).map(|id| self.shown(&id))),
            Err(error) if error.kind == ErrorKind::Throttled => self.limiter.slow_down(operation.product),
            Ok(_) | Err(_) => {}
        }
        Ok((answer, time_of(&response)))
    }

    /// The error as it may be shown: a server may have repeated this client's own secrets, or sent control characters.
    pub(crate) fn clean(&self, error: Error) -> Error {
        let shown = |text: &str| self.shown(text);
        Error { code: shown(&error.code), message: shown(&error.message), request_id: error.request_id.as_deref().map(shown), ..error }
    }

    fn shown(&self, text: &str) -> String {
        let searched = text.char_indices().nth(SEARCHED).map_or(text, |(end, _)| &text[..end]);
        printable(&mask(searched, [Some(self.credential.secret()), self.credential.security_token()].into_iter().flatten()))
    }

    /// Makes a call whose answer says nothing but that it was accepted.
    pub(crate) async fn accepted(&self, operation: Operation<'_>, parameters: Parameters) -> Result<(), Error> {
        #[derive(Deserialize)]
        struct Nothing {}

        self.call::<Nothing>(operation, parameters.into_pairs()).await.map(|_| ())
    }

    /// Makes a call that creates something, whose id is in `field` of the answer. An answer without it leaves open what was created.
    pub(crate) async fn created(&self, operation: Operation<'_>, parameters: Parameters, field: &str) -> Result<String, Error> {
        let answer: Value = self.call(operation, parameters.into_pairs()).await?;
        match answer.get(field).and_then(Value::as_str) {
            Some(id) if !id.is_empty() => Ok(id.to_owned()),
            _ => {
                let request_id = answer.get("RequestId").and_then(Value::as_str).map(|id| self.shown(id));
                Err(Error { request_id, ..Error::unclear(operation.action, &format!("the answer has no `{field}`")) })
            }
        }
    }

    fn sign(
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
        let time = self.clock.now().checked_add(skew).unwrap_or_else(|_| self.clock.now());
        add("Timestamp", &time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        if let Some(token) = self.credential.security_token() {
            add("SecurityToken", token);
        }
        let text = string_to_sign(self.method.name(), parameters.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        parameters.push(("Signature".to_owned(), signature(&text, self.credential.secret())));
        let encoded: Vec<_> = parameters.iter().map(|(key, value)| format!("{}={}", percent_encode(key), percent_encode(value))).collect();
        self.method.request(self.endpoints.url(operation.product, operation.region), encoded.join("&")).map_err(|error| error.to_string())
    }
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }

    fn request(self, url: String, parameters: String) -> http::Result<http::Request<Bytes>> {
        match self {
            Self::Get => http::Request::get(format!("{url}?{parameters}")).body(Bytes::new()),
            Self::Post => http::Request::post(url)
                .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Bytes::from(parameters)),
        }
    }
}

/// A fresh nonce for each attempt: a server refuses one that it has seen.
fn nonce() -> Result<String, String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| format!("no randomness for the request's nonce: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn not_sent(action: &'static str, message: String) -> Error {
    Error { action, kind: ErrorKind::NotSent, code: String::new(), message, request_id: None, http_status: None }
}

impl Error {
    /// An answer of success that does not say what it should. A message that repeats some of it must be cleaned by the client.
    pub(crate) fn unclear(action: &'static str, message: &str) -> Self {
        Self { kind: ErrorKind::Unknown, http_status: Some(200), ..not_sent(action, message.to_owned()) }
    }
}

fn lost(action: &'static str, error: &TransportError) -> Error {
    let kind = match error {
        TransportError::NotSent { .. } => ErrorKind::NotSent,
        TransportError::NoAnswer { .. } => ErrorKind::Unknown,
    };
    Error { kind, ..not_sent(action, error.to_string()) }
}

/// The error envelope of every product.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    code: String,
    #[serde(default)]
    message: String,
    request_id: Option<String>,
}

/// Decodes an answer. An error's texts are the server's own, so they must be cleaned before anybody sees them.
fn decode<T: DeserializeOwned>(action: &'static str, host: &str, response: &http::Response<Bytes>) -> Result<T, Error> {
    let status = response.status();
    let failed = |kind, message| Error { kind, http_status: Some(status.as_u16()), ..not_sent(action, message) };
    if status.is_success() {
        return object(response).map_err(|reason| {
            let message = format!("the answer of {host} cannot be read ({reason}): {}", String::from_utf8_lossy(response.body()));
            failed(ErrorKind::Unknown, message)
        });
    }
    match object::<Envelope>(response) {
        Ok(Envelope { code, message, request_id }) => {
            Err(Error { code: code.clone(), request_id, ..failed(ErrorKind::of(&code, status.as_u16()), message) })
        }
        Err(_) => {
            let kind = if status.is_server_error() { ErrorKind::Unknown } else { ErrorKind::Invalid };
            Err(failed(kind, format!("{host} answers with HTTP status {}{}", status.as_u16(), particulars(response))))
        }
    }
}

/// The request id in an answer of success; none if it has none.
fn request_id(response: &http::Response<Bytes>) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Numbered {
        request_id: Option<String>,
    }

    object::<Numbered>(response).ok()?.request_id
}

/// The object of an answer. An array, which the decoder would take for the fields in their order, is none.
fn object<T: DeserializeOwned>(response: &http::Response<Bytes>) -> Result<T, String> {
    if response.body().iter().filter(|byte| matches!(byte, b'{' | b'[' | b',')).count() > MOST_VALUES {
        return Err(format!("it holds more than {MOST_VALUES} values"));
    }
    match response.body().iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => serde_json::from_slice(response.body()).map_err(|error| error.to_string()),
        Some(_) => Err("it is no JSON object".to_owned()),
        None => Err("it is empty".to_owned()),
    }
}

/// What an answer that is not the API's says: where it leads to, or what is in it.
fn particulars(response: &http::Response<Bytes>) -> String {
    let location = response.headers().get(http::header::LOCATION).filter(|_| response.status().is_redirection());
    match location {
        Some(address) => format!(", a redirect to {}", String::from_utf8_lossy(address.as_bytes())),
        None if response.body().is_empty() => " and nothing else".to_owned(),
        None => format!(": {}", String::from_utf8_lossy(response.body())),
    }
}

/// The beginning of a text from elsewhere, without control characters: it may end up on a terminal.
pub(crate) fn printable(text: &str) -> String {
    let mut shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(EXCERPT).collect();
    if text.chars().nth(EXCERPT).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::future::BoxFuture;

    use super::*;

    /// Answers every request with the same answer and keeps what the requests carried.
    struct Fake {
        answer: Result<(u16, &'static str), TransportError>,
        sent: Mutex<Vec<String>>,
    }

    impl Transport for Fake {
        fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            let query = request.uri().query().unwrap_or_default();
            let body = std::str::from_utf8(request.body()).unwrap();
            assert!(query.is_empty() || body.is_empty());
            self.sent.lock().unwrap().push(format!("{query}{body}"));
            let answer = self.answer.clone();
            let respond = |(status, body)| http::Response::builder().status(status).body(Bytes::from_static(body)).unwrap();
            Box::pin(async move { answer.map(|(status, body): (u16, &'static str)| respond((status, body.as_bytes()))) })
        }
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        cen_id: String,
    }

    async fn call(answer: Result<(u16, &'static str), TransportError>) -> Result<Answer, Error> {
        call_by(Method::Post, answer).await.0
    }

    async fn call_by(method: Method, answer: Result<(u16, &'static str), TransportError>) -> (Result<Answer, Error>, String) {
        let fake = Arc::new(Fake { answer, sent: Mutex::default() });
        let clock = Clock::starting_at("2026-01-02T03:04:05Z".parse::<Timestamp>().unwrap());
        let credential = Credential::new("LTAIexample", "canary", Some("token+/=".to_owned()));
        let client = Client::new(fake.clone(), Endpoints::Vendor, credential, clock).with_method(method);
        let operation = Operation { product: Product::Cbn, region: "cn-hangzhou", action: "CreateCen" };
        let result = client.call(operation, vec![("Name".to_owned(), "hub net*".to_owned())]).await;
        let sent = fake.sent.lock().unwrap().concat();
        (result, sent)
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_is_signed_over_its_method_and_everything_it_sends_and_holds_no_secret() {
        for method in [Method::Get, Method::Post] {
            let (result, sent) = call_by(method, Ok((200, r#"{"CenId":"cen-1","RequestId":"X"}"#))).await;
            assert_eq!(result, Ok(Answer { cen_id: "cen-1".to_owned() }));
            let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
            let pairs: Vec<_> = sent.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (decode(k), decode(v))).collect();
            let value = |key: &str| pairs.iter().find(|(sent, _)| sent == key).map(|(_, value)| value.as_str());
            assert_eq!(value("Timestamp"), Some("2026-01-02T03:04:05Z"));
            assert_eq!(value("Version"), Some("2017-09-12"));
            assert_eq!(value("SecurityToken"), Some("token+/="));
            let text = string_to_sign(method.name(), pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
            assert_eq!(value("Signature"), Some(signature(&text, "canary").as_str()));
            assert!(!sent.contains("canary"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_receipt_has_the_request_id_of_the_last_answer_without_secrets() {
        let not_sent = TransportError::NotSent { host: "h".to_owned(), reason: "refused".to_owned() };
        for (answer, noted) in [
            (Ok((200, r#"{"CenId":"cen-1","RequestId":"R1"}"#)), Some("R1")),
            (Ok((200, r#"{"CenId":"cen-1","RequestId":"R canary\u001b["}"#)), Some("R *** [")),
            (Ok((400, r#"{"Code":"Throttling.User","Message":"m","RequestId":"R2"}"#)), Some("R2")),
            (Ok((200, r#"{"CenId":"cen-1"}"#)), None),
            (Err(not_sent), None),
        ] {
            let receipt = Receipt::default();
            receipt.note(Some("of the call before".to_owned()));
            let fake = Arc::new(Fake { answer, sent: Mutex::default() });
            let credential = Credential::new("LTAIexample", "canary", None);
            let client = Client::new(fake, Endpoints::Vendor, credential, Clock::system()).with_receipt(&receipt);
            let _ = client.call::<Answer>(Operation::cbn("CreateCen"), Vec::new()).await;
            assert_eq!(receipt.request_id().as_deref(), noted);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_caller_should_do_is_read_from_the_answer() {
        let not_sent = TransportError::NotSent { host: "h".to_owned(), reason: "refused".to_owned() };
        let no_answer = TransportError::NoAnswer { host: "h".to_owned(), reason: "timed out".to_owned() };
        for (answer, kind) in [
            (Ok((500, r#"{"Code":"Operation.Blocking","Message":"m","RequestId":"R"}"#)), ErrorKind::Busy),
            (Ok((400, r#"{"Code":"Throttling.User","Message":"m"}"#)), ErrorKind::Throttled),
            (Ok((200, "{not json")), ErrorKind::Unknown),
            (Ok((200, r#"{"RequestId":"R"}"#)), ErrorKind::Unknown),
            (Ok((502, "<html>")), ErrorKind::Unknown),
            (Ok((404, "<html>")), ErrorKind::Invalid),
            (Err(not_sent), ErrorKind::NotSent),
            (Err(no_answer), ErrorKind::Unknown),
        ] {
            let shown = format!("{answer:?}");
            assert_eq!(call(answer).await.unwrap_err().kind, kind, "{shown}");
        }
    }

    #[test]
    fn the_error_answers_of_the_reference_are_understood() {
        let samples: serde_json::Map<String, Value> = serde_json::from_str(include_str!("../tests/fixtures/error-samples.json")).unwrap();
        let kinds = samples.iter().map(|(title, body)| {
            let status: u16 = title.split(' ').nth(1).unwrap().parse().unwrap();
            let response = http::Response::builder().status(status).body(Bytes::from(body.to_string())).unwrap();
            let error = decode::<Value>("Action", "cbn.aliyuncs.com", &response).unwrap_err();
            assert!(error.request_id.is_some() && !error.message.is_empty() && error.http_status == Some(status), "{error:?}");
            (error.code, error.kind)
        });
        let expected = [
            ("SignatureDoesNotMatch", ErrorKind::Denied),
            ("Throttling.User", ErrorKind::Throttled),
            ("TaskConflict", ErrorKind::Busy),
            ("Forbidden.Release", ErrorKind::Denied),
            ("ParameterCenInstanceId", ErrorKind::NotFound),
            ("Forbbiden.AttachChildInstanceAcrossUid", ErrorKind::Denied),
            ("InvalidOperation.CenInstanceStatus", ErrorKind::Busy),
            ("Operation.Blocking", ErrorKind::Busy),
        ];
        let mut kinds: Vec<_> = kinds.collect();
        let mut expected = expected.map(|(code, kind)| (code.to_owned(), kind));
        kinds.sort();
        expected.sort();
        assert_eq!(kinds, expected);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_cannot_reach_the_terminal_with_its_escape_sequences() {
        let result = call(Ok((400, "{\"Code\":\"A\\u001b[31m\",\"Message\":\"\\u001b]0;x\\u0007\"}"))).await;
        let shown = result.unwrap_err().to_string();
        assert!(!shown.chars().any(char::is_control), "{shown:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_secret_that_the_server_repeats_is_masked_before_the_text_is_cut_short() {
        let long = "x".repeat(EXCERPT - 10);
        let token = "token+/=";
        let echoes = [
            (400, format!(r#"{{"Code":"A-{token}","Message":"canary, token%2B%2F%3D, token%252B%252F%253D","RequestId":"{token}"}}"#)),
            (400, format!(r#"{{"Code":"A","Message":"{long}{token}"}}"#)),
            (500, format!("<html>{token} canary")),
            (200, format!("[\"{token}\"]")),
            (200, format!("{{\"CenId\": [\"{token}\"]}}")),
        ];
        for (status, echo) in echoes {
            let shown = format!("{:?}", call(Ok((status, echo.leak()))).await.unwrap_err());
            assert!(shown.contains("***") && !shown.contains("oken") && !shown.contains("canary"), "{shown}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_of_too_many_values_or_levels_is_not_taken_in() {
        let many = format!("{{\"CenId\":[{}0]}}", "{},".repeat(MOST_VALUES));
        let deep = format!("{{\"CenId\":{}", "[".repeat(100_000));
        for (body, reason) in [(many, "it holds more than 250000 values"), (deep, "recursion limit exceeded")] {
            let fake = Arc::new(Fake { answer: Ok((200, body.leak())), sent: Mutex::default() });
            let client = Client::new(fake, Endpoints::Vendor, Credential::new("LTAIexample", "canary", None), Clock::system());
            let error = client.call::<Value>(Operation::cbn("CreateCen"), Vec::new()).await.unwrap_err();
            assert!(error.kind == ErrorKind::Unknown && error.message.contains(reason) && error.message.len() < 1000, "{error}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_not_the_apis_is_told_with_its_server() {
        for (status, body, message) in [
            (200, "[1]", "the answer of cbn.aliyuncs.com cannot be read (it is no JSON object): [1]"),
            (200, " ", "the answer of cbn.aliyuncs.com cannot be read (it is empty):  "),
            (404, "<html>", "cbn.aliyuncs.com answers with HTTP status 404: <html>"),
            (302, "", "cbn.aliyuncs.com answers with HTTP status 302 and nothing else"),
        ] {
            assert_eq!(call(Ok((status, body))).await.unwrap_err().message, message);
        }
    }

    /// Refuses every request for its time, and says that it is this time.
    struct Elsewhen(&'static str, Mutex<Vec<String>>);

    impl Transport for Elsewhen {
        fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            let body = String::from_utf8(request.body().to_vec()).unwrap();
            let time = body.split('&').find_map(|pair| pair.strip_prefix("Timestamp=")).unwrap().to_owned();
            self.1.lock().unwrap().push(time);
            let refusal = r#"{"Code":"InvalidTimeStamp.Expired","Message":"m"}"#;
            let response = http::Response::builder().status(400).header(http::header::DATE, self.0).body(Bytes::from(refusal)).unwrap();
            Box::pin(async move { Ok(response) })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_refused_for_its_time_is_made_once_more_and_not_for_ever() {
        for (date, sent) in [
            ("Fri, 02 Jan 2026 05:04:05 GMT", &["2026-01-02T03%3A04%3A05Z", "2026-01-02T05%3A04%3A05Z"] as &[_]),
            ("Fri, 02 Jan 2026 03:04:15 GMT", &["2026-01-02T03%3A04%3A05Z"]),
            ("teatime", &["2026-01-02T03%3A04%3A05Z"]),
        ] {
            let server = Arc::new(Elsewhen(date, Mutex::default()));
            let clock = Clock::starting_at("2026-01-02T03:04:05Z".parse::<Timestamp>().unwrap());
            let client = Client::new(server.clone(), Endpoints::Vendor, Credential::new("LTAIexample", "secret", None), clock);
            let error = client.describe_cens().await.unwrap_err();
            assert_eq!(error.code, "InvalidTimeStamp.Expired");
            assert_eq!(*server.1.lock().unwrap(), sent);
        }
    }
}
