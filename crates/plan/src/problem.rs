//! Why no plan can be made. All problems of a file are told at once, each with a code and the next step.

use std::fmt;

use serde::Serialize;

use crate::observed::Gap;

/// One reason why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What it is about, in the file's words.
    pub subject: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The cloud could not be read, and nothing can be judged without it.
    Gap {
        /// What went wrong.
        reason: String,
    },
    /// The cloud has no such thing there.
    NotFound {
        /// What was looked for.
        wanted: String,
        /// Where it was looked for.
        place: String,
    },
    /// More than one thing fits.
    Ambiguous {
        /// The ids that fit.
        candidates: Vec<String>,
    },
    /// It carries the mark of another topology.
    OwnedByAnother {
        /// Its id.
        id: String,
        /// The other topology's name.
        owner: String,
    },
    /// A package joins other areas than its group says.
    OtherAreas {
        /// Its id.
        id: String,
        /// The areas it really joins.
        areas: String,
    },
    /// Two parts of the file are one thing.
    NamedTwice {
        /// Its id.
        id: String,
        /// The part that it is as well.
        other: String,
    },
    /// The cloud does not offer CEN in a region.
    NotOffered {
        /// The region.
        region: String,
    },
    /// It is being deleted.
    BeingDeleted {
        /// Its id.
        id: String,
    },
}

impl Problem {
    pub(crate) fn new(subject: String, kind: ProblemKind) -> Self {
        Self { subject, kind }
    }

    pub(crate) fn of_gap(gap: &Gap) -> Self {
        Self::new(gap.what.clone(), ProblemKind::Gap { reason: gap.reason.clone() })
    }

    /// The diagnostic code, such as `CEN301`.
    pub fn code(&self) -> &'static str {
        match self.kind {
            ProblemKind::Gap { .. } => "CEN300",
            ProblemKind::NotFound { .. } => "CEN301",
            ProblemKind::Ambiguous { .. } => "CEN302",
            ProblemKind::OwnedByAnother { .. } => "CEN303",
            ProblemKind::OtherAreas { .. } => "CEN304",
            ProblemKind::NamedTwice { .. } => "CEN305",
            ProblemKind::BeingDeleted { .. } => "CEN306",
            ProblemKind::NotOffered { .. } => "CEN307",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self.kind {
            ProblemKind::Gap { .. } => {
                "nothing can be planned without knowing that; repair it, or take a new snapshot of this file, and run again"
            }
            ProblemKind::NotFound { .. } => "check the id or name, the region and the account in the file",
            ProblemKind::Ambiguous { .. } => {
                "write the `id` of the one that is meant; or rename the others, or remove their ownership tags if they carry any"
            }
            ProblemKind::OwnedByAnother { .. } => "change it through that topology, or remove its `cen:topology` tag there first",
            ProblemKind::OtherAreas { .. } => "correct `areas`, or name another package",
            ProblemKind::NamedTwice { .. } => "keep one of the two entries, or correct the id or name of the other",
            ProblemKind::NotOffered { .. } => "check how the region is spelled; the cloud lists it in no area",
            ProblemKind::BeingDeleted { .. } => "wait until it is gone and run again",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = &self.subject;
        match &self.kind {
            ProblemKind::Gap { reason } => write!(f, "could not read {subject}: {reason}"),
            ProblemKind::NotFound { wanted, place } => write!(f, "{subject}: no {wanted} in {place}"),
            ProblemKind::Ambiguous { candidates } => write!(f, "{subject}: more than one fits: {}", candidates.join(", ")),
            ProblemKind::OwnedByAnother { id, owner } => write!(f, "{subject}: {id} is owned by topology `{owner}`"),
            ProblemKind::OtherAreas { id, areas } => write!(f, "{subject}: {id} joins {areas}"),
            ProblemKind::NamedTwice { id, other } => write!(f, "{subject}: {id} is `{other}` as well"),
            ProblemKind::NotOffered { region } => write!(f, "{subject}: CEN is not offered in {region}"),
            ProblemKind::BeingDeleted { id } => write!(f, "{subject}: {id} is being deleted"),
        }
    }
}

impl std::error::Error for Problem {}
