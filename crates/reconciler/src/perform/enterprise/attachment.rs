//! Networks on transit routers: attached, changed and detached, as the CEN's owner.

use std::collections::BTreeMap;

use cen_action::{Ref, call};
use cen_cloud::router::{
    AttachmentStatus, CreateVbrAttachment, CreateVpcAttachment, DeleteAttachment, ModifyAttachment,
    RouterPlace, Support, Texts, ZoneChange, ZoneMapping,
};
use cen_cloud::{Error, Tags};
use cen_topology::{CenId, NetworkKind, RegionId, VswitchId, ZoneId};
use tokio::time::Instant;

use super::tokens::Tokens;
use crate::outcome::StepError;
use crate::perform::change::change;
use crate::perform::removal::remove;
use crate::task::{Task, now, unread};
use crate::wait::Progress;

/// A network on a transit router, as the list of its kind shows it.
#[derive(Clone)]
struct AttachmentRow {
    id: String,
    instance: String,
    status: AttachmentStatus,
    zones: Vec<ZoneMapping>,
    is_synced: bool,
    is_appliance: bool,
}

/// The list of attachments of a router that has a network of this kind.
#[derive(Clone, Copy)]
struct List<'a> {
    cen: &'a str,
    region: &'a RegionId,
    kind: NetworkKind,
}

impl List<'_> {
    /// Returns the row that this holds for. A network that is detached is not there.
    async fn find(
        self,
        task: Task<'_>,
        since: Instant,
        is_it: impl Fn(&AttachmentRow) -> bool,
    ) -> Result<Option<AttachmentRow>, Error> {
        let rows = self.rows(task, since).await?;
        let is_there = |row: &AttachmentRow| row.status != AttachmentStatus::Detached && is_it(row);
        Ok(rows.into_iter().find(is_there))
    }

    async fn rows(self, task: Task<'_>, since: Instant) -> Result<Vec<AttachmentRow>, Error> {
        let Self { cen, region, kind } = self;
        let (listings, owner) = (&task.run.listings, &task.action.account);
        if kind == NetworkKind::Vbr {
            let rows = listings.vbr_attachments(owner, cen, region, since).await?;
            let row = |row: &cen_cloud::router::VbrAttachment| AttachmentRow {
                id: row.transit_router_attachment_id.clone(),
                instance: row.vbr_id.clone(),
                status: row.status.clone(),
                zones: Vec::new(),
                is_synced: row.auto_publish_route_enabled,
                is_appliance: false,
            };
            return Ok(rows.iter().map(row).collect());
        }
        let rows = listings.vpc_attachments(owner, cen, region, since).await?;
        let row = |row: &cen_cloud::router::VpcAttachment| AttachmentRow {
            id: row.transit_router_attachment_id.clone(),
            instance: row.vpc_id.clone(),
            status: row.status.clone(),
            zones: row.zone_mappings.clone(),
            is_synced: row.auto_publish_route_enabled,
            is_appliance: row.appliance_mode_support == Support::Enable,
        };
        Ok(rows.iter().map(row).collect())
    }
}

/// Attaches a network and waits until it is Attached, unless it is attached already.
pub(super) async fn attach(
    task: Task<'_>,
    attach: &call::AttachToRouter,
) -> Result<String, StepError> {
    let (instance, cen) = (task.id(&attach.instance)?, task.id(&attach.cen)?);
    let list = List {
        cen: &cen,
        region: &attach.region,
        kind: attach.kind,
    };
    let find = async |since| list.find(task, since, |row| row.instance == instance).await;
    let present = async |since| {
        let seen = find(since).await.map_err(|error| unread(&error))?;
        let stays = |row: &AttachmentRow| row.status != AttachmentStatus::Detaching;
        Ok(seen.filter(stays).map(|row| row.id))
    };
    let id = match present(task.recently()).await? {
        Some(id) => id,
        None => {
            let tokens = Tokens::of(task);
            let (router, zones) = (task.id(&attach.router)?, mappings(task, &attach.vswitches)?);
            let router = RouterPlace {
                cen_id: &cen,
                region_id: attach.region.as_str(),
                transit_router_id: &router,
            };
            let send = async |token: &str| {
                send_attach(task, attach, router, &instance, &zones, token).await
            };
            let present = async || present(now()).await;
            task.write(async || tokens.attempt(&send).await, present)
                .await?
        }
    };
    task.until(async |since| Ok(arrival(find(since).await?)))
        .await?;
    Ok(id)
}

async fn send_attach(
    task: Task<'_>,
    attach: &call::AttachToRouter,
    router: RouterPlace<'_>,
    instance: &str,
    zones: &[ZoneMapping],
    client_token: &str,
) -> Result<String, Error> {
    let (client, tags) = (task.client(), Tags::new());
    if attach.kind == NetworkKind::Vbr {
        let vbr = CreateVbrAttachment {
            router,
            vbr_id: instance,
            vbr_owner_id: attach.owner.as_str(),
            auto_publish_route_enabled: attach.synced,
            name: "",
            description: "",
            tags: &tags,
            client_token,
        };
        return client.create_transit_router_vbr_attachment(vbr).await;
    }
    let vpc = CreateVpcAttachment {
        router,
        vpc_id: instance,
        vpc_owner_id: attach.owner.as_str(),
        zone_mappings: zones,
        auto_publish_route_enabled: attach.synced,
        appliance_mode: attach.appliance,
        name: "",
        description: "",
        tags: &tags,
        client_token,
    };
    client.create_transit_router_vpc_attachment(vpc).await
}

/// Returns how far an attachment or a link is that comes.
fn arrival(row: Option<AttachmentRow>) -> Progress {
    match row.map(|row| row.status) {
        Some(AttachmentStatus::Attached) => Progress::Done,
        Some(AttachmentStatus::Detaching) => {
            Progress::Failed("it is being detached by somebody else".to_owned())
        }
        Some(status) => Progress::Pending(status.to_string()),
        None => Progress::Pending("not listed yet".to_owned()),
    }
}

fn mappings(
    task: Task<'_>,
    vswitches: &BTreeMap<ZoneId, Ref<VswitchId>>,
) -> Result<Vec<ZoneMapping>, StepError> {
    let mapping = |(zone, vswitch): (&ZoneId, &Ref<VswitchId>)| {
        Ok(ZoneMapping {
            zone_id: zone.to_string(),
            vswitch_id: task.id(vswitch)?,
        })
    };
    vswitches.iter().map(mapping).collect()
}

/// Changes where a router enters a VPC, in one call, and waits until it is Attached so.
pub(super) async fn change_zones(
    task: Task<'_>,
    zones: &call::ChangeZones,
) -> Result<(), StepError> {
    let add = mappings(task, &zones.add)?;
    let leaving = zones.remove.iter().map(|(zone, vswitch)| ZoneMapping {
        zone_id: zone.to_string(),
        vswitch_id: vswitch.to_string(),
    });
    let remove: Vec<_> = leaving.collect();
    let (client, tokens) = (task.client(), Tokens::of(task));
    let write = async || {
        let send = async |token: &str| {
            let change = ZoneChange {
                transit_router_attachment_id: zones.attachment.as_str(),
                add: &add,
                remove: &remove,
                client_token: token,
            };
            client
                .update_transit_router_vpc_attachment_zones(change)
                .await
        };
        tokens.attempt(send).await
    };
    let is_so = |row: &AttachmentRow| {
        add.iter().all(|zone| row.zones.contains(zone))
            && !remove.iter().any(|zone| row.zones.contains(zone))
    };
    let list = List {
        cen: zones.cen.as_str(),
        region: &zones.region,
        kind: NetworkKind::Vpc,
    };
    change_row(task, list, zones.attachment.as_str(), write, is_so).await
}

/// Changes the settings of an attachment and waits until it is Attached with them.
pub(super) async fn modify(
    task: Task<'_>,
    modify: &call::ModifyAttachment,
) -> Result<(), StepError> {
    let (client, tokens) = (task.client(), Tokens::of(task));
    let write = async || {
        let send = async |token: &str| {
            let change = ModifyAttachment {
                transit_router_attachment_id: modify.attachment.as_str(),
                texts: Texts::default(),
                auto_publish_route_enabled: modify.synced,
                client_token: token,
            };
            if modify.kind == NetworkKind::Vbr {
                return client
                    .update_transit_router_vbr_attachment_attribute(change)
                    .await;
            }
            client
                .update_transit_router_vpc_attachment_attribute(change, modify.appliance)
                .await
        };
        tokens.attempt(send).await
    };
    let is_so = |row: &AttachmentRow| {
        modify.synced.is_none_or(|synced| row.is_synced == synced)
            && modify
                .appliance
                .is_none_or(|appliance| row.is_appliance == appliance)
    };
    let list = List {
        cen: modify.cen.as_str(),
        region: &modify.region,
        kind: modify.kind,
    };
    change_row(task, list, modify.attachment.as_str(), write, is_so).await
}

async fn change_row(
    task: Task<'_>,
    list: List<'_>,
    id: &str,
    write: impl AsyncFn() -> Result<(), Error>,
    is_so: impl Fn(&AttachmentRow) -> bool,
) -> Result<(), StepError> {
    let find = async |since| {
        let seen = list.find(task, since, |row| row.id == id).await?;
        let is_done = |row: &AttachmentRow| row.status == AttachmentStatus::Attached && is_so(row);
        Ok(seen.map(|row| (is_done(&row), row.status.to_string())))
    };
    change(task, write, find).await
}

/// Detaches a network and waits until it is gone.
pub(super) async fn detach(
    task: Task<'_>,
    detach: &call::DetachFromRouter,
) -> Result<(), StepError> {
    let cen: &CenId = &detach.cen;
    let list = List {
        cen: cen.as_str(),
        region: &detach.region,
        kind: detach.kind,
    };
    let (client, tokens) = (task.client(), Tokens::of_removal(task));
    let write = async || {
        let send = async |token: &str| {
            let delete = DeleteAttachment {
                transit_router_attachment_id: detach.attachment.as_str(),
                client_token: token,
            };
            if detach.kind == NetworkKind::Vbr {
                return client.delete_transit_router_vbr_attachment(delete).await;
            }
            client.delete_transit_router_vpc_attachment(delete).await
        };
        tokens.attempt(send).await
    };
    let state = async |since| {
        let is_it = |row: &AttachmentRow| row.id == detach.attachment.as_str();
        let seen = list.find(task, since, is_it).await?;
        Ok(seen.map(|row| row.status.to_string()))
    };
    remove(task, write, state).await
}
