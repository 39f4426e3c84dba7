//! The attributes of transit routers, and of what is attached to them.

use cen_topology::AccountName;

use crate::attribute::OwnershipMark;

/// One attribute of a transit router or of something on it. A router is known by its CEN and region,
/// an attachment by its CEN and network, a link by its CEN and pair.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TransitAttribute {
    /// Whether an account has the transit router service.
    Service(AccountName),
    /// Whether a CEN has an Enterprise Edition router in a region.
    Router { cen: String, region: String },
    /// The display name of a router.
    RouterName { cen: String, region: String },
    /// The description of a router.
    RouterDescription { cen: String, region: String },
    /// A tag of a router.
    RouterTag {
        cen: String,
        region: String,
        key: String,
    },
    /// The range of the vSwitch that has a mark.
    MadeVswitch(OwnershipMark),
    /// Whether a vSwitch exists.
    Vswitch(String),
    /// Whether a network is attached to a router of a CEN.
    OnRouter { cen: String, instance: String },
    /// The vSwitch through which the router enters a VPC in a zone.
    Zone {
        cen: String,
        instance: String,
        zone: String,
    },
    /// Whether the router writes its routes into a network.
    Synced { cen: String, instance: String },
    /// Whether both directions of a connection take the same zone.
    Appliance { cen: String, instance: String },
    /// What a link carries, and how it is paid for.
    Link { cen: String, pair: String },
    /// The table in which packets of an attachment are looked up.
    Associated {
        cen: String,
        region: String,
        attachment: String,
    },
    /// Whether a table learns the routes of an attachment.
    Propagated {
        cen: String,
        region: String,
        attachment: String,
        /// The id of the table, or [`DEFAULT_TABLE`].
        table: String,
    },
}

/// What the default table of a router is called.
pub(crate) const DEFAULT_TABLE: &str = "system";

impl TransitAttribute {
    /// Returns its key in a plan: no two attributes of one action share it.
    pub(super) fn name(&self) -> String {
        let name = match self {
            Self::Service(_) => "service-open",
            Self::Router { .. } | Self::Vswitch(_) => "exists",
            Self::RouterName { .. } => "name",
            Self::RouterDescription { .. } => "description",
            Self::RouterTag { key, .. } => return format!("tag/{key}"),
            Self::MadeVswitch(_) => "vswitch",
            Self::OnRouter { .. } => "on-router",
            Self::Zone { zone, .. } => return format!("vswitch/{zone}"),
            Self::Synced { .. } => "synced",
            Self::Appliance { .. } => "appliance",
            Self::Link { .. } => "link",
            Self::Associated { .. } => "associated",
            Self::Propagated { table, .. } => return format!("propagated/{table}"),
        };
        name.to_owned()
    }
}
