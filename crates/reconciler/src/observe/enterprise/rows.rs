//! Turns the rows of transit routers into what was seen.

use std::collections::{BTreeMap, BTreeSet};

use cen_cloud::router::{
    AttachmentStatus, LinkType, PeerAttachment, PeerBandwidthType, RouterEdition, Support,
    TransitRouter, VbrAttachment, VpcAttachment,
};
use cen_observed::{
    Edition, LinkCharge, SeenAttachment, SeenLimit, SeenLink, SeenRouter, SeenTransit, TableUse,
};
use cen_topology::{
    AccountId, AttachmentId, InstanceId, LinkQuality, Mbps, NetworkKind, PackageId, RegionId,
    RegionPair, RouterId, VswitchId, ZoneId,
};

/// Returns the transit router of a region, which has one at most. An unknown edition counts as
/// Enterprise, where a change of the Basic Edition is refused.
pub(in crate::observe) fn router(row: TransitRouter) -> (RegionId, SeenRouter) {
    let edition = match row.edition {
        RouterEdition::Basic => Edition::Basic,
        RouterEdition::Enterprise | RouterEdition::Unknown(_) => Edition::Enterprise,
    };
    let seen = SeenRouter {
        id: RouterId::new(row.transit_router_id),
        edition,
        status: row.status.as_str().to_owned(),
        name: row.transit_router_name,
        description: row.transit_router_description,
        tags: row.tags,
        default_table: None,
        custom_tables: BTreeSet::new(),
        other_attachments: BTreeSet::new(),
        static_entries: BTreeMap::new(),
    };
    (RegionId::new(row.region_id), seen)
}

/// Returns an attached VPC, without the route tables that know it.
pub(super) fn vpc(region: &RegionId, row: VpcAttachment) -> (InstanceId, SeenAttachment) {
    let zones = row.zone_mappings.into_iter();
    let zones = zones.map(|zone| (ZoneId::new(zone.zone_id), VswitchId::new(zone.vswitch_id)));
    let transit = SeenTransit {
        id: AttachmentId::new(row.transit_router_attachment_id),
        vswitches: zones.collect(),
        synced: row.auto_publish_route_enabled,
        appliance: row.appliance_mode_support == Support::Enable,
        tables: TableUse::default(),
    };
    let seen = SeenAttachment {
        kind: NetworkKind::Vpc,
        region: region.clone(),
        owner: AccountId::new(row.vpc_owner_id),
        status: row.status.as_str().to_owned(),
        managed_service: row.managed_service,
        transit: Some(transit),
    };
    (InstanceId::new(row.vpc_id), seen)
}

/// Returns an attached VBR, without the route tables that know it; none if it is detached.
pub(super) fn vbr(region: &RegionId, row: VbrAttachment) -> Option<(InstanceId, SeenAttachment)> {
    if row.status == AttachmentStatus::Detached {
        return None;
    }
    let transit = SeenTransit {
        id: AttachmentId::new(row.transit_router_attachment_id),
        vswitches: BTreeMap::new(),
        synced: row.auto_publish_route_enabled,
        appliance: false,
        tables: TableUse::default(),
    };
    let seen = SeenAttachment {
        kind: NetworkKind::Vbr,
        region: region.clone(),
        owner: AccountId::new(row.vbr_owner_id),
        status: row.status.as_str().to_owned(),
        managed_service: String::new(),
        transit: Some(transit),
    };
    Some((InstanceId::new(row.vbr_id), seen))
}

/// Returns whether a link is gone, although it is listed.
pub(super) fn is_gone(row: &PeerAttachment) -> bool {
    row.status == AttachmentStatus::Detached
}

/// Returns the regions that a link joins, whichever end lists it; none if they are not told.
/// `listed` is the region of the router that lists it.
pub(super) fn pair(
    listed: &RegionId,
    row: &PeerAttachment,
    regions: &BTreeMap<&RouterId, &RegionId>,
) -> Option<RegionPair> {
    let end = |router: &str, region: &str| {
        let by_router = regions
            .get(&RouterId::new(router))
            .map(|region| (*region).clone());
        by_router.or_else(|| (!region.is_empty()).then(|| RegionId::new(region)))
    };
    let one = end(&row.transit_router_id, &row.region_id);
    let other = end(
        &row.peer_transit_router_id,
        &row.peer_transit_router_region_id,
    );
    match (one, other) {
        (Some(one), Some(other)) => RegionPair::new(one, other),
        (Some(end), None) | (None, Some(end)) => RegionPair::new(end, listed.clone()),
        (None, None) => None,
    }
}

/// Returns a link, without the route tables that know it.
pub(super) fn link(row: &PeerAttachment) -> SeenLimit {
    let charge = match row.bandwidth_type {
        PeerBandwidthType::Package => Some(LinkCharge::Package),
        PeerBandwidthType::Traffic => Some(LinkCharge::Traffic),
        PeerBandwidthType::Unknown(_) => None,
    };
    let quality = match row.default_link_type {
        LinkType::Gold => Some(LinkQuality::Gold),
        LinkType::Platinum => Some(LinkQuality::Platinum),
        LinkType::Unknown(_) => None,
    };
    let package = Some(row.cen_bandwidth_package_id.as_str()).filter(|id| !id.is_empty());
    SeenLimit {
        mbps: Mbps(row.bandwidth),
        package: package.map(PackageId::new),
        status: row.status.as_str().to_owned(),
        link: Some(SeenLink {
            id: AttachmentId::new(&*row.transit_router_attachment_id),
            charge,
            quality,
            publishes: row.auto_publish_route_enabled,
            tables: BTreeMap::new(),
        }),
    }
}
