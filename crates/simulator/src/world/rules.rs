//! Rules of the simulator that a seed can switch.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What the documents leave open, or what a test needs out of its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Rules {
    /// What becomes of a network whose range is equal to that of a network on the CEN.
    pub equal_ranges: EqualRanges,
    /// What becomes of the words, flags and numbers of a route map that ModifyCenRouteMap does not send.
    pub unsent_scalars: UnsentScalars,
    /// What ModifyCenAttribute does with an empty name or description.
    pub empty_texts: EmptyTexts,
    /// How names and descriptions are stored.
    pub stored_texts: StoredTexts,
    /// How many milliseconds must pass between two grants or revocations of one network.
    pub grant_interval_ms: u64,
}

/// What becomes of a network whose range is equal to that of a network on the CEN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EqualRanges {
    /// It is attached, and its route is not published but listed as a conflict. Source: "one of them loses".
    Conflict,
    /// It is not attached. The reference has no code for it.
    Refuse,
}

/// What becomes of the words, flags and numbers of a route map that ModifyCenRouteMap does not send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnsentScalars {
    /// They stay. Third-party clients rely on it.
    Keep,
    /// They are cleared, as the lists are.
    Clear,
}

/// What ModifyCenAttribute does with an empty name or description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmptyTexts {
    /// It refuses it: the documents ask for two characters.
    Refuse,
    /// It clears the text, as CreateCen does.
    Clear,
}

/// How names and descriptions are stored. The documents do not say that any is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoredTexts {
    /// As they were sent.
    AsSent,
    /// Without spaces at their ends.
    Trimmed,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            equal_ranges: EqualRanges::Conflict,
            unsent_scalars: UnsentScalars::Keep,
            empty_texts: EmptyTexts::Refuse,
            stored_texts: StoredTexts::AsSent,
            grant_interval_ms: 500,
        }
    }
}

impl Rules {
    /// Returns the time that must pass between two grants or revocations of one network.
    pub(crate) fn grant_interval(&self) -> Duration {
        Duration::from_millis(self.grant_interval_ms)
    }
}
