//! The words for a refusal because an account is not ready for transit routers: its service is not open, or the
//! service-linked role is not there, and the caller may not bring that about.
//!
//! No read tells beforehand whether a caller may open the service or make the role. So these two are the first
//! writes of a plan, everything that is made waits for them, and their refusal says what to do.

use cen_action::{Call, call::RouterCall};
use cen_cloud::{Error, ErrorKind, next_step};

/// The code of an account that is not ready, and that `cen` may not make ready.
const CODE: &str = "CEN417";

/// How the cloud's codes begin for a caller who may not make the role.
const ROLE_REFUSED: &str = "NoPermission.AliyunServiceRole";

/// The parts of the cloud's codes that mean that the service was never opened, or has expired.
const SERVICE_CLOSED: [&str; 3] = [
    "TransitRouterServiceNotOpen",
    "TransitRouterServiceExpired",
    "USER_NOT_OPEN_TR_SERVICE",
];

/// Returns what to do about a refusal because the account is not ready, with the code; none about any other.
pub(super) fn advice(call: &Call, error: &Error) -> Option<String> {
    let step = if error.code.starts_with(ROLE_REFUSED) {
        next_step(error).unwrap_or(MAKE_ROLE)
    } else if SERVICE_CLOSED.iter().any(|part| error.code.contains(part)) {
        next_step(error).unwrap_or(OPEN_BY_HAND)
    } else {
        of_first_write(call, error)?
    };
    Some(format!("{step} [{CODE}]"))
}

/// Returns what to do if the call that makes an account ready is refused for good.
fn of_first_write(call: &Call, error: &Error) -> Option<&'static str> {
    let (may, by_hand) = match call {
        Call::Router(RouterCall::OpenService(_)) => (MAY_OPEN, OPEN_BY_HAND),
        Call::Router(RouterCall::CreateServiceRole(_)) => (MAKE_ROLE, MAKE_ROLE_BY_HAND),
        Call::Router(_)
        | Call::Vpc(_)
        | Call::Cen(_)
        | Call::Attachment(_)
        | Call::Package(_)
        | Call::Route(_) => return None,
    };
    match error.kind {
        ErrorKind::Denied => Some(may),
        ErrorKind::Invalid | ErrorKind::Quota | ErrorKind::NotFound | ErrorKind::AlreadyExists => {
            Some(next_step(error).unwrap_or(by_hand))
        }
        ErrorKind::Throttled
        | ErrorKind::Busy
        | ErrorKind::Locked
        | ErrorKind::Unknown
        | ErrorKind::NotSent => None,
    }
}

const MAY_OPEN: &str = "allow `cen:OpenTransitRouterService`, and `ram:CreateServiceLinkedRole` for `cen.aliyuncs.com`, to the account's user, or open the service once, for free, in the account's CEN console; then run again";

const OPEN_BY_HAND: &str =
    "open the service once, for free, in the account's CEN console; then run again";

const MAKE_ROLE: &str = "allow `ram:CreateServiceLinkedRole` for `cen.aliyuncs.com` to the account's user, or make the role AliyunServiceRoleForCEN once: attach a network in the account's CEN console; then run again";

const MAKE_ROLE_BY_HAND: &str = "make the role AliyunServiceRoleForCEN once: attach a network in the account's CEN console; then run again";
