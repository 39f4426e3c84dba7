//! The request id of a call, for whoever keeps a record: the vendor's support finds the call by it.

use std::sync::{Arc, Mutex, PoisonError};

/// Keeps the request id of the last answer that a client got, whether the call succeeded or not. Copies are one and the same.
#[derive(Clone, Debug, Default)]
pub struct RequestIdCapture(Arc<Mutex<Option<String>>>);

impl RequestIdCapture {
    /// The request id of the last answer; none if there was no answer, or none in it.
    pub fn request_id(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn note(&self, request_id: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = request_id;
    }
}
