//! The metadata service of an ECS instance: it gives the keys of the instance's role.
//!
//! Source: the vendor's page "Instance metadata". The newer form (IMDSv2) asks for a token first; the older form asks without.

use std::time::Duration;

use bytes::Bytes;
use cen_cloud::printable;
use cen_cloud::transport::TransportError;

use super::{Context, Fetched, KeysAnswer};
use crate::problem::CredentialProblem;
use crate::source::Metadata;

const SERVICE: &str = "the metadata service";

/// How long one request may take. Source: the vendor's clients, 1 s to connect and 1 s to read.
const TIMEOUT: Duration = Duration::from_secs(2);

/// How long a token lives that is asked for, in seconds: the longest that the service gives.
const TOKEN_SECONDS: &str = "21600";

const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// Asks for the keys of the instance's role.
pub(super) async fn fetch(
    metadata: &Metadata,
    context: &Context,
) -> Result<Fetched, CredentialProblem> {
    let token = token(metadata, context).await?;
    let role_name = match &metadata.role_name {
        Some(name) => name.clone(),
        None => role_name(token.as_ref(), context).await?,
    };
    let body = read(&format!("{ROLES}{role_name}"), token.as_ref(), context).await?;
    let body = body.ok_or_else(|| CredentialProblem::NoInstanceRole {
        role_name: Some(printable(&role_name)),
    })?;
    KeysAnswer::read(SERVICE, &body)
}

/// Asks the instance which role it has.
async fn role_name(
    token: Option<&http::HeaderValue>,
    context: &Context,
) -> Result<String, CredentialProblem> {
    let body = read(ROLES, token, context).await?.unwrap_or_default();
    let name = String::from_utf8_lossy(&body).trim().to_owned();
    let is_name = |name: &str| {
        name.bytes()
            .all(|c| c.is_ascii_alphanumeric() || b".-_@".contains(&c))
    };
    if name.is_empty() {
        return Err(CredentialProblem::NoInstanceRole { role_name: None });
    }
    if !is_name(&name) {
        return Err(CredentialProblem::Answer {
            service: SERVICE,
            lacks: "it does not name a role",
        });
    }
    Ok(name)
}

/// Asks for a token; none if the service gives none and the older form is allowed.
async fn token(
    metadata: &Metadata,
    context: &Context,
) -> Result<Option<http::HeaderValue>, CredentialProblem> {
    let request = http::Request::put(format!("{}/latest/api/token", context.metadata))
        .header("X-aliyun-ecs-metadata-token-ttl-seconds", TOKEN_SECONDS)
        .body(Bytes::new());
    let answer = send(request, context).await?;
    let token = http::HeaderValue::from_bytes(answer.body().trim_ascii())
        .ok()
        .filter(|token| answer.status() == 200 && !token.is_empty());
    match token {
        Some(mut token) => {
            token.set_sensitive(true);
            Ok(Some(token))
        }
        None if metadata.is_v1_allowed => Ok(None),
        None => Err(CredentialProblem::NoMetadataToken),
    }
}

/// Reads what is at a path; none if there is nothing.
async fn read(
    path: &str,
    token: Option<&http::HeaderValue>,
    context: &Context,
) -> Result<Option<Bytes>, CredentialProblem> {
    let mut request = http::Request::get(format!("{}{path}", context.metadata));
    if let Some(token) = token {
        request = request.header("X-aliyun-ecs-metadata-token", token);
    }
    let answer = send(request.body(Bytes::new()), context).await?;
    match answer.status().as_u16() {
        200 => Ok(Some(answer.into_body())),
        404 => Ok(None),
        status => Err(CredentialProblem::Status {
            service: SERVICE,
            status,
        }),
    }
}

async fn send(
    request: http::Result<http::Request<Bytes>>,
    context: &Context,
) -> Result<http::Response<Bytes>, CredentialProblem> {
    let no_answer = |reason| CredentialProblem::NoMetadata { reason };
    let request = request.map_err(|error| no_answer(error.to_string()))?;
    match tokio::time::timeout(TIMEOUT, context.direct.send(request)).await {
        Ok(answer) => answer.map_err(|error: TransportError| no_answer(error.to_string())),
        Err(_) => Err(no_answer(format!(
            "nothing came within {} s",
            TIMEOUT.as_secs()
        ))),
    }
}
