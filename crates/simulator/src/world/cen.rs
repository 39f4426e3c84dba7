//! CENs, and what is attached to them and set between their regions.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::world::listed;
use crate::world::map::Map;
use crate::world::network::Tags;
use crate::world::router::{Attachment, Router};
use crate::world::routing::Routing;

/// A CEN and what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cen {
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) status: String,
    pub(crate) tags: Tags,
    pub(crate) created: Timestamp,
    /// The attached networks, by id.
    pub(crate) children: Map<Child>,
    /// The networks that were attached once and are detached now.
    #[serde(default, with = "listed::keys")]
    pub(crate) former: Map<()>,
    /// The limits, by `a/b` with the regions sorted.
    pub(crate) limits: Map<Limit>,
    /// The transit routers, by region.
    pub(crate) routers: Map<Router>,
    /// What is attached to routers of the Enterprise Edition, and the links between them, by id.
    #[serde(default)]
    pub(crate) attachments: Map<Attachment>,
    #[serde(default)]
    pub(crate) routing: Routing,
    /// The resource group it was moved to, if it was.
    #[serde(default)]
    pub(crate) resource_group: Option<String>,
    #[serde(default)]
    pub(crate) protection: Protection,
}

/// Which ranges a CEN takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Protection {
    /// Ranges may overlap.
    #[default]
    Reduced,
    /// The level of old CENs. No new network is attached to them, and no transit router is made.
    Full,
}

impl Protection {
    /// Its name on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Reduced => "REDUCED",
            Self::Full => "FULL",
        }
    }
}

/// A network on a CEN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Child {
    /// `Attaching`, `Attached` or `Detaching`.
    pub(crate) status: String,
    pub(crate) attached: Timestamp,
    /// The cloud service that keeps it there; empty if none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) service: String,
    /// The destinations of its custom routes that are published to the CEN.
    #[serde(default)]
    pub(crate) published: BTreeSet<String>,
}

/// The bandwidth between two regions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Limit {
    pub(crate) local: String,
    pub(crate) opposite: String,
    pub(crate) mbps: u32,
    pub(crate) package: String,
    /// `Modifying` or `Active`.
    pub(crate) status: String,
}

impl Child {
    /// Returns a network that is in this state, kept by no service and with nothing published.
    pub(crate) fn new(status: &str, attached: Timestamp) -> Self {
        Self {
            status: status.to_owned(),
            attached,
            service: String::new(),
            published: BTreeSet::new(),
        }
    }
}
