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

/// Why a difference is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoldReason {
    /// The cloud has something that the file does not; this version removes nothing.
    Removal,
    /// An attribute differs; this version changes only limits.
    Attribute,
    /// The region's transit router is Enterprise Edition, which refuses the verbs of the Basic one.
    Edition,
    /// The package cannot carry the limits: too small, locked, or in use elsewhere.
    Package,
    /// Something on the way is changing at this moment.
    Busy,
    /// It needs something that is itself held.
    Waits,
}

impl HoldReason {
    /// The diagnostic code, such as `CEN401`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Removal => "CEN401",
            Self::Attribute => "CEN402",
            Self::Edition => "CEN403",
            Self::Package => "CEN404",
            Self::Busy => "CEN405",
            Self::Waits => "CEN406",
        }
    }

    /// The reason as a fragment of a sentence.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Removal => "this version removes nothing",
            Self::Attribute => "this version changes no attribute but limits",
            Self::Edition => "the region has an Enterprise Edition transit router, which refuses the Basic verbs",
            Self::Package => "the package cannot carry it",
            Self::Busy => "it is changing at this moment",
            Self::Waits => "it needs something that is held",
        }
    }
}
