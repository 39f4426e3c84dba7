//! The simulator's world as the rules see it. It is a separate model, so that a rule does not
//! depend on the simulator's own view.

use std::collections::{BTreeMap, BTreeSet};

use cen_observed::{NAME_TAG, TOPOLOGY_TAG};
use cen_simulator::Simulator;
use serde::Deserialize;

use crate::routers::{Attachment, Router, Vswitch};

#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    pub(crate) networks: BTreeMap<String, Network>,
    pub(crate) cens: BTreeMap<String, Cen>,
    pub(crate) packages: BTreeMap<String, Package>,
    pub(crate) grants: Vec<Grant>,
    #[serde(default)]
    pub(crate) vswitches: BTreeMap<String, Vswitch>,
    /// The edition that is sold outside of CCN areas.
    #[serde(default)]
    pub(crate) editions: String,
    /// The changes in progress.
    pub(crate) transitions: Vec<serde::de::IgnoredAny>,
}

pub(crate) type Tags = BTreeMap<String, String>;

#[derive(Debug, Deserialize)]
pub(crate) struct Network {
    pub(crate) kind: String,
    pub(crate) owner: String,
    pub(crate) region: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// The address range; empty for a line.
    #[serde(default)]
    pub(crate) cidr: String,
    pub(crate) status: String,
    pub(crate) tags: Tags,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Cen {
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) status: String,
    pub(crate) tags: Tags,
    pub(crate) children: BTreeMap<String, Child>,
    pub(crate) limits: BTreeMap<String, Limit>,
    #[serde(default)]
    pub(crate) routers: BTreeMap<String, Router>,
    #[serde(default)]
    pub(crate) attachments: BTreeMap<String, Attachment>,
    pub(crate) routing: Routing,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Child {
    #[serde(default)]
    pub(crate) status: String,
    pub(crate) published: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Limit {
    pub(crate) mbps: u32,
    pub(crate) package: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Routing {
    pub(crate) route_maps: BTreeMap<String, RouteMap>,
    pub(crate) zones: BTreeMap<String, Host>,
    /// By `access region/host region/range`.
    pub(crate) services: BTreeMap<String, Host>,
    pub(crate) health_checks: BTreeMap<String, HealthCheck>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RouteMap {
    pub(crate) region: String,
    pub(crate) direction: String,
    pub(crate) settings: RouteMapSettings,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RouteMapSettings {
    pub(crate) priority: u64,
    pub(crate) words: BTreeMap<String, String>,
}

/// An access, with the VPC that it goes through.
#[derive(Debug, Deserialize)]
pub(crate) struct Host {
    pub(crate) host_vpc: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct HealthCheck {
    pub(crate) target_ip: String,
    pub(crate) interval: u64,
    pub(crate) threshold: u64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) owner: String,
    pub(crate) mbps: u32,
    pub(crate) areas: [String; 2],
    pub(crate) charge: String,
    pub(crate) cen: Option<String>,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Grant {
    pub(crate) network: String,
    pub(crate) cen: String,
}

impl Cen {
    /// Tells whether a network is attached, and no longer on its way.
    pub(crate) fn is_attached(&self, network: &str) -> bool {
        let child = self.children.get(network);
        let mut attachments = self.attachments.values();
        let attached =
            attachments.find(|attached| attached.network().is_some_and(|id| id == network));
        child.is_some_and(|child| child.status != "Attaching")
            || attached.is_some_and(|attached| attached.status != "Attaching")
    }
}

impl Package {
    /// Returns the name in its mark, if it is ours.
    pub(crate) fn mark(&self) -> Option<&str> {
        let mark = self.tags.get(NAME_TAG).filter(|_| is_ours(&self.tags));
        mark.map(String::as_str)
    }

    /// Returns its areas in the form of a mark.
    pub(crate) fn areas(&self) -> String {
        let mut areas = self.areas.clone();
        areas.sort_unstable();
        areas.join("-")
    }
}

impl Seen {
    pub(crate) fn of(simulator: &Simulator) -> Self {
        let text = simulator.look(|world| serde_json::to_vec(world).unwrap());
        serde_json::from_slice(&text).unwrap()
    }

    pub(crate) fn sells_enterprise(&self) -> bool {
        self.editions == "enterprise"
    }

    /// Returns every ownership mark, with the kind and owner of its object. An object that is being
    /// deleted counts as unmarked.
    pub(crate) fn marks(&self) -> impl Iterator<Item = String> {
        let stays = |status: &str| status != "Deleting";
        let networks = self
            .networks
            .values()
            .filter(move |network| stays(&network.status));
        let networks = networks.map(|network| ("network", &network.owner, &network.tags));
        let cens = self
            .cens
            .values()
            .filter(move |cen| stays(&cen.status))
            .map(|cen| ("cen", &cen.owner, &cen.tags));
        let packages = self
            .packages
            .values()
            .map(|package| ("package", &package.owner, &package.tags));
        let vswitches = self.vswitches.values().filter_map(|vswitch| {
            let vpc = self.networks.get(&vswitch.vpc)?;
            Some(("vSwitch", &vpc.owner, &vswitch.tags))
        });
        let all = networks.chain(cens).chain(packages).chain(vswitches);
        all.filter_map(|(kind, owner, tags)| {
            Some(format!(
                "{kind} {}/{} of {owner}",
                tags.get(TOPOLOGY_TAG)?,
                tags.get(NAME_TAG)?
            ))
        })
    }

    /// Returns the CENs with the mark of the file.
    pub(crate) fn own_cens(&self) -> impl Iterator<Item = (&String, &Cen)> {
        self.cens.iter().filter(|(_, cen)| is_ours(&cen.tags))
    }
}

/// Tells whether the tags belong to an object of the file.
pub(crate) fn is_ours(tags: &Tags) -> bool {
    tags.get(TOPOLOGY_TAG)
        .is_some_and(|topology| topology == "random")
}

/// Tells whether the tags belong to this entry of the file.
pub(crate) fn is_marked(tags: &Tags, name: &str) -> bool {
    is_ours(tags) && tags.get(NAME_TAG).is_some_and(|mark| mark == name)
}
