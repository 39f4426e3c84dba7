//! VPCs, VBRs and CCNs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// VPC, VBR or CCN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum NetworkKind {
    Vpc,
    Vbr,
    Ccn,
}

/// A network instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Network {
    pub(crate) kind: NetworkKind,
    pub(crate) owner: String,
    pub(crate) region: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// The address range; empty for a VBR.
    pub(crate) cidr: String,
    pub(crate) status: String,
    pub(crate) tags: Tags,
    pub(crate) created: Timestamp,
    /// Whether a VPC is the one that its region had from the beginning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_default: bool,
    /// The ranges in `UserCidr` of a VPC.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) user_cidrs: Vec<String>,
    /// The resource group that a VPC was made in, if one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) resource_group: Option<String>,
    /// When it was last granted to a CEN, or a grant of it revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_grant: Option<Timestamp>,
    /// The custom routes of a VPC, by destination.
    #[serde(default)]
    pub(crate) routes: BTreeMap<String, Route>,
}

/// Tags, by key.
pub(crate) type Tags = BTreeMap<String, String>;

/// A custom route of a VPC, which is keyed by its destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Route {
    /// Such as `Instance`.
    pub(crate) next_hop_type: String,
    /// The id of the next hop.
    pub(crate) next_hop: String,
    /// `Pending`, `Available` or `Deleting`.
    #[serde(default = "available")]
    pub(crate) status: String,
}

fn available() -> String {
    "Available".to_owned()
}

impl Route {
    /// Returns a route that is in use.
    pub(crate) fn new(next_hop_type: String, next_hop: String) -> Self {
        Self {
            next_hop_type,
            next_hop,
            status: available(),
        }
    }
}

impl NetworkKind {
    /// Its name on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Vbr => "VBR",
            Self::Ccn => "CCN",
        }
    }

    pub(crate) fn of(text: &str) -> Option<Self> {
        [Self::Vpc, Self::Vbr, Self::Ccn]
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }
}
