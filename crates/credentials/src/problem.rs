//! Why a source gives no credential, and what a person does about it.

use cen_cloud::{Error, ErrorKind, next_step, sts_next_step};
use jiff::Timestamp;

/// A source that gives no credential.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {problem}")]
pub struct CredentialError {
    /// Where the source was found, for people.
    pub origin: String,
    /// What failed.
    pub problem: CredentialProblem,
}

/// What failed. No text holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialProblem {
    /// Nothing answers.
    #[error("{service} does not answer: {reason}")]
    NoAnswer {
        /// What was asked.
        service: &'static str,
        /// What went wrong on the way.
        reason: String,
    },
    /// The metadata service does not answer.
    #[error("the metadata service does not answer: {reason}")]
    NoMetadata {
        /// What went wrong on the way.
        reason: String,
    },
    /// Something answers, and not with a credential.
    #[error("{service} answers with HTTP status {status}")]
    Status {
        /// What was asked.
        service: &'static str,
        /// The status.
        status: u16,
    },
    /// An answer has not what it should.
    #[error("the answer of {service} is no credential: {lacks}")]
    Answer {
        /// What was asked.
        service: &'static str,
        /// What is not there.
        lacks: &'static str,
    },
    /// The instance has no role, or not this one.
    #[error("{}", no_instance_role(.role_name.as_deref()))]
    NoInstanceRole {
        /// The role that was asked for; none if the instance has none at all.
        role_name: Option<String>,
    },
    /// The service does not give the token that the safer form needs.
    #[error("the metadata service gives no token, and its older form is switched off")]
    NoMetadataToken,
    /// STS refuses.
    #[error("{role_arn} cannot be assumed: {error}")]
    Refused {
        /// The role.
        role_arn: String,
        /// What the API says.
        error: Box<Error>,
    },
    /// A file cannot be read.
    #[error("cannot read the token file `{path}`: {reason}")]
    TokenFile {
        /// Its path.
        path: String,
        /// Why.
        reason: String,
    },
    /// A file holds no token.
    #[error("the token file `{path}` holds no token: a token has 4 to 20000 characters")]
    NoToken {
        /// Its path.
        path: String,
    },
    /// A command is not written as one.
    #[error("`process_command` cannot be taken apart: {reason}")]
    CommandForm {
        /// Why.
        reason: &'static str,
    },
    /// A command does not start.
    #[error("`{program}` cannot be started: {reason}")]
    NotStarted {
        /// The program, without its arguments.
        program: String,
        /// Why.
        reason: String,
    },
    /// A command fails.
    #[error(
        "`{program}` ends with {status}; what it printed is not shown, because it may hold secrets"
    )]
    Failed {
        /// The program, without its arguments.
        program: String,
        /// How it ended.
        status: String,
    },
    /// A command does not end.
    #[error("`{program}` has not ended after {seconds} s, and was stopped")]
    TooSlow {
        /// The program, without its arguments.
        program: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// A command prints something else than a credential.
    #[error(
        "what `{program}` prints is no credential: {lacks}; it is not shown, because it may hold secrets"
    )]
    Printed {
        /// The program, without its arguments.
        program: String,
        /// What is not there.
        lacks: &'static str,
    },
    /// The credential has ended.
    #[error("the credential ended at {at}")]
    Ended {
        /// When.
        at: Timestamp,
    },
    /// A credential that was just given has ended already.
    #[error("a new credential ended at {at}, and this machine's clock says {now}")]
    EndedAtOnce {
        /// When.
        at: Timestamp,
        /// The time here.
        now: Timestamp,
    },
    /// The credential that assumes the role cannot be obtained.
    #[error("{error}")]
    OfBase {
        /// Why.
        error: Box<CredentialError>,
    },
    /// Nobody says whose a new credential is.
    #[error("the cloud does not say whose the new credential is: {error}")]
    NotTold {
        /// What it says instead.
        error: Box<Error>,
    },
    /// A new credential belongs to another account.
    #[error(
        "the new credential belongs to account {actual}, not to {expected}: nothing was signed with it"
    )]
    OtherAccount {
        /// The account of the credential before, or of the role.
        expected: String,
        /// The account of this one.
        actual: String,
    },
    /// The credential has ended, and a new one could not be obtained.
    #[error("the credential ended at {at}, and could not be renewed: {reason}")]
    NotRenewed {
        /// When it ended.
        at: Timestamp,
        /// Why there is no new one.
        reason: Box<CredentialProblem>,
    },
}

impl CredentialProblem {
    /// Returns what a person does about it.
    pub fn next_step(&self) -> &str {
        match self {
            Self::NoAnswer { .. } => {
                "check that this runs where the service can be reached, and the proxy if there is one"
            }
            Self::NoMetadata { .. } => {
                "it answers only on an ECS instance: run there, or use another source of credentials"
            }
            Self::Status { .. } | Self::Answer { .. } => {
                "check the address, and that the service there gives keys in the vendor's form"
            }
            Self::NoInstanceRole { .. } => {
                "attach the role to the ECS instance in its console, or correct the name of the role"
            }
            Self::NoMetadataToken => {
                "allow the metadata service on the instance, or take ALIBABA_CLOUD_IMDSV1_DISABLED away"
            }
            Self::Refused { error, .. } => refused(error),
            Self::TokenFile { .. } | Self::NoToken { .. } => {
                "check the path, and that the pod or the job has its identity token there"
            }
            Self::CommandForm { .. } => {
                "write the command as a shell would read it, with closed quotes; variables and patterns are not replaced"
            }
            Self::NotStarted { .. } => "check the path of the program, and that it may be executed",
            Self::Failed { .. } | Self::TooSlow { .. } => {
                "run the command by hand to see what it says"
            }
            Self::Printed { .. } => {
                "let it print JSON with `mode` (AK or StsToken), `access_key_id` and `access_key_secret`, and for StsToken `sts_token`"
            }
            Self::Ended { .. } => "get a new one: for a profile, `aliyun configure --profile NAME`",
            Self::EndedAtOnce { .. } => {
                "set this machine's clock; if it is right, see why what gives the credential gives an old one"
            }
            Self::OfBase { error } => error.problem.next_step(),
            Self::NotTold { error } => refused(error),
            Self::OtherAccount { .. } => {
                "see who changed what this source gives: a credential must stay in one account"
            }
            Self::NotRenewed { reason, .. } => reason.next_step(),
        }
    }

    /// Tells whether it may pass by itself.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NoAnswer { .. } | Self::NoMetadata { .. } => true,
            Self::Status { status, .. } => *status >= 500 || *status == 429,
            Self::Refused { error, .. } | Self::NotTold { error } => matches!(
                error.kind,
                ErrorKind::NotSent | ErrorKind::Unknown | ErrorKind::Throttled | ErrorKind::Busy
            ),
            Self::NotRenewed { reason, .. } => reason.may_pass(),
            Self::OfBase { error } => error.problem.may_pass(),
            Self::Answer { .. }
            | Self::NoInstanceRole { .. }
            | Self::NoMetadataToken
            | Self::TokenFile { .. }
            | Self::NoToken { .. }
            | Self::CommandForm { .. }
            | Self::NotStarted { .. }
            | Self::Failed { .. }
            | Self::TooSlow { .. }
            | Self::Printed { .. }
            | Self::Ended { .. }
            | Self::EndedAtOnce { .. }
            | Self::OtherAccount { .. } => false,
        }
    }
}

fn no_instance_role(role_name: Option<&str>) -> String {
    match role_name {
        Some(name) => format!("the ECS instance has no role `{name}`"),
        None => "the ECS instance has no role".to_owned(),
    }
}

fn refused(error: &Error) -> &'static str {
    sts_next_step(&error.code)
        .or_else(|| next_step(error))
        .unwrap_or(match error.kind {
            ErrorKind::NotSent | ErrorKind::Unknown => {
                "check the network and the endpoint, then run again"
            }
            ErrorKind::Throttled | ErrorKind::Busy | ErrorKind::Locked => {
                "wait a little, then run again"
            }
            ErrorKind::NotFound
            | ErrorKind::AlreadyExists
            | ErrorKind::Denied
            | ErrorKind::Invalid
            | ErrorKind::Quota => "check the credential that assumes the role, and the role",
        })
}
