//! Transit routers, and what only the Enterprise Edition has.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountName, AttachmentId, InstanceId, LinkQuality, RegionId, RouteTableId, RouterId,
    VswitchId, ZoneId,
};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

/// The transit router that a CEN has in a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRouter {
    /// Its id.
    pub id: RouterId,
    /// Its edition.
    pub edition: Edition,
    /// `Creating`, `Active`, `Modifying`, `Deleting` or `Upgrading`.
    pub status: String,
    /// Its display name; may be empty.
    #[serde(default)]
    pub name: String,
    /// Its description; may be empty.
    #[serde(default)]
    pub description: String,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// Its system route table; none for the Basic Edition, and while it is being made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_table: Option<RouteTableId>,
    /// Route tables that somebody has made on it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub custom_tables: BTreeSet<RouteTableId>,
    /// Attachments that its route tables name and that no topology file can name, such as those of VPN gateways.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub other_attachments: BTreeSet<AttachmentId>,
    /// The static entries of its default table: the attachment that each destination leads to, or none where packets are dropped.
    /// They are read only if something is to leave the router.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub static_entries: BTreeMap<String, Option<AttachmentId>>,
}

/// The edition of a transit router.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edition {
    /// Networks are attached to the CEN; regions are joined by limits.
    Basic,
    /// Networks are attached to the router; regions are joined by links between routers.
    Enterprise,
}

/// The route tables that know an attachment. Those that it is just leaving do not know it any more, and
/// keep it until that is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableUse {
    /// The table in which its packets are looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub associated: Option<RouteTableId>,
    /// The tables that learn its routes.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub propagated: BTreeSet<RouteTableId>,
    /// The table that it is just leaving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dissociating: Option<RouteTableId>,
    /// The tables that are just forgetting its routes.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub unpropagating: BTreeSet<RouteTableId>,
}

/// What only an attachment of an Enterprise transit router has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenTransit {
    /// The attachment's id.
    pub id: AttachmentId,
    /// The vSwitch through which it enters the VPC, by zone; empty for a VBR.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vswitches: BTreeMap<ZoneId, VswitchId>,
    /// Whether the router writes its routes into the network (the API's `AutoPublishRouteEnabled`).
    pub synced: bool,
    /// Whether both directions of a connection take the same zone (the API's `ApplianceModeSupport`).
    #[serde(default)]
    pub appliance: bool,
    /// The route tables that know it.
    #[serde(default)]
    pub tables: TableUse,
}

/// What only a link between transit routers has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenLink {
    /// The attachment's id: one for both ends.
    pub id: AttachmentId,
    /// What pays for its bandwidth; none for a word that this version does not know.
    pub charge: Option<LinkCharge>,
    /// Its quality; none for a word that this version does not know.
    pub quality: Option<LinkQuality>,
    /// Whether each end tells the other its routes (the API's `AutoPublishRouteEnabled`).
    pub publishes: bool,
    /// The route tables that know it, by the region of the end.
    #[serde(default)]
    pub tables: BTreeMap<RegionId, TableUse>,
}

/// What pays for the bandwidth of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkCharge {
    /// A share of a bandwidth package.
    Package,
    /// Each GB that it transfers.
    Traffic,
}

/// Whether an account has opened the transit router service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceState {
    /// It has.
    Open,
    /// It has not, or the service is being opened.
    Closed,
    /// It has, but the service-linked role by which routers act in the account is not there.
    OpenWithoutRole,
}

/// A vSwitch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenVswitch {
    /// Whose it is.
    pub account: AccountName,
    /// The region.
    pub region: RegionId,
    /// Its VPC.
    pub vpc: InstanceId,
    /// Its zone.
    pub zone: ZoneId,
    /// Its range; none if the listing tells none.
    pub cidr: Option<Ipv4Net>,
    /// How many addresses are free; none if the listing does not tell.
    pub free: Option<u64>,
    /// `Pending` or `Available`.
    pub status: String,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}
