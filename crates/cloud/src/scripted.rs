//! For tests: a server that gives prepared answers and notes what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::future::BoxFuture;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::clock::Clock;
use crate::credentials::Credential;
use crate::endpoint::Endpoints;
use crate::rpc::Client;
use crate::transport::{Transport, TransportError};

/// What every call carries, and calls do not differ in.
const COMMON: [&str; 9] = [
    "AccessKeyId",
    "Action",
    "Format",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// Gives each call the next of its answers.
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<(u16, Value)>>,
    calls: Mutex<Vec<String>>,
}

impl Scripted {
    /// Returns a server whose answers all have status 200.
    pub(crate) fn new(answers: impl IntoIterator<Item = Value>) -> Arc<Self> {
        Self::with_statuses(answers.into_iter().map(|answer| (200, answer)))
    }

    /// Returns a server whose answers have these statuses.
    pub(crate) fn with_statuses(answers: impl IntoIterator<Item = (u16, Value)>) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.into_iter().collect()),
            calls: Mutex::default(),
        })
    }

    pub(crate) fn client(self: &Arc<Self>) -> Client {
        Client::new(
            self.clone(),
            Endpoints::Vendor,
            Credential::new("LTAIexample", "secret", None),
            Clock::system(),
        )
    }

    /// Returns the calls so far: method, address, action, and what only this call carries, sorted by name.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }
}

/// Returns a sample answer of the reference, by its title.
pub(crate) fn sample(title: &str) -> Value {
    let samples: Value =
        serde_json::from_str(include_str!("../tests/fixtures/samples.json")).unwrap();
    samples
        .get(title)
        .unwrap_or_else(|| panic!("there is no sample `{title}`"))
        .clone()
}

impl Transport for Scripted {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let form = std::str::from_utf8(request.body()).unwrap();
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let mut pairs: Vec<_> = form
            .split('&')
            .chain(request.uri().query().unwrap_or_default().split('&'))
            .filter_map(|pair| pair.split_once('='))
            .map(|(k, v)| (k, decode(v)))
            .collect();
        pairs.sort();
        let in_form = pairs.iter().find(|(name, _)| *name == "Action");
        let action = match request.headers().get("x-acs-action") {
            Some(action) => action.to_str().unwrap().to_owned(),
            None => in_form.unwrap().1.clone(),
        };
        let address = request.uri().to_string();
        let address = address.split('?').next().unwrap();
        let mut call = format!("{} {address} {action}", request.method());
        for (name, value) in pairs.iter().filter(|(name, _)| !COMMON.contains(name)) {
            call.push_str(&format!(" {name}={value}"));
        }
        self.calls.lock().unwrap().push(call);
        let (status, answer) = self
            .answers
            .lock()
            .unwrap()
            .pop_front()
            .expect("no more calls are made than there are answers");
        let mut response = http::Response::new(Bytes::from(answer.to_string()));
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
        Box::pin(async move { Ok(response) })
    }
}
