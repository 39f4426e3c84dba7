//! The file as it is written: its structure is checked, no other rule.
//!
//! Keys that the language requires are optional here too. One that is missing or has the wrong type
//! is reported, and the rest of its block is checked all the same.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::region_pair::RegionPair;

mod schema;
mod vswitch;

pub use schema::schema;
pub(crate) use vswitch::{Vswitch, VswitchEntry};

/// The desired state of one Cloud Enterprise Network.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A topology of cen")]
pub(crate) struct Document {
    /// The version of the language: 1.
    #[schemars(extend("examples" = [1]))]
    #[schemars(required)]
    pub(crate) version: Option<u64>,
    /// The name of this topology. It marks everything that cen creates.
    #[schemars(extend("examples" = ["global-backbone"]))]
    #[schemars(required)]
    pub(crate) name: Option<String>,
    /// The name that this topology had before. What carries that name is re-marked.
    #[schemars(extend("examples" = ["backbone"]))]
    pub(crate) was: Option<String>,
    /// The accounts that own the networks and CENs.
    #[schemars(required)]
    pub(crate) accounts: Option<BTreeMap<String, Account>>,
    /// Virtual private clouds (VPCs).
    #[serde(default)]
    pub(crate) vpcs: BTreeMap<String, Network>,
    /// Virtual border routers (VBRs).
    #[serde(default)]
    pub(crate) vbrs: BTreeMap<String, Network>,
    /// Cloud connect networks (CCNs).
    #[serde(default)]
    pub(crate) ccns: BTreeMap<String, Network>,
    /// The CENs that join the networks.
    #[schemars(required)]
    pub(crate) cens: Option<BTreeMap<String, Cen>>,
    /// Networks and CENs that must not be deleted or detached.
    #[serde(default)]
    #[schemars(extend("examples" = [["backbone", "hub-hangzhou"]]))]
    pub(crate) protect: Vec<String>,
    /// Drift that is known and tolerated for a while.
    #[serde(default)]
    pub(crate) acknowledge: Vec<Acknowledgement>,
}

/// Drift that is known and tolerated for a while.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acknowledgement {
    /// The part that differs, as `cen drift` names it.
    #[schemars(extend("examples" = ["limit/backbone/cn-hangzhou/eu-central-1"]))]
    #[schemars(required)]
    pub(crate) drift: Option<String>,
    /// `missing`, `changed` or `extra`. Default: all three, but no whole network or CEN missing.
    #[schemars(extend("examples" = ["changed"]))]
    pub(crate) class: Option<String>,
    /// The last day, in UTC, on which it is tolerated, such as 2026-12-31.
    #[schemars(extend("examples" = ["2026-12-31"]))]
    #[schemars(required)]
    pub(crate) until: Option<String>,
    /// The reason.
    #[schemars(extend("examples" = ["the trade fair needs more"]))]
    #[schemars(required)]
    pub(crate) why: Option<String>,
}

/// One Alibaba Cloud account.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// The UID of the account: digits.
    #[schemars(schema_with = "digits")]
    #[schemars(extend("examples" = ["1250000000000001"]))]
    #[schemars(required)]
    pub(crate) id: Option<String>,
    /// The profile that holds the credential of the account. Default: the key of the account.
    #[schemars(extend("examples" = ["network"]))]
    pub(crate) profile: Option<String>,
    /// A role of the account that is assumed; its credential signs the calls.
    #[schemars(extend("examples" = ["acs:ram::1250000000000001:role/cen"]))]
    pub(crate) role: Option<String>,
    /// Whose credential assumes the role: the key of another account, or a profile. Default: what the environment of cen gives.
    #[schemars(extend("examples" = ["ci"]))]
    pub(crate) via: Option<String>,
    /// The external id that the trust policy of the role asks for.
    #[serde(rename = "external-id")]
    #[schemars(extend("examples" = ["office"]))]
    pub(crate) external_id: Option<String>,
    /// The name of the session, which the audit log of the account shows. Default: cen.
    #[serde(rename = "session-name")]
    #[schemars(extend("examples" = ["nightly"]))]
    pub(crate) session_name: Option<String>,
    /// How long a credential of the role lives, in seconds: from 900 to what the role allows. Default: 3600.
    #[serde(rename = "session-seconds")]
    #[schemars(extend("examples" = [3600]))]
    pub(crate) session_seconds: Option<u64>,
}

/// A network instance.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Network {
    /// The key of the account that owns it.
    #[schemars(extend("examples" = ["network"]))]
    #[schemars(required)]
    pub(crate) account: Option<String>,
    /// The region of the network; for a CCN its area, such as ccn-cn-shanghai.
    #[schemars(extend("examples" = ["cn-hangzhou"]))]
    #[schemars(required)]
    pub(crate) region: Option<String>,
    /// The id of the network.
    #[schemars(extend("examples" = ["vpc-bp1hub0000000000000001"]))]
    pub(crate) id: Option<String>,
    /// The name of a VPC that is looked up by its name.
    #[schemars(extend("examples" = ["shop-frankfurt"]))]
    pub(crate) name: Option<String>,
    /// The address range of a VPC that cen creates and manages.
    #[schemars(extend("examples" = ["10.40.0.0/16"]))]
    pub(crate) cidr: Option<String>,
    /// The description of a VPC that cen manages.
    #[schemars(extend("examples" = ["lab"]))]
    pub(crate) description: Option<String>,
    /// The key that this network had before. It is re-marked, not made anew.
    #[schemars(extend("examples" = ["lab"]))]
    pub(crate) was: Option<String>,
    /// The vSwitches through which a transit router enters a VPC. Default: cen chooses two.
    pub(crate) vswitches: Option<Vec<VswitchEntry>>,
}

/// One CEN.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Cen {
    /// The key of the account that owns it.
    #[schemars(extend("examples" = ["network"]))]
    #[schemars(required)]
    pub(crate) account: Option<String>,
    /// The id of an existing CEN that cen takes over.
    #[schemars(extend("examples" = ["cen-0000000000000001"]))]
    pub(crate) id: Option<String>,
    /// The key that this CEN had before. It and its packages are re-marked, not made anew.
    #[schemars(extend("examples" = ["office"]))]
    pub(crate) was: Option<String>,
    /// The display name. Default: the key of the CEN.
    #[schemars(extend("examples" = ["Global backbone"]))]
    pub(crate) name: Option<String>,
    /// The description. Without this key it is not managed.
    #[schemars(extend("examples" = ["all continents"]))]
    pub(crate) description: Option<String>,
    /// The tags. Without this key they are not managed.
    #[schemars(extend("examples" = [{ "env": "prod" }]))]
    pub(crate) tags: Option<BTreeMap<String, String>>,
    /// The networks that are attached to the CEN.
    #[serde(default)]
    #[schemars(extend("examples" = [["hub-hangzhou", "shop-frankfurt"]]))]
    pub(crate) attach: Vec<String>,
    /// Bandwidth between regions: one group for each pair of areas.
    #[serde(default)]
    pub(crate) bandwidth: Vec<Group>,
    /// Custom routes of attached VPCs that the CEN learns. Without this key they are not managed.
    #[schemars(extend("examples" = [{ "hub-hangzhou": ["10.0.0.0/8"] }]))]
    pub(crate) publish: Option<BTreeMap<String, Vec<String>>>,
    /// Health checks of attached VBRs. Without this key they are not managed.
    pub(crate) health_checks: Option<BTreeMap<String, HealthCheck>>,
    /// Access to PrivateZone. Without this key it is not managed.
    pub(crate) private_zone: Option<Vec<PrivateZone>>,
    /// Access to cloud services. Without this key it is not managed.
    pub(crate) services: Option<Vec<Service>>,
    /// Route maps. Without this key they are not managed.
    pub(crate) route_maps: Option<Vec<RouteMap>>,
    /// How networks are attached to Enterprise Edition transit routers, by the network's key.
    #[serde(default)]
    pub(crate) attachments: BTreeMap<String, AttachmentOptions>,
    /// Names, descriptions and tags of Enterprise Edition transit routers, by region.
    #[serde(default)]
    pub(crate) routers: BTreeMap<String, Router>,
    /// Ids, id patterns and region pairs that cen leaves to other tools.
    #[serde(default)]
    #[schemars(extend("examples" = [["vpc-legacy*", "cn-hangzhou/cn-shenzhen"]]))]
    pub(crate) ignore: Vec<String>,
}

/// How a network is attached to an Enterprise Edition transit router.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttachmentOptions {
    /// `synced` (default): the router writes its routes into the network. `own`: nothing writes them.
    #[schemars(extend("examples" = ["own"]))]
    pub(crate) routes: Option<String>,
    /// Sends both directions of a connection through the same zone, for firewalls. VPCs only.
    #[schemars(extend("examples" = [true]))]
    pub(crate) appliance: Option<bool>,
}

/// The texts of an Enterprise Edition transit router.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Router {
    /// The display name. Without this key it is not managed.
    #[schemars(extend("examples" = ["backbone-hangzhou"]))]
    pub(crate) name: Option<String>,
    /// The description. Without this key it is not managed.
    #[schemars(extend("examples" = ["the way to the shops"]))]
    pub(crate) description: Option<String>,
    /// The tags. Without this key they are not managed.
    #[schemars(extend("examples" = [{ "env": "prod" }]))]
    pub(crate) tags: Option<BTreeMap<String, String>>,
}

/// The bandwidth between two areas, or bandwidth that is billed by the GB.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    /// The two areas of the package.
    #[schemars(extend("examples" = [["china", "europe"]]))]
    pub(crate) areas: Option<Vec<String>>,
    /// The key of the CEN whose group this was before. Its package is re-marked, not bought anew.
    #[schemars(extend("examples" = ["office"]))]
    pub(crate) was: Option<String>,
    /// The bandwidth package of the two areas.
    pub(crate) package: Option<Package>,
    /// `traffic`: what the links carry is billed by the GB, and no package is bought.
    #[schemars(extend("examples" = ["traffic"]))]
    pub(crate) charge: Option<String>,
    /// The quality of links that are billed by the GB: `gold` (default) or `platinum`.
    #[schemars(extend("examples" = ["platinum"]))]
    pub(crate) link: Option<String>,
    /// The bandwidth of pairs of regions, taken from the package; by the GB it is the most they carry.
    #[serde(default)]
    pub(crate) limits: Vec<Limit>,
}

/// A bandwidth package.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Package {
    /// The id of a package that is bought elsewhere.
    #[schemars(extend("examples" = ["cenbwp-4x0000000000000001"]))]
    pub(crate) id: Option<String>,
    /// The size of the package, 2 to 10000 Mbps.
    #[schemars(extend("examples" = [20]))]
    pub(crate) mbps: Option<u64>,
    /// `postpaid` or `prepaid`.
    #[schemars(extend("examples" = ["postpaid"]))]
    pub(crate) charge: Option<String>,
    /// The term of a prepaid package, in months.
    #[schemars(extend("examples" = [12]))]
    pub(crate) months: Option<u64>,
    /// Renews a prepaid package automatically.
    #[schemars(extend("examples" = [true]))]
    pub(crate) auto_renew: Option<bool>,
}

/// The bandwidth between regions.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limit {
    /// Two regions.
    #[schemars(extend("examples" = [["cn-hangzhou", "eu-central-1"]]))]
    pub(crate) between: Option<Vec<String>>,
    /// Several regions: the limit holds for every pair of them.
    #[schemars(extend("examples" = [["cn-hangzhou", "cn-beijing", "cn-shanghai"]]))]
    pub(crate) among: Option<Vec<String>>,
    /// Megabits per second, for each pair.
    #[schemars(extend("examples" = [12]))]
    #[schemars(required)]
    pub(crate) mbps: Option<u64>,
}

impl Limit {
    /// Returns the pairs of regions of a limit; none unless it has exactly one of `between`, with
    /// two regions, and `among`, with two or more, and all of them differ.
    pub(crate) fn pairs(&self) -> Option<Vec<RegionPair>> {
        let regions = match (&self.between, &self.among) {
            (Some(two), None) if two.len() == 2 => two,
            (None, Some(several)) if (2..=64).contains(&several.len()) => several,
            _ => return None,
        };
        let others = |at: usize| regions[at + 1..].iter();
        let each = |(at, one): (usize, &String)| {
            let one = one.clone();
            others(at)
                .map(move |other| RegionPair::new(one.as_str().into(), other.as_str().into()))
                .collect::<Vec<_>>()
        };
        regions.iter().enumerate().flat_map(each).collect()
    }
}

/// The health check of the line behind a VBR.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HealthCheck {
    /// The destination of the packets: an address on the customer's side.
    #[schemars(extend("examples" = ["10.1.1.1"]))]
    #[schemars(required)]
    pub(crate) target: Option<String>,
    /// The source address of the packets. Default: the cloud chooses it.
    #[schemars(extend("examples" = ["10.2.2.2"]))]
    pub(crate) source: Option<String>,
    /// The seconds between packets: 2 (default) or 3.
    #[schemars(extend("examples" = [2]))]
    pub(crate) interval: Option<u64>,
    /// The number of packets after which the health changes: 3 to 8 (default).
    #[schemars(extend("examples" = [8]))]
    pub(crate) threshold: Option<u64>,
}

/// Access to the PrivateZone of a VPC.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrivateZone {
    /// The VPC that is associated with the private zone.
    #[schemars(extend("examples" = ["hub-hangzhou"]))]
    #[schemars(required)]
    pub(crate) host: Option<String>,
    /// The regions that use the zone: the region of the VPC itself, and areas of CCNs.
    #[schemars(extend("examples" = [["cn-hangzhou"]]))]
    #[schemars(required)]
    pub(crate) from: Option<Vec<String>>,
}

/// Access to a cloud service.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    /// The address or range of the service, inside 100.64.0.0/10.
    #[schemars(extend("examples" = ["100.118.28.0/24"]))]
    #[schemars(required)]
    pub(crate) host: Option<String>,
    /// The VPC through which the service is reached, in the region of the service.
    #[schemars(extend("examples" = ["hub-hangzhou"]))]
    #[schemars(required)]
    pub(crate) via: Option<String>,
    /// The regions, and areas of CCNs, that use the service.
    #[schemars(extend("examples" = [["cn-beijing"]]))]
    #[schemars(required)]
    pub(crate) from: Option<Vec<String>>,
}

/// A rule for routes that enter or leave a region and meet all of its conditions.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RouteMap {
    /// The region that the routes enter. A route map has either `in` or `out`.
    #[schemars(extend("examples" = ["cn-beijing"]))]
    pub(crate) r#in: Option<String>,
    /// The region that the routes leave. A route map has either `in` or `out`.
    #[schemars(extend("examples" = ["cn-hangzhou"]))]
    pub(crate) out: Option<String>,
    /// The priority, 1 to 100, unique in its region and direction. The lowest applies first.
    #[schemars(extend("examples" = [10]))]
    #[schemars(required)]
    pub(crate) priority: Option<u64>,
    /// `permit` or `deny`.
    #[schemars(extend("examples" = ["deny"]))]
    #[schemars(required)]
    pub(crate) action: Option<String>,
    /// The description. Default: none.
    #[schemars(extend("examples" = ["no default route from the data centre"]))]
    pub(crate) description: Option<String>,
    /// The origin of the routes.
    pub(crate) from: Option<RouteEnd>,
    /// The destination of the routes.
    pub(crate) to: Option<RouteEnd>,
    /// The types of the routes: `system`, `custom` or `bgp`.
    #[schemars(extend("examples" = [["bgp"]]))]
    pub(crate) types: Option<Vec<String>>,
    /// The address ranges of the routes: inside these ranges, or exactly these.
    pub(crate) cidrs: Option<Condition<String>>,
    /// The AS paths of the routes: with one of these numbers, or exactly this path.
    pub(crate) as_path: Option<Condition<u64>>,
    /// The communities of the routes, such as `65501:1`: with one of these, or exactly these.
    pub(crate) communities: Option<Condition<String>>,
    /// Changes of permitted routes.
    pub(crate) set: Option<RouteEdit>,
    /// The priority of the route map that applies next to permitted routes.
    #[schemars(extend("examples" = [20]))]
    pub(crate) next: Option<u64>,
}

/// One end of a route.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RouteEnd {
    /// One of these networks.
    #[schemars(extend("examples" = [["idc-beijing"]]))]
    pub(crate) networks: Option<Vec<String>>,
    /// Any network but these.
    #[schemars(extend("examples" = [["lab-singapore"]]))]
    pub(crate) other_than: Option<Vec<String>>,
    /// One of these kinds: `vpc`, `vbr`, `ccn`.
    #[schemars(extend("examples" = [["vbr"]]))]
    pub(crate) kinds: Option<Vec<String>>,
    /// One of these regions.
    #[schemars(extend("examples" = [["cn-beijing"]]))]
    pub(crate) regions: Option<Vec<String>>,
    /// One of these route tables, by id.
    #[schemars(extend("examples" = [["vtb-0000000000000001"]]))]
    pub(crate) tables: Option<Vec<String>>,
}

/// A condition on a list of values: either `include` or `exactly`.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition<T> {
    /// At least one of these values.
    pub(crate) include: Option<Vec<T>>,
    /// Exactly these values.
    pub(crate) exactly: Option<Vec<T>>,
}

/// Changes of a route.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RouteEdit {
    /// The preference, 1 to 100. The lowest is preferred. Default: 50.
    #[schemars(extend("examples" = [20]))]
    pub(crate) preference: Option<u64>,
    /// AS numbers that are added in front of the AS path.
    #[schemars(extend("examples" = [[65501]]))]
    pub(crate) prepend: Option<Vec<u64>>,
    /// Changes of the communities.
    pub(crate) communities: Option<CommunityEdit>,
}

/// A change of the communities of a route: either `add` or `replace`.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommunityEdit {
    /// Communities that are added.
    #[schemars(extend("examples" = [["65501:1"]]))]
    pub(crate) add: Option<Vec<String>>,
    /// Communities that replace the present ones.
    #[schemars(extend("examples" = [["65501:1"]]))]
    pub(crate) replace: Option<Vec<String>>,
}

/// Describes digits with or without quotes.
fn digits(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "integer"] })
}
