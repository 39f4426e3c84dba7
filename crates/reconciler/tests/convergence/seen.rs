//! The simulator's world as the rules look at it. A mirror of its own, so that a rule cannot lean on what the simulator thinks.

use std::collections::BTreeMap;

use cen_plan::{NAME_TAG, TOPOLOGY_TAG};
use cen_simulator::Simulator;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    pub(crate) networks: BTreeMap<String, Network>,
    pub(crate) cens: BTreeMap<String, Cen>,
    pub(crate) packages: BTreeMap<String, Package>,
    pub(crate) grants: Vec<Grant>,
    /// The changes that are under way.
    pub(crate) transitions: Vec<serde_json::Value>,
}

type Tags = BTreeMap<String, String>;

#[derive(Debug, Deserialize)]
pub(crate) struct Network {
    pub(crate) owner: String,
    pub(crate) status: String,
    pub(crate) tags: Tags,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Cen {
    pub(crate) owner: String,
    pub(crate) status: String,
    pub(crate) tags: Tags,
    pub(crate) children: BTreeMap<String, serde_json::Value>,
    pub(crate) limits: BTreeMap<String, Limit>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Limit {
    pub(crate) mbps: u32,
    pub(crate) package: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) mbps: u32,
    pub(crate) tags: Tags,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Grant {
    pub(crate) network: String,
    pub(crate) cen: String,
}

impl Seen {
    pub(crate) fn of(simulator: &Simulator) -> Self {
        simulator.look(|world| serde_json::from_value(serde_json::to_value(world).unwrap()).unwrap())
    }

    /// Every mark of ownership that is there, with the kind of what carries it; what is on its way out carries none.
    pub(crate) fn marks(&self) -> impl Iterator<Item = String> {
        let stays = |status: &str| status != "Deleting";
        let networks = self.networks.values().filter(move |network| stays(&network.status)).map(|network| ("network", &network.tags));
        let cens = self.cens.values().filter(move |cen| stays(&cen.status)).map(|cen| ("cen", &cen.tags));
        let packages = self.packages.values().map(|package| ("package", &package.tags));
        let all = networks.chain(cens).chain(packages);
        all.filter_map(|(kind, tags)| Some(format!("{kind} {}/{}", tags.get(TOPOLOGY_TAG)?, tags.get(NAME_TAG)?)))
    }
}
