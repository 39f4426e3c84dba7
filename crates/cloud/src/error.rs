//! What can go wrong with a call, sorted by what the caller should do about it.

use std::fmt;

use crate::error_table::row;
use crate::transport::TransportError;

/// What the caller should do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorKind {
    /// Too many calls: call again, more slowly.
    Throttled,
    /// Something is not in the state that the call needs, and may be later: call again then.
    Busy,
    /// Another change of the same thing is under way, and alone the call would have been taken: call again when that is done, and together with
    /// less.
    Locked,
    /// The thing is not there, or is somebody else's.
    NotFound,
    /// What was asked for is there already.
    AlreadyExists,
    /// The credential or the account may not do this: repair it, then call again.
    Denied,
    /// The request can never succeed as it is, or something else must be changed first.
    Invalid,
    /// A quota is used up.
    Quota,
    /// The server's answer does not tell whether the call took effect: look before calling again.
    Unknown,
    /// The request never left this machine: it had no effect.
    NotSent,
}

impl ErrorKind {
    /// The kind of a code. One that the table does not have is judged by the HTTP status: a server error may have taken effect.
    pub fn of(code: &str, http_status: u16) -> Self {
        match row(code) {
            Some((_, kind, _)) => kind,
            None if code.starts_with("Throttling") => Self::Throttled,
            None if http_status >= 500 => Self::Unknown,
            None => Self::Invalid,
        }
    }
}

/// A call that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The API action.
    pub action: &'static str,
    /// What to do about it.
    pub kind: ErrorKind,
    /// The server's code; empty if no server gave one.
    pub code: String,
    /// The server's message, or what went wrong on the way; printable, and at most a few hundred characters.
    pub message: String,
    /// The id under which the vendor's support finds the call.
    pub request_id: Option<String>,
    /// The HTTP status of the answer, if there was one.
    pub http_status: Option<u16>,
}

impl Error {
    /// An error of a request that never left.
    pub(crate) fn not_sent(action: &'static str, message: String) -> Self {
        Self {
            action,
            kind: ErrorKind::NotSent,
            code: String::new(),
            message,
            request_id: None,
            http_status: None,
        }
    }

    /// A request that got no answer: whether it left is for the transport to say.
    pub(crate) fn lost(action: &'static str, error: &TransportError) -> Self {
        let kind = match error {
            TransportError::NotSent { .. } => ErrorKind::NotSent,
            TransportError::NoAnswer { .. } => ErrorKind::Unknown,
        };
        Self {
            kind,
            ..Self::not_sent(action, error.to_string())
        }
    }

    /// An answer of success that does not say what it should. A message that repeats some of it must be cleaned by the client.
    pub(crate) fn unclear(action: &'static str, message: &str) -> Self {
        Self {
            kind: ErrorKind::Unknown,
            http_status: Some(200),
            ..Self::not_sent(action, message.to_owned())
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.action)?;
        if !self.code.is_empty() {
            write!(f, "{}: ", self.code)?;
        }
        f.write_str(&self.message)?;
        match &self.request_id {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_table::{Row, TABLE};
    use crate::error_table_enterprise::ENTERPRISE;

    #[test]
    fn the_table_is_sorted_and_has_each_code_of_the_reference_once() {
        let codes = |table: &[Row]| table.iter().map(|(code, _, _)| *code).collect::<Vec<_>>();
        let is_sorted = |codes: &[&str]| codes.windows(2).all(|pair| pair[0] < pair[1]);
        let (basic, enterprise) = (codes(TABLE), codes(ENTERPRISE));
        assert!(is_sorted(&basic) && is_sorted(&enterprise));
        assert_eq!(
            basic,
            include_str!("../tests/fixtures/error-codes.txt")
                .lines()
                .collect::<Vec<_>>()
        );
        let others = include_str!("../tests/fixtures/error-codes-enterprise.txt")
            .lines()
            .filter(|code| !basic.contains(code));
        assert_eq!(enterprise, others.collect::<Vec<_>>());
    }

    /// Source: the reference's matrix of what fails while something else is under way, its pages of the VPC operations, and what the vendor's
    /// Terraform provider waits out.
    #[test]
    fn what_is_said_while_another_change_is_under_way_is_a_lock_or_waited_out() {
        let locked = [
            "Conflict.Lock",
            "IncorrectStatus",
            "IncorrectStatus.Cen",
            "IncorrectStatus.CenInstance",
            "IncorrectStatus.cbnStatus",
            "InvalidOperation.CENInstanceStatus",
            "InvalidOperation.CenInstanceStatus",
            "InvalidOperation.ChildInstanceStatus",
            "LOCK_ERROR",
            "Operation.Blocking",
            "OperationConflict",
            "OperationFailed.CenInstanceStatus",
            "OperationFailed.ConcurrentOperation",
            "OperationFailed.OperationIsProcessing",
            "OperationFailed.TaskConflict",
            "TaskConflict",
        ];
        let rows = || TABLE.iter().chain(ENTERPRISE);
        let mut found: Vec<_> = rows()
            .filter(|(_, kind, _)| *kind == ErrorKind::Locked)
            .map(|(code, _, _)| *code)
            .collect();
        found.sort_unstable();
        assert_eq!(found, locked);
        for code in [
            "IncorrectStatus.RouteMap",
            "IncorrectStatus.TransitRouter",
            "IncorrectStatus.Vpc",
            "IncorrectStatus.VpcRouteTable",
            "IncorrectStatus.VpcSwitch",
            "InstanceStatus.NotSupport",
            "InvalidOperation.CloudRouteStatusNotAllow",
            "InvalidOperation.VbrCenAttachmentStatus",
            "InvalidStatus.Resource",
            "LastTokenProcessing",
            "OperationFailed.InvalidVpcStatus",
            "OperationFailed.StatusNotSupport",
            "SystemBusy",
        ] {
            assert_eq!(ErrorKind::of(code, 400), ErrorKind::Busy, "{code}");
        }
    }

    #[test]
    fn a_code_is_judged_by_its_name_before_its_status() {
        for (code, status, kind) in [
            ("Operation.Blocking", 500, ErrorKind::Locked),
            ("Operation.FailedAndTryAgain", 404, ErrorKind::Busy),
            ("PayFor.AccountMoneyValidateError", 500, ErrorKind::Denied),
            (
                "Forbbiden.AttachChildInstanceAcrossUid",
                409,
                ErrorKind::Denied,
            ),
            ("QuotaExceeded.CbnGrantRules", 404, ErrorKind::Quota),
            ("Throttling.SomethingNew", 400, ErrorKind::Throttled),
            ("SomethingNew", 400, ErrorKind::Invalid),
            ("SomethingNew", 503, ErrorKind::Unknown),
        ] {
            assert_eq!(ErrorKind::of(code, status), kind, "{code}");
        }
    }
}
