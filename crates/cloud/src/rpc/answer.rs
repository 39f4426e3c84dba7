//! An answer: the object that was asked for, or what the server says went wrong. It comes from outside, so all of it has an end.

use std::time::Duration;

use bytes::Bytes;
use jiff::fmt::rfc2822;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, ErrorKind, row};
use crate::skew::time_of;

/// How much of an unreadable answer an error repeats, in characters.
pub(super) const EXCERPT: usize = 200;

/// How much of a failure on the way an error tells, in characters. Its text is mostly our own, with what to do at its end.
pub(super) const LONGEST_FAILURE: usize = 600;

/// The most values in an answer, counted by what opens and divides them. A page of rows has some thousand; each may take several hundred
/// bytes of memory for the few that it is written in.
const MOST_VALUES: usize = 250_000;

/// The actions whose answers hold keys that no request has named, so that nothing could mask them.
const HOLD_KEYS: [&str; 2] = ["AssumeRole", "AssumeRoleWithOIDC"];

/// The error envelope of every product.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    code: String,
    #[serde(default)]
    message: String,
    request_id: Option<String>,
    #[serde(default)]
    access_denied_detail: Value,
    /// As some products spell it.
    #[serde(default, rename = "accessDeniedDetail")]
    other_detail: Value,
}

impl Envelope {
    /// Returns the message, with the action that a policy denies where the answer tells it.
    ///
    /// Source: the vendor's pages of RAM; the detail may be missing, empty, or without some of its fields.
    fn said(self) -> String {
        let details = [&self.access_denied_detail, &self.other_detail];
        let of = |name: &str| details.iter().find_map(|detail| detail[name].as_str());
        let Some(action) = of("AuthAction").filter(|action| !action.is_empty()) else {
            return self.message;
        };
        let resource = of("AuthResource").filter(|resource| !resource.is_empty());
        let resource = resource.map(|resource| format!(" on {resource}"));
        let what = format!("{action}{}", resource.unwrap_or_default());
        let denied = match (of("NoPermissionType"), of("PolicyType")) {
            (_, Some("AssumeRolePolicy")) => "the role does not trust the caller".to_owned(),
            (Some("ExplicitDeny"), _) => format!("a policy denies {what}"),
            (Some("ImplicitDeny"), _) => format!("no policy allows {what}"),
            _ => format!("{what} is denied"),
        };
        format!("{denied}: {}", self.message)
    }
}

/// An answer that came whole, and the host that gave it.
pub(super) struct Answer {
    pub(super) host: String,
    pub(super) response: http::Response<Bytes>,
}

impl Answer {
    /// Decodes the object that was asked for, of an answer that was accepted; an error if it cannot be read.
    pub(super) fn object<T: DeserializeOwned>(&self, action: &'static str) -> Result<T, Error> {
        object(&self.response).map_err(|reason| {
            let host = &self.host;
            let message = if HOLD_KEYS.contains(&action) {
                format!("the answer of {host} cannot be read; it may hold keys, so it is not shown")
            } else {
                let body = String::from_utf8_lossy(self.response.body());
                format!("the answer of {host} cannot be read ({reason}): {body}")
            };
            self.failed(action, ErrorKind::Unknown, message)
        })
    }

    /// Returns what went wrong, unless the status says that nothing did. The texts are the server's own, so they must be cleaned before
    /// anybody sees them.
    pub(super) fn accepted(&self, action: &'static str) -> Result<(), Error> {
        let (host, status) = (&self.host, self.response.status());
        if status.is_success() {
            return Ok(());
        }
        let Some(envelope) = envelope(&self.response) else {
            // Something between here and the API answers, and the API may have done the work before.
            let status = status.as_u16();
            let message = format!(
                "{host} answers with HTTP status {status}{}",
                particulars(&self.response)
            );
            return Err(self.failed(action, ErrorKind::Unknown, message));
        };
        let kind = ErrorKind::of(&envelope.code, status.as_u16());
        let (code, request_id) = (envelope.code.clone(), envelope.request_id.clone());
        Err(Error {
            request_id,
            ..self.failed(action, kind, envelope.said()).with_code(code)
        })
    }

    fn failed(&self, action: &'static str, kind: ErrorKind, message: String) -> Error {
        Error {
            kind,
            http_status: Some(self.response.status().as_u16()),
            retry_after: retry_after(&self.response),
            ..Error::not_sent(action, message)
        }
    }
}

/// Returns what the API says went wrong. None if the answer is not the API's: its errors have a code, and either the code is one of the
/// reference or the answer has a request id.
fn envelope(response: &http::Response<Bytes>) -> Option<Envelope> {
    let envelope: Envelope = object(response).ok()?;
    let is_known = row(&envelope.code).is_some();
    let is_numbered = envelope
        .request_id
        .as_ref()
        .is_some_and(|id| !id.is_empty());
    (!envelope.code.is_empty() && (is_known || is_numbered)).then_some(envelope)
}

/// Returns how long the server wants to be left alone: `Retry-After` in seconds, or as a time by the server's own clock.
fn retry_after(response: &http::Response<Bytes>) -> Option<Duration> {
    let text = response.headers().get(http::header::RETRY_AFTER)?;
    let text = text.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Duration::try_from(time.duration_since(time_of(response)?)).ok()
}

/// Returns the request id in an answer of success; none if it has none.
pub(super) fn request_id(response: &http::Response<Bytes>) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Numbered {
        request_id: Option<String>,
    }

    object::<Numbered>(response).ok()?.request_id
}

/// Returns the object of an answer. An array, which the decoder would take for the fields in their order, is none.
fn object<T: DeserializeOwned>(response: &http::Response<Bytes>) -> Result<T, String> {
    if response
        .body()
        .iter()
        .filter(|byte| matches!(byte, b'{' | b'[' | b','))
        .count()
        > MOST_VALUES
    {
        return Err(format!("it holds more than {MOST_VALUES} values"));
    }
    match response
        .body()
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
    {
        Some(b'{') => serde_json::from_slice(response.body()).map_err(|error| error.to_string()),
        Some(_) => Err("it is no JSON object".to_owned()),
        None => Err("it is empty".to_owned()),
    }
}

/// Returns what an answer that is not the API's says: where it leads to, or what is in it.
fn particulars(response: &http::Response<Bytes>) -> String {
    let location = response
        .headers()
        .get(http::header::LOCATION)
        .filter(|_| response.status().is_redirection());
    match location {
        Some(address) => format!(
            ", a redirect to {}",
            String::from_utf8_lossy(address.as_bytes())
        ),
        None if response.body().is_empty() => " and nothing else".to_owned(),
        None => format!(": {}", String::from_utf8_lossy(response.body())),
    }
}

/// Returns the beginning of a text from elsewhere, without control characters: it may end up on a terminal.
pub fn printable(text: &str) -> String {
    printable_up_to(EXCERPT, text)
}

/// As [`printable`], with at most so many characters.
pub(super) fn printable_up_to(most: usize, text: &str) -> String {
    let mut shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(most)
        .collect();
    if text.chars().nth(most).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: impl Into<Bytes>) -> http::Response<Bytes> {
        http::Response::builder()
            .status(status)
            .body(body.into())
            .unwrap()
    }

    /// Returns the error in an answer of this server.
    fn error(status: u16, body: impl Into<Bytes>) -> Error {
        let answer = Answer {
            host: "cbn.aliyuncs.com".to_owned(),
            response: response(status, body),
        };
        let accepted = answer.accepted("CreateCen");
        let object = accepted.and_then(|()| answer.object::<Value>("CreateCen"));
        object.unwrap_err()
    }

    #[test]
    fn the_error_answers_of_the_reference_are_understood() {
        let samples: serde_json::Map<String, Value> =
            serde_json::from_str(include_str!("../../tests/fixtures/error-samples.json")).unwrap();
        let kinds = samples.iter().map(|(title, body)| {
            let status: u16 = title.split(' ').nth(1).unwrap().parse().unwrap();
            let error = error(status, body.to_string());
            assert!(
                error.request_id.is_some()
                    && !error.message.is_empty()
                    && error.http_status == Some(status),
                "{error:?}"
            );
            (error.code, error.kind)
        });
        let expected = [
            ("SignatureDoesNotMatch", ErrorKind::Denied),
            ("Throttling.User", ErrorKind::Throttled),
            ("TaskConflict", ErrorKind::Locked),
            ("Forbidden.Release", ErrorKind::Denied),
            ("ParameterCenInstanceId", ErrorKind::NotFound),
            ("Forbbiden.AttachChildInstanceAcrossUid", ErrorKind::Denied),
            ("InvalidOperation.CenInstanceStatus", ErrorKind::Locked),
            ("Operation.Blocking", ErrorKind::Locked),
        ];
        let mut kinds: Vec<_> = kinds.collect();
        let mut expected = expected.map(|(code, kind)| (code.to_owned(), kind));
        kinds.sort();
        expected.sort();
        assert_eq!(kinds, expected);
    }

    #[test]
    fn an_answer_of_too_many_values_or_levels_is_not_taken_in() {
        let many = format!("{{\"CenId\":[{}0]}}", "{},".repeat(MOST_VALUES));
        let deep = format!("{{\"CenId\":{}", "[".repeat(100_000));
        for (body, reason) in [
            (many, "it holds more than 250000 values"),
            (deep, "recursion limit exceeded"),
        ] {
            let error = error(200, body);
            assert!(error.kind == ErrorKind::Unknown && error.message.contains(reason));
            assert!(printable(&error.message).len() < 1000);
        }
    }

    #[test]
    fn an_answer_that_is_not_the_apis_is_told_with_its_server() {
        for (status, body, message) in [
            (
                200,
                "[1]",
                "the answer of cbn.aliyuncs.com cannot be read (it is no JSON object): [1]",
            ),
            (
                200,
                " ",
                "the answer of cbn.aliyuncs.com cannot be read (it is empty):  ",
            ),
            (
                404,
                "<html>",
                "cbn.aliyuncs.com answers with HTTP status 404: <html>",
            ),
            (
                302,
                "",
                "cbn.aliyuncs.com answers with HTTP status 302 and nothing else",
            ),
        ] {
            assert_eq!(error(status, body).message, message);
        }
    }

    #[test]
    fn a_denial_names_its_action_where_the_answer_does() {
        let detail = r#"{"AuthAction":"cen:CreateCen","AuthResource":"acs:cen:*:7:ceninstance/*","NoPermissionType":"ImplicitDeny","PolicyType":"x"}"#;
        let trust = r#"{"AuthAction":"sts:AssumeRole","PolicyType":"AssumeRolePolicy","NoPermissionType":"ImplicitDeny"}"#;
        let named = "no policy allows cen:CreateCen on acs:cen:*:7:ceninstance/*: m";
        for (field, detail, message) in [
            ("AccessDeniedDetail", detail, named),
            ("accessDeniedDetail", detail, named),
            (
                "AccessDeniedDetail",
                trust,
                "the role does not trust the caller: m",
            ),
            (
                "AccessDeniedDetail",
                r#"{"AuthAction":"a:B","NoPermissionType":"ExplicitDeny"}"#,
                "a policy denies a:B: m",
            ),
            ("AccessDeniedDetail", "{}", "m"),
            ("AccessDeniedDetail", "[1]", "m"),
            ("AccessDeniedDetail", "null", "m"),
        ] {
            let body = format!(r#"{{"Code":"Forbidden.RAM","Message":"m","{field}":{detail}}}"#);
            assert_eq!(error(403, body).message, message);
        }
    }

    /// Source: the reference's error envelope, which has a code and a request id.
    #[test]
    fn without_the_envelope_of_the_api_nobody_knows_what_was_done() {
        let bodies = [
            "",
            "<html>",
            "{}",
            "{\"message\":\"rate limited\"}",
            "{\"Code\":\"\",\"RequestId\":\"R\"}",
            "{\"Code\":\"AccessDenied\",\"Message\":\"by the gateway\"}",
            "{\"Code\":429,\"RequestId\":\"R\"}",
        ];
        for status in [
            301, 304, 400, 401, 403, 404, 407, 408, 413, 429, 499, 500, 502, 503, 504,
        ] {
            for body in bodies {
                let error = error(status, body);
                assert_eq!(error.kind, ErrorKind::Unknown, "{status} {body}");
                assert!(error.is_not_of_the_api(), "{status} {body}");
            }
        }
        for (body, kind) in [
            ("{\"Code\":\"Forbidden.RAM\"}", ErrorKind::Denied),
            (
                "{\"Code\":\"SomethingNew\",\"RequestId\":\"R\"}",
                ErrorKind::Invalid,
            ),
        ] {
            assert_eq!(error(403, body).kind, kind, "{body}");
        }
    }

    #[test]
    fn the_time_to_wait_comes_in_seconds_or_as_a_time_of_the_server() {
        for (said, seconds) in [
            ("7", Some(7)),
            ("Fri, 02 Jan 2026 03:04:35 GMT", Some(30)),
            ("Fri, 02 Jan 2026 03:00:00 GMT", None),
            ("soon", None),
            ("-1", None),
        ] {
            let mut response = response(429, "");
            let headers = response.headers_mut();
            headers.insert("Retry-After", said.parse().unwrap());
            headers.insert("Date", "Fri, 02 Jan 2026 03:04:05 GMT".parse().unwrap());
            let waits = seconds.map(Duration::from_secs);
            assert_eq!(retry_after(&response), waits, "{said}");
        }
    }
}
