//! Bandwidth packages.

use jiff::Timestamp;
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
