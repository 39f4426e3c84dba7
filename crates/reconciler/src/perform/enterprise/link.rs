//! Links between the transit routers of two regions: made, changed and deleted.

use cen_action::call::{CreateLink, DeleteLink, LinkBilling, LinkEnd, LinkState, ModifyLink};
use cen_cloud::router::{
    AttachmentStatus, CreatePeerAttachment, DeleteAttachment, LinkQuality as WireQuality, LinkType,
    ModifyPeerAttachment, PeerAttachment, PeerBandwidth, PeerBandwidthType, RouterPlace, Texts,
};
use cen_cloud::{Error, ErrorKind, Tags};
use cen_topology::{LinkQuality, RegionId, RegionPair};
use futures::future::join_all;
use tokio::time::Instant;

use super::tokens::Tokens;
use crate::outcome::StepError;
use crate::perform::change::change;
use crate::perform::removal::remove;
use crate::task::{Task, now, unread};
use crate::wait::Progress;

/// Makes a link and waits until it is Attached, unless the pair has one already.
pub(super) async fn create(task: Task<'_>, create: &CreateLink) -> Result<String, StepError> {
    let cen = task.id(&create.cen)?;
    let routers = [
        router_at(task, &cen, &create.from).await?,
        router_at(task, &cen, &create.to).await?,
    ];
    let joins = |row: &PeerAttachment| {
        let ends = [&row.transit_router_id, &row.peer_transit_router_id];
        ends.into_iter().all(|end| routers.contains(end))
    };
    let find = async |since| find(task, &cen, &create.pair, since, joins).await;
    let present = async |since| {
        let seen = find(since).await.map_err(|error| unread(&error))?;
        let stays = |row: &PeerAttachment| row.status != AttachmentStatus::Detaching;
        Ok(seen
            .filter(stays)
            .map(|row| row.transit_router_attachment_id))
    };
    // No document says that the cloud refuses a second link of a pair, and a link is paid for.
    let since = now();
    ask_both_ends(task, &cen, &create.pair, since).await;
    let id = match present(since).await? {
        Some(id) => id,
        None => {
            let tokens = Tokens::of(task);
            let package = package(task, &create.state)?;
            let send = async |token: &str| {
                let bandwidth = bandwidth(&create.state, package.as_deref());
                send_create(task, create, &cen, &routers, bandwidth, token).await
            };
            // Another machine's link is listed sooner or later.
            let exists = |error: &Error| error.kind == ErrorKind::AlreadyExists;
            let write = async || tokens.attempt(&send).await;
            let present = async || present(now()).await;
            task.write_unless(write, present, exists).await?
        }
    };
    task.until(async |since| Ok(arrival(find(since).await?)))
        .await?;
    Ok(id)
}

async fn send_create(
    task: Task<'_>,
    create: &CreateLink,
    cen_id: &str,
    [from, to]: &[String; 2],
    bandwidth: PeerBandwidth<'_>,
    client_token: &str,
) -> Result<String, Error> {
    let link = CreatePeerAttachment {
        router: RouterPlace {
            cen_id,
            region_id: create.from.region.as_str(),
            transit_router_id: from,
        },
        peer_transit_router_id: to,
        peer_transit_router_region_id: create.to.region.as_str(),
        bandwidth,
        auto_publish_route_enabled: create.state.publishes,
        name: "",
        description: "",
        tags: &Tags::new(),
        client_token,
    };
    task.client()
        .create_transit_router_peer_attachment(link)
        .await
}

/// Returns the router at an end of a link. A Basic Edition router, which comes with the first network of its
/// region, is looked up.
async fn router_at(task: Task<'_>, cen: &str, end: &LinkEnd) -> Result<String, StepError> {
    if let Some(router) = &end.router {
        return task.id(router);
    }
    let owner = &task.action.account;
    let routers = task.run.listings.routers(owner, cen, now()).await;
    let routers = routers.map_err(|error| unread(&error))?;
    let here = routers
        .iter()
        .find(|router| router.region_id == end.region.as_str());
    here.map(|router| router.transit_router_id.clone())
        .ok_or_else(|| StepError::Failed(format!("{} has no transit router", end.region)))
}

/// Asks both ends of a pair for their links at the same time, before each of them is searched.
async fn ask_both_ends(task: Task<'_>, cen: &str, pair: &RegionPair, since: Instant) {
    let owner = &task.action.account;
    let ends = pair.regions().into_iter().filter(|region| lists(region));
    let asked = ends.map(|region| task.run.listings.links(owner, cen, region, since));
    // An end that does not answer is asked again when it is searched.
    let _answers = join_all(asked).await;
}

/// Returns the link of a pair that this holds for, as either end lists it.
async fn find(
    task: Task<'_>,
    cen: &str,
    pair: &RegionPair,
    since: Instant,
    is_it: impl Fn(&PeerAttachment) -> bool,
) -> Result<Option<PeerAttachment>, Error> {
    let owner = &task.action.account;
    for region in pair.regions().into_iter().filter(|region| lists(region)) {
        let rows = task.run.listings.links(owner, cen, region, since).await?;
        let is_there =
            |row: &&PeerAttachment| row.status != AttachmentStatus::Detached && is_it(row);
        if let Some(row) = rows.iter().find(is_there) {
            return Ok(Some(row.clone()));
        }
    }
    Ok(None)
}

/// Returns whether the router of a region lists its links: those of CCN areas are of the Basic
/// Edition.
fn lists(region: &RegionId) -> bool {
    !region.as_str().starts_with("ccn-")
}

fn arrival(row: Option<PeerAttachment>) -> Progress {
    match row.map(|row| row.status) {
        Some(AttachmentStatus::Attached) => Progress::Done,
        Some(AttachmentStatus::Detaching) => {
            Progress::Failed("it is being deleted by somebody else".to_owned())
        }
        Some(status) => Progress::Pending(status.to_string()),
        None => Progress::Pending("not listed yet".to_owned()),
    }
}

/// Returns the package that pays for a link; none if its traffic does.
fn package(task: Task<'_>, state: &LinkState) -> Result<Option<String>, StepError> {
    match &state.billing {
        LinkBilling::Traffic { .. } => Ok(None),
        LinkBilling::Package {
            package: Some(package),
        } => task.id(package).map(Some),
        LinkBilling::Package { package: None } => Err(StepError::Failed(
            "the package that pays for it is not known".to_owned(),
        )),
    }
}

fn bandwidth<'a>(state: &LinkState, package: Option<&'a str>) -> PeerBandwidth<'a> {
    let mbps = state.mbps.0;
    match &state.billing {
        LinkBilling::Package { .. } => PeerBandwidth::Package {
            cen_bandwidth_package_id: package.unwrap_or_default(),
            mbps,
        },
        LinkBilling::Traffic { quality } => PeerBandwidth::Traffic {
            mbps,
            link: match quality {
                LinkQuality::Gold => WireQuality::Gold,
                LinkQuality::Platinum => WireQuality::Platinum,
            },
        },
    }
}

/// Tells whether a link is as the plan wants it.
fn is_so(row: &PeerAttachment, state: &LinkState, package: Option<&str>) -> bool {
    let is_paid_so = match &state.billing {
        LinkBilling::Package { .. } => {
            row.bandwidth_type == PeerBandwidthType::Package
                && package.is_none_or(|id| row.cen_bandwidth_package_id == id)
        }
        LinkBilling::Traffic { quality } => {
            let is_of_quality = match quality {
                LinkQuality::Gold => row.default_link_type == LinkType::Gold,
                LinkQuality::Platinum => row.default_link_type == LinkType::Platinum,
            };
            row.bandwidth_type == PeerBandwidthType::Traffic && is_of_quality
        }
    };
    is_paid_so
        && row.bandwidth == state.mbps.0
        && row.auto_publish_route_enabled == state.publishes
        && row.status == AttachmentStatus::Attached
}

/// Changes a link, in one call, and waits until it is Attached so.
pub(super) async fn modify(task: Task<'_>, modify: &ModifyLink) -> Result<(), StepError> {
    let ModifyLink { from, to, .. } = modify;
    let pays_otherwise = from.mbps != to.mbps || from.billing != to.billing;
    let package = match pays_otherwise {
        true => package(task, to)?,
        false => None,
    };
    let (client, tokens) = (task.client(), Tokens::of(task));
    let write = async || {
        let send = async |token: &str| {
            let change = ModifyPeerAttachment {
                transit_router_attachment_id: modify.link.as_str(),
                texts: Texts::default(),
                bandwidth: pays_otherwise.then(|| bandwidth(to, package.as_deref())),
                auto_publish_route_enabled: (from.publishes != to.publishes)
                    .then_some(to.publishes),
                client_token: token,
            };
            client
                .update_transit_router_peer_attachment_attribute(change)
                .await
        };
        tokens.attempt(send).await
    };
    let find = async |since| {
        let seen = by_id(
            task,
            modify.cen.as_str(),
            &modify.pair,
            modify.link.as_str(),
            since,
        );
        let seen = seen.await?;
        let state =
            |row: PeerAttachment| (is_so(&row, to, package.as_deref()), row.status.to_string());
        Ok(seen.map(state))
    };
    change(task, write, find).await
}

async fn by_id(
    task: Task<'_>,
    cen: &str,
    pair: &RegionPair,
    id: &str,
    since: Instant,
) -> Result<Option<PeerAttachment>, Error> {
    let is_it = |row: &PeerAttachment| row.transit_router_attachment_id == id;
    find(task, cen, pair, since, is_it).await
}

/// Deletes a link and waits until neither end lists it.
pub(super) async fn delete(task: Task<'_>, delete: &DeleteLink) -> Result<(), StepError> {
    let (client, tokens) = (task.client(), Tokens::of_removal(task));
    let write = async || {
        let send = async |token: &str| {
            let link = DeleteAttachment {
                transit_router_attachment_id: delete.link.as_str(),
                client_token: token,
            };
            client.delete_transit_router_peer_attachment(link).await
        };
        tokens.attempt(send).await
    };
    let state = async |since| {
        let seen = by_id(
            task,
            delete.cen.as_str(),
            &delete.pair,
            delete.link.as_str(),
            since,
        );
        Ok(seen.await?.map(|row| row.status.to_string()))
    };
    remove(task, write, state).await
}
