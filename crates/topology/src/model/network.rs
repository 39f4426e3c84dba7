//! Networks.

use ipnet::Ipv4Net;

use super::transit::Vswitches;
use crate::names::{AccountName, InstanceId, NetworkKind, RegionId};

/// A network instance: its place, its owner, and how it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// The account that owns it.
    pub account: AccountName,
    /// Its region; for a CCN its area, such as `ccn-cn-shanghai`.
    pub region: RegionId,
    /// How it is found.
    pub selector: Selector,
    /// Where a transit router enters it. VPCs only.
    pub vswitches: Vswitches,
}

/// How a network is found in the cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// By its id.
    Id(InstanceId),
    /// By its name, which must match exactly one instance of the account in the region. VPCs only.
    Name(String),
    /// Created and managed by this topology. VPCs only.
    Managed {
        /// The address range that it is created with.
        cidr: Ipv4Net,
        /// The description; none is not managed.
        description: Option<String>,
    },
}
