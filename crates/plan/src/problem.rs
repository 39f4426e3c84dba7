//! Why no plan can be made. All problems of a file are told at once, each with a code and the next step.

use std::fmt;

use serde::Serialize;

use crate::action::{ActionId, Address};
use crate::observed::Gap;

/// One reason why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What it is about, in the file's words.
    pub subject: String,
    /// The same as a report names it; none where the file has no part for it.
    pub address: Option<Address>,
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
    /// The rules of order contradict each other: a defect of this program.
    Circle {
        /// The actions that wait for one another.
        actions: Vec<ActionId>,
    },
}

impl Problem {
    /// A problem of a part of the file.
    pub(crate) fn of(address: Address, kind: ProblemKind) -> Self {
        let subject = match &address {
            Address::Network { network } => format!("network `{network}`"),
            Address::Cen { cen } => format!("cen `{cen}`"),
            Address::Package { cen, areas } => format!("package {areas} of cen `{cen}`"),
            Address::Limit { cen, pair } => format!("limit {pair} of cen `{cen}`"),
            Address::Grant { .. }
            | Address::Attachment { .. }
            | Address::Association { .. }
            | Address::Route { .. }
            | Address::HealthCheck { .. }
            | Address::PrivateZone { .. }
            | Address::Service { .. }
            | Address::RouteMap { .. }
            | Address::Extra { .. } => address.to_string(),
        };
        Self {
            subject,
            address: Some(address),
            kind,
        }
    }

    pub(crate) fn of_gap(gap: &Gap) -> Self {
        Self {
            subject: gap.what.clone(),
            address: None,
            kind: ProblemKind::Gap {
                reason: gap.reason.clone(),
            },
        }
    }

    pub(crate) fn of_circle(actions: Vec<ActionId>) -> Self {
        Self {
            subject: "the order of the actions".to_owned(),
            address: None,
            kind: ProblemKind::Circle { actions },
        }
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
            ProblemKind::Circle { .. } => "CEN399",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self.kind {
            ProblemKind::Gap { .. } => {
                "nothing can be planned without knowing that; repair it, or take a new snapshot of this file, and run again"
            }
            ProblemKind::NotFound { .. } => {
                "check the id or name, the region and the account in the file"
            }
            ProblemKind::Ambiguous { .. } => {
                "write the `id` of the one that is meant; or rename the others, or remove their ownership tags if they carry any"
            }
            ProblemKind::OwnedByAnother { .. } => {
                "change it through that topology, or remove its `cen:topology` tag there first"
            }
            ProblemKind::OtherAreas { .. } => "correct `areas`, or name another package",
            ProblemKind::NamedTwice { .. } => {
                "keep one of the two entries, or correct the id or name of the other"
            }
            ProblemKind::NotOffered { .. } => {
                "check how the region is spelled; the cloud lists it in no area"
            }
            ProblemKind::BeingDeleted { .. } => "wait until it is gone and run again",
            ProblemKind::Circle { .. } => {
                "this is a defect of cen: report it, with the topology file and a snapshot"
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ProblemKind::Gap { .. } => write!(f, "could not read {}: {}", self.subject, self.kind),
            ProblemKind::NotFound { .. }
            | ProblemKind::Ambiguous { .. }
            | ProblemKind::OwnedByAnother { .. }
            | ProblemKind::OtherAreas { .. }
            | ProblemKind::NamedTwice { .. }
            | ProblemKind::NotOffered { .. }
            | ProblemKind::BeingDeleted { .. }
            | ProblemKind::Circle { .. } => write!(f, "{}: {}", self.subject, self.kind),
        }
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { reason } => f.write_str(reason),
            Self::NotFound { wanted, place } => write!(f, "no {wanted} in {place}"),
            Self::Ambiguous { candidates } => {
                write!(f, "more than one fits: {}", candidates.join(", "))
            }
            Self::OwnedByAnother { id, owner } => write!(f, "{id} is owned by topology `{owner}`"),
            Self::OtherAreas { id, areas } => write!(f, "{id} joins {areas}"),
            Self::NamedTwice { id, other } => write!(f, "{id} is `{other}` as well"),
            Self::NotOffered { region } => write!(f, "CEN is not offered in {region}"),
            Self::BeingDeleted { id } => write!(f, "{id} is being deleted"),
            Self::Circle { actions } => {
                let ids: Vec<_> = actions.iter().map(ActionId::as_str).collect();
                write!(f, "these wait for one another: {}", ids.join(", "))
            }
        }
    }
}

impl std::error::Error for Problem {}
