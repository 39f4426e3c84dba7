//! The desired state of one network, after every offline rule has been checked.
//!
//! Whoever holds a [`Topology`] may rely on: every name that one part uses is declared in another, a network stands in at most one CEN,
//! a region pair stands once in a CEN and its regions have something attached, the limits of a group fit its package where the package is
//! bought here, areas fit their regions as far as the built-in table knows them, and whatever routes are asked of is attached to that CEN.

pub(crate) mod from_document;
mod route_maps;
mod routes;

pub use route_maps::{
    Choice, Community, CommunityEdit, Condition, Direction, RouteEnd, RouteMap, RouteMapPlace,
    RouteType,
};
pub use routes::{HealthCheck, Routes};

use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv4Net;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::names::{
    AccountId, AccountName, AreaPair, CenId, CenName, InstanceId, Mbps, NetworkKind, NetworkName,
    PackageId, RegionId, RegionPair, TopologyName,
};

/// The desired state of one network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    /// The ownership mark.
    pub name: TopologyName,
    /// Who owns what.
    pub accounts: BTreeMap<AccountName, Account>,
    /// VPCs, VBRs and CCNs.
    pub networks: BTreeMap<NetworkName, Network>,
    /// The CENs that join them.
    pub cens: BTreeMap<CenName, Cen>,
    /// Names of networks and CENs that must not be deleted or detached.
    pub protect: BTreeSet<String>,
    /// Drift that is known and tolerated for a while.
    pub acknowledge: Vec<Acknowledgement>,
}

/// Drift that is known and tolerated for a while. It changes nothing of what is desired: an apply settles it all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// What it is about, as a report names it.
    pub drift: String,
    /// How the cloud differs there. None is any way but one: that a whole network or CEN is gone is never meant unless it is written.
    pub class: Option<DriftClass>,
    /// The last day, in UTC, on which it is tolerated.
    pub until: Date,
    /// Why.
    pub why: String,
}

/// How the cloud differs from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriftClass {
    /// The file wants it, the cloud does not have it.
    Missing,
    /// The cloud has it otherwise.
    Changed,
    /// The cloud has it, the file does not.
    Extra,
}

impl DriftClass {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Missing, Self::Changed, Self::Extra];

    /// The word of the topology file, and of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Extra => "extra",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }
}

/// One Alibaba Cloud account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its UID.
    pub id: AccountId,
    /// The profile of the Alibaba CLI's configuration that holds its credential, where the file names one; else the account's key serves.
    pub profile: Option<String>,
}

/// A network instance: where it is, whose it is, and how it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// VPC, VBR or CCN.
    pub kind: NetworkKind,
    /// The account that owns it.
    pub account: AccountName,
    /// The region it lies in; for a CCN its area, such as `ccn-cn-shanghai`.
    pub region: RegionId,
    /// How it is found.
    pub selector: Selector,
}

/// How a network is found in the cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// By its id.
    Id(InstanceId),
    /// By its name, which must match exactly one instance of the account in the region. VPC only.
    Name(String),
    /// Made and kept by this topology. VPC only.
    Managed {
        /// The address range that it is created with.
        cidr: Ipv4Net,
        /// Its description; none is not managed.
        description: Option<String>,
    },
}

/// One CEN and all that hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cen {
    /// The account that owns it.
    pub account: AccountName,
    /// A CEN made elsewhere that this topology takes over.
    pub id: Option<CenId>,
    /// The display name; the key, where the file gives none.
    pub display_name: String,
    /// The description; none is not managed.
    pub description: Option<String>,
    /// The user's own tags; none is not managed. Never one that begins with `cen:`.
    pub tags: Option<BTreeMap<String, String>>,
    /// The networks to be attached.
    pub attach: BTreeSet<NetworkName>,
    /// Bandwidth between regions, one group for each pair of areas.
    pub bandwidth: BTreeMap<AreaPair, Bandwidth>,
    /// What it does with routes.
    pub routes: Routes,
    /// What is left to other tools.
    pub ignore: Vec<Ignore>,
}

/// The bandwidth between two areas: what is bought, and who may use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bandwidth {
    /// Where it comes from.
    pub package: Package,
    /// What two regions may exchange, at least 1 Mbps each.
    pub limits: BTreeMap<RegionPair, Mbps>,
}

/// A bandwidth package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Package {
    /// Bought and kept by this topology.
    Bought {
        /// Its size, 2 to 10000.
        mbps: Mbps,
        /// How it is paid.
        charge: Charge,
    },
    /// Bought elsewhere: associated and shared out, never resized or deleted.
    Existing(PackageId),
}

/// How a package is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Charge {
    /// By use, until deleted.
    Postpaid,
    /// For a term, in advance; it cannot be deleted before the term ends.
    Prepaid {
        /// The term in months: 1, 2, 3, 6, 12, 24 or 36.
        months: u32,
        /// Whether the term is renewed by itself.
        auto_renew: bool,
    },
}

/// Something inside a CEN that this topology leaves alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ignore {
    /// Instances and packages whose id matches; `*` stands for any run of characters.
    Id(String),
    /// The limit of a pair of regions.
    Pair(RegionPair),
}

impl Topology {
    /// The same topology without anything that it makes itself: what it owns has nothing left to stay for.
    pub fn emptied(&self) -> Self {
        let made_elsewhere =
            |network: &Network| !matches!(network.selector, Selector::Managed { .. });
        let networks = self
            .networks
            .iter()
            .filter(|(_, network)| made_elsewhere(network));
        let networks = networks
            .map(|(name, network)| (name.clone(), network.clone()))
            .collect();
        Self {
            networks,
            cens: BTreeMap::new(),
            ..self.clone()
        }
    }

    /// The same topology with every part of [`Routes`] managed and empty: who is to remove everything must see everything.
    pub fn managing_all_routes(&self) -> Self {
        let mut all = self.clone();
        all.cens
            .values_mut()
            .for_each(|cen| cen.routes = Routes::nothing());
        all
    }

    /// The account behind a name.
    ///
    /// # Panics
    /// Never for a name taken from the same topology: names are resolved when the file is read.
    pub fn account(&self, name: &AccountName) -> &Account {
        &self.accounts[name]
    }
}

impl Ignore {
    /// Whether an instance or package of this id is left alone.
    pub fn covers_id(&self, id: &str) -> bool {
        match self {
            Self::Id(pattern) => matches_pattern(pattern, id),
            Self::Pair(_) => false,
        }
    }

    /// Whether the limit of this pair is left alone.
    pub fn covers_pair(&self, pair: &RegionPair) -> bool {
        match self {
            Self::Id(_) => false,
            Self::Pair(ignored) => ignored == pair,
        }
    }
}

/// Whether `text` matches `pattern`, in which `*` stands for any run of characters.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some(last) = pieces.next_back() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        for (pattern, text, matches) in [
            ("vpc-1", "vpc-1", true),
            ("vpc-1", "vpc-12", false),
            ("vpc-legacy*", "vpc-legacy-7", true),
            ("*-7", "vpc-legacy-7", true),
            ("vpc*legacy*7", "vpc-legacy-7", true),
            ("vpc*7*7", "vpc-7", false),
            ("*", "", true),
        ] {
            assert_eq!(
                matches_pattern(pattern, text),
                matches,
                "{pattern} on {text}"
            );
        }
    }
}
