//! Transit routers: made, changed and deleted.

use cen_action::call;
use cen_cloud::router::{
    CreateTransitRouter, DeleteTransitRouter, ModifyTransitRouter, RouterEdition, RouterStatus,
    Texts, TransitRouter,
};
use cen_cloud::{Error, ErrorKind, TaggedResource};
use cen_topology::{RegionId, RouterId};
use tokio::time::Instant;

use super::tokens::Tokens;
use crate::outcome::StepError;
use crate::perform::change::{Seen, change, change_text, holds};
use crate::perform::removal::remove;
use crate::task::{Task, now, unread};
use crate::wait::Progress;

/// Creates the transit router of a CEN in a region and waits until it is Active, unless there is one
/// already.
pub(super) async fn create(
    task: Task<'_>,
    create: &call::CreateRouter,
) -> Result<String, StepError> {
    let (cen, region) = (task.id(&create.cen)?, &create.region);
    let find = async |since| in_region(task, &cen, region, since).await;
    let present = async |since| {
        let seen = find(since).await.map_err(|error| unread(&error))?;
        Ok(seen.filter(stays).map(|router| router.transit_router_id))
    };
    let id = match present(task.recently()).await? {
        Some(id) => id,
        None => {
            let (client, tokens) = (task.client(), Tokens::of(task));
            let write = async || {
                let send = async |token: &str| {
                    let router = CreateTransitRouter {
                        cen_id: &cen,
                        region_id: region.as_str(),
                        name: create.name.as_deref().unwrap_or_default(),
                        description: create.description.as_deref().unwrap_or_default(),
                        tags: &create.tags,
                        client_token: token,
                    };
                    client.create_transit_router(router).await
                };
                tokens.attempt(send).await
            };
            // Another machine's router is listed sooner or later.
            let exists = |error: &Error| error.kind == ErrorKind::AlreadyExists;
            let present = async || present(now()).await;
            task.write_unless(write, present, exists).await?
        }
    };
    task.until(async |since| Ok(activity(find(since).await?.as_ref())))
        .await?;
    Ok(id)
}

/// Returns the router of a CEN in a region.
async fn in_region(
    task: Task<'_>,
    cen: &str,
    region: &RegionId,
    since: Instant,
) -> Result<Option<TransitRouter>, Error> {
    let owner = &task.action.account;
    let routers = task.run.listings.routers(owner, cen, since).await?;
    let here = |router: &&TransitRouter| router.region_id == region.as_str();
    Ok(routers.iter().find(here).cloned())
}

fn stays(router: &TransitRouter) -> bool {
    router.status != RouterStatus::Deleting
}

fn activity(router: Option<&TransitRouter>) -> Progress {
    let Some(router) = router else {
        return Progress::Pending("not listed yet".to_owned());
    };
    match (&router.edition, &router.status) {
        (RouterEdition::Basic, _) => Progress::Failed(
            "the region has a Basic Edition transit router, which somebody else has made"
                .to_owned(),
        ),
        (_, RouterStatus::Deleting) => {
            Progress::Failed("it is being deleted by somebody else".to_owned())
        }
        (_, RouterStatus::Active) => Progress::Done,
        (_, status) => Progress::Pending(status.to_string()),
    }
}

/// Changes a router's name and description and waits until it is Active with them.
pub(super) async fn modify(task: Task<'_>, modify: &call::ModifyRouter) -> Result<(), StepError> {
    let name = modify.name.as_ref().map(|edit| edit.to.as_str());
    let description = modify.description.as_ref().map(|edit| edit.to.as_str());
    let (client, tokens) = (task.client(), Tokens::of(task));
    let write = async || {
        let send = async |token: &str| {
            let router = ModifyTransitRouter {
                region_id: modify.region.as_str(),
                transit_router_id: modify.router.as_str(),
                texts: Texts { name, description },
                client_token: token,
            };
            client.update_transit_router(router).await
        };
        tokens.attempt(send).await
    };
    let find = async |since| {
        let seen = by_id(task, modify.cen.as_str(), &modify.router, since).await?;
        let texts = |seen: &TransitRouter| {
            let texts = [
                (modify.name.as_ref(), seen.transit_router_name.as_str()),
                (
                    modify.description.as_ref(),
                    seen.transit_router_description.as_str(),
                ),
            ];
            let is_settled = seen.status == RouterStatus::Active;
            Seen::of_texts(texts, is_settled, &seen.status.to_string())
        };
        Ok(seen.as_ref().map(texts))
    };
    change_text(task, write, find).await
}

/// Sets tags of a router and waits until its listing shows them.
pub(super) async fn tag(task: Task<'_>, tag: &call::TagRouter) -> Result<(), StepError> {
    let client = task.client();
    let resource = TaggedResource::TransitRouter(tag.router.as_str());
    let write = async || client.tag_resources(resource, &tag.tags).await;
    let is_so = |seen: &TransitRouter| holds(&seen.tags, &tag.tags);
    change_router(task, tag.cen.as_str(), &tag.router, write, is_so).await
}

/// Takes tags from a router and waits until its listing does not show them.
pub(super) async fn untag(task: Task<'_>, untag: &call::UntagRouter) -> Result<(), StepError> {
    let client = task.client();
    let resource = TaggedResource::TransitRouter(untag.router.as_str());
    let write = async || client.untag_resources(resource, &untag.keys).await;
    let is_so = |seen: &TransitRouter| untag.keys.iter().all(|key| !seen.tags.contains_key(key));
    change_router(task, untag.cen.as_str(), &untag.router, write, is_so).await
}

async fn change_router(
    task: Task<'_>,
    cen: &str,
    router: &RouterId,
    write: impl AsyncFn() -> Result<(), Error>,
    is_so: impl Fn(&TransitRouter) -> bool,
) -> Result<(), StepError> {
    let find = async |since| {
        let seen = by_id(task, cen, router, since).await?;
        Ok(seen.map(|seen| (is_so(&seen), seen.status.to_string())))
    };
    change(task, write, find).await
}

async fn by_id(
    task: Task<'_>,
    cen: &str,
    router: &RouterId,
    since: Instant,
) -> Result<Option<TransitRouter>, Error> {
    let owner = &task.action.account;
    let routers = task.run.listings.routers(owner, cen, since).await?;
    let is_it = |seen: &&TransitRouter| seen.transit_router_id == router.as_str();
    Ok(routers.iter().find(is_it).cloned())
}

/// Deletes a router and waits until it is gone.
pub(super) async fn delete(task: Task<'_>, delete: &call::DeleteRouter) -> Result<(), StepError> {
    let (client, tokens) = (task.client(), Tokens::of_removal(task));
    let write = async || {
        let send = async |token: &str| {
            let router = DeleteTransitRouter {
                transit_router_id: delete.router.as_str(),
                client_token: token,
            };
            client.delete_transit_router(router).await
        };
        tokens.attempt(send).await
    };
    let state = async |since| {
        let seen = by_id(task, delete.cen.as_str(), &delete.router, since).await?;
        Ok(seen.map(|seen| seen.status.to_string()))
    };
    remove(task, write, state).await
}
