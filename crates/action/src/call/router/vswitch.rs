//! The calls on vSwitches that are made for a transit router, by the VPC's owner.

use std::collections::BTreeMap;

use cen_topology::{InstanceId, RegionId, VswitchId, ZoneId};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

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
