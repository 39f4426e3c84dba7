//! Providers against services that this process plays: STS, the metadata service, a CredentialsURI; and against commands.

#![expect(
    clippy::unwrap_used,
    reason = "an unwrap that fails is a test that fails"
)]

mod renewal;
mod sources;
mod support;
