//! Asks the cloud whether an account may make a call, without changing anything.
//!
//! A read is made. A write is made about things that cannot exist, and where the API can check a call without carrying it out (`DryRun`), it is
//! asked for that too. A denial is certain whatever else the call lacks. That a write is allowed is known only if the API says that it would have
//! taken it: in which order it checks permissions and ids is not documented.
//!
//! A call whose parameters name nothing that could be missing is never tried: it would create something.

mod parameters;
mod subjects;

use cen_cloud::{Client, Error, ErrorKind, Operation, Permission};
use serde_json::Value;

use self::parameters::{NOT_THERE, parameters};
pub use self::subjects::ProbeSubjects;

/// What is known of a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The cloud took the call, or says that it would.
    Allowed,
    /// The cloud says that a policy does not allow it, in these words.
    Denied(String),
    /// The answer tells neither.
    NotKnown(Reason),
}

/// Why nothing is known of a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The call is never tried: it would create or order something.
    NeverTried,
    /// There is nothing yet that the call could be about, so the cloud answered that it is not there.
    NothingThere,
    /// No answer of the cloud came, or one that tells nothing of permissions.
    Answer(String),
}

/// The calls that are never tried: they create or order something without naming anything that must exist, or the policy compares what they
/// would make.
const NEVER_TRIED: [&str; 5] = [
    "AssumeRole",
    "CreateCen",
    "CreateCenBandwidthPackage",
    "CreateServiceLinkedRole",
    "OpenTransitRouterService",
];

/// Asks whether an account may make a call. Changes nothing, and is safe to run again.
pub async fn probe(client: &Client, permission: &Permission, subjects: &ProbeSubjects) -> Verdict {
    let called = permission.called;
    if NEVER_TRIED.contains(&called.operation) {
        return Verdict::NotKnown(Reason::NeverTried);
    }
    let operation = Operation {
        product: called.product,
        region: subjects.region.as_deref().unwrap_or(parameters::ANY_REGION),
        action: called.operation,
    };
    let parameters = parameters(permission, subjects);
    let is_about_nothing = parameters
        .iter()
        .any(|(_, value)| value.ends_with(NOT_THERE));
    let answer: Result<Value, Error> = client.call(operation, parameters).await;
    match answer {
        Ok(_) => Verdict::Allowed,
        Err(error) if ANSWERS.contains(&error.code.as_str()) => Verdict::Allowed,
        Err(error) if is_denial(&error.code) => Verdict::Denied(error.to_string()),
        Err(error) if is_about_nothing && is_answered(&error) => {
            Verdict::NotKnown(Reason::NothingThere)
        }
        Err(error) => Verdict::NotKnown(Reason::Answer(error.to_string())),
    }
}

/// Tells whether the API itself answered, and for good.
fn is_answered(error: &Error) -> bool {
    !error.code.is_empty()
        && error.http_status.is_some_and(|status| status < 500)
        && error.kind != ErrorKind::Throttled
}

/// The codes that answer what was asked: the call would have been taken, or the service is closed.
const ANSWERS: [&str; 2] = ["DryRunOperation", "USER_NOT_OPEN_TR_SERVICE"];

/// Tells whether a code says that a policy does not allow a call. Source: the vendor's error tables; `Forbidden.VpcNotFound`,
/// `Forbbiden.TransitRouterServiceNotOpen` and the like are states, and not among them.
fn is_denial(code: &str) -> bool {
    const CODES: [&str; 7] = [
        "Forbidden.RAM",
        "Forbidden",
        "Forbbiden",
        "Forbidden.SubUser",
        "Forbbiden.SubUser",
        "Unauthorized",
        "NoPermission",
    ];
    CODES.contains(&code) || code.starts_with("NoPermission.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_no_denial() {
        for code in [
            "Forbidden.RAM",
            "Unauthorized",
            "NoPermission.AliyunServiceRoleForCEN",
        ] {
            assert!(is_denial(code), "{code}");
        }
        for code in [
            "Forbidden.VpcNotFound",
            "Forbbiden.TransitRouterServiceNotOpen",
            "Forbidden.Release",
            "InvalidParameter",
        ] {
            assert!(!is_denial(code), "{code}");
        }
    }
}
