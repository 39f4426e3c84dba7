//! What a person does about an error code: about this very one, about one of its family, or about its kind.

use crate::error::{Error, ErrorKind};

/// Returns what a person does about an error that does not pass by itself; none if the error says all that is known.
pub fn next_step(error: &Error) -> Option<&'static str> {
    match error.kind {
        ErrorKind::Unknown if error.is_not_of_the_api() => Some(NOT_THE_API),
        ErrorKind::Denied | ErrorKind::NotFound => Some(advice(&error.code, error.kind)),
        ErrorKind::Throttled
        | ErrorKind::Busy
        | ErrorKind::Locked
        | ErrorKind::AlreadyExists
        | ErrorKind::Invalid
        | ErrorKind::Quota
        | ErrorKind::Unknown
        | ErrorKind::NotSent => own_advice(&error.code),
    }
}

const NOT_THE_API: &str =
    "what answers there is not the API: check the endpoint, and the proxy if there is one";

/// Returns what to do about this code in particular; none if nothing more is known than what its family or its kind says.
fn own_advice(code: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(about, _)| *about == code)
        .map(|(_, advice)| *advice)
}

/// Returns what to do about a code of this kind.
pub(crate) fn advice(code: &str, kind: ErrorKind) -> &'static str {
    let is_refused = matches!(kind, ErrorKind::Invalid | ErrorKind::Denied);
    let family = || {
        FAMILIES
            .iter()
            .find(|(beginning, _)| is_refused && code.starts_with(beginning))
    };
    own_advice(code)
        .or_else(|| family().map(|(_, advice)| *advice))
        .unwrap_or_else(|| of_kind(kind))
}

/// Returns what to do about a kind of error, where nothing more is known.
fn of_kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Throttled => {
            "nothing: the pace drops by itself; if it stays so, ask what else calls in this account's name"
        }
        ErrorKind::Busy => {
            "nothing, or wait: something is changing; if it lasts, see in the console what, and run again when it is done"
        }
        ErrorKind::Locked => {
            "nothing, or wait: another change is under way; if it lasts, see in the console what, and run again when it is done"
        }
        ErrorKind::NotFound => {
            "check the id, the region and the account; what was deleted in the meantime needs a new plan"
        }
        ErrorKind::AlreadyExists => {
            "look with `cen diff` what is there now; what is as the file says needs nothing"
        }
        ErrorKind::Denied => "give the account or its credential what it lacks, then run again",
        ErrorKind::Invalid => {
            "correct the file, or change first what stands in the way, then run again"
        }
        ErrorKind::Quota => {
            "ask the vendor for a higher quota, or remove something, then run again"
        }
        ErrorKind::Unknown => {
            "look with `cen diff`, then run the same command again: what is done is not done twice"
        }
        ErrorKind::NotSent => "check the network and the endpoint, then run again",
    }
}

/// What to do about particular codes.
const CODES: &[(&str, &str)] = &[
    (
        "Forbbiden.AttachChildInstanceAcrossBid",
        "networks of the China site and of the international site cannot share a CEN: move one of them",
    ),
    (
        "Forbbiden.AttachChildInstanceAcrossUid",
        "the network's account grants it to this CEN first; a fresh grant is waited for, up to two minutes, so check that the grant is still there",
    ),
    (
        "Forbbiden.TransitRouterServiceNotOpen",
        "open the transit router service of the account, once and for free: in its CEN console, or with a plan of `cen` that may do so",
    ),
    (
        "Forbidden.RAM",
        "allow the action in the RAM policy of the account's user",
    ),
    (
        "Forbidden.Release",
        "wait for the end of the package's term; until then it may serve another CEN",
    ),
    (
        "IdempotentParameterMismatch",
        "an earlier call had the same token and other parameters: run again, which takes a new token",
    ),
    (
        "Invalid.Grant",
        "a VBR of another account: have the account manager of the VBR's owner allow it to grant VBRs, then run again; until then attach it to a CEN of its own account",
    ),
    (
        "InsufficientBalance",
        "pay money into the account, then run again",
    ),
    (
        "InvalidAccessKeyId.NotFound",
        "correct the access key in the account's profile",
    ),
    (
        "InvalidOperation.BwpForGeoSpanAlreadyAssociated",
        "release the CEN's package of these areas first, or use it",
    ),
    (
        "InvalidOperation.CenBandwidthLimitsNotZero",
        "the limits under the package must be 0 first; a plan of `cen` does so by itself",
    ),
    (
        "InvalidOperation.ChildInstanceAlreadyAttached",
        "detach the network from the CEN that has it, or take it out of the file",
    ),
    (
        "InvalidTimeStamp.Expired",
        "set this machine's clock; `cen` has tried once with the server's time",
    ),
    (
        "OperationFailed.InsufficientBalance",
        "pay money into the account, then run again",
    ),
    (
        "OperationUnsupported.TransitRouterType",
        "the region has an Enterprise transit router: see `cen explain CEN403`",
    ),
    (
        "OperationFailed.InvalidTransitRouter",
        "the region may have an Enterprise transit router: see `cen explain CEN403`",
    ),
    (
        "Operation.Blocking",
        "nothing: one change of a CEN at a time is waited for; if it lasts, somebody else is changing the CEN",
    ),
    (
        "PayFor.AccountMoneyValidateError",
        "pay money into the account, then run again; this is no passing error, although its status is 500",
    ),
    (
        "RealNameAuthenticationError",
        "register the account with its real name in the console",
    ),
    (
        "SignatureDoesNotMatch",
        "the access key's secret is wrong: correct it in the profile or the environment",
    ),
    (
        "DryRunOperation",
        "nothing: a dry run would have gone well; `cen` makes none, so report it with the request id",
    ),
    (
        "Forbidden.AccessKeyDisabled",
        "enable the access key in the console, or put another into the account's profile",
    ),
    (
        "Forbidden.PrivatezoneRouteExisted",
        "take the network out of `private-zone` of its CEN first",
    ),
    (
        "Forbidden.PrivatezoneServiceNotAuthorize",
        "authorise the service-linked role of PrivateZone once in the account's console",
    ),
    (
        "Forbidden.ResourceOwnerTransitRouterServiceNotOpen",
        "the account of the network opens the transit router service, once and for free: in its CEN console, or with a plan of `cen` that may do so",
    ),
    (
        "Forbidden.Unauthorized",
        "create the service-linked role of CEN once in the account's console",
    ),
    (
        "Forbidden.RiskControl",
        "ask the vendor why the account may not buy this",
    ),
    (
        "InventoryExceeded",
        "the vendor has none left there: ask for it, or use another region",
    ),
    (
        "NoPermission.AliyunServiceRoleForCEN",
        "allow `ram:CreateServiceLinkedRole` to the account's user, or make the role AliyunServiceRoleForCEN once: attach a network in the account's CEN console",
    ),
    (
        "NoPermission.AliyunServiceRolePolicyForCEN",
        "allow `ram:CreateServiceLinkedRole` to the account's user, or make the role AliyunServiceRoleForCEN once: attach a network in the account's CEN console",
    ),
    (
        "OperationDenied.CrossAccountAttaching",
        "attach it in the name of the account that has the transit router",
    ),
    (
        "SignatureNonceUsed",
        "run again; if it lasts, something between here and the cloud sends requests twice",
    ),
];

/// What to do about codes that begin so, if they say that the call was refused as it is, or denied.
const FAMILIES: &[(&str, &str)] = &[
    ("DependencyViolation", STANDS_IN_THE_WAY),
    ("Duplicated.", NOT_TAKEN),
    ("FilterKey", NOT_TAKEN),
    (
        "Forbbiden.SubUser",
        "allow the action in the RAM policy of the account's user",
    ),
    (
        "Forbidden.SubUser",
        "allow the action in the RAM policy of the account's user",
    ),
    ("Illegal", NOT_TAKEN),
    ("InvalidOperation", STANDS_IN_THE_WAY),
    ("InvalidParam", NOT_TAKEN),
    (
        "InvalidSecurityToken",
        "get a new security token and put it into the profile or the environment: this one has expired or is damaged",
    ),
    (
        "Missing",
        "`cen` left out what this API wants: that is a defect of cen, report it with the request id",
    ),
    (
        "NoPermission",
        "allow the action in the RAM policy of the account's user",
    ),
    ("OperationDenied", STANDS_IN_THE_WAY),
    ("OperationFailed", STANDS_IN_THE_WAY),
    ("OperationInvalid", STANDS_IN_THE_WAY),
    ("OperationUnsupported", CANNOT),
    ("ParamExclusive", NOT_TAKEN),
    ("ParameterIllegal", NOT_TAKEN),
    (
        "ResourceNotFound",
        "check the id, the region and the account; what was deleted in the meantime needs a new plan",
    ),
    ("ResourceNotSupport", CANNOT),
    ("UnSupported", CANNOT),
    ("Unsupported", CANNOT),
];

const NOT_TAKEN: &str = "correct in the file what it names; what is not from the file is a defect of cen: report it with the request id";

const STANDS_IN_THE_WAY: &str = "something stands in the way, which the meaning names: remove it or bring it to its end, then run again";

const CANNOT: &str =
    "this network, region or edition cannot do that: take it out of the file, or use another";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::{explain, known_codes};

    #[test]
    fn advice_is_only_about_codes_that_are_known() {
        for (code, _) in CODES {
            assert!(explain(code).is_some(), "{code}");
        }
        for (beginning, advice) in FAMILIES {
            assert!(
                known_codes().any(|code| explain(code)
                    .is_some_and(|e| code.starts_with(beginning) && e.advice == *advice)),
                "{beginning}"
            );
        }
    }

    #[test]
    fn what_is_said_of_a_kind_is_said_of_few_codes_that_were_refused() {
        let general = known_codes()
            .filter(|code| explain(code).is_some_and(|e| e.advice == of_kind(ErrorKind::Invalid)));
        let (general, all) = (general.count(), known_codes().count());
        assert!(general * 8 < all, "{general} of {all}");
    }
}
