//! CENs.

use std::collections::{BTreeMap, BTreeSet};

use super::bandwidth::Bandwidth;
use super::ignore::Ignore;
use super::routes::Routes;
use super::transit::{AttachmentOptions, Billing, Router, TrafficLimit};
use crate::area::AreaPair;
use crate::names::{AccountName, CenId, Mbps, NetworkName, RegionId};
use crate::region_pair::RegionPair;

/// One CEN with everything that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cen {
    /// The account that owns it.
    pub account: AccountName,
    /// The id of an existing CEN that this topology takes over.
    pub id: Option<CenId>,
    /// The display name; the key of the CEN if the file gives none.
    pub display_name: String,
    /// The description; none is not managed.
    pub description: Option<String>,
    /// The user's own tags; none is not managed. No key begins with `cen:`.
    pub tags: Option<BTreeMap<String, String>>,
    /// The networks to be attached.
    pub attach: BTreeSet<NetworkName>,
    /// Bandwidth between regions, one group for each pair of areas.
    pub bandwidth: BTreeMap<AreaPair, Bandwidth>,
    /// Bandwidth between regions that is billed by the GB; no pair is in `bandwidth` too.
    pub traffic: BTreeMap<RegionPair, TrafficLimit>,
    /// How networks are attached to transit routers, where the file says something of them.
    pub attachments: BTreeMap<NetworkName, AttachmentOptions>,
    /// The texts of transit routers, where the file says something of them.
    pub routers: BTreeMap<RegionId, Router>,
    /// What it does with routes.
    pub routes: Routes,
    /// What is left to other tools.
    pub ignore: Vec<Ignore>,
}

impl Cen {
    /// Lists the bandwidth of every pair of regions, and how it is paid for.
    pub fn limits(&self) -> impl Iterator<Item = (&RegionPair, Mbps, Billing)> {
        let shares = self.bandwidth.iter().flat_map(|(areas, group)| {
            let billing = Billing::Package(*areas);
            group
                .limits
                .iter()
                .map(move |(pair, mbps)| (pair, *mbps, billing))
        });
        let by_traffic = |(pair, limit): (_, &TrafficLimit)| {
            let billing = Billing::Traffic(limit.link);
            (pair, limit.mbps, billing)
        };
        shares.chain(self.traffic.iter().map(by_traffic))
    }

    /// Tells whether the file has settings of this CEN that only the Basic Edition knows, and none
    /// that only the Enterprise Edition knows.
    pub fn needs_basic_edition(&self) -> bool {
        self.routes.says_something() && !self.needs_enterprise_edition()
    }

    /// Tells whether the file has settings of this CEN that only the Enterprise Edition knows.
    pub fn needs_enterprise_edition(&self) -> bool {
        !(self.traffic.is_empty() && self.attachments.is_empty() && self.routers.is_empty())
    }

    /// Returns how a network is attached to a transit router.
    pub fn attachment(&self, network: &NetworkName) -> AttachmentOptions {
        self.attachments.get(network).copied().unwrap_or_default()
    }
}
