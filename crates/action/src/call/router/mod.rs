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

use crate::call::traits::ChangeKind::{Change, Create, Remove};
use crate::call::traits::{Creation, Metered, Noun, Protection, Traits};
use crate::phase::Phase;
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
    /// Describes each call. `on_routers` names the routers that are locked meanwhile; a router that
    /// is made or deleted locks its CEN too. Grants, tags and deletions of vSwitches take no token.
    pub(super) fn traits(&self) -> Traits<'_> {
        match self {
            Self::OpenService(_) => {
                Traits::of(Create, "open-service", Noun::RouterService, Phase::Create).of_account()
            }
            Self::CreateServiceRole(_) => {
                Traits::of(Create, "service-role", Noun::ServiceRole, Phase::Create).of_account()
            }
            Self::CreateRouter(create) => {
                Traits::of(Create, "router", Noun::Router, Phase::Prepare)
                    .with(Protection::Token)
                    .on_cen()
                    .on_routers([&create.region])
            }
            Self::ModifyRouter(modify) => {
                Traits::of(Change, "modify-router", Noun::Text, Phase::Prepare)
                    .with(Protection::Token)
                    .on_routers([&modify.region])
            }
            Self::TagRouter(tag) => Traits::of(Change, "tag-router", Noun::Text, Phase::Prepare)
                .unseen_while_pending()
                .on_routers([&tag.region]),
            Self::UntagRouter(untag) => {
                Traits::of(Change, "untag-router", Noun::Text, Phase::Prepare)
                    .unseen_while_pending()
                    .on_routers([&untag.region])
            }
            Self::DeleteRouter(delete) => {
                Traits::of(Remove, "delete-router", Noun::Router, Phase::Use)
                    .with(Protection::Token)
                    .on_cen()
                    .on_routers([&delete.region])
            }
            Self::CreateVswitch(create) => {
                Traits::of(Create, "vswitch", Noun::Vswitch, Phase::Prepare)
                    .on(&create.vpc)
                    .creating(Creation::Vswitch(&create.region, &create.tags))
                    .signed_by_lender()
            }
            Self::DeleteVswitch(delete) => {
                Traits::of(Remove, "delete-vswitch", Noun::Vswitch, Phase::Use)
                    .unseen_while_pending()
                    .signed_by_lender()
                    .on(&delete.vpc)
            }
            Self::GrantToRouter(grant) => Traits::of(Create, "grant", Noun::Grant, Phase::Prepare)
                .unseen_while_pending()
                .signed_by_lender()
                .on(&grant.instance),
            Self::RevokeFromRouter(revoke) => {
                Traits::of(Remove, "revoke", Noun::Grant, Phase::Attach)
                    .unseen_while_pending()
                    .signed_by_lender()
                    .on(&revoke.instance)
            }
            Self::AttachToRouter(attach) => {
                Traits::of(Create, "attach", Noun::Attachment, Phase::Attach)
                    .with(Protection::Token)
                    .billed(Metered::ByTheHour)
                    .on_routers([&attach.region])
                    .on(&attach.instance)
            }
            Self::ChangeZones(change) => {
                Traits::of(Change, "zones", Noun::Attachment, Phase::Attach)
                    .with(Protection::Token)
                    .on_routers([&change.region])
                    .on(&change.instance)
            }
            Self::ModifyAttachment(modify) => {
                Traits::of(Change, "modify-attachment", Noun::Attachment, Phase::Attach)
                    .with(Protection::Token)
                    .on_routers([&modify.region])
                    .on(&modify.instance)
            }
            Self::DetachFromRouter(detach) => {
                Traits::of(Remove, "detach", Noun::Attachment, Phase::Detach)
                    .with(Protection::Token)
                    .on_routers([&detach.region])
                    .on(&detach.instance)
            }
            Self::CreateLink(create) => create.traits(),
            Self::ModifyLink(modify) => modify.traits(),
            Self::DeleteLink(delete) => Traits::of(Remove, "clear", Noun::Limit, Phase::Release)
                .with(Protection::Token)
                .on_routers(delete.pair.regions()),
            Self::AssociateTable(associate) => {
                Traits::of(Create, "associate-table", Noun::TableUse, Phase::Use)
                    .with(Protection::Token)
                    .on_routers([&associate.region])
            }
            Self::DissociateTable(dissociate) => {
                Traits::of(Remove, "dissociate-table", Noun::TableUse, Phase::Release)
                    .with(Protection::Token)
                    .on_routers([&dissociate.region])
            }
            Self::PropagateRoutes(propagate) => {
                Traits::of(Create, "propagate", Noun::TableUse, Phase::Use)
                    .with(Protection::Token)
                    .on_routers([&propagate.region])
            }
            Self::UnpropagateRoutes(unpropagate) => {
                Traits::of(Remove, "unpropagate", Noun::TableUse, Phase::Release)
                    .with(Protection::Token)
                    .on_routers([&unpropagate.region])
            }
        }
    }
}
