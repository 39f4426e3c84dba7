//! The request log: one line a request, without anything secret.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most parameters of a request that are logged, and the most of each text, in characters: a line must not be of any length.
pub(crate) const MOST_LOGGED: usize = 200;
const LONGEST_LOGGED: usize = 1000;

/// One request and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it came, by the simulator's clock.
    pub time: Timestamp,
    /// The account whose key signed it; empty if the signature was not accepted.
    pub account: String,
    /// The user or role whose key it is, such as `user/ci` or `role/cen/nightly`; empty for a key of the account itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caller: String,
    /// The API action; empty if there was none.
    pub action: String,
    /// Whether the action changes anything.
    pub access: EntryKind,
    /// The action's own parameters.
    pub parameters: BTreeMap<String, String>,
    /// The HTTP status of the answer; 0 if there was none.
    pub status: u16,
    /// The error code; empty if there was no error.
    pub code: String,
    /// The id of the request.
    pub request_id: String,
    /// What went wrong with it on purpose, as `--faults` writes it; empty if nothing did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fault: String,
}

/// Whether an action changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// It only looks.
    Read,
    /// It may change something. Unknown actions count as writes, unless they are named like reads.
    Write,
}

impl Entry {
    /// Returns the entry as a line of JSON, with its line break. The texts of its parameters may be cut short, and hold whatever the client sent.
    pub fn to_line(&self) -> String {
        let mut line = serde_json::to_string(self).expect("an entry has only text keys");
        line.push('\n');
        line
    }
}

/// Returns a text as it is logged.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_LOGGED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
