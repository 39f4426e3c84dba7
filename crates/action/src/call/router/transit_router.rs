//! The calls on transit routers by themselves.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{CenId, RegionId, RouterId};
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Change, Create, Remove};
use crate::call::traits::{Noun, Protection, Traits};
use crate::phase::Phase;

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

impl CreateRouter {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Create, "router", Noun::Router, Phase::Prepare)
            .with(Protection::Token)
            .on_cen()
            .on_routers([&self.region])
    }
}

impl ModifyRouter {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Change, "modify-router", Noun::Text, Phase::Prepare)
            .with(Protection::Token)
            .on_routers([&self.region])
    }
}

impl TagRouter {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Change, "tag-router", Noun::Text, Phase::Prepare)
            .unseen_while_pending()
            .on_routers([&self.region])
    }
}

impl UntagRouter {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Change, "untag-router", Noun::Text, Phase::Prepare)
            .unseen_while_pending()
            .on_routers([&self.region])
    }
}

impl DeleteRouter {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Remove, "delete-router", Noun::Router, Phase::Use)
            .with(Protection::Token)
            .on_cen()
            .on_routers([&self.region])
    }
}
