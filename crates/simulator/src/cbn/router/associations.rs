//! Which route table the packets of an attachment are looked up in.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::access::bad;
use super::attachments::ends_dry_run;
use super::tables::place_of;
use crate::call::{Answer, Call, ListAnswer};
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{
    AttachedTo, Attachment, Cen, Edition, Next, ResourceKey, Table, TableKey, UnuseFirst,
};

/// An attachment and a route table that a request pairs.
pub(super) struct Pair {
    pub(super) attachment: String,
    pub(super) table: TableKey,
}

impl Pair {
    /// Returns the pair that the parameters name. `status` is the HTTP status for an attachment that is not
    /// there, which is not the same for all operations.
    pub(super) fn of(call: &Call<'_>, status: [u16; 2]) -> Result<Self, Refusal> {
        let attachment = call.parameters.required("TransitRouterAttachmentId")?;
        let table = call.parameters.required("TransitRouterRouteTableId")?;
        call.attachment(attachment).ok_or_else(|| {
            Refusal::new(
                status[0],
                "InvalidAttachmentId.NotFound",
                "The specified AttachmentId is not found.",
            )
        })?;
        let (table, _) = call.table(table).ok_or_else(|| {
            Refusal::new(
                status[1],
                "InvalidRouteTableId.NotFound",
                "The specified RouteTableId is not found.",
            )
        })?;
        call.router_is_free(&place_of(&table))?;
        Ok(Self {
            attachment: attachment.to_owned(),
            table,
        })
    }

    fn held<'a>(&self, call: &'a Call<'_>) -> Option<(&'a Cen, &'a Attachment, &'a Table)> {
        let cen = call.world.cens.get(&self.table.cen)?;
        let router = cen.routers.get(&self.table.region)?;
        Some((
            cen,
            cen.attachments.get(&self.attachment)?,
            router.tables.get(&self.table.id)?,
        ))
    }

    /// Refuses an attachment that has no end at the table's router with `unsupported`, and one that
    /// is not Attached, or a table that is not Active.
    pub(super) fn is_ready(&self, call: &Call<'_>, unsupported: &str) -> Result<(), Refusal> {
        let held = self.held(call);
        let held = held.filter(|(_, attachment, _)| attachment.is_at(&self.table.region));
        let (_, attachment, table) = held.ok_or_else(|| {
            bad(
                unsupported,
                "The specified attachment or routeTable  is not supported by this operation.",
            )
        })?;
        match attachment.status == "Attached" && table.status == "Active" {
            true => Ok(()),
            false => Err(not_ready()),
        }
    }

    pub(super) fn association(&self) -> ResourceKey {
        ResourceKey::Association {
            table: self.table.clone(),
            attachment: self.attachment.clone(),
        }
    }
}

/// The attachment is not Attached, the table not Active, or what joins them is changing.
pub(super) fn not_ready() -> Refusal {
    bad(
        "IncorrectStatus.AttachmentOrRouteTable",
        "The resource is not in a valid state for the operation.",
    )
}

/// A link with a Basic end takes the system table only.
fn check_kind(call: &Call<'_>, pair: &Pair) -> Result<(), Refusal> {
    let Some((cen, attachment, table)) = pair.held(call) else {
        return Err(not_ready());
    };
    let basic = |region: &String| {
        let router = cen.routers.get(region);
        router.is_some_and(|router| router.edition == Edition::Basic)
    };
    let has_basic_end = attachment
        .link()
        .is_some_and(|link| basic(&link.peer_region) || basic(&attachment.region));
    match has_basic_end && !table.is_system {
        true => Err(bad(
            "IllegalParam.TransitRouterTableType",
            "When peer attachment is associated with a custom routeTable, the Transit Router in both regions must be enterprise.",
        )),
        false => Ok(()),
    }
}

/// Returns the table of the pair's router that the attachment is associated with, and how.
fn current<'a>(call: &'a Call<'_>, pair: &Pair) -> Option<(&'a String, &'a String)> {
    let cen = call.world.cens.get(&pair.table.cen)?;
    let router = cen.routers.get(&pair.table.region)?;
    let mut tables = router.tables.iter();
    tables.find_map(|(id, table)| Some((id, table.associations.get(&pair.attachment)?)))
}

pub(crate) fn associate_transit_router_attachment_with_route_table(call: &mut Call<'_>) -> Answer {
    let pair = Pair::of(call, [404, 404])?;
    pair.is_ready(call, "OperationUnsupported.Associate")?;
    check_kind(call, &pair)?;
    if current(call, &pair).is_some() {
        return Err(bad(
            "AssociationExist.TransitRouterTable",
            "The specified association already exists.",
        ));
    }
    ends_dry_run(call, true)?;
    set(call, &pair, "Associating");
    let next = Next::Status("Active".to_owned());
    call.begin(pair.association(), PacedChange::Association, next);
    Ok(json!({}))
}

fn set(call: &mut Call<'_>, pair: &Pair, status: &str) {
    if let Some(table) = call.table_mut(&pair.table) {
        table
            .associations
            .insert(pair.attachment.clone(), status.to_owned());
    }
}

/// Moves an attachment to another table of its router, without a time in between in which it has none.
pub(crate) fn replace_transit_router_route_table_association(call: &mut Call<'_>) -> Answer {
    let pair = Pair::of(call, [400, 400])?;
    pair.is_ready(call, "OperationUnsupported.TransitAttachment")
        .map_err(|refusal| match refusal.code.as_str() {
            "IncorrectStatus.AttachmentOrRouteTable" => illegal_status(),
            _ => refusal,
        })?;
    check_kind(call, &pair)?;
    let former = match current(call, &pair) {
        Some((table, status)) if *table != pair.table.id && status == "Active" => table.clone(),
        Some((table, _)) if *table != pair.table.id => return Err(illegal_status()),
        Some(_) | None => {
            return Err(bad(
                "OperationUnsupported.TransitAttachment",
                "The specified TransitAttachment does not support the operation.",
            ));
        }
    };
    ends_dry_run(call, true)?;
    let former = TableKey {
        id: former,
        ..pair.table.clone()
    };
    if let Some(table) = call.table_mut(&former) {
        table.associations.remove(&pair.attachment);
    }
    set(call, &pair, "Replacing");
    let next = Next::Status("Active".to_owned());
    call.begin(pair.association(), PacedChange::Association, next);
    Ok(json!({}))
}

fn illegal_status() -> Refusal {
    bad(
        "IncorrectStatus.Status",
        "The TransitRouterRouteTable or TransitRouterAttachment Status is illegal.",
    )
}

pub(crate) fn dissociate_transit_router_attachment_from_route_table(call: &mut Call<'_>) -> Answer {
    let pair = Pair::of(call, [404, 404])?;
    let unsupported = "OperationUnsupported.dissociateRouteTable";
    pair.is_ready(call, unsupported)?;
    let held = pair.held(call).map(|(_, _, table)| table);
    let status = held.and_then(|table| table.associations.get(&pair.attachment));
    let propagates = held.is_some_and(|table| table.propagations.contains_key(&pair.attachment));
    let is_too_early =
        call.world.assumptions.unuse_first == UnuseFirst::PropagationFirst && propagates;
    match status.map(String::as_str) {
        Some("Active") if !is_too_early => {}
        Some("Active") | None => {
            return Err(bad(
                unsupported,
                "The specified attachment or routeTable  is not supported by this operation.",
            ));
        }
        Some(_) => return Err(not_ready()),
    }
    if let Some(answer) = ends_dry_run(call, false)? {
        return Ok(answer);
    }
    set(call, &pair, "Dissociating");
    call.begin(pair.association(), PacedChange::Association, Next::Gone);
    Ok(json!({}))
}

pub(crate) fn list_transit_router_route_table_associations(call: &mut Call<'_>) -> ListAnswer {
    let answer = joined(call, "TransitRouterAssociations", |table| {
        &table.associations
    })?;
    call.world
        .count_read(|key| matches!(key, ResourceKey::Association { .. }));
    Ok(answer)
}

/// Lists the associations or the propagations that the parameters ask for.
pub(super) fn joined(
    call: &Call<'_>,
    name: &str,
    of: fn(&Table) -> &BTreeMap<String, String>,
) -> ListAnswer {
    let page = call.parameters.token_page(50)?;
    let wanted = |name| call.parameters.wanted(name);
    let table = wanted("TransitRouterRouteTableId");
    let attachment = wanted("TransitRouterAttachmentId");
    let resource_id = wanted("TransitRouterAttachmentResourceId");
    let kind = wanted("TransitRouterAttachmentResourceType");
    let status = wanted("Status");
    let is_wanted = |cen: &Cen, region: &str, (id, held): (&str, &str)| {
        let made = cen
            .attachments
            .get(id)
            .map(|made| resource(cen, made, region));
        attachment.fits(id)
            && status.fits(held)
            && made.is_some_and(|(of_kind, of_id)| kind.fits(of_kind) && resource_id.fits(of_id))
    };
    let found = call.found(|| {
        let tables = tables(call).filter(|(key, ..)| table.fits(&key.id));
        tables.flat_map(|(key, cen, table)| {
            let joined = of(table).iter();
            let joined: Vec<_> = joined
                .filter(|(id, held)| is_wanted(cen, &key.region, (id, held)))
                .map(|(id, _)| (Arc::clone(&key), id.clone()))
                .collect();
            joined
        })
    });
    Ok(page.answer(name, &*found, |(key, id)| joined_row(call, of, key, id)))
}

/// Returns the route tables of the caller's routers.
fn tables<'a>(call: &'a Call<'_>) -> impl Iterator<Item = (Arc<TableKey>, &'a Cen, &'a Table)> {
    let routers = call.own_cens().flat_map(|(cen, held)| {
        let routers = held.routers.iter();
        routers.map(move |(region, router)| (cen, held, region, router))
    });
    routers.flat_map(|(cen, held, region, router)| {
        router.tables.iter().map(move |(id, table)| {
            let (cen, region, id) = (cen.clone(), region.clone(), id.clone());
            (Arc::new(TableKey { cen, region, id }), held, table)
        })
    })
}

fn joined_row<'a>(
    call: &'a Call<'_>,
    of: fn(&Table) -> &BTreeMap<String, String>,
    key: &'a TableKey,
    id: &'a str,
) -> impl Serialize + use<'a> {
    let cen = &call.world.cens[&key.cen];
    let (kind, resource) = resource(cen, &cen.attachments[id], &key.region);
    object! {
        "TransitRouterAttachmentId": id,
        "Status": &of(&cen.routers[&key.region].tables[&key.id])[id],
        "ResourceType": kind,
        "ResourceId": resource,
        "TransitRouterRouteTableId": &key.id,
    }
}

/// Returns the kind and the id of what an attachment joins the router of a region with.
pub(super) fn resource<'a>(
    cen: &'a Cen,
    attachment: &'a Attachment,
    region: &str,
) -> (&'static str, &'a str) {
    match &attachment.to {
        AttachedTo::Vpc(attached) => ("VPC", &attached.vpc),
        AttachedTo::Vbr(attached) => ("VBR", &attached.vbr),
        AttachedTo::Peer(link) => {
            let other = if attachment.region == region {
                &link.peer_region
            } else {
                &attachment.region
            };
            let router = cen.routers.get(other);
            ("TR", router.map_or("", |router| &router.id))
        }
    }
}
