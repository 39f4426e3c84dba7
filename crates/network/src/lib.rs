//! What is joined to what: one view of a topology file, of a cloud that was looked at, and of what a plan leaves behind.
//!
//! Whoever asks who can talk to whom, or draws the network, asks this and need not know where it came from.

mod after_plan;
mod before_plan;
mod of_observed;
mod of_topology;
mod reach;
mod reachability_change;
mod route_policy;
mod static_entries;
mod survey;

pub use reach::{End, Note, Obstacle, Reach, Share, reach, reach_before};
pub use reachability_change::{ReachabilityChange, reachability_changes};
pub use survey::{AtNetwork, BetweenRegions, Filtered, Survey, survey};

use std::collections::{BTreeMap, BTreeSet};

use cen_topology::{
    AccountName, Area, AreaPair, AttachmentId, CenId, CenName, InstanceId, Mbps, NetworkKind,
    NetworkName, PackageId, RegionId, RegionPair, RouteMap, RouteMapPlace, RouterId,
};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use cen_action::{TableEnd, call::LinkState};

/// Networks, and the CENs that join them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkView {
    /// The networks of the file, and the other networks on its CENs. A network without a key goes by its id.
    pub networks: BTreeMap<NetworkName, JoinedNetwork>,
    /// The CENs of the file and those that leave it.
    pub cens: BTreeMap<CenName, JoinedCen>,
    /// The areas of regions that the built-in table does not know.
    pub areas: BTreeMap<RegionId, Area>,
    /// The sizes of the packages that were seen, whether in use or not.
    pub sizes: BTreeMap<PackageId, Mbps>,
    /// The networks that are being attached, each with the cloud's word for it.
    pub attaching: BTreeMap<NetworkName, String>,
    /// The networks that carry no traffic, each with the cloud's word for their state.
    pub out_of_service: BTreeMap<NetworkName, String>,
}

/// A network, and the CEN that it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedNetwork {
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// Whose it is: a name of the file, or an id that the file does not have.
    pub account: AccountName,
    /// Where it is.
    pub region: RegionId,
    /// Its id, if it is known.
    pub id: Option<InstanceId>,
    /// Its address ranges; none if nothing tells them.
    pub ranges: Option<Vec<Ipv4Net>>,
    /// The CEN that it is attached to. No network is on two.
    pub cen: Option<CenName>,
}

/// A CEN, and the bandwidth between its regions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedCen {
    /// The account that owns it.
    pub account: AccountName,
    /// Its id, if it is known.
    pub id: Option<CenId>,
    /// Its display name.
    pub display_name: String,
    /// Whether ranges must not overlap, as on old CENs.
    pub is_full: bool,
    /// The packages that serve it.
    pub packages: BTreeMap<AreaPair, JoinedPackage>,
    /// What two regions may exchange; never 0.
    pub limits: BTreeMap<RegionPair, Mbps>,
    /// What decides which routes go where; none for a route map of which nothing is known but its place.
    pub route_maps: BTreeMap<RouteMapPlace, Option<RouteMap<NetworkName>>>,
    /// Whether it may have route maps that were not looked at, because the file does not manage them.
    pub may_have_route_maps: bool,
    /// The pairs of regions whose bandwidth is billed by the GB, and comes from no package.
    pub traffic: BTreeSet<RegionPair>,
    /// Its transit routers that have route tables, as those of the Enterprise Edition do, by region.
    pub routers: BTreeMap<RegionId, JoinedRouter>,
    /// What is attached to a transit router whose default table does not know it, by region.
    pub apart: BTreeSet<(RegionId, TableEnd)>,
    /// What is looked up in another table than the default one, whose content is not read.
    pub in_other_tables: BTreeSet<(RegionId, TableEnd)>,
    /// The pairs of regions that a link between transit routers joins: more than two of them may carry
    /// routes of one another.
    pub links: BTreeSet<RegionPair>,
}

/// A transit router.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JoinedRouter {
    /// Its id, if it is known.
    pub id: Option<RouterId>,
    /// Its display name, if it has one.
    pub name: Option<String>,
    /// The static entries of its default table, as far as they were read: where packets for a range go.
    pub entries: BTreeMap<Ipv4Net, EntryHop>,
}

/// Where a static entry of a route table leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "hop")]
pub enum EntryHop {
    /// To a network, or to the link to another region.
    End {
        /// Which.
        end: TableEnd,
    },
    /// To an attachment that no file can name.
    Other {
        /// Its id.
        id: AttachmentId,
    },
    /// Nowhere: the packets are dropped.
    Dropped,
}

/// A bandwidth package in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedPackage {
    /// Its id, if it is known.
    pub id: Option<PackageId>,
    /// Its size; none for one that the file only names.
    pub mbps: Option<Mbps>,
    /// The cloud's word for why it carries nothing, such as `FinancialLocked`.
    pub locked: Option<String>,
}

/// What two networks may exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// Nothing: they are on no common CEN, or there is no bandwidth between their regions.
    None,
    /// Up to the limit between their regions, which all networks of the two regions share.
    Mbps(Mbps),
    /// They are in one region, where nothing is limited and nothing has to be bought.
    Local,
}

impl NetworkView {
    /// Returns the area of a region; none if neither the built-in table nor the cloud knows it.
    pub fn area(&self, region: &RegionId) -> Option<Area> {
        self.areas
            .get(region)
            .copied()
            .or_else(|| cen_topology::area_of(region))
    }

    /// Returns the areas that two regions join.
    pub fn areas_of(&self, pair: &RegionPair) -> Option<AreaPair> {
        Some(AreaPair::new(
            self.area(pair.first())?,
            self.area(pair.second())?,
        ))
    }

    /// Returns the networks that are attached to a CEN.
    pub fn attached<'a>(
        &'a self,
        cen: &'a CenName,
    ) -> impl Iterator<Item = (&'a NetworkName, &'a JoinedNetwork)> {
        self.networks
            .iter()
            .filter(move |(_, network)| network.cen.as_ref() == Some(cen))
    }

    /// Returns what the network of this id goes by.
    pub fn name_of(&self, id: &InstanceId) -> NetworkName {
        let named = self
            .networks
            .iter()
            .find(|(_, network)| network.id.as_ref() == Some(id))
            .map(|(name, _)| name.clone());
        named.unwrap_or_else(|| NetworkName::from(id.as_str()))
    }

    /// Returns what the limits of two areas take of the package that serves them on a CEN.
    pub fn used(&self, cen: &JoinedCen, areas: AreaPair) -> Mbps {
        cen.limits
            .iter()
            .filter(|(pair, _)| self.areas_of(pair) == Some(areas) && !cen.traffic.contains(*pair))
            .map(|(_, mbps)| *mbps)
            .sum()
    }
}

impl JoinedCen {
    /// Sets what two regions may exchange over a link.
    fn set_link(&mut self, pair: &RegionPair, state: &LinkState) {
        self.set_limit(pair, state.mbps);
        match state.billing.is_traffic() {
            true => self.traffic.insert(pair.clone()),
            false => self.traffic.remove(pair),
        };
    }

    /// Takes the link between two regions away.
    fn clear_link(&mut self, pair: &RegionPair) {
        self.limits.remove(pair);
        self.traffic.remove(pair);
    }

    /// Sets what two regions may exchange; 0 is none.
    fn set_limit(&mut self, pair: &RegionPair, mbps: Mbps) {
        if mbps > Mbps(0) {
            self.limits.insert(pair.clone(), mbps);
        } else {
            self.limits.remove(pair);
        }
    }

    /// Returns what networks of two regions of this CEN may exchange.
    pub fn link(&self, one: &RegionId, other: &RegionId) -> Link {
        match RegionPair::new(one.clone(), other.clone()) {
            None => Link::Local,
            Some(pair) => self
                .limits
                .get(&pair)
                .map_or(Link::None, |mbps| Link::Mbps(*mbps)),
        }
    }
}
