//! What attachments of all kinds have in common: the router that they are made on, the network that
//! must be granted, what keeps them from being deleted, and how they are listed.

use serde_json::{Value, json};

use super::access::{Place, bad, dry_run_passed, not_full};
use super::routers;
use crate::area::area_of;
use crate::call::{Answer, Call};
use crate::pace::Change;
use crate::parameters::tags_match;
use crate::ram::has_role;
use crate::refusal::Refusal;
use crate::text_rule::{DESCRIPTION, NAME};
use crate::world::{
    AttachedTo, Attachment, DeleteUnknown, Edition, Kind, MissingGrant, Network, Next, ResourceKey,
    StaticEntry,
};

/// Where an attachment is to be made, and whether the router has to be made first.
pub(super) struct Target {
    pub(super) place: Place,
    pub(super) is_new: bool,
}

/// The router that `TransitRouterId` names, or `CenId` and `RegionId` together. With the latter one
/// that is not there is made, if `makes_it` says so.
pub(super) fn target(call: &Call<'_>, makes_it: bool) -> Result<Target, Refusal> {
    let parameters = call.parameters;
    let (cen, region) = (parameters.get("CenId"), parameters.get("RegionId"));
    let existing = |place| Target {
        place,
        is_new: false,
    };
    if let Some(id) = parameters.get("TransitRouterId") {
        let fits = |place: &Place| cen.is_none_or(|cen| place.cen == cen);
        let place = call.place_of(id).filter(fits).ok_or_else(no_router)?;
        if region.is_some_and(|region| place.region != region) {
            return Err(bad(
                "IllegalParam.TransitRouterRegionId",
                "TransitRouterRegionId is illegal.",
            ));
        }
        return Ok(existing(place));
    }
    let (Some(cen), Some(region)) = (cen, region) else {
        return Err(bad(
            "MissingParam.CenIdOrRegionId",
            "Either CenId or RegionId must be specified.",
        ));
    };
    let held = call
        .own_cen(cen)
        .map_err(|_| bad("InvalidCenId.NotFound", "CenId is not found."))?;
    let place = Place {
        cen: cen.to_owned(),
        region: region.to_owned(),
    };
    if held.routers.contains_key(region) {
        return Ok(existing(place));
    }
    if area_of(region).is_none() {
        return Err(bad(
            "IllegalParam.RegionId",
            "The Specified Parameter RegionId is illegal",
        ));
    }
    if !makes_it {
        return Err(no_router());
    }
    if !call.world.editions.sell_enterprise(region) {
        return Err(unsupported_region());
    }
    Ok(Target {
        place,
        is_new: true,
    })
}

fn no_router() -> Refusal {
    bad(
        "InvalidTransitRouterId.NotFound",
        "The specified  TransitRouterId is not found.",
    )
}

pub(super) fn unsupported_region() -> Refusal {
    bad(
        "OperationUnsupported.TransitRouterRegionId",
        "The specified TransitRouterRegion does not support the operation.",
    )
}

pub(super) fn wrong_edition() -> Refusal {
    bad(
        "OperationUnsupported.TransitRouterType",
        "The operation is not supported because of the wrong transitRouter type.",
    )
}

/// Refuses a target that takes no attachment now. `status` is the HTTP status for a CEN that is not
/// Active, which is not the same for all kinds.
pub(super) fn target_is_ready(
    call: &Call<'_>,
    target: &Target,
    status: u16,
) -> Result<(), Refusal> {
    let place = &target.place;
    let cen = call.own_cen(&place.cen)?;
    call.service_is_open()?;
    not_full(cen)?;
    if target.is_new {
        call.cen_is_free(&place.cen)?;
    }
    call.router_is_free(place)?;
    let router = call.router_at(place);
    if router.is_some_and(|router| router.edition == Edition::Basic) {
        return Err(wrong_edition());
    }
    if cen.status != "Active" {
        return Err(Refusal {
            status,
            ..Refusal::cen_status()
        });
    }
    match router.is_none_or(|router| router.status == "Active") {
        true => Ok(()),
        false => Err(routers::status()),
    }
}

/// The network to attach, which must be the caller's or granted to the CEN, in the router's region.
pub(super) fn granted_network<'a>(
    call: &'a Call<'_>,
    place: &Place,
    id: &str,
    kind: Kind,
    owner: &str,
) -> Result<&'a Network, Refusal> {
    let is_it = |network: &&Network| network.kind == kind && network.owner == owner;
    let network = call.world.networks.get(id).filter(is_it);
    let network = network.ok_or_else(|| no_network(kind))?;
    if network.region != place.region {
        return Err(unsupported_region());
    }
    if owner == call.caller {
        return Ok(network);
    }
    let granted = call.world.grant(id, &place.cen);
    if !granted.is_some_and(|grant| grant.effective) {
        return Err(not_granted(call));
    }
    if !call.has_service(owner) {
        return Err(bad(
            "Forbidden.ResourceOwnerTransitRouterServiceNotOpen",
            "The resource owner user has not opened transit router service.",
        ));
    }
    Ok(network)
}

/// The tables of the operations have no code for this: it is of their kind.
fn no_network(kind: Kind) -> Refusal {
    match kind {
        Kind::Vbr => Refusal::new(
            404,
            "InvalidVbr.NotFound",
            "The specified virtual border router does not exist.",
        ),
        Kind::Vpc | Kind::Ccn => bad("InvalidVpcId.NotFound", "The specified VpcId is not found."),
    }
}

fn not_granted(call: &Call<'_>) -> Refusal {
    match call.world.assumptions.missing_grant {
        MissingGrant::AcrossUid => Refusal::new(
            409,
            "Forbbiden.AttachChildInstanceAcrossUid",
            "The specified child-instance is not authorized to CEN.",
        ),
        MissingGrant::NotFound => Refusal::new(
            404,
            "InvalidInstanceId.NotFound",
            "The specified instance does not exist.",
        ),
    }
}

/// Who pays for an attachment of a network: what its grant says, and the CEN's owner for an own one.
pub(super) fn order_of_grant(call: &Call<'_>, network: &str, cen: &str) -> String {
    let granted = call.world.grant(network, cen);
    granted.map_or_else(|| "PayByCenOwner".to_owned(), |grant| grant.order.clone())
}

/// Refuses who may not make the service-linked role that is missing. Kinds other than VPCs name its policy.
pub(super) fn role_by_policy(call: &Call<'_>, owner: &str) -> Result<(), Refusal> {
    if has_role(call, owner) {
        return Ok(());
    }
    Err(bad(
        "NoPermission.AliyunServiceRolePolicyForCEN",
        "You are not authorized to create the service linked role. Role Name: AliyunServiceRolePolicyForCEN. Service Name: cen.aliyuncs.com. \
         Make sure that the user has been granted the ram:CreateServiceLinkedRole permission.",
    ))
}

/// The attachment that the parameters describe, but for what it attaches.
pub(super) fn described(
    call: &Call<'_>,
    place: &Place,
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
    change: Change,
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
    place: &Place,
    attachment: &str,
) -> Result<(), Refusal> {
    let wanted = |name: &str| Ok(call.parameters.boolean(name)?.unwrap_or(false));
    let associates = wanted("RouteTableAssociationEnabled")?;
    let propagates = wanted("RouteTablePropagationEnabled")?;
    let router = call.router_at_mut(place);
    let table = router.and_then(|router| {
        let mut tables = router.tables.values_mut();
        tables.find(|table| table.is_system)
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
    /// Each router that is an end of it.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        let peer = self.attachment.link().map(|link| link.peer_region.clone());
        let regions = [Some(self.attachment.region.clone()), peer];
        regions.into_iter().flatten().map(|region| Place {
            cen: self.cen.clone(),
            region,
        })
    }

    fn key(&self) -> ResourceKey {
        ResourceKey::Attachment {
            cen: self.cen.clone(),
            id: self.id.clone(),
        }
    }
}

/// The attachment of a kind that the parameters name, if it is there.
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
pub(super) fn modify(call: &mut Call<'_>, held: Held, change: Change) -> Answer {
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

/// How the deletion of a kind differs from that of others.
pub(super) struct Deletion {
    pub(super) is_kind: fn(&AttachedTo) -> bool,
    /// The code for one that is not Attached.
    pub(super) busy: &'static str,
    /// The code for one that a route of its network leads to.
    pub(super) routed: &'static str,
    pub(super) change: Change,
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
    let tables = cen
        .routers
        .values_mut()
        .flat_map(|router| router.tables.values_mut());
    for table in tables {
        table.associations.remove(&held.id);
        table.propagations.remove(&held.id);
        table
            .entries
            .retain(|_, entry| entry.next_hop.as_ref() != Some(&held.id));
    }
}

/// What a list of attachments asks for in common.
pub(super) struct Wanted<'a> {
    cen: Option<&'a str>,
    pub(super) region: Option<&'a str>,
    pub(super) router: Option<Place>,
    id: Option<&'a str>,
    tags: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> Wanted<'a> {
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

    /// Whether it asks for an attachment, seen from the router of a region.
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
    if let Some(wanted) = Wanted::of(call)? {
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

pub(super) fn own_cens<'a>(
    call: &'a Call<'_>,
) -> impl Iterator<Item = (&'a String, &'a crate::world::Cen)> {
    let caller = call.caller;
    call.world
        .cens
        .iter()
        .filter(move |(_, cen)| cen.owner == caller)
}

/// The router of an attachment, as its rows name it.
pub(super) fn router_id<'a>(call: &'a Call<'_>, cen: &str, region: &str) -> &'a str {
    let router = call
        .world
        .cens
        .get(cen)
        .and_then(|cen| cen.routers.get(region));
    router.map_or("", |router| &router.id)
}

/// Ends a dry run that passes. `with_error` says how the operation answers one.
pub(super) fn ends_dry_run(call: &Call<'_>, with_error: bool) -> Result<Option<Value>, Refusal> {
    match (call.is_dry_run()?, with_error) {
        (false, _) => Ok(None),
        (true, true) => Err(dry_run_passed()),
        (true, false) => Ok(Some(json!({}))),
    }
}
