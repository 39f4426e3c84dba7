//! The request id of a call. A caller that keeps a record stores it: the vendor's support finds the call by it.

use std::sync::{Arc, Mutex, PoisonError};

/// Keeps the request id and the API action of the last answer that a client got, whether the call succeeded or not. Copies are one and the
/// same.
#[derive(Clone, Debug, Default)]
pub struct RequestIdCapture(Arc<Mutex<Last>>);

#[derive(Clone, Debug, Default)]
struct Last {
    action: &'static str,
    request_id: Option<String>,
}

impl RequestIdCapture {
    /// Returns the request id of the last answer; none if there was no answer, or none in it.
    pub fn request_id(&self) -> Option<String> {
        self.last().request_id
    }

    /// Returns the API action of the last call; empty if there was none.
    pub fn action(&self) -> &'static str {
        self.last().action
    }

    pub(crate) fn note(&self, action: &'static str, request_id: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Last { action, request_id };
    }

    fn last(&self) -> Last {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
