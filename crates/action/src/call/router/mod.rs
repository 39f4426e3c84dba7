//! The calls that only the Enterprise Edition takes: on transit routers, and on what is attached to them.

mod attachment;
mod link;
mod service;
mod table;
mod transit_router;
mod vswitch;

pub use attachment::{
    AttachToRouter, ChangeZones, DetachFromRouter, GrantToRouter, ModifyAttachment,
    RevokeFromRouter,
};
pub use link::{CreateLink, DeleteLink, LinkBilling, LinkEnd, LinkState, ModifyLink};
pub use service::{CreateServiceRole, OpenService};
pub use table::{AssociateTable, DissociateTable, PropagateRoutes, UnpropagateRoutes};
pub use transit_router::{CreateRouter, DeleteRouter, ModifyRouter, TagRouter, UntagRouter};
pub use vswitch::{CreateVswitch, DeleteVswitch};

use cen_topology::AttachmentId;

use crate::call::traits::Traits;
use crate::reference::Ref;
use serde::{Deserialize, Serialize};

family! {
    /// A call on a transit router, or on what is attached to it.
    Router(RouterCall) = OpenService | CreateServiceRole
        | CreateRouter | ModifyRouter | TagRouter | UntagRouter | DeleteRouter
        | CreateVswitch | DeleteVswitch
        | GrantToRouter | RevokeFromRouter
        | AttachToRouter | ChangeZones | ModifyAttachment | DetachFromRouter
        | CreateLink | ModifyLink | DeleteLink
        | AssociateTable | DissociateTable | PropagateRoutes | UnpropagateRoutes
}

impl RouterCall {
    /// Returns the attachment or link that a route table is to know, if the call is about that.
    pub fn joins_table(&self) -> Option<&Ref<AttachmentId>> {
        match self {
            Self::AssociateTable(call) => Some(&call.attachment),
            Self::PropagateRoutes(call) => Some(&call.attachment),
            Self::OpenService(_)
            | Self::CreateServiceRole(_)
            | Self::CreateRouter(_)
            | Self::ModifyRouter(_)
            | Self::TagRouter(_)
            | Self::UntagRouter(_)
            | Self::DeleteRouter(_)
            | Self::CreateVswitch(_)
            | Self::DeleteVswitch(_)
            | Self::GrantToRouter(_)
            | Self::RevokeFromRouter(_)
            | Self::AttachToRouter(_)
            | Self::ChangeZones(_)
            | Self::ModifyAttachment(_)
            | Self::DetachFromRouter(_)
            | Self::CreateLink(_)
            | Self::ModifyLink(_)
            | Self::DeleteLink(_)
            | Self::DissociateTable(_)
            | Self::UnpropagateRoutes(_) => None,
        }
    }

    /// Returns what two regions exchange by a link before the call and after it, if the call is
    /// about that; none of the two where there is no link.
    pub fn changes_link(&self) -> Option<[Option<&LinkState>; 2]> {
        match self {
            Self::CreateLink(create) => Some([None, Some(&create.state)]),
            Self::ModifyLink(modify) => Some([Some(&modify.from), Some(&modify.to)]),
            Self::DeleteLink(delete) => Some([Some(&delete.from), None]),
            Self::OpenService(_)
            | Self::CreateServiceRole(_)
            | Self::CreateRouter(_)
            | Self::ModifyRouter(_)
            | Self::TagRouter(_)
            | Self::UntagRouter(_)
            | Self::DeleteRouter(_)
            | Self::CreateVswitch(_)
            | Self::DeleteVswitch(_)
            | Self::GrantToRouter(_)
            | Self::RevokeFromRouter(_)
            | Self::AttachToRouter(_)
            | Self::ChangeZones(_)
            | Self::ModifyAttachment(_)
            | Self::DetachFromRouter(_)
            | Self::AssociateTable(_)
            | Self::DissociateTable(_)
            | Self::PropagateRoutes(_)
            | Self::UnpropagateRoutes(_) => None,
        }
    }

    /// Describes each call, where its payload is declared. `on_routers` names the routers that are locked meanwhile; a router that
    /// is made or deleted locks its CEN too. Grants, tags and deletions of vSwitches take no token.
    pub(super) fn traits(&self) -> Traits<'_> {
        match self {
            Self::OpenService(call) => call.traits(),
            Self::CreateServiceRole(call) => call.traits(),
            Self::CreateRouter(call) => call.traits(),
            Self::ModifyRouter(call) => call.traits(),
            Self::TagRouter(call) => call.traits(),
            Self::UntagRouter(call) => call.traits(),
            Self::DeleteRouter(call) => call.traits(),
            Self::CreateVswitch(call) => call.traits(),
            Self::DeleteVswitch(call) => call.traits(),
            Self::GrantToRouter(call) => call.traits(),
            Self::RevokeFromRouter(call) => call.traits(),
            Self::AttachToRouter(call) => call.traits(),
            Self::ChangeZones(call) => call.traits(),
            Self::ModifyAttachment(call) => call.traits(),
            Self::DetachFromRouter(call) => call.traits(),
            Self::CreateLink(call) => call.traits(),
            Self::ModifyLink(call) => call.traits(),
            Self::DeleteLink(call) => call.traits(),
            Self::AssociateTable(call) => call.traits(),
            Self::DissociateTable(call) => call.traits(),
            Self::PropagateRoutes(call) => call.traits(),
            Self::UnpropagateRoutes(call) => call.traits(),
        }
    }
}
