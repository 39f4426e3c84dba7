//! What every request must satisfy before its operation is looked at: parameters, time, key, token, signature.

use bytes::Bytes;
use cen_cloud::sign::{signature, string_to_sign};
use jiff::{SignedDuration, Timestamp};

use crate::answer::Format;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::world::World;

/// How far a request's time may be from the server's. Source: the vendor's pages, 15 minutes.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// The most parameters that a request may have. Source: none; the API's longest lists have 20 to 50 items of three parameters each.
const MOST_PARAMETERS: usize = 1000;

/// Who a request comes from.
pub(crate) struct Caller {
    pub(crate) account: String,
}

/// Every parameter of the query and of the form, decoded, in the order of the request; one more than is allowed at most.
pub(crate) fn pairs(request: &http::Request<Bytes>) -> Vec<(String, String)> {
    let query = request.uri().query().unwrap_or_default();
    let kind = request.headers().get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.is_empty() || kind.starts_with("application/x-www-form-urlencoded");
    let form: &[u8] = if is_form { request.body() } else { b"" };
    form_urlencoded::parse(query.as_bytes())
        .chain(form_urlencoded::parse(form))
        .take(MOST_PARAMETERS + 1)
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect()
}

/// GET and POST are served.
pub(crate) fn method(method: &http::Method) -> Result<(), Refusal> {
    match *method {
        http::Method::GET | http::Method::POST => Ok(()),
        _ => Err(Refusal::new(403, "UnsupportedHTTPMethod", "The HTTP method is not supported.")),
    }
}

/// There are not too many parameters.
pub(crate) fn number(pairs: &[(String, String)]) -> Result<(), Refusal> {
    match pairs.len() {
        0..=MOST_PARAMETERS => Ok(()),
        _ => Err(Refusal::new(400, "InvalidParameter", format!("The request has more than {MOST_PARAMETERS} parameters."))),
    }
}

/// The common parameters are all there and say what they may, and the time is about now.
pub(crate) fn common(parameters: &Parameters, now: Timestamp) -> Result<(), Refusal> {
    for name in ["Action", "Version", "AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp", "Signature"] {
        parameters.required(name)?;
    }
    if Format::of(parameters.get("Format")).is_none() {
        return Err(Refusal::invalid("Format"));
    }
    for (name, only) in [("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0")] {
        if !parameters.required(name)?.eq_ignore_ascii_case(only) {
            return Err(Refusal::new(400, "InvalidParamater", format!("The specified parameter {name} is not supported.")));
        }
    }
    if let Some(kind) = parameters.get("SignatureType") {
        return Err(Refusal::new(400, "UnsupportedParameter", format!("The SignatureType {kind} is not supported.")));
    }
    let time = parse_time(parameters.required("Timestamp")?)?;
    if now.duration_since(time).abs() > WINDOW {
        return Err(Refusal::new(400, "InvalidTimeStamp.Expired", "The specified time stamp is expired."));
    }
    Ok(())
}

/// A time such as `2026-01-02T03:04:05Z`, and no other form.
fn parse_time(text: &str) -> Result<Timestamp, Refusal> {
    let illegal = || Refusal::new(400, "IllegalTimestamp", "The input parameter Timestamp is not in the form YYYY-MM-DDThh:mm:ssZ.");
    let time: Timestamp = text.parse().map_err(|_| illegal())?;
    if time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() == text { Ok(time) } else { Err(illegal()) }
}

/// The account whose key signed the request.
pub(crate) fn caller(world: &World, parameters: &Parameters, method: &http::Method, pairs: &[(String, String)]) -> Result<Caller, Refusal> {
    let unknown = || Refusal::new(404, "InvalidAccessKeyId.NotFound", "The specified access key is not found.");
    let (account, key) = world.key(parameters.required("AccessKeyId")?).ok_or_else(unknown)?;
    match (key.token.as_deref(), parameters.get("SecurityToken")) {
        (None, None) => {}
        (Some(_), None) => return Err(Refusal::new(400, "MissingSecurityToken", "The security token is missing.")),
        (held, Some(sent)) if held == Some(sent) => {}
        (_, Some(_)) => {
            let message = "The security token does not belong to the access key.";
            return Err(Refusal::new(400, "InvalidSecurityToken.MismatchWithAccessKey", message));
        }
    }
    let text = string_to_sign(method.as_str(), pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    if parameters.required("Signature")? != signature(&text, &key.secret) {
        // The vendor's SDKs cut the server's string out of this message: no other colon may stand before it, and nothing after it.
        let message = format!("Specified signature is not matched with our calculation. server string to sign is:{text}");
        return Err(Refusal::new(400, "SignatureDoesNotMatch", message));
    }
    Ok(Caller { account: account.to_owned() })
}
