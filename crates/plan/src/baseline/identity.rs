//! Ids and marks of what an old file is taken to have built.

use std::collections::BTreeMap;

use cen_diff::package_mark;
use cen_observed::{NAME_TAG, TOPOLOGY_TAG};
use cen_topology::{
    AreaPair, Bandwidth, Cen, CenId, CenName, InstanceId, Network, NetworkName, Package, PackageId,
    Selector, Topology,
};

/// Returns the id of a network, or a stand-in in angle brackets for one that only the cloud knows.
pub(super) fn instance(key: &NetworkName, network: &Network) -> InstanceId {
    match &network.selector {
        Selector::Id(id) => id.clone(),
        Selector::Name(name) => {
            InstanceId::new(format!("<{}/{}/{name}>", network.account, network.region))
        }
        Selector::Managed { .. } => InstanceId::new(format!("<network/{key}>")),
    }
}

pub(super) fn cen_id(key: &CenName, cen: &Cen) -> CenId {
    cen.id
        .clone()
        .unwrap_or_else(|| CenId::new(format!("<cen/{key}>")))
}

pub(super) fn package_id(key: &CenName, areas: AreaPair, group: &Bandwidth) -> PackageId {
    match &group.package {
        Package::Existing(id) => id.clone(),
        Package::Bought { .. } => PackageId::new(format!("<package/{}>", package_mark(key, areas))),
    }
}

pub(super) fn marks(topology: &Topology, part: &str) -> BTreeMap<String, String> {
    [
        (TOPOLOGY_TAG.to_owned(), topology.name.to_string()),
        (NAME_TAG.to_owned(), part.to_owned()),
    ]
    .into()
}
