//! The one table of error codes: what is known of each, and the kind of a code that the reference does not have.

use super::basic::TABLE;
use super::enterprise::ENTERPRISE;
use super::kind::{CodeRow, ErrorKind};

/// Returns the row of a code; none if the reference does not have it.
pub(crate) fn row(code: &str) -> Option<CodeRow> {
    let find = |table: &'static [CodeRow]| {
        table
            .binary_search_by_key(&code, |(code, _, _)| code)
            .ok()
            .map(|row| table[row])
    };
    find(TABLE).or_else(|| find(ENTERPRISE))
}

/// Returns all rows.
pub(crate) fn rows() -> impl Iterator<Item = &'static CodeRow> {
    TABLE.iter().chain(ENTERPRISE)
}

impl ErrorKind {
    /// Returns the kind of a code. One that the table does not have is judged by the HTTP status: a server error may have taken effect.
    pub fn of(code: &str, http_status: u16) -> Self {
        match row(code) {
            Some((_, kind, _)) => kind,
            None if code.starts_with("Throttling") => Self::Throttled,
            None if http_status == 429 => Self::Throttled,
            None if http_status >= 500 => Self::Unknown,
            None => Self::Invalid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_has_each_code_of_the_reference_once() {
        let codes = |table: &[CodeRow]| table.iter().map(|(code, _, _)| *code).collect::<Vec<_>>();
        let is_sorted = |codes: &[&str]| codes.windows(2).all(|pair| pair[0] < pair[1]);
        let (basic, enterprise) = (codes(TABLE), codes(ENTERPRISE));
        assert!(is_sorted(&basic) && is_sorted(&enterprise));
        assert_eq!(
            basic,
            include_str!("../../tests/fixtures/error-codes.txt")
                .lines()
                .collect::<Vec<_>>()
        );
        let others = include_str!("../../tests/fixtures/error-codes-enterprise.txt")
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
            ("SomethingNew", 429, ErrorKind::Throttled),
            ("SomethingNew", 503, ErrorKind::Unknown),
        ] {
            assert_eq!(ErrorKind::of(code, status), kind, "{code}");
        }
    }
}
