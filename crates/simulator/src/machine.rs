//! The services of a machine that has a role: the metadata service of an ECS instance, and a CredentialsURI.
//!
//! Source: the vendor's pages "Instance metadata" and of credentials. Both forms of the metadata service are served, with and without a token.

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use jiff::Timestamp;

use crate::call::seconds;
use crate::sts::keys_for_service;
use crate::world::World;

/// The service that a role of an instance trusts.
pub(crate) const SERVICE: &str = "ecs.aliyuncs.com";

const TOKEN: &str = "/latest/api/token";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const REGION: &str = "/latest/meta-data/region-id";
const CREDENTIALS: &str = "/credentials";

/// The longest life of a token, in seconds.
const LONGEST: i64 = 21_600;

/// The region that the instance is in.
const HOME: &str = "cn-hangzhou";

/// What a token begins with; its end in seconds follows.
const PREFIX: &str = "simulated-metadata-token-";

/// Answers a request to a service of the machine; none if it is one of the API. `mark` sets its keys apart from others of the same second.
pub(crate) fn answer(
    request: &http::Request<Bytes>,
    world: &World,
    role: &str,
    now: Timestamp,
    mark: &str,
) -> Option<Response<Bytes>> {
    let path = request.uri().path();
    let keys = || keys(world, role, now, mark);
    let is_metadata = path.starts_with("/latest/");
    if is_metadata && request.method() == Method::PUT && path == TOKEN {
        return Some(token(request, now));
    }
    if is_metadata && !may_read(request, now) {
        return Some(text(StatusCode::UNAUTHORIZED, "the token is not valid"));
    }
    let name = role.rsplit('/').next().unwrap_or_default();
    match path.strip_prefix(ROLES) {
        Some("") => return Some(text(StatusCode::OK, name)),
        Some(asked) if asked == name => return Some(keys()),
        Some(_) | None => {}
    }
    match path {
        CREDENTIALS => Some(keys()),
        REGION => Some(text(StatusCode::OK, HOME)),
        _ if is_metadata => Some(text(StatusCode::NOT_FOUND, "not found")),
        _ => None,
    }
}

/// Tells whether a read carries a token that has not ended, or none: the older form has none.
fn may_read(request: &http::Request<Bytes>, now: Timestamp) -> bool {
    let Some(token) = request.headers().get("x-aliyun-ecs-metadata-token") else {
        return true;
    };
    let end = token
        .to_str()
        .ok()
        .and_then(|token| token.strip_prefix(PREFIX));
    let end = end.and_then(|end| end.parse::<i64>().ok());
    end.is_some_and(|end| now.as_second() < end)
}

fn token(request: &http::Request<Bytes>, now: Timestamp) -> Response<Bytes> {
    let asked = request
        .headers()
        .get("x-aliyun-ecs-metadata-token-ttl-seconds");
    let seconds = asked.and_then(|asked| asked.to_str().ok()?.parse::<i64>().ok());
    match seconds.filter(|seconds| (1..=LONGEST).contains(seconds)) {
        Some(seconds) => {
            let end = now.as_second().saturating_add(seconds);
            text(StatusCode::OK, &format!("{PREFIX}{end}"))
        }
        None => text(
            StatusCode::BAD_REQUEST,
            "the life of the token is not valid",
        ),
    }
}

fn keys(world: &World, role: &str, now: Timestamp, mark: &str) -> Response<Bytes> {
    let Some(mut keys) = keys_for_service(world, role, SERVICE, now, mark) else {
        return text(StatusCode::NOT_FOUND, "the role is not there any more");
    };
    keys["Code"] = "Success".into();
    keys["LastUpdated"] = seconds(now).into();
    let mut answer = text(StatusCode::OK, &keys.to_string());
    let json = http::HeaderValue::from_static("application/json");
    answer
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, json);
    answer
}

fn text(status: StatusCode, text: &str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::copy_from_slice(text.as_bytes()));
    *answer.status_mut() = status;
    answer
}
