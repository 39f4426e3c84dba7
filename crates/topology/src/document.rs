//! The file as it is written, before any rule but its shape is checked.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::names::RegionPair;

/// The desired state of one Cloud Enterprise Network.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A topology of cen")]
pub(crate) struct Document {
    /// The version of the language: 1.
    #[schemars(extend("examples" = [1]))]
    pub(crate) version: u64,
    /// The ownership key of this network.
    #[schemars(extend("examples" = ["global-backbone"]))]
    pub(crate) name: String,
    /// Who owns what.
    pub(crate) accounts: BTreeMap<String, Account>,
    /// Virtual private clouds.
    #[serde(default)]
    pub(crate) vpcs: BTreeMap<String, Network>,
    /// Virtual border routers.
    #[serde(default)]
    pub(crate) vbrs: BTreeMap<String, Network>,
    /// Cloud connect networks.
    #[serde(default)]
    pub(crate) ccns: BTreeMap<String, Network>,
    /// The CENs.
    pub(crate) cens: BTreeMap<String, Cen>,
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
    /// What it is about, as `cen drift` names it.
    #[schemars(extend("examples" = ["limit/backbone/cn-hangzhou/eu-central-1"]))]
    pub(crate) drift: String,
    /// `missing`, `changed` or `extra`; default: any, but that a whole network or CEN is missing.
    #[schemars(extend("examples" = ["changed"]))]
    pub(crate) class: Option<String>,
    /// The last day (in UTC) on which it is tolerated, such as 2026-12-31.
    #[schemars(extend("examples" = ["2026-12-31"]))]
    pub(crate) until: String,
    /// Why it is tolerated.
    #[schemars(extend("examples" = ["the trade fair needs more"]))]
    pub(crate) why: String,
}

/// One Alibaba Cloud account.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// Its UID, digits.
    #[schemars(schema_with = "digits")]
    #[schemars(extend("examples" = ["1250000000000001"]))]
    pub(crate) id: String,
    /// The profile that holds its credential; default: the key.
    #[schemars(extend("examples" = ["network"]))]
    pub(crate) profile: Option<String>,
}

/// A network instance.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Network {
    /// The key of the account that owns it.
    #[schemars(extend("examples" = ["network"]))]
    pub(crate) account: String,
    /// Its region; for a CCN its area.
    #[schemars(extend("examples" = ["cn-hangzhou"]))]
    pub(crate) region: String,
    /// Its id.
    #[schemars(extend("examples" = ["vpc-bp1hub0000000000000001"]))]
    pub(crate) id: Option<String>,
    /// Its name, to look it up by.
    #[schemars(extend("examples" = ["shop-frankfurt"]))]
    pub(crate) name: Option<String>,
    /// Its address range, for one that is managed here.
    #[schemars(extend("examples" = ["10.40.0.0/16"]))]
    pub(crate) cidr: Option<String>,
    /// Its description, for one that is managed here.
    #[schemars(extend("examples" = ["lab"]))]
    pub(crate) description: Option<String>,
}

/// One CEN.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Cen {
    /// The key of the account that owns it.
    #[schemars(extend("examples" = ["network"]))]
    pub(crate) account: String,
    /// A CEN made elsewhere that is taken over.
    #[schemars(extend("examples" = ["cen-0000000000000001"]))]
    pub(crate) id: Option<String>,
    /// The display name; default: the key.
    #[schemars(extend("examples" = ["Global backbone"]))]
    pub(crate) name: Option<String>,
    /// The description; absent is not managed.
    #[schemars(extend("examples" = ["all continents"]))]
    pub(crate) description: Option<String>,
    /// The tags; absent is not managed.
    #[schemars(extend("examples" = [{ "env": "prod" }]))]
    pub(crate) tags: Option<BTreeMap<String, String>>,
    /// The networks that are attached.
    #[serde(default)]
    #[schemars(extend("examples" = [["hub-hangzhou", "shop-frankfurt"]]))]
    pub(crate) attach: Vec<String>,
    /// Bandwidth between regions, a group for each pair of areas.
    #[serde(default)]
    pub(crate) bandwidth: Vec<Group>,
    /// Custom routes of attached VPCs that the CEN learns; absent is not managed.
    #[schemars(extend("examples" = [{ "hub-hangzhou": ["10.0.0.0/8"] }]))]
    pub(crate) publish: Option<BTreeMap<String, Vec<String>>>,
    /// Health checks of the lines behind attached VBRs; absent is not managed.
    pub(crate) health_checks: Option<BTreeMap<String, HealthCheck>>,
    /// Access to PrivateZone; absent is not managed.
    pub(crate) private_zone: Option<Vec<PrivateZone>>,
    /// Access to cloud services; absent is not managed.
    pub(crate) services: Option<Vec<Service>>,
    /// Route maps; absent is not managed.
    pub(crate) route_maps: Option<Vec<RouteMap>>,
    /// Ids, id patterns and region pairs that are left to other tools.
    #[serde(default)]
    #[schemars(extend("examples" = [["vpc-legacy*", "cn-hangzhou/cn-shenzhen"]]))]
    pub(crate) ignore: Vec<String>,
}

/// The bandwidth between two areas.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    /// The two areas.
    #[schemars(extend("examples" = [["china", "europe"]]))]
    pub(crate) areas: Vec<String>,
    /// What is bought.
    pub(crate) package: Package,
    /// Who may use how much.
    #[serde(default)]
    pub(crate) limits: Vec<Limit>,
}

/// A bandwidth package.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Package {
    /// One that is bought elsewhere.
    #[schemars(extend("examples" = ["cenbwp-4x0000000000000001"]))]
    pub(crate) id: Option<String>,
    /// Its size, 2 to 10000 Mbps.
    #[schemars(extend("examples" = [20]))]
    pub(crate) mbps: Option<u64>,
    /// `postpaid` or `prepaid`.
    #[schemars(extend("examples" = ["postpaid"]))]
    pub(crate) charge: Option<String>,
    /// The term of a prepaid package.
    #[schemars(extend("examples" = [12]))]
    pub(crate) months: Option<u64>,
    /// Whether a prepaid package renews itself.
    #[schemars(extend("examples" = [true]))]
    pub(crate) auto_renew: Option<bool>,
}

/// What regions may exchange.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limit {
    /// Two regions.
    #[schemars(extend("examples" = [["cn-hangzhou", "eu-central-1"]]))]
    pub(crate) between: Option<Vec<String>>,
    /// Several regions: every pair of them.
    #[schemars(extend("examples" = [["cn-hangzhou", "cn-beijing", "cn-shanghai"]]))]
    pub(crate) among: Option<Vec<String>>,
    /// Megabits per second, for each pair.
    #[schemars(extend("examples" = [12]))]
    pub(crate) mbps: u64,
}

impl Limit {
    /// The pairs that a limit speaks of; none unless it has two or more different regions in exactly one of its two ways.
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
    /// The address on the customer's side that packets go to.
    #[schemars(extend("examples" = ["10.1.1.1"]))]
    pub(crate) target: String,
    /// The address that packets come from; default: the cloud's choice.
    #[schemars(extend("examples" = ["10.2.2.2"]))]
    pub(crate) source: Option<String>,
    /// Seconds between packets, 2 (default) or 3.
    #[schemars(extend("examples" = [2]))]
    pub(crate) interval: Option<u64>,
    /// How many packets make a change of health, 3 to 8 (default).
    #[schemars(extend("examples" = [8]))]
    pub(crate) threshold: Option<u64>,
}

/// Access to the PrivateZone of a VPC.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrivateZone {
    /// The VPC that is associated with the zone.
    #[schemars(extend("examples" = ["hub-hangzhou"]))]
    pub(crate) host: String,
    /// The VPC's own region, and areas of CCNs.
    #[schemars(extend("examples" = [["cn-hangzhou"]]))]
    pub(crate) from: Vec<String>,
}

/// Access to a cloud service.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    /// Its address or range, inside 100.64.0.0/10.
    #[schemars(extend("examples" = ["100.118.28.0/24"]))]
    pub(crate) host: String,
    /// The VPC that it is reached through, in the service's region.
    #[schemars(extend("examples" = ["hub-hangzhou"]))]
    pub(crate) via: String,
    /// The regions and areas of CCNs that it is used from.
    #[schemars(extend("examples" = [["cn-beijing"]]))]
    pub(crate) from: Vec<String>,
}

/// What becomes of routes that pass into a region, or out of it. It speaks of the routes that fit all of its conditions.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RouteMap {
    /// The region that the routes come into; this or `out`.
    #[schemars(extend("examples" = ["cn-beijing"]))]
    pub(crate) r#in: Option<String>,
    /// The region that the routes leave.
    #[schemars(extend("examples" = ["cn-hangzhou"]))]
    pub(crate) out: Option<String>,
    /// 1 to 100, once for a region and direction; the lowest is asked first.
    #[schemars(extend("examples" = [10]))]
    pub(crate) priority: u64,
    /// `permit` or `deny`.
    #[schemars(extend("examples" = ["deny"]))]
    pub(crate) action: String,
    /// A description; default: none.
    #[schemars(extend("examples" = ["no default route from the data centre"]))]
    pub(crate) description: Option<String>,
    /// Where the routes come from.
    pub(crate) from: Option<RouteEnd>,
    /// Where the routes go.
    pub(crate) to: Option<RouteEnd>,
    /// What the routes are: `system`, `custom` or `bgp`.
    #[schemars(extend("examples" = [["bgp"]]))]
    pub(crate) types: Option<Vec<String>>,
    /// Their destinations: inside these ranges, or exactly these.
    pub(crate) cidrs: Option<Condition<String>>,
    /// Their AS paths: with one of these numbers, or exactly this path.
    pub(crate) as_path: Option<Condition<u64>>,
    /// Their communities, as `65501:1`: with one of these, or exactly these.
    pub(crate) communities: Option<Condition<String>>,
    /// What is changed of routes that are permitted.
    pub(crate) set: Option<RouteEdit>,
    /// The priority of the route map that goes on with what this one permits.
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

/// What is looked for in a route: one of the two.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Condition<T> {
    /// Something of it.
    pub(crate) include: Option<Vec<T>>,
    /// It, and nothing else.
    pub(crate) exactly: Option<Vec<T>>,
}

/// What is changed of a route.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RouteEdit {
    /// Its preference, 1 to 100, where less is preferred; 50 without this.
    #[schemars(extend("examples" = [20]))]
    pub(crate) preference: Option<u64>,
    /// AS numbers that are put before its path.
    #[schemars(extend("examples" = [[65501]]))]
    pub(crate) prepend: Option<Vec<u64>>,
    /// Its communities.
    pub(crate) communities: Option<CommunityEdit>,
}

/// How the communities of a route are changed: one of the two.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommunityEdit {
    /// These are added.
    #[schemars(extend("examples" = [["65501:1"]]))]
    pub(crate) add: Option<Vec<String>>,
    /// These take their place.
    #[schemars(extend("examples" = [["65501:1"]]))]
    pub(crate) replace: Option<Vec<String>>,
}

/// The JSON Schema (draft 7) of the language, for editors.
pub fn schema() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft07()
        .with_transform(schemars::transform::RecursiveTransform(without_null));
    settings
        .into_generator()
        .into_root_schema_for::<Document>()
        .to_value()
}

/// What is optional is left out of the file, never written as nothing.
fn without_null(schema: &mut Schema) {
    if let Some(serde_json::Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(serde_json::Value::Array(mut ways)) = schema.remove("anyOf") {
        ways.retain(|way| way["type"] != "null");
        schema.insert("allOf".to_owned(), ways.into());
    }
}

/// Digits, with quotes or without.
fn digits(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "integer"] })
}
