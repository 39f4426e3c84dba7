//! A service that answers what a test says, and keeps what it was asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use cen_cloud::clock::Clock;
use cen_cloud::transport::{Transport, TransportError};
use cen_cloud::{Endpoints, Signature};
use cen_credentials::{AccessKey, Context, Pool, Role, Session, Source};
use futures::future::BoxFuture;
use jiff::Timestamp;
use serde_json::json;

/// The account of the role.
pub(crate) const ACCOUNT: &str = "1250000000000001";
pub(crate) const ROLE: &str = "acs:ram::1250000000000001:role/cen";
/// When every test begins.
pub(crate) const BEGIN: &str = "2026-01-02T00:00:00Z";

/// What a request asks for: an action of the API, or a method and a path.
pub(crate) struct Asked {
    pub(crate) what: String,
    pub(crate) form: BTreeMap<String, String>,
    pub(crate) headers: http::HeaderMap,
}

type Answers = Box<dyn Fn(&Asked, usize) -> Option<(u16, String)> + Send + Sync>;

/// Answers each request with a function of the number of earlier requests of its kind; if the function returns none, it never answers.
pub(crate) struct Service {
    answers: Answers,
    asked: Mutex<Vec<Asked>>,
}

impl Service {
    pub(crate) fn new(
        answers: impl Fn(&Asked, usize) -> Option<(u16, String)> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            answers: Box::new(answers),
            asked: Mutex::default(),
        })
    }

    /// A pool that asks this service, and begins at [`BEGIN`].
    pub(crate) fn pool(self: &Arc<Self>) -> Pool {
        let clock = Clock::starting_at(BEGIN.parse::<Timestamp>().unwrap());
        Pool::new(Context {
            signature: Signature::V1,
            ..Context::new(self.clone(), self.clone(), Endpoints::Vendor, clock)
        })
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|asked| asked.what.clone()).collect()
    }

    /// The value of a parameter in each request that has it.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        let values = asked.iter().filter_map(|asked| asked.form.get(name));
        values.cloned().collect()
    }
}

impl Transport for Service {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let decode = |text: &[u8]| serde_urlencoded(text);
        let mut form = decode(query);
        form.extend(decode(request.body()));
        let what = match form.get("Action") {
            Some(action) => action.clone(),
            None => format!("{} {}", request.method(), request.uri().path()),
        };
        let headers = request.headers().clone();
        let asked = Asked {
            what,
            form,
            headers,
        };
        let mut all = self.asked.lock().unwrap();
        let before = all.iter().filter(|one| one.what == asked.what).count();
        let answer = (self.answers)(&asked, before);
        all.push(asked);
        Box::pin(async move {
            // What takes a moment lets others ask meanwhile.
            tokio::task::yield_now().await;
            let Some((status, body)) = answer else {
                return std::future::pending().await;
            };
            let mut response = http::Response::new(Bytes::from(body));
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
            Ok(response)
        })
    }
}

fn serde_urlencoded(text: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Keys in an answer of STS, the `number`-th, which end at this time.
pub(crate) fn assumed(number: usize, ends: &str) -> Option<(u16, String)> {
    let keys = json!({
        "AccessKeyId": format!("STS.{number}"), "AccessKeySecret": format!("canary-secret-{number}"),
        "SecurityToken": format!("canary-token-{number}"), "Expiration": ends,
    });
    Some((
        200,
        json!({"RequestId": "R", "Credentials": keys}).to_string(),
    ))
}

/// Returns what STS answers to the question whose a credential is.
pub(crate) fn identity(account: &str) -> Option<(u16, String)> {
    let answer = json!({"AccountId": account, "Arn": format!("acs:ram::{account}:assumed-role/cen/cen"), "RequestId": "R"});
    Some((200, answer.to_string()))
}

/// Returns what the API answers with this code.
pub(crate) fn refusal(status: u16, code: &str) -> Option<(u16, String)> {
    let answer = json!({"Code": code, "Message": "no", "RequestId": "R"});
    Some((status, answer.to_string()))
}

/// A role that a plain key assumes.
pub(crate) fn role() -> Source {
    Source::Role(Role {
        origin: "profile `ci`".to_owned(),
        base: Box::new(Source::AccessKey(AccessKey {
            origin: "profile `base`".to_owned(),
            access_key_id: "LTAI1".to_owned(),
            secret: "canary-base".to_owned().into(),
            token: None,
            ends: None,
        })),
        session: session(),
        external_id: Some("office".to_owned()),
    })
}

pub(crate) fn session() -> Session {
    Session {
        role_arn: ROLE.to_owned(),
        name: "nightly".to_owned(),
        seconds: Some(3600),
        policy: None,
        sts_host: None,
    }
}
