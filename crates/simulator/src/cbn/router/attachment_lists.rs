//! How attachments of all kinds are listed.

use serde::Serialize;

use super::access::{RouterPlace, bad};
use crate::area::area_of;
use crate::call::{Call, ListAnswer};
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

    /// Tells whether it asks for attachments on a CEN.
    fn may_be_on(&self, cen: &str) -> bool {
        let router = self.router.as_ref();
        self.cen.is_none_or(|wanted| wanted == cen) && router.is_none_or(|place| place.cen == cen)
    }

    /// Tells whether it asks for an attachment on such a CEN, seen from the router of a region.
    pub(super) fn fits(&self, at: &str, listed: Listed<'_>) -> bool {
        let router = self.router.as_ref();
        self.region.is_none_or(|wanted| wanted == at)
            && router.is_none_or(|place| place.region == at)
            && self.id.is_none_or(|wanted| wanted == listed.id)
            && tags_match(&self.tags, &listed.attachment.tags)
    }
}

/// An attachment on a CEN.
#[derive(Clone, Copy)]
pub(super) struct Listed<'a> {
    pub(super) cen: &'a str,
    pub(super) id: &'a str,
    pub(super) attachment: &'a Attachment,
}

/// Lists the caller's attachments: those of which `found` returns something, which `row` shows.
pub(super) fn list<'a, T, R: Serialize>(
    call: &'a Call<'_>,
    found: impl Fn(&AttachmentFilter<'_>, Listed<'a>) -> Option<T>,
    row: impl Fn(T) -> R,
) -> ListAnswer {
    let page = call.parameters.token_page(20)?;
    let wanted = AttachmentFilter::of(call)?;
    let find = |(cen, held): (&'a String, &'a Cen), id: &str| {
        let (id, attachment) = held.attachments.get_key_value(id)?;
        let listed = Listed {
            cen,
            id,
            attachment,
        };
        found(wanted.as_ref()?, listed)
    };
    let ids = call.found(|| {
        let may_be_on = |id| wanted.as_ref().is_some_and(|wanted| wanted.may_be_on(id));
        let cens = call.own_cens().filter(move |(id, _)| may_be_on(id));
        cens.flat_map(|cen| {
            let ids = cen.1.attachments.keys();
            let found = ids.filter(move |id| find(cen, id).is_some());
            found.map(move |id| (cen.0.clone(), id.clone()))
        })
    });
    let cens = &call.world.cens;
    let shown = ids
        .iter()
        .map(|(cen, id)| cens.get_key_value(cen).and_then(|cen| find(cen, id)));
    Ok(page.answer("TransitRouterAttachments", shown, |shown| shown.map(&row)))
}

/// Counts a read of a list of attachments.
pub(super) fn count_read(call: &mut Call<'_>) {
    call.world
        .count_read(|key| matches!(key, ResourceKey::Attachment { .. }));
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
