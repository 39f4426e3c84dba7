//! What every request must satisfy before its operation is looked at: parameters, time, key, token, signature.

use jiff::{SignedDuration, Timestamp};

use crate::identity::{Identity, Principal};
use crate::parameters::Parameters;
use crate::raw_request::{MOST_PARAMETERS, RawRequest};
use crate::refusal::Refusal;
use crate::response::Format;
use crate::session_token::{self, Session};
use crate::world::{StoredKey, World};

/// How far a request's time may be from the server's. Source: the vendor's pages, 15 minutes.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// The request can be one of this API at all: its method, and how many parameters it has.
pub(crate) fn shape(raw: &RawRequest<'_>) -> Result<(), Refusal> {
    match *raw.method() {
        http::Method::GET | http::Method::POST => {}
        http::Method::CONNECT => {
            let message = "The simulator is no tunnel and speaks no TLS: let the client call http:// endpoints.";
            return Err(Refusal::new(403, "UnsupportedHTTPMethod", message));
        }
        _ => {
            return Err(Refusal::new(
                403,
                "UnsupportedHTTPMethod",
                "The HTTP method is not supported.",
            ));
        }
    }
    match raw.number() {
        0..=MOST_PARAMETERS => Ok(()),
        _ => Err(Refusal::new(
            400,
            "InvalidParameter",
            format!("The request has more than {MOST_PARAMETERS} parameters."),
        )),
    }
}

/// The common parameters are all there and say what they may, and the time is about now.
pub(crate) fn common(
    raw: &RawRequest<'_>,
    parameters: &Parameters,
    now: Timestamp,
) -> Result<(), Refusal> {
    // A bearer token takes the place of key and signature: that must be told before those are missed.
    if let Some(kind) = parameters.get("SignatureType") {
        return Err(Refusal::new(
            400,
            "UnsupportedParameter",
            format!("The SignatureType {kind} is not supported."),
        ));
    }
    let is_signed = !is_unsigned(parameters);
    if is_signed {
        signature(raw, parameters)?;
    }
    if Format::of(parameters.get("Format")).is_none() {
        return Err(Refusal::invalid("Format"));
    }
    if is_signed {
        fixed(raw, parameters)?;
    }
    let time = parse_time(parameters.required("Timestamp")?)?;
    if now.duration_since(time).abs() > WINDOW {
        return Err(Refusal::new(
            400,
            "InvalidTimeStamp.Expired",
            "The specified time stamp is expired.",
        ));
    }
    Ok(())
}

/// The parameters of the signature are all there.
fn signature(raw: &RawRequest<'_>, parameters: &Parameters) -> Result<(), Refusal> {
    if !raw.is_complete() {
        return Err(Refusal::new(
            400,
            "IncompleteSignature",
            "The request signature does not conform to Aliyun standards.",
        ));
    }
    match raw.missing(parameters) {
        Some(name) => Err(Refusal::missing(name)),
        None => Ok(()),
    }
}

/// The parameters of the signature that can have one value only have it.
fn fixed(raw: &RawRequest<'_>, parameters: &Parameters) -> Result<(), Refusal> {
    for (name, only) in raw.fixed() {
        if !parameters.required(name)?.eq_ignore_ascii_case(only) {
            return Err(Refusal::new(
                400,
                "InvalidParamater",
                format!("The specified parameter {name} is not supported."),
            ));
        }
    }
    Ok(())
}

/// Returns a time such as `2026-01-02T03:04:05Z`, and no other form.
fn parse_time(text: &str) -> Result<Timestamp, Refusal> {
    let illegal = || {
        Refusal::new(
            400,
            "IllegalTimestamp",
            "The input parameter Timestamp is not in the form YYYY-MM-DDThh:mm:ssZ.",
        )
    };
    let time: Timestamp = text.parse().map_err(|_| illegal())?;
    if time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() == text {
        Ok(time)
    } else {
        Err(illegal())
    }
}

/// Tells whether a request is one that is not signed: a token of an identity provider takes the place of key and signature.
fn is_unsigned(parameters: &Parameters) -> bool {
    let said = |name| parameters.get(name);
    said("Action") == Some("AssumeRoleWithOIDC") && said("AccessKeyId").is_none()
}

/// Who signed the request.
pub(crate) fn caller(
    world: &World,
    raw: &RawRequest<'_>,
    parameters: &Parameters,
    now: Timestamp,
) -> Result<Identity, Refusal> {
    if is_unsigned(parameters) {
        return Ok(Identity::nobody());
    }
    let id = parameters.required("AccessKeyId")?;
    let token = parameters.get("SecurityToken");
    match (world.key(id), token) {
        (Some((account, key)), _) => {
            check_token(key, token, now)?;
            raw.verify(parameters, &key.secret)?;
            let user = key.user.clone();
            Ok(Identity {
                account: account.to_owned(),
                principal: user.map_or(Principal::Root, Principal::User),
                own: key.policy.clone(),
                session: None,
            })
        }
        (None, Some(token)) => {
            let session = session(id, token, now)?;
            let account = world.accounts.get(&session.account);
            // A role that is deleted takes its keys with it.
            let role = account.and_then(|account| account.roles.get(&session.role));
            let role = role.ok_or_else(unknown_key)?;
            raw.verify(parameters, &session_token::secret(token))?;
            Ok(Identity {
                account: session.account,
                principal: Principal::Role {
                    name: session.role,
                    session: session.name,
                },
                own: role.policy.clone(),
                session: session.policy,
            })
        }
        (None, None) if id.starts_with("STS.") => Err(missing_token()),
        (None, None) => Err(unknown_key()),
    }
}

fn unknown_key() -> Refusal {
    let message = "The specified access key is not found.";
    Refusal::new(404, "InvalidAccessKeyId.NotFound", message)
}

fn missing_token() -> Refusal {
    Refusal::new(
        400,
        "MissingSecurityToken",
        "The security token is missing.",
    )
}

fn expired() -> Refusal {
    let message = "The security token you provided has expired.";
    Refusal::new(400, "InvalidSecurityToken.Expired", message)
}

fn mismatch() -> Refusal {
    let message = "The security token does not belong to the access key.";
    Refusal::new(400, "InvalidSecurityToken.MismatchWithAccessKey", message)
}

/// Returns the token of a key that the world knows: it is the key's, and has not ended.
fn check_token(key: &StoredKey, sent: Option<&str>, now: Timestamp) -> Result<(), Refusal> {
    if key.is_disabled {
        let message = "The specified access key is inactive.";
        return Err(Refusal::new(400, "InvalidAccessKeyId.Inactive", message));
    }
    match (key.token.as_deref(), sent) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(missing_token()),
        (held, Some(sent)) if held == Some(sent) => match key.ends {
            Some(ends) if ends <= now => Err(expired()),
            Some(_) | None => Ok(()),
        },
        (_, Some(_)) => Err(mismatch()),
    }
}

/// The session of a role that a token says, if the key is the token's and it has not ended.
fn session(id: &str, token: &str, now: Timestamp) -> Result<Session, Refusal> {
    let malformed = || {
        let message = "The specified security token is malformed.";
        Refusal::new(400, "InvalidSecurityToken.Malformed", message)
    };
    // A key that nothing is known of is not there, whatever token comes with it.
    if !id.starts_with("STS.") {
        return Err(unknown_key());
    }
    let session = Session::of(token).ok_or_else(malformed)?;
    if session_token::key_id(token) != id {
        return Err(mismatch());
    }
    if session.ends <= now {
        return Err(expired());
    }
    Ok(session)
}
