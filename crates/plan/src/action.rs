//! One mutating API call as data: printable, serialisable, and the same each time it is planned.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cen_topology::{
    AccountId, AccountName, AreaPair, CenId, CenName, Charge, InstanceId, Mbps, NetworkKind, NetworkName, PackageId, RegionId, RegionPair,
};
use serde::{Deserialize, Serialize};

/// The stable name of an action, such as `attach/backbone/hub-hangzhou`. The same change always gets the same id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActionId(String);

impl ActionId {
    /// The id of what is done to `address`.
    pub(crate) fn of(verb: &str, address: &Address) -> Self {
        Self(format!("{verb}/{}", address.path()))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Which part of the topology something is about.
/// Networks and CENs that the file does not name go by what their mark calls them, or by their ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "part")]
pub enum Address {
    /// A VPC that the topology makes itself.
    Network {
        /// Its key.
        network: NetworkName,
    },
    /// A CEN.
    Cen {
        /// Its key.
        cen: CenName,
    },
    /// The permission to attach a network of another account.
    Grant {
        /// The CEN's key.
        cen: CenName,
        /// The network's key.
        network: NetworkName,
    },
    /// A network on a CEN.
    Attachment {
        /// The CEN's key.
        cen: CenName,
        /// The network's key.
        network: NetworkName,
    },
    /// A bandwidth package.
    Package {
        /// The CEN's key.
        cen: CenName,
        /// The areas it joins.
        areas: AreaPair,
    },
    /// A bandwidth package's being in use by its CEN.
    Association {
        /// The CEN's key.
        cen: CenName,
        /// The areas it joins.
        areas: AreaPair,
    },
    /// The bandwidth between two regions.
    Limit {
        /// The CEN's key.
        cen: CenName,
        /// The regions.
        pair: RegionPair,
    },
    /// Something that the cloud has and the file does not.
    Extra {
        /// The CEN it hangs on, if the file has that one.
        cen: Option<CenName>,
        /// What it is, with its id.
        what: String,
    },
}

impl Address {
    /// The CEN that this is a part of; none for a network, which may exist without one.
    pub fn cen(&self) -> Option<&CenName> {
        match self {
            Self::Network { .. } => None,
            Self::Cen { cen }
            | Self::Grant { cen, .. }
            | Self::Attachment { cen, .. }
            | Self::Package { cen, .. }
            | Self::Association { cen, .. }
            | Self::Limit { cen, .. } => Some(cen),
            Self::Extra { cen, .. } => cen.as_ref(),
        }
    }

    /// The names in it, without what kind of thing it is.
    fn path(&self) -> String {
        match self {
            Self::Network { network } => network.to_string(),
            Self::Cen { cen } => cen.to_string(),
            Self::Grant { cen, network } | Self::Attachment { cen, network } => format!("{cen}/{network}"),
            Self::Package { cen, areas } | Self::Association { cen, areas } => format!("{cen}/{areas}"),
            Self::Limit { cen, pair } => format!("{cen}/{pair}"),
            Self::Extra { what, .. } => what.clone(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Network { .. } => "network",
            Self::Cen { .. } => "cen",
            Self::Grant { .. } => "grant",
            Self::Attachment { .. } => "attachment",
            Self::Package { .. } => "package",
            Self::Association { .. } => "association",
            Self::Limit { .. } => "limit",
            Self::Extra { .. } => "extra",
        };
        f.pad(&format!("{kind}/{}", self.path()))
    }
}

/// An id that is known already, or that an earlier action will bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ref<T> {
    /// The cloud has it already.
    Known(T),
    /// It is the id of what this action creates.
    OutputOf(ActionId),
}

/// One API call that changes the cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its stable name.
    pub id: ActionId,
    /// What it is about.
    pub address: Address,
    /// The account that signs the call.
    pub account: AccountName,
    /// The call.
    pub call: Call,
}

impl Action {
    /// What `call` does to `address`.
    pub(crate) fn new(address: Address, account: &AccountName, call: Call) -> Self {
        Self { id: ActionId::of(call.verb(), &address), address, account: account.clone(), call }
    }

    /// Whether the call costs money.
    pub fn is_purchase(&self) -> bool {
        match &self.call {
            Call::CreatePackage { .. } => true,
            Call::ResizePackage { from, to, .. } => to > from,
            _ => false,
        }
    }

    /// Whether the call takes something away that is in use: detaches, sets to zero, unassociates, revokes or deletes.
    pub fn is_destructive(&self) -> bool {
        match &self.call {
            Call::SetLimit { to, .. } => *to == Mbps(0),
            Call::DetachInstance { .. }
            | Call::RevokeInstance { .. }
            | Call::UnassociatePackage { .. }
            | Call::DeletePackage { .. }
            | Call::DeleteCen { .. }
            | Call::DeleteVpc { .. } => true,
            Call::CreateVpc { .. }
            | Call::CreateCen { .. }
            | Call::MarkCen { .. }
            | Call::MarkPackage { .. }
            | Call::ModifyVpc { .. }
            | Call::ModifyCen { .. }
            | Call::TagCen { .. }
            | Call::UntagCen { .. }
            | Call::GrantInstance { .. }
            | Call::AttachInstance { .. }
            | Call::CreatePackage { .. }
            | Call::ResizePackage { .. }
            | Call::AssociatePackage { .. } => false,
        }
    }
}

impl Call {
    /// What is done, as the first part of an action's id.
    fn verb(&self) -> &'static str {
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
        }
    }
}

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
}

/// A text as it is and as it will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What the cloud has.
    pub from: String,
    /// What the file says.
    pub to: String,
}
