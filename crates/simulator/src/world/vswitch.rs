//! vSwitches.

use ipnet::Ipv4Net;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::world::World;
use crate::world::network::Tags;

/// The addresses of a vSwitch that the vendor keeps: the first one and the last three.
const KEPT: u64 = 4;

/// A vSwitch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VSwitch {
    pub(crate) vpc: String,
    pub(crate) zone: String,
    pub(crate) cidr: Ipv4Net,
    pub(crate) name: String,
    pub(crate) description: String,
    /// `Pending` or `Available`.
    pub(crate) status: String,
    pub(crate) tags: Tags,
    pub(crate) created: Timestamp,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_default: bool,
    /// How many addresses something has that no API here shows, such as servers.
    #[serde(default)]
    pub(crate) taken: u64,
}

impl World {
    /// Returns the vSwitches of a VPC.
    pub(crate) fn vswitches_of(&self, vpc: &str) -> impl Iterator<Item = (&String, &VSwitch)> {
        self.vswitches.of_group(vpc)
    }

    /// Returns how many interfaces of transit routers are in a vSwitch.
    pub(crate) fn interfaces_in(&self, vswitch: &str) -> u64 {
        let vpc = self.vswitches.get(vswitch).map(|vswitch| &vswitch.vpc);
        let attachments = vpc.into_iter().flat_map(|vpc| self.attachments_of(vpc));
        let held = attachments
            .flat_map(|(_, attachment)| attachment.interfaces())
            .filter(|mapping| mapping.vswitch == vswitch);
        held.map(|_| 1).sum()
    }

    /// Returns how many addresses of a vSwitch are free.
    pub(crate) fn free_addresses(&self, id: &str, vswitch: &VSwitch) -> u64 {
        vswitch.free_addresses(self.interfaces_in(id))
    }
}

impl VSwitch {
    /// Returns how many of its addresses are free, with so many interfaces of transit routers in it.
    pub(crate) fn free_addresses(&self, interfaces: u64) -> u64 {
        let all = 1_u64 << (32 - self.cidr.prefix_len());
        all.saturating_sub(KEPT + self.taken + interfaces)
    }
}
