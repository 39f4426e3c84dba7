//! The keys of a seed file.

use ipnet::Ipv4Net;
use serde::Deserialize;

use crate::seed::access::{SeedKey, SeedRole};
use crate::seed::routers::{SeedAttachment, SeedRouter};
use crate::seed::routes::SeedRoute;
use crate::seed::value::{SeedTime, digits, one_or_many, quotas};
use crate::seed::vswitches::SeedVSwitch;
use crate::world::{
    Assumption, Editions, IdentityProvider, ListedPrice, Protection, Quotas, Rules, Tags, assumed,
};

/// What must exist: whatever of it a world lacks is added.
///
/// In ids, names and CIDRs `{region}` stands for the region, and `{000..039}` for each number of that range.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Seed {
    /// The accounts.
    pub accounts: Vec<SeedAccount>,
    /// Regions that CEN is not offered in: networks can be there, and none of them can be attached.
    #[serde(default)]
    pub regions: Vec<String>,
    /// The vendor's quotas. Without them the numbers of the vendor's pages apply; `off` is no limit at all.
    #[serde(default, deserialize_with = "quotas")]
    pub quotas: Option<Quotas>,
    /// What the vendor has raised the quotas to, unless a seed has set them.
    #[serde(skip)]
    pub raised: Option<Quotas>,
    /// Whether whole runs take milliseconds, so that the time between two grants says nothing: no
    /// interval is asked for between them, unless a seed has set the rules.
    #[serde(skip)]
    pub is_rehearsal: bool,
    /// Whether a VPC that a world lacks, and whose vSwitches are not given, gets some that a transit router can enter.
    #[serde(skip)]
    pub fills_vswitches: bool,
    /// Rules that are switched.
    pub rules: Option<Rules>,
    /// Which edition of transit routers is sold outside of CCN areas.
    pub editions: Option<Editions>,
    /// What bandwidth packages cost: fake amounts, which `cen diff --prices` shows.
    #[serde(default)]
    pub prices: Vec<ListedPrice>,
    /// Answers to the open questions about transit routers.
    #[serde(default, deserialize_with = "assumed")]
    pub assume: Vec<Assumption>,
}

/// An account and what it owns.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeedAccount {
    /// Its UID.
    #[serde(deserialize_with = "digits")]
    pub id: String,
    /// Its access keys; without one, one is made up.
    #[serde(default)]
    pub keys: Vec<SeedKey>,
    /// Its roles, beside the service-linked one.
    #[serde(default)]
    pub roles: Vec<SeedRole>,
    /// The identity providers whose tokens its roles may trust.
    #[serde(default)]
    pub identity_providers: Vec<IdentityProvider>,
    /// Whether it may grant VBRs to CENs of other accounts. The vendor allows that to an account on request only.
    #[serde(default)]
    pub vbr_grants: bool,
    /// Whether it may buy post-paid packages. The vendor allows that to an account on request only; here it may unless this says otherwise.
    pub postpaid: Option<bool>,
    /// Whether it may buy packages across the border of China; it may unless this says otherwise.
    pub cross_border: Option<bool>,
    /// Whether it has opened the transit router service. An account that owns a router of the seed has, and so has one whose network
    /// is attached to one.
    #[serde(default)]
    pub router_service: bool,
    /// Whether it has the service-linked role of CEN; if this says nothing, what is assumed of new accounts.
    pub role: Option<bool>,
    /// Whether its keys may make service-linked roles; they may unless this says otherwise.
    pub may_make_roles: Option<bool>,
    /// Its VPCs.
    #[serde(default)]
    pub vpcs: Vec<SeedNetwork>,
    /// Its VBRs.
    #[serde(default)]
    pub vbrs: Vec<SeedNetwork>,
    /// Its CCNs.
    #[serde(default)]
    pub ccns: Vec<SeedNetwork>,
    /// Its CENs.
    #[serde(default)]
    pub cens: Vec<SeedCen>,
    /// Its bandwidth packages.
    #[serde(default)]
    pub packages: Vec<SeedPackage>,
}

/// A network instance, or many.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedNetwork {
    /// Its id. Without one the network must have a name, and gets an id unless the region has one of that name already.
    pub id: Option<String>,
    /// Its region, or several.
    #[serde(deserialize_with = "one_or_many")]
    pub region: Vec<String>,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// Its address range; without one it gets one of its own.
    pub cidr: Option<String>,
    /// What its range holds if it gets one.
    #[serde(skip)]
    pub around: Vec<Ipv4Net>,
    /// Its state, `Available` or for a VBR `active` if not said. What is said here does not pass by itself.
    pub status: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
    /// Whether a VPC is the one that its region had from the beginning.
    #[serde(default, rename = "default")]
    pub is_default: bool,
    /// The vSwitches of a VPC, none if empty. Without them it has none either, unless the seed [fills](Seed::fills_vswitches) them in.
    pub vswitches: Option<Vec<SeedVSwitch>>,
    /// The ids of the vSwitches that are filled in; without any, two are, with ids made from that of the VPC.
    #[serde(skip)]
    pub filled_vswitches: Vec<String>,
    /// The custom routes of a VPC; if this stands for many, they all have the same. Nothing is filled in in them.
    #[serde(default)]
    pub routes: Vec<SeedRoute>,
}

/// A CEN.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeedCen {
    /// Its id.
    pub id: String,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
    /// The regions that have an Enterprise Edition transit router.
    #[serde(default)]
    pub enterprise: Vec<String>,
    /// Its Enterprise Edition transit routers of which more is to be said.
    #[serde(default)]
    pub routers: Vec<SeedRouter>,
    /// What is attached to its transit routers.
    #[serde(default)]
    pub attachments: Vec<SeedAttachment>,
    /// Its state; `Active` by default. A state given here does not change by itself.
    pub status: Option<String>,
    /// Its protection level; `FULL` is that of old CENs.
    #[serde(default)]
    pub protection: Protection,
    /// The networks on it.
    #[serde(default)]
    pub attached: Vec<SeedChild>,
    /// The limits between its regions.
    #[serde(default)]
    pub limits: Vec<SeedLimit>,
}

/// The bandwidth between two regions of a CEN.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedLimit {
    /// The two regions.
    pub regions: [String; 2],
    /// The bandwidth.
    pub mbps: u32,
    /// The package that carries it. A world may hold a limit that no package carries.
    #[serde(default)]
    pub package: String,
}

/// A network on a CEN.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedChild {
    /// Its id.
    pub id: String,
    /// Its state; `Attached` by default. A state given here does not change by itself.
    pub status: Option<String>,
    /// The cloud service that keeps it there, if one does.
    #[serde(default)]
    pub service: String,
}

/// A bandwidth package. It is post-paid unless it expires.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedPackage {
    /// Its id.
    pub id: String,
    /// Its display name.
    #[serde(default)]
    pub name: String,
    /// Its size.
    pub mbps: u32,
    /// The areas it joins.
    pub areas: [String; 2],
    /// The CEN that it is bound to.
    pub cen: Option<String>,
    /// Its business status: `Normal` if not said, `FinancialLocked` or `SecurityLocked`.
    pub status: Option<String>,
    /// When its paid term ends, such as `2026-12-31T16:00:00Z`, or `5d` from the beginning of the world; `-1d` is over.
    pub expires: Option<SeedTime>,
    /// By how many months the term renews itself.
    #[serde(default)]
    pub renews: u32,
    /// Whether it is paid by the 95th percentile, which the API shows nowhere.
    #[serde(default, rename = "pays-by-95")]
    pub pays_by_95: bool,
    /// A change that is ordered for later.
    pub reservation: Option<SeedReservation>,
    /// Its tags.
    #[serde(default)]
    pub tags: Tags,
}

/// A change of a package that is ordered for later.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedReservation {
    /// The size that the package will have.
    pub mbps: u32,
    /// When it will have it.
    pub at: SeedTime,
    /// The kind of the order as the wire has it: `UPGRADE` if not said, or `TEMP_UPGRADE`.
    pub order: Option<String>,
}
