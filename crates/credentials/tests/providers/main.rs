//! Providers against services that this process plays: STS, the metadata service, a CredentialsURI; and against commands.

mod renewal;
mod sources;
mod support;
