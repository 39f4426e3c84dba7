//! Bandwidth packages.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::world::network::Tags;

/// A bandwidth package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Package {
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) mbps: u32,
    /// Its areas in lower case, in the order they were given in.
    pub(crate) areas: [String; 2],
    pub(crate) charge: Charge,
    pub(crate) state: PackageState,
    pub(crate) business_status: String,
    /// The CEN it is bound to.
    pub(crate) cen: Option<String>,
    pub(crate) tags: Tags,
    pub(crate) created: Timestamp,
    /// When the paid term ends.
    pub(crate) expires: Option<Timestamp>,
    /// By how many months the term renews itself; 0 if it does not.
    #[serde(default)]
    pub(crate) renews: u32,
    /// A change that is ordered for later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reservation: Option<Reservation>,
    /// Whether it is paid by the 95th percentile.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) pays_by_95: bool,
    /// The resource group it was moved to, if it was.
    #[serde(default)]
    pub(crate) resource_group: Option<String>,
}

/// How a package is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Charge {
    Postpay,
    Prepay,
}

/// Where a package stands. The wire shows `Idle` and `InUse` only; a package that is still being made is not shown at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PackageState {
    Creating,
    Idle,
    Associating,
    InUse,
    Unassociating,
}

/// A change of a package that is ordered for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reservation {
    pub(crate) mbps: u32,
    /// When it becomes effective.
    pub(crate) at: Timestamp,
    /// `TEMP_UPGRADE` or `UPGRADE`, as the wire has it.
    pub(crate) order: String,
}

impl Package {
    /// When the term ends that is paid for now; none if nothing is paid in advance.
    pub(crate) fn term_end(&self, now: Timestamp) -> Option<Timestamp> {
        let mut end = self.expires?;
        while self.renews > 0 && end <= now {
            end = months_after(end, self.renews);
        }
        Some(end)
    }

    /// `Normal`, `FinancialLocked` or `SecurityLocked`. A package whose paid term is over is locked. Source: reference, billing rules.
    pub(crate) fn business_status(&self, now: Timestamp) -> &str {
        let is_over = self.term_end(now).is_some_and(|end| end <= now);
        if is_over && self.business_status == "Normal" {
            "FinancialLocked"
        } else {
            &self.business_status
        }
    }
}

/// Returns the time so many months after another one.
pub(crate) fn months_after(time: Timestamp, months: u32) -> Timestamp {
    let months = i32::try_from(months).unwrap_or(i32::MAX);
    let later = time.to_zoned(TimeZone::UTC).checked_add(months.months());
    later.map_or(Timestamp::MAX, |later| later.timestamp())
}
