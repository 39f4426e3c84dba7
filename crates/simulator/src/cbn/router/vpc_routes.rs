//! Routes of a VPC's or border router's own table that lead to an attachment, made through CBN.

use ipnet::Ipv4Net;
use serde_json::json;

use super::access::{RouterPlace, bad};
use super::attachments::{ends_dry_run, no_attachment};
use crate::call::{Answer, Call, ListAnswer};
use crate::cbn::network_routes::table_id;
use crate::object::object;
use crate::pace::PacedChange;
use crate::refusal::Refusal;
use crate::response::Body;
use crate::world::{Next, ResourceKey, Route};

/// What a request names.
struct VpcRouteNames {
    attachment: String,
    network: String,
    cidr: String,
}

impl VpcRouteNames {
    /// Reads and finds what the parameters name. `missing` is the refusal of an attachment that is
    /// not there.
    fn of(call: &Call<'_>, missing: fn() -> Refusal) -> Result<Self, Refusal> {
        let cen = call.cen_id()?;
        let id = call.parameters.required("TransitRouterAttachmentId")?;
        let table = call.parameters.required("RouteTableId")?;
        let cidr = cidr(call.parameters.required("DestinationCidrBlock")?)?;
        let (held, attachment) = call.attachment(id).ok_or_else(missing)?;
        let network = attachment.network().filter(|_| held == cen);
        let network = network.ok_or_else(missing)?;
        call.router_is_free(&RouterPlace {
            cen,
            region: attachment.region.clone(),
        })?;
        let held = call.world.networks.get(network);
        if held.is_none_or(|held| table_id(network, held) != table) {
            return Err(bad(
                "OperationDenied.RouteTableTypeNotPermitted",
                "The operation is not allowed because of RouteTableTypeNotPermitted.",
            ));
        }
        Ok(Self {
            attachment: id.to_owned(),
            network: network.to_owned(),
            cidr,
        })
    }

    fn key(&self) -> ResourceKey {
        ResourceKey::VpcRoute {
            vpc: self.network.clone(),
            cidr: self.cidr.clone(),
        }
    }

    fn route<'a>(&self, call: &'a mut Call<'_>) -> Option<&'a mut Route> {
        let network = call.world.networks.get_mut(&self.network)?;
        network.routes.get_mut(&self.cidr)
    }
}

fn cidr(text: &str) -> Result<String, Refusal> {
    let range: Option<Ipv4Net> = text.parse().ok();
    let range = range.filter(|range| range.trunc() == *range);
    range.map(|range| range.to_string()).ok_or_else(|| {
        bad(
            "InvalidCidrBlock.Malformed",
            "Specified CIDR block is not valid.",
        )
    })
}

fn no_attachment_404() -> Refusal {
    Refusal::new(
        404,
        "InvalidAttachmentId.NotFound",
        "The specified AttachmentId is not found.",
    )
}

pub(crate) fn create_cen_child_instance_route_entry_to_attachment(call: &mut Call<'_>) -> Answer {
    let named = VpcRouteNames::of(call, no_attachment_404)?;
    let (_, attachment) = call
        .attachment(&named.attachment)
        .ok_or_else(no_attachment_404)?;
    let network = call.world.networks.get(&named.network);
    if attachment.status != "Attached" || call.world.vpc_table_is_changing(&named.network) {
        return Err(busy());
    }
    let Some(network) = network else {
        return Err(no_attachment_404());
    };
    if network.routes.contains_key(&named.cidr) {
        return Err(bad(
            "InvalidCIDRBlock.Duplicate",
            "Specified CIDR block is already exists.",
        ));
    }
    if network.cidr == named.cidr {
        return Err(bad(
            "OperationFailed.RouteConflict",
            "Operation failed because of route conflict.",
        ));
    }
    ends_dry_run(call, true)?;
    let route = Route {
        status: "Pending".to_owned(),
        ..Route::new("Attachment".to_owned(), named.attachment.clone())
    };
    if let Some(network) = call.world.networks.get_mut(&named.network) {
        network.routes.insert(named.cidr.clone(), route);
    }
    let next = Next::Status("Available".to_owned());
    call.begin(named.key(), PacedChange::Entry, next);
    Ok(json!({}))
}

fn busy() -> Refusal {
    bad(
        "IncorrectStatus.VpcRouteEntry",
        "The resource is not in a valid state for the attachment operation.",
    )
}

pub(crate) fn delete_cen_child_instance_route_entry_to_attachment(call: &mut Call<'_>) -> Answer {
    let named = VpcRouteNames::of(call, no_attachment)?;
    let is_busy = call.world.vpc_table_is_changing(&named.network);
    let dry = ends_dry_run(call, false)?;
    let route = named.route(call);
    let route = route.filter(|route| route.next_hop == named.attachment);
    let route =
        route.ok_or_else(|| bad("InvalidRouteEntry.NotFound", "Route entry not exists."))?;
    if is_busy {
        return Err(busy());
    }
    if let Some(answer) = dry {
        return Ok(answer);
    }
    route.status = "Deleting".to_owned();
    call.begin(named.key(), PacedChange::Entry, Next::Gone);
    Ok(json!({}))
}

pub(crate) fn list_cen_child_instance_route_entries_to_attachment(
    call: &mut Call<'_>,
) -> ListAnswer {
    let parameters = call.parameters;
    let id = parameters.get("TransitRouterAttachmentId").ok_or_else(|| {
        bad(
            "MissingParam.TransitRouterAttachmentId",
            "The parameter TransitRouterAttachmentId is Missing.",
        )
    })?;
    let table = parameters.get("ChildInstanceRouteTableId").ok_or_else(|| {
        bad(
            "MissingParam.ChildInstanceRouteTableId",
            "The parameter ChildInstanceRouteTableId is Missing.",
        )
    })?;
    let page = parameters.token_page(50)?;
    let (cen, attachment) = call.attachment(id).ok_or_else(|| {
        bad(
            "ResourceNotFound.TransitRouterAttachment",
            "The specified TransitRouterAttachment does not exist.",
        )
    })?;
    if parameters.get("CenId").is_some_and(|wanted| wanted != cen) {
        return Err(bad(
            "InvalidParam.CenId",
            "The specified CEN does not exist.",
        ));
    }
    let network = attachment.network();
    let held = network.and_then(|id| Some((id, call.world.networks.get(id)?)));
    let held = held.filter(|(id, network)| table_id(id, network) == table);
    let routes = held.into_iter().flat_map(|(_, network)| &network.routes);
    let found = routes.filter(|(_, route)| route.next_hop == id);
    let shown = page.rows(found, |(cidr, route)| {
        object! {
            "CenId": cen,
            "TransitRouterAttachmentId": id,
            "Status": &route.status,
            "ServiceType": "",
            "DestinationCidrBlock": cidr,
            "ChildInstanceRouteTableId": table,
        }
    });
    // This answer has neither size nor total. Source: reference, its response.
    let answer = Body::of(&object! { "RouteEntry": shown.rows, "NextToken": shown.next });
    call.world
        .count_read(|key| matches!(key, ResourceKey::VpcRoute { .. }));
    Ok(answer)
}
