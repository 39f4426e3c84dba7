//! What can go wrong with a call, sorted by what the caller should do about it.

mod basic;
mod enterprise;
mod kind;
mod table;

use std::fmt;

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
