//! Which part of the topology something is about.

use std::fmt;

use cen_topology::{AreaPair, CenName, NetworkName, RegionId, RegionPair, RouteMapPlace};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

/// Which part of the topology something is about.
/// Networks and CENs that the file does not name go by what their mark calls them, or by their ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "part")]
pub enum Address {
    /// A network by itself.
    Network {
        /// Its key.
        network: NetworkName,
    },
    /// A CEN.
    Cen {
        /// Its key.
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
    /// A custom route of a VPC that its CEN learns.
    Route {
        /// The CEN's key.
        cen: CenName,
        /// The VPC's key.
        network: NetworkName,
        /// The destination.
        cidr: Ipv4Net,
    },
    /// The health check of the line behind a VBR.
    HealthCheck {
        /// The CEN's key.
        cen: CenName,
        /// The VBR's key.
        network: NetworkName,
    },
    /// The access to PrivateZone from one region.
    PrivateZone {
        /// The CEN's key.
        cen: CenName,
        /// The region, or the area of CCNs, that it is reached from.
        region: RegionId,
    },
    /// The access to a cloud service from one region.
    Service {
        /// The CEN's key.
        cen: CenName,
        /// The region, or the area of CCNs, that it is reached from.
        region: RegionId,
        /// The range of the service.
        cidr: Ipv4Net,
    },
    /// What becomes of routes that pass into a region or out of it.
    RouteMap {
        /// The CEN's key.
        cen: CenName,
        /// The region, the direction and the priority.
        place: RouteMapPlace,
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
            | Self::Grant { cen, .. }
            | Self::Attachment { cen, .. }
            | Self::Package { cen, .. }
            | Self::Association { cen, .. }
            | Self::Limit { cen, .. }
            | Self::Route { cen, .. }
            | Self::HealthCheck { cen, .. }
            | Self::PrivateZone { cen, .. }
            | Self::Service { cen, .. }
            | Self::RouteMap { cen, .. } => Some(cen),
            Self::Extra { cen, .. } => cen.as_ref(),
        }
    }

    /// Whether this is about a network, a CEN or a package of the file, or cannot be without it.
    pub fn needs(&self, part: &Self) -> bool {
        match part {
            Self::Network { network } => self.network() == Some(network),
            Self::Cen { cen } | Self::Package { cen, .. } => self.cen() == Some(cen),
            other => self == other,
        }
    }

    /// The network that this is a part of, or that it is.
    fn network(&self) -> Option<&NetworkName> {
        match self {
            Self::Network { network }
            | Self::Grant { network, .. }
            | Self::Attachment { network, .. }
            | Self::Route { network, .. }
            | Self::HealthCheck { network, .. } => Some(network),
            Self::Cen { .. }
            | Self::Package { .. }
            | Self::Association { .. }
            | Self::Limit { .. }
            | Self::PrivateZone { .. }
            | Self::Service { .. }
            | Self::RouteMap { .. }
            | Self::Extra { .. } => None,
        }
    }

    /// The names in it, without what kind of thing it is.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Network { network } => network.to_string(),
            Self::Cen { cen } => cen.to_string(),
            Self::Grant { cen, network }
            | Self::Attachment { cen, network }
            | Self::HealthCheck { cen, network } => {
                format!("{cen}/{network}")
            }
            Self::Package { cen, areas } | Self::Association { cen, areas } => {
                format!("{cen}/{areas}")
            }
            Self::Limit { cen, pair } => format!("{cen}/{pair}"),
            Self::Route { cen, network, cidr } => format!("{cen}/{network}/{cidr}"),
            Self::PrivateZone { cen, region } => format!("{cen}/{region}"),
            Self::Service { cen, region, cidr } => format!("{cen}/{region}/{cidr}"),
            Self::RouteMap { cen, place } => format!("{cen}/{place}"),
            Self::Extra { what, .. } => what.clone(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Network { .. } => "network",
            Self::Cen { .. } => "cen",
            Self::Grant { .. } => "grant",
            Self::Attachment { .. } => "attachment",
            Self::Package { .. } => "package",
            Self::Association { .. } => "association",
            Self::Limit { .. } => "limit",
            Self::Route { .. } => "route",
            Self::HealthCheck { .. } => "health-check",
            Self::PrivateZone { .. } => "private-zone",
            Self::Service { .. } => "service",
            Self::RouteMap { .. } => "route-map",
            Self::Extra { .. } => "extra",
        };
        f.pad(&format!("{kind}/{}", self.path()))
    }
}
