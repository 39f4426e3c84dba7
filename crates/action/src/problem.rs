//! Why no plan can be made. All problems are returned at once, each with a code. `cen-render` has the words.

use cen_topology::{
    AccountId, AccountName, AreaPair, CenId, InstanceId, Network, NetworkKind, PackageId, RegionId,
    Topology,
};
use serde::Serialize;

use crate::address::Address;
use crate::reference::ActionId;
use cen_observed::Gap;

/// One reason why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What it is about; none where the file has no part for it.
    pub address: Option<Address>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ProblemKind {
    /// Required cloud data could not be read.
    Gap {
        /// What could not be read, and why.
        gap: Gap,
    },
    /// The cloud has no such object there.
    NotFound {
        /// What was looked for.
        wanted: Wanted,
        /// Where it was looked for.
        place: SearchedPlace,
    },
    /// More than one object fits.
    Ambiguous {
        /// The ids that fit.
        candidates: Vec<String>,
    },
    /// A package joins other areas than its group says.
    OtherAreas {
        /// The package.
        package: PackageId,
        /// The areas it joins; none if this version does not know them.
        areas: Option<AreaPair>,
    },
    /// A limit stands in a group of other areas than those of its regions.
    LimitOfOtherAreas {
        /// The areas of its regions.
        areas: AreaPair,
    },
    /// Two parts of the file are one object.
    NamedTwice {
        /// Its id.
        id: String,
        /// The other part.
        other: Box<Address>,
    },
    /// The cloud does not offer CEN in a region.
    NotOffered {
        /// The region.
        region: RegionId,
    },
    /// More VPCs are to have their routes written by one transit router than the cloud allows.
    TooManySynced {
        /// How many.
        count: usize,
        /// The most.
        most: usize,
    },
    /// The rules of order contradict each other: a defect of this program.
    Circle {
        /// The actions that wait for one another.
        actions: Vec<ActionId>,
    },
}

/// What was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Wanted {
    /// A network by its id.
    Network {
        /// VPC, VBR or CCN.
        #[serde(rename = "network")]
        kind: NetworkKind,
        /// Its id.
        id: InstanceId,
    },
    /// A network by its display name.
    NetworkNamed {
        /// VPC, VBR or CCN.
        #[serde(rename = "network")]
        kind: NetworkKind,
        /// Its display name.
        name: String,
    },
    /// A CEN by its id.
    Cen {
        /// Its id.
        id: CenId,
    },
    /// A bandwidth package by its id.
    Package {
        /// Its id.
        id: PackageId,
    },
}

/// Where something was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchedPlace {
    /// The region; none for what has no region.
    pub region: Option<RegionId>,
    /// The account's key.
    pub account: AccountName,
    /// The account's id.
    pub account_id: AccountId,
}

impl SearchedPlace {
    /// Returns the place where a network of the file is looked for.
    pub fn of_network(desired: &Topology, network: &Network) -> Self {
        Self {
            region: Some(network.region.clone()),
            ..Self::of_account(desired, &network.account)
        }
    }

    /// Returns an account of the file as a place.
    pub fn of_account(desired: &Topology, account: &AccountName) -> Self {
        Self {
            region: None,
            account: account.clone(),
            account_id: desired.account(account).id.clone(),
        }
    }
}

impl Problem {
    /// Returns a problem of a part of the file.
    pub fn of(address: Address, kind: ProblemKind) -> Self {
        Self {
            address: Some(address),
            kind,
        }
    }

    /// Returns the problem that something could not be read.
    pub fn of_gap(gap: &Gap) -> Self {
        Self {
            address: None,
            kind: ProblemKind::Gap { gap: gap.clone() },
        }
    }

    /// Returns the problem that actions wait for each other.
    pub fn of_circle(actions: Vec<ActionId>) -> Self {
        Self {
            address: None,
            kind: ProblemKind::Circle { actions },
        }
    }

    /// Returns the diagnostic code, such as `CEN301`.
    pub fn code(&self) -> &'static str {
        match self.kind {
            ProblemKind::Gap { .. } => "CEN300",
            ProblemKind::NotFound { .. } => "CEN301",
            ProblemKind::Ambiguous { .. } => "CEN302",
            ProblemKind::OtherAreas { .. } | ProblemKind::LimitOfOtherAreas { .. } => "CEN304",
            ProblemKind::NamedTwice { .. } => "CEN305",
            ProblemKind::NotOffered { .. } => "CEN307",
            ProblemKind::TooManySynced { .. } => "CEN309",
            ProblemKind::Circle { .. } => "CEN399",
        }
    }
}
