//! What can go wrong with a call, sorted by what the caller should do about it.

mod basic;
mod enterprise;
mod kind;
mod not_yet;
mod table;

use std::fmt;
use std::time::Duration;

pub use self::kind::ErrorKind;
pub(crate) use self::table::{row, rows};
use crate::transport::TransportError;

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
    /// How long the server wants to be left alone before the next attempt, if it says so.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// Returns an error of a request that never left.
    pub(crate) fn not_sent(action: &'static str, message: String) -> Self {
        Self {
            action,
            kind: ErrorKind::NotSent,
            code: String::new(),
            message,
            request_id: None,
            http_status: None,
            retry_after: None,
        }
    }

    /// Returns the same error with this code of the server.
    pub(crate) fn with_code(self, code: String) -> Self {
        Self { code, ..self }
    }

    /// Tells whether something else than the API answered, such as a proxy, a gateway, or a server that is no API.
    pub fn is_not_of_the_api(&self) -> bool {
        self.code.is_empty()
            && self
                .http_status
                .is_some_and(|status| !(200..300).contains(&status))
    }

    /// Tells whether the server, or what answers for it, takes no more calls for now: its status is 429.
    pub fn is_too_many_requests(&self) -> bool {
        self.http_status == Some(429)
    }

    /// Tells whether the API does not know the action that was asked for.
    pub fn is_unknown_action(&self) -> bool {
        ["InvalidAction", "InvalidAction.NotFound"].contains(&self.code.as_str())
    }

    /// Returns a request that got no answer: whether it left is for the transport to say.
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

    /// Returns an answer of success that does not say what it should. A message that repeats some of it must be cleaned by the client.
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
