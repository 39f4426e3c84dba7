//! One mutating API call as data: printable, serialisable, and the same each time it is planned.

use std::collections::BTreeMap;
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
    /// The id of the action on `address`.
    pub(crate) fn of(address: &Address) -> Self {
        Self(address.to_string())
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
    /// The ownership mark on a CEN that was made elsewhere.
    Mark {
        /// The CEN's key.
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
            | Self::Mark { cen }
            | Self::Grant { cen, .. }
            | Self::Attachment { cen, .. }
            | Self::Package { cen, .. }
            | Self::Association { cen, .. }
            | Self::Limit { cen, .. } => Some(cen),
            Self::Extra { cen, .. } => cen.as_ref(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network { network } => write!(f, "network/{network}"),
            Self::Cen { cen } => write!(f, "cen/{cen}"),
            Self::Mark { cen } => write!(f, "mark/{cen}"),
            Self::Grant { cen, network } => write!(f, "grant/{cen}/{network}"),
            Self::Attachment { cen, network } => write!(f, "attach/{cen}/{network}"),
            Self::Package { cen, areas } => write!(f, "package/{cen}/{areas}"),
            Self::Association { cen, areas } => write!(f, "associate/{cen}/{areas}"),
            Self::Limit { cen, pair } => write!(f, "limit/{cen}/{pair}"),
            Self::Extra { what, .. } => write!(f, "extra/{what}"),
        }
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
    /// The action on `address`, whose id is the address as text.
    pub(crate) fn new(address: Address, account: &AccountName, call: Call) -> Self {
        Self { id: ActionId::of(&address), address, account: account.clone(), call }
    }

    /// Whether the call costs money.
    pub fn is_purchase(&self) -> bool {
        matches!(self.call, Call::CreatePackage { .. })
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
}
