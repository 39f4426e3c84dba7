//! Bandwidth between regions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::names::{Mbps, PackageId};
use crate::region_pair::RegionPair;

/// The bandwidth between two areas: a package, and the limits of pairs of regions under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bandwidth {
    /// The package.
    pub package: Package,
    /// The bandwidth of each pair of regions, at least 1 Mbps.
    pub limits: BTreeMap<RegionPair, Mbps>,
}

/// A bandwidth package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Package {
    /// Bought and managed by this topology.
    Bought {
        /// The size, 2 to 10000.
        mbps: Mbps,
        /// The payment.
        charge: Charge,
    },
    /// Bought elsewhere: associated and used, never resized or deleted.
    Existing(PackageId),
}

/// How a package is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Charge {
    /// By use, until it is deleted.
    Postpaid,
    /// In advance for a term; it cannot be deleted before the term ends.
    Prepaid {
        /// The term in months: 1, 2, 3, 6, 12, 24 or 36.
        months: u32,
        /// Whether the term is renewed automatically.
        auto_renew: bool,
    },
}
