//! Sends messages to chats and webhooks. The addresses hold tokens, so only their host is ever
//! printed, and of an answer only its code.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use cen_cloud::transport::Transport as _;
use cen_cloud::{HttpTransport, Timeouts};
use cen_render::{self as render, Examined};
use futures::future::join_all;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::exit_code::Exit;
use crate::failure::Failure;

/// The variable with the secret for signing messages to DingTalk robots. Without it, messages are
/// not signed.
const DINGTALK_SECRET: &str = "CEN_DINGTALK_SECRET";

/// How long sending a message may take.
const LONGEST: Duration = Duration::from_secs(10);

/// The recipients of a message.
pub(crate) struct Notifier {
    recipients: Vec<Recipient>,
    dingtalk_secret: Option<SecretString>,
}

/// An address, and the kind of service there.
struct Recipient {
    kind: NotifierKind,
    url: SecretString,
    /// The server, for messages to the user.
    host: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotifierKind {
    /// Takes the findings as JSON.
    Webhook,
    /// Slack, and services with the same message format.
    Slack,
    /// A robot of a DingTalk group.
    DingTalk,
}

impl Notifier {
    /// Parses addresses: `URL`, `slack:URL` or `dingtalk:URL`.
    ///
    /// # Errors
    /// [`Failure`] that names a wrong address by its number, and does not repeat it.
    pub(crate) fn new(addresses: &[SecretString]) -> Result<Self, Failure> {
        let written = addresses
            .iter()
            .filter(|address| !address.expose_secret().is_empty());
        let recipients = written.enumerate().map(|(at, address)| {
            Recipient::parse(address.expose_secret()).ok_or_else(|| {
                let hint = "write it as `https://…`, `slack:https://…` or `dingtalk:https://…`";
                Failure::new(
                    format!("`--notify`: address {} cannot be understood", at + 1),
                    hint,
                )
                .exit(Exit::Usage)
            })
        });
        let secret = std::env::var(DINGTALK_SECRET)
            .ok()
            .filter(|secret| !secret.is_empty());
        Ok(Self {
            recipients: recipients.collect::<Result<_, _>>()?,
            dingtalk_secret: secret.map(SecretString::from),
        })
    }

    /// Sends one message to each recipient, all at the same time. Returns a failure for each that
    /// did not get it.
    pub(crate) async fn tell(&self, files: &[Examined], now: Timestamp) -> Vec<Failure> {
        if self.recipients.is_empty() {
            return Vec::new();
        }
        let transport = match HttpTransport::with_timeouts(Timeouts {
            request: LONGEST,
            ..Timeouts::default()
        }) {
            Ok(transport) => transport.with_environment(|name| std::env::var(name).ok()),
            Err(error) => return vec![Failure::new(error.to_string(), "")],
        };
        let told = join_all(self.recipients.iter().map(async |recipient| {
            let told = self.send(recipient, files, now, &transport).await;
            told.err().map(|reason| {
                let message = format!(
                    "could not send the message to {} at {}: {reason}",
                    recipient.kind.as_str(),
                    recipient.host
                );
                Failure::new(message, "check the address, and what it allows")
            })
        }));
        told.await.into_iter().flatten().collect()
    }

    async fn send(
        &self,
        recipient: &Recipient,
        files: &[Examined],
        now: Timestamp,
        transport: &HttpTransport,
    ) -> Result<(), String> {
        let url = match (recipient.kind, &self.dingtalk_secret) {
            (NotifierKind::DingTalk, Some(secret)) => {
                signed(recipient.url.expose_secret(), now, secret.expose_secret())
            }
            (NotifierKind::DingTalk, None) | (NotifierKind::Webhook | NotifierKind::Slack, _) => {
                recipient.url.expose_secret().to_owned()
            }
        };
        let body = recipient.kind.body(files);
        let request = http::Request::post(url)
            .header("content-type", "application/json; charset=utf-8")
            .body(Bytes::from(body));
        // The error itself would show the URL.
        let request = request.map_err(|_| "the address is no URL".to_owned())?;
        let answer = transport
            .send(request)
            .await
            .map_err(|error| error.to_string())?;
        if !answer.status().is_success() {
            return Err(format!(
                "it answered with status {}",
                answer.status().as_u16()
            ));
        }
        match recipient.kind {
            NotifierKind::Webhook | NotifierKind::Slack => Ok(()),
            NotifierKind::DingTalk => dingtalk_accepted(answer.body()),
        }
    }
}

impl Recipient {
    fn parse(address: &str) -> Option<Self> {
        let kinds = [
            ("slack:", NotifierKind::Slack),
            ("dingtalk:", NotifierKind::DingTalk),
        ];
        let known = kinds
            .into_iter()
            .find_map(|(prefix, kind)| Some((kind, address.strip_prefix(prefix)?)));
        let (kind, url) = known.unwrap_or((NotifierKind::Webhook, address));
        let uri: http::Uri = url.parse().ok()?;
        let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
        let host = uri.host().filter(|host| is_http && !host.is_empty())?;
        Some(Self {
            kind,
            host: host.to_owned(),
            url: url.to_owned().into(),
        })
    }
}

impl NotifierKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "the webhook",
            Self::Slack => "Slack",
            Self::DingTalk => "DingTalk",
        }
    }

    fn body(self, files: &[Examined]) -> String {
        let lines = || chat(files);
        match self {
            Self::Webhook => render::findings_json(files),
            Self::Slack => {
                // Slack needs exactly these three characters escaped.
                let text = lines()
                    .replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;");
                json!({ "text": text }).to_string()
            }
            Self::DingTalk => {
                json!({ "msgtype": "text", "text": { "content": lines() } }).to_string()
            }
        }
    }
}

/// Renders a run for a chat, which ends no line behind its last.
fn chat(files: &[Examined]) -> String {
    render::drift_lines(files).to_string().trim_end().to_owned()
}

/// Adds the signature that a robot asks for to its address: HMAC-SHA256 over time and secret, with
/// the secret as the key, in Base64 (source: DingTalk's page on the security settings of custom
/// robots).
fn signed(url: &str, now: Timestamp, secret: &str) -> String {
    let timestamp = now.as_millisecond();
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(format!("{timestamp}\n{secret}").as_bytes());
    let sign = STANDARD.encode(mac.finalize().into_bytes());
    let separator = if url.contains('?') { '&' } else { '?' };
    format!(
        "{url}{separator}timestamp={timestamp}&sign={}",
        utf8_percent_encode(&sign, NON_ALPHANUMERIC)
    )
}

/// Checks the answer of DingTalk: it also refuses a message with status 200, and `errcode` is then
/// not 0.
fn dingtalk_accepted(body: &[u8]) -> Result<(), String> {
    let answer: Option<Value> = serde_json::from_slice(body).ok();
    match answer.and_then(|answer| answer["errcode"].as_i64()) {
        Some(0) => Ok(()),
        Some(code) => Err(format!("it answered with errcode {code}")),
        None => Err("it did not answer as DingTalk does".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_robots_signature_is_the_one_of_the_published_recipe() {
        // The recipe in Python, run once: quote_plus(b64encode(hmac.new(secret, f"{timestamp}\n{secret}", sha256).digest())).
        let now = Timestamp::from_millisecond(1_700_000_000_123).unwrap();
        let url = signed(
            "https://oapi.dingtalk.com/robot/send?access_token=t",
            now,
            "this is secret",
        );
        let sign = "W2RNhLVXZurCuMiewxzjoEaGqxhR%2FFQAkLiAHZh%2BPWY%3D";
        assert_eq!(
            url,
            format!(
                "https://oapi.dingtalk.com/robot/send?access_token=t&timestamp=1700000000123&sign={sign}"
            )
        );
    }

    #[test]
    fn an_address_says_what_understands_the_message_and_a_wrong_one_is_not_repeated() {
        let kind = |address: &str| {
            Recipient::parse(address).map(|recipient| (recipient.kind, recipient.host))
        };
        assert_eq!(
            kind("https://example.com/x"),
            Some((NotifierKind::Webhook, "example.com".to_owned()))
        );
        assert_eq!(
            kind("slack:https://hooks.slack.com/services/T"),
            Some((NotifierKind::Slack, "hooks.slack.com".to_owned()))
        );
        assert_eq!(
            kind("dingtalk:http://127.0.0.1:1/?access_token=c"),
            Some((NotifierKind::DingTalk, "127.0.0.1".to_owned()))
        );
        for wrong in [
            "canary",
            "teams:https://canary",
            "ftp://canary",
            "slack:canary",
            "https://",
        ] {
            let Err(failure) = Notifier::new(&[String::new().into(), wrong.to_owned().into()])
            else {
                panic!("{wrong} was understood")
            };
            let said = failure.to_string();
            assert!(
                said.contains("address 1") && !said.contains("canary"),
                "{said}"
            );
        }
    }
}
