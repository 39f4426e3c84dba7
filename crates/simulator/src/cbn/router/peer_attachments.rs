//! Links between two transit routers of a CEN.

use serde::Serialize;
use serde_json::json;

use super::access::{RouterPlace, bad};
use super::attachment_lists::{AttachmentFilter, Listed, count_read, list, router_id};
use super::attachments::{attach, changeable, described, ends_dry_run, modify, take_texts};
use super::deletions::{self, Deletion};
use super::link_bandwidth::{self, Ends};
use super::targets::{Target, role_by_policy, target, target_is_ready, wrong_edition};
use crate::area::{area_of, span};
use crate::call::{Answer, Call, ListAnswer, minutes, tag_rows, uid};
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{AttachedTo, Attachment, Edition, Link, PeerList};

fn is_link(to: &AttachedTo) -> bool {
    matches!(to, AttachedTo::Peer(_))
}

pub(crate) fn create_transit_router_peer_attachment(call: &mut Call<'_>) -> Answer {
    call.parameters.required("PeerTransitRouterId")?;
    check_resource_type(call)?;
    let target = target(call, false)?;
    target_is_ready(call, &target, 400)?;
    let peer = peer(call, &target)?;
    call.router_is_free(&peer)?;
    role_by_policy(call, call.caller)?;
    let place = &target.place;
    check_pair(call, place, &peer)?;
    let ends = Ends {
        cen: &place.cen,
        regions: [&place.region, &peer.region],
        are_enterprise: is_enterprise(call, &peer),
    };
    let (bandwidth, link_type) = link_bandwidth::asked(call, &ends, None)?;
    let link = Link {
        peer_region: peer.region.clone(),
        bandwidth,
        link_type,
    };
    let attachment = described(call, place, AttachedTo::Peer(link))?;
    if let Some(answer) = ends_dry_run(call, false)? {
        return Ok(answer);
    }
    let id = attach(call, &target, attachment, PacedChange::Peer);
    Ok(json!({ "TransitRouterAttachmentId": id }))
}

/// Older clients send `ResourceType=TR`.
fn check_resource_type(call: &Call<'_>) -> Result<(), Refusal> {
    match call.parameters.get("ResourceType") {
        None | Some("TR") => Ok(()),
        Some(_) => Err(bad(
            "InvalidParameter.ResourceType",
            "The specified ResourceType is invalid.",
        )),
    }
}

/// Returns the router at the other end: of the same CEN, in another region.
fn peer(call: &Call<'_>, target: &Target) -> Result<RouterPlace, Refusal> {
    let id = call.parameters.required("PeerTransitRouterId")?;
    let peer = call.place_of(id).ok_or_else(|| {
        bad(
            "InvalidPeerTransitRouterId.NotFound",
            "The specified PeerTransitRouterId is not found.",
        )
    })?;
    let region = call.parameters.get("PeerTransitRouterRegionId");
    if region.is_some_and(|region| region != peer.region) {
        return Err(bad("IllegalParam.PeerRegionId", "PeerRegionId is illegal."));
    }
    if peer.cen != target.place.cen || peer.region == target.place.region {
        return Err(bad(
            "IllegalParam.PeerTransitRouterId",
            "PeerTransitRouterId is illegal.",
        ));
    }
    Ok(peer)
}

/// The other router must be at rest, of the Enterprise Edition unless it is in a CCN area, and the
/// two must not be linked. The table has no code of its own for a second link.
fn check_pair(call: &Call<'_>, place: &RouterPlace, peer: &RouterPlace) -> Result<(), Refusal> {
    let router = call.router_at(peer);
    if router.is_none_or(|router| router.status != "Active") {
        return Err(bad(
            "IncorrectStatus.TransitRouter",
            "The status of TransitRouter is incorrect.",
        ));
    }
    if !is_enterprise(call, peer) && !peer.region.starts_with("ccn-") {
        return Err(wrong_edition());
    }
    let cen = call.own_cen(&place.cen)?;
    let joins = |attachment: &Attachment| {
        attachment.link().is_some()
            && attachment.is_at(&place.region)
            && attachment.is_at(&peer.region)
    };
    match cen.attachments.values().any(joins) {
        true => Err(bad(
            "InvalidOperation",
            "The two transit routers are connected already.",
        )),
        false => Ok(()),
    }
}

fn is_enterprise(call: &Call<'_>, place: &RouterPlace) -> bool {
    let router = call.router_at(place);
    router.is_some_and(|router| router.edition == Edition::Enterprise)
}

pub(crate) fn update_transit_router_peer_attachment_attribute(call: &mut Call<'_>) -> Answer {
    let mut held = changeable(call, is_link, "IncorrectStatus.Attachment")?;
    take_texts(call, &mut held.attachment)?;
    let region = held.attachment.region.clone();
    if let AttachedTo::Peer(link) = &mut held.attachment.to {
        let peer = RouterPlace {
            cen: held.cen.clone(),
            region: link.peer_region.clone(),
        };
        let ends = Ends {
            cen: &held.cen,
            regions: [&region, &peer.region],
            are_enterprise: is_enterprise(call, &peer),
        };
        let before = Some((&link.bandwidth, link.link_type.as_str()));
        let (bandwidth, link_type) = link_bandwidth::asked(call, &ends, before)?;
        link.bandwidth = bandwidth;
        link.link_type = link_type;
    }
    match ends_dry_run(call, false)? {
        Some(answer) => Ok(answer),
        None => modify(call, held, PacedChange::Peer),
    }
}

pub(crate) fn delete_transit_router_peer_attachment(call: &mut Call<'_>) -> Answer {
    let deletion = Deletion {
        is_kind: is_link,
        busy: "IncorrectStatus.Status",
        routed: "OperationFailed.RouteEntryExist",
        change: PacedChange::Peer,
    };
    deletions::delete(call, &deletion)
}

pub(crate) fn list_transit_router_peer_attachments(call: &mut Call<'_>) -> ListAnswer {
    let peer_list = call.world.assumptions.peer_list;
    let answer = list(
        call,
        |wanted, listed| seen(peer_list, wanted, listed),
        |link| row(call, link),
    )?;
    count_read(call);
    Ok(answer)
}

/// A link as it is listed, seen from its local end.
struct SeenLink<'a> {
    listed: Listed<'a>,
    link: &'a Link,
    local: &'a str,
    peer: &'a str,
}

/// Returns a link as it is listed from the router or region that is asked for.
fn seen<'a>(
    peer_list: PeerList,
    wanted: &AttachmentFilter<'_>,
    listed: Listed<'a>,
) -> Option<SeenLink<'a>> {
    let attachment = listed.attachment;
    let link = attachment.link()?;
    let made = SeenLink {
        listed,
        link,
        local: &attachment.region,
        peer: &link.peer_region,
    };
    if wanted.fits(made.local, listed) {
        return Some(made);
    }
    let fits_other_end = wanted.fits(made.peer, listed);
    match peer_list {
        PeerList::Both if fits_other_end => Some(made),
        PeerList::Swapped if fits_other_end => Some(SeenLink {
            local: made.peer,
            peer: made.local,
            ..made
        }),
        PeerList::Both | PeerList::Swapped | PeerList::Creator => None,
    }
}

fn row(call: &Call<'_>, seen: SeenLink<'_>) -> impl Serialize {
    let SeenLink {
        listed,
        link,
        local,
        peer,
    } = seen;
    let Listed {
        cen,
        id,
        attachment,
    } = listed;
    let areas = [local, peer].map(|region| area_of(region).unwrap_or_default());
    let package = link
        .bandwidth
        .of_package()
        .map_or("", |(package, _)| package);
    let owner = call.world.cens.get(cen).map(|cen| uid(&cen.owner));
    object! {
        "CenId": cen,
        "TransitRouterId": router_id(call, cen, local),
        "RegionId": local,
        "PeerTransitRouterId": router_id(call, cen, peer),
        "PeerTransitRouterRegionId": peer,
        "PeerTransitRouterOwnerId": owner,
        "TransitRouterAttachmentId": id,
        "TransitRouterAttachmentName": &attachment.name,
        "TransitRouterAttachmentDescription": &attachment.description,
        "Status": &attachment.status,
        "CreationTime": minutes(attachment.created),
        "ResourceType": "TR",
        "Bandwidth": link.bandwidth.mbps(),
        "BandwidthType": link.bandwidth.kind(),
        "CenBandwidthPackageId": package,
        "GeographicSpanId": span(areas),
        "DefaultLinkType": &link.link_type,
        "AutoPublishRouteEnabled": &attachment.publishes,
        "Tags": tag_rows(&attachment.tags),
    }
}
