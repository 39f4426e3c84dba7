//! The calls on VPCs by themselves.

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{InstanceId, RegionId, VswitchId};
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Change, Create, Remove};
use crate::call::traits::{Creation, Noun, Protection, Traits};
use crate::phase::Phase;

family! {
    /// A call on a VPC by itself.
    Vpc(VpcCall) = CreateVpc | MarkVpc | ModifyVpc | UnmarkVpc | DeleteVpc
}

impl VpcCall {
    /// Describes each call.
    pub(super) fn traits(&self) -> Traits<'_> {
        match self {
            Self::CreateVpc(create) => {
                let vpc = Creation::Vpc(&create.region, &create.tags);
                Traits::of(Create, "network", Noun::Vpc, Phase::Create)
                    .creating(vpc)
                    .with(Protection::SharedToken)
                    .in_region(&create.region)
            }
            Self::MarkVpc(mark) => Traits::of(Change, "mark-network", Noun::Text, Phase::Create)
                .on(&mark.vpc)
                .in_region(&mark.region),
            Self::ModifyVpc(modify) => {
                Traits::of(Change, "modify-network", Noun::Text, Phase::Prepare)
                    .on(&modify.vpc)
                    .in_region(&modify.region)
            }
            Self::UnmarkVpc(unmark) => {
                Traits::of(Change, "unmark-network", Noun::Text, Phase::Prepare)
                    .unseen_while_pending()
                    .on(&unmark.vpc)
                    .in_region(&unmark.region)
            }
            Self::DeleteVpc(delete) => Traits::of(Remove, "delete-network", Noun::Vpc, Phase::Use)
                .on(&delete.vpc)
                .in_region(&delete.region),
        }
    }
}

/// VPC `CreateVpc`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateVpc {
    /// Where.
    pub region: RegionId,
    /// Its display name.
    pub name: String,
    /// Its address range.
    pub cidr: String,
    /// Its description.
    pub description: Option<String>,
    /// Its tags, the ownership mark among them.
    pub tags: BTreeMap<String, String>,
}

/// VPC `TagResources`: marks a VPC of this topology under the key that it has now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkVpc {
    /// Where.
    pub region: RegionId,
    /// The VPC.
    pub vpc: InstanceId,
    /// The ownership mark.
    pub tags: BTreeMap<String, String>,
    /// Its vSwitches that carry the name that the topology had before: they get its new one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub vswitches: BTreeSet<VswitchId>,
    /// The key in the mark that is replaced, such as `hub`, or `office: hub` if the topology had another name.
    pub was: String,
}

/// VPC `ModifyVpcAttribute`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModifyVpc {
    /// Where.
    pub region: RegionId,
    /// The VPC.
    pub vpc: InstanceId,
    /// Its description now.
    pub from: String,
    /// Its description afterwards.
    pub to: String,
}

/// VPC `UnTagResources`: takes our ownership mark from a VPC that the file only names now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmarkVpc {
    /// Where.
    pub region: RegionId,
    /// The VPC.
    pub vpc: InstanceId,
    /// The keys of the mark.
    pub keys: BTreeSet<String>,
}

/// VPC `DeleteVpc`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteVpc {
    /// Where.
    pub region: RegionId,
    /// The VPC.
    pub vpc: InstanceId,
}
