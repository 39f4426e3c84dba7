//! The reasons why a journal cannot be used, and what to do about them.

use cen_topology::{AccountId, AccountName, TopologyName};

use crate::journal::record::{Header, JOURNAL_VERSION, Subject};

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file system refused.
    #[error("cannot {doing} the journal {place}: {error}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The journal.
        place: String,
        /// What went wrong.
        error: std::io::Error,
    },
    /// A line is not valid.
    #[error("the journal {place} is damaged at line {line}: {reason}")]
    Damaged {
        /// The journal.
        place: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong; never the content of the line.
        reason: String,
    },
    /// It has another version.
    #[error(
        "the journal {place} has version {version}; this program reads and writes version {JOURNAL_VERSION}"
    )]
    OtherVersion {
        /// The journal.
        place: String,
        /// Its version.
        version: u32,
    },
    /// It belongs to another topology, target or account.
    #[error("the journal {place} belongs to {there}, but this run is for {here}")]
    OtherSubject {
        /// The journal.
        place: String,
        /// What it is about.
        there: String,
        /// What this run is about.
        here: String,
    },
    /// The operating system returned no random bytes for client tokens.
    #[error("the operating system returned no random bytes for client tokens: {0}")]
    NoRandomness(String),
}

impl JournalError {
    /// Returns what to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Io { .. } => {
                "make its folder writable, or move the topology file to a writable folder; cen changes nothing without a journal"
            }
            Self::Damaged { .. } => {
                "repair that line, or move the file away: its history is then lost, and creations that a killed run sent in the last minutes are only found once the cloud lists them"
            }
            Self::OtherVersion { .. } => {
                "use the version of cen that wrote it, or move the file away if every run has ended"
            }
            Self::OtherSubject { .. } => {
                "the folder was copied, or the topology file has changed: move the journal away if none of its runs is active"
            }
            Self::NoRandomness(_) => "",
        }
    }

    /// Returns whether the journal is intact and belongs to something else.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::OtherSubject { .. })
    }

    pub(crate) fn io<'a>(
        doing: &'static str,
        place: &'a str,
    ) -> impl FnOnce(std::io::Error) -> Self + use<'a> {
        move |error| Self::Io {
            doing,
            place: place.to_owned(),
            error,
        }
    }
}

impl Subject {
    /// Checks that a journal with this header belongs to this subject: the same topology and
    /// target.
    pub(crate) fn check(&self, place: &str, header: &Header) -> Result<(), JournalError> {
        let of =
            |topology: &TopologyName, target: &str| format!("topology `{topology}` on {target}");
        if (&header.topology, &header.target) == (&self.topology, &self.target) {
            return Ok(());
        }
        Err(JournalError::OtherSubject {
            place: place.to_owned(),
            there: of(&header.topology, &header.target),
            here: of(&self.topology, &self.target),
        })
    }

    /// Checks that none of the accounts in a journal has another id here.
    pub(crate) fn check_accounts<'a>(
        &self,
        place: &str,
        mut accounts: impl Iterator<Item = &'a (AccountName, AccountId)>,
    ) -> Result<(), JournalError> {
        let other = accounts.find_map(|(name, there)| {
            let here = self.accounts.get(name).filter(|here| *here != there)?;
            Some(JournalError::OtherSubject {
                place: place.to_owned(),
                there: format!("account `{name}` ({there})"),
                here: format!("account `{name}` ({here})"),
            })
        });
        other.map_or(Ok(()), Err)
    }
}
