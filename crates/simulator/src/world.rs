//! Everything that exists: accounts, networks, CENs, packages, grants. One value that is saved and loaded as a whole.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::lifecycle::Transition;
use crate::routing::{Route, Routing};

/// The version of the saved form.
pub const WORLD_VERSION: u32 = 1;

/// The most things in a world, answers that are kept for their tokens among them.
pub(crate) const MOST_THINGS: usize = 500_000;

/// A whole cloud. Ids are the wire's; every map is keyed by them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// Always [`WORLD_VERSION`].
    pub(crate) version: u32,
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) networks: BTreeMap<String, Network>,
    pub(crate) cens: BTreeMap<String, Cen>,
    pub(crate) packages: BTreeMap<String, Package>,
    pub(crate) grants: Vec<Grant>,
    /// Changes under way.
    pub(crate) transitions: Vec<Transition>,
    /// What was answered to each ClientToken, keyed by account, action and token.
    pub(crate) tokens: BTreeMap<String, TokenUse>,
    pub(crate) quotas: Option<Quotas>,
    /// How many ids have been given out.
    pub(crate) serial: u64,
}

/// An account and its access keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The keys, by their ids.
    pub(crate) keys: BTreeMap<String, Key>,
    /// Whether it may grant VBRs to CENs of other accounts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) vbr_grants: bool,
}

/// An access key: made up, worth nothing anywhere else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) secret: String,
    /// The security token, if the key is a temporary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
}

/// VPC, VBR or CCN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Kind {
    Vpc,
    Vbr,
    Ccn,
}

/// A network instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Network {
    pub(crate) kind: Kind,
    pub(crate) owner: String,
    pub(crate) region: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// The address range; empty for a VBR.
    pub(crate) cidr: String,
    pub(crate) status: String,
    pub(crate) tags: Tags,
    pub(crate) created: Timestamp,
    /// Whether a VPC is the one that its region had from the beginning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_default: bool,
    /// The ranges in `UserCidr` of a VPC.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) user_cidrs: Vec<String>,
    /// The resource group that a VPC was made in, if one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) resource_group: Option<String>,
    /// The custom routes of a VPC, by destination.
    #[serde(default)]
    pub(crate) routes: BTreeMap<String, Route>,
}

/// Tags, by key.
pub(crate) type Tags = BTreeMap<String, String>;

/// A CEN and what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cen {
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) status: String,
    pub(crate) tags: Tags,
    pub(crate) created: Timestamp,
    /// The attached networks, by id.
    pub(crate) children: BTreeMap<String, Child>,
    /// The limits, by `a/b` with the regions sorted.
    pub(crate) limits: BTreeMap<String, Limit>,
    /// The transit routers, by region.
    pub(crate) routers: BTreeMap<String, Router>,
    #[serde(default)]
    pub(crate) routing: Routing,
    /// The resource group it was moved to, if it was.
    #[serde(default)]
    pub(crate) resource_group: Option<String>,
}

/// A network on a CEN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Child {
    /// `Attaching`, `Attached` or `Detaching`.
    pub(crate) status: String,
    pub(crate) attached: Timestamp,
    /// The cloud service that keeps it there; empty if none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) service: String,
    /// The destinations of its custom routes that are published to the CEN.
    #[serde(default)]
    pub(crate) published: BTreeSet<String>,
}

/// The bandwidth between two regions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Limit {
    pub(crate) local: String,
    pub(crate) opposite: String,
    pub(crate) mbps: u32,
    pub(crate) package: String,
    /// `Modifying` or `Active`.
    pub(crate) status: String,
}

/// The transit router of a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Router {
    pub(crate) id: String,
    pub(crate) edition: Edition,
    pub(crate) created: Timestamp,
}

/// What a transit router is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Edition {
    Basic,
    Enterprise,
}

/// A bandwidth package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Package {
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) mbps: u32,
    /// Its areas in lower case, in the order they were given in.
    pub(crate) areas: [String; 2],
    pub(crate) charge: Charge,
    pub(crate) state: PackageState,
    pub(crate) business_status: String,
    /// The CEN it is bound to.
    pub(crate) cen: Option<String>,
    pub(crate) tags: Tags,
    pub(crate) created: Timestamp,
    /// When the paid term ends.
    pub(crate) expires: Option<Timestamp>,
    /// The resource group it was moved to, if it was.
    #[serde(default)]
    pub(crate) resource_group: Option<String>,
}

/// How a package is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Charge {
    Postpay,
    Prepay,
}

/// Where a package stands. The wire shows `Idle` and `InUse` only; a package that is still being made is not shown at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PackageState {
    Creating,
    Idle,
    Associating,
    InUse,
    Unassociating,
}

/// The permission to attach a network to a CEN of another account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) network: String,
    pub(crate) cen: String,
    pub(crate) cen_owner: String,
    pub(crate) created: Timestamp,
    /// Whether AttachCenChildInstance knows of it yet.
    pub(crate) effective: bool,
}

/// The answer to a request that carried a ClientToken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TokenUse {
    /// A hash of the request's own parameters.
    pub(crate) parameters: String,
    pub(crate) answer: serde_json::Value,
}

/// Limits that the vendor puts on an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Quotas {
    /// CENs an account.
    pub cens: usize,
    /// Attachments in one region of one CEN.
    pub attachments: usize,
    /// Regions with attachments a CEN.
    pub regions: usize,
    /// Grants an instance.
    pub grants: usize,
}

/// The vendor's quotas of 2019, the latest that its pages gave; that of grants is assumed.
impl Default for Quotas {
    fn default() -> Self {
        Self {
            cens: 5,
            attachments: 10,
            regions: 5,
            grants: 20,
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self {
            version: WORLD_VERSION,
            accounts: BTreeMap::new(),
            networks: BTreeMap::new(),
            cens: BTreeMap::new(),
            packages: BTreeMap::new(),
            grants: Vec::new(),
            transitions: Vec::new(),
            tokens: BTreeMap::new(),
            quotas: None,
            serial: 0,
        }
    }
}

impl World {
    /// A new id with this prefix, the same in every run of the same calls. It is nobody's, also if a seed was free with such ids.
    pub(crate) fn new_id(&mut self, prefix: &str) -> String {
        loop {
            self.serial = self.serial.wrapping_add(1);
            let id = format!("{prefix}-{:018}", self.serial);
            if !(self.networks.contains_key(&id)
                || self.cens.contains_key(&id)
                || self.packages.contains_key(&id))
            {
                return id;
            }
        }
    }

    /// Whether it holds so much that nothing can be made in it any more: it is kept in memory, and written as a whole at each change.
    pub(crate) fn is_full(&self) -> bool {
        let things = self.networks.len()
            + self.cens.len()
            + self.packages.len()
            + self.grants.len()
            + self.tokens.len();
        things >= MOST_THINGS
    }

    /// The account behind an access key, and the key.
    pub(crate) fn key(&self, id: &str) -> Option<(&str, &Key)> {
        self.accounts
            .iter()
            .find_map(|(account, keys)| Some((account.as_str(), keys.keys.get(id)?)))
    }

    /// The CEN that a network hangs on, and how.
    pub(crate) fn child(&self, network: &str) -> Option<(&str, &Child)> {
        self.cens
            .iter()
            .find_map(|(id, cen)| Some((id.as_str(), cen.children.get(network)?)))
    }

    /// The packages that a CEN holds, those being bound or released among them.
    pub(crate) fn packages_of(&self, cen: &str) -> impl Iterator<Item = (&String, &Package)> {
        self.packages
            .iter()
            .filter(move |(_, package)| package.cen.as_deref() == Some(cen))
    }

    /// The grant of a network to a CEN.
    pub(crate) fn grant(&self, network: &str, cen: &str) -> Option<&Grant> {
        self.grants
            .iter()
            .find(|grant| grant.network == network && grant.cen == cen)
    }
}

impl Child {
    /// A network that is in this state, kept by no service and with nothing published.
    pub(crate) fn new(status: &str, attached: Timestamp) -> Self {
        Self {
            status: status.to_owned(),
            attached,
            service: String::new(),
            published: BTreeSet::new(),
        }
    }
}

impl Kind {
    /// Its name on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Vbr => "VBR",
            Self::Ccn => "CCN",
        }
    }

    pub(crate) fn of(text: &str) -> Option<Self> {
        [Self::Vpc, Self::Vbr, Self::Ccn]
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}
