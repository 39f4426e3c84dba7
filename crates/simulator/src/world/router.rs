//! Transit routers, their route tables, and what is attached to them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::world::World;
use crate::world::map::Map;
use crate::world::network::Tags;

/// The transit router of a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Router {
    pub(crate) id: String,
    pub(crate) edition: Edition,
    pub(crate) created: Timestamp,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    /// `Creating`, `Active`, `Modifying`, `Deleting` or `Upgrading`.
    #[serde(default = "active")]
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) tags: Tags,
    #[serde(default)]
    pub(crate) multicast: bool,
    /// The route tables by id: none for the Basic Edition.
    #[serde(default)]
    pub(crate) tables: Map<Table>,
}

/// What a transit router is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Edition {
    Basic,
    Enterprise,
}

/// A route table of a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) description: String,
    /// Whether it is the one that came with the router.
    pub(crate) is_system: bool,
    /// `Creating`, `Active` or `Deleting`.
    pub(crate) status: String,
    pub(crate) tags: Tags,
    pub(crate) created: Timestamp,
    /// Whether equal routes of several regions are used side by side.
    pub(crate) multi_region_ecmp: bool,
    /// The state of the association of each attachment that is looked up here.
    pub(crate) associations: Map<String>,
    /// The state of the propagation of each attachment whose routes it learns.
    pub(crate) propagations: Map<String>,
    /// The static entries, by id.
    pub(crate) entries: Map<StaticEntry>,
}

/// A static entry of a route table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StaticEntry {
    pub(crate) cidr: String,
    /// The attachment that it leads to; none if packets are dropped.
    pub(crate) next_hop: Option<String>,
    pub(crate) name: String,
    pub(crate) description: String,
    /// `Creating`, `Active` or `Deleting`.
    pub(crate) status: String,
    pub(crate) created: Timestamp,
}

/// What is attached to a transit router, or the link between two of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attachment {
    /// The region of the router; for a link, of the end that made it.
    pub(crate) region: String,
    pub(crate) to: AttachedTo,
    pub(crate) name: String,
    pub(crate) description: String,
    /// `Attaching`, `Attached`, `Modifying` or `Detaching`.
    pub(crate) status: String,
    pub(crate) tags: Tags,
    pub(crate) created: Timestamp,
    /// `AutoPublishRouteEnabled`.
    pub(crate) publishes: bool,
}

/// What an attachment joins a router with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AttachedTo {
    Vpc(AttachedVpc),
    Vbr(AttachedVbr),
    Peer(Link),
}

/// An attached VPC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttachedVpc {
    pub(crate) vpc: String,
    pub(crate) zones: Vec<ZoneMapping>,
    /// Zone mappings on their way out: their addresses are in use until the change is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) leaving: Vec<ZoneMapping>,
    /// `PayByCenOwner` or `PayByResourceOwner`.
    pub(crate) order: String,
    pub(crate) appliance_mode: bool,
    pub(crate) ipv6: bool,
    /// The cloud service that made it; empty for most.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) service: String,
}

/// An attached border router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttachedVbr {
    pub(crate) vbr: String,
    /// `PayByCenOwner` or `PayByResourceOwner`.
    pub(crate) order: String,
}

/// A link between two routers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) peer_region: String,
    pub(crate) bandwidth: LinkBandwidth,
    /// `Gold` or `Platinum`.
    pub(crate) link_type: String,
}

/// How a link is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LinkBandwidth {
    /// Neither package nor bandwidth was given: some kbit/s to try it.
    Test,
    /// A share of a package.
    Package { package: String, mbps: u32 },
    /// By traffic, up to this.
    Traffic { mbps: u32 },
}

/// A vSwitch that a router enters a VPC through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ZoneMapping {
    pub(crate) zone: String,
    pub(crate) vswitch: String,
    /// The network interface that it made there.
    pub(crate) interface: String,
}

fn active() -> String {
    "Active".to_owned()
}

impl Router {
    /// Returns a router of the Basic Edition, which comes with the first network of a region.
    pub(crate) fn basic(id: String, created: Timestamp) -> Self {
        Self {
            id,
            edition: Edition::Basic,
            created,
            name: String::new(),
            description: String::new(),
            status: active(),
            tags: Tags::new(),
            multicast: false,
            tables: Map::new(),
        }
    }

    /// Returns a router of the Enterprise Edition with its system table.
    pub(crate) fn enterprise(id: String, table: String, created: Timestamp) -> Self {
        Self {
            edition: Edition::Enterprise,
            tables: Map::from_iter([(table, Table::new(created, true))]),
            ..Self::basic(id, created)
        }
    }
}

impl Table {
    /// Returns an active table without anything in it.
    pub(crate) fn new(created: Timestamp, is_system: bool) -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            is_system,
            status: active(),
            tags: Tags::new(),
            created,
            multi_region_ecmp: false,
            associations: Map::new(),
            propagations: Map::new(),
            entries: Map::new(),
        }
    }
}

impl Attachment {
    /// Returns the VPC or border router that it attaches; none for a link.
    pub(crate) fn network(&self) -> Option<&str> {
        match &self.to {
            AttachedTo::Vpc(attached) => Some(&attached.vpc),
            AttachedTo::Vbr(attached) => Some(&attached.vbr),
            AttachedTo::Peer(_) => None,
        }
    }

    /// The link that it is, if it is one.
    pub(crate) fn link(&self) -> Option<&Link> {
        match &self.to {
            AttachedTo::Peer(link) => Some(link),
            AttachedTo::Vpc(_) | AttachedTo::Vbr(_) => None,
        }
    }

    /// Tells whether the router of a region is one of its ends.
    pub(crate) fn is_at(&self, region: &str) -> bool {
        self.region == region || self.link().is_some_and(|link| link.peer_region == region)
    }

    /// Returns the addresses that it has in VPCs.
    pub(crate) fn interfaces(&self) -> impl Iterator<Item = &ZoneMapping> {
        let attached = match &self.to {
            AttachedTo::Vpc(attached) => Some(attached),
            AttachedTo::Vbr(_) | AttachedTo::Peer(_) => None,
        };
        attached
            .into_iter()
            .flat_map(|attached| attached.zones.iter().chain(&attached.leaving))
    }
}

impl World {
    /// Gives its system table to each router of the Enterprise Edition that was saved before routers
    /// had tables.
    pub(crate) fn add_missing_tables(&mut self) {
        let is_bare =
            |router: &Router| router.edition == Edition::Enterprise && router.tables.is_empty();
        let cens = self
            .cens
            .filter_mut(|_, cen| cen.routers.values().any(is_bare));
        let bare = cens.flat_map(|(_, cen)| cen.routers.filter_mut(|_, router| is_bare(router)));
        for (_, router) in bare {
            let id = router.id.replacen("tr-", "vtb-", 1);
            router.tables.insert(id, Table::new(router.created, true));
        }
    }

    /// Returns the attachments of a VPC or border router, each with the id of its CEN.
    pub(crate) fn attachments_of(
        &self,
        network: &str,
    ) -> impl Iterator<Item = (&str, &Attachment)> {
        self.cens.iter().flat_map(move |(id, cen)| {
            let held = cen.attachments.of_group(network);
            held.map(move |(_, attachment)| (id.as_str(), attachment))
        })
    }

    /// Tells whether a network is on a CEN, through a router of either edition, or on its way there or off.
    pub(crate) fn hangs_on(&self, network: &str, of: &str) -> bool {
        self.child(network).is_some_and(|(cen, _)| cen == of)
            || self.attachments_of(network).any(|(cen, _)| cen == of)
    }

    /// Tells whether a network is attached to a CEN, to a router of either edition, and that is done.
    pub(crate) fn is_attached(&self, network: &str) -> bool {
        let child = self.child(network);
        child.is_some_and(|(_, child)| child.status == "Attached")
            || self
                .attachments_of(network)
                .any(|(_, attachment)| attachment.status == "Attached")
    }

    /// Returns the shares of a package that links have, in Mbps.
    pub(crate) fn links_under(&self, package: &str) -> impl Iterator<Item = u32> {
        let attachments = self.cens.values().flat_map(|cen| cen.attachments.values());
        let shares = attachments.filter_map(|attachment| attachment.link()?.bandwidth.of_package());
        shares
            .filter(move |(held, _)| *held == package)
            .map(|(_, mbps)| mbps)
    }
}

impl LinkBandwidth {
    /// Returns the package that carries it, and its share of that.
    pub(crate) fn of_package(&self) -> Option<(&str, u32)> {
        match self {
            Self::Package { package, mbps } => Some((package, *mbps)),
            Self::Test | Self::Traffic { .. } => None,
        }
    }

    /// Its name on the wire.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Test | Self::Package { .. } => "BandwidthPackage",
            Self::Traffic { .. } => "DataTransfer",
        }
    }

    /// In Mbit/s; 0 for a link to try.
    pub(crate) fn mbps(&self) -> u32 {
        match self {
            Self::Test => 0,
            Self::Package { mbps, .. } | Self::Traffic { mbps } => *mbps,
        }
    }
}
