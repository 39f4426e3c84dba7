//! The temporary keys of roles. A token says itself whose it is and until when, so that a key lives on when the simulator starts again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};

use crate::world::Policy;

/// What a token begins with, as the cloud's do.
const PREFIX: &str = "CAIS";

/// A temporary key of a role.
pub(crate) struct SessionKey {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: String,
    pub(crate) ends: Timestamp,
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The account of the role.
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) name: String,
    /// When it was given.
    pub(crate) given: Timestamp,
    /// When it ends.
    pub(crate) ends: Timestamp,
    /// What takes away some of what the role may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<Policy>,
}

impl Session {
    /// Returns a key of this session; `mark` sets it apart from others that are given at the same time.
    pub(crate) fn key(&self, mark: &str) -> SessionKey {
        let said = serde_json::to_vec(self).expect("a session has only text keys");
        let token = format!("{PREFIX}{}{}", hash(mark), hex::encode(said));
        SessionKey {
            id: key_id(&token),
            secret: secret(&token),
            token,
            ends: self.ends,
        }
    }

    /// Returns the session of a token; none if it is no token of this simulator.
    pub(crate) fn of(token: &str) -> Option<Self> {
        let said = token.strip_prefix(PREFIX)?.get(hash("").len()..)?;
        serde_json::from_slice(&hex::decode(said).ok()?).ok()
    }
}

/// Returns the id of the key that a token belongs to.
pub(crate) fn key_id(token: &str) -> String {
    format!("STS.{}", &hash(&format!("key {token}"))[..24])
}

/// Returns the secret of the key that a token belongs to. Anybody could compute it: it is worth nothing outside of a simulator.
pub(crate) fn secret(token: &str) -> String {
    format!("made-up-{}", hash(&format!("secret {token}")))
}

fn hash(text: &str) -> String {
    hex::encode(Sha1::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_what_was_put_into_it() {
        let session = Session {
            account: "7".to_owned(),
            role: "cen".to_owned(),
            name: "nightly".to_owned(),
            given: Timestamp::UNIX_EPOCH,
            ends: Timestamp::UNIX_EPOCH,
            policy: None,
        };
        let (one, other) = (session.key("1"), session.key("2"));
        assert_eq!(Session::of(&one.token), Some(session));
        assert!(one.id != other.id && one.secret != other.secret && one.id == key_id(&one.token));
        for text in ["", "CAIS", "CAISé", "x", &one.token[..60]] {
            assert_eq!(Session::of(text), None, "{text}");
        }
    }
}
