//! Why a journal cannot be used, and what to do about it.

use cen_topology::TopologyName;

use crate::journal::limits::{LARGEST, LONGEST_LINE};
use crate::journal::record::{Header, JOURNAL_VERSION, Record, Subject};

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
    /// A line is not what a journal has there.
    #[error("the journal {place} is damaged at line {line}: {reason}")]
    Damaged {
        /// The journal.
        place: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it; never its content.
        reason: String,
    },
    /// It is larger than any journal gets.
    #[error("the journal {place} is larger than {} MiB, which no journal gets", LARGEST >> 20)]
    TooLarge {
        /// The journal.
        place: String,
    },
    /// It was written in another form.
    #[error(
        "the journal {place} has version {version}; this program reads and writes version {JOURNAL_VERSION}"
    )]
    OtherVersion {
        /// The journal.
        place: String,
        /// Its version.
        version: u32,
    },
    /// It belongs to something else.
    #[error("the journal {place} is about {there}, but this run is about {here}")]
    OtherSubject {
        /// The journal.
        place: String,
        /// What it is about.
        there: String,
        /// What this run is about.
        here: String,
    },
    /// The machine has no randomness for the client tokens of a run.
    #[error("no randomness for client tokens: {0}")]
    NoRandomness(String),
}

impl JournalError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Io { .. } => {
                "nothing is changed without a journal: make its folder writable, or put the topology file where you may write"
            }
            Self::Damaged { .. } | Self::TooLarge { .. } => {
                "repair that line, or move the file away: then its history is lost, and creations that a killed run had begun in the last minutes are only found once the cloud lists them"
            }
            Self::OtherVersion { .. } => {
                "use the version of cen that wrote it, or move the file away once no run is unfinished"
            }
            Self::OtherSubject { .. } => {
                "the folder was copied, or the file changed: move the journal away if nothing of it is under way"
            }
            Self::NoRandomness(_) => "",
        }
    }

    /// Whether it is no defect, but a refusal to mix two things up.
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

    pub(crate) fn too_long(place: &str, line: usize) -> Self {
        Self::Damaged {
            place: place.to_owned(),
            line,
            reason: format!("it has more than {} KiB", LONGEST_LINE >> 10),
        }
    }
}

impl Subject {
    /// Whether a journal is about this: the same topology and target, and no account of the same name with another id.
    pub(crate) fn check(
        &self,
        place: &str,
        header: &Header,
        records: &[Record],
    ) -> Result<(), JournalError> {
        let other = |there, here| JournalError::OtherSubject {
            place: place.to_owned(),
            there,
            here,
        };
        let of =
            |topology: &TopologyName, target: &str| format!("topology `{topology}` on {target}");
        if (&header.topology, &header.target) != (&self.topology, &self.target) {
            return Err(other(
                of(&header.topology, &header.target),
                of(&self.topology, &self.target),
            ));
        }
        for record in records {
            let Record::Started(started) = record else {
                continue;
            };
            for (name, there) in &started.accounts {
                if let Some(here) = self.accounts.get(name).filter(|here| *here != there) {
                    return Err(other(
                        format!("account `{name}` ({there})"),
                        format!("account `{name}` ({here})"),
                    ));
                }
            }
        }
        Ok(())
    }
}
