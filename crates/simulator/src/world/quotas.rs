//! How many of each kind an account may have.

use serde::{Deserialize, Serialize};

/// Limits that the vendor puts on an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Quotas {
    /// CENs an account.
    pub cens: usize,
    /// Attachments in one region of one CEN.
    pub attachments: usize,
    /// Regions with attachments a CEN.
    pub regions: usize,
    /// Grants an instance.
    pub grants: usize,
}

/// The vendor's quotas of 2019, the latest that its pages gave; that of grants is assumed.
impl Quotas {
    /// No limit at all.
    pub const UNLIMITED: Self = Self {
        cens: usize::MAX,
        attachments: usize::MAX,
        regions: usize::MAX,
        grants: usize::MAX,
    };

    /// Returns the larger of each number.
    pub(crate) fn or_more(self, other: &Self) -> Self {
        Self {
            cens: self.cens.max(other.cens),
            attachments: self.attachments.max(other.attachments),
            regions: self.regions.max(other.regions),
            grants: self.grants.max(other.grants),
        }
    }
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            cens: 5,
            attachments: 10,
            regions: 5,
            grants: 20,
        }
    }
}
