//! What every request must satisfy before its operation is looked at: parameters, time, key, token, signature.

use jiff::{SignedDuration, Timestamp};

use crate::parameters::Parameters;
use crate::raw_request::{MOST_PARAMETERS, RawRequest};
use crate::refusal::Refusal;
use crate::response::Format;
use crate::world::World;

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
    if !raw.is_complete() {
        return Err(Refusal::new(
            400,
            "IncompleteSignature",
            "The request signature does not conform to Aliyun standards.",
        ));
    }
    if let Some(name) = raw.missing(parameters) {
        return Err(Refusal::missing(name));
    }
    if Format::of(parameters.get("Format")).is_none() {
        return Err(Refusal::invalid("Format"));
    }
    for (name, only) in raw.fixed() {
        if !parameters.required(name)?.eq_ignore_ascii_case(only) {
            return Err(Refusal::new(
                400,
                "InvalidParamater",
                format!("The specified parameter {name} is not supported."),
            ));
        }
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

/// A time such as `2026-01-02T03:04:05Z`, and no other form.
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

/// The account whose key signed the request.
pub(crate) fn caller(
    world: &World,
    raw: &RawRequest<'_>,
    parameters: &Parameters,
) -> Result<String, Refusal> {
    let unknown = || {
        Refusal::new(
            404,
            "InvalidAccessKeyId.NotFound",
            "The specified access key is not found.",
        )
    };
    let (account, key) = world
        .key(parameters.required("AccessKeyId")?)
        .ok_or_else(unknown)?;
    match (key.token.as_deref(), parameters.get("SecurityToken")) {
        (None, None) => {}
        (Some(_), None) => {
            return Err(Refusal::new(
                400,
                "MissingSecurityToken",
                "The security token is missing.",
            ));
        }
        (held, Some(sent)) if held == Some(sent) => {}
        (_, Some(_)) => {
            let message = "The security token does not belong to the access key.";
            return Err(Refusal::new(
                400,
                "InvalidSecurityToken.MismatchWithAccessKey",
                message,
            ));
        }
    }
    raw.verify(parameters, &key.secret)?;
    Ok(account.to_owned())
}
