//! The calls on what the route tables of a transit router know.

use cen_topology::{AttachmentId, CenId, RegionId, RouteTableId, RouterId};
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Create, Remove};
use crate::call::traits::{Noun, Protection, Traits};
use crate::phase::Phase;

use crate::address::TableEnd;
use crate::reference::Ref;

/// CBN `AssociateTransitRouterAttachmentWithRouteTable`: packets of the attachment are looked up in
/// the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociateTable {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The region of the router.
    pub region: RegionId,
    /// The router.
    pub router: Ref<RouterId>,
    /// The table. None is the default table of a router that is yet to be made: it is looked up
    /// before the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<RouteTableId>,
    /// The attachment, or the link.
    pub attachment: Ref<AttachmentId>,
    /// What is attached.
    pub end: TableEnd,
}

/// CBN `EnableTransitRouterRouteTablePropagation`: the table learns the routes of the attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropagateRoutes {
    /// The CEN.
    pub cen: Ref<CenId>,
    /// The region of the router.
    pub region: RegionId,
    /// The router.
    pub router: Ref<RouterId>,
    /// The table. None is the default table of a router that is yet to be made: it is looked up
    /// before the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<RouteTableId>,
    /// The attachment, or the link.
    pub attachment: Ref<AttachmentId>,
    /// What is attached.
    pub end: TableEnd,
}

/// CBN `DissociateTransitRouterAttachmentFromRouteTable`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DissociateTable {
    /// The CEN.
    pub cen: CenId,
    /// The region of the router.
    pub region: RegionId,
    /// The table.
    pub table: RouteTableId,
    /// The attachment, or the link.
    pub attachment: AttachmentId,
    /// What is attached.
    pub end: TableEnd,
}

/// CBN `DisableTransitRouterRouteTablePropagation`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpropagateRoutes {
    /// The CEN.
    pub cen: CenId,
    /// The region of the router.
    pub region: RegionId,
    /// The table.
    pub table: RouteTableId,
    /// The attachment, or the link.
    pub attachment: AttachmentId,
    /// What is attached.
    pub end: TableEnd,
}

impl AssociateTable {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Create, "associate-table", Noun::TableUse, Phase::Use)
            .with(Protection::Token)
            .on_routers([&self.region])
    }
}

impl DissociateTable {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Remove, "dissociate-table", Noun::TableUse, Phase::Release)
            .with(Protection::Token)
            .on_routers([&self.region])
    }
}

impl PropagateRoutes {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Create, "propagate", Noun::TableUse, Phase::Use)
            .with(Protection::Token)
            .on_routers([&self.region])
    }
}

impl UnpropagateRoutes {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Remove, "unpropagate", Noun::TableUse, Phase::Release)
            .with(Protection::Token)
            .on_routers([&self.region])
    }
}
