//! What is changing, what it becomes, and when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::world::listed::Listed;
use crate::world::package::PackageState;

/// What is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ResourceKey {
    Cen(String),
    Child {
        cen: String,
        network: String,
    },
    Package(String),
    /// The size of a package.
    Size(String),
    Limit {
        cen: String,
        pair: String,
    },
    Vpc(String),
    Grant {
        network: String,
        cen: String,
    },
    Route {
        cen: String,
        network: String,
        cidr: String,
    },
    RouteMap {
        cen: String,
        id: String,
    },
    ZoneRoute {
        cen: String,
        access: String,
    },
    ServiceRoute {
        cen: String,
        key: String,
    },
    HealthCheck {
        cen: String,
        vbr: String,
    },
    Router {
        cen: String,
        region: String,
    },
    Attachment {
        cen: String,
        id: String,
    },
    Table(TableKey),
    Association {
        table: TableKey,
        attachment: String,
    },
    Propagation {
        table: TableKey,
        attachment: String,
    },
    Entry {
        table: TableKey,
        id: String,
    },
    VSwitch(String),
    /// A route of a VPC's table.
    VpcRoute {
        vpc: String,
        cidr: String,
    },
}

/// A route table of a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableKey {
    pub(crate) cen: String,
    pub(crate) region: String,
    pub(crate) id: String,
}

/// Where it is going.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Next {
    /// The state that it will rest in.
    Status(String),
    /// The state that a package will rest in.
    Package(PackageState),
    /// The size that a package will have.
    Mbps(u32),
    /// It takes effect.
    Effective,
    /// It will be gone.
    Gone,
}

/// When it arrives. What arrives first is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Due {
    At(Timestamp),
    /// After so many more reads that show it.
    Reads(u32),
    /// Not at all, unless another change of the same thing begins.
    Never,
}

/// A change under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Transition {
    #[serde(rename = "thing")]
    pub(crate) key: ResourceKey,
    pub(crate) next: Next,
    pub(crate) due: Due,
}

impl Listed for Transition {
    fn key(&self) -> String {
        self.key.text()
    }
}

impl ResourceKey {
    /// Returns it as a text, which no other one has. Transitions are kept by it: there is one of a thing at most.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).expect("it is an enum of texts")
    }

    /// The CEN that it is, or is a part of. A package is none of its CEN's parts: it outlives that.
    pub(crate) fn cen(&self) -> Option<&str> {
        match self {
            Self::Cen(cen)
            | Self::Child { cen, .. }
            | Self::Limit { cen, .. }
            | Self::Route { cen, .. }
            | Self::RouteMap { cen, .. }
            | Self::ZoneRoute { cen, .. }
            | Self::ServiceRoute { cen, .. }
            | Self::HealthCheck { cen, .. }
            | Self::Router { cen, .. }
            | Self::Attachment { cen, .. } => Some(cen),
            Self::Table(table)
            | Self::Association { table, .. }
            | Self::Propagation { table, .. }
            | Self::Entry { table, .. } => Some(&table.cen),
            Self::Package(_)
            | Self::Size(_)
            | Self::Vpc(_)
            | Self::Grant { .. }
            | Self::VSwitch(_)
            | Self::VpcRoute { .. } => None,
        }
    }

    /// Returns the region of the router whose route tables it changes; none for all else.
    pub(crate) fn table_region(&self) -> Option<&str> {
        match self {
            Self::Table(table)
            | Self::Association { table, .. }
            | Self::Propagation { table, .. }
            | Self::Entry { table, .. } => Some(&table.region),
            Self::Cen(_)
            | Self::Child { .. }
            | Self::Package(_)
            | Self::Size(_)
            | Self::Limit { .. }
            | Self::Vpc(_)
            | Self::Grant { .. }
            | Self::Route { .. }
            | Self::RouteMap { .. }
            | Self::ZoneRoute { .. }
            | Self::ServiceRoute { .. }
            | Self::HealthCheck { .. }
            | Self::Router { .. }
            | Self::Attachment { .. }
            | Self::VSwitch(_)
            | Self::VpcRoute { .. } => None,
        }
    }
}

pub(crate) fn set(status: Option<&mut String>, next: Next) {
    if let (Some(status), Next::Status(next)) = (status, next) {
        *status = next;
    }
}
