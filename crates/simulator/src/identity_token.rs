//! The tokens of identity providers: JSON web tokens. What they claim is read, and their signature is not verified.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;

/// What a token claims.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Claims {
    #[serde(rename = "iss")]
    pub(crate) issuer: String,
    #[serde(rename = "sub")]
    pub(crate) subject: String,
    #[serde(rename = "aud")]
    audience: Audience,
    /// In seconds since 1970.
    #[serde(rename = "exp")]
    ends: i64,
    #[serde(rename = "iat", default)]
    given: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Claims {
    /// Reads a token `HEADER.CLAIMS.SIGNATURE`; none if it is no such token.
    pub(crate) fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?;
        serde_json::from_slice(&claims).ok()
    }

    /// Returns those whom it is meant for.
    pub(crate) fn audiences(&self) -> &[String] {
        match &self.audience {
            Audience::One(one) => std::slice::from_ref(one),
            Audience::Many(many) => many,
        }
    }

    /// Returns when it ends.
    pub(crate) fn ends(&self) -> Timestamp {
        Timestamp::from_second(self.ends).unwrap_or(Timestamp::MAX)
    }

    /// Returns when it was given.
    pub(crate) fn given(&self) -> Timestamp {
        Timestamp::from_second(self.given).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", part("{\"alg\":\"RS256\"}"), part(claims))
    }

    #[test]
    fn claims_are_read_and_what_is_no_token_is_none() {
        let read = |claims: &str| Claims::read(&token(claims));
        let one = read(r#"{"iss":"https://i","sub":"s","aud":"a","exp":60}"#).unwrap();
        assert_eq!(
            (one.audiences(), one.ends().as_second()),
            (&["a".to_owned()][..], 60)
        );
        let many = read(r#"{"iss":"https://i","sub":"s","aud":["a","b"],"exp":60,"iat":1}"#);
        assert_eq!(many.unwrap().audiences().len(), 2);
        assert_eq!(read(r#"{"iss":"https://i"}"#), None);
        for text in ["", "a.b", "a.b.c.d", "a.?.c", "garbage"] {
            assert_eq!(Claims::read(text), None, "{text}");
        }
    }
}
