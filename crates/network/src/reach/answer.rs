//! The answer about two networks: the link between them, the obstacles, and further facts.

use cen_action::TableEnd;
use cen_topology::{
    Area, AreaPair, CenName, Mbps, NetworkName, RegionId, RegionPair, RouteMapPlace,
};
use ipnet::Ipv4Net;
use serde::Serialize;

use crate::{EntryHop, Link};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// Both ends, as they were asked for.
    pub ends: [End; 2],
    /// The CEN that both are on.
    pub cen: Option<CenName>,
    /// The bandwidth between them; [`Link::None`] if there is an obstacle.
    pub link: Link,
    /// The package that the bandwidth comes from.
    pub package: Option<Share>,
    /// Everything that is in the way.
    pub obstacles: Vec<Obstacle>,
    /// Further facts that a reader should know.
    pub notes: Vec<Note>,
}

/// One of the two networks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// Its key in the file.
    pub network: NetworkName,
    /// VPC, VBR or CCN.
    pub kind: cen_topology::NetworkKind,
    /// Whose it is.
    pub account: cen_topology::AccountName,
    /// Where it is.
    pub region: RegionId,
    /// The area of its region, if that is known.
    pub area: Option<Area>,
    /// The CEN that it is on.
    pub cen: Option<CenName>,
}

/// A bandwidth package, and the sum of the limits under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The two areas that it joins.
    pub areas: AreaPair,
    /// Its size; none for one that the file only names.
    pub mbps: Option<Mbps>,
    /// The sum of the limits under it.
    pub used: Mbps,
}

/// An obstacle between two networks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "obstacle")]
pub enum Obstacle {
    /// A network is not made yet.
    NotMade {
        /// The network.
        network: NetworkName,
    },
    /// A network is on no CEN.
    NotAttached {
        /// The network.
        network: NetworkName,
    },
    /// A network is being attached.
    Attaching {
        /// The network.
        network: NetworkName,
        /// The cloud's word for it.
        status: String,
    },
    /// A network carries no traffic.
    OutOfService {
        /// The network.
        network: NetworkName,
        /// The cloud's word for its state, such as `terminated`.
        status: String,
    },
    /// The two are on two CENs, which nothing joins.
    TwoCens {
        /// The CEN of each.
        cens: [CenName; 2],
    },
    /// The default route table of a transit router does not know what is attached to it.
    NotInTable {
        /// The region of the router.
        region: RegionId,
        /// What is attached: a network, or the link to another region.
        end: TableEnd,
    },
    /// What is attached to a transit router is looked up in another table than the default one. That
    /// table is not read, so where its packets go is not known.
    OtherTable {
        /// The region of the router.
        region: RegionId,
        /// What is attached: a network, or the link to another region.
        end: TableEnd,
    },
    /// No package joins the areas of the regions.
    NoPackage {
        /// The regions.
        regions: RegionPair,
        /// Their areas, if they are known.
        areas: Option<AreaPair>,
    },
    /// The package carries nothing.
    Locked {
        /// The areas that it joins.
        areas: AreaPair,
        /// The cloud's word for it.
        status: String,
    },
    /// Nothing of the package is given to the two regions.
    NoLimit {
        /// The regions.
        regions: RegionPair,
    },
    /// Another network of the CEN has the same address range, so that one of the two gets no traffic.
    Range {
        /// The network.
        network: NetworkName,
        /// The other one.
        other: NetworkName,
        /// The range that both have.
        range: Ipv4Net,
    },
    /// A route map keeps every route of one network from the other.
    RouteMap {
        /// The region, direction and priority of the route map.
        place: RouteMapPlace,
        /// The network whose routes it keeps back.
        network: NetworkName,
        /// The network that does not learn them.
        other: NetworkName,
    },
}

/// A further fact; it is no obstacle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "note")]
pub enum Note {
    /// Regions without a package may still exchange 1 kbit/s, for tests (source: the vendor's page on bandwidth).
    TestBandwidth,
    /// Links to a third region may carry routes between the two, which is not documented.
    OverThirdRegion {
        /// The third region.
        region: RegionId,
    },
    /// A static entry of a transit router leads packets for a network elsewhere. Where the router has learnt
    /// a narrower route, that one gets them.
    StaticEntry {
        /// The region of the router.
        region: RegionId,
        /// The packets that it is about.
        range: Ipv4Net,
        /// The network that has the range.
        network: NetworkName,
        /// The next hop of the entry.
        to: EntryHop,
    },
    /// Route maps of the CEN may keep some routes of one from the other: they ask for more than whose routes they are.
    RouteMaps,
    /// The CEN may have route maps that were not looked at, because the file does not manage them.
    RouteMapsUnknown,
    /// The answer is another one when the plan of the file is carried out.
    Planned {
        /// The bandwidth between them then.
        link: Link,
    },
    /// Two address ranges overlap: the narrower one gets the traffic.
    Overlap {
        /// Each network and its range, the narrower one last.
        ranges: [(NetworkName, Ipv4Net); 2],
    },
    /// Nothing tells the address ranges of these networks, so that conflicts are not seen.
    RangesUnknown {
        /// The networks.
        networks: Vec<NetworkName>,
    },
}

impl Reach {
    /// Tells whether the two can talk.
    pub fn is_reachable(&self) -> bool {
        self.obstacles.is_empty()
    }
}
