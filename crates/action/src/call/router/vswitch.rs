//! The calls on vSwitches that are made for a transit router, by the VPC's owner.

use std::collections::BTreeMap;

use cen_topology::{InstanceId, RegionId, VswitchId, ZoneId};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::call::traits::ChangeKind::{Create, Remove};
use crate::call::traits::{Creation, Noun, Traits};
use crate::phase::Phase;

use crate::reference::Ref;

/// VPC `CreateVSwitch`. Its output is the vSwitch's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateVswitch {
    /// The VPC.
    pub vpc: Ref<InstanceId>,
    /// Where it is.
    pub region: RegionId,
    /// The zone.
    pub zone: ZoneId,
    /// The range.
    pub cidr: Ipv4Net,
    /// The ownership mark.
    pub tags: BTreeMap<String, String>,
}

/// VPC `DeleteVSwitch`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteVswitch {
    /// The VPC.
    pub vpc: InstanceId,
    /// Where it is.
    pub region: RegionId,
    /// The zone.
    pub zone: ZoneId,
    /// The vSwitch.
    pub vswitch: VswitchId,
}

impl CreateVswitch {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Create, "vswitch", Noun::Vswitch, Phase::Prepare)
            .on(&self.vpc)
            .creating(Creation::Vswitch(&self.region, &self.tags))
            .in_region(&self.region)
    }
}

impl DeleteVswitch {
    pub(super) fn traits(&self) -> Traits<'_> {
        Traits::of(Remove, "delete-vswitch", Noun::Vswitch, Phase::Use)
            .unseen_while_pending()
            .in_region(&self.region)
            .on(&self.vpc)
    }
}
