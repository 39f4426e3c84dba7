//! Which edition of transit routers a world sells.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which edition of transit routers is sold outside of CCN areas, which have the Basic Edition only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Editions {
    /// The Basic Edition: a router is made with the first network of a region.
    Basic,
    /// The Enterprise Edition.
    Enterprise,
}

/// Why a text names no edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it must be `basic` or `enterprise`")]
pub struct EditionsError;

impl FromStr for Editions {
    type Err = EditionsError;

    fn from_str(text: &str) -> Result<Self, EditionsError> {
        match text {
            "basic" => Ok(Self::Basic),
            "enterprise" => Ok(Self::Enterprise),
            _ => Err(EditionsError),
        }
    }
}

impl Default for Editions {
    /// Returns what a new world sells. Source: the Basic Edition has been sold in CCN areas only since 2022-03-31.
    fn default() -> Self {
        Self::Enterprise
    }
}

impl Editions {
    /// Returns what a world sells that was saved before there was a choice.
    pub(crate) fn of_old_worlds() -> Self {
        Self::Basic
    }

    /// Tells whether a region sells the Enterprise Edition.
    pub(crate) fn sell_enterprise(self, region: &str) -> bool {
        match self {
            Self::Basic => false,
            Self::Enterprise => !region.starts_with("ccn-"),
        }
    }
}
