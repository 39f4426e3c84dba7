//! One finding of `cen doctor`.

use cen_topology::AccountName;
use serde::Serialize;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CheckState {
    /// It is as it must be.
    Ok,
    /// It is not.
    Wrong,
    /// The answer that would tell it did not come.
    NotKnown,
    /// Nothing can tell it without changing the cloud.
    NotTried,
}

impl CheckState {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Wrong => "wrong",
            Self::NotKnown => "not known",
            Self::NotTried => "not tried",
        }
    }
}

/// A line of the table.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CheckRow {
    /// The account that it is about; none if it is about this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<AccountName>,
    /// What was looked at.
    pub(super) check: &'static str,
    pub(super) state: CheckState,
    /// What was found, in words.
    pub(super) found: String,
    /// The actions of RAM that it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) actions: Vec<&'static str>,
    /// What to do about it; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) next_step: String,
}

impl CheckRow {
    pub(super) fn new(check: &'static str, state: CheckState, found: impl Into<String>) -> Self {
        Self {
            account: None,
            check,
            state,
            found: found.into(),
            actions: Vec::new(),
            next_step: String::new(),
        }
    }

    pub(super) fn of(self, account: &AccountName) -> Self {
        Self {
            account: Some(account.clone()),
            ..self
        }
    }

    pub(super) fn next(self, step: impl Into<String>) -> Self {
        Self {
            next_step: step.into(),
            ..self
        }
    }

    pub(super) fn about(self, actions: Vec<&'static str>) -> Self {
        Self { actions, ..self }
    }
}
