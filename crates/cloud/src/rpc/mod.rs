//! One call: one attempt, within its account's budget, at the time that the server is thought to have.

mod answer;
mod request;

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::credentials::Credential;
use crate::endpoint::Endpoints;
use crate::error::{Error, ErrorKind};
use crate::limiter::{InFlightSlot, Limiter};
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::permission::permission;
use crate::redact::redact;
use crate::request_id::RequestIdCapture;
use crate::signer::{ProviderError, Signer};
use crate::skew::{Skew, is_refused_for_its_time, time_of};
use crate::transport::Transport;

pub use self::answer::printable;
use self::answer::{Answer, EXCERPT, LONGEST_FAILURE, printable_up_to, request_id};
pub use self::request::{Method, Signature};

/// How much of a text from elsewhere is searched for secrets, in characters; what comes after it is never shown.
const SEARCHED: usize = 64 * 1024;

/// The code of a request whose security token has ended. Match by code: the reference has several statuses for it.
const EXPIRED: &str = "InvalidSecurityToken.Expired";

/// Speaks to the cloud as one account. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
    endpoints: Arc<Endpoints>,
    signer: Arc<Signer>,
    clock: Clock,
    skew: Arc<Skew>,
    limiter: Arc<Limiter>,
    method: Method,
    signature: Signature,
    request_id: Option<RequestIdCapture>,
    stop: Option<CancellationToken>,
    /// What the log calls the account.
    name: Arc<str>,
}

impl Client {
    /// Returns a client that signs with a credential, or with those of a provider, and takes the time of its requests from `clock`.
    pub fn new(
        transport: Arc<dyn Transport>,
        endpoints: Endpoints,
        signer: impl Into<Signer>,
        clock: Clock,
    ) -> Self {
        Self {
            transport,
            endpoints: Arc::new(endpoints),
            signer: Arc::new(signer.into()),
            clock,
            skew: Arc::default(),
            limiter: Arc::default(),
            method: Method::default(),
            signature: Signature::default(),
            request_id: None,
            stop: None,
            name: Arc::from(""),
        }
    }

    /// Returns a client of the same account that signs with another credential, such as a renewed one. They share the account's budget of calls.
    #[must_use]
    pub fn with_credential(&self, signer: impl Into<Signer>) -> Self {
        Self {
            signer: Arc::new(signer.into()),
            ..self.clone()
        }
    }

    /// Returns a client of the same server for another account. What one of them learns of the server's clock, the others know.
    #[must_use]
    pub fn of_account(&self, signer: impl Into<Signer>) -> Self {
        Self {
            signer: Arc::new(signer.into()),
            limiter: Arc::default(),
            ..self.clone()
        }
    }

    /// Names what signs, which is no secret: the id of the key, or of the provider whose keys change.
    pub fn credential_id(&self) -> String {
        self.signer.id()
    }

    /// Returns the same client, making its calls by `method`.
    #[must_use]
    pub fn with_method(self, method: Method) -> Self {
        Self { method, ..self }
    }

    /// Returns the same client, signing in this way.
    #[must_use]
    pub fn with_signature(self, signature: Signature) -> Self {
        Self { signature, ..self }
    }

    /// Returns the same client, whose calls the log tells with this name of the account.
    #[must_use]
    pub fn with_name(self, name: &str) -> Self {
        Self {
            name: Arc::from(name),
            ..self
        }
    }

    /// Returns the same client, noting the request id of each answer in this capture.
    #[must_use]
    pub fn with_request_id(&self, capture: &RequestIdCapture) -> Self {
        Self {
            request_id: Some(capture.clone()),
            ..self.clone()
        }
    }

    /// The same client, whose calls are not sent once it is asked to stop: not even those that wait for their turn.
    #[must_use]
    pub fn until(self, stop: &CancellationToken) -> Self {
        Self {
            stop: Some(stop.clone()),
            ..self
        }
    }

    /// Makes one attempt at a call and decodes the answer.
    ///
    /// Safe to make again only if the operation is: this function never does so by itself.
    ///
    /// # Errors
    /// [`Error`], whose kind tells whether the call may have taken effect.
    #[tracing::instrument(skip_all, fields(account = &*self.name, action = operation.action, region = operation.region, request_id = tracing::field::Empty))]
    pub async fn call<T: DeserializeOwned>(
        &self,
        operation: Operation<'_>,
        parameters: Vec<(String, String)>,
    ) -> Result<T, Error> {
        let answer = self.boxed_attempt(operation, parameters).await;
        let object = answer.and_then(|answer| {
            let object = answer.object(operation.action)?;
            if self.request_id.is_some() {
                let id = request_id(&answer.response).map(|id| self.shown(EXCERPT, &id));
                self.note(operation.action, id);
            }
            Ok(object)
        });
        let object = object.map_err(|error| self.clean(error));
        match &object {
            Ok(_) => tracing::trace!("answered"),
            Err(error) => {
                self.note(operation.action, error.request_id.clone());
                tracing::trace!(%error, "not answered as hoped");
            }
        }
        object
    }

    fn note(&self, action: &'static str, request_id: Option<String>) {
        if let Some(id) = &request_id {
            tracing::Span::current().record("request_id", id);
        }
        if let Some(capture) = &self.request_id {
            capture.note(action, request_id);
        }
    }

    /// Returns the future of [`Self::attempt`] in a box: its code is compiled once, with this crate, and not again with each type of answer
    /// in each program.
    fn boxed_attempt<'a>(
        &'a self,
        operation: Operation<'a>,
        parameters: Vec<(String, String)>,
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        self.attempt(operation, parameters).boxed()
    }

    /// Sends a request, and once more if the server refuses it because the credential has expired and there is a renewed one. The parameters
    /// stay the same, a ClientToken among them, so that nothing is done twice.
    async fn attempt(
        &self,
        operation: Operation<'_>,
        parameters: Vec<(String, String)>,
    ) -> Result<Answer, Error> {
        debug_assert!(
            permission(operation.product, operation.action).is_some(),
            "{operation:?} has no row in permission/rows.json"
        );
        let failed = |error: ProviderError| no_credential(operation.action, error);
        let credential = self.signer.credential().await.map_err(failed)?;
        let answer = self
            .attempt_with(operation, parameters.clone(), credential.as_deref())
            .await;
        let expired = match (&answer, &credential) {
            (Err(error), Some(credential)) if error.code == EXPIRED => credential,
            (Ok(_) | Err(_), _) => return answer,
        };
        match self.signer.replacement(expired).await.map_err(failed)? {
            Some(renewed) => {
                self.attempt_with(operation, parameters, Some(&renewed))
                    .await
            }
            None => answer,
        }
    }

    /// Sends a request, and once more if the server refuses it for its time and says what time it is.
    async fn attempt_with(
        &self,
        operation: Operation<'_>,
        parameters: Vec<(String, String)>,
        credential: Option<&Credential>,
    ) -> Result<Answer, Error> {
        let skew = self.skew.now();
        let (answer, time) = self
            .exchange(operation, parameters.clone(), skew, credential)
            .await?;
        let learned = match &answer {
            Err(error) if is_refused_for_its_time(error) => {
                time.is_some_and(|time| self.skew.learn(skew, self.clock.now(), time))
            }
            _ => false,
        };
        if learned {
            self.exchange(operation, parameters, self.skew.now(), credential)
                .await?
                .0
        } else {
            answer
        }
    }

    /// Sends one request when the budget allows it. Returns the answer and the server's time, if an answer came.
    async fn exchange(
        &self,
        operation: Operation<'_>,
        parameters: Vec<(String, String)>,
        skew: SignedDuration,
        credential: Option<&Credential>,
    ) -> Result<(Result<Answer, Error>, Option<Timestamp>), Error> {
        let _place = self.admitted(operation).await?;
        let request = self
            .sign(operation, parameters, skew, credential)
            .map_err(|reason| Error::not_sent(operation.action, reason))?;
        let host = request
            .uri()
            .authority()
            .map(ToString::to_string)
            .unwrap_or_default();
        let response = self
            .transport
            .send(request)
            .await
            .map_err(|error| Error::lost(operation.action, &error))?;
        let time = time_of(&response);
        let answer = Answer { host, response };
        let accepted = answer.accepted(operation.action);
        if let Err(error) = &accepted
            && (error.kind == ErrorKind::Throttled || error.is_too_many_requests())
        {
            self.limiter.slow_down(operation.product);
        }
        Ok((accepted.map(|()| answer), time))
    }

    /// Waits until a call is within the budget; an error if it must not be sent any more.
    async fn admitted(&self, operation: Operation<'_>) -> Result<InFlightSlot, Error> {
        let stop = async {
            match &self.stop {
                Some(stop) => stop.cancelled().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = stop => Err(Error::not_sent(operation.action, "it was not sent, because the run is ending".to_owned())),
            place = self.limiter.admit(operation) => Ok(place),
        }
    }

    /// Returns the error as it may be shown: a server may have repeated this client's own secrets, or sent control characters.
    pub(crate) fn clean(&self, error: Error) -> Error {
        let shown = |text: &str| self.shown(EXCERPT, text);
        let longest = match error.http_status {
            Some(_) => EXCERPT,
            None => LONGEST_FAILURE,
        };
        Error {
            code: shown(&error.code),
            message: self.shown(longest, &error.message),
            request_id: error.request_id.as_deref().map(shown),
            ..error
        }
    }

    fn shown(&self, most: usize, text: &str) -> String {
        let searched = text
            .char_indices()
            .nth(SEARCHED)
            .map_or(text, |(end, _)| &text[..end]);
        self.signer.with_secrets(|secrets| {
            printable_up_to(most, &redact(searched, secrets.iter().copied()))
        })
    }

    /// Makes a call whose answer says nothing but that it was accepted. Every answer of the API has
    /// a request id: without one something else may have answered.
    pub(crate) async fn accepted(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
    ) -> Result<(), Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Accepted {
            #[serde(default)]
            request_id: String,
        }

        let accepted: Accepted = self.call(operation, parameters.into_pairs()).await?;
        if accepted.request_id.is_empty() {
            return Err(Error::unclear(
                operation.action,
                "the answer has no `RequestId`",
            ));
        }
        Ok(())
    }

    /// Reads an answer, whose nulls were dropped, as what it should be.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        operation: Operation<'_>,
        answer: Value,
    ) -> Result<T, Error> {
        serde_json::from_value(answer).map_err(|reason| self.unreadable(operation, &reason))
    }

    /// Returns the error of an answer of success that is not what it should be.
    pub(crate) fn unreadable(&self, operation: Operation<'_>, reason: &serde_json::Error) -> Error {
        let message = format!("the answer cannot be read ({reason})");
        self.clean(Error::unclear(operation.action, &message))
    }

    /// Makes a call that creates something, whose id is in `field` of the answer. An answer without it leaves open what was created.
    pub(crate) async fn created(
        &self,
        operation: Operation<'_>,
        parameters: Parameters,
        field: &str,
    ) -> Result<String, Error> {
        let answer: Value = self.call(operation, parameters.into_pairs()).await?;
        match answer.get(field).and_then(Value::as_str) {
            Some(id) if !id.is_empty() => Ok(id.to_owned()),
            _ => {
                let request_id = answer
                    .get("RequestId")
                    .and_then(Value::as_str)
                    .map(|id| self.shown(EXCERPT, id));
                Err(Error {
                    request_id,
                    ..Error::unclear(operation.action, &format!("the answer has no `{field}`"))
                })
            }
        }
    }
}

/// Returns the error of a call that nothing could sign.
fn no_credential(action: &'static str, error: ProviderError) -> Error {
    let kind = if error.may_pass {
        ErrorKind::NotSent
    } else {
        ErrorKind::Denied
    };
    Error {
        kind,
        ..Error::not_sent(action, error.message)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use bytes::Bytes;
    use futures::future::BoxFuture;

    use super::*;
    use crate::endpoint::Product;
    use crate::sign::{signature, string_to_sign};
    use crate::transport::TransportError;

    /// Answers every request with the same answer and keeps what the requests carried.
    struct Fake {
        answer: Result<(u16, &'static str), TransportError>,
        sent: Mutex<Vec<String>>,
    }

    impl Transport for Fake {
        fn send(
            &self,
            request: http::Request<Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            let query = request.uri().query().unwrap_or_default();
            let body = std::str::from_utf8(request.body()).unwrap();
            assert!(query.is_empty() || body.is_empty());
            self.sent.lock().unwrap().push(format!("{query}{body}"));
            let answer = self.answer.clone();
            let respond = |(status, body)| {
                http::Response::builder()
                    .status(status)
                    .body(Bytes::from_static(body))
                    .unwrap()
            };
            Box::pin(async move {
                answer.map(|(status, body): (u16, &'static str)| respond((status, body.as_bytes())))
            })
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

    async fn call_by(
        method: Method,
        answer: Result<(u16, &'static str), TransportError>,
    ) -> (Result<Answer, Error>, String) {
        let fake = Arc::new(Fake {
            answer,
            sent: Mutex::default(),
        });
        let clock = Clock::starting_at("2026-01-02T03:04:05Z".parse::<Timestamp>().unwrap());
        let credential = Credential::new("LTAIexample", "canary", Some("token+/=".to_owned()));
        let client = Client::new(fake.clone(), Endpoints::Vendor, credential, clock)
            .with_method(method)
            .with_signature(Signature::V1);
        let operation = Operation {
            product: Product::Cbn,
            region: "cn-hangzhou",
            action: "CreateCen",
        };
        let result = client
            .call(operation, vec![("Name".to_owned(), "hub net*".to_owned())])
            .await;
        let sent = fake.sent.lock().unwrap().concat();
        (result, sent)
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_is_signed_over_its_method_and_everything_it_sends_and_holds_no_secret() {
        for method in [Method::Get, Method::Post] {
            let (result, sent) =
                call_by(method, Ok((200, r#"{"CenId":"cen-1","RequestId":"X"}"#))).await;
            assert_eq!(
                result,
                Ok(Answer {
                    cen_id: "cen-1".to_owned()
                })
            );
            let decode = |text: &str| {
                percent_encoding::percent_decode_str(text)
                    .decode_utf8()
                    .unwrap()
                    .into_owned()
            };
            let pairs: Vec<_> = sent
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(k, v)| (decode(k), decode(v)))
                .collect();
            let value = |key: &str| {
                pairs
                    .iter()
                    .find(|(sent, _)| sent == key)
                    .map(|(_, value)| value.as_str())
            };
            assert_eq!(value("Timestamp"), Some("2026-01-02T03:04:05Z"));
            assert_eq!(value("Version"), Some("2017-09-12"));
            assert_eq!(value("SecurityToken"), Some("token+/="));
            let text = string_to_sign(
                method.name(),
                pairs
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.as_str())),
            );
            assert_eq!(
                value("Signature"),
                Some(signature(&text, "canary").as_str())
            );
            assert!(!sent.contains("canary"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_capture_has_the_request_id_of_the_last_answer_without_secrets() {
        let not_sent = TransportError::NotSent {
            host: "h".to_owned(),
            reason: "refused".to_owned(),
        };
        for (answer, noted) in [
            (
                Ok((200, r#"{"CenId":"cen-1","RequestId":"R1"}"#)),
                Some("R1"),
            ),
            (
                Ok((200, r#"{"CenId":"cen-1","RequestId":"R canary\u001b["}"#)),
                Some("R *** ["),
            ),
            (
                Ok((
                    400,
                    r#"{"Code":"Throttling.User","Message":"m","RequestId":"R2"}"#,
                )),
                Some("R2"),
            ),
            (Ok((200, r#"{"CenId":"cen-1"}"#)), None),
            (Err(not_sent), None),
        ] {
            let capture = RequestIdCapture::default();
            capture.note("CreateCen", Some("of the call before".to_owned()));
            let fake = Arc::new(Fake {
                answer,
                sent: Mutex::default(),
            });
            let credential = Credential::new("LTAIexample", "canary", None);
            let client = Client::new(fake, Endpoints::Vendor, credential, Clock::system())
                .with_request_id(&capture);
            let _ = client
                .call::<Answer>(Operation::cbn("CreateCen"), Vec::new())
                .await;
            assert_eq!(capture.request_id().as_deref(), noted);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_caller_should_do_is_read_from_the_answer() {
        let not_sent = TransportError::NotSent {
            host: "h".to_owned(),
            reason: "refused".to_owned(),
        };
        let no_answer = TransportError::NoAnswer {
            host: "h".to_owned(),
            reason: "timed out".to_owned(),
        };
        for (answer, kind) in [
            (
                Ok((
                    500,
                    r#"{"Code":"Operation.Blocking","Message":"m","RequestId":"R"}"#,
                )),
                ErrorKind::Locked,
            ),
            (
                Ok((400, r#"{"Code":"Throttling.User","Message":"m"}"#)),
                ErrorKind::Throttled,
            ),
            (Ok((200, "{not json")), ErrorKind::Unknown),
            (Ok((200, r#"{"RequestId":"R"}"#)), ErrorKind::Unknown),
            (Ok((502, "<html>")), ErrorKind::Unknown),
            (Ok((404, "<html>")), ErrorKind::Unknown),
            (Err(not_sent), ErrorKind::NotSent),
            (Err(no_answer), ErrorKind::Unknown),
        ] {
            let shown = format!("{answer:?}");
            assert_eq!(call(answer).await.unwrap_err().kind, kind, "{shown}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_cannot_reach_the_terminal_with_its_escape_sequences() {
        let result = call(Ok((
            400,
            "{\"Code\":\"A\\u001b[31m\",\"Message\":\"\\u001b]0;x\\u0007\"}",
        )))
        .await;
        let shown = result.unwrap_err().to_string();
        assert!(!shown.chars().any(char::is_control), "{shown:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_secret_that_the_server_repeats_is_masked_before_the_text_is_cut_short() {
        let long = "x".repeat(EXCERPT - 10);
        let token = "token+/=";
        let echoes = [
            (
                400,
                format!(
                    r#"{{"Code":"A-{token}","Message":"canary, token%2B%2F%3D, token%252B%252F%253D","RequestId":"{token}"}}"#
                ),
            ),
            (
                400,
                format!(r#"{{"Code":"A","Message":"{long}{token}","RequestId":"R"}}"#),
            ),
            (500, format!("<html>{token} canary")),
            (200, format!("[\"{token}\"]")),
            (200, format!("{{\"CenId\": [\"{token}\"]}}")),
        ];
        for (status, echo) in echoes {
            let shown = format!("{:?}", call(Ok((status, echo.leak()))).await.unwrap_err());
            assert!(
                shown.contains("***") && !shown.contains("oken") && !shown.contains("canary"),
                "{shown}"
            );
        }
    }

    /// Refuses every request for its time, and says that it is this time.
    struct Elsewhen(&'static str, Mutex<Vec<String>>);

    impl Transport for Elsewhen {
        fn send(
            &self,
            request: http::Request<Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            let body = String::from_utf8(request.body().to_vec()).unwrap();
            let time = body
                .split('&')
                .find_map(|pair| pair.strip_prefix("Timestamp="))
                .unwrap()
                .to_owned();
            self.1.lock().unwrap().push(time);
            let refusal = r#"{"Code":"InvalidTimeStamp.Expired","Message":"m"}"#;
            let response = http::Response::builder()
                .status(400)
                .header(http::header::DATE, self.0)
                .body(Bytes::from(refusal))
                .unwrap();
            Box::pin(async move { Ok(response) })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_refused_for_its_time_is_made_once_more_and_not_for_ever() {
        for (date, sent) in [
            (
                "Fri, 02 Jan 2026 05:04:05 GMT",
                &["2026-01-02T03%3A04%3A05Z", "2026-01-02T05%3A04%3A05Z"] as &[_],
            ),
            (
                "Fri, 02 Jan 2026 03:04:15 GMT",
                &["2026-01-02T03%3A04%3A05Z"],
            ),
            ("teatime", &["2026-01-02T03%3A04%3A05Z"]),
        ] {
            let server = Arc::new(Elsewhen(date, Mutex::default()));
            let clock = Clock::starting_at("2026-01-02T03:04:05Z".parse::<Timestamp>().unwrap());
            let client = Client::new(
                server.clone(),
                Endpoints::Vendor,
                Credential::new("LTAIexample", "secret", None),
                clock,
            )
            .with_signature(Signature::V1);
            let error = client.describe_cens().await.unwrap_err();
            assert_eq!(error.code, "InvalidTimeStamp.Expired");
            assert_eq!(*server.1.lock().unwrap(), sent);
        }
    }

    /// Keeps the requests; refuses those whose token is `old` because it has expired.
    #[derive(Default)]
    struct Expiring(Mutex<Vec<http::Request<Bytes>>>);

    impl Transport for Expiring {
        fn send(
            &self,
            request: http::Request<Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            let is_old = request.headers()["x-acs-security-token"] == "old";
            self.0.lock().unwrap().push(request);
            let (status, body) = match is_old {
                true => (
                    400,
                    r#"{"Code":"InvalidSecurityToken.Expired","Message":"m"}"#,
                ),
                false => (200, r#"{"CenId":"cen-1","RequestId":"R"}"#),
            };
            let mut answer = http::Response::new(Bytes::from_static(body.as_bytes()));
            *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
            Box::pin(async move { Ok(answer) })
        }
    }

    /// Returns an old credential, and a new one after a renewal is asked for.
    struct Renewing(Option<&'static str>);

    impl crate::signer::CredentialProvider for Renewing {
        fn id(&self) -> String {
            "renewing".to_owned()
        }

        fn credential(&self) -> BoxFuture<'_, Result<Arc<Credential>, ProviderError>> {
            let old = Credential::new("STS.1", "secret", Some("old".to_owned()));
            Box::pin(async move { Ok(Arc::new(old)) })
        }

        fn replacement<'a>(
            &'a self,
            expired: &'a Credential,
        ) -> BoxFuture<'a, Result<Option<Arc<Credential>>, ProviderError>> {
            assert_eq!(expired.security_token(), Some("old"));
            let other = |token: &str| Credential::new("STS.2", "secret", Some(token.to_owned()));
            Box::pin(async move { Ok(self.0.map(other).map(Arc::new)) })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_with_an_expired_token_is_signed_once_more_with_the_renewed_one() {
        for (renewed, tokens, is_done) in [
            (None, &["old"] as &[_], false),
            (Some("new"), &["old", "new"], true),
            // The renewed one has expired as well: asking again would never end.
            (Some("old"), &["old", "old"], false),
        ] {
            let server = Arc::new(Expiring::default());
            let provider: Arc<dyn crate::signer::CredentialProvider> = Arc::new(Renewing(renewed));
            let client = Client::new(server.clone(), Endpoints::Vendor, provider, Clock::system());
            let token = vec![("ClientToken".to_owned(), "t-1".to_owned())];
            let answer: Result<Answer, _> = client.call(Operation::cbn("CreateCen"), token).await;
            assert_eq!(answer.is_ok(), is_done, "{answer:?}");
            let sent = server.0.lock().unwrap();
            let of =
                |request: &http::Request<Bytes>| request.headers()["x-acs-security-token"].clone();
            assert_eq!(sent.iter().map(of).collect::<Vec<_>>(), tokens);
            assert!(
                sent.iter()
                    .all(|request| request.body() == "ClientToken=t-1")
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_is_signed_with_v3_over_its_headers_and_shows_no_secret() {
        let server = Arc::new(Expiring::default());
        let clock = Clock::starting_at("2026-01-02T03:04:05Z".parse::<Timestamp>().unwrap());
        let credential = Credential::new("LTAIexample", "canary", Some("token+/=".to_owned()));
        let client = Client::new(server.clone(), Endpoints::Vendor, credential, clock);
        let name = vec![("Name".to_owned(), "hub net*".to_owned())];
        let answer: Answer = client
            .call(Operation::cbn("CreateCen"), name)
            .await
            .unwrap();
        assert_eq!(answer.cen_id, "cen-1");
        let sent = server.0.lock().unwrap();
        let request = &sent[0];
        assert_eq!(
            (request.method().as_str(), request.uri().query()),
            ("POST", None)
        );
        assert_eq!(request.body(), "Name=hub%20net%2A");
        let value = |name: &str| request.headers()[name].to_str().unwrap();
        assert_eq!(value("x-acs-date"), "2026-01-02T03:04:05Z");
        let names = "accept;host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version";
        let canonical = crate::sign_v3::canonical_request(&crate::sign_v3::Request {
            method: "POST",
            path: "/",
            query: Vec::new(),
            headers: names.split(';').map(|name| (name, value(name))).collect(),
            body_hash: &crate::sign_v3::hash(request.body()),
        });
        let signature =
            crate::sign_v3::signature(&crate::sign_v3::string_to_sign(&canonical), "canary");
        assert_eq!(
            value("authorization"),
            format!(
                "ACS3-HMAC-SHA256 Credential=LTAIexample,SignedHeaders={names},Signature={signature}"
            )
        );
        let shown = format!("{request:?}");
        assert!(
            !shown.contains("canary") && !shown.contains("token+/="),
            "{shown}"
        );
    }
}
