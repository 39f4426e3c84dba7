//! What keeps an attachment from being deleted, and what goes with it.

use serde_json::json;

use super::access::bad;
use super::attachments::{Held, held, no_attachment};
use crate::call::{Answer, Call};
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::world::{AttachedTo, Attachment, DeleteUnknown, Next, StaticEntry, Table};

/// How the deletion of a kind differs from that of others.
pub(super) struct Deletion {
    pub(super) is_kind: fn(&AttachedTo) -> bool,
    /// The code for one that is not Attached.
    pub(super) busy: &'static str,
    /// The code for one that a route of its network leads to.
    pub(super) routed: &'static str,
    pub(super) change: PacedChange,
}

/// Deletes an attachment. With `Force` it takes with it what refers to it.
pub(super) fn delete(call: &mut Call<'_>, deletion: &Deletion) -> Answer {
    let forced = call.parameters.boolean("Force")?.unwrap_or(false);
    let Some(held) = held(call, deletion.is_kind)? else {
        return match call.world.assumptions.delete_unknown {
            DeleteUnknown::Ok => Ok(json!({})),
            DeleteUnknown::NotFound => Err(no_attachment()),
        };
    };
    for place in held.places() {
        call.router_is_free(&place)?;
    }
    if held.attachment.status != "Attached" {
        return Err(bad(
            deletion.busy,
            "The resource is not in a valid state for the attachment operation.",
        ));
    }
    check_managed(&held.attachment)?;
    if !forced {
        check_unused(call, &held, deletion.routed)?;
    }
    if call.is_dry_run()? {
        return Ok(json!({}));
    }
    forget(call, &held);
    if let Some(attachment) = call.attachment_mut(&held.cen, &held.id) {
        attachment.status = "Detaching".to_owned();
    }
    call.begin(held.key(), deletion.change, Next::Gone);
    Ok(json!({}))
}

/// A cloud service alone may take back what it made.
fn check_managed(attachment: &Attachment) -> Result<(), Refusal> {
    match &attachment.to {
        AttachedTo::Vpc(attached) if !attached.service.is_empty() => Err(bad(
            "OperationNotPermitted.AttachmentManagedByCloudService",
            "The attachment is managed by a cloud service.",
        )),
        AttachedTo::Vpc(_) | AttachedTo::Vbr(_) | AttachedTo::Peer(_) => Ok(()),
    }
}

/// Nothing may refer to an attachment that is deleted.
fn check_unused(call: &Call<'_>, held: &Held, routed: &str) -> Result<(), Refusal> {
    let routers = || {
        call.world
            .cens
            .get(&held.cen)
            .into_iter()
            .flat_map(|cen| cen.routers.values())
    };
    let tables = || routers().flat_map(|router| router.tables.values());
    let leads_here = |entry: &StaticEntry| entry.next_hop.as_ref() == Some(&held.id);
    if tables().any(|table| table.associations.contains_key(&held.id)) {
        return Err(bad(
            "OperationFailed.RouteTableAssociationExist",
            "Operation failed because TransitRouterRouteTable exists",
        ));
    }
    if tables().any(|table| table.propagations.contains_key(&held.id)) {
        return Err(bad(
            "OperationFailed.RouteTablePropagationExist",
            "The specified TransitRouterAttachment has configured RouteTablePropagation. Please remove the configuration first.",
        ));
    }
    if tables().any(|table| table.entries.values().any(leads_here)) {
        return Err(bad(
            "OperationFailed.RouteEntryExist",
            "Operation failed because the TransitRouterAttachment exists in RouteTable.",
        ));
    }
    let network = held.attachment.network();
    let network = network.and_then(|network| call.world.networks.get(network));
    let is_routed = network.is_some_and(|network| {
        network
            .routes
            .values()
            .any(|route| route.next_hop == held.id)
    });
    match is_routed {
        true => Err(bad(
            routed,
            "Operation is failed because there is at least one route entry which next hop is the specified attachment.",
        )),
        false => Ok(()),
    }
}

/// Removes all that refers to an attachment.
fn forget(call: &mut Call<'_>, held: &Held) {
    let network = held.attachment.network();
    if let Some(network) = network.and_then(|network| call.world.networks.get_mut(network)) {
        network.routes.retain(|_, route| route.next_hop != held.id);
    }
    let Some(cen) = call.world.cens.get_mut(&held.cen) else {
        return;
    };
    let leads_here = |entry: &StaticEntry| entry.next_hop.as_ref() == Some(&held.id);
    let refers = |table: &Table| {
        table.associations.contains_key(&held.id)
            || table.propagations.contains_key(&held.id)
            || table.entries.values().any(leads_here)
    };
    let routers = cen
        .routers
        .filter_mut(|_, router| router.tables.values().any(refers));
    let tables = routers.flat_map(|(_, router)| router.tables.filter_mut(|_, table| refers(table)));
    for (_, table) in tables {
        table.associations.remove(&held.id);
        table.propagations.remove(&held.id);
        table.entries.retain(|_, entry| !leads_here(entry));
    }
}
