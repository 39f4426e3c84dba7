//! The API calls that change the cloud, each with everything that it needs.

mod route;

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountId, AreaPair, CenId, Charge, InstanceId, Mbps, NetworkKind, PackageId, RegionId,
    RegionPair,
};
use serde::{Deserialize, Serialize};

use crate::action::reference::Ref;

pub use route::RouteCall;

/// Which call, with everything it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "call")]
pub enum Call {
    /// VPC `CreateVpc`.
    CreateVpc {
        /// Where.
        region: RegionId,
        /// Its display name.
        name: String,
        /// Its address range.
        cidr: String,
        /// Its description.
        description: Option<String>,
        /// Its tags, the ownership mark among them.
        tags: BTreeMap<String, String>,
    },
    /// CBN `CreateCen`.
    CreateCen {
        /// Its display name.
        name: String,
        /// Its description.
        description: Option<String>,
        /// Its tags, the ownership mark among them.
        tags: BTreeMap<String, String>,
    },
    /// CBN `TagResources` on a CEN that was made elsewhere.
    MarkCen {
        /// The CEN.
        cen: CenId,
        /// The ownership mark.
        tags: BTreeMap<String, String>,
    },
    /// CBN `TagResources` on a bandwidth package that was bought elsewhere.
    MarkPackage {
        /// The package.
        package: PackageId,
        /// The ownership mark.
        tags: BTreeMap<String, String>,
    },
    /// VPC `ModifyVpcAttribute`.
    ModifyVpc {
        /// Where.
        region: RegionId,
        /// The VPC.
        vpc: InstanceId,
        /// Its description now.
        from: String,
        /// Its description afterwards.
        to: String,
    },
    /// CBN `ModifyCenAttribute`.
    ModifyCen {
        /// The CEN.
        cen: CenId,
        /// Its display name now and afterwards, if that changes.
        name: Option<Edit>,
        /// Its description now and afterwards, if that changes.
        description: Option<Edit>,
    },
    /// CBN `TagResources` on a CEN: the user's own tags.
    TagCen {
        /// The CEN.
        cen: CenId,
        /// The tags that are new, or have another value.
        tags: BTreeMap<String, String>,
    },
    /// CBN `UntagResources` on a CEN: the user's own tags.
    UntagCen {
        /// The CEN.
        cen: CenId,
        /// The keys that the file does not have.
        keys: BTreeSet<String>,
    },
    /// VPC `GrantInstanceToCen` (for a CCN smartag `GrantInstanceToCbn`), by the network's owner in the network's region.
    GrantInstance {
        /// VPC, VBR or CCN.
        kind: NetworkKind,
        /// The network.
        instance: Ref<InstanceId>,
        /// Where it is.
        region: RegionId,
        /// The CEN that may attach it.
        cen: Ref<CenId>,
        /// The account that owns the CEN.
        cen_owner: AccountId,
    },
    /// CBN `AttachCenChildInstance`, by the CEN's owner.
    AttachInstance {
        /// The CEN.
        cen: Ref<CenId>,
        /// VPC, VBR or CCN.
        kind: NetworkKind,
        /// The network.
        instance: Ref<InstanceId>,
        /// Where it is.
        region: RegionId,
        /// Whose it is.
        owner: AccountId,
    },
    /// CBN `CreateCenBandwidthPackage`: costs money.
    CreatePackage {
        /// Its display name.
        name: String,
        /// The areas it joins.
        areas: AreaPair,
        /// Its size.
        mbps: Mbps,
        /// How it is paid.
        charge: Charge,
        /// The ownership mark.
        tags: BTreeMap<String, String>,
    },
    /// CBN `ModifyCenBandwidthPackageSpec`: a larger package costs more.
    ResizePackage {
        /// The package.
        package: PackageId,
        /// Its size now.
        from: Mbps,
        /// Its size afterwards.
        to: Mbps,
    },
    /// CBN `AssociateCenBandwidthPackage`.
    AssociatePackage {
        /// The package.
        package: Ref<PackageId>,
        /// The CEN.
        cen: Ref<CenId>,
    },
    /// CBN `SetCenInterRegionBandwidthLimit`.
    SetLimit {
        /// The CEN.
        cen: Ref<CenId>,
        /// The regions.
        pair: RegionPair,
        /// What they may exchange now; 0 where there is no limit yet.
        from: Mbps,
        /// What they may exchange afterwards.
        to: Mbps,
    },
    /// CBN `DetachCenChildInstance`, by the CEN's owner.
    DetachInstance {
        /// The CEN.
        cen: CenId,
        /// VPC, VBR or CCN.
        kind: NetworkKind,
        /// The network.
        instance: InstanceId,
        /// Where it is.
        region: RegionId,
        /// Whose it is.
        owner: AccountId,
    },
    /// VPC `RevokeInstanceFromCen` (for a CCN smartag `RevokeInstanceFromCbn`), by the network's owner in the network's region.
    RevokeInstance {
        /// VPC, VBR or CCN.
        kind: NetworkKind,
        /// The network.
        instance: InstanceId,
        /// Where it is.
        region: RegionId,
        /// The CEN that may attach it no more.
        cen: CenId,
        /// The account that owns the CEN.
        cen_owner: AccountId,
    },
    /// CBN `UnassociateCenBandwidthPackage`.
    UnassociatePackage {
        /// The package.
        package: PackageId,
        /// The CEN.
        cen: CenId,
    },
    /// CBN `DeleteCenBandwidthPackage`.
    DeletePackage {
        /// The package.
        package: PackageId,
    },
    /// CBN `DeleteCen`.
    DeleteCen {
        /// The CEN.
        cen: CenId,
    },
    /// VPC `DeleteVpc`.
    DeleteVpc {
        /// Where.
        region: RegionId,
        /// The VPC.
        vpc: InstanceId,
    },
    /// A call about routes; in JSON it stands beside the others.
    #[serde(untagged)]
    Route(RouteCall),
}

/// A text as it is and as it will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What the cloud has.
    pub from: String,
    /// What the file says.
    pub to: String,
}

impl Call {
    /// What is done, as the first part of an action's id.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::CreateVpc { .. } => "network",
            Self::CreateCen { .. } => "cen",
            Self::MarkCen { .. } => "mark",
            Self::MarkPackage { .. } => "mark-package",
            Self::ModifyVpc { .. } => "modify-network",
            Self::ModifyCen { .. } => "modify-cen",
            Self::TagCen { .. } => "tag-cen",
            Self::UntagCen { .. } => "untag-cen",
            Self::GrantInstance { .. } => "grant",
            Self::AttachInstance { .. } => "attach",
            Self::CreatePackage { .. } => "package",
            Self::ResizePackage { .. } => "resize",
            Self::AssociatePackage { .. } => "associate",
            Self::SetLimit { to: Mbps(0), .. } => "clear",
            Self::SetLimit { .. } => "limit",
            Self::DetachInstance { .. } => "detach",
            Self::RevokeInstance { .. } => "revoke",
            Self::UnassociatePackage { .. } => "unassociate",
            Self::DeletePackage { .. } => "delete-package",
            Self::DeleteCen { .. } => "delete-cen",
            Self::DeleteVpc { .. } => "delete-network",
            Self::Route(call) => call.verb(),
        }
    }
}
