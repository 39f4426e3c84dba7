//! The attributes that a plan looks at: one property of one object.

pub(super) mod transit;

use std::borrow::Cow;
use std::sync::Arc;

use cen_topology::{AccountName, RegionId, RegionPair, RouteMapPlace};

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
    Vpc(Arc<str>),
    VpcDescription(Arc<str>),
    /// The mark that a VPC has.
    VpcMark(Arc<str>),
    /// Whether a CEN exists.
    Cen(Arc<str>),
    /// The mark that a CEN has.
    CenMark(Arc<str>),
    CenName(Arc<str>),
    CenDescription(Arc<str>),
    CenTag {
        cen: Arc<str>,
        key: String,
    },
    PackageSize(Arc<str>),
    /// The mark that a package has.
    PackageMark(Arc<str>),
    /// The CEN that a package serves.
    PackageCen(Arc<str>),
    Limit {
        cen: Arc<str>,
        pair: RegionPair,
    },
    Grant {
        cen: Arc<str>,
        instance: Arc<str>,
    },
    /// The CEN that a network is attached to.
    Attached(Arc<str>),
    Published {
        cen: Arc<str>,
        vpc: Arc<str>,
        cidr: String,
    },
    /// The target, interval and threshold of a health check.
    HealthCheck {
        cen: Arc<str>,
        vbr: Arc<str>,
    },
    /// The source address of a health check.
    HealthSource {
        cen: Arc<str>,
        vbr: Arc<str>,
    },
    /// The VPC that PrivateZone is reached through.
    Zone {
        cen: Arc<str>,
        access: Arc<str>,
    },
    /// The VPC that a cloud service is reached through.
    Service {
        cen: Arc<str>,
        access: Arc<str>,
        cidr: String,
    },
    /// What the route map of a place says.
    RouteMap {
        cen: Arc<str>,
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
