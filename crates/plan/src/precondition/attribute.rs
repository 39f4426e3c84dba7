//! The attributes that a plan looks at: one attribute of one object.

use cen_topology::{AccountName, RegionId, RouteMapPlace};

/// The topology and the part of it that a mark names, and whose it is. While something moves from one account to another, or a VPC from one
/// region to another, there are two with one mark: the one that leaves, and the one that is made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OwnershipMark {
    pub(super) account: AccountName,
    /// Where a VPC is; none for what has no region.
    pub(super) region: Option<RegionId>,
    pub(super) topology: String,
    pub(super) name: String,
}

/// One attribute of one object. Ids are texts: what an action is yet to bring has none, and is found nowhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Attribute {
    /// The VPC of a mark: its ranges.
    MadeVpc(OwnershipMark),
    /// The CEN of a mark.
    MadeCen(OwnershipMark),
    /// The package of a mark: its size.
    MadePackage(OwnershipMark),
    /// The ranges of a VPC.
    Vpc(String),
    VpcDescription(String),
    /// Whether a CEN is there.
    Cen(String),
    /// The topology that owns a CEN.
    CenOwner(String),
    CenName(String),
    CenDescription(String),
    CenTag {
        cen: String,
        key: String,
    },
    PackageSize(String),
    /// The topology that owns a package.
    PackageOwner(String),
    /// The CEN that a package serves.
    PackageCen(String),
    Limit {
        cen: String,
        pair: String,
    },
    Grant {
        cen: String,
        instance: String,
    },
    /// The CEN that a network is on.
    Attached(String),
    Published {
        cen: String,
        vpc: String,
        cidr: String,
    },
    HealthCheck {
        cen: String,
        vbr: String,
    },
    /// The source address of a health check.
    HealthSource {
        cen: String,
        vbr: String,
    },
    /// The VPC that PrivateZone is reached through.
    Zone {
        cen: String,
        access: String,
    },
    /// The VPC that a cloud service is reached through.
    Service {
        cen: String,
        access: String,
        cidr: String,
    },
    /// What the route map of a place says.
    RouteMap {
        cen: String,
        place: RouteMapPlace,
    },
}

impl Attribute {
    /// Its name in a plan: no two attributes of one action share it.
    pub(super) fn name(&self) -> String {
        let name = match self {
            Self::MadeVpc(_) | Self::Vpc(_) => "vpc",
            Self::MadeCen(_) | Self::Cen(_) | Self::PackageCen(_) => "cen",
            Self::MadePackage(_) => "package",
            Self::VpcDescription(_) | Self::CenDescription(_) => "description",
            Self::CenOwner(_) | Self::PackageOwner(_) => "owner",
            Self::CenName(_) => "name",
            Self::CenTag { key, .. } => return format!("tag {key}"),
            Self::PackageSize(_) | Self::Limit { .. } => "mbps",
            Self::Grant { .. } => "granted",
            Self::Attached(_) => "attached to",
            Self::Published { .. } => "published",
            Self::HealthCheck { .. } => "health check",
            Self::HealthSource { .. } => "source",
            Self::Zone { .. } | Self::Service { .. } => "through",
            Self::RouteMap { place, .. } => return format!("route map {place}"),
        };
        name.to_owned()
    }
}
