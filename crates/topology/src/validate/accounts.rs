//! Rules of accounts.

use std::collections::{BTreeMap, BTreeSet};

use super::path::Path;
use super::rules::Rules;
use crate::code::Code;
use crate::document::Account;
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
    /// Checks the role of each account, and that no account assumes its role by way of itself.
    pub(super) fn roles(&mut self) {
        for (name, account) in self.document.accounts.iter().flatten() {
            let path = Path::new(&["accounts", name]);
            match &account.role {
                Some(arn) => {
                    self.role(&path, name, account, arn);
                    self.session(&path, account);
                }
                None => self.without_role(&path, account),
            }
        }
        self.loop_of_via();
    }

    fn role(&mut self, path: &Path<'_>, name: &str, account: &Account, arn: &str) {
        let place = self.span(&path.key("role"));
        let Some(owner) = owner_of_role(arn) else {
            let message = format!("the role of account `{name}` is not the full name of one");
            let help =
                "write it as \"acs:ram::1250000000000001:role/NAME\", with the id of the account";
            return self.error(Code::Role, place, message, help);
        };
        if let Some(id) = account.id.as_deref().filter(|id| *id != owner) {
            let message = format!(
                "the role of account `{name}` belongs to account {owner}, but the id here is {id}"
            );
            let help = "name a role of this account: one of another account signs as that account";
            self.error(Code::Role, place, message, help);
        }
        if account.profile.is_some() {
            let place = self.key(&path.key("profile"));
            let message = format!("account `{name}` has a `role` and a `profile`");
            let help = "write `via` in place of `profile` for the credential that assumes the role";
            self.error(Code::Role, place, message, help);
        }
    }

    /// The limits of a session. Source: the vendor's page of AssumeRole.
    fn session(&mut self, path: &Path<'_>, account: &Account) {
        let is_short =
            |least: usize, most: usize, text: &str| (least..=most).contains(&text.chars().count());
        let is_session = |text: &String| {
            is_short(2, 64, text)
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || ".@-_".contains(c))
        };
        let is_external = |text: &String| {
            is_short(2, 1224, text)
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_+=,.@:/-".contains(c))
        };
        let is_long_enough = |seconds: &u64| (900..=43_200).contains(seconds);
        let mut wrong = |key, message: &str, help: &str| {
            let place = self.span(&path.key(key));
            self.error(Code::Role, place, message, help);
        };
        if !account.session_name.as_ref().is_none_or(is_session) {
            let help = "write 2 to 64 letters, digits and `.@-_`";
            wrong("session-name", "this is no name of a session", help);
        }
        if !account.external_id.as_ref().is_none_or(is_external) {
            let help = "write 2 to 1224 letters, digits and `_+=,.@:/-`";
            wrong("external-id", "this is no external id", help);
        }
        if !account.session_seconds.as_ref().is_none_or(is_long_enough) {
            let help = "write a number of seconds from 900 to 43200; the role must allow it";
            wrong("session-seconds", "a session cannot be this long", help);
        }
    }

    fn without_role(&mut self, path: &Path<'_>, account: &Account) {
        let said = [
            ("via", account.via.is_some()),
            ("external-id", account.external_id.is_some()),
            ("session-name", account.session_name.is_some()),
            ("session-seconds", account.session_seconds.is_some()),
        ];
        for (key, _) in said.into_iter().filter(|(_, is_there)| *is_there) {
            let place = self.key(&path.key(key));
            let message = format!("`{key}` is about a role, and the account has none");
            let help = "add `role: \"acs:ram::…:role/NAME\"`, or remove it";
            self.error(Code::Role, place, message, help);
        }
    }

    /// Refuses accounts that assume their roles through one another. Each circle is reported once.
    fn loop_of_via(&mut self) {
        let accounts: BTreeMap<_, _> = self
            .document
            .accounts
            .iter()
            .flatten()
            .map(|(name, account)| (name.as_str(), account))
            .collect();
        let via = |name: &str| {
            accounts
                .get(name)?
                .via
                .as_deref()
                .filter(|via| accounts.contains_key(via))
        };
        let circles: BTreeSet<Vec<&str>> = accounts
            .keys()
            .filter_map(|name| circle(name, via))
            .collect();
        for names in circles {
            let first = names[0];
            let place = self.span(&Path::new(&["accounts", first, "via"]));
            let way: Vec<_> = names
                .iter()
                .chain([&first])
                .map(|name| format!("`{name}`"))
                .collect();
            let message = if names.len() == 1 {
                format!("account `{first}` assumes its role by way of itself")
            } else {
                format!(
                    "accounts assume their roles by way of each other: {}",
                    way.join(" -> ")
                )
            };
            let help = "let one of them use a `profile`, or a `via` outside the circle";
            self.error(Code::Role, place, message, help);
        }
    }
}

/// Returns the accounts on the circle that a name is on, beginning with the first by name; none if it is on no circle.
fn circle<'a>(name: &'a str, via: impl Fn(&str) -> Option<&'a str>) -> Option<Vec<&'a str>> {
    let mut way = vec![name];
    let mut at = name;
    loop {
        at = via(at)?;
        if at == name {
            break;
        }
        if way.contains(&at) {
            return None;
        }
        way.push(at);
    }
    let first = (0..way.len()).min_by_key(|at| way[*at])?;
    way.rotate_left(first);
    Some(way)
}

/// Returns the account that owns a role of this full name; none if it is not one.
fn owner_of_role(arn: &str) -> Option<&str> {
    let (owner, name) = arn.strip_prefix("acs:ram::")?.split_once(":role/")?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    (AccountId::parse(owner).is_some() && is_name).then_some(owner)
}
