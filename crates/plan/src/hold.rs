//! What the planner leaves alone, and says so.

use serde::{Deserialize, Serialize};

use crate::action::Address;

/// A difference that is left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// What it is about.
    pub address: Address,
    /// Why it is left alone.
    pub reason: HoldReason,
    /// The difference in words, such as `description: "a" → "b"`.
    pub difference: String,
}

/// Why a difference is left alone. CEN401 said once that nothing could be removed, and is not used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoldReason {
    /// The vendor does not let it be changed, and nothing is replaced on its own.
    Attribute,
    /// The region's transit router is Enterprise Edition, which refuses the verbs of the Basic one.
    Edition,
    /// The package cannot carry the limits: too small, locked, or in use elsewhere.
    Package,
    /// Something on the way is changing at this moment.
    Busy,
    /// It needs something that is itself held.
    Waits,
    /// A grant that nothing uses: only its owner knows whether it is still wanted.
    Grant,
    /// A cloud service keeps it, and would refuse or undo the change.
    Service,
    /// A prepaid package cannot be deleted before its term ends.
    Term,
    /// Two networks of one CEN have the same address range: one of them would lose its traffic.
    Range,
    /// The network has no such route, or one that cannot be published.
    Route,
    /// It lies under something that could not be read.
    Gap,
    /// The network is on a CEN that is not this topology's.
    Elsewhere,
    /// It belongs to a section that is the whole truth for its CEN, but no file can say it.
    Unsayable,
}

impl HoldReason {
    /// The diagnostic code, such as `CEN402`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Attribute => "CEN402",
            Self::Edition => "CEN403",
            Self::Package => "CEN404",
            Self::Busy => "CEN405",
            Self::Waits => "CEN406",
            Self::Grant => "CEN407",
            Self::Service => "CEN408",
            Self::Term => "CEN409",
            Self::Range => "CEN410",
            Self::Route => "CEN411",
            Self::Gap => "CEN412",
            Self::Elsewhere => "CEN413",
            Self::Unsayable => "CEN414",
        }
    }

    /// The reason as a fragment of a sentence.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attribute => "it cannot be changed in place, and nothing is replaced on its own",
            Self::Edition => {
                "the region has an Enterprise Edition transit router, which refuses the Basic verbs"
            }
            Self::Package => "the package cannot carry it",
            Self::Busy => "it is changing at this moment",
            Self::Waits => "it needs something that is held",
            Self::Grant => "only its owner knows whether it is still wanted",
            Self::Service => "a cloud service keeps it",
            Self::Term => "it cannot be deleted before its term ends",
            Self::Range => "another network of the CEN has the same address range",
            Self::Route => "only a route that its network has can be published",
            Self::Gap => "it is left as it is until that can be read",
            Self::Elsewhere => {
                "a network is on one CEN, and only whoever attached it there may take it off"
            }
            Self::Unsayable => "no file can say it, so it stays",
        }
    }
}
