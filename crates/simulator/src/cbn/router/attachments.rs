//! What attachments of all kinds have in common: how they are made, found and changed.

use serde_json::{Value, json};

use super::access::{RouterPlace, bad, dry_run_passed};
use super::routers;
use super::targets::Target;
use crate::call::{Answer, Call};
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::text_rule::{DESCRIPTION, NAME};
use crate::world::{AttachedTo, Attachment, Next, ResourceKey};

/// Returns the attachment that the parameters describe, but for what it attaches.
pub(super) fn described(
    call: &Call<'_>,
    place: &RouterPlace,
    to: AttachedTo,
) -> Result<Attachment, Refusal> {
    let description = call.text("TransitRouterAttachmentDescription", &DESCRIPTION)?;
    let name = call.text("TransitRouterAttachmentName", &NAME)?;
    let publishes = call.parameters.boolean("AutoPublishRouteEnabled")?;
    Ok(Attachment {
        region: place.region.clone(),
        to,
        name: name.unwrap_or_default(),
        description: description.unwrap_or_default(),
        status: "Attaching".to_owned(),
        tags: call.parameters.tags()?,
        created: call.now,
        publishes: publishes.unwrap_or(false),
    })
}

/// Makes an attachment, and its router before if that is new. Returns its id.
pub(super) fn attach(
    call: &mut Call<'_>,
    target: &Target,
    attachment: Attachment,
    change: PacedChange,
) -> String {
    if target.is_new {
        routers::make(call, &target.place);
    }
    let id = call.world.new_id("tr-attach");
    let cen = target.place.cen.clone();
    if let Some(cen) = call.world.cens.get_mut(&cen) {
        cen.attachments.insert(id.clone(), attachment);
    }
    let next = Next::Status("Attached".to_owned());
    call.begin(
        ResourceKey::Attachment {
            cen,
            id: id.clone(),
        },
        change,
        next,
    );
    id
}

/// Associates a new attachment with the system table and lets it propagate to that, where legacy
/// parameters ask for it.
pub(super) fn legacy_uses(
    call: &mut Call<'_>,
    place: &RouterPlace,
    attachment: &str,
) -> Result<(), Refusal> {
    let wanted = |name: &str| Ok(call.parameters.boolean(name)?.unwrap_or(false));
    let associates = wanted("RouteTableAssociationEnabled")?;
    let propagates = wanted("RouteTablePropagationEnabled")?;
    let router = call.router_at_mut(place);
    let table = router.and_then(|router| {
        let mut tables = router.tables.filter_mut(|_, table| table.is_system);
        tables.next().map(|(_, table)| table)
    });
    if let Some(table) = table {
        let active = || (attachment.to_owned(), "Active".to_owned());
        table.associations.extend(associates.then(active));
        table.propagations.extend(propagates.then(active));
    }
    Ok(())
}

/// The attachment in `TransitRouterAttachmentId`, with the id of its CEN and its own.
pub(super) struct Held {
    pub(super) cen: String,
    pub(super) id: String,
    pub(super) attachment: Attachment,
}

impl Held {
    /// Returns each router that is an end of it.
    pub(super) fn places(&self) -> impl Iterator<Item = RouterPlace> {
        let peer = self.attachment.link().map(|link| link.peer_region.clone());
        let regions = [Some(self.attachment.region.clone()), peer];
        regions.into_iter().flatten().map(|region| RouterPlace {
            cen: self.cen.clone(),
            region,
        })
    }

    pub(super) fn key(&self) -> ResourceKey {
        ResourceKey::Attachment {
            cen: self.cen.clone(),
            id: self.id.clone(),
        }
    }
}

/// Returns the attachment of a kind that the parameters name, if it is there.
pub(super) fn held(
    call: &Call<'_>,
    is_kind: fn(&AttachedTo) -> bool,
) -> Result<Option<Held>, Refusal> {
    let id = call.parameters.required("TransitRouterAttachmentId")?;
    let found = call.attachment(id);
    let found = found.filter(|(_, attachment)| is_kind(&attachment.to));
    Ok(found.map(|(cen, attachment)| Held {
        cen: cen.to_owned(),
        id: id.to_owned(),
        attachment: attachment.clone(),
    }))
}

/// The attachment to change, which is Attached and whose routers are free.
pub(super) fn changeable(
    call: &Call<'_>,
    is_kind: fn(&AttachedTo) -> bool,
    busy: &str,
) -> Result<Held, Refusal> {
    let held = held(call, is_kind)?.ok_or_else(no_attachment)?;
    for place in held.places() {
        call.router_is_free(&place)?;
    }
    match held.attachment.status.as_str() {
        "Attached" => Ok(held),
        _ => Err(bad(
            busy,
            "The resource is not in a valid state for the attachment operation.",
        )),
    }
}

pub(super) fn no_attachment() -> Refusal {
    bad(
        "InvalidTransitRouterAttachmentId.NotFound",
        "The TransitRouterAttachmentId is not found.",
    )
}

/// Sets the texts and the publication of an attachment that the parameters give.
pub(super) fn take_texts(call: &Call<'_>, attachment: &mut Attachment) -> Result<(), Refusal> {
    let name = call.text("TransitRouterAttachmentName", &NAME)?;
    let description = call.text("TransitRouterAttachmentDescription", &DESCRIPTION)?;
    let publishes = call.parameters.boolean("AutoPublishRouteEnabled")?;
    attachment.name = name.unwrap_or_else(|| attachment.name.clone());
    attachment.description = description.unwrap_or_else(|| attachment.description.clone());
    attachment.publishes = publishes.unwrap_or(attachment.publishes);
    Ok(())
}

/// `OrderType`, if it is there: the grant must say the same already.
pub(super) fn new_order(call: &Call<'_>, held: &Held) -> Result<Option<String>, Refusal> {
    let Some(order) = call.parameters.get("OrderType") else {
        return Ok(None);
    };
    let network = held.attachment.network().unwrap_or_default();
    let is_own = call
        .world
        .networks
        .get(network)
        .is_some_and(|network| network.owner == call.caller);
    let is_granted = call
        .world
        .grant(network, &held.cen)
        .is_some_and(|grant| grant.order == order);
    match is_granted || (is_own && order == "PayByCenOwner") {
        true => Ok(Some(order.to_owned())),
        false => Err(Refusal::invalid("OrderType")),
    }
}

/// Lets an attachment be Modifying until it is what it is to be.
pub(super) fn modify(call: &mut Call<'_>, held: Held, change: PacedChange) -> Answer {
    let key = held.key();
    if let Some(attachment) = call.attachment_mut(&held.cen, &held.id) {
        *attachment = Attachment {
            status: "Modifying".to_owned(),
            ..held.attachment
        };
    }
    call.begin(key, change, Next::Status("Attached".to_owned()));
    Ok(json!({}))
}

/// Ends a dry run that passes. `with_error` says how the operation answers one.
pub(super) fn ends_dry_run(call: &Call<'_>, with_error: bool) -> Result<Option<Value>, Refusal> {
    match (call.is_dry_run()?, with_error) {
        (false, _) => Ok(None),
        (true, true) => Err(dry_run_passed()),
        (true, false) => Ok(Some(json!({}))),
    }
}
