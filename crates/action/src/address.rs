//! Which part of the topology something is about.

use std::fmt::{self, Write as _};

use cen_topology::{
    AccountName, AreaPair, CenName, NetworkName, RegionId, RegionPair, RouteMapPlace, TableName,
    ZoneId,
};
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
    /// The transit router service of an account.
    RouterService {
        /// The account's key.
        account: AccountName,
    },
    /// The transit router of a region.
    Router {
        /// The CEN's key.
        cen: CenName,
        /// The region.
        region: RegionId,
    },
    /// A vSwitch that is made for transit routers.
    Vswitch {
        /// The VPC's key.
        network: NetworkName,
        /// The zone.
        zone: ZoneId,
    },
    /// The use of the route table in which packets of an attachment are looked up.
    TableAssociation {
        /// The CEN's key.
        cen: CenName,
        /// The region of the router.
        region: RegionId,
        /// What is attached.
        end: TableEnd,
    },
    /// A route table's learning the routes of an attachment.
    TablePropagation {
        /// The CEN's key.
        cen: CenName,
        /// The region of the router.
        region: RegionId,
        /// The table: `system` is the default one.
        table: TableName,
        /// What is attached.
        end: TableEnd,
    },
    /// Something that the cloud has and the file does not.
    Extra {
        /// The CEN it hangs on, if the file has that one.
        cen: Option<CenName>,
        /// What it is, with its id.
        what: String,
    },
}

/// What an attachment of a transit router leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableEnd {
    /// A network.
    Network(NetworkName),
    /// The transit router of another region, over a link.
    Region(RegionId),
}

impl fmt::Display for TableEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(network) => network.fmt(f),
            Self::Region(region) => region.fmt(f),
        }
    }
}

/// What every address is made of.
struct Parts<'a> {
    kind: &'static str,
    cen: Option<&'a CenName>,
    network: Option<&'a NetworkName>,
    areas: Option<AreaPair>,
    cidr: Option<Ipv4Net>,
    /// What else tells it from others of its kind.
    rest: [Option<&'a dyn fmt::Display>; 3],
}

impl Address {
    fn parts(&self) -> Parts<'_> {
        let of = |kind, cen, network| Parts {
            kind,
            cen,
            network,
            areas: None,
            cidr: None,
            rest: [None; 3],
        };
        match self {
            Self::Network { network } => of("network", None, Some(network)),
            Self::Cen { cen } => of("cen", Some(cen), None),
            Self::Grant { cen, network } => of("grant", Some(cen), Some(network)),
            Self::Attachment { cen, network } => of("attachment", Some(cen), Some(network)),
            Self::Package { cen, areas } => Parts {
                areas: Some(*areas),
                ..of("package", Some(cen), None)
            },
            Self::Association { cen, areas } => Parts {
                areas: Some(*areas),
                ..of("association", Some(cen), None)
            },
            Self::Limit { cen, pair } => of("limit", Some(cen), None).with([pair]),
            Self::Route { cen, network, cidr } => Parts {
                cidr: Some(*cidr),
                ..of("route", Some(cen), Some(network))
            },
            Self::HealthCheck { cen, network } => of("health-check", Some(cen), Some(network)),
            Self::PrivateZone { cen, region } => of("private-zone", Some(cen), None).with([region]),
            Self::Service { cen, region, cidr } => Parts {
                cidr: Some(*cidr),
                ..of("service", Some(cen), None).with([region])
            },
            Self::RouteMap { cen, place } => of("route-map", Some(cen), None).with([place]),
            Self::RouterService { account } => of("router-service", None, None).with([account]),
            Self::Router { cen, region } => of("router", Some(cen), None).with([region]),
            Self::Vswitch { network, zone } => of("vswitch", None, Some(network)).with([zone]),
            Self::TableAssociation { cen, region, end } => {
                of("table-association", Some(cen), None).with([region as _, end as _])
            }
            Self::TablePropagation {
                cen,
                region,
                table,
                end,
            } => of("table-propagation", Some(cen), None).with([region as _, table as _, end as _]),
            Self::Extra { cen, what } => of("extra", cen.as_ref(), None).with([what]),
        }
    }

    /// Returns the CEN that this is a part of; none for a network, which may exist without one.
    pub fn cen(&self) -> Option<&CenName> {
        self.parts().cen
    }

    /// Returns the network that this is a part of, or that it is.
    pub fn network(&self) -> Option<&NetworkName> {
        self.parts().network
    }

    /// Returns the areas of a package, or of its being in use.
    pub fn areas(&self) -> Option<AreaPair> {
        self.parts().areas
    }

    /// Returns the destination of a route, or the range of a service.
    pub fn cidr(&self) -> Option<Ipv4Net> {
        self.parts().cidr
    }

    /// Tells whether this is about a network, a CEN or a package of the file, or cannot be without
    /// it.
    pub fn needs(&self, part: &Self) -> bool {
        match part {
            Self::Network { network } => self.network() == Some(network),
            Self::Cen { cen } | Self::Package { cen, .. } => self.cen() == Some(cen),
            Self::Grant { .. }
            | Self::Attachment { .. }
            | Self::Association { .. }
            | Self::Limit { .. }
            | Self::Route { .. }
            | Self::HealthCheck { .. }
            | Self::PrivateZone { .. }
            | Self::Service { .. }
            | Self::RouteMap { .. }
            | Self::RouterService { .. }
            | Self::Router { .. }
            | Self::Vswitch { .. }
            | Self::TableAssociation { .. }
            | Self::TablePropagation { .. }
            | Self::Extra { .. } => self == part,
        }
    }

    /// Returns the names in it, without what kind of thing it is.
    pub fn path(&self) -> String {
        let mut path = String::new();
        self.add_path(&mut path);
        path
    }

    /// Writes the names in it behind a text. The id of each action is made of them.
    pub(crate) fn add_path(&self, text: &mut String) {
        let parts = self.parts();
        let cen = parts.cen.filter(|_| !matches!(self, Self::Extra { .. }));
        let names = [
            cen.map(|cen| cen as &dyn fmt::Display),
            parts.network.map(|network| network as _),
            parts.areas.as_ref().map(|areas| areas as _),
        ];
        let cidr = parts.cidr.as_ref().map(|cidr| cidr as _);
        let names = names.into_iter().chain(parts.rest).chain([cidr]);
        for (place, name) in names.flatten().enumerate() {
            let slash = if place > 0 { "/" } else { "" };
            write!(text, "{slash}{name}").expect("a text takes everything");
        }
    }
}

impl<'a> Parts<'a> {
    fn with<const N: usize>(self, rest: [&'a dyn fmt::Display; N]) -> Self {
        let mut rest = rest.into_iter();
        Self {
            rest: [rest.next(), rest.next(), rest.next()],
            ..self
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.parts().kind, self.path()))
    }
}
