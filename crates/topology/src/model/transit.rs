//! What only the Enterprise Edition has: vSwitches of attachments, settings of attachments and routers, and links that are billed by
//! the GB.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use crate::area::AreaPair;
use crate::names::{Mbps, VswitchId, ZoneId};

/// Where a transit router enters a VPC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Vswitches {
    /// The file names none: cen chooses, and keeps what is attached.
    #[default]
    Chosen,
    /// These, and no others.
    Pinned(BTreeSet<VswitchId>),
    /// These ranges, in vSwitches that this topology makes; one in each zone, none overlaps another.
    Made(BTreeMap<ZoneId, Ipv4Net>),
}

/// How a network is attached to an Enterprise Edition transit router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttachmentOptions {
    /// Whether the router writes its routes into the network.
    pub synced: bool,
    /// Whether both directions of a connection take the same zone. VPCs only.
    pub appliance: bool,
}

impl Default for AttachmentOptions {
    /// Returns the settings of a network that the file says nothing of.
    fn default() -> Self {
        Self {
            synced: true,
            appliance: false,
        }
    }
}

/// The texts of a transit router; none is not managed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Router {
    /// The display name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The user's own tags. No key begins with `cen:`.
    pub tags: Option<BTreeMap<String, String>>,
}

/// What two regions may exchange at most, billed by the GB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrafficLimit {
    /// The most they exchange.
    pub mbps: Mbps,
    /// The quality of the link.
    pub link: LinkQuality,
}

/// The quality of a link between transit routers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkQuality {
    /// The usual one.
    #[default]
    Gold,
    /// The better one: only for links that are billed by the GB.
    Platinum,
}

impl LinkQuality {
    /// Every quality.
    pub const ALL: [Self; 2] = [Self::Gold, Self::Platinum];

    /// Returns the word of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gold => "gold",
            Self::Platinum => "platinum",
        }
    }

    /// Reads the word of the file.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|quality| quality.as_str() == text)
    }
}

/// How the bandwidth between two regions is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Billing {
    /// It is a share of the package of these areas.
    Package(AreaPair),
    /// By the GB, over a link of this quality.
    Traffic(LinkQuality),
}
