//! Rules of accounts.

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::names::AccountId;

impl Rules<'_> {
    pub(super) fn accounts(&mut self) {
        for (name, account) in self.document.accounts.iter().flatten() {
            let Some(id) = account
                .id
                .as_deref()
                .filter(|id| AccountId::parse(id).is_none())
            else {
                continue;
            };
            let is_digits = !id.is_empty() && id.bytes().all(|c| c.is_ascii_digit());
            let (message, help) = if !is_digits {
                let message = format!("the id of account `{name}` is not all digits");
                (
                    message,
                    "write the UID of the account, such as 1250000000000001",
                )
            } else if id.starts_with('0') {
                let message = format!("the id of account `{name}` begins with 0");
                (
                    message,
                    "write the UID of the account without leading zeros",
                )
            } else {
                let message = format!("the id of account `{name}` is too large for a UID");
                (
                    message,
                    "write the UID of the account, such as 1250000000000001",
                )
            };
            let span = self.span(&Path::new(&["accounts", name, "id"]));
            self.error(Code::AccountId, span, message, help);
        }
    }
}
