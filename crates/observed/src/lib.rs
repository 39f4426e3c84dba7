//! What the cloud was seen to be: one snapshot, with the gaps where nothing could be seen.

mod coverage;
mod gaps;
mod router;
mod routes;

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountId, AccountName, Area, AreaPair, CenId, CenName, InstanceId, Mbps, NetworkKind,
    PackageId, RegionId, RegionPair, Topology, VswitchId, ZoneId,
};
use serde::{Deserialize, Serialize};

pub use coverage::Coverage;
pub use gaps::{Gap, GapScope};
pub use router::{
    Edition, LinkCharge, SeenLink, SeenRouter, SeenTransit, SeenVswitch, ServiceState, TableUse,
};
pub use routes::{
    NotExpressible, RouteMapContent, RoutePart, SeenAccess, SeenRoute, SeenRouteMap, SeenRoutes,
};

/// The tag that names the topology which owns a CEN, a package or a VPC.
pub const TOPOLOGY_TAG: &str = "cen:topology";
/// The tag that names which part of its topology a thing is.
pub const NAME_TAG: &str = "cen:name";

/// One look at everything that a topology file names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// Every network instance that was listed in the accounts and regions of the file, the file's own and others.
    pub networks: BTreeMap<InstanceId, SeenNetwork>,
    /// The CENs of the accounts that own one in the file.
    pub cens: BTreeMap<CenId, SeenCen>,
    /// The bandwidth packages of the same accounts.
    pub packages: BTreeMap<PackageId, SeenPackage>,
    /// Networks that the file wants attached and that are on a CEN which the topology has nothing to do with, as far as the file's accounts
    /// own it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elsewhere: BTreeMap<InstanceId, CenId>,
    /// Regions that the built-in table does not know, and the area the cloud puts them in.
    pub areas: BTreeMap<RegionId, Area>,
    /// The zones in which an Enterprise transit router of a region can have attachments; empty where only the Basic Edition is offered. Read only
    /// for regions where the file needs a transit router and has none: a region that is not in it was not read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub offers: BTreeMap<RegionId, BTreeSet<ZoneId>>,
    /// Whether the transit router service is open in an account. Read only where something that needs it is missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<AccountName, ServiceState>,
    /// The vSwitches of the accounts and regions of the file in which a VPC is to be attached to an Enterprise transit router, has its vSwitches
    /// named by the file, or had them made.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vswitches: BTreeMap<VswitchId, SeenVswitch>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// Whether it was made of a file: then what only the cloud can tell is not in it.
    #[serde(skip)]
    pub is_imagined: bool,
}

/// A network instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenNetwork {
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// Whose it is.
    pub account: AccountName,
    /// Where it is.
    pub region: RegionId,
    /// Its display name; may be empty.
    pub name: String,
    /// Its description; may be empty.
    pub description: String,
    /// Its address ranges, as far as the listing tells them.
    pub cidrs: Vec<String>,
    /// The cloud's word for its state.
    pub status: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl SeenNetwork {
    /// Tells whether it is in a state in which it carries no traffic (source: the states of a VBR).
    pub fn is_out_of_service(&self) -> bool {
        ["unconfirmed", "terminating", "terminated", "deleting"]
            .iter()
            .any(|state| self.status.eq_ignore_ascii_case(state))
    }
}

/// A CEN, and what hangs on it if it was looked into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenCen {
    /// The account that owns it.
    pub account: AccountName,
    /// Its display name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// `Creating`, `Active`, `Modifying` or `Deleting`.
    pub status: String,
    /// `REDUCED`, or `FULL` on old CENs, where ranges must not overlap.
    #[serde(default)]
    pub protection_level: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// What hangs on it; none for a CEN that the topology has nothing to do with.
    pub inside: Option<Inside>,
}

impl SeenCen {
    /// Returns the key in its mark, also if another topology owns it. A plan may name it by its id: where the file has that key elsewhere, or two leave under it.
    pub fn marked(&self) -> Option<CenName> {
        self.tags
            .get(NAME_TAG)
            .map(|name| CenName::from(name.as_str()))
    }
}

/// What hangs on a CEN.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    /// The networks attached to it.
    pub attachments: BTreeMap<InstanceId, SeenAttachment>,
    /// The bandwidth between its regions.
    pub limits: BTreeMap<RegionPair, SeenLimit>,
    /// The networks that other accounts have granted to it.
    pub grants: BTreeSet<SeenGrant>,
    /// The transit router of each region that has one.
    pub routers: BTreeMap<RegionId, SeenRouter>,
    /// What it does with routes.
    #[serde(default)]
    pub routes: SeenRoutes,
}

impl Inside {
    /// Returns the edition of the transit router in a region, if there is one.
    pub fn edition(&self, region: &RegionId) -> Option<Edition> {
        self.routers.get(region).map(|router| router.edition)
    }
}

/// A network attached to a CEN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenAttachment {
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// Where it is.
    pub region: RegionId,
    /// Whose it is.
    pub owner: AccountId,
    /// `Attaching`, `Attached` or `Detaching`.
    pub status: String,
    /// The cloud service that keeps it; empty if it is the user's own.
    #[serde(default)]
    pub managed_service: String,
    /// What only an attachment of an Enterprise transit router has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transit: Option<SeenTransit>,
}

/// Bandwidth that two regions of a CEN may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenLimit {
    /// How much.
    pub mbps: Mbps,
    /// The package it comes from, where the cloud says.
    pub package: Option<PackageId>,
    /// `Modifying` or `Active`; of a link `Attaching`, `Attached`, `Modifying` or `Detaching`.
    pub status: String,
    /// What only a link between transit routers has; none for a limit between Basic regions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<SeenLink>,
}

impl SeenLimit {
    /// Tells whether it is a link that is billed by the GB.
    pub fn is_traffic(&self) -> bool {
        let charge = self.link.as_ref().and_then(|link| link.charge);
        charge == Some(LinkCharge::Traffic)
    }

    /// Returns what it takes of a package: nothing if it is billed by the GB.
    pub fn share(&self) -> Mbps {
        match self.is_traffic() {
            true => Mbps(0),
            false => self.mbps,
        }
    }
}

/// A permission to attach a network of another account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeenGrant {
    /// The network.
    pub instance: InstanceId,
    /// The account it belongs to.
    pub owner: AccountId,
}

/// A bandwidth package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenPackage {
    /// The account that owns it.
    pub account: AccountName,
    /// Its display name.
    pub name: String,
    /// Its size.
    pub mbps: Mbps,
    /// The areas it joins; none if the cloud named one that this version does not know.
    pub areas: Option<AreaPair>,
    /// `POSTPAY` or `PREPAY`.
    pub charge: String,
    /// `Idle` or `InUse`.
    pub status: String,
    /// `Normal`, `FinancialLocked` or `SecurityLocked`.
    pub business_status: String,
    /// When its paid term ends, as the cloud writes it; empty if it has none.
    #[serde(default)]
    pub expires: String,
    /// A change of its size that is ordered and waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<SeenReservation>,
    /// The CEN it is associated with.
    pub cen: Option<CenId>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// A change of the size of a package that is ordered and waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenReservation {
    /// The size that the package will have.
    pub mbps: Mbps,
    /// When, as the cloud writes it.
    pub at: String,
}

impl SeenPackage {
    /// Tells whether it carries traffic and takes orders: it is neither overdue nor locked.
    pub fn is_normal(&self) -> bool {
        self.business_status == "Normal"
    }
}

impl Observed {
    /// Returns the CENs that carry the mark of this part of this topology.
    pub fn cens_marked<'a>(
        &'a self,
        topology: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a CenId, &'a SeenCen)> {
        self.cens
            .iter()
            .filter(move |(_, cen)| is_marked(&cen.tags, topology, name))
    }

    /// Returns the packages that carry the mark of this part of this topology.
    pub fn packages_marked<'a>(
        &'a self,
        topology: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a PackageId, &'a SeenPackage)> {
        self.packages
            .iter()
            .filter(move |(_, package)| is_marked(&package.tags, topology, name))
    }

    /// Returns the networks that carry the mark of this part of this topology.
    pub fn networks_marked<'a>(
        &'a self,
        topology: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a InstanceId, &'a SeenNetwork)> {
        self.networks
            .iter()
            .filter(move |(_, network)| is_marked(&network.tags, topology, name))
    }
}

/// Tells whether tags say that something is this part of this topology.
pub fn is_marked(tags: &BTreeMap<String, String>, topology: &str, name: &str) -> bool {
    owner_of(tags) == Some(topology) && tags.get(NAME_TAG).is_some_and(|value| value == name)
}

/// Tells whether tags say that something is part of this topology, by the name that it has or had.
pub fn is_owned(tags: &BTreeMap<String, String>, topology: &Topology) -> bool {
    owner_of(tags).is_some_and(|owner| topology.is_called(owner))
}

/// Tells whether tags say that something was this part of this topology before it was renamed: under the other key, or under the name that the
/// topology had.
pub fn was_marked(
    tags: &BTreeMap<String, String>,
    topology: &Topology,
    name: &str,
    was: Option<&str>,
) -> bool {
    let part = tags.get(NAME_TAG).map(String::as_str);
    let has_old_name = part == Some(name) && owner_of(tags) != Some(topology.name.as_str());
    is_owned(tags, topology) && (has_old_name || (was.is_some() && part == was))
}

/// Returns the topology that tags name as the owner.
pub fn owner_of(tags: &BTreeMap<String, String>) -> Option<&str> {
    tags.get(TOPOLOGY_TAG).map(String::as_str)
}
