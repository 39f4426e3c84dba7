//! Reads what the Basic Edition has: networks attached to the CEN, limits, and route settings.

pub(super) mod routes;

use cen_cloud::{AttachedChildInstance, CenInterRegionBandwidthLimit};
use cen_observed::{SeenAttachment, SeenLimit};
use cen_topology::{AccountId, InstanceId, Mbps, NetworkKind, PackageId, RegionId, RegionPair};

/// Returns an attachment, or none for a kind that this version does not know: a file cannot name
/// it.
pub(super) fn attachment(row: AttachedChildInstance) -> Option<(InstanceId, SeenAttachment)> {
    let kind = [NetworkKind::Vpc, NetworkKind::Vbr, NetworkKind::Ccn];
    let kind = kind
        .into_iter()
        .find(|kind| kind.as_str().eq_ignore_ascii_case(&row.child_instance_type))?;
    let seen = SeenAttachment {
        kind,
        region: RegionId::new(row.child_instance_region_id),
        owner: AccountId::new(row.child_instance_owner_id),
        status: row.status,
        managed_service: row.managed_service,
        transit: None,
    };
    Some((InstanceId::new(row.child_instance_id), seen))
}

/// Returns the bandwidth of a pair of regions; none for two equal ones.
pub(super) fn limit(row: CenInterRegionBandwidthLimit) -> Option<(RegionPair, SeenLimit)> {
    let pair = RegionPair::new(
        RegionId::new(row.local_region_id),
        RegionId::new(row.opposite_region_id),
    )?;
    let package = Some(row.bandwidth_package_id)
        .filter(|id| !id.is_empty())
        .map(PackageId::new);
    Some((
        pair,
        SeenLimit {
            mbps: Mbps(row.bandwidth_limit),
            package,
            status: row.status,
            link: None,
        },
    ))
}
