//! Nonces, each of which serves one request of its key.

use std::collections::{HashSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use sha1::{Digest as _, Sha1};

use crate::parameters::Parameters;
use crate::refusal::Refusal;

/// The most nonces that are remembered; beyond that the oldest are forgotten, however recent they are.
const MOST: usize = 1_000_000;

/// Hashes of the nonces of the last half hour, each with the key that used it.
#[derive(Default)]
pub(crate) struct Nonces {
    used: HashSet<[u8; 20]>,
    /// When each was used, the oldest first.
    times: VecDeque<(Timestamp, [u8; 20])>,
}

impl Nonces {
    /// Takes a request's nonce, which its key must not have used within the last half hour.
    pub(crate) fn take(&mut self, parameters: &Parameters, now: Timestamp) -> Result<(), Refusal> {
        let is_old = |used: Timestamp| now.duration_since(used) >= SignedDuration::from_mins(30);
        while self.times.len() >= MOST || self.times.front().is_some_and(|(used, _)| is_old(*used))
        {
            let Some((_, oldest)) = self.times.pop_front() else {
                break;
            };
            self.used.remove(&oldest);
        }
        let (key, nonce) = (
            parameters.required("AccessKeyId")?,
            parameters.required("SignatureNonce")?,
        );
        let hash = Sha1::digest(format!("{}:{key}{nonce}", key.len())).into();
        if !self.used.insert(hash) {
            return Err(Refusal::new(
                400,
                "SignatureNonceUsed",
                "The request signature nonce has been used.",
            ));
        }
        self.times.push_back((now, hash));
        Ok(())
    }
}
