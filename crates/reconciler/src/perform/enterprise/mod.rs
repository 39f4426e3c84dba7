//! Transit routers of the Enterprise Edition, and what hangs on them. A region has one router, a pair
//! of regions one link, a network one attachment: what is created is looked for by that first, so
//! that it is not made twice even if an answer was lost.

mod attachment;
mod grant;
mod link;
mod service;
mod table;
mod tokens;
mod transit_router;
mod vswitch;

use cen_action::call::RouterCall;

use super::done;
use crate::outcome::Output;
use crate::task::Task;

pub(super) async fn perform(task: Task<'_>, call: &RouterCall) -> Output {
    match call {
        RouterCall::OpenService(_) => done(service::open(task).await),
        RouterCall::CreateServiceRole(_) => done(service::create_role(task).await),
        RouterCall::CreateRouter(create) => transit_router::create(task, create).await.map(Some),
        RouterCall::ModifyRouter(modify) => done(transit_router::modify(task, modify).await),
        RouterCall::TagRouter(tag) => done(transit_router::tag(task, tag).await),
        RouterCall::UntagRouter(untag) => done(transit_router::untag(task, untag).await),
        RouterCall::DeleteRouter(delete) => done(transit_router::delete(task, delete).await),
        RouterCall::CreateVswitch(create) => vswitch::create(task, create).await.map(Some),
        RouterCall::DeleteVswitch(delete) => done(vswitch::delete(task, delete).await),
        RouterCall::GrantToRouter(grant) => done(grant::grant(task, grant).await),
        RouterCall::RevokeFromRouter(revoke) => done(grant::revoke(task, revoke).await),
        RouterCall::AttachToRouter(attach) => attachment::attach(task, attach).await.map(Some),
        RouterCall::ChangeZones(change) => done(attachment::change_zones(task, change).await),
        RouterCall::ModifyAttachment(modify) => done(attachment::modify(task, modify).await),
        RouterCall::DetachFromRouter(detach) => done(attachment::detach(task, detach).await),
        RouterCall::CreateLink(create) => link::create(task, create).await.map(Some),
        RouterCall::ModifyLink(modify) => done(link::modify(task, modify).await),
        RouterCall::DeleteLink(delete) => done(link::delete(task, delete).await),
        RouterCall::AssociateTable(associate) => done(table::associate(task, associate).await),
        RouterCall::DissociateTable(dissociate) => done(table::dissociate(task, dissociate).await),
        RouterCall::PropagateRoutes(propagate) => done(table::propagate(task, propagate).await),
        RouterCall::UnpropagateRoutes(stop) => done(table::unpropagate(task, stop).await),
    }
}
