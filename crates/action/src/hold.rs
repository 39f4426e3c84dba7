//! What the planner leaves alone: the difference, and the reason. Another crate makes words of both.

use cen_topology::{
    AccountId, CenId, Charge, InstanceId, Mbps, NetworkName, PackageId, RegionId, TopologyName,
    VswitchId, ZoneId,
};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use cen_observed::GapScope;

/// A difference between the file and the cloud that the plan leaves as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// What it is about.
    pub address: Address,
    /// What differs; none where nothing differs, or where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<HeldDifference>,
    /// Why it is left alone.
    pub reason: HoldReason,
}

/// How the cloud differs from the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum HeldDifference {
    /// The file wants it, the cloud does not have it.
    Missing,
    /// The cloud has it, the file does not.
    Extra,
    /// The cloud has it otherwise.
    Changed,
    /// The size of a package, or the bandwidth between two regions.
    Bandwidth {
        /// What the cloud has.
        from: Mbps,
        /// What the file says.
        to: Mbps,
    },
    /// The address range of a VPC.
    Cidr {
        /// The ranges that the cloud has.
        from: Vec<String>,
        /// What the file says.
        to: Ipv4Net,
    },
    /// How a package is paid for.
    Charge {
        /// The API's word for what the cloud has, such as `PREPAY`.
        from: String,
        /// What the file says.
        to: Charge,
    },
}

/// Why a difference is left alone. CEN401 once meant that nothing could be removed; it is not used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum HoldReason {
    /// It cannot be changed in place, and nothing is replaced on its own.
    Attribute {
        /// What cannot be changed.
        which: FixedAttribute,
    },
    /// The edition of the region's transit router cannot do it.
    Edition {
        /// The region.
        region: RegionId,
        /// What it cannot do.
        lacks: EditionLack,
    },
    /// No transit router can enter the VPC as the file says.
    Vswitch {
        /// The VPC.
        network: NetworkName,
        /// Why not.
        problem: VswitchProblem,
    },
    /// The package cannot carry it.
    Package {
        /// Why not.
        problem: PackageProblem,
    },
    /// It is changing at this moment.
    Busy {
        /// The cloud's word for its state, such as `Detaching`.
        status: String,
        /// The VPC that it is reached through, for an access to PrivateZone or a cloud service.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        through: Option<NetworkName>,
    },
    /// It depends on something that is held, or that stays.
    Waits {
        /// What it depends on.
        r#for: Blocker,
    },
    /// No network uses the grant, and only its owner knows whether it is still wanted.
    Grant {
        /// The account that gave it.
        owner: AccountId,
    },
    /// A cloud service keeps it, and would refuse or undo the change.
    KeptByCloudService {
        /// The service, in the cloud's words.
        service: String,
    },
    /// A prepaid package cannot be deleted before its term ends.
    PrepaidTerm {
        /// The package.
        package: PackageId,
        /// When its term ends, as the cloud writes it; none if the cloud does not say.
        until: Option<String>,
    },
    /// Two networks of one CEN have the same address range: one of them would lose its traffic.
    SameAddressRange {
        /// The other network.
        network: NetworkName,
        /// The range that both have.
        range: Ipv4Net,
        /// Whether both are attached already.
        attached: bool,
    },
    /// The route cannot be published.
    Route {
        /// The VPC.
        network: NetworkName,
        /// Why not.
        problem: RouteProblem,
    },
    /// Something that it depends on could not be read.
    Gap {
        /// What could not be read.
        scope: GapScope,
    },
    /// The network is attached to a CEN that is not this topology's.
    AttachedElsewhere {
        /// The network.
        instance: InstanceId,
        /// The CEN.
        cen: CenId,
        /// The topology that owns the CEN; none if it has no mark.
        owner: Option<TopologyName>,
    },
    /// Another topology owns the object.
    OwnedByAnother {
        /// Its id.
        id: String,
        /// The other topology's name.
        owner: TopologyName,
    },
    /// The CEN is being deleted, and takes no change any more.
    BeingDeleted {
        /// Its id.
        id: CenId,
    },
    /// It belongs to a section of the file that lists everything, but no file can say it.
    NotExpressible,
}

/// An attribute that cannot be changed in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixedAttribute {
    /// The address range of a VPC.
    Cidr,
    /// How a package is paid for.
    Charge,
    /// A package that crosses China's border grows, but does not shrink.
    CrossBorderSize,
    /// The cloud refuses an empty text, so it keeps the one that it has.
    EmptyText,
    /// The areas that a package joins are none that this version knows.
    UnknownAreas,
}

/// What an edition of transit routers cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditionLack {
    /// The Enterprise Edition refuses the calls for routes of the Basic Edition.
    BasicRoutes,
    /// The Basic Edition has no links that are billed by the GB.
    Traffic,
    /// The Basic Edition has no names, descriptions and tags of routers.
    Texts,
    /// A CEN of protection level `FULL` takes no Enterprise Edition router.
    FullProtection,
    /// A CEN with a package that is billed by its peaks takes no Enterprise Edition router.
    PeakPackage,
}

/// Why no transit router can enter a VPC as the file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum VswitchProblem {
    /// The VPC has no vSwitch with a free address in a zone of the router.
    NoneUsable,
    /// The VPC has no such vSwitch.
    NotInVpc {
        /// The vSwitch.
        vswitch: VswitchId,
    },
    /// A vSwitch is not available, or has no free address.
    NoAddress {
        /// The vSwitch.
        vswitch: VswitchId,
    },
    /// Two vSwitches of the file are in one zone.
    ZoneTwice {
        /// The zone.
        zone: ZoneId,
    },
    /// Transit routers of the region cannot have attachments in the zone.
    ZoneNotOffered {
        /// The zone.
        zone: ZoneId,
    },
    /// The range of a new vSwitch overlaps another one.
    Overlaps {
        /// The range.
        cidr: Ipv4Net,
        /// The other vSwitch.
        vswitch: VswitchId,
    },
    /// The range of a new vSwitch is not inside its VPC.
    OutsideVpc {
        /// The range.
        cidr: Ipv4Net,
    },
}

/// Why a package cannot carry what the file wants of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum PackageProblem {
    /// Its limits, with those that the file ignores and those that stay, take more than its size.
    TooSmall {
        /// What they take together.
        taken: Mbps,
        /// Its size.
        size: Mbps,
    },
    /// Another package, which the file ignores, serves the same areas of the CEN.
    AreasServed {
        /// The other package.
        by: PackageId,
    },
    /// It serves a CEN of somebody else.
    ServesAnotherCen {
        /// The package.
        package: PackageId,
        /// The CEN.
        cen: CenId,
    },
    /// It is locked.
    NotNormal {
        /// The package.
        package: PackageId,
        /// The cloud's word for its business status, such as `FinancialLocked`.
        status: String,
    },
}

/// Why a route cannot be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteProblem {
    /// The VPC has no such route.
    Absent,
    /// The VPC is yet to be created, and has no routes.
    NewNetwork,
    /// The route leads to a next hop of a kind that cannot be published.
    NextHop,
}

/// What something depends on that is held, or that stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Blocker {
    /// A part that must go first, and stays.
    Stays {
        /// The part.
        address: Address,
    },
    /// A part that must exist first, and is held.
    Held {
        /// The part.
        address: Address,
    },
    /// A service that stays, and whose range overlaps.
    Overlaps {
        /// The service.
        address: Address,
    },
    /// No network will be attached in the region.
    NothingAttached {
        /// The region.
        region: RegionId,
    },
    /// Its removal would make way for a part that is held.
    MakesWay {
        /// The part.
        address: Address,
    },
    /// All limits that would use the package are held.
    LimitsHeld,
    /// Limits that must go down first stay.
    LimitsStay,
    /// A package stays associated with a CEN.
    StaysAssociated {
        /// The package.
        package: PackageId,
    },
    /// A VPC stays attached to a CEN.
    StaysAttached {
        /// The VPC.
        instance: InstanceId,
    },
    /// Something on a transit router stays that no file can say.
    OnRouter {
        /// Its id.
        what: String,
    },
    /// Something stays that the file ignores.
    Ignored {
        /// Its id, or its pair of regions.
        what: String,
    },
}

impl HoldReason {
    /// Returns the reason that something depends on this.
    pub fn waits(blocker: Blocker) -> Self {
        Self::Waits { r#for: blocker }
    }

    /// Returns the reason that the edition of a region cannot do something.
    pub fn edition(region: &RegionId, lacks: EditionLack) -> Self {
        Self::Edition {
            region: region.clone(),
            lacks,
        }
    }

    /// Returns the reason that no network will be attached in a region.
    pub fn nothing_attached(region: &RegionId) -> Self {
        Self::waits(Blocker::NothingAttached {
            region: region.clone(),
        })
    }

    /// Returns the reason that something is in this state.
    pub fn busy(status: &str) -> Self {
        Self::Busy {
            status: status.to_owned(),
            through: None,
        }
    }

    /// Returns the diagnostic code, such as `CEN402`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OwnedByAnother { .. } => "CEN303",
            Self::BeingDeleted { .. } => "CEN306",
            Self::Attribute { .. } => "CEN402",
            Self::Edition { .. } => "CEN403",
            Self::Package { .. } => "CEN404",
            Self::Busy { .. } => "CEN405",
            Self::Waits { .. } => "CEN406",
            Self::Grant { .. } => "CEN407",
            Self::KeptByCloudService { .. } => "CEN408",
            Self::PrepaidTerm { .. } => "CEN409",
            Self::SameAddressRange { .. } => "CEN410",
            Self::Route { .. } => "CEN411",
            Self::Gap {
                scope: GapScope::Service { .. },
            } => "CEN417",
            Self::Gap { .. } => "CEN412",
            Self::AttachedElsewhere { .. } => "CEN413",
            Self::NotExpressible => "CEN414",
            Self::Vswitch { .. } => "CEN415",
        }
    }
}
