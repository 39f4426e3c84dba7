//! The calls on transit routers by themselves.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{CenId, RegionId, RouterId};
use serde::{Deserialize, Serialize};

use crate::call::cen::Edit;
use crate::reference::Ref;

/// CBN `CreateTransitRouter`. A CEN has one router in a region. Its output is the router's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateRouter {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The region.
    pub region: RegionId,
    /// Its display name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// CBN `UpdateTransitRouter`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModifyRouter {
    /// The CEN.
    pub cen: CenId,
    /// The region.
    pub region: RegionId,
    /// The router.
    pub router: RouterId,
    /// Its display name now and afterwards, if that changes.
    pub name: Option<Edit>,
    /// Its description now and afterwards, if that changes.
    pub description: Option<Edit>,
}

/// CBN `TagResources` on a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRouter {
    /// The CEN.
    pub cen: CenId,
    /// The region.
    pub region: RegionId,
    /// The router.
    pub router: RouterId,
    /// The tags that are new, or have another value.
    pub tags: BTreeMap<String, String>,
}

/// CBN `UntagResources` on a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UntagRouter {
    /// The CEN.
    pub cen: CenId,
    /// The region.
    pub region: RegionId,
    /// The router.
    pub router: RouterId,
    /// The keys that the file does not have.
    pub keys: BTreeSet<String>,
}

/// CBN `DeleteTransitRouter`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRouter {
    /// The CEN.
    pub cen: CenId,
    /// The region.
    pub region: RegionId,
    /// The router.
    pub router: RouterId,
}
