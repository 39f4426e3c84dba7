//! Everything that exists: accounts, networks, CENs, packages, grants. One value, which knows what changed in it since it was last saved.

mod account;
mod assumptions;
mod cen;
mod change;
mod editions;
mod grant;
mod listed;
mod map;
mod network;
mod noted;
mod package;
mod part;
mod policy;
mod price;
mod quotas;
mod role;
mod router;
mod routing;
mod rules;
mod transition;
mod vswitch;

use serde::{Deserialize, Serialize};

use noted::Noted;

pub(crate) use account::{Account, StoredKey};
pub use assumptions::{Assumption, AssumptionError, Assumptions};
pub(crate) use assumptions::{
    Blocking, ChildrenList, DeleteCen, DeleteUnknown, GrantKind, LimitsList, MissingGrant,
    OldAttach, OneZone, PeerList, Publish, RoleAtFirst, SyncStatic, TokenAfterBlocking, Transitive,
    UnuseFirst, assumed,
};
pub use cen::Protection;
pub(crate) use cen::{Cen, Child, Limit};
pub(crate) use change::WorldChange;
pub use editions::{Editions, EditionsError};
pub(crate) use grant::Grant;
pub(crate) use map::Map;
pub(crate) use network::{Network, NetworkKind, Route, Tags};
pub(crate) use package::{Charge, Package, PackageState, Reservation, months_after};
pub(crate) use part::Part;
pub use policy::Policy;
pub(crate) use policy::{Question, Verdict};
pub use price::ListedPrice;
pub use quotas::Quotas;
pub use role::{IdentityProvider, TokenTrust};
pub(crate) use role::{Role, role_of};
pub(crate) use router::{
    AttachedTo, AttachedVbr, AttachedVpc, Attachment, Edition, Link, LinkBandwidth, Router,
    StaticEntry, Table, ZoneMapping,
};
pub(crate) use routing::{
    HealthCheck, RouteMap, RouteMapSettings, Routing, ServiceRoute, ZoneRoute,
};
pub use rules::{EmptyTexts, EqualRanges, Rules, StoredTexts, UnsentScalars};
pub(crate) use transition::{Due, Next, ResourceKey, TableKey, Transition, set};
pub(crate) use vswitch::VSwitch;

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
    pub(crate) accounts: Map<Account>,
    pub(crate) networks: Map<Network>,
    pub(crate) cens: Map<Cen>,
    pub(crate) packages: Map<Package>,
    /// By network and CEN, see [`Grant::key_of`].
    #[serde(with = "listed")]
    pub(crate) grants: Map<Grant>,
    #[serde(default)]
    pub(crate) vswitches: Map<VSwitch>,
    /// Which edition of transit routers is sold.
    #[serde(default = "Editions::of_old_worlds")]
    pub(crate) editions: Editions,
    #[serde(default)]
    pub(crate) assumptions: Noted<Assumptions>,
    /// Changes under way, by what is on its way, see [`ResourceKey::text`].
    #[serde(with = "listed")]
    pub(crate) transitions: Map<Transition>,
    /// What was answered to each ClientToken, keyed by account, action and token.
    pub(crate) tokens: Map<TokenUse>,
    /// None if there are no limits.
    pub(crate) quotas: Option<Quotas>,
    /// Whether a seed wrote them.
    #[serde(default)]
    pub(crate) quotas_are_set: bool,
    #[serde(default)]
    pub(crate) rules: Noted<Rules>,
    /// Whether a seed wrote them.
    #[serde(default)]
    pub(crate) rules_are_set: bool,
    /// The owners of CENs, VPCs, routers and attachments that were deleted, by id: lists below them are empty.
    #[serde(default)]
    pub(crate) gone: Map<String>,
    /// What bandwidth packages cost, as a seed says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) prices: Noted<Vec<ListedPrice>>,
    /// How many ids have been given out.
    pub(crate) serial: u64,
}

/// The answer to a request that carried a ClientToken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TokenUse {
    /// A hash of the request's own parameters.
    pub(crate) parameters: String,
    pub(crate) answer: serde_json::Value,
    /// Whether the answer was Operation.Blocking, where that is assumed to be repeated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) was_blocked: bool,
}

impl Default for World {
    fn default() -> Self {
        Self {
            version: WORLD_VERSION,
            accounts: Map::new(),
            networks: Map::new(),
            cens: Map::new(),
            packages: Map::new(),
            grants: Map::new(),
            vswitches: Map::new(),
            editions: Editions::default(),
            assumptions: Noted::default(),
            transitions: Map::new(),
            tokens: Map::new(),
            quotas: Some(Quotas::default()),
            quotas_are_set: false,
            rules: Noted::default(),
            rules_are_set: false,
            gone: Map::new(),
            prices: Noted::default(),
            serial: 0,
        }
    }
}

impl World {
    /// Returns a new id with this prefix, the same in every run of the same calls. It is nobody's, also if a seed was free with such ids.
    pub(crate) fn new_id(&mut self, prefix: &str) -> String {
        loop {
            self.serial = self.serial.wrapping_add(1);
            let id = format!("{prefix}-{:018}", self.serial);
            if !(self.networks.contains_key(&id)
                || self.cens.contains_key(&id)
                || self.packages.contains_key(&id)
                || self.vswitches.contains_key(&id))
            {
                return id;
            }
        }
    }

    /// Tells whether it holds so much that nothing can be made in it any more: it is kept in memory.
    pub(crate) fn is_full(&self) -> bool {
        let things = self.networks.len()
            + self.cens.len()
            + self.packages.len()
            + self.vswitches.len()
            + self.on_routers()
            + self.grants.len()
            + self.tokens.len()
            + self.gone.len();
        things >= MOST_THINGS
    }

    /// Returns how many things transit routers hold.
    fn on_routers(&self) -> usize {
        let tables = self
            .cens
            .values()
            .flat_map(|cen| cen.routers.values())
            .flat_map(|router| router.tables.values());
        let held = tables.map(|table| {
            1 + table.associations.len() + table.propagations.len() + table.entries.len()
        });
        let attached = self.cens.values().map(|cen| cen.attachments.len());
        held.chain(attached).sum()
    }

    /// Returns the account behind an access key, and the key.
    pub(crate) fn key(&self, id: &str) -> Option<(&str, &StoredKey)> {
        self.accounts
            .iter()
            .find_map(|(account, keys)| Some((account.as_str(), keys.keys.get(id)?)))
    }

    /// Returns the CEN that a network hangs on, and how.
    pub(crate) fn child(&self, network: &str) -> Option<(&str, &Child)> {
        self.cens
            .iter()
            .find_map(|(id, cen)| Some((id.as_str(), cen.children.get(network)?)))
    }

    /// Returns the packages that a CEN holds, those being bound or released among them.
    pub(crate) fn packages_of(&self, cen: &str) -> impl Iterator<Item = (&String, &Package)> {
        self.packages
            .iter()
            .filter(move |(_, package)| package.cen.as_deref() == Some(cen))
    }

    /// Returns the grant of a network to a CEN.
    pub(crate) fn grant(&self, network: &str, cen: &str) -> Option<&Grant> {
        self.grants.get(&Grant::key_of(network, cen))
    }

    /// Tells whether the role of this full name is there and trusts this service.
    pub fn has_role_for(&self, arn: &str, service: &str) -> bool {
        let Some((account, name)) = role_of(arn) else {
            return false;
        };
        let account = self.accounts.get(account);
        let role = account.and_then(|account| account.roles.get(name));
        role.is_some_and(|role| role.trusts.iter().any(|trusted| trusted == service))
    }

    /// Takes over an answer to an open question.
    pub fn assume(&mut self, assumption: &Assumption) {
        self.assumptions.change().assume(assumption);
    }

    /// Sells another edition of transit routers from now on. Routers that exist stay what they are.
    pub fn sell(&mut self, editions: Editions) {
        self.editions = editions;
    }

    /// Tells whether this CEN, VPC, router or attachment existed, belonged to this account, and was deleted.
    pub(crate) fn is_gone(&self, id: &str, owner: &str) -> bool {
        self.gone.get(id).is_some_and(|former| former == owner)
    }
}
