//! The attributes that a plan looks at: one property of one object.

pub(super) mod transit;

use std::borrow::Cow;

use cen_topology::{AccountName, RegionId, RegionPair, RouteMapPlace, SharedText};

use crate::attribute::transit::TransitAttribute;

/// The topology and the part of it that a mark names, and whose it is. While something moves from one account to another, or a VPC from one
/// region to another, there are two with one mark: the one that leaves, and the one that is made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OwnershipMark {
    pub(super) account: AccountName,
    /// Where a VPC is; none for what has no region.
    pub(super) region: Option<RegionId>,
    pub(super) topology: String,
    pub(super) part: String,
}

/// One attribute of one object. Ids are texts: what an action is yet to create has none, and is found nowhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Attribute {
    /// The ranges of the VPC that has a mark.
    MadeVpc(OwnershipMark),
    /// Whether a CEN has a mark.
    MadeCen(OwnershipMark),
    /// The size of the package that has a mark.
    MadePackage(OwnershipMark),
    /// The ranges of a VPC.
    Vpc(SharedText),
    VpcDescription(SharedText),
    /// The mark that a VPC has.
    VpcMark(SharedText),
    /// Whether a CEN exists.
    Cen(SharedText),
    /// The mark that a CEN has.
    CenMark(SharedText),
    CenName(SharedText),
    CenDescription(SharedText),
    CenTag {
        cen: SharedText,
        key: String,
    },
    PackageSize(SharedText),
    /// The mark that a package has.
    PackageMark(SharedText),
    /// The CEN that a package serves.
    PackageCen(SharedText),
    Limit {
        cen: SharedText,
        pair: RegionPair,
    },
    Grant {
        cen: SharedText,
        instance: SharedText,
    },
    /// The CEN that a network is attached to.
    Attached(SharedText),
    Published {
        cen: SharedText,
        vpc: SharedText,
        cidr: String,
    },
    /// The target, interval and threshold of a health check.
    HealthCheck {
        cen: SharedText,
        vbr: SharedText,
    },
    /// The source address of a health check.
    HealthSource {
        cen: SharedText,
        vbr: SharedText,
    },
    /// The VPC that PrivateZone is reached through.
    Zone {
        cen: SharedText,
        access: SharedText,
    },
    /// The VPC that a cloud service is reached through.
    Service {
        cen: SharedText,
        access: SharedText,
        cidr: String,
    },
    /// What the route map of a place says.
    RouteMap {
        cen: SharedText,
        place: RouteMapPlace,
    },
    /// An attribute of a transit router, or of something on it.
    Transit(TransitAttribute),
}

impl Attribute {
    /// Returns its key in a plan: no two attributes of one action share it.
    pub(super) fn name(&self) -> Cow<'static, str> {
        let name = match self {
            Self::MadeVpc(_) | Self::Vpc(_) => "vpc",
            Self::MadeCen(_) | Self::Cen(_) => "exists",
            Self::MadePackage(_) => "package",
            Self::VpcDescription(_) | Self::CenDescription(_) => "description",
            Self::VpcMark(_) => "vpc-mark",
            Self::CenMark(_) => "cen-mark",
            Self::PackageMark(_) => "package-mark",
            Self::CenName(_) => "name",
            Self::CenTag { key, .. } => return format!("tag/{key}").into(),
            Self::PackageSize(_) | Self::Limit { .. } => "mbps",
            Self::PackageCen(_) => "cen",
            Self::Grant { .. } => "granted",
            Self::Attached(_) => "attached-to",
            Self::Published { .. } => "published",
            Self::HealthCheck { .. } => "health-check",
            Self::HealthSource { .. } => "source",
            Self::Zone { .. } | Self::Service { .. } => "through",
            Self::RouteMap { place, .. } => return format!("route-map/{place}").into(),
            Self::Transit(attribute) => return attribute.name(),
        };
        Cow::Borrowed(name)
    }
}
