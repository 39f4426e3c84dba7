//! How attachments of all kinds are listed.

use serde_json::Value;

use super::access::{RouterPlace, bad};
use crate::area::area_of;
use crate::call::{Answer, Call};
use crate::parameters::tags_match;
use crate::refusal::Refusal;
use crate::world::{Attachment, Cen, ResourceKey};

/// What a list of attachments asks for in common.
pub(super) struct AttachmentFilter<'a> {
    cen: Option<&'a str>,
    pub(super) region: Option<&'a str>,
    pub(super) router: Option<RouterPlace>,
    id: Option<&'a str>,
    tags: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> AttachmentFilter<'a> {
    /// Refuses a list of nothing in particular, and one below what never was. Below what was deleted
    /// it is empty, so that this is `None`.
    pub(super) fn of(call: &Call<'a>) -> Result<Option<Self>, Refusal> {
        let parameters = call.parameters;
        let (cen, region) = (parameters.get("CenId"), parameters.get("RegionId"));
        let (router, id) = (
            parameters.get("TransitRouterId"),
            parameters.get("TransitRouterAttachmentId"),
        );
        if id.is_none() && router.is_none() && (cen.is_none() || region.is_none()) {
            return Err(bad(
                "IllegalParam.CenIdOrRegionId",
                "The specified CenId or RegionId is invalid.",
            ));
        }
        if region.is_some_and(|region| area_of(region).is_none()) {
            return Err(bad(
                "IllegalParam.Region",
                "The specified Region is illegal.",
            ));
        }
        let is_gone = |id: &str| call.world.is_gone(id, call.caller);
        if let Some(cen) = cen {
            match call.own_cen(cen) {
                Ok(_) => {}
                Err(_) if is_gone(cen) => return Ok(None),
                Err(_) => {
                    return Err(bad("IllegalParam.CenId", "The specified CenId is illegal."));
                }
            }
        }
        let place = router.and_then(|router| call.place_of(router));
        match router {
            Some(router) if place.is_none() && is_gone(router) => return Ok(None),
            Some(_) if place.is_none() => {
                return Err(bad(
                    "IllegalParam.TransitRouterId",
                    "The specified TransitRouterId is illegal.",
                ));
            }
            Some(_) | None => {}
        }
        Ok(Some(Self {
            cen,
            region,
            router: place,
            id,
            tags: parameters.tag_filters("Tag"),
        }))
    }

    /// Tells whether it asks for an attachment, seen from the router of a region.
    pub(super) fn fits(&self, cen: &str, at: &str, id: &str, attachment: &Attachment) -> bool {
        let router = self.router.as_ref();
        self.cen.is_none_or(|wanted| wanted == cen)
            && self.region.is_none_or(|wanted| wanted == at)
            && router.is_none_or(|place| place.cen == cen && place.region == at)
            && self.id.is_none_or(|wanted| wanted == id)
            && tags_match(&self.tags, &attachment.tags)
    }
}

/// Lists the caller's attachments of one kind.
pub(super) fn list(
    call: &mut Call<'_>,
    row: impl Fn(&Call<'_>, &str, &str, &Attachment) -> Option<Value>,
) -> Answer {
    let page = call.parameters.token_page(20)?;
    let mut rows = Vec::new();
    if let Some(wanted) = AttachmentFilter::of(call)? {
        for (cen, held) in own_cens(call) {
            for (id, attachment) in &held.attachments {
                if wanted.fits(cen, &attachment.region, id, attachment) {
                    rows.extend(row(call, cen, id, attachment));
                }
            }
        }
    }
    call.world
        .count_read(|key| matches!(key, ResourceKey::Attachment { .. }));
    Ok(page.answer("TransitRouterAttachments", rows))
}

pub(super) fn own_cens<'a>(call: &'a Call<'_>) -> impl Iterator<Item = (&'a String, &'a Cen)> {
    let caller = call.caller;
    call.world
        .cens
        .iter()
        .filter(move |(_, cen)| cen.owner == caller)
}

/// Returns the router of an attachment, as its rows name it.
pub(super) fn router_id<'a>(call: &'a Call<'_>, cen: &str, region: &str) -> &'a str {
    let router = call
        .world
        .cens
        .get(cen)
        .and_then(|cen| cen.routers.get(region));
    router.map_or("", |router| &router.id)
}
